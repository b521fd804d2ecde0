//! The first and the last bytes of a stream, within a limit: what is printed most often says what it is at its start and what went wrong at
//! its end.

use std::collections::VecDeque;

use crate::report::Stream;

/// Takes everything and keeps the first and last half of `limit` bytes.
pub(crate) struct HeadTail {
    limit: usize,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    total: u64,
}

impl HeadTail {
    /// Keeps at most `limit` bytes.
    pub(crate) fn new(limit: u64) -> HeadTail {
        HeadTail { limit: usize::try_from(limit).unwrap_or(usize::MAX), head: Vec::new(), tail: VecDeque::new(), total: 0 }
    }

    /// Takes the next bytes of the stream.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let half = self.limit / 2;
        let into_head = bytes.len().min(half - self.head.len().min(half));
        self.head.extend_from_slice(&bytes[..into_head]);
        let rest = &bytes[into_head..];
        let room = self.limit - half;
        let rest = &rest[rest.len().saturating_sub(room)..];
        let excess = (self.tail.len() + rest.len()).saturating_sub(room);
        self.tail.drain(..excess);
        self.tail.extend(rest);
    }

    /// The text that was kept; bytes that are no UTF-8 become U+FFFD, and a line stands where bytes were left out.
    pub(crate) fn finish(self) -> Stream {
        let kept = (self.head.len() + self.tail.len()) as u64;
        let left_out = self.total - kept;
        let tail: Vec<u8> = self.tail.into();
        let text = if left_out == 0 {
            String::from_utf8_lossy(&[self.head, tail].concat()).into_owned()
        } else {
            let (head, tail) = (String::from_utf8_lossy(&self.head), String::from_utf8_lossy(&tail));
            format!("{head}\n[... {left_out} bytes left out ...]\n{tail}")
        };
        Stream { text, bytes: self.total, truncated: left_out > 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(limit: u64, pieces: &[&[u8]]) -> Stream {
        let mut buffer = HeadTail::new(limit);
        pieces.iter().for_each(|piece| buffer.push(piece));
        buffer.finish()
    }

    #[test]
    fn a_short_stream_is_kept_whole() {
        let stream = kept(10, &[b"hello", b" you"]);
        assert_eq!((stream.text.as_str(), stream.bytes, stream.truncated), ("hello you", 9, false));
        assert!(!kept(10, &[b"0123456789"]).truncated, "exactly the limit is not too much");
    }

    #[test]
    fn a_long_stream_keeps_its_first_and_last_half() {
        // 26 letters with 8 allowed: 4 from each end, 18 left out.
        let expected = "abcd\n[... 18 bytes left out ...]\nwxyz";
        assert_eq!(kept(8, &[b"abcdefghijklmnopqrstuvwxyz"]).text, expected);
        let one_by_one: Vec<Vec<u8>> = (b'a'..=b'z').map(|letter| vec![letter]).collect();
        let stream = kept(8, &one_by_one.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!((stream.text.as_str(), stream.bytes, stream.truncated), (expected, 26, true));
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_a_letter_cut_by_the_gap_too() {
        assert_eq!(kept(10, &[b"a\xffb"]).text, "a\u{fffd}b");
        // "ü" is two bytes; split over two reads it is whole again.
        assert_eq!(kept(10, &[b"\xc3", b"\xbc"]).text, "ü");
        assert!(kept(2, &["aüb".as_bytes()]).text.starts_with('a'));
    }

    #[test]
    fn memory_stays_within_the_limit() {
        let mut buffer = HeadTail::new(1000);
        for _ in 0..1000 {
            buffer.push(&[b'x'; 5000]);
        }
        assert!(buffer.head.len() + buffer.tail.len() <= 1000);
        assert_eq!(buffer.finish().bytes, 5_000_000);
    }
}
