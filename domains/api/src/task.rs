//! Tasks, episode starts and step results: the values that pass between a domain and its host.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Message;

/// Which part of the task set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Tasks the policy may be trained on.
    Train,
    /// Held-out tasks; they share no id and no payload with the training tasks.
    Test,
}

impl Split {
    /// `"train"` or `"test"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
        }
    }
}

/// An entry of the domain's task set, with its own answer key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Stable across runs, unique over both splits.
    pub id: String,
    /// Whatever the domain needs to play and grade it; opaque to the host.
    pub payload: serde_json::Value,
}

/// One finished turn: what the policy said and what the environment answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// The assistant message of the turn (its last iterate).
    pub action: Message,
    /// What the environment said back.
    pub feedback: Option<String>,
    /// The turn's reward.
    pub reward: f64,
}

/// Where an episode begins: a fresh task (`history` empty) or a partial history of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeStart {
    /// The base task.
    pub task: Task,
    /// Turns already played, oldest first; the domain replays them.
    pub history: Vec<TurnRecord>,
    /// Source of all randomness of the episode.
    pub seed: u64,
}

/// One version of the response at a turn: what an improve or diverge step starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Iterate {
    /// The response.
    pub response: Message,
    /// What the environment said to it.
    pub feedback: Option<String>,
    /// Quality of the episode it ended in, in `[0, 1]`.
    pub quality: f64,
}

/// An example of one turn, for a supervised warm start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Demonstration {
    /// The iterate that the response starts from; [`None`] for an attempt.
    pub latest: Option<Message>,
    /// The response to imitate.
    pub response: Message,
}

/// What playing one assistant message gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepResult {
    /// Reward of the turn; the sum over an episode lies in the domain's `quality_range`.
    pub reward: f64,
    /// Whether the episode is over.
    pub done: bool,
    /// How the turn was judged.
    pub outcome: Outcome,
    /// What the environment says back to the policy.
    pub feedback: Option<String>,
}

/// One result that a score table counts. Several samples of a task give several rows of its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The task.
    pub task_id: String,
    /// Quality of the episode, in `[0, 1]`.
    pub quality: f64,
}

/// How a turn or an episode ended. A closed set, so that counts always add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The answer was read and judged.
    Graded,
    /// No answer could be found in the response.
    Unparsable,
    /// Cut by a length or turn limit.
    Truncated,
    /// The grader did not return by its deadline.
    GraderTimeout,
    /// A tool call failed in a way that ended the episode.
    ToolError,
    /// The environment itself failed.
    EnvironmentCrash,
    /// A sandbox limit ended the program.
    SandboxKilled,
}

impl Outcome {
    /// Every outcome, in the order metrics list them.
    pub const ALL: [Self; 7] = [
        Self::Graded,
        Self::Unparsable,
        Self::Truncated,
        Self::GraderTimeout,
        Self::ToolError,
        Self::EnvironmentCrash,
        Self::SandboxKilled,
    ];

    /// The name used in metrics and messages, for example `"grader_timeout"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graded => "graded",
            Self::Unparsable => "unparsable",
            Self::Truncated => "truncated",
            Self::GraderTimeout => "grader_timeout",
            Self::ToolError => "tool_error",
            Self::EnvironmentCrash => "environment_crash",
            Self::SandboxKilled => "sandbox_killed",
        }
    }
}

const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The instant by which a call must have returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline this far from now, and never more than a century.
    pub fn after(duration: Duration) -> Self {
        // Beyond what an instant can hold, adding panics, and the duration comes out of a message.
        Self(Instant::now() + duration.min(CENTURY))
    }
    /// Time left; zero once it has passed.
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
    /// Whether it has passed.
    pub fn passed(self) -> bool {
        self.remaining().is_zero()
    }
}
