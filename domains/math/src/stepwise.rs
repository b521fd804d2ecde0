//! Problems that are solved in many small steps, each of which makes the next one easier: what a later attempt can build on.
//!
//! A beginner is shown one such step at a time, never how to take many at once.

use exitrl_domain::Operator;
use serde::{Deserialize, Serialize};

use crate::extract::{ExtractRule, region};
use crate::problem::{Reading, share_in_place};

/// Longest row or sum an answer key may hold, so that a forged task cannot keep the grader busy.
const MAX_TERMS: usize = 1000;

/// A sum to be written shorter and shorter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The numbers to add, at least two.
    pub terms: Vec<u64>,
}

/// A row of digits, to which the sums of its ends are sought: place i of the answer is the sum of the digits from i to the end,
/// modulo 10.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuffixSums {
    /// The digits, at least two.
    pub row: String,
}

/// One step of a solution: from an earlier response, or from nothing, to a better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SmallStep {
    pub(crate) latest: Option<String>,
    pub(crate) response: String,
}

impl Sum {
    pub(crate) fn check(&self) -> Result<(), String> {
        let sound = (2..=MAX_TERMS).contains(&self.terms.len()) && value(&self.terms).is_some();
        if sound { Ok(()) } else { Err(format!("a sum of {} terms cannot be asked for", self.terms.len())) }
    }

    /// The value of the whole sum.
    pub(crate) fn total(&self) -> u64 {
        value(&self.terms).unwrap_or(0)
    }

    /// The last sum in the response. A sum of another value is worth nothing; one of the right value the share of the
    /// additions that it no longer asks for.
    pub(crate) fn judge(&self, text: &str, rules: &[ExtractRule]) -> Option<Reading> {
        let found = rules.iter().find_map(|&rule| last_sum(region(text, rule)?))?;
        let additions = self.terms.len() - 1;
        let right = value(&found) == Some(self.total());
        let left = (found.len() - 1).min(additions);
        let quality = if right { (additions - left) as f64 / additions as f64 } else { 0.0 };
        Some(Reading { text: written(&found, "+"), quality })
    }

    /// Adds up the first two terms; a divergence adds up the last two instead.
    pub(crate) fn small_step(&self, operator: Operator, draw: u64) -> Option<SmallStep> {
        let done = match operator {
            Operator::Attempt => 0,
            Operator::Improve | Operator::Diverge => 1 + draw as usize % (self.terms.len() - 1),
        };
        let latest = (0..done).fold(self.terms.clone(), |terms, _| first_two_added(terms));
        let response =
            if operator == Operator::Diverge { last_two_added(latest.clone()) } else { first_two_added(latest.clone()) };
        let latest = (operator != Operator::Attempt).then(|| written(&latest, "+"));
        Some(SmallStep { latest, response: written(&response, "+") })
    }
}

impl SuffixSums {
    pub(crate) fn check(&self) -> Result<(), String> {
        let sound = (2..=MAX_TERMS).contains(&self.row.len()) && self.row.bytes().all(|b| b.is_ascii_digit());
        if sound { Ok(()) } else { Err(format!("the row of digits is {:?}", self.row)) }
    }

    /// The right row.
    pub(crate) fn gold(&self) -> String {
        let mut sums: Vec<u8> = Vec::with_capacity(self.row.len());
        for digit in self.row.bytes().rev().map(|b| b - b'0') {
            sums.push((digit + sums.last().unwrap_or(&0)) % 10);
        }
        sums.iter().rev().map(|sum| char::from(b'0' + sum)).collect()
    }

    pub(crate) fn quality(&self, row: &str) -> f64 {
        share_in_place(row.as_bytes(), self.gold().as_bytes())
    }

    /// From a row whose last places are right: each place anew as its digit and the place behind it in the earlier row, which
    /// makes one more place right. An attempt shows the right row.
    pub(crate) fn small_step(&self, operator: Operator, draw: u64) -> Option<SmallStep> {
        match operator {
            Operator::Attempt => Some(SmallStep { latest: None, response: self.gold() }),
            Operator::Improve => {
                let latest = self.spoilt_before(draw);
                let response = self.relaxed(latest.as_bytes());
                Some(SmallStep { latest: Some(latest), response })
            }
            Operator::Diverge => None,
        }
    }

    /// The right row with some of its first places changed: all by the same amount, or each by its own.
    fn spoilt_before(&self, draw: u64) -> String {
        let mut draws = draw;
        let mut below = |radix: u64| {
            let digit = draws % radix;
            draws /= radix;
            digit
        };
        let wrong = 1 + below(self.row.len() as u64 - 1) as usize;
        let (together, shift) = (below(2) == 0, below(9) + 1);
        let gold = self.gold();
        let changed = gold.bytes().enumerate().map(|(place, digit)| {
            let shift = if together { shift } else { below(10) };
            let moved = if place < wrong { (u64::from(digit - b'0') + shift) % 10 } else { u64::from(digit - b'0') };
            char::from(b'0' + moved as u8)
        });
        changed.collect()
    }

    fn relaxed(&self, earlier: &[u8]) -> String {
        let digits = self.row.bytes().enumerate().map(|(place, digit)| {
            let behind = earlier.get(place + 1).map_or(0, |b| b - b'0');
            char::from(b'0' + (digit - b'0' + behind) % 10)
        });
        digits.collect()
    }
}

fn value(terms: &[u64]) -> Option<u64> {
    terms.iter().try_fold(0_u64, |sum, &term| sum.checked_add(term))
}

pub(crate) fn written(terms: &[u64], plus: &str) -> String {
    terms.iter().map(u64::to_string).collect::<Vec<_>>().join(plus)
}

fn first_two_added(mut terms: Vec<u64>) -> Vec<u64> {
    if terms.len() > 1 {
        let first = terms.remove(0);
        terms[0] += first;
    }
    terms
}

fn last_two_added(mut terms: Vec<u64>) -> Vec<u64> {
    if let [.., before, last] = terms.as_mut_slice() {
        *before += *last;
        terms.pop();
    }
    terms
}

/// The last run of whole numbers with nothing but plus signs and blanks between them.
fn last_sum(text: &str) -> Option<Vec<u64>> {
    let mut runs: Vec<Vec<u64>> = Vec::new();
    let mut gap_adds = false;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        gap_adds = gap_adds && rest[..at].trim() == "+";
        let digits = rest[at..].bytes().take_while(u8::is_ascii_digit).count();
        // A number too long for the type is no term that was ever asked for.
        let number = rest[at..at + digits].parse().unwrap_or(u64::MAX);
        match runs.last_mut() {
            Some(run) if gap_adds => run.push(number),
            _ => runs.push(vec![number]),
        }
        gap_adds = true;
        rest = &rest[at + digits..];
    }
    runs.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum() -> Sum {
        Sum { terms: vec![3, 8, 5, 2] }
    }

    fn quality(response: &str) -> Option<f64> {
        sum().judge(response, &ExtractRule::ALL).map(|reading| reading.quality)
    }

    #[test]
    fn a_shorter_sum_of_the_same_value_is_worth_the_additions_it_saves() {
        assert_eq!(quality("18"), Some(1.0));
        assert_eq!(quality("11 + 7"), Some(2.0 / 3.0));
        assert_eq!(quality("3+8+5+2 = 11+5+2"), Some(1.0 / 3.0));
        assert_eq!(quality("3+8+5+2"), Some(0.0));
        assert_eq!(quality("1+2+8+5+2"), Some(0.0));
        assert_eq!(quality("The sum is \\boxed{16+2}."), Some(2.0 / 3.0));
    }

    #[test]
    fn another_value_is_worth_nothing_however_short() {
        assert_eq!(quality("19"), Some(0.0));
        assert_eq!(quality("12+5+2"), Some(0.0));
        assert_eq!(quality("99999999999999999999999+1"), Some(0.0));
        assert_eq!(quality("no idea"), None);
    }

    #[test]
    fn a_demonstrated_step_saves_one_addition_and_keeps_the_value() {
        let step = sum().small_step(Operator::Attempt, 7).unwrap();
        assert_eq!((step.latest, step.response.as_str()), (None, "11+5+2"));
        let step = sum().small_step(Operator::Improve, 1).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("16+2"), "18"));
        let step = sum().small_step(Operator::Diverge, 0).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("11+5+2"), "11+7"));
        let step = sum().small_step(Operator::Improve, 2).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("18"), "18"), "what is done stays");
    }

    #[test]
    fn suffix_sums_are_those_of_a_person() {
        // 3+9+1+4 = 17, 9+1+4 = 14, 1+4 = 5, 4.
        let task = SuffixSums { row: "3914".to_owned() };
        assert_eq!(task.gold(), "7454");
        assert_eq!(task.quality("7454"), 1.0);
        assert_eq!(task.quality("0054"), 0.5);
    }

    #[test]
    fn every_demonstrated_relaxation_makes_at_least_one_more_place_right() {
        let task = SuffixSums { row: "39147".to_owned() };
        let right_end = |row: &str| row.bytes().rev().zip(task.gold().bytes().rev()).take_while(|(a, b)| a == b).count();
        for draw in 0..2000 {
            let step = task.small_step(Operator::Improve, draw * 7919).unwrap();
            let before = right_end(&step.latest.unwrap());
            assert!(before >= 1 && right_end(&step.response) >= (before + 1).min(5), "draw {draw}");
        }
    }

    #[test]
    fn no_text_makes_reading_a_sum_panic() {
        arbtest::arbtest(|u| {
            let response: String = u.arbitrary()?;
            assert!(quality(&response).is_none_or(|q| (0.0..=1.0).contains(&q)));
            Ok(())
        });
    }
}
