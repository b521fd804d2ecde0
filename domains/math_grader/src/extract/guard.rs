//! What the words around an answer in prose make of it: "not 5", "at least 5", "5 squared", "if the answer is 5", "5?".
//!
//! Such a sentence commits to no value. A number in it is no answer, so it pays nothing to write one there.

use std::ops::Range;

use super::gap::{head, tail};
use super::{GoldKind, number, prose};

/// Bytes of the sentence before an answer, and after it, that are looked at.
const NEAR: usize = 240;

/// Endings of the words right before an answer that deny it, whatever the answer is.
const DENIED: [&str; 20] = [
    "not among",
    "not one of",
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
const BOUNDED: [&str; 46] = [
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
    "almost",
    "nearly",
    "close to",
    "answer has",
    "answer contains",
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
const LEFT_OPEN: [&str; 28] = [
    "or something",
    "or so",
    "or thereabouts",
    "or whatever",
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
    "(or maybe",
    "(or possibly",
    "(or perhaps",
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
const UNKNOWN: [&str; 10] = [
    "don't know",
    "do not know",
    "don’t know",
    "is unknown",
    "is not known",
    "nswer: unknown",
    "no idea",
    "cannot be determined",
    "can't be determined",
    "a random number",
];
/// Words before an answer in its sentence that say it is somebody's mistake.
const MISTAKEN: [&str; 24] = [
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
    "thought to be",
    "believed to be",
    "i doubt",
    "false that",
    "no way",
    "not true that",
    "not the case",
    "impossible that",
];
/// Words that open a supposition; a comma or "then" closes it.
const SUPPOSES: [&str; 9] = ["if", "suppose", "supposing", "assume", "assuming", "whether", "unless", "were", "imagine"];

/// Whether the sentence around an answer that was read in prose does not commit to it.
pub(super) fn refuses(text: &str, range: &Range<usize>, span: &Range<usize>, kind: GoldKind) -> bool {
    let before = sentence_before(text, range, span.start).to_lowercase();
    // The span of a unit may end where the text that is looked at does.
    let rest = text.get(span.end..range.end).unwrap_or_default();
    let end = prose::sentence_end(text, span.end, span.end + head(rest, NEAR).len());
    let after = text.get(span.end..end).unwrap_or_default().to_lowercase();
    asks(text, range, end, &before, kind)
        || supposes(&before)
        || takes_back(rest)
        || denies(&before, kind)
        || UNKNOWN.iter().any(|words| before[before.rfind(" but the answer").unwrap_or(0)..].contains(words))
        || (kind == GoldKind::Number && (leaves_open(&after) || by_cases(&after) || second_of_two(&before)))
        || (kind == GoldKind::Number && (ranges(&before) || before.trim_end().ends_with("from") && opens(&after, "to")))
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
    // "Not among 41, 42" denies every one of its list.
    let listed = if kind == GoldKind::Number { listed(before) } else { before };
    let denied = DENIED.iter().any(|word| ends(listed, word)) || before.ends_with("\\ne") || before.ends_with(['≠', '∉']);
    let open = || ends(listed, "one of") || ends(listed, "among") || listed.matches("maybe").count() > 1;
    denied || (kind == GoldKind::Number && (open() || BOUNDED.iter().any(|word| ends(before, word))))
}

/// The text before the numbers of a list that goes on: "not among 41," gives "not among".
fn listed(before: &str) -> &str {
    let rest = before.strip_suffix(" and").or_else(|| before.strip_suffix(" or")).unwrap_or(before);
    if rest.len() == before.len() && !before.ends_with(',') {
        return before;
    }
    let numbers = rest.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '$' | '.'));
    bare_end(numbers)
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

/// Whether the words before an answer in its sentence only suppose it, or say that it is a mistake or a part of the answer.
fn supposes(before: &str) -> bool {
    let turns = [",", ";", "：", " then ", " but ", " however "];
    let clause =
        turns.iter().filter_map(|turn| before.rfind(turn).map(|at| at + turn.len())).max().map_or(before, |at| &before[at..]);
    if MISTAKEN.iter().any(|words| clause.contains(words)) {
        return true;
    }
    // Only a supposition about the answer: "the value if x is 5" is none.
    let Some(at) = clause.rfind("answer") else { return false };
    let lead = &clause[..at];
    if lead.split(|c: char| !c.is_alphanumeric()).any(|word| SUPPOSES.contains(&word)) {
        return true;
    }
    let lead = ["final", "correct", "the", "our", "this", "my"]
        .iter()
        .fold(lead.trim_end(), |rest, word| if ends(rest, word) { rest[..rest.len() - word.len()].trim_end() } else { rest });
    ["twice", "double", "half", "triple"].iter().any(|word| ends(lead, word))
        || (ends(lead, "of") && !["value of", "form of", "version of", "instead of"].iter().any(|words| lead.ends_with(words)))
}

/// Whether the sentence before a box only supposes it or calls it a mistake.
pub(super) fn supposed(text: &str, range: &Range<usize>, at: usize) -> bool {
    supposes(&sentence_before(text, range, at).to_lowercase())
}

/// Whether the next sentence takes the answer back: "This is wrong."
fn takes_back(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = head(rest, 40).to_lowercase();
    let wrong = ["wrong", "incorrect", "false", "not correct", "not right", "not true", "not the answer"];
    let said =
        ["this is ", "that is ", "that's ", "which is ", "it is ", "it's "].iter().find_map(|words| rest.strip_prefix(words));
    said.is_some_and(|rest| wrong.iter().any(|word| opens(rest, word))) || rest.starts_with("not.") || rest == "not"
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
    let another = ["or ", "(or "].iter().find_map(|or| rest.strip_prefix(or));
    if another.is_some_and(|rest| valued(rest) || number::in_words(rest) > 0) {
        return true;
    }
    OPERATES.iter().any(|words| rest.strip_prefix(words).is_some_and(|rest| rest.starts_with(' ') && valued(rest)))
}

/// "6 if n were even".
fn rest_is_unreal(after: &str) -> bool {
    opens(after, "if") && [" were ", " had "].iter().any(|word| after.contains(word))
}

/// "6 when n is odd and 7 when n is even", "6 for odd n, otherwise 7".
fn by_cases(after: &str) -> bool {
    const CONDITIONS: [&str; 5] = ["when", "if", "for", "unless", "provided"];
    if rest_is_unreal(after) {
        return true;
    }
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

/// "is from 4 to 6", "between 5 and 6": the end of a range.
fn ranges(before: &str) -> bool {
    let before = bare_end(before);
    let (open, join) = if ends(before, "to") { ("from", "to") } else { ("between", "and") };
    if !ends(before, join) {
        return false;
    }
    let Some(at) = before.rfind(open) else { return false };
    let start = bare_end(&before[..at]);
    let says = start.is_empty()
        || ["is", "are", "be", "lies", "ranges", "answer", "somewhere", "number"].iter().any(|word| ends(start, word));
    says && prose::words(&before[at + open.len()..]) == 0
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
    let mut at = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let mut first = true;
    loop {
        let piece = &rest[at..];
        let length = piece.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(piece.len());
        if length == 0 {
            return if first { None } else { value(text, range.start + at..range.start + rest.len()) };
        }
        let word = piece[..length].to_lowercase();
        let after = &piece[length..];
        // "No 7 appears" and "just 7 days" do not turn.
        let turns = match word.as_str() {
            "no" => after.starts_with([',', '.', '!', ':', ';']),
            "just" => after.starts_with(" kidding"),
            word => TURNS.contains(&word),
        };
        if !(turns || !first && LEADS.contains(&word.as_str())) {
            return None;
        }
        first = false;
        at += length;
        at += rest[at..].find(|c: char| c.is_alphanumeric() || matches!(c, '$' | '-' | '−' | '\\'))?;
    }
}

/// The number at the start of a range, if its sentence ends there.
fn value(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let bare = piece.trim_start_matches(['$', '(', '\\']);
    let marked = bare.starts_with(|c: char| number::is_digit(c) || matches!(c, '-' | '−'));
    let start = if marked { range.end - bare.len() } else { range.start };
    let found = number::leading(text, &(start..range.end))?;
    let rest = text[found.end..range.end].trim_start_matches(['$', '*', ')', ' ']);
    let rest = rest.strip_prefix("\\)").unwrap_or(rest);
    (rest.is_empty() || rest.starts_with(['.', ',', '!', ';', '\n'])).then_some(found)
}

const GIVES_UP: [&str; 11] = [
    "know the answer",
    "i give up",
    "unable to solve",
    "unable to find",
    "unable to determine",
    "unable to answer",
    "cannot solve",
    "can't solve",
    "cannot answer",
    "can't answer",
    "won't answer",
];

/// Whether the sentences right before a last number say that there is no answer.
pub(super) fn gives_up(text: &str, range: &Range<usize>, at: usize) -> bool {
    let before = tail(&text[range.start..at.max(range.start)], NEAR).to_lowercase();
    GIVES_UP.iter().any(|words| before.contains(words))
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
            (". No 7 is in it.", None),
            ("$, but 7 is near.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = turned(text, &(0..text.len())).map(|found| &text[found]);
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
