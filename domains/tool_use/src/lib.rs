//! Multi-turn tool use.

mod call;
mod services;

pub use call::{CallRules, World};
pub use services::{Class, LongContext, long_context_of};
