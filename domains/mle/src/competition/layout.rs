//! The benchmark's folders and files, and the errors where something is missing.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::error::CompetitionError;
use super::medals::Leaderboard;
use super::rule::{Rule, RuleConfig};
use super::table::Table;

/// How a file begins that Git LFS left in place of the real one.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// Longest description and configuration, in bytes.
const MAX_TEXT_BYTES: u64 = 4 << 20;

/// Where a competition's files are, and what its configuration says.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) public: PathBuf,
    pub(crate) sample_submission: PathBuf,
    pub(crate) answers: PathBuf,
    pub(crate) rule: Rule,
    pub(crate) board: Leaderboard,
}

/// What is read of a `config.yaml`; the rest is the benchmark's business.
#[derive(Debug, Deserialize)]
struct Config {
    id: String,
    name: String,
    dataset: Dataset,
    #[serde(default)]
    exitrl: Option<RuleConfig>,
}

#[derive(Debug, Deserialize)]
struct Dataset {
    answers: String,
    sample_submission: String,
}

impl Layout {
    /// Finds and reads everything but the answers.
    pub(crate) fn open(data: &Path, id: &str, registry: Option<&Path>) -> Result<Self, CompetitionError> {
        let fail = |message: String| CompetitionError::new(id, message);
        if !is_plain_name(id) {
            return Err(fail(format!("the id {id:?} is no name of a folder; give one such as spooky-author-identification")));
        }
        let prepared = data.join(id).join("prepared");
        let (public, private) = (prepared.join("public"), prepared.join("private"));
        for folder in [&public, &private] {
            if !folder.is_dir() {
                return Err(fail(format!(
                    "its folder {} is missing; run `mlebench prepare -c {id}` or `exitrl-mle prepare-local`, and give the folder that holds \
                     {id} as data",
                    folder.display()
                )));
            }
        }
        let registered = registered(data, id, registry).ok_or_else(|| {
            fail(format!(
                "there is no config.yaml for it in {} or a registry; give a checkout of the benchmark as registry, or put config.yaml and \
                 leaderboard.csv beside `prepared`",
                data.join(id).display()
            ))
        })?;
        let path = registered.join("config.yaml");
        let config = read_config(&path, id).map_err(fail)?;
        let board = read_leaderboard(&registered.join("leaderboard.csv")).map_err(fail)?;
        let rule = rule_of(config.exitrl, id, &path, &board).map_err(fail)?;
        let in_data = |relative: &str, key: &str| inside(data, relative, key, &path).map_err(fail);
        let answers = in_data(&config.dataset.answers, "dataset.answers")?;
        let sample_submission = in_data(&config.dataset.sample_submission, "dataset.sample_submission")?;
        for (what, file) in [("answers", &answers), ("sample submission", &sample_submission)] {
            if !file.is_file() {
                return Err(fail(format!(
                    "the file with its {what}, {}, is missing; prepare the competition again, or correct the path in {}",
                    file.display(),
                    path.display()
                )));
            }
            refuse_pointer(file, what).map_err(fail)?;
        }
        let description = [public.join("description.md"), registered.join("description.md")];
        let Some(description) = description.iter().find(|path| path.is_file()) else {
            let text = format!("its description {} is missing; prepare the competition again", description[0].display());
            return Err(fail(text));
        };
        let description = read_text(description).map_err(fail)?;
        Ok(Self { id: id.to_owned(), name: config.name, description, public, sample_submission, answers, rule, board })
    }
}

/// The folder with `config.yaml`: of the registry, which may be given as a checkout or any folder down to the competitions, or of the data.
fn registered(data: &Path, id: &str, registry: Option<&Path>) -> Option<PathBuf> {
    let of_registry = registry
        .into_iter()
        .flat_map(|registry| ["mlebench/competitions", "competitions", ""].map(|below| registry.join(below).join(id)));
    of_registry.chain([data.join(id)]).find(|folder| folder.join("config.yaml").is_file())
}

fn read_config(path: &Path, id: &str) -> Result<Config, String> {
    let text = read_text(path)?;
    let config: Config = serde_saphyr::from_str(&text).map_err(|e| {
        format!("{} cannot be read: {}; compare it with the benchmark's", path.display(), one_line(&e.to_string()))
    })?;
    if config.id != id {
        return Err(format!("{} is of {:?}; rename the folder or correct its id", path.display(), config.id));
    }
    Ok(config)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rule_of(config: Option<RuleConfig>, id: &str, path: &Path, board: &Leaderboard) -> Result<Rule, String> {
    let Some(config) = config else {
        return Rule::built_in(id).ok_or_else(|| {
            format!(
                "how to grade it is not known: it is none of the 22 lite competitions; put a section `exitrl` with metric, id_column, \
                 target_columns, range and lower_is_better into {}",
                path.display()
            )
        });
    };
    let lower_is_better = config.lower_is_better;
    let rule = config.rule().map_err(|message| format!("{}: {message}", path.display()))?;
    if lower_is_better != board.is_lower_better {
        return Err(format!(
            "{} says lower_is_better = {lower_is_better}, its leaderboard the opposite: the first score is the best; correct either",
            path.display()
        ));
    }
    Ok(rule)
}

fn read_leaderboard(path: &Path) -> Result<Leaderboard, String> {
    if !path.is_file() {
        return Err(format!(
            "its leaderboard {} is missing; take it from a checkout of the benchmark with Git LFS",
            path.display()
        ));
    }
    refuse_pointer(path, "leaderboard")?;
    let table = Table::read(path).map_err(|e| format!("its leaderboard {} cannot be read: {}", path.display(), e.message))?;
    Leaderboard::of_table(&table).map_err(|message| format!("its leaderboard {} {message}", path.display()))
}

fn refuse_pointer(path: &Path, what: &str) -> Result<(), String> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LFS_POINTER.len() as u64).read_to_end(&mut start));
    match read {
        Err(e) => Err(format!("the file with its {what}, {}, cannot be read: {e}; may you read it?", path.display())),
        Ok(_) if start == LFS_POINTER => Err(format!(
            "the file with its {what}, {}, is a Git LFS pointer, not the file itself; run `git lfs pull` in the checkout",
            path.display()
        )),
        Ok(_) => Ok(()),
    }
}

fn read_text(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MAX_TEXT_BYTES + 1).read_to_string(&mut text));
    match read {
        Err(e) => Err(format!("{} cannot be read: {e}; it must be a text file in UTF-8", path.display())),
        Ok(bytes) if bytes as u64 > MAX_TEXT_BYTES => {
            Err(format!("{} is longer than {MAX_TEXT_BYTES} bytes; shorten it", path.display()))
        }
        Ok(_) => Ok(text),
    }
}

/// A path of the configuration, which must stay inside the data folder.
fn inside(data: &Path, relative: &str, key: &str, config: &Path) -> Result<PathBuf, String> {
    let path = Path::new(relative);
    let stays = !relative.is_empty() && path.components().all(|part| matches!(part, Component::Normal(_)));
    if stays {
        Ok(data.join(path))
    } else {
        Err(format!("{key} in {} is {relative:?}; give a path below the data folder", config.display()))
    }
}

fn is_plain_name(id: &str) -> bool {
    let mut parts = Path::new(id).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(name)), None) if name == id)
}
