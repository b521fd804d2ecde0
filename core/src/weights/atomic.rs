//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::io_error;
use crate::error::ModelError;

/// A file that takes its name only once it is safely on the disk. Until then, and if it is dropped before, a reader finds what
/// was there before.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    path: PathBuf,
    temporary: PathBuf,
    /// Nothing once the file is finished.
    file: Option<BufWriter<File>>,
}

impl AtomicFile {
    /// Begins a file that will be called `path`. The bytes go to `path` with `.partial` added; a leftover under that name is
    /// overwritten.
    pub(crate) fn create(path: &Path) -> Result<Self, ModelError> {
        let temporary = temporary_name(path);
        let file = File::create(&temporary).map_err(|e| failed(path, e))?;
        Ok(Self { path: path.to_owned(), temporary, file: Some(BufWriter::with_capacity(1 << 20, file)) })
    }

    /// Adds bytes by way of `write`.
    pub(crate) fn write_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), ModelError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        write(file).map_err(|e| failed(&self.path, e))
    }

    /// Where the finished file will lie.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Brings all bytes to the disk and gives the file its name.
    pub(crate) fn finish(mut self) -> Result<(), ModelError> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let finished = sync_and_rename(file, &self.temporary, &self.path);
        if finished.is_err() {
            remove_leftover(&self.temporary);
        }
        finished.map_err(|e| failed(&self.path, e))
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Not flushed: the bytes are about to be thrown away.
            drop(file.into_parts());
            remove_leftover(&self.temporary);
        }
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), ModelError> {
    let mut file = AtomicFile::create(path)?;
    file.write_with(write)?;
    file.finish()
}

/// Writes a small JSON file, indented.
pub(crate) fn write_json(path: &Path, json: &serde_json::Value) -> Result<(), ModelError> {
    write_whole(path, |file| {
        serde_json::to_writer_pretty(&mut *file, json)?;
        file.write_all(b"\n")
    })
}

fn sync_and_rename(file: BufWriter<File>, temporary: &Path, path: &Path) -> io::Result<()> {
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    drop(file);
    fs::rename(temporary, path)?;
    sync_folder(path)
}

/// Makes the new name itself survive a power cut.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) && !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// A leftover that cannot be removed is overwritten the next time; the failure that led here is the one to report.
fn remove_leftover(temporary: &Path) {
    let _ = fs::remove_file(temporary);
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

/// The error for a file that could not be written.
pub(crate) fn failed(path: &Path, error: io::Error) -> ModelError {
    let what = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; the file was not written and nothing half-written is left under its name; free some space and try again"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "the file may not be written here; choose a folder that you can write to"
        }
        io::ErrorKind::NotFound => "the file cannot be written because its folder is missing; create the folder first",
        _ => "the file could not be written and nothing half-written is left under its name; check the disk and try again",
    };
    io_error(path, what, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_file_replaces_the_old_one_and_leaves_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        fs::write(&path, "old").unwrap();
        write_whole(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_disk_that_fills_up_leaves_the_old_file_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        fs::write(&path, "old").unwrap();
        let error = write_whole(&path, |file| {
            file.write_all(b"half of the new one")?;
            // The device that is always full gives the system's own error.
            let mut full = File::options().write(true).open("/dev/full")?;
            full.write_all(b"the other half")
        });
        let message = error.unwrap_err().to_string();
        for part in ["state.json", "the disk is full", "nothing half-written", "free some space", "No space left"] {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_named_as_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let message = write_whole(&folder.path().join("no/such/file"), |_| Ok(())).unwrap_err().to_string();
        assert!(message.contains("its folder is missing; create the folder first"), "{message}");
    }
}
