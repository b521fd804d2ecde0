//! Sampling from a policy on this machine's device.
//!
//! Prompts that are equal, as those of a group are, are run once; their cache is then copied to every completion. All completions
//! of a batch take one token at a time together, and those that are done leave the batch.

use std::collections::HashMap;
use std::sync::Arc;

use burn::tensor::{Device, Int, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;

use super::draw::Drawer;
use super::{Completion, Detokenizer, SampleRequest, Sampler, SamplingParams, StopReason, TokenId};
use crate::device_read::numbers;
use crate::error::RolloutError;
use crate::policy::{KvCache, Llama};

/// Prompts run through the model at once; bounds the memory of attention scores.
const PREFILL_BATCH: usize = 16;

/// Samples from a policy on this machine's device.
pub struct LocalSampler {
    policy: Llama,
    policy_version: u64,
    detokenizer: Arc<dyn Detokenizer>,
    context_length: usize,
    max_batch: usize,
}

/// One completion in the making.
struct Row {
    /// Place among the requests.
    index: usize,
    /// First cache column that belongs to it.
    start: usize,
    /// Most tokens it may take.
    room: usize,
    rng: ChaCha8Rng,
    completion: Completion,
    done: bool,
}

impl LocalSampler {
    /// A sampler of at most `max_batch` completions at once. `context_length` 0 takes the policy's own.
    pub fn new(policy: &Llama, detokenizer: Arc<dyn Detokenizer>, context_length: usize, max_batch: usize) -> Self {
        let longest = policy.config().max_position_embeddings;
        let context_length = if context_length == 0 { longest } else { context_length.min(longest) };
        Self { policy: policy.merged(), policy_version: 0, detokenizer, context_length, max_batch: max_batch.max(1) }
    }

    /// Samples from this policy from now on. The weights are shared, not copied, unless adapters must be folded in.
    pub fn sync(&mut self, policy: &Llama, policy_version: u64) {
        self.policy = policy.merged();
        self.policy_version = policy_version;
    }

    fn row(&self, index: usize, request: &SampleRequest, params: &SamplingParams) -> Result<Row, RolloutError> {
        let (prompt, context) = (request.prompt_tokens.len(), self.context_length);
        if prompt == 0 {
            return Err(RolloutError::EmptyPrompt);
        }
        if prompt >= context {
            return Err(RolloutError::PromptTooLong { prompt, context });
        }
        let completion = Completion {
            tokens: Vec::new(),
            logprobs: Vec::new(),
            text: String::new(),
            stop_reason: StopReason::MaxTokens,
            policy_version: self.policy_version,
        };
        let room = params.max_new_tokens.min(context - prompt);
        Ok(Row { index, start: 0, room, rng: request.seed.rng(), completion, done: room == 0 })
    }

    /// Samples requests that fit one batch.
    fn sample_batch(&self, requests: &[(usize, &SampleRequest)], params: &SamplingParams) -> Result<Vec<Row>, RolloutError> {
        let mut live = Vec::with_capacity(requests.len());
        for (index, request) in requests {
            live.push(self.row(*index, request, params)?);
        }
        let longest = live.iter().map(|row| row.room).max().unwrap_or(0);
        let (mut cache, mut logits) = self.prefill(requests, &mut live, longest);
        let mut finished = Vec::with_capacity(requests.len());
        let mut drawer = Drawer::default();
        let mut drawn = 0;
        while live.iter().any(|row| !row.done) {
            let vocabulary = self.policy.config().vocab_size;
            for (row, logits) in live.iter_mut().zip(logits.chunks(vocabulary)).filter(|(row, _)| !row.done) {
                self.take(row, logits, params, &mut drawer);
            }
            drawn += 1;
            if live.iter().all(|row| row.done) {
                break;
            }
            // Copying the cache costs about as much as a few tokens, so rows leave in groups.
            let open = live.iter().filter(|row| !row.done).count();
            if open * 4 <= live.len() * 3 {
                let keep: Vec<usize> = (0..live.len()).filter(|&i| !live[i].done).collect();
                let (gone, kept) = live.into_iter().partition(|row| row.done);
                finished.extend::<Vec<Row>>(gone);
                live = kept;
                cache = cache.select(index_tensor(&keep, &self.policy.device()), cache.len() + longest + 1 - drawn);
            }
            logits = self.advance(&live, &mut cache);
        }
        finished.extend(live);
        Ok(finished)
    }

    /// Runs each distinct prompt once. Gives the cache of every row and the logits of its first token.
    fn prefill(&self, requests: &[(usize, &SampleRequest)], rows: &mut [Row], room: usize) -> (KvCache, Vec<f32>) {
        let mut distinct: Vec<&[TokenId]> = Vec::new();
        let mut places: HashMap<&[TokenId], usize> = HashMap::new();
        let of_row: Vec<usize> = requests
            .iter()
            .map(|(_, request)| {
                *places.entry(&request.prompt_tokens).or_insert_with(|| {
                    distinct.push(&request.prompt_tokens);
                    distinct.len() - 1
                })
            })
            .collect();
        let longest = distinct.iter().map(|prompt| prompt.len()).max().unwrap_or(0);
        for (row, &place) in rows.iter_mut().zip(&of_row) {
            row.start = longest - distinct[place].len();
        }
        let device = self.policy.device();
        let mut caches = Vec::new();
        let mut logits = Vec::new();
        for prompts in distinct.chunks(PREFILL_BATCH) {
            // Padded at the front, so that every row's next token goes into the same column.
            let starts: Vec<usize> = prompts.iter().map(|prompt| longest - prompt.len()).collect();
            let mut tokens = Vec::with_capacity(prompts.len() * longest);
            for (prompt, &start) in prompts.iter().zip(&starts) {
                tokens.resize(tokens.len() + start, 0);
                tokens.extend(prompt.iter().map(|&token| token as i32));
            }
            let tokens = Tensor::from_data(TensorData::new(tokens, [prompts.len(), longest]), &device);
            let mut cache = KvCache::new(self.policy.config(), prompts.len(), longest, &device);
            logits.push(self.policy.decode(tokens, &starts, &mut cache).transpose());
            caches.push(cache);
        }
        let rows = index_tensor(&of_row, &device);
        let cache = KvCache::join(caches).select(rows.clone(), longest + room);
        (cache, numbers(Tensor::cat(logits, 0).select(0, rows)))
    }

    /// The logits after each row's latest token, row after row.
    fn advance(&self, rows: &[Row], cache: &mut KvCache) -> Vec<f32> {
        let tokens: Vec<i32> = rows.iter().map(|row| row.completion.tokens.last().copied().unwrap_or(0) as i32).collect();
        let starts: Vec<usize> = rows.iter().map(|row| row.start).collect();
        let tokens = Tensor::from_data(TensorData::new(tokens, [rows.len(), 1]), &self.policy.device());
        numbers(self.policy.decode(tokens, &starts, cache).transpose())
    }

    /// Draws a row's next token and sees whether it ends there.
    fn take(&self, row: &mut Row, logits: &[f32], params: &SamplingParams, drawer: &mut Drawer) {
        let drawn = drawer.draw(logits, params, &mut row.rng);
        let completion = &mut row.completion;
        completion.tokens.push(drawn.token);
        completion.logprobs.push(drawn.logprob);
        if self.detokenizer.eos_ids().contains(&drawn.token) {
            let before = &completion.tokens[..completion.tokens.len() - 1];
            completion.text = self.detokenizer.decode(before);
            completion.stop_reason = StopReason::Eos;
            row.done = true;
        } else if let Some(text) = self.stopped(&completion.tokens, params) {
            completion.text = text;
            completion.stop_reason = StopReason::StopSequence;
            row.done = true;
        } else if completion.tokens.len() >= row.room {
            completion.text = self.detokenizer.decode(&completion.tokens);
            row.done = true;
        }
    }

    /// The text before the first stop sequence, once there is one.
    fn stopped(&self, tokens: &[TokenId], params: &SamplingParams) -> Option<String> {
        if params.stop_sequences.is_empty() {
            return None;
        }
        let text = self.detokenizer.decode(tokens);
        let end = params.stop_sequences.iter().filter_map(|stop| text.find(stop.as_str())).min()?;
        Some(text[..end].to_owned())
    }
}

impl Sampler for LocalSampler {
    fn sample(&mut self, requests: &[SampleRequest], params: &SamplingParams) -> Result<Vec<Completion>, RolloutError> {
        // Like lengths together: what is padded at the front of a batch is the difference to its longest prompt.
        let mut order: Vec<(usize, &SampleRequest)> = requests.iter().enumerate().collect();
        order.sort_by_key(|(index, request)| (request.prompt_tokens.len(), *index));
        let mut completions: Vec<Option<Completion>> = requests.iter().map(|_| None).collect();
        for batch in order.chunks(self.max_batch) {
            for row in self.sample_batch(batch, params)? {
                completions[row.index] = Some(row.completion);
            }
        }
        Ok(completions.into_iter().flatten().collect())
    }

    fn context_length(&self) -> usize {
        self.context_length
    }
}

fn index_tensor(indices: &[usize], device: &Device) -> Tensor<1, Int> {
    let values: Vec<i32> = indices.iter().map(|&index| index as i32).collect();
    Tensor::from_data(TensorData::new(values, [indices.len()]), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::LlamaConfig;
    use crate::seed::{Purpose, Seed};
    use crate::tokenizer::Tokenizer;

    /// A policy whose logits are far from even, and prompts of 1 to 23 tokens.
    fn subject() -> (Llama, Vec<SampleRequest>) {
        let config = LlamaConfig {
            vocab_size: Tokenizer::byte_level().vocab_size(),
            hidden_size: 48,
            intermediate_size: 80,
            num_hidden_layers: 2,
            num_attention_heads: 4,
            num_key_value_heads: 2,
            head_dim: None,
            max_position_embeddings: 64,
            rope_theta: 10_000.0,
            rms_norm_eps: 1e-5,
            tie_word_embeddings: true,
        };
        let policy = Llama::scratch(&config, Seed::of_run(5), &Device::flex());
        let policy = policy.replaced(|path, value| if path.contains("norm") { value } else { value.mul_scalar(8.0) });
        let request = |i: u64| {
            let prompt = (0..=i % 23).map(|t| ((t * 7 + i) % 200) as TokenId).collect();
            SampleRequest::of_tokens(prompt, Seed::of_run(9).derive(Purpose::Turn, i))
        };
        (policy, (0..40).map(request).collect())
    }

    #[test]
    fn a_completion_does_not_depend_on_what_is_sampled_with_it() {
        let (policy, requests) = subject();
        let params = SamplingParams { max_new_tokens: 24, ..SamplingParams::default() };
        let by = |max_batch| {
            let mut sampler = LocalSampler::new(&policy, Arc::new(Tokenizer::byte_level()), 0, max_batch);
            sampler.sample(&requests, &params).unwrap()
        };
        let alone = by(1);
        for max_batch in [3, 16, 40] {
            let together = by(max_batch);
            let logprobs = alone.iter().zip(&together).flat_map(|(a, b)| a.logprobs.iter().zip(&b.logprobs));
            let worst = logprobs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            let differing = alone.iter().zip(&together).filter(|(a, b)| a.tokens != b.tokens).count();
            println!("batch {max_batch}: {differing} of {} differ, log-probabilities by {worst:e}", alone.len());
            assert!(differing == 0 && worst < 1e-4, "batch {max_batch}: {differing} completions differ, {worst:e}");
        }
    }
}
