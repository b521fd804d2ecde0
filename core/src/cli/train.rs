//! `exitrl train`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::exit::UsageError;
use super::overrides::ConfigArgs;
use super::{glue, interrupt};
use crate::config::{Loaded, RunConfig};
use crate::error::TrainError;
use crate::report;
use crate::tracker;
use crate::trainer::RunOptions;

#[derive(Debug, Args)]
#[command(
    after_help = "Every value of docs/config.md can be set on the command line. A section of an earlier file is taken back \
with None, as in --model.scratch=None.

Examples:
  exitrl train examples/configs/quickstart.toml
  exitrl train base.toml mine.toml --optim.lr=1e-5 rollout.group_size=16
  exitrl train run.toml --output-dir outputs/second --seed 2 --device cuda:0
  exitrl train run.toml --dry-run > resolved.toml
  exitrl train --resume outputs/second
  exitrl train --resume outputs/second --max-steps 500"
)]
pub(super) struct TrainArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Go on with a run: its folder or one of its checkpoints; without a value, the folder that the configuration names
    #[arg(long, value_name = "RUN|CHECKPOINT", num_args = 0..=1, default_missing_value = "", conflicts_with = "clean")]
    resume: Option<PathBuf>,
    /// Begin anew over an earlier run in the same folder
    #[arg(long)]
    clean: bool,
    /// Print the resolved configuration and check domain and model, but do not train
    #[arg(long)]
    dry_run: bool,
    /// Print the resolved configuration with the origin of each value, and stop
    #[arg(long, conflicts_with = "dry_run")]
    print_config: bool,
}

pub(super) fn run(mut args: TrainArgs) -> anyhow::Result<()> {
    args.free_swallowed_file();
    let (loaded, checkpoint) = args.load()?;
    if args.print_config {
        print!("{}", loaded.annotated());
        return Ok(());
    }
    if args.dry_run {
        return dry_run(&loaded.config);
    }
    let stop = interrupt::stop_flag()?;
    let options = RunOptions { resume: args.resume.is_some(), checkpoint, clean: args.clean, stop };
    train(loaded.config, &options)
}

impl TrainArgs {
    /// `--resume run.toml` means `--resume` and the file, since no run folder is called so.
    fn free_swallowed_file(&mut self) {
        if let Some(path) = &mut self.resume
            && path.extension().is_some_and(|end| end == "toml")
        {
            self.config.inputs.insert(0, path.to_string_lossy().into_owned());
            *path = PathBuf::new();
        }
    }

    /// The configuration, and the checkpoint where one was named.
    fn load(&self) -> anyhow::Result<(Loaded, Option<PathBuf>)> {
        let Some(named) = self.resume.as_ref().filter(|path| !path.as_os_str().is_empty()) else {
            return Ok((self.config.load(&self.own_config(), &[])?, None));
        };
        let (run_dir, checkpoint) = run_of(named)?;
        let own = run_dir.join("config.toml");
        // The folder may have been moved since, so where it lies now counts.
        let here = format!("output_dir={}", toml::Value::from(run_dir.to_string_lossy().as_ref()));
        Ok((self.config.load(&[own], &[here])?, checkpoint))
    }

    /// Of a run that is gone on with by `--resume --output-dir X`: its own configuration.
    fn own_config(&self) -> Vec<PathBuf> {
        let own = self.config.output_dir.as_ref().map(|folder| Path::new(folder).join("config.toml"));
        let wanted = self.resume.is_some() && self.config.files().is_empty();
        own.filter(|path| wanted && path.is_file()).into_iter().collect()
    }
}

/// The run folder of a path, and the path itself where it is a checkpoint.
pub(super) fn run_of(named: &Path) -> anyhow::Result<(PathBuf, Option<PathBuf>)> {
    if named.join("config.toml").is_file() {
        return Ok((named.to_owned(), None));
    }
    if !named.exists() {
        let text = format!("there is no {}; name a run folder (outputs/<run>) or one of its checkpoints", named.display());
        return Err(UsageError(text).into());
    }
    let above = named.parent().and_then(Path::parent).filter(|run| run.join("config.toml").is_file());
    match above {
        Some(run) if named.is_dir() => Ok((run.to_owned(), Some(named.to_owned()))),
        _ => Err(UsageError(format!(
            "{} is neither a run folder (it holds no config.toml) nor one of a run's checkpoints (outputs/<run>/checkpoints/step_<N>)",
            named.display()
        ))
        .into()),
    }
}

fn dry_run(config: &RunConfig) -> anyhow::Result<()> {
    let domain = glue::describe_domain(config).context("the domain of the configuration cannot be used")?;
    let model = glue::describe_model(config).context("the model of the configuration cannot be used")?;
    crate::config::device::parse(&config.device)?;
    print!("{}", config.to_toml());
    eprintln!("domain: {domain}\nmodel:  {model}\ndevice: {}\nready to train {} train steps", config.device, config.max_steps);
    Ok(())
}

fn train(config: RunConfig, options: &RunOptions) -> anyhow::Result<()> {
    let mut console = tracker::for_stderr(config.log.every);
    let summary = glue::train(config, options, &mut *console)?;
    drop(console);
    if summary.interrupted {
        return Err(TrainError::Interrupted { train_step: summary.train_step, run_dir: summary.run_dir }.into());
    }
    let paths = report::write(&summary.run_dir)?;
    println!("{}\nrun:     {}\npicture: {}", paths.text, summary.run_dir.display(), paths.picture.display());
    Ok(())
}
