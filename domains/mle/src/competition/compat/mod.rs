//! Grading as the benchmark's graders do it, with the quirks of each.
//!
//! Every grader follows the same course: look for columns, compare the number of rows, check the numbers, bring both sides into the order of
//! the ids, compute the metric. Which of these a grader leaves out is its [`Quirks`]. Where the benchmark's sorting leaves the order of equal
//! ids open, they stay in the order of the file here.

mod align;
mod bits;
mod labels;
mod probabilities;
mod values;

pub(crate) use probabilities::SUM_TOLERANCE;

use exitrl_metrics::MetricError;

use super::error::{ErrorKind, SubmissionError};
use super::rule::{Quirks, Rule};
use super::table::{Column, Table, field_number};

/// What a grader gives: the score before rounding, and how it is rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) value: f64,
    pub(crate) rounding: Rounding,
}

/// How the benchmark's `round(score, 5)` rounds, which depends on the kind of number that a grader returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// A Python float: the decimal nearest to the binary value, ties to even.
    Python,
    /// A numpy float: scaled by 10^5, rounded with ties to even, scaled back.
    Numpy,
}

impl Scored {
    /// The score to five decimals.
    pub(crate) fn rounded(self) -> f64 {
        match self.rounding {
            _ if !self.value.is_finite() => self.value,
            Rounding::Python => format!("{:.5}", self.value).parse().unwrap_or(self.value),
            Rounding::Numpy => (self.value * 1e5).round_ties_even() / 1e5,
        }
    }
    pub(crate) fn python(value: f64) -> Self {
        Self { value, rounding: Rounding::Python }
    }
    fn numpy(value: f64) -> Self {
        Self { value, rounding: Rounding::Numpy }
    }
}

/// One submission and the answers.
#[derive(Clone, Copy)]
struct Sides<'a> {
    rule: &'a Rule,
    submission: &'a Table,
    answers: &'a Table,
}

/// Grades as the benchmark does.
///
/// # Errors
/// Where the benchmark gives no score.
pub(crate) fn grade(rule: &Rule, quirks: Quirks, submission: &Table, answers: &Table) -> Result<Scored, SubmissionError> {
    let sides = Sides { rule, submission, answers };
    match quirks {
        Quirks::Auc => probabilities::mean_auc(sides).map(Scored::python),
        Quirks::AucPerColumn => probabilities::mean_auc(sides).map(Scored::numpy),
        Quirks::AllColumnsAuc => probabilities::all_columns_auc(sides).map(Scored::python),
        Quirks::ExactColumnsAuc => probabilities::exact_columns_auc(sides).map(Scored::numpy),
        Quirks::OneHot(shape) => probabilities::one_hot(sides, shape).map(Scored::python),
        Quirks::LogLoss => probabilities::log_loss(sides).map(Scored::python),
        Quirks::Kappa => labels::kappa(sides).map(Scored::python),
        Quirks::Accuracy => labels::accuracy(sides).map(Scored::python),
        Quirks::TextAccuracy => labels::text_accuracy(sides).map(Scored::python),
        Quirks::Rmse(compares_ids) => values::rmse(sides, compares_ids).map(Scored::python),
        Quirks::FileOrder => values::rmsle_in_file_order(sides).map(Scored::python),
    }
}

impl<'a> Sides<'a> {
    /// The submission's column of a name.
    fn predicted(self, name: &str) -> Result<&'a Column, SubmissionError> {
        self.submission.column(name).ok_or_else(|| {
            let message = format!(
                "the submission has no column {name:?}; its columns are {}; name the columns as in the sample submission",
                examples(&self.submission.names())
            );
            SubmissionError::new(ErrorKind::MissingColumn, message)
        })
    }

    /// The answers' column of a name. That it is there was checked when the answers were read.
    fn truth(self, name: &str) -> Result<&'a Column, SubmissionError> {
        let missing =
            || SubmissionError::new(ErrorKind::MissingColumn, format!("the answers have no column {name:?}; prepare them again"));
        self.answers.column(name).ok_or_else(missing)
    }

    fn same_length(self) -> Result<(), SubmissionError> {
        let (found, wanted) = (self.submission.rows(), self.answers.rows());
        if found == wanted {
            return Ok(());
        }
        let message = format!("the submission has {found} rows, {wanted} are asked for; predict every row of the test file once");
        Err(SubmissionError::new(ErrorKind::RowCount, message))
    }
}

/// A column's values, all numbers; missing ones are NaN.
fn numbers(column: &Column) -> Result<Vec<f64>, SubmissionError> {
    column.numbers().ok_or_else(|| {
        let message = format!("the column {:?} holds texts; write numbers only{}", column.name(), first_text(column));
        SubmissionError::new(ErrorKind::NotANumber, message)
    })
}

fn first_text(column: &Column) -> String {
    match (0..column.rows()).find(|&row| !column.is_missing(row) && field_number(column.raw(row)).is_none()) {
        Some(row) => format!(", not {} as in row {}", shown(column.raw(row)), row + 1),
        None => String::new(),
    }
}

/// The values of some rows, all finite. Texts that Python would convert to a number pass, as they do in scikit-learn.
fn converted(column: &Column, rows: &[usize]) -> Result<Vec<f64>, SubmissionError> {
    let convert = |&row: &usize| {
        let (kind, seen, remedy) = match column.converted(row) {
            Some(value) if value.is_finite() => return Ok(value),
            Some(value) if value.is_nan() => (ErrorKind::MissingValue, "has no value".to_owned(), "predict every row"),
            Some(value) => (ErrorKind::NotFinite, format!("is {value}"), "write finite numbers"),
            None => (ErrorKind::NotANumber, format!("is {}", shown(column.raw(row))), "write numbers only"),
        };
        let message = format!("the column {:?} {seen} in row {}; {remedy}", column.name(), row + 1);
        Err(SubmissionError::new(kind, message))
    };
    rows.iter().map(convert).collect()
}

/// Refuses numbers outside of `[0, 1]`; NaN passes, as it does the benchmark's check.
fn within_unit(column: &Column, values: &[f64]) -> Result<(), SubmissionError> {
    match values.iter().position(|value| *value < 0.0 || *value > 1.0) {
        None => Ok(()),
        Some(row) => {
            let message = format!(
                "the column {:?} is {} in row {}; write probabilities between 0 and 1",
                column.name(),
                values[row],
                row + 1
            );
            Err(SubmissionError::new(ErrorKind::OutOfRange, message))
        }
    }
}

/// A metric's complaint as the submission's fault.
pub(crate) fn undefined(error: &MetricError) -> SubmissionError {
    SubmissionError::new(ErrorKind::Undefined, format!("the metric has no value: {error}; correct the predictions"))
}

/// A text for a message, cut to 40 characters.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// At most five of the texts.
pub(crate) fn examples<T: AsRef<str>>(texts: &[T]) -> String {
    let mut out = texts.iter().take(5).map(|text| shown(text.as_ref())).collect::<Vec<_>>().join(", ");
    if texts.len() > 5 {
        out.push_str(&format!(" and {} more", texts.len() - 5));
    }
    if out.is_empty() { "none".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_rounded_to_five_decimals_on_the_binary_value_or_as_numpy_does() {
        // 0.123455 is a little less than its decimals say; times 10^5 it is 12345.5 sharp.
        assert_eq!(Scored::python(0.123455).rounded(), 0.12345);
        assert_eq!(Scored::numpy(0.123455).rounded(), 0.12346);
        // 1/64 lies half-way: to the even digit.
        assert_eq!(Scored::python(0.015625).rounded(), 0.01562);
        assert_eq!(Scored::numpy(0.015625).rounded(), 0.01562);
        assert!(Scored::python(f64::NAN).rounded().is_nan());
    }

    #[test]
    fn messages_name_at_most_five_examples_and_cut_long_ones() {
        assert_eq!(examples(&["a", "b"]), "\"a\", \"b\"");
        assert_eq!(examples(&["a", "b", "c", "d", "e", "f", "g"]), "\"a\", \"b\", \"c\", \"d\", \"e\" and 2 more");
        assert_eq!(shown(&"x".repeat(50)), format!("{:?}...", "x".repeat(40)));
    }
}
