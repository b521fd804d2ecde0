//! The task buffer: the starts with the highest scores seen so far.

use std::collections::{BTreeMap, HashMap};

use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::softmax_tree::SoftmaxTree;
use crate::instance::{InstanceId, PartialHistory};
use crate::seed::Seed;

/// One stored start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where a group would start.
    pub start: PartialHistory,
    /// Learnability: measured on a group from this start, or its parent's as a guess until then.
    pub score: f32,
    /// Whether the score was measured.
    pub measured: bool,
    /// Train step at which the start was made.
    pub created_at: u64,
    /// Place in the order of insertion.
    order: u64,
}

/// Keeps the N starts with the highest scores (arXiv 2509.04575, section 4).
///
/// Insertion, score update and draw take O(log N). Draws are a pure function of content and seed.
#[derive(Debug)]
pub struct TaskBuffer {
    capacity: usize,
    next_order: u64,
    /// Dense: slot i of the tree is entry i.
    entries: Vec<Entry>,
    slots: HashMap<InstanceId, usize>,
    /// Slots by score, then by insertion: the first is the one to go next.
    ranked: BTreeMap<Rank, usize>,
    weights: SoftmaxTree,
}

/// Orders entries by score, the older first among equals. Scores are never negative, so their bits order as they do.
type Rank = (u32, u64);

/// What a buffer needs to be what it was.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BufferState {
    next_order: u64,
    entries: Vec<Entry>,
}

impl TaskBuffer {
    /// An empty buffer for `capacity` entries, whose draws are in proportion to `exp(kappa * score)`.
    pub fn new(capacity: usize, kappa: f64) -> Self {
        Self {
            capacity,
            next_order: 0,
            entries: Vec::new(),
            slots: HashMap::new(),
            ranked: BTreeMap::new(),
            weights: SoftmaxTree::new(capacity, kappa),
        }
    }

    /// How many starts are stored.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every stored start, in no order of meaning.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of an instance.
    pub fn get(&self, id: &InstanceId) -> Option<&Entry> {
        self.slots.get(id).map(|&slot| &self.entries[slot])
    }

    /// Draws one entry by softmax over the scores; [`None`] of an empty buffer.
    pub fn draw(&self, seed: Seed) -> Option<&Entry> {
        self.weights.at(seed.rng().random::<f64>()).map(|slot| &self.entries[slot])
    }

    /// How many equally likely entries would make the draw as spread out as it is.
    pub fn effective_size(&self) -> f64 {
        self.weights.effective_size()
    }

    /// Stores a start whose score is its parent's: a guess until a group is rolled out from it. Returns whether it is stored.
    ///
    /// A start that is stored already stays as it is, but for a score that is itself a guess: that becomes the newer guess.
    /// A full buffer takes a score as high as its lowest, and gives up the oldest entry of that lowest score.
    pub fn insert_guess(&mut self, start: PartialHistory, score: f32, created_at: u64) -> bool {
        let id = start.id();
        match self.slots.get(&id) {
            Some(&slot) if self.entries[slot].measured => true,
            Some(&slot) => {
                self.rescore(slot, score, false);
                true
            }
            None => self.insert_new(id, start, score, false, created_at),
        }
    }

    /// Stores a start with the score that a group from it has measured, or updates the score in place. Returns whether it is
    /// stored.
    pub fn insert_measured(&mut self, start: PartialHistory, score: f32, created_at: u64) -> bool {
        let id = start.id();
        self.write_back(&id, score) || self.insert_new(id, start, score, true, created_at)
    }

    /// Sets the measured score of an instance; false where it is not stored.
    pub fn write_back(&mut self, id: &InstanceId, score: f32) -> bool {
        let slot = self.slots.get(id).copied();
        slot.map(|slot| self.rescore(slot, score, true)).is_some()
    }

    /// Gives up an entry; false where it is not stored.
    pub fn remove(&mut self, id: &InstanceId) -> bool {
        let Some(slot) = self.slots.remove(id) else { return false };
        let gone = self.entries.swap_remove(slot);
        self.ranked.remove(&rank(&gone));
        self.weights.set(self.entries.len(), None);
        if slot < self.entries.len() {
            self.link(slot, self.entries[slot].start.id());
        }
        true
    }

    fn insert_new(&mut self, id: InstanceId, start: PartialHistory, score: f32, measured: bool, created_at: u64) -> bool {
        let entry = Entry { start, score: sane(score), measured, created_at, order: self.next_order };
        self.next_order += 1;
        if self.entries.len() < self.capacity {
            self.entries.push(entry);
            self.link(self.entries.len() - 1, id);
            return true;
        }
        let Some((&(lowest, _), &slot)) = self.ranked.first_key_value() else { return false };
        if entry.score.to_bits() < lowest {
            return false;
        }
        self.ranked.pop_first();
        let gone = std::mem::replace(&mut self.entries[slot], entry);
        self.slots.remove(&gone.start.id());
        self.link(slot, id);
        true
    }

    fn rescore(&mut self, slot: usize, score: f32, measured: bool) {
        self.ranked.remove(&rank(&self.entries[slot]));
        self.entries[slot].score = sane(score);
        self.entries[slot].measured = measured;
        self.ranked.insert(rank(&self.entries[slot]), slot);
        self.weights.set(slot, Some(f64::from(self.entries[slot].score)));
    }

    /// Makes an entry that lies in a slot known to every index.
    fn link(&mut self, slot: usize, id: InstanceId) {
        let entry = &self.entries[slot];
        self.ranked.insert(rank(entry), slot);
        self.weights.set(slot, Some(f64::from(entry.score)));
        self.slots.insert(id, slot);
    }

    /// The content, slot by slot.
    pub(super) fn state(&self) -> BufferState {
        BufferState { next_order: self.next_order, entries: self.entries.clone() }
    }

    /// Takes over a content. One of more entries than the capacity keeps those with the highest scores, so that a run can be
    /// resumed with a smaller buffer.
    pub(super) fn restore(&mut self, state: BufferState) {
        let kappa = self.weights.kappa();
        *self = Self::new(self.capacity, kappa);
        for entry in state.entries {
            self.next_order = entry.order;
            let id = entry.start.id();
            self.insert_new(id, entry.start, entry.score, entry.measured, entry.created_at);
        }
        self.next_order = state.next_order;
    }
}

fn rank(entry: &Entry) -> Rank {
    (entry.score.to_bits(), entry.order)
}

/// A score is a variance: whatever is not positive (a rounding below zero, no number at all) teaches nothing.
fn sane(score: f32) -> f32 {
    if score > 0.0 { score } else { 0.0 }
}

#[cfg(test)]
mod tests;
