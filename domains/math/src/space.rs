//! Finite sets of problems, split into train and test, each in a shuffled order, without holding any of them.

use exitrl_domain::Split;
use sha2::{Digest, Sha512};

/// One problem in this many is held out for testing.
const HELD_OUT: u128 = 5;

/// The codes `0..size` of a family's problems at one level, divided between the splits.
///
/// Which codes are held out follows from the label alone; the seed only orders them. So no two runs, whatever their seeds,
/// train on a problem that the other tests on.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    size: u128,
    mixed: Permutation,
    train: Permutation,
    test: Permutation,
}

impl Space {
    /// `label` names the set of problems; `size` is at least 2.
    pub(crate) fn new(label: &str, size: u128, seed: u64) -> Self {
        let held_out = size.div_ceil(HELD_OUT);
        Self {
            size,
            mixed: Permutation::new(size, &format!("{label}/split")),
            train: Permutation::new(size - held_out, &format!("{label}/train/{seed}")),
            test: Permutation::new(held_out, &format!("{label}/test/{seed}")),
        }
    }

    /// How many problems a split has; `u64::MAX` where there are more than an index can name.
    pub(crate) fn count(&self, split: Split) -> u64 {
        let held_out = self.size.div_ceil(HELD_OUT);
        let count = match split {
            Split::Test => held_out,
            Split::Train => self.size - held_out,
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The code at `index`, which is below [`Space::count`].
    pub(crate) fn code(&self, split: Split, index: u64) -> u128 {
        let index = u128::from(index);
        let place = match split {
            Split::Test => self.test.at(index) * HELD_OUT,
            Split::Train => {
                let kept = self.train.at(index);
                kept / (HELD_OUT - 1) * HELD_OUT + 1 + kept % (HELD_OUT - 1)
            }
        };
        self.mixed.at(place)
    }
}

/// A shuffle of `0..size` computed entry by entry: a Feistel network over the next even power of two, walked until it lands inside.
#[derive(Debug, Clone)]
struct Permutation {
    size: u128,
    half_bits: u32,
    keys: [u64; 8],
}

impl Permutation {
    fn new(size: u128, label: &str) -> Self {
        let bits = u128::BITS - size.saturating_sub(1).leading_zeros();
        let digest: [u8; 64] = Sha512::digest(label.as_bytes()).into();
        let mut keys = [0; 8];
        for (key, bytes) in keys.iter_mut().zip(digest.chunks_exact(8)) {
            *key = bytes.iter().fold(0, |key, &byte| key << 8 | u64::from(byte));
        }
        Self { size, half_bits: bits.div_ceil(2).max(1), keys }
    }

    fn at(&self, index: u128) -> u128 {
        debug_assert!(index < self.size);
        // The network has fewer than four times as many entries as `size`, so this takes four rounds on average; since the walk
        // is a cycle through an entry inside, it always ends.
        let mut at = self.round_trip(index);
        while at >= self.size {
            at = self.round_trip(at);
        }
        at
    }

    fn round_trip(&self, value: u128) -> u128 {
        let mask = u64::MAX >> (64 - self.half_bits);
        let (mut left, mut right) = ((value >> self.half_bits) as u64 & mask, value as u64 & mask);
        for key in self.keys {
            (left, right) = (right, left ^ mix(right ^ key) & mask);
        }
        u128::from(left) << self.half_bits | u128::from(right)
    }
}

/// Finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn codes(space: &Space, split: Split) -> Vec<u128> {
        (0..space.count(split)).map(|index| space.code(split, index)).collect()
    }

    #[test]
    fn the_splits_share_no_code_and_leave_none_out() {
        for size in [2, 3, 5, 6, 99, 100, 101, 1024, 4097] {
            let space = Space::new("label", size, 3);
            let (train, test) = (codes(&space, Split::Train), codes(&space, Split::Test));
            assert!(!train.is_empty() && !test.is_empty());
            let all: HashSet<u128> = train.iter().chain(&test).copied().collect();
            assert_eq!(train.len() + test.len(), all.len());
            assert_eq!(all, (0..size).collect());
        }
    }

    #[test]
    fn a_seed_orders_the_problems_but_does_not_move_them_between_splits() {
        let (one, two) = (Space::new("label", 1000, 1), Space::new("label", 1000, 2));
        let (first, second) = (codes(&one, Split::Test), codes(&two, Split::Test));
        assert_ne!(first, second);
        assert_eq!(first.into_iter().collect::<HashSet<_>>(), second.into_iter().collect());
    }

    #[test]
    fn a_space_beyond_all_indices_is_endless_and_still_without_repeats() {
        let space = Space::new("label", 10_u128.pow(38), 1);
        assert_eq!((space.count(Split::Train), space.count(Split::Test)), (u64::MAX, u64::MAX));
        let indices = (0..500).chain(u64::MAX - 500..u64::MAX);
        let seen: HashSet<u128> =
            indices.flat_map(|index| [space.code(Split::Train, index), space.code(Split::Test, index)]).collect();
        assert_eq!(seen.len(), 2000);
    }

    #[test]
    fn the_order_is_the_same_in_every_build() {
        let space = Space::new("addition/1", 100, 0);
        let first: Vec<u128> = (0..8).map(|index| space.code(Split::Train, index)).collect();
        assert_eq!(first, FIRST_EIGHT);
    }

    /// Printed once by this code. Another list means that every task set changed, and with it the meaning of every old run.
    const FIRST_EIGHT: [u128; 8] = [91, 10, 63, 74, 32, 33, 44, 49];
}
