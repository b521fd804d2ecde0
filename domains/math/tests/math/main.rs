//! The math domain as its host sees it.
//!
//! - `conformance`: the laws of the testkit on every kind of configuration
//! - `prompts`: every prompt of every family, word for word
//! - `datasets`: files of rows, the committed ones and, where they are at hand, the public ones

// Helpers outside test functions fail a test by unwrapping, as the tests themselves do.
#![allow(clippy::unwrap_used)]

mod conformance;
mod datasets;
mod prompts;

use std::path::PathBuf;

use exitrl_domain::{Host, InProcess};
use exitrl_math::MathDomain;
use serde_json::Value;

/// A file or folder of this test.
fn here(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/math").join(name)
}

fn open(config: &Value) -> InProcess<MathDomain> {
    InProcess::open(config, Host::default()).unwrap()
}
