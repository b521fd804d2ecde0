//! Columns and ids of a submission against those asked for.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::compat::examples;
use super::super::error::{ErrorKind, SubmissionError};
use super::super::rule::Rule;
use super::super::table::{Column, Kind, Table};

/// Requires the id and the columns with predictions; any others are left alone.
pub(super) fn require_columns(rule: &Rule, submission: &Table, predicted: &[String]) -> Result<(), SubmissionError> {
    let names = submission.names();
    let missing: Vec<&str> =
        std::iter::once(&rule.id_column).chain(predicted).map(String::as_str).filter(|name| !names.contains(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the submission lacks {} of its columns: {}; it has {}; name the columns as in the sample submission",
        missing.len(),
        examples(&missing),
        examples(&names)
    );
    Err(SubmissionError::new(ErrorKind::MissingColumn, message))
}

/// The submission's row for each row of the answers, in the order of the answers.
///
/// # Errors
/// When an id is missing, unknown, or occurs more often than it is asked for.
pub(super) fn matched(rule: &Rule, submission: &Table, answers: &Table) -> Result<Vec<(usize, usize)>, SubmissionError> {
    let (Some(given), Some(wanted)) = (submission.column(&rule.id_column), answers.column(&rule.id_column)) else {
        return Err(SubmissionError::new(ErrorKind::MissingColumn, format!("there is no column {:?}", rule.id_column)));
    };
    // So that a long file is refused before its ids are gathered.
    if given.rows() > 2 * wanted.rows() + 1000 {
        let message = format!(
            "the submission has {} rows, {} are asked for; predict every id of the sample submission once",
            given.rows(),
            wanted.rows()
        );
        return Err(SubmissionError::new(ErrorKind::RowCount, message));
    }
    let are_numbers = wanted.kind() == Kind::Integer;
    let mut rows_of: HashMap<Cow<'_, str>, Vec<usize>> = HashMap::with_capacity(given.rows());
    for row in (0..given.rows()).rev() {
        rows_of.entry(identity(given, row, are_numbers)).or_default().push(row);
    }
    let mut asked_for: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(wanted.rows());
    let mut rows = Vec::with_capacity(wanted.rows());
    let mut missing = Vec::new();
    for row in 0..wanted.rows() {
        let id = identity(wanted, row, are_numbers);
        match rows_of.get_mut(&id).and_then(Vec::pop) {
            Some(found) => rows.push((found, row)),
            None => missing.push(id.clone()),
        }
        *asked_for.entry(id).or_default() += 1;
    }
    let mut left: Vec<(usize, Cow<'_, str>)> =
        rows_of.into_iter().filter_map(|(id, rows)| rows.last().map(|&first| (first, id))).collect();
    left.sort_unstable();
    let (again, unknown): (Vec<_>, Vec<_>) = left.into_iter().map(|(_, id)| id).partition(|id| asked_for.contains_key(id));
    if missing.is_empty() && again.is_empty() && unknown.is_empty() {
        return Ok(rows);
    }
    Err(mismatch(rule, given.rows(), wanted.rows(), [&again, &missing, &unknown]))
}

fn mismatch(rule: &Rule, given: usize, wanted: usize, [again, missing, unknown]: [&[Cow<'_, str>]; 3]) -> SubmissionError {
    let kind = match (again.is_empty(), missing.is_empty()) {
        (false, _) => ErrorKind::DuplicateId,
        (true, false) => ErrorKind::MissingId,
        (true, true) => ErrorKind::UnknownId,
    };
    let parts = [("occurring again", again), ("missing", missing), ("not asked for", unknown)];
    let parts =
        parts.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{} {what}: {}", ids.len(), examples(ids)));
    let message = format!(
        "the ids in the column {:?} are not those asked for ({given} rows, {wanted} asked for): {}; predict every id of the sample \
         submission once",
        rule.id_column,
        parts.collect::<Vec<_>>().join("; ")
    );
    SubmissionError::new(kind, message)
}

/// An id for comparing: among whole numbers `7`, `007` and `7.0` are the same, texts must be equal.
fn identity(column: &Column, row: usize, are_numbers: bool) -> Cow<'_, str> {
    let raw = column.raw(row);
    if !are_numbers || (raw.bytes().all(|byte| byte.is_ascii_digit()) && !raw.starts_with('0')) {
        return Cow::Borrowed(raw);
    }
    column.whole(row).map_or(Cow::Borrowed(raw), |number| Cow::Owned(number.to_string()))
}
