//! Agreement of grades.

use crate::check;
use crate::error::{ErrorKind, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::{mean, sum};

/// Cohen's kappa with quadratic weights: 1 less the square difference of the grades over what it would be if they were drawn apart.
///
/// At most 1, which is best; 0 for guessing. Grades are numbered in their order among those that occur on either side: grades 1, 2 and 9
/// are as far apart as 0, 1 and 2. `cohen_kappa_score(weights="quadratic")` of scikit-learn.
///
/// # Errors
/// Rows of different lengths, or none; in [`Mode::Strict`] also where both sides hold one and the same grade (0/0), which is NaN in
/// [`Mode::Compat`].
pub fn qwk(truth: &[i64], predicted: &[i64], weight: Option<&[f64]>, mode: Mode) -> Result {
    check::rows(Metric::Qwk, truth.len(), predicted.len(), weight)?;
    let mut grades: Vec<i64> = truth.iter().chain(predicted).copied().collect();
    grades.sort_unstable();
    grades.dedup();
    let number = |side: &[i64]| side.iter().map(|grade| grades.partition_point(|other| other < grade)).collect::<Vec<_>>();
    of_numbers(&number(truth), &number(predicted), weight, mode)
}

/// [`qwk`] of grades that are numbered already. The sides are of one length, which is not 0.
pub(crate) fn of_numbers(truth: &[usize], predicted: &[usize], weight: Option<&[f64]>, mode: Mode) -> Result {
    // Measured from a grade that occurs: where it is the only one, all is 0 exactly.
    let origin =
        weight.and_then(|weight| weight.iter().position(|weight| *weight > 0.0)).map_or(truth[0], |row| truth[row]) as f64;
    let distances = |side: &[usize]| side.iter().map(|grade| *grade as f64 - origin).collect::<Vec<f64>>();
    let (truth, predicted) = (distances(truth), distances(predicted));
    let seen = mean(truth.iter().zip(&predicted).map(|(a, b)| (a - b) * (a - b)), weight);
    // The mean of (i - j)^2 over i and j drawn apart is both variances and the square distance of the means.
    let centre = |side: &[f64]| mean(side.iter().copied(), weight);
    let (centre_of_truth, centre_of_predicted) = (centre(&truth), centre(&predicted));
    let variance = |side: &[f64], centre: f64| mean(side.iter().map(|grade| (grade - centre) * (grade - centre)), weight);
    let apart = (centre_of_truth - centre_of_predicted) * (centre_of_truth - centre_of_predicted);
    let expected = sum([variance(&truth, centre_of_truth), variance(&predicted, centre_of_predicted), apart]);
    // Not above 0 includes NaN, of rows without any weight.
    if expected.is_nan() || expected <= 0.0 {
        return check::undefined(Metric::Qwk, ErrorKind::Undefined, "both hold one and the same grade only, which is 0/0", mode);
    }
    Ok(1.0 - seen / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_measured_against_grades_drawn_apart() {
        // Square differences 0, 1, 0, 0: mean 1/4. Drawn apart: truth 0,1,2,2 against 0,2,2,2. Pairs (i-j)^2: 0 with 0,2,2,2: 12; 1: 1+3;
        // 2: 4, twice: 24 in 16 pairs, 1.5.
        assert_eq!(qwk(&[0, 1, 2, 2], &[0, 2, 2, 2], None, Mode::Strict), Ok(1.0 - 0.25 / 1.5));
        assert_eq!(qwk(&[0, 1], &[1, 0], None, Mode::Strict), Ok(-1.0));
    }

    #[test]
    fn grades_are_numbered_by_their_order() {
        let near = qwk(&[0, 1, 2, 2], &[0, 2, 2, 2], None, Mode::Strict);
        assert_eq!(qwk(&[-7, 1, i64::MAX, i64::MAX], &[-7, i64::MAX, i64::MAX, i64::MAX], None, Mode::Strict), near);
    }

    #[test]
    fn a_single_grade_on_both_sides_is_undefined() {
        assert_eq!(qwk(&[3, 3], &[3, 3], None, Mode::Strict).unwrap_err().kind, ErrorKind::Undefined);
        assert!(qwk(&[3, 3], &[3, 3], None, Mode::Compat).unwrap().is_nan());
        // The other grade weighs nothing; 0.1 + 0.2 is no round number, and yet the result is no accident of rounding.
        let weight = [0.1, 0.0, 0.2];
        assert!(qwk(&[3, 1, 3], &[3, 1, 3], Some(&weight), Mode::Compat).unwrap().is_nan());
        assert_eq!(qwk(&[3, 3], &[3, 4], None, Mode::Strict), Ok(0.0));
    }
}
