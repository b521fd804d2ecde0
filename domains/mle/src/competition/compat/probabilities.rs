//! Graders of predicted probabilities.

use exitrl_metrics::{Mode, log_loss as binary_log_loss, multiclass_log_loss};

use super::super::error::{ErrorKind, SubmissionError};
use super::super::rule::Shape;
use super::super::table::{Column, Key};
use super::align::{matched, matched_as_sets, order, take};
use super::{Sides, bits, converted, examples, numbers, undefined, within_unit};

/// How far from 1 the sum of a row may be: `numpy.isclose` with atol 1e-6 and its own rtol of 1e-5.
pub(crate) const SUM_TOLERANCE: f64 = 1e-6 + 1e-5;

/// Area under the curve, as a mean over the target columns.
pub(super) fn mean_auc(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let targets = &sides.rule.target_columns;
    let columns = targets.iter().map(|name| Ok((sides.truth(name)?, sides.predicted(name)?)));
    let columns = columns.collect::<Result<Vec<_>, SubmissionError>>()?;
    sides.predicted(&sides.rule.id_column)?;
    sides.same_length()?;
    for (_, given) in &columns {
        within_unit(given, &numbers(given)?)?;
    }
    let (given_rows, wanted_rows) = matched(sides)?;
    mean_over(&columns, &given_rows, &wanted_rows)
}

/// Exactly the columns of the answers; numbers need not be probabilities.
pub(super) fn exact_columns_auc(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    sides.same_length()?;
    only_columns_of_answers(sides)?;
    let (given_rows, wanted_rows) = matched(sides)?;
    let columns = sides.rule.target_columns.iter().map(|name| Ok((sides.truth(name)?, sides.predicted(name)?)));
    mean_over(&columns.collect::<Result<Vec<_>, SubmissionError>>()?, &given_rows, &wanted_rows)
}

fn mean_over(columns: &[(&Column, &Column)], given_rows: &[usize], wanted_rows: &[usize]) -> Result<f64, SubmissionError> {
    let mut areas = Vec::with_capacity(columns.len());
    for (wanted, given) in columns {
        let scores = converted(given, given_rows)?;
        areas.push(bits::area(&take(&numbers(wanted)?, wanted_rows), &scores));
    }
    Ok(bits::mean(&areas))
}

/// Every column but the id is a score, in the order of the file, whatever its name. Rows are left out by looking their ids up; both sides
/// are then compared in the order of their ids, which need not be equal.
pub(super) fn all_columns_auc(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let id = &sides.rule.id_column;
    let (given_id, wanted_id) = (sides.predicted(id)?, sides.truth(id)?);
    for name in &sides.rule.target_columns {
        sides.predicted(name)?;
    }
    sides.same_length()?;
    let (given_rows, wanted_rows) = (order(given_id)?, order(wanted_id)?);
    let sums = label_sums(sides)?;
    let kept = |row: &usize| {
        let key = given_id.key(*row);
        let at = wanted_rows.binary_search_by(|&wanted| wanted_id.key(wanted).order(key).unwrap_or(std::cmp::Ordering::Less));
        let found = at.ok().map(|at| wanted_rows[at]).filter(|_| key != Key::Missing);
        found.map(|wanted| sums[wanted] >= 0.0).ok_or_else(|| {
            let message =
                format!("the id {} is not asked for; take the ids of the sample submission", super::shown(given_id.raw(*row)));
            SubmissionError::new(ErrorKind::UnknownId, message)
        })
    };
    let mut given_kept = Vec::with_capacity(given_rows.len());
    for row in &given_rows {
        if kept(row)? {
            given_kept.push(*row);
        }
    }
    let wanted_kept: Vec<usize> = wanted_rows.iter().copied().filter(|&row| sums[row] >= 0.0).collect();
    if given_kept.len() != wanted_kept.len() || given_kept.is_empty() {
        let message = format!(
            "{} of the submission's rows have ids that are scored, {} are asked for; predict every id once",
            given_kept.len(),
            wanted_kept.len()
        );
        return Err(SubmissionError::new(ErrorKind::IdMismatch, message));
    }
    all_columns(sides, &given_kept, &wanted_kept)
}

fn all_columns(sides: Sides<'_>, given_rows: &[usize], wanted_rows: &[usize]) -> Result<f64, SubmissionError> {
    let id = sides.rule.id_column.as_str();
    let scores: Vec<&Column> = sides.submission.columns().iter().filter(|column| column.name() != id).collect();
    let labels: Vec<&Column> = sides.answers.columns().iter().filter(|column| column.name() != id).collect();
    if scores.len() > labels.len() {
        let message = format!(
            "the submission has {} columns besides {id:?}, {} are asked for; write the columns of the sample submission only, in its order",
            scores.len(),
            labels.len()
        );
        return Err(SubmissionError::new(ErrorKind::ExtraColumn, message));
    }
    let columns: Vec<(&Column, &Column)> = labels.into_iter().zip(scores).collect();
    mean_over(&columns, given_rows, wanted_rows)
}

fn label_sums(sides: Sides<'_>) -> Result<Vec<f64>, SubmissionError> {
    let mut sums = vec![0.0; sides.answers.rows()];
    for name in &sides.rule.target_columns {
        for (sum, value) in sums.iter_mut().zip(numbers(sides.truth(name)?)?) {
            *sum += if value.is_nan() { 0.0 } else { value };
        }
    }
    Ok(sums)
}

/// Log loss of probabilities per class.
pub(super) fn one_hot(sides: Sides<'_>, shape: Shape) -> Result<f64, SubmissionError> {
    let id = sides.rule.id_column.as_str();
    let classes: Vec<&str> = sides.answers.names().into_iter().filter(|name| *name != id).collect();
    let checked = columns_to_check(sides, shape, &classes)?;
    check_rows(&checked)?;
    let given: Vec<&Column> = classes.iter().map(|name| sides.predicted(name)).collect::<Result<_, _>>()?;
    let (given_rows, wanted_rows) = matched(sides)?;
    let given = given.iter().map(|column| checked_probabilities(column, &given_rows));
    let given: Vec<Vec<f64>> = given.collect::<Result<_, SubmissionError>>()?;
    let wanted = classes.iter().map(|name| Ok(take(&numbers(sides.truth(name)?)?, &wanted_rows)));
    let wanted: Vec<Vec<f64>> = wanted.collect::<Result<_, SubmissionError>>()?;
    let truth: Vec<usize> =
        (0..wanted_rows.len()).map(|row| wanted.iter().position(|labels| labels[row] == 1.0).unwrap_or(0)).collect();
    let rows: Vec<Vec<f64>> = (0..given_rows.len()).map(|row| given.iter().map(|column| column[row]).collect()).collect();
    multiclass_log_loss(&truth, &rows, None, Mode::Compat).map_err(|e| undefined(&e))
}

/// The columns whose sums and ranges are checked.
fn columns_to_check<'a>(sides: Sides<'a>, shape: Shape, classes: &[&str]) -> Result<Vec<&'a Column>, SubmissionError> {
    match shape {
        Shape::Positional => {
            let (found, wanted) = (sides.submission.columns().len(), classes.len() + 1);
            if found != wanted {
                let kind = if found < wanted { ErrorKind::MissingColumn } else { ErrorKind::ExtraColumn };
                let message = format!(
                    "the submission has {found} columns, {wanted} are asked for; write the columns of the sample submission"
                );
                return Err(SubmissionError::new(kind, message));
            }
            sides.same_length()?;
            return Ok(sides.submission.columns().iter().skip(1).collect());
        }
        Shape::Exact => only_columns_of_answers(sides)?,
        Shape::AtLeast => {}
    }
    sides.predicted(&sides.rule.id_column)?;
    sides.same_length()?;
    classes.iter().map(|name| sides.predicted(name)).collect()
}

fn check_rows(columns: &[&Column]) -> Result<(), SubmissionError> {
    let values = columns.iter().map(|column| numbers(column)).collect::<Result<Vec<_>, _>>()?;
    for row in 0..values.first().map_or(0, Vec::len) {
        let sum: f64 = values.iter().map(|column| column[row]).filter(|value| !value.is_nan()).sum();
        if (sum - 1.0).abs() <= SUM_TOLERANCE {
            continue;
        }
        let message = format!("the probabilities of row {} sum to {sum}, not 1; divide each row by its sum", row + 1);
        return Err(SubmissionError::new(ErrorKind::RowSum, message));
    }
    for (column, values) in columns.iter().zip(&values) {
        within_unit(column, values)?;
        if let Some(row) = values.iter().position(|value| value.is_nan()) {
            let message =
                format!("the column {:?} has no value in row {}; predict every class of every row", column.name(), row + 1);
            return Err(SubmissionError::new(ErrorKind::MissingValue, message));
        }
    }
    Ok(())
}

/// What scikit-learn checks once more: a column that escaped the check by standing in the id's place.
fn checked_probabilities(column: &Column, rows: &[usize]) -> Result<Vec<f64>, SubmissionError> {
    within_unit(column, &numbers(column)?)?;
    converted(column, rows)
}

fn only_columns_of_answers(sides: Sides<'_>) -> Result<(), SubmissionError> {
    let (given, wanted) = (sides.submission.names(), sides.answers.names());
    let missing: Vec<&&str> = wanted.iter().filter(|name| !given.contains(name)).collect();
    let extra: Vec<&&str> = given.iter().filter(|name| !wanted.contains(name)).collect();
    if missing.is_empty() && extra.is_empty() {
        return Ok(());
    }
    let kind = if missing.is_empty() { ErrorKind::ExtraColumn } else { ErrorKind::MissingColumn };
    let message = format!(
        "the submission's columns are not those asked for: missing {}, not asked for {}; write the columns of the sample submission",
        examples(&missing),
        examples(&extra)
    );
    Err(SubmissionError::new(kind, message))
}

/// Log loss of one probability per row; ids are compared as sets, and the number of rows.
pub(super) fn log_loss(sides: Sides<'_>) -> Result<f64, SubmissionError> {
    let target = &sides.rule.target_columns[0];
    sides.predicted(&sides.rule.id_column)?;
    let (given, wanted) = (sides.predicted(target)?, sides.truth(target)?);
    sides.same_length()?;
    let (given_rows, wanted_rows) = matched_as_sets(sides)?;
    let predicted = checked_probabilities(given, &given_rows)?;
    let truth = take(&numbers(wanted)?, &wanted_rows);
    binary_log_loss(&truth, &predicted, None, Mode::Compat).map_err(|e| undefined(&e))
}
