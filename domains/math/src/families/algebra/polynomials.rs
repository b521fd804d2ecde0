//! Polynomials: values, coefficients, division, sums over roots.

use crate::families::topic::forms::{fraction, polynomial, product, value_at};
use crate::families::topic::whole::choose;
use crate::families::topic::{Asked, Dice, ask};

/// The value of a quadratic.
pub(super) fn substitute(dice: &mut Dice) -> Asked {
    let (a, b, c) = if dice.grade() == 0 {
        (dice.range(1, 4), dice.range(1, 6), dice.range(1, 9))
    } else {
        (dice.range(5, 9), dice.signed(9), dice.signed(9))
    };
    let x = dice.grown(&[(0, 6), (-9, 9)]);
    let coefficients = [a, b, c];
    let question = format!("Let $p(x) = {}$. What is $p({x})$?", polynomial(&coefficients));
    ask(question, value_at(&coefficients, x))
}

/// One coefficient of a product or of a power.
pub(super) fn coefficient(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 3), (4, 6), (2, 5)]);
    let b = dice.signed(9);
    if dice.grade() == 2 {
        let (exponent, asked) = (dice.range(5, 8), dice.range(0, 5));
        let factor = i128::from(a).pow(asked as u32) * i128::from(b).pow((exponent - asked) as u32);
        let symbol = power_of_x(asked);
        let question = format!("What is {symbol} in the expansion of $({})^{exponent}$?", polynomial(&[a, b]));
        return ask(question, choose(exponent, asked) * factor);
    }
    let (c, d, e) = (dice.range(1, 5), dice.signed(9), dice.signed(9));
    let asked = dice.range(0, 3);
    let (first, second) = ([a, b], [c, d, e]);
    let symbol = power_of_x(asked);
    let question = format!("What is {symbol} in the expansion of $({})({})$?", polynomial(&first), polynomial(&second));
    ask(question, product(&first, &second)[3 - asked as usize])
}

fn power_of_x(exponent: i64) -> String {
    match exponent {
        0 => "the constant term".to_owned(),
        1 => "the coefficient of $x$".to_owned(),
        _ => format!("the coefficient of $x^{exponent}$"),
    }
}

/// The remainder of a cubic by `x - r`.
pub(super) fn remainder(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 3), (4, 9)]);
    let coefficients = [a, dice.signed(9), dice.signed(9), dice.signed(9)];
    let r = dice.signed(5);
    let (whole, by) = (polynomial(&coefficients), polynomial(&[1, -r]));
    ask(format!("What is the remainder when ${whole}$ is divided by ${by}$?"), value_at(&coefficients, r))
}

/// The remainder of a cubic by a quadratic.
pub(super) fn linear_remainder(dice: &mut Dice) -> Asked {
    let (p, q) = (dice.signed(6), dice.signed(6));
    let (a, m) = (dice.range(1, 4), dice.signed(6));
    let (u, v) = (dice.signed(9), dice.signed(9));
    let divisor = [1, p, q];
    let mut whole = product(&divisor, &[a, m]);
    whole[2] += u;
    whole[3] += v;
    let question = format!("What is the remainder when ${}$ is divided by ${}$?", polynomial(&whole), polynomial(&divisor));
    ask(question, polynomial(&[u, v]))
}

/// The quotient of a cubic by `x - r`, which divides it.
pub(super) fn quotient(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 2), (3, 5), (6, 9)]);
    let quotient = [a, dice.signed(12), dice.signed(12)];
    let r = dice.signed(9);
    let by = [1, -r];
    let (whole, shown) = (polynomial(&product(&quotient, &by)), polynomial(&by));
    let question = format!("The polynomial ${whole}$ is the product of ${shown}$ and another polynomial. Which one?");
    ask(question, polynomial(&quotient))
}

/// A symmetric sum over the roots of a quadratic.
pub(super) fn root_sums(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 1), (2, 3), (4, 7)]);
    let (b, c) = (dice.signed(15), dice.signed(15));
    let (sum, num, den) = dice.pick(&[
        ("r^2 + s^2", squares as fn(i64, i64, i64) -> i64, 2_u32),
        ("r^3 + s^3", cubes, 3),
        ("\\frac{1}{r} + \\frac{1}{s}", |_, b, _| -b, 0),
        ("(r + 1)(s + 1)", |a, b, c| a - b + c, 1),
        ("\\frac{r}{s} + \\frac{s}{r}", squares, 9),
    ]);
    let below = match den {
        0 => c,
        // (r^2 + s^2) / (r s) = ((b^2 - 2 a c) / a^2) / (c / a)
        9 => a * c,
        _ => a.pow(den),
    };
    let left = polynomial(&[a, b, c]);
    let question = format!("Let $r$ and $s$ be the solutions (real or complex) of ${left} = 0$. What is ${sum}$?");
    ask(question, fraction(num(a, b, c), below))
}

/// `a^2 (r^2 + s^2)`, from `r + s = -b / a` and `r s = c / a`.
fn squares(a: i64, b: i64, c: i64) -> i64 {
    b * b - 2 * a * c
}

/// `a^3 (r^3 + s^3)`.
fn cubes(a: i64, b: i64, c: i64) -> i64 {
    -b * b * b + 3 * a * b * c
}

/// A sum of powers of two numbers with a given sum and product.
pub(super) fn power_sums(dice: &mut Dice) -> Asked {
    let exponent = dice.range(2, 5);
    let sum = dice.grown(&[(1, 12), (13, 25)]);
    let product = dice.signed(20);
    // s_n = sum * s_(n-1) - product * s_(n-2), from s_0 = 2.
    let (mut last, mut next) = (2, sum);
    for _ in 1..exponent {
        (last, next) = (next, sum * next - product * last);
    }
    let question = format!(
        "Two numbers $x$ and $y$ (real or complex) have $x + y = {sum}$ and $xy = {product}$. What is $x^{exponent} + \
         y^{exponent}$?"
    );
    ask(question, next)
}
