//! Measures of which the unit is written as mathematics: `9.8 m/s^2`, `5 \frac{m}{s}`, `12\pi cm^2`, `5'10"`.

use std::borrow::Cow;

use super::{Habit, read};
use crate::tree::{Id, Node, Tree};
use crate::units;

/// Longest text of such a measure, in bytes.
const LONGEST: usize = 120;
/// Places at which a unit may begin, at most.
const MOST_PLACES: usize = 24;

/// A measure that may as well be a product of letters.
pub(crate) struct Lettered {
    pub(crate) measure: Id,
    /// Whether its unit is a single letter.
    pub(crate) one_letter: bool,
}

/// A folded text as a number with a unit, perhaps with a name before; the shortest number that leaves a unit is taken.
pub(crate) fn lettered(text: &str, named: bool, tree: &mut Tree) -> Option<Lettered> {
    let name = |name: &str| name.len() < 12 && name.trim().starts_with(|c: char| c.is_ascii_alphabetic());
    let text = match text.split_once('=') {
        Some((before, value)) if named && name(before) => value,
        _ => text,
    };
    let text = text.trim().trim_end_matches(['.', ',']);
    if text.is_empty()
        || text.len() > LONGEST
        || !text.starts_with(['-', '+', '.', '\\', '(', '$']) && !text.starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    if let Some((value, unit)) = units::measure(&text.replace("\\text", "")) {
        let value = tree.number(value);
        return Some(Lettered { measure: tree.add(Node::Quantity(value, Box::new(unit))), one_letter: false });
    }
    for at in places(text) {
        let (number, letters) = text.split_at(at);
        let Some(unit) = units::parse(&unfractioned(letters)).filter(|unit| unit.is_known() && !unit.is_ratio()) else {
            continue;
        };
        let number = number.trim_end_matches(['\\', ',', ' ', '~', ';', '!']);
        if !is_closed(number) {
            continue;
        }
        let habit = Habit { thousands: true, decimal_comma: false, scientific: true };
        let value = read(number, habit, tree)?.root;
        // The unit of `2+3 m` belongs to the 3.
        let apart = matches!(tree.get(value), Node::Add(_)) && !number.ends_with([')', '}']);
        let is_value = !apart
            && !matches!(
                tree.get(value),
                Node::Quantity(..) | Node::Words(_) | Node::List(_) | Node::Set(_) | Node::Chain { .. }
            );
        if !is_value {
            return None;
        }
        let plain = !letters.starts_with("\\text") && !letters.starts_with("\\mathrm");
        let one_letter = plain && letters.chars().filter(char::is_ascii_alphabetic).count() == 1;
        return Some(Lettered { measure: tree.add(Node::Quantity(value, Box::new(unit))), one_letter });
    }
    None
}

/// Where in the text letters begin that are no command, and commands that a unit may begin with.
fn places(text: &str) -> Vec<usize> {
    const COMMANDS: [&str; 9] = ["\\text", "\\mathrm", "\\mbox", "\\textrm", "\\frac", "\\dfrac", "\\tfrac", "\\mu", "\\Omega"];
    let mut places = Vec::new();
    let mut at = 0;
    while at < text.len() && places.len() < MOST_PLACES {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        let letters = |from: &str| from.find(|c: char| !c.is_alphabetic()).unwrap_or(from.len());
        let (begins, length) = match c {
            '\\' => match letters(&rest[1..]) {
                0 => (false, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
                length => (COMMANDS.contains(&&rest[..=length]), 1 + length),
            },
            '^' => (rest.starts_with("^\\circ") || rest.starts_with("^{\\circ}"), 1),
            '°' | '\'' | '"' => (true, c.len_utf8()),
            c if c.is_alphabetic() => (true, letters(rest)),
            c => (false, c.len_utf8()),
        };
        if begins && at > 0 {
            places.push(at);
        }
        at += length;
    }
    places
}

/// A unit with its fractions written with a slash.
fn unfractioned(letters: &str) -> Cow<'_, str> {
    let Some(at) = letters.find("frac{").filter(|at| *at < 4) else { return Cow::Borrowed(letters) };
    let start = letters[..at].rfind('\\').unwrap_or(at);
    let Some((top, rest)) = group(&letters[at + 4..]) else { return Cow::Borrowed(letters) };
    let Some((bottom, rest)) = group(rest) else { return Cow::Borrowed(letters) };
    Cow::Owned(format!("{}({top})/({bottom}){rest}", &letters[..start]))
}

/// What stands in the braces at the beginning of a text, and what follows them.
pub(super) fn group(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start().strip_prefix('{')?;
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some((&inner[..at], &inner[at + 1..])),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether every bracket that is open is closed, and the text ends in no operator.
fn is_closed(text: &str) -> bool {
    let mut depth = 0_i32;
    for byte in text.bytes() {
        depth += match byte {
            b'{' | b'(' | b'[' => 1,
            b'}' | b')' | b']' => -1,
            _ => 0,
        };
    }
    depth == 0 && !text.is_empty() && !text.ends_with(['+', '-', '*', '/', '^', '_', '=', '<', '>', ':'])
}
