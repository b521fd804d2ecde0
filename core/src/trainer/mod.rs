//! The loop.
//!
//! [`Trainer::train_step`] is the whole of it on one screen; [`run`] is what a command calls: it opens or resumes a run folder,
//! warms up, trains, evaluates, saves.

mod eval_splits;
mod policy_source;
mod resume;
mod run;
mod run_folder;
mod warm_start;

use std::sync::Arc;
use std::time::Instant;

use exitrl_domain::DomainClient;

use crate::batch::TrainBatch;
use crate::config::RunConfig;
use crate::curriculum::Curriculum;
use crate::diversity::Diversity;
use crate::error::TrainError;
use crate::eval::EvalSplit;
use crate::learner::Learner;
use crate::objective::Objective;
use crate::rollout::{Group, RolloutEngine};
use crate::sampler::LocalSampler;
use crate::seed::{Purpose, Seed};
use crate::tokenizer::Tokenizer;
use crate::tracker::Metrics;
use crate::{advantage, group_stats, reward};

pub use eval_splits::eval_splits;
pub use policy_source::{LoadedPolicy, load_policy, refuse_served};
pub use run::{RunOptions, RunSummary, open_domain, run};
pub use run_folder::RunFolder;

/// Everything a run is made of. Four parts are state, and are what a checkpoint holds: the learner, the curriculum, the count of
/// train steps, and the configuration.
pub struct Trainer {
    config: RunConfig,
    seed: Seed,
    domain: Arc<dyn DomainClient>,
    tokenizer: Tokenizer,
    sampler: LocalSampler,
    rollouts: RolloutEngine,
    eval_splits: Vec<EvalSplit>,
    curriculum: Box<dyn Curriculum>,
    objective: Box<dyn Objective>,
    /// Where the configuration asks for the bonus.
    diversity: Option<Diversity>,
    learner: Learner,
    train_step: u64,
}

/// What one train step gave.
pub struct TrainStep {
    /// Its groups, graded and weighed.
    pub groups: Vec<Group>,
    /// Numbers that are the same in every run of this seed.
    pub metrics: Metrics,
    /// Seconds and rates, which are not.
    pub timing: Metrics,
}

impl Trainer {
    /// One pass through the loop: choose, roll out, reward, weigh, learn, take note.
    ///
    /// # Errors
    /// When sampling fails as a whole, every rollout fails, or the update diverges.
    pub fn train_step(&mut self) -> Result<TrainStep, TrainError> {
        let begin = Instant::now();
        let seed = self.seed.derive(Purpose::TrainStep, self.train_step);
        let config = &self.config;
        let instances = self.curriculum.select(config.rollout.groups_per_step, self.train_step, seed)?;
        self.sampler.sync(self.learner.policy(), self.train_step);
        let size = config.rollout.group_size;
        let played = self.rollouts.run(&instances, size, &mut self.sampler, &config.sampling, seed)?;
        let mut groups = played.groups;
        refuse_a_dead_domain(&groups, self.train_step)?;
        reward::assign(&mut groups, self.domain.metadata());
        let mask_truncated = config.objective.mask_truncated_completions;
        advantage::assign(&mut groups, config.objective.scale_rewards, mask_truncated);
        let diversity_begin = Instant::now();
        let diversity = self.diversity.as_ref().map(|diversity| diversity.weigh(&mut groups)).transpose()?;
        let train_begin = Instant::now();
        let batch = TrainBatch::from_groups(&groups, &*self.objective, mask_truncated);
        let passes = config.objective.num_epochs_per_batch;
        let update = self.learner.update(&batch, &*self.objective, passes, self.learning_rate())?;
        self.sync_reference_if_due();
        let train = train_begin.elapsed();
        self.curriculum.observe(self.train_step, &groups);
        let mut metrics = group_stats::metrics(&groups, &self.domain.metadata().name);
        metrics.merge(update);
        metrics.merge(self.curriculum.metrics());
        self.train_step += 1;
        let seconds = [played.generate, played.grade, train, begin.elapsed()].map(|d| d.as_secs_f64());
        let mut timing = timing(&groups, seconds);
        if let Some(diversity) = diversity {
            metrics.merge(diversity);
            timing.set("time/diversity", (train_begin - diversity_begin).as_secs_f64());
        }
        Ok(TrainStep { groups, metrics, timing })
    }

    /// Rises from 0 over the warm-up, then stays.
    fn learning_rate(&self) -> f64 {
        let warmup = self.config.optim.lr_warmup_steps;
        let share = if warmup == 0 { 1.0 } else { ((self.train_step + 1) as f64 / warmup as f64).min(1.0) };
        self.config.optim.lr * share
    }

    fn sync_reference_if_due(&mut self) {
        let every = self.config.objective.reference_sync_every;
        if every > 0 && (self.train_step + 1).is_multiple_of(every) {
            self.learner.sync_reference(self.config.objective.reference_mix);
        }
    }
}

/// A domain that fails every rollout is broken or gone; going on would burn hours for nothing.
fn refuse_a_dead_domain(groups: &[Group], train_step: u64) -> Result<(), TrainError> {
    match group_stats::all_failed(groups) {
        None => Ok(()),
        Some(error) => Err(TrainError::Training(format!(
            "every rollout of train step {train_step} failed; the first said: {error}. Check the domain with \
             `exitrl check-domain`, then go on from the last checkpoint with --resume"
        ))),
    }
}

fn timing(groups: &[Group], [generate, grade, train, whole]: [f64; 4]) -> Metrics {
    let rollouts = || groups.iter().flat_map(|group| &group.rollouts);
    let sampled: usize = rollouts().map(|rollout| rollout.completion_tokens()).sum();
    let prompts: usize = rollouts().flat_map(|rollout| &rollout.turns).map(|turn| turn.prompt_tokens.len()).sum();
    let mut timing = Metrics::default();
    timing.set("time/step", whole);
    timing.set("time/generate", generate);
    timing.set("time/grade", grade);
    timing.set("time/train", train);
    timing.set("perf/tokens_per_second", (sampled + prompts) as f64 / whole);
    timing.set("perf/sampled_tokens_per_second", sampled as f64 / generate);
    timing
}
