//! The text of a unit, read.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::noun::{noun, singular};
use super::table::{self, BASES, Entry, Prefixes, Special};
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

/// Units multiplied.
#[derive(Debug, Clone)]
struct Product {
    factor: RBig,
    pi: i32,
    exponents: [i32; BASES],
    currency: u8,
    offset: (u32, u32),
    parts: u32,
    special: Special,
    nouns: u32,
}

impl Product {
    fn new() -> Self {
        Self {
            factor: RBig::ONE,
            pi: 0,
            exponents: [0; BASES],
            currency: 0,
            offset: (0, 1),
            parts: 0,
            special: Special::No,
            nouns: 0,
        }
    }

    fn of(entry: &Entry, ten: i32) -> Self {
        let mut factor = RBig::from_parts(IBig::from(entry.number), UBig::from(entry.divisor));
        let ten = i32::from(entry.ten) + ten;
        let power = RBig::from(UBig::from(10_u8).pow(ten.unsigned_abs() as usize));
        if ten >= 0 {
            factor *= power;
        } else {
            factor /= power;
        }
        Self {
            factor,
            pi: entry.pi.into(),
            exponents: entry.exponents.map(i32::from),
            currency: entry.currency,
            offset: entry.offset,
            parts: 1,
            special: entry.special,
            nouns: 0,
        }
    }

    fn noun() -> Self {
        Self { parts: 1, nouns: 1, ..Self::new() }
    }

    fn power(mut self, power: i32) -> Option<Self> {
        if power == 1 {
            return Some(self);
        }
        if power == 0 || power.abs() > MAX_EXPONENT || self.special == Special::Ratio {
            return None;
        }
        self.factor = self.factor.pow(isize::try_from(power).ok()?);
        self.pi *= power;
        self.exponents = self.exponents.map(|exponent| exponent * power);
        self.offset = (0, 1);
        self.exponents.iter().all(|exponent| exponent.abs() <= MAX_EXPONENT).then_some(self)
    }

    fn times(&mut self, other: &Self) -> Option<()> {
        if self.currency != 0 && other.currency != 0 && self.currency != other.currency {
            return None;
        }
        // A ratio or "units" cannot be a part of something larger.
        let mixed = |product: &Self| product.parts > 0 && product.special != Special::No;
        if mixed(self) && other.parts > 0 || mixed(other) && self.parts > 0 {
            return None;
        }
        self.factor *= &other.factor;
        self.pi += other.pi;
        for (exponent, more) in self.exponents.iter_mut().zip(other.exponents) {
            *exponent += more;
        }
        self.currency |= other.currency;
        self.offset = if self.parts == 0 { other.offset } else { (0, 1) };
        self.special = if self.parts == 0 { other.special } else { self.special };
        self.parts += other.parts;
        self.nouns += other.nouns;
        self.exponents.iter().all(|exponent| exponent.abs() <= MAX_EXPONENT).then_some(())
    }

    fn into_unit(self, scale: RBig) -> Option<Unit> {
        let mut exponents = [0; BASES];
        for (to, from) in exponents.iter_mut().zip(self.exponents) {
            *to = i8::try_from(from).ok()?;
        }
        let currency = if exponents[BASES - 1] == 0 { 0 } else { self.currency };
        let kind = match self.special {
            Special::Ratio => Kind::Ratio,
            Special::Any => Kind::Any,
            Special::No if self.parts == self.nouns => Kind::Noun,
            Special::No => Kind::Known,
        };
        let scale = if kind == Kind::Ratio { &scale * &self.factor } else { scale };
        let factor = if kind == Kind::Ratio { scale.clone() } else { self.factor * &scale };
        Some(Unit {
            kind,
            dimension: Dimension { exponents, currency },
            factor,
            pi: i8::try_from(self.pi).ok()?,
            offset: RBig::from_parts(IBig::from(self.offset.0), UBig::from(self.offset.1)),
            scale,
            noun: String::new(),
            other: None,
        })
    }
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

/// A unit by its symbol or name, with the power of ten of its prefix.
fn lookup(word: &str) -> Option<(Entry, i32)> {
    if let Some(entry) = table::symbol(word) {
        return Some((entry, 0));
    }
    if let Some(found) = prefixed_symbol(word) {
        return Some(found);
    }
    if word.len() < 3
        && !matches!(word, "KM" | "Km" | "KG" | "Kg" | "CM" | "Cm" | "FT" | "Ft" | "LB" | "Lb" | "HR" | "Hr" | "OZ" | "Oz" | "ML")
    {
        return None;
    }
    let lower = word.to_lowercase();
    named(&lower).or_else(|| {
        let anyway = matches!(
            lower.as_str(),
            "km" | "kg"
                | "kgs"
                | "kms"
                | "cm"
                | "cms"
                | "ft"
                | "lb"
                | "lbs"
                | "hr"
                | "hrs"
                | "oz"
                | "ml"
                | "mls"
                | "min"
                | "mins"
                | "sec"
                | "secs"
                | "yds"
                | "gal"
                | "mph"
                | "kph"
                | "rpm"
                | "kwh"
                | "khz"
                | "kpa"
                | "usd"
                | "gms"
        );
        let bare = lower.strip_suffix('s').filter(|bare| matches!(*bare, "km" | "kg" | "cm" | "ml"));
        match bare.unwrap_or(lower.as_str()) {
            "ml" if anyway => lookup_exact("mL"),
            "kwh" => lookup_exact("kWh"),
            "khz" => lookup_exact("kHz"),
            "kpa" => lookup_exact("kPa"),
            "usd" => lookup_exact("USD"),
            bare if anyway => lookup_exact(bare),
            _ => None,
        }
    })
}

fn lookup_exact(word: &str) -> Option<(Entry, i32)> {
    table::symbol(word).map(|entry| (entry, 0)).or_else(|| prefixed_symbol(word))
}

/// A symbol with a prefix before it. Words of English that would be one are left to be words.
fn prefixed_symbol(word: &str) -> Option<(Entry, i32)> {
    if word.len() > 6
        || matches!(word, "pm" | "PM" | "am" | "AM" | "dL" | "hL" | "pH" | "fl" | "mA" | "mM" | "mt" | "nm" | "cl" | "ps")
    {
        return match word {
            "dL" => Some((table::letter("L")?, -1)),
            "hL" => Some((table::letter("L")?, 2)),
            "cl" => Some((table::letter("L")?, -2)),
            "mA" => Some((table::letter("A")?, -3)),
            "mM" => Some((table::letter("M")?, -3)),
            "nm" => Some((table::letter("m")?, -9)),
            "ps" => Some((table::letter("s")?, -12)),
            _ => None,
        };
    }
    let second = word.char_indices().nth(1)?.0;
    let (prefix, rest) = word.split_at(second);
    let (ten, of_thousands) = table::short_prefix(prefix)?;
    let entry = table::symbol(rest).filter(|entry| allowed(entry, of_thousands) && rest != "sec")?;
    Some((entry, ten.into()))
}

fn allowed(entry: &Entry, of_thousands: bool) -> bool {
    match entry.prefixes {
        Prefixes::None => false,
        Prefixes::Thousands => of_thousands,
        Prefixes::Every => true,
    }
}

/// A unit by its name in small letters, singular or plural, with or without a prefix.
fn named(word: &str) -> Option<(Entry, i32)> {
    let bare = |word: &str| {
        table::name(word).map(|entry| (entry, 0)).or_else(|| {
            let (prefix, ten, of_thousands) = table::LONG_PREFIXES.into_iter().find(|(prefix, ..)| word.starts_with(prefix))?;
            let entry = table::name(&word[prefix.len()..]).filter(|entry| allowed(entry, of_thousands))?;
            Some((entry, i32::from(ten)))
        })
    };
    if word.starts_with("plain") {
        return None;
    }
    bare(word).or_else(|| bare(&singular(word)))
}
