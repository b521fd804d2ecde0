//! Methods compared over seeds at one rollout budget (arXiv 2509.04575, Table 1).
//!
//! ```text
//! base configuration, arms, seeds -> plan.rs -> PlannedRun
//!    -> children.rs: `exitrl train` once a run, some at a time, resumable     (progress.rs tells how far)
//!    -> collect.rs: what the run folders hold -> RunRecord
//!    -> figures.rs: means, intervals, differences (stats.rs) -> Figures
//!    -> report.rs, charts.rs: report.md, report.json, pictures
//! ```
//!
//! An arm is a named method or a file that goes over the base configuration. All arms of a seed have the same warm start by
//! construction, since its draws depend on the seed alone; the report checks it on the evaluation at train step 0.

mod charts;
mod children;
mod collect;
mod figures;
mod plan;
mod progress;
mod report;
mod stats;
#[cfg(test)]
mod testing;

use std::path::PathBuf;

pub use children::{Failed, Settings, Summary, run_all};
pub use collect::{RunRecord, collect};
pub use figures::Figures;
pub use plan::{Arm, PlannedRun, Request, plan, read_seeds};
pub use report::{ReportFiles, note_command, write};

use crate::config::ConfigError;
use crate::report::ReportError;

/// Why an ablation cannot be run or reported on.
#[derive(Debug, thiserror::Error)]
pub enum AblateError {
    /// What was asked for makes no fair comparison, or cannot be read.
    #[error("{0}")]
    Plan(String),
    /// The configuration of a run is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file could not be read or written.
    #[error("{path}: {what}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, and what to do about it.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A run folder is damaged.
    #[error(transparent)]
    Run(#[from] ReportError),
    /// There is nothing to compare.
    #[error("{0}")]
    Nothing(String),
    /// The user asked to stop; the runs have saved their state.
    #[error("stopped with {done} of {all} runs done; the same command goes on")]
    Interrupted {
        /// Runs that are done.
        done: usize,
        /// All runs.
        all: usize,
    },
}

fn io(path: &std::path::Path, what: &'static str) -> impl FnOnce(std::io::Error) -> AblateError {
    let path = path.to_owned();
    move |source| AblateError::Io { path, what, source }
}
