//! Correlations of two columns of numbers.

use crate::check;
use crate::error::{ErrorKind, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::mean;

/// Pearson's correlation: how nearly the two columns lie on a line, and whether it rises.
///
/// From -1 to 1, higher is better. `scipy.stats.pearsonr`; with weights, means and moments are weighted.
///
/// # Errors
/// Rows of different lengths, none, or numbers that are not finite; in [`Mode::Strict`] also fewer than two rows and a side whose numbers
/// are all equal, which are NaN in [`Mode::Compat`].
pub fn pearson(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    check::numbers(Metric::Pearson, truth, predicted, weight)?;
    correlation(Metric::Pearson, truth, predicted, weight, mode)
}

/// Spearman's correlation: [`pearson`] of the ranks, where equal numbers share the mean of their ranks.
///
/// From -1 to 1, higher is better. `scipy.stats.spearmanr`.
///
/// # Errors
/// As [`pearson`].
pub fn spearman(truth: &[f64], predicted: &[f64], mode: Mode) -> Result {
    check::numbers(Metric::Spearman, truth, predicted, None)?;
    correlation(Metric::Spearman, &ranks(truth), &ranks(predicted), None, mode)
}

fn correlation(metric: Metric, truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let (Some(truth), Some(predicted)) = (centred(truth, weight), centred(predicted, weight)) else {
        return check::undefined(metric, ErrorKind::Undefined, "a side whose numbers are all equal", mode);
    };
    let moment = |a: &[f64], b: &[f64]| mean(a.iter().zip(b).map(|(a, b)| a * b), weight);
    let value = moment(&truth, &predicted) / (moment(&truth, &truth).sqrt() * moment(&predicted, &predicted).sqrt());
    // Rounding may carry a perfect correlation past 1; clamp keeps NaN.
    check::defined(metric, value.clamp(-1.0, 1.0), mode)
}

/// Distances from the mean, the largest of them 1, so that no square overflows or vanishes; [`None`] if all numbers are equal.
fn centred(numbers: &[f64], weight: Option<&[f64]>) -> Option<Vec<f64>> {
    // Rows without weight must not set the scale. Measured from one of the values, lest rounding of the mean makes equal numbers differ.
    let weighs = |row: usize| weight.is_none_or(|weight| weight[row] > 0.0);
    let origin = numbers.iter().enumerate().find(|(row, _)| weighs(*row)).map(|(_, number)| *number)?;
    let mut distances: Vec<f64> =
        numbers.iter().enumerate().map(|(row, number)| if weighs(row) { number / 2.0 - origin / 2.0 } else { 0.0 }).collect();
    // Twice: the first mean is only as exact as the largest distance from the origin.
    for _ in 0..2 {
        let scale = distances.iter().fold(0.0_f64, |scale, distance| scale.max(distance.abs()));
        if scale == 0.0 {
            return None;
        }
        distances.iter_mut().for_each(|distance| *distance /= scale);
        let centre = mean(distances.iter().copied(), weight);
        distances
            .iter_mut()
            .enumerate()
            .for_each(|(row, distance)| *distance = if weighs(row) { *distance - centre } else { 0.0 });
    }
    Some(distances)
}

/// The rank of each number, from 1; equal numbers share the mean of their ranks.
fn ranks(numbers: &[f64]) -> Vec<f64> {
    // Adding 0 makes -0 and 0 tie in a total order.
    let mut rows: Vec<(f64, usize)> = numbers.iter().enumerate().map(|(row, number)| (number + 0.0, row)).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; numbers.len()];
    let mut before = 0;
    for tied in rows.chunk_by(|a, b| a.0 == b.0) {
        let rank = before as f64 + (tied.len() + 1) as f64 / 2.0;
        tied.iter().for_each(|(_, row)| ranks[*row] = rank);
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Result, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 1e-15, "{value} is not {expected}");
    }

    #[test]
    fn a_line_correlates_perfectly_at_any_scale() {
        for scale in [1.0, 1e-200, 1e300, -1.0] {
            let predicted: Vec<f64> = [1.0, 2.0, 4.0].map(|x| x * scale).to_vec();
            close(pearson(&[3.0, 5.0, 9.0], &predicted, None, Mode::Strict), f64::signum(scale));
        }
    }

    #[test]
    fn pearson_divides_the_covariance_by_both_deviations() {
        // Distances from the means: -1, 0, 1 and -4/3, 5/3, -1/3; products sum to 1; squares 2 and 42/9.
        close(pearson(&[1.0, 2.0, 3.0], &[1.0, 4.0, 2.0], None, Mode::Strict), 1.0 / (2.0_f64 * 42.0 / 9.0).sqrt());
        // Without the middle row two points are left, on a rising line.
        close(pearson(&[1.0, 2.0, 3.0], &[1.0, 4.0, 2.0], Some(&[1.0, 0.0, 1.0]), Mode::Strict), 1.0);
    }

    #[test]
    fn spearman_looks_at_ranks_only_and_ties_share_theirs() {
        close(spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, 1e9], Mode::Strict), 1.0);
        assert_eq!(ranks(&[5.0, 1.0, 5.0, -0.0, 0.0]), [4.5, 3.0, 4.5, 1.5, 1.5]);
        // Ranks 1, 2, 3 against 1.5, 1.5, 3: products of distances 0.75 + 0 + 0.75; squares 2 and 1.5.
        close(spearman(&[1.0, 2.0, 3.0], &[7.0, 7.0, 8.0], Mode::Strict), 1.5 / 3.0_f64.sqrt());
    }

    #[test]
    fn equal_numbers_have_no_correlation() {
        let equal = [0.1; 3];
        assert_eq!(pearson(&[1.0, 2.0, 3.0], &equal, None, Mode::Strict).unwrap_err().kind, ErrorKind::Undefined);
        assert!(pearson(&[1.0, 2.0, 3.0], &equal, None, Mode::Compat).unwrap().is_nan());
        assert!(spearman(&equal, &[1.0, 2.0, 3.0], Mode::Compat).unwrap().is_nan());
        assert_eq!(pearson(&[1.0], &[1.0], None, Mode::Strict).unwrap_err().kind, ErrorKind::Undefined);
    }
}
