//! Reads the answer out of a piece of text that is known to hold one: what follows "the answer is", what a tag encloses.

use std::ops::Range;

use super::boxes::{self, Answer};
use super::clean::{tidy, trim};
use super::gap::{self, Gap};
use super::math::{self, Span};
use super::prose::{article, before_reasons, complement, words};
use super::{GoldKind, Join, choice, number};

fn one(part: Range<usize>) -> Option<Answer> {
    (!part.is_empty()).then(|| Answer { span: part.clone(), parts: vec![part], join: Join::One })
}

/// The answer in a piece of text, and whether the piece starts with it.
pub(super) fn answer(text: &str, range: &Range<usize>, kind: GoldKind) -> Option<(Answer, bool)> {
    if boxes::any(text, range) {
        if let Some(answer) = boxes::answer(text, range) {
            let said = !answer.parts.iter().all(Range::is_empty);
            return said.then_some((answer, true));
        }
        // A box that is refused does not leave its content to be read as prose.
        if boxes::refused(text, range) {
            return None;
        }
    }
    if kind == GoldKind::Choice {
        let answer = choice::chosen(text, range).or_else(|| {
            let piece = tidy(text, range.clone());
            choice::run(super::clean::untexted(&text[piece.clone()])).then(|| one(piece)).flatten()
        });
        return answer.map(|answer| (answer, true));
    }
    let whole = tidy(text, range.clone());
    let piece = article(text, tidy(text, before_reasons(text, whole.clone())));
    if piece.is_empty() {
        return None;
    }
    if kind == GoldKind::YesNo
        && let Some(word) = yes_no(text, &piece)
    {
        return one(word).map(|answer| (answer, true));
    }
    if let Some(rest) = text[piece.clone()].strip_prefix("not ")
        && kind == GoldKind::Number
    {
        let but =
            [" but ", "; it is ", "; it's ", ", it is "].iter().find_map(|turn| rest.find(turn).map(|at| at + turn.len()))?;
        let after = article(text, piece.end - rest.len() + but..piece.end);
        return leading(text, &after, kind).map(|answer| (answer, true));
    }
    if let Some(answer) = leading(text, &piece, kind) {
        return Some((answer, true));
    }
    deep(text, &whole, &piece, kind).map(|answer| (answer, false))
}

/// The answer that a piece starts with.
fn leading(text: &str, piece: &Range<usize>, kind: GoldKind) -> Option<Answer> {
    let said = &text[piece.clone()];
    let wordy = words(said);
    if let Some(first) = math::opens_at(text, piece.start, piece.end) {
        let spans = math::spans(text, piece);
        if spans.first().is_some_and(|s| s.whole == first.whole) {
            return Some(from_first(text, piece, &spans));
        }
    }
    if wordy == 0 && said.chars().any(char::is_alphanumeric) {
        if kind == GoldKind::Number
            && let Some(found) = number::leading(text, piece)
        {
            // A counting word of another script is no part of the number.
            let rest = text[found.end..piece.end].trim();
            // "3/8 (0.375)" says it again.
            let again = text[found.end..piece.end].starts_with(" (") && rest.ends_with(')');
            if again {
                return one(found);
            }
            if !rest.is_empty() && rest.chars().all(|c| !c.is_ascii() && c.is_alphabetic()) {
                return one(found);
            }
        }
        return one(piece.clone());
    }
    match kind {
        GoldKind::Number => {
            let found = number::leading(text, piece)?;
            let rest = &text[found.end..piece.end];
            // "15 - 3 = 12 apples left" is worked out behind its last equals sign.
            if rest.trim_start().starts_with(['+', '-', '*', '/', '×', '÷', '^', '=', '−']) {
                let Some(equals) = rest.rfind('=') else { return one(piece.clone()) };
                let after = tidy(text, found.end + equals + 1..piece.end);
                return one(number::leading(text, &after)?);
            }
            // "25 apples or 26 apples" commits to neither.
            let hedged = ["or ", " to "].iter().any(|word| {
                rest.find(word).is_some_and(|at| {
                    rest[at + word.len()..].trim_start_matches(['$', ' ', '*']).starts_with(|c: char| c.is_ascii_digit())
                })
            });
            one(if hedged && wordy <= 8 { piece.clone() } else { found })
        }
        GoldKind::Words if wordy <= 6 => one(piece.clone()),
        GoldKind::Other if wordy <= 3 => one(piece.clone()),
        _ => None,
    }
}

/// The spans from the first one on that belong together; the whole piece where mathematics goes on outside the dollar signs.
fn from_first(text: &str, piece: &Range<usize>, spans: &[Span]) -> Answer {
    let mut parts = vec![tidy(text, spans[0].inside.clone())];
    let mut join = Join::One;
    let mut end = spans[0].whole.end;
    for span in &spans[1..] {
        match gap::between(text, end..span.whole.start) {
            Gap::And if join != Join::Or => join = Join::And,
            Gap::And | Gap::Or => join = Join::Or,
            Gap::Apart | Gap::Restates => break,
        }
        parts.push(tidy(text, span.inside.clone()));
        end = span.whole.end;
    }
    let rest = trim(text, end..piece.end);
    if join == Join::One {
        let unit = unit_after(text, &(end..piece.end));
        if let Some(unit) = unit {
            return Answer { span: piece.start..unit.end, parts: vec![parts[0].clone(), unit], join };
        }
        let goes_on = text[rest.clone()].starts_with(['=', '+', '-', '/', '<', '>', '*', '^', '≥', '≤', ',', '(']);
        let joined = ["or ", "and "].iter().any(|word| text[rest.clone()].starts_with(word));
        if (goes_on || joined) && words(&text[rest]) == 0 {
            return Answer { span: piece.clone(), parts: vec![piece.clone()], join };
        }
    }
    Answer { span: piece.start..end, parts, join }
}

/// The unit or percent sign that follows directly, as a part of its own.
pub(super) fn unit_after(text: &str, rest: &Range<usize>) -> Option<Range<usize>> {
    let said = gap::head(&text[rest.clone()], 48);
    let skip = |piece: &str| {
        let mut piece = piece;
        for mark in ["}", "$", "**", "\\)"] {
            piece = piece.strip_prefix(mark).unwrap_or(piece);
        }
        let mut piece = piece.trim_start_matches([' ', '~']);
        for mark in ["\\,", "\\;", "\\ "] {
            piece = piece.strip_prefix(mark).unwrap_or(piece).trim_start_matches(' ');
        }
        said.len() - piece.len()
    };
    let start = skip(said);
    let piece = &said[start..];
    let command = ["\\text{", "\\mathrm{", "\\mbox{", "\\textrm{"].iter().find(|c| piece.starts_with(**c));
    if let Some(command) = command {
        let close = piece.find('}')?;
        let inner = piece[command.len()..close].trim();
        if !number::is_unit(inner) {
            return None;
        }
        let power = ["^2", "^3", "^{2}", "^{3}"].iter().find(|p| piece[close + 1..].starts_with(**p)).map_or(0, |p| p.len());
        return Some(rest.start + start..rest.start + start + close + 1 + power);
    }
    let end = number::unit(said, start);
    let word = &said[start..end];
    (end > start && (word.len() > 1 || !word.is_ascii() || word == "%")).then_some(rest.start + start..rest.start + end)
}

/// The answer further inside a sentence: "the number of apples is 5".
fn deep(text: &str, whole: &Range<usize>, piece: &Range<usize>, kind: GoldKind) -> Option<Answer> {
    // "All numbers except 2" is not 2.
    if [" except", " excluding", " other than"].iter().any(|word| text[whole.clone()].contains(word)) {
        return one(whole.clone());
    }
    for said in [piece, whole] {
        let after = complement(text, said);
        if after.start > said.start
            && let Some(answer) = leading(text, &after, kind)
        {
            return Some(answer);
        }
    }
    let spans = math::spans(text, whole);
    match kind {
        GoldKind::Number => {
            let number = number::said(text, whole);
            // "More than 7" is no number.
            let bounds = ["between ", "more than ", "less than ", "greater than ", "fewer than ", "at least ", "at most "];
            if number.is_some() && bounds.iter().any(|word| text[whole.clone()].contains(word)) {
                return None;
            }
            match (last_group(text, &spans, true), number) {
                (Some(group), Some(number)) if number.start >= group.span.end => one(number),
                (Some(group), _) => Some(group),
                (None, number) => one(number?),
            }
        }
        GoldKind::Other => last_group(text, &spans, false),
        _ => None,
    }
}

/// The last span and those joined to it. Names of variables are passed over where something else is there; with `valued`, so is
/// every span without a value.
pub(super) fn last_group(text: &str, spans: &[Span], valued: bool) -> Option<Answer> {
    let good = |span: &Span| {
        let inside = text[span.inside.clone()].trim();
        if aside(text, span) && (valued || spans.first() != Some(span)) {
            return false;
        }
        if valued {
            inside.contains(number::is_digit) || inside.contains("\\pi") || inside.contains("sqrt")
        } else {
            !is_name(inside)
        }
    };
    let last = spans.iter().rposition(good).or(if valued { None } else { spans.len().checked_sub(1) })?;
    let mut parts = vec![tidy(text, spans[last].inside.clone())];
    let mut span = spans[last].whole.clone();
    let mut join = Join::One;
    for before in spans[..last].iter().rev() {
        let gap = gap::between(text, before.whole.end..span.start);
        match gap {
            Gap::And | Gap::Or if !good(before) => break,
            Gap::And if text[before.whole.end..span.start].trim().is_empty() => break,
            Gap::And if join != Join::Or => join = Join::And,
            Gap::And | Gap::Or => join = Join::Or,
            Gap::Restates if parts.len() == 1 => parts.clear(),
            Gap::Apart | Gap::Restates => break,
        }
        parts.push(tidy(text, before.inside.clone()));
        span.start = before.whole.start;
    }
    parts.reverse();
    boxes::dedupe(text, &mut parts);
    if parts.len() == 1 {
        join = Join::One;
    }
    Some(Answer { parts, join, span })
}

/// Whether a span only says when or where the answer holds: ", where $x > 0$".
fn aside(text: &str, span: &Span) -> bool {
    let before = gap::tail(&text[..span.whole.start], 12).trim_end().to_ascii_lowercase();
    ["where", "if", "when", "since", "with", "for", "because", "assuming", "for all", "every"]
        .iter()
        .any(|word| before.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', ',', '(', '\n'])))
}

/// Whether a piece of mathematics is a name only: `x`, `f(x)`, `ABCD`.
fn is_name(inside: &str) -> bool {
    if ["\\blacksquare", "\\square", "\\Box", "\\qed", "\\checkmark"].contains(&inside) {
        return true;
    }
    if ["\\pi", "\\infty", "\\emptyset", "\\varnothing", "e", "i"].contains(&inside) {
        return false;
    }
    let mut letters = inside.trim_start_matches('\\').chars();
    let named = letters.next().is_some_and(char::is_alphabetic);
    named && inside.len() <= 8 && letters.all(|c| c.is_alphabetic() || matches!(c, '(' | ')' | '_' | '\''))
}

/// The yes or no (true or false) that a piece starts with.
pub(super) fn yes_no(text: &str, piece: &Range<usize>) -> Option<Range<usize>> {
    let said = &text[piece.clone()];
    let length = said.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(said.len());
    let known = ["yes", "no", "true", "false"].iter().any(|word| said[..length].eq_ignore_ascii_case(word));
    // "No solution" and "no such n" are no noes.
    let rest = said[length..].trim_start_matches(['*', '"', '$', '}']);
    let alone = !rest.starts_with(' ') || rest.trim_start().starts_with("because") || rest.trim_start().starts_with("since");
    (known && alone).then_some(piece.start..piece.start + length)
}

/// The last word of a piece.
pub(super) fn last_word(text: &str, piece: &Range<usize>) -> Range<usize> {
    let range = tidy(text, piece.clone());
    let start = text[range.clone()].rfind(' ').map_or(range.start, |at| range.start + at + 1);
    tidy(text, start..range.end)
}
