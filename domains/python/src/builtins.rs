//! Built-in functions, with CPython's error texts.

use std::str::FromStr;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, ToPrimitive};

use crate::digits::with_ascii_digits;
use crate::equality::small;
use crate::json::{decimal_digits_at_least, too_many_digits};
use crate::ops::{Ordered, add, compare};
use crate::repr::MAX_INT_DIGITS;
use crate::text::strip;
use crate::value::{Dict, Value};
use crate::{Exception, PyError, PyResult, repr, str_repr};

/// A dict out of pairs with any keys.
///
/// # Errors
/// `TypeError` where a key cannot be hashed.
pub fn dict_of(pairs: impl IntoIterator<Item = (Value, Value)>) -> PyResult {
    let mut dict = Dict::new();
    pairs.into_iter().try_for_each(|(key, value)| dict.insert(key, value))?;
    Ok(dict.into())
}

/// `len(value)`.
///
/// # Errors
/// `TypeError` where it has none.
pub fn len(value: &Value) -> PyResult<usize> {
    match value {
        Value::Str(text) => Ok(text.chars().count()),
        Value::Bytes(bytes) => Ok(bytes.len()),
        Value::List(items) | Value::Tuple(items) => Ok(items.len()),
        Value::Dict(dict) => Ok(dict.len()),
        Value::Set(set) => Ok(set.len()),
        other => Err(PyError::type_error(format!("object of type '{}' has no len()", other.type_name()))),
    }
}

/// `list(value)`: what a `for` over it sees.
///
/// # Errors
/// `TypeError` where it cannot be iterated.
pub fn iterate(value: &Value) -> PyResult<Vec<Value>> {
    match value {
        Value::List(items) | Value::Tuple(items) => Ok(items.to_vec()),
        Value::Str(text) => Ok(text.chars().map(|c| Value::from(c.to_string())).collect()),
        Value::Bytes(bytes) => Ok(bytes.iter().map(|byte| Value::Int(i64::from(*byte))).collect()),
        Value::Dict(dict) => Ok(dict.keys().cloned().collect()),
        Value::Set(set) => Ok(set.iter().cloned().collect()),
        other => Err(PyError::type_error(format!("'{}' object is not iterable", other.type_name()))),
    }
}

/// `str(value)`, which f-strings use too.
///
/// # Errors
/// `ValueError` where an integer is too long for decimal text.
pub fn str_of(value: &Value) -> PyResult<String> {
    match value {
        Value::Str(text) => Ok(text.to_string()),
        Value::Opaque(object) => Ok(object.text.clone()),
        other if holds_long_integer(other) => Err(too_many_digits()),
        other => Ok(repr(other)),
    }
}

fn holds_long_integer(value: &Value) -> bool {
    match value {
        Value::BigInt(big) => decimal_digits_at_least(big) > MAX_INT_DIGITS,
        Value::List(items) | Value::Tuple(items) => items.iter().any(holds_long_integer),
        Value::Dict(dict) => dict.iter().any(|(key, value)| holds_long_integer(key) || holds_long_integer(value)),
        Value::Set(set) => set.iter().any(holds_long_integer),
        _ => false,
    }
}

/// `int(value)`.
///
/// # Errors
/// `ValueError` for a text that is no integer or a NaN, `OverflowError` for an infinity, `TypeError` for other types.
pub fn int_of(value: &Value) -> PyResult {
    match value {
        Value::Bool(b) => Ok(Value::Int(i64::from(*b))),
        Value::Int(_) | Value::BigInt(_) => Ok(value.clone()),
        Value::Float(x) if x.is_nan() => Err(PyError::value_error("cannot convert float NaN to integer")),
        Value::Float(x) if x.is_infinite() => {
            Err(PyError::new(Exception::OverflowError, "cannot convert float infinity to integer"))
        }
        Value::Float(x) => Ok(Value::big(BigInt::from_f64(x.trunc()).unwrap_or_default())),
        Value::Str(text) => int_of_text(text),
        Value::Bytes(bytes) => std::str::from_utf8(bytes)
            .map_or_else(|_| Err(()), |text| int_of_text(text).map_err(|_| ()))
            .map_err(|()| PyError::value_error(format!("invalid literal for int() with base 10: {}", repr(value)))),
        other => Err(PyError::type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            other.type_name()
        ))),
    }
}

fn int_of_text(whole: &str) -> PyResult {
    /// How much of the text's repr the message shows.
    const SHOWN: usize = 200;
    let text = with_ascii_digits(strip(whole));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let valid = |c: char| c.is_ascii_digit() || c == '_';
    let head = digits.split(|c| !valid(c)).next().unwrap_or_default();
    let count = head.bytes().filter(u8::is_ascii_digit).count();
    if count as u64 > MAX_INT_DIGITS && !head.starts_with('_') {
        return Err(PyError::value_error(format!(
            "Exceeds the limit ({MAX_INT_DIGITS} digits) for integer string conversion: value has {count} digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        )));
    }
    let underscores = digits.starts_with('_') || digits.ends_with('_') || digits.contains("__");
    let number =
        if digits.is_empty() || underscores || head != digits { None } else { BigInt::from_str(&text.replace('_', "")).ok() };
    number.map(Value::big).ok_or_else(|| {
        let shown: String = str_repr(whole).chars().take(SHOWN).collect();
        PyError::value_error(format!("invalid literal for int() with base 10: {shown}"))
    })
}

/// `float(value)`.
///
/// # Errors
/// `ValueError` for a text that is no number, `OverflowError` for an integer beyond the floats, `TypeError` for other types.
pub fn float_of(value: &Value) -> PyResult<f64> {
    match value {
        Value::Float(x) => Ok(*x),
        Value::BigInt(big) => big
            .to_f64()
            .filter(|x| x.is_finite())
            .ok_or_else(|| PyError::new(Exception::OverflowError, "int too large to convert to float")),
        Value::Str(text) => float_of_text(text)
            .ok_or_else(|| PyError::value_error(format!("could not convert string to float: {}", str_repr(text)))),
        Value::Bytes(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(float_of_text)
            .ok_or_else(|| PyError::value_error(format!("could not convert string to float: {}", repr(value)))),
        other => small(other).map(|i| i as f64).ok_or_else(|| {
            PyError::type_error(format!("float() argument must be a string or a real number, not '{}'", other.type_name()))
        }),
    }
}

fn float_of_text(text: &str) -> Option<f64> {
    let text = &*with_ascii_digits(strip(text));
    let underscores = |text: &str| {
        let bytes = text.as_bytes();
        (0..bytes.len()).filter(|&at| bytes[at] == b'_').all(|at| {
            let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            digit(at.checked_sub(1)) && digit(Some(at + 1))
        })
    };
    if !underscores(text) {
        return None;
    }
    let plain = text.replace('_', "");
    // Rust reads the same forms, of which "infinity" and "nan" in any case too.
    plain.parse().ok()
}

/// `round(value, places)`; without places the result is an integer.
///
/// # Errors
/// `TypeError` where it is no number or the places are no integer, `ValueError` and `OverflowError` where a float has no integer.
pub fn round_to(value: &Value, places: Option<&Value>) -> PyResult {
    let places = match places {
        None | Some(Value::None) => None,
        Some(Value::BigInt(places)) => Some(if places.is_negative() { i64::MIN } else { i64::MAX }),
        Some(places) if value.is_number() => Some(small(places).ok_or_else(|| {
            PyError::type_error(format!("'{}' object cannot be interpreted as an integer", places.type_name()))
        })?),
        Some(_) => Some(0),
    };
    match (value, places) {
        (Value::Float(x), None) => int_of(&Value::Float(x.round_ties_even())).map_err(|error| match error.kind {
            Exception::ValueError => PyError::value_error("cannot convert float NaN to integer"),
            _ => error,
        }),
        (Value::Float(x), Some(places)) => round_float(*x, places),
        (Value::Bool(_) | Value::Int(_) | Value::BigInt(_), places) => Ok(round_int(value, places.unwrap_or(0))),
        (other, _) => Err(PyError::type_error(format!("type {} doesn't define __round__ method", other.type_name()))),
    }
}

/// Rounded by the exact decimal digits, ties to even, as CPython's `dtoa` does.
fn round_float(x: f64, places: i64) -> PyResult {
    const MOST: i64 = 323;
    const LEAST: i64 = -308;
    if !x.is_finite() || places > MOST {
        return Ok(Value::Float(x));
    }
    if places < LEAST {
        return Ok(Value::Float(0f64.copysign(x)));
    }
    if places >= 0 {
        // Formatting works on the exact value and rounds ties to even.
        return Ok(Value::Float(format!("{x:.*}", places as usize).parse().unwrap_or(x)));
    }
    let unit = num_traits::pow(BigInt::from(10), places.unsigned_abs() as usize);
    let whole = BigInt::from_f64(x.trunc()).unwrap_or_default();
    let below_half = x.fract() != 0.0;
    let rounded = round_big(&whole, &unit, below_half).to_f64().unwrap_or(f64::INFINITY);
    if rounded.is_infinite() {
        return Err(PyError::new(Exception::OverflowError, "rounded value too large to represent"));
    }
    Ok(Value::Float(if rounded == 0.0 { 0f64.copysign(x) } else { rounded }))
}

fn round_int(value: &Value, places: i64) -> Value {
    let whole = match value {
        Value::BigInt(big) => BigInt::clone(big),
        other => small(other).unwrap_or_default().into(),
    };
    if places >= 0 {
        return Value::big(whole);
    }
    let digits = usize::try_from(places.unsigned_abs()).unwrap_or(usize::MAX);
    if digits as u64 > decimal_digits_at_least(&whole) + 2 {
        return Value::Int(0);
    }
    Value::big(round_big(&whole, &num_traits::pow(BigInt::from(10), digits), false))
}

/// The multiple of `unit` nearest to `whole`, ties to even; `more` says that a fraction follows the whole number.
fn round_big(whole: &BigInt, unit: &BigInt, more: bool) -> BigInt {
    let magnitude = whole.abs();
    let (quotient, rest) = (&magnitude / unit, &magnitude % unit);
    let twice: BigInt = rest * 2;
    let up = match twice.cmp(unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => more || quotient.bit(0),
    };
    let rounded = (quotient + i32::from(up)) * unit;
    if whole.is_negative() { -rounded } else { rounded }
}

/// `sum(values)`: from the left, starting at 0.
///
/// # Errors
/// `TypeError` where it cannot be iterated or an item cannot be added.
pub fn sum(values: &Value) -> PyResult {
    iterate(values)?.iter().try_fold(Value::Int(0), |total, item| add(&total, item))
}

/// `max(values)`: the first of the greatest.
///
/// # Errors
/// `ValueError` where there is none, `TypeError` where two cannot be compared.
pub fn maximum(values: &Value) -> PyResult {
    best(values, "max", Ordered::Greater)
}

/// `min(values)`: the first of the least.
///
/// # Errors
/// As [`maximum`].
pub fn minimum(values: &Value) -> PyResult {
    best(values, "min", Ordered::Less)
}

fn best(values: &Value, name: &str, better: Ordered) -> PyResult {
    let mut items = iterate(values)?.into_iter();
    let first = items.next().ok_or_else(|| PyError::value_error(format!("{name}() arg is an empty sequence")))?;
    items.try_fold(first, |best, item| Ok(if compare(&item, better, &best)? { item } else { best }))
}

/// `format(value, ".2f")` for any number of decimals.
///
/// # Errors
/// `ValueError` or `TypeError` where it is no number.
pub fn format_fixed(value: &Value, decimals: usize) -> PyResult<String> {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_) => {
            let x = float_of(value)?;
            Ok(if x.is_finite() { format!("{x:.decimals$}") } else { crate::float_repr(x) })
        }
        Value::Str(_) => Err(PyError::value_error("Unknown format code 'f' for object of type 'str'")),
        other => Err(PyError::type_error(format!("unsupported format string passed to {}.__format__", other.type_name()))),
    }
}

/// Orders members of a set for showing: numbers by value, everything else behind them.
pub(crate) fn sort_number(value: &Value) -> i64 {
    small(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_that_of_cpython() {
        let round = |x: f64, n: i64| repr(&round_to(&x.into(), Some(&n.into())).unwrap());
        assert_eq!([round(2.675, 2), round(0.5, 0), round(1.5, 0), round(-2.5, 0)], ["2.67", "0.0", "2.0", "-2.0"]);
        assert_eq!(
            [round(1234.5, -2), round(1250.0, -2), round(1250.5, -2), round(5.0, -1)],
            ["1200.0", "1200.0", "1300.0", "0.0"]
        );
        assert_eq!(repr(&round_to(&2.5.into(), None).unwrap()), "2");
        assert_eq!(repr(&round_to(&1250.into(), Some(&(-2).into())).unwrap()), "1200");
        let many = Value::big(BigInt::from(10).pow(30));
        assert_eq!(repr(&round_to(&7.into(), Some(&many)).unwrap()), "7");
        let error = round_to(&1.5.into(), Some(&"a".into())).unwrap_err();
        assert_eq!(error.text, "'str' object cannot be interpreted as an integer");
        assert_eq!(round_to(&"a".into(), None).unwrap_err().text, "type str doesn't define __round__ method");
    }

    #[test]
    fn texts_become_numbers_as_in_cpython() {
        assert_eq!(repr(&int_of(&" -1_000 ".into()).unwrap()), "-1000");
        assert_eq!(int_of(&"1.5".into()).unwrap_err().text, "invalid literal for int() with base 10: '1.5'");
        assert_eq!(repr(&int_of(&"+٣4".into()).unwrap()), "34");
        let long = int_of(&format!(" {}", "1_1".repeat(2200)).into()).unwrap_err();
        assert!(long.text.contains("value has 4400 digits"), "{}", long.text);
        let shown = int_of(&"x".repeat(500).into()).unwrap_err().text;
        assert_eq!(shown.len(), "invalid literal for int() with base 10: ".len() + 200);
        assert_eq!(float_of(&"٣.5".into()).unwrap(), 3.5);
        assert_eq!(repr(&int_of(&Value::Bytes(b"7".as_slice().into())).unwrap()), "7");
        assert_eq!(float_of(&" 1_0.5e1 ".into()).unwrap(), 105.0);
        assert!(float_of(&"-Infinity".into()).unwrap().is_infinite());
        assert_eq!(float_of(&Value::Bytes(b"2.5 ".as_slice().into())).unwrap(), 2.5);
        assert_eq!(float_of(&"x".into()).unwrap_err().text, "could not convert string to float: 'x'");
        assert_eq!(
            float_of(&Value::None).unwrap_err().text,
            "float() argument must be a string or a real number, not 'NoneType'"
        );
    }

    #[test]
    fn sums_and_extremes() {
        let list = Value::list(vec![1.into(), 2.5.into(), true.into()]);
        assert_eq!(repr(&sum(&list).unwrap()), "4.5");
        assert_eq!(repr(&maximum(&list).unwrap()), "2.5");
        assert_eq!(repr(&minimum(&list).unwrap()), "1");
        let mixed = Value::list(vec![1.into(), "a".into()]);
        assert_eq!(sum(&mixed).unwrap_err().text, "unsupported operand type(s) for +: 'int' and 'str'");
        assert_eq!(maximum(&mixed).unwrap_err().text, "'>' not supported between instances of 'str' and 'int'");
    }
}
