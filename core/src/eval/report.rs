//! What an evaluation found.

use std::collections::BTreeMap;
use std::io::Write;

use exitrl_domain::Outcome;
use serde::{Deserialize, Serialize};

use crate::config::EvalSection;
use crate::tracker::Metrics;

/// The answer of one sample of one task after k improvements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalRow {
    /// Index of the task in the test split.
    #[serde(skip)]
    pub task: usize,
    /// The task.
    pub task_id: String,
    /// Which of the task's samples.
    pub sample: usize,
    /// Improvements of each turn.
    pub k: usize,
    /// Answers of the turns before the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// The last turn's answer.
    pub text: String,
    /// How good it is, in `[0, 1]`.
    pub quality: f64,
    /// How it was judged.
    pub outcome: Outcome,
    /// What failed on the way to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl EvalRow {
    /// Whether the task is solved: quality 1, up to rounding.
    pub fn is_right(&self) -> bool {
        self.quality >= 1.0 - 1e-9
    }
}

/// The figures of one evaluation. As JSON it is the summary, without the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalReport {
    /// Train steps that the policy had seen.
    pub train_step: u64,
    /// The domain's name.
    pub domain: String,
    /// Held-out tasks.
    pub num_tasks: usize,
    /// Samples of each (n).
    pub num_samples: usize,
    /// Improvements after the first attempt (K).
    pub num_iterations: usize,
    /// Mean quality after k improvements, for k = 0..K.
    pub accuracy: Vec<f64>,
    /// Share of samples that are right after k improvements.
    pub solved: Vec<f64>,
    /// Share of tasks of which at least one sample is right after k improvements.
    pub solved_by_any: Vec<f64>,
    /// Samples wrong at the first attempt and right after k improvements.
    pub wrong_to_right: Vec<u64>,
    /// Samples right at the first attempt and wrong after k improvements.
    pub right_to_wrong: Vec<u64>,
    /// Rows with an error: a prompt too long for the context, an environment that failed.
    pub num_errors: u64,
    /// Every answer.
    #[serde(skip)]
    pub rows: Vec<EvalRow>,
}

impl EvalReport {
    pub(super) fn new(domain: &str, section: &EvalSection, train_step: u64, num_tasks: usize, rows: Vec<EvalRow>) -> Self {
        let first: BTreeMap<(usize, usize), bool> =
            rows.iter().filter(|row| row.k == 0).map(|row| ((row.task, row.sample), row.is_right())).collect();
        let was_right = |row: &EvalRow| first.get(&(row.task, row.sample)).copied().unwrap_or(false);
        let by_k = |of: &dyn Fn(&[&EvalRow]) -> f64| -> Vec<f64> {
            (0..=section.num_iterations).map(|k| of(&rows.iter().filter(|row| row.k == k).collect::<Vec<_>>())).collect()
        };
        let count_by_k = |holds: &dyn Fn(&EvalRow) -> bool| -> Vec<u64> {
            (0..=section.num_iterations).map(|k| rows.iter().filter(|row| row.k == k && holds(row)).count() as u64).collect()
        };
        Self {
            train_step,
            domain: domain.to_owned(),
            num_tasks,
            num_samples: section.num_samples,
            num_iterations: section.num_iterations,
            accuracy: by_k(&|rows| mean(rows, |row| row.quality)),
            solved: by_k(&|rows| mean(rows, |row| f64::from(u8::from(row.is_right())))),
            solved_by_any: by_k(&solved_by_any),
            wrong_to_right: count_by_k(&|row| !was_right(row) && row.is_right()),
            right_to_wrong: count_by_k(&|row| was_right(row) && !row.is_right()),
            num_errors: rows.iter().filter(|row| row.error.is_some()).count() as u64,
            rows,
        }
    }

    /// Wrong-to-right less right-to-wrong after all improvements.
    pub fn net_corrections(&self) -> i64 {
        let last = |counts: &[u64]| counts.last().map_or(0, |&count| i64::try_from(count).unwrap_or(i64::MAX));
        last(&self.wrong_to_right) - last(&self.right_to_wrong)
    }

    /// Accuracy after all improvements less that of the first attempt.
    pub fn gain(&self) -> f64 {
        self.accuracy.last().unwrap_or(&0.0) - first(&self.accuracy)
    }

    /// The figures as metrics. `avg@n` and `pass@n` are those of the first attempt, as other trainers report them.
    pub fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        let mut set = |name: String, value: f64| metrics.set(format!("eval/{}/{name}", self.domain), value);
        let (n, most) = (self.num_samples, self.num_iterations);
        for (k, accuracy) in self.accuracy.iter().enumerate() {
            set(format!("step_{k}/mean"), *accuracy);
        }
        set(format!("avg@{n}"), first(&self.accuracy));
        set(format!("pass@{n}"), first(&self.solved_by_any));
        set(format!("gain@{most}"), self.gain());
        set(format!("net_corrections@{most}"), self.net_corrections() as f64);
        set("errors".into(), self.num_errors as f64);
        metrics
    }

    /// Writes one JSON line for each row.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_rows(&self, output: &mut dyn Write) -> std::io::Result<()> {
        for row in &self.rows {
            serde_json::to_writer(&mut *output, row)?;
            output.write_all(b"\n")?;
        }
        Ok(())
    }
}

fn first(by_k: &[f64]) -> f64 {
    by_k.first().copied().unwrap_or(0.0)
}

fn solved_by_any(rows: &[&EvalRow]) -> f64 {
    let mut tasks = BTreeMap::new();
    for row in rows {
        *tasks.entry(row.task).or_insert(false) |= row.is_right();
    }
    tasks.values().filter(|&&solved| solved).count() as f64 / tasks.len().max(1) as f64
}

fn mean(rows: &[&EvalRow], value: impl Fn(&EvalRow) -> f64) -> f64 {
    rows.iter().map(|row| value(row)).sum::<f64>() / rows.len().max(1) as f64
}
