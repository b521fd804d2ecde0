//! The configuration of a run: from files and flags to a checked [`RunConfig`].
//!
//! ```text
//! defaults <- files, left to right <- section.key=value overrides      (layer.rs, load.rs)
//!    a layer that names a method comes with that method's preset below it (method.rs, methods/)
//!    -> unknown keys, wrong types, values out of range, all at once     (shape.rs, names.rs, check.rs, server.rs)
//!    -> RunConfig, with the layer each value came from                  (origin.rs)
//! ```

mod check;
pub mod device;
mod layer;
mod load;
mod method;
mod names;
mod origin;
mod problem;
mod sections;
mod server;
mod shape;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::sampler::SamplingParams;
pub use check::check;
pub use load::{Loaded, from_text, laid_over, load};
pub use method::Method;
pub(crate) use names::nearest;
pub use origin::Origins;
pub use problem::{ConfigError, Problem};
pub use sections::{
    CkptSection, CurriculumKind, CurriculumSection, DiversitySection, DomainSection, EmbedderKind, EvalSection, EvalSplitSection,
    GreedySection, KeepIterate, LogSection, LoraSection, ModelSection, ObjectiveKind, ObjectiveSection, OptimSection,
    Prioritization, RolloutSection, Scaffold, ScaleRewards, ScratchSection, WarmStartSection,
};
pub use server::ServerSection;
pub use shape::keys;

/// Everything that decides a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// The named method whose preset lies below the layer that names it.
    pub method: Option<Method>,
    /// Run folder.
    pub output_dir: PathBuf,
    /// Source of all randomness (`run_seed`).
    pub seed: u64,
    /// Train steps.
    pub max_steps: u64,
    /// Compute device: `flex`, `cuda:0`, `vulkan`, ...
    pub device: String,
    /// The task domain.
    pub domain: DomainSection,
    /// The policy.
    pub model: ModelSection,
    /// Supervised start.
    pub warm_start: WarmStartSection,
    /// Groups and rollouts.
    pub rollout: RolloutSection,
    /// How tokens are drawn.
    pub sampling: SamplingParams,
    /// The loss.
    pub objective: ObjectiveSection,
    /// The diversity bonus.
    pub diversity: DiversitySection,
    /// The optimizer.
    pub optim: OptimSection,
    /// The curriculum.
    pub curriculum: CurriculumSection,
    /// Evaluation.
    pub eval: EvalSection,
    /// Checkpoints.
    pub ckpt: CkptSection,
    /// Logs.
    pub log: LogSection,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            method: None,
            output_dir: PathBuf::from("outputs/run"),
            seed: 1,
            max_steps: 100,
            device: "flex".into(),
            domain: DomainSection::default(),
            model: ModelSection::default(),
            warm_start: WarmStartSection::default(),
            rollout: RolloutSection::default(),
            sampling: SamplingParams::default(),
            objective: ObjectiveSection::default(),
            diversity: DiversitySection::default(),
            optim: OptimSection::default(),
            curriculum: CurriculumSection::default(),
            eval: EvalSection::default(),
            ckpt: CkptSection::default(),
            log: LogSection::default(),
        }
    }
}

impl RunConfig {
    /// The configuration as TOML that reads back as an equal configuration.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("numbers fit TOML's after `check`, and no key is anything but text")
    }
}
