//! What one group is rolled out from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use exitrl_domain::{Iterate, Operator, Task, TurnRecord};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Names a task instance by its content: base task, turn and rendered start. Equal starts have equal ids.
///
/// Written and read as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(u64);

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstanceId({self})")
    }
}

impl FromStr for InstanceId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        number
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no instance id; one has 16 hexadecimal digits, as in 00c1f2a97b3e4d58"))
    }
}

impl Serialize for InstanceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InstanceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A base task cut after some turn, and the iterate that the next one starts from: a possible start of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartialHistory {
    /// The base task, shared by all starts of one origin.
    #[serde(with = "shared")]
    pub task: Arc<Task>,
    /// The last iterate of every turn before the present one.
    pub turns: Vec<TurnRecord>,
    /// The present turn's latest iterate; [`None`] for a fresh attempt.
    pub latest: Option<Iterate>,
    /// How many iterates of the present turn there are (k of the next one).
    pub iterate_index: u32,
    /// Self-iterations behind the starting response, over all turns.
    pub depth: u32,
}

impl PartialHistory {
    /// The start of a base task: no turn played, no iterate yet.
    pub fn base(task: impl Into<Arc<Task>>) -> Self {
        Self { task: task.into(), turns: Vec::new(), latest: None, iterate_index: 0, depth: 0 }
    }

    /// Index of the present turn, from 0.
    pub fn turn_index(&self) -> usize {
        self.turns.len()
    }

    /// The content's name: the first 16 hexadecimal digits of a SHA-256 over task id, earlier actions and latest response.
    pub fn id(&self) -> InstanceId {
        let mut hash = Sha256::new();
        let mut field = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        field(&self.task.id);
        for turn in &self.turns {
            field(&turn.action.content);
        }
        if let Some(latest) = &self.latest {
            field("latest");
            field(&latest.response.content);
        }
        let digest = hash.finalize();
        InstanceId(digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

/// A shared task is written as the task itself.
mod shared {
    use super::{Arc, Deserialize, Deserializer, Serialize, Serializer, Task};

    pub(super) fn serialize<S: Serializer>(task: &Arc<Task>, serializer: S) -> Result<S::Ok, S::Error> {
        Task::serialize(task, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Task>, D::Error> {
        Task::deserialize(deserializer).map(Arc::new)
    }
}

/// What one group is rolled out from: a start and what to do there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskInstance {
    /// Where the group starts.
    pub start: PartialHistory,
    /// Attempt, improve or diverge; one choice for the whole group, because its rollouts share one prompt.
    pub operator: Operator,
    /// Whether the start was drawn from the task buffer.
    pub from_buffer: bool,
    /// Train step at which the start was made; the present one for base tasks.
    pub created_at: u64,
}

impl TaskInstance {
    /// An ordinary attempt at a base task.
    pub fn attempt(task: Task, created_at: u64) -> Self {
        Self { start: PartialHistory::base(task), operator: Operator::Attempt, from_buffer: false, created_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::Message;

    fn task() -> Task {
        Task { id: "t1".into(), payload: serde_json::Value::Null }
    }

    #[test]
    fn equal_starts_have_equal_ids_and_a_different_iterate_changes_the_id() {
        let base = PartialHistory::base(task());
        let mut improved = base.clone();
        improved.latest = Some(Iterate { response: Message::assistant("4"), feedback: None, quality: 0.0 });
        let mut same_answer = improved.clone();
        same_answer.depth = 3;
        assert_ne!(base.id(), improved.id());
        assert_eq!(improved.id(), same_answer.id());
        // The first 8 bytes of the SHA-256 over the length of "t1" as 8 bytes and "t1" itself, by coreutils.
        assert_eq!(base.id().to_string(), "837a9ae45693e27a");
    }

    #[test]
    fn an_id_is_written_and_read_as_16_hexadecimal_digits() {
        let id: InstanceId = "00c1f2a97b3e4d58".parse().unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"00c1f2a97b3e4d58\"");
        assert_eq!(serde_json::from_str::<InstanceId>("\"00c1f2a97b3e4d58\"").unwrap(), id);
        for wrong in ["", "00c1f2a97b3e4d5", "00c1f2a97b3e4d580", "+0c1f2a97b3e4d58", "xyz1f2a97b3e4d58"] {
            assert!(wrong.parse::<InstanceId>().unwrap_err().contains("16 hexadecimal"), "{wrong}");
        }
    }
}
