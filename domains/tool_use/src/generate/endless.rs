//! Which task stands where in a run.

use exitrl_domain::Split;
use sha2::{Digest, Sha256};

use super::draw::{mix, number_of};
use super::levels::{Level, generate};
use crate::data::Entry;

/// One content in this many is held out for testing.
const HELD_OUT: u64 = 5;

/// Codes of an index that are tried before the search gives up. A held-out content is found among so many but for one time in 10^24,
/// a content for training but for one in 10^178.
const ATTEMPTS: u64 = 256;

/// Tasks of some levels in turn, without end and without a code that comes twice.
///
/// Which split a task belongs to follows from what it asks and what is right, not from its code: so no two runs, whatever their seeds,
/// train on a request that the other tests on. The seed only decides which tasks come when.
#[derive(Debug, Clone)]
pub(crate) struct Endless {
    levels: Vec<Level>,
    key: u64,
}

impl Endless {
    /// Tasks of these levels, of all where none is named.
    pub(crate) fn new(levels: &[Level], seed: u64) -> Self {
        let levels = if levels.is_empty() { Level::ALL.to_vec() } else { levels.to_vec() };
        Self { levels, key: number_of(&Sha256::digest(format!("exitrl tool use/order/{seed}"))) }
    }

    /// How many tasks a split has.
    pub(crate) fn count(&self, _split: Split) -> u64 {
        u64::MAX
    }

    /// Level and code of the task at a place. No two places below 2^55, of either split, have the same code.
    pub(crate) fn task(&self, split: Split, index: u64) -> (Level, u64) {
        let level = self.levels[(index % self.levels.len() as u64) as usize];
        let codes = (0..ATTEMPTS).map(|attempt| self.code(split, index, attempt));
        let mut last = self.code(split, index, 0);
        for code in codes {
            last = code;
            if side(&generate(level, code)) == split {
                break;
            }
        }
        (level, last)
    }

    /// A bijection of index (up to 2^55), attempt and split.
    fn code(&self, split: Split, index: u64, attempt: u64) -> u64 {
        let split = u64::from(split == Split::Test);
        mix(mix(index << 9 | attempt << 1 | split).wrapping_add(self.key))
    }
}

/// The side that a task's content belongs to. Requests and right calls count, scenarios do not: the same request in another scenario
/// would be no new task.
pub(crate) fn side(entry: &Entry) -> Split {
    let mut digest = Sha256::new();
    for (question, calls) in entry.questions.iter().zip(&entry.ground_truth) {
        // Lengths keep different divisions of the same text apart.
        for text in question.iter().chain(calls) {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        digest.update([u8::from(question.is_some())]);
        digest.update((calls.len() as u64).to_le_bytes());
    }
    match number_of(&digest.finalize()).is_multiple_of(HELD_OUT) {
        true => Split::Test,
        false => Split::Train,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn levels_come_in_turn_and_no_code_twice() {
        let tasks = Endless::new(&[Level::OneCall, Level::TwoCalls], 3);
        let mut seen = HashSet::new();
        for index in (0..300).chain((1 << 55) - 100..1 << 55) {
            for split in [Split::Train, Split::Test] {
                let (level, code) = tasks.task(split, index);
                assert_eq!(level, [Level::OneCall, Level::TwoCalls][index as usize % 2]);
                assert!(seen.insert(code));
                assert_eq!(side(&generate(level, code)), split);
            }
        }
    }

    #[test]
    fn no_content_is_on_both_sides_whatever_the_seeds() {
        let contents = |seed, split| {
            let tasks = Endless::new(&Level::ALL, seed);
            let of = move |index| {
                let (level, code) = tasks.task(split, index);
                let entry = generate(level, code);
                (entry.questions, entry.ground_truth)
            };
            (0..400).map(of).collect::<HashSet<_>>()
        };
        let train: HashSet<_> = (1..4).flat_map(|seed| contents(seed, Split::Train)).collect();
        let test = contents(9, Split::Test);
        assert!(train.is_disjoint(&test));
        assert_ne!(contents(1, Split::Train), contents(2, Split::Train), "the seed decides which tasks come");
    }

    #[test]
    fn any_index_and_code_has_a_task() {
        let tasks = Endless::new(&[], 1);
        for index in [0, 1 << 60, u64::MAX] {
            tasks.task(Split::Train, index);
        }
        Level::ALL.iter().for_each(|level| _ = generate(*level, u64::MAX));
    }
}
