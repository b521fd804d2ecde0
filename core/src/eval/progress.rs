//! How far an evaluation has come.

use std::time::{Duration, Instant};

use crate::tracker::StageProgress;

/// How far an evaluation has come.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EvalProgress {
    /// Samples of tasks that are done, those of an earlier evaluation that this one goes on with included.
    pub chains_done: usize,
    /// All samples of all tasks.
    pub chains_total: usize,
    /// How much of all is done, in `[0, 1]`, parts of samples included.
    pub share: f64,
    /// Tokens sampled by this evaluation.
    pub tokens: u64,
}

/// Measures the pace of an evaluation, for people.
#[derive(Debug)]
pub struct Pace {
    begin: Instant,
    /// What was done before it began.
    first_share: Option<f64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { begin: Instant::now(), first_share: None }
    }
}

impl Pace {
    /// The progress with its pace since this was made.
    pub fn of(&mut self, progress: &EvalProgress) -> StageProgress {
        let took = self.begin.elapsed();
        let first = *self.first_share.get_or_insert(progress.share);
        StageProgress {
            name: "evaluating",
            unit: "samples",
            done: progress.chains_done,
            total: progress.chains_total,
            tokens_per_second: progress.tokens as f64 / took.as_secs_f64().max(1e-9),
            left: left(took, first, progress.share),
        }
    }
}

/// At the pace so far; [`None`] before there is any.
fn left(took: Duration, first: f64, share: f64) -> Option<Duration> {
    let ratio = (1.0 - share).max(0.0) / (share - first);
    Duration::try_from_secs_f64(took.as_secs_f64() * ratio).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_counts_only_what_this_evaluation_did() {
        let minute = Duration::from_secs(60);
        // A quarter in a minute, a quarter is left.
        assert_eq!(left(minute, 0.5, 0.75), Some(minute));
        assert_eq!(left(minute, 0.5, 0.5), None);
        assert_eq!(left(minute, 0.0, 1.0), Some(Duration::ZERO));
        let mut pace = Pace::default();
        let seen = pace.of(&EvalProgress { chains_done: 3, chains_total: 12, share: 0.25, tokens: 0 });
        assert_eq!((seen.done, seen.total, seen.left), (3, 12, None));
    }
}
