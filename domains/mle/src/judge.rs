//! From a reply to its judgement: program, run, submission, score.

use std::path::{Path, PathBuf};
use std::time::Duration;

use exitrl_domain::Deadline;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cache::Cache;
use crate::contest::{Contest, Ungraded};
use crate::outcome::Class;
use crate::prompt::duration;
use crate::reply;
use crate::run_log::RunLog;
use crate::slots::Slots;

/// Time kept back from a turn's deadline for stopping a program and reading what it left.
const BEFORE_DEADLINE: Duration = Duration::from_millis(500);

/// What became of a reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judgement {
    pub(crate) class: Class,
    /// In `[0, 1]` by the competition's fixed range; 0 for whatever was not scored.
    pub(crate) quality: f64,
    pub(crate) score: Option<Score>,
    /// Why it is not scored, for the policy to read.
    pub(crate) reason: Option<String>,
    /// Nothing where no program was run.
    pub(crate) run: Option<RunFacts>,
}

/// A submission's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Score {
    pub(crate) metric: String,
    pub(crate) value: f64,
    pub(crate) lower_is_better: bool,
    pub(crate) medal: Option<Medal>,
}

/// What a place on the leaderboard earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Medal {
    Bronze,
    Silver,
    Gold,
}

impl Medal {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bronze => "bronze",
            Self::Silver => "silver",
            Self::Gold => "gold",
        }
    }
}

/// What a run used and printed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunFacts {
    pub(crate) wall_ms: u64,
    pub(crate) cpu_ms: u64,
    pub(crate) peak_memory_bytes: Option<u64>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The isolation that was in force.
    pub(crate) isolation: String,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Ok,
    ExitCode(i32),
    Signal(i32),
    WallTimeout,
    CpuTimeout,
    OutOfMemory,
}

/// A finished run.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) ending: Ending,
    pub(crate) facts: RunFacts,
    /// The submission, copied out of the program's reach, or why there is none.
    pub(crate) submission: Result<PathBuf, String>,
}

/// Runs programs.
pub(crate) trait Execute: Send + Sync {
    /// Runs a program with its input read-only. Its submission is copied into the folder `out`.
    ///
    /// # Errors
    /// What the sandbox itself failed at.
    fn execute(&self, program: &str, input: &Path, out: &Path, wall: Duration) -> Result<Execution, String>;

    /// Everything that decides what a program can do, for the hash of what was run.
    fn fingerprint(&self) -> String;
}

/// Judges replies, a few at a time.
pub(crate) struct Judge {
    pub(crate) executor: Box<dyn Execute>,
    pub(crate) slots: Slots,
    pub(crate) cache: Cache,
    pub(crate) log: RunLog,
    /// A program's own limit by the clock.
    pub(crate) wall: Duration,
}

impl Judge {
    /// Runs and grades the program in a reply, before the deadline.
    pub(crate) fn judge(&self, contest: &Contest, reply: &str, deadline: Deadline) -> Judgement {
        let (hash, (judgement, from_cache)) = match reply::program(reply) {
            Err(none) => (None, (unscored(Class::NoProgram, none.message(), None), false)),
            Ok(program) => {
                let hash = self.hash(contest, program);
                let judged = self.cache.get_or_run(&hash, || self.run(contest, program, deadline));
                (Some(hash), judged)
            }
        };
        self.log.add(&contest.id, hash.as_deref(), &judgement, from_cache);
        judgement
    }

    fn hash(&self, contest: &Contest, program: &str) -> String {
        let mut hash = Sha256::new();
        for part in [contest.fingerprint.as_str(), &self.executor.fingerprint(), &format!("{:?}", self.wall), program] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn run(&self, contest: &Contest, program: &str, deadline: Deadline) -> Judgement {
        let late = || unscored(Class::Deadline, "The turn's deadline came before the program could end.".into(), None);
        let Some(_slot) = self.slots.take(deadline) else { return late() };
        let left = deadline.remaining().saturating_sub(BEFORE_DEADLINE);
        if left.is_zero() {
            return late();
        }
        let out = match tempfile::Builder::new().prefix("exitrl-mle-").tempdir() {
            Ok(out) => out,
            Err(error) => return unscored(Class::EnvironmentError, format!("no folder for the submission: {error}"), None),
        };
        match self.executor.execute(program, &contest.input, out.path(), self.wall.min(left)) {
            Err(error) => unscored(Class::EnvironmentError, error, None),
            Ok(run) if run.ending == Ending::WallTimeout && left < self.wall => Judgement { run: Some(run.facts), ..late() },
            Ok(run) => self.grade(contest, run),
        }
    }

    fn grade(&self, contest: &Contest, run: Execution) -> Judgement {
        let (class, reason) = match (run.ending, run.submission) {
            (Ending::Ok, Ok(submission)) => match contest.grade(&submission) {
                Ok((score, quality)) => {
                    return Judgement { class: Class::Graded, quality, score: Some(score), reason: None, run: Some(run.facts) };
                }
                Err(Ungraded::Invalid(reason)) => (Class::InvalidSubmission, format!("The submission is not valid: {reason}")),
                Err(Ungraded::Grader(reason)) => (Class::EnvironmentError, reason),
            },
            (Ending::Ok, Err(reason)) => {
                (Class::NoSubmission, format!("The program ended well, but there is no submission: {reason}"))
            }
            (Ending::ExitCode(code), _) => (Class::Failed, format!("The program ended with exit code {code}.")),
            (Ending::Signal(signal), _) => (Class::Signal, format!("The program was ended by signal {signal}.")),
            (Ending::WallTimeout, _) => {
                (Class::WallTimeout, format!("The program was stopped after {}, its limit.", duration(self.wall)))
            }
            (Ending::CpuTimeout, _) => (Class::CpuTimeout, "The program used up its processor time.".into()),
            (Ending::OutOfMemory, _) => (Class::OutOfMemory, "The program used more memory than it may.".into()),
        };
        unscored(class, reason, Some(run.facts))
    }
}

fn unscored(class: Class, reason: String, run: Option<RunFacts>) -> Judgement {
    Judgement { class, quality: 0.0, score: None, reason: Some(reason), run }
}

#[cfg(test)]
mod tests;
