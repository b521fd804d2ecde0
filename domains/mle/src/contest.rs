//! The domain's tasks: competitions with what the prompt tells of them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use exitrl_domain::{DomainError, Split, Task};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::competition::{Competition, Graders, Mode, competitions_in, grade_line};
use crate::config::{Grading, MleConfig};
use crate::excerpt::excerpt;
use crate::judge::{Medal, Score};
use crate::preview::preview;
use crate::prompt::{Brief, Rules};

/// A competition as a task.
pub(crate) struct Contest {
    pub(crate) id: String,
    /// What programs see as `./input`.
    pub(crate) input: PathBuf,
    /// Names the competition's data and grading, for the hash of what was run.
    pub(crate) fingerprint: String,
    competition: Competition,
    mode: Mode,
    /// Made at the first prompt, since large tables are read for it.
    brief: OnceLock<Brief>,
    telling: Telling,
}

/// Why there is no score.
#[derive(Debug)]
pub(crate) enum Ungraded {
    /// The submission is at fault.
    Invalid(String),
    /// The competition's own files are.
    Grader(String),
}

/// What the prompt tells.
#[derive(Clone)]
struct Telling {
    description_chars: usize,
    preview_chars: usize,
    rules: Rules,
}

impl Contest {
    /// What the prompt tells of it.
    pub(crate) fn brief(&self) -> &Brief {
        self.brief.get_or_init(|| Brief {
            description: excerpt(self.competition.description(), self.telling.description_chars),
            preview: preview(&self.input, self.telling.preview_chars),
            rules: self.telling.rules.clone(),
        })
    }

    /// The score of a submission and its quality.
    ///
    /// # Errors
    /// When the submission is not valid, or the competition's own files are not.
    pub(crate) fn grade(&self, submission: &Path) -> Result<(Score, f64), Ungraded> {
        let graded = self.competition.grade(submission, self.mode).map_err(|error| Ungraded::Grader(error.to_string()))?;
        if let Some(error) = graded.error {
            return Err(Ungraded::Invalid(error.message));
        }
        let report = graded.report;
        // The benchmark counts NaN as valid. As a score it is worth nothing.
        let value = report.score.filter(|score| score.is_finite());
        let value = value.ok_or_else(|| Ungraded::Invalid("its score is not a number".into()))?;
        let medal = match () {
            () if report.gold_medal => Some(Medal::Gold),
            () if report.silver_medal => Some(Medal::Silver),
            () if report.bronze_medal => Some(Medal::Bronze),
            () => None,
        };
        let metric = self.competition.metric().to_string();
        Ok((Score { metric, value, lower_is_better: report.is_lower_better, medal }, graded.normalised))
    }

    /// The medal that a quality is worth: qualities are scores on a fixed range, so those inside it tell their score.
    fn medal(&self, quality: f64) -> Option<Medal> {
        let [worst, best] = self.competition.range();
        let score = worst + quality * (best - worst);
        // Scores are rounded to five places before they are compared, and the way there and back rounds too.
        let score = (score * 1e5).round() / 1e5;
        let thresholds = self.competition.thresholds();
        let reaches = |threshold: f64| if self.competition.is_lower_better() { score <= threshold } else { score >= threshold };
        let medals = [(Medal::Gold, thresholds.gold), (Medal::Silver, thresholds.silver), (Medal::Bronze, thresholds.bronze)];
        medals.into_iter().find(|(_, threshold)| quality > 0.0 && reaches(*threshold)).map(|(medal, _)| medal)
    }
}

/// All competitions of a configuration.
pub(crate) struct Contests {
    train: Vec<Arc<Contest>>,
    test: Vec<Arc<Contest>>,
    graders: Graders,
}

/// A task's payload.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    competition: String,
}

impl Contests {
    /// Opens the competitions that the configuration names.
    ///
    /// # Errors
    /// When one of them cannot be used, or there is none.
    pub(crate) fn open(config: &MleConfig, packages: &[String]) -> Result<Self, DomainError> {
        let train = match &config.train {
            Some(ids) => ids.clone(),
            None => competitions_in(&config.data).into_iter().filter(|id| !config.test.contains(id)).collect(),
        };
        if train.is_empty() && config.test.is_empty() {
            let data = config.data.display();
            return Err(DomainError::data(format!(
                "there is no competition in {data}: none of its folders holds a folder `prepared`; give the folder that `mlebench prepare` or \
                 `exitrl-mle prepare-local` filled as `data`"
            )));
        }
        let open =
            |ids: &[String]| ids.iter().map(|id| contest(config, id, packages).map(Arc::new)).collect::<Result<Vec<_>, _>>();
        let graders = Graders::new(&config.data, config.registry.as_deref());
        Ok(Self { train: open(&train)?, test: open(&config.test)?, graders })
    }

    /// The competitions of a split.
    pub(crate) fn of(&self, split: Split) -> &[Arc<Contest>] {
        match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        }
    }

    /// The competition that a task is about.
    ///
    /// # Errors
    /// When the task is not one of this domain's.
    pub(crate) fn named(&self, task: &Task) -> Result<&Arc<Contest>, DomainError> {
        let payload: Payload = serde_json::from_value(task.payload.clone()).map_err(|error| {
            DomainError::request(format!(
                "the payload of task {} is not this domain's: {error}; give tasks as this domain gave them",
                task.id
            ))
        })?;
        self.find(&payload.competition).ok_or_else(|| {
            let id = &payload.competition;
            DomainError::request(format!("there is no competition {id} in this configuration; name it in `train` or `test`"))
                .on_task(&task.id)
        })
    }

    /// Grades a case of `exitrl grade`.
    pub(crate) fn grade_case(&self, case: &Value) -> Value {
        grade_line(&self.graders, case)
    }

    /// The medal that a quality is worth in a competition.
    pub(crate) fn medal(&self, id: &str, quality: f64) -> Option<Medal> {
        self.find(id)?.medal(quality)
    }

    fn find(&self, id: &str) -> Option<&Arc<Contest>> {
        self.train.iter().chain(&self.test).find(|contest| contest.id == id)
    }
}

fn contest(config: &MleConfig, id: &str, packages: &[String]) -> Result<Contest, DomainError> {
    let competition =
        Competition::open(&config.data, id, config.registry.as_deref()).map_err(|error| DomainError::data(error.to_string()))?;
    let mode = match config.grading {
        Some(Grading::Strict) => Mode::Strict,
        Some(Grading::Compat) => Mode::Compat,
        None => competition.default_mode(),
    };
    let limits = &config.limits;
    let rules =
        Rules { wall: config.wall(), memory_bytes: limits.memory_mib << 20, cores: limits.cores, packages: packages.to_vec() };
    let input = competition.public_dir().to_owned();
    Ok(Contest {
        id: id.to_owned(),
        fingerprint: fingerprint(id, &input, mode),
        input,
        competition,
        mode,
        brief: OnceLock::new(),
        telling: Telling { description_chars: config.description_chars, preview_chars: config.preview_chars, rules },
    })
}

/// Names, sizes and times of the public files: data that was prepared anew is other data.
fn fingerprint(id: &str, input: &Path, mode: Mode) -> String {
    let mut files: Vec<String> =
        std::fs::read_dir(input).into_iter().flatten().flatten().map(|entry| file_line(&entry)).collect();
    files.sort();
    let digest = Sha256::digest(files.join("\n"));
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{id} {mode:?} {digest}")
}

fn file_line(entry: &std::fs::DirEntry) -> String {
    let metadata = entry.metadata().ok();
    let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    format!("{:?} {:?} {modified:?}", entry.file_name(), metadata.map(|metadata| metadata.len()))
}
