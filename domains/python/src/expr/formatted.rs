//! Texts side by side and f-strings. The latter are read and laid out anew, never evaluated.

use super::parser::{Parser, invalid, mixed};
use super::strings::text_of;
use super::tokens::{Kind, Tokens};
use super::unparse::written;
use super::{Expr, level};
use crate::{MAX_DEPTH, PyError, PyResult, Str, Value, is_printable, str_repr};

/// Quotes in the order in which Python's writer likes them.
const QUOTES: [&str; 4] = ["'", "\"", "\"\"\"", "'''"];

/// A part of an f-string.
struct Piece {
    text: String,
    /// Whether it is text rather than an expression in braces.
    plain: bool,
}

impl<'a> Parser<'a> {
    /// One or more literals of text, some of which may be f-strings.
    pub(super) fn texts(&mut self) -> PyResult<Expr> {
        let (mut plain, mut pieces, mut formatted): (Vec<Str>, Vec<Piece>, bool) = Default::default();
        loop {
            match self.token.kind.clone() {
                Kind::Constant(Value::Str(text)) => plain.push(text),
                Kind::Formatted(inner, raw) => {
                    formatted = true;
                    pieces.extend(plain.drain(..).map(|text| Piece { text: doubled(&text), plain: true }));
                    self.deeper(|parser| Reader { parser, text: inner, at: 0, raw }.pieces(&mut pieces, 0))?;
                }
                Kind::Constant(Value::Bytes(_)) => return Err(mixed()),
                _ => break,
            }
            self.advance()?;
        }
        if !formatted {
            let whole = if plain.len() == 1 { plain.swap_remove(0) } else { plain.concat().into() };
            self.height = 1;
            return Ok(Expr::Constant(Value::Str(whole)));
        }
        pieces.extend(plain.drain(..).map(|text| Piece { text: doubled(&text), plain: true }));
        Ok(self.other(level::ATOM, format!("f{}", quoted(&pieces))))
    }
}

/// Reads the inside of one f-string.
struct Reader<'p, 'a> {
    parser: &'p Parser<'a>,
    text: &'a str,
    at: usize,
    raw: bool,
}

impl<'a> Reader<'_, 'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.byte() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Text and expressions in turn, up to the end, or to the brace that ends a format.
    fn pieces(&mut self, out: &mut Vec<Piece>, nesting: usize) -> PyResult<()> {
        loop {
            let text = self.plain(nesting)?;
            if !text.is_empty() {
                out.push(Piece { text: doubled(&text), plain: nesting == 0 });
            }
            match self.byte() {
                Some(b'{') if nesting < 2 => self.expression(out, nesting)?,
                Some(b'{') => return Err(PyError::syntax("f-string: expressions nested too deeply")),
                Some(_) if nesting > 0 => return Ok(()),
                Some(_) => return Err(PyError::syntax("f-string: single '}' is not allowed")),
                None => return Ok(()),
            }
        }
    }

    /// Text up to a brace. Outside formats two braces stand for one.
    fn plain(&mut self, nesting: usize) -> PyResult<String> {
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest.find(['{', '}']).unwrap_or(rest.len());
            text += &text_of(&rest[..end], self.raw)?;
            self.at += end;
            let brace = &rest[end..];
            if nesting > 0 || !(brace.starts_with("{{") || brace.starts_with("}}")) {
                return Ok(text);
            }
            text.push_str(&brace[..1]);
            self.at += 2;
        }
    }

    /// `{expression=!r:format}`
    fn expression(&mut self, out: &mut Vec<Piece>, nesting: usize) -> PyResult<()> {
        self.at += 1;
        let start = self.at;
        let end = start + expression_end(&self.text[start..])?;
        let source = &self.text[start..end];
        if source.trim().is_empty() {
            return Err(PyError::syntax("f-string: empty expression not allowed"));
        }
        self.at = end;
        let expr = self.parsed(source)?;
        let shown = self.take(b'=');
        if shown {
            while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
                self.at += 1;
            }
            out.push(Piece { text: doubled(&self.text[start..self.at]), plain: nesting == 0 });
        }
        let mut text = "{".to_owned();
        let value = written(&expr, level::TEST + 1);
        if value.starts_with('{') {
            text.push(' ');
        }
        text += &value;
        if self.take(b'!') {
            let conversion = self.byte().filter(|byte| matches!(byte, b's' | b'r' | b'a')).ok_or_else(invalid)?;
            self.at += 1;
            text.push('!');
            text.push(conversion.into());
        } else if shown && self.byte() != Some(b':') {
            text.push_str("!r");
        }
        if self.take(b':') {
            let mut format = Vec::new();
            self.pieces(&mut format, nesting + 1)?;
            text.push(':');
            format.iter().for_each(|piece| text += &piece.text);
        }
        if !self.take(b'}') {
            return Err(PyError::syntax("f-string: expecting '}'"));
        }
        text.push('}');
        out.push(Piece { text, plain: false });
        Ok(())
    }

    fn parsed(&self, source: &'a str) -> PyResult<Expr> {
        let mut parser = Parser::new(source, Tokens::inside_brackets(source), self.parser.compiled);
        parser.depth = self.parser.depth;
        parser.advance()?;
        let expr = if parser.at_word("yield") {
            parser.yielded()?
        } else {
            let first = parser.starred_or_named()?;
            parser.tuple_behind(first, Parser::starred_or_named)?
        };
        match (&parser.token.kind, &expr) {
            (Kind::End, Expr::Starred(_)) => Err(PyError::syntax("f-string: cannot use starred expression here")),
            (Kind::End, _) => Ok(expr),
            _ => Err(invalid()),
        }
    }
}

/// Where an expression in braces ends: before `!`, `:`, `=` or `}` outside brackets and quotes.
fn expression_end(text: &str) -> PyResult<usize> {
    let bytes = text.as_bytes();
    let (mut open, mut at): (Vec<u8>, usize) = (Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => return Err(PyError::syntax("f-string expression part cannot include a backslash")),
            b'#' => return Err(PyError::syntax("f-string expression part cannot include '#'")),
            b'\'' | b'"' => at = quote_end(bytes, at)?,
            b'(' | b'[' | b'{' if open.len() >= MAX_DEPTH => {
                return Err(PyError::syntax("f-string: too many nested parenthesis"));
            }
            b'(' | b'[' | b'{' => open.push(byte),
            b'=' | b'!' | b'<' | b'>' if open.is_empty() && bytes.get(at + 1) == Some(&b'=') => at += 1,
            b'!' | b':' | b'=' | b'}' if open.is_empty() => return Ok(at),
            b')' | b']' | b'}' => {
                let matching = matches!((open.pop(), byte), (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}'));
                if !matching {
                    return Err(PyError::syntax(format!("f-string: unmatched '{}'", char::from(byte))));
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(PyError::syntax("f-string: expecting '}'"))
}

/// Where the last quote of a literal is that begins here.
fn quote_end(bytes: &[u8], at: usize) -> PyResult<usize> {
    let quote = bytes[at];
    let len = if bytes[at..].starts_with(&[quote; 3]) { 3 } else { 1 };
    let mut end = at + len;
    while end < bytes.len() {
        if bytes[end] == b'\\' {
            return Err(PyError::syntax("f-string expression part cannot include a backslash"));
        }
        if bytes[end..].starts_with(&[quote; 3][..len]) {
            return Ok(end + len - 1);
        }
        end += 1;
    }
    Err(PyError::syntax("f-string: unterminated string"))
}

fn doubled(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The pieces in the first quotes that none of them holds.
fn quoted(pieces: &[Piece]) -> String {
    let mut inner = String::new();
    let mut quotes = QUOTES.to_vec();
    for piece in pieces {
        let escaped = escaped(piece);
        let mut fit: Vec<&str> = quotes.iter().copied().filter(|quote| !escaped.contains(quote)).collect();
        if escaped.contains('\n') {
            fit.retain(|quote| quote.len() == 3);
        }
        // Where none fits Python falls back on the text's `repr`.
        if fit.is_empty() {
            let shown = str_repr(&piece.text);
            let quote = quotes.iter().copied().find(|quote| quote.starts_with(&shown[..1])).unwrap_or("'");
            quotes = vec![quote];
            inner += &shown[1..shown.len() - 1];
            continue;
        }
        let last = escaped.chars().next_back();
        fit.sort_by_key(|quote| quote.chars().next() == last);
        if last.is_some() && fit[0].chars().next() == last {
            inner += &escaped[..escaped.len() - 1];
            inner.push('\\');
            inner += &escaped[escaped.len() - 1..];
        } else {
            inner += &escaped;
        }
        quotes = fit;
    }
    let quote = quotes.first().copied().unwrap_or("'");
    format!("{quote}{inner}{quote}")
}

/// Backslashes and what cannot be printed as escapes; line ends and tabs only outside braces.
fn escaped(piece: &Piece) -> String {
    let mut out = String::with_capacity(piece.text.len());
    for c in piece.text.chars() {
        let whitespace = matches!(c, '\n' | '\t') && !piece.plain;
        if whitespace || c != '\\' && (matches!(c, ' '..='~') || is_printable(c)) {
            out.push(c);
        } else {
            let shown = str_repr(c.encode_utf8(&mut [0; 4]));
            out.push_str(&shown[1..shown.len() - 1]);
        }
    }
    out
}
