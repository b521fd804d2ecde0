//! `datetime.strptime` for the forms that simulated services read, with the texts of its errors.

use crate::digits::decimal_digit;
use crate::{PyError, PyResult, Value, is_space, str_repr};

/// A `datetime` without fractions of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// From 1 to 9999.
    pub year: u32,
    /// From 1 to 12.
    pub month: u32,
    /// From 1 to 31.
    pub day: u32,
    /// From 0 to 23.
    pub hour: u32,
    /// From 0 to 59.
    pub minute: u32,
    /// From 0 to 59.
    pub second: u32,
}

/// The forms of dates that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFormat {
    /// `%Y-%m-%d`
    Date,
    /// `%Y-%m-%d %H:%M:%S`
    DateTime,
}

/// The characters that one place of a field may hold; [`ANY`] takes decimal digits of all scripts.
type Place = (char, char);
const ANY: Place = ('0', '9');
const ZERO: Place = ('0', '0');
const ONE: Place = ('1', '1');
const TWO: Place = ('2', '2');
const NOT_ZERO: Place = ('1', '9');

/// The alternatives of a field, of which the first that fits is taken. None needs to be taken back: behind a shorter alternative a
/// digit would stand where the form has a sign.
type Field = &'static [&'static [Place]];
const YEAR: Field = &[&[ANY, ANY, ANY, ANY]];
const MONTH: Field = &[&[ONE, ('0', '2')], &[ZERO, NOT_ZERO], &[NOT_ZERO]];
const DAY: Field = &[&[('3', '3'), ('0', '1')], &[('1', '2'), ANY], &[ZERO, NOT_ZERO], &[NOT_ZERO], &[(' ', ' '), NOT_ZERO]];
const HOUR: Field = &[&[TWO, ('0', '3')], &[('0', '1'), ANY], &[ANY]];
const MINUTE: Field = &[&[('0', '5'), ANY], &[ANY]];
const SECOND: Field = &[&[('6', '6'), ('0', '1')], &[('0', '5'), ANY], &[ANY]];

impl DateTime {
    /// `datetime.min`
    pub const MIN: Self = Self { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    /// `datetime.max`, up to its last second.
    pub const MAX: Self = Self { year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59 };

    /// `datetime.strptime(value, format)`.
    ///
    /// # Errors
    /// `TypeError` where it is no text, `ValueError` where the text is no date of that form.
    pub fn strptime(value: &Value, format: DateFormat) -> PyResult<Self> {
        let Value::Str(text) = value else {
            let kind = if matches!(value, Value::None) { "None" } else { value.type_name() };
            return Err(PyError::type_error(format!("strptime() argument 1 must be str, not {kind}")));
        };
        let Some((date, rest)) = read(text, format) else {
            let format = format.text();
            return Err(PyError::value_error(format!("time data {} does not match format '{format}'", str_repr(text))));
        };
        if !rest.is_empty() {
            return Err(PyError::value_error(format!("unconverted data remains: {rest}")));
        }
        date.checked()
    }

    fn checked(self) -> PyResult<Self> {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if self.year == 0 {
            Err(PyError::value_error("year 0 is out of range"))
        } else if self.day > days {
            Err(PyError::value_error("day is out of range for month"))
        } else if self.second > Self::MAX.second {
            Err(PyError::value_error("second must be in 0..59"))
        } else {
            Ok(self)
        }
    }
}

impl DateFormat {
    fn text(self) -> &'static str {
        match self {
            Self::Date => "%Y-%m-%d",
            Self::DateTime => "%Y-%m-%d %H:%M:%S",
        }
    }
}

/// The date at the start of a text, and what follows it.
fn read(text: &str, format: DateFormat) -> Option<(DateTime, &str)> {
    let (year, rest) = field(text, YEAR)?;
    let (month, rest) = field(rest.strip_prefix('-')?, MONTH)?;
    let (day, rest) = field(rest.strip_prefix('-')?, DAY)?;
    let date = DateTime { year, month, day, hour: 0, minute: 0, second: 0 };
    if format == DateFormat::Date {
        return Some((date, rest));
    }
    let (hour, rest) = field(rest.strip_prefix(is_space)?.trim_start_matches(is_space), HOUR)?;
    let (minute, rest) = field(rest.strip_prefix(':')?, MINUTE)?;
    let (second, rest) = field(rest.strip_prefix(':')?, SECOND)?;
    Some((DateTime { hour, minute, second, ..date }, rest))
}

/// The number that a field stands for, and what follows it.
fn field(text: &str, alternatives: Field) -> Option<(u32, &str)> {
    let fit = |places: &&[Place]| {
        let mut chars = text.chars();
        let number = places.iter().try_fold(0, |number, place| {
            let c = chars.next()?;
            let fits = if *place == ANY { decimal_digit(c).is_some() } else { (place.0..=place.1).contains(&c) };
            fits.then(|| number * 10 + decimal_digit(c).unwrap_or(0))
        })?;
        Some((number, chars.as_str()))
    };
    alternatives.iter().find_map(fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: DateFormat) -> Result<[u32; 6], String> {
        let date = DateTime::strptime(&Value::str(text), format).map_err(|error| error.text)?;
        Ok([date.year, date.month, date.day, date.hour, date.minute, date.second])
    }

    #[test]
    fn dates_are_read_as_python_reads_them() {
        for text in ["2024-01-05", "2024-1-5", "2024-1- 5", "٢٠٢٤-01-05"] {
            assert_eq!(read(text, DateFormat::Date), Ok([2024, 1, 5, 0, 0, 0]));
        }
        for text in ["2024-1-5 3:4:5", "2024-01-05 \u{a0} 03:04:05", "2024-01-05\t٣:٤:٥"] {
            assert_eq!(read(text, DateFormat::DateTime), Ok([2024, 1, 5, 3, 4, 5]));
        }
        assert_eq!(read("2024-02-29", DateFormat::Date), Ok([2024, 2, 29, 0, 0, 0]));
    }

    #[test]
    fn what_is_no_date_says_why() {
        let cases = [
            ("2024-02-30", "day is out of range for month"),
            ("1900-02-29", "day is out of range for month"),
            ("0000-01-01", "year 0 is out of range"),
            ("2024-1-35", "unconverted data remains: 5"),
            ("2024-02-29 ", "unconverted data remains:  "),
            ("2024-13-1", "time data '2024-13-1' does not match format '%Y-%m-%d'"),
            ("it's", "time data \"it's\" does not match format '%Y-%m-%d'"),
        ];
        for (text, error) in cases {
            assert_eq!(read(text, DateFormat::Date), Err(error.to_owned()));
        }
        let cases = [
            ("2024-01-01 10:20:60", "second must be in 0..59"),
            ("2024-02-30 10:20:60", "day is out of range for month"),
            ("2024-01-01 10:20:62", "unconverted data remains: 2"),
            ("2024-01-01 24:20:6", "time data '2024-01-01 24:20:6' does not match format '%Y-%m-%d %H:%M:%S'"),
        ];
        for (text, error) in cases {
            assert_eq!(read(text, DateFormat::DateTime), Err(error.to_owned()));
        }
        let kind = |value: Value| DateTime::strptime(&value, DateFormat::Date).unwrap_err().text;
        assert_eq!(kind(Value::None), "strptime() argument 1 must be str, not None");
        assert_eq!(kind(1.into()), "strptime() argument 1 must be str, not int");
    }
}
