//! How far an ablation is: read off the run folders, told on standard error.

use std::io::{IsTerminal, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Between two status lines where the output is no terminal.
const PLAIN_EVERY: Duration = Duration::from_secs(60);
/// The end of a log that is read for its last line, in bytes.
const TAIL: u64 = 16 << 10;

/// The last train step in a run's log; 0 where there is none.
pub(super) fn last_train_step(run_dir: &Path) -> u64 {
    #[derive(serde::Deserialize)]
    struct Line {
        train_step: u64,
    }
    // A line that is being written is no JSON yet; the one before it counts.
    let text = tail(&run_dir.join("timing.jsonl"));
    let lines = text.lines().rev().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines.map(|line| line.train_step).next().unwrap_or(0)
}

/// The end of a text file; empty where it cannot be read.
pub(super) fn tail(path: &Path) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    read().unwrap_or_default()
}

/// What has been trained since this process began, and what is left: enough to say when it will be done.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pace {
    /// Train steps done by children of this process.
    pub(super) steps: u64,
    /// Time that these children ran, added up.
    pub(super) busy: Duration,
    /// Train steps that remain in all runs.
    pub(super) remaining: u64,
    /// Children that run side by side until the end.
    pub(super) side_by_side: usize,
}

impl Pace {
    /// How long it will take yet; [`None`] before the first train step.
    pub(super) fn left(&self) -> Option<Duration> {
        let each = self.busy.as_secs_f64() / self.steps as f64;
        let left = each * self.remaining as f64 / self.side_by_side.max(1) as f64;
        (self.steps > 0).then(|| Duration::try_from_secs_f64(left).ok())?
    }
}

/// `2 h 05 min`, `5 min`, `40 s`.
pub(super) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {:02} min", minutes % 60),
    }
}

/// Standard error: one live line on a terminal, a line now and then elsewhere.
pub(super) struct Console {
    live: bool,
    line: String,
    last: Option<Instant>,
}

impl Console {
    pub(super) fn new() -> Self {
        Self { live: std::io::stderr().is_terminal(), line: String::new(), last: None }
    }

    /// An event: it stays on the screen.
    pub(super) fn note(&mut self, text: &str) {
        let mut stderr = std::io::stderr();
        // A terminal that went away must not stop the runs.
        let _ = if self.live { writeln!(stderr, "\r\x1b[2K{text}") } else { writeln!(stderr, "{text}") };
        self.draw();
    }

    /// Where things stand: overwritten by the next.
    pub(super) fn status(&mut self, text: String) {
        self.line = text;
        if self.live {
            self.draw();
        } else if self.last.is_none_or(|last| last.elapsed() >= PLAIN_EVERY) {
            self.last = Some(Instant::now());
            let _ = writeln!(std::io::stderr(), "{}", self.line);
        }
    }

    fn draw(&self) {
        if self.live {
            let mut stderr = std::io::stderr();
            let _ = write!(stderr, "\r\x1b[2K{}", self.line).and_then(|()| stderr.flush());
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        if self.live && !self.line.is_empty() {
            let _ = writeln!(std::io::stderr());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_line_of_a_log_counts() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last_train_step(folder.path()), 0);
        let log = folder.path().join("timing.jsonl");
        std::fs::write(&log, "{\"train_step\":7,\"time/step\":1.0}\n{\"train_step\":8,\"time/step\":1.0}\n{\"train_st").unwrap();
        assert_eq!(last_train_step(folder.path()), 8);
    }

    #[test]
    fn the_time_left_follows_from_the_pace() {
        // 10 train steps took 20 s of two children's time: 2 s each; 30 are left for two at once.
        let pace = Pace { steps: 10, busy: Duration::from_secs(20), remaining: 30, side_by_side: 2 };
        assert_eq!(pace.left(), Some(Duration::from_secs(30)));
        assert_eq!(Pace::default().left(), None);
        let times = [40, 300, 7500].map(Duration::from_secs).map(spoken);
        assert_eq!(times, ["40 s", "5 min", "2 h 05 min"]);
    }
}
