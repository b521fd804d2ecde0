//! Which runs there are, and whether they can be compared.

use std::path::{Path, PathBuf};

use crate::checkpoint::CheckpointStore;
use crate::config::{self, Method, RunConfig};

use super::{AblateError, io};

/// Key of the one value of a method that a user may set for all arms that have it.
const DIVERGENCE: &str = "curriculum.divergence_prob";

/// Sections and keys that must be equal in all runs: what is trained, on what, with which budget, and how it is measured.
const COMMON: [&str; 10] = [
    "max_steps",
    "device",
    "domain",
    "model",
    "warm_start",
    "rollout.group_size",
    "rollout.groups_per_step",
    "sampling",
    // The warm start too draws from these.
    "curriculum.num_base_tasks",
    "eval",
];

/// What a run may be gone on with under another value: where it lies, and what does not touch what is learnt.
const FREE: [&str; 5] = ["output_dir", "device", "ckpt", "log", "rollout.max_batch"];

/// One of the things that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// Its name in folders and tables.
    pub name: String,
    source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Method(Method),
    Overlay(PathBuf),
}

impl Arm {
    /// A method's name, or the path of a configuration file that goes over the base configuration.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(text: &str) -> Result<Self, AblateError> {
        if let Some(method) = Method::named(text) {
            return Ok(Self { name: text.to_owned(), source: Source::Method(method) });
        }
        let path = Path::new(text);
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        match (stem, path.extension()) {
            (Some(stem), Some(end)) if end == "toml" => Ok(Self { name: stem.to_owned(), source: Source::Overlay(path.into()) }),
            _ => Err(AblateError::Plan(format!(
                "--methods {text}: no such method; name some of {}, or a TOML file that goes over the base configuration",
                Method::ALL.map(Method::name).join(", ")
            ))),
        }
    }
}

/// Seeds such as `3`, `1..5` (both ends included) and `1,2,7`.
///
/// # Errors
/// When there is no number where one is needed, a seed twice, or none.
pub fn read_seeds(text: &str) -> Result<Vec<u64>, AblateError> {
    let wrong = |part: &str| AblateError::Plan(format!("--seeds {text}: {part:?} is no seed; write 3, 1..5 or 1,2,7"));
    let number = |part: &str| part.trim().parse::<u64>().map_err(|_| wrong(part));
    let mut seeds = Vec::new();
    for part in text.split(',') {
        match part.split_once("..") {
            Some((first, last)) => seeds.extend(number(first)?..=number(last.trim_start_matches('='))?),
            None => seeds.push(number(part)?),
        }
    }
    let mut sorted = seeds.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if seeds.is_empty() || sorted.len() < seeds.len() {
        return Err(AblateError::Plan(format!("--seeds {text}: no seed, or one twice; write 3, 1..5 or 1,2,7")));
    }
    Ok(seeds)
}

/// What is to be compared.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files of the base configuration, from left to right.
    pub files: Vec<PathBuf>,
    /// `section.key=value` over them, for all runs.
    pub overrides: Vec<String>,
    /// Methods, or files that go over the base configuration.
    pub arms: Vec<Arm>,
    /// Seeds of the runs of each arm.
    pub seeds: Vec<u64>,
    /// Folder of the whole ablation.
    pub output_dir: PathBuf,
}

/// One training run of an ablation.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRun {
    /// Name of its arm.
    pub arm: String,
    /// Its seed.
    pub seed: u64,
    /// What it is run with; its folder is `output_dir`.
    pub config: RunConfig,
}

impl PlannedRun {
    /// The run folder.
    pub fn folder(&self) -> &Path {
        &self.config.output_dir
    }

    /// The file that it is started from.
    pub fn config_file(&self) -> PathBuf {
        self.folder().join("planned.toml")
    }

    /// For people: `exit, seed 2`.
    pub fn title(&self) -> String {
        format!("{}, seed {}", self.arm, self.seed)
    }

    /// Whether its last checkpoint and its last evaluation are there.
    pub fn is_finished(&self) -> bool {
        is_finished(self.folder(), self.config.max_steps)
    }

    /// Looks whether its folder is free, or holds this very run.
    ///
    /// # Errors
    /// When the folder holds a run of another configuration.
    pub fn check(&self) -> Result<(), AblateError> {
        let file = self.config_file();
        if !file.exists() {
            return Ok(());
        }
        self.must_continue(&config::load(&[file], &[])?.config)
    }

    /// Writes the file that it is started from.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) fn prepare(&self) -> Result<(), AblateError> {
        let file = self.config_file();
        std::fs::create_dir_all(self.folder()).map_err(io(self.folder(), "the run folder cannot be made"))?;
        let text = self.config.to_toml();
        let write = |file: &mut dyn std::io::Write| file.write_all(text.as_bytes());
        crate::weights::atomic::write_whole(&file, write)
            .map_err(|error| io(&file, "the configuration cannot be written")(std::io::Error::other(error)))
    }

    /// A run that was begun goes on only as the same run, though perhaps for longer.
    fn must_continue(&self, earlier: &RunConfig) -> Result<(), AblateError> {
        let longer = self.config.max_steps >= earlier.max_steps;
        let mut differs = differing(earlier, &self.config);
        differs.retain(|difference| !lies_in(&difference.key, &FREE));
        differs.retain(|difference| !longer || difference.key != "max_steps");
        if differs.is_empty() {
            return Ok(());
        }
        Err(AblateError::Plan(format!(
            "{} was begun with another configuration: {}. Give that one again, choose another --output-dir, or remove the folder",
            self.folder().display(),
            listed(&differs)
        )))
    }
}

/// Whether a run folder holds the checkpoint and the evaluation of its last train step.
pub(super) fn is_finished(folder: &Path, max_steps: u64) -> bool {
    let store = CheckpointStore::new(folder.join("checkpoints"), 0);
    let latest = store.latest().ok().flatten();
    let number = latest.as_deref().and_then(Path::file_name).and_then(|name| name.to_str()?.strip_prefix("step_")?.parse().ok());
    number.is_some_and(|number: u64| number >= max_steps) && folder.join(format!("eval/step_{max_steps}.json")).is_file()
}

/// Every run of an ablation, seed by seed, so that arms can be compared early.
///
/// # Errors
/// When a configuration is wrong, or the arms would not be compared at the same budget on the same tasks.
pub fn plan(request: &Request) -> Result<Vec<PlannedRun>, AblateError> {
    check_names(&request.arms)?;
    let mut runs = Vec::new();
    for seed in &request.seeds {
        for arm in &request.arms {
            let folder = request.output_dir.join(&arm.name).join(format!("seed_{seed}"));
            runs.push(PlannedRun { arm: arm.name.clone(), seed: *seed, config: resolve(request, arm, *seed, &folder)? });
        }
    }
    for run in &runs {
        check_fair(&runs[0], run)?;
    }
    match runs.first() {
        None => Err(AblateError::Plan("there is nothing to compare; name methods by --methods grpo,exit".into())),
        Some(run) if run.config.eval.num_tasks == 0 => Err(AblateError::Plan(
            "eval.num_tasks = 0: without held-out tasks there is nothing to compare; set it above 0".into(),
        )),
        Some(_) => Ok(runs),
    }
}

fn check_names(arms: &[Arm]) -> Result<(), AblateError> {
    for (index, arm) in arms.iter().enumerate() {
        if arms[..index].iter().any(|other| other.name == arm.name) {
            return Err(AblateError::Plan(format!("--methods: {} is named twice; give each arm a name of its own", arm.name)));
        }
    }
    Ok(())
}

/// Whose business some overrides are: keys that an ablation sets, and keys that make a method.
fn check_overrides(overrides: &[String]) -> Result<(), AblateError> {
    for text in overrides {
        let key = key_of(text);
        let advice = match key.as_str() {
            "seed" => "seeds are given by --seeds",
            "output_dir" => "the folder is given by --output-dir",
            "method" => "methods are given by --methods",
            key if Method::KEYS.contains(&key) && key != DIVERGENCE => "each method sets it, and would be another method without",
            _ => continue,
        };
        return Err(AblateError::Plan(format!("{text}: {advice}; take it out")));
    }
    Ok(())
}

fn key_of(text: &str) -> String {
    text.split('=').next().unwrap_or_default().trim().replace('-', "_")
}

fn resolve(request: &Request, arm: &Arm, seed: u64, folder: &Path) -> Result<RunConfig, AblateError> {
    check_overrides(&request.overrides)?;
    let mut files = request.files.clone();
    let (divergence, mut values): (Vec<String>, Vec<String>) =
        request.overrides.iter().cloned().partition(|text| key_of(text) == DIVERGENCE);
    match &arm.source {
        Source::Method(method) => values.push(format!("method={method}")),
        Source::Overlay(path) => files.push(path.clone()),
    }
    values.push(format!("seed={seed}"));
    values.push(format!("output_dir={}", toml::Value::from(folder.to_string_lossy().as_ref())));
    let config = config::load(&files, &values)?.config;
    if divergence.is_empty() || config.curriculum.divergence_prob == 0.0 {
        return Ok(config);
    }
    // Arms that never diverge stay what they are; the others take the user's probability.
    values.splice(0..0, divergence);
    Ok(config::load(&files, &values)?.config)
}

/// Arms may differ in how they learn, not in how much they play, on what, or how they are measured.
fn check_fair(first: &PlannedRun, other: &PlannedRun) -> Result<(), AblateError> {
    let mut differs = differing(&first.config, &other.config);
    differs.retain(|difference| lies_in(&difference.key, &COMMON));
    if differs.is_empty() {
        return Ok(());
    }
    Err(AblateError::Plan(format!(
        "{} and {} would not be compared at the same rollout budget on the same tasks: {}. Set these in the base configuration only",
        first.title(),
        other.title(),
        listed(&differs)
    )))
}

fn lies_in(key: &str, places: &[&str]) -> bool {
    places.iter().any(|place| key == *place || key.strip_prefix(place).is_some_and(|rest| rest.starts_with('.')))
}

/// One key that two configurations disagree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) key: String,
    pub(super) values: [String; 2],
}

fn listed(differs: &[Difference]) -> String {
    let one = |d: &Difference| format!("{} = {} and {}", d.key, d.values[0], d.values[1]);
    differs.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Every key with its two values on which two configurations disagree.
pub(super) fn differing(left: &RunConfig, right: &RunConfig) -> Vec<Difference> {
    let trees = [left, right].map(|config| toml::Value::try_from(config).unwrap_or(toml::Value::Boolean(false)));
    let value = |tree: &toml::Value, key: &str| {
        let found = key.split('.').try_fold(tree, |tree, part| tree.get(part));
        found.map_or("none".to_owned(), ToString::to_string)
    };
    let all = config::keys().into_iter().map(|key| {
        let values = [value(&trees[0], &key), value(&trees[1], &key)];
        Difference { key, values }
    });
    all.filter(|difference| difference.values[0] != difference.values[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(folder: &Path, arms: &[&str], overrides: &[&str]) -> Result<Vec<PlannedRun>, AblateError> {
        let base = folder.join("base.toml");
        let text = "max_steps = 4\n[model.scratch]\n[sampling]\nmax_new_tokens = 8\n[curriculum]\ntype = \"uniform\"";
        std::fs::write(&base, text).unwrap();
        plan(&Request {
            files: vec![base],
            overrides: overrides.iter().map(|text| (*text).to_owned()).collect(),
            arms: arms.iter().map(|arm| Arm::read(arm)).collect::<Result<_, _>>()?,
            seeds: vec![1, 2],
            output_dir: folder.join("out"),
        })
    }

    fn refused(folder: &Path, arms: &[&str], overrides: &[&str]) -> String {
        request(folder, arms, overrides).unwrap_err().to_string()
    }

    #[test]
    fn seeds_are_numbers_ranges_and_lists() {
        assert_eq!(read_seeds("1..5").unwrap(), [1, 2, 3, 4, 5]);
        assert_eq!(read_seeds("7, 1..2").unwrap(), [7, 1, 2]);
        for wrong in ["", "a", "1,1", "5..1", "1.."] {
            assert!(read_seeds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_method_goes_over_the_base_configuration_in_every_run() {
        let folder = tempfile::tempdir().unwrap();
        let runs = request(folder.path(), &["grpo", "exit"], &["optim.lr=0.5"]).unwrap();
        let titles: Vec<String> = runs.iter().map(PlannedRun::title).collect();
        assert_eq!(titles, ["grpo, seed 1", "exit, seed 1", "grpo, seed 2", "exit, seed 2"]);
        assert_eq!(runs[3].folder(), folder.path().join("out/exit/seed_2"));
        assert_eq!((runs[3].config.seed, runs[3].config.optim.lr, runs[3].config.method), (2, 0.5, Some(Method::Exit)));
        // The base configuration says uniform.
        assert_eq!(runs[1].config.curriculum.kind, config::CurriculumKind::Exit);
    }

    #[test]
    fn the_divergence_of_the_command_line_is_for_arms_that_diverge() {
        let folder = tempfile::tempdir().unwrap();
        let runs = request(folder.path(), &["improve", "diverge"], &["curriculum.divergence-prob=0.5"]).unwrap();
        assert_eq!(runs[..2].iter().map(|run| run.config.curriculum.divergence_prob).collect::<Vec<_>>(), [0.0, 0.5]);
    }

    #[test]
    fn a_file_is_an_arm_that_may_change_how_it_learns_but_not_how_much_it_plays() {
        let folder = tempfile::tempdir().unwrap();
        let sharp = folder.path().join("sharp.toml");
        std::fs::write(&sharp, "method = \"exit\"\n[curriculum]\nscore_inverse_temperature = 50.0").unwrap();
        let runs = request(folder.path(), &["exit", sharp.to_str().unwrap()], &[]).unwrap();
        assert_eq!((runs[1].arm.as_str(), runs[1].config.curriculum.score_inverse_temperature), ("sharp", 50.0));
        std::fs::write(&sharp, "max_steps = 5\n[rollout]\ngroup_size = 16").unwrap();
        let message = refused(folder.path(), &["exit", sharp.to_str().unwrap()], &[]);
        assert!(message.contains("same rollout budget") && message.contains("rollout.group_size = 8 and 16"), "{message}");
        assert!(message.contains("max_steps = 4 and 5"), "{message}");
    }

    #[test]
    fn what_the_ablation_decides_cannot_be_overridden() {
        let folder = tempfile::tempdir().unwrap();
        for (value, word) in [
            ("seed=3", "--seeds"),
            ("method=exit", "--methods"),
            ("diversity.bonus=true", "method"),
            ("eval.num_tasks=0", "held-out"),
        ] {
            let message = refused(folder.path(), &["grpo"], &[value]);
            assert!(message.contains(word), "{message}");
        }
        assert!(refused(folder.path(), &["grpo", "grpo"], &[]).contains("twice"));
        assert!(refused(folder.path(), &["gropo"], &[]).contains("grpo, curriculum"));
    }

    #[test]
    fn a_run_goes_on_as_itself_only_though_perhaps_for_longer() {
        let folder = tempfile::tempdir().unwrap();
        request(folder.path(), &["exit"], &[]).unwrap()[0].prepare().unwrap();
        request(folder.path(), &["exit"], &["max_steps=9", "log.every=7"]).unwrap()[0].check().unwrap();
        assert!(request(folder.path(), &["exit"], &["max_steps=3"]).unwrap()[0].check().is_err());
        let other = request(folder.path(), &["exit"], &["max_steps=9", "optim.lr=0.5"]).unwrap()[0].check();
        let message = other.unwrap_err().to_string();
        assert!(message.contains("optim.lr = 0.000001 and 0.5") && message.contains("--output-dir"), "{message}");
    }
}
