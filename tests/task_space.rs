//! The task space of a run: what is written, and what `exitrl buffer` tells of it; the buffer switched off is plain GRPO.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{bytes, json_lines, run, run_ok, text, tiny_config};

fn trained(options: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    run_ok(&[&["train", "tiny.toml"], options].concat(), dir.path());
    dir
}

/// Rows of metrics, without those of curriculum and buffer.
fn learning(run: &Path) -> Vec<serde_json::Value> {
    let mut rows = json_lines(&run.join("metrics.jsonl"));
    for row in rows.iter_mut().filter_map(|row| row.as_object_mut()) {
        row.retain(|name, _| !name.starts_with("curriculum/") && !name.starts_with("buffer/"));
    }
    rows
}

#[test]
fn without_self_iteration_a_run_is_plain_grpo_bit_for_bit() {
    let exit = trained(&["--curriculum.self_iteration_prob=0"]);
    let uniform = trained(&["--curriculum.type=uniform"]);
    let (exit, uniform) = (exit.path().join("run"), uniform.path().join("run"));
    assert_eq!(learning(&exit), learning(&uniform));
    for file in [
        "traces.jsonl",
        "eval/step_6.rows.jsonl",
        "checkpoints/step_6/model.safetensors",
        "checkpoints/step_6/optimizer.safetensors",
    ] {
        assert!(bytes(&exit.join(file)) == bytes(&uniform.join(file)), "{file} differs");
    }
    assert!(bytes(&uniform.join("instances.jsonl")).is_empty(), "nothing is stored without a buffer");
}

#[test]
fn the_curriculum_alone_draws_starts_and_iterates_on_nothing() {
    let dir = trained(&["--curriculum.self_iterations=false"]);
    let traces = json_lines(&dir.path().join("run/traces.jsonl"));
    assert!(traces.iter().all(|trace| trace["operator"] == "attempt" && trace["iterate_index"] == 0));
    assert!(traces.iter().any(|trace| trace["from_buffer"] == true));
}

#[test]
fn every_stored_start_can_be_listed_shown_drawn_and_exported() {
    let dir = trained(&["--curriculum.divergence_prob=0.3"]);
    let (folder, run_dir) = (dir.path(), dir.path().join("run"));
    let tell = |args: &[&str]| text(&run_ok(&[&["buffer"], args].concat(), folder));
    tell(&["export", "run", "--output", "joined.jsonl"]);
    let joined = json_lines(&folder.join("joined.jsonl"));
    // What is stored by now is what the last checkpoint holds: the counters, then the entries.
    let saved = json_lines(&run_dir.join("checkpoints/step_6/curriculum.jsonl"));
    let ids = |rows: &[serde_json::Value]| -> BTreeSet<(String, u64, String)> {
        let row =
            |row: &serde_json::Value| (row["id"].to_string(), row["visits"].as_u64().expect("counted"), row["score"].to_string());
        rows.iter().map(row).collect()
    };
    let entries = saved[0]["buffer"]["entries"].as_u64().expect("counted") as usize;
    assert_eq!(entries, 16);
    let stored: Vec<_> = joined.iter().filter(|row| row["stored"] == true).cloned().collect();
    assert_eq!(ids(&stored), ids(&saved[1..=entries]));
    // Every drawn instance of the traces is known, with its parent's line.
    let traces = json_lines(&run_dir.join("traces.jsonl"));
    let known: BTreeSet<String> = joined.iter().map(|row| row["id"].to_string()).collect();
    assert!(traces.iter().all(|trace| known.contains(&trace["instance_id"].to_string())));
    let deep = joined.iter().max_by_key(|row| row["depth"].as_u64()).expect("there are instances");
    assert!(deep["depth"].as_u64() > Some(0), "something was iterated on");
    let (id, task) = (deep["id"].as_str().expect("a text"), deep["task_id"].as_str().expect("a text"));
    let shown = tell(&["show", "run", &id[..12]]);
    assert!(
        shown.contains(id) && shown.contains("ancestors") && shown.contains(deep["parent"].as_str().expect("a text")),
        "{shown}"
    );
    assert!(tell(&["tree", "run", task]).contains(id));
    tell(&["tree", "run", id, "--format", "svg", "--output", "tree.svg"]);
    assert!(String::from_utf8_lossy(&bytes(&folder.join("tree.svg"))).contains(id));
    let listed = tell(&["list", "run", "--limit", "0"]);
    assert!(listed.contains("16 of 16 instances that fit"), "{listed}");
    let wrong = run(&["buffer", "show", "run", "zzzz"], folder);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong).contains("no instance or task is called \"zzzz\""), "{}", text(&wrong));
}
