//! Slots in order of their scores, with counting, in logarithmic time.

use crate::seed::mix;

const NONE: u32 = u32::MAX;

/// Orders slots by level, the older first among equals: finds the lowest, the k-th highest, and how many are at least so high.
///
/// A treap (Seidel and Aragon 1996) whose nodes are the slots themselves and whose priorities are a hash of the order of
/// insertion: its shape depends on what it holds alone, and every operation takes O(log N) on average.
#[derive(Debug, Clone)]
pub(super) struct Ranking {
    nodes: Vec<Node>,
    root: u32,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    level: f64,
    order: u64,
    low: u32,
    high: u32,
    /// Slots at and below this node.
    count: u32,
}

impl Ranking {
    /// No slots.
    pub(super) fn new() -> Self {
        Self { nodes: Vec::new(), root: NONE }
    }

    /// How many slots it holds.
    pub(super) fn len(&self) -> usize {
        self.count(self.root)
    }

    /// The level of a slot that it holds.
    pub(super) fn level(&self, slot: usize) -> f64 {
        self.nodes[slot].level
    }

    /// Adds a slot that it does not hold. Levels are no NaN; the order of insertion is of its own for every slot.
    pub(super) fn insert(&mut self, slot: usize, level: f64, order: u64) {
        let node = Node { level, order, low: NONE, high: NONE, count: 1 };
        if slot >= self.nodes.len() {
            self.nodes.resize(slot + 1, node);
        }
        self.nodes[slot] = node;
        self.root = self.insert_below(self.root, slot as u32);
    }

    /// Takes out a slot that it holds.
    pub(super) fn remove(&mut self, slot: usize) {
        self.root = self.remove_below(self.root, slot as u32);
    }

    /// The slot of the lowest level, the oldest among equals.
    pub(super) fn lowest(&self) -> Option<usize> {
        let mut at = self.root;
        while at != NONE && self.node(at).low != NONE {
            at = self.node(at).low;
        }
        (at != NONE).then_some(at as usize)
    }

    /// The slot that `above` others stand higher than.
    pub(super) fn nth_highest(&self, mut above: usize) -> Option<usize> {
        let mut at = self.root;
        while at != NONE {
            let higher = self.count(self.node(at).high);
            if above == higher {
                return Some(at as usize);
            }
            (at, above) = if above < higher { (self.node(at).high, above) } else { (self.node(at).low, above - higher - 1) };
        }
        None
    }

    /// How many slots have this level or a higher one.
    pub(super) fn at_least(&self, level: f64) -> usize {
        let (mut at, mut found) = (self.root, 0);
        while at != NONE {
            let node = self.node(at);
            if node.level >= level {
                found += self.count(node.high) + 1;
                at = node.low;
            } else {
                at = node.high;
            }
        }
        found
    }

    /// Every slot, from the highest to the lowest.
    pub(super) fn descending(&self) -> impl Iterator<Item = usize> + '_ {
        let (mut waiting, mut at) = (Vec::new(), self.root);
        std::iter::from_fn(move || {
            while at != NONE {
                waiting.push(at);
                at = self.node(at).high;
            }
            let next = waiting.pop()?;
            at = self.node(next).low;
            Some(next as usize)
        })
    }

    fn node(&self, at: u32) -> &Node {
        &self.nodes[at as usize]
    }

    fn count(&self, at: u32) -> usize {
        if at == NONE { 0 } else { self.node(at).count as usize }
    }

    fn is_below(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.node(a), self.node(b));
        a.level < b.level || (a.level == b.level && a.order < b.order)
    }

    /// Whether a node belongs above another in the tree.
    fn outranks(&self, a: u32, b: u32) -> bool {
        mix(self.node(a).order) > mix(self.node(b).order)
    }

    fn recount(&mut self, at: u32) -> u32 {
        let Node { low, high, .. } = *self.node(at);
        self.nodes[at as usize].count = (1 + self.count(low) + self.count(high)) as u32;
        at
    }

    fn insert_below(&mut self, at: u32, slot: u32) -> u32 {
        if at == NONE {
            return slot;
        }
        if self.outranks(slot, at) {
            let (low, high) = self.split(at, slot);
            (self.nodes[slot as usize].low, self.nodes[slot as usize].high) = (low, high);
            return self.recount(slot);
        }
        if self.is_below(slot, at) {
            self.nodes[at as usize].low = self.insert_below(self.node(at).low, slot);
        } else {
            self.nodes[at as usize].high = self.insert_below(self.node(at).high, slot);
        }
        self.recount(at)
    }

    /// The tree at `at`, cut into what is below a slot's place and what is above.
    fn split(&mut self, at: u32, slot: u32) -> (u32, u32) {
        if at == NONE {
            return (NONE, NONE);
        }
        if self.is_below(at, slot) {
            let (low, high) = self.split(self.node(at).high, slot);
            self.nodes[at as usize].high = low;
            (self.recount(at), high)
        } else {
            let (low, high) = self.split(self.node(at).low, slot);
            self.nodes[at as usize].low = high;
            (low, self.recount(at))
        }
    }

    fn remove_below(&mut self, at: u32, slot: u32) -> u32 {
        if at == NONE {
            return NONE;
        }
        if at == slot {
            return self.merge(self.node(at).low, self.node(at).high);
        }
        if self.is_below(slot, at) {
            self.nodes[at as usize].low = self.remove_below(self.node(at).low, slot);
        } else {
            self.nodes[at as usize].high = self.remove_below(self.node(at).high, slot);
        }
        self.recount(at)
    }

    /// One tree of two, of which all of the first is below all of the second.
    fn merge(&mut self, low: u32, high: u32) -> u32 {
        if low == NONE || high == NONE {
            return if low == NONE { high } else { low };
        }
        if self.outranks(low, high) {
            self.nodes[low as usize].high = self.merge(self.node(low).high, high);
            self.recount(low)
        } else {
            self.nodes[high as usize].low = self.merge(low, self.node(high).low);
            self.recount(high)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    #[test]
    fn it_agrees_with_a_sorted_list_through_any_changes() {
        arbtest(|u| {
            let mut ranking = Ranking::new();
            let mut held: Vec<(f64, u64, usize)> = Vec::new();
            for order in 0..u.int_in_range(0..=60u64)? {
                let slot = u.choose_index(12)?;
                if held.iter().any(|(.., there)| *there == slot) {
                    ranking.remove(slot);
                    held.retain(|(.., there)| *there != slot);
                } else {
                    let level = *u.choose(&[f64::NEG_INFINITY, -3.5, -2.0, -1.0])?;
                    ranking.insert(slot, level, order);
                    held.push((level, order, slot));
                }
                held.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                assert_eq!(ranking.len(), held.len());
                assert_eq!(ranking.lowest(), held.first().map(|(.., slot)| *slot));
                for (above, (.., slot)) in held.iter().rev().enumerate() {
                    assert_eq!(ranking.nth_highest(above), Some(*slot));
                }
                assert!(ranking.descending().eq(held.iter().rev().map(|(.., slot)| *slot)));
                assert_eq!(ranking.nth_highest(held.len()), None);
                for level in [f64::NEG_INFINITY, -2.0, -1.5, 0.0] {
                    assert_eq!(ranking.at_least(level), held.iter().filter(|entry| entry.0 >= level).count());
                }
            }
            Ok(())
        });
    }

    #[test]
    fn paths_stay_short_even_for_slots_that_come_in_order() {
        let mut ranking = Ranking::new();
        (0..4096).for_each(|slot| ranking.insert(slot, slot as f64, slot as u64));
        let depth = |mut at: u32, goal: u32| {
            let mut depth = 0;
            while at != goal {
                at = if ranking.is_below(goal, at) { ranking.node(at).low } else { ranking.node(at).high };
                depth += 1;
            }
            depth
        };
        let deepest = (0..4096).map(|slot| depth(ranking.root, slot)).max().unwrap();
        // A balanced tree has 12 levels; a random one of this size about 27.
        assert!(deepest < 40, "{deepest}");
    }
}
