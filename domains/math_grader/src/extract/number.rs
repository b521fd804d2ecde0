//! Numbers in prose, for answers that are one number.

use std::ops::Range;

/// Units that follow a number and belong to it.
const UNITS: [&str; 94] = [
    "%",
    "\\%",
    "°",
    "°C",
    "°F",
    "percent",
    "pct",
    "percentage",
    "million",
    "billion",
    "thousand",
    "trillion",
    "hundred",
    "dozen",
    "cm",
    "mm",
    "km",
    "kg",
    "mg",
    "g",
    "m",
    "ml",
    "mL",
    "L",
    "l",
    "s",
    "ms",
    "h",
    "hr",
    "hrs",
    "min",
    "mins",
    "sec",
    "secs",
    "hour",
    "hours",
    "minute",
    "minutes",
    "second",
    "seconds",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "meter",
    "meters",
    "metre",
    "metres",
    "mile",
    "miles",
    "foot",
    "feet",
    "ft",
    "inch",
    "inches",
    "yard",
    "yards",
    "dollar",
    "dollars",
    "cent",
    "cents",
    "degree",
    "degrees",
    "mph",
    "K",
    "k",
    "€",
    "£",
    "kilometers",
    "kilograms",
    "centimeter",
    "centimeters",
    "millimeters",
    "kilometer",
    "kilogram",
    "grams",
    "gram",
    "pounds",
    "pound",
    "ounces",
    "ounce",
    "gallons",
    "gallon",
    "liters",
    "liter",
    "litres",
    "cm²",
    "m²",
    "yuan",
    "euros",
];
const AREAS: [&str; 4] = ["square", "cubic", "sq", "cu"];
const CURRENCIES: [char; 5] = ['$', '£', '€', '¥', '₹'];

/// Whether a piece is one number and nothing else.
pub(super) fn is_number(piece: &str) -> bool {
    let piece = piece.trim();
    match literal(piece, skip_sign(piece, 0)) {
        // "1,2" is a list of two as well; "1,234" is a number.
        Some(end) if !listed(&piece[..end]) => only_unit(&piece[end..]),
        _ => false,
    }
}

/// Whether nothing but a unit, in letters, as a text of LaTeX or as degrees, follows a number.
fn only_unit(rest: &str) -> bool {
    let mut rest = rest.trim();
    for space in ["\\,", "\\;", "\\ ", "~"] {
        rest = rest.strip_prefix(space).unwrap_or(rest).trim_start();
    }
    if rest.is_empty() || UNITS.contains(&rest) || ["^\\circ", "^{\\circ}"].contains(&rest) {
        return true;
    }
    let command = ["\\text{", "\\mathrm{", "\\mbox{", "\\textrm{", "\\textnormal{"].iter().find_map(|c| rest.strip_prefix(c));
    if let Some((inner, power)) = command.and_then(|inner| inner.split_once('}')) {
        return !inner.contains(['{', '\\']) && !inner.contains(is_digit) && (power.is_empty() || power.starts_with('^'));
    }
    let mut words = rest.split(' ').peekable();
    // "5 x" may be a product.
    words.peek().is_some()
        && words.all(|word| word.len() > 1 && word.chars().all(char::is_alphabetic) && super::prose::words(word) > 0)
}

fn listed(number: &str) -> bool {
    number.split(',').skip(1).any(|group| group.trim_start_matches("\\!").chars().take_while(char::is_ascii_digit).count() != 3)
        && !number.contains("{,}")
}

fn skip_sign(piece: &str, at: usize) -> usize {
    let mut at = at;
    while let Some(c) = piece[at..].chars().next() {
        if !(matches!(c, '-' | '+' | '−' | '–' | '\\' | ' ') || CURRENCIES.contains(&c)) {
            break;
        }
        // The backslash of "\frac" starts the number itself.
        if c == '\\' && !piece[at..].starts_with("\\$") {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// The end of the number that starts exactly at `at`: digits with marks of thousands, decimals, an exponent, a fraction, `\frac`.
pub(super) fn literal(piece: &str, at: usize) -> Option<usize> {
    let rest = piece.get(at..)?;
    if rest.starts_with('\\') {
        return frac(piece, at);
    }
    let mut end = digits(piece, at)?;
    if let Some(after) = piece[end..].strip_prefix('/') {
        let den = piece.len() - after.len();
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            end = digits(piece, den)?;
        }
    } else if let Some(fraction) = mixed(piece, end) {
        end = fraction;
    } else {
        end = exponent(piece, end);
    }
    Some(end)
}

/// `\frac{a}{b}`, `\frac12` with numbers inside.
fn frac(piece: &str, at: usize) -> Option<usize> {
    let rest = &piece[at..];
    let name = ["\\frac", "\\dfrac", "\\tfrac", "\\cfrac"].iter().find(|name| rest.starts_with(**name))?;
    let first = argument(piece, at + name.len())?;
    argument(piece, first)
}

fn argument(piece: &str, at: usize) -> Option<usize> {
    let rest = &piece[at..];
    let skipped = rest.len() - rest.trim_start().len();
    let at = at + skipped;
    let bytes = piece.as_bytes();
    if bytes.get(at) == Some(&b'{') {
        let inner = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b' ' | b',')).count();
        return (inner > 0 && bytes.get(at + 1 + inner) == Some(&b'}')).then_some(at + inner + 2);
    }
    bytes.get(at).is_some_and(u8::is_ascii_digit).then_some(at + 1)
}

/// " 2/3" or "\frac{2}{3}" after a whole number.
fn mixed(piece: &str, end: usize) -> Option<usize> {
    if piece[end..].starts_with("\\frac") {
        return frac(piece, end);
    }
    let rest = piece[end..].strip_prefix(' ')?;
    let start = end + 1;
    let num = start + rest.bytes().take_while(u8::is_ascii_digit).count();
    let den = num + 1;
    let after = den + piece.get(den..)?.bytes().take_while(u8::is_ascii_digit).count();
    (num > start && piece[num..].starts_with('/') && after > den).then_some(after)
}

fn exponent(piece: &str, end: usize) -> usize {
    let rest = piece[end..].trim_start();
    let skipped = piece.len() - rest.len();
    for times in ["\\times", "\\cdot", "×", "x", "*", "·"] {
        let Some(rest) = rest.strip_prefix(times).map(str::trim_start) else { continue };
        if let Some(power) = rest.strip_prefix("10^").or_else(|| rest.strip_prefix("10**")) {
            let at = piece.len() - power.len();
            let body =
                power.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'{' | b'}' | b'-' | b'+' | b'(' | b')')).count();
            return if body > 0 { at + body } else { end };
        }
    }
    let _ = skipped;
    let bytes = &piece.as_bytes()[end..];
    if matches!(bytes.first(), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(1), Some(b'-' | b'+')));
        let count = bytes[1 + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        if count > 0 {
            return end + 1 + sign + count;
        }
    }
    end
}

/// The end of the digits that start at `at`, with decimals and marks of thousands between them.
fn digits(piece: &str, at: usize) -> Option<usize> {
    let mut end = at;
    let mut seen = false;
    loop {
        super::work::charge(1);
        let rest = &piece[end..];
        let run = rest.char_indices().find(|(_, c)| !is_digit(*c)).map_or(rest.len(), |(i, _)| i);
        seen |= run > 0;
        end += run;
        let rest = &piece[end..];
        let mark = ["{,}", "\\,", "\\!", ",\\!", ",", ".", "'"].iter().find(|mark| {
            rest.strip_prefix(**mark)
                .is_some_and(|r| r.trim_start_matches("\\!").trim_start().starts_with(is_digit) && !r.starts_with(' '))
        });
        match mark {
            Some(mark) if run > 0 || (!seen && *mark == ".") => {
                end += mark.len();
                let rest = &piece[end..];
                end += rest.len() - rest.trim_start_matches("\\!").len();
            }
            _ if run > 0 && thousands(rest) => end += 1,
            _ => break,
        }
    }
    seen.then_some(end)
}

/// A blank between groups of three digits: "1 000".
fn thousands(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some(' ' | '\u{a0}' | '\u{202f}'))
        && rest.is_char_boundary(1)
        && rest[1..].bytes().take_while(u8::is_ascii_digit).count() == 3
}

/// ASCII digits, full-width and other scripts' digits, vulgar fractions.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || (!c.is_ascii() && c.is_numeric() && !('\u{2150}'..='\u{218f}').contains(&c) || ('\u{2150}'..='\u{215e}').contains(&c))
}

/// Numbers that are written as words.
const WORDS: [&str; 38] = [
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
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "half",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifths",
    "halves",
];

/// The words at the start of a piece that make a number: "twenty-five", "one half".
pub(super) fn in_words(piece: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = piece[end..].trim_start_matches([' ', '-']);
        let first = word(rest);
        if first.is_empty() || !WORDS.iter().any(|known| first.eq_ignore_ascii_case(known)) {
            return end;
        }
        end = piece.len() - rest.len() + first.len();
    }
}

const MINUS: [&str; 4] = ["minus ", "negative ", "Minus ", "Negative "];

/// The number at the start of a piece with its sign, currency and unit; [`None`] where it starts otherwise.
pub(super) fn leading(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let minus = MINUS.iter().find(|word| piece.starts_with(**word)).map_or(0, |word| word.len());
    let words = in_words(&piece[minus..]);
    if words > 0 && !piece.contains(is_digit) {
        return Some(range.start..range.start + minus + words);
    }
    let start = skip_sign(piece, minus);
    let end = literal(piece, start)?;
    if glued_after(&piece[end..]) && unit(piece, end) == end {
        return None;
    }
    let mut end = unit(piece, end);
    // "2 hours and 30 minutes" is one quantity.
    while has_unit(&piece[..end]) {
        let Some(more) = second(piece, end) else { break };
        end = more;
    }
    // A dollar sign before a command is no currency.
    let begin = if piece[start..].starts_with('\\') { piece.len() - piece.trim_start_matches('$').len() } else { 0 };
    Some(range.start + begin..range.start + end)
}

/// The end of the number with a unit that goes on a quantity which ends at `end`.
fn second(piece: &str, end: usize) -> Option<usize> {
    let rest = piece[end..].strip_prefix(' ')?;
    let rest = rest.strip_prefix("and ").unwrap_or(rest);
    let start = piece.len() - rest.len();
    let number = literal(piece, start)?;
    Some(unit(piece, number)).filter(|whole| *whole > number)
}

/// Where the unit after a number ends; the number's own end where none follows.
pub(super) fn unit(piece: &str, end: usize) -> usize {
    let mut rest = &piece[end..];
    for wrapper in ["$", "**", "\\)", "*"] {
        rest = rest.strip_prefix(wrapper).unwrap_or(rest);
    }
    rest = rest.trim_start_matches(' ');
    if let Some(mark) = ["\\%", "%", "°C", "°F", "°", "^\\circ", "^{\\circ}", "€", "£"].iter().find(|m| rest.starts_with(**m))
    {
        return piece.len() - rest.len() + mark.len();
    }
    let first = word(rest);
    if AREAS.contains(&first) {
        let tail = rest[first.len()..].trim_start();
        let second = word(tail);
        return if UNITS.contains(&second) { piece.len() - tail.len() + second.len() } else { end };
    }
    // One letter after a blank may as well be a word or a variable.
    let spaced = piece[end..].starts_with(' ');
    if first.is_empty() || !UNITS.contains(&first) || (spaced && first.len() == 1) {
        return end;
    }
    let mut at = piece.len() - rest.len() + first.len();
    if let Some(power) = piece[at..].chars().next().filter(|c| matches!(c, '²' | '³')) {
        at += power.len_utf8();
    } else if piece[at..].starts_with("^2") || piece[at..].starts_with("^3") {
        at += 2;
    }
    at
}

fn word(piece: &str) -> &str {
    let length = piece.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(piece.len());
    &piece[..length]
}

fn glued_after(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '^' | '\\' | '{' | '('))
        && !rest.starts_with("\\)")
        && !rest.starts_with("\\]")
        && !rest.starts_with("\\n")
        && !rest.starts_with("\\ ")
        && !rest.starts_with("\\,")
        && !rest.starts_with("\\\\")
        && rest != "\\"
}

/// What a number is compared with or divided by stands behind these, not the answer.
const TAILS: [&str; 12] = [
    ", which ",
    ", because ",
    " because ",
    ", since ",
    " since ",
    " when ",
    " rather than ",
    " instead of ",
    ", not ",
    " (not ",
    ", compared ",
    " (since ",
];
const SAYS: [&str; 7] = ["is", "are", "was", "were", "equals", "be", "makes"];

/// The number that a sentence says: the one behind its last equals sign or verb of being, or else its last one.
pub(super) fn said(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    let piece = &text[sentence.clone()];
    super::work::charge(piece.len());
    let tail = |at: usize| TAILS.iter().any(|tail| piece.as_bytes()[at..].starts_with(tail.as_bytes()));
    let cut = memchr::memchr2_iter(b',', b' ', piece.as_bytes()).find(|at| *at > 0 && tail(*at)).unwrap_or(piece.len());
    let whole = sentence.start..sentence.start + cut;
    let last = last(text, &whole);
    if last.is_none() {
        return self::last(text, sentence);
    }
    let mut start = None;
    for blank in memchr::memchr_iter(b' ', &piece.as_bytes()[..cut]) {
        let rest = &piece[blank + 1..cut];
        let verb = SAYS.iter().find(|v| rest.strip_prefix(**v).is_some_and(|r| r.starts_with(' ')));
        start = verb.map(|verb| blank + 2 + verb.len()).or_else(|| rest.starts_with("= ").then_some(blank + 3)).or(start);
    }
    let Some(start) = start else { return last };
    let after = super::prose::article(text, super::clean::tidy(text, sentence.start + start..whole.end));
    match leading(text, &after) {
        // "is 3 + 4 apples" goes on.
        Some(found) if !text[found.end..whole.end].trim_start().starts_with(['+', '-', '*', '/', '×', '=', '^', '−']) => {
            Some(found)
        }
        _ => last,
    }
}

/// The last number of a range that stands for itself: not glued into a word, no exponent, no index, not inside braces.
pub(super) fn last(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let mut end = range.end;
    while end > range.start {
        let bytes = &text.as_bytes()[range.start..end];
        let digit = bytes.iter().rposition(|b| b.is_ascii_digit() || *b >= 0x80)?;
        let line = memchr::memrchr(b'\n', &bytes[..digit]).map_or(range.start, |at| range.start + at + 1);
        if let Some(found) = last_on_line(text, line..end) {
            return Some(found);
        }
        end = line.saturating_sub(1).max(range.start);
    }
    None
}

fn last_on_line(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[line.clone()];
    super::work::charge(piece.len());
    let bytes = piece.as_bytes();
    let mut found = None;
    let mut notes = true;
    let mut at = 0;
    while at < piece.len() {
        // GSM8K's calculator notes "<<3*4=12>>" are no text.
        if notes && bytes[at..].starts_with(b"<<") {
            match memchr::memmem::find(&bytes[at..], b">>") {
                Some(close) => {
                    at += close + 2;
                    continue;
                }
                None => notes = false,
            }
        }
        let starts =
            bytes[at].is_ascii_digit() || (bytes[at] >= 0x80 && piece.is_char_boundary(at) && starts_digit(&piece[at..]));
        let point = bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let frac = bytes[at] == b'\\';
        match (starts || point || frac).then(|| literal(piece, at)).flatten() {
            Some(end) => {
                let whole = unit(piece, end);
                if stands_alone(&piece[..at], &piece[end..], whole > end) {
                    let start = line.start + signed(piece, at);
                    // "2 hours and 30 minutes" is one quantity.
                    let goes_on = |before: &Range<usize>| {
                        let gap = text.get(before.end..start);
                        whole > end && matches!(gap, Some(" " | " and ")) && has_unit(&text[before.clone()])
                    };
                    let start = found.filter(goes_on).map_or(start, |before: Range<usize>| before.start);
                    found = Some(start..line.start + whole);
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn starts_digit(piece: &str) -> bool {
    piece.chars().next().is_some_and(is_digit)
}

/// Whether a number is a word of its own.
fn stands_alone(before: &str, after: &str, unit: bool) -> bool {
    let glued_before = before.ends_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '^' | '{'));
    let dollars = before.len() - before.trim_end_matches('$').len();
    // "eval('42')" and "f(3)" call something, "3+4" goes on.
    let quoted = before.trim_end_matches(['\'', '"']);
    let called = quoted.strip_suffix('(').is_some_and(|name| name.ends_with(|c: char| c.is_alphabetic()));
    let operator = before.trim_end_matches(['+', '*', '/', '^', '×', '·']);
    let operated = operator.len() < before.len() && operator.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '}'));
    let called = called || after.starts_with("')") || after.starts_with("\")");
    !called && !operated && !glued_before && dollars < 3 && (unit || !glued_after(after))
}

/// Where a number begins, sign and currency counted in. After a digit, letter or bracket a hyphen is a subtraction.
fn signed(piece: &str, start: usize) -> usize {
    let money = |before: &str| {
        let bare = before.trim_end_matches(CURRENCIES);
        let bare = if bare.len() < before.len() { bare.strip_suffix('\\').unwrap_or(bare) } else { bare };
        bare.len()
    };
    let digits = piece[start..].starts_with(|c: char| is_digit(c) || c == '.');
    let at = if digits { money(&piece[..start]) } else { start };
    let before = &piece[..at];
    if let Some(word) = MINUS.iter().find(|word| before.ends_with(**word)) {
        return at - word.len();
    }
    let Some(rest) = ['-', '−', '–'].iter().find_map(|sign| before.strip_suffix(*sign)) else { return at };
    if rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '}' | ']' | '%')) {
        return at;
    }
    // "- $5" in a list of points is no sign; "-$5" is.
    money(rest)
}

/// Whether every word of a piece is a unit: `cm`, `square feet`.
pub(super) fn is_unit(piece: &str) -> bool {
    let mut words = piece.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| UNITS.contains(&word) || AREAS.contains(&word))
}

/// Whether a number ends with a unit or a percent sign.
pub(super) fn has_unit(piece: &str) -> bool {
    piece.trim_end().ends_with(|c: char| c == '%' || c == '°' || c.is_alphabetic())
}
