//! Graders of predicted labels.

use std::collections::{BTreeMap, BTreeSet};

use exitrl_metrics::{Mode, accuracy as share_equal};

use super::super::error::{ErrorKind, SubmissionError};
use super::super::table::{Column, Key, Kind};
use super::align::{matched, matched_as_sets};
use super::{Sides, bits, shown, undefined};

/// Quadratic weighted kappa; ids are compared as sets. The labels are those that occur, numbered by size.
pub(super) fn kappa(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    if sides.submission.rows() == 0 {
        return Err(SubmissionError::new(ErrorKind::Empty, "the submission has no row; predict every row of the test file once"));
    }
    // Not asked for by the grader itself, but by the metric.
    sides.same_length()?;
    let (given_rows, wanted_rows) = matched_as_sets(sides)?;
    let predicted = whole(given, &given_rows)?;
    let truth = whole(wanted, &wanted_rows)?;
    let labels: BTreeSet<i128> = truth.iter().chain(&predicted).copied().collect();
    let numbers: BTreeMap<i128, usize> = labels.into_iter().zip(0..).collect();
    let numbered = |side: &[i128]| side.iter().filter_map(|label| numbers.get(label).copied()).collect::<Vec<_>>();
    Ok(bits::kappa(&numbered(&truth), &numbered(&predicted), numbers.len()))
}

/// Share of equal labels.
pub(super) fn accuracy(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    sides.same_length()?;
    let (given_rows, wanted_rows) = matched(sides)?;
    let predicted = whole(given, &given_rows)?;
    let truth = whole(wanted, &wanted_rows)?;
    share_equal(&truth, &predicted, None, Mode::Compat).map_err(|e| undefined(&e))
}

/// Share of equal texts; a missing value is the text `nan`, and so equal to any other missing value.
pub(super) fn text_accuracy(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    sides.same_length()?;
    let (given_rows, wanted_rows) = matched(sides)?;
    let texts = |column: &Column, rows: &[usize]| rows.iter().map(|&row| column.python_text(row)).collect::<Vec<_>>();
    share_equal(&texts(wanted, &wanted_rows), &texts(given, &given_rows), None, Mode::Compat).map_err(|e| undefined(&e))
}

/// The labels of some rows, which must be whole numbers; `2.0` is one, `2.5` is none.
fn whole(column: &Column, rows: &[usize]) -> Result<Vec<i128>, SubmissionError> {
    let label = |&row: &usize| {
        let label = match column.key(row) {
            _ if column.kind() == Kind::Object => None,
            Key::Integer(label) => Some(label),
            // scikit-learn compares with the number made a 64-bit integer and back.
            Key::Number(label) if label.fract() == 0.0 && label.abs() < 9.2e18 => Some(label as i128),
            Key::Number(_) | Key::Text(_) | Key::Missing => None,
        };
        label.ok_or_else(|| {
            let seen = if column.is_missing(row) { "missing".to_owned() } else { shown(column.raw(row)) };
            let message =
                format!("the column {:?} is {seen} in row {}, which is no label; write whole numbers", column.name(), row + 1);
            let kind = if column.is_missing(row) { ErrorKind::MissingValue } else { ErrorKind::UnknownLabel };
            SubmissionError::new(kind, message)
        })
    };
    rows.iter().map(label).collect()
}
