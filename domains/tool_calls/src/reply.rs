//! What a reply turned out to be.

use exitrl_python::{Exception, PyError};
use serde::{Deserialize, Serialize};

use crate::ToolCall;

/// A model's reply, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Calls, at least one.
    Calls(Vec<ToolCall>),
    /// Nothing that looks like a call, or an empty list of them.
    NoCall,
    /// Something that was meant as calls, but cannot be read as such.
    Malformed(Malformed),
}

/// Why a reply cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The kind of mistake.
    pub reason: Reason,
    /// The mistake in words, for people and for feedback to the model.
    pub text: String,
}

/// Kinds of mistakes, to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It breaks the rules of Python, JSON or XML.
    Syntax,
    /// It ends in the midst of a call.
    Unclosed,
    /// It is nested too deeply.
    TooDeep,
    /// It looks like calls in another format than the one agreed on.
    OtherFormat,
    /// It is well-formed, but something else than calls.
    NotCalls,
    /// A call lacks a usable name.
    Name,
    /// A call's arguments are no values by name.
    Arguments,
    /// A value cannot be written or worked out in this format.
    Value,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Syntax,
        Self::Unclosed,
        Self::TooDeep,
        Self::OtherFormat,
        Self::NotCalls,
        Self::Name,
        Self::Arguments,
        Self::Value,
    ];
}

impl Reply {
    /// The calls; none where there is nothing to execute.
    pub fn calls(&self) -> &[ToolCall] {
        if let Self::Calls(calls) = self { calls } else { &[] }
    }

    /// Why it cannot be read, where that is so.
    pub fn malformed(&self) -> Option<&Malformed> {
        if let Self::Malformed(malformed) = self { Some(malformed) } else { None }
    }
}

impl From<Vec<ToolCall>> for Reply {
    fn from(calls: Vec<ToolCall>) -> Self {
        if calls.is_empty() { Self::NoCall } else { Self::Calls(calls) }
    }
}

impl From<Result<Vec<ToolCall>, Malformed>> for Reply {
    fn from(result: Result<Vec<ToolCall>, Malformed>) -> Self {
        result.map_or_else(Self::Malformed, Self::from)
    }
}

impl Malformed {
    pub(crate) fn new(reason: Reason, text: impl Into<String>) -> Self {
        Self { reason, text: text.into() }
    }
    /// A value that cannot be had.
    pub(crate) fn value(error: PyError) -> Self {
        Self::new(Reason::Value, error.to_string())
    }
    /// A text that is no Python.
    pub(crate) fn python(error: PyError) -> Self {
        let reason = match error.kind {
            Exception::RecursionError => Reason::TooDeep,
            _ if error.text == "too many nested parentheses" => Reason::TooDeep,
            _ if error.text.ends_with("was never closed") || error.text.starts_with("unterminated") => Reason::Unclosed,
            _ => Reason::Syntax,
        };
        Self::new(reason, error.to_string())
    }
    /// A text that is no JSON.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let reason = match error.is_eof() {
            true => Reason::Unclosed,
            // The reader has no kind for it.
            false if text.starts_with("recursion limit") => Reason::TooDeep,
            false => Reason::Syntax,
        };
        Self::new(reason, format!("JSON: {text}"))
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Malformed {}
