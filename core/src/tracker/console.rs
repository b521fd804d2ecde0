//! Lines for people: one live line on a terminal, plain log lines elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Where a run stands after one train step.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Train steps applied.
    pub train_step: u64,
    /// Train steps of the whole run.
    pub max_steps: u64,
    /// Mean reward of this train step.
    pub reward_mean: f64,
    /// Tokens sampled and trained on a second.
    pub tokens_per_second: f64,
    /// Entries in the task buffer; [`None`] without one.
    pub buffer_size: Option<usize>,
    /// How long this train step took.
    pub took: Duration,
}

/// Where a long stage beside train steps stands, as an evaluation does.
#[derive(Debug, Clone, PartialEq)]
pub struct StageProgress {
    /// What goes on: `evaluating`.
    pub name: &'static str,
    /// What is counted: `samples`.
    pub unit: &'static str,
    /// Of these so many are done.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// Tokens sampled a second.
    pub tokens_per_second: f64,
    /// Time left, once there is a guess.
    pub left: Option<Duration>,
}

/// Tells people how a run goes.
pub trait Console: Send {
    /// One train step is done.
    fn train_step(&mut self, progress: &Progress);

    /// A stage between train steps goes on.
    fn stage(&mut self, progress: &StageProgress) {
        let _ = progress;
    }

    /// Something worth a line of its own: an evaluation, a checkpoint, a warning.
    fn note(&mut self, text: &str);
}

/// The console for standard error: live on a terminal, else one log line every `log_every` train steps.
pub fn for_stderr(log_every: u64) -> Box<dyn Console> {
    let stderr = std::io::stderr();
    if stderr.is_terminal() { Box::new(Live::new(stderr)) } else { Box::new(Plain::new(stderr, log_every)) }
}

/// Says nothing.
#[derive(Debug, Default)]
pub struct Silent;

impl Console for Silent {
    fn train_step(&mut self, _: &Progress) {}
    fn note(&mut self, _: &str) {}
}

/// One line that is written over and over; notes scroll away above it.
pub struct Live<W: Write + Send> {
    out: W,
    clock: Clock,
    line: String,
}

/// Back to the first column, and the line cleared.
const CLEAR: &str = "\r\x1b[2K";

impl<W: Write + Send> Live<W> {
    /// A live console on a terminal.
    pub fn new(out: W) -> Self {
        Self { out, clock: Clock::default(), line: String::new() }
    }

    // A terminal that went away must not stop a run, so errors are dropped here and below.
    fn draw(&mut self) {
        let _ = write!(self.out, "{CLEAR}{}", self.line);
        let _ = self.out.flush();
    }
}

impl<W: Write + Send> Console for Live<W> {
    fn train_step(&mut self, progress: &Progress) {
        let left = self.clock.left(progress);
        self.line = line(progress, left);
        self.draw();
    }

    fn stage(&mut self, progress: &StageProgress) {
        self.line = stage_line(progress);
        self.draw();
    }

    fn note(&mut self, text: &str) {
        let _ = writeln!(self.out, "{CLEAR}{text}");
        self.draw();
    }
}

impl<W: Write + Send> Drop for Live<W> {
    fn drop(&mut self) {
        if !self.line.is_empty() {
            let _ = writeln!(self.out);
        }
    }
}

/// Plain log lines.
pub struct Plain<W: Write + Send> {
    out: W,
    every: u64,
    clock: Clock,
    /// When a stage was last told of, or begun.
    stage: Option<Instant>,
}

/// Between two lines of a stage in a file.
const STAGE_EVERY: Duration = Duration::from_secs(30);

impl<W: Write + Send> Plain<W> {
    /// A console that writes every `every`-th train step, and the last one.
    pub fn new(out: W, every: u64) -> Self {
        Self { out, every: every.max(1), clock: Clock::default(), stage: None }
    }
}

impl<W: Write + Send> Console for Plain<W> {
    fn train_step(&mut self, progress: &Progress) {
        let left = self.clock.left(progress);
        if progress.train_step.is_multiple_of(self.every) || progress.train_step == progress.max_steps {
            let _ = writeln!(self.out, "{}", line(progress, left));
        }
    }

    fn stage(&mut self, progress: &StageProgress) {
        if self.stage.get_or_insert_with(Instant::now).elapsed() >= STAGE_EVERY {
            self.stage = Some(Instant::now());
            let _ = writeln!(self.out, "{}", stage_line(progress));
        }
    }

    fn note(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }
}

/// Guesses the time left from how long train steps take.
#[derive(Debug, Default)]
struct Clock {
    mean: Option<f64>,
}

impl Clock {
    /// The mean gives recent train steps more weight: completions grow or shrink while a policy learns.
    fn left(&mut self, progress: &Progress) -> Duration {
        let took = progress.took.as_secs_f64();
        let mean = self.mean.map_or(took, |mean| 0.9 * mean + 0.1 * took);
        self.mean = Some(mean);
        let steps_left = progress.max_steps.saturating_sub(progress.train_step);
        Duration::try_from_secs_f64(mean * steps_left as f64).unwrap_or(Duration::MAX)
    }
}

fn line(progress: &Progress, left: Duration) -> String {
    let width = progress.max_steps.to_string().len();
    let buffer = progress.buffer_size.map_or(String::new(), |size| format!("  buffer {size}"));
    format!(
        "train step {:>width$}/{}  reward {:.3}  {} tokens/s{buffer}  {}",
        progress.train_step,
        progress.max_steps,
        progress.reward_mean,
        rate(progress.tokens_per_second),
        if progress.train_step >= progress.max_steps { "done".to_owned() } else { format!("{} left", duration(left)) },
    )
}

fn stage_line(progress: &StageProgress) -> String {
    let StageProgress { name, unit, done, total, .. } = progress;
    let width = total.to_string().len();
    let left = progress.left.map_or(String::new(), |left| format!("  {} left", duration(left)));
    // A served model may not tell of its tokens.
    let pace =
        if progress.tokens_per_second > 0.0 { format!("  {} tokens/s", rate(progress.tokens_per_second)) } else { String::new() };
    format!("{name} {done:>width$}/{total} {unit}{pace}{left}")
}

fn rate(per_second: f64) -> String {
    match per_second {
        slow if slow < 100.0 => format!("{slow:.1}"),
        fast if fast < 100_000.0 => format!("{fast:.0}"),
        huge => format!("{:.0}k", huge / 1000.0),
    }
}

/// A duration in its two largest units: `42s`, `3m 05s`, `2h 07m`, `3d 04h`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{}d {:02}h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(train_step: u64) -> Progress {
        Progress {
            train_step,
            max_steps: 100,
            reward_mean: 0.4567,
            tokens_per_second: 1234.6,
            buffer_size: Some(64),
            took: Duration::from_secs(2),
        }
    }

    #[test]
    fn a_terminal_sees_one_line_and_notes_above_it() {
        let mut bytes = Vec::new();
        {
            let mut live = Live::new(&mut bytes);
            live.train_step(&after(7));
            live.note("checkpoint written");
        }
        let seven = "train step   7/100  reward 0.457  1235 tokens/s  buffer 64  3m 06s left";
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("{CLEAR}{seven}{CLEAR}checkpoint written\n{CLEAR}{seven}\n"));
    }

    #[test]
    fn a_file_sees_plain_lines_without_control_characters() {
        let mut bytes = Vec::new();
        {
            let mut plain = Plain::new(&mut bytes, 50);
            for train_step in [1, 49, 50, 51, 100] {
                plain.train_step(&after(train_step));
            }
            plain.note("evaluated");
        }
        let text = String::from_utf8(bytes).unwrap();
        let starts: Vec<&str> = text.lines().map(|line| line.split("  reward").next().unwrap()).collect();
        assert_eq!(starts, ["train step  50/100", "train step 100/100", "evaluated"]);
        assert!(text.contains("done") && !text.contains('\x1b'), "{text}");
    }

    #[test]
    fn a_stage_has_the_line_until_the_next_train_step() {
        let mut bytes = Vec::new();
        let stage =
            |done, left| StageProgress { name: "evaluating", unit: "samples", done, total: 512, tokens_per_second: 80.0, left };
        {
            let mut live = Live::new(&mut bytes);
            live.stage(&stage(0, None));
            live.stage(&stage(64, Some(Duration::from_secs(42))));
        }
        let expected = "evaluating   0/512 samples  80.0 tokens/s";
        let next = "evaluating  64/512 samples  80.0 tokens/s  42s left";
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("{CLEAR}{expected}{CLEAR}{next}\n"));
        let mut bytes = Vec::new();
        Plain::new(&mut bytes, 1).stage(&stage(64, None));
        assert!(bytes.is_empty(), "a file hears of a stage every half minute");
    }

    #[test]
    fn time_left_is_the_mean_over_what_remains() {
        let mut clock = Clock::default();
        assert_eq!(clock.left(&after(90)), Duration::from_secs(20));
        // 0.9 * 2 + 0.1 * 12 = 3 seconds a train step.
        let slow = Progress { took: Duration::from_secs(12), ..after(91) };
        assert!((clock.left(&slow).as_secs_f64() - 27.0).abs() < 1e-9);
    }

    #[test]
    fn durations_are_in_two_units() {
        let text = |seconds| duration(Duration::from_secs(seconds));
        assert_eq!([text(42), text(185), text(7620), text(273_600)], ["42s", "3m 05s", "2h 07m", "3d 04h"]);
    }
}
