//! Offline grading: a conversation's calls, or a line of a result file of the benchmark's own runner, to a verdict.

use std::borrow::Cow;
use std::collections::HashMap;

use exitrl_domain::DomainError;
use exitrl_tool_calls::{Format, Reply};
use serde_json::{Value, json};

use crate::check::{Calls, CheckRules, ErrorType, Prepared};
use crate::data::Category;
use crate::reader::{Reader, Reading};
use crate::tasks::generated_by_id;
use crate::tools::Tools;

/// Grades cases.
pub(crate) struct Grader<'a> {
    pub(crate) entries: &'a HashMap<String, Prepared>,
    pub(crate) rules: CheckRules,
    pub(crate) reader: Reader,
}

impl Grader<'_> {
    /// Grades `{"id", "category", "steps": [turn][reply][call]}`, or `{"id", "result": [turn][reply]}` with replies as they came from
    /// the model.
    ///
    /// # Errors
    /// Where the case cannot be read or names an entry that is not there.
    pub(crate) fn grade(&self, case: &Value) -> Result<Value, DomainError> {
        let id = case["id"].as_str().ok_or_else(|| unreadable("`id` is no text"))?;
        check_category(id, &case["category"])?;
        let prepared = self.entry(id)?;
        let calls = match (&case["steps"], case.get("result")) {
            (Value::Null, None) => return Err(unreadable("it has neither `steps` nor `result`")),
            (Value::Null, Some(Value::Array(turns))) => self.decoded(turns),
            // The runner puts the text of an error in place of a result that it could not get.
            (Value::Null, Some(other)) => return Ok(inference_error(id, other)),
            (steps, _) => serde_json::from_value::<Calls>(steps.clone())
                .map_err(|error| unreadable(&format!("`steps` is no [turn][reply][call text]: {error}")))?,
        };
        let verdict = prepared.check(&calls, self.rules);
        let failure = verdict.failure.as_ref();
        Ok(json!({
            "id": id,
            "valid": verdict.valid(),
            "error_type": failure.map(|failure| failure.error_type),
            "message": failure.map(|failure| &failure.message),
            "results": verdict.results,
            "states": verdict.states,
        }))
    }

    fn entry(&self, id: &str) -> Result<Cow<'_, Prepared>, DomainError> {
        if let Some(prepared) = self.entries.get(id) {
            return Ok(Cow::Borrowed(prepared));
        }
        match generated_by_id(id) {
            Some(entry) => Prepared::new(entry, None, self.rules.calls).map(Cow::Owned),
            None => Err(DomainError::request(format!(
                "no entry is called {id}: {} are known; give BFCL's data by --domain-config '{{\"data\": PATH}}', with the category of the entry",
                self.entries.len()
            ))),
        }
    }

    /// The calls of every reply that can be read; others do not count, as in the benchmark.
    fn decoded(&self, turns: &[Value]) -> Calls {
        let replies = |turn: &Value| {
            turn.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(|reply| self.read(reply)).collect()
        };
        turns.iter().map(replies).collect()
    }

    fn read(&self, reply: &Value) -> Option<Vec<String>> {
        match reply {
            Value::String(text) => match self.reader.read(text, &Tools::default()) {
                Reading::Calls(calls) => Some(calls),
                Reading::Nothing | Reading::Malformed(_) => None,
            },
            // Native tool calls: [{name: arguments as JSON text}].
            other => match Format::Openai.parse(&other.to_string(), &|_| None) {
                Reply::Calls(calls) if !calls.is_empty() => calls.iter().map(|call| call.to_plain_call_string().ok()).collect(),
                _ => None,
            },
        }
    }
}

fn unreadable(what: &str) -> DomainError {
    DomainError::request(format!(
        "the case cannot be graded: {what}; give {{\"id\": entry id, \"category\": ..., \"steps\": [turn][reply][call text]}}, or a line of an official \
         result file"
    ))
}

fn check_category(id: &str, category: &Value) -> Result<(), DomainError> {
    let Some(named) = category.as_str() else { return Ok(()) };
    let named = named.strip_prefix("multi_turn_").unwrap_or(named);
    match Category::of_id(id) {
        Some(own) if own.name() != named => {
            Err(unreadable(&format!("`category` is {named} and the entry {id} is of {}", own.name())))
        }
        _ => Ok(()),
    }
}

fn inference_error(id: &str, result: &Value) -> Value {
    json!({
        "id": id,
        "valid": false,
        "error_type": ErrorType::InferenceError,
        "message": format!("`result` is no list of turns: {result}"),
        "results": [],
        "states": [],
    })
}
