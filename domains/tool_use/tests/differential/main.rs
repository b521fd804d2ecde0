//! Our services and checker beside the benchmark's own Python code, in one run.
//!
//! - `services`: random calls on all methods, results and states equal
//! - `truth`: the ground truth of all entries passes, with equal results and states call by call
//! - `verdicts`: mutated call sequences get equal verdicts
//! - `runner`: conversations of scripted replies are the official runner's, message by message, and are graded as its evaluation does
//!
//! These tests need the benchmark: `EXITRL_BFCL` names the folder that holds `bfcl_eval` (an unpacked wheel), `EXITRL_BFCL_PYTHON` a Python
//! with `mpmath` (default `python3`). `setup.sh` beside `oracle.py` gets both. Without them the tests say that they were skipped.
//! `EXITRL_FUZZ_CALLS`, `EXITRL_FUZZ_VERDICTS`, `EXITRL_FUZZ_CONVERSATIONS` and `EXITRL_FUZZ_SEED` say how much and which; with
//! `--nocapture` counts are printed.

// Helpers outside test functions fail a test by unwrapping, as the tests themselves do.
#![allow(clippy::unwrap_used)]

mod arguments;
mod draw;
mod entries;
mod episodes;
mod oracle;
mod runner;
mod scripts;
mod services;
mod truth;
mod verdicts;

use std::path::PathBuf;

/// The folder that holds `bfcl_eval`, where there is one.
fn package() -> Option<PathBuf> {
    let root = std::env::var_os("EXITRL_BFCL").map(PathBuf::from).filter(|root| root.join("bfcl_eval").is_dir());
    if root.is_none() {
        eprintln!("skipped: EXITRL_BFCL names no folder that holds bfcl_eval");
    }
    root
}

/// A number out of the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
