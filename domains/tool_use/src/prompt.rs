//! What the policy reads: the system message with the functions, and the rewriting of a turn.

use exitrl_domain::{DomainError, Iterate, Message, Operator, Role, diverge_prompt, improve_prompt, standard_prompt};
use exitrl_python::{from_json, repr};
use exitrl_tool_calls::{Format, ToolCall};
use serde_json::Value;

use crate::config::{ToolUseConfig, ToolsIn};
use crate::data::OfficialPrompt;
use crate::show::{Example, examples};
use crate::tools::{ToolDocs, Tools, as_schema, as_text};

/// Texts around functions.
#[derive(Debug)]
pub(crate) struct Prompter {
    system: Option<String>,
    more_functions: String,
    tools_in: ToolsIn,
    docs: ToolDocs,
    examples: Vec<Example>,
}

/// Ours; what a call looks like stands in its middle.
const SYSTEM: &str = "You fulfil requests by calling functions.";
const BEHAVIOUR: &str =
    "What a function answers comes back to you. Go on calling until the request is fulfilled; then reply without any call.";
const MORE_FUNCTIONS: &str = "More functions can be called from now on.";

/// How calls are to be written, by an example.
fn how_to_call(format: Format) -> String {
    let example = ToolCall::new("name", [("parameter".into(), "value".into())]);
    let form = match format {
        // The example of the benchmark's own prompt has no quotes; a small policy should see them.
        Format::Pythonic | Format::PythonicLenient => "[name(parameter='value', ...), ...]".to_owned(),
        other => other.render(&[example]),
    };
    format!("Reply with calls and nothing else, in this form:\n{form}\n")
}

impl Prompter {
    pub(crate) fn new(config: &ToolUseConfig, official: Option<&OfficialPrompt>) -> Self {
        let official = official.filter(|_| config.format == Format::Pythonic && config.tools_in == ToolsIn::Prompt);
        let system = match (&config.system, official, config.tools_in) {
            (Some(own), _, ToolsIn::Prompt) if own.contains("{functions}") => Some(own.clone()),
            (Some(own), _, ToolsIn::Prompt) if own.is_empty() => Some("{functions}".to_owned()),
            (Some(own), _, ToolsIn::Prompt) => Some(format!("{own}\n\n{{functions}}")),
            (Some(own), _, ToolsIn::Template) => (!own.is_empty()).then(|| own.clone()),
            (None, Some(official), _) => Some(official.system.clone()),
            (None, None, ToolsIn::Prompt) => {
                Some(format!("{SYSTEM} {}{BEHAVIOUR}\n\nFunctions:\n{{functions}}", how_to_call(config.format)))
            }
            (None, None, ToolsIn::Template) => None,
        };
        let more_functions = official.map_or_else(|| MORE_FUNCTIONS.to_owned(), |official| official.more_functions.clone());
        let examples = examples(config.examples, config.format);
        Self { system, more_functions, tools_in: config.tools_in, docs: config.tool_docs, examples }
    }

    /// The system message of an entry.
    pub(crate) fn system(&self, tools: &Tools) -> Option<String> {
        let functions = tools.at_start.iter().chain(self.other_functions(tools));
        self.system.as_ref().map(|system| system.replace("{functions}", &as_text(functions, self.docs)))
    }

    /// The functions of the present turn as tools for a chat template.
    pub(crate) fn schemas(&self, tools: &Tools, turn: usize) -> Vec<Value> {
        match self.tools_in {
            ToolsIn::Prompt => Vec::new(),
            ToolsIn::Template => tools.in_turn(turn).chain(self.other_functions(tools)).map(as_schema).collect(),
        }
    }

    /// Functions of the worked examples that are none of the entry's own, whether at hand or withheld.
    fn other_functions<'a>(&'a self, tools: &'a Tools) -> impl Iterator<Item = &'a Value> {
        let own = |doc: &&Value| tools.in_turn(usize::MAX).any(|own| own["name"] == doc["name"]);
        self.examples.iter().map(|example| &example.doc).filter(move |doc| !own(doc))
    }

    /// The worked examples as messages.
    pub(crate) fn examples(&self) -> impl Iterator<Item = Message> {
        self.examples.iter().flat_map(|example| [Message::user(&example.request), Message::assistant(&example.reply)])
    }

    /// What the user says when withheld functions are brought. A chat template lists them itself.
    pub(crate) fn more_functions(&self, docs: &[Value]) -> String {
        match (self.tools_in, self.docs) {
            (ToolsIn::Template, _) => self.more_functions.clone(),
            (ToolsIn::Prompt, ToolDocs::Json) => {
                let docs = exitrl_python::Value::list(docs.iter().map(from_json).collect());
                format!("{}\n{}", repr(&docs), self.more_functions)
            }
            (ToolsIn::Prompt, docs_form) => format!("{}\n{}", as_text(docs.iter(), docs_form), self.more_functions),
        }
    }
}

/// The messages of a turn under an operator: the conversation stays as it is, and the request to improve or to diverge takes the place of
/// the request that was made last; where results have come back since, it follows them (arXiv 2509.04575, appendix B).
///
/// # Errors
/// When improve or diverge got no iterate.
pub(crate) fn rewritten(
    messages: Vec<Message>,
    operator: Operator,
    latest: Option<&Iterate>,
) -> Result<Vec<Message>, DomainError> {
    let asked_last = messages.last().is_none_or(|message| message.role == Role::User);
    let (Some(latest), false) = (latest.filter(|_| operator != Operator::Attempt), asked_last) else {
        return standard_prompt(messages, operator, latest);
    };
    let request = messages.iter().rev().find(|message| message.role == Role::User).map_or("", |message| &message.content);
    let text = match operator {
        Operator::Diverge => diverge_prompt(request, latest),
        Operator::Attempt | Operator::Improve => improve_prompt(request, latest),
    };
    let mut messages = messages;
    messages.push(Message::user(text));
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iterate() -> Iterate {
        Iterate { response: Message::assistant("[ls()]"), feedback: Some("ls() => {}".into()), quality: 0.0 }
    }

    #[test]
    fn the_first_reply_to_a_request_is_rewritten_in_its_place_and_later_ones_behind_the_results() {
        let fresh = vec![Message::system("S"), Message::user("List it.")];
        let first = rewritten(fresh.clone(), Operator::Improve, Some(&iterate())).unwrap();
        assert_eq!(first.len(), 2);
        assert!(first[1].content.contains("## Request\nList it.") && first[1].content.contains("## Feedback\nls() => {}"));
        let mut played = fresh;
        played.extend([Message::assistant("[cd(folder='a')]"), Message { role: Role::Tool, content: "{}".into() }]);
        let later = rewritten(played.clone(), Operator::Diverge, Some(&iterate())).unwrap();
        assert_eq!(later[..4], played[..]);
        assert!(later[4].content.contains("COMPLETELY DIFFERENT") && later[4].content.contains("## Request\nList it."));
        assert_eq!(rewritten(played.clone(), Operator::Attempt, None).unwrap(), played);
        assert!(rewritten(played, Operator::Improve, None).is_err());
    }
}
