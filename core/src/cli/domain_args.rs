//! Which domain a verb talks to.

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use exitrl_domain::DomainClient;
use exitrl_plugin_host::{DomainSpec, Transport, check};

use super::exit::UsageError;

/// A domain and its configuration.
#[derive(Debug, Clone, Args)]
pub(super) struct DomainArgs {
    /// The domain: a plugin's name (math) or the path of a library, script or program
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) domain: String,
    /// The domain's configuration: JSON, or a .json or .toml file
    #[arg(long, value_name = "JSON|FILE", default_value = "{}")]
    pub(super) domain_config: String,
    /// How the domain is reached: auto, dylib or subprocess
    #[arg(long, default_value = "auto", value_parser = transport)]
    pub(super) transport: Transport,
}

impl DomainArgs {
    /// Opens the domain.
    pub(super) fn open(&self) -> anyhow::Result<Arc<dyn DomainClient>> {
        let spec = DomainSpec::new(&self.domain).with_config(read_config(&self.domain_config)?).with_transport(self.transport);
        exitrl_plugin_host::open(&spec).with_context(|| format!("the domain {:?} cannot be opened", self.domain))
    }
}

/// A transport by its name in the configuration.
pub(super) fn transport(name: &str) -> Result<Transport, String> {
    let known = serde_json::from_value(name.into()).ok().filter(|transport| *transport != Transport::InProcess);
    known.ok_or_else(|| "write auto, dylib or subprocess".to_owned())
}

/// A domain's configuration from JSON text, or from the file it names; a mistake in it is one of usage.
pub(super) fn read_config(given: &str) -> anyhow::Result<serde_json::Value> {
    check::read_config(given).map_err(|error| UsageError(error.to_string()).into())
}
