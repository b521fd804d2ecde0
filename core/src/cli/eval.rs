//! `exitrl eval`: K-step self-improvement of a run, a checkpoint or a model.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::domain_args::{read_config, transport};
use super::exit::{UsageError, say};
use super::glue;
use super::train::run_of;
use crate::config::{self, RunConfig};
use crate::eval::EvalReport;

#[derive(Debug, Args)]
#[command(after_help = "A run or checkpoint is evaluated with its own configuration, on the tasks and draws that training \
evaluates on; flags go over it. A model needs --domain.

Examples:
  exitrl eval outputs/quickstart
  exitrl eval outputs/quickstart/checkpoints/step_40 --num-iterations 16 --num-samples 4
  exitrl eval smollm2-135m --domain math --domain-config addition.toml --output before.json")]
pub(super) struct EvalArgs {
    /// A run folder, a checkpoint, or a model: a pulled model's name, a folder, a GGUF file
    #[arg(value_name = "RUN|CHECKPOINT|MODEL")]
    subject: String,
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
    /// Where the figures go as JSON; every answer goes beside it as .rows.jsonl
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compute device: flex, cuda:0, vulkan, metal, rocm:0, webgpu or auto
    #[arg(long)]
    device: Option<String>,
    /// Sets any value of the configuration, as in --set sampling.temperature=0.7
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

pub(super) fn run(args: EvalArgs) -> anyhow::Result<()> {
    let (mut config, checkpoint) = args.load()?;
    if let Some(given) = &args.domain_config {
        let text = "the domain's configuration cannot be held in a run's, which is TOML";
        config.domain.config = serde_json::from_value(read_config(given)?).context(text)?;
    }
    let train_step = glue::train_steps(checkpoint.as_deref())?;
    let loaded = glue::policy(&config, checkpoint.as_deref())?;
    let (tasks, iterations) = (config.eval.num_tasks, config.eval.num_iterations);
    eprintln!("evaluating {} on at most {tasks} held-out tasks, {iterations} self-iterations each", args.subject);
    let report = glue::eval(&config, &loaded, train_step)?;
    say(table(&report).trim_end());
    if let Some(path) = &args.output {
        write(path, &report)?;
        say(format_args!("figures: {}\nanswers: {}", path.display(), rows_path(path).display()));
    }
    Ok(())
}

impl EvalArgs {
    /// The configuration, and the checkpoint whose weights count.
    fn load(&self) -> anyhow::Result<(RunConfig, Option<PathBuf>)> {
        let subject = Path::new(&self.subject);
        let (files, mut values, checkpoint) = match run_of(subject) {
            Ok((run_dir, checkpoint)) => {
                let checkpoint = checkpoint.map_or_else(|| glue::latest_checkpoint(&run_dir), Ok)?;
                (vec![run_dir.join("config.toml")], Vec::new(), Some(checkpoint))
            }
            Err(_) => {
                if self.domain.is_none() {
                    let text =
                        format!("{} is no run, so it says nothing of a domain; name one, as in --domain math", self.subject);
                    return Err(UsageError(text).into());
                }
                (Vec::new(), vec![format!("model.source={}", toml::Value::from(self.subject.as_str()))], None)
            }
        };
        values.extend(self.set.iter().cloned());
        values.extend(self.named_values());
        Ok((config::load(&files, &values)?.config, checkpoint))
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
            ("device", self.device.as_ref().map(quoted)),
        ];
        named.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?))).collect()
    }
}

fn table(report: &EvalReport) -> String {
    let head = format!(
        "{}: {} held-out tasks, {} samples each, after {} train steps\n\n  k   accuracy   wrong to right   right to wrong\n",
        report.domain, report.num_tasks, report.num_samples, report.train_step
    );
    let changes = report.wrong_to_right.iter().zip(&report.right_to_wrong);
    let rows = report.accuracy.iter().zip(changes).enumerate();
    rows.fold(head, |text, (k, (accuracy, (right, wrong)))| {
        text + &format!("{k:>3}   {accuracy:>8.3}   {right:>14}   {wrong:>14}\n")
    })
}

fn write(path: &Path, report: &EvalReport) -> anyhow::Result<()> {
    let failed = |path: &Path| format!("{} cannot be written; check the path and the disk", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| failed(folder))?;
    }
    std::fs::write(path, serde_json::to_string_pretty(report)? + "\n").with_context(|| failed(path))?;
    let rows = rows_path(path);
    let mut file = std::io::BufWriter::new(std::fs::File::create(&rows).with_context(|| failed(&rows))?);
    report.write_rows(&mut file).and_then(|()| std::io::Write::flush(&mut file)).with_context(|| failed(&rows))
}

/// `before.json` -> `before.rows.jsonl`.
fn rows_path(path: &Path) -> PathBuf {
    path.with_extension("rows.jsonl")
}
