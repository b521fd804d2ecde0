//! Topics: families of many templates, each of which makes problems of one kind with one exact answer.
//!
//! No question shows an expression that has the answer's value. A grader compares values, so where "What is 5!?" is asked the
//! response `5!` would be right without any work being done. That is why a template asks for a coefficient, not for an expansion.
//!
//! Each template shows in its text at least one number out of a range that its other levels do not use. So no problem of one
//! level is held out at another, and a policy may be trained on one level and tested on all.

mod dice;
pub(super) mod forms;
pub(super) mod whole;

#[cfg(test)]
pub(super) mod checks;

pub(super) use dice::Dice;

use super::Made;
use crate::problem::{Answer, Problem};

/// Most problems that one template gives to a level, so that templates with many parameters do not crowd out the others.
const SHARE: u128 = 4000;

/// A question and its answer as LaTeX in simplest form.
pub(super) struct Asked {
    pub(super) question: String,
    pub(super) gold: String,
}

pub(super) fn ask(question: String, gold: impl ToString) -> Asked {
    Asked { question, gold: gold.to_string() }
}

/// A kind of problem: a name for ids, the first and last level that it is in, and how it is made of numbers drawn.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) levels: (u32, u32),
    make: fn(&mut Dice) -> Asked,
}

impl Template {
    pub(super) const fn new(name: &'static str, levels: (u32, u32), make: fn(&mut Dice) -> Asked) -> Self {
        Self { name, levels, make }
    }

    fn is_in(&self, level: u32) -> bool {
        (self.levels.0..=self.levels.1).contains(&level)
    }

    fn ask(&self, level: u32, code: u128) -> (Asked, Dice) {
        let mut dice = Dice::new(code, (level - self.levels.0) as usize);
        let asked = (self.make)(&mut dice);
        (asked, dice)
    }

    /// How many ways there are to draw the numbers.
    fn ways(&self, level: u32) -> u128 {
        self.ask(level, 0).1.ways()
    }

    /// The problem at `place`, below the lesser of [`SHARE`] and `ways`.
    fn at(&self, level: u32, ways: u128, place: u128) -> Asked {
        self.ask(level, spread(place, ways)).0
    }
}

/// Takes the first [`SHARE`] places to codes all over `0..ways`, no two to the same one; all places where there are no more.
fn spread(place: u128, ways: u128) -> u128 {
    if ways <= SHARE {
        return place;
    }
    // About `ways` over the golden ratio, which leaves no stretch of codes without a place.
    let mut stride = ways / 1000 * 618 + 1;
    while whole::gcd(stride as i128, ways as i128) != 1 {
        stride += 1;
    }
    place * stride % ways
}

pub(super) fn size(templates: &[Template], level: u32) -> u128 {
    templates.iter().filter(|template| template.is_in(level)).map(|template| template.ways(level).min(SHARE)).sum()
}

pub(super) fn make(templates: &[Template], level: u32, code: u128) -> Made {
    let mut place = code;
    let mut last = None;
    for template in templates.iter().filter(|template| template.is_in(level)) {
        let ways = template.ways(level);
        let share = ways.min(SHARE);
        last = Some((template, ways, place.min(share - 1)));
        if place < share {
            break;
        }
        place -= share;
    }
    // Cannot fail: every level of a topic has a template.
    let (template, ways, place) = last.expect("a level with templates");
    let Asked { question, gold } = template.at(level, ways, place);
    let problem = Problem { question, compact: String::new(), answer: Answer::Exact { gold }, about: None };
    Made { key: format!("{}-{place}", template.name), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_share_of_a_large_space_repeats_nothing_and_reaches_both_ends() {
        for ways in [SHARE + 1, 100_000, 123_456_789, 10_u128.pow(18)] {
            let codes: HashSet<u128> = (0..SHARE).map(|place| spread(place, ways)).collect();
            assert_eq!(codes.len() as u128, SHARE);
            assert!(codes.iter().all(|&code| code < ways));
            assert!(codes.iter().any(|&code| code < ways / 100) && codes.iter().any(|&code| code > ways / 100 * 99));
        }
    }
}
