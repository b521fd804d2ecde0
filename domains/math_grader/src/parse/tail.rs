//! What stands behind an expression: units, "million", a base, a modulus; and texts without their commands.

use dashu_ratio::RBig;

use super::token::{Gap, Kind, Token};
use super::{Parser, command, statement};
use crate::tree::{Id, Node};
use crate::{units, words};

/// Longest fraction of units, in bytes.
const MOST_OF_QUOTIENT: usize = 100;

impl Parser<'_> {
    /// The expression with what stands behind it; `None` where that is not understood.
    pub(super) fn tail(&mut self, of: Id) -> Option<Id> {
        let mut of = of;
        if let Some(modulo) = self.modulus(of) {
            return modulo;
        }
        loop {
            let from = self.at;
            if let Some(quantity) = self.quotient_of_units(of) {
                return Some(quantity);
            }
            let length = self.tail_length();
            if length == 0 {
                return Some(of);
            }
            if let Some(scaled) = self.scaled(of) {
                of = scaled;
                continue;
            }
            if let Some(based) = self.based_in_words(of) {
                return Some(based);
            }
            let tokens = &self.tokens[from..from + length];
            let text = flatten(self.text, tokens);
            // `100^\circ\text{C}` is a temperature.
            if let Node::Degrees(inner) = self.tree.get(of)
                && matches!(text.as_str(), "C" | "F" | "Celsius" | "Fahrenheit")
            {
                let inner = *inner;
                let unit = units::parse(&format!("°{}", &text[..1]))?;
                self.at += length;
                return Some(self.tree.add(Node::Quantity(inner, Box::new(unit))));
            }
            if matches!(text.trim().to_lowercase().as_str(), "percent" | "pct" | "percentage" | "per cent" | "percents") {
                self.at += length;
                return Some(self.tree.add(Node::Percent(of)));
            }
            if let Some(sum) = self.compound(of, length) {
                return Some(sum);
            }
            let unit = units::parse(&text)?;
            self.at += length;
            return Some(self.tree.add(Node::Quantity(of, Box::new(unit))));
        }
    }

    /// `15 \frac{\text{miles}}{\text{hour}}`.
    fn quotient_of_units(&mut self, of: Id) -> Option<Id> {
        let (unit, length) = self.quotient_ahead()?;
        self.at += length;
        Some(self.tree.add(Node::Quantity(of, Box::new(unit))))
    }

    /// A fraction of texts that are units, and its tokens.
    pub(super) fn quotient_ahead(&self) -> Option<(units::Unit, usize)> {
        let token = self.peek()?;
        let Kind::Command(name) = &token.kind else { return None };
        if command::command(name) != Some(command::Meaning::Fraction) {
            return None;
        }
        // A unit is short, so that a row of fractions takes no longer than its text.
        let end = self.text.len().min(token.end + MOST_OF_QUOTIENT);
        let text = self.text.get(token.end..(token.end..=end).rev().find(|end| self.text.is_char_boundary(*end))?)?;
        let is_text = |inner: &str| ["\\text{", "\\mathrm{", "\\mbox{"].iter().any(|command| inner.trim().starts_with(command));
        let (top, rest) = super::lettered::group(text).filter(|(top, _)| is_text(top))?;
        let (bottom, rest) = super::lettered::group(rest).filter(|(bottom, _)| is_text(bottom))?;
        let unit = units::parse(&format!("({top})/({bottom})"))?;
        let end = token.end + text.len() - rest.len();
        let length = self.tokens[self.at..].iter().take_while(|token| token.start < end).count();
        Some((unit, length))
    }

    /// How many tokens from here on are words or units.
    fn tail_length(&self) -> usize {
        let starts = match self.kind() {
            Some(Kind::Text(text)) => !is_ratio_or_condition(text.trim()) && !text.trim().is_empty(),
            Some(Kind::Word(word)) => {
                word.chars().count() > 1 && !is_ratio_or_condition(word) && !(word == "in" && self.is_membership())
            }
            Some(Kind::Sign('€' | '£' | '¥' | '$')) => true,
            _ => false,
        };
        if !starts || self.peek().is_some_and(|token| statement::separator_of(token).is_some()) {
            return 0;
        }
        let mut depth = 0_usize;
        let rest = &self.tokens[self.at..];
        rest.iter()
            .position(|token| match &token.kind {
                Kind::Open(_) => {
                    depth += 1;
                    false
                }
                Kind::Close(_) if depth > 0 => {
                    depth -= 1;
                    false
                }
                Kind::Close(_) | Kind::End(_) | Kind::NewRow => true,
                Kind::Sign('=' | '<' | '>' | ',' | ';' | '&' | '|' | ':') => depth == 0,
                Kind::Pair(_) => true,
                Kind::Text(text) if is_ratio_or_condition(text.trim()) => depth == 0,
                Kind::Word(word) if is_ratio_or_condition(word) => depth == 0,
                Kind::Command(name) => matches!(command::command(name), Some(command::Meaning::Relation(_))),
                _ => depth == 0 && statement::separator_of(token).is_some(),
            })
            .unwrap_or(rest.len())
    }

    fn is_membership(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| matches!(token.kind, Kind::Open(_)) || token.is_command("mathbb"))
    }

    /// `2 hours 30 minutes`, `5 feet and 3 inches`: a sum of two measures of one kind, the second of a smaller unit.
    fn compound(&mut self, of: Id, length: usize) -> Option<Id> {
        let tail = &self.tokens[self.at..self.at + length.max(1)];
        // The words of the first unit, then perhaps "and", then the second number and its words.
        let cut = tail.iter().position(|token| matches!(token.kind, Kind::Number { .. })).or_else(|| {
            let next = self.at + length;
            let and = self.tokens.get(next).is_some_and(|token| token.is_word("and"));
            let number = self.tokens.get(next + 1).is_some_and(|token| matches!(token.kind, Kind::Number { .. }));
            (and && number).then_some(length)
        })?;
        let first = units::parse(&flatten(self.text, &self.tokens[self.at..self.at + cut]))?;
        let start = self.at + cut + usize::from(cut == length);
        let Kind::Number { value, .. } = self.tokens.get(start)?.kind.clone() else { return None };
        let saved = std::mem::replace(&mut self.at, start + 1);
        let more = self.tail_length();
        let second = units::parse(&flatten(self.text, &self.tokens[self.at..self.at + more]));
        let ratio = second.and_then(|second| match units::compare(Some(&second), Some(&first)) {
            units::Relation::Convert(conversion) => conversion.apply(&value).filter(|_| first.is_known()),
            _ => None,
        });
        let Some(part) = ratio.filter(|_| more > 0) else {
            self.at = saved;
            return None;
        };
        self.at += more;
        let part = self.tree.number(part);
        let sum = self.tree.add(Node::Add(vec![of, part]));
        Some(self.tree.add(Node::Quantity(sum, Box::new(first))))
    }

    /// `5 million`, `70K`.
    fn scaled(&mut self, of: Id) -> Option<Id> {
        let of_word = |word: &str| words::scale(word).map(RBig::from).or_else(|| words::part(word));
        let (scale, rest) = match self.kind()? {
            Kind::Word(word) => (of_word(word)?, None),
            Kind::Text(text) => {
                let text = text.trim();
                let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
                (of_word(first)?, Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty()))
            }
            _ => return None,
        };
        // Of a number only: `x million` says nothing.
        let inner = match self.tree.get(of).clone() {
            Node::Quantity(inner, unit) => (inner, Some(unit)),
            Node::Number { .. } | Node::Neg(_) | Node::Div(..) => (of, None),
            _ => return None,
        };
        self.at += 1;
        let factor = self.tree.number(scale);
        let value = self.scaled_value(inner.0, factor);
        let value = match inner.1 {
            Some(unit) => self.tree.add(Node::Quantity(value, unit)),
            None => value,
        };
        Some(match rest.and_then(|rest| units::parse(&rest)) {
            Some(unit) => self.tree.add(Node::Quantity(value, Box::new(unit))),
            None => value,
        })
    }

    fn scaled_value(&mut self, of: Id, factor: Id) -> Id {
        match (self.tree.get(of).clone(), self.tree.get(factor).clone()) {
            (Node::Number { value, .. }, Node::Number { value: factor, .. }) => self.tree.number(value * factor),
            _ => self.tree.add(Node::Mul(vec![of, factor])),
        }
    }

    /// `204 base 5`, `204 in base five`.
    fn based_in_words(&mut self, of: Id) -> Option<Id> {
        let Node::Number { value, written: None } = self.tree.get(of).clone() else { return None };
        let length = self.tail_length();
        let text = flatten(self.text, &self.tokens[self.at..self.at + length]).to_lowercase();
        let text = text.trim().trim_start_matches("in ").trim_start_matches('(').trim_end_matches(')');
        let name = text.strip_prefix("base")?.trim();
        let base = name.parse::<u32>().ok().or_else(|| u32::try_from(words::number(name)?.numerator().clone()).ok())?;
        let digits = value.to_string();
        let value = (2..=36).contains(&base).then(|| dashu_int::UBig::from_str_radix(&digits, base).ok()).flatten()?;
        self.at += length;
        Some(self.tree.add(Node::Based { value: value.into(), base, digits }))
    }

    /// `3 \pmod 7`, `3 (mod 7)`: the outer `None` where there is no modulus, the inner one where it cannot be read.
    fn modulus(&mut self, of: Id) -> Option<Option<Id>> {
        let bracketed = self.next_is(&Kind::Open('('));
        let at = self.at + usize::from(bracketed);
        let token = self.tokens.get(at)?;
        if !(token.is_command("pmod")
            || (bracketed && (token.is_word("mod") || token.is_command("mod") || token.is_command("bmod"))))
        {
            return None;
        }
        self.at = at + 1;
        let by = self.factor();
        let closed = !bracketed || self.take_if(&Kind::Close('('));
        Some(by.filter(|_| closed).map(|by| self.tree.add(Node::Apply("mod".into(), vec![of, by]))))
    }
}

fn is_ratio_or_condition(word: &str) -> bool {
    matches!(word.trim_matches(','), "to" | "for" | "where" | "with" | "when" | "if" | "for all" | "for any")
        || ["for all ", "for any ", "for every ", "for each ", "for real ", "where "]
            .iter()
            .any(|remark| word.starts_with(remark))
}

/// Tokens as plain text on one line: words and signs, without commands.
pub(super) fn flatten(text: &str, tokens: &[Token]) -> String {
    let mut flat = String::new();
    // Braces of groups are not seen.
    let mut hidden = 0_usize;
    for token in tokens {
        if token.gap != Gap::None && !flat.is_empty() && !flat.ends_with(' ') {
            flat.push(' ');
        }
        match &token.kind {
            Kind::Text(inner) => flatten_text(inner, &mut flat),
            Kind::Word(word) => flat.push_str(word),
            Kind::Command(name) => match name.as_str() {
                "circ" | "degree" | "deg" => {
                    if flat.ends_with('^') {
                        flat.pop();
                    }
                    flat.push('°');
                }
                "cdot" | "times" => flat.push('·'),
                "mu" => flat.push('μ'),
                "Omega" => flat.push('Ω'),
                "percent" => flat.push('%'),
                _ => {
                    flat.push('\\');
                    flat.push_str(name);
                }
            },
            Kind::Open('{') if !flat.ends_with(['^', '_']) => hidden += 1,
            Kind::Close('{') if hidden > 0 => hidden -= 1,
            Kind::Open('s') => flat.push('{'),
            Kind::Close('s') => flat.push('}'),
            _ => flat.push_str(text.get(token.start..token.end).unwrap_or_default()),
        }
    }
    flat.trim().to_owned()
}

/// The words in a text command, without the commands inside.
fn flatten_text(inner: &str, flat: &mut String) {
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        push_words(&rest[..at], flat);
        let after = &rest[at + 1..];
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &after[..length];
        let sign = match name {
            "circ" | "degree" => Some('°'),
            "Omega" => Some('Ω'),
            "mu" => Some('μ'),
            "cdot" => Some('·'),
            _ => None,
        };
        if let Some(sign) = sign {
            flat.push(sign);
        } else if name.is_empty() {
            flat.push(' ');
        }
        let skip = if length == 0 { after.chars().next().map_or(0, char::len_utf8) } else { length };
        rest = &after[skip..];
    }
    push_words(rest, flat);
}

fn push_words(words: &str, flat: &mut String) {
    for c in words.chars() {
        match c {
            '$' => {}
            c if c.is_whitespace() => {
                if !flat.ends_with(' ') {
                    flat.push(' ');
                }
            }
            c => flat.push(c),
        }
    }
}
