//! What the grader says.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The kind of comparison that decided, cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// Why a verdict is as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Both answers are the same.
    Equal,
    /// They are not.
    Different,
    /// No answer was found in the response.
    NoAnswer,
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
