//! Sampling from a model that somebody else serves behind the OpenAI-compatible paths `/models` and `/chat/completions`.
//!
//! ```text
//! SampleRequest -> body.rs -> client.rs (threads, retries) -> server
//! Completion   <-  reply.rs <-
//! ```
//!
//! Such a model can be evaluated. It cannot be trained: its weights lie elsewhere, and its texts mostly come without the tokens and
//! log-probabilities that a loss needs.

mod body;
mod client;
mod reply;

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use exitrl_domain::Message;
use serde_json::{Map, Value};

use super::{ChatEncoder, Completion, SampleRequest, Sampler, SamplingParams, StopReason, TokenId};
use crate::config::{ServerSection, nearest};
use crate::error::{ModelError, RolloutError, ServerError};
use client::Client;
use reply::Reply;

/// Gives no tokens: a served model's prompts are made into tokens where its tokenizer is. So prompts are never found too long here;
/// the server says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServedEncoder;

impl ChatEncoder for ServedEncoder {
    fn encode_chat(&self, _: &[Message], _: &[Value]) -> Result<Vec<TokenId>, ModelError> {
        Ok(Vec::new())
    }
}

/// Samples from a served model, a few requests at once.
pub struct ServedSampler {
    client: Client,
    section: ServerSection,
    /// As the server lists it.
    model: String,
    answered: AtomicU64,
    prompt_tokens: AtomicU64,
    completion_tokens: AtomicU64,
}

/// What was asked of a server so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Completions that came.
    pub answered: u64,
    /// Requests sent again.
    pub retries: u64,
    /// Tokens of prompts, as the server counts.
    pub prompt_tokens: u64,
    /// Tokens of completions, as the server counts.
    pub completion_tokens: u64,
}

impl ServedSampler {
    /// Asks a server which models it has, and takes the one that is named, or the only one.
    ///
    /// # Errors
    /// When the server does not answer, or has no such model.
    pub fn open(section: &ServerSection) -> Result<Self, ServerError> {
        let client = Client::new(section)?;
        let names = client.get("models", reply::model_names)?;
        let model = choose(section, &names)?;
        let zero = || AtomicU64::new(0);
        let (answered, prompt_tokens, completion_tokens) = (zero(), zero(), zero());
        Ok(Self { client, section: section.clone(), model, answered, prompt_tokens, completion_tokens })
    }

    /// The model's name at the server.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// What was asked of the server so far.
    pub fn usage(&self) -> Usage {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Usage {
            answered: of(&self.answered),
            retries: of(&self.client.retries),
            prompt_tokens: of(&self.prompt_tokens),
            completion_tokens: of(&self.completion_tokens),
        }
    }

    fn complete(&self, request: &SampleRequest, params: &SamplingParams, stop: &AtomicBool) -> Result<Completion, ServerError> {
        let body = body::body(&self.section, &self.model, &request.prompt, params, request.seed);
        let first = self.ask(&body, request, stop);
        let answer = match (&first, body::without_length(&body)) {
            // Some servers refuse a prompt that leaves less room than the longest completion; on this machine such a completion gets
            // the room there is, so it does there.
            (Err(ServerError::PromptTooLong(_)), Some(unbounded)) => self.ask(&unbounded, request, stop),
            _ => first,
        };
        let reply = answer?;
        for (count, more) in
            [(&self.answered, 1), (&self.prompt_tokens, reply.prompt_tokens), (&self.completion_tokens, reply.completion_tokens)]
        {
            count.fetch_add(more, Ordering::Relaxed);
        }
        Ok(completion(reply, params))
    }

    fn ask(&self, body: &Map<String, Value>, request: &SampleRequest, stop: &AtomicBool) -> Result<Reply, ServerError> {
        let bytes = serde_json::to_vec(body).map_err(|error| ServerError::Refused(format!("it cannot be written: {error}")))?;
        self.client.post("chat/completions", &bytes, request.seed, stop, reply::read)
    }

    /// Answers in order; the first failure that concerns all ends the work.
    fn ask_all(&self, requests: &[SampleRequest], params: &SamplingParams) -> Vec<Option<Result<Completion, ServerError>>> {
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            let mut done = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(request) = requests.get(index) else { break };
                let answer = self.complete(request, params, &stop);
                if matches!(answer, Err(ServerError::Failed(_))) {
                    stop.store(true, Ordering::SeqCst);
                }
                done.push((index, answer));
            }
            done
        };
        let mut answers: Vec<Option<_>> = requests.iter().map(|_| None).collect();
        let threads = self.section.max_in_flight.min(requests.len());
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            for (index, answer) in workers.into_iter().filter_map(|worker| worker.join().ok()).flatten() {
                answers[index] = Some(answer);
            }
        });
        answers
    }
}

impl Sampler for ServedSampler {
    fn sample(&mut self, requests: &[SampleRequest], params: &SamplingParams) -> Result<Vec<Completion>, RolloutError> {
        self.sample_each(requests, params)?.into_iter().collect()
    }

    /// A refused request fails alone once the server has answered another; before that the refusal is taken to concern all.
    fn sample_each(
        &mut self,
        requests: &[SampleRequest],
        params: &SamplingParams,
    ) -> Result<Vec<Result<Completion, RolloutError>>, RolloutError> {
        let mut answers = Vec::with_capacity(requests.len());
        let mut refused = None;
        let mut left_out = false;
        for answer in self.ask_all(requests, params) {
            match answer {
                Some(Err(error @ ServerError::Failed(_))) => return Err(error.into()),
                Some(answer) => {
                    refused = refused.or_else(|| answer.as_ref().err().filter(|e| matches!(e, ServerError::Refused(_))).cloned());
                    answers.push(answer.map_err(RolloutError::from));
                }
                None => left_out = true,
            }
        }
        if left_out {
            return Err(RolloutError::Device("requests to the model server were left out; this is a bug of the sampler".into()));
        }
        match refused {
            Some(ServerError::Refused(seen)) if self.usage().answered == 0 => Err(ServerError::Failed(format!(
                "the model server refuses every request: {}/chat/completions: {seen}; look at [model.server] and [sampling]: \
                 extra_body takes keys out of a request or puts others in",
                self.section.base_url.trim_end_matches('/')
            ))
            .into()),
            _ => Ok(answers),
        }
    }

    /// Unknown here: the server says when a prompt is too long.
    fn context_length(&self) -> usize {
        usize::MAX
    }
}

/// A reply as a completion: cut before the first stop sequence, which not every server does.
fn completion(reply: Reply, params: &SamplingParams) -> Completion {
    let Reply { mut text, mut stop_reason, mut tokens, mut logprobs, .. } = reply;
    if let Some(end) = params.stop_sequences.iter().filter_map(|stop| text.find(stop.as_str())).min() {
        text.truncate(end);
        stop_reason = StopReason::StopSequence;
        // They are those of the longer text.
        (tokens, logprobs) = (Vec::new(), Vec::new());
    }
    Completion { tokens, logprobs, text, stop_reason, policy_version: 0 }
}

/// The model that is named, or the only one there is.
fn choose(section: &ServerSection, names: &[String]) -> Result<String, ServerError> {
    const SHOWN: usize = 8;
    let more = if names.len() > SHOWN { format!(", and {} more", names.len() - SHOWN) } else { String::new() };
    let list = format!("{}{more}", names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", "));
    let list = if names.is_empty() { "no model".to_owned() } else { list };
    let failed = |what: String| Err(ServerError::Failed(format!("{what} at {}; it has {list}", section.base_url)));
    match (section.model.as_str(), names) {
        ("", [only]) => Ok(only.clone()),
        ("", []) => failed("the server lists no model to take: set model.server.model, or load one".to_owned()),
        ("", _) => failed("the server has several models: set model.server.model to one of them".to_owned()),
        (name, names) if names.iter().any(|listed| listed == name) => Ok(name.to_owned()),
        (name, names) => {
            let near = nearest(name, names.iter().map(String::as_str)).map(|near| format!(" (did you mean {near:?}?)"));
            failed(format!("there is no model {name:?}{}; set model.server.model", near.unwrap_or_default()))
        }
    }
}
