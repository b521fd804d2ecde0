//! Days of the year and of the week.

use super::{MAX_BYTES, ordinal};

/// A day of the year, as far as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year, where it was said.
    pub year: Option<u16>,
    /// From 1, which is January.
    pub month: u8,
    /// From 1; [`None`] where only the month was said.
    pub day: Option<u8>,
}

impl Date {
    /// Whether two dates are the same. A year that only one of them has is no difference; a day is.
    pub fn agrees(&self, other: &Self) -> bool {
        let years = self.year.zip(other.year).is_none_or(|(a, b)| a == b);
        years && self.month == other.month && self.day == other.day
    }
}

/// The date that a text says: `June 5`, `5th of June`, `Friday, June 5, 2020`, `2020-06-05`, `June 2020`, `June`.
///
/// `05/06/2020` is two dates, and so [`None`]; `25/12/2020` is one.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    if let Some(date) = numeric(text) {
        return Some(date);
    }
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    if words.len() > 8 {
        return None;
    }
    while let Some(&("on" | "the" | "in")) = words.first() {
        words.remove(0);
    }
    if words.len() > 1 && words.first().is_some_and(|word| weekday(word).is_some()) {
        words.remove(0);
    }
    words.retain(|word| !matches!(*word, "of" | "the"));
    let name = |word: &str| month(word.trim_end_matches('.'));
    let read = match words.as_slice() {
        [m] => (None, name(m).filter(|_| m.len() > 3 || *m == "may")?, None),
        [m, last] if name(m).is_some() => match day(last) {
            Some(day) => (None, name(m)?, Some(day)),
            None => (Some(year(last)?), name(m)?, None),
        },
        [d, m] => (None, name(m)?, Some(day(d)?)),
        [m, d, y] if name(m).is_some() => (Some(year(y)?), name(m)?, Some(day(d)?)),
        [d, m, y] => (Some(year(y)?), name(m)?, Some(day(d)?)),
        _ => return None,
    };
    valid(read.0, read.1, read.2)
}

/// Three numbers with hyphens or slashes between: the year first, or a day that can be no month.
fn numeric(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !digits(a, 4) || !digits(b, 2) || !digits(c, 4) {
        return None;
    }
    let small = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() < 3);
    if a.len() == 4 {
        return valid(Some(a.parse().ok()?), small(b)?, Some(small(c)?));
    }
    let (first, second, year) = (small(a)?, small(b)?, year(c)?);
    match (first > 12, second > 12) {
        (true, false) => valid(Some(year), second, Some(first)),
        (false, true) => valid(Some(year), first, Some(second)),
        _ => None,
    }
}

fn valid(year: Option<u16>, month: u8, day: Option<u8>) -> Option<Date> {
    let leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    day.is_none_or(|day| (1..=days).contains(&day)).then_some(Date { year, month, day })
}

/// A name of at least `least` letters that begins as `word` does, and its place.
fn place(word: &str, names: &[&str], least: usize) -> Option<u8> {
    let found = names.iter().position(|name| *name == word || word.len() >= least && word.len() < 5 && name.starts_with(word))?;
    u8::try_from(found).ok()
}

/// The month that a text says and nothing else, from 1: `January`, `Jan.`
pub fn month_alone(text: &str) -> Option<u8> {
    let text = text.trim().trim_end_matches('.');
    if text.len() > 12 { None } else { month(&text.to_lowercase()) }
}

fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    // "sept" is the only short name of four letters.
    place(word, &MONTHS, 3).filter(|_| word.len() != 4 || matches!(word, "sept" | "june" | "july")).map(|at| at + 1)
}

fn day(word: &str) -> Option<u8> {
    let plain = || word.parse::<u8>().ok().filter(|_| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()));
    plain().or_else(|| ordinal(word).and_then(|day| u8::try_from(day).ok()))
}

fn year(word: &str) -> Option<u16> {
    word.parse().ok().filter(|_| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The day of the week that a text says, from 0, which is Monday: `Sunday`, `Sun.`, `on a Tuesday`.
pub fn weekday(text: &str) -> Option<u8> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if text.len() > 40 {
        return None;
    }
    let lower = text.trim().trim_end_matches(['.', ',']).to_lowercase();
    let mut name = lower.as_str();
    for filler in ["it is ", "on ", "a ", "the "] {
        name = name.strip_prefix(filler).unwrap_or(name).trim_start();
    }
    match name {
        "thurs" => Some(3),
        name => place(name, &DAYS, 3).filter(|_| matches!(name.len(), 3 | 6..) || matches!(name, "tues" | "thur")),
    }
}
