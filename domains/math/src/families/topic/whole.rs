//! Whole numbers: what the keys are computed with. Arguments are small, as templates draw them.

pub(in crate::families) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// `base` to the `exponent` modulo `modulus`, which is above 0.
pub(in crate::families) fn power_mod(base: i64, exponent: i64, modulus: i64) -> i64 {
    let modulus = i128::from(modulus);
    let (mut power, mut square, mut left) = (1 % modulus, i128::from(base).rem_euclid(modulus), exponent);
    while left > 0 {
        if left % 2 == 1 {
            power = power * square % modulus;
        }
        square = square * square % modulus;
        left /= 2;
    }
    power as i64
}

/// The primes of a number above 0 with their exponents, the least first.
pub(in crate::families) fn factors(number: i64) -> Vec<(i64, u32)> {
    let (mut left, mut prime, mut found) = (number, 2, Vec::new());
    while prime * prime <= left {
        let mut exponent = 0;
        while left % prime == 0 {
            left /= prime;
            exponent += 1;
        }
        if exponent > 0 {
            found.push((prime, exponent));
        }
        prime += 1;
    }
    if left > 1 {
        found.push((left, 1));
    }
    found
}

pub(in crate::families) fn is_prime(number: i64) -> bool {
    number > 1 && factors(number) == [(number, 1)]
}

/// How many numbers of `1..=number` share no divisor with it.
pub(in crate::families) fn totient(number: i64) -> i64 {
    factors(number).iter().fold(number, |left, (prime, _)| left / prime * (prime - 1))
}

/// The `x` of `0..modulus` with `a x = 1` modulo `modulus`, to which `a` is prime.
pub(in crate::families) fn inverse(a: i64, modulus: i64) -> i64 {
    power_mod(a, totient(modulus) - 1, modulus)
}

/// Ways to choose `chosen` of `all`; none where `chosen` is below 0 or above `all`.
pub(in crate::families) fn choose(all: i64, chosen: i64) -> i128 {
    if chosen < 0 || chosen > all {
        return 0;
    }
    (0..i128::from(chosen)).fold(1, |ways, taken| ways * (i128::from(all) - taken) / (taken + 1))
}

/// `all (all - 1) ...`, `count` factors.
pub(in crate::families) fn falling(all: i64, count: i64) -> i128 {
    (0..count).map(|taken| i128::from(all - taken)).product()
}

pub(in crate::families) fn factorial(number: i64) -> i128 {
    falling(number, number)
}

/// The digits of a number of at least 0 in a base, the first one first.
pub(in crate::families) fn digits(number: i64, base: i64) -> Vec<i64> {
    let (mut left, mut digits) = (number, Vec::new());
    while left > 0 || digits.is_empty() {
        digits.push(left % base);
        left /= base;
    }
    digits.reverse();
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_worked_values() {
        assert_eq!((gcd(-12, 18), gcd(0, 5)), (6, 5));
        assert_eq!(power_mod(7, 5, 10), 7);
        assert_eq!(factors(360), [(2, 3), (3, 2), (5, 1)]);
        assert_eq!((totient(36), totient(7)), (12, 6));
        assert_eq!(inverse(3, 11), 4);
        assert_eq!((choose(5, 2), choose(3, 4), falling(6, 3), factorial(5)), (10, 0, 120, 120));
        assert_eq!(digits(178, 5), [1, 2, 0, 3]);
        assert!(is_prime(97) && !is_prime(91) && !is_prime(1));
    }
}
