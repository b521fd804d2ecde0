//! What the grader says.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The kind of comparison that decided, cheapest first. Where items are compared, the highest rung that was needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// Nothing was compared: there was no answer to compare.
    None,
    /// As texts.
    Text,
    /// As one canonical form.
    Canonical,
    /// As exact rationals.
    Exact,
    /// At random points modulo large primes.
    Modular,
    /// By ball arithmetic.
    Numeric,
    /// As sets of solutions.
    Solutions,
}

impl Rung {
    /// The rung as it is written in verdicts, for example `"exact"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Text => "text",
            Self::Canonical => "canonical",
            Self::Exact => "exact",
            Self::Modular => "modular",
            Self::Numeric => "numeric",
            Self::Solutions => "solutions",
        }
    }
}

/// Why a verdict is as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Both answers are the same.
    Equal,
    /// The response holds no answer, or an empty one.
    NoAnswer,
    /// One of the answers is longer than what is read.
    TooLong,
    /// One of the answers cannot be read, mostly for deep nesting.
    Unreadable,
    /// The values differ.
    DifferentValue,
    /// The units measure different things.
    DifferentUnit,
    /// The numerals are of different bases, and of different values.
    DifferentBase,
    /// One answer has more items than the other.
    DifferentLength,
    /// An item of one has no equal in the other.
    DifferentItem,
    /// An interval is open where the other is closed, or a list is no interval.
    DifferentBrackets,
    /// The relations are not equivalent, or state something of different names.
    DifferentRelation,
    /// The words or choices differ.
    DifferentText,
    /// The answers are of kinds that cannot be the same, such as a number and a matrix.
    DifferentKind,
    /// The answer is right but not worked out, and the policy asks for that.
    NotEvaluated,
    /// One of the answers has no value anywhere it was looked at.
    Undefined,
    /// Neither equality nor difference could be shown.
    Undecided,
    /// The bound on work was reached.
    OutOfFuel,
}

impl Reason {
    /// The reason as it is written in verdicts, for example `"different_value"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::NoAnswer => "no_answer",
            Self::TooLong => "too_long",
            Self::Unreadable => "unreadable",
            Self::DifferentValue => "different_value",
            Self::DifferentUnit => "different_unit",
            Self::DifferentBase => "different_base",
            Self::DifferentLength => "different_length",
            Self::DifferentItem => "different_item",
            Self::DifferentBrackets => "different_brackets",
            Self::DifferentRelation => "different_relation",
            Self::DifferentText => "different_text",
            Self::DifferentKind => "different_kind",
            Self::NotEvaluated => "not_evaluated",
            Self::Undefined => "undefined",
            Self::Undecided => "undecided",
            Self::OutOfFuel => "out_of_fuel",
        }
    }
}

/// A graded response.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether the response is right. What could not be decided is wrong.
    pub correct: bool,
    /// The comparison that decided.
    pub rung: Rung,
    /// Why.
    pub reason: Reason,
    /// The answer as it stands in the response; [`None`] where none was found.
    pub extracted: Option<String>,
    /// Where it stands, in bytes.
    pub span: Option<Range<usize>>,
    /// How the gold answer was read.
    pub gold_reading: String,
    /// How the response's answer was read.
    pub reading: String,
    /// Work done, in units of the fuel bound.
    pub fuel: u64,
}

impl Verdict {
    /// Of a response in which no answer was found.
    pub(crate) fn without_answer() -> Self {
        Self {
            correct: false,
            rung: Rung::None,
            reason: Reason::NoAnswer,
            extracted: None,
            span: None,
            gold_reading: String::new(),
            reading: String::new(),
            fuel: 0,
        }
    }
}
