use std::path::Path;

use super::*;

/// Base task t gave a and b; a was improved to c and diverged from to d; b was displaced; u was trained on, but never stored.
const EVENTS: &str = r#"{"event":"created","train_step":0,"id":"0000000000000001","parent":null,"operator":null,"task_id":"t","turn_index":0,"iterate_index":0,"depth":0,"score":0.25,"measured":true,"payload":{"q":"2+2"}}
{"event":"visited","train_step":0,"id":"0000000000000001","task_id":"t","operator":"attempt","from_buffer":false,"score":0.25}
{"event":"visited","train_step":0,"id":"00000000000000ff","task_id":"u","operator":"attempt","from_buffer":false,"score":0.0}
{"event":"created","train_step":0,"id":"aaaa000000000002","parent":"0000000000000001","operator":"attempt","task_id":"t","turn_index":0,"iterate_index":1,"depth":0,"score":0.25,"measured":false,"latest":{"response":{"role":"assistant","content":"a <1>"},"feedback":null,"quality":0.0}}
{"event":"created","train_step":0,"id":"aaab000000000003","parent":"0000000000000001","operator":"attempt","task_id":"t","turn_index":0,"iterate_index":1,"depth":0,"score":0.25,"measured":false,"latest":{"response":{"role":"assistant","content":"b"},"feedback":null,"quality":0.0}}
{"event":"visited","train_step":3,"id":"aaaa000000000002","task_id":"t","operator":"improve","from_buffer":true,"score":0.1875}
{"event":"evicted","train_step":3,"id":"aaab000000000003","reason":"displaced"}
{"event":"created","train_step":3,"id":"cccc000000000004","parent":"aaaa000000000002","operator":"improve","task_id":"t","turn_index":0,"iterate_index":2,"depth":1,"score":0.1875,"measured":false,"latest":{"response":{"role":"assistant","content":"c"},"feedback":null,"quality":1.0}}
{"event":"visited","train_step":4,"id":"aaaa000000000002","task_id":"t","operator":"diverge","from_buffer":true,"score":null}
{"event":"created","train_step":4,"id":"dddd000000000005","parent":"aaaa000000000002","operator":"diverge","task_id":"t","turn_index":0,"iterate_index":2,"depth":1,"score":0.1,"measured":false,"latest":{"response":{"role":"assistant","content":"d"},"feedback":null,"quality":1.0}}
{"event":"guessed","train_step":5,"id":"dddd000000000005","score":0.125}
"#;

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("instances.jsonl"), text).unwrap();
    folder
}

fn space() -> TaskSpace {
    TaskSpace::read(folder(EVENTS).path()).unwrap()
}

fn ids<'a>(instances: impl IntoIterator<Item = &'a Instance>) -> Vec<String> {
    instances.into_iter().map(|instance| instance.id.to_string()[..4].to_owned()).collect()
}

#[test]
fn events_join_to_what_became_of_each_instance() {
    let space = space();
    assert_eq!(space.instances().len(), 6);
    let a = space.find("aaaa").unwrap();
    assert_eq!((a.score, a.measured, a.scored_at, a.visits, a.groups), (Some(0.1875), true, 3, 2, 2));
    assert_eq!((a.stored, a.created_at, a.depth, a.iterate_index), (true, 0, 0, 1));
    let b = space.find("aaab").unwrap();
    assert_eq!((b.stored, b.evicted_at, b.eviction, b.visits), (false, Some(3), Some(Eviction::Displaced), 0));
    let d = space.find("dddd").unwrap();
    assert_eq!((d.score, d.measured, d.scored_at), (Some(0.125), false, 5));
    let u = space.find("00000000000000ff").unwrap();
    assert_eq!((u.task_id.as_str(), u.stored, u.score, u.visits, u.groups), ("u", false, Some(0.0), 0, 1));
}

#[test]
fn lines_of_ancestors_and_children_are_followed() {
    let space = space();
    let id = |text: &str| space.find(text).unwrap().id;
    assert_eq!(ids(space.ancestors(&id("cccc"))), ["aaaa", "0000"]);
    assert_eq!(ids(space.children(&id("aaaa"))), ["cccc", "dddd"]);
    assert_eq!(ids(space.roots("t").unwrap()), ["0000"]);
    assert_eq!(space.roots("dddd").unwrap()[0].task_id, "t");
}

#[test]
fn what_cannot_be_found_is_told_with_what_there_is() {
    let space = space();
    let message = space.find("zz").unwrap_err().to_string();
    assert!(
        message.contains("\"zz\"") && message.contains("6 instances of 2 tasks") && message.contains("buffer list"),
        "{message}"
    );
    let message = space.find("aaa").unwrap_err().to_string();
    assert!(message.contains("2 instance ids") && message.contains("more digits"), "{message}");
    let message = TaskSpace::read(Path::new("no/such/run")).unwrap_err().to_string();
    assert!(message.contains("no/such/run") && message.contains("metrics.jsonl"), "{message}");
    let message = TaskSpace::read(folder("").path()).unwrap_err().to_string();
    assert!(message.contains("empty") && message.contains("log.instances"), "{message}");
    let message = TaskSpace::read(folder("{\"event\":\"born\"}\n").path()).unwrap_err().to_string();
    assert!(message.contains("line 1") && message.contains("born"), "{message}");
}

#[test]
fn half_a_line_at_the_end_is_left_out() {
    let torn = format!("{EVENTS}{{\"event\":\"crea");
    assert_eq!(TaskSpace::read(folder(&torn).path()).unwrap(), space());
}

#[test]
fn a_tree_as_text_shows_who_came_from_whom() {
    let space = space();
    let text = tree_text(&space, &space.roots("t").unwrap(), &|_| true);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "0000000000000001  0.250 depth 0 turn 0 visits 0 base    (base task t)");
    assert_eq!(lines[1], "├─ aaaa000000000002  0.188 depth 0 turn 0 visits 2 attempt a <1>");
    assert_eq!(lines[2], "│  ├─ cccc000000000004 ~0.188 depth 1 turn 0 visits 0 improve c");
    assert_eq!(lines[3], "│  └─ dddd000000000005 ~0.125 depth 1 turn 0 visits 0 diverge d");
    assert_eq!(lines[4], "└─ aaab000000000003 ~0.250 depth 0 turn 0 visits 0 attempt (gone) b");
    let stored = tree_text(&space, &space.roots("t").unwrap(), &|instance| instance.stored);
    assert!(!stored.contains("aaab"), "{stored}");
}

#[test]
fn pictures_hold_every_node_and_edge_and_foreign_text_is_made_harmless() {
    let space = space();
    let roots = space.roots("t").unwrap();
    let picture = svg("tree of <t>", &space, &roots, &|_| true);
    assert!(picture.contains("tree of &lt;t&gt;") && picture.contains("a &lt;1&gt;"), "{picture}");
    // Five nodes and one in the legend.
    assert_eq!(picture.matches("<circle").count(), 6);
    assert_eq!(picture.matches("fill=\"none\" stroke").count(), 4, "an edge for each child");
    let graph = dot(&space, &roots, &|_| true);
    assert_eq!((graph.matches("->").count(), graph.matches("fillcolor").count()), (4, 5));
    assert!(graph.contains("\"aaaa000000000002\" -> \"dddd000000000005\" [label=\"diverge\"]"), "{graph}");
}

#[test]
fn colours_run_from_pale_to_deep_with_the_score() {
    assert_eq!(svg::color(Some(0.0)).0, "#e2ecf6");
    assert_eq!(svg::color(Some(0.25)), ("#08306b".into(), "#ffffff"));
    assert_eq!(svg::color(None).0, "#ffffff");
}

#[test]
fn control_characters_do_not_reach_a_terminal_or_a_picture() {
    assert_eq!(one_line("a\u{1b}[31m\n b\u{0}", 20), "a\u{b7}[31m b\u{b7}");
    assert_eq!(one_line("abcdefgh", 6), "abc...");
}
