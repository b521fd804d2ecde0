//! Safetensors files: one, or several with an index, read through memory maps.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use half::{bf16, f16};
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::Deserialize;

use super::mapped::MappedFile;
use super::{Tensor, content_error, io_error};
use crate::error::ModelError;

/// Where a tensor lies.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    shard: usize,
    range: Range<usize>,
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
}

/// All tensors of one or several files.
#[derive(Debug)]
pub(crate) struct SafetensorsFiles {
    shards: Vec<MappedFile>,
    pub(super) entries: BTreeMap<String, Entry>,
    origin: PathBuf,
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, PathBuf>,
}

impl SafetensorsFiles {
    /// Opens `model.safetensors`, or the shards that `model.safetensors.index.json` names.
    pub(crate) fn open_folder(folder: &Path) -> Result<Self, ModelError> {
        let single = folder.join("model.safetensors");
        if single.exists() {
            return Self::open_file(&single);
        }
        let index = folder.join("model.safetensors.index.json");
        if index.exists() {
            return Self::open_index(folder, &index);
        }
        Err(content_error(
            folder,
            "no weights found: there is neither model.safetensors nor model.safetensors.index.json; give the folder of a \
             Hugging Face model (weights saved as .bin must be converted to safetensors first) or a .gguf file",
        ))
    }

    /// Opens one file.
    pub(super) fn open_file(path: &Path) -> Result<Self, ModelError> {
        let mut files = Self { shards: Vec::new(), entries: BTreeMap::new(), origin: path.to_owned() };
        files.add(path, |_| true)?;
        Ok(files)
    }

    fn open_index(folder: &Path, index: &Path) -> Result<Self, ModelError> {
        let text = std::fs::read_to_string(index).map_err(|e| io_error(index, "the index of the weights cannot be read", e))?;
        let parsed: Index = serde_json::from_str(&text).map_err(|e| {
            content_error(index, format!("the index of the weights is not understood ({e}); fetch the model again"))
        })?;
        let names: BTreeSet<&PathBuf> = parsed.weight_map.values().collect();
        let mut files = Self { shards: Vec::new(), entries: BTreeMap::new(), origin: index.to_owned() };
        for name in names {
            if name.components().count() != 1 || name.is_absolute() {
                return Err(content_error(
                    index,
                    format!("the index names {name:?}, which is no plain file name; fetch the model again"),
                ));
            }
            let shard = folder.join(name);
            files.add(&shard, |tensor| parsed.weight_map.get(tensor) == Some(name))?;
        }
        match parsed.weight_map.iter().find(|(tensor, _)| !files.entries.contains_key(*tensor)) {
            Some((tensor, file)) => Err(content_error(
                &folder.join(file),
                format!("tensor {tensor} should be here by the index, but is not; fetch the model again"),
            )),
            None => Ok(files),
        }
    }

    fn add(&mut self, path: &Path, wanted: impl Fn(&str) -> bool) -> Result<(), ModelError> {
        let file = MappedFile::open(path)?;
        let shard = self.shards.len();
        let bytes = file.bytes();
        let (header_bytes, header) =
            SafeTensors::read_metadata(bytes).map_err(|e| content_error(path, explain(&e, bytes.len())))?;
        // The data follow the header, which follows its own length in 8 bytes.
        let data_start = 8 + header_bytes;
        for (name, info) in header.tensors().into_iter().filter(|(name, _)| wanted(name)) {
            let (start, end) = info.data_offsets;
            let entry =
                Entry { shard, range: data_start + start..data_start + end, dtype: info.dtype, shape: info.shape.clone() };
            self.entries.insert(name, entry);
        }
        self.shards.push(file);
        Ok(())
    }

    /// The tensor called `name`.
    pub(crate) fn tensor(&self, name: &str) -> Result<Tensor, ModelError> {
        let missing = || content_error(&self.origin, format!("there is no tensor {name} among the {} here", self.entries.len()));
        let entry = self.entries.get(name).ok_or_else(missing)?;
        let file = &self.shards[entry.shard];
        let data = decode(entry.dtype, &file.bytes()[entry.range.clone()]);
        let data = data.ok_or_else(|| content_error(file.path(), unreadable(name, entry)))?;
        Ok(Tensor { shape: entry.shape.clone(), data })
    }

    /// Whether there is a tensor called `name`.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Why `name` cannot serve as a tensor of this shape, if so.
    pub(crate) fn problem(&self, name: &str, shape: &[usize]) -> Option<String> {
        let Some(entry) = self.entries.get(name) else { return Some(format!("tensor {name} is missing")) };
        if entry.shape != shape {
            return Some(format!("tensor {name} has shape {:?}, expected {shape:?}", entry.shape));
        }
        (!readable(entry.dtype)).then(|| unreadable(name, entry))
    }
}

impl Entry {
    /// Weights in the tensor.
    pub(super) fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes in the file.
    pub(super) fn bytes(&self) -> usize {
        self.range.len()
    }
}

fn readable(dtype: Dtype) -> bool {
    matches!(dtype, Dtype::F32 | Dtype::F16 | Dtype::BF16)
}

fn unreadable(name: &str, entry: &Entry) -> String {
    format!("tensor {name} is stored as {:?}, which cannot be read; save the model as F32, F16 or BF16", entry.dtype)
}

fn decode(dtype: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    let pairs = || bytes.chunks_exact(2).map(|b| [b[0], b[1]]);
    match dtype {
        Dtype::F32 => Some(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()),
        Dtype::F16 => Some(pairs().map(|b| f16::from_le_bytes(b).to_f32()).collect()),
        Dtype::BF16 => Some(pairs().map(|b| bf16::from_le_bytes(b).to_f32()).collect()),
        _ => None,
    }
}

fn explain(error: &SafeTensorError, file_bytes: usize) -> String {
    match error {
        SafeTensorError::HeaderTooSmall | SafeTensorError::InvalidHeaderLength => {
            format!("the safetensors file is truncated: its header does not fit in the file's {file_bytes} bytes; fetch it again")
        }
        SafeTensorError::MetadataIncompleteBuffer => {
            format!(
                "the safetensors file is truncated: it has {file_bytes} bytes, not as many as its header promises; fetch it again"
            )
        }
        other => format!("this is no sound safetensors file ({other}; {file_bytes} bytes); fetch it again"),
    }
}
