//! Draws in proportion to how long ago a slot was last drawn.

use rand::{Rng, RngExt};

/// The draw at which each slot was last drawn, summed so that drawing by staleness takes O(log N).
///
/// Staleness is the number of draws so far less the slot's own: a difference whose sums over ranges of slots are the number of
/// draws times the length, less the sum of what is stored here (a Fenwick tree). So no other slot is touched by a draw.
#[derive(Debug, Clone, Default)]
pub(super) struct Staleness {
    /// Node i, from 1, is the sum of the last `lowest bit of i` slots up to it; node 0 is unused.
    sums: Vec<u64>,
}

fn lowest_bit(i: usize) -> usize {
    i & i.wrapping_neg()
}

impl Staleness {
    fn len(&self) -> usize {
        self.sums.len().saturating_sub(1)
    }

    /// Adds a slot at the end.
    pub(super) fn push(&mut self, drawn_at: u64) {
        if self.sums.is_empty() {
            self.sums.push(0);
        }
        let at = self.sums.len();
        let (mut sum, mut below) = (drawn_at, at - 1);
        while below > at - lowest_bit(at) {
            sum += self.sums[below];
            below -= lowest_bit(below);
        }
        self.sums.push(sum);
    }

    /// Takes the last slot away.
    pub(super) fn pop(&mut self) {
        self.sums.pop();
    }

    /// Changes when a slot was last drawn.
    pub(super) fn change(&mut self, slot: usize, from: u64, to: u64) {
        let mut at = slot + 1;
        while at < self.sums.len() {
            self.sums[at] = self.sums[at] - from + to;
            at += lowest_bit(at);
        }
    }

    /// One slot after so many draws; evenly where none is stale, [`None`] where there is no slot.
    pub(super) fn draw(&self, draws: u64, rng: &mut impl Rng) -> Option<usize> {
        let total = self.total(draws);
        match (self.len(), total) {
            (0, _) => None,
            (len, 0) => Some(rng.random_range(0..len)),
            _ => Some(self.at(draws, rng.random_range(0..total))),
        }
    }

    /// Staleness of all slots together.
    pub(super) fn total(&self, draws: u64) -> u64 {
        let (mut at, mut sum) = (self.len(), 0);
        while at > 0 {
            sum += self.sums[at];
            at -= lowest_bit(at);
        }
        draws * self.len() as u64 - sum
    }

    /// The slot in whose stretch a target falls, when every slot's is as long as its staleness.
    fn at(&self, draws: u64, mut target: u64) -> usize {
        let mut slot = 0;
        let mut width = (self.len() + 1).next_power_of_two();
        while width > 0 {
            let end = slot + width;
            if end <= self.len() {
                let stale = draws * width as u64 - self.sums[end];
                if stale <= target {
                    target -= stale;
                    slot = end;
                }
            }
            width /= 2;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    #[test]
    fn every_slot_owns_as_many_targets_as_it_is_stale() {
        arbtest(|u| {
            let draws = 20;
            let (mut stamps, mut tree) = (Vec::<u64>::new(), Staleness::default());
            for _ in 0..u.int_in_range(0..=50)? {
                let stamp = u.int_in_range(0..=draws)?;
                match u.int_in_range(0..=3u8)? {
                    0 if !stamps.is_empty() => {
                        stamps.pop();
                        tree.pop();
                    }
                    1 if !stamps.is_empty() => {
                        let slot = u.choose_index(stamps.len())?;
                        tree.change(slot, stamps[slot], stamp);
                        stamps[slot] = stamp;
                    }
                    _ => {
                        stamps.push(stamp);
                        tree.push(stamp);
                    }
                }
            }
            let mut owned = vec![0; stamps.len()];
            (0..tree.total(draws)).for_each(|target| owned[tree.at(draws, target)] += 1);
            assert_eq!(owned, stamps.iter().map(|stamp| draws - stamp).collect::<Vec<_>>());
            Ok(())
        });
    }
}
