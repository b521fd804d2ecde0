//! What `exitrl eval` shows and writes: where its files lie, what decides its rows, and its table.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::config::{KeepIterate, RunConfig};
use crate::eval::{EvalReport, EvalSplit, Figures};
use crate::weights::atomic::write_json;

/// Everything that decides the rows of an evaluation.
pub(super) fn setup(config: &RunConfig, splits: &[EvalSplit], train_step: u64, weights: &[String]) -> anyhow::Result<Value> {
    let mut eval = serde_json::to_value(&config.eval)?;
    // When to evaluate, and how often to resample what was found, change no row.
    for key in ["every", "num_resamples"] {
        eval.as_object_mut().and_then(|table| table.remove(key));
    }
    let domain = |split: &EvalSplit| {
        let metadata = split.stage.domain.metadata();
        json!({"split": split.name, "domain": metadata.name, "version": metadata.version})
    };
    Ok(json!({
        "exitrl": env!("CARGO_PKG_VERSION"),
        "train_step": train_step,
        "weights": weights,
        "scratch": config.model.scratch,
        "seed": config.seed,
        "device": config.device,
        "max_context": config.model.max_context,
        "max_batch": config.rollout.max_batch,
        "domain": config.domain,
        "domains": splits.iter().map(domain).collect::<Vec<_>>(),
        "sampling": config.sampling,
        "eval": eval,
    }))
}

/// Where the figures go if nothing else is said: a name of their own for every setup.
pub(super) fn default_path(run_dir: Option<&Path>, subject: &str, train_step: u64, setup: &Value) -> PathBuf {
    let digest = Sha256::digest(setup.to_string());
    let digest: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    match run_dir {
        Some(run_dir) => run_dir.join("eval").join(format!("step_{train_step}_{digest}.json")),
        None => {
            let name = Path::new(subject).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Path::new("outputs/eval").join(format!("{name}_{digest}.json"))
        }
    }
}

/// Writes the summary.
pub(super) fn write(path: &Path, report: &EvalReport) -> anyhow::Result<()> {
    write_json(path, &serde_json::to_value(report)?).with_context(|| format!("{} cannot be written", path.display()))
}

/// The figures for people: each split's, and of several their mean.
pub(super) fn table(report: &EvalReport) -> String {
    let mut text = format!(
        "{}: {} held-out tasks, {} samples each, after {} train steps\n",
        report.domain, report.figures.num_tasks, report.num_samples, report.train_step
    );
    if report.keep == KeepIterate::Best {
        text += "the answer after k iterations is the best so far by the domain's own grading\n";
    }
    for split in &report.splits {
        text += &format!("\n{}: {} tasks\n{}", split.name, split.figures.num_tasks, figures(&split.figures, report));
    }
    if report.splits.len() != 1 {
        let head = if report.splits.is_empty() { "" } else { "\nmacro: the mean over the splits; counts are sums\n" };
        text += &format!("{head}\n{}", figures(&report.figures, report));
    }
    text
}

fn figures(figures: &Figures, report: &EvalReport) -> String {
    let mut rows = vec![heads(figures)];
    rows.extend((0..=report.num_iterations).map(|k| cells(figures, k)));
    let widths: Vec<usize> =
        (0..rows[0].len()).map(|c| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0)).collect();
    let line =
        |row: &Vec<String>| row.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}")).collect::<String>() + "\n";
    let mut text: String = rows.iter().map(line).collect();
    let passes: String = figures.pass_at.iter().map(|pass| format!("  pass@{} {:.3}", pass.samples, pass.share[0])).collect();
    let most = report.num_iterations;
    text += &format!("  first attempts: avg@{} {:.3}{passes}\n", report.num_samples, figures.accuracy[0]);
    text += &format!("  gain@{most} {:+.3}, {}\n", figures.gain, interval(figures.gain_interval));
    if let Some(controls) = &figures.controls {
        let over = (controls.over_majority[most], interval(controls.over_majority_interval[most]));
        text += &format!(
            "  over the majority of {} attempts at k = {most}: {:+.3}, {}\n  the best of them is chosen by the grader\n",
            most + 1,
            over.0,
            over.1
        );
    }
    if figures.num_errors > 0 {
        text += &format!("  {} answers with an error; see the rows\n", figures.num_errors);
    }
    text
}

fn heads(figures: &Figures) -> Vec<String> {
    let mut heads = vec!["k", "accuracy", "95 % interval", "solved", "wrong to right", "right to wrong", "net", "distinct 0..k"];
    if figures.controls.is_some() {
        heads.extend(["majority", "best of"]);
    }
    heads.into_iter().map(str::to_owned).collect()
}

fn cells(figures: &Figures, k: usize) -> Vec<String> {
    let [low, high] = figures.accuracy_interval[k];
    let mut cells = vec![
        k.to_string(),
        format!("{:.3}", figures.accuracy[k]),
        format!("{low:.3} to {high:.3}"),
        format!("{:.3}", figures.solved[k]),
        figures.wrong_to_right[k].to_string(),
        figures.right_to_wrong[k].to_string(),
        format!("{:+}", figures.net_corrections[k]),
        format!("{:.2}", figures.distinct_iterates[k]),
    ];
    if let Some(controls) = &figures.controls {
        cells.extend([format!("{:.3}", controls.majority[k]), format!("{:.3}", controls.best_of[k])]);
    }
    cells
}

fn interval([low, high]: [f64; 2]) -> String {
    format!("95 % interval {low:+.3} to {high:+.3}")
}
