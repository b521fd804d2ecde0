//! Machine-learning engineering as a task domain.

pub mod competition;
pub mod local;
