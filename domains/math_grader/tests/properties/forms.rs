//! Equal answers of different forms: values, expansions, writings of numbers, equations and their multiples, intervals and inequalities.

use std::collections::BTreeMap;

use dashu_ratio::RBig;

use super::answer::{Answer, constant};
use super::draw::Draw;
use super::term::{Term, other_digit};
use super::{boxed, law};

/// Coefficients by the exponents of two variables.
type Expanded = BTreeMap<(u32, u32), i128>;

/// A polynomial multiplied out; [`None`] where it gets large.
fn expand(term: &Term) -> Option<Expanded> {
    let result = match term {
        Term::Number(value) => Expanded::from([((0, 0), i128::from(*value))]),
        Term::Variable(place) => Expanded::from([(if *place == 0 { (1, 0) } else { (0, 1) }, 1)]),
        Term::Neg(part) => expand(part)?.into_iter().map(|(powers, factor)| (powers, -factor)).collect(),
        Term::Add(parts) => {
            let mut sum = Expanded::new();
            for part in parts {
                expand(part)?.into_iter().for_each(|(powers, factor)| *sum.entry(powers).or_default() += factor);
            }
            sum
        }
        Term::Mul(parts) => {
            parts.iter().try_fold(Expanded::from([((0, 0), 1)]), |product, part| times(&product, &expand(part)?))?
        }
        Term::Pow(part, power) => {
            let part = expand(part)?;
            (0..*power).try_fold(Expanded::from([((0, 0), 1)]), |product, _| times(&product, &part))?
        }
        Term::Frac(..) => return None,
    };
    (result.len() <= 40).then_some(result)
}

fn times(a: &Expanded, b: &Expanded) -> Option<Expanded> {
    let mut product = Expanded::new();
    for (p, x) in a {
        for (q, y) in b {
            let entry = product.entry((p.0 + q.0, p.1 + q.1)).or_default();
            *entry = entry.checked_add(x.checked_mul(*y)?)?;
        }
    }
    Some(product)
}

fn written(polynomial: &Expanded) -> String {
    let mut text = String::new();
    for ((p, q), factor) in polynomial.iter().filter(|(_, factor)| **factor != 0) {
        let mut letters = String::new();
        for (letter, power) in [('x', *p), ('y', *q)] {
            match power {
                0 => {}
                1 => letters.push(letter),
                _ => letters.push_str(&format!("{letter}^{{{power}}}")),
            }
        }
        let sign = if *factor < 0 { "-" } else { "+" };
        let times = if factor.abs() == 1 && !letters.is_empty() { String::new() } else { factor.abs().to_string() };
        text.push_str(&format!("{sign}{times}{letters}"));
    }
    if text.is_empty() { "0".to_owned() } else { text.trim_start_matches('+').to_owned() }
}

fn fraction(value: &RBig) -> String {
    if value.denominator().is_one() {
        value.numerator().to_string()
    } else {
        format!("\\frac{{{}}}{{{}}}", value.numerator(), value.denominator())
    }
}

#[test]
fn an_expression_equals_its_value() {
    law("value", |draw| {
        let term = Term::random(draw, 3, 0);
        let value = fraction(&term.constant()?);
        (value.len() < 60).then(|| (value, boxed(&Answer::Term(term).plain()), true))
    });
}

#[test]
fn a_polynomial_equals_itself_multiplied_out_and_nothing_near_it() {
    law("expanded", |draw| {
        let term = Term::polynomial(draw, 3);
        let mut expanded = expand(&term)?;
        let right = draw.once_in(2);
        if !right {
            let place = draw.below(expanded.len().max(1));
            *expanded.values_mut().nth(place)? += 1;
        }
        Some((Answer::Term(term).plain(), boxed(&written(&expanded)), right))
    });
}

#[test]
fn a_number_is_the_same_in_every_writing_and_no_other_number() {
    law("numbers", |draw| {
        let value = 1 + (draw.next() >> (draw.below(34) + 30)) as i64;
        let right = draw.once_in(2);
        let other = if right { value as u64 } else { other_digit(draw, value as u64) };
        let negative = draw.once_in(2);
        let (minus, other_minus) =
            if negative { ("-", draw.one(&["-", "\u{2212}", "- ", "-\\,"])) } else { ("", draw.one(&["", "", "+"])) };
        Some((format!("{minus}{value}"), boxed(&format!("{other_minus}{}", whole(draw, other))), right || other == value as u64))
    });
}

/// Some writing of a whole number.
fn whole(draw: &mut Draw, value: u64) -> String {
    let digits = value.to_string();
    let grouped = |mark: &str| {
        let first = digits.len() % 3;
        let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { Vec::new() };
        groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
        groups.join(mark)
    };
    match draw.below(11) {
        0 => grouped(","),
        1 => grouped("{,}"),
        2 => grouped("\\,"),
        3 => grouped(",\\!"),
        4 => format!("{digits}.0"),
        5 => digits.chars().map(|digit| char::from_u32(0xFF10 + digit as u32 - 0x30).unwrap_or(digit)).collect(),
        6 => {
            format!("{}.{} \\times 10^{{{}}}", &digits[..1], if digits.len() > 1 { &digits[1..] } else { "0" }, digits.len() - 1)
        }
        7 => format!("{}.{}e{}", &digits[..1], if digits.len() > 1 { &digits[1..] } else { "0" }, digits.len() - 1),
        8 => format!("\\frac{{{}}}{{6}}", value * 6),
        9 => format!("\\mathrm{{{digits}}}"),
        _ => digits,
    }
}

#[test]
fn a_fraction_is_the_same_in_every_writing_and_no_other_fraction() {
    law("fractions", |draw| {
        let b = [2, 4, 5, 8, 10, 16, 20, 25, 40][draw.below(9)];
        let a = 1 + draw.below(400) as u64;
        let right = draw.once_in(2);
        let c = if right { a } else { a + 1 + draw.below(5) as u64 };
        let negative = draw.once_in(2);
        let minus = if negative { "-" } else { "" };
        let response = match draw.below(8) {
            0 => format!("{minus}{c}/{b}"),
            1 => format!("{minus}\\dfrac{{{c}}}{{{b}}}"),
            2 => format!("\\frac{{{minus}{c}}}{{{b}}}"),
            3 => format!("\\frac{{{c}}}{{{minus}{b}}}"),
            4 => format!("{minus}{}", decimal(c, b)),
            5 => format!("{minus}\\frac{{{}}}{{{}}}", c * 3, b * 3),
            6 if c > b && c % b != 0 => format!("{minus}{}\\frac{{{}}}{{{b}}}", c / b, c % b),
            6 if c > b && c % b != 0 => format!("{minus}{} {}/{b}", c / b, c % b),
            _ => format!("{minus}{c} \\div {b}"),
        };
        Some((format!("{minus}\\frac{{{a}}}{{{b}}}"), boxed(&response), right))
    });
}

/// The terminating decimal of c/b, whose denominator divides 10,000.
fn decimal(c: u64, b: u64) -> String {
    let text = format!("{}.{:04}", c / b, c % b * 10_000 / b);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[test]
fn a_repeating_decimal_equals_its_fraction_and_no_other() {
    law("repeating", |draw| {
        let digits = 1 + draw.below(4);
        let nines = 10_u64.pow(digits as u32) - 1;
        let value = 1 + draw.below(nines as usize - 1) as u64;
        let (whole, right) = (draw.below(30) as u64, draw.once_in(2));
        let period = if right { value } else { other_digit(draw, value) };
        let period = format!("{period:0digits$}");
        let response = match draw.below(2) {
            0 => format!("{whole}.\\overline{{{period}}}"),
            _ => format!("{whole}.{}\\overline{{{}{}}}", &period[..1], &period[1..], &period[..1]),
        };
        Some((format!("\\frac{{{}}}{{{nines}}}", whole * nines + value), boxed(&response), right))
    });
}

#[test]
fn an_equation_equals_its_multiples_and_its_turned_self_and_no_other() {
    law("equations", |draw| {
        let [a, b] = [(); 2].map(|()| 1 + draw.below(9) as i64);
        let c = draw.below(61) as i64 - 30;
        let factor = [-3, -2, -1, 2, 3, 7][draw.below(6)];
        let right = draw.once_in(2);
        let (p, q, r) = (a * factor, b * factor, c * factor);
        let (p, q, r) = match draw.below(3) {
            _ if right => (p, q, r),
            0 => (p + 1, q, r),
            1 => (p, q - 1, r),
            _ => (p, q, r + 1),
        };
        // (a+1) x + b y = c and so on are other lines unless all three change alike, which one change cannot do; 0x + by is one as well.
        let response = match draw.below(4) {
            0 => format!("{p}x+({q})y={r}"),
            1 => format!("{r}={q}y+({p})x"),
            2 => format!("{p}x+({q})y-({r})=0"),
            _ => format!("0=({r})-({p})x-({q})y"),
        };
        Some((format!("{a}x+{b}y={c}"), boxed(&response), right))
    });
}

#[test]
fn an_interval_equals_its_inequality_and_no_other() {
    law("intervals", |draw| {
        let from = draw.below(41) as i64 - 20;
        let to = from + 2 + draw.below(9) as i64;
        let closed = [draw.once_in(2), draw.once_in(2)];
        let right = draw.once_in(2);
        let mut others = (closed, from, to);
        match draw.below(4) {
            _ if right => {}
            0 => others.0[0] = !closed[0],
            1 => others.0[1] = !closed[1],
            2 => others.1 -= 1,
            _ => others.2 += 1,
        }
        let ([c, d], low, high) = others;
        let sign = |closed: bool, open: &str| {
            if closed { format!("\\{}", if open == "<" { "le" } else { "ge" }) } else { open.to_owned() }
        };
        let inequality = match draw.below(3) {
            0 => format!("{low} {} x {} {high}", sign(c, "<"), sign(d, "<")),
            1 => format!("{high} {} x {} {low}", sign(d, ">"), sign(c, ">")),
            _ => format!("x \\in {}{low}, {high}{}", if c { '[' } else { '(' }, if d { ']' } else { ')' }),
        };
        let interval = format!("{}{from}, {to}{}", if closed[0] { '[' } else { '(' }, if closed[1] { ']' } else { ')' });
        Some(if draw.once_in(2) { (interval, boxed(&inequality), right) } else { (inequality, boxed(&interval), right) })
    });
}

#[test]
fn a_named_value_equals_the_value_and_no_other() {
    law("named", |draw| {
        let term = constant(draw);
        let right = draw.once_in(2);
        let other = if right { term.clone() } else { term.changed(draw) };
        let right = right || term.constant() == Some(other.constant()?);
        let name = draw.one(&["x = ", "x=", "y = ", "n = "]);
        Some((Answer::Term(term).plain(), boxed(&format!("{name}{}", Answer::Term(other).plain())), right))
    });
}
