//! A domain in a dynamic library, loaded into this process.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, Feature, Metadata, Request, Response};

use crate::dylib::{OpenDomain, Plugin};
use crate::handshake::{HELLO, check_hello, check_metadata, read, write};
use crate::ledger::{Ledger, Outgoing};
use crate::pool::{Pool, PoolError};
use crate::text::seconds;
use crate::{HostError, Limits};

/// A domain in a dynamic library. Each call runs on a thread that is abandoned if the answer is late.
pub struct DylibClient {
    name: String,
    domain: Arc<OpenDomain>,
    metadata: Metadata,
    features: Vec<Feature>,
    ledger: Mutex<Ledger>,
    pool: Pool,
    limits: Limits,
}

impl DylibClient {
    /// Loads the library at `path`, which needs a directory, and opens its domain with a configuration.
    ///
    /// # Errors
    /// See [`HostError`], in the order of its variants from [`HostError::Load`] on.
    pub fn open(path: &Path, config: &serde_json::Value, max_threads: u32, limits: &Limits) -> Result<Self, HostError> {
        let plugin = Plugin::load(path, limits.max_message_bytes)?;
        let (name, pool) = (plugin.describe(), Pool::new(limits.max_abandoned_calls));
        let hello = write(&name, &HELLO).map_err(HostError::Call)?;

        let (unopened, bytes) = (plugin.clone(), hello.clone());
        let answer = pool.run(limits.open, move || unopened.call_unopened(&bytes));
        let answer = in_time(&name, "the handshake", limits.open, answer)?;
        check_hello(&name, read(&name, || "the handshake".to_owned(), &answer).map_err(HostError::Call)?)?;

        let config = config.to_string().into_bytes();
        let answer = pool.run(limits.open, move || plugin.open(&config, max_threads));
        let domain = match in_time(&name, "opening the domain", limits.open, answer)? {
            Ok(domain) => Arc::new(domain),
            Err(answer) => return Err(refusal(&name, &answer)),
        };

        let opened = Arc::clone(&domain);
        let answer = in_time(&name, "the second handshake", limits.open, pool.run(limits.open, move || opened.call(&hello)))?;
        let answer = read(&name, || "the second handshake".to_owned(), &answer).map_err(HostError::Call)?;
        let (features, metadata) = check_hello(&name, answer)?;
        let metadata = check_metadata(&name, metadata)?;
        Ok(Self { name, domain, metadata, features, ledger: Mutex::default(), pool, limits: limits.clone() })
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answered(&self, request: &Request, answer: Result<Vec<u8>, String>) -> Result<Response, ClientError> {
        let call = || self.ledger().name(request);
        let answer = answer.map_err(|seen| transport_text(&self.name, &call(), &seen))?;
        let response = read(&self.name, call, &answer)?;
        Ok(self.ledger().settle(request, response))
    }

    fn late(&self, request: &Request, deadline: Duration, error: PoolError) -> ClientError {
        let call = self.ledger().name(request);
        if let (PoolError::Deadline { .. }, Some(episode)) = (&error, request.episode()) {
            self.ledger().abandon(episode, &format!("{call} did not return within {}", seconds(deadline)));
        }
        not_run(&self.name, &call, deadline, &error)
    }
}

fn in_time<T>(name: &str, call: &str, limit: Duration, answer: Result<Result<T, String>, PoolError>) -> Result<T, HostError> {
    let answer = answer.map_err(|e| not_run(name, call, limit, &e));
    answer.and_then(|answer| answer.map_err(|seen| transport_text(name, call, &seen))).map_err(HostError::Call)
}

fn refusal(name: &str, answer: &[u8]) -> HostError {
    match read(name, || "opening the domain".to_owned(), answer) {
        Ok(Response::Error { error }) => HostError::Refused { peer: name.to_owned(), error },
        Ok(other) => HostError::Call(transport_text(name, "opening the domain", &format!("no handle, and the answer {other:?}"))),
        Err(error) => HostError::Call(error),
    }
}

fn transport_text(name: &str, call: &str, seen: &str) -> ClientError {
    ClientError::Transport(format!("{name}: {call} failed: {seen}; check the plugin with `exitrl check-domain`"))
}

fn not_run(name: &str, call: &str, deadline: Duration, error: &PoolError) -> ClientError {
    match error {
        PoolError::Deadline { running } => ClientError::Timeout(format!(
            "{name}: {call} did not return within {}; it is abandoned with its thread and its episode ({running} such calls are \
             running now); if this goes on, set transport = \"subprocess\", which can stop it",
            seconds(deadline)
        )),
        PoolError::Full { running } => ClientError::Transport(format!(
            "{name}: {call} was not begun: {running} calls are running past their deadline, more than max_abandoned_calls allows, \
             and a thread cannot be stopped; set transport = \"subprocess\", which can stop a call"
        )),
        PoolError::NoThread(seen) => ClientError::Transport(format!(
            "{name}: {call} was not begun: the system gave no thread ({seen}); lower the number of concurrent rollouts"
        )),
    }
}

impl DomainClient for DylibClient {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        // The ledger is locked for moments only, never while the plugin is at work.
        let outgoing = self.ledger().outgoing(&self.name, request);
        let bytes = match outgoing {
            Outgoing::Send(request) => write(&self.name, &request)?,
            Outgoing::Settled(answer) => return answer,
        };
        let domain = Arc::clone(&self.domain);
        let answer = self.pool.run(deadline, move || domain.call(&bytes)).map_err(|e| self.late(request, deadline, e))?;
        self.answered(request, answer)
    }

    fn call_many(&self, requests: &[Request], deadline: Duration) -> Vec<Result<Response, ClientError>> {
        let one_by_one = || requests.iter().map(|request| self.call(request, deadline)).collect();
        // What belongs to an episode, or makes one, goes through the ledger, which a call before it may change.
        if requests.len() < 2 || requests.iter().any(|r| r.episode().is_some() || matches!(r, Request::Start { .. })) {
            return one_by_one();
        }
        let Ok(bytes) = requests.iter().map(|request| write(&self.name, request)).collect() else { return one_by_one() };
        let bytes: Arc<Vec<Vec<u8>>> = Arc::new(bytes);
        let mut answers = Vec::with_capacity(requests.len());
        while answers.len() < requests.len() {
            let domain = Arc::clone(&self.domain);
            let (done, error) = self.pool.run_many(deadline, &bytes, answers.len(), move |bytes| domain.call(bytes));
            let from = answers.len();
            answers.extend(done.into_iter().zip(&requests[from..]).map(|(answer, request)| self.answered(request, answer)));
            // The one that was late is given up; those after it are begun anew on another thread.
            let late = error.zip(requests.get(answers.len()));
            answers.extend(late.map(|(error, request)| Err(self.late(request, deadline, error))));
        }
        answers
    }

    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn features(&self) -> &[Feature] {
        &self.features
    }

    fn describe(&self) -> String {
        self.name.clone()
    }

    fn default_deadline(&self) -> Duration {
        self.limits.call
    }
}
