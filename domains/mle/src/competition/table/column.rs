//! A column: its fields as written, and what pandas takes them for.

use std::cmp::Ordering;

use super::number::{self, Integer};

/// Words that pandas reads as a missing value, sorted.
const MISSING: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL",
    "NaN", "None", "n/a", "nan", "null",
];

/// What pandas takes a column for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// `True` and `False`, none missing.
    Bool,
    /// Whole numbers, none missing.
    Integer,
    /// Numbers; missing values are NaN.
    Float,
    /// Python objects that all convert to numbers: truth values of which some are missing, whole numbers beyond 64 bits.
    Object,
    /// At least one text.
    #[default]
    Text,
}

/// A field as the benchmark compares and sorts it: texts are never equal to numbers, and nothing is equal to a missing value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Key<'a> {
    /// A number; whole ones within 64 bits exactly.
    Number(f64),
    /// A whole number.
    Integer(i128),
    /// A text.
    Text(&'a str),
    /// A missing value.
    Missing,
}

impl Key<'_> {
    /// Whether the benchmark would find both equal.
    pub(crate) fn equals(self, other: Self) -> bool {
        self.order(other) == Some(Ordering::Equal) && self != Key::Missing
    }
    /// The order in which they are sorted, missing values last; [`None`] between a text and a number, which Python refuses to order.
    pub(crate) fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Missing, Self::Missing) => Some(Ordering::Equal),
            (Self::Missing, _) => Some(Ordering::Greater),
            (_, Self::Missing) => Some(Ordering::Less),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Integer(left), Self::Integer(right)) => Some(left.cmp(&right)),
            (Self::Number(left), Self::Number(right)) => left.partial_cmp(&right),
            (Self::Integer(left), Self::Number(right)) => (left as f64).partial_cmp(&right),
            (Self::Number(left), Self::Integer(right)) => left.partial_cmp(&(right as f64)),
            (Self::Text(_), _) | (_, Self::Text(_)) => None,
        }
    }
}

/// What pandas takes some rows of a column for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    kind: Kind,
    /// Whether missing values are texts like others: pandas forgets them where it gives up on whole numbers beyond 63 bits.
    is_literal: bool,
}

impl From<Kind> for Run {
    fn from(kind: Kind) -> Self {
        Self { kind, is_literal: false }
    }
}

/// A named column. The fields lie in one text, so that a million of them cost no million allocations.
#[derive(Debug, Default)]
pub(crate) struct Column {
    name: String,
    text: String,
    ends: Vec<usize>,
    /// What runs of `chunk` rows are: pandas reads long files in runs and decides on each by itself.
    runs: Vec<Run>,
    chunk: usize,
    kind: Kind,
}

impl Column {
    pub(super) fn push(&mut self, field: &str) {
        self.text.push_str(field);
        self.ends.push(self.text.len());
    }

    /// Names the column and decides what it is.
    pub(super) fn close(&mut self, name: String, chunk: usize) {
        self.name = name;
        self.chunk = chunk;
        self.runs = (0..self.ends.len())
            .step_by(chunk)
            .map(|start| run_of((start..self.ends.len().min(start + chunk)).map(|row| self.raw(row))))
            .collect();
        self.kind = self.runs.iter().map(|run| run.kind).reduce(common).unwrap_or_default();
    }

    /// The name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
    /// What pandas takes the column for.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }
    /// The field of a row as written, without its quotes.
    pub(crate) fn raw(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
    /// Number of fields.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
    }
    /// Whether the field is one of pandas's words for a missing value.
    pub(crate) fn is_missing(&self, row: usize) -> bool {
        is_missing(self.raw(row)) && !self.runs[row / self.chunk].is_literal
    }

    /// All fields as numbers, missing ones as NaN; [`None`] where one is a text.
    pub(crate) fn numbers(&self) -> Option<Vec<f64>> {
        (self.kind != Kind::Text).then(|| (0..self.ends.len()).map(|row| self.number(row)).collect())
    }

    /// The field as a number, NaN where it is none.
    pub(crate) fn number(&self, row: usize) -> f64 {
        field_number(self.raw(row)).unwrap_or(f64::NAN)
    }
    /// The field as scikit-learn makes it a number: a text as Python's `float()` reads it; [`None`] where that fails.
    pub(crate) fn converted(&self, row: usize) -> Option<f64> {
        match self.kind_at(row) {
            _ if self.is_missing(row) => Some(f64::NAN),
            Kind::Text => number::python_float(self.raw(row)),
            _ => Some(self.number(row)),
        }
    }
    /// The field as a whole number, if it is one.
    pub(crate) fn whole(&self, row: usize) -> Option<i64> {
        field_whole(self.raw(row))
    }

    /// The field for comparing and sorting.
    pub(crate) fn key(&self, row: usize) -> Key<'_> {
        let field = self.raw(row);
        if self.is_missing(row) {
            return Key::Missing;
        }
        match self.kind_at(row) {
            Kind::Text => Key::Text(field),
            Kind::Bool | Kind::Object => {
                number::truth(field).map_or_else(|| number_key(field), |truth| Key::Integer(truth.into()))
            }
            Kind::Integer => number_key(field),
            Kind::Float => Key::Number(self.number(row)),
        }
    }

    /// The field as the benchmark's `str()` writes it: a missing value is `nan`, `007` among whole numbers is `7`.
    pub(crate) fn python_text(&self, row: usize) -> String {
        let field = self.raw(row);
        match self.key(row) {
            Key::Text(text) => text.to_owned(),
            Key::Missing => "nan".to_owned(),
            Key::Integer(_) if number::truth(field).is_some() => {
                if number::truth(field) == Some(true) { "True" } else { "False" }.to_owned()
            }
            Key::Integer(integer) => integer.to_string(),
            Key::Number(number) => number::python_repr(number),
        }
    }

    /// The kind that counts for a row: runs of numbers are made alike, anything else stays as its run was read.
    fn kind_at(&self, row: usize) -> Kind {
        match self.kind {
            Kind::Text | Kind::Object => self.runs[row / self.chunk].kind,
            kind => kind,
        }
    }
}

/// Rows that pandas reads at a time: the greatest power of two below 2^20 / columns, but for the last doubling.
pub(super) fn rows_in_chunk(columns: usize) -> usize {
    let most = (1 << 20) / columns.max(1);
    let mut rows = 1;
    while rows * 2 < most {
        rows *= 2;
    }
    rows
}

/// A field by itself as a number; truth values are 1 and 0.
pub(crate) fn field_number(field: &str) -> Option<f64> {
    number::parse(field).or_else(|| number::truth(field).map(|truth| f64::from(u8::from(truth))))
}

/// A field by itself as a whole number: `7`, `007` and `7.0` are the same.
pub(crate) fn field_whole(field: &str) -> Option<i64> {
    if let Some(Integer::Within(integer)) = number::parse_integer(field) {
        return i64::try_from(integer).ok();
    }
    // Beyond 2^53 not every whole number is a float.
    number::parse(field).filter(|value| value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).map(|value| value as i64)
}

/// Whether a field is one of pandas's words for a missing value.
pub(crate) fn is_missing(field: &str) -> bool {
    field.len() <= 9 && MISSING.contains(&field)
}

fn number_key(field: &str) -> Key<'_> {
    match number::parse_integer(field) {
        Some(Integer::Within(integer)) => Key::Integer(integer),
        _ => Key::Number(number::parse(field).unwrap_or(f64::NAN)),
    }
}

/// The kind of two runs together.
fn common(left: Kind, right: Kind) -> Kind {
    let is_number = |kind| matches!(kind, Kind::Integer | Kind::Float);
    match (left, right) {
        _ if left == right => left,
        (Kind::Text, _) | (_, Kind::Text) => Kind::Text,
        _ if is_number(left) && is_number(right) => Kind::Float,
        _ => Kind::Object,
    }
}

/// What pandas takes a run of fields for.
fn run_of<'a>(fields: impl Iterator<Item = &'a str> + Clone) -> Run {
    let missing = fields.clone().any(is_missing);
    let mut present = fields.filter(|field| !is_missing(field)).peekable();
    if present.peek().is_none() {
        return Kind::Float.into();
    }
    if let Some(run) = run_of_integers(present.clone(), missing) {
        return run;
    }
    if present.clone().all(|field| number::parse(field).is_some()) {
        return Kind::Float.into();
    }
    let kind = match present.all(|field| number::truth(field).is_some()) {
        true if missing => Kind::Object,
        true => Kind::Bool,
        false => Kind::Text,
    };
    kind.into()
}

/// What fields are if pandas settles it by reading them as whole numbers; [`None`] where other kinds are tried.
///
/// It reads them as signed numbers of 64 bits up to the first that is none. If that one is too large, it reads them all as unsigned numbers,
/// where anything with a minus passes at first; if one is too large again, as Python's unbounded numbers.
fn run_of_integers<'a>(fields: impl Iterator<Item = &'a str> + Clone, missing: bool) -> Option<Run> {
    let literal = Run { kind: Kind::Text, is_literal: true };
    let unbounded =
        || if fields.clone().all(|field| number::parse_integer(field).is_some()) { Kind::Object.into() } else { literal };
    let is_signed = |integer| matches!(integer, Integer::Within(value) if i64::try_from(value).is_ok());
    let too_large = fields.clone().map(number::parse_integer).find(|integer| !integer.is_some_and(is_signed));
    let Some(too_large) = too_large else {
        return Some(if missing { Kind::Float } else { Kind::Integer }.into());
    };
    too_large?;
    let (mut has_minus, mut has_large) = (false, false);
    for field in fields.clone() {
        if field.trim_start().starts_with('-') {
            has_minus = true;
            continue;
        }
        match number::parse_integer(field)? {
            Integer::Within(value) => has_large |= value > i128::from(i64::MAX),
            Integer::Beyond => return Some(unbounded()),
        }
    }
    Some(match (has_large, has_minus) {
        (true, true) => literal,
        (true, false) if missing => literal,
        (_, true) => unbounded(),
        (_, false) => Kind::Integer.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(fields: &[&str]) -> Column {
        let mut column = Column::default();
        fields.iter().for_each(|field| column.push(field));
        column.close("a".to_owned(), 4);
        column
    }

    #[test]
    fn kinds_are_those_that_pandas_infers() {
        for (fields, kind) in [
            (&["1", " 2"][..], Kind::Integer),
            (&["1", "NA"], Kind::Float),
            (&["1", "2.5"], Kind::Float),
            (&["", "nan"], Kind::Float),
            (&["True", "false"], Kind::Bool),
            (&["True", ""], Kind::Object),
            (&["True", "1"], Kind::Text),
            (&["18446744073709551615", "1"], Kind::Integer),
            (&["18446744073709551615", "-1"], Kind::Text),
            (&["18446744073709551616", "-1"], Kind::Object),
            (&["18446744073709551616", "1.5"], Kind::Text),
            (&["1.5", "18446744073709551616"], Kind::Float),
            (&["9223372036854775808", "1.5"], Kind::Float),
            (&[], Kind::Text),
        ] {
            assert_eq!(column(fields).kind(), kind, "{fields:?}");
        }
    }

    #[test]
    fn missing_words_stay_texts_where_pandas_gives_up_on_large_whole_numbers() {
        let given_up = column(&["9223372036854775808", "NA"]);
        assert_eq!((given_up.is_missing(1), given_up.python_text(1)), (false, "NA".to_owned()));
        let other = column(&["9223372036854775808", "NA", "x"]);
        assert_eq!((other.is_missing(1), other.python_text(1)), (true, "nan".to_owned()));
    }

    #[test]
    fn long_columns_are_decided_on_in_runs_so_numbers_beside_texts_lose_their_leading_zeros() {
        // Runs of four rows here: whole numbers, then texts.
        let column = column(&["05", "6", "7", "8", "05", "six", "NA", "1.50"]);
        assert_eq!(column.kind(), Kind::Text);
        let texts: Vec<String> = (0..8).map(|row| column.python_text(row)).collect();
        assert_eq!(texts, ["5", "6", "7", "8", "05", "six", "nan", "1.50"]);
        assert_eq!((rows_in_chunk(2), rows_in_chunk(3)), (262_144, 262_144));
    }

    #[test]
    fn keys_are_equal_across_kinds_of_numbers_but_never_to_texts_or_missing_values() {
        let (whole, float, text) = (column(&["7"]), column(&["7.0", "NA"]), column(&["7", "x"]));
        assert!(whole.key(0).equals(float.key(0)));
        assert!(!whole.key(0).equals(text.key(0)) && !float.key(1).equals(float.key(1)));
        assert_eq!(whole.key(0).order(text.key(0)), None);
    }
}
