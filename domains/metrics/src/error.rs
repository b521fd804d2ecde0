//! What can be wrong with a request for a metric.

use std::fmt;

use serde::Serialize;

/// The class of a fault, for programs; its text is the variant in snake case, `one_class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A line of the offline grader is not an object with `metric`, `y_true` and `y_pred`.
    BadRequest,
    /// No metric has that name.
    UnknownMetric,
    /// The truth, the predictions, the weights or the groups differ in length.
    LengthMismatch,
    /// There is nothing to grade.
    Empty,
    /// A value is missing, not a number or infinite.
    NotFinite,
    /// A number lies outside the metric's domain: a probability above 1, a logarithm of nothing.
    OutOfRange,
    /// The truth holds a single class where two are needed.
    OneClass,
    /// More than two classes, where exactly two are needed.
    TooManyClasses,
    /// A label is none of those that may occur.
    UnknownLabel,
    /// Rows are not as wide as they should be, or lists stand where single values should.
    Shape,
    /// An option is missing, unknown or out of its range.
    BadOption,
    /// A value has the wrong type, such as a text where a number is needed.
    Type,
    /// The formula has no value here (0/0), or one beyond the range of 64-bit floats.
    Undefined,
    /// Texts are too long to be compared.
    TooLong,
}

impl ErrorKind {
    /// The text of the variant.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::UnknownMetric => "unknown_metric",
            Self::LengthMismatch => "length_mismatch",
            Self::Empty => "empty",
            Self::NotFinite => "not_finite",
            Self::OutOfRange => "out_of_range",
            Self::OneClass => "one_class",
            Self::TooManyClasses => "too_many_classes",
            Self::UnknownLabel => "unknown_label",
            Self::Shape => "shape",
            Self::BadOption => "bad_option",
            Self::Type => "type",
            Self::Undefined => "undefined",
            Self::TooLong => "too_long",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a metric has no value: its class for programs, and a sentence that says what failed, on which input, what was seen and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MetricError {
    /// The class of the fault.
    pub kind: ErrorKind,
    /// The sentence.
    pub message: String,
}

impl MetricError {
    /// The four parts of a message: what failed, on which input, what was seen, what to do.
    pub(crate) fn new(
        kind: ErrorKind,
        what: impl fmt::Display,
        input: impl fmt::Display,
        seen: impl fmt::Display,
        remedy: &str,
    ) -> Self {
        Self { kind, message: format!("{what} failed on {input}: {seen}; {remedy}") }
    }
}

/// A metric's value or why there is none.
pub(crate) type Result<T = f64> = std::result::Result<T, MetricError>;
