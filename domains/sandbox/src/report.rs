//! What became of a run.

use serde::{Deserialize, Serialize};

/// How a run ended: each run has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The program ended by itself with exit code 0.
    Ok,
    /// The program ended by itself with another exit code.
    NonzeroExit,
    /// A signal ended the program, and it was not one that the limits sent.
    Signal,
    /// The wall clock ran out; everything was killed.
    WallTimeout,
    /// The processor time ran out; everything was killed.
    CpuTimeout,
    /// The run wanted more memory than its limit; everything was killed.
    OutOfMemory,
    /// The sandbox failed while the program ran, so that nothing can be said of the program.
    SandboxError,
}

impl Outcome {
    /// The word of the report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::NonzeroExit => "nonzero_exit",
            Outcome::Signal => "signal",
            Outcome::WallTimeout => "wall_timeout",
            Outcome::CpuTimeout => "cpu_timeout",
            Outcome::OutOfMemory => "out_of_memory",
            Outcome::SandboxError => "sandbox_error",
        }
    }
}

/// One output stream of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// The first and last part within the limit, with a line between them that says how much was left out. Bytes that are no UTF-8 are U+FFFD.
    pub text: String,
    /// Bytes that the program wrote in all.
    pub bytes: u64,
    /// Whether the text leaves something out.
    pub truncated: bool,
}

/// What became of `submission.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Whether a file was taken out of the work folder.
    pub taken: bool,
    /// Bytes of the file; 0 when none was taken.
    pub bytes: u64,
    /// Why none was taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Whether the file that was taken is valid UTF-8.
    pub utf8: bool,
}

/// The kind of isolation that a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Namespaces, private root, seccomp, Landlock and limits by our own launcher.
    Own,
    /// Namespaces and private root by bubblewrap; seccomp, Landlock and limits by our own launcher inside.
    Bubblewrap,
    /// A plain process with limits and deadlines: nothing is hidden from it.
    Unsandboxed,
}

impl Tier {
    /// The word of the report and of the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tier::Own => "own",
            Tier::Bubblewrap => "bubblewrap",
            Tier::Unsandboxed => "unsandboxed",
        }
    }
}

/// Whether a protection is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// As strong as it can be.
    Held,
    /// There, but weaker than it can be, or missing; [`Protection::why`] says what that means.
    Weaker,
}

/// One protection of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// What is protected: `files`, `network`, `memory` and so on.
    pub name: String,
    /// Whether it is in force.
    pub state: Strength,
    /// By what it holds, or why it is weaker and what a program can do because of that.
    pub why: String,
}

/// The isolation that was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Isolation {
    /// The kind.
    pub tier: Tier,
    /// Each protection.
    pub protections: Vec<Protection>,
}

/// All that is known of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// The program's exit code, when it ended by itself.
    pub exit_code: Option<i32>,
    /// The number of the signal that ended the program.
    pub signal: Option<i32>,
    /// Milliseconds from the start of the interpreter to the end of the last process.
    pub wall_ms: u64,
    /// Milliseconds of processor time of all processes together.
    pub cpu_ms: u64,
    /// Largest memory use of the whole run in bytes, files of its scratch included; without a memory cgroup, of the processes only.
    pub peak_memory_bytes: u64,
    /// Standard output.
    pub stdout: Stream,
    /// Standard error.
    pub stderr: Stream,
    /// The submission.
    pub submission: Submission,
    /// The isolation in force.
    pub isolation: Isolation,
    /// What the sandbox itself has to say: why it stopped the run, or how it failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<String>,
}
