//! Means, deviations and bootstrap intervals. Plain numbers in, plain numbers out.

use serde::Serialize;

use crate::eval::bootstrap::paired_seeds_interval;
use crate::seed::Seed;

/// Mean and sample standard deviation of one value a seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Divided by n - 1; [`None`] of a single value.
    pub std: Option<f64>,
}

/// Mean and deviation; [`None`] of no values.
pub(super) fn spread(values: &[f64]) -> Option<Spread> {
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let std = (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt());
    Some(Spread { mean, std })
}

/// The mean; [`None`] of no values.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// From the data as they are.
    pub estimate: f64,
    /// 2.5th percentile of the resamples.
    pub low: f64,
    /// 97.5th percentile of the resamples.
    pub high: f64,
}

impl Interval {
    /// Whether 0 lies outside.
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The mean difference `after - before` with its interval, paired by seed and task: `before[s][t]` is the value of task t in the run
/// of seed s. Both have the same seeds and all of them the same tasks, in the same order; [`None`] where they have not, or there
/// are none. Seeds and tasks are drawn with replacement in each resample.
pub(super) fn paired(before: &[Vec<f64>], after: &[Vec<f64>], resamples: usize, seed: Seed) -> Option<Interval> {
    let slices = [before, after].map(|runs| runs.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let [low, high] = paired_seeds_interval(&slices[0], &slices[1], resamples, seed)?;
    let over_all = |runs: &[Vec<f64>]| mean(&runs.iter().map(|tasks| mean(tasks)).collect::<Option<Vec<_>>>()?);
    Some(Interval { estimate: over_all(after)? - over_all(before)?, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        // Deviations -1, 0, 1: squares add up to 2, over 2.
        assert_eq!(spread(&[1.0, 2.0, 3.0]), Some(Spread { mean: 2.0, std: Some(1.0) }));
        assert_eq!(spread(&[0.5]), Some(Spread { mean: 0.5, std: None }));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn a_paired_difference_is_free_of_what_both_share() {
        // Tasks are very unlike, yet each gains a quarter.
        let (before, after) = (vec![vec![0.0, 0.25, 0.75]; 2], vec![vec![0.25, 0.5, 1.0]; 2]);
        let gain = paired(&before, &after, 100, Seed::of_run(1)).unwrap();
        assert_eq!([gain.low, gain.high], [0.25, 0.25]);
        assert!((gain.estimate - 0.25).abs() < 1e-12 && gain.is_clear());
        assert_eq!(paired(&before, &[vec![0.5], vec![0.5]], 100, Seed::of_run(1)), None);
        assert_eq!(paired(&[], &[], 100, Seed::of_run(1)), None);
    }

    #[test]
    fn seeds_that_disagree_leave_it_open_whatever_the_tasks_say() {
        // Seed 0 loses 1 everywhere, seed 1 gains it: a resample gives -1, 0 or 1 with chances 1/4, 1/2, 1/4.
        let change = paired(&[vec![1.0; 9], vec![0.0; 9]], &[vec![0.0; 9], vec![1.0; 9]], 1000, Seed::of_run(1)).unwrap();
        assert_eq!(change, Interval { estimate: 0.0, low: -1.0, high: 1.0 });
        assert!(!change.is_clear());
    }
}
