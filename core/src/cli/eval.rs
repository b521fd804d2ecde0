//! `exitrl eval`: K-step self-improvement of a run, a checkpoint or a model, here or served.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context;
use clap::Args;

use super::domain_args::{read_config, transport};
use super::eval_output::{add_score_tables, asked, default_path, served, setup, table, tables, write, write_picture};
use super::exit::{Stopped, UsageError, say};
use super::glue::{self, Evaluated};
use super::interrupt::stop_flag_saying;
use super::train::run_of;
use crate::config::{self, RunConfig};
use crate::eval::{EvalProgress, Pace, RowFiles, rows_path};
use crate::tracker;

#[derive(Debug, Args)]
#[command(after_help = "A run or checkpoint is evaluated with its own configuration, on the tasks and draws that training \
evaluates on; --config and then flags go over it. A model or a server needs --domain, or a --config that names one. A configuration \
file alone is evaluated with the model it names, which may be a served one ([model.server], docs/served-models.md).

Answers are written as they end. An evaluation that was stopped or killed goes on when the same command is given again; one \
that is complete only shows its figures.

Examples:
  exitrl eval outputs/quickstart
  exitrl eval outputs/quickstart/checkpoints/step_40 --num-iterations 16 --num-samples 8 --controls
  exitrl eval outputs/quickstart --config splits.toml --output figures.json
  exitrl eval outputs/quickstart --keep best
  exitrl eval smollm2-135m --domain math --domain-config addition.toml --output before.json
  exitrl eval served.toml --num-iterations 4
  exitrl eval http://127.0.0.1:8000/v1 --domain math --set model.server.max_in_flight=32")]
pub(super) struct EvalArgs {
    /// A run folder, a checkpoint, a model (a pulled model's name, a folder, a GGUF file), a configuration file that names one, or the
    /// address of a model server
    #[arg(value_name = "RUN|CHECKPOINT|MODEL|CONFIG|URL")]
    subject: String,
    /// A configuration file that goes over the run's own or the defaults; may name several [[eval.splits]]
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The domain: a plugin's name (math) or the path of a library, script or program
    #[arg(long, value_name = "NAME|PATH")]
    domain: Option<String>,
    /// The domain's configuration: JSON, or a .json or .toml file
    #[arg(long, value_name = "JSON|FILE")]
    domain_config: Option<String>,
    /// How the domain is reached: auto, dylib or subprocess
    #[arg(long, value_parser = transport)]
    transport: Option<exitrl_plugin_host::Transport>,
    /// Held-out tasks
    #[arg(long, value_name = "N")]
    num_tasks: Option<u64>,
    /// Self-iterations after the first attempt (K)
    #[arg(long, value_name = "K")]
    num_iterations: Option<usize>,
    /// Independent samples of each task
    #[arg(long, value_name = "N")]
    num_samples: Option<usize>,
    /// Which iterate the next starts from: last, or best so far by the domain's own grading
    #[arg(long, value_name = "last|best")]
    keep: Option<String>,
    /// How the next iterate is chosen: iterate (improve, again and again) or greedy (a search that drafts, improves, debugs and
    /// diverges, and writes a journal and a picture of it)
    #[arg(long, value_name = "iterate|greedy")]
    scaffold: Option<String>,
    /// Compare with fresh attempts at the same inference budget: majority vote, and best of n
    #[arg(long)]
    controls: bool,
    /// Where the figures go as JSON, and every answer beside it as .rows.jsonl; without it, a file of its own in the run's eval
    /// folder or in outputs/eval
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Begin anew over an earlier evaluation in the same file
    #[arg(long)]
    clean: bool,
    /// Compute device: flex, cuda:0, vulkan, metal, rocm:0, webgpu or auto
    #[arg(long)]
    device: Option<String>,
    /// Sets any value of the configuration, as in --set sampling.temperature=0.7
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// Whether a subject is an existing file with this ending.
fn is_file(subject: &str, ending: &str) -> bool {
    let path = Path::new(subject);
    path.extension().is_some_and(|found| found == ending) && path.is_file()
}

/// The values by which a subject becomes the only model, since a run's configuration may be laid under it.
fn model_of(subject: &str) -> Vec<String> {
    let quoted = toml::Value::from(subject);
    let is_address = subject.starts_with("http://") || subject.starts_with("https://");
    let values = match is_address {
        true => ["model.scratch=None".to_owned(), "model.source=\"\"".to_owned(), format!("model.server.base_url={quoted}")],
        false => ["model.scratch=None".to_owned(), "model.server=None".to_owned(), format!("model.source={quoted}")],
    };
    values.to_vec()
}

pub(super) fn run(args: EvalArgs) -> anyhow::Result<()> {
    let Subject { mut config, run_dir, checkpoint } = args.load()?;
    if let Some(given) = &args.domain_config {
        let text = "the domain's configuration cannot be held in a run's, which is TOML";
        config.domain.config = serde_json::from_value(read_config(given)?).context(text)?;
    }
    let train_step = glue::train_steps(checkpoint.as_deref())?;
    let mut evaluated = Evaluated::open(&config, checkpoint.as_deref())?;
    let splits = glue::eval_splits(&config, evaluated.encoder())?;
    let setup = setup(&config, &splits, train_step, &evaluated)?;
    let path = args.output.clone().unwrap_or_else(|| default_path(run_dir.as_deref(), &args.subject, train_step, &setup));
    let mut files = RowFiles::open(&path, &setup, &config.eval, args.clean)?;

    let (tasks, iterations) = (config.eval.num_tasks, config.eval.num_iterations);
    if let Evaluated::Served(sampler) = &evaluated {
        eprintln!("{}", served(sampler, &config));
    }
    eprintln!("evaluating {} on at most {tasks} held-out tasks, {iterations} self-iterations each", args.subject);
    let stop = stop_flag_saying("stopping... what is done is kept (Ctrl-C again leaves at once)")?;
    let mut console = tracker::for_stderr(config.log.every);
    let (mut pace, mut latest) = (Pace::default(), EvalProgress::default());
    let mut watch = |progress: &EvalProgress| {
        console.stage(&pace.of(progress));
        latest = *progress;
        if stop.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = glue::eval(&config, &mut evaluated, &splits, train_step, &mut files, &mut watch)?;
    drop(console);
    let Some(mut report) = report else {
        let (done, all) = (latest.chains_done, latest.chains_total);
        let rows = rows_path(&path);
        let text =
            format!("stopped with {done} of {all} samples done, kept in {}; the same command goes on from there", rows.display());
        return Err(Stopped(text).into());
    };
    if let Evaluated::Served(sampler) = &evaluated {
        eprintln!("{}", asked(&sampler.usage()));
    }
    add_score_tables(&splits, &mut report);
    write(&path, &report)?;
    let text = format!("{}{}", table(&report), tables(&report));
    let files = write_picture(&path, &report)?;
    say(format_args!("{text}\nfigures: {}\nanswers: {}{files}", path.display(), rows_path(&path).display()));
    Ok(())
}

/// What is evaluated.
struct Subject {
    config: RunConfig,
    /// Of a run or one of its checkpoints.
    run_dir: Option<PathBuf>,
    /// Whose weights count.
    checkpoint: Option<PathBuf>,
}

impl EvalArgs {
    fn load(&self) -> anyhow::Result<Subject> {
        let (mut files, mut values) = (Vec::new(), Vec::new());
        let (run_dir, checkpoint) = match run_of(Path::new(&self.subject)) {
            Ok((run_dir, checkpoint)) => {
                let checkpoint = checkpoint.map_or_else(|| glue::latest_checkpoint(&run_dir), Ok)?;
                files.push(run_dir.join("config.toml"));
                (Some(run_dir), Some(checkpoint))
            }
            Err(_) if is_file(&self.subject, "toml") => {
                files.push(PathBuf::from(&self.subject));
                (None, None)
            }
            Err(_) if self.domain.is_none() && self.config.is_empty() => {
                let text = format!(
                    "{} is no run and no configuration, so it says nothing of a domain; name one, as in --domain math",
                    self.subject
                );
                return Err(UsageError(text).into());
            }
            Err(_) => {
                values.extend(model_of(&self.subject));
                (None, None)
            }
        };
        files.extend(self.config.iter().cloned());
        values.extend(self.set.iter().cloned());
        values.extend(self.named_values());
        Ok(Subject { config: config::load(&files, &values)?.config, run_dir, checkpoint })
    }

    fn named_values(&self) -> Vec<String> {
        let quoted = |text: &String| toml::Value::from(text.as_str()).to_string();
        let transport = self.transport.and_then(|t| serde_json::to_value(t).ok()).map(|name| name.to_string());
        let named = [
            ("domain.plugin", self.domain.as_ref().map(quoted)),
            ("domain.transport", transport),
            ("eval.num_tasks", self.num_tasks.map(|n| n.to_string())),
            ("eval.num_iterations", self.num_iterations.map(|n| n.to_string())),
            ("eval.num_samples", self.num_samples.map(|n| n.to_string())),
            ("eval.keep", self.keep.as_ref().map(quoted)),
            ("eval.scaffold", self.scaffold.as_ref().map(quoted)),
            ("eval.controls", self.controls.then(|| "true".to_owned())),
            ("device", self.device.as_ref().map(quoted)),
        ];
        named.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?))).collect()
    }
}
