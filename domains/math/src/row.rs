//! One row of a data set, in whichever of the known forms it comes.

use serde_json::{Map, Value};

use crate::extract::{ExtractRule, single};
use crate::number::Rational;

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) question: String,
    pub(crate) gold: String,
}

impl Row {
    /// Reads one line. The form is known by the fields: `Body` (SVAMP), `problem` (MATH), `question` (GSM8K), `prompt` (plain).
    ///
    /// The error says what was seen and what to do; file and line are the caller's to add.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(line).map_err(|e| format!("it is not JSON: {e}; write one object a line"))?;
        let Value::Object(fields) = value else {
            return Err(format!("it is {}; write one object a line", kind(&value)));
        };
        let row = if fields.contains_key("Body") {
            svamp(&fields)
        } else if fields.contains_key("problem") {
            Ok(Self { question: text(&fields, "problem")?, gold: boxed_or_answer(&fields)? })
        } else if fields.contains_key("question") {
            Ok(Self { question: text(&fields, "question")?, gold: worked_answer(&fields)? })
        } else if fields.contains_key("prompt") {
            Ok(Self { question: text(&fields, "prompt")?, gold: worked_answer(&fields)? })
        } else {
            Err(unknown_form(&fields))
        }?;
        if row.question.trim().is_empty() || row.gold.trim().is_empty() {
            return Err("its question or its answer is empty; fill it in or take the row out".to_owned());
        }
        Ok(row)
    }
}

fn svamp(fields: &Map<String, Value>) -> Result<Row, String> {
    let body = text(fields, "Body")?;
    let body = body.trim();
    let stop = if body.ends_with(['.', '!', '?', ',']) || body.is_empty() { "" } else { "." };
    let question = format!("{body}{stop} {}", text(fields, "Question")?.trim());
    Ok(Row { question: question.trim().to_owned(), gold: answer(fields, "Answer")? })
}

fn boxed_or_answer(fields: &Map<String, Value>) -> Result<String, String> {
    if fields.contains_key("answer") {
        return answer(fields, "answer");
    }
    let solution = text(fields, "solution")?;
    let boxed = single(&solution, ExtractRule::Boxed);
    boxed.map(str::to_owned).ok_or_else(|| "its `solution` holds no \\boxed{} answer; add one or a field `answer`".to_owned())
}

/// An answer that may be a worked solution with the value after `####`.
fn worked_answer(fields: &Map<String, Value>) -> Result<String, String> {
    let answer = answer(fields, "answer")?;
    if !answer.contains("####") {
        return Ok(answer.trim().to_owned());
    }
    let value = single(&answer, ExtractRule::Hash);
    value.map(str::to_owned).ok_or_else(|| "its `answer` has no number after ####; write one".to_owned())
}

fn text(fields: &Map<String, Value>, name: &str) -> Result<String, String> {
    match fields.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        seen => Err(format!("its `{name}` is {}; give a text", seen.map_or("missing", kind))),
    }
}

/// A text as it stands; a number in its plainest form, so that `145.0` reads `145`.
fn answer(fields: &Map<String, Value>, name: &str) -> Result<String, String> {
    match fields.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => {
            let written = number.to_string();
            let whole = Rational::parse(&written).map(|value| value.to_string()).filter(|text| !text.contains('/'));
            Ok(whole.unwrap_or(written))
        }
        seen => Err(format!("its `{name}` is {}; give a text or a number", seen.map_or("missing", kind))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn unknown_form(fields: &Map<String, Value>) -> String {
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    format!(
        "its fields are [{}]; a row needs question and answer (GSM8K), problem and solution or answer (MATH), Body, Question and \
         Answer (SVAMP), or prompt and answer",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_row_is_known_by_its_fields() {
        let cases = [
            (r#"{"question": "Q?", "answer": "2 + 2 = 4\n#### 4"}"#, "Q?", "4"),
            (r#"{"question": "Q?", "answer": "x+1"}"#, "Q?", "x+1"),
            (r#"{"problem": "P", "solution": "so $\\boxed{\\frac{1}{2}}$.", "level": "Level 1"}"#, "P", "\\frac{1}{2}"),
            (r#"{"problem": "P", "question": "P", "solution": "?", "answer": 27.0}"#, "P", "27"),
            (r#"{"Body": "Ann has 3 cats ", "Question": "How many?", "Answer": 3.0}"#, "Ann has 3 cats. How many?", "3"),
            (r#"{"prompt": "P", "answer": 0.5}"#, "P", "0.5"),
            (r#"{"prompt": "P", "answer": 12}"#, "P", "12"),
        ];
        for (line, question, gold) in cases {
            assert_eq!(Row::parse(line), Ok(Row { question: question.to_owned(), gold: gold.to_owned() }), "{line}");
        }
    }

    #[test]
    fn a_bad_row_is_refused_with_what_it_lacks() {
        let cases = [
            ("{", "not JSON"),
            ("[1]", "it is a list"),
            (r#"{"q": 1, "a": 2}"#, "its fields are [q, a]"),
            (r#"{"question": "Q?"}"#, "`answer` is missing"),
            (r#"{"question": ["Q?"], "answer": "1"}"#, "`question` is a list"),
            ("{\"question\": \"Q?\", \"answer\": \"#### none\"}", "no number after ####"),
            (r#"{"problem": "P", "solution": "so 3"}"#, "no \\boxed{} answer"),
            (r#"{"prompt": " ", "answer": "1"}"#, "is empty"),
        ];
        for (line, why) in cases {
            let error = Row::parse(line).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
