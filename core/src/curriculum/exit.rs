//! Exploratory Iteration: groups start from base tasks or from what earlier groups left behind (arXiv 2509.04575, section 4).

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use exitrl_domain::{ClientError, Operator};
use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::event::{InstanceEvent, Lineage, Visited};
use super::state::{next_line, write_line};
use super::task_buffer::Counters;
use super::uniform::{attempt, choice_seed};
use super::{BaseTasks, Curriculum, Entry, TaskBuffer, expand};
use crate::config::CurriculumSection;
use crate::error::CheckpointError;
use crate::instance::{InstanceId, TaskInstance};
use crate::rollout::Group;
use crate::seed::{Purpose, Seed};
use crate::tracker::Metrics;

/// Draws of one choice. The base task is drawn from the choice's own seed, as by the uniform curriculum.
const DRAW_SOURCE: u64 = 0;
const DRAW_ENTRY: u64 = 1;
const DRAW_OPERATOR: u64 = 2;

/// Chooses base tasks, or with probability p an entry of the task buffer to improve on or to diverge from.
pub struct ExitCurriculum {
    section: CurriculumSection,
    base_tasks: BaseTasks,
    buffer: TaskBuffer,
    seen: BTreeSet<InstanceId>,
    latest: LatestChoice,
}

/// What the latest choice looked like; for metrics only.
#[derive(Default)]
struct LatestChoice {
    train_step: u64,
    instances: Vec<TaskInstance>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    curriculum: Name,
    buffer: Counters,
    seen: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Exit,
}

impl ExitCurriculum {
    /// A curriculum with an empty buffer.
    pub fn new(section: &CurriculumSection, base_tasks: BaseTasks) -> Self {
        let buffer = TaskBuffer::new(section);
        Self { section: section.clone(), base_tasks, buffer, seen: BTreeSet::new(), latest: LatestChoice::default() }
    }

    /// The task buffer.
    pub fn buffer(&self) -> &TaskBuffer {
        &self.buffer
    }

    fn choose(&mut self, choice: Seed, train_step: u64) -> Result<TaskInstance, ClientError> {
        let filled = self.buffer.len() >= self.section.buffer_min_size;
        let wanted = unit_draw(choice, DRAW_SOURCE) < self.section.self_iteration_prob;
        if filled && wanted {
            let diverges = unit_draw(choice, DRAW_OPERATOR) < self.section.divergence_prob;
            let iterates = self.section.self_iterations;
            if let Some(entry) = self.buffer.draw(choice.derive(Purpose::Curriculum, DRAW_ENTRY)) {
                let operator = operator(entry, iterates, diverges);
                return Ok(TaskInstance {
                    start: entry.start.clone(),
                    operator,
                    from_buffer: true,
                    created_at: entry.created_at,
                });
            }
        }
        attempt(&self.base_tasks, choice, train_step)
    }

    /// Writes a measured score back. Only what is still stored, and base tasks, which enter this way.
    fn write_back(&mut self, group: &Group, train_step: u64) {
        let TaskInstance { start, operator, from_buffer, .. } = &group.instance;
        let (id, score) = (start.id(), is_learnable(group).then(|| group.score()));
        match score {
            None => drop(self.buffer.remove(&id)),
            Some(score) if *from_buffer => drop(self.buffer.write_back(&id, score)),
            Some(score) => drop(self.buffer.insert_measured(start.clone(), Lineage::default(), score)),
        }
        let (task_id, operator, from_buffer) = (start.task.id.clone(), *operator, *from_buffer);
        self.buffer.note(InstanceEvent::Visited(Visited { train_step, id, task_id, operator, from_buffer, score }));
    }

    fn insert_children(&mut self, group: &Group) {
        let lineage = Lineage { parent: Some(group.instance.start.id()), operator: Some(group.instance.operator) };
        let score = group.score();
        for start in group.rollouts.iter().flat_map(|rollout| expand(&group.instance, rollout, self.section.self_iterations)) {
            self.buffer.insert_guess(start, lineage, score);
        }
    }
}

/// What to do at a stored start. A stored base task has nothing to iterate on yet, so it is attempted again.
fn operator(entry: &Entry, iterates: bool, diverges: bool) -> Operator {
    match (&entry.start.latest, diverges) {
        _ if !iterates => Operator::Attempt,
        (None, _) => Operator::Attempt,
        (Some(_), true) => Operator::Diverge,
        (Some(_), false) => Operator::Improve,
    }
}

/// Whether a group says anything of its start: a variance needs two rollouts that count. A start from which fewer can be
/// played (its environment fails) would otherwise keep its old score and be drawn forever.
fn is_learnable(group: &Group) -> bool {
    group.num_counted() >= 2
}

fn unit_draw(choice: Seed, draw: u64) -> f64 {
    choice.derive(Purpose::Curriculum, draw).rng().random()
}

impl Curriculum for ExitCurriculum {
    fn select(&mut self, num_groups: usize, train_step: u64, seed: Seed) -> Result<Vec<TaskInstance>, ClientError> {
        let chosen: Result<Vec<_>, _> = (0..num_groups).map(|group| self.choose(choice_seed(seed, group), train_step)).collect();
        self.latest = LatestChoice { train_step, instances: chosen? };
        Ok(self.latest.instances.clone())
    }

    /// All scores are written back before anything is inserted, so that newcomers compete with what is known by now.
    fn observe(&mut self, train_step: u64, groups: &[Group]) {
        self.buffer.advance(train_step);
        self.seen.extend(groups.iter().map(|group| group.instance.start.id()));
        groups.iter().for_each(|group| self.write_back(group, train_step));
        for group in groups.iter().filter(|group| is_learnable(group)) {
            self.insert_children(group);
        }
    }

    fn write_state(&self, output: &mut dyn Write) -> std::io::Result<()> {
        write_line(output, &State { curriculum: Name::Exit, buffer: self.buffer.counters(), seen: self.seen.len() })?;
        self.buffer.write_entries(output)?;
        self.seen.iter().try_for_each(|id| write_line(output, id))
    }

    fn read_state(&mut self, input: &mut dyn BufRead) -> Result<(), CheckpointError> {
        let state: State = next_line(input)?;
        self.buffer = TaskBuffer::new(&self.section);
        self.buffer.read(&state.buffer, input)?;
        self.seen = (0..state.seen).map(|_| next_line(input)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn events(&self) -> &[InstanceEvent] {
        self.buffer.events()
    }

    fn metrics(&self) -> Metrics {
        let mut metrics = self.latest.metrics();
        metrics.set("curriculum/distinct_instances", self.seen.len() as f64);
        metrics.merge(self.buffer.metrics());
        metrics
    }
}

impl LatestChoice {
    fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        for operator in [Operator::Attempt, Operator::Improve, Operator::Diverge] {
            let name = format!("curriculum/frac_{}", operator.name());
            metrics.set(name, self.mean_of(|i| Some(f64::from(u8::from(i.operator == operator)))));
        }
        metrics.set("curriculum/frac_from_buffer", self.mean_of(|i| Some(f64::from(u8::from(i.from_buffer)))));
        metrics.set("curriculum/depth_mean", self.mean_of(|i| Some(f64::from(i.start.depth))));
        metrics.set("curriculum/turn_index_mean", self.mean_of(|i| Some(i.start.turn_index() as f64)));
        let age = |i: &TaskInstance| i.from_buffer.then(|| self.train_step.saturating_sub(i.created_at) as f64);
        metrics.set("buffer/age_mean", self.mean_of(age));
        metrics
    }

    /// Mean over the instances that have a value; not a number, and so left out of the metrics, where none has.
    fn mean_of(&self, value: impl Fn(&TaskInstance) -> Option<f64>) -> f64 {
        let values: Vec<f64> = self.instances.iter().filter_map(value).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }
}

impl TaskBuffer {
    fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        metrics.set("buffer/size", self.len() as f64);
        if self.is_empty() {
            return metrics;
        }
        metrics.set("buffer/frac_replaced", self.displaced() as f64 / self.len() as f64);
        let scores = || self.entries().iter().map(|entry| self.score_of(entry));
        metrics.set("buffer/score_mean", scores().sum::<f64>() / self.len() as f64);
        metrics.set("buffer/score_min", scores().fold(f64::INFINITY, f64::min));
        metrics.set("buffer/score_max", scores().fold(0.0, f64::max));
        metrics.set("buffer/effective_size", self.effective_size());
        let measured = self.entries().iter().filter(|entry| entry.measured).count();
        metrics.set("buffer/frac_measured", measured as f64 / self.len() as f64);
        metrics
    }
}

#[cfg(test)]
mod tests;
