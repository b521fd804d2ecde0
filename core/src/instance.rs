//! What one group is rolled out from.

use exitrl_domain::{Iterate, Operator, Task, TurnRecord};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Names a task instance by its content: base task, turn and rendered start. Equal starts have equal ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub String);

/// A base task cut after some turn, and the iterate that the next one starts from: a possible start of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartialHistory {
    /// The base task.
    pub task: Task,
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
    pub fn base(task: Task) -> Self {
        Self { task, turns: Vec::new(), latest: None, iterate_index: 0, depth: 0 }
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
        InstanceId(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
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
        assert_eq!(base.id().0.len(), 16);
    }
}
