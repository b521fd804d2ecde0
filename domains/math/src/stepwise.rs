//! Problems that are solved in many small steps, each of which makes the next one easier: what a later attempt can build on.
//!
//! A beginner is shown one such step at a time, never how to take many at once.

use exitrl_domain::Operator;
use serde::{Deserialize, Serialize};

use crate::draws::Draws;
use exitrl_math_grader::Rule;

use crate::extract::region;
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

/// A row of bits, to which the parities of its ends are sought: place i of the answer is 1 where the ones from i to the end are
/// odd in number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuffixParity {
    /// The bits as `0` and `1`, at least two.
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
    pub(crate) fn judge(&self, text: &str, rules: &[Rule]) -> Option<Reading> {
        let found = rules.iter().find_map(|&rule| last_sum(region(text, rule)?))?;
        let additions = self.terms.len() - 1;
        let right = value(&found) == Some(self.total());
        let left = (found.len() - 1).min(additions);
        let quality = if right { (additions - left) as f64 / additions as f64 } else { 0.0 };
        Some(Reading { text: written(&found, "+"), quality })
    }

    /// Adds up the first two terms; a divergence adds up the last two instead. An improvement does so half of
    /// the time only: as often it repeats what is there, as models do that were not trained to improve (arXiv 2507.14295 saw
    /// repeats in 70 % of failures).
    pub(crate) fn small_step(&self, operator: Operator, draw: u64) -> Option<SmallStep> {
        let mut draws = Draws(u128::from(draw));
        if operator == Operator::Attempt {
            return Some(SmallStep { latest: None, response: written(&first_two_added(self.terms.clone()), "+") });
        }
        let done = 1 + draws.index(self.terms.len() - 1);
        let latest = (0..done).fold(self.terms.clone(), |terms, _| first_two_added(terms));
        let response = match operator {
            Operator::Diverge => last_two_added(latest.clone()),
            _ if draws.below(2) != 0 => latest.clone(),
            _ => first_two_added(latest.clone()),
        };
        Some(SmallStep { latest: Some(written(&latest, "+")), response: written(&response, "+") })
    }
}

impl SuffixParity {
    pub(crate) fn check(&self) -> Result<(), String> {
        let sound = (2..=MAX_TERMS).contains(&self.row.len()) && self.row.bytes().all(|b| matches!(b, b'0' | b'1'));
        if sound { Ok(()) } else { Err(format!("the row of bits is {:?}", self.row)) }
    }

    /// The right row.
    pub(crate) fn gold(&self) -> String {
        let mut parity = 0;
        let backwards = self.row.bytes().rev().map(|bit| {
            parity ^= bit - b'0';
            char::from(b'0' + parity)
        });
        backwards.collect::<Vec<_>>().into_iter().rev().collect()
    }

    pub(crate) fn quality(&self, row: &str) -> f64 {
        share_in_place(row.as_bytes(), self.gold().as_bytes())
    }

    /// From a row whose last places are right: each place anew from its bit and the place behind it in the earlier row, which
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

    /// The right row with the first places changed, all of them or each by chance; the draw's low part says how many.
    fn spoilt_before(&self, draw: u64) -> String {
        let length = self.row.len() as u64;
        let wrong = 1 + (draw % (length - 1)) as usize;
        let all = (draw / length).is_multiple_of(2);
        let chance = |place: usize| all || draw.rotate_right(8 + place as u32) & 1 == 1;
        let flipped = |(place, bit): (usize, u8)| if place < wrong && chance(place) { bit ^ 1 } else { bit };
        self.gold().bytes().enumerate().map(flipped).map(char::from).collect()
    }

    fn relaxed(&self, earlier: &[u8]) -> String {
        let bits = self.row.bytes().enumerate().map(|(place, bit)| {
            let behind = earlier.get(place + 1).map_or(0, |b| b - b'0');
            char::from(b'0' + ((bit - b'0') ^ behind))
        });
        bits.collect()
    }
}

/// Arrows from each of some letters to another, to be followed from one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrows {
    /// Where the arrow of each letter leads: place 0 is the arrow of `a`, 1 that of `b`, and so on.
    pub to: String,
    /// The letter to begin at.
    pub from: char,
    /// How many arrows to follow.
    pub count: u64,
}

impl Arrows {
    pub(crate) fn check(&self) -> Result<(), String> {
        let letters = self.to.len();
        let inside = |c: char| ('a'..='z').take(letters).any(|letter| letter == c);
        let sound = (2..=26).contains(&letters) && self.to.chars().all(inside) && inside(self.from);
        if sound && (1..=MAX_TERMS as u64).contains(&self.count) {
            return Ok(());
        }
        Err(format!("{} arrows from {:?} over {:?} cannot be followed", self.count, self.from, self.to))
    }

    /// The letter after this many arrows.
    fn after(&self, count: u64) -> char {
        let next = |at: char| self.to.chars().nth(at as usize - 'a' as usize).unwrap_or(at);
        (0..count).fold(self.from, |at, _| next(at))
    }

    fn state(&self, count: u64) -> String {
        format!("{count}{}", self.after(count))
    }

    /// The state at the end.
    pub(crate) fn gold(&self) -> String {
        self.state(self.count)
    }

    /// The last state in the response, a number of arrows and the letter they lead to: the share of the arrows followed where
    /// the letter is right, and nothing where it is not.
    pub(crate) fn judge(&self, text: &str, rules: &[Rule]) -> Option<Reading> {
        let (count, letter) = rules.iter().find_map(|&rule| last_state(region(text, rule)?))?;
        let right = (1..=self.count).contains(&count) && self.after(count) == letter;
        let quality = if right { count as f64 / self.count as f64 } else { 0.0 };
        Some(Reading { text: format!("{count}{letter}"), quality })
    }

    /// Follows one more arrow.
    pub(crate) fn small_step(&self, operator: Operator, draw: u64) -> Option<SmallStep> {
        let done = match operator {
            Operator::Attempt => 0,
            Operator::Improve => 1 + draw % self.count,
            Operator::Diverge => return None,
        };
        let latest = (done > 0).then(|| self.state(done));
        Some(SmallStep { latest, response: self.state((done + 1).min(self.count)) })
    }

    /// The arrows as text, each as `from` and `to` around `arrow`.
    pub(crate) fn written(&self, arrow: &str, between: &str) -> String {
        let pairs = ('A'..='Z').zip(self.to.chars()).map(|(from, to)| format!("{from}{arrow}{to}"));
        pairs.collect::<Vec<_>>().join(between)
    }
}

/// The last number in a text with a single letter right behind it, blanks aside.
fn last_state(text: &str) -> Option<(u64, char)> {
    let bytes = text.as_bytes();
    let mut end = bytes.len();
    loop {
        let last = bytes[..end].iter().rposition(u8::is_ascii_digit)?;
        let first = bytes[..last].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1);
        let mut behind = text[last + 1..].trim_start_matches([' ', ':', ',']).chars();
        if let Some(letter) = behind.next().filter(char::is_ascii_alphabetic)
            && !behind.next().is_some_and(char::is_alphanumeric)
        {
            return Some((text[first..=last].parse().ok()?, letter.to_ascii_lowercase()));
        }
        end = first;
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
        sum().judge(response, &Rule::ALL).map(|reading| reading.quality)
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
    fn a_demonstrated_attempt_saves_one_addition() {
        let step = sum().small_step(Operator::Attempt, 7).unwrap();
        assert_eq!((step.latest, step.response.as_str()), (None, "11+5+2"));
    }

    #[test]
    fn a_demonstrated_improvement_goes_on_half_of_the_time() {
        // Draw 1 of 3 says two additions done; the next, of 2, whether to go on.
        let shown = |draw: u64| {
            let step = sum().small_step(Operator::Improve, draw).unwrap();
            (step.latest.unwrap(), step.response)
        };
        let pair = |latest: &str, response: &str| (latest.to_owned(), response.to_owned());
        assert_eq!(shown(1), pair("16+2", "18"));
        assert_eq!(shown(1 + 3), pair("16+2", "16+2"));
        assert_eq!(shown(2), pair("18", "18"), "what is done stays");
    }

    #[test]
    fn a_demonstrated_divergence_adds_from_the_other_end() {
        let step = sum().small_step(Operator::Diverge, 0).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("11+5+2"), "11+7"));
    }

    #[test]
    fn suffix_parities_are_those_of_a_person() {
        // Ones from each place on: 3, 2, 2, 1.
        let task = SuffixParity { row: "1011".to_owned() };
        assert_eq!(task.gold(), "1001");
        assert_eq!(task.quality("1001"), 1.0);
        assert_eq!(task.quality("0101"), 0.5);
    }

    #[test]
    fn every_demonstrated_relaxation_makes_at_least_one_more_place_right() {
        let task = SuffixParity { row: "1011001".to_owned() };
        let right_end = |row: &str| row.bytes().rev().zip(task.gold().bytes().rev()).take_while(|(a, b)| a == b).count();
        for draw in 0..2000_u64 {
            let step = task.small_step(Operator::Improve, draw.wrapping_mul(0x9E37_79B9_7F4A_7C15)).unwrap();
            let before = right_end(&step.latest.unwrap());
            assert!(before >= 1 && right_end(&step.response) >= (before + 1).min(7), "draw {draw}");
        }
    }

    fn arrows() -> Arrows {
        // a to c, b to a, c to d, d to b; from a: c, d, b, a.
        Arrows { to: "cadb".to_owned(), from: 'a', count: 4 }
    }

    #[test]
    fn a_state_on_the_way_is_worth_the_share_of_arrows_followed() {
        let quality = |response: &str| arrows().judge(response, &Rule::ALL).map(|reading| reading.quality);
        assert_eq!(arrows().gold(), "4a");
        assert_eq!(quality("4a"), Some(1.0));
        assert_eq!(quality("After 2 arrows: 2 D."), Some(0.5));
        assert_eq!(quality("2c"), Some(0.0));
        assert_eq!(quality("0a"), Some(0.0));
        assert_eq!(quality("5c"), Some(0.0));
        assert_eq!(quality("3 arrows"), None);
        assert_eq!(quality(""), None);
    }

    #[test]
    fn a_demonstration_follows_one_arrow_more() {
        let step = arrows().small_step(Operator::Attempt, 9).unwrap();
        assert_eq!((step.latest, step.response.as_str()), (None, "1c"));
        let step = arrows().small_step(Operator::Improve, 2).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("3b"), "4a"));
        let step = arrows().small_step(Operator::Improve, 3).unwrap();
        assert_eq!((step.latest.as_deref(), step.response.as_str()), (Some("4a"), "4a"));
        assert_eq!(arrows().written("", ""), "AcBaCdDb");
    }

    #[test]
    fn no_text_makes_reading_panic() {
        arbtest::arbtest(|u| {
            let response: String = u.arbitrary()?;
            assert!(quality(&response).is_none_or(|q| (0.0..=1.0).contains(&q)));
            let reading = arrows().judge(&response, &Rule::ALL);
            assert!(reading.is_none_or(|reading| (0.0..=1.0).contains(&reading.quality)));
            Ok(())
        });
    }
}
