//! The domain: one competition a task, one program a turn, one turn an episode.

use std::sync::Arc;

use exitrl_domain::{
    Deadline, Domain, DomainError, Episode, EpisodeStart, Feature, Host, Iterate, IterationReward, Message, Metadata, Operator,
    ScoreRow, Split, StepResult, Task,
};
use serde_json::{Value, json};

use crate::cache::Cache;
use crate::config::MleConfig;
use crate::contest::{Contest, Contests};
use crate::executor::Sandboxed;
use crate::feedback::{FeedbackRules, feedback};
use crate::judge::{Execute, Judge};
use crate::prompt::prompt;
use crate::run_log::RunLog;
use crate::score_table::score_table;
use crate::slots::Slots;

/// Version of the tasks and of their grading; it changes when a task or a score does.
const VERSION: &str = "1.0";

/// Machine-learning engineering: the policy writes a program for a competition, the program runs in a sandbox, and its submission is
/// graded outside it.
pub struct MleDomain {
    contests: Arc<Contests>,
    judge: Arc<Judge>,
    feedback: FeedbackRules,
    host: Host,
}

impl Domain for MleDomain {
    type Config = MleConfig;

    const FEATURES: &'static [Feature] = &[Feature::Grade, Feature::ScoreTable];

    fn open(config: MleConfig, host: Host) -> Result<Self, DomainError> {
        config.check()?;
        let executor = Sandboxed::open(&config, &host)?;
        let contests = Contests::open(&config, executor.packages())?;
        Self::with(config, contests, Box::new(executor), host)
    }

    fn metadata(&self) -> Metadata {
        Metadata {
            iteration_reward: IterationReward::NormalizedGain,
            // A program may draw what it likes, and how long it takes is never the same.
            deterministic: false,
            ..Metadata::new("mle", VERSION, 1)
        }
    }

    fn task_count(&self, split: Split) -> u64 {
        self.contests.of(split).len() as u64
    }

    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        let contests = self.contests.of(split);
        let contest = usize::try_from(index).ok().and_then(|index| contests.get(index)).ok_or_else(|| {
            let (name, count) = (split.name(), contests.len());
            DomainError::request(format!(
                "task {index} of the {name} split does not exist: it has {count} competitions; ask below that"
            ))
        })?;
        Ok(Task { id: contest.id.clone(), payload: json!({"competition": contest.id}) })
    }

    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        let contest = self.contests.named(&start.task)?;
        Ok(Box::new(MleEpisode {
            contest: Arc::clone(contest),
            judge: Arc::clone(&self.judge),
            feedback: self.feedback,
            // An episode has one turn; what was played of it is known by its record and is not run again.
            is_over: !start.history.is_empty(),
        }))
    }

    fn grade(&self, case: &Value) -> Result<Value, DomainError> {
        Ok(self.contests.grade_case(case))
    }

    fn score_table(&self, rows: &[ScoreRow]) -> Result<String, DomainError> {
        Ok(score_table(rows, &|id, quality| self.contests.medal(id, quality)))
    }
}

impl MleDomain {
    /// The domain on any executor.
    pub(crate) fn with(
        config: MleConfig,
        contests: Contests,
        executor: Box<dyn Execute>,
        host: Host,
    ) -> Result<Self, DomainError> {
        let (train, test) = (contests.of(Split::Train).len(), contests.of(Split::Test).len());
        host.log(4, &format!("mle: {train} competitions to train on, {test} held out"));
        let judge = Judge {
            executor,
            slots: Slots::new(config.parallel()),
            wall: config.wall(),
            log: RunLog::open(config.log.as_deref())?,
            cache: Cache::open(config.cache)?,
        };
        let feedback = FeedbackRules { score: config.tell_score, output_chars: config.output_chars };
        Ok(Self { contests: Arc::new(contests), judge: Arc::new(judge), feedback, host })
    }
}

impl Drop for MleDomain {
    fn drop(&mut self) {
        if let Some(summary) = self.judge.log.summary() {
            self.host.log(3, &format!("mle: {summary}"));
        }
    }
}

struct MleEpisode {
    contest: Arc<Contest>,
    judge: Arc<Judge>,
    feedback: FeedbackRules,
    is_over: bool,
}

impl MleEpisode {
    fn must_be_open(&self) -> Result<(), DomainError> {
        if self.is_over {
            let text = "the episode is over: it has one turn, and that was played; start a new one";
            return Err(DomainError::contract(text).on_task(&self.contest.id));
        }
        Ok(())
    }
}

impl Episode for MleEpisode {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        self.must_be_open()?;
        prompt(self.contest.brief(), operator, latest)
    }

    fn step(&mut self, action: &Message, deadline: Deadline) -> Result<StepResult, DomainError> {
        self.must_be_open()?;
        self.is_over = true;
        let judgement = self.judge.judge(&self.contest, &action.content, deadline);
        let feedback = feedback(&judgement, self.feedback);
        Ok(StepResult { reward: judgement.quality, done: true, outcome: judgement.class.outcome(), feedback: Some(feedback) })
    }
}
