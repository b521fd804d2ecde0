//! Which domain a verb talks to.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use exitrl_domain::DomainClient;
use exitrl_plugin_host::{DomainSpec, Transport};

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
    serde_json::from_value(name.into()).map_err(|_| "write auto, dylib or subprocess".to_owned())
}

/// A domain's configuration from JSON text, or from the file it names.
pub(super) fn read_config(given: &str) -> anyhow::Result<serde_json::Value> {
    let usage = |seen: String| {
        UsageError(format!("--domain-config {given:?} cannot be used: {seen}; give a JSON object, or a .json or .toml file"))
    };
    let is_toml = Path::new(given).extension().is_some_and(|end| end == "toml");
    let value: serde_json::Value = if given.trim_start().starts_with('{') {
        serde_json::from_str(given).map_err(|error| usage(error.to_string()))?
    } else {
        let text = std::fs::read_to_string(given).map_err(|error| usage(error.to_string()))?;
        let read = if is_toml {
            toml::from_str(&text).map_err(|e| e.message().to_owned())
        } else {
            serde_json::from_str(&text).map_err(|e| e.to_string())
        };
        read.map_err(usage)?
    };
    if value.is_object() { Ok(value) } else { Err(usage("it is no object".to_owned()).into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_configuration_is_json_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let expect = json!({"family": "add"});
        assert_eq!(read_config(r#" {"family": "add"}"#).unwrap(), expect);
        assert_eq!(read_config(&file("a.json", r#"{"family": "add"}"#)).unwrap(), expect);
        assert_eq!(read_config(&file("a.toml", "family = \"add\"")).unwrap(), expect);
        for wrong in ["{", "no/such/file.json", &file("b.json", "[1]"), &file("b.toml", "= 1")] {
            let error = read_config(wrong).unwrap_err();
            assert!(error.is::<UsageError>() && error.to_string().contains("give a JSON object"), "{error}");
        }
    }
}
