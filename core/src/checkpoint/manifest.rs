//! The list of a checkpoint's files, by which a whole checkpoint is told from a damaged one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::CheckpointError;

/// Name of the manifest's file.
pub(super) const FILE: &str = "MANIFEST.json";

/// Size and digest of every file of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Train steps applied.
    pub train_step: u64,
    /// By file name.
    pub files: BTreeMap<String, FileEntry>,
}

/// Size and digest of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Size in bytes.
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of the files that lie in a folder.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of_folder(folder: &Path, train_step: u64) -> Result<Self, CheckpointError> {
        let mut files = BTreeMap::new();
        let entries = std::fs::read_dir(folder).map_err(|e| io(folder, "the folder cannot be read", e))?;
        for entry in entries {
            let path = entry.map_err(|e| io(folder, "the folder cannot be read", e))?.path();
            if let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| *name != FILE) {
                files.insert(name.to_owned(), FileEntry::of(&path)?);
            }
        }
        Ok(Self { train_step, files })
    }

    /// Reads a folder's manifest and compares every file with it.
    ///
    /// # Errors
    /// When the manifest or a file is missing or differs.
    pub fn verify(folder: &Path) -> Result<Self, CheckpointError> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|e| io(&path, "no manifest, so this checkpoint is not whole; resume from an earlier one", e))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|e| CheckpointError::Content {
            path: path.clone(),
            what: format!("the manifest cannot be read: {e}; resume from an earlier checkpoint"),
        })?;
        for (name, expected) in &manifest.files {
            let seen = FileEntry::of(&folder.join(name))?;
            if seen != *expected {
                return Err(damaged(&folder.join(name), &seen, expected));
            }
        }
        Ok(manifest)
    }
}

impl FileEntry {
    fn of(path: &Path) -> Result<Self, CheckpointError> {
        let mut file = File::open(path).map_err(|e| io(path, "the checkpoint lacks this file", e))?;
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
        loop {
            let count = file.read(&mut buffer).map_err(|e| io(path, "the file cannot be read", e))?;
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            bytes += count as u64;
        }
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { bytes, sha256 })
    }
}

fn damaged(path: &Path, seen: &FileEntry, expected: &FileEntry) -> CheckpointError {
    CheckpointError::Content {
        path: path.to_owned(),
        what: format!(
            "the file is damaged: {} bytes with SHA-256 {}, the manifest says {} bytes with {}; resume from an earlier \
             checkpoint of this run",
            seen.bytes, seen.sha256, expected.bytes, expected.sha256
        ),
    }
}

pub(super) fn io(path: &Path, what: &str, source: std::io::Error) -> CheckpointError {
    CheckpointError::Io { path: path.to_owned(), what: what.to_owned(), source }
}
