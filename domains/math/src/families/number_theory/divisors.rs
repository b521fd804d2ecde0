//! Divisors, multiples and primes.

use crate::families::topic::whole::{factors, gcd, is_prime, totient};
use crate::families::topic::{Asked, Dice, ask};

/// The greatest common divisor of two multiples of a number, which are else without a common divisor.
pub(super) fn common_divisor(dice: &mut Dice) -> Asked {
    let divisor = dice.grown(&[(2, 20), (21, 99), (100, 500)]);
    let (a, b) = dice.coprime(1, (2, dice.at(&[12, 25])));
    ask(format!("What is the greatest common divisor of {} and {}?", divisor * a, divisor * b), divisor)
}

/// The least common multiple of two numbers, or of three.
pub(super) fn common_multiple(dice: &mut Dice) -> Asked {
    let (a, b) = match dice.grade() {
        0 => dice.ordered(2, 30),
        1 => dice.ordered(31, 99),
        _ => dice.ordered(4, 30),
    };
    let least = |a: i64, b: i64| i128::from(a) / gcd(a.into(), b.into()) * i128::from(b);
    if dice.grade() < 2 {
        return ask(format!("What is the least common multiple of {a} and {b}?"), least(a, b));
    }
    let c = dice.range(31, 60);
    ask(format!("What is the least common multiple of {a}, {b} and {c}?"), least(least(a, b) as i64, c))
}

pub(super) fn divisor_count(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(10, 199), (200, 1999), (2000, 19_999)]);
    let count: u32 = factors(number).iter().map(|(_, exponent)| exponent + 1).product();
    ask(format!("How many positive divisors does {number} have?"), count)
}

pub(super) fn divisor_sum(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(10, 299), (300, 2999), (3000, 19_999)]);
    let sum: i64 =
        factors(number).iter().map(|(prime, exponent)| (0..=*exponent).map(|power| prime.pow(power)).sum::<i64>()).product();
    ask(format!("What is the sum of all positive divisors of {number}, among them 1 and {number}?"), sum)
}

pub(super) fn totient_of(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(20, 299), (300, 2999), (3000, 19_999)]);
    let question = format!("How many of the whole numbers from 1 to {number} have no divisor above 1 in common with {number}?");
    ask(question, totient(number))
}

/// The largest prime divisor, or the sum of the prime divisors.
pub(super) fn largest_prime(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(20, 299), (300, 2999), (3000, 9999)]);
    let primes = factors(number);
    let (what, answer) = dice.pick(&[
        ("What is the largest prime that divides", primes[primes.len() - 1].0),
        ("What is the sum of the different primes that divide", primes.iter().map(|(prime, _)| prime).sum()),
    ]);
    ask(format!("{what} {number}?"), answer)
}

pub(super) fn next_prime(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(1, 120), (121, 999), (1000, 4999), (5000, 19_999)]);
    let (what, step) = dice.pick(&[("smallest prime above", 1), ("largest prime below", -1)]);
    // There is none below 2 or 3 that differs from it, so the small numbers are moved up.
    let number = if step < 0 { number + 2 } else { number };
    let mut prime = number + step;
    while !is_prime(prime) {
        prime += step;
    }
    ask(format!("What is the {what} {number}?"), prime)
}

pub(super) fn primes_between(dice: &mut Dice) -> Asked {
    let low = dice.grown(&[(1, 150), (151, 900)]);
    let high = low + dice.range(15, 45);
    let count = (low..=high).filter(|&number| is_prime(number)).count();
    ask(format!("How many primes are there from {low} to {high}, both included?"), count)
}

/// How many numbers are multiples of one number, of one of two, or of neither.
pub(super) fn multiples(dice: &mut Dice) -> Asked {
    let high = dice.grown(&[(20, 300), (301, 999), (1000, 4999)]);
    let (a, b) = dice.ordered(3, 12);
    let both = a / gcd(a.into(), b.into()) as i64 * b;
    let either = high / a + high / b - high / both;
    match dice.grade() {
        0 => ask(format!("How many of the whole numbers from 1 to {high} are multiples of both {a} and {b}?"), high / both),
        1 => ask(format!("How many of the whole numbers from 1 to {high} are multiples of {a} or of {b} (or of both)?"), either),
        _ => ask(format!("How many of the whole numbers from 1 to {high} are multiples of neither {a} nor {b}?"), high - either),
    }
}

pub(super) fn sum_of_multiples(dice: &mut Dice) -> Asked {
    let high = dice.grown(&[(30, 200), (201, 999), (1000, 9999)]);
    let (a, b) = dice.ordered(3, 15);
    let both = a / gcd(a.into(), b.into()) as i64 * b;
    let sum = |divisor: i64| divisor * (high / divisor) * (high / divisor + 1) / 2;
    if dice.grade() == 0 {
        let question = format!("What is the sum of all positive multiples of {a} up to {high} that are not multiples of {b}?");
        return ask(question, sum(a) - sum(both));
    }
    let question = format!("What is the sum of all positive whole numbers up to {high} that are multiples of {a} or of {b}?");
    ask(question, sum(a) + sum(b) - sum(both))
}

/// How often a prime divides `number!`.
fn in_factorial(number: i64, prime: i64) -> i64 {
    std::iter::successors(Some(number / prime), |count| Some(count / prime)).take_while(|&count| count > 0).sum()
}

pub(super) fn factorial_zeros(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(10, 999), (1000, 9999)]);
    ask(format!("How many zeros does ${number}!$ end in?"), in_factorial(number, 5))
}

pub(super) fn prime_in_factorial(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(20, 400), (401, 2999)]);
    let prime = dice.pick(&[2, 3, 7, 11, 13]);
    ask(format!("What is the largest $k$ for which ${prime}^k$ divides ${number}!$?"), in_factorial(number, prime))
}
