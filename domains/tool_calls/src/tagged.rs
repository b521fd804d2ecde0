//! Formats that mark calls: Hermes (Qwen too) and Mistral.

use exitrl_python::Value;
use serde_json::json;

use crate::attempt::{looks_like_call, without_thoughts};
use crate::json::{ARGUMENTS, arguments, call, leading_json, values, whole_json, write};
use crate::{Malformed, Reason, Reply, ToolCall};

const OPEN: &str = "<tool_call>";
const CLOSE: &str = "</tool_call>";
const MISTRAL: &str = "[TOOL_CALLS]";

/// What a text without any mark is.
pub(crate) fn unmarked(text: &str, mark: &str) -> Reply {
    match looks_like_call(text) {
        true => Reply::Malformed(Malformed::new(Reason::OtherFormat, format!("there is no {mark}"))),
        false => Reply::NoCall,
    }
}

/// Thoughts are dropped, blanks around the JSON are free, and the last closing tag may be missing.
pub(crate) fn hermes(reply: &str) -> Reply {
    let text = without_thoughts(reply);
    if !text.contains(OPEN) {
        return unmarked(text, OPEN);
    }
    let read = || {
        let (mut calls, mut rest) = (Vec::new(), text);
        while let Some(open) = rest.find(OPEN) {
            let inner = &rest[open + OPEN.len()..];
            let (value, len) = leading_json(inner)?;
            calls.push(call(&value, &ARGUMENTS)?);
            let behind = inner[len..].trim_start();
            let closed = behind.strip_prefix(CLOSE);
            if closed.is_none() && !behind.is_empty() && !behind.starts_with(OPEN) {
                return Err(Malformed::new(Reason::Syntax, format!("something else than {CLOSE} is behind a call")));
            }
            rest = closed.unwrap_or(behind);
        }
        Ok(calls)
    };
    read().into()
}

/// As BFCL's reader of Qwen's replies: the tags need line ends inside, what is between them and no JSON is skipped, thoughts count.
pub(crate) fn hermes_strict(reply: &str) -> Reply {
    const STRICT_OPEN: &str = "<tool_call>\n";
    const STRICT_CLOSE: &str = "\n</tool_call>";
    let (mut found, mut rest) = (Vec::new(), reply);
    while let Some(open) = rest.find(STRICT_OPEN) {
        let inner = &rest[open + STRICT_OPEN.len()..];
        let Some(close) = inner.find(STRICT_CLOSE) else { break };
        found.extend(whole_json(&inner[..close]).ok());
        rest = &inner[close + STRICT_CLOSE.len()..];
    }
    if found.is_empty() {
        return unmarked(reply, "readable call between the tags, each on a line of its own");
    }
    found.iter().map(strict_call).collect::<Result<Vec<_>, _>>().into()
}

fn strict_call(value: &Value) -> Result<ToolCall, Malformed> {
    let Value::Dict(object) = value else { return Err(Malformed::new(Reason::NotCalls, "a call is no object")) };
    let Some(Value::Str(name)) = object.get_str("name") else {
        return Err(Malformed::new(Reason::Name, "a call has no name"));
    };
    match object.get_str("arguments") {
        Some(given @ Value::Dict(_)) => Ok(ToolCall::new(name.clone(), arguments(given)?)),
        Some(given @ Value::Str(text)) if !text.trim().is_empty() => Ok(ToolCall::new(name.clone(), arguments(given)?)),
        _ => Err(Malformed::new(Reason::Arguments, "a call has no arguments")),
    }
}

pub(crate) fn write_hermes(calls: &[ToolCall]) -> String {
    let block = |call: &ToolCall| {
        format!("{OPEN}\n{}\n{CLOSE}", write(&json!({"name": call.name.as_str(), "arguments": call.arguments_json()})))
    };
    calls.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// `[TOOL_CALLS] [{"name", "arguments"}]`, or `[TOOL_CALLS]name[ARGS]{...}`, as later versions have it.
///
/// The mark is a special token, which decoding may have dropped: an array of calls at the start is understood without it.
pub(crate) fn mistral(reply: &str) -> Reply {
    let text = without_thoughts(reply);
    if !text.contains(MISTRAL) {
        let bare = text.trim_start().starts_with('[').then(|| values(text)).transpose();
        return match bare.map(Option::flatten) {
            Ok(None) => unmarked(text, MISTRAL),
            Ok(Some(items)) => items.iter().map(|item| call(item, &ARGUMENTS)).collect::<Result<Vec<_>, _>>().into(),
            Err(malformed) => Reply::Malformed(malformed),
        };
    }
    let read = || {
        let (mut calls, mut rest) = (Vec::new(), text);
        while let Some(mark) = rest.find(MISTRAL) {
            rest = rest[mark + MISTRAL.len()..].trim_start();
            if rest.starts_with(['[', '{']) {
                let (value, len) = leading_json(rest)?;
                match &value {
                    Value::List(items) => {
                        for item in items.iter() {
                            calls.push(call(item, &ARGUMENTS)?);
                        }
                    }
                    value => calls.push(call(value, &ARGUMENTS)?),
                }
                rest = &rest[len..];
            } else {
                let (next, behind) = named_call(rest)?;
                calls.push(next);
                rest = behind;
            }
        }
        Ok(calls)
    };
    read().into()
}

/// `name[CALL_ID]id[ARGS]{...}`; the marks may be missing.
fn named_call(text: &str) -> Result<(ToolCall, &str), Malformed> {
    let end = text.find(['[', '{']).ok_or_else(|| Malformed::new(Reason::Unclosed, "a call has no arguments"))?;
    let name = text[..end].trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(Malformed::new(Reason::Name, "there is no name behind the mark"));
    }
    let brace = text.find('{').ok_or_else(|| Malformed::new(Reason::Unclosed, "a call has no arguments"))?;
    let (value, len) = leading_json(&text[brace..])?;
    Ok((ToolCall::new(name, arguments(&value)?), &text[brace + len..]))
}

pub(crate) fn write_mistral(calls: &[ToolCall]) -> String {
    let object = |call: &ToolCall| json!({"name": call.name.as_str(), "arguments": call.arguments_json()});
    format!("{MISTRAL} {}", write(&calls.iter().map(object).collect()))
}
