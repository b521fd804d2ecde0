//! Runs that are killed at random points go on byte by byte as if they had never stopped.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{bytes, exitrl, run_ok, text, tiny_config, tiny_config_with, tiny_diversity};

/// Everything that must be equal: logs, evaluations, weights, moments, curriculum.
const FILES: [&str; 11] = [
    "metrics.jsonl",
    "traces.jsonl",
    "instances.jsonl",
    "eval/step_0.json",
    "eval/step_3.json",
    "eval/step_6.rows.jsonl",
    "checkpoints/step_6/model.safetensors",
    "checkpoints/step_6/optimizer.safetensors",
    "checkpoints/step_6/reference.safetensors",
    "checkpoints/step_6/tokenizer.json",
    "checkpoints/step_6/curriculum.jsonl",
];

fn assert_equal_runs(straight: &Path, broken: &Path) {
    for file in FILES {
        assert!(bytes(&straight.join(file)) == bytes(&broken.join(file)), "{file} differs");
    }
}

/// Starts the run, waits, kills it without warning. Gives whether it had ended by itself.
fn run_and_kill(folder: &Path, wait: Duration, resume: bool) -> bool {
    let mut command = exitrl();
    command.current_dir(folder).args(["train", "tiny.toml"]).stdout(Stdio::null()).stderr(Stdio::null());
    if resume {
        command.arg("--resume");
    }
    let mut child = command.spawn().expect("starts");
    std::thread::sleep(wait);
    let ended = child.try_wait().expect("asked").is_some_and(|status| status.success());
    child.kill().expect("killed");
    child.wait().expect("reaped");
    ended
}

#[test]
fn a_run_killed_at_random_points_and_resumed_is_the_run_that_never_stopped() {
    kill_and_resume(|folder| {
        tiny_config(folder);
    });
}

#[test]
fn so_it_is_with_every_option_on() {
    kill_and_resume(|folder| with_options(folder, &tiny_diversity()));
}

/// Compares a run that is killed again and again with one that is not; `configure` writes the configuration of both.
fn kill_and_resume(configure: impl Fn(&Path)) {
    let (straight, broken) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    configure(straight.path());
    configure(broken.path());
    // The plugin is built by the first call, which must not be timed.
    exitrl();
    let begin = std::time::Instant::now();
    run_ok(&["train", "tiny.toml"], straight.path());
    let whole = begin.elapsed();
    // Points spread over the whole run by a fixed irrational stride: warm start, rollouts, updates, checkpoints.
    let mut kills = 0;
    for round in 1..=8u32 {
        let share = (f64::from(round) * 0.618_033_988_75).fract();
        if run_and_kill(broken.path(), whole.mul_f64(0.1 + 0.6 * share), round > 1) {
            break;
        }
        kills += 1;
    }
    let output = run_ok(&["train", "tiny.toml", "--resume"], broken.path());
    println!("{kills} kills; {}", text(&output).lines().last().unwrap_or_default());
    assert!(kills >= 1, "the run was never killed in time");
    assert_equal_runs(&straight.path().join("run"), &broken.path().join("run"));
}

/// Switches on the options of the buffer that keep state of their own, and adds lines.
fn with_options(folder: &Path, lines: &str) {
    let path = tiny_config_with(folder, lines);
    let config = std::fs::read_to_string(&path).expect("read");
    let options = "[curriculum]\nprioritization = \"rank\"\nstaleness_coef = 0.3\nscore_decay = 0.9\ndivergence_prob = 0.3\n";
    std::fs::write(path, config.replace("[curriculum]\n", options)).expect("written");
}

#[cfg(unix)]
#[test]
fn an_interrupt_saves_says_how_to_go_on_and_changes_nothing() {
    let (straight, broken) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    with_options(straight.path(), "");
    with_options(broken.path(), "");
    run_ok(&["train", "tiny.toml"], straight.path());
    let child = exitrl()
        .current_dir(broken.path())
        .args(["train", "tiny.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let metrics = broken.path().join("run/metrics.jsonl");
    // Train step 1 is in the log: the run is under way.
    for _ in 0..600 {
        let text = std::fs::read_to_string(&metrics).unwrap_or_default();
        if text.contains("\"train_step\":1,") {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let output = child.wait_with_output().expect("ends");
    if !output.status.success() {
        assert_eq!(output.status.code(), Some(130), "{}", text(&output));
        assert!(text(&output).contains("--resume"), "{}", text(&output));
    }
    run_ok(&["train", "tiny.toml", "--resume"], broken.path());
    assert_equal_runs(&straight.path().join("run"), &broken.path().join("run"));
}
