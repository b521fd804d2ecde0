//! What is checked, and how hard.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use exitrl_domain::{ClientError, Domain, DomainClient, Host, InProcess, Server};

/// Sends raw bytes to an open domain and gives its raw answer: for messages that no typed [`Request`](exitrl_domain::Request) holds.
pub type RawCall = Box<dyn Fn(&[u8], Duration) -> Result<Vec<u8>, ClientError> + Send + Sync>;

type Open = dyn Fn() -> Result<Arc<dyn DomainClient>, ClientError> + Send + Sync;
type OpenRaw = dyn Fn() -> Result<RawCall, ClientError> + Send + Sync;

/// A domain under check: how to open it afresh, as often as the laws need.
#[derive(Clone)]
pub struct Subject {
    open: Arc<Open>,
    open_raw: Option<Arc<OpenRaw>>,
    seen: Arc<Mutex<Option<(String, String, String)>>>,
}

impl Subject {
    /// A domain that `open` opens anew at every call.
    pub fn new(open: impl Fn() -> Result<Arc<dyn DomainClient>, ClientError> + Send + Sync + 'static) -> Self {
        Self { open: Arc::new(open), open_raw: None, seen: Arc::default() }
    }

    /// Adds a way to send raw bytes to a freshly opened domain. Without it the laws on malformed messages try typed ones only,
    /// and the report says so.
    #[must_use]
    pub fn with_raw(mut self, open_raw: impl Fn() -> Result<RawCall, ClientError> + Send + Sync + 'static) -> Self {
        self.open_raw = Some(Arc::new(open_raw));
        self
    }

    /// A domain linked into this process, raw bytes included.
    pub fn in_process<D: Domain>(config: serde_json::Value) -> Self {
        let text = config.to_string();
        let open = move || -> Result<Arc<dyn DomainClient>, ClientError> {
            Ok(Arc::new(InProcess::<D>::open(&config, Host::default())?))
        };
        Self::new(open).with_raw(move || {
            let server = Server::<D>::open(&text, Host::default())?;
            Ok(Box::new(move |bytes, _| Ok(server.handle(bytes))))
        })
    }

    /// Opens the domain.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> Result<Arc<dyn DomainClient>, ClientError> {
        let client = (self.open)()?;
        let metadata = client.metadata();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((metadata.name.clone(), metadata.version.clone(), client.describe()));
        Ok(client)
    }

    pub(crate) fn open_raw(&self) -> Option<Result<RawCall, ClientError>> {
        self.open_raw.as_ref().map(|open| open())
    }

    /// Name, version and transport of the domain as last opened.
    pub(crate) fn describe(&self) -> (String, String, String) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        seen.unwrap_or_else(|| ("(never opened)".to_owned(), String::new(), String::new()))
    }
}

/// How hard the laws try.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Tasks of each split that the laws play.
    pub tasks: u64,
    /// Tasks of each split that law 2 lists.
    pub listed_tasks: u64,
    /// Seeds of episodes and of random hostile texts; the report repeats them.
    pub seeds: Vec<u64>,
    /// Answers to play besides the kit's own: for domains whose episodes go on only after a well-formed answer.
    pub answers: Vec<String>,
    /// How long grading one answer may take.
    pub step_deadline: Duration,
    /// How long one law may take before the domain counts as hanging.
    pub law_limit: Duration,
    /// The most quality, in `[0, 1]`, that an answer which says nothing may earn (law 7).
    pub null_floor: f64,
    /// The greatest share of tasks whose own prompt, echoed, may earn more than the floor: an echo can hold the answer by chance.
    pub lucky_echoes: f64,
    /// Episodes of the first round of law 13.
    pub episodes: u64,
    /// Threads of law 11.
    pub threads: usize,
    /// Numbers of the laws to try; empty for all.
    pub laws: Vec<u8>,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self {
            tasks: 8,
            listed_tasks: 500,
            seeds: vec![1, 2, 3],
            answers: Vec::new(),
            step_deadline: Duration::from_secs(5),
            law_limit: Duration::from_secs(120),
            null_floor: 0.0,
            lucky_echoes: 0.2,
            episodes: 1000,
            threads: 8,
            laws: Vec::new(),
        }
    }
}
