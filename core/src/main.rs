//! The `exitrl` binary; see [`exitrl::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    exitrl::cli::run(std::env::args_os())
}
