//! `exitrl buffer`: the task space of a run.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};

use super::exit::say;
use crate::task_space::{Instance, TaskSpace, dot, harmless, line_of, svg, tree_text};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl buffer list outputs/quickstart --operator improve --min-depth 2\n  \
                        exitrl buffer show outputs/quickstart 00c1f2a9\n  \
                        exitrl buffer tree outputs/quickstart train/17 --format svg --output tree.svg")]
pub(super) struct BufferArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List instances, the highest score first
    List(ListArgs),
    /// Show one instance with its text, its line of ancestors and its children
    Show(ShowArgs),
    /// Draw the tree of a base task
    Tree(TreeArgs),
    /// Write the instances as JSON lines
    Export(ExportArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl buffer list outputs/quickstart\n  \
                        exitrl buffer list outputs/quickstart --all --operator diverge --min-depth 2 --limit 50\n\n\
                        A score after ~ is the parent's: no group was rolled out from the instance yet.")]
struct ListArgs {
    /// A run folder, the one that holds metrics.jsonl
    run_dir: PathBuf,
    /// Only instances that this operator made
    #[arg(long)]
    operator: Option<Made>,
    /// Only instances with at least so many self-iterations behind them
    #[arg(long, default_value_t = 0)]
    min_depth: u32,
    /// Only instances of this base task
    #[arg(long)]
    task: Option<String>,
    /// Most instances to list; 0 lists all
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Instances that have left the task buffer too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Made {
    Base,
    Attempt,
    Improve,
    Diverge,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  exitrl buffer show outputs/quickstart 00c1f2a97b3e4d58")]
struct ShowArgs {
    /// A run folder, the one that holds metrics.jsonl
    run_dir: PathBuf,
    /// The instance's id, or its first digits
    id: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl buffer tree outputs/quickstart train/17\n  \
                        exitrl buffer tree outputs/quickstart 00c1f2a9 --format svg --output tree.svg\n  \
                        exitrl buffer tree outputs/quickstart train/17 --format dot | dot -Tpdf -o tree.pdf")]
struct TreeArgs {
    /// A run folder, the one that holds metrics.jsonl
    run_dir: PathBuf,
    /// A base task's id, or the id of an instance in the tree
    task_or_instance: String,
    /// How the tree is drawn
    #[arg(long, default_value = "text")]
    format: Format,
    /// File to write; standard output where none is given
    #[arg(long)]
    output: Option<PathBuf>,
    /// Leave out instances that have left the task buffer, and what came from them
    #[arg(long)]
    stored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Dot,
    Svg,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  exitrl buffer export outputs/quickstart --output instances.joined.jsonl")]
struct ExportArgs {
    /// A run folder, the one that holds metrics.jsonl
    run_dir: PathBuf,
    /// File to write; standard output where none is given
    #[arg(long)]
    output: Option<PathBuf>,
    /// Only instances that the task buffer holds
    #[arg(long)]
    stored: bool,
}

pub(super) fn run(args: &BufferArgs) -> anyhow::Result<()> {
    match &args.verb {
        Verb::List(args) => list(args),
        Verb::Show(args) => show(args),
        Verb::Tree(args) => tree(args),
        Verb::Export(args) => export(args),
    }
}

fn list(args: &ListArgs) -> anyhow::Result<()> {
    let space = TaskSpace::read(&args.run_dir)?;
    let mut found: Vec<&Instance> = space.instances().iter().filter(|instance| args.wants(instance)).collect();
    found.sort_by(|a, b| b.score.unwrap_or(-1.0).total_cmp(&a.score.unwrap_or(-1.0)).then(b.created_at.cmp(&a.created_at)));
    let shown = if args.limit == 0 { found.len() } else { args.limit.min(found.len()) };
    let lines = found[..shown].iter().map(|instance| line_of(instance, 40) + "\n").collect::<String>();
    say(format_args!("{lines}{shown} of {} instances that fit, of {} in all", found.len(), space.instances().len()));
    Ok(())
}

impl ListArgs {
    fn wants(&self, instance: &Instance) -> bool {
        let made = instance.operator.map_or("base", |operator| operator.name());
        let wanted = |only: Made| only.to_possible_value().is_some_and(|value| value.get_name() == made);
        (self.all || instance.stored)
            && self.operator.is_none_or(wanted)
            && instance.depth >= self.min_depth
            && self.task.as_ref().is_none_or(|task| *task == instance.task_id)
    }
}

fn show(args: &ShowArgs) -> anyhow::Result<()> {
    let space = TaskSpace::read(&args.run_dir)?;
    say(shown(&space, space.find(&args.id)?).trim_end());
    Ok(())
}

fn shown(space: &TaskSpace, instance: &Instance) -> String {
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".into());
    let state = match (instance.stored, instance.evicted_at) {
        (true, _) => "stored".to_owned(),
        (false, Some(train_step)) => format!("left at train step {train_step}"),
        (false, None) => "never stored".to_owned(),
    };
    let score_kind = if instance.measured { "measured" } else { "its parent's" };
    let rows = [
        ("id", instance.id.to_string()),
        ("task", instance.task_id.clone()),
        ("parent", or_dash(instance.parent.map(|id| id.to_string()))),
        ("made by", or_dash(instance.operator.map(|operator| operator.name().to_owned()))),
        ("turn", instance.turn_index.to_string()),
        ("iterate", instance.iterate_index.to_string()),
        ("depth", instance.depth.to_string()),
        ("score", format!("{} ({score_kind}, at train step {})", instance.score_text(), instance.scored_at)),
        ("visits", format!("{} draws from the buffer, {} groups", instance.visits, instance.groups)),
        ("created", format!("train step {}", instance.created_at)),
        ("buffer", state),
    ];
    let mut text: String = rows.iter().map(|(name, value)| format!("{name:<8} {value}\n")).collect();
    text += &content(space, instance);
    text += "\nancestors, nearest first\n";
    text += &lines(space.ancestors(&instance.id));
    text += "\nchildren\n";
    text + &lines(space.children(&instance.id).collect())
}

fn lines(instances: Vec<&Instance>) -> String {
    if instances.is_empty() {
        return "  none\n".to_owned();
    }
    instances.into_iter().map(|instance| format!("  {}\n", line_of(instance, 40))).collect()
}

/// Task, earlier turns and latest response.
fn content(space: &TaskSpace, instance: &Instance) -> String {
    let root = space.ancestors(&instance.id).pop().unwrap_or(instance);
    let mut text = root.payload.as_ref().map(|payload| format!("\ntask payload\n{payload}\n")).unwrap_or_default();
    for (index, turn) in instance.turns.iter().enumerate() {
        text += &format!("\nturn {index} (reward {})\n{}\n", turn.reward, turn.action.content);
        text += &feedback(turn.feedback.as_deref());
    }
    if let Some(latest) = &instance.latest {
        let turn = instance.turn_index;
        text += &format!("\nlatest response of turn {turn} (quality {})\n{}\n", latest.quality, latest.response.content);
        text += &feedback(latest.feedback.as_deref());
    }
    harmless(&text)
}

fn feedback(text: Option<&str>) -> String {
    text.map(|text| format!("  feedback: {text}\n")).unwrap_or_default()
}

fn tree(args: &TreeArgs) -> anyhow::Result<()> {
    let space = TaskSpace::read(&args.run_dir)?;
    let roots = space.roots(&args.task_or_instance)?;
    let keep = |instance: &Instance| instance.stored || !args.stored;
    let text = match args.format {
        Format::Text => tree_text(&space, &roots, &keep),
        Format::Dot => dot(&space, &roots, &keep),
        Format::Svg => {
            let task = roots.first().map_or(args.task_or_instance.as_str(), |root| root.task_id.as_str());
            svg(&format!("Task instances that came from {task}"), &space, &roots, &keep)
        }
    };
    match &args.output {
        None => say(text.trim_end()),
        Some(path) => write_to(path, |file| file.write_all(text.as_bytes()))?,
    }
    Ok(())
}

fn export(args: &ExportArgs) -> anyhow::Result<()> {
    let space = TaskSpace::read(&args.run_dir)?;
    let wanted = || space.instances().iter().filter(|instance| instance.stored || !args.stored);
    let write = |output: &mut dyn Write| -> std::io::Result<()> {
        wanted().try_for_each(|instance| {
            serde_json::to_writer(&mut *output, instance)?;
            output.write_all(b"\n")
        })
    };
    match &args.output {
        Some(path) => write_to(path, |file| write(file)),
        None => {
            // A reader that has seen enough is no error of ours.
            let _ = write(&mut BufWriter::new(std::io::stdout().lock()));
            Ok(())
        }
    }
}

fn write_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<()> {
    crate::weights::atomic::write_whole(path, write)
        .with_context(|| format!("{}: the output cannot be written; name a file in a folder that exists", path.display()))
}
