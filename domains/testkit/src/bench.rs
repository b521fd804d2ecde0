//! What a law works with: fresh clients, tasks, scripts of answers, and a way to stop.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, EpisodeStart, Message, Split, Task};

use crate::recorder::{Log, Recorder, shortened};
use crate::{CheckOptions, RawCall, Subject};

/// Why a law ends before its last case.
#[derive(Debug)]
pub(crate) enum Stop {
    Broken(String),
    NotApplicable(String),
}

impl From<ClientError> for Stop {
    fn from(error: ClientError) -> Self {
        Self::Broken(format!("a call that must succeed failed: {}", shortened(&error.to_string())))
    }
}

/// What a law's function gives: nothing to say, or a reason to stop.
pub(crate) type Finding = Result<(), Stop>;

/// Stops with a broken law unless the condition holds.
pub(crate) fn demand(kept: bool, what: impl FnOnce() -> String) -> Finding {
    if kept { Ok(()) } else { Err(Stop::Broken(what())) }
}

/// One law's workbench.
pub(crate) struct Bench {
    subject: Subject,
    pub(crate) options: CheckOptions,
    pub(crate) log: Arc<Log>,
    cases: AtomicU64,
    notes: Mutex<Vec<String>>,
}

impl Bench {
    pub(crate) fn new(subject: Subject, options: CheckOptions) -> Self {
        Self { subject, options, log: Arc::default(), cases: AtomicU64::new(0), notes: Mutex::default() }
    }

    /// Opens the domain afresh, with its messages logged.
    pub(crate) fn open(&self) -> Result<Arc<dyn DomainClient>, Stop> {
        let opened = self.subject.open().map_err(|e| Stop::Broken(format!("the domain cannot be opened: {e}")))?;
        let metadata = serde_json::to_string(opened.metadata()).unwrap_or_default();
        self.log.push(format!("= opened {}: {metadata}", opened.describe()));
        Ok(Arc::new(Recorder { inner: opened, log: Arc::clone(&self.log) }))
    }

    /// Opens the domain afresh for raw bytes; none, with a note, where the transport offers no such way.
    pub(crate) fn open_raw(&self) -> Result<Option<RawCall>, Stop> {
        let Some(opened) = self.subject.open_raw() else {
            self.note("typed messages only: this client takes no raw bytes");
            return Ok(None);
        };
        let raw = opened.map_err(|e| Stop::Broken(format!("the domain cannot be opened: {e}")))?;
        let log = Arc::clone(&self.log);
        Ok(Some(Box::new(move |bytes, deadline| {
            log.push(format!("> {}", shortened(&String::from_utf8_lossy(bytes))));
            let answer = raw(bytes, deadline);
            log.push(match &answer {
                Ok(bytes) => format!("< {}", shortened(&String::from_utf8_lossy(bytes))),
                Err(error) => format!("! {error}"),
            });
            answer
        })))
    }

    /// Counts one tried case.
    pub(crate) fn case(&self) {
        self.cases.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn cases(&self) -> u64 {
        self.cases.load(Ordering::Relaxed)
    }

    /// Adds a remark to the law's row.
    pub(crate) fn note(&self, text: impl Into<String>) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(text.into());
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first seed.
    pub(crate) fn seed(&self) -> u64 {
        self.options.seeds.first().copied().unwrap_or(1)
    }

    /// The tasks that the laws play: at most `options.tasks` of each split, evenly spread.
    pub(crate) fn tasks(&self, client: &dyn DomainClient) -> Result<Vec<Task>, Stop> {
        let mut tasks = Vec::new();
        for split in [Split::Train, Split::Test] {
            for index in spread(client.task_count(split)?, self.options.tasks) {
                tasks.push(client.task(split, index)?);
            }
        }
        demand(!tasks.is_empty(), || "both splits are empty: there is nothing to train on; give at least one task".to_owned())?;
        Ok(tasks)
    }

    /// Lists of answers to play a task with: its reference, a spoilt reference, the author's answers, and plain guesses.
    pub(crate) fn scripts(&self, client: &dyn DomainClient, task: &Task) -> Result<Vec<Vec<Message>>, Stop> {
        let mut scripts = Vec::new();
        if let Some(gold) = client.reference(task)?.filter(|actions| !actions.is_empty()) {
            scripts.push(gold.iter().map(|m| Message::assistant(format!("{} or not", m.content))).collect());
            scripts.push(gold);
        }
        let guesses = ["Answer: 7", "I think it is 12, so \\boxed{12}", "no idea"].map(str::to_owned);
        let answers = self.options.answers.iter().cloned().chain(guesses);
        scripts.extend(answers.map(|text| vec![Message::assistant(text)]));
        Ok(scripts)
    }
}

/// A fresh start.
pub(crate) fn fresh(task: &Task, seed: u64) -> EpisodeStart {
    EpisodeStart { task: task.clone(), history: Vec::new(), seed }
}

/// At most `most` indices spread evenly over `0..count`, the first and the last among them.
pub(crate) fn spread(count: u64, most: u64) -> Vec<u64> {
    let n = count.min(most);
    let gaps = u128::from(n.saturating_sub(1).max(1));
    let at = |i: u64| u128::from(i) * u128::from(count - 1) / gaps;
    (0..n).map(|i| u64::try_from(at(i)).unwrap_or(u64::MAX)).collect()
}

/// Why work on another thread gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It is still running; its thread is left alone, since a thread cannot be ended from outside.
    Late,
    /// It panicked.
    Panicked,
}

/// Runs work on a thread of its own and waits at most `limit` for it.
pub(crate) fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Lost> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody listens any more when the work came late.
        let _ = sender.send(work());
    });
    receiver.recv_timeout(limit).map_err(|e| match e {
        mpsc::RecvTimeoutError::Timeout => Lost::Late,
        mpsc::RecvTimeoutError::Disconnected => Lost::Panicked,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_indices_touch_both_ends() {
        assert_eq!(spread(10, 4), [0, 3, 6, 9]);
        assert_eq!(spread(3, 8), [0, 1, 2]);
        assert_eq!(spread(0, 8), [0_u64; 0]);
        assert_eq!(spread(5, 1), [0]);
        assert_eq!(spread(u64::MAX, 2), [0, u64::MAX - 1]);
    }

    #[test]
    fn work_that_hangs_or_panics_is_told_apart() {
        assert_eq!(within(Duration::from_secs(5), || 3), Ok(3));
        let hangs = || std::thread::sleep(Duration::from_millis(300));
        assert_eq!(within(Duration::from_millis(5), hangs), Err(Lost::Late));
        assert_eq!(within(Duration::from_secs(5), || panic!("on purpose")).map(|()| 0), Err(Lost::Panicked));
    }
}
