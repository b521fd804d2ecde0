//! Plugins that misbehave, each refused or survived with a message that says what, where, what was seen and what to do.
// Clippy knows test functions as tests, but not the helpers that they share.
#![allow(clippy::unwrap_used)]

mod dylib;
mod fixtures;
mod opening;
mod play;
mod subprocess;
