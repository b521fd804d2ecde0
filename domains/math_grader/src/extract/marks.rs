//! Answer tags and `####`.

use std::ops::Range;

use super::clean::{tidy, trim};
use super::{number, prose};

const TAGS: [&str; 6] = ["answer", "final_answer", "finalanswer", "final-answer", "ans", "final answer"];

/// What is in the last answer tag, with the range of the whole; an unclosed one goes on to the end.
pub(super) fn tag(text: &str, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = text.as_bytes();
    memchr::memchr2(b'>', b']', &bytes[range.clone()])?;
    if let Some(found) = turned(text, range) {
        return Some(found);
    }
    let mut open: Option<(usize, usize)> = None;
    let mut found: Option<(Range<usize>, Range<usize>)> = None;
    for at in memchr::memchr2_iter(b'<', b'[', &bytes[range.clone()]) {
        let at = range.start + at;
        let end_mark = if bytes[at] == b'<' { b'>' } else { b']' };
        let rest = &bytes[at + 1..range.end];
        if !matches!(rest.first(), Some(b'/' | b'a' | b'A' | b'f' | b'F')) {
            continue;
        }
        let (closing, rest) = rest.strip_prefix(b"/").map_or((false, rest), |rest| (true, rest));
        let Some(tag) = TAGS.iter().find(|tag| named(rest, tag, end_mark)) else { continue };
        let end = range.end - rest.len() + tag.len() + 1;
        if !closing {
            open = Some((at, end));
        } else if let Some((start, inside)) = open.take() {
            found = Some((inside..at, start..end));
        }
    }
    match open {
        // Opened again after the last closed one: the rest is the answer, if it says anything.
        Some((start, inside)) if !trim(text, inside..range.end).is_empty() => {
            let end = super::boxes::line_end(text, trim(text, inside..range.end).start, range.end);
            Some((inside..end, start..end))
        }
        _ => found,
    }
}

/// What stands in the last `<|begin_of_box|>...<|end_of_box|>`.
fn turned(text: &str, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    const OPEN: &[u8] = b"<|begin_of_box|>";
    let bytes = text.as_bytes();
    let start = range.start + memchr::memmem::rfind(&bytes[range.clone()], OPEN)?;
    let inside = start + OPEN.len();
    let end = memchr::memmem::find(&bytes[inside..range.end], b"<|end_of_box|>");
    let end = end.map_or_else(|| super::boxes::line_end(text, inside, range.end), |at| inside + at);
    Some((inside..end, start..end))
}

fn named(rest: &[u8], tag: &str, end_mark: u8) -> bool {
    rest.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes())) && rest.get(tag.len()) == Some(&end_mark)
}

/// What follows the last `####` that is no heading.
pub(super) fn hash(text: &str, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut end = range.end;
    // A text with more marks than this is no solution.
    for _ in 0..64 {
        let at = range.start + memchr::memmem::rfind(&bytes[range.start..end], b"####")?;
        let start = at + 4;
        let mut line = super::boxes::line_end(text, start, range.end);
        if line > end {
            line = end;
        }
        let inside = trim(text, start..line);
        if answers(text, &inside, trim(text, line..range.end).is_empty()) {
            return Some((inside, at..line));
        }
        end = at;
    }
    None
}

/// Whether what follows `####` is an answer: it starts with a number or mathematics, or it is a word or two that end the text.
fn answers(text: &str, inside: &Range<usize>, ends: bool) -> bool {
    let tidied = tidy(text, inside.clone());
    super::work::charge(inside.len());
    let piece = &text[tidied.clone()];
    if piece.is_empty() || piece.starts_with('#') {
        return false;
    }
    let words = prose::words(piece);
    if let Some(found) = number::leading(text, &tidied) {
        // "#### 1. Find the area" is a heading.
        let rest = &text[found.end..tidied.end];
        return words <= 3 && !(rest.starts_with(['.', ')', ':']) && words > 0);
    }
    words == 0 || (ends && words <= 4)
}
