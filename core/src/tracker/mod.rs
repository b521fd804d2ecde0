//! What a run writes while it goes: metrics, traces, and lines for people.

mod console;
mod jsonl;
mod metrics;
mod names;

pub use console::{Console, Live, Plain, Progress, Silent, StageProgress, duration, for_stderr};
pub use jsonl::JsonlWriter;
pub use metrics::{Metrics, mean, mean_if_any};
pub use names::{METRICS, TIMINGS, listed};
