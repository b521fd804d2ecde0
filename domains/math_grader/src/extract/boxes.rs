//! Boxes: `\boxed{...}`, `\fbox{...}`, nested, unclosed, repeated, with commas and words between them.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::Join;
use super::clean::tidy;
use super::{gap, guard, unseen};

/// A box: what is in it, and the whole of it with its command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Boxed {
    pub(super) inside: Range<usize>,
    pub(super) whole: Range<usize>,
}

/// The boxes that are the answer: the last one, and those before it that are joined to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) parts: Vec<Range<usize>>,
    pub(super) join: Join,
    pub(super) span: Range<usize>,
}

/// Every box of a range that is no comment, no definition, no mention and not rejected by the words around it, in order.
///
/// One pass: outside a box only backslashes are looked at, inside a box braces are counted on a stack of boxes.
pub(super) fn all(text: &str, range: &Range<usize>) -> Vec<Boxed> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some((start, after)) = next(bytes, at, range.end) {
        let Some(open) = opening(bytes, after, range.end) else {
            let bare = bare(text, start, after, range.end);
            at = bare.as_ref().map_or(after, |b| b.whole.end).max(after);
            found.extend(bare);
            continue;
        };
        at = braces(text, start, open, range.end, &mut found);
    }
    drop_comments(bytes, &mut found);
    unseen::drop(text, range.start, &mut found);
    if found.is_empty()
        && let Some(start) = bare_name(bytes, range)
    {
        braces(text, start, start + 6, range.end, &mut found);
    }
    found
}

/// Where the last "boxed{" stands that lost its backslash.
fn bare_name(bytes: &[u8], range: &Range<usize>) -> Option<usize> {
    let at = range.start + memchr::memmem::rfind(&bytes[range.clone()], b"boxed{")?;
    let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    (!before.is_ascii_alphanumeric() && !matches!(before, b'\\' | b'{' | 8 | b'_')).then_some(at)
}

/// The next command that makes a box: where its backslash and where the end of its name is.
fn next(bytes: &[u8], from: usize, end: usize) -> Option<(usize, usize)> {
    // A program that reads "\boxed" as an escape leaves a backspace, "\fbox" a form feed.
    memchr::memchr3_iter(b'\\', 8, 12, &bytes[from..end]).map(|at| from + at).find_map(|at| command(bytes, at, end))
}

fn command(bytes: &[u8], at: usize, end: usize) -> Option<(usize, usize)> {
    let names: &[&[u8]] = match bytes[at] {
        b'\\' => &[b"boxed", b"fbox", b"framebox", b"Boxed"],
        8 => &[b"oxed"],
        _ => &[b"box"],
    };
    let rest = &bytes[at + 1..end];
    if !matches!(rest.first(), Some(b'b' | b'f' | b'B' | b'o')) {
        return None;
    }
    let name = names.iter().find(|name| rest.starts_with(name))?;
    let after = at + 1 + name.len();
    // "\boxedx" is another command, and so is what is being defined here.
    let other = bytes.get(after).is_some_and(u8::is_ascii_alphabetic);
    (!other && !defined(bytes, at)).then_some((at, after))
}

/// Whether the words before a command define it.
fn defined(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(24)..at];
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"{").unwrap_or(before).trim_ascii_end();
    let before = before.strip_suffix(b"*").unwrap_or(before);
    ["\\def", "command", "\\let", "\\gdef", "\\edef", "Operator"].iter().any(|w| before.ends_with(w.as_bytes()))
}

/// Where the content after the brace starts; [`None`] where no brace follows.
fn opening(bytes: &[u8], mut at: usize, end: usize) -> Option<usize> {
    while at < end && matches!(bytes[at], b' ' | b'\n' | b'\t') {
        at += 1;
    }
    (at < end && bytes[at] == b'{').then_some(at + 1)
}

/// A box without braces: `\boxed 5`, up to the end of its mathematics, line or word.
fn bare(text: &str, start: usize, after: usize, end: usize) -> Option<Boxed> {
    let bytes = text.as_bytes();
    let mut at = after;
    while at < end {
        super::work::charge(1);
        match bytes[at] {
            b'$' | b'\n' => break,
            b'\\' if matches!(bytes.get(at + 1), Some(b')' | b']')) => break,
            b'\\' => at += 1,
            // A word after a blank is prose.
            b' ' if at > after && bytes[at..end].iter().skip(1).take(2).all(u8::is_ascii_alphabetic) && end - at > 2 => break,
            _ => {}
        }
        at += 1;
    }
    let inside = tidy(text, after..floor(text, at.min(end)));
    (!inside.is_empty()).then_some(Boxed { whole: start..inside.end, inside })
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Follows the braces of a box that starts at `start` with its content at `open`; notes each innermost box that is closed, or,
/// where none is, the rest of the mathematics. Gives where the search goes on.
fn braces(text: &str, start: usize, open: usize, end: usize, found: &mut Vec<Boxed>) -> usize {
    let bytes = text.as_bytes();
    // Depth counts plain braces since the innermost open box.
    let mut boxes: Vec<(usize, usize, usize)> = vec![(start, open, found.len())];
    let mut depths: Vec<usize> = vec![0];
    let mut at = open;
    while at < end {
        super::work::charge(1);
        match bytes[at] {
            8 | 12 | b'\\' => {
                let inner = command(bytes, at, end).and_then(|(_, after)| opening(bytes, after, end));
                match inner {
                    Some(inside) => {
                        boxes.push((at, inside, found.len()));
                        depths.push(0);
                        at = inside;
                    }
                    None if bytes[at] == b'\\' => at += 2,
                    None => at += 1,
                }
                continue;
            }
            b'{' => {
                if let Some(depth) = depths.last_mut() {
                    *depth += 1;
                }
            }
            b'}' => match depths.last_mut() {
                Some(depth) if *depth > 0 => *depth -= 1,
                _ => {
                    depths.pop();
                    close(text, boxes.pop(), at, found);
                    if boxes.is_empty() {
                        return at + 1;
                    }
                }
            },
            _ => {}
        }
        at += 1;
    }
    // Nothing closed the outermost box: if boxes inside it were closed they are the answer, otherwise the rest is.
    if let Some((start, inside, known)) = boxes.pop()
        && found.len() == known
    {
        let stop = unclosed_end(bytes, inside, end);
        found.push(Boxed { inside: inside..stop, whole: start..stop });
    }
    end
}

/// Notes a box that closes at `at`, unless boxes inside it were noted: they are the answer then, if the rest says nothing else.
fn close(text: &str, open: Option<(usize, usize, usize)>, at: usize, found: &mut Vec<Boxed>) {
    let Some((start, inside, known)) = open else { return };
    let (Some(first), Some(last)) = (found.get(known), found.last()) else {
        found.push(Boxed { inside: inside..at, whole: start..at + 1 });
        return;
    };
    // A deep nest is looked at from each of its boxes, so only so far.
    let lead = gap::tail(&text[inside..first.whole.start.max(inside)], 64).trim_end_matches([' ', '$', '{', '\n']);
    let tail = gap::head(&text[last.whole.end.min(at)..at], 64);
    let leads = lead.ends_with(['=', ':', '≈', '→']) || !lead.contains(|c: char| c.is_ascii_digit());
    let goes_on = lead.ends_with(['+', '-', '*', '/', '^', '−', '×']);
    // A box around a whole solution is none of a value.
    let solution = first.whole.start - inside.min(first.whole.start) > 64 || at - last.whole.end.min(at) > 64;
    if solution || (leads && !goes_on && !tail.contains(|c: char| c.is_ascii_digit())) {
        if let Some(last) = found.last_mut() {
            last.whole = last.whole.start..at + 1;
        }
    } else {
        // "\boxed{5 \boxed{6}}" says two things: nothing.
        found.truncate(known);
        found.push(Boxed { inside: at..at, whole: start..at + 1 });
    }
}

/// Where a box that is never closed ends: with its mathematics, at a blank line, or with the text.
fn unclosed_end(bytes: &[u8], from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end {
        super::work::charge(1);
        match bytes[at] {
            b'$' => return at,
            b'\\' if matches!(bytes.get(at + 1), Some(b')' | b']')) => return at,
            b'\\' => at += 1,
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

/// Drops the boxes on lines that LaTeX takes for comments. Lines are followed from box to box, so the work is linear.
fn drop_comments(bytes: &[u8], found: &mut Vec<Boxed>) {
    let mut seen = 0;
    let mut comment = is_comment(bytes, 0);
    found.retain(|boxed| {
        let start = boxed.whole.start;
        if start >= seen {
            super::work::charge(start - seen);
            if let Some(line) = memrchr(b'\n', &bytes[seen..start]) {
                comment = is_comment(bytes, seen + line + 1);
            }
            seen = start;
        }
        !comment
    });
}

fn is_comment(bytes: &[u8], line: usize) -> bool {
    bytes[line..].iter().find(|b| !matches!(b, b' ' | b'\t')) == Some(&b'%')
}

/// At most this many boxes make a list.
const JOINED: usize = 256;

/// The answer that the boxes of a range give; [`None`] where there is no box, an empty part where the last box is empty.
///
/// Boxes that are only mentioned or that the words around them refuse count for nothing.
pub(super) fn answer(text: &str, range: &Range<usize>) -> Option<Answer> {
    read(text, range, false)
}

/// The same for a gold answer or a worked solution, which is right: no words around its box refuse it.
pub(super) fn gold(text: &str, range: &Range<usize>) -> Option<Answer> {
    read(text, range, true)
}

fn read(text: &str, range: &Range<usize>, trusted: bool) -> Option<Answer> {
    let boxes = all(text, range);
    let ignored = |b: &Boxed| {
        !trusted
            && (gap::mentioned(text, &b.whole, &text[b.inside.clone()])
                || gap::rejected(text, range, &b.whole)
                || guard::supposed(text, range, b.whole.start))
    };
    let Some(last) = boxes.iter().rev().take(JOINED).position(|b| !ignored(b)).map(|back| boxes.len() - 1 - back) else {
        // More refusals than anyone writes: there is no answer.
        let last = boxes.last().filter(|_| boxes.len() > JOINED)?;
        return Some(nothing(last));
    };
    if !trusted && gap::touched(text, range, &boxes[last].whole) {
        return Some(nothing(&boxes[last]));
    }
    let mut parts = vec![tidy(text, boxes[last].inside.clone())];
    let mut span = boxes[last].whole.clone();
    let mut join = Join::One;
    // Whether nothing but blanks stands between the boxes.
    let mut bare = true;
    for before in boxes[..last].iter().rev() {
        // A run without end is noise; its last box is the answer.
        if parts.len() == JOINED {
            let part = tidy(text, boxes[last].inside.clone());
            return Some(Answer { parts: Vec::from([part]), join: Join::One, span: boxes[last].whole.clone() });
        }
        if before.whole.end > span.start || ignored(before) {
            break;
        }
        let gap = before.whole.end..span.start;
        bare &= !gap.is_empty() && text[gap.clone()].trim_matches(|c: char| c.is_whitespace() || c == '$').is_empty();
        match gap::between_boxes(text, gap) {
            gap::Gap::Apart => break,
            gap::Gap::And if join != Join::Or => join = Join::And,
            // "1/3, that is about 0.333": the exact one counts.
            gap::Gap::Restates if parts.len() == 1 => parts.clear(),
            gap::Gap::Restates => break,
            gap::Gap::And | gap::Gap::Or => join = Join::Or,
        }
        parts.push(tidy(text, before.inside.clone()));
        span.start = before.whole.start;
    }
    parts.reverse();
    let written = parts.len();
    dedupe(text, &mut parts);
    // "6 6 5" stammers: the last one counts. Values that all differ are a list.
    if bare && parts.len() > 1 && parts.len() < written {
        parts = Vec::from([tidy(text, boxes[last].inside.clone())]);
    }
    let join = if parts.len() == 1 { Join::One } else { join };
    Some(Answer { parts, join, span })
}

/// Whether a range holds a box that is more than a mention of the command.
pub(super) fn refused(text: &str, range: &Range<usize>) -> bool {
    all(text, range).iter().any(|b| !gap::mentioned(text, &b.whole, &text[b.inside.clone()]))
}

/// The answer of a box that says nothing.
fn nothing(last: &Boxed) -> Answer {
    let end = last.inside.end;
    Answer { parts: std::iter::once(end..end).collect(), join: Join::One, span: last.whole.clone() }
}

/// Drops parts that say again what an earlier part says.
pub(super) fn dedupe(text: &str, parts: &mut Vec<Range<usize>>) {
    let mut seen = std::collections::BTreeSet::new();
    parts.retain(|part| seen.insert(&text[part.clone()]));
}

/// Where the first line of a text ends.
pub(super) fn line_end(text: &str, from: usize, end: usize) -> usize {
    memchr(b'\n', &text.as_bytes()[from..end]).map_or(end, |at| from + at)
}

/// Whether a range holds a box at all. Cheap where it does not.
pub(super) fn any(text: &str, range: &Range<usize>) -> bool {
    next(text.as_bytes(), range.start, range.end).is_some() || bare_name(text.as_bytes(), range).is_some()
}
