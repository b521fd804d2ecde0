//! The domain: episodes of conversations in simulated services.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use exitrl_domain::{
    Deadline, Demonstration, Domain, DomainError, Episode, EpisodeStart, Feature, Host, Iterate, Message, Metadata, Operator,
    ScoreRow, Split, StepResult, Task,
};
use serde_json::Value;

use crate::call::CallRules;
use crate::check::{CheckRules, Prepared};
use crate::config::ToolUseConfig;
use crate::conversation::{Conversation, Rules};
use crate::grade::Grader;
use crate::prompt::rewritten;
use crate::reader::Reader;
use crate::show::Shower;
use crate::tasks::{Tasks, gradable};

/// Version of the tasks and of their grading; it changes when a task or a verdict does.
const VERSION: &str = "1.0";

/// Multi-turn tool use: requests are fulfilled by calls of simulated services, whose state is compared at the end.
pub struct ToolUseDomain {
    tasks: Arc<Tasks>,
    rules: Arc<Rules>,
    config: ToolUseConfig,
    /// Entries by id, read when the first case is graded.
    gradable: OnceLock<Result<HashMap<String, Prepared>, DomainError>>,
}

impl Domain for ToolUseDomain {
    type Config = ToolUseConfig;

    const FEATURES: &'static [Feature] = &[Feature::Grade, Feature::Reference, Feature::Demonstrate, Feature::ScoreTable];

    fn open(config: ToolUseConfig, host: Host) -> Result<Self, DomainError> {
        config.check()?;
        let tasks = Tasks::open(&config)?;
        tasks.provenance.iter().for_each(|line| host.log(3, &format!("tool_use: {line}")));
        let (train, test) = (tasks.count(Split::Train), tasks.count(Split::Test));
        host.log(4, &format!("tool_use: {train} tasks to train on, {test} held out"));
        let rules = rules(&config, tasks.most_turns());
        Ok(Self { tasks: Arc::new(tasks), rules: Arc::new(rules), config, gradable: OnceLock::new() })
    }

    fn metadata(&self) -> Metadata {
        let version = match &self.tasks.data_version {
            Some(data) => format!("{VERSION} bfcl {data}"),
            None => VERSION.to_owned(),
        };
        Metadata::new("tool_use", version, self.rules.max_turns)
    }

    fn task_count(&self, split: Split) -> u64 {
        self.tasks.count(split)
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        self.tasks.task(split, index).ok_or_else(|| {
            let (name, count) = (split.name(), self.tasks.count(split));
            DomainError::request(format!("task {index} of the {name} split does not exist: it has {count} tasks; ask below that"))
        })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        let subject = self.tasks.subject(&start.task)?;
        let conversation = Conversation::new(subject, Arc::clone(&self.rules), &self.tasks.prompter);
        let reader = Reader { format: self.config.format };
        let mut episode = ToolUseEpisode { conversation, tasks: Arc::clone(&self.tasks), reader };
        for turn in &start.history {
            episode.play(&turn.action).map_err(|error| error.on_task(&start.task.id))?;
        }
        Ok(Box::new(episode))
    }

    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        let subject = self.tasks.subject(task)?;
        Ok(self.shower().reference(&subject))
    }

    fn demonstrate(&self, task: &Task, operator: Operator, seed: u64) -> Result<Option<Demonstration>, DomainError> {
        let subject = self.tasks.subject(task)?;
        Ok(self.shower().demonstrate(&subject, operator, seed))
    }

    fn grade(&self, case: &Value) -> Result<Value, DomainError> {
        let entries = self.gradable.get_or_init(|| gradable(&self.config)).as_ref().map_err(Clone::clone)?;
        let rules = CheckRules { keep_going: true, ..self.rules.check };
        Grader { entries, rules, reader: Reader { format: self.config.format } }.grade(case)
    }

    fn score_table(&self, rows: &[ScoreRow]) -> Result<String, DomainError> {
        Ok(crate::score_table::score_table(rows))
    }
}

impl ToolUseDomain {
    fn shower(&self) -> Shower {
        Shower { format: self.config.format, ends_by_calls: self.config.turn_ends_after == Some(1) }
    }
}

fn rules(config: &ToolUseConfig, most_turns: usize) -> Rules {
    let per_turn = config.max_replies_per_turn.min(config.turn_ends_after.unwrap_or(u32::MAX)).saturating_add(1);
    let all = per_turn.saturating_mul(u32::try_from(most_turns).unwrap_or(u32::MAX));
    Rules {
        check: CheckRules {
            calls: CallRules { rewrite_texts: config.rewrite_texts },
            strict_irrelevance: config.strict_irrelevance,
            keep_going: false,
        },
        results_as: config.results_as,
        max_turns: config.max_turns.unwrap_or(u32::MAX).min(all),
        max_replies_per_turn: config.max_replies_per_turn,
        turn_ends_after: config.turn_ends_after,
        partial_credit: config.partial_credit,
        decode_feedback: config.decode_feedback,
        feedback: config.feedback,
    }
}

struct ToolUseEpisode {
    conversation: Conversation,
    tasks: Arc<Tasks>,
    reader: Reader,
}

impl ToolUseEpisode {
    fn play(&mut self, action: &Message) -> Result<StepResult, DomainError> {
        self.conversation.play(&action.content, self.reader, &self.tasks.prompter)
    }
}

impl Episode for ToolUseEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        if self.conversation.is_over() {
            return Err(DomainError::contract("a prompt was asked for after the conversation was over; start a new episode"));
        }
        let system = self.conversation.subject.system.iter().map(Message::system);
        let messages = system.chain(self.conversation.messages.iter().cloned()).collect();
        rewritten(messages, operator, latest)
    }

    fn tools(&self) -> Vec<Value> {
        self.tasks.prompter.schemas(&self.conversation.subject.tools, self.conversation.turn)
    }

    fn step(&mut self, action: &Message, _deadline: Deadline) -> Result<StepResult, DomainError> {
        self.play(action)
    }
}
