//! The host's view of a domain, whichever way it is reached.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Demonstration, Domain, DomainError, EpisodeStart, Feature, Host, Iterate, Message, Metadata, Operator, Prompt, Request,
    Response, ScoreRow, Server, Split, StepResult, Task,
};

/// Most that the deadline told to a domain is shorter than the host's: the answer needs a moment to travel.
const LONGEST_MARGIN: Duration = Duration::from_millis(250);

/// Names one open episode of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpisodeId(pub u64);

/// Why a call to a domain gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The domain answered with an error.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// The answer did not come by the deadline; the episode is lost.
    #[error("{0}")]
    Timeout(String),
    /// The transport failed: a peer that died, an answer that cannot be read.
    #[error("{0}")]
    Transport(String),
}

/// A domain as the trainer sees it: in process, a dynamic library, or a subprocess.
///
/// Every method may be called from many threads at once; an episode belongs to one caller at a time.
pub trait DomainClient: Send + Sync {
    /// Sends one request and waits for its response, at most `deadline`.
    ///
    /// # Errors
    /// On a timeout or a broken transport; a domain's own error comes back as [`Response::Error`].
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError>;

    /// The static facts, known since the domain was opened.
    fn metadata(&self) -> &Metadata;

    /// Optional abilities announced in the handshake.
    fn features(&self) -> &[Feature];

    /// One line for people: transport and path, for example `dylib target/release/libexitrl_plugin_math.so`.
    fn describe(&self) -> String;

    /// How long calls other than [`DomainClient::step`] may take.
    fn default_deadline(&self) -> Duration {
        Duration::from_secs(60)
    }

    /// How many tasks a split has.
    ///
    /// # Errors
    /// When the call fails.
    fn task_count(&self, split: Split) -> Result<u64, ClientError> {
        match self.call(&Request::TaskCount { split }, self.default_deadline())? {
            Response::TaskCount { count } => Ok(count),
            other => Err(unexpected("task_count", other)),
        }
    }

    /// Task `index` of a split.
    ///
    /// # Errors
    /// When the index is out of range or the call fails.
    fn task(&self, split: Split, index: u64) -> Result<Task, ClientError> {
        match self.call(&Request::Task { split, index }, self.default_deadline())? {
            Response::Task { task } => Ok(task),
            other => Err(unexpected("task", other)),
        }
    }

    /// Starts an episode.
    ///
    /// # Errors
    /// When the history cannot be replayed or the call fails.
    fn start(&self, start: &EpisodeStart) -> Result<EpisodeId, ClientError> {
        match self.call(&Request::Start { start: start.clone() }, self.default_deadline())? {
            Response::Started { episode } => Ok(episode),
            other => Err(unexpected("start", other)),
        }
    }

    /// The prompt of an episode's present turn, with the tools it offers.
    ///
    /// # Errors
    /// When the episode is lost or the call fails.
    fn prompt(&self, episode: EpisodeId, operator: Operator, latest: Option<&Iterate>) -> Result<Prompt, ClientError> {
        let request = Request::Prompt { episode, operator, latest: latest.cloned() };
        match self.call(&request, self.default_deadline())? {
            Response::Prompt { messages, tools } => Ok(Prompt { messages, tools }),
            other => Err(unexpected("prompt", other)),
        }
    }

    /// Plays one assistant message. The domain is told to answer a little earlier than `deadline`, a tenth of it and at most
    /// a quarter of a second, so that one that keeps its deadline is never cut off by the host's.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] when the answer did not come in time, and when the call fails.
    fn step(&self, episode: EpisodeId, action: &Message, deadline: Duration) -> Result<StepResult, ClientError> {
        let told = deadline.saturating_sub((deadline / 10).min(LONGEST_MARGIN));
        let deadline_ms = u64::try_from(told.as_millis()).unwrap_or(u64::MAX);
        let request = Request::Step { episode, action: action.clone(), deadline_ms };
        match self.call(&request, deadline)? {
            Response::Step { result } => Ok(result),
            other => Err(unexpected("step", other)),
        }
    }

    /// Ends an episode. Failing to is harmless, so there is no error.
    fn drop_episode(&self, episode: EpisodeId) {
        let _ = self.call(&Request::Drop { episode }, self.default_deadline());
    }

    /// Reference actions of a task, where the domain has them.
    ///
    /// # Errors
    /// When the call fails.
    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, ClientError> {
        if !self.features().contains(&Feature::Reference) {
            return Ok(None);
        }
        match self.call(&Request::Reference { task: task.clone() }, self.default_deadline())? {
            Response::Reference { actions } => Ok(actions),
            other => Err(unexpected("reference", other)),
        }
    }

    /// An example of a turn for a supervised warm start, where the domain has one.
    ///
    /// # Errors
    /// When the call fails.
    fn demonstrate(&self, task: &Task, operator: Operator, seed: u64) -> Result<Option<Demonstration>, ClientError> {
        if !self.features().contains(&Feature::Demonstrate) {
            return Ok(None);
        }
        let request = Request::Demonstrate { task: task.clone(), operator, seed };
        match self.call(&request, self.default_deadline())? {
            Response::Demonstration { demonstration } => Ok(demonstration),
            other => Err(unexpected("demonstrate", other)),
        }
    }

    /// Grades one case offline.
    ///
    /// # Errors
    /// When the domain does not grade offline, cannot read the case, or the call fails.
    fn grade(&self, case: &serde_json::Value) -> Result<serde_json::Value, ClientError> {
        match self.call(&Request::Grade { case: case.clone() }, self.default_deadline())? {
            Response::Graded { verdict } => Ok(verdict),
            other => Err(unexpected("grade", other)),
        }
    }

    /// Sends requests that do not depend on each other and waits for all responses, each at most `deadline`; they come in the order
    /// of the requests. For short requests a transport may do this at less cost than one call for each.
    fn call_many(&self, requests: &[Request], deadline: Duration) -> Vec<Result<Response, ClientError>> {
        requests.iter().map(|request| self.call(request, deadline)).collect()
    }

    /// Grades cases offline: for each what [`DomainClient::grade`] gives, in order.
    fn grade_many(&self, cases: Vec<serde_json::Value>) -> Vec<Result<serde_json::Value, ClientError>> {
        let requests: Vec<Request> = cases.into_iter().map(|case| Request::Grade { case }).collect();
        let graded = |response| match response {
            Response::Graded { verdict } => Ok(verdict),
            other => Err(unexpected("grade", other)),
        };
        let responses = self.call_many(&requests, self.default_deadline());
        responses.into_iter().map(|response| response.and_then(graded)).collect()
    }

    /// The domain's official score table of a set of results, where it has one.
    ///
    /// # Errors
    /// When the domain makes no table of these rows, or the call fails.
    fn score_table(&self, rows: &[ScoreRow]) -> Result<Option<String>, ClientError> {
        if !self.features().contains(&Feature::ScoreTable) {
            return Ok(None);
        }
        match self.call(&Request::ScoreTable { rows: rows.to_vec() }, self.default_deadline())? {
            Response::ScoreTable { table } => Ok(Some(table)),
            other => Err(unexpected("score_table", other)),
        }
    }
}

fn unexpected(asked: &str, response: Response) -> ClientError {
    match response {
        Response::Error { error } => ClientError::Domain(error),
        other => ClientError::Transport(format!(
            "asked for {asked}, the domain answered {other:?}; its protocol is broken, check it with `exitrl check-domain`"
        )),
    }
}

/// A domain linked into this process, for tests and debuggers. It passes through the same bytes as every other transport.
pub struct InProcess<D: Domain> {
    server: Server<D>,
    metadata: Metadata,
}

impl<D: Domain> InProcess<D> {
    /// Opens a domain from its JSON configuration.
    ///
    /// # Errors
    /// When the domain refuses the configuration.
    pub fn open(config: &serde_json::Value, host: Host) -> Result<Self, ClientError> {
        let server = Server::<D>::open(&config.to_string(), host)?;
        let metadata = server.metadata().clone();
        Ok(Self { server, metadata })
    }
}

impl<D: Domain> DomainClient for InProcess<D> {
    fn call(&self, request: &Request, _deadline: Duration) -> Result<Response, ClientError> {
        let bytes = serde_json::to_vec(request).map_err(|e| ClientError::Transport(format!("request not JSON: {e}")))?;
        let answer = self.server.handle(&bytes);
        serde_json::from_slice(&answer).map_err(|e| ClientError::Transport(format!("answer not readable: {e}")))
    }
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }
    fn features(&self) -> &[Feature] {
        D::FEATURES
    }
    fn describe(&self) -> String {
        format!("in_process {}", self.metadata.name)
    }
}

#[cfg(test)]
mod tests;
