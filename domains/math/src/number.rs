//! Exact numbers: integers, decimals and fractions read out of text as rationals.

use std::borrow::Cow;
use std::fmt;

/// A rational in lowest terms with a denominator above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    num: i128,
    den: i128,
}

impl Rational {
    /// `num / den` in lowest terms; [`None`] where `den` is 0 or a value does not fit.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        // The least i128 has no absolute value in i128.
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return None;
        }
        let shared = gcd(num.abs(), den.abs());
        Some(Self { num: num / shared * den.signum(), den: (den / shared).abs() })
    }

    /// Reads a text that is nothing but one number: `12`, `-0.5`, `1,234`, `$12`, `3/4`, `\frac{3}{4}`, `2e3`, `28\%`.
    ///
    /// Signs of percent and currency are dropped, not converted. [`None`] where the text is anything else, or where the number
    /// does not fit 128 bits.
    pub fn parse(text: &str) -> Option<Self> {
        let cleaned = clean(text);
        let (negative, rest) = sign(peel(&cleaned));
        let rest = rest.trim_start_matches(CURRENCY);
        let found = literal(rest.as_bytes(), 0)?;
        let value = found.value.filter(|_| found.end == rest.len())?;
        Some(if negative { Self { num: -value.num, den: value.den } } else { value })
    }

    fn quotient(self, by: Self) -> Option<Self> {
        Self::new(self.num.checked_mul(by.den)?, self.den.checked_mul(by.num)?)
    }
}

impl fmt::Display for Rational {
    /// `5` or `-3/4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

const CURRENCY: [char; 4] = ['$', '£', '€', ' '];

/// Takes out what LaTeX puts inside numbers: `10{,}000`, `10,\!000`, `\$5`, the typographic minus.
fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '{', '−']) {
        return Cow::Borrowed(text);
    }
    let mut text = text.replace('−', "-");
    for (from, to) in [("\\!", ""), ("\\,", ""), ("{,}", ","), ("\\$", "$"), ("\\%", "%"), ("frac {", "frac{"), ("} {", "}{")] {
        text = text.replace(from, to);
    }
    Cow::Owned(text)
}

/// Takes off what stands around a number: white space, dollar signs, `\( \)`, a percent sign, the full stop of a sentence.
pub(crate) fn peel(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text.len();
        text = text.trim().trim_start_matches(CURRENCY).trim_end_matches(['$', '%', '.', '€', ' ']);
        text = text.strip_prefix("\\(").or_else(|| text.strip_prefix("\\[")).unwrap_or(text);
        text = text.strip_suffix("\\)").or_else(|| text.strip_suffix("\\]")).unwrap_or(text);
        if text.len() == before {
            return text;
        }
    }
}

/// Whether a leading sign is a minus, and what follows it.
pub(crate) fn sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_prefix('−')) {
        return (true, rest);
    }
    (false, text.strip_prefix('+').unwrap_or(text))
}

/// An unsigned number found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Where the text goes on.
    pub(crate) end: usize,
    /// Its value; [`None`] where it does not fit.
    pub(crate) value: Option<Rational>,
}

/// The longest unsigned number that begins at `at`: a `\frac`, a decimal, two decimals with a slash between, or a mixed number
/// such as `3\frac{1}{2}`.
pub(crate) fn literal(bytes: &[u8], at: usize) -> Option<Literal> {
    if bytes.get(at) == Some(&b'\\') {
        return latex_fraction(bytes, at);
    }
    let top = decimal(bytes, at)?;
    if let Some(part) = (bytes.get(top.end) == Some(&b'\\')).then(|| latex_fraction(bytes, top.end)).flatten() {
        return Some(Literal { end: part.end, value: sum(top.value, part.value) });
    }
    let bottom = (bytes.get(top.end) == Some(&b'/')).then(|| decimal(bytes, top.end + 1)).flatten();
    Some(match bottom {
        None => top,
        Some(bottom) => Literal { end: bottom.end, value: quotient(top.value, bottom.value) },
    })
}

fn quotient(top: Option<Rational>, bottom: Option<Rational>) -> Option<Rational> {
    top?.quotient(bottom?)
}

fn sum(whole: Option<Rational>, part: Option<Rational>) -> Option<Rational> {
    let (whole, part) = (whole?, part?);
    let num = whole.num.checked_mul(part.den)?.checked_add(part.num.checked_mul(whole.den)?)?;
    Rational::new(num, whole.den.checked_mul(part.den)?)
}

fn latex_fraction(bytes: &[u8], at: usize) -> Option<Literal> {
    let rest = &bytes[at..];
    let command = [&b"\\frac"[..], b"\\dfrac", b"\\tfrac", b"\\cfrac"].into_iter().find(|c| rest.starts_with(c))?;
    let top = fraction_argument(bytes, at + command.len())?;
    let bottom = fraction_argument(bytes, top.end)?;
    Some(Literal { end: bottom.end, value: quotient(top.value, bottom.value) })
}

/// `{12}`, `{-12}`, or a single digit as in `\frac12`.
fn fraction_argument(bytes: &[u8], at: usize) -> Option<Literal> {
    match *bytes.get(at)? {
        digit @ b'0'..=b'9' => Some(Literal { end: at + 1, value: Rational::new(i128::from(digit - b'0'), 1) }),
        b'{' => {
            let negative = bytes.get(at + 1) == Some(&b'-');
            let inner = decimal(bytes, at + 1 + usize::from(negative))?;
            let value = inner.value.map(|v| if negative { Rational { num: -v.num, den: v.den } } else { v });
            (bytes.get(inner.end) == Some(&b'}')).then_some(Literal { end: inner.end + 1, value })
        }
        _ => None,
    }
}

/// Digits with optional groups of thousands, fraction and exponent: `1,234.50`, `.5`, `2e-3`.
fn decimal(bytes: &[u8], at: usize) -> Option<Literal> {
    let whole_end = whole(bytes, at);
    let point = bytes.get(whole_end) == Some(&b'.') && bytes.get(whole_end + 1).is_some_and(u8::is_ascii_digit);
    if whole_end == at && !point {
        return None;
    }
    let fraction_end = if point { digits(bytes, whole_end + 1) } else { whole_end };
    let (exponent, end) = exponent(bytes, fraction_end);
    Some(Literal { end, value: decimal_value(&bytes[at..fraction_end], exponent) })
}

fn digits(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count()
}

/// End of the whole part. A comma belongs to it only where it parts groups of three, as in `1,234` and not in `7,8`.
fn whole(bytes: &[u8], at: usize) -> usize {
    let mut end = digits(bytes, at);
    if !(1..=3).contains(&(end - at)) {
        return end;
    }
    while bytes.get(end) == Some(&b',') && digits(bytes, end + 1) == end + 4 {
        end += 4;
    }
    end
}

/// An exponent such as `e-3` and its end; 0 where there is none.
fn exponent(bytes: &[u8], at: usize) -> (i32, usize) {
    let none = (0, at);
    if !matches!(bytes.get(at), Some(b'e' | b'E')) {
        return none;
    }
    let signed = matches!(bytes.get(at + 1), Some(b'-' | b'+'));
    let start = at + 1 + usize::from(signed);
    let end = digits(bytes, start.min(bytes.len()));
    let text = bytes.get(start..end).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default();
    match text.parse::<i32>() {
        Ok(size) if text.len() <= 3 => (if bytes[at + 1] == b'-' { -size } else { size }, end),
        _ => none,
    }
}

fn decimal_value(text: &[u8], exponent: i32) -> Option<Rational> {
    let point = text.iter().position(|&b| b == b'.').unwrap_or(text.len());
    let fraction = text.get(point + 1..).unwrap_or_default();
    let kept = fraction.iter().rposition(|&b| b != b'0').map_or(0, |last| last + 1);
    let mut value: i128 = 0;
    for digit in text[..point].iter().chain(&fraction[..kept]).filter(|b| b.is_ascii_digit()) {
        value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    if value == 0 {
        return Rational::new(0, 1);
    }
    let scale = i64::from(exponent) - i64::try_from(kept).ok()?;
    let power = 10_i128.checked_pow(u32::try_from(scale.unsigned_abs()).ok()?)?;
    if scale < 0 { Rational::new(value, power) } else { Rational::new(value.checked_mul(power)?, 1) }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Rational::parse(text).map_or("not a number".to_owned(), |value| value.to_string())
    }

    #[test]
    fn the_usual_spellings_of_a_number_are_read() {
        let cases = [
            ("12", "12"),
            (" 12. ", "12"),
            ("-0.5", "-1/2"),
            ("−3", "-3"),
            ("+7", "7"),
            (".25", "1/4"),
            ("1,234", "1234"),
            ("1,234,567.50", "2469135/2"),
            ("10,\\!000", "10000"),
            ("10{,}000", "10000"),
            ("$12", "12"),
            ("\\$12.00", "12"),
            ("-$5", "-5"),
            ("$-5$", "-5"),
            ("\\(8\\)", "8"),
            ("3/4", "3/4"),
            ("-6/8", "-3/4"),
            ("\\frac{3}{4}", "3/4"),
            ("-\\dfrac{6}{4}", "-3/2"),
            ("\\frac12", "1/2"),
            ("\\frac {1} {2}", "1/2"),
            ("-3\\frac{1}{2}", "-7/2"),
            ("\\frac{-1}{2}", "-1/2"),
            ("28\\%", "28"),
            ("1e3", "1000"),
            ("1.5E-2", "3/200"),
            ("0.000", "0"),
            ("007", "7"),
        ];
        for (text, value) in cases {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_a_number() {
        let cases = [
            "",
            "-",
            "$",
            "x",
            "7,8",
            "1,23",
            "12,3456",
            "3/0",
            "\\frac{1}{0}",
            "1/2/3",
            "--5",
            "5 6",
            "2x",
            "1e",
            "e5",
            "\\frac{1}",
        ];
        for text in cases {
            assert_eq!(read(text), "not a number", "{text}");
        }
    }

    #[test]
    fn a_number_that_does_not_fit_is_found_but_has_no_value() {
        let text = "9".repeat(60);
        assert_eq!(literal(text.as_bytes(), 0), Some(Literal { end: 60, value: None }));
        assert_eq!(read("1e400"), "not a number");
        // Trailing zeros of a fraction carry no value, so they cannot overflow.
        assert_eq!(read(&format!("0.5{}", "0".repeat(100))), "1/2");
    }

    #[test]
    fn what_is_printed_reads_back_as_the_same_number() {
        arbtest::arbtest(|u| {
            let (num, den) = (i128::from(u.arbitrary::<i64>()?), i128::from(u.arbitrary::<i32>()?));
            if let Some(value) = Rational::new(num, den) {
                assert_eq!(Rational::parse(&value.to_string()), Some(value));
            }
            Ok(())
        });
    }

    #[test]
    fn no_text_makes_it_panic() {
        const PIECES: [&str; 16] = ["1", "9", "0", ",", ".", "-", "−", "/", "\\frac", "{", "}", "e", "$", "%", "\\(", " "];
        arbtest::arbtest(|u| {
            let mut text = String::new();
            for _ in 0..u.int_in_range(0..=24)? {
                text.push_str(u.choose(&PIECES)?);
            }
            Rational::parse(&text);
            Ok(())
        });
    }
}
