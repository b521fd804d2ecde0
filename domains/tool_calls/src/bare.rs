//! Formats that are nothing but JSON: Llama 3 and OpenAI's messages.

use std::borrow::Cow;

use exitrl_python::{Dict, Value};
use serde_json::json;

use crate::attempt::without_thoughts;
use crate::json::{ARGUMENTS, Keys, PARAMETERS, arguments, call, values, write};
use crate::tagged::unmarked;
use crate::{Malformed, Reason, Reply, ToolCall};

const PYTHON_TAG: &str = "<|python_tag|>";

/// Objects with a name and parameters in a row, in an array, or with `;` between them. What is no JSON may be Python.
pub(crate) fn llama3(reply: &str) -> Reply {
    let text = without_thoughts(reply);
    let text = if text.contains(PYTHON_TAG) { Cow::from(text.replace(PYTHON_TAG, "")) } else { text.into() };
    objects(&text, &PARAMETERS, "object with a name and parameters")
}

/// Reads each of the values in a text as a call.
pub(crate) fn objects(text: &str, keys: &Keys, what: &str) -> Reply {
    match values(text) {
        Ok(None) => unmarked(text, what),
        Ok(Some(items)) => items.iter().map(|item| call(item, keys)).collect::<Result<Vec<_>, _>>().into(),
        Err(malformed) => unless_prose(text, malformed),
    }
}

/// Braces in prose are no attempt.
fn unless_prose(text: &str, malformed: Malformed) -> Reply {
    match crate::attempt::looks_like_call(text) || text.trim_start().starts_with(['{', '[', '`']) {
        true => Reply::Malformed(malformed),
        false => Reply::NoCall,
    }
}

pub(crate) fn write_llama3(calls: &[ToolCall]) -> String {
    let object = |call: &ToolCall| write(&json!({"name": call.name.as_str(), "parameters": call.arguments_json()}));
    calls.iter().map(object).collect::<Vec<_>>().join("; ")
}

/// `tool_calls` of a message, the message itself, or BFCL's `[{"name": "{json}"}]`.
pub(crate) fn openai(reply: &str) -> Reply {
    let text = without_thoughts(reply);
    match values(text) {
        Ok(None) => unmarked(text, "array of tool calls"),
        Ok(Some(items)) => items.iter().try_fold(Vec::new(), openai_calls).into(),
        Err(malformed) => unless_prose(text, malformed),
    }
}

fn openai_calls(calls: Vec<ToolCall>, item: &Value) -> Result<Vec<ToolCall>, Malformed> {
    let Value::Dict(object) = item else { return Err(Malformed::new(Reason::NotCalls, "a call is no object")) };
    if let Some(inner) = object.get_str("tool_calls") {
        return match inner {
            Value::List(items) => items.iter().try_fold(calls, openai_call),
            Value::None => Ok(calls),
            _ => Err(Malformed::new(Reason::NotCalls, "tool_calls is no array")),
        };
    }
    openai_call(calls, item)
}

fn openai_call(mut calls: Vec<ToolCall>, item: &Value) -> Result<Vec<ToolCall>, Malformed> {
    let Value::Dict(object) = item else { return Err(Malformed::new(Reason::NotCalls, "a call is no object")) };
    if let Some(function @ Value::Dict(_)) = object.get_str("function").filter(|_| !is_by_name(object)) {
        calls.push(call(function, &ARGUMENTS)?);
    } else if object.get_str("name").is_some_and(|name| matches!(name, Value::Str(_))) && object.len() > 1 {
        calls.push(call(item, &ARGUMENTS)?);
    } else {
        for (name, given) in object.iter() {
            let name = name.as_str().ok_or_else(|| Malformed::new(Reason::Name, "a name is no text"))?;
            calls.push(ToolCall::new(name, arguments(given)?));
        }
    }
    Ok(calls)
}

/// `{"function": {...}}` of a tool that is called "function".
fn is_by_name(object: &Dict) -> bool {
    object.len() == 1 && object.get_str("function").and_then(Value::as_dict).is_some_and(|inner| inner.get_str("name").is_none())
}

pub(crate) fn write_openai(calls: &[ToolCall]) -> String {
    let object = |call: &ToolCall| {
        let arguments = write(&call.arguments_json());
        json!({"type": "function", "function": {"name": call.name.as_str(), "arguments": arguments}})
    };
    write(&calls.iter().map(object).collect())
}
