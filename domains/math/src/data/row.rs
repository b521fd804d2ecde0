//! One row of a data set: what is asked, what is right, and how responses are read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::format::{AnswerPolicy, DataFormat};
use super::values::{Fields, answer, kind, plain};
use exitrl_math_grader::extract::{self, Rule};

/// What a data set says of a problem beyond question and answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Where the answer is read in responses.
    pub policy: AnswerPolicy,
    /// The subject or kind of problem, as the data set words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The difficulty, as the data set words it: `Level 3`, `3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) question: String,
    pub(crate) gold: String,
    pub(crate) about: About,
}

/// Question, gold answer and, where the row itself tells it, the policy.
type Parts = (String, String, Option<AnswerPolicy>);

impl Row {
    /// Reads a record in the given form.
    ///
    /// The error says what was seen and what to do; file and row are the caller's to add.
    pub(crate) fn read(record: &Map<String, Value>, format: DataFormat) -> Result<Self, String> {
        let fields = Fields(record);
        let form = match format {
            DataFormat::Auto => DataFormat::of(fields).ok_or_else(|| unknown_form(fields))?,
            named => named,
        };
        let (question, gold, policy) = match form {
            DataFormat::Verl => verl(fields),
            DataFormat::Svamp => story(fields),
            DataFormat::Choice => choice(fields),
            DataFormat::OlympiadBench => olympiad(fields),
            DataFormat::Amc => asked(fields).and_then(|asked| Ok((asked, plain(&gold(fields)?), None))),
            DataFormat::Aime => asked(fields).and_then(|asked| Ok((asked, without_zeros(gold(fields)?), None))),
            _ => asked(fields).and_then(|asked| Ok((asked, gold(fields)?, None))),
        }?;
        if question.trim().is_empty() || gold.trim().is_empty() {
            return Err("its question or its answer is empty; fill it in or take the row out".to_owned());
        }
        if ["proof", "notfound", "not found"].iter().any(|word| gold.eq_ignore_ascii_case(word)) {
            return Err(format!("its answer is {gold:?}, which no response can be compared with; take the row out"));
        }
        let about = About { policy: policy.unwrap_or_else(|| form.policy()), subject: subject(fields), level: level(fields) };
        Ok(Self { question, gold, about })
    }
}

/// The question under whichever name it has, also as the user's part of a conversation.
fn asked(fields: Fields<'_>) -> Result<String, String> {
    const NAMES: [&str; 6] = ["problem", "question", "prompt", "query", "instruction", "messages"];
    let name = NAMES.into_iter().find(|name| fields.has(name)).ok_or_else(|| unknown_form(fields))?;
    match fields.get(name) {
        Some(Value::Array(messages)) if name == "prompt" || name == "messages" => {
            let asked = said(messages, "user").first().copied();
            asked.map(str::to_owned).ok_or_else(|| format!("its `{name}` holds no message of the user; add one"))
        }
        _ => fields.need_text(name).map(str::to_owned),
    }
}

/// What a role says in a conversation, in order.
fn said<'a>(messages: &'a [Value], role: &str) -> Vec<&'a str> {
    let of_role = messages.iter().filter(|message| message["role"] == role);
    of_role.filter_map(|message| message["content"].as_str()).map(str::trim).collect()
}

/// The gold answer under whichever name it has; failing that, the box of a worked solution.
fn gold(fields: Fields<'_>) -> Result<String, String> {
    const NAMES: [&str; 6] = ["expected_answer", "final_answer", "answer", "ground_truth", "gold", "target"];
    if let Some(name) = NAMES.into_iter().find(|name| fields.has(name)) {
        return worked(fields.need_answer(name)?, name);
    }
    let messages = fields.get("messages").and_then(Value::as_array);
    let last_said = || messages.and_then(|messages| said(messages, "assistant").last().copied());
    match fields.text("solution").or_else(last_said) {
        Some(solution) => of_solution(solution),
        None => Err(format!("its `answer` is missing, as is a `solution` (its fields are [{}]); add one", fields.names())),
    }
}

/// The value after `####`, where an answer is a worked one.
fn worked(answer: String, name: &str) -> Result<String, String> {
    if !answer.contains("####") {
        return Ok(answer);
    }
    let value = marked(&answer, Rule::Hash).filter(|value| value.contains(|c: char| c.is_ascii_digit()));
    value.ok_or_else(|| format!("its `{name}` has no number after ####; write one"))
}

/// What a mark holds in a worked solution, which is right whatever its words are.
fn marked(text: &str, rule: Rule) -> Option<String> {
    let found = extract::gold(text);
    let answer = found.text(text).into_owned();
    (found.rule == rule && !answer.is_empty()).then_some(answer)
}

fn of_solution(solution: &str) -> Result<String, String> {
    let boxed = marked(solution, Rule::Boxed);
    boxed
        .or_else(|| only_span(solution).map(str::to_owned))
        .ok_or_else(|| "its `solution` holds no \\boxed{} answer; add one or a field `answer`".to_owned())
}

/// The content of a text that is one math span and nothing else.
fn only_span(text: &str) -> Option<&str> {
    let inner = text.trim().trim_end_matches('.').strip_prefix('$')?.strip_suffix('$')?;
    (!inner.contains('$')).then(|| inner.trim())
}

fn verl(fields: Fields<'_>) -> Result<Parts, String> {
    let model = fields.group("reward_model");
    let truth = model.as_ref().and_then(|model| Fields(model).get("ground_truth")).or_else(|| fields.get("ground_truth"));
    let gold = truth.and_then(ground_truth).ok_or_else(|| {
        let seen = truth.map_or("missing", kind);
        format!("its `reward_model.ground_truth` is {seen}; give a text or a number")
    })?;
    let policy = AnswerPolicy::of_data_source(fields.text("data_source").unwrap_or_default());
    let question = asked(fields)?;
    // The prompt asks for a form of the answer; the bare question leaves that to the configuration.
    let extra = fields.group("extra_info");
    let bare = extra.as_ref().and_then(|extra| Fields(extra).text("question")).filter(|bare| question.contains(bare));
    let gold = worked(gold, "reward_model.ground_truth")?;
    Ok((bare.map_or_else(|| question.clone(), str::to_owned), gold, Some(policy)))
}

/// A ground truth, also where it lies in a group of its own under `value` or `target`.
fn ground_truth(value: &Value) -> Option<String> {
    match value {
        Value::Object(group) => ["value", "target"].iter().find_map(|name| group.get(*name)).and_then(answer),
        value => answer(value),
    }
}

fn story(fields: Fields<'_>) -> Result<Parts, String> {
    let body = fields.need_text("body")?;
    let stop = if body.ends_with(['.', '!', '?', ',']) || body.is_empty() { "" } else { "." };
    let question = format!("{body}{stop} {}", fields.need_text("question")?);
    let answer = fields.need_answer("answer")?;
    // ASDiv writes `9 (apples)`.
    let bare = answer.split_once(" (").filter(|(_, unit)| unit.ends_with(')')).map(|(number, _)| number.trim().to_owned());
    Ok((question.trim().to_owned(), plain(&bare.unwrap_or(answer)), None))
}

fn olympiad(fields: Fields<'_>) -> Result<Parts, String> {
    let asked = asked(fields)?;
    let question = fields.text("context").map_or_else(|| asked.clone(), |context| format!("{context}\n\n{asked}"));
    let name = if fields.has("final_answer") { "final_answer" } else { "answer" };
    let gold = fields.need_answer(name)?;
    let multiple = matches!(fields.get("is_multiple_answer"), Some(Value::Bool(true)));
    let gold = match (fields.text("unit"), only_span(&gold)) {
        // One value with a unit: another unit would be another answer.
        (Some(unit), Some(value)) if !multiple && unit.chars().all(|c| c.is_alphabetic() || " /^".contains(c)) => {
            format!("{value} \\text{{ {unit}}}")
        }
        _ => gold,
    };
    Ok((question, gold, None))
}

/// Letters that name the choices.
const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn choice(fields: Fields<'_>) -> Result<Parts, String> {
    let asked = asked(fields)?;
    let name = if fields.has("options") { "options" } else { "choices" };
    let options = fields.get(name).map(options).unwrap_or_default();
    if options.is_empty() || options.len() > LETTERS.len() {
        return Err(format!("its `{name}` is no list of 1 to 26 texts; write one text for each choice"));
    }
    let letter = |at: usize| char::from(LETTERS[at]).to_string();
    // A choice that brings its own letter, as `A)21`, keeps it.
    let line = |(at, option): (usize, &String)| match lettered(option, at) {
        true => option.clone(),
        false => format!("{}) {option}", letter(at)),
    };
    let lines: Vec<String> = options.iter().enumerate().map(line).collect();
    let key = ["correct", "answer", "answer_index", "answerkey", "label"].into_iter().find(|key| fields.has(key));
    let right = key.and_then(|key| fields.get(key)).and_then(|right| place(right, &options));
    let right = right.ok_or_else(|| {
        format!(
            "its `{}` names none of its {} choices; give a letter, a place from 0 or the text",
            key.unwrap_or("answer"),
            options.len()
        )
    })?;
    Ok((format!("{asked}\n{}", lines.join("\n")), letter(right), None))
}

/// The choices: a list of texts, or a group with one under each letter, or under `text` beside their `label`s.
fn options(value: &Value) -> Vec<String> {
    match value {
        Value::Array(entries) => entries.iter().filter_map(answer).collect(),
        Value::Object(group) => match group.get("text") {
            Some(texts @ Value::Array(_)) => options(texts),
            _ => group.values().filter_map(answer).collect(),
        },
        _ => Vec::new(),
    }
}

fn lettered(option: &str, at: usize) -> bool {
    let bytes = option.trim_start_matches('(').as_bytes();
    bytes.first() == LETTERS.get(at) && bytes.get(1).is_some_and(|next| b").:".contains(next))
}

/// Which choice is meant: by its letter, its place from 0, or its text.
fn place(right: &Value, options: &[String]) -> Option<usize> {
    let place = match right {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok()?,
        Value::String(text) => {
            let text = text.trim().trim_matches(['(', ')', '.']);
            let by_letter = LETTERS.iter().position(|letter| text.as_bytes() == [*letter]);
            by_letter.or_else(|| options.iter().position(|option| option.trim() == text))?
        }
        _ => return None,
    };
    (place < options.len()).then_some(place)
}

fn without_zeros(gold: String) -> String {
    if gold.bytes().all(|byte| byte.is_ascii_digit()) && gold.len() <= 3 {
        let bare = gold.trim_start_matches('0');
        return if bare.is_empty() { "0".to_owned() } else { bare.to_owned() };
    }
    gold
}

fn subject(fields: Fields<'_>) -> Option<String> {
    const NAMES: [&str; 7] = ["subject", "type", "subfield", "topic", "data_topic", "problem_type", "ability"];
    NAMES.iter().find_map(|name| fields.text(name)).map(str::to_owned)
}

fn level(fields: Fields<'_>) -> Option<String> {
    let level = ["level", "difficulty"].iter().find_map(|name| fields.get(name))?;
    answer(level).filter(|level| !level.is_empty())
}

fn unknown_form(fields: Fields<'_>) -> String {
    format!(
        "its fields are [{}]; a row needs question and answer (GSM8K), problem and solution or answer (MATH), Body, Question and \
         Answer (SVAMP), question and final_answer (OlympiadBench), prompt and reward_model (verl), or prompt and answer",
        fields.names()
    )
}

#[cfg(test)]
mod tests;
