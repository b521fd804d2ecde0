//! Ctrl-C: the first saves and stops, the second leaves at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use super::exit::INTERRUPTED;

/// What training says to the first Ctrl-C.
pub(super) const SAVING: &str = "saving after this train step... (Ctrl-C again leaves at once, back to the last checkpoint)";

/// A flag that Ctrl-C and SIGTERM set, which is answered with these words. Called once a process.
pub(super) fn stop_flag(words: &'static str) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = stop.clone();
    let handler = move || {
        if seen.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED.into());
        }
        eprintln!("\n{words}");
    };
    ctrlc::set_handler(handler).context("Ctrl-C cannot be caught, so a stopped run would lose its last train steps")?;
    Ok(stop)
}

/// Sets a flag when standard input ends: the process that holds its other end has closed it, or is gone.
pub(super) fn stop_with_stdin(stop: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        stop.store(true, Ordering::SeqCst);
    });
}
