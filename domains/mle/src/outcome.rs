//! How the run of a program ended: one class each, so that counts add up.

use exitrl_domain::Outcome;
use serde::{Deserialize, Serialize};

/// What became of a reply. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The submission was read and scored.
    Graded,
    /// The reply holds no program.
    NoProgram,
    /// The program ended with an error.
    Failed,
    /// The program ended well and left no submission.
    NoSubmission,
    /// The grader refused the submission.
    InvalidSubmission,
    /// The program ran longer than it may by the clock.
    WallTimeout,
    /// The program used more processor time than it may.
    CpuTimeout,
    /// The program used more memory than it may.
    OutOfMemory,
    /// A signal ended the program: a crash, or a forbidden system call.
    Signal,
    /// The turn's deadline came before the program's own limit, so that nothing is known of it.
    Deadline,
    /// The sandbox or the grader itself failed, so that nothing is known of the program.
    EnvironmentError,
}

impl Class {
    /// All classes, in the order in which they are counted.
    pub const ALL: [Self; 11] = [
        Self::Graded,
        Self::NoProgram,
        Self::Failed,
        Self::NoSubmission,
        Self::InvalidSubmission,
        Self::WallTimeout,
        Self::CpuTimeout,
        Self::OutOfMemory,
        Self::Signal,
        Self::Deadline,
        Self::EnvironmentError,
    ];

    /// The name in logs, for example `"wall_timeout"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graded => "graded",
            Self::NoProgram => "no_program",
            Self::Failed => "failed",
            Self::NoSubmission => "no_submission",
            Self::InvalidSubmission => "invalid_submission",
            Self::WallTimeout => "wall_timeout",
            Self::CpuTimeout => "cpu_timeout",
            Self::OutOfMemory => "out_of_memory",
            Self::Signal => "signal",
            Self::Deadline => "deadline",
            Self::EnvironmentError => "environment_error",
        }
    }

    /// The class in the trainer's closed set.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Graded => Outcome::Graded,
            Self::NoProgram => Outcome::Unparsable,
            Self::Failed | Self::NoSubmission | Self::InvalidSubmission | Self::Signal => Outcome::ToolError,
            Self::WallTimeout | Self::CpuTimeout | Self::OutOfMemory => Outcome::SandboxKilled,
            Self::Deadline => Outcome::GraderTimeout,
            Self::EnvironmentError => Outcome::EnvironmentCrash,
        }
    }

    /// Whether it says something of the program, so that an equal program needs no second run.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Deadline | Self::EnvironmentError)
    }
}
