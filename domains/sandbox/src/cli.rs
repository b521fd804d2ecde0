//! The command line of `exitrl-sandbox`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::check::check;
use crate::job::{Job, Limits};
use crate::report::{Outcome, Report, Strength, Tier};
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions};
use crate::size::{parse_duration, parse_size, show_size};
use crate::{enter, init, launch};

/// The program failed or was stopped.
const FAILED: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// Nothing isolates here, so nothing was run.
const REFUSED: u8 = 3;

/// Runs untrusted Python programs, each in a sandbox of its own
#[derive(Debug, Parser)]
#[command(
    name = "exitrl-sandbox",
    version,
    after_help = "Exit codes: 0 the program ended well, or all protections hold; 1 it failed or was \
stopped, or a protection does not hold; 2 wrong arguments; 3 nothing isolates here and no program was run."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run one program
    Run(Box<RunArgs>),
    /// Find out which protections hold on this machine, by trying them
    Check(CheckArgs),
    /// One run, asked for by the library
    #[command(hide = true)]
    Launch,
    /// The first process of a run
    #[command(hide = true)]
    Init,
    /// The program's process before it becomes the program
    #[command(hide = true)]
    Enter,
}

#[derive(Debug, Args)]
struct Common {
    /// The Python interpreter, a path or a name [default: python3]
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    /// Use this kind of isolation only
    #[arg(long, value_name = "TIER")]
    tier: Option<TierName>,
    /// Run programs without isolation where none can be had: they can then read and reach whatever this user can
    #[arg(long)]
    allow_unsandboxed: bool,
    /// Write JSON instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TierName {
    Own,
    Bubblewrap,
    Unsandboxed,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The program runs in a work folder of its own, finds --input as ./input, and may leave ./submission.csv, which is put into \
--out when every process of the run is dead and it is a plain file within its limit.

Examples:
  exitrl-sandbox run solution.py --input competition/prepared/public --out results
  exitrl-sandbox run solution.py --wall 5m --cpu 5m --memory 4GiB --json"
)]
struct RunArgs {
    /// The Python program
    script: PathBuf,
    /// A folder that the program sees, read-only, as ./input
    #[arg(long, value_name = "DIR")]
    input: Option<PathBuf>,
    /// A folder for submission.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Time by the clock
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_duration)]
    wall: Duration,
    /// Processor time of all processes together
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_duration)]
    cpu: Duration,
    /// Memory of all processes together
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = parse_size)]
    memory: u64,
    /// Processes and threads at one time
    #[arg(long, value_name = "N", default_value_t = 64)]
    processes: u32,
    /// Files that the program may write, all together
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = parse_size)]
    scratch: u64,
    /// What is kept of each output stream
    #[arg(long, value_name = "SIZE", default_value = "64KiB", value_parser = parse_size)]
    output_limit: u64,
    /// Processors that the program gets; 0 is all
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: u32,
    /// A file or folder that the program must find empty; may be given again
    #[arg(long, value_name = "PATH")]
    hide: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    common: Common,
}

/// The program's entry point.
pub fn main() -> ExitCode {
    let served = match Cli::parse().verb {
        Verb::Run(args) => return run(&args),
        Verb::Check(args) => return check_here(&args),
        Verb::Launch => {
            close_inherited();
            launch::serve()
        }
        Verb::Init => init::serve(),
        Verb::Enter => enter::serve(),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("exitrl-sandbox: {error}");
            ExitCode::from(FAILED)
        }
    }
}

/// Closes what the caller left open by mistake: it would be open in the program, too.
fn close_inherited() {
    let names = std::fs::read_dir("/proc/self/fd").map(|entries| entries.flatten().map(|entry| entry.file_name()).collect());
    let listed: Vec<i32> = names.unwrap_or_else(|_| Vec::new()).iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
    // Without a list, as many as a caller is likely to have.
    let all = if listed.is_empty() { (3..4096).collect() } else { listed };
    for descriptor in all.into_iter().filter(|descriptor| *descriptor > 2) {
        let _ = nix::unistd::close(descriptor);
    }
}

/// A program's words, made harmless for a terminal.
fn shown(text: &str) -> String {
    let harmless = |letter: char| letter == '\n' || letter == '\t' || !(letter.is_control() || is_direction_mark(letter));
    text.chars().map(|letter| if harmless(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Common {
    fn open(&self) -> Result<Sandbox, ExitCode> {
        let tier = self.tier.map(|tier| match tier {
            TierName::Own => Tier::Own,
            TierName::Bubblewrap => Tier::Bubblewrap,
            TierName::Unsandboxed => Tier::Unsandboxed,
        });
        let launcher = std::env::current_exe().ok();
        // Whoever asks for this tier by name allows it.
        let allow_unsandboxed = self.allow_unsandboxed || tier == Some(Tier::Unsandboxed);
        let options = SandboxOptions { allow_unsandboxed, launcher, python: self.python.clone(), tier };
        Sandbox::open(&options).map_err(|refusal| {
            eprintln!("error: {refusal}");
            ExitCode::from(REFUSED)
        })
    }
}

fn run(args: &RunArgs) -> ExitCode {
    let script = match std::fs::read(&args.script) {
        Ok(script) => script,
        Err(error) => {
            eprintln!("error: the program {} cannot be read: {error}; name another", args.script.display());
            return ExitCode::from(USAGE);
        }
    };
    let sandbox = match args.common.open() {
        Ok(sandbox) => sandbox,
        Err(code) => return code,
    };
    let limits = Limits {
        wall: args.wall,
        cpu: args.cpu,
        memory_bytes: args.memory,
        processes: args.processes,
        scratch_bytes: args.scratch,
        output_bytes: args.output_limit,
        ..Limits::default()
    };
    let job = Job {
        script_name: args.script.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        input: args.input.clone(),
        out: args.out.clone(),
        limits,
        hide: args.hide.clone(),
        threads: args.threads,
        ..Job::new(script)
    };
    match sandbox.run(&job) {
        Ok(report) => {
            if args.common.json {
                println!("{}", serde_json::to_string(&report).unwrap_or_default());
            } else {
                print!("{}", text(&report));
            }
            if report.outcome == Outcome::Ok { ExitCode::SUCCESS } else { ExitCode::from(FAILED) }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(match error {
                SandboxError::Job(_) => USAGE,
                SandboxError::SetUp(_) | SandboxError::Launcher { .. } => REFUSED,
            })
        }
    }
}

fn check_here(args: &CheckArgs) -> ExitCode {
    let sandbox = match args.common.open() {
        Ok(sandbox) => sandbox,
        Err(code) => return code,
    };
    let checked = match check(&sandbox) {
        Ok(checked) => checked,
        Err(error) => {
            eprintln!("error: the protections could not be tried: {error}");
            return ExitCode::from(REFUSED);
        }
    };
    if args.common.json {
        println!("{}", serde_json::to_string(&checked).unwrap_or_default());
    } else {
        println!("isolation: {}\n\ntried from inside:", checked.isolation.tier.name());
        for tried in &checked.tried {
            println!("  {}  {} ({})", if tried.held { "held   " } else { "GOT THROUGH" }, tried.what, tried.seen);
        }
        println!("\nin force:\n{}", protections(&checked.isolation.protections));
    }
    if checked.holds() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) }
}

fn protections(protections: &[crate::report::Protection]) -> String {
    let line = |each: &crate::report::Protection| {
        let state = if each.state == Strength::Held { "held" } else { "WEAKER" };
        format!("  {state:7} {}: {}\n", each.name, each.why)
    };
    protections.iter().map(line).collect()
}

/// A report for people.
fn text(report: &Report) -> String {
    let ended = match (report.exit_code, report.signal) {
        (Some(code), _) => format!(", exit code {code}"),
        (None, Some(signal)) => format!(", signal {signal}"),
        (None, None) => String::new(),
    };
    let submission = match &report.submission.reason {
        None => format!("{} taken", show_size(report.submission.bytes)),
        Some(reason) => format!("none: {reason}"),
    };
    let seconds = |millis: u64| millis as f64 / 1000.0;
    let mut text = format!(
        "outcome: {}{ended}\nwall: {:.3} s, processor: {:.3} s, peak memory: {}\nsubmission: {submission}\nisolation: {}\n",
        report.outcome.name(),
        seconds(report.wall_ms),
        seconds(report.cpu_ms),
        show_size(report.peak_memory_bytes),
        report.isolation.tier.name(),
    );
    let weaker: Vec<_> = report.isolation.protections.iter().filter(|each| each.state == Strength::Weaker).cloned().collect();
    text.push_str(&protections(&weaker));
    text.extend(report.message.iter().map(|message| format!("note: {message}\n")));
    for (name, stream) in [("stdout", &report.stdout), ("stderr", &report.stderr)] {
        if !stream.text.is_empty() {
            text.push_str(&format!("--- {name} ({} bytes)\n{}\n", stream.bytes, shown(stream.text.trim_end())));
        }
    }
    text
}
