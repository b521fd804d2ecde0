//! Where in a response its answer stands.

use serde::{Deserialize, Serialize};

/// A place where an answer may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The last `\boxed{...}` or `\fbox{...}`, with those that are joined to it.
    Boxed,
    /// The last number.
    LastNumber,
}

/// Which places are looked at, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The first rule that finds an answer decides.
    pub rules: Vec<Rule>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { rules: vec![Rule::Boxed, Rule::LastNumber] }
    }
}
