//! What `exitrl eval` shows and writes: where its files lie, what decides its rows, and its table.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::config::{KeepIterate, RunConfig, Scaffold};
use crate::eval::{EvalReport, EvalSplit, Figures, ScoreTable, journal_path, journal_picture, picture_path, score_tables};
use crate::sampler::served::{ServedSampler, Usage};
use crate::weights::atomic::write_json;

use super::glue::Evaluated;

/// Everything that decides the rows of an evaluation.
pub(super) fn setup(config: &RunConfig, splits: &[EvalSplit], train_step: u64, evaluated: &Evaluated) -> anyhow::Result<Value> {
    let mut eval = serde_json::to_value(&config.eval)?;
    // When to evaluate, and how often to resample what was found, change no row.
    for key in ["every", "num_resamples"] {
        eval.as_object_mut().and_then(|table| table.remove(key));
    }
    let domain = |split: &EvalSplit| {
        let metadata = split.stage.domain.metadata();
        json!({"split": split.name, "domain": metadata.name, "version": metadata.version})
    };
    let weights: &[String] = match evaluated {
        Evaluated::Local { weights, .. } => weights,
        Evaluated::Served(_) => &[],
    };
    let mut setup = json!({
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
    });
    if let (Evaluated::Served(sampler), Some(server)) = (evaluated, &config.model.server) {
        // Which weights a server runs is not to be seen; its address and the model's name are all there is.
        setup["server"] = json!({"base_url": server.base_url, "model": sampler.model(), "extra_body": server.extra_body});
    }
    Ok(setup)
}

/// Which served model is evaluated, and how far its answers can be repeated.
pub(super) fn served(sampler: &ServedSampler, config: &RunConfig) -> String {
    let url = config.model.server.as_ref().map_or("", |server| &server.base_url);
    format!(
        "model {:?} served at {url}; every request has a seed of its own, which a server may or may not honour",
        sampler.model()
    )
}

/// What was asked of a server.
pub(super) fn asked(usage: &Usage) -> String {
    let Usage { answered, retries, prompt_tokens, completion_tokens } = usage;
    format!(
        "the server gave {answered} answers, after {retries} requests sent again; it counts {prompt_tokens} tokens of prompts and \
         {completion_tokens} of answers"
    )
}

/// Where the figures go if nothing else is said: a name of their own for every setup.
pub(super) fn default_path(run_dir: Option<&Path>, subject: &str, train_step: u64, setup: &Value) -> PathBuf {
    let digest = Sha256::digest(setup.to_string());
    let digest: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    match run_dir {
        Some(run_dir) => run_dir.join("eval").join(format!("step_{train_step}_{digest}.json")),
        None => {
            let name = match setup["server"]["model"].as_str() {
                Some(model) if subject.contains("://") => model.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_"),
                _ => Path::new(subject).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            };
            Path::new("outputs/eval").join(format!("{name}_{digest}.json"))
        }
    }
}

/// Writes the summary.
pub(super) fn write(path: &Path, report: &EvalReport) -> anyhow::Result<()> {
    write_json(path, &serde_json::to_value(report)?).with_context(|| format!("{} cannot be written", path.display()))
}

/// Draws what a search tried, and says where that and the journal lie; nothing where nothing was searched.
pub(super) fn write_picture(path: &Path, report: &EvalReport) -> anyhow::Result<String> {
    if report.rows.journal.is_empty() {
        return Ok(String::new());
    }
    let picture = picture_path(path);
    std::fs::write(&picture, journal_picture(&report.rows.journal))
        .with_context(|| format!("{} cannot be written; check the folder's rights", picture.display()))?;
    Ok(format!("\njournal: {}\npicture: {}", journal_path(path).display(), picture.display()))
}

/// Puts the domain's own tables into the report. One that cannot be made is told of and left out: the figures stand without it.
pub(super) fn add_score_tables(splits: &[EvalSplit], report: &mut EvalReport) {
    for (k, made) in score_tables(splits, report) {
        match made {
            Ok(table) => report.score_tables.push(ScoreTable { k, table }),
            Err(error) => eprintln!(
                "warning: the {} cannot be made: {error}; the figures are whole without it, and the same command asks again",
                heading(report, k)
            ),
        }
    }
}

/// The domain's own tables for people.
pub(super) fn tables(report: &EvalReport) -> String {
    let text = |made: &ScoreTable| format!("\n{}\n\n{}\n", heading(report, made.k), made.table.trim_end());
    report.score_tables.iter().map(text).collect()
}

fn heading(report: &EvalReport, k: usize) -> String {
    let iterations = if k == 1 { "self-iteration" } else { "self-iterations" };
    format!("{} score table after {k} {iterations}", report.domain)
}

/// The figures for people: each split's, and of several their mean.
pub(super) fn table(report: &EvalReport) -> String {
    let mut text = format!(
        "{}: {} held-out tasks, {} samples each, after {} train steps\n",
        report.domain, report.figures.num_tasks, report.num_samples, report.train_step
    );
    if report.scaffold == Scaffold::Greedy {
        text += "a greedy search; the answer after k iterations is the best so far by the domain's own grading\n";
    } else if report.keep == KeepIterate::Best {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    use crate::config::EvalSection;
    use crate::eval::{EvalRequest, evaluate};
    use crate::rollout::Stage;
    use crate::sampler::SamplingParams;
    use crate::sampler::scripted::{ByteEncoder, ScriptedSampler};
    use crate::seed::Seed;
    use crate::testing::spelling;

    #[test]
    fn a_table_that_is_made_is_shown_and_kept_and_one_that_fails_is_left_out() {
        let stage = Stage::new(spelling(), Arc::new(ByteEncoder), Duration::from_secs(5));
        let splits = [EvalSplit { name: "spelling".into(), named: false, stage }];
        let section = EvalSection { num_tasks: 1, num_samples: 1, num_iterations: 1, ..EvalSection::default() };
        let params = SamplingParams::default();
        let request = EvalRequest { section: &section, params: &params, train_step: 0, seed: Seed::of_run(1), max_batch: 1 };
        let mut sampler = ScriptedSampler::new(|prompt, _| if prompt.contains("Improve") { "c" } else { "x" }.to_owned());
        let mut report = evaluate(&splits, &mut sampler, &request, &mut |_| {}).unwrap();
        let before = serde_json::to_value(&report).unwrap();
        assert_eq!((tables(&report), before.get("score_tables")), (String::new(), None));
        add_score_tables(&splits, &mut report);
        let third = "0.3333333333333333 of test/0";
        assert_eq!(tables(&report), format!("\nspelling score table after 1 self-iteration\n\n{third}\n"));
        let summary = serde_json::to_value(&report).unwrap();
        assert_eq!(summary["score_tables"], json!([{"k": 1, "table": format!("{third}\n")}]));
    }
}
