//! `exitrl-serve-domain LIBRARY`: serves a plugin over standard input and output, as JSON lines.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

/// Serves a domain plugin over standard input and output, one JSON message a line.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The plugin: a path with a directory, for example ./libmy_domain.so
    library: PathBuf,
}

fn main() -> ExitCode {
    let Args { library } = Args::parse();
    let served = exitrl_plugin_host::serve_dylib(&library).with_context(|| format!("serving {}", library.display()));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The whole chain on one line and no backtrace: the host shows the last lines of a dead process.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
