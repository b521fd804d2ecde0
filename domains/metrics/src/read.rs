//! Truth and predictions out of JSON.

use std::fmt;

use serde_json::{Number, Value};

use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;

/// A class: a whole number, however it is written, or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label<'a> {
    Whole(i128),
    Text(&'a str),
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{:?}", text.chars().take(40).collect::<String>()),
        }
    }
}

/// Where a value stands, for messages: the metric and the side (`y_true`, `option labels`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) metric: Metric,
    pub(crate) side: &'a str,
}

impl<'a> Place<'a> {
    fn fault<T>(self, kind: ErrorKind, row: usize, seen: impl fmt::Display, remedy: &str) -> Result<T> {
        Err(MetricError::new(kind, self.metric, format_args!("{}, row {row}", self.side), seen, remedy))
    }

    pub(crate) fn list(self, value: &Value) -> Result<&Vec<Value>> {
        value.as_array().ok_or_else(|| {
            let seen = format_args!("{}, which is no list", kind_of(value));
            MetricError::new(ErrorKind::Shape, self.metric, self.side, seen, "give a list with an element per row")
        })
    }

    fn row(self, row: usize, value: &'a Value) -> Result<&'a Vec<Value>> {
        match value.as_array() {
            Some(values) => Ok(values),
            None => self.fault(ErrorKind::Shape, row, kind_of(value), "give a list in every row"),
        }
    }

    pub(crate) fn number(self, row: usize, value: &Value) -> Result<f64> {
        match value {
            Value::Number(number) => Ok(number.as_f64().unwrap_or(f64::NAN)),
            Value::Bool(flag) => Ok(f64::from(u8::from(*flag))),
            Value::Null => self.fault(ErrorKind::NotFinite, row, "null", "give a number in every row"),
            Value::String(text) if means_no_number(text) => {
                self.fault(ErrorKind::NotFinite, row, format_args!("the text {text:?}"), "give a finite number in every row")
            }
            Value::String(_) => self.fault(ErrorKind::Type, row, kind_of(value), "give numbers"),
            Value::Array(_) | Value::Object(_) => self.fault(ErrorKind::Shape, row, kind_of(value), "give one number per row"),
        }
    }

    pub(crate) fn numbers(self, value: &Value) -> Result<Vec<f64>> {
        self.list(value)?.iter().enumerate().map(|(row, value)| self.number(row, value)).collect()
    }

    /// Rows of numbers; a lone number is a row of one.
    pub(crate) fn number_rows(self, value: &'a Value) -> Result<Vec<Vec<f64>>> {
        let rows = self.list(value)?.iter().enumerate();
        rows.map(|(row, value)| match value {
            Value::Array(values) => values.iter().map(|value| self.number(row, value)).collect(),
            single => Ok(vec![self.number(row, single)?]),
        })
        .collect()
    }

    /// The same by columns. No rows are one column of nothing.
    pub(crate) fn columns(self, value: &'a Value) -> Result<Vec<Vec<f64>>> {
        let rows = self.number_rows(value)?;
        let width = rows.first().map_or(1, Vec::len);
        if let Some(row) = rows.iter().position(|values| values.len() != width || width == 0) {
            let seen = format_args!("{} numbers where row 0 has {width}", rows[row].len());
            return self.fault(ErrorKind::Shape, row, seen, "give one number per column in every row, and one column at least");
        }
        Ok((0..width).map(|column| rows.iter().map(|values| values[column]).collect()).collect())
    }

    fn flag(self, row: usize, value: &Value) -> Result<bool> {
        match self.number(row, value)? {
            0.0 => Ok(false),
            1.0 => Ok(true),
            other => self.fault(ErrorKind::OutOfRange, row, other, "give flags: 0 or 1, false or true"),
        }
    }

    pub(crate) fn flags(self, value: &Value) -> Result<Vec<bool>> {
        self.list(value)?.iter().enumerate().map(|(row, value)| self.flag(row, value)).collect()
    }

    pub(crate) fn flag_rows(self, value: &'a Value) -> Result<Vec<Vec<bool>>> {
        let rows = self.list(value)?.iter().enumerate();
        rows.map(|(row, value)| self.row(row, value)?.iter().map(|value| self.flag(row, value)).collect()).collect()
    }

    pub(crate) fn label(self, row: usize, value: &'a Value) -> Result<Label<'a>> {
        match value {
            Value::String(text) => Ok(Label::Text(text)),
            Value::Bool(flag) => Ok(Label::Whole(i128::from(*flag))),
            Value::Number(number) => match whole(number) {
                Some(number) => Ok(Label::Whole(number)),
                None => self.fault(ErrorKind::Type, row, number, "give labels: whole numbers below 2^63, or texts"),
            },
            Value::Null => self.fault(ErrorKind::NotFinite, row, "null", "give a label in every row"),
            Value::Array(_) | Value::Object(_) => self.fault(ErrorKind::Shape, row, kind_of(value), "give one label per row"),
        }
    }

    pub(crate) fn labels(self, value: &'a Value) -> Result<Vec<Label<'a>>> {
        self.list(value)?.iter().enumerate().map(|(row, value)| self.label(row, value)).collect()
    }

    /// Lists of labels; a lone label is a list of one.
    pub(crate) fn label_lists(self, value: &'a Value) -> Result<Vec<Vec<Label<'a>>>> {
        let rows = self.list(value)?.iter().enumerate();
        rows.map(|(row, value)| match value {
            Value::Array(values) => values.iter().map(|value| self.label(row, value)).collect(),
            single => Ok(vec![self.label(row, single)?]),
        })
        .collect()
    }

    /// Lists of labels and nothing else.
    pub(crate) fn label_rows(self, value: &'a Value) -> Result<Vec<Vec<Label<'a>>>> {
        let rows = self.list(value)?.iter().enumerate();
        rows.map(|(row, value)| self.row(row, value)?.iter().map(|value| self.label(row, value)).collect()).collect()
    }

    pub(crate) fn texts(self, value: &'a Value) -> Result<Vec<&'a str>> {
        let rows = self.list(value)?.iter().enumerate();
        rows.map(|(row, value)| match value {
            Value::String(text) => Ok(text.as_str()),
            Value::Null => self.fault(ErrorKind::NotFinite, row, "null", "give a text in every row, if only an empty one"),
            Value::Array(_) | Value::Object(_) => self.fault(ErrorKind::Shape, row, kind_of(value), "give one text per row"),
            Value::Bool(_) | Value::Number(_) => self.fault(ErrorKind::Type, row, kind_of(value), "give texts"),
        })
        .collect()
    }
}

/// All labels are whole numbers or all are texts.
pub(crate) fn alike<'a, 'b: 'a>(metric: Metric, labels: impl IntoIterator<Item = &'a Label<'b>>) -> Result<()> {
    let (mut number, mut text) = (None, None);
    for label in labels {
        match label {
            Label::Whole(_) => number = Some(label),
            Label::Text(word) => {
                // Among numbers, a text that means a missing one is told as such.
                if text.is_none() || means_no_number(word) {
                    text = Some(label);
                }
            }
        }
    }
    let (Some(number), Some(text)) = (number, text) else { return Ok(()) };
    let missing = matches!(text, Label::Text(word) if means_no_number(word));
    let kind = if missing { ErrorKind::NotFinite } else { ErrorKind::Type };
    let seen = format_args!("the number {number} and the text {text}");
    Err(MetricError::new(kind, metric, "the labels", seen, "give numbers or texts, on both sides the same"))
}

/// Texts that programs write for what is not a finite number.
fn means_no_number(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+']);
    ["nan", "inf", "infinity", "null", "none", ""].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn whole(number: &Number) -> Option<i128> {
    if let Some(number) = number.as_i64() {
        return Some(number.into());
    }
    if let Some(number) = number.as_u64() {
        return Some(number.into());
    }
    let number = number.as_f64()?;
    (number.fract() == 0.0 && number.abs() < 9_223_372_036_854_775_808.0).then_some(number as i128)
}

/// What a value is, for messages; never the value itself, which may be long.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
