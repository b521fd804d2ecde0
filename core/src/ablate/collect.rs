//! What the run folders of an ablation hold.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::plan::is_finished;
use super::{AblateError, io};
use crate::config::{self, Method, RunConfig};
use crate::report::{EvalSummary, ReportError, RunData};

/// Metrics that are drawn or averaged, where a run has them.
pub(super) const SERIES: [&str; 6] = [
    "reward/mean",
    "curriculum/depth_mean",
    "buffer/age_mean",
    "curriculum/distinct_instances",
    "curriculum/start_distance_mean",
    "buffer/effective_size",
];

/// Mean quality over a task's samples after k improvements, for k = 0..K, by split and task. Of several splits the values are
/// scaled so that their mean over all tasks is the mean over splits.
pub(super) type ByTask = BTreeMap<(String, String), Vec<f64>>;

/// What one run of an ablation recorded.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// Its arm.
    pub arm: String,
    /// Its seed.
    pub seed: u64,
    /// Its folder.
    pub folder: PathBuf,
    /// What it was run with.
    pub config: RunConfig,
    /// Whether it came to its last train step.
    pub finished: bool,
    /// Its evaluations, by train step.
    pub(super) evals: Vec<EvalSummary>,
    /// Train step and value, by metric.
    pub(super) series: BTreeMap<&'static str, Vec<(u64, f64)>>,
    /// Stands for the bytes of the answers at train step 0; [`None`] where there are none.
    pub(super) start: Option<u64>,
    /// The answers of the last evaluation.
    pub(super) last: ByTask,
    /// Seconds spent in train steps.
    pub(super) train_seconds: f64,
}

/// The runs in a folder, `<arm>/seed_<n>` each: known methods first, in the order in which they build on each other.
///
/// # Errors
/// When a run folder is damaged.
pub fn collect(folder: &Path) -> Result<Vec<RunRecord>, AblateError> {
    let mut records = Vec::new();
    for arm in folders(folder)? {
        for run in folders(&arm)? {
            let seed = name_of(&run).strip_prefix("seed_").and_then(|seed| seed.parse().ok());
            if let Some(seed) = seed
                && run.join("metrics.jsonl").is_file()
                && run.join("config.toml").is_file()
            {
                records.push(read(&run, &name_of(&arm), seed)?);
            }
        }
    }
    let place = |arm: &str| Method::named(arm).map_or(usize::MAX, |method| method as usize);
    records.sort_by(|a, b| (place(&a.arm), &a.arm, a.seed).cmp(&(place(&b.arm), &b.arm, b.seed)));
    Ok(records)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, AblateError> {
    let entries =
        std::fs::read_dir(folder).map_err(io(folder, "the folder of the ablation cannot be read; check --output-dir"))?;
    Ok(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(folder: &Path, arm: &str, seed: u64) -> Result<RunRecord, AblateError> {
    let config = config::load(&[folder.join("config.toml")], &[])?.config;
    let evals = match RunData::read(folder) {
        Ok(data) => data.evals,
        Err(ReportError::Empty { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let finished = is_finished(folder, config.max_steps);
    let last = if finished { answers(folder, config.max_steps)? } else { ByTask::new() };
    let start = std::fs::read(folder.join("eval/step_0.rows.jsonl")).ok().map(|bytes| {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        hasher.finish()
    });
    let metrics = log(&folder.join("metrics.jsonl"))?;
    let series = SERIES.map(|name| (name, metrics.iter().filter_map(|row| row.point(name)).collect()));
    let timing = log(&folder.join("timing.jsonl"))?;
    let train_seconds = timing.iter().filter_map(|row| row.point("time/step")).map(|(_, seconds)| seconds).sum();
    let series = series.into_iter().filter(|(_, points): &(_, Vec<_>)| !points.is_empty()).collect();
    Ok(RunRecord {
        arm: arm.to_owned(),
        seed,
        folder: folder.to_owned(),
        config,
        finished,
        evals,
        series,
        start,
        last,
        train_seconds,
    })
}

/// One line of a log.
#[derive(Deserialize)]
struct Row {
    train_step: u64,
    #[serde(flatten)]
    values: BTreeMap<String, f64>,
}

impl Row {
    fn point(&self, name: &str) -> Option<(u64, f64)> {
        Some((self.train_step, *self.values.get(name)?))
    }
}

/// Reads a log; a killed run may have left half a line at its end.
fn log(path: &Path) -> Result<Vec<Row>, AblateError> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path).map_err(io(path, "the log cannot be read"))?;
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    lines(path, whole)
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path, text: &str) -> Result<Vec<T>, AblateError> {
    let parse = |(index, line)| {
        serde_json::from_str(line).map_err(|error| {
            let what = format!("line {}: {error}; the file was changed by hand", index + 1);
            ReportError::Content { path: path.to_owned(), what }.into()
        })
    };
    text.lines().enumerate().map(parse).collect()
}

/// The part of an evaluation's row that is compared.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    split: String,
    task_id: String,
    k: usize,
    quality: f64,
}

fn answers(folder: &Path, train_step: u64) -> Result<ByTask, AblateError> {
    let path = folder.join(format!("eval/step_{train_step}.rows.jsonl"));
    let text = std::fs::read_to_string(&path).map_err(io(&path, "the answers of an evaluation cannot be read"))?;
    by_task(lines(&path, &text)?).ok_or_else(|| {
        let what = "some task lacks answers for some k; remove the run folder and run again".to_owned();
        ReportError::Content { path, what }.into()
    })
}

/// Mean over samples, by task and k; [`None`] where a task has no answer for some k.
fn by_task(rows: Vec<Answer>) -> Option<ByTask> {
    let mut sums: BTreeMap<(String, String), BTreeMap<usize, (f64, usize)>> = BTreeMap::new();
    for row in rows {
        let (sum, count) = sums.entry((row.split, row.task_id)).or_default().entry(row.k).or_default();
        *sum += row.quality;
        *count += 1;
    }
    let most = sums.values().flat_map(BTreeMap::keys).max().copied()?;
    let mut in_split: BTreeMap<String, usize> = BTreeMap::new();
    for (split, _) in sums.keys() {
        *in_split.entry(split.clone()).or_default() += 1;
    }
    let num_tasks = sums.len() as f64;
    let means = |((split, task), by_k): ((String, String), BTreeMap<usize, (f64, usize)>)| {
        let weight = num_tasks / (in_split.len() * in_split.get(&split)?) as f64;
        let values = (0..=most).map(|k| by_k.get(&k).map(|(sum, count)| weight * sum / *count as f64));
        Some(((split, task), values.collect::<Option<Vec<f64>>>()?))
    };
    sums.into_iter().map(means).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_a_task_are_averaged_for_each_k() {
        let row = |task: &str, k, quality| Answer { split: String::new(), task_id: task.into(), k, quality };
        let rows =
            vec![row("a", 0, 0.0), row("a", 0, 1.0), row("a", 1, 1.0), row("a", 1, 1.0), row("b", 0, 0.5), row("b", 1, 0.25)];
        let key = |task: &str| (String::new(), task.to_owned());
        let expect = [(key("a"), vec![0.5, 1.0]), (key("b"), vec![0.5, 0.25])];
        assert_eq!(by_task(rows), Some(expect.into()));
        assert_eq!(by_task(vec![row("a", 0, 0.0), row("a", 1, 0.0), row("b", 0, 0.0)]), None);
    }

    #[test]
    fn splits_count_alike_whatever_their_size() {
        let row = |split: &str, task: &str, quality| Answer { split: split.into(), task_id: task.into(), k: 0, quality };
        // Split x is right always, split y never: the mean over splits is 1/2, of three tasks.
        let values = by_task(vec![row("x", "a", 1.0), row("y", "a", 0.0), row("y", "b", 0.0)]).unwrap();
        assert_eq!(values.values().map(|by_k| by_k[0]).sum::<f64>() / 3.0, 0.5);
    }

    #[test]
    fn a_torn_last_line_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        std::fs::write(&path, "{\"train_step\":1,\"reward/mean\":0.5}\n{\"train_st").unwrap();
        let rows = log(&path).unwrap();
        assert_eq!(rows.iter().filter_map(|row| row.point("reward/mean")).collect::<Vec<_>>(), [(1, 0.5)]);
        std::fs::write(&path, "{\"train_st\n").unwrap();
        assert!(log(&path).err().unwrap().to_string().contains("line 1"));
    }
}
