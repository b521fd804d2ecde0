//! Expressions that are read, but kept as text: conditions, lambdas, boolean operators, comparisons, comprehensions.

use super::parser::{Parser, invalid, is_keyword};
use super::tokens::Kind;
use super::unparse::written;
use super::{Expr, UnaryOp, level};
use crate::{PyError, PyResult, Value};

impl Parser<'_> {
    /// An expression without a comma.
    pub(super) fn test(&mut self) -> PyResult<Expr> {
        if let Some(value) = self.lone_constant()? {
            return Ok(Expr::Constant(value));
        }
        self.deeper(|parser| {
            if parser.at_word("lambda") {
                return parser.lambda();
            }
            let expr = parser.disjunction()?;
            if parser.take_word("if")? { parser.condition(&expr) } else { Ok(expr) }
        })
    }

    /// A literal that is a whole expression, as nearly all arguments of calls are: it need not go through all the operators.
    fn lone_constant(&mut self) -> PyResult<Option<Value>> {
        let behind = self.text[self.token.end..].trim_start_matches(' ');
        if !behind.starts_with([',', ')', ']', '}']) || !matches!(self.token.kind, Kind::Constant(_)) {
            return Ok(None);
        }
        let token = self.advance()?;
        self.height = 1;
        Ok(match token.kind {
            Kind::Constant(value) => Some(value),
            _ => None,
        })
    }

    /// `a if b else c`, from behind the `if`.
    fn condition(&mut self, then: &Expr) -> PyResult<Expr> {
        let condition = self.disjunction()?;
        if !self.take_word("else")? {
            return Err(PyError::syntax("expected 'else' after 'if' expression"));
        }
        let otherwise = self.test()?;
        let [then, condition] = [then, &condition].map(|part| written(part, level::TEST + 1));
        Ok(self.other(level::TEST, format!("{then} if {condition} else {}", written(&otherwise, level::TEST))))
    }

    fn lambda(&mut self) -> PyResult<Expr> {
        self.advance()?;
        let mut text = "lambda".to_owned();
        let mut params = Params::default();
        while !self.at(":") {
            text.push_str(if params.any { ", " } else { " " });
            self.parameter(&mut text, &mut params)?;
            params.any = true;
            if !self.at(":") && !self.take(",")? {
                return Err(invalid());
            }
        }
        if params.bare_star {
            return Err(PyError::syntax("named arguments must follow bare *"));
        }
        self.advance()?;
        let body = self.test()?;
        text.push_str(": ");
        text += &written(&body, level::TEST);
        Ok(self.other(level::TEST, text))
    }

    /// One of a lambda's parameters, or a sign between them.
    fn parameter(&mut self, text: &mut String, params: &mut Params) -> PyResult<()> {
        if params.ended {
            return Err(invalid());
        }
        if self.take("/")? {
            if !params.any || params.slash || params.star {
                return Err(invalid());
            }
            params.slash = true;
            text.push('/');
            return Ok(());
        }
        let stars = match self.token.kind {
            Kind::Op(stars @ ("*" | "**")) => stars,
            _ => "",
        };
        if !stars.is_empty() {
            self.advance()?;
            text.push_str(stars);
        }
        if stars == "*" {
            if std::mem::replace(&mut params.star, true) {
                return Err(invalid());
            }
            if self.at(",") {
                params.bare_star = true;
                return Ok(());
            }
        }
        if std::mem::take(&mut params.bare_star) && stars == "**" {
            return Err(PyError::syntax("named arguments must follow bare *"));
        }
        params.ended = stars == "**";
        let Kind::Name(word) = self.token.kind else { return Err(invalid()) };
        if is_keyword(word) {
            return Err(invalid());
        }
        self.advance()?;
        text.push_str(word);
        if self.at("=") {
            if !stars.is_empty() {
                return Err(invalid());
            }
            self.advance()?;
            let default = self.test()?;
            text.push('=');
            text.push_str(&written(&default, level::TEST));
            params.default |= !params.star;
        } else if stars.is_empty() && params.default && !params.star {
            return Err(PyError::syntax("non-default argument follows default argument"));
        }
        Ok(())
    }

    fn disjunction(&mut self) -> PyResult<Expr> {
        self.boolean("or", level::OR, |parser| parser.boolean("and", level::AND, Self::inversion))
    }

    /// Operands with a word between them. Python's writer wants each operand to bind more tightly than the one before.
    fn boolean(&mut self, word: &str, own: u8, operand: impl Fn(&mut Self) -> PyResult<Expr>) -> PyResult<Expr> {
        let first = operand(self)?;
        if !self.at_word(word) {
            return Ok(first);
        }
        let mut level = own + 1;
        let mut text = written(&first, level);
        while self.take_word(word)? {
            let next = operand(self)?;
            level = (level + 1).min(level::ATOM);
            text.push_str(&format!(" {word} {}", written(&next, level)));
        }
        Ok(self.other(own, text))
    }

    fn inversion(&mut self) -> PyResult<Expr> {
        if !self.take_word("not")? {
            return self.comparison();
        }
        let operand = self.deeper(Self::inversion)?;
        self.above(self.height)?;
        Ok(Expr::Unary(UnaryOp::Not, Box::new(operand)))
    }

    fn comparison(&mut self) -> PyResult<Expr> {
        let first = self.bit_or()?;
        let Some(mut sign) = self.take_comparison()? else { return Ok(first) };
        let mut text = written(&first, level::COMPARE + 1);
        loop {
            let next = self.bit_or()?;
            text.push_str(&format!(" {sign} {}", written(&next, level::COMPARE + 1)));
            match self.take_comparison()? {
                Some(next) => sign = next,
                None => return Ok(self.other(level::COMPARE, text)),
            }
        }
    }

    fn take_comparison(&mut self) -> PyResult<Option<&'static str>> {
        let sign = match self.token.kind {
            Kind::Op(sign @ ("<" | ">" | "==" | "!=" | "<=" | ">=")) => sign,
            Kind::Name("in") => "in",
            Kind::Name("is") => "is",
            Kind::Name("not") => "not in",
            _ => return Ok(None),
        };
        self.advance()?;
        if sign == "not in" && !self.take_word("in")? {
            return Err(invalid());
        }
        if sign == "is" && self.take_word("not")? {
            return Ok(Some("is not"));
        }
        Ok(Some(sign))
    }

    /// `yield`, `yield a, b` or `yield from a`.
    pub(super) fn yielded(&mut self) -> PyResult<Expr> {
        self.advance()?;
        let text = if self.take_word("from")? {
            format!("yield from {}", written(&self.test()?, level::ATOM))
        } else if matches!(self.token.kind, Kind::End | Kind::Op(")" | "=")) {
            "yield".to_owned()
        } else {
            let first = self.starred_or_named()?;
            let value = self.tuple_behind(first, Self::starred_or_named)?;
            format!("yield {}", written(&value, level::ATOM))
        };
        Ok(self.other(level::YIELD, text))
    }

    pub(super) fn at_comprehension(&self) -> bool {
        self.at_word("for") || self.at_word("async")
    }

    /// The item and its clauses, as text.
    pub(super) fn comprehension(&mut self, item: &Expr) -> PyResult<String> {
        if matches!(item, Expr::Starred(_)) {
            return Err(PyError::syntax("iterable unpacking cannot be used in comprehension"));
        }
        Ok(written(item, level::TEST) + &self.clauses()?)
    }

    /// `for x in y if z`, as text that begins with a blank.
    pub(super) fn clauses(&mut self) -> PyResult<String> {
        let mut text = String::new();
        while self.at_comprehension() {
            if self.take_word("async")? {
                text.push_str(" async");
            }
            if !self.take_word("for")? {
                return Err(invalid());
            }
            text.push_str(" for ");
            text += &written(&self.targets()?, level::TUPLE);
            if !self.take_word("in")? {
                return Err(invalid());
            }
            text.push_str(" in ");
            text += &written(&self.disjunction()?, level::TEST + 1);
            while self.take_word("if")? {
                text.push_str(" if ");
                text += &written(&self.disjunction()?, level::TEST + 1);
            }
        }
        Ok(text)
    }

    /// What the items of a comprehension are assigned to.
    fn targets(&mut self) -> PyResult<Expr> {
        let (mut items, mut comma, mut height) = (Vec::new(), false, 0);
        while !self.at_word("in") {
            items.push(self.item(&mut height, Self::target)?);
            comma = self.take(",")?;
            if !comma {
                break;
            }
        }
        let single = items.len() == 1 && !comma;
        match items.pop() {
            Some(target) if single && !matches!(target, Expr::Starred(_)) => Ok(target),
            Some(last) if !single => {
                items.push(last);
                Ok(Expr::Tuple(items))
            }
            _ => Err(invalid()),
        }
    }

    fn target(&mut self) -> PyResult<Expr> {
        let starred = self.take("*")?;
        let target = self.primary()?;
        if !is_target(&target) {
            return Err(invalid());
        }
        Ok(if starred { Expr::Starred(Box::new(target)) } else { target })
    }
}

fn is_target(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) | Expr::Attribute(..) | Expr::Subscript(..) => true,
        Expr::Starred(inner) => is_target(inner),
        Expr::Tuple(items) | Expr::List(items) => items.iter().all(is_target),
        _ => false,
    }
}

/// What was seen of a lambda's parameters.
#[derive(Default)]
struct Params {
    any: bool,
    slash: bool,
    star: bool,
    /// A `*` without a name was the last one.
    bare_star: bool,
    /// One with a default value, before any `*`.
    default: bool,
    /// `**name`, behind which nothing comes.
    ended: bool,
}
