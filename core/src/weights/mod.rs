//! Model files: what is inside a Hugging Face folder or a GGUF file, as plain `f32` rows.
//!
//! ```text
//! ModelFiles::open(path) -> config (LlamaConfig), tokenizer (Tokenizer), tensor(name) -> Tensor
//!        |
//!        +- Hugging Face folder: hf_config.rs, safetensors.rs
//!        +- GGUF file:           gguf.rs (container), dequant.rs (blocks), gguf_llama.rs (names, config, Q/K order)
//! save.rs: the way back to a Hugging Face folder; save_tensors/load_tensors for checkpoints
//! ```
//!
//! Architecture invariants: no tensor type of the training framework appears here; names and layouts are those of Hugging Face's
//! Llama (`model.layers.0.self_attn.q_proj.weight`, row-major `[out, in]`, rotary halves side by side), whatever the file holds.

pub(crate) mod atomic;
mod dequant;
mod fingerprint;
pub(crate) mod gguf;
mod gguf_llama;
mod hf_config;
mod layout;
mod mapped;
mod model_files;
mod safetensors;
mod save;
mod summary;
mod tensor_file;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod golden_tests;

use std::path::Path;

use crate::error::ModelError;

pub use dequant::GgmlType;
pub use fingerprint::fingerprint;
pub use layout::llama_tensors;
pub use model_files::ModelFiles;
pub(crate) use safetensors::SafetensorsFiles;
pub use save::save_model;
pub use summary::{DtypeCount, ModelSummary, SpecialToken};
pub use tensor_file::{TensorWriter, load_tensors, save_tensors};

/// A tensor on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Sizes, outermost first; `[out, in]` for a linear layer's weight.
    pub shape: Vec<usize>,
    /// Values in row-major order.
    pub data: Vec<f32>,
}

pub(crate) fn io_error(path: &Path, what: impl Into<String>, source: std::io::Error) -> ModelError {
    ModelError::Io { path: path.to_owned(), what: what.into(), source }
}

pub(crate) fn content_error(path: &Path, what: impl Into<String>) -> ModelError {
    ModelError::Content { path: path.to_owned(), what: what.into() }
}

/// The first few of many problems, one after the other, and how many more there are.
pub(crate) fn list_problems(problems: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = problems.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    if problems.len() > SHOWN {
        text.push_str(&format!("; and {} more", problems.len() - SHOWN));
    }
    text
}
