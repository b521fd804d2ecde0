use super::*;
use std::time::Duration;

fn mapped(input: &[u8], work: &(dyn Fn(&Line) -> String + Sync)) -> String {
    let mut output = Vec::new();
    let by_line = |group: &[Line]| group.iter().map(work).collect();
    let count = map_lines(&mut io::Cursor::new(input.to_vec()), &mut output, 4, &by_line).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.lines().count() as u64, count);
    text
}

#[test]
fn answers_keep_the_order_of_the_questions() {
    let input: String = (1..=200).map(|n| format!("{n}\n")).collect();
    let slow_at_first = |line: &Line| {
        // The first of every eight lines is overtaken by its neighbours.
        if line.number % 8 == 1 {
            std::thread::sleep(Duration::from_millis(2));
        }
        line.text.clone().unwrap()
    };
    assert_eq!(mapped(input.as_bytes(), &slow_at_first), input);
}

#[test]
fn every_line_gets_an_answer_whatever_it_holds() {
    let answer = |line: &Line| match &line.text {
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
    let text = mapped(&input, &|line: &Line| line.text.clone().unwrap_or_else(|error| error[..12].to_owned()));
    assert_eq!(text, "the line has\nnext\n");
}

fn echo(group: &[Line]) -> Vec<String> {
    group.iter().map(|line| line.text.clone().unwrap()).collect()
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
    let result = map_lines(&mut input, &mut Full, 2, &echo);
    assert!(matches!(result, Err(BrokenAt::Output(error)) if error.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn slow_work_is_shared_out_line_by_line() {
    // Each of four lines waits until all four are at work: were two of them one group, it would wait for ever.
    let together = std::sync::Barrier::new(4);
    let answer = |line: &Line| {
        together.wait();
        line.number.to_string()
    };
    assert_eq!(mapped(b"a\nb\nc\nd\n", &answer), "1\n2\n3\n4\n");
}

#[test]
fn many_waiting_lines_are_passed_on_in_groups() {
    let input = "x\n".repeat(5000);
    let largest = Mutex::new(0);
    let work = |group: &[Line]| {
        let mut largest = largest.lock().unwrap();
        *largest = (*largest).max(group.len());
        // The reader is given time to be ahead.
        std::thread::sleep(Duration::from_micros(200));
        echo(group)
    };
    let mut output = Vec::new();
    assert_eq!(map_lines(&mut io::Cursor::new(&input), &mut output, 2, &work).unwrap(), 5000);
    assert_eq!(output, input.as_bytes());
    assert!((2..=LARGEST_GROUP).contains(&largest.into_inner().unwrap()));
}

#[test]
fn lines_read_ahead_are_bounded() {
    let (written, most) = (Mutex::new(0_u64), Mutex::new(0));
    struct Counting<'a>(&'a Mutex<u64>);
    impl Write for Counting<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            *self.0.lock().unwrap() += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let work = |group: &[Line]| {
        let ahead = group[group.len() - 1].number - *written.lock().unwrap();
        let mut most = most.lock().unwrap();
        *most = ahead.max(*most);
        echo(group)
    };
    map_lines(&mut io::Cursor::new("x\n".repeat(20_000)), &mut Counting(&written), 2, &work).unwrap();
    // The answers in the writer's hands are counted twice over.
    assert!(most.into_inner().unwrap() <= 2 * 2 * AHEAD as u64);
}

/// Gives the next line only when the answer to the one before was flushed.
struct Asking<'a> {
    line: Vec<u8>,
    left: u32,
    heard: &'a Mutex<std::sync::mpsc::Receiver<()>>,
}
impl io::Read for Asking<'_> {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        unreachable!("lines are read from the buffer")
    }
}
impl BufRead for Asking<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.line.is_empty() && self.left > 0 {
            if self.left < 3 {
                self.heard.lock().unwrap().recv_timeout(Duration::from_secs(10)).map_err(io::Error::other)?;
            }
            self.left -= 1;
            self.line = b"?\n".to_vec();
        }
        Ok(&self.line)
    }
    fn consume(&mut self, amount: usize) {
        self.line.drain(..amount);
    }
}

struct Telling(std::sync::mpsc::Sender<()>);
impl Write for Telling {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.send(());
        Ok(())
    }
}

#[test]
fn an_answer_is_out_before_the_next_line_is_waited_for() {
    let (tell, hear) = std::sync::mpsc::channel();
    let heard = Mutex::new(hear);
    let mut input = Asking { line: Vec::new(), left: 3, heard: &heard };
    assert_eq!(map_lines(&mut input, &mut Telling(tell), 2, &echo).unwrap(), 3);
}

#[test]
fn a_panic_in_the_work_and_an_answer_too_few_end_it_with_an_error() {
    let panics = |group: &[Line]| if group[0].number > 50 { panic!("as the test wants") } else { echo(group) };
    let result = map_lines(&mut io::Cursor::new("x\n".repeat(10_000)), &mut Vec::new(), 2, &panics);
    assert!(matches!(result, Err(BrokenAt::Output(error)) if error.to_string().contains("panicked")));
    let forgets = |group: &[Line]| echo(&group[1..]);
    let result = map_lines(&mut io::Cursor::new("x\n".repeat(10_000)), &mut Vec::new(), 2, &forgets);
    assert!(matches!(result, Err(BrokenAt::Output(error)) if error.to_string().contains("lost an answer")));
}
