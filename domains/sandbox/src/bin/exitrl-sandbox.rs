//! `exitrl-sandbox`: runs one program in the sandbox, or says what holds on this machine.

use std::process::ExitCode;

fn main() -> ExitCode {
    exitrl_sandbox::main()
}
