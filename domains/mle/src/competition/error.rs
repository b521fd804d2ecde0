//! What can be wrong with a competition's files and with a submission.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// No plain file of that name.
    MissingFile,
    /// The file's name does not end in `.csv`.
    NotCsv,
    /// The file cannot be opened or read.
    Unreadable,
    /// The file, a field or the number of columns is beyond the bounds.
    TooLarge,
    /// The bytes are no UTF-8.
    NotUtf8,
    /// There is a NUL byte.
    NulByte,
    /// A line has too many fields, or a quotation mark is not closed.
    MalformedCsv,
    /// There is no row.
    Empty,
    /// A column that is needed is not there.
    MissingColumn,
    /// There are columns beyond those asked for, where none are allowed.
    ExtraColumn,
    /// There are too few or too many rows.
    RowCount,
    /// An id occurs more than once.
    DuplicateId,
    /// An id that must be predicted is not there.
    MissingId,
    /// An id is not one of those to be predicted.
    UnknownId,
    /// The ids differ from those asked for.
    IdMismatch,
    /// A prediction is missing or NaN.
    MissingValue,
    /// A prediction that must be a number is none.
    NotANumber,
    /// A prediction is infinite.
    NotFinite,
    /// A prediction is outside of its range.
    OutOfRange,
    /// The probabilities of a row do not sum to 1.
    RowSum,
    /// A prediction is no label of the competition.
    UnknownLabel,
    /// The metric has no value for these predictions.
    Undefined,
}

impl ErrorKind {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingFile => "missing_file",
            Self::NotCsv => "not_csv",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
            Self::NotUtf8 => "not_utf8",
            Self::NulByte => "nul_byte",
            Self::MalformedCsv => "malformed_csv",
            Self::Empty => "empty",
            Self::MissingColumn => "missing_column",
            Self::ExtraColumn => "extra_column",
            Self::RowCount => "row_count",
            Self::DuplicateId => "duplicate_id",
            Self::MissingId => "missing_id",
            Self::UnknownId => "unknown_id",
            Self::IdMismatch => "id_mismatch",
            Self::MissingValue => "missing_value",
            Self::NotANumber => "not_a_number",
            Self::NotFinite => "not_finite",
            Self::OutOfRange => "out_of_range",
            Self::RowSum => "row_sum",
            Self::UnknownLabel => "unknown_label",
            Self::Undefined => "undefined",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a submission has no score. The message says which column, row or id, what was seen and what to do; never what the answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct SubmissionError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The same in words, at most five examples.
    pub message: String,
}

impl SubmissionError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// Why a competition cannot be opened or graded: its own files are at fault, not a submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("competition {id}: {message}")]
pub struct CompetitionError {
    /// The competition.
    pub id: String,
    /// Which file, what was seen, what to do.
    pub message: String,
}

impl CompetitionError {
    pub(crate) fn new(id: &str, message: impl Into<String>) -> Self {
        Self { id: id.to_owned(), message: message.into() }
    }
}
