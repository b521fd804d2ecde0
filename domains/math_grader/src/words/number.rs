//! Numbers in words.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::split;

/// Words of one number at most.
const MAX_WORDS: usize = 24;
/// Digits of one numeral at most.
const MAX_DIGITS: usize = 40;

/// The number that a text says: `three-quarters`, `two hundred and five`, `five and a half`, `minus three`, `1.5 million`, `a dozen`.
///
/// Ordinals such as `third` are none; [`None`] where the text says anything else as well.
pub fn number(text: &str) -> Option<RBig> {
    let words = split(text)?;
    if words.len() > MAX_WORDS {
        return None;
    }
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    // The hyphen of "-3 million" was taken for white space.
    let mut negative = text.trim_start().starts_with('-');
    if matches!(words.first(), Some(&("minus" | "negative"))) && !negative {
        negative = true;
        words.remove(0);
    }
    let value = scaled(&words).or_else(|| chance(&words))?;
    Some(if negative { -value } else { value })
}

/// The number that a word multiplies with: `thousand`, `million`, `bn`, `lakh`, `crore`, `dozen`.
///
/// Of letters alone there are `K` or `k`, `M`, `B` and `T`, which only mean this after an amount of money.
pub fn scale(word: &str) -> Option<UBig> {
    let power = |ten: usize| Some(UBig::from(10_u8).pow(ten));
    match word {
        "K" | "k" => return power(3),
        "M" => return power(6),
        "B" => return power(9),
        "T" => return power(12),
        _ => {}
    }
    if word.len() > 13 {
        return None;
    }
    let lower = word.to_lowercase();
    let lower = lower.trim_end_matches('.');
    match lower.strip_suffix('s').filter(|bare| bare.len() > 3).unwrap_or(lower) {
        "hundred" => power(2),
        "thousand" => power(3),
        "lakh" | "lac" => power(5),
        "million" | "mn" | "mln" | "mio" => power(6),
        "crore" => power(7),
        "billion" | "bn" | "bln" => power(9),
        "trillion" | "tn" | "trn" => power(12),
        "quadrillion" => power(15),
        "quintillion" => power(18),
        "sextillion" => power(21),
        "septillion" => power(24),
        "dozen" => Some(UBig::from(12_u8)),
        "score" => Some(UBig::from(20_u8)),
        _ => None,
    }
}

/// The number of an ordinal in one word: 3 of `third`, `3rd`; up to `ninety-ninth`.
pub fn ordinal(word: &str) -> Option<u32> {
    let word = word.trim();
    if word.len() > 20 {
        return None;
    }
    let lower = word.to_lowercase();
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let value: u32 = digits.parse().ok().filter(|_| digits.len() <= 6)?;
        let ending = match (value % 10, value / 10 % 10) {
            (1, tens) if tens != 1 => "st",
            (2, tens) if tens != 1 => "nd",
            (3, tens) if tens != 1 => "rd",
            _ => "th",
        };
        return (lower[digits.len()..] == *ending).then_some(value);
    }
    if let Some((tens, unit)) = lower.split_once(['-', ' ']) {
        return Some(ten(tens)? + small_ordinal(unit).filter(|unit| *unit < 10)?);
    }
    small_ordinal(&lower)
}

fn small_ordinal(word: &str) -> Option<u32> {
    const FIRST: [&str; 20] = [
        "zeroth",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];
    if let Some(found) = FIRST.iter().position(|name| *name == word) {
        return u32::try_from(found).ok();
    }
    match word {
        "hundredth" => Some(100),
        "thousandth" => Some(1000),
        "millionth" => Some(1_000_000),
        _ => ten(&format!("{}y", word.strip_suffix("ieth")?)),
    }
}

fn ten(word: &str) -> Option<u32> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let found = TENS.iter().position(|name| *name == word).or_else(|| (word == "fourty").then_some(2))?;
    u32::try_from(found * 10 + 20).ok()
}

fn small(word: &str) -> Option<u32> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let found = SMALL.iter().position(|name| *name == word).or_else(|| matches!(word, "nought" | "naught").then_some(0))?;
    u32::try_from(found).ok()
}

/// A number that may end in a scale: "two and a half million", "half a dozen", "a hundred", "1.5 billion".
fn scaled(words: &[&str]) -> Option<RBig> {
    if let Some(value) = plain(words) {
        return Some(value);
    }
    let (last, before) = words.split_last()?;
    let factor = scale(last).filter(|_| last.len() > 3 || *last == "bn" || *last == "mn")?;
    let amount = match before {
        ["a" | "an"] => RBig::ONE,
        ["half", "a"] | ["half"] => RBig::from_parts(1.into(), 2_u8.into()),
        ["a", "quarter"] | ["a", "quarter", "of", "a"] | ["quarter", "of", "a"] => RBig::from_parts(1.into(), 4_u8.into()),
        _ if before.contains(&"dozen") => return None,
        [one] => plain(&[*one]).filter(|_| *last != "hundred" || numeral(before).is_some())?,
        // "two million million" and "five hundred hundred" are none.
        _ if *last == "hundred" || before.iter().any(|word| great_scale(word).is_some()) => return None,
        _ => plain(before)?,
    };
    Some(amount * RBig::from(factor))
}

/// "three out of five", "one in four".
fn chance(words: &[&str]) -> Option<RBig> {
    let at = words.iter().position(|word| matches!(*word, "out" | "in"))?;
    let all = &words[at + 1..];
    let all = if words[at] == "out" { all.strip_prefix(&["of"])? } else { all };
    let whole = |words: &[&str]| whole(words).map(RBig::from).or_else(|| numeral(words).filter(RBig::is_int));
    let (some, all) = (whole(&words[..at])?, whole(all)?);
    (some <= all && all != RBig::ZERO).then(|| some / all)
}

/// A number without a scale after a fraction.
fn plain(words: &[&str]) -> Option<RBig> {
    if let Some(value) =
        whole(words).map(RBig::from).or_else(|| numeral(words)).or_else(|| fraction(words)).or_else(|| decimal(words))
    {
        return Some(value);
    }
    // "five and a half", "two and three quarters"
    let and = words.iter().rposition(|word| *word == "and")?;
    let whole_part = whole(&words[..and]).map(RBig::from).or_else(|| numeral(&words[..and]).filter(RBig::is_int))?;
    let part = fraction(&words[and + 1..]).filter(|part| *part < RBig::ONE)?;
    Some(whole_part + part)
}

/// A whole number in words: groups of three, each with its scale.
fn whole(words: &[&str]) -> Option<UBig> {
    match words {
        ["a", "dozen"] | ["dozen"] => return Some(UBig::from(12_u8)),
        ["a", "score"] => return Some(UBig::from(20_u8)),
        _ => {}
    }
    let mut total = UBig::ZERO;
    let mut bound: Option<UBig> = None;
    let mut rest = words;
    while !rest.is_empty() {
        let (value, used) = group(rest, total != UBig::ZERO)?;
        rest = &rest[used..];
        let factor = match rest.first().and_then(|word| great_scale(word)) {
            Some(factor) => {
                rest = &rest[1..];
                factor
            }
            None => UBig::ONE,
        };
        // Scales fall, and each group is smaller than the scale before it.
        let more = UBig::from(value) * &factor;
        if bound.as_ref().is_some_and(|bound| more >= *bound) || value == 0 && words.len() > 1 {
            return None;
        }
        total += more;
        if factor == UBig::ONE && !rest.is_empty() {
            return None;
        }
        bound = Some(factor);
        if matches!(rest, ["and"]) {
            return None;
        }
    }
    bound.map(|_| total)
}

/// A scale above a hundred that is a word of its own.
fn great_scale(word: &str) -> Option<UBig> {
    let is_plural = word.ends_with('s');
    scale(word).filter(|value| *value >= UBig::from(1000_u32) && word.len() > 3 && !is_plural)
}

/// The number below 10000 with which the words begin, and how many words it takes: "two hundred and five", "fifteen hundred", "ninety".
fn group(words: &[&str], continues: bool) -> Option<(u32, usize)> {
    let mut at = usize::from(continues && words.first() == Some(&"and"));
    let (mut value, used) = below_hundred(&words[at..])?;
    at += used;
    if words.get(at) == Some(&"hundred") && value > 0 {
        value *= 100;
        at += 1;
        let and = usize::from(words.get(at) == Some(&"and"));
        match below_hundred(&words[at + and..]).filter(|_| !matches!(words.get(at + and), Some(&("a" | "an")))) {
            Some((more, used)) if more > 0 => {
                value += more;
                at += and + used;
            }
            _ => {}
        }
    }
    Some((value, at))
}

/// "seven", "ninety", "twenty one", and "a" before a scale.
fn below_hundred(words: &[&str]) -> Option<(u32, usize)> {
    let first = words.first()?;
    let follows_scale = || words.get(1).is_some_and(|word| *word == "hundred" || great_scale(word).is_some());
    if matches!(*first, "a" | "an") && follows_scale() {
        return Some((1, 1));
    }
    if let Some(value) = small(first) {
        return Some((value, 1));
    }
    let tens = ten(first)?;
    match words.get(1).and_then(|word| small(word)).filter(|unit| (1..10).contains(unit)) {
        Some(unit) => Some((tens + unit, 2)),
        None => Some((tens, 1)),
    }
}

/// A number in digits, as one word.
fn numeral(words: &[&str]) -> Option<RBig> {
    let [word] = words else { return None };
    if word.len() > MAX_DIGITS || !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (integer, decimals) = word.split_once('.').unwrap_or((word, ""));
    let mut groups = integer.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.push_str(decimals);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = IBig::from_str_radix(&digits, 10).ok()?;
    Some(RBig::from_parts(value, UBig::from(10_u8).pow(decimals.len())))
}

/// "a half", "three quarters", "twenty one hundredths", "one twenty fifth", "half".
fn fraction(words: &[&str]) -> Option<RBig> {
    if matches!(words, ["half"] | ["one" | "a", "half"]) {
        return Some(RBig::from_parts(1.into(), 2_u8.into()));
    }
    // "three fourths of one"? No: what follows the denominator makes it something else.
    for at in (1..words.len()).rev() {
        let (above, below) = words.split_at(at);
        let above = match above {
            ["a" | "an"] => Some(UBig::ONE),
            _ => whole(above).or_else(|| numeral(above).and_then(|value| UBig::try_from(value).ok())),
        };
        let Some(above) = above else { continue };
        let Some(below) = denominator(below, above == UBig::ONE) else { continue };
        return Some(RBig::from_parts(IBig::from(above), UBig::from(below)));
    }
    None
}

/// The denominator of a fraction in words: in the singular after "one" and "a", else in the plural.
fn denominator(words: &[&str], one: bool) -> Option<u32> {
    let (last, before) = words.split_last()?;
    let last = match *last {
        "half" if one => "second",
        "halves" if !one => "second",
        "quarter" if one => "fourth",
        "quarters" if !one => "fourth",
        // A second is a time, and a half has a word of its own.
        "second" | "seconds" | "first" | "firsts" => return None,
        last if one => last,
        last => last.strip_suffix('s')?,
    };
    match before {
        [] => small_ordinal(last).filter(|value| *value > 1),
        ["one"] if !one => small_ordinal(last).filter(|value| *value >= 100),
        [tens] => Some(ten(tens)? + small_ordinal(last).filter(|unit| (1..10).contains(unit))?),
        _ => None,
    }
}

/// "three point one four".
fn decimal(words: &[&str]) -> Option<RBig> {
    let point = words.iter().position(|word| *word == "point")?;
    let integer = if point == 0 { UBig::ZERO } else { whole(&words[..point])? };
    let decimals = &words[point + 1..];
    if decimals.is_empty() {
        return None;
    }
    let mut value = integer;
    for word in decimals {
        let digit = small(word).or_else(|| (*word == "oh").then_some(0)).filter(|digit| *digit < 10)?;
        value = value * UBig::from(10_u8) + UBig::from(digit);
    }
    Some(RBig::from_parts(IBig::from(value), UBig::from(10_u8).pow(decimals.len())))
}

/// The place that digits with an ending say: 2 of "2nd". [`None`] where they are words, for "third" is a part as well.
pub fn place(text: &str) -> Option<u32> {
    let text = text.trim();
    let ends = ["st", "nd", "rd", "th"].iter().any(|end| text.ends_with(end));
    if text.len() > 12 || !ends || !text.starts_with(|c: char| c.is_ascii_digit()) { None } else { ordinal(text) }
}

/// What places of a decimal are called: 1/10 of "tenths", 10 of "tens".
pub fn part(word: &str) -> Option<RBig> {
    let below = |size: u32| Some(RBig::from_parts(1.into(), size.into()));
    match word.to_ascii_lowercase().as_str() {
        "tens" => Some(RBig::from(10)),
        "tenth" | "tenths" => below(10),
        "hundredth" | "hundredths" => below(100),
        "thousandth" | "thousandths" => below(1_000),
        "millionth" | "millionths" => below(1_000_000),
        _ => None,
    }
}
