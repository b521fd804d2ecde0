//! `exitrl train`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::exit::{UsageError, say};
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
    #[arg(long, value_name = "RUN|CHECKPOINT", conflicts_with = "clean")]
    resume: Option<Option<PathBuf>>,
    /// Begin anew over an earlier run in the same folder
    #[arg(long)]
    clean: bool,
    /// Print the resolved configuration and check domain and model, but do not train
    #[arg(long)]
    dry_run: bool,
    /// Print the resolved configuration with the origin of each value, and stop
    #[arg(long, conflicts_with = "dry_run")]
    print_config: bool,
    /// Save and stop when standard input ends: how `ablate` stops its children, and how they notice that it is gone
    #[arg(long, hide = true)]
    stop_with_stdin: bool,
}

pub(super) fn run(mut args: TrainArgs) -> anyhow::Result<()> {
    args.free_swallowed_file();
    let (loaded, checkpoint) = args.load()?;
    if args.print_config {
        say(loaded.annotated().trim_end());
        return Ok(());
    }
    if args.dry_run {
        return dry_run(&loaded.config);
    }
    let stop = interrupt::stop_flag()?;
    if args.stop_with_stdin {
        interrupt::stop_with_stdin(stop.clone());
    }
    let options = RunOptions { resume: args.resume.is_some(), checkpoint, clean: args.clean, stop };
    train(loaded.config, &options)
}

impl TrainArgs {
    /// `--resume run.toml` means `--resume` and the file, since no run folder is called so.
    fn free_swallowed_file(&mut self) {
        if let Some(named) = &mut self.resume
            && let Some(file) = named.take_if(|path| path.extension().is_some_and(|end| end == "toml"))
        {
            self.config.inputs.insert(0, file.to_string_lossy().into_owned());
        }
    }

    /// The configuration, and the checkpoint where one was named.
    fn load(&self) -> anyhow::Result<(Loaded, Option<PathBuf>)> {
        let Some(Some(named)) = &self.resume else {
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
            "{} is neither a run folder (it holds no config.toml) nor one of a run's checkpoints \
             (outputs/<run>/checkpoints/step_<N>)",
            named.display()
        ))
        .into()),
    }
}

fn dry_run(config: &RunConfig) -> anyhow::Result<()> {
    let domain = glue::describe_domain(config).context("the domain of the configuration cannot be used")?;
    let model = glue::describe_model(config).context("the model of the configuration cannot be used")?;
    let embedder = glue::describe_embedder(config).context("the embedder of the diversity bonus cannot be used")?;
    crate::config::device::parse(&config.device)?;
    say(config.to_toml().trim_end());
    eprintln!("domain: {domain}\nmodel:  {model}");
    if let Some(embedder) = embedder {
        eprintln!("embedder: {embedder}");
    }
    eprintln!("device: {}\nready to train {} train steps", config.device, config.max_steps);
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
    say(format_args!("{}\nrun:     {}\npicture: {}", paths.text, summary.run_dir.display(), paths.picture.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        train: TrainArgs,
    }

    fn args(words: &str) -> TrainArgs {
        let mut args = Alone::try_parse_from(std::iter::once("train").chain(words.split_whitespace())).unwrap().train;
        args.free_swallowed_file();
        args
    }

    #[test]
    fn resume_goes_with_and_without_a_value() {
        assert_eq!(args("run.toml").resume, None);
        assert_eq!(args("run.toml --resume").resume, Some(None));
        assert_eq!(args("run.toml --resume --seed=2").resume, Some(None));
        assert_eq!(args("--resume outputs/a").resume, Some(Some("outputs/a".into())));
        let swallowed = args("--resume run.toml");
        assert_eq!((swallowed.resume, swallowed.config.files()), (Some(None), vec![PathBuf::from("run.toml")]));
    }

    #[test]
    fn a_checkpoint_is_gone_on_with_under_the_configuration_of_its_run() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("moved");
        let checkpoint = run.join("checkpoints/step_4");
        std::fs::create_dir_all(&checkpoint).unwrap();
        let own = "output_dir = \"elsewhere\"\nseed = 7\n[model.scratch]\n[sampling]\nmax_new_tokens = 8";
        std::fs::write(run.join("config.toml"), own).unwrap();
        let load = |words: String| args(&words).load().unwrap();

        let (loaded, named) = load(format!("--resume {} --max-steps 9", checkpoint.display()));
        assert_eq!(named, Some(checkpoint));
        assert_eq!((loaded.config.output_dir, loaded.config.seed, loaded.config.max_steps), (run.clone(), 7, 9));
        let (loaded, named) = load(format!("--resume --output-dir {}", run.display()));
        assert_eq!((loaded.config.seed, named), (7, None));
        let error = args(&format!("--resume {}/nothing", run.display())).load().unwrap_err();
        assert!(error.to_string().contains("there is no"), "{error}");
    }
}
