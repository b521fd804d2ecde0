//! Number theory: divisors, remainders, primes, digits, equations in whole numbers.

mod digits;
mod divisors;
mod residues;

#[cfg(test)]
mod tests;

use super::Made;
use super::topic::{self, Template};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("common_divisor", (1, 3), divisors::common_divisor),
    Template::new("common_multiple", (1, 3), divisors::common_multiple),
    Template::new("divisor_count", (2, 4), divisors::divisor_count),
    Template::new("divisor_sum", (3, 5), divisors::divisor_sum),
    Template::new("totient", (3, 5), divisors::totient_of),
    Template::new("largest_prime", (2, 4), divisors::largest_prime),
    Template::new("next_prime", (1, 4), divisors::next_prime),
    Template::new("primes_between", (2, 3), divisors::primes_between),
    Template::new("multiples", (1, 3), divisors::multiples),
    Template::new("sum_of_multiples", (2, 4), divisors::sum_of_multiples),
    Template::new("factorial_zeros", (3, 4), divisors::factorial_zeros),
    Template::new("prime_in_factorial", (4, 5), divisors::prime_in_factorial),
    Template::new("remainder", (1, 2), residues::remainder),
    Template::new("product_remainder", (2, 3), residues::product_remainder),
    Template::new("power_remainder", (3, 5), residues::power_remainder),
    Template::new("last_digit", (2, 4), residues::last_digit),
    Template::new("last_two_digits", (4, 5), residues::last_two_digits),
    Template::new("inverse", (4, 5), residues::inverse_of),
    Template::new("congruence", (4, 5), residues::congruence),
    Template::new("two_remainders", (3, 5), residues::two_remainders),
    Template::new("three_remainders", (5, 5), residues::three_remainders),
    Template::new("order", (5, 5), residues::order),
    Template::new("count_pairs", (3, 5), residues::count_pairs),
    Template::new("largest_gap", (4, 5), residues::largest_unreachable),
    Template::new("digit_sum", (1, 3), digits::digit_sum),
    Template::new("to_base", (1, 3), digits::to_base),
    Template::new("base_remainder", (3, 5), digits::base_remainder),
    Template::new("which_base", (2, 4), digits::which_base),
    Template::new("digits_in_base", (3, 5), digits::digits_in_base),
    Template::new("digit_sum_of_difference", (4, 5), digits::digit_sum_of_difference),
    Template::new("missing_digit", (1, 3), digits::missing_digit),
];

/// The greatest level.
pub(super) const LEVELS: u32 = 5;

pub(super) fn size(level: u32) -> u128 {
    topic::size(TEMPLATES, level)
}

pub(super) fn make(level: u32, code: u128) -> Made {
    topic::make(TEMPLATES, level, code)
}
