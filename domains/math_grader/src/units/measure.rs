//! Measures of several parts: "2 hours 30 minutes", "5 ft 3 in", `12^\circ 30'`.

use dashu_ratio::RBig;

use super::table::ANGLE;
use super::{Kind, MAX_BYTES, Unit, parse};
use crate::words;

/// Parts of one measure at most.
const MAX_PARTS: usize = 4;

/// A measure of several parts as one number of its largest unit; [`None`] where the text is anything else, one part alone included.
///
/// All units are of one quantity and each is smaller than the one before it, and each part but the first is smaller than one of the unit
/// before it, as in spoken use.
///
/// ```
/// use dashu_ratio::RBig;
/// use exitrl_math_grader::units::{measure, parse};
///
/// let (value, unit) = measure("2\\text{ hours }30\\text{ minutes}").unwrap();
/// assert_eq!((value, Some(unit)), (RBig::from_parts(5.into(), 2_u8.into()), parse("hours")));
/// ```
pub fn measure(text: &str) -> Option<(RBig, Unit)> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let parts = parts(text)?;
    let (_, first) = parts.first()?;
    // Minutes and seconds of arc stand behind degrees; without them the marks are feet and inches.
    let is_mark = first.is_angle() && first.other.is_some();
    let readings = [Some(first).filter(|_| !is_mark), first.other.as_deref()];
    let (total, unit) = readings.into_iter().flatten().find_map(|unit| total(&parts, unit).map(|total| (total, unit.clone())))?;
    Some((if negative { -total } else { total }, Unit { other: None, ..unit }))
}

/// A number in words with what it counts or measures: "fifty percent", "half an hour", "three and a half miles", "one solution".
///
/// [`None`] where the text is a number alone, or anything else.
///
/// ```
/// use dashu_ratio::RBig;
/// use exitrl_math_grader::units::{parse, spoken};
///
/// assert_eq!(spoken("twenty-five percent"), Some((RBig::from(25), parse("%").unwrap())));
/// ```
pub fn spoken(text: &str) -> Option<(RBig, Unit)> {
    let text = text.trim();
    if text.len() > MAX_BYTES || !text.starts_with(char::is_alphabetic) {
        return None;
    }
    // The longest beginning that is a number; beyond a handful of words there is none.
    let ends: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_whitespace() || *c == '-').map(|(at, _)| at).take(12).collect();
    let (value, rest) =
        ends.iter().rev().find_map(|end| Some((words::number(&text[..*end])?, text[*end..].trim_start_matches([' ', '-']))))?;
    let part = |rest: &'_ str| {
        ["of an ", "of a ", "an ", "a ", "of one "].into_iter().find_map(|joint| rest.strip_prefix(joint).map(str::to_owned))
    };
    let rest = if value.is_int() { rest.to_owned() } else { part(rest).unwrap_or_else(|| rest.to_owned()) };
    Some((value, parse(&rest)?))
}

/// The numbers and their units.
fn parts(text: &str) -> Option<Vec<(RBig, Unit)>> {
    let mut parts: Vec<(RBig, Unit)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if parts.len() >= MAX_PARTS {
            return None;
        }
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        let value = words::number(rest.get(..digits)?)?;
        rest = &rest[digits..];
        let end = next_number(rest);
        let name = rest[..end].trim();
        let name = name.strip_suffix("and").or_else(|| name.strip_suffix([',', '&'])).unwrap_or(name).trim();
        // After hours "m" is minutes.
        let hours = parts.first().is_some_and(|(_, unit)| Some(unit) == parse("h").as_ref());
        let unit = parse(if hours && name == "m" { "min" } else { name }).filter(|unit| unit.kind == Kind::Known)?;
        parts.push((value, unit));
        rest = &rest[end..];
    }
    (parts.len() > 1).then_some(parts)
}

/// Where in the text after a number the next number begins: at a digit that is no power and no part of a command.
fn next_number(text: &str) -> usize {
    let mut before = '^';
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() && !matches!(before, '^' | '{' | '-' | '_' | '.' | '\\' | '/') && !before.is_ascii_digit() {
            return at;
        }
        before = c;
    }
    text.len()
}

/// The parts together, in the first unit.
fn total(parts: &[(RBig, Unit)], unit: &Unit) -> Option<RBig> {
    let mut total = RBig::ZERO;
    let mut size = None::<RBig>;
    for (at, (value, part)) in parts.iter().enumerate() {
        let fits = |part: &Unit| part.dimension == unit.dimension && part.pi == unit.pi && part.offset == RBig::ZERO;
        let reading = match part.other.as_deref().filter(|_| at > 0 && unit.dimension.exponents[ANGLE] == 0) {
            _ if at == 0 => unit,
            Some(other) if fits(other) => other,
            _ => Some(part).filter(|part| fits(part))?,
        };
        let whole = value.is_int() || at + 1 == parts.len();
        // 90 minutes are no part of "2 hours 90 minutes".
        let small = size.as_ref().is_none_or(|size| value * &reading.factor < *size);
        if !whole || !small {
            return None;
        }
        total += value * &reading.factor / &unit.factor;
        size = Some(reading.factor.clone());
    }
    Some(total)
}
