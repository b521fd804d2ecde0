//! Expressions: sums, products, powers and what stands between.

use super::command::Meaning;
use super::token::{Gap, Kind};
use super::{Parser, command, prepare};
use crate::tree::{Constant, Function, Id, Many, Node};

/// Letters that are functions where brackets follow.
const FUNCTION_LETTERS: [&str; 6] = ["f", "g", "h", "F", "G", "H"];

impl Parser<'_> {
    /// A sum of products.
    pub(super) fn sum(&mut self) -> Option<Id> {
        self.deeper(|parser| {
            let mut terms = vec![parser.signed_product()?];
            while parser.starts_sign() {
                terms.push(parser.signed_product()?);
            }
            Some(if terms.len() == 1 { terms[0] } else { parser.tree.add(Node::Add(terms)) })
        })
    }

    fn starts_sign(&self) -> bool {
        match self.kind() {
            Some(Kind::Sign('+' | '-') | Kind::Pair("+-")) => true,
            Some(Kind::Command(name)) => name == "pm" || name == "mp",
            _ => false,
        }
    }

    /// Any number of signs: whether they make a minus, and whether one is `±` (true where it is `∓`).
    fn signs(&mut self) -> (bool, Option<bool>) {
        let (mut negative, mut both) = (false, None);
        while self.starts_sign() {
            match self.kind() {
                Some(Kind::Sign('-')) => negative = !negative,
                Some(Kind::Pair(_)) => both = Some(false),
                Some(Kind::Command(name)) => both = Some(name == "mp"),
                _ => {}
            }
            self.at += 1;
        }
        (negative, both)
    }

    fn with_signs(&mut self, (negative, both): (bool, Option<bool>), of: Id) -> Id {
        let of = if negative { self.tree.neg(of) } else { of };
        match both {
            Some(flipped) => self.tree.add(Node::PlusMinus { of, flipped }),
            None => of,
        }
    }

    fn signed_product(&mut self) -> Option<Id> {
        let signs = self.signs();
        let product = self.product()?;
        Some(self.with_signs(signs, product))
    }

    /// A factor with its signs, as after an operator or a caret.
    fn signed_factor(&mut self) -> Option<Id> {
        let signs = self.signs();
        let factor = self.deeper(Self::factor)?;
        Some(self.with_signs(signs, factor))
    }

    fn product(&mut self) -> Option<Id> {
        let mut factors = vec![self.factor()?];
        loop {
            match self.operator() {
                Some(Meaning::Times) => {
                    self.at += 1;
                    factors.push(self.signed_factor()?);
                }
                Some(Meaning::Over) => {
                    self.at += 1;
                    self.count_nesting()?;
                    let by = self.divisor()?;
                    let of = self.join(factors);
                    factors = vec![self.tree.add(Node::Div(of, by))];
                }
                Some(Meaning::Modulo) if !self.in_brackets_ahead() => {
                    self.at += 1;
                    self.count_nesting()?;
                    let by = self.signed_factor()?;
                    let of = self.join(factors);
                    factors = vec![self.tree.add(Node::Many(Many::Modulo, vec![of, by]))];
                }
                _ if self.starts_factor() => factors.push(self.factor()?),
                _ => return Some(self.join(factors)),
            }
        }
    }

    /// `\pmod{7}` states a congruence and computes nothing.
    fn in_brackets_ahead(&self) -> bool {
        self.peek().is_some_and(|token| token.is_command("pmod"))
    }

    fn join(&mut self, mut factors: Vec<Id>) -> Id {
        match factors.len() {
            1 => factors.remove(0),
            _ => self.tree.add(Node::Mul(factors)),
        }
    }

    fn operator(&self) -> Option<Meaning> {
        match self.kind()? {
            Kind::Sign('*') => Some(Meaning::Times),
            Kind::Sign('/') => Some(Meaning::Over),
            Kind::Command(name) => {
                command::command(name).filter(|meaning| matches!(meaning, Meaning::Times | Meaning::Over | Meaning::Modulo))
            }
            Kind::Word(name) if name == "mod" => Some(Meaning::Modulo),
            // `2 x 3` in plain text, with spaces, between numbers.
            Kind::Word(name) if name == "x" && self.is_times_letter() => Some(Meaning::Times),
            _ => None,
        }
    }

    fn is_times_letter(&self) -> bool {
        let number = |at: Option<usize>| {
            at.and_then(|at| self.tokens.get(at)).is_some_and(|token| matches!(token.kind, Kind::Number { .. }))
        };
        let spaced = |at: usize| self.tokens.get(at).is_some_and(|token| token.gap == Gap::Space);
        number(self.at.checked_sub(1)) && number(Some(self.at + 1)) && spaced(self.at) && spaced(self.at + 1)
    }

    /// What a slash divides by: a number alone, or letters that belong together, as in `mg/kx`.
    fn divisor(&mut self) -> Option<Id> {
        let is_number = matches!(self.kind(), Some(Kind::Number { .. }));
        let first = self.signed_factor()?;
        if is_number {
            return Some(first);
        }
        let mut factors = vec![first];
        let letter = |kind: Option<&Kind>| matches!(kind, Some(Kind::Word(word)) if word.chars().count() == 1);
        while letter(self.kind()) && self.peek().is_some_and(|token| token.gap == Gap::None) && self.operator().is_none() {
            factors.push(self.factor()?);
        }
        Some(self.join(factors))
    }

    /// Whether what comes next multiplies without a sign.
    pub(super) fn starts_factor(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        if token.gap == Gap::Line {
            return false;
        }
        match &token.kind {
            Kind::Number { .. } | Kind::Based { .. } => {
                // Two numbers side by side are no product, except behind a bracket or a letter.
                let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                !before.is_some_and(|before| matches!(before.kind, Kind::Number { .. }))
            }
            Kind::Open('(') if self.membership_in_brackets() => false,
            Kind::Open('(') => !self.tokens.get(self.at + 1).is_some_and(|next| next.is_word("mod") || next.is_command("mod")),
            Kind::Open(_) => true,
            Kind::Begin(name) => name.ends_with("matrix") || name == "array",
            Kind::Sign('|') => self.bars == 0 && !self.no_bar,
            Kind::Word(word) => self.word_starts_factor(word),
            Kind::Command(name) => command::command(name).is_none_or(starts) && self.quotient_ahead().is_none(),
            // `30\text{ min}` is a time.
            Kind::Text(text) if matches!(text.trim(), "min" | "max" | "sec") => {
                self.tokens.get(self.at + 1).is_some_and(|next| matches!(next.kind, Kind::Open(_)))
            }
            Kind::Text(text) => command::word(text.trim()).is_some_and(starts),
            _ => false,
        }
    }

    /// Whether `(k \\in ...` comes next.
    pub(super) fn membership_in_brackets(&self) -> bool {
        let kind = |ahead: usize| self.tokens.get(self.at + ahead).map(|token| &token.kind);
        let letter = matches!(kind(1), Some(Kind::Word(word)) if word.chars().count() == 1);
        self.next_is(&Kind::Open('(')) && letter && self.tokens.get(self.at + 2).is_some_and(|token| token.is_command("in"))
    }

    fn word_starts_factor(&self, word: &str) -> bool {
        if prepare::is_connective(word) {
            return false;
        }
        if word.chars().count() == 1 {
            return word.is_ascii() && (word != "U" || !self.is_union_letter());
        }
        prepare::meaning(word).is_some_and(starts)
    }

    /// A capital U between brackets stands for a union.
    pub(super) fn is_union_letter(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let after = self.tokens.get(self.at + 1);
        before.is_some_and(|token| matches!(token.kind, Kind::Close('(' | '[' | 's')))
            && after.is_some_and(|token| matches!(token.kind, Kind::Open('(' | '[' | 's')))
    }

    /// A primary with what is written behind and above it.
    pub(super) fn factor(&mut self) -> Option<Id> {
        let primary = self.primary()?;
        self.behind(primary)
    }

    fn behind(&mut self, mut of: Id) -> Option<Id> {
        loop {
            of = match self.kind() {
                Some(Kind::Sign('^')) => {
                    self.at += 1;
                    self.raised(of)?
                }
                Some(Kind::Sign('_')) => {
                    self.at += 1;
                    self.lowered(of)?
                }
                Some(Kind::Sign('!')) => {
                    let double = self.tokens.get(self.at + 1).is_some_and(|token| token.is_sign('!') && token.gap == Gap::None);
                    self.at += 1 + usize::from(double);
                    let function = if double { Function::DoubleFactorial } else { Function::Factorial };
                    self.deeper(|parser| Some(parser.tree.add(Node::Call(function, of))))?
                }
                Some(Kind::Sign('%')) => {
                    self.at += 1;
                    self.tree.add(Node::Percent(of))
                }
                Some(Kind::Sign('\'')) if matches!(self.tree.get(of), Node::Symbol(_)) => {
                    self.at += 1;
                    self.renamed(of, "'")
                }
                Some(Kind::Command(name)) if name == "prime" => {
                    self.at += 1;
                    self.renamed(of, "'")
                }
                // `3.14159...` is known to these digits.
                Some(Kind::Command(name)) if command::command(name) == Some(Meaning::Dots) && self.is_cut_decimal(of) => {
                    self.at += 1;
                    of
                }
                // `90\degree` and `45 \deg` without a caret.
                Some(Kind::Command(name)) if name == "degree" || name == "deg" => {
                    self.at += 1;
                    self.degrees(of)?
                }
                Some(Kind::Open('(')) => match self.application(of) {
                    Some(applied) => applied,
                    None => return Some(of),
                },
                _ => return Some(of),
            };
            self.count_nesting()?;
        }
    }

    fn is_cut_decimal(&self, of: Id) -> bool {
        matches!(self.tree.get(of), Node::Number { written: Some(_), .. })
    }

    /// `C_n^k` and `C_8^3` count combinations; `C_1` is a constant.
    fn combinations(&mut self, of: Id, below: Id, written: &str) -> Option<Option<Id>> {
        let counts = written.parse::<u32>().is_ok_and(|n| n >= 2) || matches!(written, "n" | "m" | "N" | "2n");
        let is_c = matches!(self.tree.get(of), Node::Symbol(name) if name == "C");
        if !is_c || !counts || !self.next_is(&Kind::Sign('^')) {
            return None;
        }
        self.at += 1;
        let above = self.script_argument();
        Some(above.map(|above| self.tree.add(Node::Many(Many::Binomial, vec![below, above]))))
    }

    fn renamed(&mut self, of: Id, mark: &str) -> Id {
        match self.tree.get(of).clone() {
            Node::Symbol(name) => self.tree.add(Node::Symbol(format!("{name}{mark}"))),
            _ => of,
        }
    }

    /// `f(x)` where `f` is a name of functions.
    fn application(&mut self, of: Id) -> Option<Id> {
        let Node::Symbol(name) = self.tree.get(of).clone() else { return None };
        let stem = name.split('_').next().unwrap_or_default().trim_end_matches(['\'', '{', '}']);
        let is_function = FUNCTION_LETTERS.contains(&stem) || name.ends_with('\'') || name == "\\Gamma" || name == "\\phi";
        if !(is_function || self.defines(&name)) || self.tokens[self.at].gap == Gap::Line {
            return None;
        }
        let arguments = self.bracketed_items()?;
        Some(self.tree.add(Node::Apply(name, arguments)))
    }

    /// Whether this is the beginning of `y(x) = ...`, which names a function whatever its letter.
    fn defines(&self, name: &str) -> bool {
        let kind = |ahead: usize| self.tokens.get(self.at + ahead).map(|token| &token.kind);
        let letter = matches!(kind(1), Some(Kind::Word(word)) if word.chars().count() == 1);
        name.chars().count() == 1 && letter && kind(2) == Some(&Kind::Close('(')) && kind(3) == Some(&Kind::Sign('='))
    }

    fn raised(&mut self, of: Id) -> Option<Id> {
        if let Some(mark) = self.raised_mark() {
            return match mark {
                Mark::Degrees => self.degrees(of),
                Mark::Prime => Some(self.renamed(of, "'")),
                Mark::Named(name) => Some(match self.tree.get(of) {
                    Node::Symbol(_) => self.renamed(of, name),
                    _ => self.tree.add(Node::Apply(name.to_owned(), vec![of])),
                }),
            };
        }
        let exponent = self.script_argument()?;
        // The inverse of a function, which is not its reciprocal.
        if self.is_minus_one(exponent)
            && self.next_is(&Kind::Open('('))
            && matches!(self.tree.get(of), Node::Symbol(name) if FUNCTION_LETTERS.contains(&name.as_str()))
        {
            return Some(self.renamed(of, "^{-1}'"));
        }
        Some(self.tree.add(Node::Pow(of, exponent)))
    }

    /// Marks above that are no exponents: degrees, primes, complements, transposes.
    fn raised_mark(&mut self) -> Option<Mark> {
        let braced = self.next_is(&Kind::Open('{'));
        let at = self.at + usize::from(braced);
        let mark = match &self.tokens.get(at)?.kind {
            Kind::Command(name) if matches!(name.as_str(), "circ" | "degree" | "deg") => Mark::Degrees,
            Kind::Command(name) if name == "prime" => Mark::Prime,
            Kind::Command(name) if name == "top" => Mark::Named("^T"),
            Kind::Sign('\'') => Mark::Prime,
            Kind::Word(word) if word == "T" => Mark::Named("^T"),
            Kind::Word(word) if word == "c" && braced => Mark::Named("^c"),
            _ => return None,
        };
        if braced && self.tokens.get(at + 1).is_none_or(|token| token.kind != Kind::Close('{')) {
            return None;
        }
        self.at = at + 1 + usize::from(braced);
        Some(mark)
    }

    /// Degrees, with minutes and seconds where they follow.
    fn degrees(&mut self, of: Id) -> Option<Id> {
        let mut total = of;
        for (mark, parts) in [('\'', 60_u32), ('"', 3600)] {
            let Some(Kind::Number { value, .. }) = self.kind().cloned() else { break };
            let marked = match self.tokens.get(self.at + 1).map(|token| &token.kind) {
                Some(Kind::Sign(sign)) if *sign == mark => 2,
                Some(Kind::Sign('^')) if self.tokens.get(self.at + 2).is_some_and(|token| token.is_command("prime")) => 3,
                Some(Kind::Sign('\'')) if mark == '"' && self.tokens.get(self.at + 2).is_some_and(|t| t.is_sign('\'')) => 3,
                _ => break,
            };
            self.at += marked;
            let part = self.tree.number(value / dashu_ratio::RBig::from(parts));
            total = self.tree.add(Node::Add(vec![total, part]));
        }
        Some(self.tree.add(Node::Degrees(total)))
    }

    /// A group, or the one thing that a caret takes: a number with its sign, a letter, a command with its arguments.
    pub(super) fn script_argument(&mut self) -> Option<Id> {
        self.deeper(|parser| {
            if parser.next_is(&Kind::Open('{')) {
                return parser.braces();
            }
            let signs = parser.signs();
            let base = parser.primary()?;
            // `2^3^2` is 2 to the power of 9.
            let base = if parser.next_is(&Kind::Sign('^')) {
                parser.at += 1;
                parser.raised(base)?
            } else if matches!(parser.kind(), Some(Kind::Sign('!'))) {
                parser.behind(base)?
            } else {
                base
            };
            Some(parser.with_signs(signs, base))
        })
    }

    /// What stands below: a base of digits, or a part of a name.
    fn lowered(&mut self, of: Id) -> Option<Id> {
        if let Node::Number { value, written: None } = self.tree.get(of).clone()
            && let Some(underscore) = self.tokens.get(self.at - 1)
            && let Some((base, length)) = super::lex::base_below(&self.text[underscore.start..])
        {
            let end = underscore.start + length;
            while self.peek().is_some_and(|token| token.start < end) {
                self.at += 1;
            }
            let digits = value.to_string();
            let in_base = dashu_int::UBig::from_str_radix(&digits, base.clamp(2, 36)).ok();
            return Some(match in_base.filter(|_| (2..=36).contains(&base)) {
                Some(value) => self.tree.add(Node::Based { value: value.into(), base, digits }),
                None => self.tree.add(Node::Opaque(format!("{digits}_{base}"))),
            });
        }
        let start = self.peek()?.start;
        let from = self.at;
        let before = self.tree.len();
        let read = self.script_argument();
        let end = self.tokens[from..self.at].last().map_or(start, |token| token.end);
        debug_assert!(self.tree.len() >= before);
        let read = read?;
        let below: String = self.text[start..end].chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}')).collect();
        if let Some(binomial) = self.combinations(of, read, &below) {
            return binomial;
        }
        Some(match self.tree.get(of).clone() {
            Node::Symbol(name) => self.tree.add(Node::Symbol(format!("{name}_{below}"))),
            Node::Constant(Constant::E | Constant::I) => self.tree.add(Node::Symbol(format!("e_{below}"))),
            _ => self.tree.add(Node::Apply(format!("_{below}"), vec![of])),
        })
    }
}

enum Mark {
    Degrees,
    Prime,
    Named(&'static str),
}

/// Whether something with this meaning can begin a factor.
fn starts(meaning: Meaning) -> bool {
    use Meaning as M;
    match meaning {
        M::Constant(_)
        | M::Function(_)
        | M::Many(_)
        | M::Letter
        | M::Accent
        | M::Fraction
        | M::Binomial
        | M::Root
        | M::Series => true,
        M::EmptySet | M::Blackboard | M::Dots | M::Frame | M::Dropped | M::Figure | M::Ignored | M::Cis | M::Log | M::Opaque => {
            true
        }
        M::Times | M::Over | M::PlusMinus | M::Modulo | M::And | M::Or | M::Therefore | M::Relation(_) => false,
        M::Union | M::Intersection | M::Difference | M::Degree | M::Percent | M::Choose => false,
    }
}
