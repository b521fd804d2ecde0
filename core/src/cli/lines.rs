//! Lines through a function on several cores, in order, with bounded memory.

use std::io::{self, BufRead, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// Lines that each core may be ahead of the slowest one.
const AHEAD: usize = 8;

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
pub(super) fn map_lines(
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
    threads: usize,
    work: &(dyn Fn(Line) -> String + Sync),
) -> Result<u64, BrokenAt> {
    let threads = threads.max(1);
    let (jobs, inbox) = sync_channel::<(Line, Sender<String>)>(threads);
    // Answers are awaited in the order of the questions, however they overtake each other.
    let (queue, answers) = sync_channel::<Receiver<String>>(threads * AHEAD);
    let inbox = Mutex::new(inbox);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || write_all(output, &answers));
        for _ in 0..threads {
            scope.spawn(|| {
                // A lock that a panicking neighbour held is as good as before: it guards no state of ours.
                while let Ok((line, answer)) = inbox.lock().unwrap_or_else(|e| e.into_inner()).recv() {
                    let _ = answer.send(work(line));
                }
            });
        }
        let mut number = 0;
        let read = loop {
            match next_line(input, number + 1) {
                Ok(None) => break Ok(()),
                Err(error) => break Err(BrokenAt::Input(error)),
                Ok(Some(line)) => {
                    number += 1;
                    let (answer, awaited) = channel();
                    // Neither fails unless the writer gave up, and then its error is what counts.
                    if queue.send(awaited).is_err() || jobs.send((line, answer)).is_err() {
                        break Ok(());
                    }
                }
            }
        };
        drop((jobs, queue));
        let written = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread panicked")));
        read.and(written.map_err(BrokenAt::Output)).map(|()| number)
    })
}

fn write_all(output: &mut (dyn Write + Send), answers: &Receiver<Receiver<String>>) -> io::Result<()> {
    for answer in answers {
        let lost = "a grading thread panicked; this is a bug, please report it";
        let text = answer.recv().map_err(|_| io::Error::other(lost))?;
        output.write_all(text.as_bytes())?;
        output.write_all(b"\n")?;
    }
    output.flush()
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
mod tests {
    use super::*;
    use std::time::Duration;

    fn mapped(input: &[u8], work: &(dyn Fn(Line) -> String + Sync)) -> String {
        let mut output = Vec::new();
        let count = map_lines(&mut io::Cursor::new(input.to_vec()), &mut output, 4, work).unwrap();
        let text = String::from_utf8(output).unwrap();
        assert_eq!(text.lines().count() as u64, count);
        text
    }

    #[test]
    fn answers_keep_the_order_of_the_questions() {
        let input: String = (1..=200).map(|n| format!("{n}\n")).collect();
        let slow_at_first = |line: Line| {
            // The first of every eight lines is overtaken by its neighbours.
            if line.number % 8 == 1 {
                std::thread::sleep(Duration::from_millis(2));
            }
            line.text.unwrap()
        };
        assert_eq!(mapped(input.as_bytes(), &slow_at_first), input);
    }

    #[test]
    fn every_line_gets_an_answer_whatever_it_holds() {
        let answer = |line: Line| match line.text {
            Ok(text) => format!("{} {text:?}", line.number),
            Err(error) => format!("{} {}", line.number, error.split(':').next().unwrap()),
        };
        let text = mapped(b"a\r\n\n\xff\xfe\nlast without end", &answer);
        assert_eq!(text, "1 \"a\"\n2 \"\"\n3 the line is no UTF-8\n4 \"last without end\"\n");
        assert_eq!(mapped(b"", &answer), "");
    }

    #[test]
    fn an_endless_line_is_given_up_on_and_the_next_one_read() {
        let mut input = vec![b'x'; LONGEST + 5];
        input.extend(b"\nnext\n");
        let text = mapped(&input, &|line: Line| line.text.unwrap_or_else(|error| error[..12].to_owned()));
        assert_eq!(text, "the line has\nnext\n");
    }

    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_output_that_fails_ends_the_work() {
        let mut input = io::Cursor::new("x\n".repeat(10_000).into_bytes());
        let result = map_lines(&mut input, &mut Full, 2, &|line| line.text.unwrap());
        assert!(matches!(result, Err(BrokenAt::Output(error)) if error.kind() == io::ErrorKind::StorageFull));
    }
}
