//! Numbers drawn out of a code, with a count of how many ways there were to draw them.

use super::whole::gcd;
use crate::draws::Draws;

/// Draws numbers. How many values a draw has must not depend on what was drawn before: then the product of these counts, which a
/// template's first problem yields, is the number of its codes, and different codes draw different numbers.
pub(in crate::families) struct Dice {
    draws: Draws,
    ways: u128,
    grade: usize,
}

impl Dice {
    /// `grade` is 0 at the first level of the template that draws, then 1, and so on.
    pub(super) fn new(code: u128, grade: usize) -> Self {
        Self { draws: Draws(code), ways: 1, grade }
    }

    /// How many ways there were to draw what has been drawn so far.
    pub(super) fn ways(&self) -> u128 {
        self.ways
    }

    /// How many levels this one is above the template's first.
    pub(in crate::families) fn grade(&self) -> usize {
        self.grade
    }

    fn below(&mut self, count: u128) -> u128 {
        self.ways *= count;
        self.draws.below(count)
    }

    /// A whole number of `low..=high`.
    pub(in crate::families) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u128) as i64
    }

    /// The entry of this level in a row with one for each level of the template; the last where the row ends before.
    pub(in crate::families) fn at<T: Copy>(&self, row: &[T]) -> T {
        row[self.grade.min(row.len() - 1)]
    }

    /// A whole number of the range of this level.
    pub(in crate::families) fn grown(&mut self, ranges: &[(i64, i64)]) -> i64 {
        let (low, high) = self.at(ranges);
        self.range(low, high)
    }

    /// A whole number of `-most..=most` other than 0.
    pub(in crate::families) fn signed(&mut self, most: i64) -> i64 {
        let drawn = self.range(1, 2 * most);
        if drawn > most { most - drawn } else { drawn }
    }

    /// Two whole numbers of `low..=high`, the lesser first.
    pub(in crate::families) fn ordered(&mut self, low: i64, high: i64) -> (i64, i64) {
        let count = (high - low + 1) as u128;
        let mut lesser = self.below(count * (count - 1) / 2);
        let mut greater = 1;
        while lesser >= greater {
            lesser -= greater;
            greater += 1;
        }
        (low + lesser as i64, low + greater as i64)
    }

    /// Two numbers without a common divisor, the lesser first: the lesser at least `least`, the greater in a range.
    pub(in crate::families) fn coprime(&mut self, least: i64, (low, high): (i64, i64)) -> (i64, i64) {
        let pairs: Vec<(i64, i64)> = (low..=high)
            .flat_map(|greater| (least..greater).map(move |lesser| (lesser, greater)))
            .filter(|&(lesser, greater)| gcd(lesser.into(), greater.into()) == 1)
            .collect();
        self.pick(&pairs)
    }

    /// One of a list.
    pub(in crate::families) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u128) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_count_of_ways_is_the_number_of_different_draws() {
        let draw = |code| {
            let mut dice = Dice::new(code, 1);
            let drawn =
                (dice.range(-1, 2), dice.signed(2), dice.ordered(3, 6), dice.pick(&[5, 7]), dice.grown(&[(0, 0), (8, 9)]));
            (drawn, dice.ways())
        };
        // 4 * 4 * (4 * 3 / 2) * 2 * 2
        assert_eq!(draw(0).1, 384);
        let all: HashSet<_> = (0..384).map(|code| draw(code).0).collect();
        assert_eq!(all.len(), 384);
        assert!(all.iter().all(|(_, signed, (lesser, greater), _, _)| *signed != 0 && lesser < greater && *greater <= 6));
    }
}
