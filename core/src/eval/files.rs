//! The files of an evaluation that can be gone on with: what is evaluated, and every row that is done.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::journal::JournalRow;
use super::plan::{Chunk, Plan};
use super::rows::{EvalRow, EvalRows, Keeper, write_rows};
use crate::config::{EvalSection, Scaffold};
use crate::error::TrainError;
use crate::tracker::JsonlWriter;
use crate::weights::atomic::write_json;

const GO_ON: &str = "run the same command again";

/// Rows in files beside a summary: `x.json` has `x.setup.json`, `x.rows.jsonl`, with controls `x.controls.jsonl`, and of a search
/// `x.journal.jsonl`.
///
/// Rows are appended a chunk at a time, in their final order. What a stopped or killed evaluation left of a chunk is cut off.
#[derive(Debug)]
pub struct RowFiles {
    rows: JsonlWriter,
    controls: Option<JsonlWriter>,
    journal: Option<JsonlWriter>,
}

impl RowFiles {
    /// Opens the files beside a summary. `setup` is everything that decides the rows; it is written down, and files that were made
    /// with another are refused. `clean` removes what an earlier evaluation left.
    ///
    /// # Errors
    /// When the files cannot be read or written, or belong to another evaluation.
    pub fn open(summary: &Path, setup: &Value, section: &EvalSection, clean: bool) -> Result<Self, TrainError> {
        let (setup_path, rows) = (setup_path(summary), rows_path(summary));
        let (controls, journal) = (controls_path(summary), journal_path(summary));
        if clean {
            for path in [summary, &setup_path, &rows, &controls, &journal] {
                if path.exists() {
                    std::fs::remove_file(path).map_err(|e| output(path, "cannot be removed; check the folder's rights", e))?;
                }
            }
        }
        if setup_path.exists() {
            let text = std::fs::read_to_string(&setup_path).map_err(|e| output(&setup_path, "cannot be read", e))?;
            let before = serde_json::from_str(&text).unwrap_or(Value::Null);
            if before != *setup {
                return Err(another(&setup_path, &format!("differs in {}", differences(&before, setup).join(", "))));
            }
        } else if rows.exists() {
            return Err(another(&rows, "has no setup beside it that says of what"));
        }
        // Makes the folder, too.
        let open = |path: &Path| Ok::<_, TrainError>(JsonlWriter::open(path)?.with_way_on(GO_ON));
        let rows = open(&rows)?;
        let controls = section.controls.then(|| open(&controls)).transpose()?;
        let journal = (section.scaffold == Scaffold::Greedy).then(|| open(&journal)).transpose()?;
        write_json(&setup_path, setup)?;
        Ok(Self { rows, controls, journal })
    }
}

/// `before.json` -> `before.rows.jsonl`.
pub fn rows_path(summary: &Path) -> PathBuf {
    summary.with_extension("rows.jsonl")
}

/// `before.json` -> `before.controls.jsonl`.
pub fn controls_path(summary: &Path) -> PathBuf {
    summary.with_extension("controls.jsonl")
}

/// `before.json` -> `before.journal.jsonl`.
pub fn journal_path(summary: &Path) -> PathBuf {
    summary.with_extension("journal.jsonl")
}

/// `before.json` -> `before.search.svg`.
pub fn picture_path(summary: &Path) -> PathBuf {
    summary.with_extension("search.svg")
}

/// `before.json` -> `before.setup.json`.
pub fn setup_path(summary: &Path) -> PathBuf {
    summary.with_extension("setup.json")
}

impl Keeper for RowFiles {
    fn kept(&mut self, plan: &Plan<'_>, chunks: &[Chunk]) -> Result<(usize, EvalRows), TrainError> {
        let rows = Lines::of(&self.rows)?;
        let controls = self.controls.as_ref().map(Lines::of).transpose()?;
        let (mut done, mut num_rows, mut num_controls) = (0, 0, 0);
        for chunk in chunks {
            let with_chunk = num_rows + plan.num_rows(chunk.tasks.len());
            let with_controls = num_controls + plan.num_control_rows(chunk.tasks.len());
            if rows.ends.len() < with_chunk || controls.as_ref().is_some_and(|lines| lines.ends.len() < with_controls) {
                break;
            }
            (done, num_rows, num_controls) = (done + 1, with_chunk, with_controls);
        }
        let ids = |attempts: std::ops::RangeInclusive<usize>| expected(plan, &chunks[..done], attempts);
        let journal = self.journal.as_ref().map(Lines::of).transpose()?;
        let journal_rows = journal.as_ref().map(|lines| lines.journal(plan, &chunks[..done])).transpose()?.unwrap_or_default();
        let kept = EvalRows {
            chains: rows.read(num_rows, &ids(0..=plan.num_iterations))?,
            journal: journal_rows,
            controls: match &controls {
                Some(lines) => lines.read(num_controls, &ids(1..=plan.num_controls))?,
                None => Vec::new(),
            },
        };
        self.rows.truncate_to(rows.end_of(num_rows))?;
        if let (Some(writer), Some(lines)) = (&mut self.controls, controls) {
            writer.truncate_to(lines.end_of(num_controls))?;
        }
        if let (Some(writer), Some(lines)) = (&mut self.journal, journal) {
            writer.truncate_to(lines.end_of(kept.journal.len()))?;
        }
        Ok((done, kept))
    }

    fn keep(&mut self, rows: &EvalRows) -> Result<(), TrainError> {
        if let Some(journal) = &mut self.journal {
            journal.append_with(|file| write_rows(&rows.journal, file))?;
            journal.sync()?;
        }
        if let Some(controls) = &mut self.controls {
            controls.append_with(|file| write_rows(&rows.controls, file))?;
            controls.sync()?;
        }
        self.rows.append_with(|file| write_rows(&rows.chains, file))?;
        self.rows.sync()
    }
}

/// Where a row belongs: split, index and id of the task, sample, k.
#[derive(Debug, PartialEq)]
struct Place<'a> {
    split: &'a str,
    task: usize,
    task_id: &'a str,
    sample: usize,
    k: usize,
}

/// The places of all rows of some chunks, in order.
fn expected<'a>(plan: &'a Plan<'a>, chunks: &[Chunk], ks: std::ops::RangeInclusive<usize>) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for chunk in chunks {
        let planned = &plan.splits[chunk.split];
        let split = if planned.split.named { planned.split.name.as_str() } else { "" };
        for task in chunk.tasks.clone() {
            for sample in 0..plan.num_samples {
                let task_id = planned.tasks[task].id.as_str();
                places.extend(ks.clone().map(|k| Place { split, task, task_id, sample, k }));
            }
        }
    }
    places
}

/// The whole lines of a file.
struct Lines {
    path: PathBuf,
    text: String,
    /// The byte behind each line's end.
    ends: Vec<usize>,
}

impl Lines {
    fn of(writer: &JsonlWriter) -> Result<Self, TrainError> {
        let path = writer.path().to_owned();
        let mut bytes = std::fs::read(&path).map_err(|e| output(&path, "cannot be read", e))?;
        // A kill may have torn the last line, even inside a letter.
        bytes.truncate(bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1));
        let text = String::from_utf8(bytes).map_err(|_| another(&path, "is no text"))?;
        let ends = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Ok(Self { path, text, ends })
    }

    fn end_of(&self, lines: usize) -> u64 {
        lines.checked_sub(1).map_or(0, |last| self.ends[last] as u64)
    }

    /// The first rows, which must belong to these places.
    fn read(&self, count: usize, places: &[Place<'_>]) -> Result<Vec<EvalRow>, TrainError> {
        let lines = self.text.lines().take(count).zip(places).enumerate();
        let read = |(index, (line, place)): (usize, (&str, &Place<'_>))| {
            let row: Option<EvalRow> = serde_json::from_str(line).ok();
            let row = row.map(|row| EvalRow { task: place.task, ..row });
            row.filter(|row| at(row) == *place).ok_or_else(|| {
                let what = format!("line {} is not the row of task {}, k = {}", index + 1, place.task_id, place.k);
                another(&self.path, &what)
            })
        };
        lines.map(read).collect()
    }
}

impl Lines {
    /// The journal of these chunks: how many lines that are is not known before, so they are told by their tasks.
    fn journal(&self, plan: &Plan<'_>, chunks: &[Chunk]) -> Result<Vec<JournalRow>, TrainError> {
        let tasks: HashMap<(&str, &str), usize> =
            expected(plan, chunks, 0..=0).iter().map(|p| ((p.split, p.task_id), p.task)).collect();
        let mut journal = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            let row: JournalRow = serde_json::from_str(line)
                .map_err(|_| another(&self.path, &format!("holds no iterate of a search in line {}", index + 1)))?;
            let Some(&task) = tasks.get(&(row.split.as_str(), row.task_id.as_str())) else { break };
            journal.push(JournalRow { task, ..row });
        }
        Ok(journal)
    }
}

fn at(row: &EvalRow) -> Place<'_> {
    Place { split: &row.split, task: row.task, task_id: &row.task_id, sample: row.sample, k: row.k }
}

/// The dotted keys under which two setups differ.
fn differences(before: &Value, now: &Value) -> Vec<String> {
    let (Value::Object(old), Value::Object(new)) = (before, now) else { return vec!["everything".into()] };
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let differing = keys.into_iter().filter(|key| old.get(*key) != new.get(*key));
    let below = |key: &String| match (old.get(key), new.get(key)) {
        (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
            differences(old, new).into_iter().map(|inner| format!("{key}.{inner}")).collect()
        }
        _ => vec![key.clone()],
    };
    differing.flat_map(below).collect()
}

fn another(path: &Path, seen: &str) -> TrainError {
    TrainError::Training(format!(
        "{}: this file of another evaluation {seen}; choose another --output, or begin anew over it with --clean",
        path.display()
    ))
}

fn output(path: &Path, what: &str, source: std::io::Error) -> TrainError {
    TrainError::Output { path: path.to_owned(), what: what.to_owned(), source }
}
