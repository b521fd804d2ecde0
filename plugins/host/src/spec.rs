//! What a caller says of the domain it wants.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a domain is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// By the file: `.so`, `.dylib` and `.dll` are loaded, programs and `.py` scripts are run.
    #[default]
    Auto,
    /// Loaded into this process.
    Dylib,
    /// Run as a process of its own; a dynamic library is run by `exitrl-serve-domain`.
    Subprocess,
    /// Linked into this process; for tests, which build [`exitrl_domain::InProcess`] themselves.
    InProcess,
}

/// Bounds on what a plugin may cost the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long opening may take. Default 120 s.
    pub open: Duration,
    /// How long every call but a `step` may take. Default 60 s.
    pub call: Duration,
    /// How many calls into a dynamic library may be running past their deadline at once. Default 4.
    pub max_abandoned_calls: u32,
    /// How often a subprocess is started again. Default 20.
    pub max_restarts: u32,
    /// Longest answer that is read, in bytes. Default 64 MiB.
    pub max_message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open: Duration::from_secs(120),
            call: Duration::from_secs(60),
            max_abandoned_calls: 4,
            max_restarts: 20,
            max_message_bytes: 64 << 20,
        }
    }
}

/// Which plugin, by which transport, with which configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainSpec {
    /// A path with a directory (`./target/release/libmy_domain.so`, `domains/my.py`) or a name (`math`).
    pub plugin: String,
    /// How to reach it.
    pub transport: Transport,
    /// The domain's own configuration.
    pub config: serde_json::Value,
    /// Most threads the domain may start.
    pub max_threads: u32,
    /// Arguments of the program, where the plugin is one.
    pub args: Vec<String>,
    /// Bounds on what it may cost.
    pub limits: Limits,
}

impl DomainSpec {
    /// A plugin with an empty configuration, one thread and the default limits.
    pub fn new(plugin: impl Into<String>) -> Self {
        Self {
            plugin: plugin.into(),
            transport: Transport::Auto,
            config: serde_json::json!({}),
            max_threads: 1,
            args: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// The same plugin with another configuration.
    #[must_use]
    pub fn with_config(mut self, config: serde_json::Value) -> Self {
        self.config = config;
        self
    }

    /// The same plugin by another transport.
    #[must_use]
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transports_are_written_in_lower_case() {
        let names = ["auto", "dylib", "subprocess", "in_process"];
        let read: Vec<Transport> = names.iter().map(|n| serde_json::from_value((*n).into()).unwrap()).collect();
        assert_eq!(read, [Transport::Auto, Transport::Dylib, Transport::Subprocess, Transport::InProcess]);
        let error = serde_json::from_value::<Transport>("dyllib".into()).unwrap_err().to_string();
        assert!(error.contains("expected one of `auto`, `dylib`, `subprocess`, `in_process`"), "{error}");
    }
}
