//! Rational expressions with their exact values: what proves that two answers differ.

use dashu_ratio::RBig;

use super::draw::Draw;
use super::style::Style;

/// Letters that stand for no unit and no constant.
pub(crate) const VARIABLES: [char; 4] = ['x', 'y', 'z', 'n'];

/// Values of the variables at which expressions are compared.
const POINTS: [[i64; 4]; 6] = [[2, 3, 5, 7], [-3, 11, 4, -5], [13, -2, -7, 3], [1, 1, 1, 1], [-8, 17, 19, 6], [29, 31, -37, 41]];

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    /// Not negative: a minus sign is a [`Term::Neg`].
    Number(u64),
    Variable(usize),
    Neg(Box<Term>),
    Add(Vec<Term>),
    Mul(Vec<Term>),
    Frac(Box<Term>, Box<Term>),
    Pow(Box<Term>, u32),
}

impl Term {
    /// A random expression; without variables it is a number.
    pub(crate) fn random(draw: &mut Draw, depth: usize, variables: usize) -> Self {
        if depth == 0 || draw.once_in(5) {
            return match variables {
                0 => Self::Number(number(draw)),
                _ if draw.once_in(3) => Self::Number(number(draw)),
                _ => Self::Variable(draw.below(variables)),
            };
        }
        let part = |draw: &mut Draw| Self::random(draw, depth - 1, variables);
        match draw.below(8) {
            0 => Self::Neg(Box::new(part(draw))),
            1..=3 => Self::Add((0..2 + draw.below(2)).map(|_| part(draw)).collect()),
            4 | 5 => Self::Mul((0..2 + draw.below(2)).map(|_| part(draw)).collect()),
            6 => Self::Frac(Box::new(part(draw)), Box::new(part(draw))),
            _ => Self::Pow(Box::new(part(draw)), 2 + draw.below(2) as u32),
        }
    }

    /// A random polynomial of two variables.
    pub(crate) fn polynomial(draw: &mut Draw, depth: usize) -> Self {
        match Self::random(draw, depth, 2) {
            Self::Frac(a, b) => Self::Mul(vec![a.without_fractions(), b.without_fractions()]),
            other => other.without_fractions(),
        }
    }

    fn without_fractions(self) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(Self::without_fractions).collect();
        match self {
            Self::Frac(a, b) => Self::Mul(all(vec![*a, *b])),
            Self::Add(parts) => Self::Add(all(parts)),
            Self::Mul(parts) => Self::Mul(all(parts)),
            Self::Neg(part) => Self::Neg(Box::new(part.without_fractions())),
            Self::Pow(part, power) => Self::Pow(Box::new(part.without_fractions()), power),
            leaf => leaf,
        }
    }

    /// The exact value at a point; [`None`] where a denominator is 0.
    fn value(&self, point: &[i64; 4]) -> Option<RBig> {
        Some(match self {
            Self::Number(value) => RBig::from(*value),
            Self::Variable(place) => RBig::from(point[*place]),
            Self::Neg(part) => -part.value(point)?,
            Self::Add(parts) => parts.iter().try_fold(RBig::ZERO, |sum, part| Some(sum + part.value(point)?))?,
            Self::Mul(parts) => parts.iter().try_fold(RBig::ONE, |product, part| Some(product * part.value(point)?))?,
            Self::Frac(a, b) => {
                let (a, b) = (a.value(point)?, b.value(point)?);
                if b == RBig::ZERO {
                    return None;
                }
                a / b
            }
            Self::Pow(part, power) => part.value(point)?.pow(*power as isize),
        })
    }

    /// Value of an expression without variables.
    pub(crate) fn constant(&self) -> Option<RBig> {
        self.value(&POINTS[0])
    }

    /// Whether the expression has a value at every point that is looked at.
    pub(crate) fn is_defined(&self) -> bool {
        POINTS.iter().all(|point| self.value(point).is_some())
    }

    /// Whether there is a point where both have values and these differ.
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        POINTS.iter().any(|point| matches!((self.value(point), other.value(point)), (Some(a), Some(b)) if a != b))
    }

    /// The same expression with sums and products in another order.
    pub(crate) fn shuffled(&self, draw: &mut Draw) -> Self {
        let mut all = |parts: &[Self]| {
            let mut parts: Vec<Self> = parts.iter().map(|part| part.shuffled(draw)).collect();
            for place in (1..parts.len()).rev() {
                parts.swap(place, draw.below(place + 1));
            }
            parts
        };
        match self {
            Self::Add(parts) => Self::Add(all(parts)),
            Self::Mul(parts) => Self::Mul(all(parts)),
            Self::Neg(part) => Self::Neg(Box::new(part.shuffled(draw))),
            Self::Frac(a, b) => Self::Frac(Box::new(a.shuffled(draw)), Box::new(b.shuffled(draw))),
            Self::Pow(part, power) => Self::Pow(Box::new(part.shuffled(draw)), *power),
            leaf => leaf.clone(),
        }
    }

    /// The same expression with one digit, sign, operator or variable changed; its value may be the same by chance.
    pub(crate) fn changed(&self, draw: &mut Draw) -> Self {
        let here = draw.once_in(3);
        match self {
            Self::Number(value) => Self::Number(other_digit(draw, *value)),
            Self::Variable(place) => Self::Variable((place + 1 + draw.below(3)) % 4),
            Self::Neg(part) if here => (**part).clone(),
            Self::Neg(part) => Self::Neg(Box::new(part.changed(draw))),
            Self::Add(parts) if here => Self::Mul(parts.clone()),
            Self::Mul(parts) if here => Self::Add(parts.clone()),
            Self::Add(parts) => Self::Add(one_changed(draw, parts)),
            Self::Mul(parts) => Self::Mul(one_changed(draw, parts)),
            Self::Frac(a, b) if here => Self::Frac(b.clone(), a.clone()),
            Self::Frac(a, b) if draw.once_in(2) => Self::Frac(Box::new(a.changed(draw)), b.clone()),
            Self::Frac(a, b) => Self::Frac(a.clone(), Box::new(b.changed(draw))),
            Self::Pow(part, power) if here => Self::Pow(part.clone(), power + 1),
            Self::Pow(part, power) => Self::Pow(Box::new(part.changed(draw)), *power),
        }
    }

    /// Appends the expression, in brackets where it stands in a place that binds more tightly than `level`: 0 sum, 1 product, 2 power.
    pub(crate) fn write(&self, style: &mut Style, level: usize, out: &mut Vec<String>) {
        let own = match self {
            Self::Add(_) | Self::Neg(_) => 0,
            Self::Mul(_) => 1,
            Self::Frac(..) if level < 2 => 2,
            Self::Frac(..) | Self::Pow(..) => 1,
            Self::Number(_) | Self::Variable(_) => 3,
        };
        let bracket = own < level;
        let sizes = bracket && style.sometimes(2);
        if bracket {
            push(out, if sizes { &["\\left", "("] } else { &["("] });
        }
        self.write_bare(style, out);
        if bracket {
            push(out, if sizes { &["\\right", ")"] } else { &[")"] });
        }
    }

    fn write_bare(&self, style: &mut Style, out: &mut Vec<String>) {
        match self {
            Self::Number(value) => leaf(style, value.to_string(), out),
            Self::Variable(place) => leaf(style, VARIABLES[*place].to_string(), out),
            Self::Neg(part) => {
                out.push(style.one(&["-", "-", "\u{2212}"]).to_owned());
                part.write(style, 1, out);
            }
            Self::Add(parts) => write_sum(style, parts, out),
            Self::Mul(parts) => write_product(style, parts, out),
            Self::Frac(a, b) => write_fraction(style, a, b, out),
            Self::Pow(part, power) => {
                part.write(style, 2, out);
                match style.one(&["{", "bare", "letter"]) {
                    "bare" => push(out, &["^", &power.to_string()]),
                    "letter" => push(out, &[["²", "³", "⁴", "⁵"][*power as usize - 2]]),
                    _ => push(out, &["^", "{", &power.to_string(), "}"]),
                }
            }
        }
    }
}

fn push(out: &mut Vec<String>, tokens: &[&str]) {
    out.extend(tokens.iter().map(|token| (*token).to_owned()));
}

/// A number or letter, at times in braces of its own.
fn leaf(style: &mut Style, text: String, out: &mut Vec<String>) {
    if style.sometimes(8) { push(out, &["{", &text, "}"]) } else { out.push(text) }
}

fn write_sum(style: &mut Style, parts: &[Term], out: &mut Vec<String>) {
    for (place, part) in parts.iter().enumerate() {
        match part {
            Term::Neg(inner) if place > 0 => {
                out.push(style.one(&["-", "-", "\u{2212}"]).to_owned());
                inner.write(style, 1, out);
            }
            _ => {
                if place > 0 {
                    out.push("+".to_owned());
                }
                part.write(style, usize::from(place > 0), out);
            }
        }
    }
}

/// Factors are joined by a sign unless neither reading nor meaning depends on it: a number before a fraction would be a mixed number.
fn write_product(style: &mut Style, parts: &[Term], out: &mut Vec<String>) {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            let before = &parts[place - 1];
            let plain = |term: &Term| matches!(term, Term::Variable(_) | Term::Add(_) | Term::Neg(_));
            let may_join = plain(part) && (plain(before) || matches!(before, Term::Number(_)));
            if !(may_join && style.sometimes(2)) {
                out.push(style.one(&["\\cdot", "\\times", "*", "\u{d7}", "\u{b7}"]).to_owned());
            }
        }
        part.write(style, 1, out);
    }
}

fn write_fraction(style: &mut Style, a: &Term, b: &Term, out: &mut Vec<String>) {
    if let (Term::Number(a @ 0..=9), Term::Number(b @ 0..=9)) = (a, b)
        && style.sometimes(4)
    {
        return out.push(format!("\\frac{a}{b}"));
    }
    push(out, &[style.one(&["\\frac", "\\dfrac", "\\tfrac"]), "{"]);
    a.write(style, 0, out);
    push(out, &["}", "{"]);
    b.write(style, 0, out);
    push(out, &["}"]);
}

fn number(draw: &mut Draw) -> u64 {
    let end = if draw.once_in(4) { 10_000 } else { 30 };
    1 + draw.below(end) as u64
}

fn one_changed(draw: &mut Draw, parts: &[Term]) -> Vec<Term> {
    let mut parts = parts.to_vec();
    let place = draw.below(parts.len());
    if parts.len() > 2 && draw.once_in(3) {
        parts.remove(place);
    } else if draw.once_in(3) {
        parts[place] = Term::Neg(Box::new(parts[place].clone()));
    } else {
        parts[place] = parts[place].changed(draw);
    }
    parts
}

/// The number with one of its digits replaced by another.
pub(crate) fn other_digit(draw: &mut Draw, value: u64) -> u64 {
    let mut digits = value.to_string().into_bytes();
    let place = draw.below(digits.len());
    let old = digits[place] - b'0';
    digits[place] = b'0' + (old + 1 + draw.below(9) as u8) % 10;
    String::from_utf8_lossy(&digits).parse().unwrap_or(value + 1)
}
