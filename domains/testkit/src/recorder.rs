//! A client that remembers its last messages.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, Feature, Metadata, Request, Response};
use serde::Serialize;

const KEPT_LINES: usize = 24;
const KEPT_CHARS: usize = 600;

/// The last messages of one law, over all its clients.
#[derive(Default)]
pub(crate) struct Log(Mutex<VecDeque<String>>);

impl Log {
    pub(crate) fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// Passes calls on and logs them.
pub(crate) struct Recorder {
    pub(crate) inner: Arc<dyn DomainClient>,
    pub(crate) log: Arc<Log>,
}

impl DomainClient for Recorder {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        // Logged before the call, so that a transcript shows the request that never came back.
        self.log.push(format!("> {}", json_line(request)));
        let answer = self.inner.call(request, deadline);
        self.log.push(match &answer {
            Ok(response) => format!("< {}", json_line(response)),
            Err(error) => format!("! {}", shortened(&error.to_string())),
        });
        answer
    }
    fn metadata(&self) -> &Metadata {
        self.inner.metadata()
    }
    fn features(&self) -> &[Feature] {
        self.inner.features()
    }
    fn describe(&self) -> String {
        self.inner.describe()
    }
    fn default_deadline(&self) -> Duration {
        self.inner.default_deadline()
    }
}

fn json_line(message: &impl Serialize) -> String {
    serde_json::to_string(message).map_or_else(|e| format!("(not JSON: {e})"), |text| shortened(&text))
}

/// The text, or its start and its length where it is long.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(KEPT_CHARS) {
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_the_newest_lines() {
        let log = Log::default();
        (0..30).for_each(|i| log.push(i.to_string()));
        let lines = log.lines();
        assert_eq!((lines.len(), lines[0].as_str(), lines[23].as_str()), (24, "6", "29"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "é".repeat(700);
        assert_eq!(shortened(&text), format!("{}... (1400 bytes)", "é".repeat(600)));
        assert_eq!(shortened("short"), "short");
    }
}
