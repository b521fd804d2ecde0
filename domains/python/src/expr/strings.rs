//! Literals of texts and bytes.

use crate::expr::tokens::is_name_start;
use crate::{PyError, PyResult, Str};

/// A literal and its length in the source.
pub(super) enum Literal<'a> {
    Text(Str, usize),
    Bytes(Vec<u8>, usize),
    /// What is between the quotes, and whether it is raw.
    Formatted(&'a str, bool, usize),
}

impl Literal<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(_, len) | Self::Bytes(_, len) | Self::Formatted(_, _, len) => *len,
        }
    }
}

/// What stands before the quote.
#[derive(Default)]
struct Prefix {
    raw: bool,
    bytes: bool,
    formatted: bool,
    len: usize,
}

/// The literal that the text begins with; [`None`] where it begins with none.
pub(super) fn read(text: &str) -> PyResult<Option<Literal<'_>>> {
    let Some(prefix) = prefix(text) else { return Ok(None) };
    let body = &text[prefix.len..];
    let quote = &body[..1];
    let triple = body.len() >= 3 && body.as_bytes()[..3].iter().all(|b| *b == quote.as_bytes()[0]);
    let close = if triple { &body[..3] } else { quote };
    let inner = &body[close.len()..];
    let Some(end) = find_end(inner, close.as_bytes()) else { return Err(unterminated(triple)) };
    let len = prefix.len + 2 * close.len() + end;
    let inner = &inner[..end];
    if prefix.formatted {
        return Ok(Some(Literal::Formatted(inner, prefix.raw, len)));
    }
    if prefix.bytes {
        return read_bytes(inner, prefix.raw).map(|bytes| Some(Literal::Bytes(bytes, len)));
    }
    Ok(Some(Literal::Text(text_of(inner, prefix.raw)?, len)))
}

/// What is between the quotes, as text.
pub(super) fn text_of(inner: &str, raw: bool) -> PyResult<Str> {
    Ok(if raw || !inner.contains('\\') { Str::new(inner) } else { unescape(inner)?.into() })
}

fn unterminated(triple: bool) -> PyError {
    let kind = if triple { "triple-quoted string" } else { "string" };
    PyError::syntax(format!("unterminated {kind} literal (detected at line 1)"))
}

fn prefix(text: &str) -> Option<Prefix> {
    let mut prefix = Prefix::default();
    for c in text.chars() {
        match c {
            '\'' | '"' => return Some(prefix),
            'r' | 'R' if !prefix.raw => prefix.raw = true,
            'b' | 'B' if !prefix.bytes && !prefix.formatted => prefix.bytes = true,
            'f' | 'F' if !prefix.bytes && !prefix.formatted => prefix.formatted = true,
            'u' | 'U' if prefix.len == 0 && text[1..].starts_with(['\'', '"']) => {}
            c if is_name_start(c) => return None,
            _ => return None,
        }
        prefix.len += 1;
    }
    None
}

/// Where the closing quote begins. Only a triple-quoted literal may hold line ends.
fn find_end(inner: &str, close: &[u8]) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if close.len() == 1 => return None,
            _ if bytes[at..].starts_with(close) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn read_bytes(inner: &str, raw: bool) -> PyResult<Vec<u8>> {
    if !inner.is_ascii() {
        return Err(PyError::syntax("bytes can only contain ASCII literal characters"));
    }
    if raw {
        return Ok(inner.as_bytes().to_vec());
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let (byte, len) = match escape.as_bytes().first() {
            Some(b'x') => (Some(hex(escape, 2, "x")? as u8), 3),
            Some(b'0'..=b'7') => {
                let (number, len) = octal(escape);
                (Some(number as u8), len)
            }
            Some(letter) => match simple_escape(char::from(*letter)) {
                Some(c) => (c.map(|c| c as u8), 1),
                None => (Some(b'\\'), 0),
            },
            None => (None, 0),
        };
        out.extend(byte);
        rest = &escape[len..];
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

/// What a backslash and one letter stand for: a character, nothing (a continued line), or, as [`None`], the two of them.
fn simple_escape(letter: char) -> Option<Option<char>> {
    Some(Some(match letter {
        '\n' => return Some(None),
        '\\' => '\\',
        '\'' => '\'',
        '"' => '"',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        _ => return None,
    }))
}

fn unescape(inner: &str) -> PyResult<String> {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let len = push_escape(&mut out, escape)?;
        rest = &escape[len..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Appends what an escape stands for; gives how much of the text behind the backslash it takes.
fn push_escape(out: &mut String, escape: &str) -> PyResult<usize> {
    let Some(letter) = escape.chars().next() else {
        out.push('\\');
        return Ok(0);
    };
    let (code, len) = match letter {
        'x' => (hex(escape, 2, "x")?, 3),
        'u' => wide_escape(escape)?,
        'U' => (hex(escape, 8, "U")?, 9),
        'N' => {
            return Err(PyError::syntax(
                "(unicode error) 'unicodeescape' codec can't decode bytes: names of characters are not known here",
            ));
        }
        '0'..='7' => octal(escape),
        _ => {
            match simple_escape(letter) {
                Some(c) => out.extend(c),
                None => out.extend(['\\', letter]),
            }
            return Ok(letter.len_utf8());
        }
    };
    if code > 0x0010_ffff {
        return Err(PyError::syntax("(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character"));
    }
    // A lone surrogate has no form in Rust's text.
    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Ok(len)
}

fn wide_escape(escape: &str) -> PyResult<(u32, usize)> {
    Ok((hex(escape, 4, "u")?, 5))
}

fn hex(escape: &str, digits: usize, letter: &str) -> PyResult<u32> {
    escape
        .get(1..=digits)
        .filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|text| u32::from_str_radix(text, 16).ok())
        .ok_or_else(|| {
            let form = "X".repeat(digits);
            PyError::syntax(format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\{letter}{form} escape"
            ))
        })
}

/// Up to three octal digits.
fn octal(escape: &str) -> (u32, usize) {
    let len = escape.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
    (u32::from_str_radix(&escape[..len], 8).unwrap_or(0), len)
}
