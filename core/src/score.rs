//! Scoring texts with a policy: token ids, log-probabilities, a greedy continuation (`exitrl model score`).

use std::sync::Arc;

use burn::tensor::{Int, Tensor, TensorData};
use exitrl_domain::Message;
use serde::{Deserialize, Serialize};

use crate::error::RolloutError;
use crate::head::Head;
use crate::policy::Llama;
use crate::sampler::{LocalSampler, SampleRequest, Sampler, SamplingParams, TokenId};
use crate::seed::Seed;
use crate::tokenizer::Tokenizer;
use crate::trainer::LoadedPolicy;

/// What is scored: a plain text, or messages through the chat template.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ScoreRequest {
    /// `{"text": ...}`: the tokens of the text as they are.
    Text {
        /// The text.
        text: String,
    },
    /// `{"messages": [...]}`: the prompt that a policy would answer to.
    Messages {
        /// The chat so far.
        messages: Vec<Message>,
    },
}

/// What a policy makes of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The tokens.
    pub token_ids: Vec<TokenId>,
    /// Natural logarithm of each token's probability after those before it; the first has none.
    pub token_logprobs: Vec<Option<f32>>,
    /// The likeliest continuation.
    pub greedy_token_ids: Vec<TokenId>,
    /// The same as text.
    pub greedy_text: String,
}

/// Scores texts with one policy.
pub struct Scorer {
    policy: Llama,
    tokenizer: Tokenizer,
    sampler: LocalSampler,
    params: SamplingParams,
}

impl Scorer {
    /// A scorer that continues texts by at most `max_new_tokens`.
    pub fn new(loaded: &LoadedPolicy, max_new_tokens: usize) -> Self {
        let policy = loaded.policy.merged();
        let sampler = LocalSampler::new(&policy, Arc::new(loaded.tokenizer.clone()), 0, 1);
        let params = SamplingParams { temperature: 0.0, max_new_tokens, ..SamplingParams::default() };
        Self { policy, tokenizer: loaded.tokenizer.clone(), sampler, params }
    }

    /// Scores one text.
    ///
    /// # Errors
    /// When the text is empty, longer than the context, or cannot be tokenised.
    pub fn score(&mut self, request: &ScoreRequest) -> Result<Score, RolloutError> {
        let token_ids = match request {
            ScoreRequest::Text { text } => self.tokenizer.encode(text)?,
            ScoreRequest::Messages { messages } => self.tokenizer.encode_chat(messages, &[])?,
        };
        let context = self.sampler.context_length();
        if token_ids.is_empty() {
            return Err(RolloutError::EmptyPrompt);
        }
        if token_ids.len() > context {
            return Err(RolloutError::PromptTooLong { prompt: token_ids.len(), context });
        }
        let token_logprobs = self.logprobs(&token_ids);
        let (greedy_token_ids, greedy_text) = self.continuation(&token_ids)?;
        Ok(Score { token_ids, token_logprobs, greedy_token_ids, greedy_text })
    }

    fn logprobs(&self, token_ids: &[TokenId]) -> Vec<Option<f32>> {
        let read = token_ids.len() - 1;
        if read == 0 {
            return vec![None];
        }
        let tokens: Vec<i32> = token_ids[..read].iter().map(|&id| id as i32).collect();
        let tokens: Tensor<2, Int> = Tensor::from_data(TensorData::new(tokens, [1, read]), &self.policy.device());
        let hidden = self.policy.hidden(tokens).squeeze_dim::<2>(0);
        let scores = Head::new(self.policy.head(), 1.0).scores(hidden, &token_ids[1..]);
        std::iter::once(None).chain(scores.logprobs.into_iter().map(Some)).collect()
    }

    fn continuation(&mut self, token_ids: &[TokenId]) -> Result<(Vec<TokenId>, String), RolloutError> {
        if self.params.max_new_tokens == 0 || token_ids.len() == self.sampler.context_length() {
            return Ok((Vec::new(), String::new()));
        }
        // Greedy: the seed decides nothing.
        let request = SampleRequest::of_tokens(token_ids.to_vec(), Seed::of_run(0));
        let completion = self.sampler.sample(&[request], &self.params)?.swap_remove(0);
        Ok((completion.tokens, completion.text))
    }
}
