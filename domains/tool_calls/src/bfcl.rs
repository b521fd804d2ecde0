//! BFCL's answer formats in JSON and XML.

use exitrl_python::{Dict, Str, Value, float_of, int_of, lower, parse_syntax, repr, strip};
use serde_json::json;

use crate::attempt::without_thoughts;
use crate::bare::objects;
use crate::format::literal_text;
use crate::json::{FUNCTION, write};
use crate::tagged::unmarked;
use crate::xml::{self, Element, escape, unescape};
use crate::{Malformed, Reason, Reply, ToolCall, lenient};

const OPEN: &str = "<functions>";
const CLOSE: &str = "</functions>";

/// `[{"function": "f", "parameters": {...}}]`
pub(crate) fn json(reply: &str) -> Reply {
    objects(without_thoughts(reply), &FUNCTION, "array of functions with parameters")
}

pub(crate) fn write_json(calls: &[ToolCall]) -> String {
    let object = |call: &ToolCall| json!({"function": call.name.as_str(), "parameters": call.arguments_json()});
    write(&calls.iter().map(object).collect())
}

/// Where a parameter's value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `<params><param name="a" value="1" type="integer"/></params>`
    Verbose,
    /// `<param name="a" type="integer">1</param>`
    Concise,
}

pub(crate) fn xml(reply: &str, style: Style) -> Reply {
    let text = without_thoughts(reply);
    let Some(open) = text.find(OPEN) else { return unmarked(text, OPEN) };
    let Some(close) = text[open..].find(CLOSE) else {
        return Reply::Malformed(Malformed::new(Reason::Unclosed, format!("{CLOSE} is missing")));
    };
    let read = || {
        let root = xml::parse(&text[open..open + close + CLOSE.len()])?;
        root.children("function").map(|function| call(function, style)).collect::<Result<Vec<_>, _>>()
    };
    read().into()
}

fn call(function: &Element, style: Style) -> Result<ToolCall, Malformed> {
    let name = function.attribute("name").ok_or_else(|| Malformed::new(Reason::Name, "a function has no name"))?;
    let container = function.children("params").next().filter(|_| style == Style::Verbose).unwrap_or(function);
    let mut arguments = Dict::new();
    for param in container.children("param") {
        let name = param.attribute("name").ok_or_else(|| Malformed::new(Reason::Arguments, "a param has no name"))?;
        let text = match style {
            Style::Verbose => param.attribute("value").unwrap_or_default().to_owned(),
            // Blanks written as references are part of the value.
            Style::Concise => unescape(strip(&param.source))?,
        };
        let value = typed(&text, param.attribute("type").unwrap_or("string"))?;
        arguments.insert(Value::str(name), value).map_err(Malformed::value)?;
    }
    let named = |(name, value): (&Value, &Value)| Some((Str::from(name.as_str()?), value.clone()));
    Ok(ToolCall::new(name, arguments.iter().filter_map(named)))
}

fn typed(text: &str, kind: &str) -> Result<Value, Malformed> {
    match kind {
        "integer" => int_of(&Value::str(text)).map_err(Malformed::value),
        "float" => float_of(&Value::str(text)).map(Value::Float).map_err(Malformed::value),
        "boolean" => Ok((lower(text) == "true").into()),
        "null" => Ok(Value::None),
        "array" | "tuple" | "object" | "dict" => {
            let expr = parse_syntax(text.trim_start_matches([' ', '\t'])).map_err(Malformed::python)?;
            lenient::literal(&expr)
        }
        _ => Ok(Value::str(text)),
    }
}

/// A value's type and its text.
fn typed_text(value: &Value) -> (&'static str, String) {
    let kind = match value {
        Value::Str(text) => return ("string", text.to_string()),
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::BigInt(_) => "integer",
        Value::Float(_) => return ("float", repr(value)),
        Value::None => "null",
        Value::Tuple(_) => "tuple",
        Value::Dict(_) => "dict",
        _ => "array",
    };
    (kind, literal_text(value))
}

pub(crate) fn write_xml(calls: &[ToolCall], style: Style) -> String {
    let mut out = OPEN.to_owned();
    let (open, close) = if style == Style::Verbose { ("<params>\n", "</params>\n") } else { ("", "") };
    for call in calls {
        out.push_str(&format!("\n<function name=\"{}\">\n{open}", escape(&call.name)));
        for (name, value) in &call.arguments {
            let (kind, text) = typed_text(value);
            let (name, text) = (escape(name), escape(&text));
            out.push_str(&match style {
                Style::Verbose => format!("<param name=\"{name}\" value=\"{text}\" type=\"{kind}\"/>\n"),
                Style::Concise => format!("<param name=\"{name}\" type=\"{kind}\">{text}</param>\n"),
            });
        }
        out.push_str(close);
        out.push_str("</function>");
    }
    out + "\n" + CLOSE
}
