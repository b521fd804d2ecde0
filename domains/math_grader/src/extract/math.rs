//! Spans of mathematics (`$...$` and its like) and of emphasis (`**...**`, backticks).

use std::ops::Range;

use super::clean::trim;

/// A span: what is in it, and the whole of it with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) inside: Range<usize>,
    pub(super) whole: Range<usize>,
}

/// At most this many spans are remembered; the last ones are.
const KEPT: usize = 128;

/// The last spans of mathematics of a range, in order. A dollar sign that is a currency opens none.
pub(super) fn spans(text: &str, range: &Range<usize>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut at = range.start;
    while let Some((start, after)) = opening(text.as_bytes(), at, range.end) {
        match span_at(text, start, after, range.end) {
            Ok(span) => {
                at = span.whole.end;
                if !trim(text, span.inside.clone()).is_empty() {
                    if found.len() == 2 * KEPT {
                        found.drain(..KEPT);
                    }
                    found.push(span);
                }
            }
            Err(next) => at = next,
        }
    }
    found
}

/// The span that opens exactly at `at`, if one does.
pub(super) fn opens_at(text: &str, at: usize, end: usize) -> Option<Span> {
    let (start, after) = opening(text.as_bytes(), at, end.min(at + 2))?;
    if start != at {
        return None;
    }
    span_at(text, start, after, end).ok()
}

/// The next opening mark: where it starts and ends.
fn opening(bytes: &[u8], mut from: usize, end: usize) -> Option<(usize, usize)> {
    while from < end {
        let found = memchr::memchr2(b'$', b'\\', &bytes[from..end]);
        super::work::charge(found.unwrap_or(end - from) + 1);
        let at = from + found?;
        let next = bytes.get(at + 1).filter(|_| at + 1 < end);
        match (bytes[at], next) {
            (b'$', Some(b'$')) => return Some((at, at + 2)),
            (b'$', _) => return Some((at, at + 1)),
            (_, Some(b'(' | b'[')) => return Some((at, at + 2)),
            _ => from = at + 2,
        }
    }
    None
}

/// The span with an opening mark at `start..after`, or where to go on looking.
fn span_at(text: &str, start: usize, after: usize, end: usize) -> Result<Span, usize> {
    let bytes = text.as_bytes();
    let closing: &[u8] = match &bytes[start..after] {
        b"$$" => b"$$",
        b"$" => b"$",
        b"\\(" => b"\\)",
        _ => b"\\]",
    };
    let Some(close) = close(bytes, after, end, closing) else {
        // Backslash marks without a partner are passed one by one; for dollars the next one is tried.
        return Err(after);
    };
    let span = Span { inside: after..close, whole: start..close + closing.len() };
    if closing == b"$" && !is_math(&text[after..close]) {
        return Err(close);
    }
    Ok(span)
}

/// Where the closing mark is; [`None`] where a blank line, another opening mark or the end comes first.
fn close(bytes: &[u8], mut from: usize, end: usize, mark: &[u8]) -> Option<usize> {
    while from < end {
        let found = memchr::memchr3(b'$', b'\\', b'\n', &bytes[from..end]);
        super::work::charge(found.unwrap_or(end - from) + 1);
        let at = from + found?;
        let rest = &bytes[at..end];
        match bytes[at] {
            _ if rest.starts_with(mark) => return Some(at),
            b'\n' if blank_line(&rest[1..]) => return None,
            b'\n' => from = at + 1,
            b'$' => return None,
            _ if matches!(rest.get(1), Some(b'(' | b'[')) && mark[0] == b'\\' => return None,
            _ => from = at + 2,
        }
    }
    None
}

/// Whether the line that starts here has nothing in it.
fn blank_line(rest: &[u8]) -> bool {
    rest.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

/// Whether what stands between two dollar signs is mathematics and no prose between two prices.
fn is_math(inside: &str) -> bool {
    let priced = inside.starts_with(|c: char| c.is_ascii_digit());
    let words = super::prose::words(inside);
    if priced && inside.ends_with(' ') && inside.contains(' ') && words > 0 {
        return false;
    }
    words <= if priced { 1 } else { 4 }
}

/// The last spans of emphasis of a range: bold (`**` or `__`) and code.
pub(super) fn emphasis(text: &str, range: &Range<usize>) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found: Vec<Span> = Vec::new();
    // Up to where a mark of each length is known to have no partner.
    let mut lonely = [range.start; 3];
    let mut line = range.start;
    let mut at = range.start;
    while let Some(start) = memchr::memchr2(b'*', b'`', &bytes[at..range.end]).map(|i| at + i) {
        let byte = bytes[start];
        let run = bytes[start..range.end].iter().take(4).take_while(|b| **b == byte).count();
        let after = start + run;
        at = after;
        let wanted = if byte == b'*' { matches!(run, 2 | 3) } else { run == 1 };
        let kind = if byte == b'`' { 2 } else { run & 1 };
        let power = byte == b'*' && run == 2 && super::clean::is_power(&bytes[..range.end], start);
        if !wanted || power || start < lonely[kind] {
            continue;
        }
        if after > line {
            line = super::boxes::line_end(text, after, range.end);
            super::work::charge(line - after);
        }
        let Some(close) = memchr::memmem::find(&bytes[after..line], &bytes[start..after]).map(|i| after + i) else {
            lonely[kind] = line;
            continue;
        };
        at = close + run;
        if !trim(text, after..close).is_empty() {
            if found.len() == 2 * KEPT {
                found.drain(..KEPT);
            }
            found.push(Span { inside: after..close, whole: start..at });
        }
    }
    found
}

/// The last row of the last display of several rows (`align`, `gather`, `equation`, `aligned`) that is not inside dollar signs.
pub(super) fn last_row(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let bytes = &text.as_bytes()[range.clone()];
    let end = memchr::memmem::rfind(bytes, b"\\end{")?;
    let name = &text[range.start + end + 4..range.end];
    if !["{align", "{gather", "{equation", "{eqnarray", "{multline"].iter().any(|known| name.starts_with(known)) {
        return None;
    }
    let begin = memchr::memmem::rfind(&bytes[..end], b"\\begin{").map(|at| at + 7)?;
    let begin = begin + memchr::memchr(b'}', &bytes[begin..end])? + 1;
    let mut row = super::clean::tidy(text, range.start + begin..range.start + end);
    if let Some(cut) = text[row.clone()].rfind("\\\\") {
        row = super::clean::tidy(text, row.start + cut + 2..row.end);
    }
    (!row.is_empty()).then_some(row)
}
