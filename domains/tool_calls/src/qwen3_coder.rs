//! `<tool_call><function=f><parameter=a>1</parameter></function></tool_call>`, as Qwen3-Coder writes calls.

use exitrl_python::{Dict, Str, Value, parse_syntax, to_json};
use serde_json::Value as Json;

use crate::attempt::without_thoughts;
use crate::json::{whole_json, write};
use crate::tagged::unmarked;
use crate::{Malformed, Parameter, Reason, Reply, Signatures, ToolCall, lenient};

const FUNCTION: &str = "<function=";
const FUNCTION_END: &str = "</function>";
const PARAMETER: &str = "<parameter=";
const PARAMETER_END: &str = "</parameter>";

pub(crate) fn parse(reply: &str, signatures: &Signatures) -> Reply {
    let text = without_thoughts(reply);
    if !text.contains(FUNCTION) {
        return unmarked(text, FUNCTION);
    }
    let read = || {
        let (mut calls, mut rest) = (Vec::new(), text);
        while let Some(open) = rest.find(FUNCTION) {
            let (next, behind) = call(&rest[open + FUNCTION.len()..], signatures)?;
            calls.push(next);
            rest = behind;
        }
        Ok(calls)
    };
    read().into()
}

/// A call from behind `<function=` on, and what is behind it.
fn call<'t>(text: &'t str, signatures: &Signatures) -> Result<(ToolCall, &'t str), Malformed> {
    let (name, mut rest) = tag_name(text)?;
    let parameters = signatures(name).unwrap_or_default();
    let mut arguments = Dict::new();
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix(FUNCTION_END) {
            let named = |(name, value): (&Value, &Value)| Some((Str::from(name.as_str()?), value.clone()));
            return Ok((ToolCall::new(name, arguments.iter().filter_map(named)), behind));
        }
        let Some(parameter) = rest.strip_prefix(PARAMETER) else {
            return Err(match rest.is_empty() {
                true => unclosed(FUNCTION_END),
                false => Malformed::new(Reason::Syntax, format!("neither {PARAMETER} nor {FUNCTION_END} inside a call")),
            });
        };
        let (name, inner) = tag_name(parameter)?;
        let (text, behind) = inner.split_once(PARAMETER_END).ok_or_else(|| unclosed(PARAMETER_END))?;
        let value = typed(without_line_ends(text), parameters.iter().find(|parameter| parameter.name == name));
        arguments.insert(Value::str(name), value).map_err(Malformed::value)?;
        rest = behind;
    }
}

fn unclosed(end: &str) -> Malformed {
    Malformed::new(Reason::Unclosed, format!("{end} is missing"))
}

/// The name in a tag, and what is behind the tag.
fn tag_name(text: &str) -> Result<(&str, &str), Malformed> {
    let (name, rest) = text.split_once('>').ok_or_else(|| unclosed(">"))?;
    let name = name.trim();
    if name.is_empty() || name.contains(['<', '\n']) {
        return Err(Malformed::new(Reason::Name, "a tag has no usable name"));
    }
    Ok((name, rest))
}

/// A value stands on lines of its own: one line end on either side belongs to the tags.
fn without_line_ends(text: &str) -> &str {
    let text = text.strip_prefix('\n').unwrap_or(text);
    text.strip_suffix('\n').unwrap_or(text)
}

/// The value that a text stands for: a text where the schema says so, else JSON or a Python literal, else a text again.
fn typed(text: &str, parameter: Option<&Parameter>) -> Value {
    let raw = || Value::str(text);
    let is_text = parameter.is_some_and(|parameter| parameter.schema["type"] == "string");
    if is_text || text.trim_start().starts_with(['"', '\'']) {
        return raw();
    }
    if let Ok(value) = whole_json(text) {
        return value;
    }
    let text = text.trim();
    let python = text.starts_with(['{', '[', '(']) || matches!(text, "True" | "False" | "None");
    python.then(|| lenient::literal(&parse_syntax(text).ok()?).ok()).flatten().unwrap_or_else(raw)
}

pub(crate) fn render(calls: &[ToolCall]) -> String {
    let mut blocks = Vec::with_capacity(calls.len());
    for call in calls {
        let mut block = format!("<tool_call>\n{FUNCTION}{}>\n", call.name);
        for (name, value) in &call.arguments {
            let text = match to_json(value) {
                Json::String(text) => text,
                json => write(&json),
            };
            block.push_str(&format!("{PARAMETER}{name}>\n{text}\n{PARAMETER_END}\n"));
        }
        blocks.push(block + FUNCTION_END + "\n</tool_call>");
    }
    blocks.join("\n")
}
