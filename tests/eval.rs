//! `exitrl eval`: killed, stopped, begun again, with all it can measure.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{bytes, exitrl, json_lines, run, run_ok, text, tiny_config};

/// A folder with a small trained run.
fn trained() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    tiny_config(folder.path());
    run_ok(&["train", "tiny.toml", "--max-steps=1", "--eval.num_tasks=0"], folder.path());
    folder
}

/// An evaluation of twenty chunks, a task each.
const MANY: [&str; 9] = [
    "eval",
    "run",
    "--num-tasks=20",
    "--num-samples=12",
    "--num-iterations=3",
    "--controls",
    "--rollout.max_batch=8",
    "--eval.num_resamples=200",
    "--output",
];

fn many(output: &str) -> Vec<&str> {
    MANY.into_iter().chain([output]).collect()
}

fn start(folder: &Path, output: &str) -> Child {
    let mut command = exitrl();
    command.current_dir(folder).args(many(output)).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("starts")
}

fn lines(path: &Path) -> usize {
    std::fs::read(path).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count())
}

/// Waits until a file has more lines than it had.
fn wait_for_more(path: &Path, before: usize) {
    for _ in 0..3000 {
        if lines(path) > before {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{} does not grow", path.display());
}

fn assert_equal_results(folder: &Path, a: &str, b: &str) {
    for end in ["json", "rows.jsonl", "controls.jsonl", "setup.json"] {
        let file = |name: &str| bytes(&folder.join(name).with_extension(end));
        assert!(file(a) == file(b), "{end} differs");
    }
}

#[test]
fn a_killed_evaluation_goes_on_to_the_same_bytes() {
    let folder = trained();
    run_ok(&many("straight.json"), folder.path());
    let rows = folder.path().join("broken.rows.jsonl");
    assert_eq!(lines(&folder.path().join("straight.rows.jsonl")), 20 * 12 * 4);
    for _ in 0..3 {
        let before = lines(&rows);
        let mut child = start(folder.path(), "broken.json");
        wait_for_more(&rows, before);
        child.kill().expect("killed");
        child.wait().expect("reaped");
        assert!(!folder.path().join("broken.json").exists(), "it was killed in time");
    }
    assert!(lines(&rows) < 20 * 12 * 4);
    run_ok(&many("broken.json"), folder.path());
    assert_equal_results(folder.path(), "straight.json", "broken.json");
    // Nothing is left, and nothing is done.
    let output = run_ok(&many("broken.json"), folder.path());
    assert!(text(&output).contains("majority"), "{}", text(&output));
    assert_eq!(lines(&rows), 20 * 12 * 4);
    let other = run(&[&many("broken.json")[..], &["--keep=best"]].concat(), folder.path());
    assert!(!other.status.success() && text(&other).contains("differs in eval.keep;"), "{}", text(&other));
}

#[cfg(unix)]
#[test]
fn an_interrupted_evaluation_says_how_to_go_on() {
    let folder = trained();
    let rows = folder.path().join("broken.rows.jsonl");
    let child = start(folder.path(), "broken.json");
    wait_for_more(&rows, 0);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output));
    assert!(text(&output).contains("of 240 samples done") && text(&output).contains("the same command"), "{}", text(&output));
    run_ok(&many("broken.json"), folder.path());
    run_ok(&many("straight.json"), folder.path());
    assert_equal_results(folder.path(), "straight.json", "broken.json");
}

/// The only summary in a folder.
fn summary_in(folder: &Path) -> (PathBuf, serde_json::Value) {
    let files = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let is_summary = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".json") && !name.ends_with(".setup.json")
    };
    let path = files.filter(is_summary).last().expect("a summary");
    let summary = serde_json::from_slice(&bytes(&path)).expect("JSON");
    (path, summary)
}

#[test]
fn splits_the_best_so_far_and_a_place_of_its_own() {
    let folder = trained();
    let splits = "[[eval.splits]]\nname = \"one\"\n[[eval.splits]]\nname = \"two\"\nconfig = { source = { level = 2 } }\n";
    std::fs::write(folder.path().join("splits.toml"), splits).expect("written");
    let args = ["eval", "run", "--config", "splits.toml", "--num-tasks=6", "--num-iterations=2", "--keep", "best"];
    let output = text(&run_ok(&args, folder.path()));
    for words in ["one: 6 tasks", "two: 6 tasks", "macro", "best so far"] {
        assert!(output.contains(words), "no {words} in\n{output}");
    }
    let (path, summary) = summary_in(&folder.path().join("run/eval"));
    assert!(path.file_name().expect("named").to_string_lossy().starts_with("step_1_"), "{}", path.display());
    let accuracy = |figures: &serde_json::Value| -> Vec<f64> {
        figures["accuracy"].as_array().expect("a list").iter().filter_map(serde_json::Value::as_f64).collect()
    };
    let (one, two, all) = (accuracy(&summary["splits"][0]), accuracy(&summary["splits"][1]), accuracy(&summary));
    for k in 0..3 {
        assert!((all[k] - (one[k] + two[k]) / 2.0).abs() < 1e-12);
    }
    assert!(all.is_sorted(), "the best so far never falls: {all:?}");
    let rows = json_lines(&path.with_extension("rows.jsonl"));
    assert_eq!(rows.iter().filter(|row| row["split"] == "two").count(), 6 * 3);
    // `report` is about the run's own evaluations.
    run_ok(&["report", "run"], folder.path());
}

#[test]
fn a_model_folder_is_evaluated_under_a_configuration() {
    let folder = trained();
    let model = "run/checkpoints/step_1";
    std::fs::create_dir(folder.path().join("model")).expect("made");
    for name in ["model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"] {
        std::fs::copy(folder.path().join(model).join(name), folder.path().join("model").join(name)).expect("copied");
    }
    let common = ["--num-tasks=8", "--output"];
    let of = |subject: &'static str, more: &[&'static str], output: &'static str| {
        let args = [&["eval", subject][..], more, &common, &[output]].concat();
        run_ok(&args, folder.path());
        bytes(&folder.path().join(output).with_extension("rows.jsonl"))
    };
    // The run's configuration names random weights; the model given takes their place.
    let as_model = of("./model", &["--config", "tiny.toml"], "model.json");
    assert!(as_model == of("run", &[], "run.json"), "the same weights, the same answers");
    let output = run(&["eval", "./model"], folder.path());
    assert!(text(&output).contains("--domain"), "{}", text(&output));
}
