//! From rollouts to token sequences, and from those to tensors of one forward pass.

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::objective::Objective;
use crate::rollout::Group;
use crate::sampler::{StopReason, TokenId};

/// One trained sequence: a prompt and the completion that was sampled after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Prompt and completion.
    pub tokens: Vec<TokenId>,
    /// Tokens of the prompt; at least 1.
    pub prompt_tokens: usize,
    /// Log-probabilities of the completion's tokens under the policy that sampled them.
    pub old_logprobs: Vec<f32>,
    /// Of the rollout.
    pub advantage: f32,
    /// What each completion token counts for.
    pub token_weight: f32,
}

impl Sequence {
    /// Tokens of the completion.
    pub fn completion_tokens(&self) -> usize {
        self.tokens.len() - self.prompt_tokens
    }
}

/// The sequences one update trains on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrainBatch {
    /// Longest first, so that the sequences of a micro-batch are of like length and little is padded.
    pub sequences: Vec<Sequence>,
}

impl TrainBatch {
    /// The trained turns of all rollouts. Rollouts that cannot move the policy are left out: an advantage of zero gives no
    /// gradient, unless a KL term holds every token.
    pub fn from_groups(groups: &[Group], objective: &dyn Objective, mask_truncated: bool) -> Self {
        let keep_all = objective.kl_coef() > 0.0;
        let counting = |group: &Group| group.rollouts.iter().filter(|rollout| rollout.counts()).count();
        let num_rollouts = groups.iter().map(counting).sum();
        let mut sequences = Vec::new();
        for rollout in groups.iter().flat_map(|group| &group.rollouts) {
            let cut = rollout.turns.iter().any(|turn| turn.completion.stop_reason == StopReason::MaxTokens);
            if !rollout.counts() || (rollout.advantage == 0.0 && !keep_all) || (mask_truncated && cut) {
                continue;
            }
            let token_weight = objective.token_weight(rollout.completion_tokens(), num_rollouts);
            for turn in rollout.turns.iter().filter(|turn| !turn.completion.tokens.is_empty()) {
                let mut tokens = turn.prompt_tokens.clone();
                tokens.extend_from_slice(&turn.completion.tokens);
                sequences.push(Sequence {
                    tokens,
                    prompt_tokens: turn.prompt_tokens.len(),
                    old_logprobs: turn.completion.logprobs.clone(),
                    advantage: rollout.advantage,
                    token_weight,
                });
            }
        }
        Self::new(sequences)
    }

    /// A batch of these sequences.
    pub fn new(mut sequences: Vec<Sequence>) -> Self {
        sequences.sort_by_key(|sequence| std::cmp::Reverse(sequence.tokens.len()));
        Self { sequences }
    }

    /// The batch in parts of at most this many sequences.
    pub fn micro_batches(&self, size: usize) -> impl Iterator<Item = MicroBatch<'_>> {
        self.sequences.chunks(size.max(1)).map(|sequences| MicroBatch { sequences })
    }
}

/// The sequences of one forward pass.
#[derive(Debug, Clone, Copy)]
pub struct MicroBatch<'a> {
    /// At least one.
    pub sequences: &'a [Sequence],
}

impl MicroBatch<'_> {
    fn len(&self) -> usize {
        self.sequences.iter().map(|sequence| sequence.tokens.len()).max().unwrap_or(0)
    }

    /// The tokens that are read, padded at the end: the last token of a sequence is only ever predicted.
    ///
    /// # Shapes
    /// - result: `[B, T]`
    pub fn tokens(&self, device: &Device) -> Tensor<2, Int> {
        let len = self.len() - 1;
        let mut tokens = Vec::with_capacity(self.sequences.len() * len);
        for sequence in self.sequences {
            let read = &sequence.tokens[..sequence.tokens.len() - 1];
            tokens.extend(read.iter().map(|&token| token as i32));
            tokens.resize(tokens.len() + len - read.len(), 0);
        }
        Tensor::from_data(TensorData::new(tokens, [self.sequences.len(), len]), device)
    }

    /// Rows of the flattened `[B * T, D]` hidden states that predict a completion token.
    ///
    /// # Shapes
    /// - result: `[N]`
    pub fn rows(&self, device: &Device) -> Tensor<1, Int> {
        let len = self.len() - 1;
        let rows = self.sequences.iter().enumerate().flat_map(|(index, sequence)| {
            (sequence.prompt_tokens..sequence.tokens.len()).map(move |at| (index * len + at - 1) as i32)
        });
        let rows: Vec<i32> = rows.collect();
        let count = rows.len();
        Tensor::from_data(TensorData::new(rows, [count]), device)
    }

    /// The completion tokens, end to end.
    pub fn targets(&self) -> Vec<TokenId> {
        self.each(|sequence| sequence.tokens[sequence.prompt_tokens..].to_vec())
    }

    /// Their log-probabilities under the sampling policy.
    pub fn old_logprobs(&self) -> Vec<f32> {
        self.each(|sequence| sequence.old_logprobs.clone())
    }

    /// Their advantages.
    pub fn advantages(&self) -> Vec<f32> {
        self.each(|sequence| vec![sequence.advantage; sequence.completion_tokens()])
    }

    /// Their weights.
    pub fn token_weights(&self) -> Vec<f32> {
        self.each(|sequence| vec![sequence.token_weight; sequence.completion_tokens()])
    }

    fn each<T>(&self, of: impl Fn(&Sequence) -> Vec<T>) -> Vec<T> {
        self.sequences.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(tokens: &[TokenId], prompt_tokens: usize, advantage: f32) -> Sequence {
        let completion = tokens.len() - prompt_tokens;
        Sequence { tokens: tokens.to_vec(), prompt_tokens, old_logprobs: vec![-1.0; completion], advantage, token_weight: 0.5 }
    }

    #[test]
    fn rows_point_at_the_token_before_each_completion_token() {
        let batch = TrainBatch::new(vec![sequence(&[7, 8], 1, -1.0), sequence(&[1, 2, 3, 4], 2, 1.0)]);
        let device = Device::flex();
        let micro = batch.micro_batches(8).next().expect("one micro-batch");
        // Longest first; the last token of each is not read, the shorter is padded with 0.
        assert_eq!(micro.tokens(&device).into_data().try_to_vec::<i32>().expect("ints"), [1, 2, 3, 7, 0, 0]);
        // Tokens 3 and 4 are predicted at places 1 and 2; token 8 at place 0 of the second row.
        assert_eq!(micro.rows(&device).into_data().try_to_vec::<i32>().expect("ints"), [1, 2, 3]);
        assert_eq!(micro.targets(), [3, 4, 8]);
        assert_eq!(micro.advantages(), [1.0, 1.0, -1.0]);
    }
}
