//! The tool-use domain as its host sees it.
//!
//! - `episodes`: conversations turn by turn, improve and diverge in their midst, limits
//! - `prompts`: what the policy reads, word for word
//! - `grading`: cases and result files
//! - `hostile`: whatever a model replies
//! - `benchmark`: the same on BFCL's data, where it is at hand (`EXITRL_BFCL`, see tests/differential)

// Helpers outside test functions fail a test by unwrapping, as the tests themselves do.
#![allow(clippy::unwrap_used)]

mod benchmark;
mod episodes;
mod grading;
mod hostile;
mod prompts;

use exitrl_domain::{Host, InProcess};
use exitrl_tool_use::ToolUseDomain;
use serde_json::Value;

fn open(config: &Value) -> InProcess<ToolUseDomain> {
    InProcess::open(config, Host::default()).unwrap()
}
