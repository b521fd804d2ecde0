//! Multi-turn tool use.

mod call;
mod check;
mod data;
mod generate;
mod handmade;
mod services;
mod tools;

pub use call::{CallRules, World};
pub use check::{Calls, CheckRules, ErrorType, Failure, Prepared, Verdict};
pub use data::{Category, Entry};
pub use services::{Class, LongContext, long_context_of};
pub use tools::ToolDocs;
