//! The contract between a domain and the trainer.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Deadline, Demonstration, DomainError, EpisodeStart, Feature, Iterate, Message, ScoreRow, Split, StepResult, Task};

/// What the present turn is asked to do with the latest iterate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// An ordinary attempt.
    Attempt,
    /// Self-improvement: better the latest iterate.
    Improve,
    /// Self-divergence: another approach than the latest iterate's.
    Diverge,
}

impl Operator {
    /// `"attempt"`, `"improve"` or `"diverge"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Attempt => "attempt",
            Self::Improve => "improve",
            Self::Diverge => "diverge",
        }
    }
}

/// How the quality of a self-iteration becomes its reward (arXiv 2509.04575, section 4 and appendix A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IterationReward {
    /// The new quality itself (math, tool use).
    Absolute,
    /// `max(0, (new - old) / (1 - old))` for improve steps, and 0 where `old` is 1 (MLE-bench).
    NormalizedGain,
}

/// What a host must know of a domain before it asks for a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// `[a-z][a-z0-9_]*`; the name that metrics carry.
    pub name: String,
    /// Version of the domain's tasks and grading.
    pub version: String,
    /// Longest episode, in turns; at least 1.
    pub max_turns: u32,
    /// Least and greatest sum of rewards over an episode. Fixed: never from a group's own minimum and maximum.
    pub quality_range: [f64; 2],
    /// How quality becomes reward at a self-iteration.
    pub iteration_reward: IterationReward,
    /// Whether results are the same for every episode seed.
    pub deterministic: bool,
    /// Texts that end a completion.
    pub stop_sequences: Vec<String>,
}

impl Metadata {
    /// The common case: deterministic, quality in `[0, 1]`, absolute rewards, no stop sequences. Change the rest by struct update.
    pub fn new(name: impl Into<String>, version: impl Into<String>, max_turns: u32) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            max_turns,
            quality_range: [0.0, 1.0],
            iteration_reward: IterationReward::Absolute,
            deterministic: true,
            stop_sequences: Vec::new(),
        }
    }

    /// Every reason why this metadata cannot be used; empty when it is sane.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut letters = self.name.chars();
        let head = letters.next().is_some_and(|c| c.is_ascii_lowercase());
        if !head || !letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            problems.push(format!("name is {:?}; it must match [a-z][a-z0-9_]*", self.name));
        }
        if self.max_turns == 0 {
            problems.push("max_turns is 0; it must be at least 1".to_owned());
        }
        let [low, high] = self.quality_range;
        if !(low.is_finite() && high.is_finite() && low < high) {
            problems.push(format!("quality_range is [{low}, {high}]; it must be finite and not empty"));
        }
        if self.stop_sequences.iter().any(String::is_empty) {
            problems.push("stop_sequences holds an empty text, which would end every completion at once".to_owned());
        }
        problems
    }

    /// An episode's return on the fixed scale `[0, 1]`.
    pub fn quality(&self, episode_return: f64) -> f64 {
        let [low, high] = self.quality_range;
        ((episode_return - low) / (high - low)).clamp(0.0, 1.0)
    }
}

/// What the host lends a domain.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Most threads a domain may start. A plugin has its own copy of every thread pool, so it must not take all cores.
    pub max_threads: u32,
    log: fn(level: u32, text: &str),
}

impl Host {
    /// A host whose log lines go to `log`; levels are 1 error, 2 warn, 3 info, 4 debug.
    pub fn new(max_threads: u32, log: fn(level: u32, text: &str)) -> Self {
        Self { max_threads, log }
    }
    /// Hands a log line to the host.
    pub fn log(&self, level: u32, text: &str) {
        (self.log)(level, text);
    }
}

impl Default for Host {
    /// One thread; log lines go to standard error.
    fn default() -> Self {
        Self::new(1, |_, text| eprintln!("{text}"))
    }
}

/// A source of tasks and of the environment that grades attempts at them.
///
/// Laws (checked by `exitrl-testkit`): every method but [`Episode::step`] is a pure function of its arguments and the config;
/// starting from `history + [turn]` equals starting from `history` and playing that turn; no input makes a method panic.
///
/// Calls come from many threads at once.
pub trait Domain: Send + Sync + Sized + 'static {
    /// The domain's own configuration. Give it `#[serde(deny_unknown_fields)]`, so that a misspelt key is refused.
    type Config: DeserializeOwned;

    /// Optional abilities that this domain has, announced in the handshake.
    const FEATURES: &'static [Feature] = &[];

    /// Makes the domain ready to serve.
    ///
    /// # Errors
    /// When the configuration cannot be used or its data cannot be read.
    fn open(config: Self::Config, host: Host) -> Result<Self, DomainError>;

    /// The static facts; the same at every call.
    fn metadata(&self) -> Metadata;

    /// How many tasks a split has. `u64::MAX` says that they are made on demand without end.
    fn task_count(&self, split: Split) -> u64;

    /// Task `index` of a split; the same at every call.
    ///
    /// # Errors
    /// When `index` is not below [`Domain::task_count`].
    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError>;

    /// Rebuilds the environment after `start.history`, by replaying it. Episodes are single use: there is no reset.
    ///
    /// # Errors
    /// When the task is not one of this domain's or the history cannot be replayed.
    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError>;

    /// Actions that solve the task, one a turn; [`None`] where the task has no reference answer.
    /// Announce [`Feature::Reference`] to have it asked for.
    ///
    /// # Errors
    /// When the task is not one of this domain's.
    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        let _ = task;
        Ok(None)
    }

    /// What a turn with this operator may look like, for a supervised warm start: an iterate to start from and a response to it,
    /// drawn by `seed`. The response need not be perfect, only what a beginner should imitate. [`None`] where there is no
    /// example for this operator. Announce [`Feature::Demonstrate`] to have it asked for.
    ///
    /// # Errors
    /// When the task is not one of this domain's.
    fn demonstrate(&self, task: &Task, operator: Operator, seed: u64) -> Result<Option<Demonstration>, DomainError> {
        let _ = (task, operator, seed);
        Ok(None)
    }

    /// Grades one case without an episode (`exitrl grade`). Announce [`Feature::Grade`] to have it asked for.
    ///
    /// # Errors
    /// When the case cannot be read; a wrong answer is a verdict, not an error.
    fn grade(&self, case: &serde_json::Value) -> Result<serde_json::Value, DomainError> {
        let _ = case;
        Err(DomainError::request("this domain does not grade offline"))
    }

    /// The official score table of a set of results, as text for people: the same for any order of the rows. Some of them may be
    /// of tasks that another configuration of this domain gave. Announce [`Feature::ScoreTable`] to have it asked for.
    ///
    /// # Errors
    /// When the rows make no table, for example because their ids are none of this domain's.
    fn score_table(&self, rows: &[ScoreRow]) -> Result<String, DomainError> {
        let _ = rows;
        Err(DomainError::request("this domain has no score table"))
    }
}

/// One play of a task, from its start until done.
pub trait Episode: Send {
    /// The messages to sample the present turn from; changes nothing.
    ///
    /// `latest` is the iterate to improve on or to diverge from; an [`Operator::Attempt`] has none.
    ///
    /// # Errors
    /// When the operator needs an iterate and got none.
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError>;

    /// The tools that the policy may call in the present turn, rendered into the prompt by the model's own chat template; changes
    /// nothing. They may differ from turn to turn.
    ///
    /// Each is a function schema: `{"type": "function", "function": {"name": .., "description": .., "parameters": JSON Schema}}`.
    /// A chat template that knows no tools is an error, so a domain should also be able to write them into a message itself.
    fn tools(&self) -> Vec<serde_json::Value> {
        Vec::new()
    }

    /// Plays one assistant message, grades it and moves to the next turn. Must return before `deadline`.
    ///
    /// # Errors
    /// Only when the environment itself fails: a bad answer is an [`Outcome`](crate::Outcome), not an error.
    fn step(&mut self, action: &Message, deadline: Deadline) -> Result<StepResult, DomainError>;
}
