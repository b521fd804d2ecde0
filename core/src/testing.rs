//! Small domains and hand-made rollouts for the tests of this crate.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use exitrl_domain::{
    ClientError, Deadline, Domain, DomainClient, DomainError, Episode, EpisodeId, EpisodeStart, ErrorKind, Feature, Host,
    InProcess, Iterate, IterationReward, Message, Metadata, Operator, Outcome, Request, Response, ScoreRow, Split, StepResult,
    Task, TurnRecord, standard_prompt,
};
use serde::Deserialize;
use serde_json::json;

use crate::instance::TaskInstance;
use crate::rollout::{Group, Rollout, Turn};
use crate::sampler::scripted::{EOS, encode};
use crate::sampler::{Completion, StopReason};

pub(crate) fn task(id: &str) -> Task {
    Task { id: id.to_owned(), payload: json!({"a": 2, "b": 2}) }
}

/// A turn that said `text`; its tokens are the bytes and an end of text, its feedback is `on {text}`.
pub(crate) fn turn_of(text: &str, reward: f64) -> Turn {
    let tokens: Vec<_> = encode(text).into_iter().chain([EOS]).collect();
    let logprobs = vec![-0.5; tokens.len()];
    Turn {
        prompt: vec![Message::user("what?")],
        tools: Vec::new(),
        prompt_tokens: encode("what?"),
        completion: Completion { tokens, logprobs, text: text.to_owned(), stop_reason: StopReason::Eos, policy_version: 0 },
        result: StepResult { reward, done: false, outcome: Outcome::Graded, feedback: Some(format!("on {text}")) },
    }
}

/// A graded rollout of these texts and turn rewards; quality and reward are their sum.
pub(crate) fn rollout_of(turns: &[(&str, f64)]) -> Rollout {
    let total = turns.iter().map(|(_, reward)| reward).sum::<f64>() as f32;
    let mut turns: Vec<Turn> = turns.iter().map(|(text, reward)| turn_of(text, *reward)).collect();
    if let Some(last) = turns.last_mut() {
        last.result.done = true;
    }
    Rollout { turns, outcome: Outcome::Graded, quality: total, reward: total, advantage: 0.0, error: None }
}

/// A group from an instance with one rollout for each reward; none of them has a turn.
pub(crate) fn group_from(instance: TaskInstance, rewards: &[f32]) -> Group {
    let rollout = |&reward: &f32| Rollout { quality: reward, reward, ..rollout_of(&[]) };
    Group { instance, rollouts: rewards.iter().map(rollout).collect() }
}

pub(crate) fn group_of_rewards(rewards: &[f32]) -> Group {
    group_from(TaskInstance::attempt(task("t"), 0), rewards)
}

/// One turn: add two digits. Says "panic" and it panics, "late" and it misses its deadline.
pub(crate) struct Sums {
    config: SumsConfig,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SumsConfig {
    count: u64,
}

struct SumsEpisode {
    a: u64,
    b: u64,
}

/// The sums domain with this many training tasks.
pub(crate) fn sums(count: u64) -> Arc<dyn DomainClient> {
    Arc::new(InProcess::<Sums>::open(&json!({"count": count}), Host::default()).unwrap())
}

impl Domain for Sums {
    type Config = SumsConfig;

    fn open(config: SumsConfig, _host: Host) -> Result<Self, DomainError> {
        Ok(Self { config })
    }

    fn metadata(&self) -> Metadata {
        Metadata {
            name: "sums".into(),
            version: "1".into(),
            max_turns: 1,
            quality_range: [0.0, 1.0],
            iteration_reward: IterationReward::Absolute,
            deterministic: true,
            stop_sequences: vec!["\n\n".into()],
        }
    }

    fn task_count(&self, split: Split) -> u64 {
        if split == Split::Train { self.config.count } else { 100 }
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        let (a, b) = (index % 10, index / 10 % 10);
        Ok(Task { id: format!("{}/{index}", split.name()), payload: json!({"a": a, "b": b}) })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        let digit = |name: &str| {
            start.task.payload[name].as_u64().ok_or_else(|| DomainError::contract(format!("the payload has no {name}")))
        };
        Ok(Box::new(SumsEpisode { a: digit("a")?, b: digit("b")? }))
    }
}

impl Episode for SumsEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        standard_prompt(vec![Message::user(format!("{} + {} = ?", self.a, self.b))], operator, latest)
    }

    fn step(&mut self, action: &Message, _deadline: Deadline) -> Result<StepResult, DomainError> {
        let said = action.content.trim();
        assert_ne!(said, "panic", "asked to");
        if said == "late" {
            return Err(DomainError::new(ErrorKind::Timeout, "the grader was late"));
        }
        let right = said.parse::<u64>().map(|sum| sum == self.a + self.b);
        let outcome = if right.is_ok() { Outcome::Graded } else { Outcome::Unparsable };
        let right = right.unwrap_or(false);
        let feedback = Some(if right { "right" } else { "wrong" }.to_owned());
        Ok(StepResult { reward: f64::from(u8::from(right)), done: true, outcome, feedback })
    }
}

/// The answer to a prompt of the sums domain, whichever operator made it.
pub(crate) fn sum_in(prompt: &str) -> u64 {
    let line = prompt.lines().find_map(|line| line.split_once(" = ?")).unwrap().0;
    let digits: Vec<u64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|d| d.parse().ok()).collect();
    digits.iter().sum()
}

/// Three turns: spell "cat", a letter a turn, each worth 1. "crash" fails the environment, "quit" ends the episode. Its score
/// table is refused where no letter is right.
pub(crate) struct Spelling {
    turns: usize,
}

struct SpellingEpisode {
    turns: usize,
    said: Vec<TurnRecord>,
}

const WORD: [&str; 3] = ["c", "a", "t"];

/// The spelling domain.
pub(crate) fn spelling() -> Arc<dyn DomainClient> {
    spelling_for(WORD.len())
}

/// The spelling domain with another number of turns: "catcatca..".
pub(crate) fn spelling_for(turns: usize) -> Arc<dyn DomainClient> {
    Arc::new(InProcess::<Spelling>::open(&json!({"turns": turns}), Host::default()).unwrap())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpellingConfig {
    turns: usize,
}

impl Domain for Spelling {
    type Config = SpellingConfig;
    const FEATURES: &'static [Feature] = &[Feature::ScoreTable];

    fn open(config: SpellingConfig, _host: Host) -> Result<Self, DomainError> {
        Ok(Self { turns: config.turns })
    }

    fn metadata(&self) -> Metadata {
        Metadata {
            name: "spelling".into(),
            version: "1".into(),
            max_turns: self.turns as u32,
            quality_range: [0.0, self.turns as f64],
            iteration_reward: IterationReward::NormalizedGain,
            deterministic: true,
            stop_sequences: Vec::new(),
        }
    }

    fn task_count(&self, _split: Split) -> u64 {
        2
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        Ok(Task { id: format!("{}/{index}", split.name()), payload: json!({"word": "cat"}) })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        Ok(Box::new(SpellingEpisode { turns: self.turns, said: start.history.clone() }))
    }

    fn score_table(&self, rows: &[ScoreRow]) -> Result<String, DomainError> {
        let sum: f64 = rows.iter().map(|row| row.quality).sum();
        if sum == 0.0 {
            return Err(DomainError::request("nothing was spelt"));
        }
        let ids: Vec<_> = rows.iter().map(|row| row.task_id.as_str()).collect();
        Ok(format!("{} of {}\n", sum, ids.join(" ")))
    }
}

impl Episode for SpellingEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        let ask = |n: usize| Message::user(format!("letter {n}"));
        let earlier = self.said.iter().enumerate().flat_map(|(n, turn)| [ask(n), turn.action.clone()]);
        standard_prompt(earlier.chain([ask(self.said.len())]).collect(), operator, latest)
    }

    fn step(&mut self, action: &Message, _deadline: Deadline) -> Result<StepResult, DomainError> {
        let said = action.content.as_str();
        if said == "crash" {
            return Err(DomainError::contract("the speller broke"));
        }
        let right = said == WORD[self.said.len() % WORD.len()];
        let feedback = Some(format!("{said} is {}", if right { "right" } else { "wrong" }));
        let reward = f64::from(u8::from(right));
        self.said.push(TurnRecord { action: action.clone(), feedback: feedback.clone(), reward });
        let done = said == "quit" || self.said.len() == self.turns;
        Ok(StepResult { reward, done, outcome: Outcome::Graded, feedback })
    }
}

/// A client that knows which episodes of another one are open.
pub(crate) struct Watched {
    inner: Arc<dyn DomainClient>,
    open: Mutex<BTreeSet<EpisodeId>>,
    started: Mutex<usize>,
}

pub(crate) fn watched(inner: Arc<dyn DomainClient>) -> Arc<Watched> {
    Arc::new(Watched { inner, open: Mutex::default(), started: Mutex::default() })
}

impl Watched {
    /// Episodes started so far, and those of them that were never dropped.
    pub(crate) fn episodes(&self) -> (usize, usize) {
        (*self.started.lock().unwrap(), self.open.lock().unwrap().len())
    }
}

impl DomainClient for Watched {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        let response = self.inner.call(request, deadline)?;
        if let Response::Started { episode } = &response {
            self.open.lock().unwrap().insert(*episode);
            *self.started.lock().unwrap() += 1;
        }
        if let Request::Drop { episode } = request {
            self.open.lock().unwrap().remove(episode);
        }
        Ok(response)
    }

    fn metadata(&self) -> &Metadata {
        self.inner.metadata()
    }

    fn features(&self) -> &[Feature] {
        self.inner.features()
    }

    fn describe(&self) -> String {
        self.inner.describe()
    }
}
