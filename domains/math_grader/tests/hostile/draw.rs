//! Numbers from counters: an input is known by a seed and its own number, so a failure can be seen again without what went before it.

/// A sequence that depends on its beginning only (SplitMix64, Steele et al. 2014).
pub(crate) struct Draw(u64);

impl Draw {
    /// The sequence of one input.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut draw = Self(seed.wrapping_mul(0xD1B5_4A32_D192_ED03) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        draw.next();
        draw
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of some things.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }

    /// A count that is mostly small and sometimes near `most`.
    pub(crate) fn count(&mut self, most: usize) -> usize {
        let bits = usize::BITS - most.leading_zeros();
        let top = 1 << self.below(bits as usize + 1);
        self.below(top.min(most) + 1)
    }
}
