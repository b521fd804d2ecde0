//! One running plugin process and its three pipes.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::HostError;
use crate::log;
use crate::text::excerpt;

/// How many last lines of standard error a report shows.
const TAIL_LINES: usize = 12;
/// Longest line of standard error that is kept whole, in bytes.
const TAIL_LINE_BYTES: usize = 4096;
/// How long a process may take to end by itself, once it has been told to or has closed its output.
const GRACE: Duration = Duration::from_millis(500);
const INFO: u32 = 3;

/// A running process. Dropping it ends it.
pub(crate) struct Process {
    child: Child,
    requests: Option<Sender<Vec<u8>>>,
    answers: Receiver<Line>,
    tail: Arc<Mutex<VecDeque<String>>>,
    stderr_ended: Receiver<()>,
    finished: bool,
}

/// What was read up to a line's end.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Whole(Vec<u8>),
    TooLong(Vec<u8>),
}

/// Why a request got no answer. After any of these the process is of no more use.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No line came by the deadline.
    Deadline,
    /// The output ended: the process died or closed it.
    Ended,
    /// A line longer than is allowed; its beginning.
    TooLong(String),
    /// A line that nothing had asked for; its beginning.
    Unasked(String),
    /// A line that is no message; what was seen instead.
    Unreadable(String),
}

impl Process {
    /// Starts a program in a process group of its own: a signal from the terminal does not reach it, and it can be killed with
    /// whatever it started.
    pub(crate) fn start(program: &OsStr, args: &[OsString], max_line: usize) -> Result<Self, HostError> {
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let failed = |seen: String| HostError::Spawn { command: command_text(program, args), seen };
        let mut child = command.spawn().map_err(|e| failed(e.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(failed("the system gave no pipes".to_owned()));
        };
        let (requests, to_write) = channel();
        // One answer to one request: a process that floods its output is held up by the pipe instead of filling our memory.
        let (read, answers) = sync_channel(1);
        let (ended, stderr_ended) = channel();
        let tail = Arc::new(Mutex::new(VecDeque::new()));
        let of_thread = Arc::clone(&tail);
        let threads = spawn(move || write_requests(stdin, &to_write))
            .and_then(|()| spawn(move || read_answers(stdout, max_line, &read)))
            .and_then(|()| spawn(move || keep_tail(stderr, &of_thread, ended)));
        let process = Self { child, requests: Some(requests), answers, tail, stderr_ended, finished: false };
        // On failure the process is dropped here, which ends it.
        threads.map_err(|e| failed(e.to_string()))?;
        Ok(process)
    }

    /// Sends one line and waits for the line that answers it.
    pub(crate) fn exchange(&mut self, mut request: Vec<u8>, deadline: Duration) -> Result<Vec<u8>, Failure> {
        if let Ok(Line::Whole(line) | Line::TooLong(line)) = self.answers.try_recv() {
            return Err(Failure::Unasked(excerpt(&line)));
        }
        request.push(b'\n');
        // A process that no longer reads shows itself by its output's end or by the deadline.
        let _ = self.requests.as_ref().map(|requests| requests.send(request));
        match self.answers.recv_timeout(deadline) {
            Ok(Line::Whole(line)) => Ok(line),
            Ok(Line::TooLong(line)) => Err(Failure::TooLong(excerpt(&line))),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Deadline),
            Err(RecvTimeoutError::Disconnected) => Err(Failure::Ended),
        }
    }

    /// Ends the process, after a moment to end by itself where its output has ended, and tells how it ended.
    pub(crate) fn end(mut self, failure: &Failure) -> String {
        let grace = if matches!(failure, Failure::Ended) { GRACE } else { Duration::ZERO };
        self.finish(grace)
    }

    /// Standard error ends with the process, and the exit status is settled before that: so it is waited for instead of the
    /// process itself, whose group must not be signalled after its number may be another's.
    fn finish(&mut self, grace: Duration) -> String {
        self.finished = true;
        if !grace.is_zero() {
            // The end of its input tells a process to end.
            self.requests = None;
            let _ = self.stderr_ended.recv_timeout(grace);
        }
        kill_group(&mut self.child);
        let _ = self.stderr_ended.recv_timeout(GRACE);
        let status = self.child.wait().map_or_else(|e| format!("unknown ({e})"), |status| status.to_string());
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let words = tail.iter().map(|line| format!("\n  | {line}")).collect::<String>();
        let words =
            if words.is_empty() { "it wrote nothing to standard error".to_owned() } else { format!("its last words:{words}") };
        format!("it ended with {status}; {words}")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.finished {
            self.finish(GRACE);
        }
    }
}

/// Program and arguments as a person would type them.
pub(crate) fn command_text(program: &OsStr, args: &[OsString]) -> String {
    let words = std::iter::once(program).chain(args.iter().map(OsString::as_os_str));
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn kill_group(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
}

fn spawn(act: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new().name("domain-pipe".to_owned()).spawn(act).map(drop)
}

fn write_requests(mut stdin: ChildStdin, requests: &Receiver<Vec<u8>>) {
    while let Ok(request) = requests.recv() {
        if stdin.write_all(&request).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_answers(stdout: impl Read, max_line: usize, answers: &SyncSender<Line>) {
    let mut stdout = BufReader::with_capacity(1 << 16, stdout);
    while let Ok(Some(line)) = read_line(&mut stdout, max_line) {
        let last = matches!(line, Line::TooLong(_));
        if answers.send(line).is_err() || last {
            return;
        }
    }
}

fn keep_tail(stderr: impl Read, tail: &Mutex<VecDeque<String>>, _ended: Sender<()>) {
    let mut stderr = BufReader::new(stderr);
    while let Ok(Some(Line::Whole(line) | Line::TooLong(line))) = read_line(&mut stderr, TAIL_LINE_BYTES) {
        let line = String::from_utf8_lossy(&line).into_owned();
        log::emit(INFO, &line);
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.len() == TAIL_LINES {
            tail.pop_front();
        }
        tail.push_back(line);
    }
}

/// The next line without its end, or [`None`] at the end of the input.
fn read_line(input: &mut impl BufRead, max: usize) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    if input.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > max {
        return Ok(Some(Line::TooLong(line)));
    }
    Ok(Some(Line::Whole(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_up_to_the_longest_allowed() {
        let mut input = &b"four\n\nlonger\nend"[..];
        assert_eq!(read_line(&mut input, 4).unwrap(), Some(Line::Whole(b"four".to_vec())));
        assert_eq!(read_line(&mut input, 4).unwrap(), Some(Line::Whole(Vec::new())));
        assert_eq!(read_line(&mut input, 4).unwrap(), Some(Line::TooLong(b"longe".to_vec())));
        assert_eq!(read_line(&mut input, 4).unwrap(), Some(Line::Whole(b"r".to_vec())));
        assert_eq!(read_line(&mut input, 4).unwrap(), Some(Line::Whole(b"end".to_vec())));
        assert_eq!(read_line(&mut input, 4).unwrap(), None);
    }

    #[test]
    fn a_program_that_does_not_exist_is_named_with_its_arguments() {
        let error = Process::start(OsStr::new("./no/such program"), &["--loud".into()], 100).err().unwrap().to_string();
        assert!(error.contains("`./no/such program --loud` cannot be started"), "{error}");
        assert!(error.contains("No such file"), "{error}");
    }

    #[test]
    fn no_byte_of_any_input_is_lost_between_lines() {
        arbtest::arbtest(|u| {
            let (input, max): (Vec<u8>, u8) = u.arbitrary()?;
            let (mut rest, mut seen) = (&input[..], Vec::new());
            while let Some(line) = read_line(&mut rest, max.into()).unwrap() {
                let whole = matches!(line, Line::Whole(_));
                let (Line::Whole(bytes) | Line::TooLong(bytes)) = line;
                assert!(bytes.len() <= usize::from(max) + usize::from(!whole));
                seen.extend_from_slice(&bytes);
                if whole && seen.len() < input.len() {
                    seen.push(b'\n');
                }
            }
            assert_eq!(seen, input);
            Ok(())
        })
        .budget_ms(200);
    }
}
