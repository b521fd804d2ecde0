use super::*;
use crate::families::topic::checks::{Case, Oracle, check, check_sizes};

/// The whole numbers of a question.
fn whole(case: &Case) -> Vec<i64> {
    case.n.iter().map(|n| *n as i64).collect()
}

fn is(case: &Case, value: i64) -> bool {
    case.gold == value.to_string()
}

fn prime(number: i64) -> bool {
    number > 1 && (2..number).take_while(|by| by * by <= number).all(|by| number % by != 0)
}

fn common(a: i64, b: i64) -> i64 {
    (1..=a.min(b)).rev().find(|by| a % by == 0 && b % by == 0).unwrap()
}

/// A power modulo a number, factor by factor.
fn power(base: i64, exponent: i64, modulus: i64) -> i64 {
    (0..exponent).fold(1, |power, _| power * base % modulus)
}

/// The digits of a number, the last one first.
fn backwards(mut number: i64, base: i64) -> Vec<i64> {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(number % base);
        number /= base;
    }
    digits
}

fn divisors(number: i64) -> impl Iterator<Item = i64> {
    (1..=number).filter(move |by| number % by == 0)
}

fn least(mut holds: impl FnMut(i64) -> bool, from: i64) -> i64 {
    (from..10_000_000).find(|&number| holds(number)).unwrap()
}

fn common_multiple(case: &Case) -> bool {
    let numbers = whole(case);
    let greatest = *numbers.iter().max().unwrap();
    let found = (1..).map(|times| times * greatest).find(|multiple| numbers.iter().all(|number| multiple % number == 0)).unwrap();
    is(case, found)
}

fn next_prime(case: &Case) -> bool {
    let number = whole(case)[0];
    let found = if case.has("above") { (number + 1..).find(|n| prime(*n)) } else { (2..number).rev().find(|n| prime(*n)) };
    is(case, found.unwrap())
}

fn multiples(case: &Case) -> bool {
    let numbers = whole(case);
    let [high, a, b] = [numbers[1], numbers[2], numbers[3]];
    let counted = (1..=high).filter(|n| match (n % a == 0, n % b == 0) {
        (x, y) if case.has("both") && !case.has("or") => x && y,
        (x, y) if case.has("neither") => !x && !y,
        (x, y) => x || y,
    });
    is(case, counted.count() as i64)
}

fn sum_of_multiples(case: &Case) -> bool {
    let mut numbers = whole(case);
    if case.has("not multiples") {
        numbers.swap(0, 1);
    }
    let [high, a, b] = [numbers[0], numbers[1], numbers[2]];
    let counted =
        (1..=high).filter(|n| if case.has("not multiples") { n % a == 0 && n % b != 0 } else { n % a == 0 || n % b == 0 });
    is(case, counted.sum())
}

/// How often a prime divides a factorial, factor by factor.
fn in_factorial(number: i64, prime: i64) -> i64 {
    (1..=number).map(|factor| (1..20).take_while(|power| factor % prime.pow(*power) == 0).count() as i64).sum()
}

fn last_digit(case: &Case) -> bool {
    let n = whole(case);
    is(case, (power(n[0], n[1], 10) + power(n[2], n[3], 10)) % 10)
}

fn two_remainders(case: &Case) -> bool {
    let n = whole(case);
    is(case, least(|x| x % n[2] == n[1] && x % n[4] == n[3], n[0] + 1))
}

fn three_remainders(case: &Case) -> bool {
    let n = whole(case);
    is(case, least(|x| (0..3).all(|i| x % n[3 + i] == n[i]), 1))
}

fn count_pairs(case: &Case) -> bool {
    let n = whole(case);
    let [a, b, sum] = [n[0], n[1], n[2]];
    let pairs = (1..=sum / a).flat_map(|x| (1..=sum / b).map(move |y| (x, y)));
    is(case, pairs.filter(|(x, y)| a * x + b * y == sum).count() as i64)
}

fn largest_unreachable(case: &Case) -> bool {
    let n = whole(case);
    let [a, b] = [n[0], n[1]];
    let mut reached = vec![false; (a * b + 1) as usize];
    reached[0] = true;
    for sum in 1..reached.len() {
        reached[sum] = [a as usize, b as usize].into_iter().any(|stamp| sum >= stamp && reached[sum - stamp]);
    }
    is(case, reached.iter().rposition(|reached| !reached).unwrap() as i64)
}

/// The value of a numeral.
fn read(digits: i64, base: i64) -> i64 {
    backwards(digits, 10).iter().rev().fold(0, |value, digit| value * base + digit)
}

fn which_base(case: &Case) -> bool {
    let n = whole(case);
    (5..40).filter(|base| read(n[0], *base) + read(n[1], *base) == n[2]).eq([case.gold.parse::<i64>().unwrap()])
}

fn digits_in_base(case: &Case) -> bool {
    let n = whole(case);
    let digits = backwards(n[0], n[1]);
    is(
        case,
        match () {
            () if case.has("How many digits") => digits.len() as i64,
            () if case.has("zeros") => digits.iter().filter(|digit| **digit == 0).count() as i64,
            () => digits.iter().sum(),
        },
    )
}

/// By subtraction on paper, digit by digit.
fn digit_sum_of_difference(case: &Case) -> bool {
    let n = whole(case);
    let [_, exponent, less] = [n[0], n[1], n[2]];
    let taken = backwards(less, 10);
    let (mut borrowed, mut sum) = (0, 0);
    for place in 0..exponent as usize {
        let digit = -taken.get(place).copied().unwrap_or(0) - borrowed;
        borrowed = i64::from(digit < 0);
        sum += digit.rem_euclid(10);
    }
    is(case, sum + 1 - borrowed)
}

fn missing_digit(case: &Case) -> bool {
    let fits = (0..=9_i64).filter(|digit| {
        let number: i64 = case.math[0].replace('d', &digit.to_string()).parse().unwrap();
        number % 9 == 0
    });
    fits.eq([case.gold.parse::<i64>().unwrap()])
}

const ORACLES: &[Oracle] = &[
    ("common_divisor", |case| is(case, common(whole(case)[0], whole(case)[1]))),
    ("common_multiple", common_multiple),
    ("divisor_count", |case| is(case, divisors(whole(case)[0]).count() as i64)),
    ("divisor_sum", |case| is(case, divisors(whole(case)[0]).sum())),
    ("totient", |case| {
        let number = whole(case)[1];
        let by: Vec<i64> = divisors(number).skip(1).collect();
        is(case, (1..=number).filter(|n| by.iter().all(|by| n % by != 0)).count() as i64)
    }),
    ("largest_prime", |case| {
        let primes: Vec<i64> = divisors(whole(case)[0]).filter(|by| prime(*by)).collect();
        is(case, if case.has("largest") { primes[primes.len() - 1] } else { primes.iter().sum() })
    }),
    ("next_prime", next_prime),
    ("primes_between", |case| is(case, (whole(case)[0]..=whole(case)[1]).filter(|n| prime(*n)).count() as i64)),
    ("multiples", multiples),
    ("sum_of_multiples", sum_of_multiples),
    ("factorial_zeros", |case| is(case, in_factorial(whole(case)[0], 5).min(in_factorial(whole(case)[0], 2)))),
    ("prime_in_factorial", |case| is(case, in_factorial(whole(case)[1], whole(case)[0]))),
    ("remainder", |case| is(case, least(|x| (whole(case)[0] - x) % whole(case)[1] == 0, 0))),
    ("product_remainder", |case| {
        let n = whole(case);
        is(case, least(|x| (n[0] * n[1] + n[2] - x) % n[3] == 0, 0))
    }),
    ("power_remainder", |case| is(case, power(whole(case)[0], whole(case)[1], whole(case)[2]))),
    ("last_digit", last_digit),
    ("last_two_digits", |case| is(case, power(whole(case)[0], whole(case)[1], 100))),
    ("inverse", |case| is(case, least(|x| whole(case)[0] * x % whole(case)[2] == 1, 1))),
    ("congruence", |case| {
        let n = whole(case);
        is(case, least(|x| (n[1] * x + n[2]) % n[4] == n[3], 0))
    }),
    ("two_remainders", two_remainders),
    ("three_remainders", three_remainders),
    ("order", |case| is(case, least(|n| power(whole(case)[1], n, whole(case)[3]) == 1, 1))),
    ("count_pairs", count_pairs),
    ("largest_gap", largest_unreachable),
    ("digit_sum", |case| is(case, backwards(whole(case)[0] * whole(case)[1], 10).iter().sum())),
    ("to_base", |case| read(case.gold.parse().unwrap(), whole(case)[1]) == whole(case)[0]),
    ("base_remainder", |case| is(case, read(whole(case)[0], whole(case)[1]) % whole(case)[2])),
    ("which_base", which_base),
    ("digits_in_base", digits_in_base),
    ("digit_sum_of_difference", digit_sum_of_difference),
    ("missing_digit", missing_digit),
];

#[test]
fn every_answer_is_what_a_second_way_gives() {
    check(TEMPLATES, ORACLES);
}

#[test]
fn every_level_has_thousands_of_problems_of_many_kinds() {
    check_sizes(TEMPLATES, LEVELS);
}
