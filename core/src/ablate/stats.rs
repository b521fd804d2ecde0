//! Means, deviations and bootstrap intervals. Plain numbers in, plain numbers out.

use rand::{Rng, RngExt};
use serde::Serialize;

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

/// Mean over seeds of the mean over tasks, with a hierarchical bootstrap interval (Davison and Hinkley 1997, section 3.8): each
/// resample draws seeds with replacement, and for each of them tasks with replacement. `by_seed[s][t]` is the value of task t in
/// the run of seed s; give differences for a paired comparison. [`None`] where a seed has no task, or there is no seed.
pub(super) fn hierarchical(by_seed: &[Vec<f64>], resamples: usize, seed: Seed) -> Option<Interval> {
    let means = by_seed.iter().map(|tasks| mean(tasks)).collect::<Option<Vec<_>>>()?;
    let estimate = mean(&means)?;
    let mut rng = seed.rng();
    let mut drawn: Vec<f64> = (0..resamples).map(|_| resample(by_seed, &mut rng)).collect();
    drawn.sort_by(f64::total_cmp);
    Some(Interval { estimate, low: percentile(&drawn, 0.025)?, high: percentile(&drawn, 0.975)? })
}

/// The mean difference `after - before` with its interval, paired by seed and task: both have the same seeds, and for each the
/// same tasks in the same order. [`None`] where they have not, or there are none.
pub(super) fn paired(before: &[Vec<f64>], after: &[Vec<f64>], resamples: usize, seed: Seed) -> Option<Interval> {
    let even = before.len() == after.len() && before.iter().zip(after).all(|(before, after)| before.len() == after.len());
    let less = |(before, after): (&Vec<f64>, &Vec<f64>)| before.iter().zip(after).map(|(b, a)| a - b).collect();
    let differences: Vec<Vec<f64>> = before.iter().zip(after).map(less).collect();
    if even { hierarchical(&differences, resamples, seed) } else { None }
}

fn resample(by_seed: &[Vec<f64>], rng: &mut impl Rng) -> f64 {
    let mut sum = 0.0;
    for _ in 0..by_seed.len() {
        let tasks = &by_seed[rng.random_range(0..by_seed.len())];
        sum += (0..tasks.len()).map(|_| tasks[rng.random_range(0..tasks.len())]).sum::<f64>() / tasks.len() as f64;
    }
    sum / by_seed.len() as f64
}

/// The value below which a share of sorted values lies, between neighbours in proportion; [`None`] of no values.
pub(super) fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)? as f64);
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
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
    fn percentiles_lie_between_neighbours() {
        let values = [10.0, 20.0, 30.0];
        assert_eq!(percentile(&values, 0.5), Some(20.0));
        assert_eq!(percentile(&values, 0.25), Some(15.0));
        assert_eq!((percentile(&values, 0.0), percentile(&values, 1.0)), (Some(10.0), Some(30.0)));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn equal_values_leave_no_doubt() {
        let interval = hierarchical(&[vec![0.25; 8], vec![0.25; 8]], 200, Seed::of_run(1)).unwrap();
        assert_eq!(interval, Interval { estimate: 0.25, low: 0.25, high: 0.25 });
        assert!(interval.is_clear());
        assert_eq!(hierarchical(&[], 10, Seed::of_run(1)), None);
        assert_eq!(hierarchical(&[vec![1.0], vec![]], 10, Seed::of_run(1)), None);
    }

    #[test]
    fn one_coin_a_seed_gives_the_interval_of_the_coin() {
        // One seed, 100 tasks, half of them 1: the mean of a resample has deviation sqrt(.25 / 100) = .05, so the interval is
        // about .5 -+ 1.96 * .05.
        let tasks: Vec<f64> = (0..100).map(|n| f64::from(n % 2)).collect();
        let interval = hierarchical(&[tasks], 4000, Seed::of_run(1)).unwrap();
        assert_eq!(interval.estimate, 0.5);
        assert!((interval.low - 0.402).abs() < 0.012 && (interval.high - 0.598).abs() < 0.012, "{interval:?}");
        assert!(interval.is_clear());
    }

    #[test]
    fn seeds_that_disagree_widen_the_interval_whatever_the_tasks_say() {
        // Two seeds whose tasks are all 1 or all -1: a resample gives -1, 0 or 1 with chances 1/4, 1/2, 1/4.
        let interval = hierarchical(&[vec![1.0; 50], vec![-1.0; 50]], 1000, Seed::of_run(1)).unwrap();
        assert_eq!(interval, Interval { estimate: 0.0, low: -1.0, high: 1.0 });
        assert!(!interval.is_clear());
    }

    #[test]
    fn a_paired_difference_is_free_of_what_both_share() {
        // Tasks are very unlike, yet each gains a quarter.
        let (before, after) = (vec![vec![0.0, 0.25, 0.75]], vec![vec![0.25, 0.5, 1.0]]);
        let gain = paired(&before, &after, 100, Seed::of_run(1)).unwrap();
        assert_eq!(gain, Interval { estimate: 0.25, low: 0.25, high: 0.25 });
        assert_eq!(paired(&before, &[vec![0.5]], 100, Seed::of_run(1)), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let values = [vec![0.1, 0.9, 0.4], vec![0.3, 0.2, 0.8]];
        assert_eq!(hierarchical(&values, 100, Seed::of_run(3)), hierarchical(&values, 100, Seed::of_run(3)));
    }
}
