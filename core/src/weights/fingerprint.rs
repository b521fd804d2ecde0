//! Telling one model's files from another's without reading all of them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Places that are looked at in a file, and bytes at each. Training moves nearly every weight.
const PLACES: u64 = 64;
const BYTES: u64 = 4096;

/// A digest of a model's file, or of the weights and settings in its folder: names, sizes, and bytes at many places. Two models
/// that differ in few weights only may have the same.
///
/// # Errors
/// When a file cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    for file in files(path)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut open = File::open(&file)?;
        let len = open.metadata()?.len();
        digest.update(name.as_bytes());
        digest.update(len.to_le_bytes());
        for place in 0..PLACES {
            // Small files are read whole, again and again; that is cheap.
            open.seek(SeekFrom::Start(len.saturating_sub(BYTES) * place / (PLACES - 1)))?;
            let mut bytes = Vec::new();
            open.by_ref().take(BYTES).read_to_end(&mut bytes)?;
            digest.update(&bytes);
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    let counts = |file: &Path| file.extension().is_some_and(|end| ["safetensors", "gguf", "json"].iter().any(|e| end == *e));
    files.retain(|file| file.is_file() && counts(file));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_weight_file_a_renamed_one_and_another_size_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        write("model.safetensors", &vec![1; 1_000_000]);
        let first = fingerprint(folder.path()).unwrap();
        write("README.md", b"not a part of the model");
        assert_eq!(fingerprint(folder.path()).unwrap(), first);
        write("model.safetensors", &vec![2; 1_000_000]);
        let second = fingerprint(folder.path()).unwrap();
        write("model.safetensors", &vec![2; 1_000_001]);
        let third = fingerprint(folder.path()).unwrap();
        write("config.json", b"{}");
        let all = [&first, &second, &third, &fingerprint(folder.path()).unwrap()];
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), 4);
        // The last byte counts, too.
        let file = folder.path().join("one.gguf");
        std::fs::write(&file, [0; 300_000]).unwrap();
        let before = fingerprint(&file).unwrap();
        let mut bytes = [0; 300_000];
        bytes[299_999] = 1;
        std::fs::write(&file, bytes).unwrap();
        assert_ne!(fingerprint(&file).unwrap(), before);
        assert!(fingerprint(&folder.path().join("nothing")).is_err());
    }
}
