//! `exitrl report`: the table and the picture of a run folder.

use std::path::PathBuf;

use clap::Args;

use super::exit::say;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  exitrl report outputs/quickstart")]
pub(super) struct ReportArgs {
    /// A run folder, the one that holds metrics.jsonl
    run_dir: PathBuf,
}

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let paths = report::write(&args.run_dir)?;
    say(format_args!("{}\ntable:   {}\npicture: {}", paths.text, paths.table.display(), paths.picture.display()));
    Ok(())
}
