//! Rollouts: from task instances to groups of graded episodes.

mod engine;
mod parallel;
mod stage;
mod trace;
mod types;

pub use engine::{Played, RolloutEngine};
pub use stage::{Failure, PendingTurn, Stage};
pub use trace::{trace_line, write_traces};
pub use types::{Group, OutcomeCounts, Rollout, Turn, outcome_counts};

pub(crate) use engine::check_count;
pub(crate) use parallel::for_each_parallel;
