//! What stands in brackets: lists, tuples, dicts, sets, arguments, indices.

use std::collections::HashSet;

use super::parser::{Parser, invalid, is_keyword};
use super::tokens::{Kind, name};
use super::unparse::written;
use super::{Expr, Keyword, level};
use crate::{PyError, PyResult, Value};

impl<'a> Parser<'a> {
    /// `()`, `(a)`, `(a, b)`, or a generator.
    pub(super) fn bracketed(&mut self) -> PyResult<Expr> {
        self.advance()?;
        if self.take(")")? {
            return Ok(Expr::Tuple(Vec::new()));
        }
        if self.at_word("yield") {
            let inner = self.yielded()?;
            self.expect(")", "(")?;
            return Ok(inner);
        }
        let first = self.starred_or_named()?;
        if self.at_comprehension() {
            let text = self.comprehension(&first)?;
            self.expect(")", "(")?;
            return Ok(self.other(level::ATOM, format!("({text})")));
        }
        let inner = self.tuple_behind(first, Self::starred_or_named)?;
        self.expect(")", "(")?;
        match inner {
            Expr::Starred(_) => Err(PyError::syntax("cannot use starred expression here")),
            inner => Ok(inner),
        }
    }

    pub(super) fn list(&mut self) -> PyResult<Expr> {
        self.advance()?;
        let (mut items, mut height) = (Vec::new(), 0);
        while !self.at("]") {
            let item = self.item(&mut height, Self::starred_or_named)?;
            if items.is_empty() && self.at_comprehension() {
                let text = self.comprehension(&item)?;
                self.expect("]", "[")?;
                return Ok(self.other(level::ATOM, format!("[{text}]")));
            }
            items.push(item);
            if !self.take(",")? {
                break;
            }
        }
        self.expect("]", "[")?;
        self.above(height)?;
        Ok(Expr::List(items))
    }

    /// A dict, a set, or a comprehension of either.
    pub(super) fn braces(&mut self) -> PyResult<Expr> {
        self.advance()?;
        let (mut pairs, mut members, mut height) = (Vec::new(), Vec::new(), 0);
        while !self.at("}") {
            if self.take("**")? {
                pairs.push((None, self.item(&mut height, Self::bit_or)?));
            } else if self.at("*") {
                members.push(self.item(&mut height, Self::starred_or_named)?);
            } else {
                let first = self.item(&mut height, Self::test)?;
                if self.take(":")? {
                    pairs.push((Some(first), self.item(&mut height, Self::test)?));
                } else {
                    members.push(self.item(&mut height, |parser| parser.named_behind(first))?);
                }
            }
            if self.at_comprehension() {
                return self.brace_comprehension(&pairs, &members);
            }
            if !self.take(",")? {
                break;
            }
        }
        self.expect("}", "{")?;
        self.above(height)?;
        match (pairs.is_empty(), members.is_empty()) {
            (_, true) => Ok(Expr::Dict(pairs)),
            (true, false) => Ok(Expr::Set(members)),
            (false, false) => Err(invalid()),
        }
    }

    fn brace_comprehension(&mut self, pairs: &[(Option<Expr>, Expr)], members: &[Expr]) -> PyResult<Expr> {
        let text = match (pairs, members) {
            ([(Some(key), value)], []) => {
                let pair = format!("{}: {}", written(key, level::TEST), written(value, level::TEST));
                pair + &self.clauses()?
            }
            ([], [member]) => self.comprehension(member)?,
            _ => return Err(invalid()),
        };
        self.expect("}", "{")?;
        Ok(self.other(level::ATOM, format!("{{{text}}}")))
    }

    pub(super) fn call(&mut self, func: Expr) -> PyResult<Expr> {
        let mut height = self.height;
        self.advance()?;
        let (mut args, mut keywords, mut seen): (Vec<Expr>, Vec<Keyword>, HashSet<&str>) = Default::default();
        while !self.at(")") {
            if self.take("**")? {
                keywords.push(Keyword { name: None, value: self.item(&mut height, Self::test)? });
            } else if let Some(keyword) = self.keyword_name()? {
                if !seen.insert(keyword) && self.compiled {
                    return Err(PyError::syntax(format!("keyword argument repeated: {keyword}")));
                }
                keywords.push(Keyword { name: Some(name(keyword)), value: self.item(&mut height, Self::test)? });
            } else {
                let item = self.item(&mut height, |parser| parser.positional(&keywords))?;
                if self.at_comprehension() {
                    args.push(self.generator_argument(&item, args.is_empty() && keywords.is_empty())?);
                    break;
                }
                args.push(item);
            }
            if !self.take(",")? {
                break;
            }
        }
        self.expect(")", "(")?;
        self.above(height)?;
        Ok(Expr::Call { func: Box::new(func), args, keywords })
    }

    /// A generator without brackets of its own, which must be the only argument.
    fn generator_argument(&mut self, item: &Expr, first: bool) -> PyResult<Expr> {
        let text = self.comprehension(item)?;
        if !first || self.at(",") {
            return Err(PyError::syntax("Generator expression must be parenthesized"));
        }
        Ok(self.other(level::ATOM, format!("({text})")))
    }

    fn positional(&mut self, keywords: &[Keyword]) -> PyResult<Expr> {
        let start = self.token.start;
        let starred = self.take("*")?;
        let item = if starred { Expr::Starred(Box::new(self.test()?)) } else { self.named()? };
        self.above(self.height)?;
        if self.at("=") {
            let reason = match item {
                Expr::Constant(Value::Bool(_) | Value::None) => format!("cannot assign to {}", &self.text[start..self.ended]),
                _ => "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned(),
            };
            return Err(PyError::syntax(reason));
        }
        match (keywords.last(), keywords.iter().any(|keyword| keyword.name.is_none())) {
            (Some(_), true) if starred => Err(PyError::syntax("iterable argument unpacking follows keyword argument unpacking")),
            (Some(Keyword { name: None, .. }), _) => {
                Err(PyError::syntax("positional argument follows keyword argument unpacking"))
            }
            (Some(_), _) if !starred => Err(PyError::syntax("positional argument follows keyword argument")),
            _ => Ok(item),
        }
    }

    /// The name before `=`, where that is what comes.
    fn keyword_name(&mut self) -> PyResult<Option<&'a str>> {
        let Kind::Name(word) = self.token.kind else { return Ok(None) };
        if is_keyword(word) || !self.tokens.assignment_follows() {
            return Ok(None);
        }
        self.advance()?;
        self.advance()?;
        Ok(Some(word))
    }

    pub(super) fn subscript(&mut self, value: Expr) -> PyResult<Expr> {
        let mut height = self.height;
        self.advance()?;
        if self.at("]") {
            return Err(invalid());
        }
        let first = self.item(&mut height, Self::slice)?;
        let starred = matches!(first, Expr::Starred(_));
        let index = match self.tuple_behind(first, Self::slice)? {
            first if starred && matches!(first, Expr::Starred(_)) => Expr::Tuple(vec![first]),
            index => index,
        };
        self.expect("]", "[")?;
        self.above(height.max(self.height) + 1)?;
        Ok(Expr::Subscript(Box::new(value), Box::new(index)))
    }

    /// `a`, `*a`, `a:b`, `a:b:c`.
    fn slice(&mut self) -> PyResult<Expr> {
        if self.take("*")? {
            let value = self.test()?;
            self.above(self.height)?;
            return Ok(Expr::Starred(Box::new(value)));
        }
        let lower = if self.at(":") { None } else { Some(self.test()?) };
        if !self.at(":") {
            return lower.map_or_else(|| Err(invalid()), |lower| self.named_behind(lower));
        }
        let mut text = lower.map_or_else(String::new, |lower| written(&lower, level::TEST));
        self.advance()?;
        text.push(':');
        text += &self.bound()?;
        if self.take(":")? {
            let bound = self.bound()?;
            if !bound.is_empty() {
                text.push(':');
                text += &bound;
            }
        }
        Ok(self.other(level::ATOM, text))
    }

    fn bound(&mut self) -> PyResult<String> {
        if self.at(":") || self.at("]") || self.at(",") {
            return Ok(String::new());
        }
        self.test().map(|bound| written(&bound, level::TEST))
    }
}
