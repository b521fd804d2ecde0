//! Text to tokens.

use num_bigint::BigInt;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::expr::strings::{self, Literal};
use crate::repr::MAX_INT_DIGITS;
use crate::{MAX_DEPTH, PyError, PyResult, Str, Value};

/// A token and where it starts and ends in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'a> {
    Name(&'a str),
    Constant(Value),
    /// An f-string: what is between its quotes, and whether it is a raw one.
    Formatted(&'a str, bool),
    Op(&'static str),
    End,
}

/// Operators, the longest first where one begins another.
const OPERATORS: [&str; 39] = [
    "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "->", ":=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<",
    ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=", "!", "$", "?", "\\", "`",
];

/// Reads tokens one after the other.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Open brackets: inside them line ends are blanks.
    open: Vec<&'static str>,
    /// Whether a token was read: before the first one line ends are blanks.
    started: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), started: false }
    }

    /// As inside brackets: line ends are blanks everywhere.
    pub(super) fn inside_brackets(text: &'a str) -> Self {
        Self { text, at: 0, open: vec!["("], started: true }
    }

    pub(super) fn next(&mut self) -> PyResult<Token<'a>> {
        self.skip_blanks()?;
        let start = self.at;
        let kind = self.kind()?;
        match kind {
            Kind::Op("(" | "[" | "{") if self.open.len() >= MAX_DEPTH => {
                return Err(PyError::syntax("too many nested parentheses"));
            }
            Kind::Op(bracket @ ("(" | "[" | "{")) => self.open.push(bracket),
            Kind::Op(")" | "]" | "}") => _ = self.open.pop(),
            _ => {}
        }
        self.started = true;
        Ok(Token { kind, start, end: self.at })
    }

    /// The innermost bracket that is still open.
    pub(super) fn innermost(&self) -> Option<&'static str> {
        self.open.last().copied()
    }

    /// Whether `=` is the next token.
    pub(super) fn assignment_follows(&mut self) -> bool {
        let at = self.at;
        let skipped = self.skip_blanks().is_ok();
        let follows = skipped && self.rest().starts_with('=') && !self.rest().starts_with("==");
        self.at = at;
        follows
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) -> PyResult<()> {
        loop {
            let rest = self.rest();
            match rest.as_bytes().first() {
                Some(b' ' | b'\t' | b'\x0c') => self.at += 1,
                Some(b'\n' | b'\r') if !self.open.is_empty() || !self.started => self.at += 1,
                // At once, for looking ahead from every line would take time of the square of their number.
                Some(b'\n' | b'\r') if nothing_follows(rest) => self.at = self.text.len(),
                Some(b'#') => self.at += rest.find('\n').unwrap_or(rest.len()),
                Some(b'\\') if rest.starts_with("\\\n") => self.at += 2,
                Some(b'\\') if rest.starts_with("\\\r\n") => self.at += 3,
                Some(b'\\') => return Err(PyError::syntax("unexpected character after line continuation character")),
                _ => return Ok(()),
            }
        }
    }

    fn kind(&mut self) -> PyResult<Kind<'a>> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Kind::End) };
        if let Some(literal) = strings::read(rest)? {
            self.at += literal.len();
            return Ok(match literal {
                Literal::Text(text, _) => Kind::Constant(Value::Str(text)),
                Literal::Bytes(bytes, _) => Kind::Constant(Value::Bytes(bytes.into())),
                Literal::Formatted(inner, raw, _) => Kind::Formatted(inner, raw),
            });
        }
        let after_point = rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if first.is_ascii_digit() || first == '.' && after_point {
            return self.number();
        }
        if is_name_start(first) {
            let len = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
            self.at += len;
            return Ok(Kind::Name(&rest[..len]));
        }
        let operator = OPERATORS.iter().find(|op| rest.starts_with(**op));
        let Some(operator) = operator else {
            return Err(PyError::syntax(match first {
                '\n' | '\r' => "invalid syntax".to_owned(),
                c => format!("invalid character '{c}' (U+{:04X})", u32::from(c)),
            }));
        };
        self.at += operator.len();
        Ok(if *operator == "..." { Kind::Constant(Value::Ellipsis) } else { Kind::Op(operator) })
    }

    fn number(&mut self) -> PyResult<Kind<'a>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        if let Some(radix) = (bytes[0] == b'0').then(|| radix(bytes.get(1))).flatten() {
            return self.radix_number(radix);
        }
        let mut end = digits(bytes, 0);
        let mut float = false;
        if bytes.get(end) == Some(&b'.') {
            float = true;
            end = digits(bytes, end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(bytes, end + 1 + sign);
            if exponent > end + 1 + sign {
                float = true;
                end = exponent;
            }
        }
        let imaginary = matches!(bytes.get(end), Some(b'j' | b'J'));
        let written = &rest[..end];
        self.at += end + usize::from(imaginary);
        if self.rest().starts_with(is_name_part) && !keyword_follows(self.rest()) || badly_grouped(written, u8::is_ascii_digit) {
            return Err(PyError::syntax("invalid decimal literal"));
        }
        let plain = written.replace('_', "");
        if float || imaginary {
            let x: f64 = plain.parse().map_err(|_| PyError::syntax("invalid decimal literal"))?;
            return Ok(Kind::Constant(if imaginary { Value::Complex(0.0, x) } else { Value::Float(x) }));
        }
        whole_number(&plain).map(Kind::Constant)
    }

    fn radix_number(&mut self, radix: u32) -> PyResult<Kind<'a>> {
        let rest = self.rest();
        let len = rest[2..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len() - 2);
        let written = &rest[2..2 + len];
        let plain = written.strip_prefix('_').unwrap_or(written);
        let name = match radix {
            2 => "binary",
            8 => "octal",
            _ => "hexadecimal",
        };
        let number = BigInt::parse_bytes(plain.replace('_', "").as_bytes(), radix)
            .filter(|_| !badly_grouped(plain, u8::is_ascii_hexdigit));
        self.at += 2 + len;
        number.map(|number| Kind::Constant(Value::big(number))).ok_or_else(|| PyError::syntax(format!("invalid {name} literal")))
    }
}

fn whole_number(digits: &str) -> PyResult<Value> {
    if digits.len() > 1 && digits.starts_with('0') && digits.bytes().any(|digit| digit != b'0') {
        return Err(PyError::syntax(
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        ));
    }
    if digits.len() as u64 > MAX_INT_DIGITS {
        return Err(PyError::syntax(format!(
            "Exceeds the limit ({MAX_INT_DIGITS} digits) for integer string conversion: value has {} digits; use \
             sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal \
             conversion limits.",
            digits.len()
        )));
    }
    Ok(match digits.parse::<i64>() {
        Ok(small) => Value::Int(small),
        Err(_) => Value::big(digits.parse().unwrap_or_default()),
    })
}

/// Whether only blank lines and comments are left.
fn nothing_follows(rest: &str) -> bool {
    rest.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with('#'))
}

fn radix(letter: Option<&u8>) -> Option<u32> {
    match letter? {
        b'x' | b'X' => Some(16),
        b'o' | b'O' => Some(8),
        b'b' | b'B' => Some(2),
        _ => None,
    }
}

/// Where a run of digits and underscores ends.
fn digits(bytes: &[u8], from: usize) -> usize {
    bytes[from.min(bytes.len())..].iter().position(|b| !b.is_ascii_digit() && *b != b'_').map_or(bytes.len(), |len| from + len)
}

/// Underscores stand between digits only.
fn badly_grouped(written: &str, is_digit: impl Fn(&u8) -> bool) -> bool {
    let bytes = written.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(&is_digit);
    (0..bytes.len()).any(|at| bytes[at] == b'_' && !(digit(at.checked_sub(1)) && digit(Some(at + 1))))
}

/// Words that may follow a number without a blank between them.
fn keyword_follows(rest: &str) -> bool {
    ["and", "else", "for", "if", "in", "is", "or", "not"].iter().any(|word| rest.starts_with(word))
}

pub(super) fn is_name_start(c: char) -> bool {
    use GeneralCategory as G;
    c.is_ascii_alphabetic()
        || c == '_'
        || !c.is_ascii()
            && matches!(
                c.general_category(),
                G::UppercaseLetter
                    | G::LowercaseLetter
                    | G::TitlecaseLetter
                    | G::ModifierLetter
                    | G::OtherLetter
                    | G::LetterNumber
            )
}

pub(super) fn is_name_part(c: char) -> bool {
    use GeneralCategory as G;
    is_name_start(c)
        || c.is_ascii_digit()
        || !c.is_ascii()
            && matches!(c.general_category(), G::NonspacingMark | G::SpacingMark | G::DecimalNumber | G::ConnectorPunctuation)
}

/// A name as a value's text.
pub(super) fn name(text: &str) -> Str {
    Str::new(text)
}
