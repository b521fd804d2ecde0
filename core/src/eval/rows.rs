//! The rows of an evaluation: one for every answer, and where they are kept while it goes on.

use std::io::Write;

use exitrl_domain::Outcome;
use serde::{Deserialize, Serialize};

use super::journal::JournalRow;
use super::plan::{Chunk, Plan};
use crate::error::TrainError;

/// The answer of one sample of one task after k improvements; among controls, the k-th fresh attempt at that task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalRow {
    /// Index of the task in its test split.
    #[serde(skip)]
    pub task: usize,
    /// Which of the named splits it belongs to; empty where there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub split: String,
    /// The task.
    pub task_id: String,
    /// Which of the task's samples.
    pub sample: usize,
    /// Improvements of each turn.
    pub k: usize,
    /// Answers of the turns before the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// The last turn's answer.
    pub text: String,
    /// How good it is, in `[0, 1]`.
    pub quality: f64,
    /// How it was judged.
    pub outcome: Outcome,
    /// What failed on the way to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl EvalRow {
    /// Whether the task is solved: quality 1, up to rounding.
    pub fn is_right(&self) -> bool {
        self.quality >= 1.0 - 1e-9
    }

    /// What was answered in all turns, by which answers are told apart: the texts as they are but for white space around them, since
    /// a domain does not say which part of a text is the answer.
    pub fn answer(&self) -> Vec<&str> {
        self.earlier.iter().chain([&self.text]).map(|text| text.trim()).collect()
    }
}

/// Rows in the order of splits, tasks, samples and k.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EvalRows {
    /// Every answer of self-improvement.
    pub chains: Vec<EvalRow>,
    /// Every fresh attempt of the controls; a sample's own first attempt is among the chains.
    pub controls: Vec<EvalRow>,
    /// Everything that a search tried; empty without one.
    pub journal: Vec<JournalRow>,
}

impl EvalRows {
    pub(super) fn sort(&mut self) {
        for rows in [&mut self.chains, &mut self.controls] {
            rows.sort_by_key(|row| (row.task, row.sample, row.k));
        }
        self.journal.sort_by_key(JournalRow::place);
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.chains.extend(other.chains);
        self.controls.extend(other.controls);
        self.journal.extend(other.journal);
    }
}

/// Writes one JSON line for each row.
///
/// # Errors
/// When the output cannot be written.
pub fn write_rows<R: Serialize>(rows: &[R], output: &mut dyn Write) -> std::io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *output, row)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

/// Keeps the rows of an evaluation while it goes on.
pub(super) trait Keeper {
    /// What an earlier evaluation left of these chunks: how many whole ones, and their rows.
    fn kept(&mut self, plan: &Plan<'_>, chunks: &[Chunk]) -> Result<(usize, EvalRows), TrainError>;

    /// Keeps one more chunk.
    fn keep(&mut self, rows: &EvalRows) -> Result<(), TrainError>;
}

/// Keeps nothing: an evaluation that is stopped begins anew.
pub(super) struct Forgetful;

impl Keeper for Forgetful {
    fn kept(&mut self, _: &Plan<'_>, _: &[Chunk]) -> Result<(usize, EvalRows), TrainError> {
        Ok((0, EvalRows::default()))
    }

    fn keep(&mut self, _: &EvalRows) -> Result<(), TrainError> {
        Ok(())
    }
}
