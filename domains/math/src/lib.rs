//! Mathematics as a task domain: problems made on demand or read from data sets, answered in one turn, graded exactly.
//!
//! ```text
//! config.rs ─► families/ + space.rs   endless problems by level, split and shuffled by code    ┐
//!              data/                  rows of the public data sets, JSON lines or Parquet      ├─► problem.rs (Task)
//!                                                                                              ┘        │
//! prompt.rs   plain or compact messages for attempt, improve and diverge ◄──────────────────────────────┤
//! extract.rs  where in a response the answer stands ─► number.rs, equal.rs: is it the right one ◄───────┘
//! stepwise.rs answers that are reached in many small steps, and demonstrations of such a step
//! grade.rs    the same verdict without a task, for `exitrl grade`
//! ```
//!
//! Architecture invariants: no state and no randomness at run time, so every method is a function of its arguments and the
//! configuration; reading and grading take time linear in the response and recurse nowhere.

mod config;
mod data;
mod domain;
mod draws;
mod equal;
mod extract;
mod families;
mod grade;
mod number;
mod problem;
mod prompt;
mod space;
mod stepwise;

pub use config::{FormatHint, MathConfig, PromptStyle, Source};
pub use data::{About, AnswerPolicy, DataFormat};
pub use domain::MathDomain;
pub use equal::equal;
pub use extract::ExtractRule;
pub use families::Family;
pub use grade::grade_case;
pub use number::Rational;
pub use problem::{Answer, Problem, Reading};
pub use stepwise::{Arrows, SuffixParity, Sum};
