//! What evaluation in balls costs, in units of ten nanoseconds, as measured in benches/NOTES.md.

use super::Eval;
use crate::ball::Complex;

impl Eval<'_> {
    /// The price of sums or products, or of half as many quotients.
    pub(super) fn pay_joins(&mut self, joins: u64) -> Option<()> {
        self.fuel.burn(joins * (14 + self.bits as u64 / 32))
    }

    /// The price of a function, in units of the exponential function of a real number.
    pub(super) fn pay(&mut self, times: u64) -> Option<()> {
        let words = self.bits as u64 / 64;
        let price = 180 + 45 * words + 7 * words * words / 2;
        // The logarithm of 2, or pi, once.
        let first = if std::mem::replace(&mut self.paid, true) { 0 } else { 2 };
        self.fuel.burn(price * (times + first))
    }

    /// The same, for a function that takes longer of numbers that are not real.
    pub(super) fn pay_for(&mut self, of: &Complex, real: u64, complex: u64) -> Option<()> {
        self.pay(if of.is_real() { real } else { complex })
    }

    /// The price of a whole power.
    pub(super) fn pay_power(&mut self, base: &Complex, exponent: i64) -> Option<()> {
        let products = u64::from(64 - exponent.unsigned_abs().leading_zeros());
        self.fuel.burn(products * (42 + self.bits as u64 / 20) * if base.is_real() { 1 } else { 4 })
    }
}
