//! Graders of predicted quantities.

use exitrl_metrics::{Mode, mean_column_rmsle, rmse as root_mean_square};

use super::super::error::SubmissionError;
use super::align::{matched, order, take};
use super::{Sides, converted, numbers, undefined};

/// Root of the mean square error, sorted by id; whether the ids are compared is the competition's matter.
pub(super) fn rmse(sides: Sides<'_>, compares_ids: bool) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    let id = &sides.rule.id_column;
    sides.predicted(id)?;
    sides.same_length()?;
    let (given_rows, wanted_rows) =
        if compares_ids { matched(sides)? } else { (order(sides.predicted(id)?)?, order(sides.truth(id)?)?) };
    let predicted = converted(given, &given_rows)?;
    let truth = take(&numbers(wanted)?, &wanted_rows);
    root_mean_square(&truth, &predicted, None, Mode::Compat).map_err(|e| undefined(&e))
}

/// Mean over the columns of the root mean square logarithmic error. Rows are compared as they stand.
pub(super) fn rmsle_in_file_order(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let columns = sides.rule.target_columns.iter().map(|name| Ok((sides.truth(name)?, sides.predicted(name)?)));
    let columns = columns.collect::<Result<Vec<_>, SubmissionError>>()?;
    sides.same_length()?;
    let rows: Vec<usize> = (0..sides.answers.rows()).collect();
    let mut truth = Vec::with_capacity(columns.len());
    let mut predicted = Vec::with_capacity(columns.len());
    for (wanted, given) in columns {
        truth.push(numbers(wanted)?);
        predicted.push(converted(given, &rows)?);
    }
    mean_column_rmsle(&truth, &predicted, None, Mode::Compat).map_err(|e| undefined(&e))
}
