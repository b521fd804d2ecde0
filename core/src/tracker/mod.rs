//! What a run writes while it goes: metrics, traces, and lines for people.

mod metrics;

pub use metrics::Metrics;
