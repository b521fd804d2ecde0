//! Choices that follow from a level and a code alone.

use sha2::{Digest, Sha256};

/// Numbers by counting: the n-th is a mix of the seed and n (SplitMix64; Steele, Lea and Flood 2014), so that they are the same on every
/// machine and in every version of our dependencies.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    state: u64,
}

impl Draw {
    /// Seeded from a digest of the label: neighbouring labels have nothing in common.
    pub(crate) fn new(label: &str) -> Self {
        Self { state: number_of(Sha256::digest(label).as_slice()) }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number below `bound`, which is not 0; the bias towards small numbers is below 2^-50 for the bounds here.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// A whole number of `low..=high`.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// A number with two decimals, the last of which is not 0, from `low` to below `high`: Python writes it as people do.
    pub(crate) fn cents(&mut self, low: i64, high: i64) -> f64 {
        let tenths = self.range(low * 10, high * 10 - 1);
        (tenths * 10 + self.range(1, 9)) as f64 / 100.0
    }

    /// A number with one decimal, which is not 0, from `low` to below `high`.
    pub(crate) fn tenths(&mut self, low: i64, high: i64) -> f64 {
        let whole = self.range(low, high - 1);
        (whole * 10 + self.range(1, 9)) as f64 / 10.0
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items. The slice is never empty: all of them are constants here.
    pub(crate) fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// So many different ones of the items, or all of them, in a drawn order.
    pub(crate) fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut left = items.to_vec();
        let count = count.min(left.len());
        (0..count).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }
}

/// The first eight bytes of a digest.
pub(crate) fn number_of(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Finaliser of SplitMix64: a bijection whose output bits all depend on every input bit.
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
