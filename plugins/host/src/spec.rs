//! How a domain is reached.

use serde::{Deserialize, Serialize};

/// How a domain is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// By the path: a library is loaded, a program or script is started.
    #[default]
    Auto,
    /// A dynamic library in this process.
    Dylib,
    /// A child process that speaks JSON lines; killed at the deadline and restarted.
    Subprocess,
    /// Linked into this program; for tests and debuggers.
    InProcess,
}
