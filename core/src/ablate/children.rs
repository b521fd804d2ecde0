//! The runs as child processes: some at a time, each with its own log, stopped softly.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::plan::PlannedRun;
use super::progress::{Console, Pace, last_train_step, spoken, tail};
use super::{AblateError, io};
use crate::folder_lock::FolderLock;

/// Between two looks at the children.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Lines of a failed run's log that are shown.
const LAST_LINES: usize = 8;
/// File of a run folder with what the run printed.
const LOG: &str = "train.log";

/// How the runs are run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The program; its verb `train` is called.
    pub program: PathBuf,
    /// Runs at once.
    pub jobs: usize,
    /// Threads of each.
    pub threads: usize,
    /// Set from outside to save and stop.
    pub stop: Arc<AtomicBool>,
}

/// A run that ended with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Arm and seed.
    pub title: String,
    /// How it ended.
    pub ended: String,
    /// Its log.
    pub log: PathBuf,
    /// The end of its log.
    pub last_lines: Vec<String>,
}

/// How the runs went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Runs that are done, those of earlier calls among them.
    pub done: usize,
    /// Runs that ended with an error.
    pub failed: Vec<Failed>,
    /// Whether the user asked to stop.
    pub stopped: bool,
}

/// Runs what is not finished yet. A run that fails does not stop the others.
///
/// # Errors
/// When a run folder holds another run, or a child cannot be started.
pub fn run_all(runs: &[PlannedRun], settings: &Settings) -> Result<Summary, AblateError> {
    let mut open = VecDeque::new();
    for run in runs.iter().filter(|run| !run.is_finished()) {
        run.prepare()?;
        open.push_back(run);
    }
    let done = runs.len() - open.len();
    let mut console = Console::new();
    console.note(&format!(
        "{} runs, {done} done already; {} at once, {} threads each",
        runs.len(),
        settings.jobs.min(open.len().max(1)),
        settings.threads
    ));
    let summary = Summary { done, ..Summary::default() };
    Pool { all: runs.len(), open, running: Vec::new(), settings, console, summary, pace: Pace::default(), waiting: false }.run()
}

/// A child at work.
struct Running<'r> {
    run: &'r PlannedRun,
    child: Child,
    /// Held open: the child saves and stops when it closes, which the system sees to if this process dies.
    stdin: Option<ChildStdin>,
    begun: Instant,
    /// Train step that it went on from.
    from_step: u64,
}

struct Pool<'r> {
    all: usize,
    open: VecDeque<&'r PlannedRun>,
    running: Vec<Running<'r>>,
    settings: &'r Settings,
    console: Console,
    summary: Summary,
    /// Of the children that have ended.
    pace: Pace,
    /// Whether the user knows that a run folder is still held.
    waiting: bool,
}

impl Pool<'_> {
    fn run(mut self) -> Result<Summary, AblateError> {
        loop {
            let stop = self.settings.stop.load(Ordering::SeqCst);
            if stop && !self.summary.stopped {
                self.summary.stopped = true;
                self.running.iter_mut().for_each(|running| drop(running.stdin.take()));
            }
            self.reap()?;
            if !stop {
                self.start()?;
            }
            if self.running.is_empty() && (stop || self.open.is_empty()) {
                return Ok(self.summary);
            }
            self.console.status(self.status());
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Starts runs as long as there is room. One whose folder is still held by a child of an earlier call has to wait.
    fn start(&mut self) -> Result<(), AblateError> {
        for _ in 0..self.open.len() {
            if self.running.len() >= self.settings.jobs {
                return Ok(());
            }
            let Some(run) = self.open.pop_front() else { return Ok(()) };
            let lock = FolderLock::take(run.folder()).map_err(io(run.folder(), "the run folder cannot be locked"))?;
            if lock.is_none() {
                self.open.push_back(run);
                if !std::mem::replace(&mut self.waiting, true) {
                    self.console.note(&format!("waiting for the process that still trains in {}", run.folder().display()));
                }
                continue;
            }
            drop(lock);
            let running = begin(run, self.settings)?;
            let how = if running.from_step > 0 { format!(" from train step {}", running.from_step) } else { String::new() };
            self.running.push(running);
            self.console.note(&format!("begun: {}{how}", run.title()));
        }
        Ok(())
    }

    /// Takes note of children that have ended.
    fn reap(&mut self) -> Result<(), AblateError> {
        for mut running in std::mem::take(&mut self.running) {
            let status = running.child.try_wait().map_err(io(running.run.folder(), "the child cannot be asked how it is"))?;
            match status {
                Some(status) => self.ended(running, status),
                None => self.running.push(running),
            }
        }
        Ok(())
    }

    fn ended(&mut self, running: Running<'_>, status: ExitStatus) {
        let (run, took) = (running.run, running.begun.elapsed());
        let step = last_train_step(run.folder());
        self.pace.steps += step.saturating_sub(running.from_step);
        self.pace.busy += took;
        if status.success() && run.is_finished() {
            self.summary.done += 1;
            self.console.note(&format!("done ({}/{}): {} in {}", self.summary.done, self.all, run.title(), spoken(took)));
        } else if self.summary.stopped {
            self.console.note(&format!("stopped: {} at train step {step}", run.title()));
        } else {
            let log = run.folder().join(LOG);
            let text = tail(&log);
            let mut last_lines: Vec<String> = text.lines().rev().take(LAST_LINES).map(str::to_owned).collect();
            last_lines.reverse();
            self.console.note(&format!("failed: {} ({status}); the others go on", run.title()));
            self.summary.failed.push(Failed { title: run.title(), ended: status.to_string(), log, last_lines });
        }
    }

    fn status(&self) -> String {
        let mut pace = self.pace;
        let mut parts = Vec::new();
        for running in &self.running {
            let step = last_train_step(running.run.folder());
            pace.steps += step.saturating_sub(running.from_step);
            pace.busy += running.begun.elapsed();
            pace.remaining += running.run.config.max_steps.saturating_sub(step);
            parts.push(format!("{} at {step}/{}", running.run.title(), running.run.config.max_steps));
        }
        pace.remaining += self
            .open
            .iter()
            .map(|run| run.config.max_steps - last_train_step(run.folder()).min(run.config.max_steps))
            .sum::<u64>();
        pace.side_by_side = self.settings.jobs.min(self.running.len() + self.open.len());
        let left = pace.left().map(|left| format!("; {} left", spoken(left))).unwrap_or_default();
        let word = if self.summary.stopped { "stopping: " } else { "" };
        format!("{word}{}/{} runs done; {}{left}", self.summary.done, self.all, parts.join(", "))
    }
}

/// Starts the child of a run. It goes on from the latest checkpoint where there is one.
fn begin<'r>(run: &'r PlannedRun, settings: &Settings) -> Result<Running<'r>, AblateError> {
    let path = run.folder().join(LOG);
    let broken = || io(&path, "the log of the run cannot be written");
    let mut log = File::options().create(true).append(true).open(&path).map_err(broken())?;
    writeln!(log, "--- exitrl train {} --resume", run.config_file().display()).map_err(broken())?;
    let errors = log.try_clone().map_err(broken())?;
    let mut command = Command::new(&settings.program);
    command.arg("train").arg(run.config_file()).args(["--stop-with-stdin", "--resume"]);
    command.env("RAYON_NUM_THREADS", settings.threads.to_string());
    command.stdin(Stdio::piped()).stdout(log).stderr(errors);
    // Out of reach of the terminal's Ctrl-C, which would reach children a second time when they are told to stop.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let from_step = last_train_step(run.folder());
    let mut child = command.spawn().map_err(io(&settings.program, "the program cannot be started"))?;
    let stdin = child.stdin.take();
    Ok(Running { run, child, stdin, begun: Instant::now(), from_step })
}
