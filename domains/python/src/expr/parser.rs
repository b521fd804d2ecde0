//! Tokens to an expression, by recursive descent with a bounded depth.

use std::borrow::Cow;

use super::tokens::{Kind, Token, Tokens, name};
use super::unparse::written;
use super::{BinaryOp, Expr, UnaryOp, Unevaluated, level};
use crate::{Exception, PyError, PyResult, Value};

/// Words that are no names.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally",
    "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];
/// Deepest recursion of the reader: brackets, of which the tokenizer allows [`crate::MAX_DEPTH`], and operators.
const MAX_RECURSION: usize = 700;
/// Highest tree; operators of one level in a row make a tree as high as there are of them.
const MAX_HEIGHT: usize = 1000;

/// Reads one expression that takes up the whole text, as `compile(text, "", "eval")` does.
///
/// # Errors
/// `SyntaxError` with CPython's text in the common cases, `RecursionError` where it is nested too deeply.
pub fn parse_expression(text: &str) -> PyResult<Expr> {
    parse(text, true)
}

/// As [`parse_expression`], but as `ast.parse(text, mode="eval")` does: what only the compiler refuses is read, namely a keyword
/// argument that is given twice.
///
/// # Errors
/// As [`parse_expression`].
pub fn parse_syntax(text: &str) -> PyResult<Expr> {
    parse(text, false)
}

fn parse(text: &str, compiled: bool) -> PyResult<Expr> {
    if text.contains('\0') {
        return Err(PyError::value_error("source code string cannot contain null bytes"));
    }
    let text = one_line_end(text);
    let mut parser = Parser::new(&text, Tokens::new(&text), compiled);
    let result = parser.advance().and_then(|_| parser.expressions()).and_then(|expr| match parser.token.kind {
        Kind::End => Ok(expr),
        _ => Err(invalid()),
    });
    // A text that ends too early is blamed on the bracket that it left open.
    result.map_err(|error| match (&parser.token.kind, parser.tokens.innermost()) {
        (Kind::End, Some(bracket)) if error == invalid() => PyError::syntax(format!("'{bracket}' was never closed")),
        _ => error,
    })
}

/// Python's reader makes every line end a single newline, inside literals too.
fn one_line_end(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

pub(super) fn invalid() -> PyError {
    PyError::syntax("invalid syntax")
}

fn too_deep() -> PyError {
    PyError::new(Exception::RecursionError, "maximum recursion depth exceeded during compilation")
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Tokens<'a>,
    pub(super) token: Token<'a>,
    /// Where the token before the present one ended.
    pub(super) ended: usize,
    pub(super) depth: usize,
    /// How high the tree is of the expression that was read last.
    pub(super) height: usize,
    /// Whether to refuse what the compiler would.
    pub(super) compiled: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, tokens: Tokens<'a>, compiled: bool) -> Self {
        let token = Token { kind: Kind::End, start: 0, end: 0 };
        Self { text, tokens, token, ended: 0, depth: 0, height: 0, compiled }
    }

    pub(super) fn advance(&mut self) -> PyResult<Token<'a>> {
        self.ended = self.token.end;
        let next = self.tokens.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    pub(super) fn at(&self, op: &str) -> bool {
        matches!(self.token.kind, Kind::Op(at) if at == op)
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        matches!(self.token.kind, Kind::Name(at) if at == word)
    }

    pub(super) fn take(&mut self, op: &str) -> PyResult<bool> {
        let there = self.at(op);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    pub(super) fn take_word(&mut self, word: &str) -> PyResult<bool> {
        let there = self.at_word(word);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    pub(super) fn expect(&mut self, op: &str, opened: &str) -> PyResult<()> {
        if self.take(op)? {
            return Ok(());
        }
        Err(match &self.token.kind {
            Kind::End => PyError::syntax(format!("'{opened}' was never closed")),
            Kind::Op(close @ (")" | "]" | "}")) => {
                PyError::syntax(format!("closing parenthesis '{close}' does not match opening parenthesis '{opened}'"))
            }
            Kind::Constant(_) | Kind::Name(_) | Kind::Formatted(..) => {
                PyError::syntax("invalid syntax. Perhaps you forgot a comma?")
            }
            Kind::Op(_) => invalid(),
        })
    }

    /// Goes one level deeper, where that is allowed.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> PyResult<T>) -> PyResult<T> {
        if self.depth >= MAX_RECURSION {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Notes that a node was put above trees of this height.
    pub(super) fn above(&mut self, height: usize) -> PyResult<()> {
        self.height = height + 1;
        if self.height > MAX_HEIGHT { Err(too_deep()) } else { Ok(()) }
    }

    /// Reads an item of a container of which `height` is the highest item so far.
    pub(super) fn item<T>(&mut self, height: &mut usize, read: impl FnOnce(&mut Self) -> PyResult<T>) -> PyResult<T> {
        let item = read(self)?;
        *height = self.height.max(*height);
        Ok(item)
    }

    /// An expression that is kept as text, without a tree.
    pub(super) fn other(&mut self, level: u8, text: String) -> Expr {
        self.height = 1;
        Expr::Other(Unevaluated { level, text })
    }

    /// `a`, or `a, b`: a whole text.
    fn expressions(&mut self) -> PyResult<Expr> {
        let first = self.test()?;
        self.tuple_behind(first, Self::test)
    }

    /// A tuple without brackets, where a comma is behind its first item.
    pub(super) fn tuple_behind(&mut self, first: Expr, item: impl Fn(&mut Self) -> PyResult<Expr>) -> PyResult<Expr> {
        if !self.at(",") {
            return Ok(first);
        }
        let mut height = self.height;
        let mut items = vec![first];
        while self.take(",")? {
            if matches!(self.token.kind, Kind::End | Kind::Op(")" | "]" | "}" | "=")) {
                break;
            }
            items.push(self.item(&mut height, &item)?);
        }
        self.above(height)?;
        Ok(Expr::Tuple(items))
    }

    /// `*a`, `a := b` or `a`.
    pub(super) fn starred_or_named(&mut self) -> PyResult<Expr> {
        if self.take("*")? {
            let value = self.bit_or()?;
            self.above(self.height)?;
            return Ok(Expr::Starred(Box::new(value)));
        }
        self.named()
    }

    /// `a := b` or `a`.
    pub(super) fn named(&mut self) -> PyResult<Expr> {
        let target = self.test()?;
        self.named_behind(target)
    }

    /// `a := b` where its target was read, or what was read.
    pub(super) fn named_behind(&mut self, target: Expr) -> PyResult<Expr> {
        if !matches!(target, Expr::Name(_)) || self.ended_with_bracket() || !self.take(":=")? {
            return Ok(target);
        }
        let value = self.test()?;
        Ok(self.other(level::NAMED, format!("{} := {}", written(&target, level::ATOM), written(&value, level::ATOM))))
    }

    /// Whether what was read last is in brackets: `(a) := b` is no assignment.
    fn ended_with_bracket(&self) -> bool {
        self.text[..self.ended].ends_with(')')
    }

    /// An operand of comparisons: arithmetic of all levels.
    pub(super) fn bit_or(&mut self) -> PyResult<Expr> {
        self.binary(level::BIT_OR)
    }

    /// Operators that bind at least this tightly, from the left.
    fn binary(&mut self, level: u8) -> PyResult<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.binary_op().filter(|op| op.level() >= level && *op != BinaryOp::Pow) {
            let height = self.height;
            self.advance()?;
            let right = self.deeper(|parser| parser.binary(op.level() + 1))?;
            self.above(self.height.max(height))?;
            left = Expr::Binary(op, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn binary_op(&self) -> Option<BinaryOp> {
        let Kind::Op(op) = self.token.kind else { return None };
        Some(match op {
            "|" => BinaryOp::Or,
            "^" => BinaryOp::Xor,
            "&" => BinaryOp::And,
            "<<" => BinaryOp::ShiftLeft,
            ">>" => BinaryOp::ShiftRight,
            "+" => BinaryOp::Add,
            "-" => BinaryOp::Sub,
            "*" => BinaryOp::Mul,
            "@" => BinaryOp::MatMul,
            "/" => BinaryOp::Div,
            "//" => BinaryOp::FloorDiv,
            "%" => BinaryOp::Mod,
            "**" => BinaryOp::Pow,
            _ => return None,
        })
    }

    fn unary(&mut self) -> PyResult<Expr> {
        let op = match self.token.kind {
            Kind::Op("-") => UnaryOp::Minus,
            Kind::Op("+") => UnaryOp::Plus,
            Kind::Op("~") => UnaryOp::Invert,
            _ => return self.power(),
        };
        self.advance()?;
        let operand = self.deeper(Self::unary)?;
        self.above(self.height)?;
        Ok(Expr::Unary(op, Box::new(operand)))
    }

    fn power(&mut self) -> PyResult<Expr> {
        let base = self.awaited()?;
        let height = self.height;
        if !self.take("**")? {
            return Ok(base);
        }
        let exponent = self.deeper(Self::unary)?;
        self.above(self.height.max(height))?;
        Ok(Expr::Binary(BinaryOp::Pow, Box::new(base), Box::new(exponent)))
    }

    fn awaited(&mut self) -> PyResult<Expr> {
        if !self.take_word("await")? {
            return self.primary();
        }
        let value = self.primary()?;
        Ok(self.other(level::AWAIT, format!("await {}", written(&value, level::ATOM))))
    }

    /// An atom and all that is applied to it.
    pub(super) fn primary(&mut self) -> PyResult<Expr> {
        let mut expr = self.atom()?;
        loop {
            let height = self.height;
            if self.take(".")? {
                let Kind::Name(attr) = self.token.kind else { return Err(invalid()) };
                if is_keyword(attr) {
                    return Err(invalid());
                }
                self.advance()?;
                expr = Expr::Attribute(Box::new(expr), name(attr));
                self.above(height)?;
            } else if self.at("(") {
                expr = self.deeper(|parser| parser.call(expr))?;
            } else if self.at("[") {
                expr = self.deeper(|parser| parser.subscript(expr))?;
            } else {
                return Ok(expr);
            }
        }
    }

    fn atom(&mut self) -> PyResult<Expr> {
        self.height = 1;
        match self.token.kind.clone() {
            Kind::Constant(Value::Str(_)) | Kind::Formatted(..) => self.texts(),
            Kind::Constant(value) => {
                self.advance()?;
                self.joined_bytes(value)
            }
            Kind::Name(word) => self.name_or_constant(word),
            Kind::Op("(") => self.deeper(Self::bracketed),
            Kind::Op("[") => self.deeper(Self::list),
            Kind::Op("{") => self.deeper(Self::braces),
            Kind::Op(close @ (")" | "]" | "}")) => Err(PyError::syntax(format!("unmatched '{close}'"))),
            Kind::Op(_) | Kind::End => Err(invalid()),
        }
    }

    fn name_or_constant(&mut self, word: &'a str) -> PyResult<Expr> {
        let expr = match word {
            "True" => Expr::Constant(Value::Bool(true)),
            "False" => Expr::Constant(Value::Bool(false)),
            "None" => Expr::Constant(Value::None),
            word if is_keyword(word) => return Err(invalid()),
            word => Expr::Name(name(word)),
        };
        self.advance()?;
        Ok(expr)
    }

    /// Bytes side by side are one.
    fn joined_bytes(&mut self, first: Value) -> PyResult<Expr> {
        let Value::Bytes(first) = first else { return Ok(Expr::Constant(first)) };
        let mut parts = vec![first];
        loop {
            match &self.token.kind {
                Kind::Constant(Value::Bytes(next)) => parts.push(next.clone()),
                Kind::Constant(Value::Str(_)) | Kind::Formatted(..) => return Err(mixed()),
                _ => return Ok(Expr::Constant(Value::Bytes(parts.concat().into()))),
            }
            self.advance()?;
        }
    }
}

pub(super) fn mixed() -> PyError {
    PyError::syntax("cannot mix bytes and nonbytes literals")
}

/// Whether a word can be no name.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || matches!(word, "True" | "False" | "None")
}
