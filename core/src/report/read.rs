//! What a run recorded.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ReportError;

/// The figures of one evaluation, as `eval/step_<N>.json` holds them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EvalSummary {
    /// Train steps that the policy had seen.
    pub train_step: u64,
    /// The domain's name.
    pub domain: String,
    /// Held-out tasks.
    pub num_tasks: u64,
    /// Samples of each.
    pub num_samples: u64,
    /// Mean quality after k self-iterations, for k = 0..K.
    pub accuracy: Vec<f64>,
}

/// The part of one row of `metrics.jsonl` that is shown.
#[derive(Deserialize)]
struct Row {
    train_step: u64,
    #[serde(rename = "reward/mean")]
    reward: Option<f64>,
}

/// What a run recorded so far.
#[derive(Debug, Clone, PartialEq)]
pub struct RunData {
    /// Evaluations, in order of train steps.
    pub evals: Vec<EvalSummary>,
    /// Train step and mean reward.
    pub rewards: Vec<(u64, f64)>,
}

impl RunData {
    /// Reads a run folder.
    ///
    /// # Errors
    /// When it holds no run, or a file in it is damaged.
    pub fn read(run_dir: &Path) -> Result<Self, ReportError> {
        let metrics = run_dir.join("metrics.jsonl");
        let rewards = if metrics.is_file() { rewards(&metrics)? } else { Vec::new() };
        let data = Self { evals: evals(&run_dir.join("eval"))?, rewards };
        let empty = data.evals.is_empty() && data.rewards.is_empty();
        if empty { Err(ReportError::Empty { path: run_dir.to_owned() }) } else { Ok(data) }
    }
}

fn rewards(path: &Path) -> Result<Vec<(u64, f64)>, ReportError> {
    let text = read(path)?;
    let mut rewards = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        match serde_json::from_str::<Row>(line) {
            Ok(Row { train_step, reward: Some(reward) }) => rewards.push((train_step, reward)),
            Ok(_) => {}
            // A killed run may leave half a line at the end.
            Err(_) if index + 1 == lines.len() && !text.ends_with('\n') => {}
            Err(error) => return Err(content(path, format!("line {}: {error}; the file was changed by hand", index + 1))),
        }
    }
    Ok(rewards)
}

fn evals(folder: &Path) -> Result<Vec<EvalSummary>, ReportError> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| is_summary(path));
    let mut evals = paths.map(|path| summary(&path)).collect::<Result<Vec<_>, _>>()?;
    evals.sort_by_key(|eval| eval.train_step);
    Ok(evals)
}

/// `step_<N>.json` and nothing beside it.
fn is_summary(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix("step_").and_then(|rest| rest.strip_suffix(".json"));
    number.is_some_and(|digits| digits.parse::<u64>().is_ok())
}

fn summary(path: &Path) -> Result<EvalSummary, ReportError> {
    let eval: EvalSummary = serde_json::from_str(&read(path)?)
        .map_err(|error| content(path, format!("no summary of an evaluation: {error}; remove it or evaluate again")))?;
    let sound = !eval.accuracy.is_empty() && eval.accuracy.iter().all(|a| a.is_finite());
    if sound { Ok(eval) } else { Err(content(path, "holds no accuracy; remove it or evaluate again".into())) }
}

fn read(path: &Path) -> Result<String, ReportError> {
    let what = "the file cannot be read; check the run folder";
    std::fs::read_to_string(path).map_err(|source| ReportError::Io { path: path.to_owned(), what, source })
}

fn content(path: &Path, what: String) -> ReportError {
    ReportError::Content { path: PathBuf::from(path), what }
}
