//! What the words around an answer in prose make of it: "not 5", "at least 5", "5 squared", "if the answer is 5", "5?".
//!
//! Such a sentence commits to no value. A number in it is no answer, so it pays nothing to write one there.

use std::ops::Range;

use super::gap::{head, tail};
use super::{GoldKind, number, prose};

/// Bytes of the sentence before an answer, and after it, that are looked at.
const NEAR: usize = 240;

/// Endings of the words right before an answer that deny it, whatever the answer is.
const DENIED: [&str; 18] = [
    "not",
    "n't",
    "n’t",
    "not be",
    "n't be",
    "cannot",
    "cannot be",
    "can not be",
    "never",
    "never be",
    "not equal to",
    "n't equal to",
    "never equal to",
    "anything but",
    "everything but",
    "none of",
    "no longer",
    "neither",
];
/// Endings of the words right before a number that make a bound or a function of it.
const BOUNDED: [&str; 41] = [
    "except",
    "except for",
    "excluding",
    "other than",
    "different from",
    "than",
    "than or equal to",
    "at least",
    "at most",
    "up to",
    "no more than",
    "under",
    "over",
    "above",
    "below",
    "exceeds",
    "exceed",
    "beyond",
    "between",
    "twice",
    "double",
    "triple",
    "thrice",
    "half",
    "half of",
    "third of",
    "thirds of",
    "quarter of",
    "quarters of",
    "fourth of",
    "root of",
    "square of",
    "cube of",
    "factorial of",
    "reciprocal of",
    "inverse of",
    "opposite of",
    "multiple of",
    "factor of",
    "divisor of",
    "logarithm of",
];
/// Words right after a number that make another value of it, where a number follows them.
const OPERATES: [&str; 9] =
    ["times", "plus", "minus", "more than", "less than", "fewer than", "greater than", "divided by", "multiplied by"];
/// Words right after an answer that take it back or leave it open.
const LEFT_OPEN: [&str; 22] = [
    "squared",
    "cubed",
    "factorial",
    "to the power",
    "or more",
    "or less",
    "or fewer",
    "or greater",
    "or higher",
    "or larger",
    "or smaller",
    "(or",
    "or the answer is",
    "or maybe",
    "or possibly",
    "or perhaps",
    "is wrong",
    "is incorrect",
    "is not correct",
    "is not the answer",
    "cannot be right",
    "can't be right",
];
const UNKNOWN: [&str; 9] = [
    "don't know",
    "do not know",
    "don’t know",
    "is unknown",
    "nswer: unknown",
    "no idea",
    "cannot be determined",
    "can't be determined",
    "a random number",
];
/// Words before an answer in its sentence that say it is somebody's mistake.
const MISTAKEN: [&str; 16] = [
    "wrong answer",
    "incorrect answer",
    "false answer",
    "mistaken answer",
    "tempting answer",
    "naive answer",
    "previous answer",
    "earlier answer",
    "wrong result",
    "might think",
    "would think",
    "could think",
    "may think",
    "tempted",
    "tempting",
    "mistakenly",
];
/// Words that open a supposition; a comma or "then" closes it.
const SUPPOSES: [&str; 9] = ["if", "suppose", "supposing", "assume", "assuming", "whether", "unless", "were", "imagine"];

/// Whether the sentence around an answer that was read in prose does not commit to it.
pub(super) fn refuses(text: &str, range: &Range<usize>, span: &Range<usize>, kind: GoldKind) -> bool {
    let before = sentence_before(text, range, span.start).to_lowercase();
    let end = prose::sentence_end(text, span.end, span.end + head(&text[span.end..range.end.max(span.end)], NEAR).len());
    let after = text[span.end..end].to_lowercase();
    asks(text, range, end, &before, kind)
        || supposes(&before)
        || denies(&before, kind)
        || UNKNOWN.iter().any(|words| before.contains(words))
        || (kind == GoldKind::Number && (leaves_open(&after) || by_cases(&after) || second_of_two(&before)))
        || (kind == GoldKind::Number && before.trim_end().ends_with("from") && opens(&after, "to"))
}

/// The sentence up to `at`, as far as it is looked at.
fn sentence_before<'a>(text: &'a str, range: &Range<usize>, at: usize) -> &'a str {
    let before = tail(&text[range.start..at.max(range.start)], NEAR);
    let stops = ["\n", ". ", "? ", "! ", "。", "？", ".** "];
    let start = stops.iter().filter_map(|stop| before.trim_end().rfind(stop).map(|at| at + stop.len())).max().unwrap_or(0);
    &before[start..]
}

fn bare_end(before: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || matches!(c, '$' | '*' | '"' | '\'' | '(' | '[' | '`' | '“' | ':' | '{' | '_');
    let before = before.trim_end_matches(marks);
    before.strip_suffix('\\').map_or(before, |rest| rest.trim_end_matches(marks))
}

fn bare_start(after: &str) -> &str {
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '$' | '*' | '"' | '`' | '}' | '_'));
    after.strip_prefix("\\)").unwrap_or(after).trim_start()
}

fn ends(before: &str, word: &str) -> bool {
    let glued = word.starts_with("n'") || word.starts_with("n’");
    before.strip_suffix(word).is_some_and(|rest| glued || !rest.ends_with(|c: char| c.is_alphanumeric()))
}

fn opens(after: &str, word: &str) -> bool {
    bare_start(after).strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

fn denies(before: &str, kind: GoldKind) -> bool {
    let before = bare_end(before);
    // A denied function: "not the square root of". What fills the gap between the word and the value says nothing.
    let before = ["simply", "just", "exactly", "really", "equal to", "actually", "the", "a"].iter().fold(before, |rest, word| {
        if ends(rest, word) && !ends(rest, "than or equal to") { bare_end(&rest[..rest.len() - word.len()]) } else { rest }
    });
    let denied = DENIED.iter().any(|word| ends(before, word)) || before.ends_with("\\ne") || before.ends_with(['≠', '∉']);
    denied || (kind == GoldKind::Number && BOUNDED.iter().any(|word| ends(before, word)))
}

/// Whether the sentence is a question that nothing affirms.
fn asks(text: &str, range: &Range<usize>, end: usize, before: &str, kind: GoldKind) -> bool {
    let rest = &text[end..range.end];
    let marks = rest.trim_start_matches(['*', '"', '`', '$', ')', '}']);
    if !marks.starts_with(['?', '？']) || (kind == GoldKind::Words && !before.contains("answer")) {
        return false;
    }
    let next = marks.trim_start_matches(|c: char| !c.is_alphanumeric());
    let next = head(next, 12).to_lowercase();
    !["yes", "indeed", "correct", "exactly", "right"].iter().any(|word| next.starts_with(word))
}

fn supposes(before: &str) -> bool {
    if MISTAKEN.iter().any(|words| before.contains(words)) {
        return true;
    }
    let clause = before.rfind([',', ';', '：']).map_or(before, |at| &before[at..]);
    let clause = clause.rfind(" then ").map_or(clause, |at| &clause[at..]);
    // Only a supposition about the answer: "the value if x is 5" is none.
    clause.contains("answer")
        && clause.split(|c: char| !c.is_alphanumeric()).any(|word| SUPPOSES.contains(&word))
        && clause.find("answer") > SUPPOSES.iter().filter_map(|word| clause.find(word)).min()
}

fn leaves_open(after: &str) -> bool {
    let rest = bare_start(after);
    if LEFT_OPEN.iter().any(|words| opens(rest, words)) {
        return true;
    }
    let valued = |rest: &str| {
        let rest = rest.trim_start_matches([' ', '$', '*']);
        rest.starts_with(number::is_digit) || rest.starts_with("\\(")
    };
    OPERATES.iter().any(|words| rest.strip_prefix(words).is_some_and(|rest| rest.starts_with(' ') && valued(rest)))
}

/// "6 when n is odd and 7 when n is even", "6 for odd n, otherwise 7".
fn by_cases(after: &str) -> bool {
    const CONDITIONS: [&str; 5] = ["when", "if", "for", "unless", "provided"];
    let rest = bare_start(after);
    if !CONDITIONS.iter().any(|word| opens(rest, word)) {
        return false;
    }
    if rest.contains("otherwise") || rest.contains(" else ") {
        return true;
    }
    CONDITIONS.iter().any(|word| {
        let again = rest[word.len().min(rest.len())..].match_indices(word).next();
        again.is_some_and(|(at, _)| {
            let gap = bare_end(&rest[..word.len() + at]);
            gap.ends_with(number::is_digit) && [" and ", ", ", " but "].iter().any(|join| gap.contains(join))
        })
    })
}

/// "5 or 6", "5 or the answer is 6": the second of two alternatives.
fn second_of_two(before: &str) -> bool {
    const BETWEEN: [&str; 14] =
        ["the", "answer", "is", "it", "its", "it's", "maybe", "possibly", "perhaps", "could", "might", "be", "also", "x"];
    let before = bare_end(before);
    let Some(at) = before.rfind(" or") else { return false };
    let after = &before[at + 3..];
    let filled = after.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    (after.is_empty() || after.starts_with([' ', '$', '*']))
        && filled.into_iter().all(|word| BETWEEN.contains(&word))
        && bare_end(&before[..at]).ends_with(number::is_digit)
}

/// Words with which a writer turns, and those that lead from there to the new value.
const TURNS: [&str; 12] =
    ["actually", "wait", "no", "hmm", "oops", "sorry", "correction", "but", "just", "scratch", "rather", "edit"];
const LEADS: [&str; 26] = [
    "it",
    "is",
    "its",
    "it's",
    "should",
    "be",
    "make",
    "that",
    "i",
    "mean",
    "meant",
    "the",
    "answer",
    "this",
    "wrong",
    "kidding",
    "to",
    "correct",
    "correction",
    "actually",
    "wait",
    "no",
    "was",
    "that's",
    "really",
    "incorrect",
];

/// The number to which the words right after an answer turn: "Correction: 7", "Hmm, actually 7", "But this is wrong: it is 7".
pub(super) fn turned(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let rest = head(&text[range.clone()], NEAR / 2);
    let mut first = true;
    let mut at = 0;
    loop {
        let skipped = rest[at..].find(|c: char| c.is_alphanumeric() || matches!(c, '$' | '-' | '−' | '\\'))?;
        at += skipped;
        let piece = &rest[at..];
        let length = piece.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(piece.len());
        if length == 0 {
            let marks = piece.len() - piece.trim_start_matches(['$', '\\', '(']).len();
            let start = range.start
                + at
                + if piece[marks..].starts_with(|c: char| number::is_digit(c) || matches!(c, '-' | '−')) { marks } else { 0 };
            return if first { None } else { number::leading(text, &(start..range.start + rest.len())) };
        }
        let word = piece[..length].to_lowercase();
        if !(TURNS.contains(&word.as_str()) || !first && LEADS.contains(&word.as_str())) {
            return None;
        }
        first = false;
        at += length;
    }
}

/// Whether the sentences right before a last number say that there is no answer.
pub(super) fn gives_up(text: &str, range: &Range<usize>, at: usize) -> bool {
    let before = tail(&text[range.start..at.max(range.start)], NEAR).to_lowercase();
    ["know the answer", "i give up", "unable to solve", "unable to find", "unable to determine", "cannot solve", "can't solve"]
        .iter()
        .any(|words| before.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_to_which_the_words_behind_an_answer_turn_is_found() {
        let cases = [
            (". Correction: 7.", Some("7")),
            (". Hmm, actually 7", Some("7")),
            (". But this is wrong: it is 7.", Some("7")),
            (". Wait, no, it should be $-7$.", Some("-7")),
            (". Wait, let me check. 5*2 = 10.", None),
            (". 7 is its square.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = turned(text, &(0..text.len())).map(|found| &text[found]);
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
