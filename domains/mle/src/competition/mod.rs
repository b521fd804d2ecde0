//! A competition in MLE-bench's prepared layout, and the grading of submissions to it.
//!
//! ```text
//! <data>/<id>/prepared/{public, private}  ┐
//! registry: config.yaml, leaderboard.csv  ├─ layout.rs ─► Competition ── grade(submission.csv, Mode) ─► Graded
//! rule.rs: built-in records, or `exitrl:` ┘                    │                                          │
//!                                                              │ table/     CSV as pandas reads it        ├ report.rs  the benchmark's fields
//!                                                              │ strict/    every id and value checked    ├ error.rs   what is wrong, and where
//!                                                              │ compat/    the benchmark's quirks        └ normalised in [0, 1]
//!                                                              └ medals.rs  thresholds of the leaderboard
//! ```
//!
//! A folder that `mlebench prepare` made works as it is, with a checkout of the benchmark as registry for its configuration and leaderboard.
//! Competitions of our own have both files beside `prepared`, and a section `exitrl` in the configuration:
//!
//! ```yaml
//! exitrl:
//!   metric: rmse                # a name of exitrl-metrics
//!   id_column: id
//!   target_columns: [price]     # columns of the answers
//!   classes: null               # labels that may be predicted; for multiclass_log_loss the columns of probabilities
//!   range: [100.0, 0.0]         # scores that are worth 0 and 1
//!   lower_is_better: true
//!   options: {}                 # of the metric, such as k; optional, as are group_column and unit_range
//! ```
//!
//! Architecture invariants: the answers are read by [`Competition::grade`] alone and no message repeats one; no bytes of a submission make
//! grading panic; what is at fault with a submission is a [`SubmissionError`] in its report, what is at fault with the competition's own files
//! a [`CompetitionError`].

mod compat;
mod error;
mod grade;
mod layout;
mod medals;
mod report;
mod rule;
mod strict;
mod table;

use std::path::Path;
use std::sync::OnceLock;

pub use error::{CompetitionError, ErrorKind, SubmissionError};
pub use exitrl_metrics::Mode;
pub use grade::{Graders, grade_line};
pub use medals::Thresholds;
pub use report::{CompetitionReport, Summary, summary};

use layout::Layout;
use table::Table;

/// A competition on disk.
#[derive(Debug)]
pub struct Competition {
    layout: Layout,
    answers: OnceLock<Result<Table, CompetitionError>>,
}

/// A graded submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// The benchmark's fields.
    pub report: CompetitionReport,
    /// Why there is no score.
    pub error: Option<SubmissionError>,
    /// The score on the competition's fixed range, in `[0, 1]`; 0 without a score.
    pub normalised: f64,
}

impl Competition {
    /// Opens the competition `id` below `data_dir`. Its configuration and leaderboard are taken from `registry`, a checkout of the benchmark
    /// or its folder of competitions, or from the competition's own folder.
    ///
    /// # Errors
    /// When a folder or file is missing, unreadable or a Git LFS pointer, or when it is not known how to grade the competition.
    pub fn open(data_dir: &Path, id: &str, registry: Option<&Path>) -> Result<Self, CompetitionError> {
        Ok(Self { layout: Layout::open(data_dir, id, registry)?, answers: OnceLock::new() })
    }

    /// The name of its folder.
    pub fn id(&self) -> &str {
        &self.layout.id
    }
    /// Its title.
    pub fn name(&self) -> &str {
        &self.layout.name
    }
    /// What a competitor is told, in Markdown.
    pub fn description(&self) -> &str {
        &self.layout.description
    }
    /// The folder that a program may read.
    pub fn public_dir(&self) -> &Path {
        &self.layout.public
    }
    /// The sample submission; two of the lite competitions keep it outside of the public folder.
    pub fn sample_submission(&self) -> &Path {
        &self.layout.sample_submission
    }
    /// The name of its metric.
    pub fn metric(&self) -> &'static str {
        self.layout.rule.metric.name()
    }
    /// Whether a lower score is better.
    pub fn is_lower_better(&self) -> bool {
        self.layout.board.is_lower_better
    }
    /// The scores that earn medals.
    pub fn thresholds(&self) -> Thresholds {
        self.layout.board.thresholds
    }
    /// The scores that are worth 0 and 1: worst and best.
    pub fn range(&self) -> [f64; 2] {
        self.layout.rule.range
    }
    /// Compat for the benchmark's competitions, strict for others.
    pub fn default_mode(&self) -> Mode {
        if self.layout.rule.quirks.is_some() { Mode::Compat } else { Mode::Strict }
    }

    /// A score on the competition's fixed range, in `[0, 1]`: the paper's range for its six competitions.
    pub fn normalised(&self, score: f64) -> f64 {
        self.layout.rule.normalised(score)
    }

    /// Grades a submission. Competitions that are not the benchmark's have no quirks: their `compat` mode is the strict one.
    ///
    /// # Errors
    /// When the answers are missing or unfit; never for what the submission holds.
    pub fn grade(&self, submission: &Path, mode: Mode) -> Result<Graded, CompetitionError> {
        let answers = self.answers.get_or_init(|| self.read_answers()).as_ref().map_err(CompetitionError::clone)?;
        let found = find(submission, mode);
        let exists = !matches!(&found, Err(error) if matches!(error.kind, ErrorKind::MissingFile | ErrorKind::NotCsv));
        let score = found.and_then(|()| Table::read(submission)).and_then(|table| self.score(&table, answers, mode));
        let (score, error) = match score {
            Ok(score) => (Some(score), None),
            Err(error) => (None, Some(error)),
        };
        let report = CompetitionReport::new(self.id(), &self.layout.board, submission, exists, score);
        Ok(Graded { report, error, normalised: score.map_or(0.0, |score| self.normalised(score)) })
    }

    fn score(&self, submission: &Table, answers: &Table, mode: Mode) -> Result<f64, SubmissionError> {
        let rule = &self.layout.rule;
        match (mode, rule.quirks) {
            (Mode::Compat, Some(quirks)) => compat::grade(rule, quirks, submission, answers).map(compat::Scored::rounded),
            _ => strict::grade(rule, submission, answers).map(|value| compat::Scored::python(value).rounded()),
        }
    }

    fn read_answers(&self) -> Result<Table, CompetitionError> {
        let Layout { id, answers: path, rule, .. } = &self.layout;
        let fail = |message: String| CompetitionError::new(id, format!("its answers {} {message}", path.display()));
        let table = Table::read(path).map_err(|e| fail(format!("cannot be read: {}", e.message)))?;
        strict::check_answers(rule, &table).map_err(fail)?;
        Ok(table)
    }
}

/// Finds the submission's file. A link may lead to the answers, so strict mode takes none.
fn find(submission: &Path, mode: Mode) -> Result<(), SubmissionError> {
    let shown = submission.display();
    let metadata = match mode {
        Mode::Strict => submission.symlink_metadata(),
        Mode::Compat => submission.metadata(),
    };
    if !metadata.is_ok_and(|metadata| metadata.is_file()) {
        let message = format!("there is no plain file {shown}; write the predictions to submission.csv");
        return Err(SubmissionError::new(ErrorKind::MissingFile, message));
    }
    if submission.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("csv")) {
        let message = format!("the name of {shown} does not end in .csv; write the predictions to submission.csv");
        return Err(SubmissionError::new(ErrorKind::NotCsv, message));
    }
    Ok(())
}

/// The competitions that lie below a data folder, sorted: those with a folder `prepared`.
pub fn competitions_in(data_dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data_dir).into_iter().flatten().flatten();
    let mut ids: Vec<String> = entries
        .filter(|entry| entry.path().join("prepared").is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    ids.sort();
    ids
}
