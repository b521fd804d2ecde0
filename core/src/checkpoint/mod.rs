//! Checkpoints: everything a run needs to go on as if it had never stopped.
//!
//! ```text
//! checkpoints/latest                     text: the newest whole checkpoint's name
//! checkpoints/step_<N>/
//!   model.safetensors, config.json       full fine-tuning: the weights, loadable by other tools
//!   adapter_model.safetensors, adapter_config.json     LoRA instead
//!   tokenizer.json, tokenizer_config.json
//!   optimizer.safetensors                both moments and update counts, by parameter
//!   reference.safetensors                the reference policy's trained parameters, where there is one
//!   curriculum.jsonl                     the curriculum: counters, then the task buffer, one entry a line
//!   trainer_state.json                   train step, lengths of the logs
//!   MANIFEST.json                        written last: size and SHA-256 of every file above
//! ```
//!
//! A checkpoint is written into a folder of another name and renamed when it is whole, so that a crash leaves either the old
//! state or the new one, never a half.

mod manifest;
mod store;

use serde::{Deserialize, Serialize};

pub use manifest::{FileEntry, Manifest};
pub use store::CheckpointStore;

/// The part of a run's state that is neither weights nor moments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainerState {
    /// Train steps applied.
    pub train_step: u64,
    /// Bytes of `metrics.jsonl` at this point; what comes after is written anew on resume.
    pub metrics_bytes: u64,
    /// Bytes of `traces.jsonl`.
    pub traces_bytes: u64,
    /// Bytes of `timing.jsonl`.
    pub timing_bytes: u64,
    /// Bytes of `instances.jsonl`.
    pub instances_bytes: u64,
}
