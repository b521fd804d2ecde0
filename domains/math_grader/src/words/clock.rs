//! Times of day.

use dashu_int::UBig;

use super::{MAX_BYTES, number};

/// Seconds in half a day.
const HALF: u32 = 43_200;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Clock {
    /// Seconds after midnight; after midnight or noon where the half of the day is not known.
    pub seconds: u32,
    /// Whether the half of the day was said.
    pub half_known: bool,
}

impl Clock {
    /// Whether two times are the same. A half of the day that one of them leaves out is no difference, as with a unit: 3:30 is
    /// 3:30 p.m. and 15:30, but a.m. is never p.m.
    pub fn agrees(&self, other: &Self) -> bool {
        if self.half_known && other.half_known {
            self.seconds == other.seconds
        } else {
            self.seconds % HALF == other.seconds % HALF
        }
    }
}

/// The time that a text says: `3:30 p.m.`, `15:30`, `3 PM`, `noon`, `half past three`, `7 o'clock in the evening`.
///
/// Whether `3:30` is a time or a ratio is for the caller to decide.
pub fn clock(text: &str) -> Option<Clock> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut lower = text.trim().to_lowercase().replace('’', "'");
    for filler in ["it is ", "it's ", "at "] {
        if let Some(rest) = lower.strip_prefix(filler) {
            lower = rest.trim_start().to_owned();
        }
    }
    let (time, half) = half(lower.trim());
    let time = time.trim().trim_end_matches([',', '.']).trim();
    match (time, half) {
        ("noon" | "midday" | "12 noon" | "12:00 noon", None | Some(true)) => {
            return Some(Clock { seconds: HALF, half_known: true });
        }
        ("midnight" | "12 midnight" | "12:00 midnight", None | Some(false)) => {
            return Some(Clock { seconds: 0, half_known: true });
        }
        _ => {}
    }
    let (bare, oclock) = match time.strip_suffix("o'clock").or_else(|| time.strip_suffix("oclock")) {
        Some(bare) => (bare.trim(), true),
        None => (time, false),
    };
    let seconds = spoken(bare).or_else(|| digits(bare, half.is_some() || oclock)).or_else(|| {
        let hour = (oclock || half.is_some()).then(|| hour(bare)).flatten()?;
        Some(hour * 3600)
    })?;
    of_day(seconds, half)
}

/// Puts a time into its half of the day.
fn of_day(seconds: u32, half: Option<bool>) -> Option<Clock> {
    const HOUR: u32 = 3600;
    let Some(after_noon) = half else {
        return Some(match seconds {
            s if s < HOUR => Clock { seconds: s, half_known: true },
            s if s < HALF => Clock { seconds: s, half_known: false },
            // Half past twelve is after midnight or after noon.
            s if s < HALF + HOUR => Clock { seconds: s - HALF, half_known: false },
            s => Clock { seconds: s % (2 * HALF), half_known: true },
        });
    };
    // "15:30 p.m." says it twice, "15:30 a.m." is wrong, and so is "0:30 p.m.".
    let seconds = match seconds {
        s if s < HOUR => (!after_noon).then_some(s)?,
        s if s < HALF => s + if after_noon { HALF } else { 0 },
        s if s < HALF + HOUR => s - if after_noon { 0 } else { HALF },
        s => (after_noon && s < 2 * HALF).then_some(s)?,
    };
    Some(Clock { seconds, half_known: true })
}

/// Cuts off what says the half of the day; true after noon.
fn half(text: &str) -> (&str, Option<bool>) {
    const ENDINGS: [(&str, bool); 13] = [
        ("a.m.", false),
        ("a. m.", false),
        ("a.m", false),
        ("am.", false),
        ("am", false),
        ("in the morning", false),
        ("p.m.", true),
        ("p. m.", true),
        ("p.m", true),
        ("pm.", true),
        ("pm", true),
        ("in the afternoon", true),
        ("in the evening", true),
    ];
    let found = ENDINGS.iter().find_map(|(ending, after)| text.strip_suffix(ending).map(|rest| (rest, Some(*after))));
    let Some((rest, half)) = found else { return (text, None) };
    // "exam" ends in "am".
    if rest.ends_with(|c: char| c.is_alphabetic()) { (text, None) } else { (rest, half) }
}

/// "3:30", "03:30:15", "3.30" and "3" where the half of the day follows.
fn digits(text: &str, half: bool) -> Option<u32> {
    let mut parts = if text.contains(':') { text.split(':') } else { text.split(if half { '.' } else { ':' }) };
    let part = |part: &str, least: usize, bound: u32| -> Option<u32> {
        let good = (least..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|value| good && *value < bound)
    };
    let hour = part(parts.next()?, 1, 25)?;
    let minute = match parts.next() {
        Some(minute) => part(minute, 2, 60)?,
        None if half && (1..=12).contains(&hour) => 0,
        None => return None,
    };
    let second = parts.next().map_or(Some(0), |second| part(second, 2, 60))?;
    let seconds = hour * 3600 + minute * 60 + second;
    (parts.next().is_none() && seconds <= 2 * HALF).then_some(seconds)
}

/// "half past three", "quarter to four", "ten past 5".
fn spoken(text: &str) -> Option<u32> {
    let (before, after, past) = match (text.split_once(" past "), text.split_once(" to ")) {
        (Some((before, after)), None) => (before, after, true),
        (None, Some((before, after))) => (before, after, false),
        _ => return None,
    };
    let minutes = match before.trim() {
        "half" if past => 30,
        "quarter" | "a quarter" => 15,
        before => small(before.trim_end_matches(" minutes").trim_end_matches(" minute"), 1, 59)?,
    };
    let hour = hour(after.trim())? % 12 * 3600;
    Some(if past { hour + minutes * 60 } else { (hour + HALF - minutes * 60) % HALF })
        .map(|s| if s < 3600 { s + HALF } else { s })
}

/// An hour in words or digits.
fn hour(text: &str) -> Option<u32> {
    small(text, 1, 12)
}

fn small(text: &str, least: u32, most: u32) -> Option<u32> {
    let value = UBig::try_from(number(text)?).ok()?;
    u32::try_from(value).ok().filter(|value| (least..=most).contains(value))
}
