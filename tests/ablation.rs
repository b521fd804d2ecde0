//! Methods compared over seeds: runs as child processes, killed and gone on with, and the report.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{bytes, exitrl, run, run_ok, text, tiny_config};

const ARGS: [&str; 10] =
    ["ablate", "tiny.toml", "--methods", "grpo,exit", "--seeds", "1..2", "--output-dir", "out", "--threads", "1"];
const RUNS: [&str; 4] = ["grpo/seed_1", "exit/seed_1", "grpo/seed_2", "exit/seed_2"];

/// Waits until something holds; gives up after a minute.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "never came: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn has_train_step(out: &Path, train_step: usize) -> bool {
    RUNS.iter().any(|run| {
        let log = std::fs::read_to_string(out.join(run).join("metrics.jsonl")).unwrap_or_default();
        log.contains(&format!("\"train_step\":{train_step},"))
    })
}

#[cfg(target_os = "linux")]
fn children_of(parent: u32) -> Vec<String> {
    let list = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    list.split_whitespace().map(str::to_owned).collect()
}

/// One run of the ablation, trained by hand: what the children must have come to, whatever happened to them.
fn assert_equals_a_plain_run(folder: &Path, method: &str, seed: &str) {
    let plain = format!("plain_{method}_{seed}");
    run_ok(&["train", "tiny.toml", "--method", method, "--seed", seed, "--output-dir", &plain], folder);
    for file in ["metrics.jsonl", "eval/step_6.rows.jsonl", "checkpoints/step_6/model.safetensors"] {
        let ablated = folder.join("out").join(method).join(format!("seed_{seed}")).join(file);
        assert!(bytes(&ablated) == bytes(&folder.join(&plain).join(file)), "{method}, seed {seed}: {file} differs");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_ablation_killed_with_its_children_goes_on_and_reports() {
    let dir = tempfile::tempdir().expect("a folder");
    let (folder, out) = (dir.path(), dir.path().join("out"));
    tiny_config(folder);
    let mut command = exitrl();
    let quiet = command.current_dir(folder).args(ARGS).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut parent = quiet.spawn().expect("starts");
    wait_for("the first train step", || has_train_step(&out, 1));
    let children = children_of(parent.id());
    parent.kill().expect("killed");
    let killed = Command::new("kill").arg("-9").args(&children).stderr(Stdio::null()).status().expect("kill runs");
    parent.wait().expect("reaped");
    assert!(!children.is_empty() && killed.success(), "children {children:?} were killed with it");
    assert!(!out.join("report.md").exists());

    let said = text(&run_ok(&ARGS, folder));
    assert!(said.contains("4 runs") && said.contains("done (4/4)"), "{said}");
    let report = String::from_utf8(bytes(&out.join("report.md"))).expect("UTF-8");
    for part in ["| base | 2 |", "| grpo | 2 |", "| exit | 2 |", "| exit | grpo | 2 |", "96 rollouts", "the same bytes"] {
        assert!(report.contains(part), "no {part:?} in:\n{report}");
    }
    assert!(report.contains("exitrl ablate tiny.toml --methods grpo,exit"), "{report}");
    let figures: serde_json::Value = serde_json::from_slice(&bytes(&out.join("report.json"))).expect("JSON");
    assert_eq!(figures["runs"].as_array().map(Vec::len), Some(4));
    assert_eq!(figures["same_start"], true);
    assert!(figures["comparisons"][0]["last"]["low"].is_number(), "{figures}");
    for picture in ["accuracy.svg", "training.svg", "curriculum.svg"] {
        assert!(String::from_utf8(bytes(&out.join(picture))).expect("UTF-8").ends_with("</svg>\n"), "{picture}");
    }
    assert_equals_a_plain_run(folder, "exit", "2");
    assert_equals_a_plain_run(folder, "grpo", "1");

    // With everything done there is nothing to train, and the report can be made from what is there.
    let before = bytes(&out.join("report.json"));
    let said = text(&run_ok(&ARGS, folder));
    assert!(said.contains("4 done already") && !said.contains("begun:"), "{said}");
    std::fs::remove_file(out.join("report.json")).expect("removed");
    run_ok(&["ablate", "--report-only", "--output-dir", "out"], folder);
    assert!(bytes(&out.join("report.json")) == before);
    let other = text(&run(&[&ARGS[..], &["--optim.lr=0.5"]].concat(), folder));
    assert!(other.contains("begun with another configuration") && other.contains("optim.lr"), "{other}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_ablation_stops_its_children_softly_and_an_abandoned_child_stops_itself() {
    let dir = tempfile::tempdir().expect("a folder");
    let (folder, out) = (dir.path(), dir.path().join("out"));
    tiny_config(folder);
    let long = [&ARGS[..], &["--max-steps", "2000", "--eval.every=0"]].concat();
    for signal in ["-INT", "-KILL"] {
        let mut command = exitrl();
        let begin = command.current_dir(folder).args(&long).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let parent = begin.spawn().expect("starts");
        let wanted = if signal == "-INT" { 1 } else { 2_usize };
        wait_for("a train step", || has_train_step(&out, wanted) && children_of(parent.id()).len() == 2);
        let children = children_of(parent.id());
        assert!(Command::new("kill").args([signal, &parent.id().to_string()]).status().expect("kill runs").success());
        let output = parent.wait_with_output().expect("ends");
        // A zombie that nobody reaps is no process that trains.
        let works = |child: &String| {
            let status = std::fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default();
            !status.is_empty() && !status.contains("State:\tZ")
        };
        wait_for("the end of the children", || !children.iter().any(works));
        if signal == "-INT" {
            assert_eq!(output.status.code(), Some(130), "{}", text(&output));
            assert!(text(&output).contains("the same command goes on"), "{}", text(&output));
        }
        let log = String::from_utf8(bytes(&out.join("exit/seed_1/train.log"))).expect("UTF-8");
        assert_eq!(log.matches("stopped after train step").count(), wanted, "{signal}:\n{log}");
    }
}

#[test]
fn a_failing_run_is_named_and_the_others_go_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path();
    tiny_config(folder);
    // A file lies where the run would make a folder.
    std::fs::create_dir_all(folder.join("out/exit/seed_1")).expect("made");
    std::fs::write(folder.join("out/exit/seed_1/eval"), "").expect("written");
    let args = ["ablate", "tiny.toml", "--methods", "exit,grpo", "--seeds", "1", "--output-dir", "out", "--max-steps", "2"];
    let output = run(&args, folder);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the run exit, seed 1 failed") && said.contains("train.log"), "{said}");
    assert!(said.contains("done (1/2): grpo, seed 1"), "{said}");
    assert!(folder.join("out/report.md").exists());
}
