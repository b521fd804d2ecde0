//! Inequalities and functions.

use crate::families::topic::forms::{fraction, polynomial, terms};
use crate::families::topic::{Asked, Dice, ask};

/// The signs of order: how each is written, whether it keeps its bound and whether it wants more than the bound.
const ORDERS: [(&str, bool, bool); 4] = [("<", false, false), ("\\le", true, false), (">", false, true), ("\\ge", true, true)];

/// What lies between two bounds, or outside them.
fn region(low: &str, high: &str, closed: bool, outside: bool) -> String {
    let (open, close) = if closed { ('[', ']') } else { ('(', ')') };
    match outside {
        false => format!("{open}{low}, {high}{close}"),
        true => format!("(-\\infty, {low}{close} \\cup {open}{high}, \\infty)"),
    }
}

/// `|a x + b| < c` and the like.
pub(super) fn absolute(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 1), (2, 3), (4, 6), (7, 12)]);
    let b = dice.signed(25);
    let c = dice.range(1, 30);
    let (sign, closed, outside) = if dice.grade() == 0 { dice.pick(&ORDERS[..2]) } else { dice.pick(&ORDERS) };
    let inner = terms(&[(a, "x"), (b, "")]);
    let question = format!("Solve $|{inner}| {sign} {c}$. Give the solution in interval notation.");
    ask(question, region(&fraction(-c - b, a), &fraction(c - b, a), closed, outside))
}

/// `a (x - r) (x - s) < 0` and the like, written out.
pub(super) fn quadratic_inequality(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 1), (2, 3), (4, 7)]);
    let (r, s) = dice.ordered(-25, 25);
    let (sign, closed, outside) = dice.pick(&ORDERS);
    let left = polynomial(&[a, -a * (r + s), a * r * s]);
    let question = format!("Solve ${left} {sign} 0$. Give the solution in interval notation.");
    ask(question, region(&r.to_string(), &s.to_string(), closed, outside))
}

/// A value of one linear function of another.
pub(super) fn composition(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(2, 4), (5, 8), (9, 15)]);
    let (b, c, d) = if dice.grade() == 0 {
        (dice.range(1, 9), dice.range(2, 4), dice.range(1, 9))
    } else {
        (dice.signed(9), dice.signed(9), dice.signed(9))
    };
    let x = dice.grown(&[(0, 5), (-6, 6), (-12, 12)]);
    let (f, g) = (terms(&[(a, "x"), (b, "")]), terms(&[(c, "x"), (d, "")]));
    ask(format!("Let $f(x) = {f}$ and $g(x) = {g}$. What is $f(g({x}))$?"), a * (c * x + d) + b)
}

/// The difference of both orders of a square and a linear function.
pub(super) fn composed_square(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(2, 5), (6, 9)]);
    let (b, c) = (dice.signed(9), dice.signed(9));
    let x = dice.range(-8, 8);
    let (f, g) = (terms(&[(a, "x"), (b, "")]), terms(&[(1, "x^2"), (c, "")]));
    let question = format!(
        "Let $f(x) = {f}$ and $g(x) = {g}$. How much greater than $f(g({x}))$ is $g(f({x}))$? (A negative answer means that \
         it is less.)"
    );
    let inner = a * x + b;
    ask(question, inner * inner + c - (a * (x * x + c) + b))
}

/// Where `(a x + b) / (x + d)` takes a value. It does so once, since `b` is above 0 and `-a d` is not above 0.
pub(super) fn inverse(dice: &mut Dice) -> Asked {
    let a = dice.range(1, 9);
    let (b, d) = (dice.grown(&[(1, 9), (10, 30), (31, 90)]), -dice.range(0, 9));
    let value = a + dice.range(1, 12);
    let (top, bottom) = (terms(&[(a, "x"), (b, "")]), terms(&[(1, "x"), (d, "")]));
    let question = format!("Let $f(x) = \\frac{{{top}}}{{{bottom}}}$. For which $x$ is $f(x) = {value}$?");
    ask(question, fraction(b - value * d, value - a))
}
