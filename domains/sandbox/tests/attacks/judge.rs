//! Looks from outside at what a run did, and names every breach. What the program says of itself counts only against the sandbox.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::host::Host;
use super::program::Program;
use super::run::{Seen, survivors};

/// Time for starting, cleaning up and a busy machine, beyond the wall clock that the program was given.
const GRACE: Duration = Duration::from_secs(15);

/// A text of the report by its path, or "" where it is not there.
fn text<'a>(report: &'a Value, pointer: &str) -> &'a str {
    report.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// What one run did that it must not, each with what was seen. Both are empty when the sandbox held.
#[derive(Debug, Default)]
pub(crate) struct Breaches {
    /// Not excused by anything.
    pub(crate) hard: Vec<String>,
    /// A limit that this machine cannot keep, as the report itself says.
    pub(crate) declared: Vec<String>,
}

/// Every breach of one run.
pub(crate) fn breaches(program: &Program, tier: &str, host: &Host, seen: &Seen) -> io::Result<Breaches> {
    let mut found = Breaches { hard: outside(program, host, seen)?, declared: Vec::new() };
    match seen.report() {
        Ok(report) => {
            found.hard.extend(outcome(program, seen, &report));
            if !text(&report, "/isolation/tier").contains(tier) {
                found.hard.push(format!("it ran in the tier {:?}, not in {tier:?}", text(&report, "/isolation/tier")));
            }
            found.hard.extend(streams(program, &report));
            found.hard.extend(submission(program, host, &report)?);
            let mut limits = memory(program, seen, &report);
            limits.extend(escapes(&report));
            let excused = program.weaker.as_deref().is_some_and(|word| says_weaker(&report, word));
            if excused { found.declared.extend(limits) } else { found.hard.extend(limits) }
        }
        Err(error) => found.hard.push(error),
    }
    Ok(found)
}

/// What the program itself says that it could do.
fn escapes(report: &Value) -> Vec<String> {
    let lines = text(report, "/stdout/text").lines().filter(|line| line.starts_with("ESCAPED"));
    lines.take(4).map(|line| line.chars().take(300).collect()).collect()
}

/// What can be seen without the report: secrets, the host's files and listeners, processes, time.
fn outside(program: &Program, host: &Host, seen: &Seen) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for (name, bytes) in [("report", &seen.stdout), ("standard error of the command", &seen.stderr)] {
        if contains(bytes, host.token.as_bytes()) {
            found.push(format!("the {name} holds the hidden token"));
        }
    }
    found.extend(host.touched()?);
    found.extend(host.changed()?);
    let left = wait_until_gone(|| survivors(&host.marker));
    found.extend(left.into_iter().map(|process| format!("a process lives after the run: {process}")));
    for entry in fs::read_dir(host.path("tmp"))? {
        found.push(format!("a file was left in the temporary folder: {}", entry?.path().display()));
    }
    let allowed = program.within.unwrap_or(program.limits.wall + GRACE);
    if seen.took > allowed {
        found.push(format!("the run took {:.1} s, allowed were {:.1} s", seen.took.as_secs_f64(), allowed.as_secs_f64()));
    }
    // The interpreter itself and a launcher that shares the name for a moment are counted in.
    let most = program.limits.processes as usize + 8;
    if seen.most_processes > most {
        found.push(format!("{} processes at once, the limit is {}", seen.most_processes, program.limits.processes));
    }
    if program.group == "resources" && seen.most_processes == 0 && seen.took > Duration::from_secs(1) {
        found.push("the runner saw none of the program's processes, so it is blind for what is left of them".to_owned());
    }
    if seen.as_root && super::run::euid() == 0 {
        found.push("a process of the program was root on the host".to_owned());
    }
    if seen.reached {
        found.push("the program could be reached from the host".to_owned());
    }
    Ok(found)
}

/// Asks until nothing is left or 3 seconds have passed: a killed process needs a moment to leave the table.
pub(crate) fn wait_until_gone(look: impl Fn() -> Vec<String>) -> Vec<String> {
    let started = Instant::now();
    loop {
        let left = look();
        if left.is_empty() || started.elapsed() > Duration::from_secs(3) {
            return left;
        }
        std::thread::sleep(Duration::from_millis(30));
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle)
}

fn outcome(program: &Program, seen: &Seen, report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let outcome = text(report, "/outcome");
    let stdout = text(report, "/stdout/text");
    if !program.outcomes.iter().any(|each| each == outcome) {
        let stderr = text(report, "/stderr/text");
        let tail = &stderr[stderr.char_indices().rev().nth(300).map_or(0, |(at, _)| at)..];
        found.push(format!("the outcome is {outcome:?}, expected {:?}; its last words: {tail:?}", program.outcomes));
    }
    let expected = i32::from(outcome != "ok");
    if seen.code != Some(expected) {
        found.push(format!("the command ended with {:?} and the outcome {outcome:?}", seen.code));
    }
    let ended_by_itself = ["ok", "nonzero_exit"].contains(&outcome);
    if ended_by_itself
        && !program.honest()
        && !program.raw
        && !stdout.lines().any(|line| line.starts_with("HELD") || line.starts_with("ESCAPED"))
    {
        found.push(format!("it did not get to its attempt: {:?}", stdout.chars().take(300).collect::<String>()));
    }
    found
}

fn streams(program: &Program, report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for stream in ["stdout", "stderr"] {
        // Room for a line that says how much was left out; a byte that is no text becomes a character of three bytes.
        let length = text(report, &format!("/{stream}/text")).len() as u64;
        let total = report.pointer(&format!("/{stream}/bytes")).and_then(Value::as_u64).unwrap_or(0);
        let truncated = report.pointer(&format!("/{stream}/truncated")).and_then(Value::as_bool);
        if total > program.limits.output && truncated != Some(true) {
            found.push(format!("{stream} had {total} bytes and the report does not say that it is cut"));
        }
        if length > 3 * program.limits.output + 1024 {
            found.push(format!("{stream} has {length} bytes in the report, the limit is {}", program.limits.output));
        }
    }
    found
}

fn submission(program: &Program, host: &Host, report: &Value) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let taken = report.pointer("/submission/taken").and_then(Value::as_bool);
    let reason = text(report, "/submission/reason");
    let what = match taken {
        Some(true) => "taken",
        Some(false) if program.submission.iter().any(|each| each == "refused") && !reason.is_empty() => "refused",
        Some(false) => "none",
        None => "not told",
    };
    if !program.submission.iter().any(|each| each == what || each == "any") {
        found.push(format!("the submission is {what} ({reason}), expected {:?}", program.submission));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(host.path("out"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    let expected: &[&str] = if taken == Some(true) { &["submission.csv"] } else { &[] };
    if names != expected {
        found.push(format!("the out folder holds {names:?}, expected {expected:?}"));
    }
    for name in names {
        found.extend(out_file(program, host, &host.path("out").join(name))?);
    }
    Ok(found)
}

fn out_file(program: &Program, host: &Host, path: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() || meta.nlink() != 1 || meta.mode() & 0o7111 != 0 {
        found.push(format!("{} is no plain file: mode {:o}, {} names", path.display(), meta.mode(), meta.nlink()));
    } else if meta.len() > program.limits.scratch {
        found.push(format!("{} has {} bytes, the scratch has {}", path.display(), meta.len(), program.limits.scratch));
    } else if contains(&fs::read(path)?, host.token.as_bytes()) {
        found.push(format!("{} holds the hidden token", path.display()));
    }
    Ok(found)
}

/// The memory limit, by the runner's own measure and by the report's.
fn memory(program: &Program, seen: &Seen, report: &Value) -> Vec<String> {
    let limit = program.limits.memory;
    let mut found = Vec::new();
    for (measure, bytes) in [
        ("by the runner's measure", seen.most_memory),
        ("by the report", report.pointer("/peak_memory_bytes").and_then(Value::as_u64).unwrap_or(0)),
    ] {
        if bytes > limit + limit / 4 {
            found.push(format!("{} MiB at once {measure}, the limit is {} MiB", bytes >> 20, limit >> 20));
        }
    }
    found
}

/// Whether the report itself says that a protection is weaker here.
fn says_weaker(report: &Value, word: &str) -> bool {
    let protections = report.pointer("/isolation/protections").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    protections.iter().any(|each| each.to_string().contains(word) && each.to_string().contains("weaker"))
}
