//! The sections of a run's configuration, one struct each. Defaults are in [`Default`]; names follow the glossary, and the
//! spellings of other trainers are accepted as aliases.

use exitrl_plugin_host::Transport;
use serde::{Deserialize, Serialize};

use super::ServerSection;
use crate::policy::LlamaConfig;

/// `[domain]`: which domain is trained on, and how it is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DomainSection {
    /// A plugin's name (`math`) or the path of a library, script or program.
    pub plugin: String,
    /// How it is reached; `auto` looks at the path.
    pub transport: Transport,
    /// Longest time a domain may take for one turn, in milliseconds.
    pub turn_deadline_ms: u64,
    /// The domain's own configuration, handed over as it is.
    pub config: toml::Table,
}

impl Default for DomainSection {
    fn default() -> Self {
        Self { plugin: "math".into(), transport: Transport::default(), turn_deadline_ms: 10_000, config: toml::Table::new() }
    }
}

/// `[model]`: where the policy comes from, and which of its parameters are trained.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSection {
    /// A pulled model's name, a Hugging Face folder or a GGUF file. Empty when `scratch` or `server` is given.
    pub source: String,
    /// A policy with random weights and a byte-level tokenizer, built at this shape.
    pub scratch: Option<ScratchSection>,
    /// A model that somebody else serves; for evaluation only.
    pub server: Option<ServerSection>,
    /// Trains low-rank adapters and leaves the weights as they are; absent for full fine-tuning.
    pub lora: Option<LoraSection>,
    /// Longest context in tokens; 0 takes the model's own.
    pub max_context: usize,
}

/// `[model.scratch]`: shape of a policy built from random weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScratchSection {
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width inside the SwiGLU block.
    pub intermediate_size: usize,
    /// Decoder blocks.
    pub num_hidden_layers: usize,
    /// Query heads.
    pub num_attention_heads: usize,
    /// Key/value heads.
    pub num_key_value_heads: usize,
    /// Longest context, in tokens.
    pub max_position_embeddings: usize,
}

impl Default for ScratchSection {
    fn default() -> Self {
        Self {
            hidden_size: 96,
            intermediate_size: 256,
            num_hidden_layers: 4,
            num_attention_heads: 4,
            num_key_value_heads: 2,
            max_position_embeddings: 128,
        }
    }
}

impl ScratchSection {
    /// The full shape, for a vocabulary of this many tokens. Head and embedding are tied.
    pub fn shape(&self, vocab_size: usize) -> LlamaConfig {
        LlamaConfig {
            vocab_size,
            hidden_size: self.hidden_size,
            intermediate_size: self.intermediate_size,
            num_hidden_layers: self.num_hidden_layers,
            num_attention_heads: self.num_attention_heads,
            num_key_value_heads: self.num_key_value_heads,
            head_dim: None,
            max_position_embeddings: self.max_position_embeddings,
            rope_theta: 10_000.0,
            rms_norm_eps: 1e-5,
            tie_word_embeddings: true,
        }
    }
}

/// `[model.lora]`: low-rank adapters (arXiv 2106.09685).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LoraSection {
    /// Rank r of the adapters.
    #[serde(alias = "r")]
    pub rank: usize,
    /// The update is scaled by `alpha / rank`.
    #[serde(alias = "lora_alpha")]
    pub alpha: f64,
    /// Which projections get one: any of `q_proj k_proj v_proj o_proj gate_proj up_proj down_proj`.
    pub target_modules: Vec<String>,
}

impl Default for LoraSection {
    fn default() -> Self {
        let all = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
        Self { rank: 16, alpha: 32.0, target_modules: all.map(str::to_owned).to_vec() }
    }
}

/// `[warm_start]`: supervised train steps on the domain's demonstrations or reference answers before the first rollout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarmStartSection {
    /// Supervised train steps; 0 for none.
    pub steps: u64,
    /// Examples a train step.
    pub batch_size: usize,
    /// Learning rate.
    pub lr: f64,
    /// Share of examples that improve on an iterate instead of attempting.
    pub frac_improve: f64,
    /// Share of examples that diverge from an iterate.
    pub frac_diverge: f64,
    /// Share of characters of an iterate that are replaced, so that there is something to improve on.
    pub iterate_noise: f64,
    /// Share of characters of a target that are replaced, so that the policy is left with something to learn.
    pub target_noise: f64,
}

impl Default for WarmStartSection {
    fn default() -> Self {
        Self { steps: 0, batch_size: 64, lr: 1e-3, frac_improve: 0.5, frac_diverge: 0.0, iterate_noise: 0.3, target_noise: 0.0 }
    }
}

/// `[rollout]`: how many groups of how many rollouts a train step plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RolloutSection {
    /// Rollouts of one task instance (G in the paper).
    #[serde(alias = "num_generations")]
    pub group_size: usize,
    /// Groups a train step.
    pub groups_per_step: usize,
    /// Most sequences sampled at once.
    pub max_batch: usize,
}

impl Default for RolloutSection {
    fn default() -> Self {
        Self { group_size: 8, groups_per_step: 8, max_batch: 128 }
    }
}

/// How a group's rewards are scaled into advantages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleRewards {
    /// Reward minus the group's mean, over the group's standard deviation (GRPO).
    #[default]
    Group,
    /// Reward minus the group's mean (Dr. GRPO).
    None,
}

/// Which loss is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveKind {
    /// Mean over sequences of each sequence's token mean (arXiv 2402.03300).
    #[default]
    Grpo,
    /// Sum over tokens over a constant length (arXiv 2503.20783).
    DrGrpo,
}

/// `[objective]`: the policy loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectiveSection {
    /// Which loss.
    #[serde(rename = "type", alias = "loss_type")]
    pub kind: ObjectiveKind,
    /// How far the importance ratio may fall below 1 (epsilon).
    #[serde(alias = "epsilon")]
    pub clip_eps_low: f64,
    /// How far it may rise above 1.
    #[serde(alias = "epsilon_high")]
    pub clip_eps_high: f64,
    /// Weight of the KL divergence from the reference policy (beta in the paper); 0 keeps no reference.
    #[serde(alias = "beta")]
    pub kl_coef: f64,
    /// How rewards become advantages.
    pub scale_rewards: ScaleRewards,
    /// Optimisation passes over one batch of rollouts (mu).
    #[serde(alias = "num_iterations_per_batch")]
    pub num_epochs_per_batch: usize,
    /// Train steps between updates of the reference policy (M in the paper); 0 never.
    #[serde(alias = "ref_model_sync_steps")]
    pub reference_sync_every: u64,
    /// Share of the policy in the updated reference (alpha in the paper); 1 is a copy.
    #[serde(alias = "ref_model_mixup_alpha")]
    pub reference_mix: f64,
    /// Leaves rollouts that were cut by the length limit out of the loss.
    pub mask_truncated_completions: bool,
}

impl Default for ObjectiveSection {
    fn default() -> Self {
        Self {
            kind: ObjectiveKind::Grpo,
            clip_eps_low: 0.2,
            clip_eps_high: 0.2,
            kl_coef: 0.0,
            scale_rewards: ScaleRewards::Group,
            num_epochs_per_batch: 1,
            reference_sync_every: 100,
            reference_mix: 1.0,
            mask_truncated_completions: false,
        }
    }
}

/// `[optim]`: AdamW (arXiv 1711.05101).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OptimSection {
    /// Learning rate of an optimizer step.
    #[serde(alias = "learning_rate")]
    pub lr: f64,
    /// Train steps over which the learning rate rises from 0.
    #[serde(alias = "warmup_steps")]
    pub lr_warmup_steps: u64,
    /// Decay of the first moment.
    #[serde(alias = "adam_beta1")]
    pub beta1: f64,
    /// Decay of the second moment.
    #[serde(alias = "adam_beta2")]
    pub beta2: f64,
    /// Keeps the division stable.
    #[serde(alias = "adam_epsilon")]
    pub epsilon: f64,
    /// Decay of the weights; norms and biases are exempt.
    pub weight_decay: f64,
    /// Gradients are scaled down to this global norm; 0 never.
    pub max_grad_norm: f64,
    /// Sequences in one forward pass; gradients are accumulated over the batch.
    #[serde(alias = "per_device_train_batch_size")]
    pub micro_batch_size: usize,
}

impl Default for OptimSection {
    fn default() -> Self {
        Self {
            lr: 1e-6,
            lr_warmup_steps: 0,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay: 0.0,
            max_grad_norm: 1.0,
            micro_batch_size: 16,
        }
    }
}

/// What distances between rollouts are measured with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbedderKind {
    /// Hashed character n-grams; no weights.
    #[default]
    Hashed,
    /// A BERT sentence embedder.
    Sentence,
}

/// `[diversity]`: the diversity bonus (arXiv 2509.04575, section 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DiversitySection {
    /// Whether advantages are multiplied by how novel their rollouts are.
    pub bonus: bool,
    /// What distances are measured with.
    pub embedder: EmbedderKind,
    /// Of `sentence`: a pulled model's name or a Hugging Face folder.
    pub model: String,
    /// The largest factor.
    pub cap: f64,
}

impl Default for DiversitySection {
    fn default() -> Self {
        Self { bonus: false, embedder: EmbedderKind::Hashed, model: "all-minilm-l6-v2".into(), cap: 5.0 }
    }
}

/// Which curriculum chooses task instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurriculumKind {
    /// Base tasks, uniformly.
    Uniform,
    /// Exploratory Iteration.
    #[default]
    Exit,
}

/// How scores become chances of being drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prioritization {
    /// In proportion to `exp(kappa * score)` (arXiv 2509.04575).
    #[default]
    Softmax,
    /// In proportion to `(1 / rank)^(1 / T)` (prioritized level replay, arXiv 2010.03934).
    Rank,
}

/// `[curriculum]`: how task instances are chosen (arXiv 2509.04575, section 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CurriculumSection {
    /// Which curriculum.
    #[serde(rename = "type")]
    pub kind: CurriculumKind,
    /// Entries the task buffer keeps (N).
    pub buffer_capacity: usize,
    /// Entries it must hold before any is drawn (`B_min`).
    pub buffer_min_size: usize,
    /// Chance that a group starts from the buffer (p).
    pub self_iteration_prob: f64,
    /// Chance that such a group diverges instead of improving (`p_div`).
    pub divergence_prob: f64,
    /// Whether stored answers are improved on and diverged from; without, stored starts are attempted again and nothing else (the
    /// paper's curriculum ablation).
    pub self_iterations: bool,
    /// How scores become chances.
    pub prioritization: Prioritization,
    /// With `softmax`, entries are drawn in proportion to `exp(kappa * score)`.
    pub score_inverse_temperature: f64,
    /// With `rank`, entries are drawn in proportion to `(1 / rank)^(1 / T)`.
    pub rank_temperature: f64,
    /// Share of draws that go by staleness instead of score (rho): in proportion to the draws since an entry was last drawn.
    pub staleness_coef: f64,
    /// Factor that every stored score takes in a train step that does not measure it.
    pub score_decay: f64,
    /// How many base tasks the run draws from; 0 takes the whole training split.
    pub num_base_tasks: u64,
}

impl Default for CurriculumSection {
    fn default() -> Self {
        Self {
            kind: CurriculumKind::Exit,
            buffer_capacity: 512,
            buffer_min_size: 128,
            self_iteration_prob: 0.5,
            divergence_prob: 0.0,
            self_iterations: true,
            prioritization: Prioritization::Softmax,
            score_inverse_temperature: 10.0,
            rank_temperature: 1.0,
            staleness_coef: 0.0,
            score_decay: 1.0,
            num_base_tasks: 0,
        }
    }
}

/// Which iterate an evaluation goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepIterate {
    /// The latest, better or worse: nothing is graded before the end.
    #[default]
    Last,
    /// The best so far by the domain's own grading, as a greedy search does. Of equals the latest.
    Best,
}

/// How the next iterate of an evaluation is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaffold {
    /// One attempt, then every iterate improves the one that `keep` names.
    #[default]
    Iterate,
    /// A greedy search: drafts, then the best so far is improved or diverged from, and what failed is debugged.
    Greedy,
}

/// `[eval.greedy]`: the greedy search (arXiv 2509.04575, section 5; drafts and debugging as in AIDE).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GreedySection {
    /// Fresh attempts before anything is improved.
    pub num_drafts: usize,
    /// Attempts in a row to mend what failed, before the search goes back to the best so far.
    pub max_debug_depth: usize,
    /// Chance that the best so far is diverged from instead of improved.
    pub divergence_prob: f64,
}

impl Default for GreedySection {
    fn default() -> Self {
        Self { num_drafts: 1, max_debug_depth: 3, divergence_prob: 0.2 }
    }
}

/// `[[eval.splits]]`: one of several named sets of held-out tasks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvalSplitSection {
    /// Names it in figures and files.
    pub name: String,
    /// Goes over `domain.config`.
    pub config: toml::Table,
}

/// `[eval]`: K-step self-improvement on held-out tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvalSection {
    /// Train steps between evaluations; 0 only before the first and after the last one.
    #[serde(alias = "eval_steps")]
    pub every: u64,
    /// Held-out tasks; 0 for no evaluation.
    pub num_tasks: u64,
    /// Independent samples of each task (n of avg@n).
    pub num_samples: usize,
    /// Self-iterations after the first attempt (K).
    #[serde(alias = "iterate_budget")]
    pub num_iterations: usize,
    /// Sampling temperature; the training temperature where absent.
    pub temperature: Option<f32>,
    /// Which iterate the next self-iteration starts from, and which is the answer.
    pub keep: KeepIterate,
    /// How the next iterate is chosen. With `greedy` the answer is the best so far, whatever `keep` says.
    pub scaffold: Scaffold,
    /// Settings of the greedy search.
    pub greedy: GreedySection,
    /// Whether fresh attempts at the same inference budget are sampled to compare with.
    pub controls: bool,
    /// Resamples behind every bootstrap interval.
    pub num_resamples: usize,
    /// Several named sets of held-out tasks; without any, the held-out tasks of the run's own domain.
    pub splits: Vec<EvalSplitSection>,
}

impl Default for EvalSection {
    fn default() -> Self {
        Self {
            every: 0,
            num_tasks: 64,
            num_samples: 1,
            num_iterations: 4,
            temperature: None,
            keep: KeepIterate::Last,
            scaffold: Scaffold::Iterate,
            greedy: GreedySection::default(),
            controls: false,
            num_resamples: 2000,
            splits: Vec::new(),
        }
    }
}

/// `[ckpt]`: when state is saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CkptSection {
    /// Train steps between checkpoints; 0 only at the end and on Ctrl-C.
    #[serde(alias = "save_steps")]
    pub every: u64,
    /// Latest checkpoints that are kept; 0 keeps all.
    #[serde(alias = "save_total_limit")]
    pub keep: usize,
}

impl Default for CkptSection {
    fn default() -> Self {
        Self { every: 20, keep: 2 }
    }
}

/// `[log]`: what is written while training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSection {
    /// Train steps between log lines where the output is no terminal.
    #[serde(alias = "logging_steps")]
    pub every: u64,
    /// Whether every rollout is written to `traces.jsonl`.
    pub traces: bool,
    /// Whether the life of every stored task instance is written to `instances.jsonl`.
    pub instances: bool,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { every: 1, traces: true, instances: true }
    }
}
