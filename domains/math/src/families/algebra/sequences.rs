//! Sequences and series.

use crate::families::topic::forms::{fraction, lowest, terms};
use crate::families::topic::{Asked, Dice, ask};

/// A term of an arithmetic sequence, from its first three.
pub(super) fn nth_term(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(1, 20), (-30, 30)]);
    let difference = dice.grown(&[(2, 9), (11, 25)]);
    let place = dice.grown(&[(4, 12), (13, 60)]);
    let (second, third) = (first + difference, first + 2 * difference);
    let question =
        format!("An arithmetic sequence begins ${first}, {second}, {third}, \\ldots$ What is its term number {place}?");
    ask(question, first + (place - 1) * difference)
}

/// The sum of the first terms of an arithmetic or a geometric sequence.
pub(super) fn series(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(1, 20), (21, 50), (-20, -1)]);
    let (kind, growth, count) = match dice.grade() {
        0 | 1 => ("common difference", dice.range(2, 15), dice.range(5, 30)),
        _ => ("common ratio", dice.pick(&[2, 3, 4, 5, -2, -3, -4]), dice.range(4, 9)),
    };
    let name = if dice.grade() < 2 { "An arithmetic" } else { "A geometric" };
    let (mut sum, mut term) = (0, first);
    for _ in 0..count {
        sum += term;
        term = if dice.grade() < 2 { term + growth } else { term * growth };
    }
    let question = format!(
        "{name} sequence has the first term ${first}$ and the {kind} ${growth}$. What is the sum of its first {count} terms?"
    );
    ask(question, sum)
}

/// A term of an arithmetic sequence, from two others.
pub(super) fn between_terms(dice: &mut Dice) -> Asked {
    let (early, late) = dice.ordered(2, 9);
    let at_early = dice.grown(&[(1, 20), (21, 60), (61, 150)]);
    let rise = dice.signed(15);
    let at_late = at_early + rise * dice.at(&[late - early, 1, 1]);
    let asked = dice.range(10, 20);
    let question = format!(
        "In an arithmetic sequence, term number {early} is ${at_early}$ and term number {late} is ${at_late}$. What is term \
         number {asked}?"
    );
    ask(question, fraction(at_early * (late - early) + (at_late - at_early) * (asked - early), late - early))
}

/// The sum of an endless geometric series.
pub(super) fn endless_series(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(1, 30), (31, 99)]);
    let (top, den) = dice.coprime(1, (2, 15));
    let num = if dice.grade() == 0 { top } else { top * dice.pick(&[1, -1]) };
    let ratio = fraction(num, den);
    let question = format!(
        "An endless geometric series has the first term ${first}$; each term is ${ratio}$ times the one before. What is its sum?"
    );
    ask(question, fraction(first * den, den - num))
}

/// A value of `a_(n+1) = m a_n + k`.
pub(super) fn recurrence(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(1, 9), (11, 20), (-15, -1)]);
    let (factor, more) = (dice.grown(&[(2, 3), (2, 4), (-4, -2)]), dice.signed(9));
    let place = dice.grown(&[(2, 4), (4, 6), (5, 8)]);
    let mut value = first;
    for _ in 1..place {
        value = factor * value + more;
    }
    let rule = terms(&[(factor, "a_n"), (more, "")]);
    ask(format!("A sequence has $a_1 = {first}$ and $a_{{n+1}} = {rule}$. What is $a_{{{place}}}$?"), value)
}

/// `1 / (a (a + d)) + 1 / ((a + d) (a + 2 d)) + ...`, whose terms are differences over `d`.
pub(super) fn telescope(dice: &mut Dice) -> Asked {
    let (first, gap, count) = (dice.range(1, 12), dice.range(1, 9), dice.range(4, 60));
    let (second, third) = (first + gap, first + 2 * gap);
    let question = format!(
        "The sum of {count} terms $\\frac{{1}}{{{first} \\cdot {second}}} + \\frac{{1}}{{{second} \\cdot {third}}} + \
         \\cdots$, in which each term \
         begins with the factor that the one before ends with and both factors grow by {gap}, is $\\frac{{p}}{{q}}$ in lowest \
          terms. What is $p + q$?"
    );
    // (1 / first - 1 / last) / gap = count / (first last)
    let (top, bottom) = lowest(count.into(), i128::from(first) * i128::from(first + count * gap));
    ask(question, top + bottom)
}
