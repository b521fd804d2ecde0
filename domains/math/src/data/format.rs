//! The forms that data sets are published in.

use exitrl_math_grader::Policy;
use serde::{Deserialize, Serialize};

use super::values::Fields;

/// The form of a data set's rows: how question and answer are found in them, and which policy reads the responses.
///
/// Names of fields are compared without regard to case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataFormat {
    /// Row by row, by the fields it has.
    #[default]
    Auto,
    /// `question` and a worked `answer` with the value after `####`.
    Gsm8k,
    /// `problem` with an `answer`, or a `solution` that boxes it: MATH, MATH500 and their kin, DeepScaleR, NuminaMath.
    #[serde(alias = "math500", alias = "deepscaler", alias = "numina")]
    Math,
    /// As `math`, with whole numbers from 0 to 999 that may be written with leading zeros.
    Aime,
    /// As `math`, with answers that may be written `27.0`.
    Amc,
    /// As `math`, with answers in words of physics: units and scientific notation.
    Minerva,
    /// `question`, `final_answer` as a list, `unit`, and a `context` that belongs to the question.
    #[serde(alias = "olympiadbench")]
    OlympiadBench,
    /// `body`, `question` and a number: SVAMP, ASDiv.
    Svamp,
    /// `data_source`, `prompt` as messages, `ability`, `reward_model` with its `ground_truth`, `extra_info`.
    Verl,
    /// `problem` or `question` with `expected_answer`.
    Nemo,
    /// A question with its `options` or `choices`, and the letter or place of the right one.
    Choice,
    /// `prompt` or `question` with an `answer`.
    Plain,
}

/// Which places of a response may hold its answer, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerPolicy {
    /// After `####`, boxed, announced, or the last number.
    Gsm8k,
    /// Boxed or announced; a number that merely stands last is not paid.
    Competition,
    /// "The final answer is ...", or boxed, with units.
    Minerva,
    /// The letter of a choice.
    Choice,
    /// Boxed and nothing else.
    Boxed,
    /// Every place.
    Any,
}

impl AnswerPolicy {
    /// The name used in configurations and cases, for example `"competition"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gsm8k => "gsm8k",
            Self::Competition => "competition",
            Self::Minerva => "minerva",
            Self::Choice => "choice",
            Self::Boxed => "boxed",
            Self::Any => "any",
        }
    }

    /// The grader's policy of this name.
    pub fn policy(self) -> Policy {
        match self {
            Self::Gsm8k => Policy::gsm8k(),
            Self::Competition => Policy::competition(),
            Self::Minerva => Policy::minerva(),
            Self::Choice => Policy::choice(),
            Self::Boxed => Policy::boxed(),
            Self::Any => Policy::any(),
        }
    }

    /// The policy of a data set by the name that verl's rows call it, such as `openai/gsm8k`.
    pub(crate) fn of_data_source(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["gsm8k", "gsm-8k", "svamp", "asdiv", "mawps", "multiarith"]) {
            Self::Gsm8k
        } else if has(&["minerva"]) {
            Self::Minerva
        } else if has(&["gpqa", "mmlu", "aqua"]) {
            Self::Choice
        } else if has(&["math", "aime", "amc", "olympiad", "numina", "deepscaler", "dapo", "omni", "hmmt", "brumo", "polaris"]) {
            Self::Competition
        } else {
            Self::Any
        }
    }
}

impl DataFormat {
    /// The form of a row by its fields; [`None`] where it is none of the known ones.
    pub(crate) fn of(fields: Fields<'_>) -> Option<Self> {
        let asks = |names: &[&str]| names.iter().any(|name| fields.has(name));
        let found = if fields.has("reward_model") || fields.has("data_source") && fields.has("ground_truth") {
            Self::Verl
        } else if fields.has("body") {
            Self::Svamp
        } else if asks(&["options", "choices"]) {
            Self::Choice
        } else if fields.has("final_answer") {
            Self::OlympiadBench
        } else if fields.has("expected_answer") {
            Self::Nemo
        } else if fields.text("answer").is_some_and(|answer| answer.contains("####")) {
            Self::Gsm8k
        } else if fields.has("problem") {
            if is_course(fields) { Self::Minerva } else { Self::Math }
        } else if asks(&["question", "prompt", "query"]) {
            Self::Plain
        } else if fields.has("messages") {
            Self::Math
        } else {
            return None;
        };
        Some(found)
    }

    /// How the responses to a row of this form are read, where the row itself does not say.
    pub(crate) fn policy(self) -> AnswerPolicy {
        match self {
            Self::Gsm8k | Self::Svamp => AnswerPolicy::Gsm8k,
            Self::Math | Self::Aime | Self::Amc | Self::OlympiadBench | Self::Nemo => AnswerPolicy::Competition,
            Self::Minerva => AnswerPolicy::Minerva,
            Self::Choice => AnswerPolicy::Choice,
            Self::Auto | Self::Verl | Self::Plain => AnswerPolicy::Any,
        }
    }
}

/// Minerva's problems name the course they come from: `Introduction to Astronomy (8.282J Spring 2006)`.
fn is_course(fields: Fields<'_>) -> bool {
    let subject = fields.text("type").or_else(|| fields.text("subject")).unwrap_or_default();
    subject.ends_with(')') && ["Spring 20", "Fall 20"].iter().any(|term| subject.contains(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_data_source_tells_the_policy() {
        let cases = [
            ("openai/gsm8k", AnswerPolicy::Gsm8k),
            ("DigitalLearningGmbH/MATH-lighteval", AnswerPolicy::Competition),
            ("math_dapo", AnswerPolicy::Competition),
            ("numina_olympiads", AnswerPolicy::Competition),
            ("minerva_math", AnswerPolicy::Minerva),
            ("HuggingFaceH4/aime_2024", AnswerPolicy::Competition),
            ("TIGER-Lab/MMLU-Pro", AnswerPolicy::Choice),
            ("my own", AnswerPolicy::Any),
        ];
        for (name, policy) in cases {
            assert_eq!(AnswerPolicy::of_data_source(name), policy, "{name}");
        }
    }

    #[test]
    fn a_policy_is_written_as_it_is_named() {
        for policy in
            [AnswerPolicy::Gsm8k, AnswerPolicy::Competition, AnswerPolicy::Minerva, AnswerPolicy::Choice, AnswerPolicy::Any]
        {
            assert_eq!(serde_json::json!(policy), policy.name());
        }
    }
}
