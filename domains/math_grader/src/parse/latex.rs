//! The things that expressions are made of: numbers, letters, and commands with their arguments.

use dashu_ratio::RBig;

use super::command::{self, Meaning};
use super::token::{Gap, Kind};
use super::{Parser, prepare};
use crate::tree::{Constant, Function, Id, Many, Node};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Option<Id> {
        let token = self.peek()?.clone();
        match token.kind {
            Kind::Number { .. } if self.digits_taken.0 == self.at => {
                let left: String =
                    self.text[token.start..token.end].chars().filter(char::is_ascii_digit).skip(self.digits_taken.1).collect();
                self.digits_taken = (usize::MAX, 0);
                self.at += 1;
                Some(self.tree.number(RBig::from(dashu_int::UBig::from_str_radix(&left, 10).ok()?)))
            }
            Kind::Number { value, written } => {
                self.at += 1;
                Some(self.mixed(value, written))
            }
            Kind::Based { value, base, digits } => {
                self.at += 1;
                Some(self.tree.add(Node::Based { value, base, digits }))
            }
            Kind::Word(word) => self.word_primary(&word),
            Kind::Text(text) => {
                let meaning = command::word(text.trim())?;
                self.at += 1;
                self.meant(meaning, text.trim())
            }
            Kind::Command(name) => {
                if name == "unreadable" {
                    self.too_deep = true;
                    return None;
                }
                self.at += 1;
                match command::command(&name) {
                    Some(meaning) => self.meant(meaning, &name),
                    None => Some(self.unknown(&name)),
                }
            }
            Kind::Open('{') => self.deeper(Self::braces),
            Kind::Open(bracket) => self.deeper(|parser| parser.bracket(bracket)),
            Kind::Begin(name) => self.deeper(|parser| parser.environment(&name)),
            Kind::Sign('|') if !self.no_bar || self.bars == 0 => self.deeper(Self::absolute),
            Kind::Sign('$') => {
                self.at += 1;
                let amount = self.deeper(Self::factor)?;
                self.with_unit(amount, "$")
            }
            Kind::Sign('£' | '€' | '¥' | '₹') => {
                self.at += 1;
                let amount = self.deeper(Self::factor)?;
                let sign = self.text[token.start..token.end].to_owned();
                self.with_unit(amount, &sign)
            }
            _ => None,
        }
    }

    fn with_unit(&mut self, amount: Id, unit: &str) -> Option<Id> {
        let unit = crate::units::parse(unit)?;
        Some(self.tree.add(Node::Quantity(amount, Box::new(unit))))
    }

    fn unknown(&mut self, name: &str) -> Id {
        self.tree.add(Node::Symbol(format!("\\{name}")))
    }

    /// A number, or a mixed number such as `3\frac{1}{2}` or `3 1/2`.
    fn mixed(&mut self, value: RBig, written: Option<crate::tree::Written>) -> Id {
        let part = if value.is_int() && written.is_none() { self.fraction_ahead() } else { None };
        match part {
            Some((part, length)) => {
                self.at += length;
                self.tree.number(value + part)
            }
            None => self.tree.add(Node::Number { value, written }),
        }
    }

    /// A proper fraction of plain integers that follows a whole number, and how many tokens it takes.
    fn fraction_ahead(&self) -> Option<(RBig, usize)> {
        let integer = |at: usize| match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Number { value, written: None }) if value.is_int() => Some(value.clone()),
            _ => None,
        };
        let is = |at: usize, kind: &Kind| self.tokens.get(at).is_some_and(|token| token.kind == *kind);
        let first = self.tokens.get(self.at)?;
        let ((top, bottom), length) = match &first.kind {
            Kind::Command(name) if command::command(name) == Some(Meaning::Fraction) => {
                let braced = |at: usize| {
                    (is(at, &Kind::Open('{')) && is(at + 2, &Kind::Close('{'))).then(|| integer(at + 1)).flatten().map(|v| (v, 3))
                };
                match (braced(self.at + 1), integer(self.at + 1)) {
                    (Some((top, used)), _) => ((top, braced(self.at + 1 + used)?.0), 1 + used + 3),
                    (None, Some(digits)) => (two_digits(&digits)?, 2),
                    _ => return None,
                }
            }
            Kind::Number { .. } if first.gap == Gap::Space && is(self.at + 1, &Kind::Sign('/')) => {
                ((integer(self.at)?, integer(self.at + 2)?), 3)
            }
            _ => return None,
        };
        (top < bottom && top > RBig::ZERO).then(|| (top / bottom, length))
    }

    fn word_primary(&mut self, word: &str) -> Option<Id> {
        if prepare::is_connective(word) {
            return None;
        }
        self.at += 1;
        if word.chars().count() == 1 {
            return Some(self.tree.add(match word {
                "e" => Node::Constant(Constant::E),
                "i" => Node::Constant(Constant::I),
                _ => Node::Symbol(word.to_owned()),
            }));
        }
        match prepare::meaning(word) {
            Some(meaning) => self.meant(meaning, word),
            None => {
                self.at -= 1;
                None
            }
        }
    }

    fn meant(&mut self, meaning: Meaning, name: &str) -> Option<Id> {
        use Meaning as M;
        self.deeper(|parser| match meaning {
            M::Constant(constant) => Some(parser.tree.add(Node::Constant(constant))),
            M::Function(function) => parser.function(function),
            M::Many(function) => parser.many(function),
            // The two forms of a letter are one letter.
            M::Letter => Some(parser.tree.add(Node::Symbol(format!("\\{}", name.strip_prefix("var").unwrap_or(name))))),
            M::Accent => parser.accent(name),
            M::Fraction => {
                let top = parser.argument()?;
                let bottom = parser.argument()?;
                let derivative = parser.begins_with_d(top) && parser.begins_with_d(bottom);
                Some(parser.tree.add(if derivative {
                    Node::Apply("derivative".into(), vec![top, bottom])
                } else {
                    Node::Div(top, bottom)
                }))
            }
            M::Binomial => parser.binomial(),
            M::Root => parser.root(name),
            M::Series => parser.series(name == "prod"),
            M::EmptySet => Some(parser.tree.add(Node::EmptySet)),
            M::Blackboard => parser.blackboard(),
            M::Dots => Some(parser.tree.add(Node::Dots)),
            M::Frame => parser.argument(),
            M::Dropped => {
                parser.skip_group();
                parser.primary()
            }
            M::Figure => parser.figure(name),
            M::Ignored => parser.primary(),
            M::Cis => parser.cis(),
            M::Log => parser.log(),
            M::Opaque => Some(parser.opaque()),
            _ => None,
        })
    }

    /// Whether this is one side of `\frac{dy}{dx}`, where d is no factor.
    fn begins_with_d(&self, id: Id) -> bool {
        let is_d = |id: Id| match self.tree.get(id) {
            Node::Symbol(name) => name == "d" || name == "\\partial",
            Node::Pow(base, _) => matches!(self.tree.get(*base), Node::Symbol(name) if name == "d" || name == "\\partial"),
            _ => false,
        };
        match self.tree.get(id) {
            Node::Mul(factors) => {
                factors.len() == 2 && is_d(factors[0]) && !matches!(self.tree.get(factors[1]), Node::Number { .. })
            }
            Node::Symbol(name) => name == "d",
            _ => false,
        }
    }

    /// `\angle ABC` has its vertex in the middle, so the letters are no product; `ABC` and `CBA` name the same.
    fn figure(&mut self, name: &str) -> Option<Id> {
        let mut corners = String::new();
        while let Some(Kind::Word(word)) = self.kind()
            && word.len() == 1
            && word.starts_with(|c: char| c.is_ascii_uppercase())
        {
            corners.push_str(&word.clone());
            self.at += 1;
        }
        if corners.is_empty() {
            return self.primary();
        }
        let turned: String = corners.chars().rev().collect();
        let mut sorted: Vec<char> = corners.chars().collect();
        sorted.sort_unstable();
        let name = if name.contains("angle") && !name.contains("tri") { "angle" } else { "triangle" };
        let corners = if name == "triangle" { sorted.into_iter().collect() } else { corners.min(turned) };
        Some(self.tree.add(Node::Symbol(format!("\\{name}({corners})"))))
    }

    fn skip_group(&mut self) {
        if !self.next_is(&Kind::Open('{')) {
            return;
        }
        let mut depth = 0_usize;
        while let Some(kind) = self.kind() {
            match kind {
                Kind::Open('{') => depth += 1,
                Kind::Close('{') => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// One argument of a command: a group, one digit, one letter, or another command with its arguments.
    fn argument(&mut self) -> Option<Id> {
        self.deeper(|parser| match parser.kind()? {
            Kind::Open('{') => parser.braces(),
            Kind::Number { value, written: None } if value.is_int() => {
                let (start, end) = (parser.peek()?.start, parser.peek()?.end);
                parser.digit_argument(start, end)
            }
            _ => parser.primary(),
        })
    }

    /// The first digit of a number as an argument: `\frac12` and `\frac123`.
    fn digit_argument(&mut self, start: usize, end: usize) -> Option<Id> {
        let taken = self.digits_taken;
        let digits: Vec<u8> = self.text.as_bytes()[start..end].iter().copied().filter(u8::is_ascii_digit).collect();
        let at = if taken.0 == self.at { taken.1 } else { 0 };
        let digit = digits.get(at)?;
        if at + 1 == digits.len() {
            self.at += 1;
            self.digits_taken = (usize::MAX, 0);
        } else {
            self.digits_taken = (self.at, at + 1);
        }
        Some(self.tree.number(u32::from(digit - b'0')))
    }

    fn function(&mut self, function: Function) -> Option<Id> {
        if self.next_is(&Kind::Sign('_')) {
            // `\arg_x` and the like are not understood.
            return None;
        }
        let mut power = None;
        let mut inverse = false;
        if self.take_if(&Kind::Sign('^')) {
            let exponent = self.script_argument()?;
            if self.is_minus_one(exponent) && inverse_of(function).is_some() {
                inverse = true;
            } else {
                power = Some(exponent);
            }
        }
        let of = self.function_argument()?;
        let function = if inverse { inverse_of(function)? } else { function };
        let value = self.tree.add(Node::Call(function, of));
        Some(match power {
            Some(exponent) => self.tree.add(Node::Pow(value, exponent)),
            None => value,
        })
    }

    pub(super) fn is_minus_one(&self, id: Id) -> bool {
        match self.tree.get(id) {
            Node::Neg(of) => matches!(self.tree.get(*of), Node::Number { value, .. } if value.is_one()),
            _ => false,
        }
    }

    /// What a function is taken of: brackets, or all factors up to the next sign or function.
    fn function_argument(&mut self) -> Option<Id> {
        if matches!(self.kind()?, Kind::Open('(' | '[' | '{')) {
            let inner = if self.next_is(&Kind::Open('{')) { self.braces()? } else { self.factor_of_brackets()? };
            return Some(inner);
        }
        let negative = self.take_if(&Kind::Sign('-'));
        let mut factors = vec![self.factor()?];
        while self.continues_argument() {
            factors.push(self.factor()?);
        }
        let of = if factors.len() == 1 { factors[0] } else { self.tree.add(Node::Mul(factors)) };
        Some(if negative { self.tree.neg(of) } else { of })
    }

    fn factor_of_brackets(&mut self) -> Option<Id> {
        let Some(Kind::Open(bracket)) = self.kind().cloned() else { return None };
        self.bracket(bracket)
    }

    fn continues_argument(&self) -> bool {
        let simple = |meaning| {
            matches!(meaning, Meaning::Constant(_) | Meaning::Letter | Meaning::Fraction | Meaning::Root | Meaning::Accent)
        };
        match self.kind() {
            Some(Kind::Word(word)) if word.chars().count() == 1 => true,
            Some(Kind::Word(word)) => !prepare::is_connective(word) && prepare::meaning(word).is_some_and(simple),
            Some(Kind::Command(name)) => command::command(name).is_some_and(simple),
            _ => false,
        }
    }

    /// `max(1, 2)`, `\gcd(12, 18)`.
    fn many(&mut self, function: Many) -> Option<Id> {
        let arguments = self.bracketed_items()?;
        Some(self.tree.add(Node::Many(function, arguments)))
    }

    /// A letter with a mark, such as `\vec{a}`; over capitals, a segment or an arc.
    fn accent(&mut self, name: &str) -> Option<Id> {
        let from = self.at;
        let inner = self.argument()?;
        if matches!(name, "overline" | "bar") && matches!(self.tree.get(inner), Node::Number { .. }) {
            return None;
        }
        if matches!(name, "overline" | "bar") && self.holds_i(inner, 0) {
            return Some(self.tree.add(Node::Call(Function::Conjugate, inner)));
        }
        let start = self.tokens[from].start;
        let end = self.tokens[from..self.at].last().map_or(start, |token| token.end);
        let letters: String = self.text[start..end].chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}')).collect();
        // The basis vectors are written with a hat, an arrow or bold.
        if let ("hat" | "vec" | "widehat" | "overrightarrow", "i" | "j" | "k" | "\\imath" | "\\jmath") = (name, letters.as_str())
        {
            let letter = letters.trim_start_matches('\\').chars().next()?;
            return Some(self.tree.add(Node::Symbol(format!("\\basis{letter}"))));
        }
        let name = if matches!(name, "overline" | "bar") && letters.chars().all(|c| c.is_ascii_uppercase()) { "" } else { name };
        Some(self.tree.add(Node::Symbol(format!("{name}({letters})"))))
    }

    fn holds_i(&self, id: Id, depth: u32) -> bool {
        matches!(self.tree.get(id), Node::Constant(Constant::I))
            || (depth < 8 && self.tree.children(id).into_iter().any(|child| self.holds_i(child, depth + 1)))
    }

    fn binomial(&mut self) -> Option<Id> {
        let arguments = if self.next_is(&Kind::Open('(')) {
            self.bracketed_items()?
        } else {
            let top = self.argument()?;
            vec![top, self.argument()?]
        };
        (arguments.len() == 2).then(|| self.tree.add(Node::Many(Many::Binomial, arguments)))
    }

    fn root(&mut self, name: &str) -> Option<Id> {
        let mut index = if name == "cbrt" { Some(self.tree.number(3)) } else { None };
        if name == "sqrt" && self.next_is(&Kind::Open('[')) {
            let items = self.bracketed_items()?;
            index = Some(*items.first().filter(|_| items.len() == 1)?);
        }
        let of = match self.kind()? {
            Kind::Open('(') => self.factor_of_brackets()?,
            // `\sqrt17` is meant as the root of 17, whatever TeX makes of it.
            Kind::Number { .. } => {
                let Some(Kind::Number { value, written }) = self.kind().cloned() else { return None };
                self.at += 1;
                self.tree.add(Node::Number { value, written })
            }
            _ => self.argument()?,
        };
        let index = match index {
            Some(index) => index,
            None => self.tree.number(2),
        };
        Some(self.tree.add(Node::Root { index, of }))
    }

    /// `\sum_{k=1}^{n} ...` with all factors that follow.
    fn series(&mut self, product: bool) -> Option<Id> {
        if !self.take_if(&Kind::Sign('_')) || !self.take_if(&Kind::Open('{')) {
            return Some(self.opaque());
        }
        let Some(Kind::Word(variable)) = self.kind().cloned() else { return Some(self.opaque()) };
        self.at += 1;
        if !self.take_if(&Kind::Sign('=')) {
            return Some(self.opaque());
        }
        let from = self.sum()?;
        if !self.take_if(&Kind::Close('{')) || !self.take_if(&Kind::Sign('^')) {
            return Some(self.opaque());
        }
        let to = self.script_argument()?;
        let body = self.product_of_series()?;
        Some(self.tree.add(Node::Series { product, variable, from, to, body }))
    }

    fn product_of_series(&mut self) -> Option<Id> {
        self.deeper(|parser| {
            let mut factors = vec![parser.factor()?];
            loop {
                match parser.kind() {
                    Some(Kind::Sign('/')) => {
                        parser.at += 1;
                        let by = parser.factor()?;
                        let of = if factors.len() == 1 { factors[0] } else { parser.tree.add(Node::Mul(factors)) };
                        factors = vec![parser.tree.add(Node::Div(of, by))];
                        parser.count_nesting()?;
                    }
                    Some(Kind::Sign('*')) => {
                        parser.at += 1;
                        factors.push(parser.factor()?);
                    }
                    Some(Kind::Command(name)) if command::command(name) == Some(Meaning::Times) => {
                        parser.at += 1;
                        factors.push(parser.factor()?);
                    }
                    _ if parser.starts_factor() => factors.push(parser.factor()?),
                    _ => break,
                }
            }
            Some(if factors.len() == 1 { factors[0] } else { parser.tree.add(Node::Mul(factors)) })
        })
    }

    fn blackboard(&mut self) -> Option<Id> {
        let braced = self.take_if(&Kind::Open('{'));
        let Some(Kind::Word(word)) = self.kind().cloned() else { return None };
        self.at += 1;
        if braced && !self.take_if(&Kind::Close('{')) {
            return None;
        }
        let letter = word.chars().next()?;
        Some(self.tree.add(if "RQZNC".contains(letter) { Node::Numbers(letter) } else { Node::Symbol(word) }))
    }

    /// `r cis t` is `e` to the power of `i t`.
    fn cis(&mut self) -> Option<Id> {
        let angle = self.function_argument()?;
        let e = self.tree.add(Node::Constant(Constant::E));
        let i = self.tree.add(Node::Constant(Constant::I));
        let exponent = self.tree.add(Node::Mul(vec![i, angle]));
        Some(self.tree.add(Node::Pow(e, exponent)))
    }

    fn log(&mut self) -> Option<Id> {
        let base = if self.take_if(&Kind::Sign('_')) {
            Some(match self.kind()? {
                Kind::Number { value, written: None } => {
                    let value = value.clone();
                    self.log_base(value)?
                }
                _ => self.script_argument()?,
            })
        } else {
            None
        };
        let power = if self.take_if(&Kind::Sign('^')) { Some(self.script_argument()?) } else { None };
        let of = self.function_argument()?;
        let value = match base {
            Some(base) => self.tree.add(Node::LogBase { base, of }),
            None => self.tree.add(Node::Call(Function::Log, of)),
        };
        Some(match power {
            Some(exponent) => self.tree.add(Node::Pow(value, exponent)),
            None => value,
        })
    }

    /// `\log_28` is the logarithm of 8 to base 2; `\log_{10} 8` and `log_10 8` have a base of two digits.
    fn log_base(&mut self, value: RBig) -> Option<Id> {
        let follows = self.tokens.get(self.at + 1).is_some_and(|next| {
            matches!(next.kind, Kind::Number { .. } | Kind::Open(_) | Kind::Word(_) | Kind::Command(_) | Kind::Sign('|'))
        });
        if follows {
            self.at += 1;
            return Some(self.tree.number(value));
        }
        let (start, end) = (self.peek()?.start, self.peek()?.end);
        self.digit_argument(start, end)
    }

    /// Everything to the end of the item, to be compared letter by letter.
    fn opaque(&mut self) -> Id {
        let start = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.start);
        let mut depth = 0_usize;
        let mut end = start;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Open(_) | Kind::Begin(_) => depth += 1,
                Kind::Close(_) | Kind::End(_) if depth == 0 => break,
                Kind::Close(_) | Kind::End(_) => depth -= 1,
                Kind::Sign(',' | ';' | '=') if depth == 0 => break,
                _ => {}
            }
            end = token.end;
            self.at += 1;
        }
        let text: String = self.text[start..end.max(start)].chars().filter(|c| !c.is_whitespace()).collect();
        self.tree.add(Node::Opaque(text.replace("\\,", "").replace("\\!", "").replace("\\;", "")))
    }
}

/// `\frac12`: both digits in one token.
fn two_digits(digits: &RBig) -> Option<(RBig, RBig)> {
    let text = digits.to_string();
    let bytes = text.as_bytes();
    let digit = |at: usize| RBig::from(u32::from(bytes[at] - b'0'));
    (bytes.len() == 2).then(|| (digit(0), digit(1)))
}

fn inverse_of(function: Function) -> Option<Function> {
    Some(match function {
        Function::Sin => Function::ArcSin,
        Function::Cos => Function::ArcCos,
        Function::Tan => Function::ArcTan,
        Function::Cot => Function::ArcCot,
        Function::Sec => Function::ArcSec,
        Function::Csc => Function::ArcCsc,
        Function::Sinh => Function::ArcSinh,
        Function::Cosh => Function::ArcCosh,
        Function::Tanh => Function::ArcTanh,
        _ => return None,
    })
}
