//! The functions that transformers offers to chat templates.

use minijinja::value::Value;
use minijinja::{Error, ErrorKind};

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
