//! Requests to a server: sent, judged, and sent again where the failure may pass.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use rand::RngExt;
use ureq::Agent;
use ureq::http::{HeaderMap, Response};

use super::reply::{is_overflow, message_of, shortened};
use crate::config::ServerSection;
use crate::error::ServerError;
use crate::seed::{Purpose, Seed};

/// Bytes of an answer that are read at most.
const LONGEST_ANSWER: u64 = 64 << 20;

/// The longest wait of our own before a request is sent again.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The longest wait that a server can ask for.
const LONGEST_ASKED_WAIT: Duration = Duration::from_secs(600);

/// Talks to one server.
pub(super) struct Client {
    agent: Agent,
    /// Without a slash at its end.
    base_url: String,
    key: Option<String>,
    key_name: String,
    request_timeout_ms: u64,
    max_retries: u32,
    first_wait: Duration,
    /// Requests sent again so far.
    pub(super) retries: AtomicU64,
}

/// Why a request has no answer.
#[derive(Debug)]
enum Fault {
    /// It may pass: what was seen, and how long the server asks to wait.
    Passing(String, Option<Duration>),
    /// It will not.
    Lasting(ServerError),
}

impl Client {
    /// A client of the section's server; nothing is sent yet.
    ///
    /// # Errors
    /// When the API key is missing, or this build cannot speak the address's protocol.
    pub(super) fn new(section: &ServerSection) -> Result<Self, ServerError> {
        let base_url = section.base_url.trim_end_matches('/').to_owned();
        if base_url.starts_with("https://") && !cfg!(feature = "https") {
            return Err(ServerError::Failed(format!(
                "the model server {base_url} cannot be spoken to: this build has no https; build with `--features https`, or reach \
                 the server by http"
            )));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A key is for one server only.
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_millis(section.connect_timeout_ms)))
            .timeout_global(Some(Duration::from_millis(section.request_timeout_ms)))
            .max_idle_connections_per_host(section.max_in_flight)
            .max_idle_connections(section.max_in_flight)
            // Servers close what is idle for five seconds.
            .max_idle_age(Duration::from_secs(3))
            .user_agent(concat!("exitrl/", env!("CARGO_PKG_VERSION")));
        if is_this_machine(&base_url) {
            config = config.proxy(None);
        }
        Ok(Self {
            agent: config.build().new_agent(),
            base_url,
            key: api_key(&section.api_key_env)?,
            key_name: section.api_key_env.clone(),
            request_timeout_ms: section.request_timeout_ms,
            max_retries: section.max_retries,
            first_wait: Duration::from_millis(section.retry_wait_ms),
            retries: AtomicU64::new(0),
        })
    }

    /// Gets a path, once.
    ///
    /// # Errors
    /// When there is no answer, or `read` makes nothing of it.
    pub(super) fn get<T>(&self, path: &str, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, ServerError> {
        let answer = self.exchange(path, None).and_then(|bytes| read(&bytes).map_err(|seen| Fault::Passing(seen, None)));
        answer.map_err(|fault| match fault {
            Fault::Lasting(error) => error,
            Fault::Passing(seen, _) => ServerError::Failed(format!(
                "the model server does not answer: GET {}/{path}: {}; start it, or set model.server.base_url, which mostly ends in /v1",
                self.base_url,
                self.hidden(&seen)
            )),
        })
    }

    /// Posts a body, again and again where the failure may pass. `seed` spreads the waits; `stop` ends them.
    ///
    /// # Errors
    /// When there is no answer at last.
    pub(super) fn post<T>(
        &self,
        path: &str,
        body: &[u8],
        seed: Seed,
        stop: &AtomicBool,
        read: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<T, ServerError> {
        let mut sent = 0;
        loop {
            let answer = self.exchange(path, Some(body));
            let (seen, asked) = match answer.and_then(|bytes| read(&bytes).map_err(|seen| Fault::Passing(seen, None))) {
                Ok(answer) => return Ok(answer),
                Err(Fault::Lasting(error)) => return Err(error),
                Err(Fault::Passing(seen, asked)) => (seen, asked),
            };
            sent += 1;
            if sent > self.max_retries || stop.load(Ordering::SeqCst) {
                return Err(ServerError::Failed(format!(
                    "the model server gave no answer: POST {}/{path}, sent {sent} times: at last {}; see the server's log, or raise \
                     model.server.max_retries or model.server.request_timeout_ms",
                    self.base_url,
                    self.hidden(&seen)
                )));
            }
            self.retries.fetch_add(1, Ordering::Relaxed);
            sleep(wait(self.first_wait, sent - 1, asked, seed), stop);
        }
    }

    /// One request and its answer's body.
    fn exchange(&self, path: &str, body: Option<&[u8]>) -> Result<Vec<u8>, Fault> {
        let url = format!("{}/{path}", self.base_url);
        let authorization = self.key.as_ref().map(|key| format!("Bearer {key}"));
        let result = match body {
            Some(body) => {
                let request = self.agent.post(&url).header("content-type", "application/json");
                with_key(request, authorization).send(body)
            }
            None => with_key(self.agent.get(&url), authorization).call(),
        };
        let mut response = result.map_err(|error| self.fault(&url, &error))?;
        let reader = response.body_mut().with_config().limit(LONGEST_ANSWER);
        let bytes = reader.read_to_vec().map_err(|error| self.fault(&url, &error))?;
        self.judge(&url, &response, bytes)
    }

    /// What a status says of an answer.
    fn judge<B>(&self, url: &str, response: &Response<B>, bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Ok(bytes);
        }
        let said = self.hidden(&shortened(&message_of(&bytes)));
        let seen = format!("status {status}, {said}");
        let lasting = |advice: &str| {
            let text = format!("the model server takes no requests: {url}: {seen}; {advice}");
            Err(Fault::Lasting(ServerError::Failed(text)))
        };
        match status {
            300..=399 => lasting("set model.server.base_url to where it points: requests are not sent on"),
            _ if is_overflow(&bytes) => Err(Fault::Lasting(ServerError::PromptTooLong(seen))),
            401 | 403 => lasting(&self.key_advice()),
            404 | 405 => lasting("model.server.base_url mostly ends in /v1; look at model.server.model, too"),
            413 => Err(Fault::Lasting(ServerError::PromptTooLong(seen))),
            408 | 409 | 425 | 429 | 500..=599 => Err(Fault::Passing(seen, asked_wait(response.headers()))),
            _ => Err(Fault::Lasting(ServerError::Refused(seen))),
        }
    }

    fn key_advice(&self) -> String {
        match self.key_name.as_str() {
            "" => "set model.server.api_key_env to the name of the environment variable that holds its key".to_owned(),
            name => format!("look at the key in the environment variable {name}"),
        }
    }

    /// What a failure of the connection says.
    fn fault(&self, url: &str, error: &ureq::Error) -> Fault {
        use ureq::Error::{BadUri, BodyExceedsLimit, Http, InvalidProxyUrl, Timeout, TlsRequired};
        let lasting = |advice: &str| {
            let seen = self.hidden(&error.to_string());
            Fault::Lasting(ServerError::Failed(format!("the model server cannot be asked: {url}: {seen}; {advice}")))
        };
        match error {
            Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                Fault::Passing("no connection within model.server.connect_timeout_ms".to_owned(), None)
            }
            Timeout(_) => {
                let limit = self.request_timeout_ms;
                Fault::Passing(format!("no whole answer within model.server.request_timeout_ms = {limit}"), None)
            }
            BadUri(_) | Http(_) => lasting("look at model.server.base_url"),
            InvalidProxyUrl => lasting("look at the environment variables http_proxy, https_proxy and all_proxy"),
            TlsRequired => lasting("build with `--features https`"),
            BodyExceedsLimit(_) => lasting("an answer of more than 64 MiB is none; look at what listens there"),
            passing => Fault::Passing(passing.to_string(), None),
        }
    }

    /// A text without the API key, which a server may repeat.
    fn hidden(&self, text: &str) -> String {
        match &self.key {
            Some(key) => text.replace(key.as_str(), "<the API key>"),
            None => text.to_owned(),
        }
    }
}

fn with_key<B>(request: ureq::RequestBuilder<B>, authorization: Option<String>) -> ureq::RequestBuilder<B> {
    match authorization {
        Some(authorization) => request.header("authorization", authorization),
        None => request,
    }
}

/// The key in an environment variable; [`None`] where no variable is named.
fn api_key(variable: &str) -> Result<Option<String>, ServerError> {
    if variable.is_empty() {
        return Ok(None);
    }
    let refuse = |seen: &str| {
        let text = format!(
            "the API key of the model server cannot be had: the environment variable {variable} (model.server.api_key_env) {seen}; \
             export it before the command, or set model.server.api_key_env to \"\" for a server that needs none"
        );
        Err(ServerError::Failed(text))
    };
    match std::env::var(variable) {
        Err(_) => refuse("is not set"),
        Ok(key) if key.trim().is_empty() => refuse("is empty"),
        Ok(key) if !key.trim().chars().all(|c| c.is_ascii_graphic()) => refuse("holds what cannot stand in a header"),
        Ok(key) => Ok(Some(key.trim().to_owned())),
    }
}

/// Whether an address is this machine's own, to which no proxy leads.
fn is_this_machine(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default();
    ["127.", "localhost", "[::1]"].iter().any(|own| host.starts_with(own))
}

/// The wait that an answer asks for. A date is taken as no wish, since clocks differ.
fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?;
    Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()
}

/// The wait before a request is sent again: twice as long each time, by a factor of its own from 0.5 to 1 so that many do not come
/// back at once, and at least as long as the server asks.
fn wait(first: Duration, retry: u32, asked: Option<Duration>, seed: Seed) -> Duration {
    let doubled = first.saturating_mul(2u32.saturating_pow(retry)).min(LONGEST_WAIT);
    let factor: f64 = seed.derive(Purpose::Retry, u64::from(retry)).rng().random();
    let own = doubled.mul_f64(0.5 + 0.5 * factor);
    own.max(asked.unwrap_or(Duration::ZERO).min(LONGEST_ASKED_WAIT))
}

/// Sleeps, but not on where it is stopped.
fn sleep(time: Duration, stop: &AtomicBool) {
    const PART: Duration = Duration::from_millis(100);
    let mut left = time;
    while !left.is_zero() && !stop.load(Ordering::SeqCst) {
        std::thread::sleep(left.min(PART));
        left = left.saturating_sub(PART);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_are_spread_and_never_shorter_than_the_server_asks() {
        let (first, seed) = (Duration::from_millis(100), Seed::of_run(1));
        for (retry, most) in [(0, 100), (1, 200), (2, 400), (9, 51_200), (10, 60_000), (99, 60_000)] {
            let waits = (0..50).map(|i| wait(first, retry, None, seed.derive(Purpose::Turn, i)));
            let (least, most) = (Duration::from_millis(most / 2), Duration::from_millis(most));
            let waits: Vec<Duration> = waits.collect();
            assert!(waits.iter().all(|wait| (least..=most).contains(wait)), "{retry}: {waits:?}");
            assert!(waits[1..].iter().any(|wait| *wait != waits[0]), "{retry}: all come back at once");
        }
        assert_eq!(wait(first, 0, Some(Duration::from_secs(7)), seed), Duration::from_secs(7));
        assert_eq!(wait(first, 0, Some(Duration::from_secs(7000)), seed), LONGEST_ASKED_WAIT);
        assert!(wait(first, 3, Some(Duration::ZERO), seed) >= Duration::from_millis(400));
        assert_eq!(wait(first, 3, None, seed), wait(first, 3, None, seed), "the same seed, the same wait");
    }

    #[test]
    fn a_server_asks_for_a_wait_in_seconds() {
        let asked = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            asked_wait(&headers)
        };
        assert_eq!(asked("2"), Some(Duration::from_secs(2)));
        assert_eq!(asked("0.25"), Some(Duration::from_millis(250)));
        for none in ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "NaN", "inf", ""] {
            assert_eq!(asked(none), None, "{none}");
        }
        assert_eq!(asked_wait(&HeaderMap::new()), None);
    }

    #[test]
    fn no_proxy_leads_to_this_machine() {
        for own in ["http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]:8000/v1"] {
            assert!(is_this_machine(own), "{own}");
        }
        assert!(!is_this_machine("https://api.example.com/v1?at=127.0.0.1"));
    }
}
