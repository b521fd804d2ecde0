//! `exitrl list`: what a configuration can name.

use clap::{Args, ValueEnum};

use super::exit::say;
use crate::config::device;
use crate::config::{CurriculumKind, Method, ObjectiveKind};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  exitrl list\n  exitrl list devices")]
pub(super) struct ListArgs {
    /// What to list; everything where nothing is given
    what: Option<What>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Domains,
    Devices,
    Objectives,
    Curricula,
    Methods,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<()> {
    let all = [What::Domains, What::Devices, What::Objectives, What::Curricula, What::Methods];
    let parts: Vec<String> = all.into_iter().filter(|what| args.what.is_none_or(|only| only == *what)).map(part).collect();
    say(parts.join("\n").trim_end());
    Ok(())
}

fn part(what: What) -> String {
    match what {
        What::Domains => domains(),
        What::Devices => devices(),
        What::Objectives => objectives(),
        What::Curricula => curricula(),
        What::Methods => methods(),
    }
}

fn table(head: &str, rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    rows.iter().fold(format!("{head}\n"), |text, (name, about)| text + format!("  {name:width$}  {about}").trim_end() + "\n")
}

/// Plugins that can be named; see also `doctor`.
fn domains() -> String {
    let found = exitrl_plugin_host::available();
    if found.is_empty() {
        return "domains (domain.plugin)\n  none found; build one with `cargo build --release -p exitrl-plugin-math`, or give \
                domain.plugin a path\n"
            .to_owned();
    }
    table(
        "domains (domain.plugin)",
        &found.into_iter().map(|plugin| (plugin.name, plugin.path.display().to_string())).collect::<Vec<_>>(),
    )
}

fn devices() -> String {
    let mut rows = Vec::new();
    for info in device::available() {
        if info.devices.is_empty() {
            rows.push((info.backend.to_string(), info.remedy));
        } else {
            rows.extend(info.devices.into_iter().map(|name| (name, "ready".to_owned())));
        }
    }
    table("devices (device)", &rows)
}

fn objectives() -> String {
    let about = |kind| match kind {
        ObjectiveKind::Grpo => "mean over sequences of each sequence's token mean (arXiv 2402.03300)",
        ObjectiveKind::DrGrpo => "sum over tokens over a constant length (arXiv 2503.20783)",
    };
    table(
        "objectives (objective.type)",
        &[ObjectiveKind::Grpo, ObjectiveKind::DrGrpo].map(|kind| (name(kind), about(kind).to_owned())),
    )
}

fn curricula() -> String {
    let about = |kind| match kind {
        CurriculumKind::Uniform => "base tasks, uniformly",
        CurriculumKind::Exit => "Exploratory Iteration: a buffer of iterates, drawn by learnability (arXiv 2509.04575)",
    };
    table(
        "curricula (curriculum.type)",
        &[CurriculumKind::Exit, CurriculumKind::Uniform].map(|kind| (name(kind), about(kind).to_owned())),
    )
}

fn methods() -> String {
    table("methods (method)", &Method::ALL.map(|method| (method.to_string(), method.about().to_owned())))
}

/// The name that a configuration uses.
fn name(kind: impl serde::Serialize) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_configuration() {
        assert!(objectives().contains("\n  dr_grpo  sum over tokens"), "{}", objectives());
        assert!(curricula().contains("\n  exit     Exploratory"), "{}", curricula());
        assert!(methods().contains("\n  exit        diverge, and"), "{}", methods());
        assert!(devices().contains("\n  flex    ready") || devices().contains("\n  flex  "), "{}", devices());
    }
}
