//! Upper bounds of errors: a few digits and a wide exponent.

/// A number of at least 0, rounded up by every operation: `digits * 2^exponent`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    /// 0, or in `[0.5, 1)`.
    digits: f64,
    exponent: i64,
}

/// More than any rounding of a 53-bit number adds.
const UP: f64 = 1.0 + 1.0 / (1_u64 << 48) as f64;

impl Size {
    pub(crate) const ZERO: Self = Self { digits: 0.0, exponent: 0 };

    /// `2^exponent`.
    pub(crate) fn power_of_two(exponent: i64) -> Self {
        Self { digits: 0.5, exponent: exponent.saturating_add(1) }
    }

    pub(crate) fn is_zero(self) -> bool {
        self.digits == 0.0
    }

    /// The exponent of the power of two above it; very small for 0.
    pub(crate) fn exponent(self) -> i64 {
        if self.is_zero() { i64::MIN / 4 } else { self.exponent }
    }

    fn normal(digits: f64, exponent: i64) -> Self {
        if digits == 0.0 {
            return Self::ZERO;
        }
        // Digits stay within 2^-60 and 2^60 before this.
        let bits = i64::from((digits.to_bits() >> 52) as u16 & 0x7ff) - 1022;
        let shifted = f64::from_bits(digits.to_bits() & !(0x7ff << 52) | 1022 << 52);
        Self { digits: shifted, exponent: exponent.saturating_add(bits) }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let distance = large.exponent - small.exponent;
        let scaled = if distance > 55 { f64::EPSILON } else { small.digits * f64::powi(0.5, distance as i32) };
        Self::normal((large.digits + scaled) * UP, large.exponent)
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::normal(self.digits * other.digits * UP, self.exponent.saturating_add(other.exponent))
    }

    /// The quotient by a lower bound `2^exponent`.
    pub(crate) fn over_power(self, exponent: i64) -> Self {
        if self.is_zero() { self } else { Self { exponent: self.exponent.saturating_sub(exponent), ..self } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_are_rounded_up() {
        let one = Size::power_of_two(0);
        let three = one.plus(one).plus(one);
        assert_eq!(three.exponent(), 2);
        assert_eq!(three.times(three).exponent(), 4);
        let with_dust = one.plus(Size::power_of_two(-1000));
        assert!(with_dust.digits > 0.5 && with_dust.exponent == 1);
        assert_eq!(Size::ZERO.plus(one), one);
    }
}
