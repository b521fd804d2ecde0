//! Which task instances a train step starts from.

mod base_tasks;
mod exit;
mod expand;
mod softmax_tree;
mod task_buffer;
mod uniform;

use std::sync::Arc;

use exitrl_domain::{ClientError, DomainClient};

use crate::config::{CurriculumKind, CurriculumSection};
use crate::error::CheckpointError;
use crate::instance::TaskInstance;
use crate::rollout::Group;
use crate::seed::Seed;
use crate::tracker::Metrics;

pub use base_tasks::BaseTasks;
pub use exit::ExitCurriculum;
pub use expand::expand;
pub use task_buffer::{Entry, TaskBuffer};
pub use uniform::UniformCurriculum;

/// Chooses task instances, and learns from their groups which to choose next.
///
/// Choosing is a pure function of state and seed, so a run that is resumed chooses as if it had never stopped.
pub trait Curriculum: Send {
    /// One task instance for each group of a train step. `seed` is the train step's.
    ///
    /// # Errors
    /// When the domain does not give a task.
    fn select(&mut self, num_groups: usize, train_step: u64, seed: Seed) -> Result<Vec<TaskInstance>, ClientError>;

    /// Takes note of how the chosen instances went. Rewards are set by now.
    fn observe(&mut self, train_step: u64, groups: &[Group]);

    /// Everything that later choices depend on.
    fn state(&self) -> serde_json::Value;

    /// Takes over the state of an earlier run.
    ///
    /// # Errors
    /// When the state is not one of this curriculum's.
    fn restore(&mut self, state: serde_json::Value) -> Result<(), CheckpointError>;

    /// Numbers on the latest choice and on what is kept.
    fn metrics(&self) -> Metrics;
}

/// The curriculum that a configuration asks for, over the training tasks of a domain.
///
/// # Errors
/// When the domain has too few training tasks, or does not say how many it has.
pub fn build(section: &CurriculumSection, domain: Arc<dyn DomainClient>) -> Result<Box<dyn Curriculum>, ClientError> {
    let base_tasks = BaseTasks::new(domain, section.num_base_tasks)?;
    Ok(match section.kind {
        CurriculumKind::Uniform => Box::new(UniformCurriculum::new(base_tasks)),
        CurriculumKind::Exit => Box::new(ExitCurriculum::new(section, base_tasks)),
    })
}

/// Reads a curriculum's state; a misfit names the part of the checkpoint it was in.
fn read_state<T: serde::de::DeserializeOwned>(state: serde_json::Value) -> Result<T, CheckpointError> {
    serde_json::from_value(state).map_err(|e| CheckpointError::Content {
        path: "curriculum".into(),
        what: format!(
            "the saved curriculum state cannot be read: {e}; resume with the `[curriculum] type` that the run was started with"
        ),
    })
}
