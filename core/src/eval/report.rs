//! What an evaluation found.

use serde::{Deserialize, Serialize};

use super::figures::{Figures, Figuring, SplitRows};
use super::plan::Plan;
use super::{EvalRequest, EvalRows, ScoreTable};
use crate::config::{KeepIterate, Scaffold};
use crate::seed::Purpose;
use crate::tracker::Metrics;

/// The figures of one evaluation. As JSON it is the summary, without the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalReport {
    /// Train steps that the policy had seen.
    pub train_step: u64,
    /// The domain's name.
    pub domain: String,
    /// Samples of each task (n).
    pub num_samples: usize,
    /// Improvements after the first attempt (K).
    pub num_iterations: usize,
    /// Which iterate counts.
    pub keep: KeepIterate,
    /// How iterates were chosen.
    #[serde(default)]
    pub scaffold: Scaffold,
    /// Of all splits together: with one split its own, with several the mean over them.
    #[serde(flatten)]
    pub figures: Figures,
    /// Of each named split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<SplitFigures>,
    /// The domain's own tables, where it has some and was asked for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub score_tables: Vec<ScoreTable>,
    /// Every answer.
    #[serde(skip)]
    pub rows: EvalRows,
}

/// The figures of one split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitFigures {
    /// The split's name.
    pub name: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

impl EvalReport {
    pub(super) fn new(plan: &Plan<'_>, request: &EvalRequest<'_>, rows: EvalRows) -> Self {
        let splits = split_rows(plan, &rows);
        let figures = |splits: &[SplitRows<'_>]| {
            let figuring = Figuring {
                splits,
                num_samples: plan.num_samples,
                num_iterations: plan.num_iterations,
                controls: request.section.controls,
                resamples: request.section.num_resamples,
                seed: request.seed.derive(Purpose::Resample, 0),
            };
            figuring.figures()
        };
        let named = plan.splits.iter().zip(&splits).filter(|(planned, _)| planned.split.named);
        let of_splits = named.map(|(planned, rows)| SplitFigures {
            name: planned.split.name.clone(),
            figures: figures(std::slice::from_ref(rows)),
        });
        let domain = plan.splits.first().map(|planned| planned.split.stage.domain.metadata().name.clone());
        Self {
            train_step: request.train_step,
            domain: domain.unwrap_or_default(),
            num_samples: plan.num_samples,
            num_iterations: plan.num_iterations,
            keep: request.section.keep,
            scaffold: request.section.scaffold,
            figures: figures(&splits),
            splits: of_splits.collect(),
            score_tables: Vec::new(),
            rows,
        }
    }

    /// The figures as metrics: under the domain's name, or under the names of the splits and, of several, `macro`.
    pub fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        if self.splits.is_empty() {
            self.set(&mut metrics, &self.domain, &self.figures);
        }
        for split in &self.splits {
            self.set(&mut metrics, &split.name, &split.figures);
        }
        if self.splits.len() > 1 {
            self.set(&mut metrics, "macro", &self.figures);
        }
        metrics
    }

    /// `avg@n` and `pass@m` are those of the first attempt, as other trainers report them.
    fn set(&self, metrics: &mut Metrics, name: &str, figures: &Figures) {
        let (n, most) = (self.num_samples, self.num_iterations);
        let mut set = |key: String, value: f64| metrics.set(format!("eval/{name}/{key}"), value);
        for k in 0..=most {
            set(format!("step_{k}/mean"), figures.accuracy[k]);
            set(format!("step_{k}/low"), figures.accuracy_interval[k][0]);
            set(format!("step_{k}/high"), figures.accuracy_interval[k][1]);
            set(format!("step_{k}/wrong_to_right"), figures.wrong_to_right[k] as f64);
            set(format!("step_{k}/right_to_wrong"), figures.right_to_wrong[k] as f64);
            if n > 1 {
                set(format!("step_{k}/distinct"), figures.distinct_samples[k]);
            }
        }
        set(format!("avg@{n}"), figures.accuracy[0]);
        for pass in &figures.pass_at {
            set(format!("pass@{}", pass.samples), pass.share[0]);
        }
        set(format!("gain@{most}"), figures.gain);
        set(format!("gain@{most}/low"), figures.gain_interval[0]);
        set(format!("gain@{most}/high"), figures.gain_interval[1]);
        set(format!("net_corrections@{most}"), figures.net_corrections[most] as f64);
        set(format!("distinct_iterates@{most}"), figures.distinct_iterates[most]);
        set("errors".into(), figures.num_errors as f64);
        if let Some(controls) = &figures.controls {
            for k in 0..=most {
                set(format!("step_{k}/majority"), controls.majority[k]);
                set(format!("step_{k}/best_of"), controls.best_of[k]);
            }
            set(format!("over_majority@{most}"), controls.over_majority[most]);
            set(format!("over_majority@{most}/low"), controls.over_majority_interval[most][0]);
            set(format!("over_majority@{most}/high"), controls.over_majority_interval[most][1]);
        }
    }
}

/// The rows of each split; they lie one behind the other.
fn split_rows<'r>(plan: &Plan<'_>, rows: &'r EvalRows) -> Vec<SplitRows<'r>> {
    let (mut chains, mut controls) = (rows.chains.as_slice(), rows.controls.as_slice());
    let mut splits = Vec::new();
    for planned in &plan.splits {
        let tasks = planned.tasks.len();
        let (these, rest) = chains.split_at(plan.num_rows(tasks));
        let (fresh, rest_of_fresh) = controls.split_at(plan.num_control_rows(tasks));
        splits.push(SplitRows::new(these, fresh, plan.num_samples, plan.num_iterations));
        (chains, controls) = (rest, rest_of_fresh);
    }
    splits
}
