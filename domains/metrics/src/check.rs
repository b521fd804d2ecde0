//! Checks that all metrics share.

use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;

/// The lengths agree and are not 0, and weights are weights.
pub(crate) fn rows(metric: Metric, truth: usize, predicted: usize, weight: Option<&[f64]>) -> Result<()> {
    if truth != predicted {
        let seen = format_args!("y_true has {truth} rows, y_pred has {predicted}");
        return Err(MetricError::new(ErrorKind::LengthMismatch, metric, "the lengths", seen, "give one prediction per row"));
    }
    if truth == 0 {
        return Err(MetricError::new(ErrorKind::Empty, metric, "y_true", "no rows", "give at least one"));
    }
    weight.map_or(Ok(()), |weight| weights(metric, truth, weight))
}

fn weights(metric: Metric, rows: usize, weight: &[f64]) -> Result<()> {
    let fault = |kind, seen: String, remedy: &str| Err(MetricError::new(kind, metric, "sample_weight", seen, remedy));
    if weight.len() != rows {
        return fault(ErrorKind::LengthMismatch, format!("{} weights for {rows} rows", weight.len()), "give one weight per row");
    }
    if let Some(row) = weight.iter().position(|weight| !weight.is_finite()) {
        return fault(ErrorKind::NotFinite, format!("{} in row {row}", weight[row]), "give finite weights");
    }
    if let Some(row) = weight.iter().position(|weight| *weight < 0.0) {
        return fault(ErrorKind::OutOfRange, format!("{} in row {row}", weight[row]), "give weights of 0 or more");
    }
    if weight.iter().all(|weight| *weight == 0.0) {
        return fault(ErrorKind::Undefined, "all weights are 0".to_owned(), "give at least one row a weight");
    }
    Ok(())
}

/// All numbers of one side are finite.
pub(crate) fn finite(metric: Metric, side: &str, numbers: &[f64]) -> Result<()> {
    match numbers.iter().position(|number| !number.is_finite()) {
        None => Ok(()),
        Some(row) => {
            let input = format_args!("{side}, row {row}");
            Err(MetricError::new(ErrorKind::NotFinite, metric, input, numbers[row], "give finite numbers"))
        }
    }
}

/// Everything that metrics of two columns of numbers need.
pub(crate) fn numbers(metric: Metric, truth: &[f64], predicted: &[f64], weight: Option<&[f64]>) -> Result<()> {
    rows(metric, truth.len(), predicted.len(), weight)?;
    finite(metric, "y_true", truth)?;
    finite(metric, "y_pred", predicted)
}

/// A result that may be no number: an error in `strict`, itself in `compat`.
pub(crate) fn defined(metric: Metric, value: f64, mode: Mode) -> Result {
    if value.is_finite() || mode == Mode::Compat {
        return Ok(value);
    }
    let remedy =
        "give values that differ and whose squares fit 64-bit floats, or use mode compat, which answers with what is seen";
    Err(MetricError::new(ErrorKind::Undefined, metric, "these rows", format_args!("the result is {value}"), remedy))
}

/// What `compat` answers with NaN and `strict` with an error.
pub(crate) fn undefined(metric: Metric, kind: ErrorKind, seen: &str, mode: Mode) -> Result {
    match mode {
        Mode::Compat => Ok(f64::NAN),
        Mode::Strict => Err(MetricError::new(
            kind,
            metric,
            "y_true and y_pred",
            seen,
            "give rows that differ, or use mode compat, which answers NaN",
        )),
    }
}

/// The columns on both sides are as many and all of one length; at least one.
pub(crate) fn columns(metric: Metric, truth: &[Vec<f64>], predicted: &[Vec<f64>]) -> Result<()> {
    if truth.len() != predicted.len() {
        let seen = format_args!("y_true has {} columns, y_pred has {}", truth.len(), predicted.len());
        return Err(MetricError::new(ErrorKind::Shape, metric, "the widths", seen, "give as many columns of predictions"));
    }
    if truth.is_empty() {
        return Err(MetricError::new(ErrorKind::Empty, metric, "y_true", "no columns", "give at least one"));
    }
    Ok(())
}

/// An error of one of several columns, with the column named.
pub(crate) fn in_column(column: usize, error: MetricError) -> MetricError {
    MetricError { kind: error.kind, message: format!("column {column}: {}", error.message) }
}

/// The larger of two classes of whole numbers; [`None`] if there is but one.
pub(crate) fn two_classes(metric: Metric, truth: &[f64]) -> Result<Option<f64>> {
    if let Some(row) = truth.iter().position(|value| value.fract() != 0.0) {
        let input = format_args!("y_true, row {row}");
        return Err(MetricError::new(ErrorKind::Type, metric, input, truth[row], "give two classes, each a whole number"));
    }
    let first = truth[0];
    let Some(second) = truth.iter().copied().find(|value| *value != first) else { return Ok(None) };
    match truth.iter().position(|value| *value != first && *value != second) {
        None => Ok(Some(first.max(second))),
        Some(row) => {
            let input = format_args!("y_true, row {row}");
            Err(MetricError::new(ErrorKind::TooManyClasses, metric, input, "a third class", "give two classes"))
        }
    }
}
