//! Runs untrusted Python programs on Linux, each in a sandbox of its own.
//!
//! ```text
//! caller ─ sandbox.rs: Sandbox ──spawns──► launch.rs: namespaces, control group (cgroup.rs), deadlines, report (isolation.rs)
//!             │  wire.rs: messages            │ spawns
//!             │                               ▼
//!             │                            init.rs: first process of the run; private root (root.rs, input.rs), watch (watch.rs),
//!             │                               │      kills and reaps what is left, then looks at the submission
//!             │                               │ spawns
//!             │                               ▼
//!             │                            enter.rs: own user, limits, Landlock, seccomp (seccomp.rs); becomes the program
//!             └ check.rs: what holds here, tried by a probing program
//! job.rs, report.rs: what is run and what came of it;  python.rs: what an interpreter needs;  tail.rs, size.rs
//! bubblewrap.rs: the second tier, where the first cannot be had
//! ```
//!
//! Architecture invariants: the caller is never forked, it only spawns the program `exitrl-sandbox`; nothing of a run outlives it; a submission
//! is looked at only when every process of the run is dead; a protection that is missing is said in every report; without isolation no program
//! is run, unless the caller allows it.
//!
//! ```no_run
//! use exitrl_sandbox::{Job, Sandbox, SandboxOptions};
//!
//! let sandbox = Sandbox::open(&SandboxOptions::default())?;
//! let report = sandbox.run(&Job::new("print(6 * 7)"))?;
//! assert_eq!(report.stdout.text, "42\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bubblewrap;
mod cgroup;
mod check;
mod cli;
mod enter;
mod init;
mod input;
mod isolation;
mod job;
mod launch;
mod python;
mod report;
mod root;
mod sandbox;
mod seccomp;
mod size;
mod tail;
mod watch;
mod wire;

pub use check::{Check, Tried, check};
pub use cli::main;
pub use job::{Job, Limits};
pub use python::Interpreter;
pub use report::{Isolation, Outcome, Protection, Report, Stream, Strength, Submission, Tier};
pub use sandbox::{Refusal, Sandbox, SandboxError, SandboxOptions};
pub use size::{parse_duration, parse_size};
