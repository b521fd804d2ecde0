//! The files of one run.
//!
//! `metrics.jsonl`, `traces.jsonl`, `instances.jsonl` and `eval/` are the same bytes in every run of a seed, resumed or not; what is not, seconds and
//! rates, goes to `timing.jsonl`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::checkpoint::CheckpointStore;
use crate::config::RunConfig;
use crate::error::TrainError;
use crate::folder_lock::FolderLock;
use crate::tracker::{JsonlWriter, Metrics};

/// The files of one run.
pub struct RunFolder {
    path: PathBuf,
    /// One line a train step.
    pub metrics: JsonlWriter,
    /// One line a train step: what differs between equal runs.
    pub timing: JsonlWriter,
    /// One line a rollout.
    pub traces: JsonlWriter,
    /// One line for each event in the life of a stored task instance.
    pub instances: JsonlWriter,
    /// State to resume from.
    pub checkpoints: CheckpointStore,
    _lock: FolderLock,
}

#[derive(Serialize)]
struct Line<'a> {
    train_step: u64,
    #[serde(flatten)]
    metrics: &'a Metrics,
}

impl RunFolder {
    /// Opens a folder for a new run (`fresh`: it must be empty or absent), or for going on with one.
    ///
    /// # Errors
    /// When the folder holds a run already, another process trains in it, or it cannot be written.
    pub fn open(config: &RunConfig, fresh: bool) -> Result<Self, TrainError> {
        let path = config.output_dir.clone();
        if fresh && path.join("metrics.jsonl").exists() {
            return Err(TrainError::Training(format!(
                "{} holds a run already: go on with it by --resume, begin anew over it by --clean, or choose another folder \
                 by --output-dir",
                path.display()
            )));
        }
        let lock = locked(&path)?;
        fs::create_dir_all(path.join("eval")).map_err(|e| output(&path, "the run folder cannot be made", e))?;
        Ok(Self {
            metrics: JsonlWriter::open(&path.join("metrics.jsonl"))?,
            timing: JsonlWriter::open(&path.join("timing.jsonl"))?,
            traces: JsonlWriter::open(&path.join("traces.jsonl"))?,
            instances: JsonlWriter::open(&path.join("instances.jsonl"))?,
            checkpoints: CheckpointStore::new(path.join("checkpoints"), config.ckpt.keep),
            path,
            _lock: lock,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what an earlier run left in a folder.
    ///
    /// # Errors
    /// When another process trains in the folder, or something cannot be removed.
    pub fn clean(path: &Path) -> Result<(), TrainError> {
        let _lock = locked(path)?;
        for name in ["metrics.jsonl", "timing.jsonl", "traces.jsonl", "instances.jsonl", "config.toml"] {
            let file = path.join(name);
            if file.exists() {
                fs::remove_file(&file).map_err(|e| output(&file, "cannot be removed", e))?;
            }
        }
        for name in ["checkpoints", "eval"] {
            let folder = path.join(name);
            if folder.exists() {
                fs::remove_dir_all(&folder).map_err(|e| output(&folder, "cannot be removed", e))?;
            }
        }
        Ok(())
    }

    /// Adds one line of metrics.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, train_step: u64, metrics: &Metrics) -> Result<(), TrainError> {
        self.metrics.append(&Line { train_step, metrics }).map(|_| ())
    }

    /// Adds one line of timing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record_timing(&mut self, train_step: u64, metrics: &Metrics) -> Result<(), TrainError> {
        self.timing.append(&Line { train_step, metrics }).map(|_| ())
    }

    /// Writes a file of this run whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_with(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<(), TrainError> {
        crate::weights::atomic::write_whole(&self.path.join(name), write).map_err(TrainError::Model)
    }
}

/// Takes a run folder for this process alone.
fn locked(path: &Path) -> Result<FolderLock, TrainError> {
    let lock = FolderLock::take(path).map_err(|e| output(path, "the run folder cannot be locked", e))?;
    lock.ok_or_else(|| {
        TrainError::Training(format!(
            "another process trains in {}: wait until it has ended, or choose another folder by --output-dir",
            path.display()
        ))
    })
}

pub(super) fn output(path: &Path, what: &str, source: std::io::Error) -> TrainError {
    TrainError::Output { path: path.to_owned(), what: what.to_owned(), source }
}
