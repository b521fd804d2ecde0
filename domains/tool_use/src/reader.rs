//! Replies to calls that can be executed.

use exitrl_tool_calls::{Format, Reply, ToolCall};

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
    /// Reads a reply. Arguments by position get the names that `tools` has for them, where the format keeps them.
    pub(crate) fn read(self, reply: &str, tools: &Tools) -> Reading {
        match self.format.parse(reply, &|function| tools.signature(function)) {
            Reply::Calls(calls) if calls.is_empty() => Reading::Nothing,
            Reply::Calls(calls) => self.texts(&calls),
            Reply::NoCall => Reading::Nothing,
            Reply::Malformed(why) => Reading::Malformed(why.to_string()),
        }
    }

    /// Calls as the benchmark's runner would write them: in the one way in prompting mode, in the other for native calls. One that has
    /// no text voids the whole reply.
    fn texts(self, calls: &[ToolCall]) -> Reading {
        let text = |call: &ToolCall| match self.format {
            Format::Pythonic => call.to_call_string(),
            _ => call.to_plain_call_string(),
        };
        match calls.iter().map(text).collect() {
            Ok(texts) => Reading::Calls(texts),
            Err(error) => Reading::Malformed(format!("a call has no text to execute: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Format, reply: &str) -> Reading {
        Reader { format }.read(reply, &Tools::default())
    }

    #[test]
    fn replies_are_calls_or_the_end_of_a_turn_or_a_mistake() {
        assert_eq!(read(Format::Pythonic, "[ls(a=True)]"), Reading::Calls(vec!["ls(a=True)".into()]));
        assert_eq!(read(Format::Pythonic, "All done."), Reading::Nothing);
        assert_eq!(read(Format::Pythonic, "[]"), Reading::Nothing);
        assert!(matches!(read(Format::Pythonic, "[ls(a=True"), Reading::Malformed(_)));
        let hermes = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": {}, \"b\": \"x\"}}\n</tool_call>";
        assert_eq!(read(Format::Hermes, hermes), Reading::Calls(vec!["f(a={},b='x')".into()]));
    }
}
