//! The domain's configuration.

use std::path::PathBuf;
use std::time::Duration;

use exitrl_domain::DomainError;
use serde::{Deserialize, Serialize};

/// The domain's configuration. Unknown keys are refused; only `data` must be given.
///
/// ```
/// # use exitrl_mle::MleConfig;
/// let config: MleConfig = serde_json::from_value(serde_json::json!({
///     "data": "mle-bench/data",
///     "registry": "mle-bench/mlebench/competitions",
///     "train": ["spooky-author-identification"],
///     "test": ["nomad2018-predict-transparent-conductors"],
///     "limits": {"wall_seconds": 300, "memory_mib": 4096},
/// }))?;
/// assert_eq!(config.limits.processes, 64);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MleConfig {
    /// A folder with one folder a competition, as `mlebench prepare` and `exitrl-mle prepare-local` leave them.
    pub data: PathBuf,
    /// The benchmark's `mlebench/competitions` folder, with `config.yaml` and `leaderboard.csv` of every competition. Local
    /// competitions need none.
    #[serde(default)]
    pub registry: Option<PathBuf>,
    /// Competitions to train on. Default: all in `data` that are not held out.
    #[serde(default)]
    pub train: Option<Vec<String>>,
    /// Competitions held out.
    #[serde(default)]
    pub test: Vec<String>,
    /// How submissions are graded. Default: as the benchmark does where the competition is one of its own, else strictly.
    #[serde(default)]
    pub grading: Option<Grading>,

    /// The Python interpreter that runs programs. Default: `python3` on the path.
    #[serde(default)]
    pub python: Option<PathBuf>,
    /// Packages that the prompt names. Default: the well-known ones that the interpreter has.
    #[serde(default)]
    pub packages: Option<Vec<String>>,
    /// What a program may use.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Programs that run at the same time. Default: as many as the machine has cores for.
    #[serde(default)]
    pub max_parallel: Option<usize>,
    /// Whether programs may be run without isolation where none can be had. They can then read the hidden answers and all else that this
    /// user can.
    #[serde(default)]
    pub allow_unsandboxed: bool,
    /// The sandbox's launcher, the program `exitrl-sandbox`. Default: looked for beside the running program and on the path.
    #[serde(default)]
    pub launcher: Option<PathBuf>,
    /// Files and folders that programs must not see, beside the answers. Data sets inside Python packages are hidden always.
    #[serde(default)]
    pub hide: Vec<PathBuf>,

    /// Characters of a competition's description in the prompt.
    #[serde(default = "description_chars")]
    pub description_chars: usize,
    /// Characters of the data preview in the prompt.
    #[serde(default = "preview_chars")]
    pub preview_chars: usize,
    /// Characters of each output stream in the feedback.
    #[serde(default = "output_chars")]
    pub output_chars: usize,
    /// Whether the feedback tells the score.
    #[serde(default = "yes")]
    pub tell_score: bool,

    /// A folder in which results are kept by the hash of the program, so that an equal program is not run again. Default: they are kept in
    /// memory only.
    #[serde(default)]
    pub cache: Option<PathBuf>,
    /// A file that gets one JSON line a reply: class of the result, run time, score.
    #[serde(default)]
    pub log: Option<PathBuf>,
}

/// How submissions are graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grading {
    /// Ids are matched, columns go by name, what is undefined is an error.
    Strict,
    /// With the benchmark's quirks.
    Compat,
}

/// What a program may use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Seconds by the clock.
    pub wall_seconds: f64,
    /// Seconds of processor time over all processes. Default: wall time times cores.
    pub cpu_seconds: Option<f64>,
    /// Memory of all processes together, in MiB.
    pub memory_mib: u64,
    /// Processes and threads at the same time.
    pub processes: u32,
    /// Size of the work folder, in MiB.
    pub scratch_mib: u64,
    /// Cores that a program is told to use.
    pub cores: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { wall_seconds: 300.0, cpu_seconds: None, memory_mib: 4096, processes: 64, scratch_mib: 1024, cores: 1 }
    }
}

fn description_chars() -> usize {
    12_000
}

fn preview_chars() -> usize {
    4_000
}

fn output_chars() -> usize {
    2_500
}

fn yes() -> bool {
    true
}

impl MleConfig {
    /// Whether the values can be used.
    ///
    /// # Errors
    /// Names the key, what was seen, and what is allowed.
    pub(crate) fn check(&self) -> Result<(), DomainError> {
        let limits = &self.limits;
        let seconds = |key: &str, value: f64| match value {
            value if value.is_finite() && (0.1..=86_400.0).contains(&value) => Ok(()),
            value => Err(format!("limits.{key} is {value}; give seconds from 0.1 to 86400")),
        };
        let at_least = |key: &str, value: u64, least: u64| match value {
            value if value >= least => Ok(()),
            value => Err(format!("{key} is {value}; give at least {least}")),
        };
        seconds("wall_seconds", limits.wall_seconds)
            .and_then(|()| limits.cpu_seconds.map_or(Ok(()), |value| seconds("cpu_seconds", value)))
            .and_then(|()| at_least("limits.memory_mib", limits.memory_mib, 32))
            .and_then(|()| at_least("limits.processes", limits.processes.into(), 1))
            .and_then(|()| at_least("limits.scratch_mib", limits.scratch_mib, 1))
            .and_then(|()| at_least("limits.cores", limits.cores.into(), 1))
            .and_then(|()| at_least("max_parallel", self.max_parallel.unwrap_or(1) as u64, 1))
            .and_then(|()| match self.train.iter().flatten().find(|id| self.test.contains(id)) {
                Some(id) => Err(format!("{id} is both in train and in test; held-out competitions must not be trained on")),
                None => Ok(()),
            })
            .map_err(|text| DomainError::config(format!("the mle domain's configuration cannot be used: {text}")))
    }

    /// The wall-clock limit.
    pub(crate) fn wall(&self) -> Duration {
        Duration::from_secs_f64(self.limits.wall_seconds)
    }

    /// The limit of processor time.
    pub(crate) fn cpu(&self) -> Duration {
        let all_cores = self.limits.wall_seconds * f64::from(self.limits.cores);
        Duration::from_secs_f64(self.limits.cpu_seconds.unwrap_or(all_cores))
    }

    /// Programs at the same time.
    pub(crate) fn parallel(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.max_parallel.unwrap_or((cores / self.limits.cores as usize).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problem(more: serde_json::Value) -> String {
        let mut config = json!({"data": "x"});
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let config: MleConfig = serde_json::from_value(config).unwrap();
        config.check().expect_err("refused").message
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(
            problem(json!({"limits": {"wall_seconds": 0.0}}))
                .contains("limits.wall_seconds is 0; give seconds from 0.1 to 86400")
        );
        assert!(problem(json!({"limits": {"memory_mib": 1}})).contains("limits.memory_mib is 1; give at least 32"));
        assert!(problem(json!({"train": ["a", "b"], "test": ["b"]})).contains("b is both in train and in test"));
        assert!(problem(json!({"max_parallel": 0})).contains("max_parallel is 0"));
    }

    #[test]
    fn processor_time_follows_from_wall_time_and_cores() {
        let config: MleConfig =
            serde_json::from_value(json!({"data": "x", "limits": {"wall_seconds": 10.0, "cores": 2}})).unwrap();
        config.check().unwrap();
        assert_eq!(config.cpu(), Duration::from_secs(20));
        assert!(serde_json::from_value::<MleConfig>(json!({"data": "x", "timeout": 3})).is_err());
    }
}
