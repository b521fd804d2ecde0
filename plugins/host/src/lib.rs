//! Loads domain plugins: dynamic library, subprocess, in process.

mod spec;

pub use spec::Transport;
