//! `json.dumps` with its defaults, and values from and to JSON.

use std::fmt::Write;

use serde_json::{Map, Number};

use crate::float::write_float;
use crate::repr::MAX_INT_DIGITS;
use crate::value::{Dict, Value};
use crate::{PyError, PyResult, repr};

/// `json.dumps(value)`: `", "` and `": "` between items, all beyond ASCII escaped, `NaN` and `Infinity` allowed.
///
/// # Errors
/// `TypeError` for a value or key that JSON has no form for, `ValueError` for an integer too long for decimal text.
pub fn dumps(value: &Value) -> PyResult<String> {
    let mut out = String::with_capacity(64);
    write_json(&mut out, value)?;
    Ok(out)
}

fn write_json(out: &mut String, value: &Value) -> PyResult<()> {
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(i) => _ = write!(out, "{i}"),
        Value::BigInt(big) if decimal_digits_at_least(big) > MAX_INT_DIGITS => return Err(too_many_digits()),
        Value::BigInt(big) => _ = write!(out, "{big}"),
        Value::Float(x) => write_json_float(out, *x),
        Value::Str(text) => write_json_str(out, text),
        Value::List(items) | Value::Tuple(items) => write_array(out, items)?,
        Value::Dict(dict) => write_object(out, dict)?,
        Value::Complex(..) | Value::Bytes(_) | Value::Set(_) | Value::Ellipsis | Value::Opaque(_) => {
            return Err(PyError::type_error(format!("Object of type {} is not JSON serializable", value.type_name())));
        }
    }
    Ok(())
}

fn write_array(out: &mut String, items: &[Value]) -> PyResult<()> {
    out.push('[');
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        write_json(out, item)?;
    }
    out.push(']');
    Ok(())
}

fn write_object(out: &mut String, dict: &Dict) -> PyResult<()> {
    out.push('{');
    for (nth, (key, value)) in dict.iter().enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        match key {
            Value::Str(text) => write_json_str(out, text),
            Value::None | Value::Bool(_) | Value::Int(_) | Value::BigInt(_) | Value::Float(_) => {
                out.push('"');
                write_json(out, key)?;
                out.push('"');
            }
            _ => {
                let text = format!("keys must be str, int, float, bool or None, not {}", key.type_name());
                return Err(PyError::type_error(text));
            }
        }
        out.push_str(": ");
        write_json(out, value)?;
    }
    out.push('}');
    Ok(())
}

fn write_json_float(out: &mut String, x: f64) {
    if x.is_nan() {
        out.push_str("NaN");
    } else if x.is_infinite() {
        out.push_str(if x > 0.0 { "Infinity" } else { "-Infinity" });
    } else {
        write_float(out, x);
    }
}

fn write_json_str(out: &mut String, text: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, ' '..='~') && c != '"' && c != '\\' {
            continue;
        }
        out.push_str(&text[plain_from..at]);
        plain_from = at + c.len_utf8();
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(out, "\\u{unit:04x}")),
        }
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

/// A lower bound of how many decimal digits an integer has, from its bits; exact enough to be above or below a limit of thousands
/// except within one digit of it.
pub(crate) fn decimal_digits_at_least(big: &num_bigint::BigInt) -> u64 {
    ((big.bits().saturating_sub(1)) as f64 * std::f64::consts::LOG10_2) as u64 + 1
}

pub(crate) fn too_many_digits() -> PyError {
    PyError::value_error(format!(
        "Exceeds the limit ({MAX_INT_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
    ))
}

/// A value read from JSON, as `json.loads` gives it.
pub fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::None,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(number) => number.as_i64().map(Value::Int).unwrap_or_else(|| from_number(number)),
        serde_json::Value::String(text) => Value::str(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            Dict(map.iter().map(|(key, value)| (Value::str(key.as_str()), from_json(value))).collect()).into()
        }
    }
}

fn from_number(number: &Number) -> Value {
    match (number.as_u64(), number.as_f64()) {
        (Some(whole), _) => Value::big(whole.into()),
        (None, Some(x)) => Value::Float(x),
        (None, None) => Value::None,
    }
}

/// The value as JSON: as `json.dumps` would, sets as sorted lists, and what JSON has no form for as its `repr`. Numbers that are not
/// finite become their `repr` too.
pub fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::None => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(i) => (*i).into(),
        Value::Float(x) => Number::from_f64(*x).map_or_else(|| repr(value).into(), Into::into),
        Value::Str(text) => text.as_str().into(),
        Value::List(items) | Value::Tuple(items) => items.iter().map(to_json).collect::<Vec<_>>().into(),
        Value::Set(set) => {
            let mut members: Vec<_> = set.iter().collect();
            members.sort_by_cached_key(|member| (crate::builtins::sort_number(member), repr(member)));
            members.into_iter().map(to_json).collect::<Vec<_>>().into()
        }
        Value::Dict(dict) => {
            let key = |key: &Value| match key {
                Value::Str(text) => text.to_string(),
                Value::None | Value::Bool(_) => dumps(key).unwrap_or_default(),
                other => repr(other),
            };
            serde_json::Value::Object(dict.iter().map(|(k, v)| (key(k), to_json(v))).collect::<Map<_, _>>())
        }
        Value::BigInt(_) | Value::Complex(..) | Value::Bytes(_) | Value::Ellipsis | Value::Opaque(_) => repr(value).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_looks_as_pythons() {
        let value = Value::dict([
            ("a", Value::list(vec![1.into(), 2.0.into(), Value::None, true.into()])),
            ("é😀", "tab\t \"q\" \\ \x7f".into()),
            ("n", f64::NAN.into()),
        ]);
        let text = r#"{"a": [1, 2.0, null, true], "\u00e9\ud83d\ude00": "tab\t \"q\" \\ \u007f", "n": NaN}"#;
        assert_eq!(dumps(&value).unwrap(), text);
    }

    #[test]
    fn keys_of_other_types_become_text_and_tuples_are_refused() {
        let mut dict = Dict::new();
        for (nth, key) in [Value::Int(1), Value::Float(2.5), Value::Bool(false), Value::None].into_iter().enumerate() {
            dict.insert(key, nth.into()).unwrap();
        }
        assert_eq!(dumps(&dict.clone().into()).unwrap(), r#"{"1": 0, "2.5": 1, "false": 2, "null": 3}"#);
        dict.insert(Value::tuple(vec![]), 4.into()).unwrap();
        assert_eq!(dumps(&dict.into()).unwrap_err().text, "keys must be str, int, float, bool or None, not tuple");
        assert_eq!(dumps(&Value::Ellipsis).unwrap_err().text, "Object of type ellipsis is not JSON serializable");
    }

    #[test]
    fn json_goes_in_and_comes_out() {
        let json = serde_json::json!({"a": [1, 1.5, "x", null, true], "b": {"c": 18446744073709551615u64}});
        assert_eq!(repr(&from_json(&json)), "{'a': [1, 1.5, 'x', None, True], 'b': {'c': 18446744073709551615}}");
        assert_eq!(to_json(&from_json(&json["a"])), json["a"]);
    }
}
