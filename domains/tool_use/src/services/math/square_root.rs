//! Square roots of decimal numbers, as Python's `decimal` gives them.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::Zero;

use super::MAX_DIGITS;

/// Longest number whose root is sought at precisions beyond the cap, where only exact roots are given.
const MAX_EXACT_BITS: u64 = 1 << 14;

/// A decimal number that is not negative: `digits * 10^exponent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: BigUint,
    exponent: i64,
}

impl Decimal {
    /// A whole number.
    pub(super) fn of_int(digits: BigUint) -> Self {
        Self { digits, exponent: 0 }
    }

    /// A finite float that is not negative, exactly.
    pub(super) fn of_f64(mantissa: &BigUint, exponent: i64) -> Self {
        match u32::try_from(-exponent) {
            Ok(halvings) => Self { digits: mantissa * BigUint::from(5u32).pow(halvings), exponent },
            Err(_) => Self::of_int(mantissa << exponent.unsigned_abs()),
        }
    }

    /// The root to so many digits, the middle rounded to even; [`None`] where it would be too long. An exact one has half the exponent
    /// where the digits suffice for that.
    pub(super) fn sqrt(&self, precision: u64) -> Option<Self> {
        let odd = self.exponent.rem_euclid(2);
        let (digits, half) = (if odd == 1 { &self.digits * 10u32 } else { self.digits.clone() }, (self.exponent - odd) / 2);
        if precision > MAX_DIGITS {
            let root = Some(digits.sqrt()).filter(|root| digits.bits() <= MAX_EXACT_BITS && root * root == digits);
            return root.map(|digits| Self { digits, exponent: half });
        }
        // One digit more than is kept, and whether anything follows.
        let more = precision as i64 + 1 - count_digits(&digits).div_ceil(2) as i64;
        let scale = ten_to(2 * more.unsigned_abs());
        let (scaled, rest) = if more >= 0 { (digits * scale, BigUint::ZERO) } else { digits.div_rem(&scale) };
        let root = scaled.sqrt();
        let exact = rest.is_zero() && &root * &root == scaled;
        if exact && more >= 0 {
            // The root of a whole number that is whole but for a power of ten is whole.
            return Some(Self { digits: root / ten_to(more as u64), exponent: half }.rounded(precision, true));
        }
        Some(Self { digits: root, exponent: half - more }.rounded(precision, exact))
    }

    /// With so many digits at most; where it is not exact, something follows the last digit.
    fn rounded(self, precision: u64, exact: bool) -> Self {
        let excess = count_digits(&self.digits).saturating_sub(precision);
        if excess == 0 {
            return self;
        }
        let unit = ten_to(excess);
        let (mut kept, rest) = self.digits.div_rem(&unit);
        let up = match (&rest * 2u32).cmp(&unit) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => !exact || kept.bit(0),
        };
        kept += u32::from(up);
        let exponent = self.exponent + excess as i64;
        if count_digits(&kept) > precision {
            Self { digits: kept / 10u32, exponent: exponent + 1 }
        } else {
            Self { digits: kept, exponent }
        }
    }

    /// As `str` shows it.
    pub(super) fn text(&self) -> String {
        let digits = self.digits.to_string();
        let first = self.exponent + digits.len() as i64 - 1;
        if self.exponent > 0 || first < -6 {
            let (head, tail) = digits.split_at(1);
            let point = if tail.is_empty() { "" } else { "." };
            return format!("{head}{point}{tail}E{first:+}");
        }
        match usize::try_from(first + 1) {
            Ok(whole) if self.exponent == 0 => digits[..whole].to_owned(),
            Ok(whole) if whole > 0 => format!("{}.{}", &digits[..whole], &digits[whole..]),
            _ => format!("0.{digits:0>width$}", width = self.exponent.unsigned_abs() as usize),
        }
    }
}

fn ten_to(exponent: u64) -> BigUint {
    num_traits::pow(BigUint::from(10u32), exponent as usize)
}

/// How many decimal digits; one for zero.
fn count_digits(number: &BigUint) -> u64 {
    let least = (number.bits().saturating_sub(1) as f64 * std::f64::consts::LOG10_2) as u64;
    // The estimate is right or one too low.
    if number.is_zero() || *number < ten_to(least + 1) { least + 1 } else { least + 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(digits: u64, exponent: i64, precision: u64) -> String {
        Decimal { digits: digits.into(), exponent }.sqrt(precision).map_or_else(|| "too long".into(), |root| root.text())
    }

    #[test]
    fn exact_roots_have_half_the_exponent_where_the_digits_suffice() {
        assert_eq!([root(100, 0, 10), root(100, 0, 1), root(225, -2, 5), root(0, 0, 3)], ["10", "1E+1", "1.5", "0"]);
        assert_eq!([root(10_000_000_000_000_000, 0, 4), root(225, -2, 1), root(625, -2, 1)], ["1.000E+8", "2", "2"]);
    }

    #[test]
    fn other_roots_have_all_digits_and_are_rounded() {
        assert_eq!([root(2, 0, 10), root(10, 0, 1), root(9999, 0, 2)], ["1.414213562", "3", "1.0E+2"]);
        assert_eq!([root(2, -14, 3), root(2, -16, 3)], ["1.41E-7", "1.41E-8"]);
    }

    #[test]
    fn beyond_the_cap_only_exact_roots_are_given() {
        assert_eq!([root(16, 0, 1_000_000), root(17, 0, 1_000_000)], ["4", "too long"]);
    }
}
