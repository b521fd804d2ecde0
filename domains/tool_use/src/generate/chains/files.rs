//! Files in folders, and what is written in them.

use crate::generate::pieces::FILES;
use crate::generate::pieces::{MESSAGE, TWITTER, files, message};
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{file_name, folder_name, note};

/// A folder with two files: its name and that of one of them.
fn folder_and_file(scene: &mut Scene) -> (String, String) {
    let (folder, files) = files::folder(scene, 2);
    let file = files.first().cloned().unwrap_or_default();
    (folder, file)
}

pub(crate) fn show_in_folder(scene: &mut Scene) -> Piece {
    let (folder, file) = folder_and_file(scene);
    let mut script = Script::new(scene);
    script.call(call!(cd, folder = folder));
    script.call(call!(cat, file_name = file));
    script.piece(
        &[
            "Go to the folder '{folder}' and show me the file '{file}' in it.",
            "What does '{file}' in the directory '{folder}' say?",
        ],
        &[("folder", &folder), ("file", &file)],
    )
}

pub(crate) fn write_in_folder(scene: &mut Scene) -> Piece {
    let (folder, _) = files::folder(scene, 1);
    let (file, text) = (scene.fresh(file_name), scene.fresh(note));
    let mut script = Script::new(scene);
    script.call(call!(cd, folder = folder));
    script.call(call!(touch, file_name = file));
    script.call(call!(echo, content = text, file_name = file));
    script.piece(
        &[
            "In the folder '{folder}', create the file '{file}' and write '{text}' into it.",
            "Change into '{folder}', make a new file '{file}' there and put '{text}' into it.",
        ],
        &[("folder", &folder), ("file", &file), ("text", &text)],
    )
}

pub(crate) fn new_folder_for_file(scene: &mut Scene) -> Piece {
    let file = files::file_of_lines(scene);
    let folder = scene.fresh(folder_name);
    let mut script = Script::new(scene);
    script.call(call!(mkdir, dir_name = folder));
    script.call(call!(mv, source = file, destination = folder));
    script.piece(
        &[
            "Make a folder '{folder}' and move the file '{file}' into it.",
            "The file '{file}' should have its own folder: create '{folder}' and move the file there.",
        ],
        &[("folder", &folder), ("file", &file)],
    )
}

pub(crate) fn new_file_with_text(scene: &mut Scene) -> Piece {
    scene.involve(FILES);
    let (file, text) = (scene.fresh(file_name), scene.fresh(note));
    let mut script = Script::new(scene);
    script.call(call!(touch, file_name = file));
    script.call(call!(echo, content = text, file_name = file));
    script.piece(
        &["Create a file '{file}' that contains '{text}'.", "Start a new file '{file}' and write '{text}' into it."],
        &[("file", &file), ("text", &text)],
    )
}

pub(crate) fn find_and_show(scene: &mut Scene) -> Piece {
    let (folder, file) = folder_and_file(scene);
    let mut script = Script::new(scene);
    script.call(call!(find, path = ".", name = file));
    script.call(call!(cd, folder = folder));
    script.call(call!(cat, file_name = file));
    script.piece(
        &[
            "Somewhere below the current folder is a file '{file}'. Find it, go to its folder and show me what it says.",
            "Find '{file}' under the current directory, change to where it is, and print it.",
        ],
        &[("file", &file)],
    )
}

pub(crate) fn rename_in_folder(scene: &mut Scene) -> Piece {
    let (folder, file) = folder_and_file(scene);
    let new = scene.fresh(file_name);
    let mut script = Script::new(scene);
    script.call(call!(cd, folder = folder));
    script.call(call!(mv, source = file, destination = new));
    script.piece(
        &[
            "Rename '{file}' in the folder '{folder}' to '{new}'.",
            "Go to '{folder}' and give the file '{file}' there the name '{new}'.",
        ],
        &[("folder", &folder), ("file", &file), ("new", &new)],
    )
}

pub(crate) fn new_file_in_new_folder(scene: &mut Scene) -> Piece {
    scene.involve(FILES);
    let (folder, file) = (scene.fresh(folder_name), scene.fresh(file_name));
    let mut script = Script::new(scene);
    script.call(call!(mkdir, dir_name = folder));
    script.call(call!(cd, folder = folder));
    script.call(call!(touch, file_name = file));
    script.piece(
        &[
            "Create the folder '{folder}', go there, and make an empty file '{file}' in it.",
            "I need a directory '{folder}' with an empty file '{file}' inside. Make both and stay in that directory.",
        ],
        &[("folder", &folder), ("file", &file)],
    )
}

pub(crate) fn copy_and_overwrite(scene: &mut Scene) -> Piece {
    let file = files::file_of_lines(scene);
    let (new, text) = (scene.fresh(file_name), scene.fresh(note));
    let mut script = Script::new(scene);
    script.call(call!(cp, source = file, destination = new));
    script.call(call!(echo, content = text, file_name = file));
    script.piece(
        &[
            "Keep a copy of '{file}' as '{new}', then overwrite '{file}' with '{text}'.",
            "Copy '{file}' to '{new}'. After that, '{file}' should say only '{text}'.",
        ],
        &[("file", &file), ("new", &new), ("text", &text)],
    )
}

pub(crate) fn tweet_content(scene: &mut Scene) -> Piece {
    let text = scene.fresh(note);
    let file = files::file(scene, &text);
    scene.involve(TWITTER);
    let mut script = Script::new(scene);
    let content = script.call(call!(cat, file_name = file))["file_content"].clone();
    script.call(call!(post_tweet, content = content));
    script.piece(
        &["Read the file '{file}' and tweet exactly what it says.", "Tweet the content of the file '{file}', word for word."],
        &[("file", &file)],
    )
}

pub(crate) fn message_content(scene: &mut Scene) -> Piece {
    let text = scene.fresh(note);
    let file = files::file(scene, &text);
    scene.involve(MESSAGE);
    let (name, id) = message::user(scene);
    let mut script = Script::new(scene);
    let content = script.call(call!(cat, file_name = file))["file_content"].clone();
    script.call(call!(send_message, receiver_id = id, message = content));
    script.piece(
        &[
            "Send {name}, user {id}, exactly what the file '{file}' says.",
            "Read '{file}' and send its content, unchanged, as a message to {name}, whose id is {id}.",
        ],
        &[("file", &file), ("name", &name), ("id", &id)],
    )
}
