//! Drives groups of episodes: prompt, sample, play the turn, until all are done.

use std::sync::Arc;
use std::time::{Duration, Instant};

use exitrl_domain::{DomainClient, EpisodeId, EpisodeStart, Operator, Outcome, Task};

use super::{Failure, Group, PendingTurn, Rollout, Stage, Turn, for_each_parallel};
use crate::error::RolloutError;
use crate::instance::TaskInstance;
use crate::sampler::{ChatEncoder, Completion, SampleRequest, Sampler, SamplingParams};
use crate::seed::{Purpose, Seed};

/// Plays task instances to groups of rollouts.
pub struct RolloutEngine {
    stage: Stage,
}

/// Groups, and where the time went.
#[derive(Debug)]
pub struct Played {
    /// One group for each task instance, in order; rewards and advantages are not set yet.
    pub groups: Vec<Group>,
    /// Time spent sampling.
    pub generate: Duration,
    /// Time spent in the domain: starting, prompting, playing, grading.
    pub grade: Duration,
}

/// One rollout while it is played.
struct Player<'a> {
    instance: &'a TaskInstance,
    seed: Seed,
    start: EpisodeStart,
    episode: Option<EpisodeId>,
    pending: Option<PendingTurn>,
    /// The answer to `pending`, between sampling and playing it.
    completion: Option<Completion>,
    turns: Vec<Turn>,
    failure: Option<Failure>,
}

impl RolloutEngine {
    /// An engine over a domain.
    pub fn new(domain: Arc<dyn DomainClient>, encoder: Arc<dyn ChatEncoder>, turn_deadline: Duration) -> Self {
        Self { stage: Stage::new(domain, encoder, turn_deadline) }
    }

    /// What episodes are played on.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Plays every instance `group_size` times. `seed` is the train step's.
    ///
    /// The first turn is prompted by the instance's operator, later ones are ordinary attempts. In every round the open turns
    /// of all rollouts are sampled in one call, then played on a few threads. The rollouts of a group share one episode seed,
    /// since they are to share one prompt; their tokens are drawn from seeds of their own.
    ///
    /// A rollout that fails is recorded as failed; its siblings go on.
    ///
    /// # Errors
    /// When the sampler fails, and with it the whole batch.
    pub fn run(
        &self,
        instances: &[TaskInstance],
        group_size: usize,
        sampler: &mut dyn Sampler,
        params: &SamplingParams,
        seed: Seed,
    ) -> Result<Played, RolloutError> {
        let params = self.stage.with_domain_stops(params);
        let context = sampler.context_length();
        let mut players = seats(instances, group_size, seed);
        let (mut generate, mut grade) = (Duration::ZERO, Duration::ZERO);
        timed(&mut grade, || self.each(&mut players, |player| player.open(&self.stage, context)));
        while players.iter().any(|player| player.pending.is_some()) {
            timed(&mut generate, || sample(&mut players, sampler, &params)).inspect_err(|_| self.close(&mut players))?;
            timed(&mut grade, || self.each(&mut players, |player| player.play(&self.stage, context)));
        }
        timed(&mut grade, || self.close(&mut players));
        Ok(Played { groups: self.collect(instances, group_size, players), generate, grade })
    }

    fn each<'a>(&self, players: &mut [Player<'a>], act: impl Fn(&mut Player<'a>) + Sync) {
        for_each_parallel(players, self.stage.threads, act);
    }

    fn close(&self, players: &mut [Player<'_>]) {
        self.each(players, |player| player.close(&self.stage));
    }

    fn collect(&self, instances: &[TaskInstance], group_size: usize, players: Vec<Player<'_>>) -> Vec<Group> {
        let mut rollouts = players.into_iter().map(|player| player.finish(&self.stage));
        let group = |instance: &TaskInstance| Group {
            instance: instance.clone(),
            rollouts: rollouts.by_ref().take(group_size).collect(),
        };
        instances.iter().map(group).collect()
    }
}

/// One player for each rollout, group after group.
fn seats(instances: &[TaskInstance], group_size: usize, seed: Seed) -> Vec<Player<'_>> {
    let mut players = Vec::with_capacity(instances.len() * group_size);
    for (group, instance) in instances.iter().enumerate() {
        let group_seed = seed.derive(Purpose::Group, group as u64);
        players.extend((0..group_size).map(|slot| Player::new(instance, group_seed, slot)));
    }
    players
}

fn timed<T>(total: &mut Duration, act: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = act();
    *total += start.elapsed();
    result
}

/// Samples the open turn of every player that has one.
fn sample(players: &mut [Player<'_>], sampler: &mut dyn Sampler, params: &SamplingParams) -> Result<(), RolloutError> {
    let requests: Vec<SampleRequest> = players.iter().filter_map(Player::request).collect();
    let completions = sampler.sample(&requests, params)?;
    check_count(requests.len(), completions.len())?;
    let open = players.iter_mut().filter(|player| player.pending.is_some());
    for (player, completion) in open.zip(completions) {
        player.completion = Some(completion);
    }
    Ok(())
}

/// A sampler that answers with another number of completions would pair answers with the wrong prompts.
pub(crate) fn check_count(asked: usize, got: usize) -> Result<(), RolloutError> {
    if asked == got {
        return Ok(());
    }
    Err(RolloutError::Device(format!("{asked} completions were asked for and {got} came back; this is a bug of the sampler")))
}

/// The seed of a rollout's sampled tokens, below its group's.
pub(super) fn rollout_seed(group_seed: Seed, slot: usize) -> Seed {
    group_seed.derive(Purpose::Rollout, slot as u64)
}

impl<'a> Player<'a> {
    fn new(instance: &'a TaskInstance, group_seed: Seed, slot: usize) -> Self {
        let start = EpisodeStart {
            task: Task::clone(&instance.start.task),
            history: instance.start.turns.clone(),
            seed: group_seed.derive(Purpose::Episode, 0).value(),
        };
        Self {
            instance,
            seed: rollout_seed(group_seed, slot),
            start,
            episode: None,
            pending: None,
            completion: None,
            turns: Vec::new(),
            failure: None,
        }
    }

    fn open(&mut self, stage: &Stage, context: usize) {
        let TaskInstance { start, operator, .. } = self.instance;
        let latest = if *operator == Operator::Attempt { None } else { start.latest.as_ref() };
        let opened = stage.open(&self.start, *operator, latest, context);
        self.episode = opened.as_ref().ok().map(|pending| pending.episode);
        self.wait_for(opened);
    }

    fn wait_for(&mut self, turn: Result<PendingTurn, Failure>) {
        match turn {
            Ok(pending) => self.pending = Some(pending),
            Err(failure) => self.failure = Some(failure),
        }
    }

    fn request(&self) -> Option<SampleRequest> {
        let turn_seed = self.seed.derive(Purpose::Turn, self.turn_index() as u64);
        self.pending.as_ref().map(|pending| pending.request(turn_seed))
    }

    /// Index of the present turn in the episode, turns of the history included.
    fn turn_index(&self) -> usize {
        self.start.history.len() + self.turns.len()
    }

    /// Plays the sampled completion, then makes the next turn ready unless that was the last.
    fn play(&mut self, stage: &Stage, context: usize) {
        let (Some(pending), Some(completion)) = (self.pending.take(), self.completion.take()) else { return };
        let episode = pending.episode;
        let (turn, failure) = stage.play(pending, completion);
        let done = turn.result.done;
        self.turns.push(turn);
        self.failure = failure;
        if !done && self.turn_index() < stage.domain.metadata().max_turns as usize {
            self.wait_for(stage.prompt(episode, Operator::Attempt, None, context));
        }
    }

    fn close(&mut self, stage: &Stage) {
        if let Some(episode) = self.episode.take() {
            stage.domain.drop_episode(episode);
        }
    }

    fn finish(self, stage: &Stage) -> Rollout {
        let outcome = self.outcome();
        let Self { start, turns, failure, .. } = self;
        let error = failure.map(|failure| failure.error);
        if turns.is_empty() {
            return Rollout::failed(outcome, error.unwrap_or_default());
        }
        let earlier: f64 = start.history.iter().map(|turn| turn.reward).sum();
        let sampled: f64 = turns.iter().map(|turn| turn.result.reward).sum();
        let quality = stage.domain.metadata().quality(earlier + sampled) as f32;
        Rollout { turns, outcome, quality, reward: 0.0, advantage: 0.0, error }
    }

    fn outcome(&self) -> Outcome {
        match (&self.failure, self.turns.last()) {
            (Some(failure), _) => failure.outcome,
            (None, Some(turn)) => turn.outcome(),
            (None, None) => Outcome::EnvironmentCrash,
        }
    }
}

#[cfg(test)]
mod tests;
