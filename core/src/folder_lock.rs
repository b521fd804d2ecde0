//! One process a run folder: a lock that the system lets go of however its holder ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// The file that is locked; it stays empty and may be removed when no process runs.
const NAME: &str = ".lock";

/// A folder that no other process may take as long as this lives.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes a folder, which is made where it does not exist; [`None`] where another process holds it.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub(crate) fn take(folder: &Path) -> io::Result<Option<Self>> {
        std::fs::create_dir_all(folder)?;
        let file = File::options().create(true).append(true).open(folder.join(NAME))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks is no reason not to train.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Some(Self { _file: file })),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_once_and_free_again_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        let held = FolderLock::take(&path).unwrap();
        assert!(held.is_some());
        assert!(FolderLock::take(&path).unwrap().is_none());
        drop(held);
        assert!(FolderLock::take(&path).unwrap().is_some());
    }
}
