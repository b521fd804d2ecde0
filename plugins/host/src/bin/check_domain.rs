//! `check_domain PLUGIN`: tries the conformance laws on a domain plugin. Needs no model and no accelerator.

use std::process::ExitCode;

use clap::Parser;
use exitrl_plugin_host::check::CheckArgs;

/// Tries the fourteen laws of a domain on a plugin and prints what was found.
///
/// Exit code: 0 when every law is kept, 1 when one is broken or the plugin cannot be opened, 2 when the command line is wrong.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    check: CheckArgs,
}

fn main() -> ExitCode {
    match Args::parse().check.run(&mut std::io::stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
