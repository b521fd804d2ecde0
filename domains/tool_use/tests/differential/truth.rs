//! The ground truth of all entries.

use exitrl_tool_use::{CallRules, CheckRules};
use serde_json::json;

use crate::entries::{cases, one_by_one};
use crate::oracle::Oracle;
use crate::package;

#[test]
fn the_ground_truth_of_every_entry_passes() {
    let Some(package) = package() else { return };
    let cases = cases(&package);
    assert_eq!(cases.len(), 800);
    for case in &cases {
        let verdict = case.prepared.check(&one_by_one(&case.truth), CheckRules::default());
        assert_eq!(verdict.failure, None, "{}", case.prepared.entry.id);
    }
}

#[test]
fn every_call_of_the_ground_truth_answers_as_in_python_and_leaves_the_same_state() {
    let Some(package) = package() else { return };
    let mut oracle = Oracle::start(&package);
    let mut calls = 0;
    for case in cases(&package) {
        let entry = &case.prepared.entry;
        let texts: Vec<&String> = case.truth.iter().flatten().collect();
        let request = json!({
            "do": "play", "classes": case.json["involved_classes"], "scenarios": case.json["initial_config"], "long": entry.long, "calls": texts,
        });
        let theirs = oracle.ask(&request);
        let mut world = case.prepared.start.clone();
        let ours: Vec<String> = texts.iter().map(|call| world.execute(call, CallRules::default())).collect();
        for ((call, ours), theirs) in texts.iter().zip(&ours).zip(theirs["results"].as_array().unwrap()) {
            assert_eq!(Some(ours.as_str()), theirs.as_str(), "{}: {call}", entry.id);
        }
        assert_eq!(world.states(), theirs["states"], "{}", entry.id);
        calls += ours.len();
    }
    println!("{calls} calls of the ground truth answered alike");
}
