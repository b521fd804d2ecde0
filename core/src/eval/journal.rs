//! The journal of a search: everything that was tried, as JSON lines and as a picture.

use exitrl_domain::Outcome;
use serde::{Deserialize, Serialize};

use super::search::SearchStage;
use crate::report::svg::{Panel, Series, render_grid};

/// Searches that a picture shows; the journal has them all.
const MOST_PANELS: usize = 24;

/// One iterate of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalRow {
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
    /// Improvements of each turn that the search was given. Turns behind the first are searched once for each budget.
    pub budget: usize,
    /// Index of the turn.
    pub turn: usize,
    /// Number of the iterate in its turn, from 0.
    pub node: usize,
    /// The iterate it was made from.
    pub parent: Option<usize>,
    /// What it was for.
    pub stage: SearchStage,
    /// How it was judged.
    pub outcome: Outcome,
    /// How good it is, in `[0, 1]`.
    pub quality: f64,
    /// The answer of the search after this iterate.
    pub best: usize,
    /// Its quality.
    pub best_quality: f64,
    /// What the policy said.
    pub text: String,
    /// What the environment said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// What failed on the way to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl JournalRow {
    /// Decides the order of the journal.
    pub(super) fn place(&self) -> (usize, usize, usize, usize, usize) {
        (self.task, self.sample, self.budget, self.turn, self.node)
    }

    fn search(&self) -> (&str, &str, usize, usize, usize) {
        (&self.split, &self.task_id, self.sample, self.budget, self.turn)
    }
}

/// A picture of the first searches: quality over iterates, of each iterate and of the best so far, a panel each.
pub fn journal_picture(journal: &[JournalRow]) -> String {
    let searches: Vec<&[JournalRow]> = journal.chunk_by(|a, b| a.search() == b.search()).take(MOST_PANELS).collect();
    let columns = searches.len().min(3);
    render_grid(&searches.into_iter().map(panel).collect::<Vec<_>>(), columns)
}

fn panel(search: &[JournalRow]) -> Panel {
    let first = &search[0];
    let turn = if first.turn == 0 { String::new() } else { format!(", turn {}", first.turn) };
    let at = |row: &JournalRow| row.node as f64;
    let best = search.iter().map(|row| (at(row), row.best_quality)).collect();
    let mut series =
        vec![Series { label: "best so far".into(), points: best, color: "#1f2933", width: 2.0, ..Series::default() }];
    let kinds = [
        ("draft", "#7b8794", Some(SearchStage::Draft)),
        ("improve", "#2166ac", Some(SearchStage::Improve)),
        ("debug", "#b35806", Some(SearchStage::Debug)),
        ("diverge", "#762a83", Some(SearchStage::Diverge)),
        ("failed", "#d7191c", None),
    ];
    for (label, color, stage) in kinds {
        let works = |row: &&JournalRow| row.outcome == Outcome::Graded;
        let of_kind = search.iter().filter(|row| works(row) && Some(row.stage) == stage || !works(row) && stage.is_none());
        let points: Vec<(f64, f64)> = of_kind.map(|row| (at(row), row.quality)).collect();
        if !points.is_empty() {
            series.push(Series { label: label.into(), points, color, marked: true, ..Series::default() });
        }
    }
    Panel {
        title: format!("{}, sample {}{turn}", first.task_id, first.sample),
        x_label: "iterate",
        y_label: "quality",
        series,
        fitted: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sample: usize, node: usize, outcome: Outcome, quality: f64) -> JournalRow {
        JournalRow {
            task: 0,
            split: String::new(),
            task_id: "iris".into(),
            sample,
            budget: 2,
            turn: 0,
            node,
            parent: node.checked_sub(1),
            stage: if node == 0 { SearchStage::Draft } else { SearchStage::Improve },
            outcome,
            quality,
            best: 0,
            best_quality: quality.max(0.5),
            text: String::new(),
            feedback: None,
            error: None,
        }
    }

    #[test]
    fn every_search_has_a_panel_with_its_best_so_far_and_what_failed() {
        let journal = [
            row(0, 0, Outcome::Graded, 0.5),
            row(0, 1, Outcome::SandboxKilled, 0.0),
            row(0, 2, Outcome::Graded, 0.75),
            row(1, 0, Outcome::Graded, 0.5),
        ];
        let picture = journal_picture(&journal);
        assert_eq!(picture.matches("best so far").count(), 2);
        assert_eq!(picture.matches(">failed<").count(), 1);
        assert!(picture.contains("iris, sample 1"));
    }

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let row = row(0, 1, Outcome::Graded, 0.1);
        let line = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<JournalRow>(&line).unwrap(), row);
        assert!(
            line.starts_with(r#"{"task_id":"iris","sample":0,"budget":2,"turn":0,"node":1,"parent":0,"stage":"improve""#),
            "{line}"
        );
    }
}
