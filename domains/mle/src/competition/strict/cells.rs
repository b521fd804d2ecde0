//! Values of a submission, one by one, with errors that say where.

use serde_json::Value;

use super::super::compat::shown;
use super::super::error::{ErrorKind, SubmissionError};
use super::super::table::{Column, field_number, field_whole, is_missing};

/// What a field must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A finite number.
    Number,
    /// A number of at least 0.
    NotNegative,
    /// A number from 0 to 1.
    Unit,
    /// 0 or 1.
    Flag,
}

/// A column of predictions, in the order of the answers.
pub(super) struct Cells<'a> {
    /// For naming rows.
    pub(super) id: Option<&'a Column>,
    pub(super) column: &'a Column,
    pub(super) rows: &'a [(usize, usize)],
}

/// What is wrong with a field, and what to do.
type Fault = (ErrorKind, &'static str, &'static str);

impl Cells<'_> {
    /// All fields as numbers.
    pub(super) fn numbers(&self, reading: Reading) -> Result<Vec<f64>, SubmissionError> {
        self.read(|field| {
            let number = number(field)?;
            let fault = match reading {
                Reading::NotNegative if number < 0.0 => (ErrorKind::OutOfRange, "less than 0", "write numbers of at least 0"),
                Reading::Unit if !(0.0..=1.0).contains(&number) => {
                    (ErrorKind::OutOfRange, "outside of 0 to 1", "write probabilities between 0 and 1")
                }
                Reading::Flag if number != 0.0 && number != 1.0 => (ErrorKind::UnknownLabel, "neither 0 nor 1", "write 0 or 1"),
                _ => return Ok(number),
            };
            Err(fault)
        })
    }

    /// All fields as labels: whole numbers if the answers are, else texts; only known ones if any are named.
    pub(super) fn labels(&self, are_numbers: bool, known: &[String]) -> Result<Vec<Value>, SubmissionError> {
        self.read(|field| {
            if field.is_empty() {
                return Err((ErrorKind::MissingValue, "empty", "predict every row"));
            }
            let label = label(field);
            if are_numbers && !label.is_number() {
                number(field)?;
                return Err((ErrorKind::UnknownLabel, "no whole number", "write one of the labels of the training data"));
            }
            let is_known = known.is_empty() || known.iter().any(|known| self::label(known) == label);
            if is_known {
                Ok(label)
            } else {
                Err((ErrorKind::UnknownLabel, "no label of this competition", "write one of its labels"))
            }
        })
    }

    /// All fields as labels parted by blanks.
    pub(super) fn rankings(&self, known: &[String]) -> Result<Vec<Value>, SubmissionError> {
        self.read(|field| {
            let ranking = ranking(field);
            let labels = ranking.as_array().map(Vec::as_slice).unwrap_or_default();
            if labels.is_empty() {
                return Err((ErrorKind::MissingValue, "empty", "predict at least one label for every row"));
            }
            let is_known = |label: &Value| known.is_empty() || known.iter().any(|known| self::label(known) == *label);
            if labels.iter().all(is_known) {
                Ok(ranking)
            } else {
                Err((ErrorKind::UnknownLabel, "not made of labels of this competition", "write its labels, parted by one blank"))
            }
        })
    }

    fn read<T>(&self, read: impl Fn(&str) -> Result<T, Fault>) -> Result<Vec<T>, SubmissionError> {
        let mut values = Vec::with_capacity(self.rows.len());
        let mut first: Option<Fault> = None;
        let mut places = Vec::new();
        let mut count = 0_usize;
        for &(row, _) in self.rows {
            match read(self.column.raw(row)) {
                Ok(value) => values.push(value),
                Err(fault) if first.is_none_or(|first| first.0 == fault.0) => {
                    first = Some(fault);
                    count += 1;
                    if places.len() < 5 {
                        places.push(format!("{} in {}", shown(self.column.raw(row)), self.place(row)));
                    }
                }
                Err(_) => {}
            }
        }
        let Some((kind, what, remedy)) = first else { return Ok(values) };
        let are = if count == 1 { "value is" } else { "values are" };
        let more = if count > places.len() { format!(" and {} more", count - places.len()) } else { String::new() };
        let message =
            format!("{count} {are} {what} in the column {:?}: {}{more}; {remedy}", self.column.name(), places.join(", "));
        Err(SubmissionError::new(kind, message))
    }

    /// The error of rows whose probabilities do not sum to 1.
    pub(super) fn wrong_sums(&self, off: &[(usize, f64)]) -> SubmissionError {
        let places = off.iter().take(5).map(|&(row, sum)| format!("{sum} in {}", self.place(self.rows[row].0)));
        let places = places.collect::<Vec<_>>().join(", ");
        let more = if off.len() > 5 { format!(" and {} more", off.len() - 5) } else { String::new() };
        let message =
            format!("the probabilities of {} rows do not sum to 1: {places}{more}; divide each row by its sum", off.len());
        SubmissionError::new(ErrorKind::RowSum, message)
    }

    fn place(&self, row: usize) -> String {
        match self.id {
            Some(id) => format!("row {} (id {})", row + 1, shown(id.raw(row))),
            None => format!("row {}", row + 1),
        }
    }
}

fn number(field: &str) -> Result<f64, Fault> {
    match field_number(field) {
        Some(number) if number.is_finite() => Ok(number),
        Some(_) => Err((ErrorKind::NotFinite, "not finite", "write finite numbers")),
        None if is_missing(field) => Err((ErrorKind::MissingValue, "missing", "predict every row")),
        None => Err((ErrorKind::NotANumber, "no number", "write numbers only")),
    }
}

/// A label: a whole number where it is one, else the text.
pub(super) fn label(field: &str) -> Value {
    field_whole(field).map_or_else(|| Value::from(field), Value::from)
}

/// Labels parted by white space.
pub(super) fn ranking(field: &str) -> Value {
    Value::Array(field.split_whitespace().map(label).collect())
}
