//! Machine-learning engineering as a task domain: the policy writes a program for a Kaggle-like competition, the program runs in a sandbox,
//! and its submission is graded outside it.
//!
//! ```text
//! competition/ a folder in MLE-bench's layout, graded          ┐
//! local/       competitions made from data in Python packages  ┴─► contest.rs: the domain's tasks ─► prompt.rs (preview.rs, excerpt.rs)
//!                                                                                │
//! reply ─► reply.rs: program ─► judge.rs: cache.rs, slots.rs ─► executor.rs (exitrl-sandbox) ─► submission ─► score
//!                                 │                                                                            │
//!                                 └► run_log.rs: one line a reply, one class each (outcome.rs) ◄───────────────┴─► feedback.rs
//! domain.rs: Domain, Episode;  score_table.rs: quality and medals by competition
//! ```
//!
//! Architecture invariants: programs never run in this process nor see an answer; scores come from the grader alone, never from what a program
//! prints; feedback quotes output and tells no times, so that equal programs give equal prompts.

mod cache;
pub mod competition;
mod config;
mod contest;
mod domain;
mod excerpt;
mod executor;
mod feedback;
mod judge;
pub mod local;
mod outcome;
mod preview;
mod prompt;
mod reply;
mod run_log;
mod score_table;
mod slots;
#[cfg(test)]
mod testing;

pub use config::{Grading, LimitsConfig, MleConfig};
pub use domain::MleDomain;
pub use outcome::Class;
