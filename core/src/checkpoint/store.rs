//! Checkpoints in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::TrainerState;
use super::manifest::{FILE, Manifest, io};
use crate::error::CheckpointError;

const STATE: &str = "trainer_state.json";

/// The checkpoints of one run.
#[derive(Debug, Clone)]
pub struct CheckpointStore {
    folder: PathBuf,
    keep: usize,
}

impl CheckpointStore {
    /// Checkpoints under this folder, of which the latest `keep` are kept; 0 keeps all.
    pub fn new(folder: PathBuf, keep: usize) -> Self {
        Self { folder, keep }
    }

    /// Writes a checkpoint: `write` puts the weights into the folder it is given.
    ///
    /// # Errors
    /// When a file cannot be written; checkpoints written before are untouched.
    pub fn save(
        &self,
        state: &TrainerState,
        write: impl FnOnce(&Path) -> Result<(), CheckpointError>,
    ) -> Result<PathBuf, CheckpointError> {
        let name = format!("step_{}", state.train_step);
        let (partial, whole) = (self.folder.join(format!(".{name}.partial")), self.folder.join(&name));
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir_all(&partial).map_err(|e| io(&partial, "the checkpoint folder cannot be made", e))?;
        let written = write(&partial).and_then(|()| seal(&partial, state));
        if let Err(error) = written {
            // What is half written is of no use and may fill the disk.
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
        let _ = fs::remove_dir_all(&whole);
        fs::rename(&partial, &whole).map_err(|e| io(&whole, "the finished checkpoint cannot be renamed", e))?;
        write_whole(&self.folder.join("latest"), format!("{name}\n").as_bytes())?;
        self.prune()?;
        Ok(whole)
    }

    /// The newest whole checkpoint; [`None`] when there is none.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn latest(&self) -> Result<Option<PathBuf>, CheckpointError> {
        Ok(self.list()?.pop().map(|(_, path)| path))
    }

    /// Removes checkpoints of later train steps: a run that goes on from an earlier one leaves them behind.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn remove_after(&self, train_step: u64) -> Result<(), CheckpointError> {
        for (_, path) in self.list()?.into_iter().filter(|(number, _)| *number > train_step) {
            fs::remove_dir_all(&path).map_err(|e| io(&path, "a checkpoint of a later train step cannot be removed", e))?;
        }
        Ok(())
    }

    /// Verifies a checkpoint against its manifest and reads its state.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn open(path: &Path) -> Result<TrainerState, CheckpointError> {
        Manifest::verify(path)?;
        let state = path.join(STATE);
        let text = fs::read_to_string(&state).map_err(|e| io(&state, "the trainer's state cannot be read", e))?;
        serde_json::from_str(&text).map_err(|e| CheckpointError::Content {
            path: state,
            what: format!("the trainer's state does not fit this version: {e}; resume with the version that wrote it"),
        })
    }

    /// Checkpoints that have a manifest, oldest first.
    fn list(&self) -> Result<Vec<(u64, PathBuf)>, CheckpointError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(io(&self.folder, "the checkpoint folder cannot be read", e)),
        };
        let mut found: Vec<(u64, PathBuf)> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.join(FILE).is_file())
            .filter_map(|path| {
                let number = path.file_name()?.to_str()?.strip_prefix("step_")?.parse().ok()?;
                Some((number, path))
            })
            .collect();
        found.sort();
        Ok(found)
    }

    fn prune(&self) -> Result<(), CheckpointError> {
        let mut found = self.list()?;
        if self.keep > 0 && found.len() > self.keep {
            found.truncate(found.len() - self.keep);
            for (_, path) in found {
                fs::remove_dir_all(&path).map_err(|e| io(&path, "an old checkpoint cannot be removed", e))?;
            }
        }
        Ok(())
    }
}

/// Writes state and manifest, the manifest last.
fn seal(folder: &Path, state: &TrainerState) -> Result<(), CheckpointError> {
    write_whole(&folder.join(STATE), &json(folder, state)?)?;
    let manifest = Manifest::of_folder(folder, state.train_step)?;
    write_whole(&folder.join(FILE), &json(folder, &manifest)?)
}

fn json(folder: &Path, value: &impl serde::Serialize) -> Result<Vec<u8>, CheckpointError> {
    serde_json::to_vec_pretty(value).map_err(|e| CheckpointError::Content {
        path: folder.to_owned(),
        what: format!("the state cannot be written as JSON: {e}; this is a bug, please report it"),
    })
}

/// Writes a file so that it is whole under its name or absent.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CheckpointError> {
    crate::weights::atomic::write_whole(path, |file| file.write_all(bytes)).map_err(CheckpointError::Model)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(train_step: u64) -> TrainerState {
        TrainerState { train_step, metrics_bytes: 7, traces_bytes: 8, timing_bytes: 9, instances_bytes: 10 }
    }

    fn weights(folder: &Path) -> Result<(), CheckpointError> {
        fs::write(folder.join("model.safetensors"), b"numbers").map_err(|e| io(folder, "test", e))
    }

    #[test]
    fn the_latest_whole_checkpoint_is_found_and_old_ones_go() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = CheckpointStore::new(dir.path().join("checkpoints"), 2);
        assert_eq!(store.latest().expect("reads"), None);
        for train_step in [5, 20, 100] {
            store.save(&state(train_step), weights).expect("saves");
        }
        // A crash in the middle of the next one leaves no manifest.
        fs::create_dir(dir.path().join("checkpoints/step_200")).expect("made");
        let latest = store.latest().expect("reads").expect("there");
        assert!(latest.ends_with("step_100"));
        assert_eq!(CheckpointStore::open(&latest).expect("opens"), state(100));
        assert!(!dir.path().join("checkpoints/step_5").exists() && dir.path().join("checkpoints/step_20").exists());
    }

    #[test]
    fn going_on_from_an_earlier_checkpoint_leaves_later_ones_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = CheckpointStore::new(dir.path().into(), 2);
        for train_step in [1, 3, 4] {
            CheckpointStore::new(dir.path().into(), 0).save(&state(train_step), weights).expect("saves");
        }
        store.remove_after(1).expect("removed");
        store.save(&state(2), weights).expect("saves");
        assert!(store.latest().expect("reads").expect("there").ends_with("step_2"));
    }

    #[test]
    fn a_damaged_file_is_named_with_both_digests() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = CheckpointStore::new(dir.path().into(), 0).save(&state(1), weights).expect("saves");
        fs::write(path.join("model.safetensors"), b"numberz").expect("written");
        let text = CheckpointStore::open(&path).expect_err("refused").to_string();
        assert!(text.contains("model.safetensors") && text.contains("damaged") && text.contains("earlier"), "{text}");
    }

    #[test]
    fn a_checkpoint_that_cannot_be_written_leaves_the_last_one_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = CheckpointStore::new(dir.path().into(), 0);
        store.save(&state(1), weights).expect("saves");
        let full = |folder: &Path| Err(io(folder, "test", std::io::Error::from(std::io::ErrorKind::StorageFull)));
        let error = store.save(&state(2), full).expect_err("fails");
        assert!(error.to_string().contains("step_2"), "{error}");
        let latest = store.latest().expect("reads").expect("there");
        assert!(latest.ends_with("step_1") && CheckpointStore::open(&latest).is_ok());
        assert!(!dir.path().join(".step_2.partial").exists());
    }
}
