//! What surrounds an answer and is not part of it: dollar signs, bold marks, quotes, full stops.

use std::borrow::Cow;
use std::ops::Range;

/// Marks that come in pairs around an answer, the longer before the shorter.
const PAIRS: [(&str, &str); 25] = [
    ("<b>", "</b>"),
    ("<strong>", "</strong>"),
    ("<i>", "</i>"),
    ("<em>", "</em>"),
    ("<code>", "</code>"),
    ("<p>", "</p>"),
    ("<span>", "</span>"),
    ("<div>", "</div>"),
    ("_", "_"),
    ("```", "```"),
    ("\\\"", "\\\""),
    ("$$", "$$"),
    ("$", "$"),
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("`", "`"),
    ("\"", "\""),
    ("'", "'"),
    ("“", "”"),
    ("‘", "’"),
    ("「", "」"),
];

const PREFIXES: [&str; 23] = [
    "\\displaystyle",
    "\\Rightarrow",
    "\\therefore",
    "\\implies",
    "\\bf ",
    "\\ ",
    "\\,",
    "\\;",
    "\\!",
    "\\quad",
    "\\qquad",
    "**",
    "`",
    ":",
    "：",
    "&",
    "=>",
    "→",
    "⇒",
    "∴",
    "=",
    "\\[",
    "\\(",
];
const SUFFIXES: [&str; 18] =
    ["**", "`", "。", "．", "，", "、", "；", ";", ",", ":", "\\\\", "\\,", "\\;", "\\quad", "\\qquad", "\\]", "\\)", "}"];

const MARKS: usize = 12;

/// White space, invisible marks and the symbols that decorate a result.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fe0f}' | '~')
        || matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' | '∎' | '■' | '□' | '▪')
}

/// The range without blanks at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let blanks = piece.len() - piece.trim_matches(is_blank).len();
    super::work::charge(blanks);
    let start = range.start + (piece.len() - piece.trim_start_matches(is_blank).len());
    let piece = &text[start..range.end];
    start..start + piece.trim_end_matches(is_blank).len()
}

/// The range without blanks, delimiters of mathematics, emphasis, quotes and the full stop of its sentence.
///
/// Every pair is looked for once at most, so the work is linear however the marks are nested.
pub(super) fn tidy(text: &str, range: Range<usize>) -> Range<usize> {
    let mut range = trim(text, range);
    let mut spent = [false; PAIRS.len()];
    let mut budget = MARKS + 4;
    for _ in 0..MARKS {
        let before = range.clone();
        range = trim(text, affixes(text, range, &mut budget));
        for (pair, spent) in PAIRS.iter().zip(&mut spent) {
            if !*spent && let Some(inner) = peel(text, &range, pair.0, pair.1) {
                // What a pair encloses holds no further closing mark of its kind, so it can only open again at once.
                *spent = pair.0 != pair.1;
                range = trim(text, inner);
            }
        }
        if range == before {
            break;
        }
    }
    range = lone_dollar(text, range);
    trim(text, ungroup(text, range))
}

fn affixes(text: &str, mut range: Range<usize>, budget: &mut usize) -> Range<usize> {
    // More marks than this surround nothing that a person wrote; the bound keeps the work linear.
    while *budget > 0 {
        *budget -= 1;
        let piece = &text[range.clone()];
        if let Some(prefix) = PREFIXES.iter().find(|p| piece.starts_with(**p) && !pairs_up(piece, p)) {
            range = trim(text, range.start + prefix.len()..range.end);
        } else if let Some(suffix) = SUFFIXES.iter().find(|s| piece.ends_with(**s) && !closes(piece, s)) {
            range = trim(text, range.start..range.end - suffix.len());
        } else if let Some(stop) = full_stop(piece) {
            range = trim(text, range.start..range.start + stop);
        } else {
            break;
        }
    }
    range
}

/// Whether a mark at the start of a piece has its partner at the end, so that it is peeled as a pair instead.
fn pairs_up(piece: &str, mark: &str) -> bool {
    match mark {
        "**" | "`" => holds(&piece[mark.len()..], mark),
        "\\[" => holds(piece, "\\]"),
        "\\(" => holds(piece, "\\)"),
        "=" => piece.starts_with("=="),
        _ => false,
    }
}

/// Whether a piece holds a mark, at the cost of the bytes up to it.
fn holds(piece: &str, mark: &str) -> bool {
    let found = piece.find(mark);
    super::work::charge(found.unwrap_or(piece.len()));
    found.is_some()
}

fn closes(piece: &str, mark: &str) -> bool {
    let rest = &piece[..piece.len() - mark.len()];
    match mark {
        "**" | "`" => holds(rest, mark),
        "\\]" => holds(rest, "\\["),
        "\\)" => holds(rest, "\\("),
        "}" => holds(rest, "{"),
        _ => false,
    }
}

/// Where the piece ends without the full stop of its sentence or a lone backslash; dots that belong to a row of dots stay.
fn full_stop(piece: &str) -> Option<usize> {
    if let Some(rest) = piece.strip_suffix("...").or_else(|| piece.strip_suffix('…')) {
        // Dots after a blank trail off; dots that touch a digit go on a decimal.
        return rest.ends_with(' ').then_some(rest.len());
    }
    if let Some(rest) = piece.strip_suffix('.') {
        let clock = rest.ends_with("a.m") || rest.ends_with("p.m");
        return (!rest.ends_with('.') && !rest.is_empty() && !clock).then_some(rest.len());
    }
    if let Some(rest) = piece.strip_suffix('\\') {
        return (!rest.ends_with('\\')).then_some(rest.len());
    }
    // "5!" is a factorial, "odd!" a cry.
    let rest = piece.strip_suffix('!').or_else(|| piece.strip_suffix('！'))?;
    let word = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    (word > 2).then_some(rest.len())
}

fn peel(text: &str, range: &Range<usize>, open: &str, close: &str) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let inner = piece.strip_prefix(open)?.strip_suffix(close)?;
    if inner.is_empty() || holds(inner, close) || (open == close && inner.ends_with('\\')) {
        return None;
    }
    // "$1$" is mathematics; "'" also is the prime of a derivative.
    if open == "'" && inner.contains(['(', '=']) {
        return None;
    }
    Some(range.start + open.len()..range.end - close.len())
}

/// Drops one dollar sign without a partner: any at the end, and one at the start that is no currency.
fn lone_dollar(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    if memchr::memchr_iter(b'$', piece.as_bytes()).take(2).count() != 1 {
        return range;
    }
    if let Some(rest) = piece.strip_suffix('$')
        && !rest.ends_with('\\')
    {
        return trim(text, range.start..range.end - 1);
    }
    let money = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '−' | ' '));
    match piece.strip_prefix('$') {
        Some(rest) if !money(rest) => trim(text, range.start + 1..range.end),
        _ => range,
    }
}

/// Without braces that enclose the whole piece, in one pass however many there are.
fn ungroup(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = &text.as_bytes()[range.clone()];
    let opening = bytes.iter().take_while(|b| **b == b'{').count();
    let mut closing = bytes.iter().rev().take_while(|b| **b == b'}').count();
    if opening == 0 || closing == 0 || opening + closing >= bytes.len() {
        return range;
    }
    if bytes[bytes.len() - closing - 1] == b'\\' {
        closing -= 1;
    }
    let mut depth = opening;
    let mut least = opening;
    let mut at = opening;
    while at < bytes.len() - closing {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        least = least.min(depth);
        at += 1;
    }
    // Braces that the middle leaves open are closed by the first of the closing run.
    let wraps = least.min((closing + opening).saturating_sub(depth));
    let wraps = wraps.min(closing);
    range.start + wraps..range.end - wraps
}

/// The text without the delimiters of mathematics and the emphasis that stand inside it: `$28$ percent` is `28 percent`.
///
/// A dollar sign that has no partner is a currency and stays; so does an escaped one.
pub(super) fn plain(piece: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'$', b'*', b'`', piece.as_bytes()).is_none() && !piece.contains("\\(") && !piece.contains("\\[") {
        return Cow::Borrowed(piece);
    }
    let bytes = piece.as_bytes();
    let dollars = unescaped(bytes, b'$');
    let mut left = if dollars.is_multiple_of(2) { dollars } else { 0 };
    let round = piece.contains("\\(") && piece.contains("\\)");
    let square = piece.contains("\\[") && piece.contains("\\]");
    let mut out = String::with_capacity(piece.len());
    let mut kept = 0;
    let mut at = 0;
    let mut bold = false;
    while at < bytes.len() {
        let drop = match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b'(' | b')')) if round => 2,
            (b'\\', Some(b'[' | b']')) if square => 2,
            (b'\\', Some(next)) if next.is_ascii() => {
                at += 2;
                continue;
            }
            (b'$', _) if left > 0 => {
                left -= 1;
                1
            }
            (b'*', Some(b'*')) if bold || !is_power(bytes, at) => {
                bold = !bold;
                2
            }
            (b'*', Some(b'*')) => {
                at += 2;
                continue;
            }
            (b'`', _) => 1,
            _ => 0,
        };
        if drop == 0 {
            at += 1;
            continue;
        }
        out.push_str(&piece[kept..at]);
        at += drop;
        kept = at;
    }
    out.push_str(&piece[kept..]);
    Cow::Owned(out.trim_matches(is_blank).to_owned())
}

/// Whether `**` at `at` stands behind an operand, as in `x**2`, and so is no mark of bold type that opens.
pub(super) fn is_power(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|b| **b != b' ').copied();
    let after = bytes.get(at + 2..).and_then(|rest| rest.iter().find(|b| **b != b' ')).copied();
    // "The **answer**" opens behind a blank and closes behind a word; "x ** 2" has blanks on both sides.
    let apart = at.checked_sub(1).is_some_and(|at| bytes[at] == b' ') && bytes.get(at + 2) != Some(&b' ');
    let operand = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b')' | b'}' | b']');
    let starts = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'(' | b'{' | b'-' | b'\\');
    !apart && before.is_some_and(operand) && after.is_some_and(starts)
}

fn unescaped(bytes: &[u8], byte: u8) -> usize {
    memchr::memchr_iter(byte, bytes).filter(|at| *at == 0 || bytes[at - 1] != b'\\').count()
}

/// The text inside `\text{...}`, `\textbf{...}` and the like where that is the whole of it.
pub(super) fn untexted(text: &str) -> &str {
    let mut piece = text.trim();
    for _ in 0..8 {
        let range = tidy(piece, 0..piece.len());
        piece = &piece[range];
        let Some(rest) = piece.strip_prefix('\\') else { break };
        let name = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let command = &rest[..rest.len() - name.len()];
        let known = ["text", "textbf", "textit", "textrm", "mathrm", "mathbf", "mbox", "mathit", "textnormal", "operatorname"];
        let inner = name.trim_start().strip_prefix('{').and_then(|r| r.strip_suffix('}')).filter(|r| !r.contains(['{', '}']));
        match inner {
            Some(inner) if known.contains(&command) => piece = inner,
            _ => break,
        }
    }
    piece
}
