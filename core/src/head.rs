//! The head, forward and backward, in chunks.
//!
//! Logits of every token at once are the largest tensors of a language model (2048 tokens x 49152 words x 4 bytes = 400 MB a copy,
//! and a traced log-softmax keeps several). Nothing but each target's log-probability is needed of them, and its gradient is
//! known in closed form, so the head runs off the autodiff graph: for a chunk of tokens it makes the logits, asks the objective for
//! d loss / d logprob, and turns that into gradients of the hidden states and of the head's weights.

use burn::tensor::{IndexingUpdateOp, Int, Tensor, TensorData};

use crate::device_read::numbers;
use crate::sampler::TokenId;

/// Tokens whose logits exist at once.
const CHUNK: usize = 512;

/// Log-probabilities and entropies of some tokens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenScores {
    /// Of each target.
    pub logprobs: Vec<f32>,
    /// Of each position's distribution, in nats.
    pub entropies: Vec<f32>,
}

/// Gradients that the head hands back.
pub struct HeadGradients {
    /// `[N, D]`
    pub hidden: Tensor<2>,
    /// `[V, D]`; absent when the head is frozen.
    pub weight: Option<Tensor<2>>,
}

/// The head of a policy at a sampling temperature. All tensors are off the autodiff graph.
pub struct Head {
    /// `[V, D]`
    weight: Tensor<2>,
    inverse_temperature: f64,
}

/// One chunk's softmax.
struct Softmax {
    /// `[n, V]`
    probs: Tensor<2>,
    /// `[n, 1]`
    targets: Tensor<2, Int>,
    /// `[n, 1]`
    logprobs: Tensor<2>,
    /// `[n, 1]`
    entropies: Tensor<2>,
}

impl Head {
    /// A head with these weights, `[V, D]`. A temperature of 0 counts as 1: greedy tokens have no distribution of their own.
    pub fn new(weight: Tensor<2>, temperature: f32) -> Self {
        let inverse_temperature = if temperature > 0.0 { 1.0 / f64::from(temperature) } else { 1.0 };
        Self { weight: weight.inner(), inverse_temperature }
    }

    /// Scores of targets after hidden states.
    ///
    /// # Shapes
    /// - `hidden`: `[N, D]`; `targets`: N token ids
    pub fn scores(&self, hidden: Tensor<2>, targets: &[TokenId]) -> TokenScores {
        let mut scores = TokenScores::default();
        self.each_chunk(hidden, targets, |_, softmax, _| scores.push(softmax));
        scores
    }

    /// Scores, and the gradients of a loss whose derivative by each log-probability `slope` gives. `slope` gets the place of the
    /// chunk's first token and the chunk's log-probabilities `[n]`, and gives `[n]`.
    pub fn backward(
        &self,
        hidden: Tensor<2>,
        targets: &[TokenId],
        train_weight: bool,
        mut slope: impl FnMut(usize, Tensor<1>) -> Tensor<1>,
    ) -> (TokenScores, HeadGradients) {
        let mut scores = TokenScores::default();
        let mut hidden_parts = Vec::new();
        let mut weight_gradient: Option<Tensor<2>> = None;
        self.each_chunk(hidden, targets, |first, softmax, states| {
            scores.push(softmax);
            let slopes = slope(first, softmax.logprobs.clone().squeeze_dim(1));
            let slopes = slopes.unsqueeze_dim::<2>(1).mul_scalar(self.inverse_temperature);
            // d logprob / d logit = (one at the target) - prob, over the temperature.
            let logits = softmax.probs.clone() * slopes.clone().neg();
            let logits = logits.scatter(1, softmax.targets.clone(), slopes, IndexingUpdateOp::Add);
            hidden_parts.push(logits.clone().matmul(self.weight.clone()));
            if train_weight {
                let part = logits.transpose().matmul(states);
                weight_gradient = Some(match weight_gradient.take() {
                    Some(sum) => sum + part,
                    None => part,
                });
            }
        });
        (scores, HeadGradients { hidden: Tensor::cat(hidden_parts, 0), weight: weight_gradient })
    }

    fn each_chunk(&self, hidden: Tensor<2>, targets: &[TokenId], mut visit: impl FnMut(usize, &Softmax, Tensor<2>)) {
        for (index, chunk) in targets.chunks(CHUNK).enumerate() {
            let first = index * CHUNK;
            let states = hidden.clone().narrow(0, first, chunk.len());
            visit(first, &self.softmax(states.clone(), chunk), states);
        }
    }

    fn softmax(&self, states: Tensor<2>, targets: &[TokenId]) -> Softmax {
        let device = states.device();
        let logits = states.matmul(self.weight.clone().transpose()).mul_scalar(self.inverse_temperature);
        let ids: Vec<i32> = targets.iter().map(|&id| id as i32).collect();
        let targets: Tensor<2, Int> = Tensor::from_data(TensorData::new(ids, [targets.len(), 1]), &device);
        let shifted = logits.clone() - logits.max_dim(1);
        let exps = shifted.clone().exp();
        let sums = exps.clone().sum_dim(1);
        let log_sums = sums.clone().log();
        let logprobs = shifted.clone().gather(1, targets.clone()) - log_sums.clone();
        let probs = exps / sums;
        let entropies = log_sums - (probs.clone() * shifted).sum_dim(1);
        Softmax { probs, targets, logprobs, entropies }
    }
}

impl TokenScores {
    fn push(&mut self, softmax: &Softmax) {
        self.logprobs.extend(numbers(softmax.logprobs.clone()));
        self.entropies.extend(numbers(softmax.entropies.clone()));
    }
}
