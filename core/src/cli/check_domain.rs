//! `exitrl check-domain`: the laws of the domain contract, tried on a plugin.

use clap::Args;
use exitrl_plugin_host::check::CheckArgs;

use super::exit::{AlreadyTold, UsageError};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  exitrl check-domain math --config addition.toml
  exitrl check-domain ./target/debug/libcountdown_domain.so
  exitrl check-domain ./my_domain.py --law 3 --law 6")]
pub(super) struct CheckDomainArgs {
    #[command(flatten)]
    check: CheckArgs,
}

pub(super) fn run(args: &CheckDomainArgs) -> anyhow::Result<()> {
    match args.check.run(&mut std::io::stdout().lock()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(AlreadyTold.into()),
        Err(error) if error.exit_code() == super::exit::USAGE => Err(UsageError(error.to_string()).into()),
        Err(error) => Err(error.into()),
    }
}
