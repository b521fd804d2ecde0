//! The likelihood of given answers, for the warm start.

use burn::tensor::Tensor;

use super::{LossInputs, Objective};

/// Mean over sequences of the mean negative log-likelihood of their tokens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Supervised;

impl Objective for Supervised {
    fn loss(&self, inputs: LossInputs) -> Tensor<1> {
        (inputs.logprobs.neg() * inputs.token_weights).sum()
    }

    fn token_weight(&self, rollout_tokens: usize, num_rollouts: usize) -> f32 {
        1.0 / (rollout_tokens.max(1) * num_rollouts.max(1)) as f32
    }
}
