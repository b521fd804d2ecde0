use std::fmt::Write;

use exitrl_python::from_json;
use serde_json::{Value as Json, json};

use crate::services::test_world;
use crate::{CallRules, Class, World};

const SCENARIO: &str = "{'root': {'r': {'type': 'directory', 'contents': {
    'd': {'type': 'directory', 'contents': {'g.txt': {'type': 'file', 'content': 'deep'}}},
    'e': {'type': 'directory', 'contents': {}},
    'f.txt': {'type': 'file', 'content': 'b x\\na\\r\\nc\\u2028a'},
    '.h': {'type': 'file', 'content': 'b x\\nz'}}}}}";

/// Plays calls with their results, in the form `call -> result`.
fn story(scenario: &str, lines: &[(&str, &str)]) {
    let scenario = scenario.replace('\n', " ");
    let mut world = test_world("GorillaFileSystem", &scenario);
    for (call, result) in lines {
        assert_eq!(world(call), *result, "{call}");
    }
}

fn world(scenario: Json) -> World {
    let class = Class::named("GorillaFileSystem").unwrap();
    World::load(&[class], &from_json(&json!({"GorillaFileSystem": scenario})), None).unwrap()
}

fn play(world: &mut World, calls: &str) -> String {
    calls.split(';').map(|call| world.execute(call, CallRules::default())).last().unwrap_or_default()
}

#[test]
fn files_are_read_in_many_ways() {
    story(
        SCENARIO,
        &[
            ("ls()", r#"{"current_directory_content": ["d", "e", "f.txt"]}"#),
            ("ls(a=True)", r#"{"current_directory_content": ["d", "e", "f.txt", ".h"]}"#),
            ("cat('f.txt')", r#"{"file_content": "b x\na\r\nc\u2028a"}"#),
            ("cat('d')", r#"{"error": "cat: 'd': Is a directory"}"#),
            ("wc('f.txt')", r#"{"count": 4, "type": "lines"}"#),
            ("wc('f.txt', 'w')", r#"{"count": 5, "type": "words"}"#),
            ("wc('f.txt', 'c')", r#"{"count": 10, "type": "characters"}"#),
            ("sort('f.txt')", r#"{"sorted_content": "a\na\nb x\nc"}"#),
            ("grep('f.txt', 'a')", r#"{"matching_lines": ["a", "a"]}"#),
            ("diff('f.txt', '.h')", r#"{"diff_lines": "- a\n+ z"}"#),
            ("tail('f.txt', 2)", r#"{"last_lines": "c\na"}"#),
            ("tail('f.txt', 0)", r#"{"last_lines": "b x\na\nc\na"}"#),
            ("tail('f.txt', -3)", r#"{"last_lines": "a"}"#),
            ("tail('f.txt', 1.5)", "Error during execution: slice indices must be integers or None or have an __index__ method"),
            ("du()", r#"{"disk_usage": "21 bytes"}"#),
            ("du(True)", r#"{"disk_usage": "21.00 B"}"#),
            ("find(name='.')", r#"{"matches": ["./d/g.txt", "./f.txt", "./.h"]}"#),
            ("find('/d/', 'g')", r#"{"matches": ["/d/g.txt"]}"#),
            ("find('d/x')", r#"{"error": "find: 'd/x': No such file or directory"}"#),
        ],
    );
}

#[test]
fn the_current_directory_is_walked_one_level_at_a_time() {
    story(
        SCENARIO,
        &[
            ("pwd()", r#"{"current_working_directory": "/r"}"#),
            ("cd('..')", r#"{"error": "Current directory is already the root. Cannot go back."}"#),
            ("cd('d/')", r#"{"current_working_directory": "d"}"#),
            ("cd('a/b/')", r#"{"error": "cd: a/b: Unsupported path. Only one folder level at a time is supported."}"#),
            ("cd('x')", r#"{"error": "cd: 'x': No such file or directory"}"#),
            ("pwd()", r#"{"current_working_directory": "/r/d"}"#),
            ("cd('..')", "{}"),
            ("cd('')", r#"{"current_working_directory": "r"}"#),
            ("cd(5)", "Error during execution: 'int' object has no attribute 'rstrip'"),
            ("cd(b'd')", "Error during execution: a bytes-like object is required, not 'str'"),
        ],
    );
}

#[test]
fn names_and_contents_can_be_odd() {
    story(
        "{}",
        &[
            ("pwd()", r#"{"current_working_directory": "//"}"#),
            ("touch('a|b')", r#"{"error": "touch: cannot touch 'a|b': Invalid character"}"#),
            ("touch(3)", "Error during execution: argument of type 'int' is not iterable"),
            ("touch(['a'])", "Error during execution: unhashable type: 'list'"),
            ("touch('f')", "None"),
            ("echo(b'x y\\nz', 'f')", "None"),
            ("cat('f')", "{'file_content': b'x y\\nz'}"),
            ("wc('f', 'w')", r#"{"count": 3, "type": "words"}"#),
            ("sort('f')", "Error during execution: sequence item 0: expected str instance, bytes found"),
            ("du()", "Error during execution: 'bytes' object has no attribute 'encode'"),
            ("echo(5, 'f')", "None"),
            ("tail('f')", "Error during execution: 'int' object has no attribute 'splitlines'"),
            ("mkdir('d')", "None"),
            ("echo('x', 'd')", "Error during execution: 'Directory' object has no attribute '_write'"),
            ("mkdir(('t',))", "None"),
            ("ls()", "Error during execution: 'tuple' object has no attribute 'startswith'"),
            ("ls(True)", r#"{"current_directory_content": ["f", "d", ["t"]]}"#),
        ],
    );
}

#[test]
fn copies_share_files_and_moved_directories_live_on_as_parents() {
    story(
        SCENARIO,
        &[
            ("cp('d', 'k')", r#"{"result": "'d' copied to 'k'"}"#),
            ("cp('d', 'k')", r#"{"result": "'d' copied to 'k/d'"}"#),
            ("cp('d', 'k')", "Error during execution: Directory 'd' already exists in directory 'k'."),
            ("cd('k')", r#"{"current_working_directory": "k"}"#),
            ("echo('new', 'g.txt')", "None"),
            ("cd('..')", "{}"),
            ("cd('d')", r#"{"current_working_directory": "d"}"#),
            ("cat('g.txt')", r#"{"file_content": "new"}"#),
            ("mkdir('s')", "None"),
            ("cd('..')", "{}"),
            ("mv('d', 'e')", r#"{"result": "'d' moved to 'e/d'"}"#),
            ("mv('d', 'e')", r#"{"error": "mv: cannot move 'd': No such file or directory"}"#),
            ("cd('e')", r#"{"current_working_directory": "e"}"#),
            ("cd('d')", r#"{"current_working_directory": "d"}"#),
            ("cd('s')", r#"{"current_working_directory": "s"}"#),
            ("pwd()", r#"{"current_working_directory": "/r/d/s"}"#),
            ("cd('..')", "{}"),
            ("touch('late')", "None"),
            ("find('/e')", r#"{"matches": ["/e/d", "/e/d/g.txt", "/e/d/s", "/e/d/late"]}"#),
        ],
    );
}

#[test]
fn what_is_in_the_way_stays() {
    story(
        SCENARIO,
        &[
            ("mv('f.txt', '.h')", r#"{"error": "mv: cannot move 'f.txt' to '.h': Not a directory"}"#),
            ("mv('f.txt', 'a/b')", r#"{"error": "mv: path not allowed in destination. Provide only a file or directory name."}"#),
            ("cp('f.txt', 'd')", r#"{"result": "'f.txt' copied to 'd/f.txt'"}"#),
            ("mv('f.txt', 'd')", r#"{"error": "mv: cannot move 'f.txt' to 'd/f.txt': File exists"}"#),
            ("cp('f.txt', 'd')", "Error during execution: File 'f.txt' already exists in directory 'd'."),
            ("rmdir('d')", r#"{"error": "rmdir: cannot remove 'd': Directory not empty"}"#),
            ("rmdir('f.txt')", r#"{"error": "rmdir: cannot remove 'f.txt': Not a directory"}"#),
            ("rmdir('e')", r#"{"result": "'e' removed"}"#),
            ("rm('d')", r#"{"result": "'d' removed"}"#),
            ("rm('d')", r#"{"error": "rm: cannot remove 'd': No such file or directory"}"#),
            ("mv('f.txt', 'n')", r#"{"result": "'f.txt' moved to 'n'"}"#),
            ("ls()", r#"{"current_directory_content": ["n"]}"#),
        ],
    );
}

#[test]
fn a_directory_inside_itself_ends_walks_by_an_exception() {
    let deep = "Error during execution: maximum recursion depth exceeded";
    let calling = format!("{deep} while calling a Python object");
    story(
        "{}",
        &[
            ("mkdir('d')", "None"),
            ("cp('d', 'd')", r#"{"result": "'d' copied to 'd/d'"}"#),
            ("find()", &calling),
            ("du()", &calling),
            ("find('d/d/d/d', ())", "Error during execution: 'in <string>' requires string as left operand, not tuple"),
            ("cd('d')", r#"{"current_working_directory": "d"}"#),
            ("cd('d')", r#"{"current_working_directory": "d"}"#),
            ("cd('d')", r#"{"current_working_directory": "d"}"#),
            ("pwd()", r#"{"current_working_directory": "///d/d"}"#),
        ],
    );
    // A dot among the names stands for the directory that holds it.
    story(
        "{}",
        &[("touch('f')", "None"), ("mkdir('.')", "None"), ("mv('.', 'x')", r#"{"result": "'.' moved to 'x'"}"#), ("du()", deep)],
    );
}

#[test]
fn very_deep_and_very_wide_trees_are_survived() {
    let mut deep = world(json!({}));
    for _ in 0..3000 {
        play(&mut deep, "mkdir('x');cd('x')");
    }
    let raised = "Error during execution: maximum recursion depth exceeded while calling a Python object";
    assert_eq!(play(&mut deep, "cd('/');find()"), raised);
    assert_eq!(play(&mut deep, "du()"), raised);
    assert!(deep.states().to_string().contains("<too deep>"));
    assert!(deep.difference(&world(json!({}))).is_some());

    // Every round holds the last one twice: a tree of 2^60 leaves out of few directories.
    let mut wide = world(json!({}));
    let mut calls = String::from("mkdir('n0');");
    for round in 0..60 {
        let next = round + 1;
        write!(calls, "cp('n{round}', 'm');mkdir('n{next}');mv('n{round}', 'n{next}');mv('m', 'n{next}');").unwrap();
    }
    play(&mut wide, &calls);
    assert_eq!(play(&mut wide, "find()"), "Error during execution: ");
    assert_eq!(play(&mut wide, "du()"), "Error during execution: ");
    let mut again = world(json!({}));
    play(&mut again, &calls);
    assert!(wide.difference(&again).is_none());
}

#[test]
fn states_are_compared_without_order_and_snapshots_keep_theirs() {
    let scenario = json!({"root": {"r": {"type": "directory", "contents": {"d": {"type": "directory", "contents": {}}}}}});
    let base = world(scenario.clone());
    let (mut a, mut b) = (base.clone(), world(scenario));
    play(&mut a, "touch('p');touch('q');cd('d')");
    play(&mut b, "touch('q');touch('p')");
    assert!(a.difference(&b).is_none());
    play(&mut a, "touch('inner')");
    assert!(a.difference(&b).is_some());
    play(&mut b, "cd('d');mkdir('inner')");
    assert!(a.difference(&b).is_some());
    play(&mut b, "rmdir('inner');touch('inner');echo('', 'inner')");
    assert!(a.difference(&b).is_none());
    play(&mut b, "echo('x', 'inner')");
    assert!(a.difference(&b).is_some());
    let state = json!({"long_context": false, "root": {"type": "directory", "name": "r", "contents": {
        "d": {"type": "directory", "name": "d", "contents": {}}}}});
    assert_eq!(base.states()["GorillaFileSystem"], state);
    play(&mut a, "cp('inner', 'i');cd('..');cp('d', 'd')");
    assert_eq!(a.states()["GorillaFileSystem"]["root"]["contents"]["d"]["contents"]["d"]["contents"]["d"], "<cycle>");
}

#[test]
fn scenarios_of_other_shapes_are_refused() {
    let class = Class::named("GorillaFileSystem").unwrap();
    let cases = [
        (json!({"root": {}}), "IndexError: list index out of range"),
        (json!({"root": {"r": {"type": "directory"}}}), "KeyError: 'contents'"),
        (json!({"root": {"r": {"contents": {"f": {}}}}}), "KeyError: 'type'"),
        (json!({"root": {"r": {"contents": []}}}), "AttributeError: 'list' object has no attribute 'items'"),
        (json!(3), "TypeError: argument of type 'int' is not iterable"),
    ];
    for (scenario, text) in cases {
        let scenarios = from_json(&json!({"GorillaFileSystem": scenario}));
        assert_eq!(World::load(&[class], &scenarios, None).unwrap_err().to_string(), text);
    }
    let untyped = world(json!({"root": {"r": {"contents": {"f": {"type": "link"}}}}}));
    assert_eq!(untyped.states()["GorillaFileSystem"]["root"]["contents"], json!({}));
}
