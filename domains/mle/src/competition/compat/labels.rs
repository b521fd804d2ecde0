//! Graders of predicted labels.

use exitrl_metrics::{Mode, accuracy as share_equal, qwk};

use super::super::error::{ErrorKind, SubmissionError};
use super::super::table::{Column, Kind};
use super::align::{matched, matched_as_sets, take};
use super::{Sides, finite, is_label_column, shown, undefined};

/// Quadratic weighted kappa; ids are compared as sets.
pub(super) fn kappa(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    if sides.submission.rows() == 0 {
        return Err(SubmissionError::new(ErrorKind::Empty, "the submission has no row; predict every row of the test file once"));
    }
    let (given_rows, wanted_rows) = matched_as_sets(sides)?;
    sides.same_length()?;
    let predicted = take(&whole(given)?, &given_rows);
    let truth = take(&whole(wanted)?, &wanted_rows);
    qwk(&truth, &predicted, None, Mode::Compat).map_err(|e| undefined(&e))
}

/// Share of equal labels.
pub(super) fn accuracy(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    sides.same_length()?;
    let (given_rows, wanted_rows) = matched(sides)?;
    let predicted = take(&whole(given)?, &given_rows);
    let truth = take(&whole(wanted)?, &wanted_rows);
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

/// Labels that are whole numbers; `2.0` is one, `2.5` is none.
fn whole(column: &Column) -> Result<Vec<i64>, SubmissionError> {
    let values = finite(column)?;
    let bad = values.iter().position(|value| value.trunc() != *value || value.abs() >= 9.2e18);
    match bad {
        None if is_label_column(column) => Ok(values.iter().map(|&value| value as i64).collect()),
        _ => {
            let row = bad.unwrap_or_default();
            let message = format!(
                "the column {:?} is {} in row {}, which is no label; write whole numbers",
                column.name(),
                shown(column.raw(row)),
                row + 1
            );
            Err(SubmissionError::new(
                if column.kind() == Kind::Text { ErrorKind::NotANumber } else { ErrorKind::UnknownLabel },
                message,
            ))
        }
    }
}
