//! Tokens to an expression, by recursive descent with a bounded depth.

use std::collections::HashSet;

use super::tokens::{Kind, Token, Tokens, name};
use super::{BinaryOp, Expr, Keyword, UNARY_LEVEL, UnaryOp};
use crate::{Exception, MAX_DEPTH, PyError, PyResult, Value};

/// Words that are no names.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally",
    "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

/// Reads one expression that takes up the whole text, as `ast.parse(text, mode="eval")` does.
///
/// # Errors
/// `SyntaxError` with CPython's text in the common cases, `RecursionError` where it is nested too deeply.
pub fn parse_expression(text: &str) -> PyResult<Expr> {
    if text.contains('\0') {
        return Err(PyError::value_error("source code string cannot contain null bytes"));
    }
    let mut parser =
        Parser { text, tokens: Tokens::new(text), token: Token { kind: Kind::End, start: 0, end: 0 }, ended: 0, depth: 0 };
    let result = parser.advance().and_then(|_| parser.tuple_or_single()).and_then(|expr| match parser.token.kind {
        Kind::End => Ok(expr),
        _ => Err(invalid()),
    });
    // A text that ends too early is blamed on the bracket that it left open.
    result.map_err(|error| match (&parser.token.kind, parser.tokens.innermost()) {
        (Kind::End, Some(bracket)) if error == invalid() => PyError::syntax(format!("'{bracket}' was never closed")),
        _ => error,
    })
}

fn invalid() -> PyError {
    PyError::syntax("invalid syntax")
}

struct Parser<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    token: Token<'a>,
    /// Where the token before the present one ended.
    ended: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn advance(&mut self) -> PyResult<Token<'a>> {
        self.ended = self.token.end;
        let next = self.tokens.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn at(&self, op: &str) -> bool {
        matches!(self.token.kind, Kind::Op(at) if at == op)
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.token.kind, Kind::Name(at) if at == word)
    }

    fn take(&mut self, op: &str) -> PyResult<bool> {
        let there = self.at(op);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect(&mut self, op: &str, opened: &str) -> PyResult<()> {
        if self.take(op)? {
            return Ok(());
        }
        Err(match &self.token.kind {
            Kind::End => PyError::syntax(format!("'{opened}' was never closed")),
            Kind::Op(close @ (")" | "]" | "}")) => {
                PyError::syntax(format!("closing parenthesis '{close}' does not match opening parenthesis '{opened}'"))
            }
            Kind::Constant(_) | Kind::Name(_) | Kind::Formatted => PyError::syntax("invalid syntax. Perhaps you forgot a comma?"),
            Kind::Op(_) => invalid(),
        })
    }

    /// Goes one level deeper, where that is allowed.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> PyResult<T>) -> PyResult<T> {
        if self.depth >= MAX_DEPTH {
            return Err(PyError::new(Exception::SyntaxError, "too many nested parentheses"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// `a`, or `a, b` without brackets.
    fn tuple_or_single(&mut self) -> PyResult<Expr> {
        let first = self.starred_or_test()?;
        if !self.at(",") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.take(",")? {
            if matches!(self.token.kind, Kind::End) || self.at(")") || self.at("]") {
                break;
            }
            items.push(self.starred_or_test()?);
        }
        Ok(Expr::Tuple(items))
    }

    fn starred_or_test(&mut self) -> PyResult<Expr> {
        if self.take("*")? {
            return Ok(Expr::Starred(Box::new(self.binary(1)?)));
        }
        self.test()
    }

    /// An expression without a comma. Conditions, lambdas, comparisons and boolean operators become [`Expr::Other`].
    fn test(&mut self) -> PyResult<Expr> {
        self.deeper(|parser| {
            let start = parser.token.start;
            if parser.at_word("lambda") {
                return parser.lambda(start);
            }
            let mut expr = parser.disjunction()?;
            if parser.at_word("if") {
                parser.advance()?;
                parser.disjunction()?;
                if !parser.at_word("else") {
                    return Err(PyError::syntax("expected 'else' after 'if' expression"));
                }
                parser.advance()?;
                parser.test()?;
                expr = parser.other(start);
            }
            if parser.at(":=") && matches!(expr, Expr::Name(_)) {
                parser.advance()?;
                parser.test()?;
                expr = parser.other(start);
            }
            Ok(expr)
        })
    }

    fn other(&self, start: usize) -> Expr {
        Expr::Other(self.text[start..self.ended].to_owned())
    }

    fn lambda(&mut self, start: usize) -> PyResult<Expr> {
        self.advance()?;
        while !self.at(":") {
            match self.token.kind {
                Kind::Name(_) => _ = self.advance()?,
                Kind::Op("," | "*" | "**") => _ = self.advance()?,
                Kind::Op("=") => {
                    self.advance()?;
                    self.test()?;
                }
                _ => return Err(invalid()),
            }
        }
        self.advance()?;
        self.test()?;
        Ok(self.other(start))
    }

    fn disjunction(&mut self) -> PyResult<Expr> {
        let start = self.token.start;
        let mut expr = self.inversion()?;
        while self.at_word("or") || self.at_word("and") {
            self.advance()?;
            self.inversion()?;
            expr = self.other(start);
        }
        Ok(expr)
    }

    fn inversion(&mut self) -> PyResult<Expr> {
        if self.at_word("not") {
            self.advance()?;
            let operand = self.deeper(Self::inversion)?;
            return Ok(Expr::Unary(UnaryOp::Not, Box::new(operand)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> PyResult<Expr> {
        let start = self.token.start;
        let mut expr = self.binary(1)?;
        while self.take_comparison()? {
            self.binary(1)?;
            expr = self.other(start);
        }
        Ok(expr)
    }

    fn take_comparison(&mut self) -> PyResult<bool> {
        match self.token.kind {
            Kind::Op("<" | ">" | "==" | "!=" | "<=" | ">=") | Kind::Name("in") => _ = self.advance()?,
            Kind::Name("is") => {
                self.advance()?;
                if self.at_word("not") {
                    self.advance()?;
                }
            }
            Kind::Name("not") => {
                self.advance()?;
                if !self.at_word("in") {
                    return Err(invalid());
                }
                self.advance()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Operators that bind at least this tightly, from the left.
    fn binary(&mut self, level: u8) -> PyResult<Expr> {
        let mut left = self.unary()?;
        while let Some(op) = self.binary_op().filter(|op| op.level() >= level && *op != BinaryOp::Pow) {
            self.advance()?;
            let right = self.deeper(|parser| parser.binary(op.level() + 1))?;
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
        Ok(Expr::Unary(op, Box::new(operand)))
    }

    fn power(&mut self) -> PyResult<Expr> {
        let base = self.primary()?;
        if !self.take("**")? {
            return Ok(base);
        }
        let exponent = self.deeper(|parser| parser.binary(UNARY_LEVEL))?;
        Ok(Expr::Binary(BinaryOp::Pow, Box::new(base), Box::new(exponent)))
    }

    /// An atom and all that is applied to it.
    fn primary(&mut self) -> PyResult<Expr> {
        let start = self.token.start;
        let mut expr = self.atom()?;
        let mut applied = 0;
        loop {
            if self.take(".")? {
                let Kind::Name(attr) = self.token.kind else { return Err(invalid()) };
                self.advance()?;
                expr = Expr::Attribute(Box::new(expr), name(attr));
            } else if self.at("(") {
                expr = self.deeper(|parser| parser.call(expr))?;
            } else if self.at("[") {
                expr = self.deeper(|parser| parser.subscript(expr, start))?;
            } else {
                return Ok(expr);
            }
            applied += 1;
            if applied > MAX_DEPTH {
                return Err(PyError::new(Exception::RecursionError, "maximum recursion depth exceeded during compilation"));
            }
        }
    }

    fn atom(&mut self) -> PyResult<Expr> {
        let start = self.token.start;
        match self.token.kind.clone() {
            Kind::Constant(value) => {
                self.advance()?;
                self.joined(value, start)
            }
            Kind::Formatted => {
                self.advance()?;
                while matches!(self.token.kind, Kind::Formatted | Kind::Constant(Value::Str(_))) {
                    self.advance()?;
                }
                Ok(self.other(start))
            }
            Kind::Name(word) => self.name_or_constant(word, start),
            Kind::Op("(") => self.deeper(Self::bracketed),
            Kind::Op("[") => self.deeper(|parser| parser.list(start)),
            Kind::Op("{") => self.deeper(|parser| parser.braces(start)),
            Kind::Op(close @ (")" | "]" | "}")) => Err(PyError::syntax(format!("unmatched '{close}'"))),
            Kind::Op(_) | Kind::End => Err(invalid()),
        }
    }

    fn name_or_constant(&mut self, word: &'a str, start: usize) -> PyResult<Expr> {
        if word == "await" || word == "yield" || KEYWORDS.contains(&word) {
            return Err(invalid());
        }
        self.advance()?;
        let _ = start;
        Ok(match word {
            "True" => Expr::Constant(Value::Bool(true)),
            "False" => Expr::Constant(Value::Bool(false)),
            "None" => Expr::Constant(Value::None),
            _ => Expr::Name(name(word)),
        })
    }

    /// Texts side by side are one.
    fn joined(&mut self, first: Value, start: usize) -> PyResult<Expr> {
        let mut whole = first;
        loop {
            whole = match (&whole, &self.token.kind) {
                (Value::Str(_), Kind::Constant(next @ Value::Str(_)))
                | (Value::Bytes(_), Kind::Constant(next @ Value::Bytes(_))) => crate::add(&whole, next)?,
                (Value::Str(_), Kind::Constant(Value::Bytes(_))) | (Value::Bytes(_), Kind::Constant(Value::Str(_))) => {
                    return Err(PyError::syntax("cannot mix bytes and nonbytes literals"));
                }
                (Value::Str(_), Kind::Formatted) => {
                    while matches!(self.token.kind, Kind::Formatted | Kind::Constant(Value::Str(_))) {
                        self.advance()?;
                    }
                    return Ok(self.other(start));
                }
                _ => return Ok(Expr::Constant(whole)),
            };
            self.advance()?;
        }
    }

    /// `()`, `(a)`, `(a, b)`, or a generator.
    fn bracketed(&mut self) -> PyResult<Expr> {
        let start = self.token.start;
        self.advance()?;
        if self.take(")")? {
            return Ok(Expr::Tuple(Vec::new()));
        }
        let inner = self.tuple_or_single()?;
        let inner = self.comprehension(inner)?;
        self.expect(")", "(")?;
        Ok(match inner {
            Inner::Plain(Expr::Starred(_)) => return Err(PyError::syntax("cannot use starred expression here")),
            Inner::Plain(expr) => expr,
            Inner::Comprehension => self.other(start),
        })
    }

    fn list(&mut self, start: usize) -> PyResult<Expr> {
        self.advance()?;
        let mut items = Vec::new();
        while !self.at("]") {
            let item = self.starred_or_test()?;
            if items.is_empty()
                && let Inner::Comprehension = self.comprehension(Expr::Name(name("")))?
            {
                self.expect("]", "[")?;
                return Ok(self.other(start));
            }
            items.push(item);
            if !self.take(",")? {
                break;
            }
        }
        self.expect("]", "[")?;
        Ok(Expr::List(items))
    }

    /// A dict, a set, or a comprehension of either.
    fn braces(&mut self, start: usize) -> PyResult<Expr> {
        self.advance()?;
        let (mut pairs, mut members) = (Vec::new(), Vec::new());
        while !self.at("}") {
            if self.take("**")? {
                pairs.push((None, self.binary(1)?));
            } else {
                let first = self.starred_or_test()?;
                if self.take(":")? {
                    pairs.push((Some(first), self.test()?));
                } else {
                    members.push(first);
                }
            }
            if let Inner::Comprehension = self.comprehension(Expr::Name(name("")))? {
                self.expect("}", "{")?;
                return Ok(self.other(start));
            }
            if !self.take(",")? {
                break;
            }
        }
        self.expect("}", "{")?;
        match (pairs.is_empty(), members.is_empty()) {
            (_, true) => Ok(Expr::Dict(pairs)),
            (true, false) => Ok(Expr::Set(members)),
            (false, false) => Err(invalid()),
        }
    }

    /// `for x in y if z` behind an item.
    fn comprehension(&mut self, item: Expr) -> PyResult<Inner> {
        if !self.at_word("for") && !self.at_word("async") {
            return Ok(Inner::Plain(item));
        }
        while self.at_word("for") || self.at_word("async") {
            if self.at_word("async") {
                self.advance()?;
            }
            self.advance()?;
            loop {
                self.take("*")?;
                self.primary()?;
                if !self.take(",")? || self.at_word("in") {
                    break;
                }
            }
            if !self.at_word("in") {
                return Err(invalid());
            }
            self.advance()?;
            self.disjunction()?;
            while self.at_word("if") {
                self.advance()?;
                self.disjunction()?;
            }
        }
        Ok(Inner::Comprehension)
    }

    fn call(&mut self, func: Expr) -> PyResult<Expr> {
        self.advance()?;
        let (mut args, mut keywords, mut seen): (Vec<Expr>, Vec<Keyword>, HashSet<&str>) = Default::default();
        while !self.at(")") {
            if self.take("**")? {
                keywords.push(Keyword { name: None, value: self.test()? });
            } else if let Some(keyword) = self.keyword_name()? {
                if !seen.insert(keyword) {
                    return Err(PyError::syntax(format!("keyword argument repeated: {keyword}")));
                }
                keywords.push(Keyword { name: Some(name(keyword)), value: self.test()? });
            } else {
                args.push(self.positional(&keywords)?);
            }
            if !self.take(",")? {
                break;
            }
        }
        self.expect(")", "(")?;
        Ok(Expr::Call { func: Box::new(func), args, keywords })
    }

    fn positional(&mut self, keywords: &[Keyword]) -> PyResult<Expr> {
        let start = self.token.start;
        let starred = self.at("*");
        let item = self.starred_or_test()?;
        if let Inner::Comprehension = self.comprehension(Expr::Name(name("")))? {
            return Ok(self.other(start));
        }
        if self.at("=") {
            let reason = match item {
                Expr::Constant(Value::Bool(_) | Value::None) => format!("cannot assign to {}", &self.text[start..self.ended]),
                _ => "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned(),
            };
            return Err(PyError::syntax(reason));
        }
        match keywords.last() {
            Some(Keyword { name: None, .. }) if starred => {
                Err(PyError::syntax("iterable argument unpacking follows keyword argument unpacking"))
            }
            Some(Keyword { name: None, .. }) => Err(PyError::syntax("positional argument follows keyword argument unpacking")),
            Some(_) if !starred => Err(PyError::syntax("positional argument follows keyword argument")),
            _ => Ok(item),
        }
    }

    /// The name before `=`, where that is what comes.
    fn keyword_name(&mut self) -> PyResult<Option<&'a str>> {
        let Kind::Name(word) = self.token.kind else { return Ok(None) };
        let behind = self.text[self.token.end..].trim_start_matches([' ', '\t', '\n', '\r']);
        if !behind.starts_with('=')
            || behind.starts_with("==")
            || KEYWORDS.contains(&word)
            || matches!(word, "True" | "False" | "None")
        {
            return Ok(None);
        }
        self.advance()?;
        self.advance()?;
        Ok(Some(word))
    }

    fn subscript(&mut self, value: Expr, start: usize) -> PyResult<Expr> {
        self.advance()?;
        let (mut slice, mut commas) = (false, 0);
        let mut items = Vec::new();
        while !self.at("]") {
            if self.take(":")? {
                slice = true;
            } else if self.take(",")? {
                commas += 1;
            } else {
                items.push(self.starred_or_test()?);
                if !self.at("]") && !self.at(":") && !self.at(",") {
                    break;
                }
            }
        }
        self.expect("]", "[")?;
        if slice {
            return Ok(self.other(start));
        }
        let index = match (items.pop(), commas) {
            (None, _) => return Err(invalid()),
            (Some(index), 0) => index,
            (Some(last), _) => {
                items.push(last);
                Expr::Tuple(items)
            }
        };
        Ok(Expr::Subscript(Box::new(value), Box::new(index)))
    }
}

enum Inner {
    Plain(Expr),
    Comprehension,
}
