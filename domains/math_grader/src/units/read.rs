//! The text of a unit, read.

use dashu_ratio::RBig;

use super::lookup::lookup;
use super::noun::{noun, singular};
use super::product::Product;
use super::table::{self, Entry};
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
    let read = tokens(text).and_then(|tokens| {
        let mut reader = Reader { tokens: &tokens, at: 0, second: false, ambiguous: false };
        let mut unit = reader.unit()?;
        if reader.ambiguous {
            let mut again = Reader { tokens: &tokens, at: 0, second: true, ambiguous: false };
            unit.other = again.unit().map(Box::new);
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
    power: i32,
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// Whether a word that means two units is taken for the second one.
    second: bool,
    /// Whether there was such a word.
    ambiguous: bool,
}

impl<'a> Reader<'a> {
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
        product.into_unit(scale)
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
                Token::Word("per" | "Per" | "an" | "a") if all.parts > 0 || self.at == 0 => {
                    // "dollars an hour", "miles a day"
                    self.at += 1;
                    below = true;
                }
                Token::Open => {
                    if open.len() >= MAX_DEPTH {
                        return None;
                    }
                    self.at += 1;
                    open.push(Open { before: std::mem::replace(&mut all, Product::new()), below, power: 1 });
                    below = false;
                }
                Token::Close => {
                    self.at += 1;
                    let mut group = open.pop()?;
                    if all.parts == 0 {
                        return None;
                    }
                    group.power = self.exponent()?.unwrap_or(1);
                    let part = all.power(if group.below { -group.power } else { group.power })?;
                    all = group.before;
                    all.times(&part)?;
                    below = group.below;
                }
                Token::Word(_) if open.is_empty() && all.parts > 0 && self.is_tail() => break,
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

    /// Whether from here on it is only said what is measured: "of water", "long", "in length".
    fn is_tail(&self) -> bool {
        const TAIL: [&str; 20] = [
            "long",
            "tall",
            "high",
            "wide",
            "deep",
            "old",
            "away",
            "apart",
            "each",
            "ago",
            "later",
            "total",
            "altogether",
            "older",
            "younger",
            "thick",
            "north",
            "south",
            "east",
            "west",
        ];
        const MEASURED: [&str; 16] = [
            "length",
            "total",
            "all",
            "width",
            "height",
            "area",
            "volume",
            "diameter",
            "radius",
            "perimeter",
            "the",
            "depth",
            "weight",
            "mass",
            "circumference",
            "circumferences",
        ];
        let rest = &self.tokens[self.at..];
        let Some(Token::Word(first)) = rest.first() else { return false };
        if rest.len() > 7 || !rest.iter().all(|token| matches!(token, Token::Word(word) if !super::noun::is_never(word))) {
            return false;
        }
        match *first {
            "of" => rest.len() > 1,
            "in" => matches!(rest.get(1), Some(Token::Word(word)) if MEASURED.contains(word)),
            word => rest.len() == 1 && TAIL.contains(&word),
        }
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
            }
        }
        let atom = self.atom(below)?;
        if let Some(after) = self.exponent()? {
            // "square cm^2" says it twice.
            if power != 1 && power != after {
                return None;
            }
            power = after;
        }
        atom.power(if below { -power } else { power })
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
        let hyphen = usize::from(self.tokens.get(self.at + 1) == Some(&Token::Minus));
        let second = self.word_at(self.at + 1 + hyphen)?;
        let joined = if second == "Ω" || matches!(first, "µ" | "μ") {
            format!("{first}{second}")
        } else if is_first(first) {
            format!("{}{}", singular(&first.to_lowercase()), singular(&second.to_lowercase()))
        } else {
            return None;
        };
        let (entry, ten) = lookup(&joined)?;
        self.at += 2 + hyphen;
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
    is_word(word, &FIRST) || is_word(word, &["percentage", "euro", "arc"])
}

fn is_word(word: &str, names: &[&str]) -> bool {
    names.iter().any(|name| word.eq_ignore_ascii_case(name))
}
