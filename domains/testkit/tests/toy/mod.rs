//! A small domain that keeps every law, with one switch for each way to break one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use exitrl_domain::{
    Deadline, Domain, DomainError, Episode, EpisodeStart, Feature, Host, Iterate, IterationReward, Message, Metadata, Operator,
    Outcome, Split, StepResult, Task, TurnRecord, standard_prompt,
};
use serde::Deserialize;
use serde_json::json;

/// How the toy misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    None,
    VersionChanges,
    SharedIds,
    TestsOnTraining,
    AnswersPastTheEnd,
    ForgetsHistory,
    PromptCounts,
    HiddenSeed,
    WrongGold,
    PaysSilence,
    PaysEchoes,
    NeverDone,
    Overpays,
    PanicsOnControl,
    ErrorsOnNonsense,
    PanicsOnPayload,
    Slow,
    SharedScratch,
    LeaksMemory,
    LeaksFiles,
    LeaksProcesses,
    LosesIterate,
    KeepsIterate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    fault: Fault,
}

/// Guess a number in three turns; after each the environment says how far off the guess was.
pub(crate) struct Toy {
    fault: Fault,
}

static CALLS: AtomicU64 = AtomicU64::new(0);
static SCRATCH: AtomicU64 = AtomicU64::new(0);
const TURNS: usize = 3;

impl Domain for Toy {
    type Config = Config;
    const FEATURES: &'static [Feature] = &[Feature::Reference];

    fn open(config: Config, _host: Host) -> Result<Self, DomainError> {
        Ok(Self { fault: config.fault })
    }

    fn metadata(&self) -> Metadata {
        let calls = CALLS.fetch_add(1, Ordering::Relaxed);
        let version = if self.fault == Fault::VersionChanges { calls } else { 1 };
        Metadata {
            name: "toy".to_owned(),
            version: version.to_string(),
            max_turns: TURNS as u32,
            quality_range: [0.0, 1.0],
            iteration_reward: IterationReward::Absolute,
            deterministic: true,
            stop_sequences: Vec::new(),
        }
    }

    fn task_count(&self, _split: Split) -> u64 {
        20
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        if index >= 20 && self.fault != Fault::AnswersPastTheEnd {
            return Err(DomainError::request(format!("there are 20 tasks, {index} is not one of them")));
        }
        let secret = 100 + 2 * index + u64::from(split == Split::Test && self.fault != Fault::TestsOnTraining);
        let id = if self.fault == Fault::SharedIds { index.to_string() } else { format!("{}/{index}", split.name()) };
        Ok(Task { id, payload: json!({ "secret": secret }) })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        self.leak();
        let secret = start.task.payload.get("secret").and_then(serde_json::Value::as_u64);
        if self.fault == Fault::PanicsOnPayload {
            assert!(secret.is_some(), "no secret");
        }
        let secret = secret.ok_or_else(|| DomainError::request("the task has no secret, so it is none of this domain's"))?;
        let mut play =
            Play { fault: self.fault, secret, seed: start.seed, best: 0.0, turns: Vec::new(), asked: AtomicU64::new(0) };
        if self.fault != Fault::ForgetsHistory {
            for turn in &start.history {
                play.take(&turn.action);
            }
        }
        Ok(Box::new(play))
    }

    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        let secret = task.payload.get("secret").and_then(serde_json::Value::as_u64).unwrap_or(0);
        let secret = secret + u64::from(self.fault == Fault::WrongGold);
        Ok(Some(vec![Message::assistant(format!("Answer: {secret}"))]))
    }
}

impl Toy {
    fn leak(&self) {
        match self.fault {
            Fault::LeaksMemory => std::mem::forget(std::hint::black_box(vec![1_u8; 64 << 10])),
            Fault::LeaksFiles => std::mem::forget(std::fs::File::open("/dev/null")),
            Fault::LeaksProcesses => drop(std::process::Command::new("true").spawn()),
            _ => {}
        }
    }
}

struct Play {
    fault: Fault,
    secret: u64,
    seed: u64,
    best: f64,
    turns: Vec<TurnRecord>,
    asked: AtomicU64,
}

impl Play {
    fn take(&mut self, action: &Message) -> StepResult {
        let guess = action.content.rsplit_once("Answer: ").and_then(|(_, text)| text.trim().parse::<u64>().ok());
        let quality = self.quality(&action.content, guess);
        let reward = (quality - self.best).max(0.0);
        self.best += reward;
        let feedback = guess.map(|guess| format!("off by {}", guess.abs_diff(self.secret)));
        self.turns.push(TurnRecord { action: action.clone(), feedback: feedback.clone(), reward });
        let done = quality == 1.0 || self.turns.len() >= TURNS;
        let outcome = if guess.is_some() { Outcome::Graded } else { Outcome::Unparsable };
        StepResult { reward, done, outcome, feedback }
    }

    fn quality(&self, text: &str, guess: Option<u64>) -> f64 {
        match (self.fault, guess) {
            (Fault::PaysSilence, None) if text.trim().is_empty() => 0.5,
            (Fault::PaysEchoes, None) if text.contains("Guess the number") => 0.5,
            (Fault::HiddenSeed, Some(7)) => (self.seed % 7) as f64 / 10.0,
            (_, Some(guess)) => 1.0 / (1.0 + guess.abs_diff(self.secret) as f64),
            (_, None) => 0.0,
        }
    }
}

impl Episode for Play {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut messages = vec![Message::user("Guess the number. End with `Answer: <number>`.")];
        for turn in &self.turns {
            messages.push(turn.action.clone());
            messages.push(Message::user(turn.feedback.clone().unwrap_or_else(|| "That was no number.".to_owned())));
        }
        match self.fault {
            Fault::PromptCounts => messages[0].content.push_str(&format!(" (asked {asked} times)")),
            Fault::KeepsIterate if asked == 2 => messages[0].content.push_str("Not quartz violin 8f3a17, please."),
            Fault::LosesIterate => return Ok(messages),
            _ => {}
        }
        standard_prompt(messages, operator, latest)
    }

    fn step(&mut self, action: &Message, deadline: Deadline) -> Result<StepResult, DomainError> {
        let text = &action.content;
        match self.fault {
            Fault::PanicsOnControl => assert!(!text.contains('\u{7}'), "the bell rang"),
            Fault::ErrorsOnNonsense if text.contains("\\boxed{}") => return Err(DomainError::contract("an empty box")),
            Fault::Slow if text.len() > 100_000 => std::thread::sleep(deadline.remaining() + Duration::from_secs(3)),
            _ => {}
        }
        let mut result = self.take(action);
        match self.fault {
            Fault::NeverDone => result.done = false,
            Fault::Overpays => result = StepResult { reward: 0.4, done: self.turns.len() >= TURNS, ..result },
            Fault::SharedScratch => {
                SCRATCH.store(self.secret, Ordering::SeqCst);
                std::thread::sleep(Duration::from_micros(300));
                result.feedback = Some(format!("the number was {}", SCRATCH.load(Ordering::SeqCst)));
            }
            _ => {}
        }
        Ok(result)
    }
}
