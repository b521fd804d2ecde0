//! Answers of every kind, their writings, and changes that provably make another answer of them.

use dashu_ratio::RBig;

use super::draw::Draw;
use super::style::Style;
use super::term::{Term, other_digit};

/// Numbers without square factors, so that a different one under the root is a different root.
const SQUAREFREE: [u64; 8] = [2, 3, 5, 6, 7, 10, 11, 13];
/// Units of which none is another one times 1.
const UNITS: [&str; 8] = ["cm", "m", "km", "kg", "g", "hours", "minutes", "degrees"];
const WORDS: [&str; 6] = ["Tuesday", "blue", "even", "isosceles", "parallel", "Alice"];

/// A number that is known by a rational, injectively.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Head {
    /// a + b √d
    Surd(u64),
    /// a + b π
    Pi,
    /// a + b i
    Imaginary,
    /// a + b ln d
    Ln(u64),
    /// a + b e
    E,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Term(Term),
    /// a + b times a number that is irrational or imaginary, with b other than 0.
    Pair {
        a: i64,
        b: i64,
        head: Head,
    },
    /// Different numbers, in no order.
    Set(Vec<Term>),
    List(Vec<Term>),
    Tuple(Vec<Term>),
    /// Disjoint intervals in order; ends as integers, closed where true.
    Intervals(Vec<(bool, i64, i64, bool)>),
    /// A letter, the place of a relation among `RELATIONS`, and a number.
    Relation(char, usize, Term),
    Matrix(Vec<Vec<i64>>),
    Quantity(i64, usize),
    Choice(char),
    Words(usize),
    Ratio(u64, u64),
}

/// Relations and their equivalent writings.
const RELATIONS: [&[&str]; 5] =
    [&["=", "="], &["<", "\\lt"], &["\\le", "\\leq", "\u{2264}", "\\leqslant"], &[">", "\\gt"], &["\\ge", "\\geq", "\u{2265}"]];

impl Answer {
    /// A random answer, of any kind.
    pub(crate) fn random(draw: &mut Draw) -> Self {
        match draw.below(16) {
            0..=4 => {
                let variables = draw.below(4);
                let depth = 1 + draw.below(3);
                Self::Term(defined(draw, |draw| Term::random(draw, depth, variables)))
            }
            5 | 6 => Self::Pair { a: small(draw), b: not_zero(draw), head: head(draw) },
            7 => Self::Set(different(draw)),
            8 => Self::List(different(draw)),
            9 => Self::Tuple(different(draw)),
            10 => Self::Intervals(intervals(draw)),
            11 => Self::Relation(['x', 'y'][draw.below(2)], draw.below(RELATIONS.len()), constant(draw)),
            12 => {
                let (rows, columns) = (2 + draw.below(2), 1 + draw.below(3));
                Self::Matrix((0..rows).map(|_| (0..columns).map(|_| small(draw)).collect()).collect())
            }
            13 => Self::Quantity(1 + draw.below(500) as i64, draw.below(UNITS.len())),
            14 if draw.once_in(2) => Self::Choice((b'A' + draw.below(5) as u8) as char),
            14 => Self::Words(draw.below(WORDS.len())),
            _ => Self::Ratio(1 + draw.below(20) as u64, 1 + draw.below(20) as u64),
        }
    }

    /// The answer changed in one place; [`None`] where the change does not provably make another answer.
    pub(crate) fn changed(&self, draw: &mut Draw) -> Option<Self> {
        Some(match self {
            Self::Term(term) => {
                let other = term.changed(draw);
                return (other.is_defined() && other.differs_from(term)).then_some(Self::Term(other));
            }
            Self::Pair { a, b, head } => match (draw.below(4), head) {
                (0, _) => Self::Pair { a: a + not_zero(draw), b: *b, head: *head },
                (1, _) => Self::Pair { a: *a, b: -b, head: *head },
                (2, Head::Surd(d)) => {
                    let other = SQUAREFREE[draw.below(SQUAREFREE.len())];
                    return (other != *d).then_some(Self::Pair { a: *a, b: *b, head: Head::Surd(other) });
                }
                _ => Self::Pair { a: *a, b: b.signum() * other_digit(draw, b.unsigned_abs()) as i64, head: *head },
            },
            Self::Set(items) | Self::List(items) => {
                let items = one_other(draw, items, true)?;
                if matches!(self, Self::Set(_)) { Self::Set(items) } else { Self::List(items) }
            }
            Self::Tuple(items) if draw.once_in(2) => {
                let mut items = items.clone();
                items.swap(0, 1);
                Self::Tuple(items)
            }
            Self::Tuple(items) => Self::Tuple(one_other(draw, items, false)?),
            Self::Intervals(parts) => Self::Intervals(other_interval(draw, parts)),
            Self::Relation(letter, relation, term) => match draw.below(2) {
                0 => Self::Relation(*letter, (relation + 1 + draw.below(4)) % 5, term.clone()),
                _ => {
                    let other = term.changed(draw);
                    return (other.constant()? != term.constant()?).then_some(Self::Relation(*letter, *relation, other));
                }
            },
            Self::Matrix(rows) => {
                let mut rows = rows.clone();
                let row = draw.below(rows.len());
                let column = draw.below(rows[row].len());
                rows[row][column] += not_zero(draw);
                Self::Matrix(rows)
            }
            Self::Quantity(value, unit) if draw.once_in(2) => Self::Quantity(*value, (unit + 1 + draw.below(7)) % 8),
            Self::Quantity(value, unit) => Self::Quantity(other_digit(draw, value.unsigned_abs()) as i64, *unit),
            Self::Choice(letter) => {
                let other = (b'A' + draw.below(5) as u8) as char;
                return (other != *letter).then_some(Self::Choice(other));
            }
            Self::Words(place) => Self::Words((place + 1 + draw.below(5)) % WORDS.len()),
            Self::Ratio(a, b) => {
                let (c, d) = if draw.once_in(2) { (*b, *a) } else { (a + 1 + draw.below(3) as u64, *b) };
                return (a * d != b * c).then_some(Self::Ratio(c, d));
            }
        })
    }

    /// The answer with the parts whose order says nothing in another order.
    pub(crate) fn shuffled(&self, draw: &mut Draw) -> Self {
        let mut turned = |items: &[Term]| {
            let mut items = items.to_vec();
            let by = draw.below(items.len());
            items.rotate_left(by);
            items
        };
        match self {
            Self::Set(items) => Self::Set(turned(items)),
            Self::List(items) => Self::List(turned(items)),
            Self::Term(term) => Self::Term(term.shuffled(draw)),
            Self::Intervals(parts) => Self::Intervals(parts.iter().rev().copied().collect()),
            same => same.clone(),
        }
    }

    /// One writing of the answer.
    pub(crate) fn written(&self, style: &mut Style) -> String {
        let mut out = Vec::new();
        self.write(style, &mut out);
        style.join(&out)
    }

    /// The plain writing.
    pub(crate) fn plain(&self) -> String {
        self.written(&mut Style::plain())
    }

    fn write(&self, style: &mut Style, out: &mut Vec<String>) {
        let mut push = |tokens: &[&str]| out.extend(tokens.iter().map(|token| (*token).to_owned()));
        match self {
            Self::Term(term) => term.write(style, 0, out),
            Self::Pair { a, b, head } => write_pair(style, *a, *b, *head, out),
            Self::Set(items) => write_row(style, ["\\{", "\\}"], items, out),
            Self::List(items) => write_items(style, items, out),
            Self::Tuple(items) => write_row(style, ["(", ")"], items, out),
            Self::Intervals(parts) => write_intervals(style, parts, out),
            Self::Relation(letter, relation, term) => {
                push(&[&letter.to_string(), style.one(RELATIONS[*relation])]);
                term.write(style, 0, out);
            }
            Self::Matrix(rows) => {
                let kind = style.one(&["pmatrix", "bmatrix"]);
                push(&[&format!("\\begin{{{kind}}}")]);
                for (place, row) in rows.iter().enumerate() {
                    push(if place > 0 { &["\\\\"] } else { &[] });
                    let row: Vec<String> = row.iter().map(i64::to_string).collect();
                    push(&[&row.join(style.one(&["&", " & "]))]);
                }
                push(&[&format!("\\end{{{kind}}}")]);
            }
            Self::Quantity(value, unit) => {
                let unit = UNITS[*unit];
                // A letter alone after a number is a variable.
                let bare = if unit.len() > 1 { " U" } else { "~\\text{U}" };
                push(&[
                    &value.to_string(),
                    &style.one(&["\\text{ U}", "\\ \\mathrm{U}", "\\,\\text{U}", bare]).replace('U', unit),
                ]);
            }
            Self::Choice(letter) => {
                push(&[&style.one(&["L", "(L)", "\\text{L}", "\\text{(L)}", "\\textbf{(L)}"]).replace('L', &letter.to_string())])
            }
            Self::Words(place) => {
                push(&[&style.one(&["\\text{W}", "\\text{ W }", "W", "\\mathrm{W}"]).replace('W', WORDS[*place])])
            }
            Self::Ratio(a, b) => push(&[&a.to_string(), style.one(&[":", " : "]), &b.to_string()]),
        }
    }
}

fn write_row(style: &mut Style, [open, close]: [&str; 2], items: &[Term], out: &mut Vec<String>) {
    let sizes = style.sometimes(3);
    out.extend(sizes.then(|| "\\left".to_owned()));
    out.push(open.to_owned());
    write_items(style, items, out);
    out.extend(sizes.then(|| "\\right".to_owned()));
    out.push(close.to_owned());
}

fn write_items(style: &mut Style, items: &[Term], out: &mut Vec<String>) {
    for (place, item) in items.iter().enumerate() {
        // Without a space "1,234" would be a number.
        out.extend((place > 0).then(|| style.one(&[", ", ",\\ ", ",\\,", ",~"]).to_owned()));
        item.write(style, 0, out);
    }
}

fn write_pair(style: &mut Style, a: i64, b: i64, head: Head, out: &mut Vec<String>) {
    let is_e = head == Head::E;
    let head = match head {
        Head::Surd(d) if d < 10 && style.sometimes(3) => format!("\\sqrt{d}"),
        Head::Surd(d) => format!("\\sqrt{{{d}}}"),
        Head::Pi => style.one(&["\\pi", "\u{3c0}", "{\\pi}"]).to_owned(),
        Head::Imaginary => style.one(&["i", "i", "{i}"]).to_owned(),
        Head::Ln(d) => format!("{}{d}", style.one(&["\\ln ", "\\ln\\,"])),
        Head::E => style.one(&["e", "{e}", "\\mathrm{e}"]).to_owned(),
    };
    let times = if b.abs() == 1 { String::new() } else { b.abs().to_string() };
    // With e in front "3e+5" would be a number.
    let first = !is_e && style.sometimes(3);
    if first {
        out.extend((b < 0).then(|| "-".to_owned()));
        out.extend([times.clone(), head.clone()]);
    }
    if a != 0 || !first {
        out.extend((first && a >= 0).then(|| "+".to_owned()));
        out.extend((a < 0).then(|| "-".to_owned()));
        out.push(a.abs().to_string());
    }
    if !first {
        out.extend([if b < 0 { "-".to_owned() } else { "+".to_owned() }, times, head]);
    }
    out.retain(|token| !token.is_empty());
}

fn write_intervals(style: &mut Style, parts: &[(bool, i64, i64, bool)], out: &mut Vec<String>) {
    for (place, (closed, from, to, closed_after)) in parts.iter().enumerate() {
        out.extend((place > 0).then(|| style.one(&["\\cup", "\u{222a}"]).to_owned()));
        let sizes = style.sometimes(3);
        out.extend(sizes.then(|| "\\left".to_owned()));
        out.push(if *closed { "[" } else { "(" }.to_owned());
        out.push(format!("{from}, {to}"));
        out.extend(sizes.then(|| "\\right".to_owned()));
        out.push(if *closed_after { "]" } else { ")" }.to_owned());
    }
}

fn defined(draw: &mut Draw, make: impl Fn(&mut Draw) -> Term) -> Term {
    loop {
        let term = make(draw);
        if term.is_defined() {
            return term;
        }
    }
}

pub(crate) fn constant(draw: &mut Draw) -> Term {
    defined(draw, |draw| {
        let depth = draw.below(2);
        Term::random(draw, depth, 0)
    })
}

fn different(draw: &mut Draw) -> Vec<Term> {
    let wanted = 2 + draw.count(4);
    let mut items: Vec<Term> = Vec::new();
    let mut values: Vec<RBig> = Vec::new();
    while items.len() < wanted {
        let item = constant(draw);
        if let Some(value) = item.constant().filter(|value| !values.contains(value)) {
            values.push(value);
            items.push(item);
        }
    }
    items
}

/// The items with one replaced by a number that is not among them, or, where the count may change, left out.
fn one_other(draw: &mut Draw, items: &[Term], may_drop: bool) -> Option<Vec<Term>> {
    let mut others = items.to_vec();
    let place = draw.below(items.len());
    if may_drop && items.len() > 2 && draw.once_in(3) {
        others.remove(place);
        return Some(others);
    }
    others[place] = items[place].changed(draw);
    let value = others[place].constant()?;
    let is_new = items.iter().all(|item| item.constant().is_none_or(|old| old != value));
    is_new.then_some(others)
}

fn intervals(draw: &mut Draw) -> Vec<(bool, i64, i64, bool)> {
    let mut from = small(draw) - 30;
    let mut parts = Vec::new();
    for _ in 0..1 + draw.below(3) {
        let to = from + 2 + draw.below(9) as i64;
        parts.push((draw.once_in(2), from, to, draw.once_in(2)));
        from = to + 2 + draw.below(9) as i64;
    }
    parts
}

fn other_interval(draw: &mut Draw, parts: &[(bool, i64, i64, bool)]) -> Vec<(bool, i64, i64, bool)> {
    let mut parts = parts.to_vec();
    let place = draw.below(parts.len());
    let part = &mut parts[place];
    match draw.below(4) {
        0 => part.0 = !part.0,
        1 => part.3 = !part.3,
        2 => part.1 -= 1,
        _ => part.2 += 1,
    }
    parts
}

fn head(draw: &mut Draw) -> Head {
    match draw.below(6) {
        0 | 1 => Head::Surd(SQUAREFREE[draw.below(SQUAREFREE.len())]),
        2 => Head::Pi,
        3 => Head::Imaginary,
        4 => Head::Ln(2 + draw.below(8) as u64),
        _ => Head::E,
    }
}

fn small(draw: &mut Draw) -> i64 {
    draw.below(41) as i64 - 20
}

fn not_zero(draw: &mut Draw) -> i64 {
    let value = 1 + draw.below(20) as i64;
    if draw.once_in(2) { value } else { -value }
}
