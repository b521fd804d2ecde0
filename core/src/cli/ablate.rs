//! `exitrl ablate`: methods compared over seeds at one rollout budget.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::Context;
use clap::Args;

use super::exit::{AlreadyTold, UsageError, say};
use super::interrupt;
use super::overrides::ConfigArgs;
use crate::ablate::{self, AblateError, Arm, Failed, Request, Settings, Summary};

const STOPPING: &str = "the runs save after their train steps and stop... (Ctrl-C again leaves at once; they stop all the same)";

#[derive(Debug, Args)]
#[command(
    after_help = "Each run is a child process `exitrl train` in <folder>/<method>/seed_<n>, with its output in train.log there. \
Finished runs are skipped and unfinished ones gone on with, so the same command continues after Ctrl-C or a crash, and with more \
seeds or methods adds to what is there. A method goes over the configuration files; values of the command line go over the method, \
for all methods (curriculum.divergence_prob: for those that diverge).

The folder ends with report.md, report.json and pictures: accuracy over k for each method, differences with 95 % intervals, the \
emergent curriculum.

Examples:
  exitrl ablate base.toml --methods grpo,exit --seeds 1..5
  exitrl ablate base.toml --output-dir outputs/kappa --methods exit,kappa_50.toml --optim.lr=1e-4
  exitrl ablate base.toml --jobs 4 --threads 2
  exitrl ablate --report-only --output-dir outputs/ablation"
)]
pub(super) struct AblateArgs {
    /// Files of the base configuration, layered from left to right, and values such as optim.lr=1e-5
    #[arg(value_name = "FILE|KEY=VALUE")]
    inputs: Vec<String>,
    /// Sets a value in all runs, as in --set optim.lr=1e-5; --optim.lr=1e-5 is short for it
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Methods (see `exitrl list methods`) or files that go over the base configuration
    #[arg(long, value_name = "NAME|FILE,..", value_delimiter = ',', default_value = "grpo,curriculum,improve,diverge,exit")]
    methods: Vec<String>,
    /// Seeds of each method's runs, such as 3, 1..5 (both included) or 1,2,7
    #[arg(long, default_value = "1..3")]
    seeds: String,
    /// Folder of the runs and the report
    #[arg(long, alias = "output_dir", value_name = "FOLDER", default_value = "outputs/ablation")]
    output_dir: PathBuf,
    /// Train steps of each run
    #[arg(long, alias = "max_steps", value_name = "N")]
    max_steps: Option<String>,
    /// Compute device: flex, cuda:0, vulkan, metal, rocm:0, webgpu or auto
    #[arg(long)]
    device: Option<String>,
    /// Runs at once
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Threads of each run; the cores shared out where not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Make the report from the runs that are there, and train nothing
    #[arg(long)]
    report_only: bool,
}

pub(super) fn run(args: AblateArgs) -> anyhow::Result<()> {
    if args.report_only {
        return report(&args);
    }
    let runs = ablate::plan(&args.request()?)?;
    let stop = interrupt::stop_flag_saying(STOPPING)?;
    ablate::note_command(&args.output_dir, &command_line())?;
    let settings = Settings {
        program: std::env::current_exe().context("the path of this program cannot be found, so no run can be started")?,
        jobs: args.jobs.max(1),
        threads: args.threads(),
        stop: stop.clone(),
    };
    let summary = ablate::run_all(&runs, &settings)?;
    if summary.stopped && stop.load(Ordering::SeqCst) {
        return Err(AblateError::Interrupted { done: summary.done, all: runs.len() }.into());
    }
    if summary.done > 0 {
        report(&args)?;
    }
    told(&summary)
}

impl AblateArgs {
    fn request(&self) -> anyhow::Result<Request> {
        let config = ConfigArgs {
            inputs: self.inputs.clone(),
            set: self.set.clone(),
            max_steps: self.max_steps.clone(),
            device: self.device.clone(),
            ..ConfigArgs::default()
        };
        if config.files().is_empty() {
            return Err(UsageError("no configuration is given; name a file, as in `exitrl ablate base.toml`".into()).into());
        }
        Ok(Request {
            files: config.files(),
            overrides: config.values(),
            arms: self.methods.iter().map(|name| Arm::read(name.trim())).collect::<Result<_, _>>()?,
            seeds: ablate::read_seeds(&self.seeds)?,
            output_dir: self.output_dir.clone(),
        })
    }

    fn threads(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or(cores / self.jobs.max(1)).max(1)
    }
}

fn report(args: &AblateArgs) -> anyhow::Result<()> {
    let files = ablate::write(&args.output_dir)?;
    say(format_args!("{}\nreport: {}\n        {}", files.table, files.text.display(), files.json.display()));
    Ok(())
}

/// What the user typed, as a shell would take it again.
fn command_line() -> String {
    let quoted = |word: String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
        if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', "'\\''")) }
    };
    let words = std::env::args().skip(1).map(quoted);
    std::iter::once("exitrl".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Names the runs that failed, with the ends of their logs.
fn told(summary: &Summary) -> anyhow::Result<()> {
    if summary.failed.is_empty() {
        return Ok(());
    }
    for Failed { title, ended, log, last_lines } in &summary.failed {
        eprintln!("\nerror: the run {title} failed ({ended}); the same command tries it again. The end of {}:", log.display());
        for line in last_lines {
            eprintln!("  {line}");
        }
    }
    Err(AlreadyTold.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        ablate: AblateArgs,
    }

    #[test]
    fn without_more_all_methods_are_compared() {
        let args = Alone::try_parse_from(["ablate", "base.toml", "optim.lr=1"]).unwrap().ablate;
        let request = args.request().unwrap();
        let names: Vec<&str> = request.arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["grpo", "curriculum", "improve", "diverge", "exit"]);
        assert_eq!((request.seeds, request.overrides), (vec![1, 2, 3], vec!["optim.lr=1".to_owned()]));
        assert!(args.threads() >= 1);
        let without = Alone::try_parse_from(["ablate", "optim.lr=1"]).unwrap().ablate;
        assert!(without.request().unwrap_err().to_string().contains("base.toml"));
    }
}
