//! Errors of predicted quantities.

use std::collections::BTreeMap;

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::mean;

/// Least mean absolute error of a group in [`log_mae_grouped`], lest a perfect group outweighs all others.
pub const LOG_MAE_FLOOR: f64 = 1e-9;

/// Mean square error. 0 or more, lower is better. `mean_squared_error` of scikit-learn.
///
/// # Errors
/// Rows of different lengths, none, or numbers that are not finite; in [`Mode::Strict`] also a result beyond 64-bit floats.
pub fn mse(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    mean_of(Metric::Mse, truth, predicted, weight, mode, square)
}

/// Root of the mean square error. 0 or more, lower is better. `root_mean_squared_error` of scikit-learn.
///
/// # Errors
/// As [`mse`].
pub fn rmse(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    mean_of(Metric::Rmse, truth, predicted, weight, mode, square).map(f64::sqrt)
}

/// Mean absolute error. 0 or more, lower is better. `mean_absolute_error` of scikit-learn.
///
/// # Errors
/// As [`mse`].
pub fn mae(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    mean_of(Metric::Mae, truth, predicted, weight, mode, |truth, predicted| (predicted - truth).abs())
}

/// Mean absolute error relative to the truth, as a fraction and not in percent. 0 or more, lower is better.
///
/// `mean_absolute_percentage_error` of scikit-learn: the truth counts as 2^-52 at least, so a truth of 0 makes the value huge.
///
/// # Errors
/// As [`mse`].
pub fn mape(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let relative = |truth: f64, predicted: f64| (predicted - truth).abs() / truth.abs().max(f64::EPSILON);
    mean_of(Metric::Mape, truth, predicted, weight, mode, relative)
}

/// Symmetric mean absolute error, as a fraction and not in percent: the mean of `2 |p - y| / (|y| + |p|)`, where 0/0 counts as 0.
///
/// From 0 to 2, lower is better. As in Kaggle's web traffic and tabular competitions, which show 100 times that; not in scikit-learn.
///
/// # Errors
/// As [`mse`].
pub fn smape(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let relative = |truth: f64, predicted: f64| {
        if truth == 0.0 && predicted == 0.0 {
            return 0.0;
        }
        // Halved first, so that the largest floats do not overflow.
        (predicted / 2.0 - truth / 2.0).abs() / (truth.abs() / 4.0 + predicted.abs() / 4.0)
    };
    mean_of(Metric::Smape, truth, predicted, weight, mode, relative)
}

/// Root of the mean square logarithmic error, `ln(1 + p) - ln(1 + y)`. 0 or more, lower is better.
///
/// `root_mean_squared_log_error` of scikit-learn 1.9, which takes values above -1; versions before 1.6 refuse all below 0.
///
/// # Errors
/// As [`mse`]; also values of -1 or less on either side.
pub fn rmsle(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::Rmsle;
    check::numbers(metric, truth, predicted, weight)?;
    for (side, values) in [("y_true", truth), ("y_pred", predicted)] {
        if let Some(row) = values.iter().position(|value| *value <= -1.0) {
            let input = format_args!("{side}, row {row}");
            let remedy = "give values above -1, for the logarithm of 1 more than the value must exist";
            return Err(MetricError::new(ErrorKind::OutOfRange, metric, input, values[row], remedy));
        }
    }
    let logarithmic = |truth: f64, predicted: f64| square(truth.ln_1p(), predicted.ln_1p());
    mean_of(metric, truth, predicted, weight, mode, logarithmic).map(f64::sqrt)
}

/// Mean over columns of [`rmsle`]. Each element of `truth` and `predicted` is a column.
///
/// # Errors
/// As [`rmsle`], naming the column; also numbers of columns that differ, or none.
pub fn mean_column_rmsle(truth: &[Vec<f64>], predicted: &[Vec<f64>], weight: Option<&[f64]>, mode: Mode) -> Result {
    check::columns(Metric::MeanColumnRmsle, truth, predicted)?;
    over_columns(truth, predicted, |truth, predicted| rmsle(truth, predicted, weight, mode))
}

/// The mean over columns of what `metric` gives for each.
pub(crate) fn over_columns(truth: &[Vec<f64>], predicted: &[Vec<f64>], metric: impl Fn(&[f64], &[f64]) -> Result) -> Result {
    if let ([truth], [predicted]) = (truth, predicted) {
        return metric(truth, predicted);
    }
    let columns = truth.iter().zip(predicted).enumerate();
    let values = columns.map(|(column, (truth, predicted))| metric(truth, predicted).map_err(|e| check::in_column(column, e)));
    Ok(mean(values.collect::<Result<Vec<_>>>()?, None))
}

/// Median absolute error. 0 or more, lower is better; half of the sum of the two in the middle where there is no single one.
///
/// `median_absolute_error` of scikit-learn; with weights it is the value up to which half of the weight lies.
///
/// # Errors
/// As [`mse`].
pub fn medae(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::Medae;
    check::numbers(metric, truth, predicted, weight)?;
    let errors = truth.iter().zip(predicted).map(|(truth, predicted)| (predicted - truth).abs());
    let value = match weight {
        None => median(errors.collect()),
        Some(weight) => weighted_median(errors.zip(weight.iter().copied()).filter(|(_, weight)| *weight > 0.0).collect()),
    };
    check::defined(metric, value, mode)
}

fn median(mut errors: Vec<f64>) -> f64 {
    let middle = errors.len() / 2;
    let odd = errors.len() % 2 == 1;
    let (below, &mut upper, _) = errors.select_nth_unstable_by(middle, f64::total_cmp);
    if odd { upper } else { (below.iter().copied().fold(0.0, f64::max) + upper) / 2.0 }
}

/// The error at which the sum of weights reaches one half; the mean with the next one where it reaches it exactly.
fn weighted_median(mut errors: Vec<(f64, f64)>) -> f64 {
    errors.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Plain sums, one after the other: scikit-learn decides by these whether one half is met exactly.
    let mut reached = 0.0;
    let sums: Vec<f64> = errors
        .iter()
        .map(|(_, weight)| {
            reached += weight;
            reached
        })
        .collect();
    let half = 0.5 * reached;
    let at = sums.partition_point(|sum| *sum < half).min(errors.len() - 1);
    if sums[at] - half > f64::EPSILON {
        return errors[at].0;
    }
    (errors[at].0 + errors[(at + 1).min(errors.len() - 1)].0) / 2.0
}

/// Mean over groups of the logarithm of the group's mean absolute error. Lower is better; each group counts the same.
///
/// As in Kaggle's competition on scalar couplings (CHAMPS 2019): an error below [`LOG_MAE_FLOOR`] counts as that. In [`Mode::Compat`]
/// there is no floor, as MLE-bench's grader has none, and a perfect group makes the result minus infinity.
///
/// # Errors
/// Rows of different lengths, none, or numbers that are not finite.
pub fn log_mae_grouped<G: Ord>(truth: &[f64], predicted: &[f64], groups: &[G], mode: Mode) -> Result {
    let metric = Metric::LogMaeGrouped;
    check::numbers(metric, truth, predicted, None)?;
    if groups.len() != truth.len() {
        let seen = format_args!("{} groups for {} rows", groups.len(), truth.len());
        return Err(MetricError::new(ErrorKind::LengthMismatch, metric, "option groups", seen, "give one group per row"));
    }
    let mut errors: BTreeMap<&G, Vec<f64>> = BTreeMap::new();
    for (group, (truth, predicted)) in groups.iter().zip(truth.iter().zip(predicted)) {
        errors.entry(group).or_default().push((predicted - truth).abs());
    }
    let floor = if mode == Mode::Strict { LOG_MAE_FLOOR } else { 0.0 };
    let logarithms = errors.into_values().map(|errors| mean(errors, None).max(floor).ln());
    check::defined(metric, mean(logarithms, None), mode)
}

/// Share of the variance of the truth that the predictions explain: 1 less the square error over that of the mean.
///
/// At most 1, which is best; 0 for the mean of the truth. Where the truth is constant, 1 if it is met and 0 if not, as `r2_score` of
/// scikit-learn has it.
///
/// # Errors
/// As [`mse`]; in [`Mode::Strict`] also a single row, which is NaN in [`Mode::Compat`].
pub fn r2(truth: &[f64], predicted: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::R2;
    check::numbers(metric, truth, predicted, weight)?;
    if truth.len() < 2 {
        return check::undefined(metric, ErrorKind::Undefined, "a single row, which has no variance", mode);
    }
    let rest = mean(truth.iter().zip(predicted).map(|(truth, predicted)| square(*truth, *predicted)), weight);
    // Measured from one of the values, lest rounding of the mean makes a variance where there is none.
    let origin = weight.and_then(|weight| weight.iter().position(|weight| *weight > 0.0)).map_or(truth[0], |row| truth[row]);
    let centre = mean(truth.iter().map(|truth| truth - origin), weight);
    let variance = mean(truth.iter().map(|truth| square(truth - origin, centre)), weight);
    let value = match (rest == 0.0, variance == 0.0) {
        (true, _) => 1.0,
        (false, true) => 0.0,
        (false, false) => 1.0 - rest / variance,
    };
    check::defined(metric, value, mode)
}

fn square(a: f64, b: f64) -> f64 {
    (a - b) * (a - b)
}

fn mean_of(
    metric: Metric,
    truth: &[f64],
    predicted: &[f64],
    weight: Option<&[f64]>,
    mode: Mode,
    term: impl Fn(f64, f64) -> f64,
) -> Result {
    check::numbers(metric, truth, predicted, weight)?;
    check::defined(metric, mean(truth.iter().zip(predicted).map(|(truth, predicted)| term(*truth, *predicted)), weight), mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [f64; 4] = [3.0, -0.5, 2.0, 7.0];
    const PREDICTED: [f64; 4] = [2.5, 0.0, 2.0, 8.0];

    fn close(value: Result, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 1e-15 * expected.abs(), "{value} is not {expected}");
    }

    #[test]
    fn errors_are_averaged_as_squares_or_as_they_are() {
        // Errors 0.5, 0.5, 0, 1: squares 0.25, 0.25, 0, 1.
        close(mse(&TRUTH, &PREDICTED, None, Mode::Strict), 0.375);
        close(rmse(&TRUTH, &PREDICTED, None, Mode::Strict), 0.375_f64.sqrt());
        close(mae(&TRUTH, &PREDICTED, None, Mode::Strict), 0.5);
        close(medae(&TRUTH, &PREDICTED, None, Mode::Strict), 0.5);
        close(mae(&TRUTH, &PREDICTED, Some(&[0.0, 0.0, 1.0, 3.0]), Mode::Strict), 0.75);
    }

    #[test]
    fn relative_errors_are_fractions() {
        // 0.5/3, 0.5/0.5, 0, 1/7
        close(mape(&TRUTH, &PREDICTED, None, Mode::Strict), (1.0 / 6.0 + 1.0 + 1.0 / 7.0) / 4.0);
        // 2 * (0.5/5.5 + 0.5/0.5 + 0 + 1/15) / 4; nothing against nothing is no error.
        close(smape(&TRUTH, &PREDICTED, None, Mode::Strict), (1.0 / 11.0 + 1.0 + 1.0 / 15.0) / 2.0);
        close(smape(&[0.0, 1.0], &[0.0, -1.0], None, Mode::Strict), 1.0);
        // A truth of 0 counts as 2^-52.
        close(mape(&[0.0], &[1.0], None, Mode::Strict), 2.0_f64.powi(52));
    }

    #[test]
    fn logarithmic_errors_need_values_above_minus_one() {
        // ln 2 - ln 4 = -ln 2 and ln 1 - ln 1 = 0.
        close(rmsle(&[3.0, 0.0], &[1.0, 0.0], None, Mode::Strict), 2.0_f64.ln() / 2.0_f64.sqrt());
        assert_eq!(rmsle(&[0.0], &[-1.0], None, Mode::Strict).unwrap_err().kind, ErrorKind::OutOfRange);
        close(rmsle(&[0.0], &[-0.5], None, Mode::Strict), 2.0_f64.ln());
        let columns = [vec![3.0], vec![0.0]];
        close(mean_column_rmsle(&columns, &[vec![1.0], vec![0.0]], None, Mode::Strict), 2.0_f64.ln() / 2.0);
    }

    #[test]
    fn the_median_of_weighted_errors_is_where_half_of_the_weight_is_reached() {
        let zeros = [0.0; 4];
        let errors = [1.0, 2.0, 3.0, 10.0];
        close(medae(&zeros, &errors, None, Mode::Strict), 2.5);
        close(medae(&zeros, &errors, Some(&[1.0; 4]), Mode::Strict), 2.5);
        close(medae(&zeros, &errors, Some(&[1.0, 1.0, 1.0, 4.0]), Mode::Strict), 10.0);
        // Half of 4 is reached at 2 exactly; the next with a weight is 10.
        close(medae(&zeros, &errors, Some(&[1.0, 1.0, 0.0, 2.0]), Mode::Strict), 6.0);
    }

    #[test]
    fn groups_count_the_same_whatever_their_size() {
        // Group a: errors 1, 3, mean 2; group b: error 8.
        let value = log_mae_grouped(&[0.0; 3], &[1.0, 3.0, 8.0], &["a", "a", "b"], Mode::Strict);
        close(value, (2.0_f64.ln() + 8.0_f64.ln()) / 2.0);
        close(log_mae_grouped(&[0.0], &[0.0], &["a"], Mode::Strict), 1e-9_f64.ln());
        assert_eq!(log_mae_grouped(&[0.0], &[0.0], &["a"], Mode::Compat), Ok(f64::NEG_INFINITY));
    }

    #[test]
    fn explained_variance_is_measured_against_the_mean() {
        // Mean 2.875, sum of squares about it 29.1875, of errors 1.5.
        close(r2(&TRUTH, &PREDICTED, None, Mode::Strict), 1.0 - 1.5 / 29.1875);
        assert_eq!(r2(&[0.1; 3], &[0.1; 3], None, Mode::Strict), Ok(1.0));
        assert_eq!(r2(&[0.1; 3], &[0.1, 0.1, 0.2], None, Mode::Strict), Ok(0.0));
        assert_eq!(r2(&[1.0], &[1.0], None, Mode::Strict).unwrap_err().kind, ErrorKind::Undefined);
        assert!(r2(&[1.0], &[1.0], None, Mode::Compat).unwrap().is_nan());
    }

    #[test]
    fn a_square_beyond_floats_is_an_error_when_strict() {
        let error = rmse(&[1e200], &[-1e200], None, Mode::Strict).unwrap_err();
        assert_eq!((error.kind, error.message.contains("the result is inf")), (ErrorKind::Undefined, true));
        assert_eq!(rmse(&[1e200], &[-1e200], None, Mode::Compat), Ok(f64::INFINITY));
    }

    #[test]
    fn lengths_emptiness_and_missing_numbers_are_told_apart() {
        let kind = |truth: &[f64], predicted: &[f64]| rmse(truth, predicted, None, Mode::Compat).unwrap_err().kind;
        assert_eq!(kind(&[], &[]), ErrorKind::Empty);
        assert_eq!(kind(&[1.0], &[]), ErrorKind::LengthMismatch);
        assert_eq!(kind(&[1.0], &[f64::NAN]), ErrorKind::NotFinite);
        assert_eq!(kind(&[f64::INFINITY], &[1.0]), ErrorKind::NotFinite);
        let weighted = |weight: &[f64]| rmse(&[1.0, 2.0], &[1.0, 2.0], Some(weight), Mode::Strict).unwrap_err().kind;
        assert_eq!(weighted(&[1.0]), ErrorKind::LengthMismatch);
        assert_eq!(weighted(&[1.0, -1.0]), ErrorKind::OutOfRange);
        assert_eq!(weighted(&[0.0, 0.0]), ErrorKind::Undefined);
        assert_eq!(weighted(&[f64::NAN, 1.0]), ErrorKind::NotFinite);
    }
}
