//! The task space of a run as data: every task instance that was ever stored, joined from `instances.jsonl`.

mod dot;
mod read;
mod svg;
mod text;

use std::collections::HashMap;
use std::path::PathBuf;

use exitrl_domain::{Iterate, Operator, TurnRecord};
use serde::Serialize;

use crate::curriculum::Eviction;
use crate::instance::InstanceId;

pub use dot::dot;
pub use svg::svg;
pub use text::{harmless, line_of, one_line, tree_text};

/// One task instance and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    /// Its name.
    pub id: InstanceId,
    /// The instance whose group made it; [`None`] of a base task.
    pub parent: Option<InstanceId>,
    /// What that group did; [`None`] of a base task.
    pub operator: Option<Operator>,
    /// Id of the base task that the line began with.
    pub task_id: String,
    /// Index of its turn, from 0.
    pub turn_index: usize,
    /// Iterates there are of that turn.
    pub iterate_index: u32,
    /// Self-iterations behind it, over all turns.
    pub depth: u32,
    /// Learnability as it was last set (decay is not applied); [`None`] where no group of two rollouts ever counted.
    pub score: Option<f32>,
    /// Whether that score was measured on a group of its own; else it is its parent's.
    pub measured: bool,
    /// Train step at which the score was set.
    pub scored_at: u64,
    /// Times it was drawn from the task buffer.
    pub visits: u64,
    /// Groups rolled out from it, drawn from the buffer or not.
    pub groups: u64,
    /// Train step at which it was first stored.
    pub created_at: u64,
    /// Whether the task buffer holds it.
    pub stored: bool,
    /// Train step at which it last left the buffer.
    pub evicted_at: Option<u64>,
    /// Why it left then.
    pub eviction: Option<Eviction>,
    /// The base task's payload; of base tasks only.
    pub payload: Option<serde_json::Value>,
    /// Earlier turns.
    pub turns: Vec<TurnRecord>,
    /// The present turn's latest iterate.
    pub latest: Option<Iterate>,
}

/// All instances of a run, in order of their first mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskSpace {
    instances: Vec<Instance>,
    index: HashMap<InstanceId, usize>,
    /// Of each instance, by place.
    children: Vec<Vec<usize>>,
}

/// A task space that cannot be read, or does not hold what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum TaskSpaceError {
    /// The file cannot be read.
    #[error("{path}: the run's task instances cannot be read: {source}; give a run folder, the one that holds metrics.jsonl")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is not an event.
    #[error("{path}: line {line} is no event of an instance: {what}; put the original file back, or resume the run")]
    Content {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What the reader said.
        what: String,
    },
    /// Nothing was ever stored.
    #[error(
        "{path}: the run stored no task instance: the file is empty; runs fill it that have `curriculum.type = \"exit\"`, \
         `log.instances = true` and at least one train step"
    )]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// No instance or task of that name.
    #[error(
        "no instance or task is called {asked:?}: the run has {instances} instances of {tasks} tasks; `exitrl buffer list` \
         shows them (an id may be shortened to its first digits)"
    )]
    Unknown {
        /// What was asked for.
        asked: String,
        /// How many instances there are.
        instances: usize,
        /// How many base tasks.
        tasks: usize,
    },
    /// Several instances begin like that.
    #[error("{asked:?} is the beginning of {count} instance ids, {first} and {second} among them; give more digits")]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// How many begin like that.
        count: usize,
        /// One of them.
        first: InstanceId,
        /// Another.
        second: InstanceId,
    },
}

impl TaskSpace {
    /// Every instance, in order of first mention: parents before their children.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// An instance by its name.
    pub fn get(&self, id: &InstanceId) -> Option<&Instance> {
        self.index.get(id).map(|&at| &self.instances[at])
    }

    /// The instance of an id or its first digits.
    ///
    /// # Errors
    /// When none or several begin like that.
    pub fn find(&self, asked: &str) -> Result<&Instance, TaskSpaceError> {
        let begins = |instance: &&Instance| !asked.is_empty() && instance.id.to_string().starts_with(asked);
        let mut found = self.instances.iter().filter(begins);
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (Some(first), Some(second)) => Err(TaskSpaceError::Ambiguous {
                asked: asked.to_owned(),
                count: 2 + found.count(),
                first: first.id,
                second: second.id,
            }),
            (None, _) => Err(self.unknown(asked)),
        }
    }

    fn unknown(&self, asked: &str) -> TaskSpaceError {
        let tasks: std::collections::BTreeSet<&str> = self.instances.iter().map(|i| i.task_id.as_str()).collect();
        TaskSpaceError::Unknown { asked: asked.to_owned(), instances: self.instances.len(), tasks: tasks.len() }
    }

    /// The instances that groups of an instance made.
    pub fn children(&self, id: &InstanceId) -> impl Iterator<Item = &Instance> {
        let places = self.index.get(id).map(|&at| self.children[at].as_slice()).unwrap_or_default();
        places.iter().map(|&at| &self.instances[at])
    }

    /// The parents of an instance, the nearest first.
    pub fn ancestors(&self, id: &InstanceId) -> Vec<&Instance> {
        let mut line = Vec::new();
        let mut at = self.get(id).and_then(|instance| self.parent_of(instance));
        while let Some(parent) = at {
            line.push(parent);
            at = self.parent_of(parent);
        }
        line
    }

    /// Only an earlier instance can be a parent, so a line of ancestors always ends.
    fn parent_of(&self, instance: &Instance) -> Option<&Instance> {
        let parent = self.index.get(&instance.parent?)?;
        (parent < self.index.get(&instance.id)?).then(|| &self.instances[*parent])
    }

    /// Where the tree of a task, or the one that an instance is in, begins: one instance, or several where the base task itself was
    /// never stored.
    ///
    /// # Errors
    /// When there is no such task or instance.
    pub fn roots(&self, asked: &str) -> Result<Vec<&Instance>, TaskSpaceError> {
        let of_task = |instance: &&Instance| instance.task_id == asked && self.parent_of(instance).is_none();
        let roots: Vec<&Instance> = self.instances.iter().filter(of_task).collect();
        if !roots.is_empty() {
            return Ok(roots);
        }
        let instance = self.find(asked)?;
        Ok(vec![self.ancestors(&instance.id).pop().unwrap_or(instance)])
    }
}

#[cfg(test)]
mod tests;
