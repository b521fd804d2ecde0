//! When two answers are the same: as exact numbers, else as texts without the marks that carry no meaning.

use crate::number::{Rational, literal, peel, sign};

/// Whether two answers are the same. Symmetric, and true of any answer and itself.
///
/// Two numbers are compared exactly, however they are written. A name before an equals sign is left out, and so is a unit that
/// only one of them has; units are compared as words, not converted. Anything else is compared as text without white space, dollar signs and spacing commands.
pub fn equal(a: &str, b: &str) -> bool {
    match (measure(a), measure(b)) {
        (Some(a), Some(b)) => a.value == b.value && (a.unit == b.unit || a.unit.is_empty() || b.unit.is_empty()),
        _ => normal(a) == normal(b),
    }
}

/// Whether two whole texts are the same answer, nothing left out: stricter than [`equal`].
pub(crate) fn same(a: &str, b: &str) -> bool {
    match (Rational::parse(a), Rational::parse(b)) {
        (Some(a), Some(b)) => a == b,
        _ => normal(a) == normal(b),
    }
}

/// A number with a unit; the unit is empty where none is given.
#[derive(Debug, PartialEq)]
struct Measure {
    value: Rational,
    unit: String,
}

/// The number that an answer states: all of it, or what follows its last equals sign, with or without a unit.
pub(crate) fn value(answer: &str) -> Option<Rational> {
    measure(answer).map(|measure| measure.value)
}

fn measure(answer: &str) -> Option<Measure> {
    let stated = match answer.rsplit_once('=') {
        Some((left, right)) if left.split('=').all(leads_to_a_value) => right,
        Some(_) => return None,
        None => answer,
    };
    if let Some(value) = Rational::parse(stated) {
        return Some(Measure { value, unit: String::new() });
    }
    let (number, unit) = split_unit(peel(stated))?;
    Some(Measure { value: Rational::parse(number)?, unit })
}

/// Whether an equals sign after this text states a value: after `x` or `3 + 5` it does; `2x + y = 1`, `x >= 1` and `f(x) = 0`
/// are answers of their own.
fn leads_to_a_value(left: &str) -> bool {
    let left = left.trim().trim_matches('$').trim();
    let lone_name = left.chars().all(char::is_alphabetic);
    let variables = left.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() == 1);
    lone_name || !(variables || left.ends_with(['<', '>', '!', '~']))
}

/// The number before a unit such as `apples`, `\text{ cm}` or `km/h`, and the letters of the unit, in lower case without a final s.
fn split_unit(text: &str) -> Option<(&str, String)> {
    let (_, rest) = sign(text);
    let start = text.len() - rest.trim_start_matches(['$', '£', '€', ' ']).len();
    let end = literal(text.as_bytes(), start)?.end;
    let unit = text[end..].trim_start_matches([' ', '\\', ',']);
    let unit =
        unit.strip_prefix("text").or_else(|| unit.strip_prefix("mathrm")).filter(|rest| rest.starts_with('{')).unwrap_or(unit);
    let plain = unit.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '{' | '}' | '/' | '.' | '°'));
    let named = unit.starts_with(['{', '°']) || unit.chars().take_while(|c| c.is_alphabetic()).count() >= 2;
    // `2x` and `2\pi` are products, not two of something.
    let command = text[end..].trim_start().starts_with('\\') && !unit.starts_with('{');
    let letters: String = unit.chars().filter(|c| c.is_alphabetic() || *c == '/').flat_map(char::to_lowercase).collect();
    (plain && named && !command).then(|| (&text[..end], letters.trim_end_matches('s').to_owned()))
}

/// A text answer without the marks that carry no meaning. For a number too large to hold: its digits.
pub(crate) fn normal(answer: &str) -> String {
    let answer = peel(answer);
    if let Some(digits) = digits_of(answer) {
        return digits;
    }
    let mut text: String = answer.chars().filter(|c| !c.is_whitespace() && *c != '$').collect();
    for (from, to) in [("\\left", ""), ("\\right", ""), ("\\!", ""), ("\\,", ""), ("\\;", ""), ("\\:", ""), ("−", "-")] {
        text = text.replace(from, to);
    }
    for short in ["\\dfrac", "\\tfrac", "\\cfrac"] {
        text = text.replace(short, "\\frac");
    }
    without_text_commands(&text)
}

/// One spelling of a plain decimal of any length: no signs of grouping, no needless zeros.
fn digits_of(answer: &str) -> Option<String> {
    let (negative, rest) = sign(answer);
    let plain = rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
    let whole = literal(rest.as_bytes(), 0).is_some_and(|found| found.end == rest.len());
    if !plain || !whole {
        return None;
    }
    let digits = rest.replace(',', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    Some(format!("{}{whole}.{fraction}", if negative { "-" } else { "" }))
}

/// `\text{Evelyn}` is `Evelyn`: drops the command and its own two braces, in one pass.
fn without_text_commands(text: &str) -> String {
    const COMMANDS: [&str; 4] = ["\\text{", "\\mathrm{", "\\textbf{", "\\mbox{"];
    let mut kept = String::with_capacity(text.len());
    let mut dropped: Vec<bool> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let command = if c == '\\' { COMMANDS.into_iter().find(|command| text[at..].starts_with(command)) } else { None };
        if let Some(command) = command {
            dropped.push(true);
            at += command.len();
            continue;
        }
        at += c.len_utf8();
        match c {
            '{' => dropped.push(false),
            '}' if dropped.pop() == Some(true) => continue,
            _ => {}
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_in_other_clothes_is_equal() {
        let pairs = [
            ("8", "8.0"),
            ("0.5", "\\frac{1}{2}"),
            ("1/2", "2/4"),
            ("1,000", "1000"),
            ("x = 5", "5"),
            ("2 + 6 = 2 * 4 = 8", "8"),
            ("8 apples", "8"),
            ("$8 \\text{ cm}$", "8"),
            ("12cm", "12"),
            ("5 \\text{ hours}", "5 hour"),
            ("\\left( 3, \\frac{\\pi}{2} \\right)", "(3,\\dfrac{\\pi}{2})"),
            ("\\text{Evelyn}", "Evelyn"),
            ("x + 1", "$x+1$"),
            ("00123456789012345678901234567890123456789012.50", "123,456,789,012,345,678,901,234,567,890,123,456,789,012.5"),
        ];
        for (a, b) in pairs {
            assert!(equal(a, b) && equal(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn other_answers_are_not() {
        let pairs = [
            ("8", "9"),
            ("0.33", "1/3"),
            ("2x", "2"),
            ("2 \\pi", "2"),
            ("5 \\text{ cm}", "5 m"),
            ("5 cm", "5 km"),
            ("2x + y = 1", "1"),
            ("f(x) = 0", "0"),
            ("2\\pi", "2"),
            ("5 or 6", "5"),
            ("2x+3", "3"),
            ("x >= 3", "3"),
            ("x = 2 or x = 3", "3"),
            ("\\frac{12}{3}", "\\frac{1}{23}"),
            ("10000000000000000000000000000000000000000", "10000000000000000000000000000000000000001"),
            ("", "0"),
        ];
        for (a, b) in pairs {
            assert!(!equal(a, b) && !equal(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn every_answer_equals_itself_and_order_does_not_matter() {
        const PIECES: [&str; 18] =
            ["1", "0", ".", ",", "-", "/", "\\frac", "{", "}", "\\text{", "=", " ", "$", "x", "cm", "\\left", "é", "\\"];
        let text = |u: &mut arbtest::arbitrary::Unstructured<'_>| -> arbtest::arbitrary::Result<String> {
            (0..u.int_in_range(0..=12)?).map(|_| u.choose(&PIECES).copied()).collect()
        };
        arbtest::arbtest(|u| {
            let (a, b) = (text(u)?, text(u)?);
            assert!(equal(&a, &a), "{a:?}");
            assert_eq!(equal(&a, &b), equal(&b, &a), "{a:?} {b:?}");
            Ok(())
        });
    }
}
