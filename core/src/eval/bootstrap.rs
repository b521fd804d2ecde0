//! Percentile bootstrap intervals (Efron 1979) of means over tasks, at 95 %.
//!
//! A value belongs to a task: the mean over that task's samples. Tasks are drawn with replacement, and all that belongs to a task
//! stays together, since the samples of one task are not independent of each other. Everything is a function of values and seed.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::seed::Seed;

/// Share of the resamples below an interval, and above it.
const TAIL: f64 = 0.025;

/// The interval of the mean of one value a task. [`None`] without tasks or resamples.
pub fn mean_interval(values: &[f64], resamples: usize, seed: Seed) -> Option<[f64; 2]> {
    macro_mean_interval(&[values], resamples, seed)
}

/// The interval of the unweighted mean of the means of several splits; the tasks of each are drawn for themselves. Splits of the
/// same sizes draw the same tasks under one seed, so intervals of several figures are made of the same resamples. [`None`] without
/// splits or resamples, or where a split has no tasks.
pub fn macro_mean_interval(splits: &[&[f64]], resamples: usize, seed: Seed) -> Option<[f64; 2]> {
    if splits.is_empty() || splits.iter().any(|values| values.is_empty()) {
        return None;
    }
    let mut rng = seed.rng();
    let resampled = |rng: &mut ChaCha8Rng| {
        let means = splits.iter().map(|values| drawn_mean(values.len(), rng, |index| values[index]));
        means.sum::<f64>() / splits.len() as f64
    };
    percentiles((0..resamples).map(|_| resampled(&mut rng)).collect())
}

/// The interval of the mean difference of two evaluations of the same tasks in the same order: `after` less `before`. [`None`]
/// without tasks or resamples, or where the counts differ.
pub fn paired_interval(before: &[f64], after: &[f64], resamples: usize, seed: Seed) -> Option<[f64; 2]> {
    paired_seeds_interval(&[before], &[after], resamples, seed)
}

/// The interval of the mean difference of two evaluations of the same tasks over several seeds: run `s` of `before` is paired with
/// run `s` of `after`. Seeds and tasks are both drawn with replacement, the same tasks for all seeds of a resample, as both are
/// samples of what might have been. With one seed this is [`paired_interval`]; with two or three the interval is a rough guide,
/// since so few seeds say little of their spread. [`None`] without seeds, tasks or resamples, or where the counts differ.
pub fn paired_seeds_interval(before: &[&[f64]], after: &[&[f64]], resamples: usize, seed: Seed) -> Option<[f64; 2]> {
    let num_tasks = before.first()?.len();
    let even = before.len() == after.len() && before.iter().chain(after).all(|run| run.len() == num_tasks);
    if !even || num_tasks == 0 {
        return None;
    }
    let mut rng = seed.rng();
    let resampled = |rng: &mut ChaCha8Rng| {
        let runs: Vec<usize> = before.iter().map(|_| rng.random_range(0..before.len())).collect();
        drawn_mean(num_tasks, rng, |task| {
            runs.iter().map(|&run| after[run][task] - before[run][task]).sum::<f64>() / runs.len() as f64
        })
    };
    percentiles((0..resamples).map(|_| resampled(&mut rng)).collect())
}

/// The mean over as many draws with replacement as there are tasks.
fn drawn_mean(num_tasks: usize, rng: &mut ChaCha8Rng, value: impl Fn(usize) -> f64) -> f64 {
    (0..num_tasks).map(|_| value(rng.random_range(0..num_tasks))).sum::<f64>() / num_tasks as f64
}

fn percentiles(mut resampled: Vec<f64>) -> Option<[f64; 2]> {
    if resampled.is_empty() {
        return None;
    }
    resampled.sort_by(f64::total_cmp);
    Some([quantile(&resampled, TAIL), quantile(&resampled, 1.0 - TAIL)])
}

/// The quantile of sorted values, by straight lines between neighbours (Hyndman and Fan 1996, type 7; the default of NumPy and R).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> Seed {
        Seed::of_run(3)
    }

    #[test]
    fn quantiles_lie_on_straight_lines_between_values() {
        // Place 0.025 * 4 = 0.1 and 3.9 of five values.
        assert_eq!(percentiles(vec![4.0, 0.0, 3.0, 1.0, 2.0]), Some([0.1, 3.9]));
        assert_eq!(percentiles(vec![7.0]), Some([7.0, 7.0]));
    }

    #[test]
    fn two_tasks_of_which_one_is_right_say_nothing() {
        // The mean of two draws is 0, 1/2 or 1 with chances 1/4, 1/2, 1/4.
        assert_eq!(mean_interval(&[0.0, 1.0], 2000, seed()), Some([0.0, 1.0]));
        assert_eq!(mean_interval(&[1.0, 1.0], 2000, seed()), Some([1.0, 1.0]));
    }

    #[test]
    fn one_right_of_four_reaches_up_to_three_quarters() {
        // Of four draws at chance 1/4: none right 81/256; at least three 13/256 = 0.051; all four 1/256 = 0.004.
        assert_eq!(mean_interval(&[1.0, 0.0, 0.0, 0.0], 20_000, seed()), Some([0.0, 0.75]));
    }

    #[test]
    fn a_wide_sample_agrees_with_the_normal_interval() {
        // 400 tasks at 1/2: the standard error is 1/40, so the interval is 0.5 -+ 1.96 / 40 = 0.451 .. 0.549.
        let values: Vec<f64> = (0..400).map(|task| f64::from(task % 2)).collect();
        let [low, high] = mean_interval(&values, 2000, seed()).unwrap();
        assert!((low - 0.451).abs() < 0.006 && (high - 0.549).abs() < 0.006, "{low} {high}");
    }

    #[test]
    fn an_interval_is_a_function_of_values_and_seed() {
        let values: Vec<f64> = (1..40).map(|task| f64::from(task).sqrt()).collect();
        let interval = mean_interval(&values, 200, seed());
        assert_eq!(mean_interval(&values, 200, seed()), interval);
        assert_ne!(mean_interval(&values, 200, Seed::of_run(4)), interval);
    }

    #[test]
    fn each_split_of_a_macro_mean_counts_alike_and_draws_for_itself() {
        // The first split is always 1, the second 0, 1/2 or 1: the mean of both is 1/2, 3/4 or 1.
        assert_eq!(macro_mean_interval(&[&[1.0; 9], &[0.0, 1.0]], 2000, seed()), Some([0.5, 1.0]));
        assert_eq!(macro_mean_interval(&[&[1.0], &[]], 2000, seed()), None);
    }

    #[test]
    fn a_paired_difference_is_free_of_what_both_share() {
        // Tasks are very unlike, yet each gains a quarter.
        let (before, after) = ([0.0, 0.25, 0.75], [0.25, 0.5, 1.0]);
        assert_eq!(paired_interval(&before, &after, 2000, seed()), Some([0.25, 0.25]));
        assert_eq!(paired_interval(&[0.0, 0.0], &[0.0, 1.0], 2000, seed()), Some([0.0, 1.0]));
        assert_eq!(paired_interval(&before, &after[..2], 2000, seed()), None);
        assert_eq!(paired_interval(&[], &[], 2000, seed()), None);
        assert_eq!(paired_interval(&before, &after, 0, seed()), None);
    }

    #[test]
    fn seeds_are_drawn_as_well_as_tasks() {
        // Seed 0 gains nothing anywhere, seed 1 gains 1 everywhere: drawn seeds decide, 1/4 both first, 1/4 both second.
        let (nothing, everything) = ([0.0; 5], [1.0; 5]);
        let wide = paired_seeds_interval(&[&nothing, &nothing], &[&nothing, &everything], 2000, seed());
        assert_eq!(wide, Some([0.0, 1.0]));
        let one = paired_seeds_interval(&[&nothing], &[&everything], 2000, seed());
        assert_eq!(one, Some([1.0, 1.0]));
        assert_eq!(paired_seeds_interval(&[&nothing], &[&nothing, &nothing], 2000, seed()), None);
    }
}
