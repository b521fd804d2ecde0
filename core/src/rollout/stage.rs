//! One turn of one episode: start, prompt, tokens; then play and grade.

use std::sync::Arc;
use std::time::Duration;

use exitrl_domain::{
    ClientError, DomainClient, EpisodeId, EpisodeStart, ErrorKind, Iterate, Message, Operator, Outcome, Prompt, StepResult,
};

use crate::error::{ModelError, RolloutError, ServerError};
use crate::sampler::{ChatEncoder, Completion, SampleRequest, SamplingParams, TokenId};
use crate::seed::Seed;

use super::Turn;

/// What episodes are played on: a domain, and the encoding of its prompts as tokens. Shared by rollouts and evaluation.
#[derive(Clone)]
pub struct Stage {
    /// The domain.
    pub domain: Arc<dyn DomainClient>,
    /// Chat messages to tokens.
    pub encoder: Arc<dyn ChatEncoder>,
    /// Longest time for playing one turn.
    pub turn_deadline: Duration,
    /// Most threads that call the domain at once.
    pub threads: usize,
}

/// Why a rollout could not go on, as data for its record.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// How the rollout ended by it.
    pub outcome: Outcome,
    /// What failed, on which input, what was seen, what to do.
    pub error: String,
}

/// A turn whose prompt is ready and whose completion is awaited.
#[derive(Debug, Clone)]
pub struct PendingTurn {
    /// The open episode.
    pub episode: EpisodeId,
    /// The prompt as messages, and the tools that it offers.
    pub prompt: Arc<Prompt>,
    /// The prompt as tokens.
    pub prompt_tokens: Vec<TokenId>,
}

impl PendingTurn {
    /// The completion to ask for.
    pub fn request(&self, seed: Seed) -> SampleRequest {
        SampleRequest { prompt: self.prompt.clone(), prompt_tokens: self.prompt_tokens.clone(), seed }
    }
}

impl Stage {
    /// A stage that calls the domain from as many threads as there are cores, eight at most.
    pub fn new(domain: Arc<dyn DomainClient>, encoder: Arc<dyn ChatEncoder>, turn_deadline: Duration) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(8));
        Self { domain, encoder, turn_deadline, threads }
    }

    /// The sampling parameters with the domain's stop sequences added.
    pub fn with_domain_stops(&self, params: &SamplingParams) -> SamplingParams {
        let mut params = params.clone();
        for stop in &self.domain.metadata().stop_sequences {
            if !params.stop_sequences.contains(stop) {
                params.stop_sequences.push(stop.clone());
            }
        }
        params
    }

    /// Starts an episode and makes the prompt of its first turn ready. The episode is dropped again where that fails.
    ///
    /// # Errors
    /// When the domain fails, or the prompt is too long for a context of this many tokens.
    pub fn open(
        &self,
        start: &EpisodeStart,
        operator: Operator,
        latest: Option<&Iterate>,
        context: usize,
    ) -> Result<PendingTurn, Failure> {
        let episode = self.domain.start(start)?;
        let pending = self.prompt(episode, operator, latest, context);
        if pending.is_err() {
            self.domain.drop_episode(episode);
        }
        pending
    }

    /// Makes the prompt of an episode's present turn ready.
    ///
    /// # Errors
    /// When the domain fails, or the prompt is too long.
    pub fn prompt(
        &self,
        episode: EpisodeId,
        operator: Operator,
        latest: Option<&Iterate>,
        context: usize,
    ) -> Result<PendingTurn, Failure> {
        let prompt = self.domain.prompt(episode, operator, latest)?;
        let prompt_tokens = self.encoder.encode_chat(&prompt.messages, &prompt.tools)?;
        if prompt_tokens.len() >= context {
            return Err(RolloutError::PromptTooLong { prompt: prompt_tokens.len(), context }.into());
        }
        Ok(PendingTurn { episode, prompt: Arc::new(prompt), prompt_tokens })
    }

    /// Plays a completion. Where the domain fails the turn is still recorded, with no reward and the failure's outcome: what
    /// was played then is what one wants to see.
    pub fn play(&self, pending: PendingTurn, completion: Completion) -> (Turn, Option<Failure>) {
        let action = Message::assistant(completion.text.clone());
        let played = self.domain.step(pending.episode, &action, self.turn_deadline).map_err(Failure::from);
        let (result, failure) = match played {
            Ok(result) => (result, None),
            Err(failure) => {
                let result = StepResult { reward: 0.0, done: true, outcome: failure.outcome, feedback: None };
                (result, Some(failure))
            }
        };
        let PendingTurn { prompt, prompt_tokens, .. } = pending;
        let tools = prompt.tool_names();
        let prompt = Arc::unwrap_or_clone(prompt).messages;
        (Turn { prompt, tools, prompt_tokens, completion, result }, failure)
    }
}

impl From<ClientError> for Failure {
    /// A domain that is late is a timeout; every other failure of it is a crash of the environment.
    fn from(error: ClientError) -> Self {
        let late = match &error {
            ClientError::Timeout(_) => true,
            ClientError::Domain(error) => error.kind == ErrorKind::Timeout,
            ClientError::Transport(_) => false,
        };
        let outcome = if late { Outcome::GraderTimeout } else { Outcome::EnvironmentCrash };
        Self { outcome, error: error.to_string() }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        RolloutError::from(error).into()
    }
}

impl From<RolloutError> for Failure {
    /// A prompt that outgrew the context is the length limit at work, and counts; the rest says nothing of the policy.
    fn from(error: RolloutError) -> Self {
        match error {
            RolloutError::Domain(error) => error.into(),
            RolloutError::PromptTooLong { .. } | RolloutError::Server(ServerError::PromptTooLong(_)) => {
                Self { outcome: Outcome::Truncated, error: error.to_string() }
            }
            RolloutError::EmptyPrompt | RolloutError::Tokenizer(_) | RolloutError::Device(_) | RolloutError::Server(_) => {
                Self { outcome: Outcome::EnvironmentCrash, error: error.to_string() }
            }
        }
    }
}
