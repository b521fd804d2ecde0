//! Both sides in the order of their ids.

use std::cmp::Ordering;

use super::super::error::{ErrorKind, SubmissionError};
use super::super::table::{Column, Key};
use super::{Sides, shown};

/// The rows of a column in the order of its values: numbers by size, texts by their characters, missing values last; equal ones as they
/// stand.
///
/// # Errors
/// When texts and numbers are mixed, which Python refuses to order.
pub(super) fn order(column: &Column) -> Result<Vec<usize>, SubmissionError> {
    let keys: Vec<Key<'_>> = (0..column.rows()).map(|row| column.key(row)).collect();
    let is_text = |key: &&Key<'_>| matches!(key, Key::Text(_));
    let is_number = |key: &&Key<'_>| matches!(key, Key::Number(_) | Key::Integer(_));
    if keys.iter().any(|key| is_text(&key)) && keys.iter().any(|key| is_number(&key)) {
        let message =
            format!("the column {:?} mixes texts and numbers; write the ids as in the sample submission", column.name());
        return Err(SubmissionError::new(ErrorKind::IdMismatch, message));
    }
    let mut rows: Vec<usize> = (0..keys.len()).collect();
    rows.sort_by(|&left, &right| keys[left].order(keys[right]).unwrap_or(Ordering::Equal));
    Ok(rows)
}

/// The rows of both sides in the order of their ids, which must be equal one by one.
pub(super) fn matched(sides: Sides<'_>) -> Result<(Vec<usize>, Vec<usize>), SubmissionError> {
    let (given, wanted) = (sides.predicted(&sides.rule.id_column)?, sides.truth(&sides.rule.id_column)?);
    let (given_rows, wanted_rows) = (order(given)?, order(wanted)?);
    let differs = |&(&left, &right): &(&usize, &usize)| !given.key(left).equals(wanted.key(right));
    match given_rows.iter().zip(&wanted_rows).find(differs) {
        None => Ok((given_rows, wanted_rows)),
        Some((&left, &right)) => Err(SubmissionError::new(
            ErrorKind::IdMismatch,
            format!(
                "the column {:?} differs from the ids asked for: sorted, {} stands where {} is expected; predict every id of the sample \
                 submission once",
                given.name(),
                shown(given.raw(left)),
                shown(wanted.raw(right))
            ),
        )),
    }
}

/// As [`matched`], but only the sets of ids are compared: one that occurs again passes.
pub(super) fn matched_as_sets(sides: Sides<'_>) -> Result<(Vec<usize>, Vec<usize>), SubmissionError> {
    let (given, wanted) = (sides.predicted(&sides.rule.id_column)?, sides.truth(&sides.rule.id_column)?);
    let (given_rows, wanted_rows) = (order(given)?, order(wanted)?);
    let distinct = |column: &Column, rows: &[usize]| {
        let mut rows = rows.to_vec();
        rows.dedup_by(|later, earlier| column.key(*later).equals(column.key(*earlier)));
        rows
    };
    let (given_set, wanted_set) = (distinct(given, &given_rows), distinct(wanted, &wanted_rows));
    let equal = given_set.len() == wanted_set.len()
        && given_set.iter().zip(&wanted_set).all(|(&left, &right)| given.key(left).equals(wanted.key(right)));
    if equal {
        return Ok((given_rows, wanted_rows));
    }
    let message = format!(
        "the column {:?} has {} distinct ids that are not the {} asked for; predict every id of the sample submission once",
        given.name(),
        given_set.len(),
        wanted_set.len()
    );
    Err(SubmissionError::new(ErrorKind::IdMismatch, message))
}

/// Values in an order of rows.
pub(super) fn take<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&row| values[row]).collect()
}
