//! The messages of the plugin boundary: types only, no input or output.
//!
//! Every transport carries the same messages. New abilities are new [`Request`] variants under [`PROTOCOL_VERSION`] and an entry
//! in the handshake's feature list; the C table does not change for them.

use serde::{Deserialize, Serialize};

use crate::{
    Demonstration, DomainError, EpisodeId, EpisodeStart, Iterate, Message, Metadata, Operator, ScoreRow, Split, StepResult, Task,
};

/// Version of the messages; its own series, apart from the product's and the C table's.
/// A host accepts an equal major and any minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolVersion {
    /// Changes when an old peer would misread a message.
    pub major: u32,
    /// Changes when something was added.
    pub minor: u32,
}

impl ProtocolVersion {
    /// Whether a host of this version understands a peer of the other.
    pub fn accepts(self, peer: Self) -> bool {
        self.major == peer.major
    }
}

impl std::fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// The protocol that this crate speaks.
pub const PROTOCOL_VERSION: ProtocolVersion = ProtocolVersion { major: 1, minor: 2 };

/// An optional ability of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Answers [`Request::Grade`].
    Grade,
    /// Answers [`Request::Reference`].
    Reference,
    /// Answers [`Request::Demonstrate`].
    Demonstrate,
    /// Answers [`Request::ScoreTable`].
    ScoreTable,
    /// An ability that this build does not know; ignored.
    #[serde(untagged)]
    Unknown(String),
}

/// What a host asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// The handshake; the first message on every transport.
    Hello {
        /// The host's protocol.
        protocol: ProtocolVersion,
    },
    /// Opens the domain: a subprocess gets its configuration this way; the C table has `open` for it.
    Open {
        /// The domain's configuration.
        config: serde_json::Value,
        /// Most threads it may start.
        max_threads: u32,
    },
    /// [`Domain::task_count`](crate::Domain::task_count).
    TaskCount {
        /// Which part of the task set.
        split: Split,
    },
    /// [`Domain::task`](crate::Domain::task).
    Task {
        /// Which part of the task set.
        split: Split,
        /// Below the split's task count.
        index: u64,
    },
    /// [`Domain::start`](crate::Domain::start).
    Start {
        /// Where the episode begins.
        start: EpisodeStart,
    },
    /// [`Episode::prompt`](crate::Episode::prompt).
    Prompt {
        /// An open episode.
        episode: EpisodeId,
        /// What the turn is asked to do.
        operator: Operator,
        /// The iterate to start from.
        latest: Option<Iterate>,
    },
    /// [`Episode::step`](crate::Episode::step).
    Step {
        /// An open episode.
        episode: EpisodeId,
        /// The assistant message.
        action: Message,
        /// Milliseconds until the answer is due.
        deadline_ms: u64,
    },
    /// Ends an episode, finished or not.
    Drop {
        /// An open episode.
        episode: EpisodeId,
    },
    /// [`Domain::reference`](crate::Domain::reference); feature `reference`.
    Reference {
        /// A task of this domain.
        task: Task,
    },
    /// [`Domain::demonstrate`](crate::Domain::demonstrate); feature `demonstrate`.
    Demonstrate {
        /// A task of this domain.
        task: Task,
        /// What the turn does.
        operator: Operator,
        /// Draws the example.
        seed: u64,
    },
    /// [`Domain::grade`](crate::Domain::grade); feature `grade`.
    Grade {
        /// One case, in the domain's own form.
        case: serde_json::Value,
    },
    /// [`Domain::score_table`](crate::Domain::score_table); feature `score_table`.
    ScoreTable {
        /// What is counted, in any order.
        rows: Vec<ScoreRow>,
    },
}

impl Request {
    /// The name it has on the wire, for example `"task_count"`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Open { .. } => "open",
            Self::TaskCount { .. } => "task_count",
            Self::Task { .. } => "task",
            Self::Start { .. } => "start",
            Self::Prompt { .. } => "prompt",
            Self::Step { .. } => "step",
            Self::Drop { .. } => "drop",
            Self::Reference { .. } => "reference",
            Self::Demonstrate { .. } => "demonstrate",
            Self::Grade { .. } => "grade",
            Self::ScoreTable { .. } => "score_table",
        }
    }

    /// The open episode it speaks of, where it speaks of one.
    pub fn episode(&self) -> Option<EpisodeId> {
        match self {
            Self::Prompt { episode, .. } | Self::Step { episode, .. } | Self::Drop { episode } => Some(*episode),
            _ => None,
        }
    }
}

/// What a domain answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Response {
    /// To [`Request::Hello`].
    Hello {
        /// The domain's protocol.
        protocol: ProtocolVersion,
        /// Its optional abilities.
        features: Vec<Feature>,
        /// Its static facts; absent on a subprocess that is not open yet.
        metadata: Option<Metadata>,
    },
    /// To [`Request::Open`].
    Opened {
        /// The static facts.
        metadata: Metadata,
    },
    /// To [`Request::TaskCount`].
    TaskCount {
        /// `u64::MAX` for tasks without end.
        count: u64,
    },
    /// To [`Request::Task`].
    Task {
        /// The task.
        task: Task,
    },
    /// To [`Request::Start`].
    Started {
        /// Names the episode in later requests.
        episode: EpisodeId,
    },
    /// To [`Request::Prompt`].
    Prompt {
        /// What to sample the turn from.
        messages: Vec<Message>,
        /// [`Episode::tools`](crate::Episode::tools); left out where there are none, as before version 1.2.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tools: Vec<serde_json::Value>,
    },
    /// To [`Request::Step`].
    Step {
        /// What playing the message gave.
        result: StepResult,
    },
    /// To [`Request::Drop`].
    Dropped,
    /// To [`Request::Reference`].
    Reference {
        /// One message a turn.
        actions: Option<Vec<Message>>,
    },
    /// To [`Request::Demonstrate`].
    Demonstration {
        /// The example, where there is one.
        demonstration: Option<Demonstration>,
    },
    /// To [`Request::Grade`].
    Graded {
        /// The verdict, in the domain's own form.
        verdict: serde_json::Value,
    },
    /// To [`Request::ScoreTable`].
    ScoreTable {
        /// The table as text, for people.
        table: String,
    },
    /// To any request that could not be answered.
    Error {
        /// Why.
        error: DomainError,
    },
}

#[cfg(test)]
mod tests;
