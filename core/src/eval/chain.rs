//! The iterates of one turn of one sampled answer.

use exitrl_domain::{EpisodeStart, Iterate, Outcome, Task, TurnRecord};

use super::search::{Choice, Rule, Seen};
use super::{EvalRow, JournalRow};
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
    /// Every iterate that was played.
    tried: Vec<Tried>,
    /// What the answer is after k iterations.
    answers: Vec<Answer>,
    pending: Option<(Choice, PendingTurn)>,
    /// The answer to `pending`, between sampling and playing it.
    pub(super) completion: Option<Result<Completion, Failure>>,
}

/// An iterate and how it came about.
struct Tried {
    choice: Choice,
    answer: Answer,
    /// The answer of the turn after it.
    best: usize,
}

impl Tried {
    fn seen(&self) -> Seen {
        Seen { parent: self.choice.parent, outcome: self.answer.outcome, quality: self.answer.quality }
    }
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
        let (history, tried, answers) = (Vec::new(), Vec::new(), Vec::new());
        let (attempt, pending, completion) = (0, None, None);
        Self { task, task_index, sample, attempt, task_seed, history, budgets, tried, answers, pending, completion }
    }

    /// Makes the prompt of the next iterate ready, where the budgets ask for one. Where that fails, the answer stays.
    pub(super) fn open(&mut self, stage: &Stage, rule: Rule<'_>, context: usize) {
        if self.answers.len() >= self.num_iterates() {
            return;
        }
        let start = EpisodeStart {
            task: self.task.clone(),
            history: self.history.clone(),
            seed: self.task_seed.derive(Purpose::Episode, 0).value(),
        };
        let seen: Vec<Seen> = self.tried.iter().map(Tried::seen).collect();
        let choice = rule.next(&seen, self.iterate_seed());
        let latest = choice.parent.and_then(|parent| self.tried[parent].answer.said.as_ref());
        match stage.open(&start, choice.operator(), latest, context) {
            Ok(pending) => self.pending = Some((choice, pending)),
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
        self.pending.as_ref().map(|(_, pending)| pending.request(self.iterate_seed()))
    }

    /// Of the iterate to come.
    fn iterate_seed(&self) -> Seed {
        let sample = self.task_seed.derive(Purpose::Rollout, self.sample as u64);
        let rollout = if self.attempt == 0 { sample } else { sample.derive(Purpose::Control, self.attempt as u64) };
        let turn = rollout.derive(Purpose::Turn, self.history.len() as u64);
        turn.derive(Purpose::Turn, self.answers.len() as u64)
    }

    /// Plays the sampled completion; which iterate is the answer then is the rule's to say.
    pub(super) fn play(&mut self, stage: &Stage, rule: Rule<'_>) {
        let (Some((choice, pending)), Some(completion)) = (self.pending.take(), self.completion.take()) else { return };
        let episode = pending.episode;
        let played = completion.map(|completion| stage.play(pending, completion));
        stage.domain.drop_episode(episode);
        let (turn, failure) = match played {
            Ok(played) => played,
            Err(failure) => return self.stay(failure),
        };
        let answer = self.answer(stage, &turn, failure);
        let error = answer.error.clone();
        self.tried.push(Tried { choice, answer, best: 0 });
        let seen: Vec<Seen> = self.tried.iter().map(Tried::seen).collect();
        let best = rule.answer(&seen);
        self.answers.push(Answer { error, ..self.tried[best].answer.clone() });
        if let Some(last) = self.tried.last_mut() {
            last.best = best;
        }
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

    /// Everything that was tried in the present turn.
    pub(super) fn journal(&self) -> impl Iterator<Item = JournalRow> {
        self.tried.iter().enumerate().map(|(node, tried)| {
            let Tried { choice, answer, best } = tried;
            let said = answer.said.as_ref();
            JournalRow {
                task: self.task_index,
                split: String::new(),
                task_id: self.task.id.clone(),
                sample: self.sample,
                budget: self.budgets.last().copied().unwrap_or(0),
                turn: self.history.len(),
                node,
                parent: choice.parent,
                stage: choice.stage,
                outcome: answer.outcome,
                quality: answer.quality,
                best: *best,
                best_quality: self.tried[*best].answer.quality,
                text: said.map(|said| said.response.content.clone()).unwrap_or_default(),
                feedback: said.and_then(|said| said.feedback.clone()),
                error: answer.error.clone(),
            }
        })
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
