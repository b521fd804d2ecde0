//! Remainders, congruences, and equations in whole numbers.

use crate::families::topic::whole::{inverse, power_mod};
use crate::families::topic::{Asked, Dice, ask};

/// Primes to divide by, by grade.
const MODULI: [&[i64]; 3] = [&[7, 11, 13, 17, 19], &[23, 29, 31, 37, 41, 43], &[47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97]];

pub(super) fn remainder(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(20, 199), (200, 9999)]);
    let divisor = dice.range(3, 19);
    ask(format!("What is the remainder when {number} is divided by {divisor}?"), number % divisor)
}

pub(super) fn product_remainder(dice: &mut Dice) -> Asked {
    let (a, b) = match dice.grade() {
        0 => dice.ordered(12, 60),
        _ => dice.ordered(100, 999),
    };
    let c = dice.range(1, 50);
    let divisor = dice.range(7, 29);
    let question = format!("What is the remainder when ${a} \\cdot {b} + {c}$ is divided by {divisor}?");
    ask(question, (a * b + c) % divisor)
}

pub(super) fn power_remainder(dice: &mut Dice) -> Asked {
    let base = dice.range(2, 30);
    let exponent = dice.grown(&[(5, 30), (31, 300), (301, 9999)]);
    let divisor = dice.range(5, 50);
    let question = format!("What is the remainder when ${base}^{{{exponent}}}$ is divided by {divisor}?");
    ask(question, power_mod(base, exponent, divisor))
}

/// The last digit of a power, or of a sum of two.
pub(super) fn last_digit(dice: &mut Dice) -> Asked {
    let (a, b) = dice.ordered(2, 29);
    let (m, n) = (dice.grown(&[(4, 30), (31, 99), (100, 999)]), dice.range(4, 99));
    let question = format!("What is the last digit of ${a}^{{{m}}} + {b}^{{{n}}}$?");
    ask(question, (power_mod(a, m, 10) + power_mod(b, n, 10)) % 10)
}

pub(super) fn last_two_digits(dice: &mut Dice) -> Asked {
    let base = dice.range(3, 99);
    let exponent = dice.grown(&[(5, 99), (100, 2999)]);
    let question =
        format!("Which number do the last two digits of ${base}^{{{exponent}}}$ form? (The digits 07 form the number 7.)");
    ask(question, power_mod(base, exponent, 100))
}

pub(super) fn inverse_of(dice: &mut Dice) -> Asked {
    let modulus = dice.pick(dice.at(&[MODULI[1], MODULI[2]]));
    // Every modulus is a prime above 22.
    let a = dice.range(2, 22);
    let shown = a + modulus * dice.range(0, 9);
    let question =
        format!("What is the smallest positive $x$ for which ${shown}x$ leaves the remainder 1 when divided by {modulus}?");
    ask(question, inverse(a, modulus))
}

/// `a x + b` leaving a remainder.
pub(super) fn congruence(dice: &mut Dice) -> Asked {
    let modulus = dice.pick(dice.at(&[MODULI[1], MODULI[2]]));
    let (a, b, rest) = (dice.range(2, 20), dice.range(1, 60), dice.range(0, 19));
    let question = format!(
        "What is the smallest whole number $x \\ge 0$ for which ${a}x + {b}$ leaves the remainder {rest} when divided by \
         {modulus}?"
    );
    ask(question, (inverse(a, modulus) * (rest - b)).rem_euclid(modulus))
}

/// The least number above 0 with given remainders by divisors without common divisors.
fn least_with(remainders: &[(i64, i64)]) -> i64 {
    let (mut number, mut all) = (0, 1);
    for &(rest, divisor) in remainders {
        while number % divisor != rest {
            number += all;
        }
        all *= divisor;
    }
    if number == 0 { all } else { number }
}

pub(super) fn two_remainders(dice: &mut Dice) -> Asked {
    let (p, q) = dice.coprime(2, dice.at(&[(3, 9), (10, 15), (16, 25)]));
    let number = dice.range(0, 5039);
    let bound = number / (p * q) * (p * q);
    let (a, b) = (number % p, number % q);
    let question = format!(
        "What is the smallest whole number above {bound} that leaves the remainder {a} when divided by {p} and the remainder \
         {b} when \
         divided by {q}?"
    );
    ask(question, bound + least_with(&[(a, p), (b, q)]))
}

pub(super) fn three_remainders(dice: &mut Dice) -> Asked {
    let [p, q, r] = dice.pick(&[[4, 7, 11], [5, 7, 9], [5, 7, 8], [7, 9, 11], [5, 8, 11], [7, 8, 9], [5, 9, 13], [7, 9, 13]]);
    // Spread over all remainders; the least product of three divisors is 280, so no two draws meet.
    let number = dice.range(0, 279) * (p * q * r) / 280;
    let (a, b, c) = (number % p, number % q, number % r);
    let question = format!(
        "What is the smallest positive whole number that leaves the remainders {a}, {b} and {c} when divided by {p}, {q} and {r}?"
    );
    ask(question, least_with(&[(a, p), (b, q), (c, r)]))
}

pub(super) fn order(dice: &mut Dice) -> Asked {
    let modulus = dice.pick(&[11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103]);
    let base = dice.range(2, 10) + modulus * dice.range(0, 4);
    let order = (1..modulus).find(|&n| power_mod(base, n, modulus) == 1).unwrap_or(modulus);
    let question =
        format!("What is the smallest $n \\ge 1$ for which ${base}^n$ leaves the remainder 1 when divided by {modulus}?");
    ask(question, order)
}

/// The number of ways to pay an amount with two coins, both used.
pub(super) fn count_pairs(dice: &mut Dice) -> Asked {
    let (a, b) = dice.ordered(2, 12);
    let sum = dice.grown(&[(30, 99), (100, 399), (400, 1999)]);
    let count = (1..=sum / b).filter(|y| sum - b * y > 0 && (sum - b * y) % a == 0).count();
    ask(format!("How many pairs $(x, y)$ of positive whole numbers satisfy ${a}x + {b}y = {sum}$?"), count)
}

/// The largest amount that cannot be paid with two coins: `a b - a - b`.
pub(super) fn largest_unreachable(dice: &mut Dice) -> Asked {
    let (a, b) = dice.coprime(3, dice.at(&[(4, 40), (41, 100)]));
    let question = format!(
        "Stamps are sold at {a} and {b} cents only. What is the largest whole number of cents that cannot be made up of such \
         stamps?"
    );
    ask(question, a * b - a - b)
}
