//! Shows the input folder to a program that is another user than the folder's owner.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use crate::root::{Failure, bind, file, folder, tmpfs};

/// Most bytes of unreadable files that are copied: copies live in memory.
const MAX_COPIED: u64 = 64 << 20;
/// Most mounts that an input folder may need.
const MAX_MOUNTS: u32 = 2000;

/// Shows `source` at `target`, without sockets, pipes and devices: through those a program could talk to others. With `other_user`, what
/// only its owner may read is shown all the same: the caller named this folder as input. A folder that all may read is bound as it is; in
/// another one each part is bound by itself, and closed files are copied.
pub(crate) fn show(source: &Path, target: &Path, other_user: bool) -> Result<(), Failure> {
    folder(target)?;
    if fits_whole(source, other_user)? {
        return bind(source, target);
    }
    // On a file system of its own, which is made read-only like everything that is shown.
    tmpfs(target, &format!("mode=755,size={}", MAX_COPIED + (4 << 20)))?;
    let mut state = State { copied: 0, mounts: 0, other_user };
    state.parts(source, target)
}

fn metadata(path: &Path) -> Result<fs::Metadata, Failure> {
    fs::symlink_metadata(path).map_err(|error| format!("reading the input {}: {error}", path.display()))
}

fn entries(path: &Path) -> Result<Vec<fs::DirEntry>, Failure> {
    let read = fs::read_dir(path).and_then(Iterator::collect);
    read.map_err(|error| format!("reading the input {}: {error}", path.display()))
}

fn readable(meta: &fs::Metadata) -> bool {
    let needed = if meta.is_dir() { 0o5 } else { 0o4 };
    meta.is_symlink() || meta.mode() & needed == needed
}

/// Whether a tree may be shown as it is: everything in it is a file, folder or link, and may be read by the program's user.
pub(crate) fn fits_whole(path: &Path, other_user: bool) -> Result<bool, Failure> {
    let meta = metadata(path)?;
    if !(meta.is_dir() || meta.is_file() || meta.is_symlink()) || (other_user && !readable(&meta)) {
        return Ok(false);
    }
    if meta.is_dir() {
        for entry in entries(path)? {
            if !fits_whole(&entry.path(), other_user)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

struct State {
    copied: u64,
    mounts: u32,
    other_user: bool,
}

impl State {
    /// Shows each part of a folder in a folder that is already there.
    fn parts(&mut self, source: &Path, target: &Path) -> Result<(), Failure> {
        for entry in entries(source)? {
            let (source, target) = (entry.path(), target.join(entry.file_name()));
            let meta = metadata(&source)?;
            if meta.is_symlink() {
                let link = fs::read_link(&source).map_err(|error| format!("reading the input {}: {error}", source.display()))?;
                symlink(link, &target).map_err(|error| format!("linking {}: {error}", target.display()))?;
            } else if meta.is_dir() {
                folder(&target)?;
                if fits_whole(&source, self.other_user)? { self.bind(&source, &target)? } else { self.parts(&source, &target)? }
            } else if meta.is_file() && (readable(&meta) || !self.other_user) {
                file(&target, b"")?;
                self.bind(&source, &target)?;
            } else if meta.is_file() {
                self.copy(&source, &target, meta.len())?;
            }
        }
        Ok(())
    }

    fn bind(&mut self, source: &Path, target: &Path) -> Result<(), Failure> {
        self.mounts += 1;
        if self.mounts > MAX_MOUNTS {
            return Err(format!(
                "the input needs more than {MAX_MOUNTS} mounts because parts are closed; run chmod -R o+rX on it"
            ));
        }
        bind(source, target)
    }

    fn copy(&mut self, source: &Path, target: &Path, bytes: u64) -> Result<(), Failure> {
        self.copied += bytes;
        if self.copied > MAX_COPIED {
            let limit = MAX_COPIED >> 20;
            return Err(format!("more than {limit} MiB of the input may be read by their owner only; run chmod -R o+rX on it"));
        }
        let content = fs::read(source).map_err(|error| format!("reading the input {}: {error}", source.display()))?;
        file(target, &content)?;
        fs::set_permissions(target, fs::Permissions::from_mode(0o444))
            .map_err(|error| format!("opening {}: {error}", target.display()))
    }
}
