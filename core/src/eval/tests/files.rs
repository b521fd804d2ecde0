//! Evaluations that are stopped, and go on.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use super::*;

fn everything() -> EvalSection {
    EvalSection { controls: true, ..section(7, 2, 2) }
}

/// Evaluates in chunks of two tasks, at most this many calls of the sampler. Gives the summary's text, where it came to an end,
/// and how often the sampler was called.
fn go_on(summary: &Path, calls: usize) -> Result<(Option<String>, usize), TrainError> {
    let (section, params) = (everything(), SamplingParams::default());
    let mut files = RowFiles::open(summary, &json!({"a": 1}), &section, false)?;
    let mut left = calls;
    let mut watch = |_: &EvalProgress| match left.checked_sub(1) {
        Some(fewer) => {
            left = fewer;
            ControlFlow::Continue(())
        }
        None => ControlFlow::Break(()),
    };
    let request = EvalRequest { max_batch: 4, ..request(&section, &params) };
    let mut sampler = guessing();
    let report = evaluate_into(&[split_of(sums(1))], &mut sampler, &request, &mut files, &mut watch)?;
    Ok((report.map(|report| serde_json::to_string(&report).unwrap()), sampler.calls.len()))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The rows of chains and controls.
fn rows(summary: &Path) -> [String; 2] {
    [read(&rows_path(summary)), read(&controls_path(summary))]
}

#[test]
fn a_stopped_evaluation_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (straight, broken) = (folder.path().join("straight.json"), folder.path().join("broken.json"));
    let (Some(whole), 16) = go_on(&straight, 99).unwrap() else { panic!("four chunks of four calls") };
    // Six calls: one chunk, and half of the second, which is played again.
    assert_eq!(go_on(&broken, 6).unwrap(), (None, 6));
    assert_eq!(rows(&broken)[0].lines().count(), 2 * 2 * 3);
    assert_eq!(go_on(&broken, 4).unwrap(), (None, 4));
    assert_eq!(go_on(&broken, 99).unwrap(), (Some(whole.clone()), 8));
    assert_eq!(rows(&broken), rows(&straight));
    // Nothing is left to do.
    assert_eq!(go_on(&broken, 0).unwrap(), (Some(whole), 0));
}

#[test]
fn a_kill_at_any_byte_is_got_over() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("x.json");
    let (whole, _) = go_on(&summary, 99).unwrap();
    let [chains, controls] = rows(&summary);
    // Controls are written first, so they may be ahead; a torn line may end inside a letter.
    for (kept_chains, kept_controls) in
        [(0, 0), (10, 200), (chains.len() / 2, controls.len() / 2), (chains.len() - 1, controls.len())]
    {
        std::fs::write(rows_path(&summary), &chains[..kept_chains]).unwrap();
        std::fs::write(controls_path(&summary), &controls.as_bytes()[..kept_controls]).unwrap();
        assert_eq!(go_on(&summary, 99).unwrap().0, whole, "{kept_chains} {kept_controls}");
        assert_eq!(rows(&summary), [chains.clone(), controls.clone()]);
    }
    std::fs::write(rows_path(&summary), [chains.as_bytes(), &[0xc3]].concat()).unwrap();
    assert_eq!(go_on(&summary, 0).unwrap().0, whole);
}

#[test]
fn files_of_another_evaluation_are_refused_and_can_be_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("new/x.json");
    let open = |setup: Value, clean| {
        RowFiles::open(&summary, &setup, &EvalSection::default(), clean).map(drop).map_err(|error| error.to_string())
    };
    open(json!({"seed": 1, "eval": {"num_tasks": 2, "keep": "last"}}), false).unwrap();
    std::fs::write(rows_path(&summary), "{}\n").unwrap();
    let now = json!({"seed": 1, "eval": {"num_tasks": 3, "keep": "last"}});
    let refusal = open(now.clone(), false).unwrap_err();
    assert!(refusal.contains("x.setup.json") && refusal.contains("differs in eval.num_tasks;"), "{refusal}");
    assert!(refusal.contains("--output") && refusal.contains("--clean"), "{refusal}");
    open(now.clone(), true).unwrap();
    assert_eq!(read(&rows_path(&summary)), "");
    open(now.clone(), false).unwrap();
    std::fs::remove_file(setup_path(&summary)).unwrap();
    assert!(open(now, false).unwrap_err().contains("no setup"));
}

#[test]
fn a_row_of_another_task_is_named_by_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("x.json");
    go_on(&summary, 99).unwrap();
    let swapped = read(&rows_path(&summary)).replace("\"task_id\":\"test/3\"", "\"task_id\":\"test/4\"");
    std::fs::write(rows_path(&summary), swapped).unwrap();
    let refusal = go_on(&summary, 99).unwrap_err().to_string();
    assert!(refusal.contains("line 19 is not the row of task test/3, k = 0"), "{refusal}");
}
