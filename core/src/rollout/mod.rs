//! Rollouts: from task instances to groups of graded episodes.

mod types;

pub use types::{Group, OutcomeCounts, Rollout, Turn};
