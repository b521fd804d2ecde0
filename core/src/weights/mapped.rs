//! A file mapped read-only into memory, so that a model larger than the free memory can be read tensor by tensor.
#![allow(unsafe_code)]

use std::fs::File;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use super::io_error;
use crate::error::ModelError;

/// A file mapped read-only into memory.
#[derive(Debug)]
pub(crate) struct MappedFile {
    path: PathBuf,
    map: Mmap,
}

impl MappedFile {
    /// Maps the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be opened or mapped.
    pub(crate) fn open(path: &Path) -> Result<Self, ModelError> {
        let what = "the model file cannot be opened; check the path and its permissions";
        let file = File::open(path).map_err(|source| io_error(path, what, source))?;
        // SAFETY: the map is read-only and private to this value. Its bytes could change only if another process rewrote the
        // file in place; model files here are replaced by renaming, which leaves the mapped one whole, and no value of a type
        // with invalid bit patterns is ever made from them.
        let map = unsafe { Mmap::map(&file) };
        let map = map.map_err(|source| {
            io_error(path, "the model file cannot be mapped into memory; check that it is a plain file", source)
        })?;
        Ok(Self { path: path.to_owned(), map })
    }

    /// The whole file.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// Where the file lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
