//! Reaches a domain plugin, whichever way it is made.
//!
//! [`open`] takes a [`DomainSpec`] and gives a [`DomainClient`]; the trainer sees no more than that.
//!
//! ```text
//! DomainSpec --locate--> file --transport--> DylibClient       libloading, calls on a pool of threads with deadlines
//!                                            SubprocessClient  JSON lines, killed at the deadline and restarted
//! ```
//!
//! A dynamic library shares the trainer's process: it is fast, and its segfault is everyone's. A subprocess can be stopped
//! and may crash: that is the way for code one does not trust. `exitrl-serve-domain` runs any dynamic library as a subprocess.
//!
//! Architecture invariants: `unsafe` lives in `dylib.rs` only; a library once loaded is never unloaded; a client that cannot
//! be trusted any more says so at every later call, with what was seen and what to do.

pub mod check;
mod dylib;
mod dylib_client;
mod error;
mod handshake;
mod ledger;
mod locate;
mod log;
mod pool;
mod process;
mod serve;
mod spec;
mod subprocess;
mod text;

use std::path::Path;
use std::sync::Arc;

use exitrl_domain::DomainClient;

pub use dylib_client::DylibClient;
pub use error::HostError;
pub use locate::{AvailablePlugin, available};
pub use log::set_log;
pub use serve::serve_dylib;
pub use spec::{DomainSpec, Limits, Transport};
pub use subprocess::SubprocessClient;

/// Opens a domain: finds the plugin, loads or starts it, shakes hands and hands over the configuration.
///
/// # Errors
/// In this order: no such plugin or file, it cannot be loaded or started, symbol missing, other C table, other protocol,
/// configuration refused, metadata not sane. Each error names what was seen and what to do.
pub fn open(spec: &DomainSpec) -> Result<Arc<dyn DomainClient>, HostError> {
    if spec.transport == Transport::InProcess {
        return Err(HostError::InProcess { plugin: spec.plugin.clone() });
    }
    let path = locate::locate(&spec.plugin)?;
    match spec.transport {
        Transport::Dylib => open_dylib(&path, spec),
        Transport::Subprocess => open_subprocess(&path, spec),
        _ if locate::is_dylib(&path) => open_dylib(&path, spec),
        _ if locate::is_runnable(&path) => open_subprocess(&path, spec),
        _ => Err(HostError::UnknownKind { path }),
    }
}

fn open_dylib(path: &Path, spec: &DomainSpec) -> Result<Arc<dyn DomainClient>, HostError> {
    Ok(Arc::new(DylibClient::open(path, &spec.config, spec.max_threads, &spec.limits)?))
}

fn open_subprocess(path: &Path, spec: &DomainSpec) -> Result<Arc<dyn DomainClient>, HostError> {
    let (program, args) = locate::command_line(path, &spec.args)?;
    Ok(Arc::new(SubprocessClient::open(&program, &args, &spec.config, spec.max_threads, &spec.limits)?))
}
