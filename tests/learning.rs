//! The loop with the real plugin and a small policy: it learns, and its files are what the docs say.

use crate::support::{json_lines, run_ok, text, tiny_config, tiny_config_with, tiny_diversity};

#[test]
fn a_small_policy_learns_addition_through_the_loaded_plugin() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    let args = [
        "train",
        "tiny.toml",
        "--max-steps=60",
        "--warm_start.steps=150",
        "--eval.every=0",
        "--eval.num_tasks=16",
        "--rollout.groups_per_step=8",
        "--rollout.group_size=8",
        "--optim.lr=2e-3",
        "--objective.kl_coef=0",
    ];
    run_ok(&args, dir.path());
    let rows = json_lines(&dir.path().join("run/metrics.jsonl"));
    let rewards: Vec<f64> = rows.iter().filter_map(|row| row["reward/mean"].as_f64()).collect();
    assert_eq!(rewards.len(), 60);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let (first, last) = (mean(&rewards[..10]), mean(&rewards[50..]));
    assert!(last > first + 0.1, "reward went from {first:.3} to {last:.3}");
}

#[test]
fn a_run_folder_holds_what_the_docs_say() {
    let dir = tempfile::tempdir().expect("a folder");
    tiny_config(dir.path());
    let output = run_ok(&["train", "tiny.toml"], dir.path());
    assert!(text(&output).contains("6/6"), "{}", text(&output));
    let run = dir.path().join("run");
    let traces = json_lines(&run.join("traces.jsonl"));
    assert_eq!(traces.len(), 6 * 4 * 4, "every rollout is there");
    assert!(traces.iter().any(|t| t["operator"] == "improve"), "ExIt iterates");
    let metrics = json_lines(&run.join("metrics.jsonl"));
    let step = metrics.iter().find(|row| row["train_step"] == 6 && row["reward/mean"].is_number()).expect("logged");
    for name in ["reward/std", "group/frac_zero_std", "buffer/size", "optim/grad_norm", "completions/mean_length"] {
        assert!(step[name].is_number(), "{name} is missing in {step}");
    }
    let timing = json_lines(&run.join("timing.jsonl"));
    for name in metrics.iter().chain(&timing).filter_map(|row| row.as_object()).flat_map(|row| row.keys()) {
        assert!(name == "train_step" || exitrl::tracker::listed(name).is_some(), "{name} is not in docs/metrics.md");
    }
    let gaps: Vec<f64> = metrics.iter().filter_map(|row| row["mismatch_kl/max"].as_f64()).collect();
    assert!(!gaps.is_empty() && gaps.iter().all(|gap| *gap < 1e-4), "sampler and trainer disagree: {gaps:?}");
    // Only the latest checkpoints are kept, and the text file names the last.
    let latest = std::fs::read_to_string(run.join("checkpoints/latest")).expect("named");
    assert_eq!(latest.trim(), "step_6");
    assert!(!run.join("checkpoints/step_2").exists() && run.join("checkpoints/step_4").exists());
}

#[test]
fn the_diversity_bonus_changes_what_is_learnt_and_says_by_how_much() {
    let train = |lines: &str| {
        let dir = tempfile::tempdir().expect("a folder");
        tiny_config_with(dir.path(), lines);
        // Warm enough that some answers are right and some wrong: only such groups have advantages.
        run_ok(&["train", "tiny.toml", "--eval.num_tasks=0", "--warm_start.steps=300"], dir.path());
        let read = |file: &str| json_lines(&dir.path().join("run").join(file));
        (read("metrics.jsonl"), read("timing.jsonl"))
    };
    let (plain, plain_timing) = train("");
    let none = |rows: &[serde_json::Value]| !rows.iter().any(|row| row.to_string().contains("diversity"));
    assert!(none(&plain) && none(&plain_timing), "without the bonus nothing is said of it");
    for lines in ["[diversity]\nbonus = true\n".to_owned(), tiny_diversity()] {
        let (metrics, timing) = train(&lines);
        for name in metrics.iter().chain(&timing).filter_map(|row| row.as_object()).flat_map(|row| row.keys()) {
            assert!(name == "train_step" || exitrl::tracker::listed(name).is_some(), "{name} is not in docs/metrics.md");
        }
        let numbers = |name: &str| metrics.iter().filter_map(|row| row[name].as_f64()).collect::<Vec<_>>();
        for name in ["diversity/factor_mean", "diversity/distance_mean", "diversity/pairwise_mean"] {
            assert!(!numbers(name).is_empty() && numbers(name).iter().all(|x| *x > 0.0), "{name}: {:?}", numbers(name));
        }
        assert!(numbers("diversity/factor_max").iter().all(|x| *x <= 5.0));
        assert_eq!(numbers("curriculum/start_distance_mean").len(), 6);
        assert!(timing.iter().all(|row| row["time/diversity"].is_number()));
        // The first rollouts come from the same policy; later ones from one that was moved by other advantages.
        let rewards =
            |rows: &[serde_json::Value], name: &str| rows.iter().filter_map(|row| row[name].as_f64()).collect::<Vec<_>>();
        assert_eq!(rewards(&plain, "reward/mean")[0], numbers("reward/mean")[0]);
        assert_ne!(rewards(&plain, "optim/grad_norm"), numbers("optim/grad_norm"));
    }
}
