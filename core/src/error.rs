//! Errors of the training loop. Each message says what failed, on which input, what was seen and what to do.

use std::path::PathBuf;

use exitrl_domain::ClientError;

/// A rollout that could not be sampled or played; recorded on the rollout, it never cancels its siblings.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    /// The domain failed.
    #[error(transparent)]
    Domain(#[from] ClientError),
    /// The prompt leaves no room for an answer.
    #[error(
        "a prompt of {prompt} tokens leaves no room in the model's context of {context}: shorten the task's prompt, \
         or use a model with a longer context"
    )]
    PromptTooLong {
        /// Tokens of the prompt.
        prompt: usize,
        /// Tokens the model can hold.
        context: usize,
    },
    /// The prompt has no tokens.
    #[error("a prompt gave no tokens, so there is nothing to go on from: give it at least one character")]
    EmptyPrompt,
    /// The chat template or tokenizer failed.
    #[error(transparent)]
    Tokenizer(#[from] ModelError),
    /// The server of a served model failed or refused.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The device failed.
    #[error("the device failed while sampling: {0}")]
    Device(String),
}

/// A model server that does not answer as it should. No text holds an API key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// This prompt alone leaves no room in the served model's context.
    #[error("the prompt leaves no room in the served model's context: {0}; shorten the task's prompt, or serve a longer context")]
    PromptTooLong(String),
    /// This request alone was refused: what was seen.
    #[error("the model server refused this request: {0}; see what the server's log says of it")]
    Refused(String),
    /// No request would be answered: what failed, on which input, what was seen, what to do.
    #[error("{0}")]
    Failed(String),
}

/// A model folder or file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file could not be read or written.
    #[error("{path}: {what}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done, and what to do about it.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The content is not what it should be: what, where, what was seen, what to do.
    #[error("{path}: {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What was seen and what to do.
        what: String,
    },
    /// No such model is known.
    #[error("{0}")]
    Unknown(String),
}

/// A checkpoint that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// A file could not be read or written.
    #[error("{path}: {what}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done, and what to do about it.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The content does not fit this run.
    #[error("{path}: {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What was seen and what to do.
        what: String,
    },
    /// The weights could not be read or written.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// What stops a run.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The domain failed outside a rollout.
    #[error(transparent)]
    Domain(#[from] ClientError),
    /// Sampling failed for the whole batch.
    #[error(transparent)]
    Rollout(#[from] RolloutError),
    /// State could not be saved or restored.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The model could not be used.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A log or trace file could not be written.
    #[error("{path}: {what}: {source}")]
    Output {
        /// The file.
        path: PathBuf,
        /// What was being done, and what to do about it.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Training cannot go on: what was seen, at which train step, what to do.
    #[error("{0}")]
    Training(String),
    /// The user asked to stop; state is saved.
    #[error("stopped after train step {train_step}; go on with `exitrl train --resume {run_dir}`")]
    Interrupted {
        /// Train steps applied.
        train_step: u64,
        /// The run folder.
        run_dir: PathBuf,
    },
}
