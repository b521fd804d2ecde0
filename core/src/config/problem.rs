//! What is wrong with a configuration, all of it at once.

use std::fmt;

/// One thing that is wrong: which key, where it came from, what was seen, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The dotted key (`rollout.group_size`), or a file.
    pub key: String,
    /// The value as it was seen, where there is one.
    pub seen: Option<String>,
    /// The layer it came from: a file, a flag, or the defaults.
    pub origin: Option<String>,
    /// Allowed range, or what to do.
    pub advice: String,
}

impl Problem {
    /// A problem of a key, with the value that was seen.
    pub fn new(key: impl Into<String>, seen: impl fmt::Display, advice: impl Into<String>) -> Self {
        Self { key: key.into(), seen: Some(seen.to_string()), origin: None, advice: advice.into() }
    }

    /// A problem of something that is missing, or of a whole file.
    pub fn of(key: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { key: key.into(), seen: None, origin: None, advice: advice.into() }
    }

    /// The same problem, with the layer it came from.
    #[must_use]
    pub fn from_layer(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        if let Some(seen) = &self.seen {
            write!(f, " = {seen}")?;
        }
        if let Some(origin) = &self.origin {
            write!(f, " ({origin})")?;
        }
        write!(f, ": {}", self.advice)
    }
}

/// A configuration that cannot be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct ConfigError {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    fn text(&self) -> String {
        let head = match self.problems.len() {
            1 => "the configuration cannot be used:".to_owned(),
            n => format!("the configuration cannot be used, for {n} reasons:"),
        };
        self.problems.iter().fold(head, |text, problem| format!("{text}\n  - {problem}"))
    }
}
