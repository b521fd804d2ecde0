//! Programs in the sandbox.

use std::path::Path;
use std::time::Duration;

use exitrl_domain::{DomainError, Host};

use crate::config::MleConfig;
use crate::judge::{Execute, Execution};

/// Runs programs in the sandbox.
pub(crate) struct Sandboxed {
    packages: Vec<String>,
}

impl Sandboxed {
    pub(crate) fn open(_config: &MleConfig, _host: &Host) -> Result<Self, DomainError> {
        Ok(Self { packages: Vec::new() })
    }
    pub(crate) fn packages(&self) -> &[String] {
        &self.packages
    }
}

impl Execute for Sandboxed {
    fn execute(&self, _: &str, _: &Path, _: &Path, _: Duration) -> Result<Execution, String> {
        Err("later".into())
    }
    fn fingerprint(&self) -> String {
        String::new()
    }
}
