//! Logarithmic losses of probabilities.

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::{mean, sum};

/// How far the sum of a row of probabilities may lie from 1 in [`Mode::Strict`]: ten classes written with three decimals still pass.
pub const ROW_SUM_TOLERANCE: f64 = 0.005;

/// Logarithmic loss of one probability per row: the mean of `-ln p` of what came true.
///
/// From 0 to 36.04, lower is better: probabilities are clipped to `[e, 1 - e]` with `e` = 2^-52, as `log_loss` of scikit-learn clips 64-bit
/// floats. `prob` is the probability of the larger of the two values of `truth`.
///
/// # Errors
/// Rows of different lengths, none, numbers that are not finite, probabilities outside 0 to 1, more than two classes, classes that are no
/// whole numbers, and a single class in both modes: nothing says whether it is the positive one.
pub fn log_loss(truth: &[f64], prob: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::LogLoss;
    check::numbers(metric, truth, prob, weight)?;
    let Some(positive) = check::two_classes(metric, truth)? else { return Err(one_class(metric)) };
    let truth: Vec<bool> = truth.iter().map(|class| *class == positive).collect();
    binary(metric, &truth, prob, weight, mode)
}

pub(crate) fn one_class(metric: Metric) -> MetricError {
    let remedy = "say in option labels which classes there are";
    MetricError::new(ErrorKind::OneClass, metric, "y_true", "a single class, which may be any", remedy)
}

/// [`log_loss`] where it is known which rows are positive.
pub(crate) fn binary(metric: Metric, truth: &[bool], prob: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    check::rows(metric, truth.len(), prob.len(), weight)?;
    for (row, prob) in prob.iter().enumerate() {
        probability(metric, *prob, row)?;
    }
    let losses = truth.iter().zip(prob).map(|(positive, prob)| -clipped(if *positive { *prob } else { 1.0 - prob }).ln());
    check::defined(metric, mean(losses, weight), mode)
}

/// Logarithmic loss of a probability per class: the mean of `-ln p` of the class that came true.
///
/// From 0 to 36.04, lower is better: probabilities are clipped as in [`log_loss`] and not made to sum to 1 again. `truth` holds the index of
/// the true class, `probs` one row of probabilities per row. `log_loss` of scikit-learn.
///
/// # Errors
/// Rows of different lengths, none, fewer than two classes, rows of different widths, a class beyond the width, numbers that are not
/// finite, probabilities outside 0 to 1; in [`Mode::Strict`] also rows whose sum is further than [`ROW_SUM_TOLERANCE`] from 1.
pub fn multiclass_log_loss(truth: &[usize], probs: &[Vec<f64>], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::MulticlassLogLoss;
    check::rows(metric, truth.len(), probs.len(), weight)?;
    let classes = probs[0].len();
    if classes < 2 {
        let seen = format_args!("rows of {classes} probabilities");
        return Err(MetricError::new(
            ErrorKind::Shape,
            metric,
            "y_pred",
            seen,
            "give a probability for each of two or more classes",
        ));
    }
    let mut losses = Vec::with_capacity(truth.len());
    for (row, (class, probs)) in truth.iter().zip(probs).enumerate() {
        if probs.len() != classes {
            let seen = format_args!("{} probabilities where row 0 has {classes}", probs.len());
            let input = format_args!("y_pred, row {row}");
            return Err(MetricError::new(ErrorKind::Shape, metric, input, seen, "give one per class in every row"));
        }
        for prob in probs {
            probability(metric, *prob, row)?;
        }
        sums_to_one(metric, probs, row, mode)?;
        let Some(prob) = probs.get(*class) else {
            let input = format_args!("y_true, row {row}");
            let seen = format_args!("class {class} of {classes}");
            return Err(MetricError::new(ErrorKind::UnknownLabel, metric, input, seen, "give a probability for every class"));
        };
        losses.push(-clipped(*prob).ln());
    }
    check::defined(metric, mean(losses, weight), mode)
}

fn probability(metric: Metric, prob: f64, row: usize) -> Result<()> {
    if (0.0..=1.0).contains(&prob) {
        return Ok(());
    }
    let kind = if prob.is_finite() { ErrorKind::OutOfRange } else { ErrorKind::NotFinite };
    Err(MetricError::new(kind, metric, format_args!("y_pred, row {row}"), prob, "give probabilities from 0 to 1"))
}

fn sums_to_one(metric: Metric, probs: &[f64], row: usize, mode: Mode) -> Result<()> {
    let total = sum(probs.iter().copied());
    if mode == Mode::Compat || (total - 1.0).abs() <= ROW_SUM_TOLERANCE {
        return Ok(());
    }
    let input = format_args!("y_pred, row {row}");
    let seen = format_args!("the probabilities sum to {total}");
    Err(MetricError::new(
        ErrorKind::OutOfRange,
        metric,
        input,
        seen,
        "divide them by their sum, or use mode compat, which takes them as is",
    ))
}

fn clipped(prob: f64) -> f64 {
    prob.clamp(f64::EPSILON, 1.0 - f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Result, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 1e-15 * expected.abs(), "{value} is not {expected}");
    }

    #[test]
    fn the_loss_is_the_mean_surprise_at_what_came_true() {
        // -(ln 0.8 + ln 0.5) / 2
        close(log_loss(&[1.0, 0.0], &[0.8, 0.5], None, Mode::Strict), (1.25_f64.ln() + 2.0_f64.ln()) / 2.0);
        close(
            multiclass_log_loss(&[2, 0], &[vec![0.25, 0.25, 0.5], vec![0.25; 4][..3].to_vec()], None, Mode::Compat),
            1.5 * 2.0_f64.ln(),
        );
    }

    #[test]
    fn certainty_that_was_wrong_costs_a_finite_amount() {
        // -ln 2^-52
        close(log_loss(&[1.0, 0.0], &[0.0, 1.0], None, Mode::Strict), 52.0 * 2.0_f64.ln());
        close(multiclass_log_loss(&[1], &[vec![1.0, 0.0]], None, Mode::Strict), 52.0 * 2.0_f64.ln());
        // -ln(1 - 2^-52)
        close(log_loss(&[1.0, 0.0], &[1.0, 0.0], None, Mode::Strict), f64::EPSILON);
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        let kind = |truth: &[f64], prob: &[f64]| log_loss(truth, prob, None, Mode::Compat).unwrap_err().kind;
        assert_eq!(kind(&[0.0, 1.0], &[0.5, 1.000001]), ErrorKind::OutOfRange);
        assert_eq!(kind(&[0.0, 1.0], &[0.5, f64::NAN]), ErrorKind::NotFinite);
        assert_eq!(kind(&[1.0, 1.0], &[0.5, 0.5]), ErrorKind::OneClass);
        assert_eq!(kind(&[0.0, 1.0, 2.0], &[0.5; 3]), ErrorKind::TooManyClasses);
    }

    #[test]
    fn rows_that_do_not_sum_to_one_are_refused_when_strict() {
        let rows = [vec![0.5, 0.4], vec![0.5, 0.5]];
        let error = multiclass_log_loss(&[0, 0], &rows, None, Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::OutOfRange);
        assert!(error.message.contains("row 0: the probabilities sum to 0.9;"), "{error}");
        close(multiclass_log_loss(&[0, 0], &rows, None, Mode::Compat), 2.0_f64.ln());
        assert!(multiclass_log_loss(&[0], &[vec![0.333; 3]], None, Mode::Strict).is_ok());
    }

    #[test]
    fn a_class_without_a_column_is_unknown() {
        assert_eq!(multiclass_log_loss(&[2], &[vec![0.5, 0.5]], None, Mode::Strict).unwrap_err().kind, ErrorKind::UnknownLabel);
        let ragged = [vec![0.5, 0.5], vec![1.0]];
        assert_eq!(multiclass_log_loss(&[0, 0], &ragged, None, Mode::Strict).unwrap_err().kind, ErrorKind::Shape);
    }
}
