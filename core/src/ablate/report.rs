//! The report of an ablation: `report.md` for people, `report.json` for programs, pictures beside them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::charts::pictures;
use super::collect::{RunRecord, collect};
use super::figures::{self, Arm, Comparison, Figures};
use super::plan::differing;
use super::progress::spoken;
use super::stats::{Interval, Spread};
use super::{AblateError, io};
use crate::config::RunConfig;

/// Which calls made the runs of a folder, one a line.
const COMMANDS: &str = "commands.txt";
/// What differs between the runs of an arm.
const OWN: [&str; 2] = ["seed", "output_dir"];

/// Where the report lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFiles {
    /// For people.
    pub text: PathBuf,
    /// For programs.
    pub json: PathBuf,
    /// The table of methods, as in the report.
    pub table: String,
}

/// Notes down a call that adds runs to a folder.
///
/// # Errors
/// When the folder cannot be written.
pub fn note_command(folder: &Path, command: &str) -> Result<(), AblateError> {
    let path = folder.join(COMMANDS);
    let failed = || io(&path, "the command cannot be noted down");
    std::fs::create_dir_all(folder).map_err(failed())?;
    let noted = std::fs::read_to_string(&path).unwrap_or_default();
    // Going on after an interruption is the same command.
    if noted.lines().any(|line| line == command) {
        Ok(())
    } else {
        std::fs::write(&path, format!("{noted}{command}\n")).map_err(failed())
    }
}

/// Writes the report of the runs in a folder.
///
/// # Errors
/// When no run is finished, a run folder is damaged, or the report cannot be written.
pub fn write(folder: &Path) -> Result<ReportFiles, AblateError> {
    let records = collect(folder)?;
    let figures = Figures::of(&records)?;
    let pictures = pictures(&figures, &records);
    let commands = std::fs::read_to_string(folder.join(COMMANDS)).unwrap_or_default();
    let names: Vec<&str> = pictures.iter().map(|(name, _)| *name).collect();
    let files = ReportFiles { text: folder.join("report.md"), json: folder.join("report.json"), table: methods(&figures) };
    for (name, picture) in &pictures {
        put(&folder.join(name), picture)?;
    }
    let json = serde_json::to_string_pretty(&figures).map_err(|e| io(&files.json, "the figures cannot be written")(e.into()))?;
    put(&files.json, &json)?;
    put(&files.text, &text(&figures, &records, &names, &commands))?;
    Ok(files)
}

fn put(path: &Path, text: &str) -> Result<(), AblateError> {
    std::fs::write(path, text).map_err(io(path, "the report cannot be written; check that the folder may be written"))
}

fn text(figures: &Figures, records: &[RunRecord], pictures: &[&str], commands: &str) -> String {
    let setting = &figures.setting;
    let mut text = format!(
        "# Methods at the same rollout budget\n\n\
         Accuracy on {} held-out tasks of {}, {} samples each, after k self-iterations on the first attempt; K = {}. Every run played \
         {} rollouts: {} train steps of {} groups of {}.\n",
        setting.num_tasks,
        setting.domain,
        setting.num_samples,
        setting.num_iterations,
        setting.rollouts,
        setting.max_steps,
        setting.groups_per_step,
        setting.group_size
    );
    if !figures.unfinished.is_empty() {
        text += &format!("\nNot finished yet, and left out: {}.\n", figures.unfinished.join("; "));
    }
    text += &format!("\n## Methods\n\n{}\n{}", methods(figures), start(figures));
    let captions = [
        ("accuracy.svg", "accuracy over self-iterations"),
        ("training.svg", "reward and accuracy over train steps"),
        ("curriculum.svg", "the emergent curriculum"),
    ];
    for (name, caption) in captions.iter().filter(|(name, _)| pictures.contains(name)) {
        text += &format!("\n![{caption}]({name})\n");
    }
    text += "\nLines are means over seeds, bands one standard deviation. Rewards of different methods are not on one scale: a group \
             that starts from an earlier answer plays another game than one that starts from a base task.\n";
    text += &format!("\n## Does iterating help?\n\n{}", iterating(figures));
    if !figures.comparisons.is_empty() {
        text += &format!("\n## Differences between methods\n\n{}", comparisons(figures));
    }
    text += &format!("\n## Runs\n\n{}", runs(figures));
    text += &format!("\n## Settings\n\n{}", settings(records));
    text + &format!("\n## Made by\n\nexitrl {}\n\n```sh\n{}\n```\n", env!("CARGO_PKG_VERSION"), commands.trim_end())
}

/// As a percentage: `61.3 ± 1.2`.
fn percent(spread: Spread) -> String {
    let deviation = spread.std.map(|std| format!(" ± {:.1}", 100.0 * std)).unwrap_or_default();
    format!("{:.1}{deviation}", 100.0 * spread.mean)
}

/// As percentage points with a sign: `+2.1 ± 0.4`.
fn points(spread: Spread) -> String {
    let deviation = spread.std.map(|std| format!(" ± {:.1}", 100.0 * std)).unwrap_or_default();
    format!("{:+.1}{deviation}", 100.0 * spread.mean)
}

/// `**+2.1** [+0.4, +3.9]`; the estimate in bold where 0 lies outside.
fn bounds(interval: Option<Interval>) -> String {
    let Some(interval) = interval else { return "-".to_owned() };
    let [estimate, low, high] = [interval.estimate, interval.low, interval.high].map(|value| 100.0 * value);
    let mark = if interval.is_clear() { "**" } else { "" };
    format!("{mark}{estimate:+.1}{mark} [{low:+.1}, {high:+.1}]")
}

/// The table of methods, like Table 1 of arXiv 2509.04575.
fn methods(figures: &Figures) -> String {
    let most = figures.setting.num_iterations;
    let mut text = format!(
        "| method | runs | k = 0 | k = {most} | Delta_{most} | mean training depth | k at that depth | accuracy there |\n\
         |---|---|---|---|---|---|---|---|\n"
    );
    for arm in figures.base.iter().chain(&figures.arms) {
        text += &method(arm);
    }
    text + "\nMean and standard deviation over seeds, in percent; Delta in percentage points. `base` is the policy before the first \
            train step.\n"
}

fn method(arm: &Arm) -> String {
    let dash = || "-".to_owned();
    let last = arm.accuracy.len() - 1;
    let depth = arm.training_depth.map_or_else(dash, |depth| format!("{:.2}", depth.mean));
    let at_depth = arm.depth_k.map_or_else(dash, |k| percent(arm.accuracy[k]));
    format!(
        "| {} | {} | {} | {} | {} | {depth} | {} | {at_depth} |\n",
        arm.name,
        arm.seeds.len(),
        percent(arm.accuracy[0]),
        percent(arm.accuracy[last]),
        points(arm.gain),
        arm.depth_k.map_or_else(dash, |k| k.to_string())
    )
}

fn start(figures: &Figures) -> &'static str {
    match figures.same_start {
        Some(true) => {
            "All methods of a seed begin with the same policy: their answers to the held-out tasks at train step 0 are the same \
             bytes.\n"
        }
        Some(false) => {
            "Caution: the methods of some seed did not begin with the same answers to the held-out tasks. On a device whose \
             arithmetic is not repeatable this can be so; otherwise runs of different versions were mixed.\n"
        }
        None => "",
    }
}

fn iterating(figures: &Figures) -> String {
    let most = figures.setting.num_iterations;
    let mut text = format!("| method | k = {most} less k = 0 | k = {most} less mean training depth |\n|---|---|---|\n");
    for arm in &figures.arms {
        let depth = arm.depth_k.map(|k| format!(" (k = {k})")).unwrap_or_default();
        text += &format!("| {} | {} | {}{depth} |\n", arm.name, bounds(arm.last_over_first), bounds(arm.last_over_depth));
    }
    text + &legend(figures)
}

fn comparisons(figures: &Figures) -> String {
    let most = figures.setting.num_iterations;
    let mut text = format!("| method | less | seeds | k = 0 | k = {most} | Delta_{most} |\n|---|---|---|---|---|---|\n");
    let row = |c: &Comparison| {
        let (first, last, gain) = (bounds(c.first), bounds(c.last), bounds(c.gain));
        format!("| {} | {} | {} | {first} | {last} | {gain} |\n", c.arm, c.against, c.seeds.len())
    };
    text.extend(figures.comparisons.iter().filter(|c| !c.seeds.is_empty()).map(row));
    text + &legend(figures)
}

fn legend(figures: &Figures) -> String {
    format!(
        "\nPercentage points with 95 % intervals, in bold where 0 lies outside: percentile bootstrap of {} resamples that draw both \
         seeds and tasks, paired by seed and task. With few seeds the intervals are too narrow rather than too wide.\n",
        figures.setting.resamples
    )
}

fn runs(figures: &Figures) -> String {
    let most = figures.setting.num_iterations;
    let mut text = format!(
        "| method | seed | k = 0 | k = {most} | rollouts | time in train steps | folder |\n|---|---|---|---|---|---|---|\n"
    );
    for run in &figures.runs {
        let time = Duration::try_from_secs_f64(run.train_seconds).map_or("-".to_owned(), spoken);
        let (first, last) = (100.0 * run.first, 100.0 * run.last);
        let rollouts = figures.setting.rollouts;
        text += &format!("| {} | {} | {first:.1} | {last:.1} | {rollouts} | {time} | `{}` |\n", run.arm, run.seed, run.folder);
    }
    text + "\nWarm start and evaluations are not counted in the time.\n"
}

/// What all runs share apart from the defaults, and what tells the arms apart.
fn settings(records: &[RunRecord]) -> String {
    let mut arms: Vec<&RunRecord> = Vec::new();
    for record in records {
        if arms.iter().all(|arm| arm.arm != record.arm) {
            arms.push(record);
        }
    }
    let Some(first) = arms.first() else { return String::new() };
    let mut apart: Vec<String> = arms.iter().flat_map(|arm| differing(&first.config, &arm.config)).map(|d| d.key).collect();
    apart.retain(|key| !OWN.contains(&key.as_str()));
    apart.sort();
    apart.dedup();
    let mut text = format!("| key | {} |\n|---|", arms.iter().map(|arm| arm.arm.as_str()).collect::<Vec<_>>().join(" | "));
    text += &"---|".repeat(arms.len());
    text += "\n";
    for key in &apart {
        let values: Vec<String> = arms.iter().map(|arm| value(&arm.config, key)).collect();
        text += &format!("| `{key}` | {} |\n", values.join(" | "));
    }
    text += "\nShared by all, where it is not the default:\n\n";
    for difference in differing(&RunConfig::default(), &first.config) {
        if !OWN.contains(&difference.key.as_str()) && !apart.contains(&difference.key) {
            text += &format!("- `{} = {}`\n", difference.key, difference.values[1]);
        }
    }
    for arm in arms.iter().filter_map(|arm| Some((&arm.arm, figures::about(&arm.arm)?))) {
        text += &format!("\n`{}`: {}.", arm.0, arm.1);
    }
    text + "\n"
}

/// A value of a configuration as TOML.
fn value(config: &RunConfig, key: &str) -> String {
    let tree = toml::Value::try_from(config).ok();
    let found = tree.as_ref().and_then(|tree| key.split('.').try_fold(tree, |tree, part| tree.get(part)));
    found.map_or("-".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablate::testing::record;

    fn records() -> [RunRecord; 3] {
        let mut records = [
            record("grpo", 1, &[[0.0, 0.5], [0.5, 0.5]], &[]),
            record("grpo", 2, &[[0.5, 0.5], [0.5, 0.5]], &[]),
            record("exit", 1, &[[0.5, 1.0], [0.5, 1.0]], &[0.0, 1.0, 1.0, 2.0]),
        ];
        records[2].config.diversity.bonus = true;
        records
    }

    #[test]
    fn the_table_is_like_the_papers() {
        let table = methods(&Figures::of(&records()).unwrap());
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[0],
            "| method | runs | k = 0 | k = 1 | Delta_1 | mean training depth | k at that depth | accuracy there |"
        );
        assert_eq!(lines[2], "| base | 2 | 25.0 ± 0.0 | 25.0 ± 0.0 | +0.0 ± 0.0 | - | - | - |");
        // Over seeds: k = 0 is 25 and 50, Delta is 25 and 0; their deviations are 25 / sqrt 2.
        assert_eq!(lines[3], "| grpo | 2 | 37.5 ± 17.7 | 50.0 ± 0.0 | +12.5 ± 17.7 | 0.00 | 0 | 37.5 ± 17.7 |");
        assert_eq!(lines[4], "| exit | 1 | 50.0 | 100.0 | +50.0 | 1.00 | 1 | 100.0 |");
    }

    #[test]
    fn the_report_says_how_runs_differ_and_what_made_them() {
        let records = records();
        let figures = Figures::of(&records).unwrap();
        let text = text(&figures, &records, &["accuracy.svg"], "exitrl ablate base.toml\n");
        for part in [
            "256 rollouts",
            "the same bytes",
            "![accuracy over self-iterations](accuracy.svg)",
            "| exit | grpo | 1 | +25.0 [",
            "| **+50.0** [+50.0, +50.0] |",
            "| `diversity.bonus` | false | true |",
            "- `max_steps = 4`",
            "| exit | 1 | 50.0 | 100.0 | 256 | 1 min | `out/exit/seed_1` |",
            "exitrl ablate base.toml\n```",
        ] {
            assert!(text.contains(part), "no {part:?} in:\n{text}");
        }
        assert!(!text.contains("training.svg"));
    }

    #[test]
    fn a_command_is_noted_once() {
        let folder = tempfile::tempdir().unwrap();
        for command in ["a", "b", "a"] {
            note_command(folder.path(), command).unwrap();
        }
        assert_eq!(std::fs::read_to_string(folder.path().join(COMMANDS)).unwrap(), "a\nb\n");
    }
}
