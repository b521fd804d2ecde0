//! The domain: single-turn episodes over problems from a family or a data set.

use std::sync::Arc;

use exitrl_domain::{
    Deadline, Demonstration, Domain, DomainError, Episode, EpisodeStart, Feature, Host, Iterate, IterationReward, Message,
    Metadata, Operator, Outcome, Split, StepResult, Task,
};
use serde_json::Value;

use crate::config::{MathConfig, PromptStyle, Source};
use crate::data::{Dataset, Wanted};
use crate::families::FamilyTasks;
use crate::grade::grade_case;
use crate::problem::{Problem, Reading};
use crate::prompt::Style;

/// Version of the tasks and of their grading; it changes when a task or a verdict does.
const VERSION: &str = "1.1";

/// Mathematics: problems made on demand or read from files, answered in one turn, graded exactly.
pub struct MathDomain {
    tasks: Tasks,
    style: Arc<Style>,
    feedback: bool,
    partial_credit: bool,
    stop_sequences: Vec<String>,
}

enum Tasks {
    Family(Box<FamilyTasks>),
    Dataset(Dataset),
}

impl Tasks {
    fn open(source: &Source, seed: u64) -> Result<Self, DomainError> {
        match source {
            Source::Family { family, level } => {
                FamilyTasks::new(*family, *level, seed).map(|tasks| Self::Family(Box::new(tasks)))
            }
            Source::Jsonl { path, test_path, test_fraction, limit, format, skip_bad_rows } => {
                let wanted = Wanted { format: *format, limit: *limit, skip_bad: *skip_bad_rows };
                Dataset::open(path, test_path.as_deref(), *test_fraction, wanted).map(Self::Dataset)
            }
        }
    }
}

impl Domain for MathDomain {
    type Config = MathConfig;

    const FEATURES: &'static [Feature] = &[Feature::Grade, Feature::Reference, Feature::Demonstrate];

    fn open(config: MathConfig, host: Host) -> Result<Self, DomainError> {
        config.check()?;
        let tasks = Tasks::open(&config.source, config.seed)?;
        // A compact answer is one line; a small policy has little else to end it with.
        let stop_sequences = if config.prompt == PromptStyle::Compact { vec!["\n".to_owned()] } else { Vec::new() };
        let domain = Self {
            tasks,
            style: Arc::new(Style::new(&config)),
            feedback: config.feedback,
            partial_credit: config.partial_credit,
            stop_sequences,
        };
        let (train, test) = (domain.task_count(Split::Train), domain.task_count(Split::Test));
        host.log(4, &format!("math: {train} tasks to train on, {test} held out"));
        if let Tasks::Dataset(tasks) = &domain.tasks
            && tasks.skipped() > 0
        {
            host.log(3, &format!("math: {} rows cannot be used and were passed over", tasks.skipped()));
        }
        Ok(domain)
    }

    fn metadata(&self) -> Metadata {
        Metadata {
            name: "math".to_owned(),
            version: VERSION.to_owned(),
            max_turns: 1,
            quality_range: [0.0, 1.0],
            iteration_reward: IterationReward::Absolute,
            deterministic: true,
            stop_sequences: self.stop_sequences.clone(),
        }
    }

    fn task_count(&self, split: Split) -> u64 {
        match &self.tasks {
            Tasks::Family(tasks) => tasks.count(split),
            Tasks::Dataset(tasks) => tasks.count(split),
        }
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        let count = self.task_count(split);
        let task = match &self.tasks {
            Tasks::Family(tasks) => (index < count).then(|| tasks.task(split, index)),
            Tasks::Dataset(tasks) => tasks.task(split, index),
        };
        task.ok_or_else(|| {
            let text = format!("task {index} of the {} split does not exist: it has {count} tasks; ask below that", split.name());
            DomainError::request(text)
        })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        let problem = Problem::from_task(&start.task)?;
        let (feedback, partial_credit) = (self.feedback, self.partial_credit);
        let mut episode = MathEpisode { problem, style: Arc::clone(&self.style), feedback, partial_credit, done: false };
        for turn in &start.history {
            episode.play(&turn.action).map_err(|e| e.on_task(&start.task.id))?;
        }
        Ok(Box::new(episode))
    }

    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        let problem = Problem::from_task(task)?;
        Ok(Some(vec![self.style.reference(&problem.answer)]))
    }

    fn demonstrate(&self, task: &Task, operator: Operator, seed: u64) -> Result<Option<Demonstration>, DomainError> {
        let problem = Problem::from_task(task)?;
        let small_step = problem.answer.small_step(operator, seed);
        Ok(small_step.map(|step| Demonstration {
            latest: step.latest.map(|text| self.style.respond(text)),
            response: self.style.respond(step.response),
        }))
    }

    fn grade(&self, case: &Value) -> Result<Value, DomainError> {
        grade_case(case, &self.style.policy(None))
    }
}

struct MathEpisode {
    problem: Problem,
    style: Arc<Style>,
    feedback: bool,
    partial_credit: bool,
    done: bool,
}

impl MathEpisode {
    fn play(&mut self, action: &Message) -> Result<StepResult, DomainError> {
        if self.done {
            return Err(over("a message was played"));
        }
        self.done = true;
        let mut reading = self.problem.judge(&action.content, &self.style.policy(Some(&self.problem)));
        if let Some(reading) = reading.as_mut().filter(|reading| !self.partial_credit && reading.quality < 1.0) {
            reading.quality = 0.0;
        }
        Ok(StepResult {
            reward: reading.as_ref().map_or(0.0, |reading| reading.quality),
            done: true,
            outcome: if reading.is_some() { Outcome::Graded } else { Outcome::Unparsable },
            feedback: self.feedback.then(|| feedback(reading.as_ref())),
        })
    }
}

impl Episode for MathEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        if self.done {
            return Err(over("a prompt was asked for"));
        }
        self.style.messages(&self.problem, operator, latest)
    }

    fn step(&mut self, action: &Message, _deadline: Deadline) -> Result<StepResult, DomainError> {
        self.play(action)
    }
}

fn over(what: &str) -> DomainError {
    DomainError::contract(format!("{what} after the episode was over: a math episode has one turn; start a new one"))
}

/// How good an answer was, without the right one.
fn feedback(reading: Option<&Reading>) -> String {
    match reading {
        None => "No answer could be found in the response.".to_owned(),
        Some(reading) if reading.quality >= 1.0 => "The answer is right.".to_owned(),
        Some(reading) if reading.quality <= 0.0 => "The answer is wrong.".to_owned(),
        Some(reading) => format!("The answer is {:.0}% right.", 100.0 * reading.quality),
    }
}
