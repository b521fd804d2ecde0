//! Numbers in their many writings: groups of thousands, decimals, repeating decimals, scientific notation.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::tree::Written;

/// How a comma or an `e` in digits is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Habit {
    /// `1,234` is one number.
    pub(crate) thousands: bool,
    /// `1,5` is one and a half.
    pub(crate) decimal_comma: bool,
    /// `2e3` is 2000.
    pub(crate) scientific: bool,
}

/// Whether a text can be read otherwise under another [`Habit`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Doubts {
    pub(crate) thousands: bool,
    pub(crate) scientific: bool,
}

/// A number found in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) value: RBig,
    pub(crate) written: Option<Written>,
    pub(crate) end: usize,
}

/// Digits that a number may have; more are not read, since every operation on them costs.
const MOST_DIGITS: usize = 10_000;

/// Reads the number that begins at `at`, where a digit or a point with a digit after it stands.
pub(crate) fn read(text: &str, at: usize, habit: Habit, in_brackets: bool, doubts: &mut Doubts) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut digits = String::new();
    let mut end = whole(bytes, at, habit, in_brackets, doubts, &mut digits);
    let mut fraction = String::new();
    let point = point(bytes, end, habit, at);
    let mut repeat = None;
    if let Some(after) = point {
        let stop = run(bytes, after);
        fraction.push_str(&text[after..stop]);
        end = stop;
        repeat = repeating(text, stop, &fraction, &mut end);
        if repeat.is_none() && fraction.is_empty() {
            // A point that ends a sentence.
            end = after - 1;
        }
    }
    if digits.len() + fraction.len() > MOST_DIGITS || (digits.is_empty() && fraction.is_empty() && repeat.is_none()) {
        return None;
    }
    let mut value = decimal(&digits, &fraction)?;
    let mut written = (!fraction.is_empty()).then(|| written(&digits, &fraction));
    if let Some(repeated) = repeat {
        value += tail(&repeated, fraction.len())?;
        written = None;
    }
    if let Some((exponent, stop)) = exponent(bytes, end, point.is_some(), habit, doubts) {
        value *= ten_to(exponent)?;
        written = written.and_then(|written| shifted(written, exponent));
        end = stop;
    }
    Some(Found { value, written, end })
}

fn run(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Marks that may stand between groups of three digits, longest first.
const SEPARATORS: [&str; 10] = [",\\!\\!", ",\\! ", ",\\!", "{,}", "{,\\!}", "\\,", "\\;", "\\ ", "'", " "];

fn whole(bytes: &[u8], at: usize, habit: Habit, in_brackets: bool, doubts: &mut Doubts, digits: &mut String) -> usize {
    let mut end = run(bytes, at);
    push(digits, &bytes[at..end]);
    if !(1..=3).contains(&(end - at)) || (bytes[at] == b'0' && end - at > 1) {
        return end;
    }
    // Behind a comma or a command, as in `4,100` of `-3,4,100` and `\\sqrt2,100`, a comma parts items.
    let listed = at > 0
        && ((bytes[at - 1] == b',' && (at < 2 || bytes[at - 2] != b'\\'))
            || bytes[at - 1].is_ascii_alphabetic()
            || bytes[at - 1] == b'/');
    let first = (end, digits.len());
    loop {
        let rest = &bytes[end..];
        // Points between two groups or more are no decimal points.
        let points = rest.starts_with(b".")
            && group_follows(bytes, end + 1)
            && bytes.get(end + 4) == Some(&b'.')
            && group_follows(bytes, end + 5);
        let after_points = rest.starts_with(b".") && end > at + 3 && bytes[end - 4] == b'.' && group_follows(bytes, end + 1);
        let length = if points || after_points {
            1
        } else if rest.starts_with(b",") && group_follows(bytes, end + 1) {
            if in_brackets || listed {
                return end;
            }
            // `1,100,2` lists three numbers.
            if bytes.get(end + 4) == Some(&b',')
                && bytes.get(end + 5).is_some_and(u8::is_ascii_digit)
                && !group_follows(bytes, end + 5)
            {
                digits.truncate(first.1);
                return first.0;
            }
            doubts.thousands = true;
            if !habit.thousands {
                return end;
            }
            1
        } else {
            let Some(mark) = SEPARATORS.iter().find(|mark| rest.starts_with(mark.as_bytes())) else { return end };
            if !group_follows(bytes, end + mark.len()) || (*mark == "'" && bytes.get(end + 4) == Some(&b'\'')) {
                return end;
            }
            mark.len()
        };
        let start = end + length;
        end = start + 3;
        push(digits, &bytes[start..end]);
    }
}

fn push(digits: &mut String, bytes: &[u8]) {
    digits.extend(bytes.iter().map(|b| char::from(*b)));
}

/// Whether exactly three digits stand here.
fn group_follows(bytes: &[u8], at: usize) -> bool {
    at <= bytes.len() && run(bytes, at) == at + 3
}

/// Where the digits after a decimal point begin.
fn point(bytes: &[u8], at: usize, habit: Habit, start: usize) -> Option<usize> {
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes.get(at)? {
        b'.' if digit_at(at + 1) || at > start => {
            // `1.2.3` is no number, and `1..` is the beginning of an ellipsis.
            (bytes.get(at + 1) != Some(&b'.')).then_some(at + 1)
        }
        b',' if habit.decimal_comma && digit_at(at + 1) => Some(at + 1),
        b'{' if habit.decimal_comma && bytes[at..].starts_with(b"{,}") && digit_at(at + 3) => Some(at + 3),
        _ => None,
    }
}

/// The digits that repeat for ever, written with a line, dots, brackets or an ellipsis. Moves `end` behind them.
fn repeating(text: &str, at: usize, fraction: &str, end: &mut usize) -> Option<String> {
    let rest = &text[at..];
    for command in ["\\overline", "\\bar", "\\overset{\\frown}"] {
        if let Some(after) = rest.strip_prefix(command) {
            let (digits, length) = braced_digits(after)?;
            *end = at + command.len() + length;
            return Some(digits);
        }
    }
    if rest.starts_with("\\dot") && !rest.starts_with("\\dots") {
        return dotted(text, at, end);
    }
    if let Some(after) = rest.strip_prefix('(') {
        let count = after.bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 && after[count..].starts_with(')') {
            *end = at + count + 2;
            return Some(after[..count].to_owned());
        }
    }
    for ellipsis in ["...", "\\ldots", "\\dots", "\\cdots"] {
        if rest.starts_with(ellipsis) {
            let period = period(fraction)?;
            let repeated = fraction[fraction.len() - period..].to_owned();
            *end = at + ellipsis.len();
            return Some(repeated);
        }
    }
    None
}

fn braced_digits(text: &str) -> Option<(String, usize)> {
    let trimmed = text.trim_start();
    let skipped = text.len() - trimmed.len();
    if let Some(inner) = trimmed.strip_prefix('{') {
        let count = inner.bytes().take_while(u8::is_ascii_digit).count();
        return (count > 0 && inner[count..].starts_with('}')).then(|| (inner[..count].to_owned(), skipped + count + 2));
    }
    let first = trimmed.bytes().next().filter(u8::is_ascii_digit)?;
    Some((char::from(first).to_string(), skipped + 1))
}

/// `\dot{1}42\dot{8}` repeats 1428; `\dot{3}` repeats 3.
fn dotted(text: &str, at: usize, end: &mut usize) -> Option<String> {
    let (first, length) = braced_digits(&text[at + 4..])?;
    let mut stop = at + 4 + length;
    let mut repeated = first;
    let between = run(text.as_bytes(), stop);
    if let Some(after) = text[between..].strip_prefix("\\dot")
        && let Some((last, length)) = braced_digits(after)
    {
        repeated.push_str(&text[stop..between]);
        repeated.push_str(&last);
        stop = between + 4 + length;
    }
    *end = stop;
    Some(repeated)
}

/// The shortest period with which the digits before an ellipsis end at least twice, thrice for a single digit.
fn period(fraction: &str) -> Option<usize> {
    let bytes = fraction.as_bytes();
    (1..=bytes.len().min(24) / 2).find(|&period| {
        let times = if period == 1 { 3 } else { 2 };
        // "0.33..." has two digits, and nothing else can be meant.
        let times = if period == 1 && bytes.len() == 2 { 2 } else { times };
        let Some(start) = bytes.len().checked_sub(period * times) else { return false };
        bytes[start..].iter().zip(&bytes[start + period..]).all(|(a, b)| a == b)
    })
}

fn decimal(digits: &str, fraction: &str) -> Option<RBig> {
    let all = format!("0{digits}{fraction}");
    let value = UBig::from_str_radix(&all, 10).ok()?;
    if fraction.is_empty() {
        return Some(RBig::from(value));
    }
    Some(RBig::from_parts(IBig::from(value), UBig::from(10_u8).pow(fraction.len())))
}

/// What digits that repeat from behind `places` places on are worth.
fn tail(repeated: &str, places: usize) -> Option<RBig> {
    let value = UBig::from_str_radix(repeated, 10).ok()?;
    let nines = UBig::from(10_u8).pow(repeated.len()) - UBig::ONE;
    Some(RBig::from_parts(IBig::from(value), nines * UBig::from(10_u8).pow(places)))
}

fn written(digits: &str, fraction: &str) -> Written {
    let all: String = [digits, fraction].concat();
    let significant = all.trim_start_matches('0').len();
    Written {
        last: -i32::try_from(fraction.len()).unwrap_or(i32::MAX),
        significant: u32::try_from(significant).unwrap_or(u32::MAX),
    }
}

fn shifted(written: Written, exponent: i64) -> Option<Written> {
    let last = i64::from(written.last).checked_add(exponent)?;
    Some(Written { last: i32::try_from(last).ok()?, ..written })
}

/// `e-3` after digits: the exponent and where it ends.
fn exponent(bytes: &[u8], at: usize, has_point: bool, habit: Habit, doubts: &mut Doubts) -> Option<(i64, usize)> {
    if !matches!(bytes.get(at)?, b'e' | b'E') {
        return None;
    }
    let sign = bytes.get(at + 1).copied();
    let signed = matches!(sign, Some(b'-' | b'+'));
    let start = at + 1 + usize::from(signed);
    let end = run(bytes, start.min(bytes.len()));
    if end == start || end - start > 6 || start > bytes.len() {
        return None;
    }
    // `2e-1` may be twice e less one.
    let sure = has_point || !signed || bytes[at] == b'E';
    if !sure {
        doubts.scientific = true;
        if !habit.scientific {
            return None;
        }
    }
    let size: i64 = std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
    Some((if sign == Some(b'-') { -size } else { size }, end))
}

/// A power of ten, up to what can be computed with.
fn ten_to(exponent: i64) -> Option<RBig> {
    let size = usize::try_from(exponent.unsigned_abs()).ok().filter(|size| *size <= MOST_DIGITS)?;
    let power = UBig::from(10_u8).pow(size);
    Some(if exponent < 0 { RBig::from_parts(IBig::ONE, power) } else { RBig::from(power) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Habit = Habit { thousands: true, decimal_comma: false, scientific: true };

    fn value(text: &str, habit: Habit) -> String {
        match read(text, 0, habit, false, &mut Doubts::default()) {
            Some(found) if found.end == text.len() => found.value.to_string(),
            Some(found) => format!("{} then {}", found.value, &text[found.end..]),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn every_writing_has_its_value() {
        let cases = [
            ("12", "12"),
            ("007", "7"),
            ("1,234", "1234"),
            ("1{,}234{,}567", "1234567"),
            ("10,\\!000", "10000"),
            ("11,\\! 111,\\! 111", "11111111"),
            ("1\\,000", "1000"),
            ("1 000 000", "1000000"),
            ("1,23", "1 then ,23"),
            ("12,3456", "12 then ,3456"),
            ("2.50", "5/2"),
            (".25", "1/4"),
            ("10.", "10 then ."),
            ("0.\\overline{3}", "1/3"),
            ("0.1\\overline{6}", "1/6"),
            ("0.\\dot{3}", "1/3"),
            ("0.\\dot{1}4285\\dot{7}", "1/7"),
            ("0.(36)", "4/11"),
            ("0.333...", "1/3"),
            ("0.33\\ldots", "1/3"),
            ("0.1666...", "1/6"),
            ("1.5e-3", "3/2000"),
            ("2e3", "2000"),
            ("1.5E+2", "150"),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text, USUAL), expected, "{text}");
        }
    }

    #[test]
    fn habits_change_what_a_comma_means() {
        let list = Habit { thousands: false, ..USUAL };
        assert_eq!(value("1,234", list), "1 then ,234");
        let continental = Habit { thousands: false, decimal_comma: true, ..USUAL };
        assert_eq!(value("2,74", continental), "137/50");
    }
}
