//! Replies to calls that can be executed.

use exitrl_tool_calls::{Format, Reply};

use crate::tools::Tools;

/// What a reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// At least one call, as texts to execute.
    Calls(Vec<String>),
    /// No call: the turn is over.
    Nothing,
    /// Something that looks like calls and cannot be read, with the reason.
    Malformed(String),
}

/// Reads replies in one format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) format: Format,
}

impl Reader {
    /// Reads a reply. Calls by position get the names that `tools` has for them.
    pub(crate) fn read(self, reply: &str, tools: &Tools) -> Reading {
        match self.format.parse(reply, &|function| tools.signature(function)) {
            Reply::Calls(calls) if calls.is_empty() => Reading::Nothing,
            Reply::Calls(calls) => Reading::Calls(calls),
            Reply::NoCall => Reading::Nothing,
            Reply::Malformed(reason) => Reading::Malformed(reason.to_string()),
        }
    }
}
