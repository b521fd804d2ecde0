//! Multi-turn tool use as a task domain: requests are fulfilled by calls of simulated services, whose state is compared at the end.
//!
//! ```text
//! data/     entries of BFCL read from the user's copy, or our own       ┐
//! generate/ entries made from a level and a code, without end           ├─► Entry
//! handmade/ thirty entries in BFCL's form                               ┘     │
//!                                                                             ▼
//! services/ eight services, 128 methods ◄── call.rs: World::execute ◄── check.rs: Prepared (start, right answers and states)
//!                                                   ▲                         │
//! reader.rs reply -> calls (exitrl-tool-calls) ─► conversation.rs ────────────┴─► Verdict -> reward
//! tools.rs, prompt.rs: what the policy reads        ▲
//! tasks.rs: splits and subjects ─► domain.rs: Domain, Episode;  grade.rs, score_table.rs: offline grading
//! show.rs: references and demonstrations
//! ```
//!
//! Architecture invariants: a world is a value, and copying it is a snapshot; no method of a service reads a clock, a file or a generator of
//! the system; whatever a model writes is data, never a panic; rules that differ from the benchmark's are off by default.

mod call;
mod check;
mod config;
mod conversation;
mod data;
mod domain;
mod generate;
mod grade;
mod prompt;
mod reader;
mod score_table;
mod services;
mod show;
mod tasks;
mod tools;

pub use call::{CallRules, World};
pub use check::{Calls, CheckRules, ErrorType, Failure, Prepared, Verdict};
pub use config::{ResultsAs, TaskSet, ToolUseConfig, ToolsIn};
pub use data::{Category, Entry};
pub use domain::ToolUseDomain;
pub use exitrl_tool_calls::Format;
pub use generate::Level;
pub use services::{Class, LongContext, long_context_of};
pub use tools::ToolDocs;
