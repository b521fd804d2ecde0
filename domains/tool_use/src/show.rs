//! How a task is solved, and what a beginner might do: for references and warm starts.

use exitrl_domain::{Demonstration, Message, Operator, Split};
use exitrl_tool_calls::{Format, Reply, ToolCall};
use serde_json::Value;

use crate::conversation::Subject;
use crate::data::Entry;
use crate::generate::{Endless, Level, generate, worse_calls};
use crate::tools::Tools;

/// What is said where nothing is to be called.
const NOTHING_TO_CALL: &str = "That is all.";

/// A request with its reply, and the function that it is about.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) request: String,
    pub(crate) reply: String,
    pub(crate) doc: Value,
}

/// Worked examples: generated tasks of the training side, each of another service, the same in every run.
pub(crate) fn examples(count: usize, format: Format) -> Vec<Example> {
    /// Enough to meet every service.
    const TRIED: u64 = 1000;
    let endless = Endless::new(&[Level::OneCall], 0);
    let mut seen = Vec::new();
    let mut examples = Vec::new();
    for index in 0..TRIED {
        if examples.len() >= count {
            break;
        }
        let (level, code) = endless.task(Split::Train, index);
        let entry = generate(level, code);
        if entry.classes.iter().any(|class| seen.contains(class)) {
            continue;
        }
        seen.extend_from_slice(&entry.classes);
        examples.extend(example(&entry, format));
    }
    examples
}

fn example(entry: &Entry, format: Format) -> Option<Example> {
    let request = entry.questions.first()?.clone()?;
    let docs = entry.classes.iter().flat_map(|class| class.docs()).collect();
    let tools = Tools::new(docs, entry, &[], false);
    let calls = entry.ground_truth.first()?.iter().map(|call| tool_call(call, &tools)).collect::<Option<Vec<_>>>()?;
    let doc = tools.at_start.iter().find(|doc| calls.first().is_some_and(|call| doc["name"] == *call.name))?.clone();
    Some(Example { request, reply: format.render(&calls), doc })
}

/// A right call, read; [`None`] where it is no call with literals.
fn tool_call(call: &str, tools: &Tools) -> Option<ToolCall> {
    match Format::PythonicLenient.parse(&format!("[{call}]"), &|function| tools.signature(function)) {
        Reply::Calls(mut calls) => calls.pop(),
        Reply::NoCall | Reply::Malformed(_) => None,
    }
}

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
        let calls = calls.iter().map(|call| tool_call(call, &subject.tools)).collect::<Option<Vec<_>>>()?;
        Some(Message::assistant(self.format.render(&calls)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_of_services_of_their_own_and_the_same_every_time() {
        let shown = examples(4, Format::Hermes);
        assert_eq!(shown.len(), 4);
        let names: std::collections::HashSet<&str> = shown.iter().filter_map(|example| example.doc["name"].as_str()).collect();
        assert_eq!(names.len(), 4);
        assert!(shown.iter().all(|example| example.reply.contains("<tool_call>") && !example.request.is_empty()));
        assert_eq!(examples(2, Format::Hermes)[1].reply, shown[1].reply);
        assert!(examples(0, Format::Hermes).is_empty());
    }
}
