//! Policy losses: pure functions from a record of numbers to a loss; no model and no optimizer.

mod grpo;
mod supervised;

use burn::tensor::Tensor;

use crate::config::{ObjectiveKind, ObjectiveSection};
pub use grpo::Grpo;
pub use supervised::Supervised;

/// What a loss is made of. All of shape `[N]`, N completion tokens laid end to end, so there is no padding to mask.
#[derive(Debug, Clone)]
pub struct LossInputs {
    /// Under the trained policy; the only input with a gradient.
    pub logprobs: Tensor<1>,
    /// Under the policy that sampled the tokens.
    pub old_logprobs: Tensor<1>,
    /// Under the reference policy, where there is one.
    pub ref_logprobs: Option<Tensor<1>>,
    /// The advantage of each token's rollout.
    pub advantages: Tensor<1>,
    /// What each token counts for in the batch's loss; see [`Objective::token_weight`].
    pub token_weights: Tensor<1>,
}

/// A policy loss.
pub trait Objective: Send {
    /// The loss of some tokens, `[1]`: the sum of their weighted losses. A batch may be given in parts, whose losses add up.
    fn loss(&self, inputs: LossInputs) -> Tensor<1>;

    /// What one token of a rollout counts for, so that the sum over a batch is the loss.
    ///
    /// `rollout_tokens` are the trained tokens of its rollout, over all turns; `num_rollouts` the rollouts of the batch.
    fn token_weight(&self, rollout_tokens: usize, num_rollouts: usize) -> f32;

    /// Weight of the KL divergence from the reference policy; 0 needs no reference.
    fn kl_coef(&self) -> f64 {
        0.0
    }
}

/// The objective of a configuration. `max_new_tokens` is the constant length of Dr. GRPO.
pub fn build(section: &ObjectiveSection, max_new_tokens: usize) -> Box<dyn Objective> {
    let constant_length = match section.kind {
        ObjectiveKind::Grpo => None,
        ObjectiveKind::DrGrpo => Some(max_new_tokens),
    };
    Box::new(Grpo {
        clip_eps_low: section.clip_eps_low,
        clip_eps_high: section.clip_eps_high,
        kl_coef: section.kl_coef,
        constant_length,
    })
}
