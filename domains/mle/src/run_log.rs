//! What became of every reply: counted by class, and written down where a file is named.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use exitrl_domain::DomainError;
use serde_json::json;

use crate::judge::Judgement;
use crate::outcome::Class;

/// The file and the counts.
pub(crate) struct RunLog {
    state: Mutex<State>,
}

struct State {
    file: Option<File>,
    counts: [u64; Class::ALL.len()],
    from_cache: u64,
}

impl RunLog {
    /// A log that appends to a file, or only counts.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, DomainError> {
        let open = |path: &Path| {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            OpenOptions::new().create(true).append(true).open(path)
        };
        let failed = |path: &Path, error: std::io::Error| {
            let path = path.display();
            DomainError::config(format!("the log of runs {path} cannot be written: {error}; name another file as `log`"))
        };
        let file = path.map(|path| open(path).map_err(|error| failed(path, error))).transpose()?;
        Ok(Self { state: Mutex::new(State { file, counts: [0; Class::ALL.len()], from_cache: 0 }) })
    }

    /// Counts a reply and writes its line. One line is one write, so that several processes may share a file.
    pub(crate) fn add(&self, competition: &str, hash: Option<&str>, judgement: &Judgement, from_cache: bool) {
        let run = judgement.run.as_ref();
        let line = json!({
            "competition": competition,
            "program": hash,
            "class": judgement.class,
            "quality": judgement.quality,
            "score": judgement.score.as_ref().map(|score| score.value),
            "medal": judgement.score.as_ref().and_then(|score| score.medal),
            "from_cache": from_cache,
            "wall_ms": run.map(|run| run.wall_ms),
            "cpu_ms": run.map(|run| run.cpu_ms),
            "peak_memory_bytes": run.and_then(|run| run.peak_memory_bytes),
            "isolation": run.map(|run| &run.isolation),
            "reason": judgement.reason,
        });
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = Class::ALL.iter().position(|class| *class == judgement.class) {
            state.counts[at] += 1;
        }
        state.from_cache += u64::from(from_cache);
        if let Some(file) = &mut state.file {
            // A log that cannot be written must not cost a training run.
            let _ = file.write_all(format!("{line}\n").as_bytes());
        }
    }

    /// Replies and how many there were of each class; nothing before the first.
    pub(crate) fn summary(&self) -> Option<String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = Class::ALL.iter().zip(state.counts).filter(|(_, count)| *count > 0);
        let classes: Vec<String> = counted.map(|(class, count)| format!("{count} {}", class.name())).collect();
        let all: u64 = state.counts.iter().sum();
        (all > 0).then(|| format!("{all} replies: {}; {} answered from the cache", classes.join(", "), state.from_cache))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_is_of_one_class_and_counts_add_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/runs.jsonl");
        let log = RunLog::open(Some(&path)).unwrap();
        assert_eq!(log.summary(), None);
        for class in Class::ALL.into_iter().chain([Class::Graded]) {
            log.add("iris", Some("abc"), &Judgement { class, quality: 0.0, score: None, reason: None, run: None }, false);
        }
        let summary = log.summary().unwrap();
        assert!(summary.starts_with("12 replies: 2 graded, 1 no_program, 1 failed,"), "{summary}");
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().count(), 12);
        assert!(text.lines().next().unwrap().contains("\"class\":\"graded\""));
    }
}
