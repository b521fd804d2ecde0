//! Greedy searches, end to end on the domain of sums.

use std::ops::ControlFlow;

use exitrl_domain::Outcome;
use serde_json::json;

use super::*;
use crate::config::{GreedySection, Scaffold};

fn greedy(num_tasks: u64, num_iterations: usize) -> EvalSection {
    let greedy = GreedySection { divergence_prob: 0.0, ..GreedySection::default() };
    EvalSection { scaffold: Scaffold::Greedy, greedy, ..section(num_tasks, 1, num_iterations) }
}

/// Says 9, then 10 to every improvement of 9, and so on.
#[test]
fn the_best_so_far_is_improved_again_and_again() {
    // The tenth held-out task has the sum 9: right at once, and what comes after is worse.
    let report = run(sums(1), &mut counting_from_nine(), &greedy(10, 3)).unwrap();
    let search: Vec<_> = report.rows.journal.iter().filter(|row| row.task_id == "test/9").collect();
    let seen: Vec<_> = search.iter().map(|row| (row.text.as_str(), row.parent, row.quality, row.best)).collect();
    assert_eq!(seen, [("9", None, 1.0, 0), ("10", Some(0), 0.0, 0), ("10", Some(0), 0.0, 0), ("10", Some(0), 0.0, 0)]);
    assert_eq!(search.iter().map(|row| row.stage).collect::<Vec<_>>()[..2], [SearchStage::Draft, SearchStage::Improve]);
    assert_eq!(report.figures.accuracy, [0.1, 0.1, 0.1, 0.1]);
    // Of a task whose answers are all wrong, the latest counts as the best.
    let other: Vec<_> = report.rows.journal.iter().filter(|row| row.task_id == "test/0").map(|row| row.parent).collect();
    assert_eq!(other, [None, Some(0), Some(1), Some(2)]);
}

#[test]
fn what_cannot_be_judged_is_debugged() {
    // A domain of sums reads numbers; words are unparsable.
    let mut sampler = ScriptedSampler::new(|prompt, _| match current(prompt) {
        None => "9".into(),
        Some("9") => "nine".into(),
        Some(_) => "mended".into(),
    });
    let report = run(sums(1), &mut sampler, &greedy(1, 3)).unwrap();
    let seen: Vec<_> = report.rows.journal.iter().map(|row| (row.stage, row.parent, row.outcome)).collect();
    let unparsable = Outcome::Unparsable;
    assert_eq!(
        seen,
        [
            (SearchStage::Draft, None, Outcome::Graded),
            (SearchStage::Improve, Some(0), unparsable),
            (SearchStage::Debug, Some(1), unparsable),
            (SearchStage::Debug, Some(2), unparsable)
        ]
    );
    assert_eq!(report.rows.chains.last().unwrap().text, "9", "the answer is the best that works");
}

#[test]
fn a_search_that_was_stopped_goes_on_with_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("x.json");
    let section = greedy(6, 2);
    let go_on = |most_calls: usize| {
        let splits = [split_of(sums(1))];
        let params = SamplingParams::default();
        let request = EvalRequest { max_batch: 2, ..request(&section, &params) };
        let mut files = RowFiles::open(&summary, &json!({"a": 1}), &section, false).unwrap();
        let mut calls = 0;
        let mut watch = |_: &EvalProgress| {
            calls += 1;
            if calls > most_calls { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        evaluate_into(&splits, &mut counting_from_nine(), &request, &mut files, &mut watch).unwrap()
    };
    let whole = go_on(99).unwrap();
    assert_eq!(whole.rows.journal.len(), 6 * 3);
    let journal = std::fs::read_to_string(journal_path(&summary)).unwrap();
    assert_eq!(journal.lines().count(), 18);
    for path in [rows_path(&summary), journal_path(&summary)] {
        std::fs::remove_file(path).unwrap();
    }
    // Three calls a chunk of two tasks: stopped in the middle of the second chunk.
    assert_eq!(go_on(4), None);
    assert_eq!(go_on(99).unwrap(), whole);
    assert_eq!(std::fs::read_to_string(journal_path(&summary)).unwrap(), journal);
    // A journal that is ahead of the rows, and torn, is cut back.
    let rows = std::fs::read_to_string(rows_path(&summary)).unwrap();
    let kept: String = rows.split_inclusive('\n').take(7).collect();
    std::fs::write(rows_path(&summary), kept).unwrap();
    std::fs::write(journal_path(&summary), &journal.as_bytes()[..journal.len() - 5]).unwrap();
    assert_eq!(go_on(99).unwrap(), whole);
    assert_eq!(std::fs::read_to_string(journal_path(&summary)).unwrap(), journal);
}
