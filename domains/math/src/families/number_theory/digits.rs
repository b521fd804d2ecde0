//! Digits, in base ten and others.

use crate::families::topic::whole::digits;
use crate::families::topic::{Asked, Dice, ask};

fn sum_of_digits(number: i64, base: i64) -> i64 {
    digits(number, base).iter().sum()
}

/// A number written in a base.
fn numeral(number: i64, base: i64) -> String {
    digits(number, base).iter().map(|digit| char::from_digit(*digit as u32, 36).unwrap_or('?')).collect()
}

pub(super) fn digit_sum(dice: &mut Dice) -> Asked {
    let a = dice.grown(&[(12, 99), (100, 999), (1000, 9999)]);
    let b = dice.range(2, 99);
    ask(format!("What is the sum of the digits of ${a} \\cdot {b}$?"), sum_of_digits(a * b, 10))
}

pub(super) fn to_base(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(10, 99), (100, 999), (1000, 9999)]);
    let base = dice.range(2, 9);
    let question = format!("Write the number {number} in base {base}. Give just the digits, without the base.");
    ask(question, numeral(number, base))
}

pub(super) fn base_remainder(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(100, 999), (1000, 9999), (10_000, 99_999)]);
    let (base, divisor) = (dice.range(3, 9), dice.range(4, 19));
    let shown = numeral(number, base);
    let question = format!("A number is written {shown} in base {base}. What is its remainder when it is divided by {divisor}?");
    ask(question, number % divisor)
}

pub(super) fn which_base(dice: &mut Dice) -> Asked {
    let base = dice.grown(&[(5, 9), (10, 16), (17, 30)]);
    let (a, b, c) = (dice.range(1, 4), dice.range(0, 4), dice.range(0, 4));
    let (d, e) = (dice.range(0, 4), dice.range(1, 4));
    let value = |digits: &[i64]| digits.iter().fold(0, |value, digit| value * base + digit);
    let question = format!(
        "In which base is the sum of the numbers written {a}{b}{c} and {e}{d} equal to {} in base ten?",
        value(&[a, b, c]) + value(&[e, d])
    );
    ask(question, base)
}

/// How many digits a power has in a base.
pub(super) fn digits_in_base(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(200, 2999), (3000, 29_999), (30_000, 299_999)]);
    let base = dice.range(2, 7);
    let (what, answer) = dice.pick(&[
        ("How many digits does", digits(number, base).len() as i64),
        ("How many zeros are among the digits of", digits(number, base).iter().filter(|digit| **digit == 0).count() as i64),
        ("What is the sum of the digits of", sum_of_digits(number, base)),
    ]);
    let verb = if what.ends_with("does") { "have when written" } else { "written" };
    ask(format!("{what} the number {number} {verb} in base {base}?"), answer)
}

/// `10^n - k` is `9...9` with its last digits lowered.
pub(super) fn digit_sum_of_difference(dice: &mut Dice) -> Asked {
    let exponent = dice.grown(&[(6, 40), (41, 200)]);
    let less = dice.range(2, 9999);
    // 10^n - k = (10^n - 1) - (k - 1), where no digit is borrowed.
    let answer = 9 * exponent - sum_of_digits(less - 1, 10);
    ask(format!("What is the sum of the digits of $10^{{{exponent}}} - {less}$?"), answer)
}

/// The digit that makes a number divisible by 9 or by 11.
pub(super) fn missing_digit(dice: &mut Dice) -> Asked {
    let head = dice.grown(&[(10, 99), (100, 999), (1000, 9999)]);
    let tail = dice.range(10, 98);
    // The digit sum is not a multiple of 9, as 0 and 9 would both do then.
    let rest = (sum_of_digits(head, 10) + sum_of_digits(tail, 10)) % 9;
    let tail = if rest == 0 { tail + 100 } else { tail };
    let rest = (sum_of_digits(head, 10) + sum_of_digits(tail, 10)) % 9;
    let question = format!("The number ${head}d{tail}$, in which $d$ stands for one digit, is divisible by 9. What is $d$?");
    ask(question, 9 - rest)
}
