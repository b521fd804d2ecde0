//! The blind examination: answers that a careful human marker has marked, against what [`grade`] says.
//!
//! Our own cases lie beside this file, in `cases/`: `seen.jsonl` to work with, `unseen.jsonl` to measure with, `found.jsonl` with what was judged wrong once. More are read from a folder
//! that the user names in `EXITRL_MATH_CASES`, or from `data/math/grading` in `EXITRL_SHARED` or in `shared` beside the repository.
//! `EXITRL_MATH_MISSES` names a file prefix to write every miss to.

#[path = "labelled/rows.rs"]
mod rows;
#[path = "labelled/tally.rs"]
mod tally;

use std::path::{Path, PathBuf};

use rows::Row;
use tally::{Floor, Tally};

const CASES: &str = "EXITRL_MATH_CASES";
const MISSES: &str = "EXITRL_MATH_MISSES";

/// Marks all rows, prints the table, notes the misses, and holds the figures against the floor.
fn examine(name: &str, rows: &[Row], floor: Floor) {
    let tally = Tally::of(name, rows);
    print!("{}", tally.table());
    if let Some(prefix) = std::env::var_os(MISSES) {
        let mut path = prefix;
        path.push(format!(".{name}.txt"));
        std::fs::write(&path, tally.misses()).unwrap_or_else(|error| panic!("writing the misses to {path:?}: {error}"));
    }
    let short = tally.short_of(floor);
    assert!(short.is_empty(), "{name} falls short: {}\n{}", short.join("; "), tally.misses());
}

fn own(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file)
}

/// The named file of the folder that the user names; [`None`], with a word, where there is none.
fn named(file: &str) -> Option<PathBuf> {
    let shared = || std::env::var_os("EXITRL_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os(CASES).map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| shared().unwrap_or_else(beside).join("data/math/grading"));
    let path = folder.join(file);
    if !path.is_file() {
        println!("skipped {file}: {} is not there; name its folder in {CASES}", path.display());
        return None;
    }
    Some(path)
}

const OURS: Floor = Floor { right: (97, 100), false_positives: (1, 100), lopsided: (1, 100) };

#[test]
fn the_cases_we_work_with_are_marked_as_a_careful_marker_marks_them() {
    examine("seen", &rows::labelled(&own("seen.jsonl")), OURS);
}

#[test]
fn the_cases_that_were_marked_wrong_once_are_marked_right() {
    // Each was judged wrong when it was found; those that still are, are known.
    let floor = Floor { right: (85, 100), false_positives: (11, 100), lopsided: (1, 100) };
    examine("found", &rows::labelled(&own("found.jsonl")), floor);
}

#[test]
fn the_cases_we_measure_with_are_marked_as_a_careful_marker_marks_them() {
    examine("unseen", &rows::labelled(&own("unseen.jsonl")), OURS);
}

#[test]
fn our_own_cases_have_an_id_of_their_own_and_no_pair_twice() {
    let mut ids = std::collections::BTreeSet::new();
    let mut pairs = std::collections::BTreeSet::new();
    for row in rows::labelled(&own("seen.jsonl"))
        .iter()
        .chain(&rows::labelled(&own("unseen.jsonl")))
        .chain(&rows::labelled(&own("found.jsonl")))
    {
        assert!(ids.insert(row.id.clone()), "the id {} stands twice", row.id);
        assert!(pairs.insert((row.gold.clone(), row.prediction.clone())), "the pair of {} stands twice", row.id);
    }
}

#[test]
fn open_pairs_are_marked_as_a_careful_marker_marks_them() {
    if let Some(path) = named("open.jsonl") {
        examine("open", &rows::labelled(&path), OURS);
    }
}

#[test]
fn the_other_graders_own_cases_are_marked_right_but_for_two() {
    if let Some(path) = named("math_verify_cases.jsonl") {
        let floor = Floor { right: (280, 282), false_positives: (2, 42), lopsided: (3, 100) };
        examine("math_verify", &rows::labelled(&path), floor);
    }
}

#[test]
fn every_response_of_a_real_model_is_marked_as_its_label_says() {
    if let Some(path) = named("real_responses.jsonl") {
        examine("real", &rows::labelled(&path), Floor { right: (1, 1), false_positives: (0, 1), lopsided: (1, 100) });
    }
}

#[test]
fn every_real_gold_answer_is_read_and_equals_itself() {
    if let Some(path) = named("gold_answers.jsonl") {
        examine("gold", &rows::golds(&path), Floor { right: (1, 1), false_positives: (0, 1), lopsided: (0, 1) });
    }
}
