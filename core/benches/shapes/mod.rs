//! The policies and the work that the bench and the example `cpu_seconds` measure.

use std::sync::Arc;

use burn::tensor::Device;
use exitrl::batch::{Sequence, TrainBatch};
use exitrl::config::{ObjectiveSection, OptimSection};
use exitrl::learner::Learner;
use exitrl::policy::{Llama, LlamaConfig};
use exitrl::sampler::{Detokenizer, LocalSampler, SampleRequest, TokenId};
use exitrl::seed::Seed;

/// SmolLM2-135M.
pub(crate) fn smollm2() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 49_152,
        hidden_size: 576,
        intermediate_size: 1536,
        num_hidden_layers: 30,
        num_attention_heads: 9,
        num_key_value_heads: 3,
        head_dim: None,
        max_position_embeddings: 512,
        rope_theta: 1e5,
        rms_norm_eps: 1e-5,
        tie_word_embeddings: true,
    }
}

/// The policy of the quickstart.
pub(crate) fn small() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 261,
        hidden_size: 96,
        intermediate_size: 256,
        num_hidden_layers: 3,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        ..smollm2()
    }
}

/// Never ends a completion, so that every one has the same length.
struct Endless;

impl Detokenizer for Endless {
    fn decode(&self, _: &[TokenId]) -> String {
        String::new()
    }
    fn eos_ids(&self) -> &[TokenId] {
        &[]
    }
}

/// A sampler of random weights, and a batch of requests with one prompt.
pub(crate) fn sampling(config: &LlamaConfig, prompt: u32, batch: usize) -> (LocalSampler, Vec<SampleRequest>) {
    let policy = Llama::scratch(config, Seed::of_run(1), &Device::flex());
    let sampler = LocalSampler::new(&policy, Arc::new(Endless), 0, batch);
    let prompt_tokens: Vec<TokenId> = (0..prompt).map(|t| t * 37 % config.vocab_size as u32).collect();
    let request = |i| SampleRequest::of_tokens(prompt_tokens.clone(), Seed::of_run(i));
    (sampler, (0..batch as u64).map(request).collect())
}

/// Rows of one length, `group` of which share a prompt.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) rows: usize,
    pub(crate) group: usize,
    pub(crate) prompt: usize,
    pub(crate) completion: usize,
}

impl Rows {
    /// Prompts and completions, prompts counted once a row.
    pub(crate) fn tokens(self) -> usize {
        self.rows * (self.prompt + self.completion)
    }
}

/// A learner of random weights, and a batch.
pub(crate) fn training(config: &LlamaConfig, rows: Rows, micro_batch_size: usize) -> (Learner, TrainBatch) {
    let policy = Llama::scratch(config, Seed::of_run(1), &Device::flex().autodiff());
    let sequence = |i: usize| {
        let token = |t: usize| {
            let from = if t < rows.prompt { i / rows.group } else { i };
            ((t * 37 + from * 101) % config.vocab_size) as TokenId
        };
        Sequence {
            tokens: (0..rows.prompt + rows.completion).map(token).collect(),
            prompt_tokens: rows.prompt,
            old_logprobs: vec![-(config.vocab_size as f32).ln(); rows.completion],
            advantage: if i.is_multiple_of(2) { 1.0 } else { -1.0 },
            token_weight: 1.0 / (rows.rows * rows.completion) as f32,
        }
    };
    let optim = OptimSection { micro_batch_size, ..OptimSection::default() };
    let learner = Learner::new(policy, &optim, &ObjectiveSection::default(), 1.0);
    (learner, TrainBatch::new((0..rows.rows).map(sequence).collect()))
}
