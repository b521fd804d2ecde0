//! The task buffer: the starts with the highest scores seen so far.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::Arc;

use exitrl_domain::Task;
use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::chances::{Chances, Fading};
use super::event::{Created, Eviction, InstanceEvent, Lineage};
use super::ranking::Ranking;
use super::staleness::Staleness;
use super::state::{next_line, write_line};
use crate::config::CurriculumSection;
use crate::error::CheckpointError;
use crate::instance::{InstanceId, PartialHistory};
use crate::seed::Seed;

/// One stored start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name.
    pub id: InstanceId,
    /// Where it comes from.
    pub lineage: Lineage,
    /// Where a group would start.
    pub start: PartialHistory,
    /// Learnability when it was set: measured on a group from this start, or its parent's as a guess until then.
    pub score: f32,
    /// Whether the score was measured.
    pub measured: bool,
    /// Times it was drawn.
    pub visits: u32,
    /// Train step at which the start was made.
    pub created_at: u64,
    /// Train step at which the score was set.
    pub scored_at: u64,
    /// Place in the order of insertion.
    order: u64,
    /// The buffer's count of draws when this was last drawn, or else stored.
    drawn_at: u64,
}

/// Keeps the N starts with the highest scores (arXiv 2509.04575, section 4).
///
/// Insertion, score update and draw take O(log N), however scores become chances. Draws are a pure function of content and seed.
#[derive(Debug)]
pub struct TaskBuffer {
    capacity: usize,
    staleness_coef: f64,
    next_order: u64,
    draws: u64,
    /// Dense: slot i of every index is entry i.
    entries: Vec<Entry>,
    slots: HashMap<InstanceId, u32>,
    /// The lowest is the one to go next.
    ranking: Ranking,
    chances: Chances,
    /// Kept only where draws go by it.
    staleness: Option<Staleness>,
    fading: Fading,
    /// What happened since the present train step began.
    events: Vec<InstanceEvent>,
    displaced: usize,
}

/// What a buffer needs beside its entries to be what it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counters {
    next_order: u64,
    draws: u64,
    train_step: u64,
    entries: usize,
}

impl TaskBuffer {
    /// An empty buffer.
    pub fn new(section: &CurriculumSection) -> Self {
        Self {
            capacity: section.buffer_capacity,
            staleness_coef: section.staleness_coef,
            next_order: 0,
            draws: 0,
            entries: Vec::new(),
            slots: HashMap::new(),
            ranking: Ranking::new(),
            chances: Chances::new(section),
            staleness: (section.staleness_coef > 0.0).then(Staleness::default),
            fading: Fading::new(section.score_decay),
            events: Vec::new(),
            displaced: 0,
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
        self.slots.get(id).map(|&slot| &self.entries[slot as usize])
    }

    /// The score of an entry by now: what decay has left of the score that was set.
    pub fn score_of(&self, entry: &Entry) -> f64 {
        self.fading.faded(entry.score, entry.scored_at)
    }

    /// What happened to instances since [`TaskBuffer::advance`].
    pub fn events(&self) -> &[InstanceEvent] {
        &self.events
    }

    /// How many entries newcomers have displaced since [`TaskBuffer::advance`].
    pub fn displaced(&self) -> usize {
        self.displaced
    }

    /// Adds an event of an instance.
    pub(super) fn note(&mut self, event: InstanceEvent) {
        self.events.push(event);
    }

    /// Begins to take note of a train step: every stored score decays.
    pub fn advance(&mut self, train_step: u64) {
        self.fading.now = train_step;
        self.events.clear();
        self.displaced = 0;
    }

    /// Draws one entry; [`None`] of an empty buffer. The entry counts as visited.
    ///
    /// With the share rho of the draws by staleness, chances are `(1 - rho) P_score + rho P_staleness` (arXiv 2010.03934).
    pub fn draw(&mut self, seed: Seed) -> Option<&Entry> {
        let mut rng = seed.rng();
        let slot = match &self.staleness {
            Some(staleness) if rng.random::<f64>() < self.staleness_coef => staleness.draw(self.draws, &mut rng),
            _ => self.chances.draw(&self.ranking, self.fading, &mut rng),
        }?;
        self.draws += 1;
        let entry = &mut self.entries[slot];
        if let Some(staleness) = &mut self.staleness {
            staleness.change(slot, entry.drawn_at, self.draws);
        }
        entry.drawn_at = self.draws;
        entry.visits = entry.visits.saturating_add(1);
        Some(entry)
    }

    /// The chance of every entry at the next draw, in the order of [`TaskBuffer::entries`]. Takes O(N).
    pub fn chances(&self) -> Vec<f64> {
        let weights = self.chances.weights(&self.ranking, self.fading);
        let sum: f64 = weights.iter().sum();
        let by_score = weights.into_iter().map(|weight| weight / sum);
        let Some(staleness) = &self.staleness else { return by_score.collect() };
        let (total, len, rho) = (staleness.total(self.draws), self.len() as f64, self.staleness_coef);
        let stale = |entry: &Entry| match total {
            0 => 1.0 / len,
            _ => (self.draws - entry.drawn_at) as f64 / total as f64,
        };
        by_score.zip(&self.entries).map(|(chance, entry)| (1.0 - rho) * chance + rho * stale(entry)).collect()
    }

    /// How many equally likely entries would make the draw as spread out as it is: one over the sum of squared chances.
    pub fn effective_size(&self) -> f64 {
        match (&self.chances, &self.staleness) {
            (Chances::Softmax(tree), None) => tree.effective_size(),
            _ if self.is_empty() => 0.0,
            _ => 1.0 / self.chances().iter().map(|chance| chance * chance).sum::<f64>(),
        }
    }

    /// Stores a start whose score is its parent's: a guess until a group is rolled out from it. Returns whether it is stored.
    ///
    /// A start that is stored already stays as it is, but for a score that is itself a guess: that becomes the newer guess.
    /// A full buffer takes a score as high as its lowest, and gives up the oldest entry of that lowest score.
    pub fn insert_guess(&mut self, start: PartialHistory, lineage: Lineage, score: f32) -> bool {
        let id = start.id();
        let Some(&slot) = self.slots.get(&id) else { return self.insert_new(id, start, lineage, score, false) };
        let slot = slot as usize;
        if !self.entries[slot].measured {
            self.rescore(slot, score, false);
            let score = self.entries[slot].score;
            self.events.push(InstanceEvent::Guessed { train_step: self.fading.now, id, score });
        }
        true
    }

    /// Stores a start with the score that a group from it has measured, or updates the score in place. Returns whether it is
    /// stored.
    pub fn insert_measured(&mut self, start: PartialHistory, lineage: Lineage, score: f32) -> bool {
        let id = start.id();
        self.write_back(&id, score) || self.insert_new(id, start, lineage, score, true)
    }

    /// Sets the measured score of an instance; false where it is not stored.
    pub fn write_back(&mut self, id: &InstanceId, score: f32) -> bool {
        let slot = self.slots.get(id).copied();
        slot.map(|slot| self.rescore(slot as usize, score, true)).is_some()
    }

    /// Gives up an entry from which nothing can be played; false where it is not stored.
    pub fn remove(&mut self, id: &InstanceId) -> bool {
        let Some(slot) = self.slots.remove(id).map(|slot| slot as usize) else { return false };
        let last = self.entries.len() - 1;
        self.ranking.remove(slot);
        self.chances.set(last, None);
        if let Some(staleness) = &mut self.staleness {
            staleness.change(slot, self.entries[slot].drawn_at, self.entries[last].drawn_at);
            staleness.pop();
        }
        self.entries.swap_remove(slot);
        if slot < last {
            self.ranking.remove(last);
            self.link(slot);
        }
        self.evicted(*id, Eviction::Unplayable);
        true
    }

    fn insert_new(&mut self, id: InstanceId, start: PartialHistory, lineage: Lineage, score: f32, measured: bool) -> bool {
        let now = self.fading.now;
        let (score, order) = (sane(score), self.next_order);
        self.next_order += 1;
        let entry = Entry {
            id,
            lineage,
            start,
            score,
            measured,
            visits: 0,
            created_at: now,
            scored_at: now,
            order,
            drawn_at: self.draws,
        };
        let created = InstanceEvent::Created(Box::new(Created::of(id, &entry.start, lineage, score, measured, now)));
        let stored = self.place(entry);
        if stored {
            self.events.push(created);
        }
        stored
    }

    /// Finds room for an entry whose id is new.
    fn place(&mut self, entry: Entry) -> bool {
        if self.entries.len() < self.capacity {
            if let Some(staleness) = &mut self.staleness {
                staleness.push(entry.drawn_at);
            }
            self.entries.push(entry);
            self.link(self.entries.len() - 1);
            return true;
        }
        let Some(slot) = self.ranking.lowest() else { return false };
        if self.level(&entry) < self.ranking.level(slot) {
            return false;
        }
        self.ranking.remove(slot);
        let gone = std::mem::replace(&mut self.entries[slot], entry);
        if let Some(staleness) = &mut self.staleness {
            staleness.change(slot, gone.drawn_at, self.entries[slot].drawn_at);
        }
        self.slots.remove(&gone.id);
        self.link(slot);
        self.displaced += 1;
        self.evicted(gone.id, Eviction::Displaced);
        true
    }

    fn evicted(&mut self, id: InstanceId, reason: Eviction) {
        self.events.push(InstanceEvent::Evicted { train_step: self.fading.now, id, reason });
    }

    fn rescore(&mut self, slot: usize, score: f32, measured: bool) {
        self.ranking.remove(slot);
        let entry = &mut self.entries[slot];
        entry.score = sane(score);
        entry.measured = measured;
        entry.scored_at = self.fading.now;
        self.link(slot);
    }

    /// Makes an entry that lies in a slot known to every index.
    fn link(&mut self, slot: usize) {
        let entry = &self.entries[slot];
        self.ranking.insert(slot, self.level(entry), entry.order);
        self.chances.set(slot, Some(entry.score));
        self.slots.insert(entry.id, slot as u32);
    }

    /// Where an entry stands among others, whenever their scores were set.
    fn level(&self, entry: &Entry) -> f64 {
        self.fading.level_since(entry.score, entry.scored_at)
    }

    /// What is written before the entries.
    pub(super) fn counters(&self) -> Counters {
        Counters { next_order: self.next_order, draws: self.draws, train_step: self.fading.now, entries: self.len() }
    }

    /// Writes the entries, slot by slot, one JSON object a line.
    pub(super) fn write_entries(&self, output: &mut dyn Write) -> std::io::Result<()> {
        self.entries.iter().try_for_each(|entry| write_line(output, entry))
    }

    /// Takes over a content. One of more entries than the capacity keeps those with the highest scores, so that a run can be
    /// resumed with a smaller buffer.
    pub(super) fn read(&mut self, counters: &Counters, input: &mut dyn BufRead) -> Result<(), CheckpointError> {
        self.next_order = counters.next_order;
        self.draws = counters.draws;
        self.fading.now = counters.train_step;
        let mut tasks = HashMap::<String, Arc<Task>>::new();
        for _ in 0..counters.entries {
            let mut entry: Entry = next_line(input)?;
            let task = tasks.entry(entry.start.task.id.clone()).or_insert_with(|| entry.start.task.clone());
            entry.start.task = task.clone();
            self.place(entry);
        }
        self.events.clear();
        self.displaced = 0;
        Ok(())
    }
}

/// A score is a variance: whatever is not positive (a rounding below zero, no number at all) teaches nothing.
fn sane(score: f32) -> f32 {
    if score > 0.0 { score } else { 0.0 }
}

#[cfg(test)]
mod tests;
