//! The error that crosses the plugin boundary as data.

use serde::{Deserialize, Serialize};

use crate::EpisodeId;

/// Which kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The domain's configuration cannot be used.
    Config,
    /// A data file is missing or unreadable.
    Data,
    /// The request asks for a task, episode or ability that does not exist.
    Request,
    /// A value broke the contract: not finite, out of range, a history that cannot be replayed.
    Contract,
    /// The domain panicked; the episode is lost, others are unhurt.
    Panic,
    /// The domain did not answer by the deadline.
    Timeout,
}

/// What failed, on which task, what was seen and what to do, in one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}{}", task_id.as_ref().map(|id| format!(" (task {id})")).unwrap_or_default())]
pub struct DomainError {
    /// Which kind of thing went wrong.
    pub kind: ErrorKind,
    /// What failed, on which input, what was seen, what to do.
    pub message: String,
    /// The task it happened on, where there is one.
    pub task_id: Option<String>,
}

impl DomainError {
    /// An error of a kind, bound to no task.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), task_id: None }
    }
    /// An unusable configuration.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }
    /// A missing or unreadable data file.
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Data, message)
    }
    /// A request for something that does not exist.
    pub fn request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Request, message)
    }
    /// A request for an episode that is not open.
    pub fn not_open(episode: EpisodeId) -> Self {
        let id = episode.0;
        Self::request(format!("episode {id} is not open: it was dropped or never started; start a new one"))
    }
    /// A broken contract.
    pub fn contract(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Contract, message)
    }
    /// The same error, bound to a task.
    #[must_use]
    pub fn on_task(mut self, task_id: impl Into<String>) -> Self {
        self.task_id = Some(task_id.into());
        self
    }
}
