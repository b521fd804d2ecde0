//! Equations and systems to be solved.

use crate::families::topic::forms::{fraction, polynomial, product, set, surd, terms};
use crate::families::topic::{Asked, Dice, ask};

/// `a x + b = c` with a whole solution.
pub(super) fn two_terms(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(2, 9), (11, 25)]);
    let x = dice.grown(&[(0, 12), (-20, 20)]);
    let b = if dice.grade() == 0 { dice.range(1, 20) } else { dice.signed(40) };
    let left = terms(&[(a, "x"), (b, "")]);
    ask(format!("Find the value of $x$ for which ${left} = {}$.", a * x + b), x)
}

/// `a (x + b) = c` with a whole solution.
pub(super) fn bracket(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(2, 9), (11, 25)]);
    let x = dice.grown(&[(0, 12), (-20, 20)]);
    let b = if dice.grade() == 0 { dice.range(1, 12) } else { dice.signed(15) };
    let inner = terms(&[(1, "x"), (b, "")]);
    ask(format!("Find the value of $x$ for which ${a}({inner}) = {}$.", a * (x + b)), x)
}

/// Two numbers from their sum and their difference.
pub(super) fn two_numbers(dice: &mut Dice) -> Asked {
    let (greater, lesser) = (dice.grown(&[(20, 50), (60, 150)]), dice.grown(&[(1, 19), (-40, 40)]));
    let (what, answer) = dice.pick(&[("greater", greater), ("lesser", lesser)]);
    let (sum, difference) = (greater + lesser, greater - lesser);
    ask(format!("Two numbers have the sum {sum} and the difference {difference}. What is the {what} one?"), answer)
}

/// `x / a + x / b = c`.
pub(super) fn sum_of_shares(dice: &mut Dice) -> Asked {
    let (a, b) = dice.ordered(2, 12);
    let c = dice.grown(&[(1, 30), (31, 200)]);
    let question = format!("Solve $\\frac{{x}}{{{a}}} + \\frac{{x}}{{{b}}} = {c}$ for $x$.");
    ask(question, fraction(a * b * c, a + b))
}

/// `a / (x - p) = b / (x - q)` with `a`, `b` and `p`, `q` apart.
pub(super) fn two_fractions(dice: &mut Dice) -> Asked {
    let (a, b) = dice.ordered(1, 12);
    let p = dice.grown(&[(1, 10), (11, 40)]);
    let q = -dice.range(1, 15);
    let below = |root: i64| terms(&[(1, "x"), (-root, "")]);
    let question = format!("Solve $\\frac{{{a}}}{{{}}} = \\frac{{{b}}}{{{}}}$ for $x$.", below(p), below(q));
    // a (x - q) = b (x - p)
    ask(question, fraction(a * q - b * p, a - b))
}

/// Two linear equations in x and y. The determinant is below 0.
pub(super) fn system(dice: &mut Dice) -> Asked {
    let (x, y) = (dice.grown(&[(1, 6), (7, 15), (-30, -10)]), dice.range(-9, 9));
    let (a, b) = (dice.range(1, 6), dice.range(1, 6));
    let (c, d) = (dice.range(1, 6), -dice.range(1, 6));
    let line = |a: i64, b: i64| format!("{} = {}", terms(&[(a, "x"), (b, "y")]), a * x + b * y);
    if dice.grade() == 2 {
        let question = format!("If ${}$ and ${}$, what is $xy$?", line(a, b), line(c, d));
        return ask(question, x * y);
    }
    let question = format!("Solve the system ${}$ and ${}$. Give the answer as $(x, y)$.", line(a, b), line(c, d));
    ask(question, format!("({x}, {y})"))
}

/// `a (x - r) (x - s) = 0`, written out.
pub(super) fn whole_roots(dice: &mut Dice) -> Asked {
    let a = dice.at(&[1, 2, 3]) * if dice.grade() == 0 { 1 } else { dice.pick(&[1, -1]) };
    let (r, s) = match dice.grade() {
        0 => dice.ordered(-20, 20),
        1 => dice.ordered(-30, 30),
        _ => dice.ordered(-40, 40),
    };
    let left = polynomial(&[a, -a * (r + s), a * r * s]);
    let question = format!("Find all real solutions of ${left} = 0$. Give them as a set.");
    ask(question, set(&[(r, 1), (s, 1)]))
}

/// `(x - r) (a x - p) = 0`, written out, where `p / a` is not whole.
pub(super) fn fraction_roots(dice: &mut Dice) -> Asked {
    let a = dice.at(&[4, 7]);
    let (quotient, rest) = (dice.range(-12, 12), dice.range(1, a - 1));
    let p = a * quotient + rest;
    let r = dice.range(-20, 20);
    let left = polynomial(&product(&[1, -r], &[a, -p]));
    let question = format!("Find all real solutions of ${left} = 0$. Give them as a set.");
    ask(question, set(&[(r, 1), (p, a)]))
}

/// A root of a quadratic with roots on both sides of 0.
pub(super) fn surd_root(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(1, 1), (2, 3), (4, 9)]);
    let b = dice.signed(20);
    let c = -dice.range(1, 40);
    let (word, sign) = dice.pick(&[("greater", 1), ("lesser", -1)]);
    let left = polynomial(&[a, b, c]);
    let question = format!("What is the {word} of the two solutions of ${left} = 0$? Give the exact value.");
    ask(question, surd(-b, sign, b * b - 4 * a * c, 2 * a))
}

/// Powers of one prime on both sides.
pub(super) fn exponent(dice: &mut Dice) -> Asked {
    let (i, j) = (dice.range(1, 3) as u32, dice.range(1, 3) as u32);
    let prime = dice.pick(&[2_i64, 3, 5]);
    let a = dice.grown(&[(2, 4), (5, 8), (9, 12)]);
    let b = dice.signed(9);
    let c = dice.range(2, 12);
    let (left, right) = (prime.pow(i), prime.pow(j));
    let question = format!("Find $x$ if ${left}^{{{}}} = {right}^{{{c}}}$.", terms(&[(a, "x"), (b, "")]));
    let (i, j) = (i64::from(i), i64::from(j));
    // i (a x + b) = j c
    ask(question, fraction(j * c - i * b, i * a))
}

/// `log_b (a x + c) = k`.
pub(super) fn logarithm(dice: &mut Dice) -> Asked {
    let base = dice.range(2, 6);
    let a = dice.grown(&[(1, 3), (4, 9), (10, 30)]);
    let c = dice.signed(20);
    let k = dice.range(1, 4) as u32;
    let question = format!("Find $x$ if $\\log_{{{base}}}({}) = {k}$.", terms(&[(a, "x"), (c, "")]));
    ask(question, fraction(base.pow(k) - c, a))
}

/// `sqrt(x + a) = x - c` with one solution `r`: the other root of the squared equation is `2 c + 1 - r`, below `c`.
pub(super) fn root_equation(dice: &mut Dice) -> Asked {
    let r = dice.range(-50, 50);
    let gap = dice.grown(&[(2, 15), (16, 60)]);
    let (a, c) = (gap * gap - r, r - gap);
    let (left, right) = (terms(&[(1, "x"), (a, "")]), terms(&[(1, "x"), (-c, "")]));
    ask(format!("Find all real solutions of $\\sqrt{{{left}}} = {right}$."), r)
}
