//! Ctrl-C: the first saves and stops, the second leaves at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use super::exit::INTERRUPTED;

/// A flag that Ctrl-C and SIGTERM set while training. Called once a process.
pub(super) fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    stop_flag_saying("saving after this train step... (Ctrl-C again leaves at once, back to the last checkpoint)")
}

/// A flag that Ctrl-C and SIGTERM set; what happens then is said at the first of them. Called once a process.
pub(super) fn stop_flag_saying(text: &'static str) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = stop.clone();
    let handler = move || {
        if seen.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED.into());
        }
        eprintln!("\n{text}");
    };
    ctrlc::set_handler(handler).context("Ctrl-C cannot be caught, so a stop would lose what is not saved yet")?;
    Ok(stop)
}

/// Sets a flag when standard input ends: the process that holds its other end has closed it, or is gone.
pub(super) fn stop_with_stdin(stop: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        stop.store(true, Ordering::SeqCst);
    });
}
