//! From rows to figures.

use serde::{Deserialize, Serialize};

use super::EvalRow;
use super::bootstrap::macro_mean_interval;
use super::votes::{distinct, majority, pass_at, pass_sizes};
use crate::seed::Seed;
use crate::tracker::mean;

/// A 95 % interval: its ends.
type Interval = [f64; 2];

/// What an evaluation found on one split, or on several: shares, means and intervals are then the unweighted mean over the splits,
/// counts their sum.
///
/// Lists go over k = 0..K, the improvements after the first attempt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Held-out tasks.
    pub num_tasks: usize,
    /// Mean quality after k improvements.
    pub accuracy: Vec<f64>,
    /// Its bootstrap interval over tasks.
    pub accuracy_interval: Vec<Interval>,
    /// Share of samples that are right after k improvements.
    pub solved: Vec<f64>,
    /// Share of tasks of which at least one sample is right after k improvements.
    pub solved_by_any: Vec<f64>,
    /// pass@m for m = 1, 2, 4, .. and n.
    pub pass_at: Vec<PassAt>,
    /// Accuracy after K improvements less that of the first attempt.
    pub gain: f64,
    /// Its bootstrap interval over tasks.
    pub gain_interval: Interval,
    /// Samples wrong at the first attempt and right after k improvements.
    pub wrong_to_right: Vec<u64>,
    /// Samples right at the first attempt and wrong after k improvements.
    pub right_to_wrong: Vec<u64>,
    /// Wrong-to-right less right-to-wrong.
    pub net_corrections: Vec<i64>,
    /// Different answers of a task's samples after k improvements, mean over tasks.
    pub distinct_samples: Vec<f64>,
    /// Different answers among a sample's iterates 0..k, mean over samples.
    pub distinct_iterates: Vec<f64>,
    /// Rows with an error: a prompt too long for the context, an environment that failed.
    pub num_errors: u64,
    /// Fresh attempts at the same inference budget, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controls: Option<ControlFigures>,
}

/// The unbiased estimate of pass@m (arXiv 2107.03374).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassAt {
    /// Samples drawn of the n (m).
    pub samples: usize,
    /// Chance that at least one of them is right after k improvements.
    pub share: Vec<f64>,
}

/// What k + 1 attempts come to, which cost as many completions a turn as an attempt and k improvements.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlFigures {
    /// Mean quality of the answer that most of the k + 1 attempts gave, the earliest of equals.
    pub majority: Vec<f64>,
    /// Mean of the best quality among the k + 1 attempts: what a perfect judge of answers would reach, since the grader chooses.
    pub best_of: Vec<f64>,
    /// Accuracy after k improvements less that of the majority.
    pub over_majority: Vec<f64>,
    /// Its bootstrap interval over tasks.
    pub over_majority_interval: Vec<Interval>,
}

/// The rows of one split by task, sample and k.
pub(super) struct SplitRows<'a> {
    /// Of each task, of each sample: its answers for k = 0..K.
    chains: Vec<Vec<&'a [EvalRow]>>,
    /// Of each task, of each sample: its fresh attempts 1..K.
    controls: Vec<Vec<&'a [EvalRow]>>,
}

impl<'a> SplitRows<'a> {
    /// Rows in order, of this many samples a task and iterates or attempts a sample.
    pub(super) fn new(chains: &'a [EvalRow], controls: &'a [EvalRow], samples: usize, iterations: usize) -> Self {
        Self { chains: by_task(chains, samples, iterations + 1), controls: by_task(controls, samples, iterations) }
    }
}

fn by_task(rows: &[EvalRow], samples: usize, each: usize) -> Vec<Vec<&[EvalRow]>> {
    let (samples, each) = (samples.max(1), each.max(1));
    rows.chunks(samples * each).map(|task| task.chunks(each).collect()).collect()
}

/// Makes the figures of some splits.
pub(super) struct Figuring<'a> {
    pub(super) splits: &'a [SplitRows<'a>],
    /// Samples of a task (n).
    pub(super) num_samples: usize,
    /// Improvements after the first attempt (K).
    pub(super) num_iterations: usize,
    pub(super) controls: bool,
    pub(super) resamples: usize,
    /// Of the bootstrap.
    pub(super) seed: Seed,
}

impl Figuring<'_> {
    pub(super) fn figures(&self) -> Figures {
        let quality = |k: usize| self.by_task(|task| mean(task.iter().map(|chain| chain[k].quality)));
        let right = |k: usize| move |chain: &&[EvalRow]| chain[k].is_right();
        let gains = self.by_task(|task| mean(task.iter().map(|chain| chain[self.num_iterations].quality - chain[0].quality)));
        let wrong_to_right = self.each_k(|k| self.count(|chain| !chain[0].is_right() && chain[k].is_right()));
        let right_to_wrong = self.each_k(|k| self.count(|chain| chain[0].is_right() && !chain[k].is_right()));
        let passing =
            |m: usize, k: usize| self.mean(|task| pass_at(task.len(), task.iter().filter(|chain| right(k)(chain)).count(), m));
        Figures {
            num_tasks: self.splits.iter().map(|split| split.chains.len()).sum(),
            accuracy: self.each_k(|k| macro_mean(&quality(k))),
            accuracy_interval: self.each_k(|k| self.interval(&quality(k))),
            solved: self.each_k(|k| passing(1, k)),
            solved_by_any: self.each_k(|k| passing(self.num_samples, k)),
            pass_at: pass_sizes(self.num_samples)
                .into_iter()
                .map(|samples| PassAt { samples, share: self.each_k(|k| passing(samples, k)) })
                .collect(),
            gain: macro_mean(&gains),
            gain_interval: self.interval(&gains),
            net_corrections: wrong_to_right.iter().zip(&right_to_wrong).map(|(&up, &down)| up as i64 - down as i64).collect(),
            wrong_to_right,
            right_to_wrong,
            distinct_samples: self.each_k(|k| self.mean(|task| distinct(task.iter().map(|chain| chain[k].answer())) as f64)),
            distinct_iterates: self.each_k(|k| {
                self.mean(|task| mean(task.iter().map(|chain| distinct(chain[..=k].iter().map(EvalRow::answer)) as f64)))
            }),
            num_errors: self.rows().filter(|row| row.error.is_some()).count() as u64,
            controls: self.controls.then(|| self.control_figures()),
        }
    }

    fn control_figures(&self) -> ControlFigures {
        let voted = |k: usize| self.by_sample(|chain, attempts| voted_quality(&attempts_of(chain, attempts, k)));
        let best = |k: usize| {
            self.by_sample(|chain, attempts| attempts_of(chain, attempts, k).iter().map(|row| row.quality).fold(0.0, f64::max))
        };
        let over =
            |k: usize| self.by_sample(|chain, attempts| chain[k].quality - voted_quality(&attempts_of(chain, attempts, k)));
        ControlFigures {
            majority: self.each_k(|k| macro_mean(&voted(k))),
            best_of: self.each_k(|k| macro_mean(&best(k))),
            over_majority: self.each_k(|k| macro_mean(&over(k))),
            over_majority_interval: self.each_k(|k| self.interval(&over(k))),
        }
    }

    fn each_k<T>(&self, figure: impl Fn(usize) -> T) -> Vec<T> {
        (0..=self.num_iterations).map(figure).collect()
    }

    /// One value a task, split by split.
    fn by_task(&self, value: impl Fn(&[&[EvalRow]]) -> f64) -> Vec<Vec<f64>> {
        self.splits.iter().map(|split| split.chains.iter().map(|task| value(task)).collect()).collect()
    }

    /// The mean over a task's samples of a value of iterates and fresh attempts, split by split.
    fn by_sample(&self, value: impl Fn(&[EvalRow], &[EvalRow]) -> f64) -> Vec<Vec<f64>> {
        let none: &[EvalRow] = &[];
        let of_task = |split: &SplitRows<'_>, task: usize| {
            let controls = split.controls.get(task).map_or(&[] as &[_], Vec::as_slice);
            let attempts = |sample: usize| controls.get(sample).copied().unwrap_or(none);
            mean(split.chains[task].iter().enumerate().map(|(sample, chain)| value(chain, attempts(sample))))
        };
        self.splits.iter().map(|split| (0..split.chains.len()).map(|task| of_task(split, task)).collect()).collect()
    }

    fn mean(&self, value: impl Fn(&[&[EvalRow]]) -> f64) -> f64 {
        macro_mean(&self.by_task(value))
    }

    fn count(&self, holds: impl Fn(&[EvalRow]) -> bool) -> u64 {
        let chains = self.splits.iter().flat_map(|split| split.chains.iter().flatten());
        chains.filter(|chain| holds(chain)).count() as u64
    }

    fn rows(&self) -> impl Iterator<Item = &EvalRow> {
        self.splits.iter().flat_map(|split| split.chains.iter().chain(&split.controls).flatten().copied().flatten())
    }

    /// The same tasks are drawn for every figure, so their intervals belong together.
    fn interval(&self, values: &[Vec<f64>]) -> Interval {
        let splits: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
        macro_mean_interval(&splits, self.resamples, self.seed).unwrap_or([f64::NAN; 2])
    }
}

/// The sample's own first attempt and k fresh ones.
fn attempts_of<'a>(chain: &'a [EvalRow], fresh: &'a [EvalRow], k: usize) -> Vec<&'a EvalRow> {
    chain.first().into_iter().chain(fresh.iter().take(k)).collect()
}

fn voted_quality(attempts: &[&EvalRow]) -> f64 {
    let answers: Vec<Vec<&str>> = attempts.iter().map(|row| row.answer()).collect();
    majority(&answers).map_or(0.0, |place| attempts[place].quality)
}

fn macro_mean(splits: &[Vec<f64>]) -> f64 {
    mean(splits.iter().map(|values| mean(values.iter().copied())))
}
