//! The text of a unit, read.

use dashu_ratio::RBig;

use super::lookup::lookup;
use super::noun::{noun, singular};
use super::product::Product;
use super::table::{self, Entry};
use super::tail::tail;
use super::token::{Token, tokens};
use super::{Dimension, Kind, Unit};

/// A longer text is no unit, in bytes.
pub const MAX_BYTES: usize = 200;
/// Powers beyond this are no unit's.
pub const MAX_EXPONENT: i32 = 12;
/// Brackets within brackets at most.
const MAX_DEPTH: usize = 4;

/// The unit that a text says: `cm^2`, `square feet`, `m s^{-2}`, `miles per hour`, `°C`, `$`, `apples`.
///
/// A plain phrase in letters that is no unit is a [`Kind::Noun`]. [`None`] where the text is neither.
///
/// ```
/// use exitrl_math_grader::units::{Kind, parse};
///
/// assert_eq!(parse("m/s^2"), parse("meters per second squared"));
/// assert_eq!(parse("red marbles").map(|unit| unit.kind), Some(Kind::Noun));
/// assert_eq!(parse("or so"), None);
/// ```
pub fn parse(text: &str) -> Option<Unit> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    // The full stops of an abbreviation part no units.
    let undotted = text.contains('.').then(|| text.replace("m.p.h", "mph").replace("U.S", "US"));
    let text = undotted.as_deref().unwrap_or(text);
    let read = tokens(text).and_then(|tokens| {
        let mut reader = Reader::new(&tokens, false);
        let mut unit = reader.unit()?;
        if reader.ambiguous {
            unit.other = Reader::new(&tokens, true).unit().map(Box::new);
        }
        Some(unit)
    });
    read.or_else(|| Some(counted(noun(text)?)))
}

fn counted(noun: String) -> Unit {
    let one = RBig::ONE;
    let dimension = Dimension::default();
    Unit { kind: Kind::Noun, dimension, factor: one.clone(), pi: 0, offset: RBig::ZERO, scale: one, noun, other: None }
}

/// A bracket that is open: what stands before it, and whether it is below the line.
struct Open {
    before: Product,
    below: bool,
    /// Whether a sign of multiplication or division stands before it.
    joined: bool,
}

fn at_operator(before: Option<Token<'_>>) -> bool {
    matches!(before, Some(Token::Times | Token::Slash | Token::Word("per")))
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// Whether a word that means two units is taken for the second one.
    second: bool,
    /// Whether there was such a word.
    ambiguous: bool,
    /// Directions that are said after the unit.
    directions: String,
}

impl<'a> Reader<'a> {
    fn new(tokens: &'a [Token<'a>], second: bool) -> Self {
        Self { tokens, at: 0, second, ambiguous: false, directions: String::new() }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn word_at(&self, at: usize) -> Option<&'a str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn unit(&mut self) -> Option<Unit> {
        while self.at < 2
            && self.at + 1 < self.tokens.len()
            && self.word_at(self.at).is_some_and(|word| is_word(word, &MODIFIERS))
        {
            self.at += 1;
        }
        let scale = self.scale();
        if self.peek().is_none() {
            // "dozen", "million": a number with nothing counted.
            let scale = scale?;
            return Some(Unit { factor: scale.clone(), scale, ..counted(String::new()) });
        }
        let scaled = scale.is_some();
        let scale = scale.unwrap_or(RBig::ONE);
        if scaled && let Some(name) = self.noun_to_the_end() {
            return Some(Unit { factor: scale.clone(), scale, ..counted(name) });
        }
        let product = self.product()?;
        if product.parts == 0 || product.nouns == product.parts && product.parts < 2 {
            return None;
        }
        let unit = product.into_unit(scale)?;
        Some(if matches!(unit.kind, Kind::Known | Kind::Ratio | Kind::Any) {
            Unit { noun: std::mem::take(&mut self.directions), ..unit }
        } else {
            unit
        })
    }

    /// "million", "hundred thousand", "dozen" before the unit.
    fn scale(&mut self) -> Option<RBig> {
        let mut scale = RBig::ONE;
        let start = self.at;
        while self.at < start + 3
            && let Some(word) = self.word_at(self.at).filter(|word| word.len() > 3)
            && let Some(more) = crate::words::scale(word)
        {
            scale *= RBig::from(more);
            self.at += 1;
            if self.word_at(self.at) == Some("of") {
                self.at += 1;
            }
        }
        (self.at > start).then_some(scale)
    }

    /// The rest as a noun, where it is letters only and begins with no known unit.
    fn noun_to_the_end(&self) -> Option<String> {
        let mut text = String::new();
        for at in self.at..self.tokens.len() {
            text.push_str(self.word_at(at)?);
            text.push(' ');
        }
        let known = lookup(self.word_at(self.at)?).is_some();
        if known { None } else { noun(&text) }
    }

    fn product(&mut self) -> Option<Product> {
        let mut all = Product::new();
        let mut below = false;
        let mut open: Vec<Open> = Vec::new();
        while let Some(token) = self.peek() {
            match token {
                Token::Times | Token::Minus if all.parts > 0 && self.at + 1 < self.tokens.len() => self.at += 1,
                Token::Slash if all.parts > 0 || open.is_empty() && below => {
                    self.at += 1;
                    below = true;
                }
                Token::Word("per" | "Per" | "an" | "a")
                    if (all.parts > 0 || self.at == 0) && self.word_at(self.at + 1) != Some("cent") =>
                {
                    // "dollars an hour", "miles a day"
                    self.at += 1;
                    below = true;
                }
                Token::Open => {
                    if open.len() >= MAX_DEPTH {
                        return None;
                    }
                    let joined = at_operator(self.at.checked_sub(1).map(|before| self.tokens[before]));
                    self.at += 1;
                    open.push(Open { before: std::mem::replace(&mut all, Product::new()), below, joined });
                    below = false;
                }
                Token::Close => {
                    self.at += 1;
                    let group = open.pop()?;
                    below = group.below;
                    all = self.close(group, all)?;
                }
                Token::Word(_) if open.is_empty() && all.parts > 0 && self.skip_tail() => {}
                _ => {
                    let part = self.factor(below)?;
                    all.times(&part)?;
                }
            }
        }
        let ends_well =
            !matches!(self.tokens.last(), Some(Token::Slash | Token::Times | Token::Minus | Token::Caret | Token::Word("per")));
        (open.is_empty() && ends_well).then_some(all)
    }

    /// Multiplies a bracket with what stands before it.
    fn close(&mut self, group: Open, inner: Product) -> Option<Product> {
        if inner.parts == 0 {
            return None;
        }
        let power = self.exponent()?.unwrap_or(1);
        let mut all = group.before;
        // "feet (ft)" says it twice.
        if !group.joined && all.parts > 0 && power == 1 && all.is_same(&inner) {
            return Some(all);
        }
        all.times(&inner.power(if group.below { -power } else { power })?)?;
        Some(all)
    }

    /// Skips what only says what is measured.
    fn skip_tail(&mut self) -> bool {
        let Some((length, directions)) = tail(self.tokens, self.at) else { return false };
        self.at += length;
        if !directions.is_empty() {
            self.directions = directions;
        }
        true
    }

    /// One unit with its power.
    fn factor(&mut self, below: bool) -> Option<Product> {
        let mut power = 1;
        if let Some(Token::Word(word)) = self.peek() {
            let before = match () {
                () if is_word(word, &["square", "sq"]) => 2,
                () if is_word(word, &["cubic", "cu"]) => 3,
                () => 1,
            };
            if before > 1 {
                power = before;
                self.at += 1;
                self.at += usize::from(self.peek() == Some(Token::Minus));
            }
        }
        let start = self.at;
        let mut glued = self.glued();
        let mut atom = match &glued {
            Some((_, last)) => {
                self.at += 1;
                last.clone()
            }
            None => self.atom(below)?,
        };
        if let Some(after) = self.exponent()? {
            // "square cm^2" says it twice.
            if power != 1 && power != after {
                return None;
            }
            power = after;
        }
        if let Some(word @ ("ms" | "kgms")) = self.word_at(start).filter(|_| power < 0) {
            // "ms^{-1}" is one over milliseconds, or metres per second without a space.
            self.ambiguous = true;
            if self.second || word == "kgms" {
                let mut first = Product::of(&table::letter("m")?, 0);
                if word == "kgms" {
                    first.times(&Product::of(&table::letter("g")?, 3))?;
                }
                atom = Product::of(&table::letter("s")?, 0);
                glued = Some((first, atom.clone()));
            }
        }
        let mut product = atom.power(power)?;
        if let Some((first, _)) = glued {
            product.times(&first)?;
        }
        if below { product.power(-1) } else { Some(product) }
    }

    /// Two symbols without a space between: `Nm`, `kgm`, `Js`.
    fn glued(&self) -> Option<(Product, Product)> {
        let word = self.word_at(self.at)?;
        let first = ["N", "J", "kg", "W", "V", "Pa"].into_iter().find(|first| word.starts_with(first))?;
        let last = &word[first.len()..];
        if !matches!(last, "m" | "s" | "kg") {
            return None;
        }
        let of = |symbol: &str| lookup(symbol).map(|(entry, ten)| Product::of(&entry, ten));
        of(first).zip(of(last))
    }

    /// A power after a unit: `^2`, `^{-2}`, `2` glued to it, "squared".
    fn exponent(&mut self) -> Option<Option<i32>> {
        let power = match self.peek() {
            Some(Token::Caret) => {
                self.at += 1;
                let negative = self.peek() == Some(Token::Minus);
                self.at += usize::from(negative);
                let Some(Token::Integer(power, _)) = self.peek() else { return None };
                if negative { -power } else { power }
            }
            Some(Token::Integer(power @ 2..=4, true)) => power,
            Some(Token::Minus) => match self.tokens.get(self.at + 1) {
                // "m s-2"
                Some(Token::Integer(power @ 1..=4, _)) => {
                    self.at += 1;
                    -power
                }
                _ => return Some(None),
            },
            Some(Token::Word(word)) if is_word(word, &["squared"]) => 2,
            Some(Token::Word(word)) if is_word(word, &["cubed"]) => 3,
            _ => return Some(None),
        };
        self.at += 1;
        Some(Some(power))
    }

    /// A unit without its power.
    fn atom(&mut self, below: bool) -> Option<Product> {
        match self.peek()? {
            Token::Sign("°") => {
                self.at += 1;
                self.degree()
            }
            Token::Sign(sign) => {
                self.at += 1;
                let entry = table::symbol(sign)?;
                Some(self.taken(&entry, 0))
            }
            Token::Word(word) => {
                if let Some(product) = self.phrase() {
                    return Some(product);
                }
                if let Some((entry, ten)) = lookup(word) {
                    self.at += 1;
                    let is_degree = matches!(word, "deg" | "degree" | "degrees" | "Degrees" | "Degree");
                    return if is_degree { self.degree() } else { Some(self.taken(&entry, ten)) };
                }
                self.counted(below)
            }
            _ => None,
        }
    }

    /// What an entry of the table means: itself, or the other unit of the same spelling.
    fn taken(&mut self, entry: &Entry, ten: i32) -> Product {
        if entry.other.is_empty() || ten != 0 {
            return Product::of(entry, ten);
        }
        self.ambiguous = true;
        match table::name(entry.other).filter(|_| self.second) {
            Some(other) => Product::of(&other, 0),
            None => Product::of(entry, 0),
        }
    }

    /// What follows a sign of degrees: a scale of temperature, or nothing.
    fn degree(&mut self) -> Option<Product> {
        let name = match self.peek() {
            Some(Token::Word("C" | "c")) => "celsius",
            Some(Token::Word("F" | "f")) => "fahrenheit",
            Some(Token::Word("K")) => "kelvin",
            Some(Token::Word(word)) if is_word(word, &["celsius", "centigrade"]) => "celsius",
            Some(Token::Word(word)) if is_word(word, &["fahrenheit"]) => "fahrenheit",
            Some(Token::Word(word)) if is_word(word, &["kelvin"]) => "kelvin",
            // "degrees of freedom" are no angle.
            Some(Token::Word("of")) => return None,
            _ => return Some(Product::of(&table::name("degree")?, 0)),
        };
        self.at += 1;
        Some(Product::of(&table::name(name)?, 0))
    }

    /// Units of two words, and a prefix that stands apart as `\mu` and `k\Omega` do.
    fn phrase(&mut self) -> Option<Product> {
        let first = self.word_at(self.at)?;
        let hyphen = usize::from(matches!(self.tokens.get(self.at + 1), Some(Token::Minus | Token::Times)));
        let second = self.word_at(self.at + 1 + hyphen)?;
        let joined = if second == "Ω" || matches!(first, "µ" | "μ") {
            format!("{first}{second}")
        } else if is_first(first) {
            format!("{}{}", singular(&first.to_lowercase()), singular(&second.to_lowercase()))
        } else {
            return None;
        };
        let arc = joined.ends_with("of") && self.word_at(self.at + 2) == Some("arc");
        let (entry, ten) = if arc { lookup(&format!("arc{}", joined.trim_end_matches("of")))? } else { lookup(&joined)? };
        self.at += 2 + hyphen + usize::from(arc);
        Some(self.taken(&entry, ten))
    }

    /// Things counted within a larger unit: the words per minute, the people per square mile.
    fn counted(&mut self, below: bool) -> Option<Product> {
        let is_per = |token: &Token<'_>| matches!(token, Token::Slash | Token::Word("per"));
        if !below && !self.tokens[self.at..].iter().any(is_per) {
            return None;
        }
        let mut name = String::new();
        while let Some(word) = self.word_at(self.at).filter(|word| !matches!(*word, "per" | "a" | "an")) {
            name.push_str(word);
            name.push(' ');
            self.at += 1;
        }
        noun(&name).map(|_| Product::noun())
    }
}

/// Words before a unit that say nothing about it.
const MODIFIERS: [&str; 8] = ["more", "extra", "additional", "total", "full", "whole", "consecutive", "entire"];

/// The first words of units of two.
fn is_first(word: &str) -> bool {
    const FIRST: [&str; 21] = [
        "nautical",
        "light",
        "fluid",
        "fl",
        "metric",
        "short",
        "long",
        "us",
        "american",
        "canadian",
        "australian",
        "british",
        "swiss",
        "electron",
        "pounds",
        "pound",
        "troy",
        "foot",
        "ft",
        "astronomical",
        "per",
    ];
    is_word(word, &FIRST) || is_word(word, &["percentage", "euro", "arc", "minutes", "seconds", "minute", "second"])
}

fn is_word(word: &str, names: &[&str]) -> bool {
    names.iter().any(|name| word.eq_ignore_ascii_case(name))
}
