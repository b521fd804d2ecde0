//! Files that are made, changed and told about.

use super::{Story, chosen};
use crate::generate::pieces::{FILES, TICKET, TWITTER, files};
use crate::generate::scene::{Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{KEYWORDS, file_name, folder_name, note};

/// A file is made in a new folder and then worked on.
pub(crate) fn new_file(scene: &mut Scene) -> Story {
    scene.involve(FILES);
    let (folder, mut file) = (scene.fresh(folder_name), scene.fresh(file_name));
    let word = scene.draw.pick(&KEYWORDS);
    let text = format!("{} {word}", scene.fresh(note));
    let (other, third) = (scene.fresh(file_name), scene.fresh(file_name));
    let count = scene.draw.range(2, 4) as usize;
    let chosen = chosen(scene, 5, count);
    let mut script = Script::new(scene);
    script.call(call!(mkdir, dir_name = folder));
    script.call(call!(cd, folder = folder));
    script.ask(
        &["Make a folder '{folder}' and go into it.", "Let us work in a new directory: create '{folder}' and change to it."],
        &[("folder", &folder)],
    );
    script.call(call!(touch, file_name = file));
    script.call(call!(echo, content = text, file_name = file));
    script.ask(
        &["Create '{file}' in here and write '{text}' into it.", "Now I need a file '{file}' that says '{text}'."],
        &[("file", &file), ("text", &text)],
    );
    for place in chosen {
        match place {
            0 => {
                script.call(call!(wc, file_name = file, mode = "w"));
                script.ask(&["How many words does the file have now?", "Count the words in that file."], &[]);
            }
            1 => {
                script.call(call!(cp, source = file, destination = other));
                script.ask(
                    &["Make a copy of the file and call it '{other}'.", "Copy that file to '{other}'."],
                    &[("other", &other)],
                );
            }
            2 => {
                script.call(call!(mv, source = file, destination = third));
                script.ask(
                    &[
                        "I do not like its name. Rename '{file}' to '{third}'.",
                        "The file '{file}' should be called '{third}' instead.",
                    ],
                    &[("file", &file), ("third", &third)],
                );
                file.clone_from(&third);
            }
            3 => {
                script.call(call!(grep, file_name = file, pattern = word));
                script.ask(
                    &["Which lines of '{file}' have '{word}' in them?", "Search '{file}' for '{word}'."],
                    &[("file", &file), ("word", &word)],
                );
            }
            _ => {
                script.call(call!(ls));
                script.ask(&["What is in the folder that you made now?", "List what we have in this directory by now."], &[]);
            }
        }
    }
    script.turns()
}

/// A folder is looked at and cleared up.
pub(crate) fn tidying(scene: &mut Scene) -> Story {
    let (folder, names) = files::folder(scene, 3);
    let [one, two, three] = names.as_slice() else { return Vec::new() };
    let (copy, inner) = (scene.fresh(file_name), scene.fresh(folder_name));
    let count = scene.draw.range(1, 3) as usize;
    let chosen = chosen(scene, 4, count);
    let mut script = Script::new(scene);
    script.call(call!(cd, folder = folder));
    script.call(call!(ls));
    script.ask(
        &["Go to '{folder}' and list what is there.", "Change into the folder '{folder}'. What is in it?"],
        &[("folder", &folder)],
    );
    script.call(call!(diff, file_name1 = one, file_name2 = two));
    script.ask(&["How do '{one}' and '{two}' differ?", "Compare '{one}' with '{two}' for me."], &[("one", one), ("two", two)]);
    for place in chosen {
        match place {
            0 => {
                script.call(call!(cp, source = one, destination = copy));
                script.ask(
                    &["Keep a copy of the first of the two as '{copy}'.", "Copy the first of those two files to '{copy}'."],
                    &[("copy", &copy)],
                );
            }
            1 => {
                script.call(call!(rm, file_name = two));
                script.ask(&["The second of the two can be deleted.", "Delete the second file that you compared."], &[]);
            }
            2 => {
                script.call(call!(sort, file_name = three));
                script.ask(
                    &["Show me '{three}' with its lines sorted.", "And the third file, '{three}': sort its lines."],
                    &[("three", three)],
                );
            }
            _ => {
                script.call(call!(mkdir, dir_name = inner));
                script.call(call!(mv, source = three, destination = inner));
                script.ask(
                    &[
                        "Make a folder '{inner}' in here and move '{three}' into it.",
                        "'{three}' should go into a new folder '{inner}'. Do that.",
                    ],
                    &[("inner", &inner), ("three", three)],
                );
            }
        }
    }
    script.call(call!(cd, folder = ".."));
    script.call(call!(find, path = ".", name = folder));
    script.ask(
        &[
            "Go back up with '..' and find everything with '{folder}' in its name.",
            "Leave this folder again ('..') and search from there for the name '{folder}'.",
        ],
        &[("folder", &folder)],
    );
    script.turns()
}

/// A file is read, and others hear of it.
pub(crate) fn report(scene: &mut Scene) -> Story {
    let text = scene.fresh(note);
    let file = files::file(scene, &text);
    scene.involve(TICKET);
    scene.involve(TWITTER);
    let (more, title, resolution) = (scene.fresh(note), scene.fresh(crate::generate::words::trouble), scene.fresh(note));
    let priority = scene.draw.range(2, 5);
    let (with_comment, with_copy) = (scene.draw.chance(50), scene.draw.chance(50));
    let backup = scene.fresh(file_name);
    let mut script = Script::new(scene);
    let content = script.call(call!(cat, file_name = file))["file_content"].clone();
    script.ask(&["Show me the file '{file}'.", "What does '{file}' say?"], &[("file", &file)]);
    if with_copy {
        script.call(call!(cp, source = file, destination = backup));
        script.ask(&["Copy that file to '{backup}'.", "Make a copy of it called '{backup}'."], &[("backup", &backup)]);
    }
    let tweet = script.call(call!(post_tweet, content = content))["id"].clone();
    script.ask(&["Tweet exactly what the file says.", "Post the content of the file as a tweet, unchanged."], &[]);
    if with_comment {
        script.call(call!(comment, tweet_id = tweet, comment_content = more));
        script.ask(&["Comment '{more}' on that tweet.", "Under the new tweet, leave the comment '{more}'."], &[("more", &more)]);
    }
    let id = script.call(call!(create_ticket, title = title, priority = priority))["id"].clone();
    script.ask(
        &["Now open a ticket '{title}' with priority {priority}.", "I also need a ticket titled '{title}', priority {priority}."],
        &[("title", &title), ("priority", &priority)],
    );
    script.call(call!(resolve_ticket, ticket_id = id, resolution = resolution));
    script.ask(
        &["Resolve the ticket you just opened with '{resolution}'.", "That ticket is settled. Resolve it: '{resolution}'."],
        &[("resolution", &resolution)],
    );
    script.turns()
}
