//! From bytes to bytes: one message in, one message out, panics caught.

use std::any::Any;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use crate::{
    Deadline, Domain, DomainError, Episode, EpisodeId, ErrorKind, Host, Message, Metadata, Operator, PROTOCOL_VERSION, Request,
    Response, StepResult,
};

/// Longest message a server writes; a domain that answers with more is refused with a message instead.
pub(crate) const MAX_MESSAGE_BYTES: usize = 64 << 20;

/// An open episode. The task's name stays outside the lock, so that an error can say it when the episode is lost.
struct Slot {
    task_id: String,
    play: Mutex<Play>,
}

struct Play {
    total: f64,
    episode: Box<dyn Episode>,
}

/// Serves one open domain. Shared by reference between threads; each episode is locked by one call at a time.
pub struct Server<D: Domain> {
    domain: D,
    metadata: Metadata,
    episodes: RwLock<HashMap<EpisodeId, Arc<Slot>>>,
    next_episode: AtomicU64,
}

impl<D: Domain> Server<D> {
    /// Parses the configuration (JSON) and opens the domain.
    ///
    /// # Errors
    /// When the configuration is refused, opening panics, or the metadata is not sane.
    pub fn open(config: &str, host: Host) -> Result<Self, DomainError> {
        let config: D::Config = serde_json::from_str(config)
            .map_err(|e| DomainError::config(format!("the domain's configuration is refused: {e}; it was {config}")))?;
        let (domain, metadata) = guard("open", || {
            let domain = D::open(config, host)?;
            let metadata = domain.metadata();
            Ok((domain, metadata))
        })?;
        let problems = metadata.problems();
        if !problems.is_empty() {
            let text = format!("the domain's metadata is not sane: {}; mend Domain::metadata", problems.join("; "));
            return Err(DomainError::contract(text));
        }
        Ok(Self { domain, metadata, episodes: RwLock::default(), next_episode: AtomicU64::new(1) })
    }

    /// The domain itself.
    pub fn domain(&self) -> &D {
        &self.domain
    }

    /// The static facts, as they were when the domain was opened.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Answers one message. Never panics; whatever goes wrong is a [`Response::Error`].
    pub fn handle(&self, request: &[u8]) -> Vec<u8> {
        let response = match serde_json::from_slice::<Request>(request) {
            Ok(request) => self.answer(request).unwrap_or_else(|error| Response::Error { error }),
            Err(e) => Response::Error { error: DomainError::request(format!("the request cannot be read: {e}")) },
        };
        encode(&response)
    }

    fn answer(&self, request: Request) -> Result<Response, DomainError> {
        match request {
            Request::Hello { .. } => Ok(hello::<D>(Some(self.metadata.clone()))),
            Request::Open { .. } => Err(DomainError::request("the domain is open already; start a new process to open it anew")),
            Request::TaskCount { split } => {
                guard("task_count", || Ok(Response::TaskCount { count: self.domain.task_count(split) }))
            }
            Request::Task { split, index } => {
                guard("task", || self.domain.task(split, index)).map(|task| Response::Task { task })
            }
            Request::Start { start } => {
                let task_id = start.task.id.clone();
                let episode = guard("start", || self.domain.start(&start)).map_err(|e| e.on_task(task_id.clone()))?;
                let total = start.history.iter().map(|turn| turn.reward).sum();
                Ok(Response::Started { episode: self.keep(Slot { task_id, play: Mutex::new(Play { total, episode }) }) })
            }
            Request::Prompt { episode, operator, latest } => {
                self.with_episode(episode, |play| play.prompt(operator, latest.as_ref()))
            }
            Request::Step { episode, action, deadline_ms } => {
                let deadline = Deadline::after(Duration::from_millis(deadline_ms));
                self.with_episode(episode, |play| play.step(&action, deadline, &self.metadata))
            }
            Request::Drop { episode } => {
                let slot = self.episodes.write().unwrap_or_else(PoisonError::into_inner).remove(&episode);
                guard("drop", || {
                    drop(slot);
                    Ok(Response::Dropped)
                })
            }
            Request::Reference { task } => {
                let id = task.id.clone();
                let actions = guard("reference", || self.domain.reference(&task)).map_err(|e| e.on_task(id))?;
                Ok(Response::Reference { actions })
            }
            Request::Demonstrate { task, operator, seed } => {
                let example = guard("demonstrate", || self.domain.demonstrate(&task, operator, seed));
                example.map(|demonstration| Response::Demonstration { demonstration }).map_err(|e| e.on_task(&task.id))
            }
            Request::Grade { case } => guard("grade", || self.domain.grade(&case)).map(|verdict| Response::Graded { verdict }),
            Request::ScoreTable { rows } => {
                guard("score_table", || self.domain.score_table(&rows)).map(|table| Response::ScoreTable { table })
            }
        }
    }

    fn keep(&self, slot: Slot) -> EpisodeId {
        let id = EpisodeId(self.next_episode.fetch_add(1, Ordering::Relaxed));
        self.episodes.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::new(slot));
        id
    }

    fn with_episode(
        &self,
        id: EpisodeId,
        act: impl FnOnce(&mut Play) -> Result<Response, DomainError>,
    ) -> Result<Response, DomainError> {
        let slot = self.episodes.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let slot = slot.ok_or_else(|| DomainError::not_open(id))?;
        // A mutex is poisoned when an earlier call panicked: what the episode holds can no longer be trusted.
        let outcome = guard("an episode call", || match slot.play.lock() {
            Ok(mut play) => act(&mut play),
            Err(_) => {
                Err(DomainError::new(ErrorKind::Panic, format!("episode {} panicked before and is lost; start a new one", id.0)))
            }
        });
        outcome.map_err(|e| e.on_task(&slot.task_id))
    }
}

impl Play {
    fn prompt(&self, operator: Operator, latest: Option<&crate::Iterate>) -> Result<Response, DomainError> {
        let messages = self.episode.prompt(operator, latest)?;
        Ok(Response::Prompt { messages, tools: self.episode.tools() })
    }

    fn step(&mut self, action: &Message, deadline: Deadline, metadata: &Metadata) -> Result<Response, DomainError> {
        let result = self.episode.step(action, deadline)?;
        self.total += result.reward;
        check_reward(&result, self.total, metadata)?;
        Ok(Response::Step { result })
    }
}

/// JSON has no NaN: it would be written as null and read back as a type error far from its cause, so it is named here.
fn check_reward(result: &StepResult, total: f64, metadata: &Metadata) -> Result<(), DomainError> {
    let [low, high] = metadata.quality_range;
    if !result.reward.is_finite() {
        return Err(DomainError::contract(format!("step gave the reward {}; rewards must be finite", result.reward)));
    }
    // Sums of turn rewards round, so the range has a hair of slack.
    let slack = 1e-9 * (high - low);
    if result.done && !(low - slack..=high + slack).contains(&total) {
        return Err(DomainError::contract(format!(
            "the episode's rewards sum to {total}, outside the quality range [{low}, {high}] of the metadata"
        )));
    }
    Ok(())
}

fn hello<D: Domain>(metadata: Option<Metadata>) -> Response {
    Response::Hello { protocol: PROTOCOL_VERSION, features: D::FEATURES.to_vec(), metadata }
}

/// Runs a domain's method; a panic becomes an error with its text.
pub(crate) fn guard<T>(what: &str, act: impl FnOnce() -> Result<T, DomainError>) -> Result<T, DomainError> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|panic| Err(panicked(what, &*panic)))
}

fn panicked(what: &str, panic: &(dyn Any + Send)) -> DomainError {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no text".to_owned());
    DomainError::new(ErrorKind::Panic, format!("the domain panicked in {what}: {text}; this is a bug of the domain"))
}

pub(crate) fn encode(response: &Response) -> Vec<u8> {
    let error = match serde_json::to_vec(response) {
        Ok(bytes) if bytes.len() <= MAX_MESSAGE_BYTES => return bytes,
        Ok(bytes) => DomainError::contract(format!(
            "the domain's answer has {} bytes, more than the {MAX_MESSAGE_BYTES} allowed; shorten its feedback or prompt",
            bytes.len()
        )),
        Err(e) => DomainError::contract(format!("the domain's answer cannot be written as JSON: {e}")),
    };
    serde_json::to_vec(&Response::Error { error }).unwrap_or_default()
}

/// Serves a domain over standard input and output, one JSON message a line, until the input ends.
/// The first messages are [`Request::Hello`] and [`Request::Open`].
///
/// # Errors
/// When standard input or output fails.
pub fn serve_stdio<D: Domain>() -> std::io::Result<()> {
    serve_lines::<D>(std::io::stdin().lock(), std::io::stdout().lock())
}

fn serve_lines<D: Domain>(input: impl BufRead, mut output: impl Write) -> std::io::Result<()> {
    let mut server: Option<Server<D>> = None;
    for line in input.split(b'\n') {
        let line = line?;
        let mut answer = match &server {
            Some(server) => server.handle(&line),
            None => handle_opening(&line, &mut server),
        };
        answer.push(b'\n');
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

fn handle_opening<D: Domain>(line: &[u8], server: &mut Option<Server<D>>) -> Vec<u8> {
    let Ok(Request::Open { config, max_threads }) = serde_json::from_slice(line) else {
        return handle_unopened::<D>(line);
    };
    let host = Host::new(max_threads, |_, text| eprintln!("{text}"));
    match Server::open(&config.to_string(), host) {
        Ok(opened) => encode(&Response::Opened { metadata: server.insert(opened).metadata.clone() }),
        Err(error) => encode(&Response::Error { error }),
    }
}

/// What a peer answers before it is opened: the handshake, without metadata.
pub(crate) fn handle_unopened<D: Domain>(request: &[u8]) -> Vec<u8> {
    let error = match serde_json::from_slice(request) {
        Ok(Request::Hello { .. }) => return encode(&hello::<D>(None)),
        Ok(_) => DomainError::request("the domain is not open yet; send `open` first"),
        Err(e) => DomainError::request(format!("the request cannot be read: {e}")),
    };
    encode(&Response::Error { error })
}

#[cfg(test)]
mod tests;
