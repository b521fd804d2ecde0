//! Ctrl-C: the first saves and stops, the second leaves at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use super::exit::INTERRUPTED;

/// A flag that Ctrl-C and SIGTERM set. Called once a process.
pub(super) fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = stop.clone();
    let handler = move || {
        if seen.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED.into());
        }
        eprintln!("\nsaving after this train step... (Ctrl-C again leaves at once, back to the last checkpoint)");
    };
    ctrlc::set_handler(handler).context("Ctrl-C cannot be caught, so a stopped run would lose its last train steps")?;
    Ok(stop)
}
