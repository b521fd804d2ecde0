//! The methods of the file system, as they are told to the model.

use super::{COPY, FileSystem, MOVE};
use crate::services::{Default, Kind, Method, Param, optional, required};

const FILE: Param = required("file_name", Kind::Str, "Name of a file in the current directory, no path");

pub(super) const METHODS: &[Method<FileSystem>] = &[
    Method { name: "pwd", about: "Shows the path of the current directory.", params: &[], call: FileSystem::pwd },
    Method {
        name: "ls",
        about: "Lists what the current directory holds.",
        params: &[optional("a", Kind::Bool, "Whether to list hidden files and directories too", Default::Bool(false))],
        call: FileSystem::ls,
    },
    Method {
        name: "cd",
        about: "Makes another directory the current one.",
        params: &[required("folder", Kind::Str, "Name of a directory in the current one, '..' or '/'; one level at a time")],
        call: FileSystem::cd,
    },
    Method {
        name: "mkdir",
        about: "Makes a directory in the current one.",
        params: &[required("dir_name", Kind::Str, "Name of the new directory, no path")],
        call: FileSystem::mkdir,
    },
    Method {
        name: "touch",
        about: "Makes an empty file in the current directory.",
        params: &[required("file_name", Kind::Str, "Name of the new file, no path")],
        call: FileSystem::touch,
    },
    Method {
        name: "echo",
        about: "Writes a text over the content of a file in the current directory, or shows it.",
        params: &[
            required("content", Kind::Str, "The text"),
            optional("file_name", Kind::Str, "Name of the file; without one the text is shown", Default::None),
        ],
        call: FileSystem::echo,
    },
    Method { name: "cat", about: "Shows a file.", params: &[FILE], call: FileSystem::cat },
    Method {
        name: "find",
        about: "Lists the paths of files and directories below a directory, at any depth.",
        params: &[
            optional("path", Kind::Str, "Where to search", Default::Str(".")),
            optional("name", Kind::Str, "What the names have to contain; without it all are listed", Default::None),
        ],
        call: FileSystem::find,
    },
    Method {
        name: "wc",
        about: "Counts lines, words or characters of a file.",
        params: &[FILE, optional("mode", Kind::Str, "'l' for lines, 'w' for words, 'c' for characters", Default::Str("l"))],
        call: FileSystem::wc,
    },
    Method { name: "sort", about: "Shows the lines of a file in order.", params: &[FILE], call: FileSystem::sort },
    Method {
        name: "grep",
        about: "Shows the lines of a file that contain a text.",
        params: &[FILE, required("pattern", Kind::Str, "The text to look for")],
        call: FileSystem::grep,
    },
    Method {
        name: "du",
        about: "Adds up the sizes of all files in the current directory and below.",
        params: &[optional("human_readable", Kind::Bool, "Whether to give the sum in units such as KB", Default::Bool(false))],
        call: FileSystem::du,
    },
    Method {
        name: "tail",
        about: "Shows the last lines of a file.",
        params: &[FILE, optional("lines", Kind::Int, "How many lines", Default::Int(10))],
        call: FileSystem::tail,
    },
    Method {
        name: "diff",
        about: "Compares two files of the current directory line by line.",
        params: &[
            required("file_name1", Kind::Str, "Name of the first file"),
            required("file_name2", Kind::Str, "Name of the second file"),
        ],
        call: FileSystem::diff,
    },
    Method {
        name: "mv",
        about: "Moves a file or directory into another directory, or gives it another name.",
        params: &[
            required("source", Kind::Str, "Name of what is moved, in the current directory"),
            required("destination", Kind::Str, "Name of a directory in the current one, or the new name; no path"),
        ],
        call: |system, args| system.transfer(args, &MOVE),
    },
    Method {
        name: "rm",
        about: "Removes a file or a directory with all it holds.",
        params: &[required("file_name", Kind::Str, "Name of the file or directory")],
        call: FileSystem::rm,
    },
    Method {
        name: "rmdir",
        about: "Removes an empty directory.",
        params: &[required("dir_name", Kind::Str, "Name of a directory in the current one")],
        call: FileSystem::rmdir,
    },
    Method {
        name: "cp",
        about: "Copies a file or directory, into another directory or under another name.",
        params: &[
            required("source", Kind::Str, "Name of what is copied, in the current directory"),
            required("destination", Kind::Str, "Name of a directory in the current one, or the new name; no path"),
        ],
        call: |system, args| system.transfer(args, &COPY),
    },
];
