//! JSON in replies: finding it, reading calls out of it, writing it.

use exitrl_python::{Dict, Str, Value, from_json, parse_syntax};
use serde_json::Value as Json;

use crate::attempt::{bracketed_len, fences};
use crate::{Malformed, Reason, ToolCall, lenient};

/// Keys under which the parts of a call stand.
pub(crate) struct Keys {
    pub(crate) name: &'static str,
    /// The first one there counts.
    pub(crate) arguments: &'static [&'static str],
}

/// As Hermes, Mistral and OpenAI have it; Llama's key is understood too.
pub(crate) const ARGUMENTS: Keys = Keys { name: "name", arguments: &["arguments", "parameters"] };
/// As Llama has it.
pub(crate) const PARAMETERS: Keys = Keys { name: "name", arguments: &["parameters", "arguments"] };
/// As BFCL's answer format has it.
pub(crate) const FUNCTION: Keys = Keys { name: "function", arguments: &["parameters"] };

/// The value that the text begins with, and its length.
pub(crate) fn leading_json(text: &str) -> Result<(Value, usize), Malformed> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    match stream.next() {
        Some(Ok(json)) => Ok((from_json(&json), stream.byte_offset())),
        Some(Err(error)) => Err(Malformed::json(&error)),
        None => Err(Malformed::new(Reason::Unclosed, "JSON: nothing there")),
    }
}

/// As [`leading_json`], but what is no JSON may be a Python literal: `{'a': True}`.
fn leading_value(text: &str) -> Result<(Value, usize), Malformed> {
    leading_json(text).or_else(|malformed| {
        let python = || {
            let len = bracketed_len(text)?;
            let value = lenient::literal(&parse_syntax(&text[..len]).ok()?).ok()?;
            Some((value, len))
        };
        python().ok_or(malformed)
    })
}

/// The values from the first object or array of objects on, with blanks, commas and semicolons between them; [`None`] where there is
/// none. An array counts as its items.
pub(crate) fn values(text: &str) -> Result<Option<Vec<Value>>, Malformed> {
    let text = fences(text).into_iter().find(|block| start(block).is_some()).unwrap_or(text);
    let Some(start) = start(text) else { return Ok(None) };
    let mut rest = &text[start..];
    let mut all = Vec::new();
    while rest.starts_with(['{', '[']) {
        let (value, len) = leading_value(rest)?;
        match value {
            Value::List(items) => all.extend(items.iter().cloned()),
            value => all.push(value),
        }
        rest = rest[len..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    }
    Ok(Some(all))
}

/// Where an object with a quoted key begins, or an array with such an object or nothing in it.
fn start(text: &str) -> Option<usize> {
    let object = |inner: &str| inner.trim_start().starts_with(['"', '\'']);
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '[']).map(|at| from + at) {
        let inner = text[at + 1..].trim_start();
        let is_object = text[at..].starts_with('{') && object(inner);
        let is_array = text[at..].starts_with('[') && inner.strip_prefix('{').is_some_and(object);
        let is_empty = text[at..].starts_with('[') && inner.starts_with(']') && text[..at].trim().is_empty();
        if is_object || is_array || is_empty {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// A call out of an object with a name and arguments.
pub(crate) fn call(value: &Value, keys: &Keys) -> Result<ToolCall, Malformed> {
    let Value::Dict(object) = value else { return Err(Malformed::new(Reason::NotCalls, "a call is no object")) };
    let name = match object.get_str(keys.name) {
        Some(Value::Str(name)) if !name.is_empty() => name.clone(),
        _ => return Err(Malformed::new(Reason::Name, format!("a call has no text as its \"{}\"", keys.name))),
    };
    let Some(given) = keys.arguments.iter().find_map(|key| object.get_str(key)) else {
        return Err(Malformed::new(Reason::Arguments, format!("a call has no \"{}\"", keys.arguments[0])));
    };
    Ok(ToolCall { name, arguments: arguments(given)?, positional: Vec::new() })
}

/// Arguments: an object, an object in a text, or nothing.
pub(crate) fn arguments(value: &Value) -> Result<Vec<(Str, Value)>, Malformed> {
    match value {
        Value::Dict(object) => pairs(object),
        Value::None => Ok(Vec::new()),
        Value::Str(text) if text.trim().is_empty() => Ok(Vec::new()),
        Value::Str(text) => match whole_json(text)? {
            Value::Dict(object) => pairs(&object),
            other => Err(no_object(&other)),
        },
        other => Err(no_object(other)),
    }
}

/// A text that is one JSON value.
pub(crate) fn whole_json(text: &str) -> Result<Value, Malformed> {
    serde_json::from_str(text).map(|json: Json| from_json(&json)).map_err(|error| Malformed::json(&error))
}

fn no_object(value: &Value) -> Malformed {
    Malformed::new(Reason::Arguments, format!("arguments are no object but {}", value.type_name()))
}

fn pairs(object: &Dict) -> Result<Vec<(Str, Value)>, Malformed> {
    let pair = |(name, value): (&Value, &Value)| match name {
        Value::Str(name) => Ok((name.clone(), value.clone())),
        other => Err(Malformed::new(Reason::Arguments, format!("the name of an argument is {}", other.type_name()))),
    };
    object.iter().map(pair).collect()
}

/// JSON with a blank behind commas and colons, as models are shown it; letters of all scripts stay as they are.
pub(crate) fn write(json: &Json) -> String {
    let mut out = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut out, Spaced);
    // Neither the writer nor a `Json` can fail.
    _ = serde::Serialize::serialize(json, &mut writer);
    String::from_utf8(out).unwrap_or_default()
}

struct Spaced;

impl serde_json::ser::Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }
    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }
    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}
