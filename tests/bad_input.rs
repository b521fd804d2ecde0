//! Files that are missing, damaged or wrong: a clear error each, nothing lost.

use std::path::Path;

use crate::support::{run, run_ok, text, tiny_config};

/// Runs a command that must fail with all of these words in its message.
fn refused(args: &[&str], folder: &Path, words: &[&str]) {
    let output = run(args, folder);
    let text = text(&output);
    assert!(!output.status.success(), "exitrl {args:?} succeeded:\n{text}");
    assert!(!text.contains("panicked"), "{text}");
    for word in words {
        assert!(text.contains(word), "exitrl {args:?}: no {word:?} in:\n{text}");
    }
}

#[test]
fn configurations_are_refused_with_all_their_problems() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    refused(&["train", "no_such.toml"], dir.path(), &["no_such.toml"]);
    refused(&["train", "tiny.toml", "--rollout.grup_size=4", "--optim.lr=-1"], dir.path(), &["grup_size", "group_size", "lr"]);
    refused(&["train", "tiny.toml", "--device=cuda:0"], dir.path(), &["cuda", "--features cuda"]);
    refused(&["train", "tiny.toml", "--device=abacus"], dir.path(), &["abacus", "flex"]);
    refused(&["train", "tiny.toml", "--domain.plugin=no_such"], dir.path(), &["no_such", "cargo build"]);
    assert!(!dir.path().join("run/metrics.jsonl").exists(), "nothing was begun");
}

#[test]
fn models_are_refused_by_file_and_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    run_ok(&["train", "tiny.toml", "--max-steps=1", "--eval.num_tasks=0"], dir.path());
    let saved = dir.path().join("run/checkpoints/step_1");
    let score = |words: &[&str]| {
        refused(&["model", "score", "run/checkpoints/step_1", "--input", "in.jsonl", "--output", "out.jsonl"], dir.path(), words);
    };
    std::fs::write(dir.path().join("in.jsonl"), "{\"text\": \"1+1=\"}\n").expect("written");
    run_ok(&["model", "score", "run/checkpoints/step_1", "--input", "in.jsonl", "--output", "out.jsonl"], dir.path());
    let weights = saved.join("model.safetensors");
    let whole = std::fs::read(&weights).expect("read");
    std::fs::write(&weights, &whole[..whole.len() / 2]).expect("cut");
    score(&["model.safetensors", "truncated"]);
    // The resumed run names the damaged file and an older way on.
    refused(&["train", "tiny.toml", "--resume", "--max-steps=2"], dir.path(), &["model.safetensors", "damaged", "earlier"]);
    std::fs::write(&weights, String::from_utf8_lossy(&whole).replacen("\"F32\"", "\"I64\"", 1).as_bytes()).expect("written");
    score(&["model.safetensors"]);
    std::fs::remove_file(&weights).expect("removed");
    score(&["model.safetensors"]);
    refused(&["model", "inspect", "nowhere"], dir.path(), &["nowhere", "exitrl model pull"]);
}

#[test]
fn a_folder_that_holds_a_run_is_not_written_over() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    run_ok(&["train", "tiny.toml", "--max-steps=1", "--eval.num_tasks=0"], dir.path());
    let before = std::fs::read(dir.path().join("run/metrics.jsonl")).expect("read");
    refused(&["train", "tiny.toml"], dir.path(), &["--resume", "--clean"]);
    assert_eq!(std::fs::read(dir.path().join("run/metrics.jsonl")).expect("read"), before);
    run_ok(&["train", "tiny.toml", "--clean", "--max-steps=1", "--eval.num_tasks=0"], dir.path());
    assert_eq!(std::fs::read(dir.path().join("run/metrics.jsonl")).expect("read"), before, "the same seed, the same bytes");
}

#[test]
fn data_and_prompts_that_cannot_be_used_are_named() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    std::fs::write(dir.path().join("empty.jsonl"), "").expect("written");
    let plain = "--domain.config.prompt=plain";
    let source = "--domain.config.source={ type = \"jsonl\", path = \"empty.jsonl\" }";
    refused(&["train", "tiny.toml", plain, source], dir.path(), &["empty.jsonl"]);
    let missing = "--domain.config.source={ type = \"jsonl\", path = \"missing.jsonl\" }";
    refused(&["train", "tiny.toml", plain, missing], dir.path(), &["missing.jsonl"]);
    // A prompt as long as the context: every rollout is cut, the run says so instead of learning from nothing.
    refused(
        &["train", "tiny.toml", "--model.scratch.max_position_embeddings=4", "--warm_start.steps=0"],
        dir.path(),
        &["context", "4"],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_run_with_the_last_checkpoint_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    run_ok(&["train", "tiny.toml", "--max-steps=2", "--eval.num_tasks=0"], dir.path());
    // A file size limit is how a test without a file system of its own runs out of disk: writes fail beyond it.
    let exitrl = crate::support::exitrl();
    let plugins = exitrl.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" train tiny.toml --resume --max-steps=4 --eval.num_tasks=0";
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", script]).arg(exitrl.get_program()).envs(plugins).current_dir(dir.path());
    let output = bash.output().expect("runs");
    let message = text(&output);
    assert!(!output.status.success() && !message.contains("panicked"), "{message}");
    assert!(message.contains(".safetensors") || message.contains("checkpoint"), "{message}");
    run_ok(&["train", "tiny.toml", "--resume", "--max-steps=4", "--eval.num_tasks=0"], dir.path());
}
