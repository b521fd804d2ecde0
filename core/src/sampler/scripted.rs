//! A sampler without a model: answers are a function of prompt and seed. For tests of everything around the policy.

use exitrl_domain::{Message, Role};
use rand::RngExt;
use serde_json::Value;

use super::{ChatEncoder, Completion, SampleRequest, Sampler, SamplingParams, StopReason, TokenId};
use crate::error::{ModelError, RolloutError};
use crate::seed::Seed;

/// Ends every completion that was not cut.
pub const EOS: TokenId = 256;

/// One token a byte; messages are written as `role: content` lines, below a line for each tool.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByteEncoder;

impl ChatEncoder for ByteEncoder {
    fn encode_chat(&self, messages: &[Message], tools: &[Value]) -> Result<Vec<TokenId>, ModelError> {
        let tools = tools.iter().map(|tool| format!("offered: {tool}\n"));
        let messages = messages.iter().map(|m| format!("{}: {}\n", role_name(m.role), m.content));
        Ok(encode(&tools.chain(messages).collect::<String>()))
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

/// A text as one token a byte.
pub fn encode(text: &str) -> Vec<TokenId> {
    text.bytes().map(TokenId::from).collect()
}

/// The text of byte tokens; others are left out.
pub fn decode(tokens: &[TokenId]) -> String {
    let bytes: Vec<u8> = tokens.iter().filter_map(|&token| u8::try_from(token).ok()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

type Script = Box<dyn FnMut(&str, Seed) -> String + Send>;

/// Answers by a script instead of a model.
pub struct ScriptedSampler {
    script: Script,
    context_length: usize,
    policy_version: u64,
    /// Number of requests of every call so far, oldest first.
    pub calls: Vec<usize>,
}

impl ScriptedSampler {
    /// A sampler that answers a prompt (as text) and a seed with the script's text.
    pub fn new(script: impl FnMut(&str, Seed) -> String + Send + 'static) -> Self {
        Self { script: Box::new(script), context_length: 1 << 16, policy_version: 0, calls: Vec::new() }
    }

    /// A sampler that gives one of two answers to a prompt, the first of them with this probability, independently for every
    /// seed.
    pub fn succeeding(probability: f64, answers: impl Fn(&str) -> [String; 2] + Send + 'static) -> Self {
        Self::new(move |prompt, seed| {
            let [success, failure] = answers(prompt);
            if seed.rng().random::<f64>() < probability { success } else { failure }
        })
    }

    /// The same sampler with a context of this many tokens.
    #[must_use]
    pub fn with_context(mut self, context_length: usize) -> Self {
        self.context_length = context_length;
        self
    }

    /// Sets the version that completions are marked with.
    pub fn set_policy_version(&mut self, policy_version: u64) {
        self.policy_version = policy_version;
    }

    fn complete(&mut self, request: &SampleRequest, params: &SamplingParams) -> Result<Completion, RolloutError> {
        let prompt = request.prompt_tokens.len();
        let room = self.context_length.saturating_sub(prompt);
        if room == 0 {
            return Err(RolloutError::PromptTooLong { prompt, context: self.context_length });
        }
        let text = (self.script)(&decode(&request.prompt_tokens), request.seed);
        let (mut tokens, stop_reason) = stop(&text, params);
        let limit = params.max_new_tokens.min(room);
        let cut = tokens.len() > limit;
        tokens.truncate(limit);
        let text = decode(&tokens[..tokens.iter().position(|&token| token == EOS).unwrap_or(tokens.len())]);
        let stop_reason = if cut { StopReason::MaxTokens } else { stop_reason };
        // A script leaves nothing to chance: every token has probability 1.
        let logprobs = vec![0.0; tokens.len()];
        Ok(Completion { tokens, logprobs, text, stop_reason, policy_version: self.policy_version })
    }
}

/// The tokens up to the first stop sequence, or up to and with the end of the text.
fn stop(text: &str, params: &SamplingParams) -> (Vec<TokenId>, StopReason) {
    match params.stop_sequences.iter().filter_map(|stop| text.find(stop.as_str())).min() {
        Some(at) => (encode(&text[..at]), StopReason::StopSequence),
        None => (encode(text).into_iter().chain([EOS]).collect(), StopReason::Eos),
    }
}

impl Sampler for ScriptedSampler {
    fn sample(&mut self, requests: &[SampleRequest], params: &SamplingParams) -> Result<Vec<Completion>, RolloutError> {
        self.calls.push(requests.len());
        requests.iter().map(|request| self.complete(request, params)).collect()
    }

    fn context_length(&self) -> usize {
        self.context_length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Purpose;

    fn one(sampler: &mut ScriptedSampler, prompt: &str, params: &SamplingParams) -> Result<Completion, RolloutError> {
        let request = SampleRequest::of_tokens(encode(prompt), Seed::of_run(1));
        Ok(sampler.sample(&[request], params)?.remove(0))
    }

    #[test]
    fn a_chat_becomes_bytes_and_comes_back_as_text() {
        let chat = [Message::system("count"), Message::user("to äß")];
        let tokens = ByteEncoder.encode_chat(&chat, &[]).unwrap();
        assert_eq!(decode(&tokens), "system: count\nuser: to äß\n");
        let tokens = ByteEncoder.encode_chat(&chat[..1], &["abacus".into()]).unwrap();
        assert_eq!(decode(&tokens), "offered: \"abacus\"\nsystem: count\n");
    }

    #[test]
    fn a_completion_ends_by_itself_at_a_stop_sequence_or_at_the_limit() {
        let mut sampler = ScriptedSampler::new(|prompt, _| format!("{prompt} said twice"));
        let mut params = SamplingParams::default();
        let whole = one(&mut sampler, "ab", &params).unwrap();
        assert_eq!((whole.text.as_str(), whole.stop_reason, whole.tokens.len()), ("ab said twice", StopReason::Eos, 14));
        params.stop_sequences.push(" twice".into());
        let stopped = one(&mut sampler, "ab", &params).unwrap();
        assert_eq!((stopped.text.as_str(), stopped.stop_reason), ("ab said", StopReason::StopSequence));
        params.max_new_tokens = 3;
        let cut = one(&mut sampler, "ab", &params).unwrap();
        assert_eq!((cut.text.as_str(), cut.stop_reason, cut.logprobs.len()), ("ab ", StopReason::MaxTokens, 3));
        assert_eq!(sampler.calls, [1, 1, 1]);
    }

    #[test]
    fn a_prompt_that_fills_the_context_is_refused() {
        let mut sampler = ScriptedSampler::new(|_, _| String::new()).with_context(4);
        let refusal = one(&mut sampler, "four", &SamplingParams::default()).unwrap_err().to_string();
        assert!(refusal.contains("4 tokens") && refusal.contains("context of 4"), "{refusal}");
    }

    #[test]
    fn success_comes_as_often_as_asked() {
        let mut sampler = ScriptedSampler::succeeding(0.25, |_| ["yes".into(), "no".into()]);
        let requests: Vec<_> =
            (0..4000).map(|i| SampleRequest::of_tokens(encode("?"), Seed::of_run(5).derive(Purpose::Turn, i))).collect();
        let answers = sampler.sample(&requests, &SamplingParams::default()).unwrap();
        let successes = answers.iter().filter(|c| c.text == "yes").count();
        // 1000 with a standard deviation of sqrt(4000 * 1/4 * 3/4) = 27.4.
        assert!(successes.abs_diff(1000) < 137, "{successes}");
    }
}
