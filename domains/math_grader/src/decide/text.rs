//! Answers compared as texts: letter by letter, as choices, dates, times and words.

use super::{Outcome, choice};
use crate::verdict::{Reason, Rung};
use crate::words;

/// Whether two folded texts are the same but for white space and the stop at the end.
pub(super) fn same_letters(a: &str, b: &str) -> bool {
    // White space between two digits or letters parts them, and nowhere else it counts.
    let letters = |text: &'_ str| -> Vec<u8> {
        let bare = text.trim().trim_end_matches('.').trim_end();
        let mut kept: Vec<u8> = Vec::with_capacity(bare.len());
        let mut gap = false;
        for byte in bare.bytes() {
            if byte.is_ascii_whitespace() || byte == b'$' {
                gap = true;
                continue;
            }
            if gap && byte.is_ascii_alphanumeric() && kept.last().is_some_and(u8::is_ascii_alphanumeric) {
                kept.push(b' ');
            }
            gap = false;
            kept.push(byte);
        }
        kept
    };
    if a == b {
        return a.bytes().any(|byte| byte.is_ascii_alphanumeric()) || !a.is_ascii();
    }
    // A text that differs much in length is not looked at.
    if a.len().abs_diff(b.len()) > 64 + a.len() / 4 {
        return false;
    }
    let (a, b) = (letters(a), letters(b));
    a == b && a.iter().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

/// Whether a text is digits, one mark and digits: `2,74`. Three digits behind a comma are thousands, unless a lonely 0 stands before.
pub(super) fn is_decimal(text: &str, mark: char) -> bool {
    let text = text.trim().trim_matches('$').trim_start_matches('-');
    let Some((whole, fraction)) = text.split_once(mark) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('.');
    // One digit behind a comma is as likely the second of two.
    let enough = mark == '.' || fraction.len() > 1;
    digits(whole) && digits(fraction) && enough && (mark == '.' || fraction.len() != 3 || whole == "0" || whole.len() > 3)
}

/// What plain texts tell without being read as mathematics; [`None`] where they have to be.
pub(super) fn compare(gold: &str, answer: &str) -> Option<Outcome> {
    if let Some(outcome) = choice::compare(gold, answer) {
        return Some(outcome);
    }
    if let (Some(a), Some(b)) = (circled(gold), circled(answer)) {
        return Some(agrees(a == b));
    }
    let clocks = (words::clock(gold), words::clock(answer));
    if let (Some(a), Some(b)) = &clocks {
        return Some(agrees(a.agrees(b)));
    }
    // `9:05` is no ratio.
    let minutes = |text: &str| text.split_once(':').is_some_and(|(_, rest)| rest.starts_with('0') && rest.len() > 1);
    if (minutes(gold) && clocks.0.is_some()) || (minutes(answer) && clocks.1.is_some()) {
        return Some(Outcome::Different(Reason::DifferentKind));
    }
    if let (Some(a), Some(b)) = (words::weekday(gold), words::weekday(answer)) {
        return Some(agrees(a == b));
    }
    if let (Some(a), Some(b)) = (words::month_alone(gold), words::month_alone(answer)) {
        return Some(agrees(a == b));
    }
    if let (Some(a), Some(b)) = (words::date(gold), words::date(answer)) {
        return Some(agrees(a.agrees(&b)));
    }
    // A command that is left has a meaning that words do not show.
    let has_word =
        |text: &str| !text.contains('\\') && text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 2);
    (has_word(gold) && has_word(answer) && words::same_text(gold, answer)).then_some(Outcome::Equal(Rung::Text))
}

/// Statements named by circled numbers, sorted.
fn circled(text: &str) -> Option<Vec<char>> {
    let mut found: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '.' | ';')).collect();
    found.sort_unstable();
    (!found.is_empty() && found.iter().all(|c| ('①'..='⑳').contains(c))).then_some(found)
}

/// Two answers in words.
pub(super) fn words(a: &str, b: &str) -> Outcome {
    agrees(words::same_text(a, b) || same_words(a, b))
}

pub(super) fn agrees(same: bool) -> Outcome {
    if same { Outcome::Equal(Rung::Text) } else { Outcome::Different(Reason::DifferentText) }
}

/// Lists of words such as "Alice and Bob", in any order.
fn same_words(a: &str, b: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let spaced = text.replace(" and ", ",");
        let mut parts: Vec<String> =
            spaced.split(',').map(str::trim).filter(|part| !part.is_empty()).map(words::canonical).collect();
        // Sorted, so that long lists take no longer than their texts.
        parts.sort_unstable();
        parts
    };
    let (a, b) = (parts(a), parts(b));
    a.len() > 1 && a == b && a.iter().all(|part| !part.is_empty())
}

/// A folded text without the label of a choice before it: `24` of `\textbf{(D)}\ 24`.
pub(super) fn without_label(text: &str) -> Option<&str> {
    const COMMANDS: [&str; 5] = ["\\textbf{", "\\text{", "\\mathrm{", "\\textrm{", "\\mathbf{"];
    let text = text.trim();
    let command = COMMANDS.iter().find_map(|command| text.strip_prefix(command));
    let inner = command.unwrap_or(text).trim_start().strip_prefix('(')?;
    let letter = inner.chars().next().filter(|c| ('A'..='J').contains(c))?;
    let rest = inner[letter.len_utf8()..].strip_prefix(')')?;
    let rest = if command.is_some() { rest.trim_start().strip_prefix('}')? } else { rest };
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\\' | '~' | ':')).trim();
    // `(A) (x+1)` and `(D)\frac12`: the backslash belongs to the command that follows.
    let rest = if text[..text.len() - rest.len()].ends_with('\\') && rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        &text[text.len() - rest.len() - 1..]
    } else {
        rest
    };
    let lonely = !choice::names_a_choice(rest);
    (lonely && !rest.is_empty() && !rest.starts_with(['+', '-', '*', '/', '^', '=', '<', '>'])).then_some(rest)
}
