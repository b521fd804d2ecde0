//! Which tasks are evaluated, and in which parts.

use std::ops::Range;

use exitrl_domain::{ClientError, DomainError, Split, Task};

use super::EvalRequest;
use crate::rollout::Stage;

/// A named set of held-out tasks: the test split of one domain.
#[derive(Clone)]
pub struct EvalSplit {
    /// Names it in figures.
    pub name: String,
    /// Whether it is one of the splits that a configuration names, so that rows say which they belong to.
    pub named: bool,
    /// What its episodes are played on.
    pub stage: Stage,
}

/// The tasks of all splits, cut into chunks: what is sampled together, and written together.
pub(super) struct Plan<'a> {
    pub(super) splits: Vec<PlannedSplit<'a>>,
    pub(super) num_samples: usize,
    /// Self-iterations after the first attempt (K).
    pub(super) num_iterations: usize,
    /// Fresh attempts of the control beside each sample's own first one: K, or none.
    pub(super) num_controls: usize,
    tasks_per_chunk: usize,
}

pub(super) struct PlannedSplit<'a> {
    pub(super) split: &'a EvalSplit,
    pub(super) tasks: Vec<Task>,
}

/// Neighbouring tasks of one split.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chunk {
    pub(super) split: usize,
    pub(super) tasks: Range<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(splits: &'a [EvalSplit], request: &EvalRequest<'_>) -> Result<Self, ClientError> {
        let section = request.section;
        let planned = |split: &'a EvalSplit| -> Result<_, ClientError> {
            Ok(PlannedSplit { split, tasks: held_out(&split.stage, section.num_tasks)? })
        };
        Ok(Self {
            splits: splits.iter().map(planned).collect::<Result<_, _>>()?,
            num_samples: section.num_samples,
            num_iterations: section.num_iterations,
            num_controls: if section.controls { section.num_iterations } else { 0 },
            tasks_per_chunk: (request.max_batch / section.num_samples).max(1),
        })
    }

    /// All chunks, in the order in which they are played.
    pub(super) fn chunks(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        for (split, planned) in self.splits.iter().enumerate() {
            let starts = (0..planned.tasks.len()).step_by(self.tasks_per_chunk);
            let end = |start: usize| (start + self.tasks_per_chunk).min(planned.tasks.len());
            chunks.extend(starts.map(|start| Chunk { split, tasks: start..end(start) }));
        }
        chunks
    }

    /// Rows of self-improvement of some tasks.
    pub(super) fn num_rows(&self, tasks: usize) -> usize {
        tasks * self.num_samples * (self.num_iterations + 1)
    }

    /// Rows of controls of some tasks.
    pub(super) fn num_control_rows(&self, tasks: usize) -> usize {
        tasks * self.num_samples * self.num_controls
    }

    /// Samples of all tasks.
    pub(super) fn num_chains(&self) -> usize {
        self.splits.iter().map(|planned| planned.tasks.len()).sum::<usize>() * self.num_samples
    }
}

fn held_out(stage: &Stage, wanted: u64) -> Result<Vec<Task>, ClientError> {
    let count = stage.domain.task_count(Split::Test)?.min(wanted);
    if count == 0 {
        let text = format!(
            "no held-out tasks to evaluate on: {wanted} were asked for of {}; set `eval.num_tasks` and check the test split",
            stage.domain.describe()
        );
        return Err(DomainError::data(text).into());
    }
    (0..count).map(|index| stage.domain.task(Split::Test, index)).collect()
}
