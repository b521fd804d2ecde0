//! Requests to the file system. All work in the folder that it starts in, so that they do not disturb each other.

use serde_json::{Value as Json, json};

use super::{FILES, Template, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{KEYWORDS, STEMS, file_name, folder_name, note};

pub(crate) const TEMPLATES: &[Template] = &[
    alone(FILES, list),
    alone(FILES, list_all),
    free(FILES, make_folder),
    free(FILES, make_file),
    free(FILES, write),
    free(FILES, show),
    alone(FILES, find),
    free(FILES, count),
    free(FILES, sort),
    free(FILES, search),
    alone(FILES, usage),
    free(FILES, last_lines),
    free(FILES, compare),
    free(FILES, rename),
    free(FILES, move_into),
    free(FILES, remove),
    free(FILES, remove_folder),
    free(FILES, copy),
    free(FILES, copy_into),
    alone(FILES, enter),
];

/// The one folder that everything lies in.
const ROOT: &str = "root";

pub(crate) fn base(draw: &mut Draw) -> Json {
    let mut contents = json!({});
    for _ in 0..draw.range(1, 2) {
        contents[file_name(draw)] = file_of(&note(draw));
    }
    let mut inner = json!({});
    inner[file_name(draw)] = file_of(&note(draw));
    contents[folder_name(draw)] = folder_of(inner);
    let mut root = json!({});
    root[draw.pick(&STEMS)] = folder_of(contents);
    json!({ ROOT: root })
}

fn file_of(content: &str) -> Json {
    json!({"type": "file", "content": content})
}

fn folder_of(contents: Json) -> Json {
    json!({"type": "directory", "contents": contents})
}

/// The contents of the outermost folder.
fn contents(scene: &mut Scene) -> Option<&mut serde_json::Map<String, Json>> {
    let (_, root) = scene.field(FILES, ROOT).as_object_mut()?.iter_mut().next()?;
    root["contents"].as_object_mut()
}

fn add(scene: &mut Scene, name: &str, item: Json) {
    if let Some(contents) = contents(scene) {
        contents.insert(name.to_owned(), item);
    }
}

/// A file with this content in the outermost folder: its name.
pub(crate) fn file(scene: &mut Scene, content: &str) -> String {
    scene.involve(FILES);
    let name = scene.fresh(file_name);
    add(scene, &name, file_of(content));
    name
}

/// A file with a few lines.
pub(crate) fn file_of_lines(scene: &mut Scene) -> String {
    let content = lines(scene, 3, 6).join("\n");
    file(scene, &content)
}

pub(crate) fn lines(scene: &mut Scene, low: i64, high: i64) -> Vec<String> {
    (0..scene.draw.range(low, high)).map(|_| note(&mut scene.draw)).collect()
}

/// A folder in the outermost folder, with so many files: its name and theirs.
pub(crate) fn folder(scene: &mut Scene, files: usize) -> (String, Vec<String>) {
    scene.involve(FILES);
    let name = scene.fresh(folder_name);
    let mut inner = json!({});
    let mut names = Vec::new();
    for _ in 0..files {
        let file = scene.fresh(file_name);
        inner[&file] = file_of(&lines(scene, 2, 4).join("\n"));
        names.push(file);
    }
    add(scene, &name, folder_of(inner));
    (name, names)
}

fn root_name(scene: &mut Scene) -> String {
    scene.field(FILES, ROOT).as_object().and_then(|root| root.keys().next().cloned()).unwrap_or_default()
}

fn list(scene: &mut Scene) -> Piece {
    let root = root_name(scene);
    let request = scene.say(
        &[
            "We are in the folder {root}. What is in it?",
            "List what the current folder, {root}, holds.",
            "Show the contents of the folder {root}, where we are.",
        ],
        &[("root", &root)],
    );
    Piece::new(request, call!(ls))
}

fn list_all(scene: &mut Scene) -> Piece {
    let root = root_name(scene);
    let hidden = format!(".{}", scene.fresh(file_name));
    add(scene, &hidden, file_of("kept out of sight"));
    let request = scene.say(
        &[
            "List everything in the current folder {root}, hidden files too.",
            "Show all contents of {root}, where we are, including hidden ones.",
        ],
        &[("root", &root)],
    );
    Piece::new(request, call!(ls, a = true))
}

pub(crate) fn make_folder(scene: &mut Scene) -> Piece {
    scene.involve(FILES);
    let name = scene.fresh(folder_name);
    let request = scene.say(
        &[
            "Make a folder called '{name}' here.",
            "Create a directory named '{name}'.",
            "I need a new folder '{name}' in the current one.",
        ],
        &[("name", &name)],
    );
    let vague = scene.say(&["Make a new folder here.", "I need a new directory in the current one."], &[]);
    let detail = scene.say(&["Call it '{name}'.", "Its name should be '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(mkdir, dir_name = name)).gap(vague, detail)
}

fn make_file(scene: &mut Scene) -> Piece {
    scene.involve(FILES);
    let name = scene.fresh(file_name);
    let request = scene.say(
        &["Create an empty file '{name}'.", "Please make a new file named '{name}' here.", "Start a blank file called '{name}'."],
        &[("name", &name)],
    );
    let vague = scene.say(&["Create an empty file here.", "Please make a new blank file."], &[]);
    let detail = scene.say(&["The file name is '{name}'.", "Name it '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(touch, file_name = name)).gap(vague, detail)
}

fn write(scene: &mut Scene) -> Piece {
    let name = file(scene, "");
    let text = scene.fresh(note);
    let request = scene.say(
        &[
            "Write '{text}' into the file '{name}'.",
            "Put the text '{text}' into '{name}'.",
            "The file '{name}' should contain '{text}'. Write that.",
        ],
        &[("text", &text), ("name", &name)],
    );
    let vague =
        scene.say(&["Write my reminder into the file '{name}'.", "Put a line of text into '{name}'."], &[("name", &name)]);
    let detail = scene.say(&["The text is '{text}'.", "Write exactly this: '{text}'."], &[("text", &text)]);
    Piece::new(request, call!(echo, content = text, file_name = name)).gap(vague, detail)
}

fn show(scene: &mut Scene) -> Piece {
    let name = file_of_lines(scene);
    let request = scene.say(
        &["Show me the file '{name}'.", "What is written in '{name}'?", "Print the content of '{name}'."],
        &[("name", &name)],
    );
    let vague = scene.say(&["Show me what one of the files here says.", "Print the content of the file I have in mind."], &[]);
    let detail = scene.say(&["It is '{name}'.", "The file '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(cat, file_name = name)).gap(vague, detail)
}

fn find(scene: &mut Scene) -> Piece {
    let count = scene.draw.range(1, 2) as usize;
    let (_, names) = folder(scene, count);
    let part = names.first().and_then(|name| name.split('_').next()).unwrap_or("heron").to_owned();
    let request = scene.say(
        &[
            "Find everything below the current folder whose name contains '{part}'.",
            "Search the current directory and all below it for names with '{part}' in them.",
        ],
        &[("part", &part)],
    );
    Piece::new(request, call!(find, path = ".", name = part))
}

fn count(scene: &mut Scene) -> Piece {
    let name = file_of_lines(scene);
    let (what, mode) = scene.draw.pick(&[("lines", "l"), ("words", "w"), ("characters", "c")]);
    let request = scene.say(
        &[
            "How many {what} does '{name}' have?",
            "Count the {what} in the file '{name}'.",
            "Tell me the number of {what} of '{name}'.",
        ],
        &[("what", &what), ("name", &name)],
    );
    let vague = scene.say(&["Count the {what} in a file for me.", "How many {what} does my file have?"], &[("what", &what)]);
    let detail = scene.say(&["The file is '{name}'.", "I am asking about '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(wc, file_name = name, mode = mode)).gap(vague, detail)
}

fn sort(scene: &mut Scene) -> Piece {
    let name = file_of_lines(scene);
    let request =
        scene.say(&["Sort the lines of '{name}'.", "Show the file '{name}' with its lines sorted."], &[("name", &name)]);
    let vague = scene.say(&["Sort the lines of a file here.", "Show me a file with its lines sorted."], &[]);
    let detail = scene.say(&["I mean '{name}'.", "Take the file '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(sort, file_name = name)).gap(vague, detail)
}

fn search(scene: &mut Scene) -> Piece {
    let word = scene.draw.pick(&KEYWORDS);
    let mut text = lines(scene, 2, 4);
    let place = scene.draw.below(text.len());
    text.insert(place, format!("{word} {}", scene.draw.range(10, 99)));
    let name = file(scene, &text.join("\n"));
    let request = scene.say(
        &[
            "Which lines of '{name}' contain '{word}'?",
            "Search the file '{name}' for the word '{word}'.",
            "Grep '{name}' for '{word}'.",
        ],
        &[("word", &word), ("name", &name)],
    );
    let vague =
        scene.say(&["Search the file '{name}' for a word.", "Which lines of '{name}' contain my keyword?"], &[("name", &name)]);
    let detail = scene.say(&["The word is '{word}'.", "Look for '{word}'."], &[("word", &word)]);
    Piece::new(request, call!(grep, file_name = name, pattern = word)).gap(vague, detail)
}

fn usage(scene: &mut Scene) -> Piece {
    let root = root_name(scene);
    let request = scene.say(
        &[
            "How much disk space does the current folder {root} take? Make it human readable.",
            "Give me the human readable disk usage of {root}, the current folder.",
        ],
        &[("root", &root)],
    );
    Piece::new(request, call!(du, human_readable = true))
}

fn last_lines(scene: &mut Scene) -> Piece {
    let text = lines(scene, 5, 8).join("\n");
    let name = file(scene, &text);
    let count = scene.draw.range(2, 4);
    let request = scene.say(
        &["Show the last {count} lines of '{name}'.", "What are the final {count} lines in the file '{name}'?"],
        &[("count", &count), ("name", &name)],
    );
    let vague = scene.say(&["Show the last {count} lines of a file."], &[("count", &count)]);
    let detail = scene.say(&["Of '{name}'.", "The file is called '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(tail, file_name = name, lines = count)).gap(vague, detail)
}

fn compare(scene: &mut Scene) -> Piece {
    let (one, two) = (file_of_lines(scene), file_of_lines(scene));
    let request = scene.say(
        &[
            "Compare '{one}' with '{two}'.",
            "What are the differences between '{one}' and '{two}'?",
            "Diff the files '{one}' and '{two}'.",
        ],
        &[("one", &one), ("two", &two)],
    );
    let vague =
        scene.say(&["Compare '{one}' with the other version of it.", "Diff '{one}' against another file."], &[("one", &one)]);
    let detail = scene.say(&["The other file is '{two}'.", "Against '{two}'."], &[("two", &two)]);
    Piece::new(request, call!(diff, file_name1 = one, file_name2 = two)).gap(vague, detail)
}

fn rename(scene: &mut Scene) -> Piece {
    let old = file_of_lines(scene);
    let new = scene.fresh(file_name);
    let request = scene.say(
        &["Rename '{old}' to '{new}'.", "The file '{old}' should be called '{new}' from now on."],
        &[("old", &old), ("new", &new)],
    );
    let vague = scene.say(&["Rename the file '{old}'.", "The file '{old}' needs another name."], &[("old", &old)]);
    let detail = scene.say(&["The new name is '{new}'.", "It should be called '{new}'."], &[("new", &new)]);
    Piece::new(request, call!(mv, source = old, destination = new)).gap(vague, detail)
}

fn move_into(scene: &mut Scene) -> Piece {
    let file = file_of_lines(scene);
    let (folder, _) = folder(scene, 0);
    let request = scene.say(
        &["Move '{file}' into the folder '{folder}'.", "The file '{file}' belongs in the directory '{folder}'. Move it there."],
        &[("file", &file), ("folder", &folder)],
    );
    let vague = scene.say(
        &["Move '{file}' into one of the folders.", "The file '{file}' is in the wrong place, move it."],
        &[("file", &file)],
    );
    let detail = scene.say(&["Into the folder '{folder}'.", "It should go to the folder '{folder}'."], &[("folder", &folder)]);
    Piece::new(request, call!(mv, source = file, destination = folder)).gap(vague, detail)
}

fn remove(scene: &mut Scene) -> Piece {
    let name = file_of_lines(scene);
    let request = scene.say(&["Delete the file '{name}'.", "Remove '{name}', I do not need it any more."], &[("name", &name)]);
    let vague = scene.say(&["Delete a file for me.", "There is a file here that I do not need any more, remove it."], &[]);
    let detail = scene.say(&["The file to delete is '{name}'.", "It is called '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(rm, file_name = name)).gap(vague, detail)
}

fn remove_folder(scene: &mut Scene) -> Piece {
    let (name, _) = folder(scene, 0);
    let request = scene.say(
        &["Remove the empty directory '{name}' with rmdir.", "The folder '{name}' is empty. Remove it with rmdir."],
        &[("name", &name)],
    );
    Piece::new(request, call!(rmdir, dir_name = name))
}

fn copy(scene: &mut Scene) -> Piece {
    let old = file_of_lines(scene);
    let new = scene.fresh(file_name);
    let request = scene
        .say(&["Make a copy of '{old}' called '{new}'.", "Copy the file '{old}' to '{new}'."], &[("old", &old), ("new", &new)]);
    let vague = scene.say(&["Make a copy of '{old}' under another name."], &[("old", &old)]);
    let detail = scene.say(&["Call the copy '{new}'.", "The copy should be named '{new}'."], &[("new", &new)]);
    Piece::new(request, call!(cp, source = old, destination = new)).gap(vague, detail)
}

fn copy_into(scene: &mut Scene) -> Piece {
    let file = file_of_lines(scene);
    let (folder, _) = folder(scene, 0);
    let request = scene.say(
        &["Copy '{file}' into the folder '{folder}'.", "Put a copy of the file '{file}' into the directory '{folder}'."],
        &[("file", &file), ("folder", &folder)],
    );
    let vague = scene.say(&["Put a copy of '{file}' into one of the folders."], &[("file", &file)]);
    let detail = scene.say(&["Into '{folder}'.", "The folder is '{folder}'."], &[("folder", &folder)]);
    Piece::new(request, call!(cp, source = file, destination = folder)).gap(vague, detail)
}

fn enter(scene: &mut Scene) -> Piece {
    let (name, _) = folder(scene, 1);
    let request =
        scene.say(&["Go to the folder '{name}'.", "Change into the directory '{name}'.", "Enter '{name}'."], &[("name", &name)]);
    let vague = scene.say(&["Change into another directory.", "Go to the folder that I need."], &[]);
    let detail = scene.say(&["It is called '{name}'.", "To '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(cd, folder = name)).gap(vague, detail)
}
