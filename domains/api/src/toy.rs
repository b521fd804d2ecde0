//! A domain for this crate's own tests: the answer to task `i` is the text of `i`; some answers make it misbehave.

use serde::Deserialize;

use crate::{
    Deadline, Domain, DomainError, Episode, EpisodeStart, Feature, Host, Iterate, IterationReward, Message, Metadata, Operator,
    Outcome, ScoreRow, Split, StepResult, Task, TurnRecord, standard_prompt,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToyConfig {
    tasks: u64,
    #[serde(default = "toy_name")]
    name: String,
    #[serde(default)]
    panic_in_open: bool,
}

fn toy_name() -> String {
    "toy".to_owned()
}

#[derive(Debug)]
pub(crate) struct Toy {
    config: ToyConfig,
    host: Host,
}

struct ToyEpisode {
    gold: String,
    turns: usize,
}

impl Domain for Toy {
    type Config = ToyConfig;
    const FEATURES: &'static [Feature] = &[Feature::Reference, Feature::ScoreTable];

    fn open(config: ToyConfig, host: Host) -> Result<Self, DomainError> {
        assert!(!config.panic_in_open, "the toy box is empty");
        host.log(3, &format!("toy opened with {} tasks and {} threads", config.tasks, host.max_threads));
        Ok(Self { config, host })
    }

    fn metadata(&self) -> Metadata {
        Metadata {
            name: self.config.name.clone(),
            version: "1".to_owned(),
            max_turns: 2,
            quality_range: [0.0, 1.0],
            iteration_reward: IterationReward::Absolute,
            deterministic: true,
            stop_sequences: Vec::new(),
        }
    }

    fn task_count(&self, split: Split) -> u64 {
        if split == Split::Train { self.config.tasks } else { 0 }
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        if index >= self.task_count(split) {
            return Err(DomainError::request(format!("{} task {index} does not exist", split.name())));
        }
        Ok(Task { id: format!("toy-{index}"), payload: index.into() })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        self.host.log(4, &format!("start {}", start.task.id));
        Ok(Box::new(ToyEpisode { gold: start.task.payload.to_string(), turns: start.history.len() }))
    }

    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        Ok(Some(vec![Message::assistant(task.payload.to_string())]))
    }

    fn score_table(&self, rows: &[ScoreRow]) -> Result<String, DomainError> {
        if let Some(row) = rows.iter().find(|row| !row.task_id.starts_with("toy-")) {
            return Err(DomainError::request(format!("{} is none of the toys", row.task_id)));
        }
        Ok(format!("{} rows of {} in all", rows.len(), rows.iter().map(|row| row.quality).sum::<f64>()))
    }
}

impl Episode for ToyEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        standard_prompt(vec![Message::user(format!("Say {}.", self.gold))], operator, latest)
    }

    /// None in the first turn.
    fn tools(&self) -> Vec<serde_json::Value> {
        let tool = serde_json::json!({"type": "function", "function": {"name": "say", "parameters": {"type": "object"}}});
        std::iter::repeat_n(tool, self.turns).collect()
    }

    fn step(&mut self, action: &Message, deadline: Deadline) -> Result<StepResult, DomainError> {
        self.turns += 1;
        let mut result = StepResult { reward: 0.0, done: true, outcome: Outcome::Graded, feedback: None };
        match action.content.as_str() {
            "panic" => panic!("the toy fell apart at {}", self.gold),
            "nan" => result.reward = f64::NAN,
            "too much" => result.reward = 1.5,
            "go on" => result.done = false,
            "giant" => result.feedback = Some("x".repeat(65 << 20)),
            "time" => result.feedback = Some(deadline.remaining().as_millis().to_string()),
            text => result.reward = f64::from(text == self.gold),
        }
        Ok(result)
    }
}

/// A fresh start of task `index`.
pub(crate) fn start_of(index: u64) -> EpisodeStart {
    EpisodeStart { task: Task { id: format!("toy-{index}"), payload: index.into() }, history: Vec::new(), seed: 7 }
}

/// One finished turn that earned `reward`.
pub(crate) fn turn(reward: f64) -> TurnRecord {
    TurnRecord { action: Message::assistant("go on"), feedback: None, reward }
}
