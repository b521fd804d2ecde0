//! Algebra: equations, inequalities, functions, polynomials, sequences.

mod equations;
mod functions;
mod polynomials;
mod sequences;

#[cfg(test)]
mod tests;

use super::Made;
use super::topic::{self, Template};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("two_terms", (1, 2), equations::two_terms),
    Template::new("bracket", (1, 2), equations::bracket),
    Template::new("two_numbers", (1, 2), equations::two_numbers),
    Template::new("sum_of_shares", (2, 3), equations::sum_of_shares),
    Template::new("two_fractions", (3, 4), equations::two_fractions),
    Template::new("system", (2, 4), equations::system),
    Template::new("whole_roots", (2, 4), equations::whole_roots),
    Template::new("fraction_roots", (4, 5), equations::fraction_roots),
    Template::new("surd_root", (3, 5), equations::surd_root),
    Template::new("exponent", (2, 4), equations::exponent),
    Template::new("logarithm", (3, 5), equations::logarithm),
    Template::new("root_equation", (4, 5), equations::root_equation),
    Template::new("absolute", (2, 5), functions::absolute),
    Template::new("quadratic_inequality", (3, 5), functions::quadratic_inequality),
    Template::new("composition", (1, 3), functions::composition),
    Template::new("composed_square", (3, 4), functions::composed_square),
    Template::new("inverse", (3, 5), functions::inverse),
    Template::new("substitute", (1, 2), polynomials::substitute),
    Template::new("coefficient", (2, 4), polynomials::coefficient),
    Template::new("remainder", (3, 4), polynomials::remainder),
    Template::new("linear_remainder", (5, 5), polynomials::linear_remainder),
    Template::new("quotient", (3, 5), polynomials::quotient),
    Template::new("root_sums", (3, 5), polynomials::root_sums),
    Template::new("power_sums", (4, 5), polynomials::power_sums),
    Template::new("nth_term", (1, 2), sequences::nth_term),
    Template::new("series", (2, 4), sequences::series),
    Template::new("between_terms", (2, 4), sequences::between_terms),
    Template::new("endless_series", (4, 5), sequences::endless_series),
    Template::new("recurrence", (1, 3), sequences::recurrence),
    Template::new("telescope", (5, 5), sequences::telescope),
];

/// The greatest level.
pub(super) const LEVELS: u32 = 5;

pub(super) fn size(level: u32) -> u128 {
    topic::size(TEMPLATES, level)
}

pub(super) fn make(level: u32, code: u128) -> Made {
    topic::make(TEMPLATES, level, code)
}
