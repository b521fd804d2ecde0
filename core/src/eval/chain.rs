//! The iterates of one turn of one sampled answer.

use exitrl_domain::{EpisodeStart, Iterate, Operator, Outcome, Task, TurnRecord};

use super::EvalRow;
use crate::config::KeepIterate;
use crate::rollout::{Failure, PendingTurn, Stage, Turn, outcome_counts};
use crate::sampler::{Completion, SampleRequest};
use crate::seed::{Purpose, Seed};

/// The present turn of one sample of one task, for all iteration budgets that share its history.
pub(super) struct Chain<'a> {
    task: &'a Task,
    task_index: usize,
    sample: usize,
    /// Which fresh attempt of a control this is; 0 outside controls.
    attempt: usize,
    task_seed: Seed,
    history: Vec<TurnRecord>,
    /// Iteration budgets, rising; the greatest decides how long the chain grows.
    budgets: Vec<usize>,
    /// Answer k is the k-th iterate.
    answers: Vec<Answer>,
    pending: Option<PendingTurn>,
    /// The answer to `pending`, between sampling and playing it.
    pub(super) completion: Option<Result<Completion, Failure>>,
}

/// What the present turn's answer is after some iterations.
#[derive(Clone)]
struct Answer {
    /// [`None`] where no prompt could be made, so that nothing was ever said.
    said: Option<Iterate>,
    reward: f64,
    /// Of the episode up to and with this turn.
    quality: f64,
    done: bool,
    outcome: Outcome,
    error: Option<String>,
}

impl<'a> Chain<'a> {
    /// The first turn of a sample, for every budget up to this one.
    pub(super) fn sample(task: &'a Task, task_index: usize, task_seed: Seed, sample: usize, most: usize) -> Self {
        Self::new(task, task_index, task_seed, sample, (0..=most).collect())
    }

    /// The first turn of a control: one more attempt at the task, with draws of its own. `attempt` is at least 1: the sample's own
    /// first attempt is attempt 0.
    pub(super) fn control(task: &'a Task, task_index: usize, task_seed: Seed, sample: usize, attempt: usize) -> Self {
        Self { attempt, ..Self::new(task, task_index, task_seed, sample, vec![0]) }
    }

    fn new(task: &'a Task, task_index: usize, task_seed: Seed, sample: usize, budgets: Vec<usize>) -> Self {
        let (history, answers) = (Vec::new(), Vec::new());
        Self { task, task_index, sample, attempt: 0, task_seed, history, budgets, answers, pending: None, completion: None }
    }

    /// Makes the prompt of the next iterate ready, where the budgets ask for one. Where that fails, the answer stays.
    pub(super) fn open(&mut self, stage: &Stage, context: usize) {
        if self.answers.len() >= self.num_iterates() {
            return;
        }
        let start = EpisodeStart {
            task: self.task.clone(),
            history: self.history.clone(),
            seed: self.task_seed.derive(Purpose::Episode, 0).value(),
        };
        let latest = self.answers.last().and_then(|answer| answer.said.as_ref());
        let operator = if latest.is_some() { Operator::Improve } else { Operator::Attempt };
        match stage.open(&start, operator, latest, context) {
            Ok(pending) => self.pending = Some(pending),
            Err(failure) => self.stay(failure),
        }
    }

    fn stay(&mut self, failure: Failure) {
        let Failure { outcome, error } = failure;
        let nothing = Answer { said: None, reward: 0.0, quality: 0.0, done: true, outcome, error: None };
        let before = self.answers.last().cloned().unwrap_or(nothing);
        self.answers.push(Answer { error: Some(error), ..before });
    }

    /// How many iterates the present turn comes to.
    pub(super) fn num_iterates(&self) -> usize {
        self.budgets.last().map_or(0, |most| most + 1)
    }

    /// Whether a completion is awaited.
    pub(super) fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// The completion to ask for. Its seed does not know the budget, so all budgets draw alike.
    pub(super) fn request(&self) -> Option<SampleRequest> {
        let sample = self.task_seed.derive(Purpose::Rollout, self.sample as u64);
        let rollout = if self.attempt == 0 { sample } else { sample.derive(Purpose::Control, self.attempt as u64) };
        let turn = rollout.derive(Purpose::Turn, self.history.len() as u64);
        self.pending.as_ref().map(|pending| pending.request(turn.derive(Purpose::Turn, self.answers.len() as u64)))
    }

    /// Plays the sampled completion; its answer is the new one, unless the one before is kept for being better.
    pub(super) fn play(&mut self, stage: &Stage, keep: KeepIterate) {
        let (Some(pending), Some(completion)) = (self.pending.take(), self.completion.take()) else { return };
        let episode = pending.episode;
        let played = completion.map(|completion| stage.play(pending, completion));
        stage.domain.drop_episode(episode);
        let (turn, failure) = match played {
            Ok(played) => played,
            Err(failure) => return self.stay(failure),
        };
        let answer = self.answer(stage, &turn, failure);
        let kept = match self.answers.last() {
            Some(best) if keep == KeepIterate::Best && best.quality > answer.quality => {
                Answer { error: answer.error, ..best.clone() }
            }
            _ => answer,
        };
        self.answers.push(kept);
    }

    fn answer(&self, stage: &Stage, turn: &Turn, failure: Option<Failure>) -> Answer {
        let metadata = stage.domain.metadata();
        let outcome = failure.as_ref().map_or_else(|| turn.outcome(), |failure| failure.outcome);
        let episode_return = self.history.iter().map(|turn| turn.reward).sum::<f64>() + turn.result.reward;
        let quality = if outcome_counts(outcome) { metadata.quality(episode_return) } else { 0.0 };
        let done = turn.result.done || self.history.len() + 1 >= metadata.max_turns as usize;
        let said = Iterate { response: turn.action(), feedback: turn.result.feedback.clone(), quality };
        Answer { said: Some(said), reward: turn.result.reward, quality, done, outcome, error: failure.map(|f| f.error) }
    }

    /// Moves every budget to the next turn, on the history that its own last iterate leaves; or to its row, where the episode
    /// is over.
    pub(super) fn next_turns(chains: Vec<Self>) -> (Vec<EvalRow>, Vec<Self>) {
        let (mut rows, mut next) = (Vec::new(), Vec::new());
        for chain in chains {
            for &budget in &chain.budgets {
                match chain.answers.get(budget) {
                    Some(answer) if answer.done => rows.push(chain.row(budget, answer)),
                    Some(answer) => next.push(chain.after(budget, answer)),
                    None => {}
                }
            }
        }
        (rows, next)
    }

    fn row(&self, k: usize, answer: &Answer) -> EvalRow {
        EvalRow {
            task: self.task_index,
            split: String::new(),
            task_id: self.task.id.clone(),
            sample: self.sample,
            k: if self.attempt == 0 { k } else { self.attempt },
            earlier: self.history.iter().map(|turn| turn.action.content.clone()).collect(),
            text: answer.said.as_ref().map(|said| said.response.content.clone()).unwrap_or_default(),
            quality: answer.quality,
            outcome: answer.outcome,
            error: answer.error.clone(),
        }
    }

    fn after(&self, budget: usize, answer: &Answer) -> Self {
        let new = Self::new(self.task, self.task_index, self.task_seed, self.sample, vec![budget]);
        let mut chain = Self { attempt: self.attempt, history: self.history.clone(), ..new };
        if let Some(said) = &answer.said {
            let (action, feedback) = (said.response.clone(), said.feedback.clone());
            chain.history.push(TurnRecord { action, feedback, reward: answer.reward });
        }
        chain
    }
}
