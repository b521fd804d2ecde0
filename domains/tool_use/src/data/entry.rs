//! A test entry: what the user asks, turn by turn, in which state the services start, and the calls that would do.

use std::collections::{BTreeMap, HashMap};

use exitrl_domain::DomainError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::services::Class;

/// A set of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Requests that can be fulfilled at once.
    Base,
    /// A function is withheld until the user brings it.
    MissFunc,
    /// A parameter is withheld until the user names it.
    MissParam,
    /// The requests of `base` in services that answer at length.
    LongContext,
    /// All difficulties at once; not part of the benchmark's own test collections.
    Composite,
}

impl Category {
    /// The four that make up the benchmark's multi-turn score, in the order of its table.
    pub const SCORED: [Self; 4] = [Self::Base, Self::MissFunc, Self::MissParam, Self::LongContext];

    /// The name in configurations.
    pub fn name(self) -> &'static str {
        self.file_part()
    }
    /// The part of file names and of entry ids behind `multi_turn_`.
    pub(crate) fn file_part(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::MissFunc => "miss_func",
            Self::MissParam => "miss_param",
            Self::LongContext => "long_context",
            Self::Composite => "composite",
        }
    }
    /// Whether services answer at length.
    pub(crate) fn is_long(self) -> bool {
        matches!(self, Self::LongContext | Self::Composite)
    }
    /// Folders of questions and answers, where they are not the usual ones.
    pub(crate) fn folders(self) -> Option<(&'static str, &'static str)> {
        (self == Self::Composite).then_some(("unused_datasets/question", "unused_datasets/possible_answer"))
    }
    /// The category that an entry id belongs to.
    pub fn of_id(id: &str) -> Option<Self> {
        let part = id.strip_prefix("multi_turn_")?.rsplit_once('_')?.0;
        [Self::Composite].into_iter().chain(Self::SCORED).find(|category| category.file_part() == part)
    }
}

/// A test entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// For example `multi_turn_base_17`.
    pub id: String,
    /// Whether services answer at length.
    pub long: bool,
    /// What the user says in each turn; [`None`] in the turn that only brings a withheld function.
    pub questions: Vec<Option<String>>,
    /// Scenarios by class name.
    pub scenarios: exitrl_python::Value,
    /// The services at hand, in the order in which their functions are listed.
    pub classes: Vec<Class>,
    /// Functions withheld until a turn, by turn.
    pub missed: BTreeMap<usize, Vec<String>>,
    /// Functions that the benchmark meant to withhold altogether; its runner does not.
    pub excluded: Vec<String>,
    /// The only functions that are told of, where not all of the services' are.
    pub shown: Option<Vec<String>>,
    /// Calls that fulfil each turn's request; none where the right thing is to call nothing.
    pub ground_truth: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct RawEntry {
    id: String,
    question: Vec<Vec<RawMessage>>,
    initial_config: Value,
    involved_classes: Vec<String>,
    #[serde(default)]
    missed_function: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    excluded_function: Vec<String>,
    #[serde(default)]
    shown_function: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct RawMessage {
    content: String,
}

#[derive(Deserialize)]
struct RawAnswer {
    id: String,
    ground_truth: Vec<Vec<String>>,
}

impl Entry {
    /// The number at the end of its id, which its variants in all categories share.
    pub fn number(&self) -> Option<u64> {
        self.id.rsplit_once('_')?.1.parse().ok()
    }

    /// An entry in the benchmark's JSON form with its answer.
    ///
    /// # Errors
    /// Where it has another form, or turns and answers do not match.
    pub fn from_json(entry: Value, ground_truth: Vec<Vec<String>>) -> Result<Self, DomainError> {
        let raw: RawEntry = serde_json::from_value(entry).map_err(|error| {
            DomainError::data(format!(
                "a test entry cannot be read: {error}; it must have the fields of BFCL's multi-turn entries"
            ))
        })?;
        Self::from_raw(raw, ground_truth)
    }

    fn from_raw(raw: RawEntry, ground_truth: Vec<Vec<String>>) -> Result<Self, DomainError> {
        let RawEntry { id, question, initial_config, involved_classes, missed_function, excluded_function, shown_function } = raw;
        let refuse =
            |what: String| DomainError::data(format!("test entry {id} cannot be used: {what}; get the data anew")).on_task(&id);
        if question.len() != ground_truth.len() || question.is_empty() {
            return Err(refuse(format!("it has {} turns and answers for {}", question.len(), ground_truth.len())));
        }
        let class = |name: &String| {
            Class::named(name).ok_or_else(|| refuse(format!("no service is called {name}; those known are {}", class_names())))
        };
        let turn = |(turn, names): (String, Vec<String>)| match turn.parse::<usize>() {
            Ok(turn) => Ok((turn, names)),
            Err(_) => Err(refuse(format!("missed_function names turn {turn:?}, which is no number"))),
        };
        let said = |turn: Vec<RawMessage>| {
            let texts: Vec<String> = turn.into_iter().map(|message| message.content).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        Ok(Self {
            long: id.contains("long_context") || id.contains("composite"),
            classes: involved_classes.iter().map(class).collect::<Result<_, _>>()?,
            missed: missed_function.into_iter().map(turn).collect::<Result<_, _>>()?,
            questions: question.into_iter().map(said).collect(),
            scenarios: exitrl_python::from_json(&initial_config),
            excluded: excluded_function,
            shown: shown_function,
            ground_truth,
            id,
        })
    }
}

fn class_names() -> String {
    Class::ALL.iter().map(|class| class.name()).collect::<Vec<_>>().join(", ")
}

/// The entries of a category, from the JSON lines of questions and of answers.
///
/// # Errors
/// Where a line cannot be read, or a question has no answer.
pub(crate) fn parse_entries(category: Category, questions: &str, answers: &str) -> Result<Vec<Entry>, DomainError> {
    let answers: Vec<RawAnswer> = json_lines(answers, category, "answers")?;
    let mut answers: HashMap<String, Vec<Vec<String>>> = answers.into_iter().map(|raw| (raw.id, raw.ground_truth)).collect();
    let raws: Vec<RawEntry> = json_lines(questions, category, "questions")?;
    let with_answer = |raw: RawEntry| {
        let answer = answers.remove(&raw.id).ok_or_else(|| {
            DomainError::data(format!("entry {} of category {} has no answer; get the data anew", raw.id, category.name()))
        })?;
        Entry::from_raw(raw, answer)
    };
    raws.into_iter().map(with_answer).collect()
}

fn json_lines<T: serde::de::DeserializeOwned>(text: &str, category: Category, what: &str) -> Result<Vec<T>, DomainError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(nth, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| {
            let name = category.name();
            DomainError::data(format!(
                "line {} of the {what} of category {name} cannot be read: {error}; get the data anew",
                nth + 1
            ))
        })
    };
    lines.map(parse).collect()
}
