//! The functions that transformers offers to chat templates.

use minijinja::value::{Kwargs, Value};
use minijinja::{Error, ErrorKind};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// Refuses the messages, in the template's own words.
pub(super) fn raise_exception(message: String) -> Result<Value, Error> {
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// A date in the template's format. It is always 26 July 2024, the day that Llama 3's template falls back to: a prompt that
/// changed overnight would make a resumed run differ from an uninterrupted one.
pub(super) fn strftime_now(format: String) -> Result<String, Error> {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        // "%-d" is "%d" without padding; no field of this date has any but the hour.
        let directive = chars.next().map(|c| if c == '-' { chars.next() } else { Some(c) });
        out.push_str(field(directive.flatten()).ok_or_else(|| unknown_directive(&format))?);
    }
    Ok(out)
}

fn field(directive: Option<char>) -> Option<&'static str> {
    Some(match directive? {
        'Y' => "2024",
        'y' => "24",
        'm' => "07",
        'B' => "July",
        'b' | 'h' => "Jul",
        'd' | 'e' => "26",
        'j' => "208",
        'A' => "Friday",
        'a' => "Fri",
        'H' | 'M' | 'S' => "00",
        'I' => "12",
        'p' => "AM",
        'F' => "2024-07-26",
        'T' => "00:00:00",
        '%' => "%",
        _ => return None,
    })
}

fn unknown_directive(format: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("strftime_now does not know a directive in {format:?}"))
}

/// The value as JSON, with Python's spacing and no escaping for HTML; `indent` as in Python.
pub(super) fn tojson(value: Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    let failed = |e: serde_json::Error| Error::new(ErrorKind::BadSerialization, e.to_string());
    let mut out = Vec::new();
    match indent {
        Some(width) => {
            let blanks = " ".repeat(width);
            let formatter = PrettyFormatter::with_indent(blanks.as_bytes());
            value.serialize(&mut Serializer::with_formatter(&mut out, formatter)).map_err(failed)?;
        }
        None => value.serialize(&mut Serializer::with_formatter(&mut out, PythonSpacing)).map_err(failed)?,
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// `{"a": 1, "b": [2, 3]}`, as Python's `json.dumps` writes it.
struct PythonSpacing;

impl Formatter for PythonSpacing {
    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, out: &mut W, first: bool) -> std::io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, out: &mut W, first: bool) -> std::io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, out: &mut W) -> std::io::Result<()> {
        out.write_all(b": ")
    }
}
