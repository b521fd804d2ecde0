//! The command line: one verb a file. Libraries give typed errors; here they become text and an exit code.

mod ablate;
mod buffer;
mod check_domain;
mod doctor;
mod domain_args;
mod eval;
mod eval_output;
mod exit;
mod glue;
mod grade;
mod interrupt;
mod lines;
mod list;
mod model;
mod overrides;
mod report;
mod train;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Trains language models to improve their own answers (Exploratory Iteration, arXiv 2509.04575)
#[derive(Debug, Parser)]
#[command(name = "exitrl", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 success, 1 failure, 2 wrong usage or configuration, 130 interrupted.")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Train a policy as a configuration says
    Train(train::TrainArgs),
    /// Compare methods over seeds at one rollout budget
    Ablate(ablate::AblateArgs),
    /// Measure K-step self-improvement on held-out tasks
    Eval(eval::EvalArgs),
    /// Fetch, list, inspect and score models
    Model(model::ModelArgs),
    /// Grade cases offline with a domain
    Grade(grade::GradeArgs),
    /// Check a domain plugin against the laws of the domain contract
    CheckDomain(check_domain::CheckDomainArgs),
    /// List domains, devices, objectives, curricula and methods
    List(list::ListArgs),
    /// Show what this machine and this build can do
    Doctor(doctor::DoctorArgs),
    /// Make the table and the picture of a run folder again
    Report(report::ReportArgs),
    /// Look into the task buffer and the task space of a run
    Buffer(buffer::BufferArgs),
}

/// Runs the command line. The first argument is the program's name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // Plugins' warnings and errors; what they say at leisure would drown what the user asked for.
    exitrl_plugin_host::set_log(|level, text| {
        if level <= 2 {
            eprintln!("{text}");
        }
    });
    match Cli::try_parse_from(overrides::as_flags(args)) {
        Ok(cli) => exit::code_of(verb(cli.verb)),
        Err(error) => {
            // Help that was asked for is no error; clap knows which stream it belongs to.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::USAGE))
        }
    }
}

fn verb(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Train(args) => train::run(args),
        Verb::Ablate(args) => ablate::run(args),
        Verb::Eval(args) => eval::run(args),
        Verb::Model(args) => model::run(args),
        Verb::Grade(args) => grade::run(&args),
        Verb::CheckDomain(args) => check_domain::run(&args),
        Verb::List(args) => list::run(&args),
        Verb::Doctor(args) => doctor::run(&args),
        Verb::Report(args) => report::run(&args),
        Verb::Buffer(args) => buffer::run(&args),
    }
}
