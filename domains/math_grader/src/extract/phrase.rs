//! "The answer is", "Answer:", "Final Answer" as a heading, and their like in other languages.

use std::ops::Range;

use memchr::memmem;

use super::clean::{is_blank, trim};
use super::gap::head;

/// A place where words announce an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue {
    /// Where the announcing words start.
    pub(super) start: usize,
    /// Where the answer may start.
    pub(super) answer: usize,
    /// Whether the words say that this is the final answer.
    pub(super) last: bool,
}

/// Endings of announcing words. ASCII words are looked for without their first letter, so that their case does not matter.
const WORDS: [&str; 22] = [
    "nswer", "NSWER", "\nA:", "Ans:", "ANS:", "Ans.", "ans =", "Result:", "result:", "ntwort", "espuesta", "esposta", "isposta",
    "éponse", "твет", "答案", "答え", "정답", "答：", "故选", "应选", "选",
];
/// Words of saying between "the answer" and the answer. Each is followed by anything but a letter.
const LINKS: [&str; 22] = [
    " is",
    " are",
    " was",
    " be",
    " equals",
    "=>",
    "=",
    ":",
    "：",
    "→",
    "⇒",
    " est",
    " ist",
    " es",
    " é",
    " è",
    "是",
    "为",
    "為",
    "は",
    "는",
    "равен",
];
/// Bytes within which a linking word must follow.
const NEAR: usize = 96;

/// Announcing words that are looked at, from the last one backwards. Beyond these, words announce nothing that is an answer.
const LOOKED: usize = 64;

/// The last cues of a range, the last first.
pub(super) fn cues(text: &str, range: &Range<usize>) -> impl Iterator<Item = Cue> {
    let bytes = &text.as_bytes()[range.clone()];
    let ascii = bytes.is_ascii();
    let mut hits = Vec::new();
    for word in WORDS.iter().filter(|word| !ascii || word.is_ascii()) {
        let known = hits.len();
        for at in memmem::find_iter(bytes, word.as_bytes()) {
            if hits.len() - known == 2 * LOOKED {
                hits.drain(known..known + LOOKED);
            }
            hits.push((range.start + at, *word));
        }
    }
    if bytes.starts_with(b"A:") {
        hits.push((range.start, "A:"));
    }
    hits.sort_unstable();
    let range = range.clone();
    hits.into_iter().rev().take(LOOKED).filter_map(move |(at, word)| cue(text, at, at + word.len(), word, &range))
}

fn cue(text: &str, start: usize, end: usize, word: &str, range: &Range<usize>) -> Option<Cue> {
    let before = super::gap::tail(&text[range.start..start], 24);
    let lower = before.to_lowercase();
    if word.ends_with([':', '：', '.', '=']) {
        let glued = !word.starts_with('\n') && before.ends_with(|c: char| c.is_alphanumeric());
        return (!glued).then_some(Cue { start, answer: end, last: lower.trim_end().ends_with("final") });
    }
    if word.ends_with('选') {
        // "选" before anything but a letter is the verb: "选择".
        let rest = text[end..range.end].trim_start_matches([':', '：', ' ', '(', '（', '$']);
        let length = rest.len() - rest.trim_start_matches(|c: char| ('A'..='H').contains(&c)).len();
        let chosen = (1..=6).contains(&length) && !rest[length..].starts_with(|c: char| c.is_ascii_alphanumeric());
        return chosen.then_some(Cue {
            start,
            answer: range.end.min(end + text[end..range.end].len() - rest.len()),
            last: false,
        });
    }
    let last = ["final ", "final_", "finale ", "endgültige ", "最终", "最終"]
        .iter()
        .any(|word| lower.contains(word) && lower.len() - lower.rfind(word).unwrap_or(0) <= word.len() + 3);
    // "To find the answer: first ..." announces a plan.
    let plan = ["to find ", "to get ", "to check ", "to verify ", "check your ", "check the ", "verify the ", "to reach "];
    // The plan stands in the clause of the announcing word.
    let clause = lower.rsplit(['.', '\n', '?', '!', ',', ';', ':']).next().unwrap_or(&lower);
    if !last && plan.iter().any(|words| clause.contains(words)) {
        return None;
    }
    super::work::charge(NEAR);
    let answer = link(text, start, end, range.end, last)?;
    Some(Cue { start, answer, last })
}

/// Where the answer starts after an announcing word that ends at `end`.
fn link(text: &str, start: usize, end: usize, limit: usize, last: bool) -> Option<usize> {
    let mut at = end;
    if text[at..limit].starts_with(['s', 'S']) {
        at += 1;
    }
    let rest = &text[at..limit];
    // "answered" and "answering" announce nothing.
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let window = head(rest, NEAR);
    if let Some(after) = directly(window) {
        return Some(at + after);
    }
    let stop = window.find(['\n', '?']).unwrap_or(window.len());
    if let Some(after) = linked(&window[..stop]) {
        return Some(at + after);
    }
    let marks = rest.trim_start_matches(['*', '#', '_', ' ', '\r', ')', '`']);
    let heading = last || heads_line(text, start);
    if heading && (marks.starts_with('\n')) {
        return Some(limit - marks.trim_start_matches(|c: char| is_blank(c) || c == '*' || c == '-').len());
    }
    None
}

/// The answer follows at once: "Answer $9$", "answer \boxed{9}".
fn directly(window: &str) -> Option<usize> {
    let rest = window.trim_start_matches([' ', '*', '_']);
    let starts = rest.starts_with(|c: char| matches!(c, '$') || c.is_ascii_digit())
        || ["\\(", "\\[", "\\boxed"].iter().any(|m| rest.starts_with(m));
    (starts && rest.len() < window.len()).then_some(window.len() - rest.len())
}

/// After the first linking word in the window.
fn linked(window: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in window.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            // A sentence ends here, unless a digit follows the point.
            '.' | '!' if window[at + 1..].starts_with(' ') && at > 0 => return None,
            _ => {}
        }
        if depth > 0 {
            continue;
        }
        let rest = &window[at..];
        let link = LINKS.iter().find(|link| rest.starts_with(**link) && ends_word(link, &rest[link.len()..]));
        if let Some(link) = link {
            let after = &rest[link.len()..];
            if after.starts_with("n't") || after.starts_with("n’t") {
                return None;
            }
            return Some(window.len() - skip_marks(after).len());
        }
    }
    None
}

fn ends_word(link: &str, after: &str) -> bool {
    !link.starts_with(' ') || !after.starts_with(|c: char| c.is_alphanumeric())
}

/// Without colons, emphasis and blanks that stand before an answer.
fn skip_marks(after: &str) -> &str {
    after.trim_start_matches(|c: char| matches!(c, ':' | '：' | ' ' | '\r' | '\n' | '_' | '>') || is_blank(c))
}

/// Whether only marks stand between the start of the line and the word that starts at `start` (without its first letter).
fn heads_line(text: &str, start: usize) -> bool {
    let before = super::gap::tail(&text[..start], 24);
    let line = before.rsplit('\n').next().unwrap_or(before);
    let line = line.trim_start_matches(['*', '#', '_', ' ', '>', '-', '✅']);
    line.chars().count() <= 1 || line.eq_ignore_ascii_case("final a") || line.eq_ignore_ascii_case("the a")
}

/// Bytes after a cue in which its answer stands.
const LONG: usize = 1 << 13;

/// Where the words after a cue end: with their line or sentence, mathematics not cut, and never after `limit`.
pub(super) fn region(text: &str, answer: usize, limit: usize) -> Range<usize> {
    let start = limit - text[answer.min(limit)..limit].trim_start_matches(|c: char| is_blank(c) || c == '\n').len();
    let limit = start + head(&text[start..limit.max(start)], LONG).len();
    let end = super::prose::sentence_end(text, start, limit);
    trim(text, start..end)
}
