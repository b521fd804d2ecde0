//! Base tasks only: plain group-relative training.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use exitrl_domain::ClientError;
use serde::{Deserialize, Serialize};

use super::state::{next_line, write_line};
use super::{BaseTasks, Curriculum};
use crate::error::CheckpointError;
use crate::instance::{InstanceId, TaskInstance};
use crate::rollout::Group;
use crate::seed::{Purpose, Seed};
use crate::tracker::Metrics;

/// Draws base tasks uniformly and attempts them.
pub struct UniformCurriculum {
    base_tasks: BaseTasks,
    seen: BTreeSet<InstanceId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    curriculum: Name,
    seen: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Uniform,
}

impl UniformCurriculum {
    /// A curriculum over these tasks.
    pub fn new(base_tasks: BaseTasks) -> Self {
        Self { base_tasks, seen: BTreeSet::new() }
    }
}

/// The seed of one group's choice, below the train step's.
pub(super) fn choice_seed(train_step_seed: Seed, group: usize) -> Seed {
    train_step_seed.derive(Purpose::Curriculum, group as u64)
}

/// An attempt at the base task that this choice falls on, whichever curriculum makes it.
pub(super) fn attempt(tasks: &BaseTasks, choice: Seed, train_step: u64) -> Result<TaskInstance, ClientError> {
    Ok(TaskInstance::attempt(tasks.draw(choice)?, train_step))
}

impl Curriculum for UniformCurriculum {
    fn select(&mut self, num_groups: usize, train_step: u64, seed: Seed) -> Result<Vec<TaskInstance>, ClientError> {
        (0..num_groups).map(|group| attempt(&self.base_tasks, choice_seed(seed, group), train_step)).collect()
    }

    fn observe(&mut self, _train_step: u64, groups: &[Group]) {
        self.seen.extend(groups.iter().map(|group| group.instance.start.id()));
    }

    fn write_state(&self, output: &mut dyn Write) -> std::io::Result<()> {
        write_line(output, &State { curriculum: Name::Uniform, seen: self.seen.len() })?;
        self.seen.iter().try_for_each(|id| write_line(output, id))
    }

    fn read_state(&mut self, input: &mut dyn BufRead) -> Result<(), CheckpointError> {
        let state: State = next_line(input)?;
        self.seen = (0..state.seen).map(|_| next_line(input)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        metrics.set("curriculum/distinct_instances", self.seen.len() as f64);
        metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{group_from, sums};
    use exitrl_domain::Operator;

    fn curriculum() -> UniformCurriculum {
        UniformCurriculum::new(BaseTasks::new(sums(50), 0).unwrap())
    }

    #[test]
    fn every_group_attempts_a_base_task_and_the_seed_alone_decides_which() {
        let seed = Seed::of_run(1).derive(Purpose::TrainStep, 4);
        let chosen = curriculum().select(6, 4, seed).unwrap();
        assert!(chosen.iter().all(|i| i.operator == Operator::Attempt && !i.from_buffer && i.created_at == 4));
        assert_eq!(chosen, curriculum().select(6, 4, seed).unwrap());
        assert_ne!(chosen, curriculum().select(6, 4, Seed::of_run(2)).unwrap());
    }

    #[test]
    fn distinct_instances_are_counted_once_and_survive_a_restart() {
        let mut first = curriculum();
        let instance = first.select(1, 0, Seed::of_run(1)).unwrap().remove(0);
        let group = group_from(instance, &[0.0, 1.0]);
        first.observe(0, &[group.clone(), group]);
        let mut second = curriculum();
        let mut saved = Vec::new();
        first.write_state(&mut saved).unwrap();
        second.read_state(&mut saved.as_slice()).unwrap();
        assert_eq!(second.metrics().get("curriculum/distinct_instances"), Some(1.0));
    }

    #[test]
    fn the_state_of_another_curriculum_is_refused() {
        let state = b"{\"curriculum\":\"exit\",\"buffer\":{},\"seen\":0}\n";
        let refusal = curriculum().read_state(&mut state.as_slice()).unwrap_err().to_string();
        assert!(refusal.contains("exit") && refusal.contains("[curriculum] type"), "{refusal}");
    }
}
