//! How a task is solved, and what a beginner might do: for references and warm starts.

use exitrl_domain::{Demonstration, Message, Operator};
use exitrl_tool_calls::{Format, Reply, ToolCall};

use crate::conversation::Subject;
use crate::generate::worse_calls;

/// What is said where nothing is to be called.
const NOTHING_TO_CALL: &str = "That is all.";

/// Writes calls as replies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shower {
    pub(crate) format: Format,
    /// Whether a reply with calls ends its turn, so that none without follows.
    pub(crate) ends_by_calls: bool,
}

impl Shower {
    /// Replies that fulfil all requests; [`None`] where a right call cannot be written in the format.
    pub(crate) fn reference(self, subject: &Subject) -> Option<Vec<Message>> {
        let mut replies = Vec::new();
        for calls in &subject.prepared.entry.ground_truth {
            if !calls.is_empty() {
                replies.push(self.reply(calls, subject)?);
            }
            if calls.is_empty() || !self.ends_by_calls {
                replies.push(Message::assistant(NOTHING_TO_CALL));
            }
        }
        Some(replies)
    }

    /// The first reply, out of nothing or out of a worse one. There is no example of diverging: the right calls are one approach.
    pub(crate) fn demonstrate(self, subject: &Subject, operator: Operator, seed: u64) -> Option<Demonstration> {
        let calls = subject.prepared.entry.ground_truth.first().filter(|calls| !calls.is_empty())?;
        let response = self.reply(calls, subject)?;
        let latest = match operator {
            Operator::Attempt => None,
            Operator::Improve => Some(self.reply(&worse_calls(calls, seed), subject)?),
            Operator::Diverge => return None,
        };
        Some(Demonstration { latest, response })
    }

    /// Calls as a reply; [`None`] where one is no call with literals.
    fn reply(self, calls: &[String], subject: &Subject) -> Option<Message> {
        let read = |call: &String| match Format::PythonicLenient.parse(&format!("[{call}]"), &|function| subject.tools.signature(function)) {
            Reply::Calls(mut calls) => calls.pop(),
            Reply::NoCall | Reply::Malformed(_) => None,
        };
        let calls: Vec<ToolCall> = calls.iter().map(read).collect::<Option<_>>()?;
        Some(Message::assistant(self.format.render(&calls)))
    }
}
