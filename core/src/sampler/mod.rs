//! Sampling: from prompts to completions with log-probabilities.

mod chat_encoder;
mod draw;
mod local;
pub mod scripted;
pub mod served;

use std::sync::Arc;

use crate::error::RolloutError;
use crate::seed::Seed;
pub use chat_encoder::ChatEncoder;
use exitrl_domain::Prompt;
pub use local::LocalSampler;
use serde::{Deserialize, Serialize};

/// A token's number in the vocabulary.
pub type TokenId = u32;

/// How tokens are drawn. Log-probabilities are those of the distribution that tokens are drawn from before top-k and top-p:
/// the softmax over `logits / temperature`, the same that the trainer computes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamplingParams {
    /// Divides the logits; 0 takes the likeliest token.
    pub temperature: f32,
    /// Nucleus: the least set of likeliest tokens whose mass reaches this; 1 keeps all.
    pub top_p: f32,
    /// Keeps this many likeliest tokens; 0 keeps all.
    pub top_k: usize,
    /// Longest completion, in tokens.
    #[serde(alias = "max_completion_length")]
    pub max_new_tokens: usize,
    /// Texts that end a completion, on top of the domain's.
    pub stop_sequences: Vec<String>,
}

impl Default for SamplingParams {
    fn default() -> Self {
        Self { temperature: 1.0, top_p: 1.0, top_k: 0, max_new_tokens: 512, stop_sequences: Vec::new() }
    }
}

/// Why sampling ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The policy gave an end-of-text token.
    Eos,
    /// A stop sequence appeared.
    StopSequence,
    /// The length limit was reached.
    MaxTokens,
}

/// The sampled tokens of one turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// What was sampled, the end-of-text token included. Empty where a served model does not tell.
    pub tokens: Vec<TokenId>,
    /// Log-probability of each token under the sampling policy, at the sampling temperature. Empty where a served model does not
    /// tell; what one tells may be at another temperature.
    pub logprobs: Vec<f32>,
    /// The tokens as text, without end-of-text token and stop sequence.
    pub text: String,
    /// Why sampling ended.
    pub stop_reason: StopReason,
    /// Train steps that the sampling policy had seen.
    pub policy_version: u64,
}

/// One completion asked for. Equal prompts are run once and their cache is shared.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRequest {
    /// The prompt as messages, and the tools that it offers: what a served model is sent.
    pub prompt: Arc<Prompt>,
    /// The prompt as tokens: what a policy on this machine goes on from.
    pub prompt_tokens: Vec<TokenId>,
    /// Where the randomness of this completion comes from.
    pub seed: Seed,
}

impl SampleRequest {
    /// A request of tokens that come from no messages.
    pub fn of_tokens(prompt_tokens: Vec<TokenId>, seed: Seed) -> Self {
        Self { prompt: Arc::new(Prompt::new(Vec::new())), prompt_tokens, seed }
    }
}

/// The way back from tokens to text.
pub trait Detokenizer: Send + Sync {
    /// Tokens as text; special tokens are left out.
    fn decode(&self, tokens: &[TokenId]) -> String;

    /// Tokens that end a completion.
    fn eos_ids(&self) -> &[TokenId];
}

/// A source of completions.
pub trait Sampler: Send {
    /// One completion for each request, in order.
    ///
    /// # Errors
    /// When a prompt leaves no room in the context, or the device fails.
    fn sample(&mut self, requests: &[SampleRequest], params: &SamplingParams) -> Result<Vec<Completion>, RolloutError>;

    /// One completion for each request, in order, or why this one request alone cannot be answered.
    ///
    /// # Errors
    /// When none can be answered.
    fn sample_each(
        &mut self,
        requests: &[SampleRequest],
        params: &SamplingParams,
    ) -> Result<Vec<Result<Completion, RolloutError>>, RolloutError> {
        Ok(self.sample(requests, params)?.into_iter().map(Ok).collect())
    }

    /// The longest prompt and completion together, in tokens.
    fn context_length(&self) -> usize;
}
