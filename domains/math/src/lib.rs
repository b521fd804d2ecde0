//! Mathematics as a task domain: problems made on demand or read from data sets, answered in one turn, graded exactly.
//!
//! ```text
//! config.rs ─► families/ + space.rs   endless problems by level, split and shuffled by code    ┐
//!              data/                  rows of the public data sets, JSON lines or Parquet      ├─► problem.rs (Task)
//!                                                                                              ┘        │
//! prompt.rs   plain or compact messages for attempt, improve and diverge ◄──────────────────────────────┤
//! exitrl-math-grader: where in a response the answer stands, and whether it is the right one ◄──────────┘
//! extract.rs  the same for lists of numbers and other answers of several parts
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
mod extract;
mod families;
mod grade;
mod problem;
mod prompt;
mod space;
mod stepwise;

pub use config::{Extraction, FormatHint, MathConfig, PromptStyle, Source};
pub use data::{About, AnswerPolicy, DataFormat};
pub use domain::MathDomain;
pub use exitrl_math_grader as grader;
pub use families::Family;
pub use grade::grade_case;
pub use problem::{Answer, Problem, Reading};
pub use stepwise::{Arrows, SuffixParity, Sum};
