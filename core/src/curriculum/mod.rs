//! Which task instances a train step starts from.

mod base_tasks;
mod chances;
mod event;
mod exit;
mod expand;
mod ranking;
mod softmax_tree;
mod staleness;
mod state;
mod task_buffer;
mod uniform;

use std::io::{BufRead, Write};
use std::sync::Arc;

use exitrl_domain::{ClientError, DomainClient};

use crate::config::{CurriculumKind, CurriculumSection};
use crate::error::CheckpointError;
use crate::instance::TaskInstance;
use crate::rollout::Group;
use crate::seed::Seed;
use crate::tracker::Metrics;

pub use base_tasks::BaseTasks;
pub use event::{Created, Eviction, InstanceEvent, Lineage, Visited, write_events};
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

    /// Writes everything that later choices depend on, as JSON lines.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn write_state(&self, output: &mut dyn Write) -> std::io::Result<()>;

    /// Takes over the state of an earlier run. Called on a curriculum that was just made.
    ///
    /// # Errors
    /// When the state is not one of this curriculum's.
    fn read_state(&mut self, input: &mut dyn BufRead) -> Result<(), CheckpointError>;

    /// What the latest observation did to stored instances; none where nothing is stored.
    fn events(&self) -> &[InstanceEvent] {
        &[]
    }

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
