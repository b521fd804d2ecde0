//! The life of task instances as data: `instances.jsonl` holds one event a line.

use std::io::Write;

use exitrl_domain::{Iterate, Operator, TurnRecord};
use serde::{Deserialize, Serialize};

use crate::instance::{InstanceId, PartialHistory};

/// Where an instance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lineage {
    /// The instance whose group made it; [`None`] of a base task.
    pub parent: Option<InstanceId>,
    /// What that group did; [`None`] of a base task.
    pub operator: Option<Operator>,
}

/// Something that happened to a task instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum InstanceEvent {
    /// It was stored.
    Created(Box<Created>),
    /// A group was rolled out from it.
    Visited(Visited),
    /// A newer group of a parent gave it another provisional score.
    Guessed {
        /// Train step of the group.
        train_step: u64,
        /// The instance.
        id: InstanceId,
        /// The parent's score.
        score: f32,
    },
    /// It left the task buffer.
    Evicted {
        /// Train step at which it left.
        train_step: u64,
        /// The instance.
        id: InstanceId,
        /// Why.
        reason: Eviction,
    },
}

/// A start as it was stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// Train step at which it was stored.
    pub train_step: u64,
    /// The instance.
    pub id: InstanceId,
    /// The instance whose group made it; [`None`] of a base task.
    pub parent: Option<InstanceId>,
    /// What that group did; [`None`] of a base task.
    pub operator: Option<Operator>,
    /// Id of the base task.
    pub task_id: String,
    /// Index of its turn, from 0.
    pub turn_index: usize,
    /// Iterates there are of that turn.
    pub iterate_index: u32,
    /// Self-iterations behind it, over all turns.
    pub depth: u32,
    /// Learnability.
    pub score: f32,
    /// Whether the score is its own; else it is its parent's.
    pub measured: bool,
    /// The base task's payload; of base tasks only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<serde_json::Value>,
    /// Earlier turns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<TurnRecord>,
    /// The present turn's latest iterate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Iterate>,
}

impl Created {
    /// The event of a start that is stored now.
    pub fn of(id: InstanceId, start: &PartialHistory, lineage: Lineage, score: f32, measured: bool, train_step: u64) -> Self {
        Self {
            train_step,
            id,
            parent: lineage.parent,
            operator: lineage.operator,
            task_id: start.task.id.clone(),
            turn_index: start.turn_index(),
            iterate_index: start.iterate_index,
            depth: start.depth,
            score,
            measured,
            payload: lineage.parent.is_none().then(|| start.task.payload.clone()),
            turns: start.turns.clone(),
            latest: start.latest.clone(),
        }
    }
}

/// One group from an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visited {
    /// Train step of the group.
    pub train_step: u64,
    /// The instance.
    pub id: InstanceId,
    /// Id of the base task.
    pub task_id: String,
    /// What the group did.
    pub operator: Operator,
    /// Whether it was drawn from the task buffer; else it is a base task.
    pub from_buffer: bool,
    /// The measured score; [`None`] where fewer than two rollouts counted.
    pub score: Option<f32>,
}

/// Why an instance left the task buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Eviction {
    /// A start of at least its score took its place.
    Displaced,
    /// Fewer than two rollouts could be played from it.
    Unplayable,
}

/// Writes events, one JSON object a line.
///
/// # Errors
/// When the output cannot be written.
pub fn write_events(output: &mut dyn Write, events: &[InstanceEvent]) -> std::io::Result<()> {
    for event in events {
        serde_json::to_writer(&mut *output, event)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}
