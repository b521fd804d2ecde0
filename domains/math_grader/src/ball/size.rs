//! Bounds of sizes and errors: a few digits and a wide exponent.

/// A number of at least 0: `digits * 2^exponent`.
///
/// Every operation but those that say otherwise rounds up, so that it gives an upper bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    /// 0, or in `[0.5, 1)`.
    digits: f64,
    exponent: i64,
}

/// More than a few roundings of a 53-bit number add.
const UP: f64 = 1.0 + 1.0 / (1_u64 << 48) as f64;

/// Less than a few roundings of a 53-bit number leave.
const DOWN: f64 = 1.0 - 1.0 / (1_u64 << 48) as f64;

/// Nothing but 0 is smaller than this power of two: a product of ever smaller errors is rounded up to it, so that exponents stay small.
const SMALLEST: i64 = -(1 << 40);

impl Size {
    pub(crate) const ZERO: Self = Self { digits: 0.0, exponent: 0 };

    /// `2^exponent`.
    pub(crate) fn power_of_two(exponent: i64) -> Self {
        Self { digits: 0.5, exponent: exponent.saturating_add(1).max(SMALLEST) }
    }

    /// An upper bound of a number whose highest 64 bits are `bits`, below `2^top`.
    pub(super) fn above(bits: u64, top: i64) -> Self {
        Self::normal(bits as f64 * UP, top.saturating_sub(64))
    }

    /// A lower bound of a number whose highest 64 bits are `bits`, below `2^top`.
    pub(super) fn below(bits: u64, top: i64) -> Self {
        Self::normal(bits as f64 * DOWN, top.saturating_sub(64))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.digits == 0.0
    }

    /// The exponent of the power of two above it; very small for 0.
    pub(crate) fn exponent(self) -> i64 {
        if self.is_zero() { i64::MIN / 4 } else { self.exponent }
    }

    /// The digits in `[0.5, 1)`, or 0, and the exponent of two.
    pub(super) fn parts(self) -> (f64, i64) {
        (self.digits, self.exponent)
    }

    fn normal(digits: f64, exponent: i64) -> Self {
        if digits == 0.0 {
            return Self::ZERO;
        }
        // Digits stay within 2^-70 and 2^70 before this: no float here is subnormal or infinite.
        let bits = i64::from((digits.to_bits() >> 52) as u16 & 0x7ff) - 1022;
        let shifted = f64::from_bits(digits.to_bits() & !(0x7ff << 52) | 1022 << 52);
        Self { digits: shifted, exponent: exponent.saturating_add(bits).max(SMALLEST) }
    }

    /// The digits of a smaller number as parts of the unit of a larger one, rounded up.
    fn aligned(small: Self, large: Self) -> f64 {
        match large.exponent.saturating_sub(small.exponent) {
            distance @ 0..=55 => small.digits * f64::powi(0.5, distance as i32),
            _ => f64::EPSILON / 8.0,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        Self::normal((large.digits + Self::aligned(small, large)) * UP, large.exponent)
    }

    /// The difference, rounded down; [`None`] where it may be 0 or less.
    pub(super) fn less(self, by: Self) -> Option<Self> {
        if by.is_zero() {
            return (!self.is_zero()).then_some(self);
        }
        if self.is_zero() || by.exponent > self.exponent {
            return None;
        }
        let left = (self.digits - Self::aligned(by, self)) - 4.0 * f64::EPSILON;
        // What is left of a number that is nearly all gone has few digits, and a bound that is this loose is of no use.
        (left > 1e-9).then(|| Self::normal(left * DOWN, self.exponent))
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::normal(self.digits * other.digits * UP, self.exponent.saturating_add(other.exponent))
    }

    /// The product with a whole number up to `2^50`.
    pub(super) fn times_whole(self, by: u64) -> Self {
        Self::normal(self.digits * by as f64 * UP, self.exponent)
    }

    /// The quotient by a lower bound of the divisor, which is not 0.
    pub(super) fn over(self, divisor: Self) -> Self {
        Self::normal(self.digits / divisor.digits * UP, self.exponent.saturating_sub(divisor.exponent))
    }

    /// The square root, rounded down.
    pub(super) fn root_below(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        let digits = if odd == 1 { self.digits * 2.0 } else { self.digits };
        Self::normal(digits.sqrt() * DOWN, (self.exponent - odd) / 2)
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

    #[test]
    fn differences_and_roots_are_rounded_down() {
        let (one, four) = (Size::power_of_two(0), Size::power_of_two(2));
        // 4 - 1 = 3 = 0.75 * 2^2.
        let three = four.less(one).unwrap();
        assert!(three.exponent == 2 && three.digits < 0.75 && three.digits > 0.749_999);
        assert_eq!(one.less(one), None);
        assert_eq!(one.less(four), None);
        // The root of 4 is 2 = 0.5 * 2^2: from below, just under it.
        assert!(four.root_below().exponent == 1 && four.root_below().digits > 0.999_999);
        // The root of 2 is 1.414... = 0.7071 * 2^1.
        let root = Size::power_of_two(1).root_below();
        assert!(root.exponent == 1 && (root.digits - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-12);
    }

    #[test]
    fn what_grows_ever_smaller_stops_at_the_smallest() {
        let mut size = Size::power_of_two(-1000);
        for _ in 0..200 {
            size = size.times(size);
        }
        assert_eq!(size.exponent(), SMALLEST);
    }
}
