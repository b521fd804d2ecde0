//! Option letters.

use std::ops::Range;

use super::Join;
use super::boxes::Answer;
use super::prose::last_sentences;

/// A letter that stands for an option.
#[derive(Debug)]
struct Letter {
    at: Range<usize>,
    /// "(B)", "B)", "**B**": written as an option.
    marked: bool,
    /// "not B", "B is wrong".
    refused: bool,
    /// "the answer is B", "option B".
    named: bool,
}

/// Bytes of a sentence that are looked at, counted from its end.
const LONG: usize = 2048;

/// The letter or letters that the last sentences choose.
pub(super) fn last(text: &str, range: &Range<usize>) -> Option<Answer> {
    last_sentences(text, range, 12).iter().find_map(|sentence| chosen(text, sentence))
}

/// The letters that a piece chooses; [`None`] where it names none or refuses all.
pub(super) fn chosen(text: &str, range: &Range<usize>) -> Option<Answer> {
    let start = range.end - super::gap::tail(&text[range.clone()], LONG).len();
    let mut letters = letters(text, &(start..range.end));
    letters.retain(|l| !l.refused);
    let groups = groups(text, &letters);
    let named = groups.iter().rposition(|(_, group)| group.iter().any(|l| l.named));
    let marked = || groups.iter().position(|(_, group)| group.iter().any(|l| l.marked));
    let (join, group) = groups.get(named.or_else(marked).unwrap_or(0))?;
    let parts: Vec<_> = group.iter().map(|l| l.at.clone()).collect();
    let span = parts[0].start..parts[parts.len() - 1].end;
    Some(Answer { parts, join: *join, span })
}

/// The letters in runs that belong together: "A, C and F" is one answer of three letters.
fn groups<'a>(text: &str, letters: &'a [Letter]) -> Vec<(Join, &'a [Letter])> {
    let mut found: Vec<(Join, &[Letter])> = Vec::new();
    let mut start = 0;
    let mut join = Join::One;
    for at in 1..=letters.len() {
        let next = letters.get(at).and_then(|next| joined_by(&text[letters[at - 1].at.end..next.at.start]));
        match next {
            // What is named again starts anew: "the answer is A. The answer is B".
            Some(with) if !letters[at].named || letters[at - 1].named => {
                join = if join == Join::Or { Join::Or } else { with };
            }
            _ => {
                found.push((join, &letters[start..at]));
                (start, join) = (at, Join::One);
            }
        }
    }
    found
}

/// How two letters belong together by what stands between them; [`None`] where they do not.
fn joined_by(gap: &str) -> Option<Join> {
    if gap.len() > 24 {
        return None;
    }
    let bare = gap.replace("\\text", "").replace("\\textbf", "").replace("\\mathrm", "");
    match bare.trim_matches(|c: char| c.is_whitespace() || "()*.$\\{}[]".contains(c)) {
        "or" | "/" | ", or" | "或" => Some(Join::Or),
        "and" | "," | "&" | ", and" | ";" | "、" | "，" | "和" | "" => Some(Join::And),
        _ => None,
    }
}

fn letters(text: &str, range: &Range<usize>) -> Vec<Letter> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    super::work::charge(range.len());
    for at in range.clone() {
        let letter = bytes[at];
        let upper = (b'A'..=b'J').contains(&letter);
        let lower = (b'a'..=b'j').contains(&letter);
        if !(upper || lower) || joined(text, at, range) {
            continue;
        }
        let before = super::gap::tail(&text[range.start..at], 40);
        let after = super::gap::head(&text[at + 1..range.end], 40);
        let bracket = before.ends_with(['(', '[']) && after.starts_with([')', ']']);
        let marked = bracket || (upper && (after.starts_with([')', ']']) || before.ends_with("**") || before.ends_with('{')));
        let named = names(before);
        if !(upper || bracket || named && ends(after)) {
            continue;
        }
        if !marked && !named && matches!(letter, b'A' | b'I') && article(after) {
            continue;
        }
        if letter == b'A' && !named && only_number(after) {
            continue;
        }
        found.push(Letter { at: at..at + 1, marked, refused: refused(before, after), named });
    }
    found
}

/// Whether the letter is a part of a word.
fn joined(text: &str, at: usize, range: &Range<usize>) -> bool {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '_' | '\\');
    text[range.start..at].ends_with(word) || text[at + 1..range.end].starts_with(|c: char| word(c) && c != '\\')
}

/// "A careful reading", "I think": a word of prose, no option.
fn article(after: &str) -> bool {
    let rest = after.strip_prefix(' ').unwrap_or("");
    let next = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let verbs =
        ["is", "and", "or", "because", "since", "as", "are", "has", "follows", "matches", "must", "can", "gives", "should"];
    !next.is_empty() && !verbs.contains(&next)
}

/// "A: 6": the answer to a question, no option.
fn only_number(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(':') else { return false };
    let line = rest.split('\n').next().unwrap_or(rest);
    let value = line.trim_matches(|c: char| c.is_whitespace() || "$*.,-%".contains(c));
    value.starts_with(|c: char| c.is_ascii_digit()) && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '/'))
}

fn ends(after: &str) -> bool {
    let rest = after.trim_start_matches([')', '*', '$', '}', '"', ' ']);
    rest.is_empty() || rest.starts_with(['.', ',', '\n', ':', ';'])
}

fn names(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '(', '*', '$', '"', '[', '{', '`', ':', '\'']);
    let before =
        before.trim_end_matches("\\text").trim_end_matches("\\mathbf").trim_end_matches("\\textbf").trim_end_matches(['{', '$']);
    let lower = before.to_ascii_lowercase();
    let last = lower.rsplit(|c: char| c.is_whitespace() || c == '\n').next().unwrap_or("");
    let last = last.trim_matches(|c: char| !c.is_alphanumeric());
    ["option", "choice", "answer", "letter", "pick", "choose", "select", "be", "statement", "choosing", "selecting", "chose"]
        .contains(&last)
        || (["is", "are", "was"].contains(&last)
            && ["answer", "option", "choice", "letter", "correct", "solution", "response", "one", "result"]
                .iter()
                .any(|w| lower.contains(w)))
}

fn refused(before: &str, after: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let lower = lower.trim_end_matches([' ', '(', '*', '$', '"', '[']);
    let lower = ["option", "choice", "answer", "letter"]
        .iter()
        .fold(lower, |rest, word| rest.strip_suffix(word).unwrap_or(rest).trim_end());
    let denied = [
        " not",
        "n't",
        "eliminate",
        "rule out",
        "ruled out",
        "exclude",
        "reject",
        "rather than",
        "instead of",
        "unlike",
        "than",
        "nor",
    ];
    if denied.iter().any(|word| lower.ends_with(word)) || lower == "not" {
        return true;
    }
    let rest = after.trim_start_matches([')', '*', '$', ' ', '"', ']', '}']);
    let wrong = [
        "is not",
        "is wrong",
        "is incorrect",
        "is false",
        "isn't",
        "is invalid",
        "is too",
        "is out",
        "was wrong",
        "cannot be",
        "can't be",
        "is ruled",
        "is eliminated",
        "is impossible",
        "does not",
        "doesn't",
        "fails",
        "are wrong",
        "are incorrect",
        "are not",
        "can be eliminated",
        "can be ruled",
    ];
    wrong.iter().any(|words| rest.starts_with(words))
}

/// Whether a piece is several option letters written together: "ACD".
pub(super) fn run(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    (2..=6).contains(&bytes.len())
        && bytes.iter().all(|b| (b'A'..=b'J').contains(b))
        && bytes.windows(2).all(|pair| pair[0] < pair[1])
}
