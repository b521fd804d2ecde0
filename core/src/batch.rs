//! From rollouts to token sequences, and from those to tensors of one forward pass.

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::objective::Objective;
use crate::policy::MASKED;
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
    /// Those of one prompt together, longer ones first, so that prompts are shared and little is padded.
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
        let key = |s: &Sequence| std::cmp::Reverse((s.prompt_tokens, s.tokens[..s.prompt_tokens].to_vec(), s.tokens.len()));
        sequences.sort_by_cached_key(key);
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

/// Longest row that completions of a short prompt are packed into. Attention costs the square of a row's length, so packing pays for
/// short completions only.
const PACKED_ROW: usize = 256;

/// Longest row that completions of a prompt are packed into. Completions that are together no longer than their prompt may always join:
/// attention over such a row costs at most what four runs of the prompt cost, and every completion that joins saves one.
fn longest_row(prompt_tokens: usize) -> usize {
    PACKED_ROW.max(2 * prompt_tokens)
}

/// What one forward pass reads.
pub struct Layout {
    /// `[B, T]`, padded at the end.
    pub tokens: Tensor<2, Int>,
    /// Set where a row holds several completions of one prompt.
    pub packing: Option<Packing>,
    /// `[N]`: rows of the flattened `[B * T, D]` hidden states that predict a completion token.
    pub predicting: Tensor<1, Int>,
}

/// How tokens of packed rows see each other.
pub struct Packing {
    /// `[B, T]`: positions; every completion goes on from the end of the prompt.
    pub positions: Tensor<2, Int>,
    /// `[B, 1, T, T]`: 0 where a token may be seen, else a large negative number.
    pub bias: Tensor<4>,
}

impl<'a> MicroBatch<'a> {
    /// Sequences by row: those that follow each other with the same prompt share a row, and so the work on the prompt.
    fn rows(&self) -> Vec<Vec<&'a Sequence>> {
        let mut rows: Vec<Vec<&Sequence>> = Vec::new();
        let mut used = 0;
        for sequence in self.sequences {
            let more = sequence.completion_tokens() - 1;
            let joins = rows.last().is_some_and(|row| {
                let first = row[0];
                used + more <= longest_row(first.prompt_tokens)
                    && first.tokens[..first.prompt_tokens] == sequence.tokens[..sequence.prompt_tokens]
            });
            match rows.last_mut() {
                Some(row) if joins => row.push(sequence),
                _ => {
                    rows.push(vec![sequence]);
                    used = sequence.prompt_tokens;
                }
            }
            used += more;
        }
        rows
    }

    /// Lays the sequences out for one forward pass. The last token of a sequence is only ever predicted, so it is not read.
    pub fn layout(&self, device: &Device) -> Layout {
        let rows = self.rows();
        let length = |row: &Vec<&Sequence>| {
            row[0].prompt_tokens + row.iter().map(|sequence| sequence.completion_tokens() - 1).sum::<usize>()
        };
        let (batch, len) = (rows.len(), rows.iter().map(length).max().unwrap_or(0));
        let packed = rows.iter().any(|row| row.len() > 1);
        let mut plan = Plan::default();
        for (index, row) in rows.iter().enumerate() {
            plan.add_row(row, index * len, len);
        }
        let grid = |values: Vec<i32>| Tensor::from_data(TensorData::new(values, [batch, len]), device);
        let count = plan.predicting.len();
        Layout {
            tokens: grid(plan.tokens),
            packing: packed
                .then(|| Packing { bias: packed_bias(&plan.segments, batch, len, device), positions: grid(plan.positions) }),
            predicting: Tensor::from_data(TensorData::new(plan.predicting, [count]), device),
        }
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

/// A layout in the making. `segments` says which part of its row a token belongs to: 0 the prompt, 1.. a completion, -1 padding.
#[derive(Default)]
struct Plan {
    tokens: Vec<i32>,
    positions: Vec<i32>,
    segments: Vec<i32>,
    predicting: Vec<i32>,
}

impl Plan {
    /// Adds one row, which begins at `start` of the flattened grid and is `len` long.
    fn add_row(&mut self, row: &[&Sequence], start: usize, len: usize) {
        let prompt = row[0].prompt_tokens;
        self.add_part(&row[0].tokens[..prompt], 0, 0);
        for (index, sequence) in row.iter().enumerate() {
            // The prompt's last token predicts the first of every completion; from there each token predicts the next.
            let begin = self.tokens.len();
            self.predicting.push((start + prompt - 1) as i32);
            self.add_part(&sequence.tokens[prompt..sequence.tokens.len() - 1], prompt, index as i32 + 1);
            self.predicting.extend((begin..self.tokens.len()).map(|at| at as i32));
        }
        let padding = start + len - self.tokens.len();
        self.tokens.resize(start + len, 0);
        // Any position of the table does: a row of packed completions may be longer than the longest context.
        self.positions.resize(start + len, 0);
        self.segments.extend(std::iter::repeat_n(-1, padding));
    }

    fn add_part(&mut self, tokens: &[TokenId], position: usize, segment: i32) {
        self.tokens.extend(tokens.iter().map(|&token| token as i32));
        self.positions.extend((0..tokens.len()).map(|at| (position + at) as i32));
        self.segments.extend(std::iter::repeat_n(segment, tokens.len()));
    }
}

/// A token sees the prompt and its own completion, up to itself.
fn packed_bias(segments: &[i32], batch: usize, len: usize, device: &Device) -> Tensor<4> {
    let mut bias = vec![MASKED; batch * len * len];
    for row in 0..batch {
        let segments = &segments[row * len..(row + 1) * len];
        for (at, &own) in segments.iter().enumerate() {
            let line = &mut bias[(row * len + at) * len..][..at + 1];
            for (cell, &segment) in line.iter_mut().zip(segments) {
                if own >= 0 && (segment == 0 || segment == own) {
                    *cell = 0.0;
                }
            }
        }
    }
    Tensor::from_data(TensorData::new(bias, [batch, 1, len, len]), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(tokens: &[TokenId], prompt_tokens: usize, advantage: f32) -> Sequence {
        let completion = tokens.len() - prompt_tokens;
        Sequence { tokens: tokens.to_vec(), prompt_tokens, old_logprobs: vec![-1.0; completion], advantage, token_weight: 0.5 }
    }

    fn ints<const D: usize>(tensor: Tensor<D, Int>) -> Vec<i32> {
        tensor.into_data().try_to_vec::<i32>().expect("ints")
    }

    #[test]
    fn each_completion_token_is_predicted_by_the_one_before_it() {
        let batch = TrainBatch::new(vec![sequence(&[7, 8], 1, -1.0), sequence(&[1, 2, 3, 4], 2, 1.0)]);
        let micro = batch.micro_batches(8).next().expect("one micro-batch");
        // Longest prompt first; the last token of each is not read, the shorter is padded with 0.
        let layout = micro.layout(&Device::flex());
        assert_eq!(ints(layout.tokens), [1, 2, 3, 7, 0, 0]);
        // Tokens 3 and 4 are predicted at places 1 and 2; token 8 at place 0 of the second row.
        assert_eq!(ints(layout.predicting), [1, 2, 3]);
        assert!(layout.packing.is_none());
        assert_eq!(micro.targets(), [3, 4, 8]);
        assert_eq!(micro.advantages(), [1.0, 1.0, -1.0]);
    }

    #[test]
    fn completions_of_one_prompt_share_its_row() {
        let batch = TrainBatch::new(vec![sequence(&[1, 2, 5], 2, 1.0), sequence(&[1, 2, 3, 4], 2, -1.0)]);
        let micro = batch.micro_batches(8).next().expect("one micro-batch");
        let layout = micro.layout(&Device::flex());
        // Prompt 1 2, then 3 of the longer completion; the shorter has nothing to read.
        assert_eq!(ints(layout.tokens), [1, 2, 3]);
        // 3 and 4 at places 1 and 2, then 5 at the prompt's end again.
        assert_eq!(ints(layout.predicting), [1, 2, 1]);
        assert_eq!(micro.targets(), [3, 4, 5]);
        let packing = layout.packing.expect("packed");
        assert_eq!(ints(packing.positions), [0, 1, 2]);
    }

    #[test]
    fn padding_beside_a_long_packed_row_stays_inside_the_context() {
        let long = |last| sequence(&[1, 2, 3, 4, 5, last], 1, 1.0);
        let batch = TrainBatch::new(vec![long(6), long(7), long(8), sequence(&[9, 9], 1, 1.0)]);
        let micro = batch.micro_batches(8).next().expect("one micro-batch");
        let positions = ints(micro.layout(&Device::flex()).packing.expect("packed").positions);
        // One row of 1 + 3 x 4 tokens, whose positions end at 4, and one of a single token, filled up.
        assert_eq!(positions.len(), 2 * 13);
        assert_eq!(positions.into_iter().max(), Some(4));
    }

    #[test]
    fn completions_of_a_long_prompt_share_its_row_while_they_are_no_longer_than_it() {
        let prompt: Vec<TokenId> = (0..300).collect();
        let of = |last: TokenId| sequence(&[prompt.clone(), vec![1; 100], vec![last]].concat(), 300, 1.0);
        let batch = TrainBatch::new((0..4).map(of).collect());
        let micro = batch.micro_batches(8).next().expect("one micro-batch");
        // Three completions of 100 read tokens make a row of twice the prompt; the fourth has one of its own.
        assert_eq!(micro.rows().iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(ints(micro.layout(&Device::flex()).tokens).len(), 2 * 600);
    }

    #[test]
    fn packed_completions_do_not_see_each_other() {
        let bias = packed_bias(&[0, 1, 2, -1], 1, 4, &Device::flex());
        let seen: Vec<bool> = crate::device_read::numbers(bias).iter().map(|&b| b == 0.0).collect();
        let (x, o) = (true, false);
        assert_eq!(seen, [x, o, o, o, x, x, o, o, x, o, x, o, o, o, o, o]);
    }
}
