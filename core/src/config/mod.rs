//! The configuration of a run: from files and flags to a checked [`RunConfig`].

mod sections;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::sampler::SamplingParams;
pub use sections::{
    CkptSection, CurriculumKind, CurriculumSection, DomainSection, EvalSection, LogSection, LoraSection, ModelSection,
    ObjectiveKind, ObjectiveSection, OptimSection, RolloutSection, ScaleRewards, ScratchSection, WarmStartSection,
};

/// Everything that decides a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
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
            optim: OptimSection::default(),
            curriculum: CurriculumSection::default(),
            eval: EvalSection::default(),
            ckpt: CkptSection::default(),
            log: LogSection::default(),
        }
    }
}
