//! Lines through a function on several cores, in order, with bounded memory.

use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lines for each core that may be read and not yet written.
const AHEAD: usize = 64;

/// Bytes of lines that may be read and not yet written; a single line may have more.
const AHEAD_BYTES: usize = 64 << 20;

/// Most lines that a core takes at once.
const LARGEST_GROUP: usize = 32;

/// Longest line that is read; a longer one is given up on, and the next line is read as usual.
const LONGEST: usize = 64 << 20;

/// One line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// The text without its end, or why there is none.
    pub(super) text: Result<String, String>,
}

/// Where a pipeline broke.
#[derive(Debug)]
pub(super) enum BrokenAt {
    /// The input could not be read.
    Input(io::Error),
    /// The output could not be written.
    Output(io::Error),
}

/// Gives every line of `input` to `work` and writes what it gives as one line, in the order of the input.
/// The count of lines comes back.
///
/// `work` gets lines in groups and gives one text for each. While many lines wait a group is large, to spread the cost of passing it
/// on; where few wait it is one line, so that slow work is shared out. What is ready is flushed before anything is waited for.
pub(super) fn map_lines(
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
    threads: usize,
    work: &(dyn Fn(&[Line]) -> Vec<String> + Sync),
) -> Result<u64, BrokenAt> {
    let line_up = LineUp::new(threads.max(1));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| line_up.write_all(output));
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(|| line_up.work_all(work))).collect();
        let read = line_up.read_all(input);
        // A worker that panicked has said so to the writer.
        workers.into_iter().for_each(|worker| drop(worker.join()));
        let written = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")));
        let count = read.map_err(BrokenAt::Input)?;
        written.map_err(BrokenAt::Output).map(|()| count)
    })
}

/// The lines between reader and writer.
struct LineUp {
    threads: usize,
    state: Mutex<State>,
    /// Where workers, the reader and the writer wait.
    work: Condvar,
    room: Condvar,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    /// Read and not yet taken by a worker.
    waiting: VecDeque<Line>,
    /// For each line from `num_written` on its answer, once there is one, and the line's length.
    answers: VecDeque<(Option<String>, usize)>,
    num_written: u64,
    /// The sum of the lengths in `answers`.
    num_bytes: usize,
    /// Nothing more will be read.
    closed: bool,
    /// A worker panicked, or the writer gave up.
    broken: bool,
}

impl State {
    fn is_full(&self, threads: usize) -> bool {
        self.answers.len() >= threads * AHEAD || self.num_bytes >= AHEAD_BYTES
    }

    fn has_answer(&self) -> bool {
        self.answers.front().is_some_and(|(answer, _)| answer.is_some())
    }

    /// The answers that are next in order.
    fn take_ready(&mut self) -> Vec<String> {
        let mut ready = Vec::new();
        while let Some((Some(answer), length)) = self.answers.front_mut() {
            ready.push(std::mem::take(answer));
            self.num_bytes -= *length;
            self.answers.pop_front();
        }
        self.num_written += ready.len() as u64;
        ready
    }
}

impl LineUp {
    fn new(threads: usize) -> Self {
        let (work, room, ready) = Default::default();
        Self { threads, state: Mutex::default(), work, room, ready }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads to the end, or until the work is broken; the count of lines.
    fn read_all(&self, input: &mut (dyn BufRead + Send)) -> io::Result<u64> {
        let _closes = OnDrop(|| self.end(|state| state.closed = true));
        let mut number = 0;
        while let Some(line) = next_line(input, number + 1)? {
            let full = |state: &mut State| state.is_full(self.threads) && !state.broken;
            let mut state = self.room.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
            if state.broken {
                break;
            }
            number += 1;
            let length = line.text.as_ref().map_or(0, String::len);
            state.num_bytes += length;
            state.answers.push_back((None, length));
            state.waiting.push_back(line);
            drop(state);
            self.work.notify_one();
        }
        Ok(number)
    }

    fn work_all(&self, work: &(dyn Fn(&[Line]) -> Vec<String> + Sync)) {
        let breaks = OnDrop(|| self.end(|state| state.broken = true));
        while let Some(group) = self.next_group() {
            let answers = work(&group);
            if answers.len() != group.len() {
                return;
            }
            let mut state = self.lock();
            for (line, answer) in group.iter().zip(answers) {
                let at = usize::try_from(line.number - 1 - state.num_written).unwrap_or(usize::MAX);
                if let Some(slot) = state.answers.get_mut(at) {
                    slot.0 = Some(answer);
                }
            }
            if state.has_answer() {
                self.ready.notify_one();
            }
        }
        std::mem::forget(breaks);
    }

    fn next_group(&self) -> Option<Vec<Line>> {
        let idle = |state: &mut State| state.waiting.is_empty() && !state.closed && !state.broken;
        let mut state = self.work.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let size = (state.waiting.len() / (2 * self.threads)).clamp(1, LARGEST_GROUP).min(state.waiting.len());
        let group: Vec<Line> = state.waiting.drain(..size).collect();
        (!group.is_empty() && !state.broken).then_some(group)
    }

    fn write_all(&self, output: &mut (dyn Write + Send)) -> io::Result<()> {
        let breaks = OnDrop(|| self.end(|state| state.broken = true));
        let mut has_written = false;
        loop {
            let pending = |state: &mut State| !(state.has_answer() || state.broken || state.closed && state.answers.is_empty());
            let mut state = self.lock();
            // Whoever waits for these answers before writing the next line gets them.
            if pending(&mut state) && has_written && state.waiting.is_empty() {
                drop(state);
                output.flush()?;
                state = self.lock();
            }
            let mut state = self.ready.wait_while(state, pending).unwrap_or_else(PoisonError::into_inner);
            let (ready, broken) = (state.take_ready(), state.broken);
            drop(state);
            self.room.notify_one();
            if ready.is_empty() {
                output.flush()?;
                std::mem::forget(breaks);
                let lost = "a grading thread panicked or lost an answer; this is a bug, please report it";
                return if broken { Err(io::Error::other(lost)) } else { Ok(()) };
            }
            has_written = true;
            for text in ready {
                output.write_all(text.as_bytes())?;
                output.write_all(b"\n")?;
            }
        }
    }

    /// Changes the state for good and wakes everybody.
    fn end(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.work.notify_all();
        self.room.notify_all();
        self.ready.notify_all();
    }
}

/// Does something at the end of a scope, a panic's too.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

pub(super) fn next_line(input: &mut (dyn BufRead + Send), number: u64) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let mut length = 0;
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = part.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(part.len(), |end| end + 1);
        if taken == 0 && length == 0 {
            return Ok(None);
        }
        length += taken;
        if length <= LONGEST {
            bytes.extend_from_slice(&part[..taken]);
        }
        input.consume(taken);
        if end.is_some() || taken == 0 {
            return Ok(Some(Line { number, text: text_of(bytes, length) }));
        }
    }
}

fn text_of(mut bytes: Vec<u8>, length: usize) -> Result<String, String> {
    if length > LONGEST {
        return Err(format!("the line has {length} bytes, more than the {LONGEST} that are read"));
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|error| format!("the line is no UTF-8: {}", error.utf8_error()))
}

#[cfg(test)]
mod tests;
