//! Choices read out of one number.

/// Reads a code as digits of a number in mixed radix, the fastest first.
pub(crate) struct Draws(pub(crate) u128);

impl Draws {
    pub(crate) fn below(&mut self, radix: u128) -> u128 {
        let digit = self.0 % radix;
        self.0 /= radix;
        digit
    }

    pub(crate) fn index(&mut self, radix: usize) -> usize {
        self.below(radix as u128) as usize
    }

    /// A whole number of `low..=high`.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u128) as i64
    }
}
