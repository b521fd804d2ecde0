//! Writes local competitions to disk.

use std::path::{Path, PathBuf};

use super::describe;
use super::leaderboard::{MeasuredScores, measured_scores, scores};
use super::packages::{PackageError, Packages};
use super::spec::{Answer, LocalCompetition};
use super::split::{Frame, Row, Split, add_noise, split, subsample};

/// How many lines of the sample submission the description shows.
const SHOWN_LINES: usize = 4;

/// A competition that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Its folder.
    pub folder: PathBuf,
    /// Rows of `train.csv`.
    pub train_rows: usize,
    /// Rows of `test.csv`.
    pub test_rows: usize,
}

/// Why a competition could not be built.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The data are missing or damaged.
    #[error("competition {id} was not built: {source}")]
    Data {
        /// The competition.
        id: &'static str,
        /// What is wrong with the data.
        source: PackageError,
    },
    /// A cell of the data is not what this competition expects.
    #[error("competition {id} was not built: the data of {package} have changed: {seen}; install another version of {package}")]
    Changed {
        /// The competition.
        id: &'static str,
        /// The package.
        package: &'static str,
        /// What was seen.
        seen: String,
    },
    /// The folder is there already.
    #[error("competition {id} was not built: the folder {} exists; give --force to replace it, or another --out", .folder.display())]
    Exists {
        /// The competition.
        id: &'static str,
        /// The folder.
        folder: PathBuf,
    },
    /// Writing failed.
    #[error("competition {id} was not built: {} could not be written: {source}; is there space, and may you write there?", .path.display())]
    Write {
        /// The competition.
        id: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Builds one competition below `out`. The folder appears whole or not at all; with `force` it takes the place of one that is there.
///
/// # Errors
/// Where data are missing or damaged, the folder exists and `force` is not set, or writing fails.
pub fn prepare(
    competition: &LocalCompetition,
    packages: &mut Packages,
    out: &Path,
    force: bool,
) -> Result<Prepared, PrepareError> {
    let id = competition.id;
    let folder = out.join(id);
    if folder.exists() && !force {
        return Err(PrepareError::Exists { id, folder });
    }
    let mut frame = (competition.build)(packages).map_err(|source| PrepareError::Data { id, source })?;
    let changed = |seen| PrepareError::Changed { id, package: competition.package, seen };
    check(competition, &frame).map_err(changed)?;
    if let Some(count) = competition.rows {
        subsample(id, &mut frame, count);
    }
    add_noise(id, &mut frame).map_err(changed)?;
    let split = split(id, &frame, competition.test_share);
    let files = files(competition, &frame, &split);
    write(out, &folder, &files).map_err(|(path, source)| PrepareError::Write { id, path, source })?;
    Ok(Prepared { folder, train_rows: split.train.len(), test_rows: split.test.len() })
}

/// Labels must be those that the grader is told of.
fn check(competition: &LocalCompetition, frame: &Frame) -> Result<(), String> {
    let classes = competition.answer.classes();
    let known = |row: &&Row| classes.is_empty() || row.targets.iter().all(|label| classes.contains(&label.as_str()));
    match frame.rows.iter().find(|row| !known(row)) {
        Some(row) => Err(format!("row {} has the label {:?}, not one of {classes:?}", row.number + 1, row.targets)),
        None if frame.rows.is_empty() => Err("no row has a target".to_owned()),
        None => Ok(()),
    }
}

/// The folder's files: path and text.
fn files(competition: &LocalCompetition, frame: &Frame, split: &Split) -> Vec<(&'static str, String)> {
    let features: Vec<&str> = frame.columns.iter().map(|column| column.name.as_str()).collect();
    let answer_columns = match competition.answer {
        Answer::OneHot { classes } => classes,
        _ => &frame.targets,
    };
    let constant = sample(competition.answer, answer_columns.len());
    let train_columns = [&features[..], &frame.targets].concat();
    let train = table(&train_columns, &split.train, |row| [&row.cells[..], &row.targets].concat());
    let test = table(&features, &split.test, |row| row.cells.clone());
    let answers = table(answer_columns, &split.test, |row| answers(competition.answer, row));
    let sample = table(answer_columns, &split.test, |_| constant.clone());
    let head: String = sample.split_inclusive('\n').take(SHOWN_LINES).collect();
    vec![
        ("config.yaml", describe::config(competition, answer_columns)),
        ("leaderboard.csv", leaderboard(competition)),
        ("prepared/public/description.md", describe::description(competition, split.train.len(), split.test.len(), &head)),
        ("prepared/public/train.csv", train),
        ("prepared/public/test.csv", test),
        ("prepared/public/sample_submission.csv", sample),
        ("prepared/private/test.csv", answers),
    ]
}

/// A table as CSV: the id, then what `cells` makes of a row.
fn table(columns: &[&str], rows: &[(String, Row)], cells: impl Fn(&Row) -> Vec<String>) -> String {
    const IN_MEMORY: &str = "writing to memory does not fail, and all lines are as wide as the header";
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([&["id"], columns].concat()).expect(IN_MEMORY);
    for (name, row) in rows {
        let cells = cells(row);
        writer.write_record(std::iter::once(name).chain(&cells)).expect(IN_MEMORY);
    }
    String::from_utf8(writer.into_inner().expect(IN_MEMORY)).expect("texts make a text")
}

/// A row's cells of the answer file.
fn answers(answer: Answer, row: &Row) -> Vec<String> {
    match answer {
        Answer::OneHot { classes } => classes.iter().map(|class| u8::from(row.targets[0] == *class).to_string()).collect(),
        _ => row.targets.clone(),
    }
}

/// Every row's cells of the sample submission.
fn sample(answer: Answer, columns: usize) -> Vec<String> {
    match answer {
        Answer::OneHot { classes } => vec![(1.0 / classes.len() as f64).to_string(); classes.len()],
        Answer::Columns { sample, .. } | Answer::Ranked { sample, .. } => vec![sample.to_owned(); columns],
    }
}

fn leaderboard(competition: &LocalCompetition) -> String {
    // While scores are being measured for the first time there is nothing to lay out; any three in the right order will do.
    let [worst, best] = competition.range;
    let unmeasured = MeasuredScores { baseline: worst, simple: (worst + best) / 2.0, strong: worst * 0.25 + best * 0.75 };
    let measured = measured_scores().get(competition.id).copied().unwrap_or(unmeasured);
    let places = scores(competition, &measured).into_iter().enumerate();
    let lines = places.map(|(place, score)| format!("constructed-{:03},{score:?}\n", place + 1));
    std::iter::once("teamName,score\n".to_owned()).chain(lines).collect()
}

/// Writes all files into a hidden folder beside the wanted one, and renames it when it is whole.
fn write(out: &Path, folder: &Path, files: &[(&str, String)]) -> Result<(), (PathBuf, std::io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    std::fs::create_dir_all(out).map_err(at(out))?;
    let partial = tempfile::Builder::new().prefix(".partial-").tempdir_in(out).map_err(at(out))?;
    let whole = partial.path().join("whole");
    for (name, text) in files {
        let path = whole.join(name);
        let parent = path.parent().unwrap_or(&whole);
        std::fs::create_dir_all(parent).map_err(at(parent))?;
        std::fs::write(&path, text).map_err(at(&path))?;
    }
    if folder.exists() {
        // The old folder goes away with the temporary one.
        std::fs::rename(folder, partial.path().join("old")).map_err(at(folder))?;
    }
    std::fs::rename(&whole, folder).map_err(at(folder))
}
