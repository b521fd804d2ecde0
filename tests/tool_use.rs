//! The tool-use domain as a plugin: graded offline, trained on in the midst of conversations, evaluated with its score table.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{bytes, json_lines, root, run, run_ok, text};

/// Right calls of a hand-made entry, one a reply.
fn right_steps(id: &str) -> Value {
    let answers = json_lines(&root().join("domains/tool_use/src/handmade/possible_answer/BFCL_v4_multi_turn_base.json"));
    let answer = answers.into_iter().find(|answer| answer["id"] == id).expect("a hand-made entry");
    let turns = answer["ground_truth"].as_array().cloned().unwrap_or_default();
    turns.iter().map(|turn| turn.as_array().into_iter().flatten().map(|call| json!([call])).collect::<Value>()).collect()
}

#[test]
fn every_line_of_cases_gets_a_verdict_and_the_score_table_follows() {
    let folder = tempfile::tempdir().expect("a folder");
    let right = json!({"id": "multi_turn_base_0", "category": "base", "steps": right_steps("multi_turn_base_0")});
    let wrong = json!({"id": "multi_turn_base_1", "category": "base", "steps": []});
    std::fs::write(folder.path().join("cases.jsonl"), format!("{right}\n{wrong}\nno json\n")).expect("written");
    let config = r#"{"tasks": "handmade"}"#;
    let args =
        ["grade", "--domain", "tool_use", "--domain-config", config, "--input", "cases.jsonl", "--output", "verdicts.jsonl"];
    let output = run_ok(&args, folder.path());
    let verdicts = json_lines(&folder.path().join("verdicts.jsonl"));
    assert_eq!(verdicts.len(), 3);
    assert_eq!((&verdicts[0]["valid"], &verdicts[0]["error_type"]), (&json!(true), &Value::Null));
    assert_eq!(verdicts[1]["error_type"], "multi_turn:force_terminated");
    assert!(verdicts[2]["error"].is_string());
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("Multi Turn Overall Acc") && table.contains("50.00%"), "{}", text(&output));
}

#[test]
fn data_that_is_not_there_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cases.jsonl"), "{\"id\": \"multi_turn_base_0\", \"steps\": []}\n").expect("written");
    for (config, why) in [
        (r#"{"data": "nowhere.whl"}"#, "nowhere.whl cannot be opened"),
        (r#"{"data": "."}"#, "holds no multi-turn data of BFCL"),
        (r#"{"dats": "x"}"#, "unknown field `dats`"),
    ] {
        let args = ["grade", "--domain", "tool_use", "--domain-config", config, "--input", "cases.jsonl", "--output", "-"];
        let output = run(&args, folder.path());
        assert!(!output.status.success() && text(&output).contains(why), "{config}: {}", text(&output));
    }
}

/// A tiny policy that babbles: its replies end requests, so that episodes of several turns come about.
const BABBLE: &str = r#"
output_dir = "run"
max_steps = 4
[domain]
plugin = "tool_use"
config = { levels = ["long_history", "missing_function"], tool_docs = "signatures", partial_credit = true, max_turns = 8 }
[model.scratch]
hidden_size = 16
intermediate_size = 32
num_hidden_layers = 1
num_attention_heads = 2
num_key_value_heads = 1
max_position_embeddings = 8192
[rollout]
groups_per_step = 3
group_size = 3
[sampling]
max_new_tokens = 8
[curriculum]
type = "exit"
buffer_capacity = 32
buffer_min_size = 2
self_iteration_prob = 1.0
divergence_prob = 0.5
[eval]
num_tasks = 0
[ckpt]
every = 2
"#;

fn babble(folder: &Path) {
    std::fs::write(folder.join("babble.toml"), BABBLE).expect("written");
    run_ok(&["train", "babble.toml"], folder);
}

#[test]
fn turns_in_the_midst_of_conversations_are_improved_and_diverged_from_and_runs_repeat() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    babble(one.path());
    babble(two.path());
    for file in ["metrics.jsonl", "traces.jsonl", "instances.jsonl"] {
        assert!(bytes(&one.path().join("run").join(file)) == bytes(&two.path().join("run").join(file)), "{file} differs");
    }
    let traces = json_lines(&one.path().join("run/traces.jsonl"));
    let operators: Vec<&str> = traces.iter().filter_map(|trace| trace["operator"].as_str()).collect();
    assert!(operators.contains(&"improve") && operators.contains(&"diverge"), "{operators:?}");
    assert!(
        traces.iter().any(|trace| trace["turns"].as_array().is_some_and(|turns| turns.len() > 2)),
        "several turns are played"
    );
    let instances = String::from_utf8(bytes(&one.path().join("run/instances.jsonl"))).expect("UTF-8");
    assert!(
        instances.contains("\"turn\":1") || instances.contains("\"turn_index\":1"),
        "starts behind the first turn: {instances}"
    );
}

#[test]
fn an_evaluation_ends_with_the_score_table() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("babble.toml"), BABBLE).expect("written");
    run_ok(&["train", "babble.toml", "--max-steps=1"], folder.path());
    let lines = r#"{ tasks = "handmade", test_fraction = 1.0, levels = ["one_call"], first_turn_only = true }"#;
    let set = format!("domain.config={lines}");
    let output = run_ok(&["eval", "run", "--num-tasks=3", "--num-iterations=1", "--set", &set], folder.path());
    assert!(text(&output).contains("Multi Turn Overall Acc"), "{}", text(&output));
}
