//! `exitrl-serve-domain LIBRARY`: serves a plugin over standard input and output, as JSON lines.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;

/// Serves a domain plugin over standard input and output, one JSON message a line.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The plugin: a path with a directory, for example ./libmy_domain.so
    library: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let Args { library } = Args::parse();
    exitrl_plugin_host::serve_dylib(&library).with_context(|| format!("serving {}", library.display()))
}
