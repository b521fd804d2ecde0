//! Append-only JSON-lines files whose length is always known, so that a resumed run can cut off what it will write again.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::TrainError;

/// One record a line. Every record reaches the file before [`JsonlWriter::append`] returns.
#[derive(Debug)]
pub struct JsonlWriter {
    path: PathBuf,
    file: File,
    len: u64,
    /// What to do once a failure is put right.
    way_on: &'static str,
}

impl JsonlWriter {
    /// Opens a file for appending, and makes it and its folder where they are missing.
    ///
    /// # Errors
    /// When the file or its folder cannot be made or opened.
    pub fn open(path: &Path) -> Result<Self, TrainError> {
        let failed = |source| output(path, "opening the file failed; check that the run folder may be written", source);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        let len = file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), file, len, way_on: "go on with `exitrl train --resume`" })
    }

    /// The same writer, whose errors say how to go on in other words than those of training.
    #[must_use]
    pub fn with_way_on(self, way_on: &'static str) -> Self {
        Self { way_on, ..self }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one record and gives the file's new length in bytes.
    ///
    /// # Errors
    /// When the record cannot be written whole; what was written of it is taken back, so the file still ends with a full line.
    pub fn append(&mut self, record: &impl Serialize) -> Result<u64, TrainError> {
        let mut line =
            serde_json::to_vec(record).map_err(|e| output(&self.path, "a record cannot be written as JSON", e.into()))?;
        line.push(b'\n');
        self.append_bytes(&line)
    }

    /// Appends the lines that `write` gives and gives the file's new length in bytes.
    ///
    /// # Errors
    /// When they cannot be written whole; what was written of them is taken back.
    pub fn append_with(&mut self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<u64, TrainError> {
        let mut lines = Vec::new();
        write(&mut lines).map_err(|e| output(&self.path, "records cannot be written as JSON", e))?;
        self.append_bytes(&lines)
    }

    /// Length in bytes; what a checkpoint remembers.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Cuts the file to the length that a checkpoint remembers; later records are written again by the resumed run.
    ///
    /// # Errors
    /// When the file is shorter than that, which means it is not the file the checkpoint was made with, or cannot be cut.
    pub fn truncate_to(&mut self, len: u64) -> Result<(), TrainError> {
        if len > self.len {
            let what = format!(
                "the file has {} bytes, but the checkpoint was made when it had {len}; put the original file back, or start anew \
                 with --clean",
                self.len
            );
            return Err(output(&self.path, &what, ErrorKind::UnexpectedEof.into()));
        }
        self.cut(len).map_err(|source| output(&self.path, "cutting the file to the checkpoint's length failed", source))
    }

    /// Hands all records to the disk itself, so that they outlive a power cut. Called before a checkpoint counts on them.
    ///
    /// # Errors
    /// When the system cannot.
    pub fn sync(&self) -> Result<(), TrainError> {
        self.file.sync_data().map_err(|source| {
            let what = format!("handing the records to the disk failed; {}", self.advice(&source));
            output(&self.path, &what, source)
        })
    }

    fn append_bytes(&mut self, bytes: &[u8]) -> Result<u64, TrainError> {
        if let Err(source) = self.file.write_all(bytes) {
            let _ = self.cut(self.len);
            let what = format!("appending {} bytes at byte {} failed; {}", bytes.len(), self.len, self.advice(&source));
            return Err(output(&self.path, &what, source));
        }
        self.len += bytes.len() as u64;
        Ok(self.len)
    }

    fn advice(&self, source: &std::io::Error) -> String {
        let remedy = match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space",
            _ => "check the disk",
        };
        format!("{remedy} and {}", self.way_on)
    }

    fn cut(&mut self, len: u64) -> std::io::Result<()> {
        self.file.set_len(len)?;
        self.file.seek(SeekFrom::Start(len))?;
        self.len = len;
        Ok(())
    }
}

fn output(path: &Path, what: &str, source: std::io::Error) -> TrainError {
    TrainError::Output { path: path.to_owned(), what: what.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(path: &Path) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn records_are_in_the_file_as_soon_as_they_are_appended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/metrics.jsonl");
        let mut writer = JsonlWriter::open(&path).unwrap();
        assert!(writer.is_empty());
        assert_eq!(writer.append(&json!({"a": 1})).unwrap(), 8);
        assert_eq!(written(&path), "{\"a\":1}\n");
        drop(writer);
        let mut again = JsonlWriter::open(&path).unwrap();
        assert_eq!(again.len(), 8);
        again.append(&json!(2)).unwrap();
        assert_eq!(written(&path), "{\"a\":1}\n2\n");
    }

    #[test]
    fn a_resumed_run_writes_over_what_came_after_its_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        let mut writer = JsonlWriter::open(&path).unwrap();
        let at_checkpoint = writer.append(&json!(1)).unwrap();
        writer.append(&json!(2)).unwrap();
        drop(writer);
        // The run is killed in the middle of a line.
        std::fs::write(&path, "1\n2\n{\"tor").unwrap();
        let mut resumed = JsonlWriter::open(&path).unwrap();
        resumed.truncate_to(at_checkpoint).unwrap();
        resumed.append(&json!(2)).unwrap();
        assert_eq!(written(&path), "1\n2\n");
    }

    #[test]
    fn a_file_that_lost_records_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.jsonl");
        let mut writer = JsonlWriter::open(&path).unwrap();
        let message = writer.truncate_to(10).unwrap_err().to_string();
        assert!(message.contains("metrics.jsonl") && message.contains("has 0 bytes") && message.contains("--clean"), "{message}");
    }

    /// The device that is always full.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_named_with_what_to_do() {
        let mut writer = JsonlWriter::open(Path::new("/dev/full")).unwrap();
        let message = writer.append(&json!({"a": 1})).unwrap_err().to_string();
        for part in ["/dev/full", "appending 8 bytes at byte 0 failed", "free some space", "--resume", "No space left"] {
            assert!(message.contains(part), "{message}");
        }
    }
}
