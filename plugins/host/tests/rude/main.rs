//! Plugins that misbehave, each refused or survived with a message that says what, where, what was seen and what to do.

mod dylib;
mod fixtures;
mod opening;
mod play;
mod subprocess;
