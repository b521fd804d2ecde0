//! Units that are written as bare letters: `9.8 m/s^2`, `5 kg`, `12\pi cm^2`.

use super::{Judge, Outcome};
use crate::parse::{self, Lettered};
use crate::tree::{Id, Node};
use crate::units;

impl Judge {
    /// Letters behind a number are a unit where the other answer has one: `5m` is five metres beside `5\text{ m}`, and a product beside 5.
    pub(super) fn bare_units(&mut self, texts: (&str, &str), readings: (&[Id], &[Id])) -> Option<Outcome> {
        // A name on one side may be left out, as anywhere; two names are compared where they are read.
        let named = !(texts.0.contains('=') && texts.1.contains('='));
        let (gold, answer) = (self.lettered(texts.0, named), self.lettered(texts.1, named));
        // One letter on either side is as likely a product as a unit.
        let clear = |judge: &Self, read: &Option<Lettered>, ids: &[Id]| {
            read.as_ref().is_some_and(|read| !read.one_letter) || ids.iter().any(|id| judge.has_unit(*id))
        };
        if !(clear(self, &gold, readings.0) || clear(self, &answer, readings.1)) {
            return None;
        }
        let with = |ids: &[Id], read: &Option<Lettered>, judge: &Self| -> Vec<Id> {
            let written = ids.iter().copied().filter(|id| judge.has_unit(*id));
            written.chain(read.as_ref().map(|read| read.measure)).collect()
        };
        let (golds, answers) = (with(readings.0, &gold, self), with(readings.1, &answer, self));
        for gold in &golds {
            for answer in &answers {
                let outcome = self.same(*gold, *answer);
                if outcome.is_equal() {
                    return Some(outcome);
                }
            }
        }
        None
    }

    fn lettered(&mut self, text: &str, named: bool) -> Option<Lettered> {
        parse::lettered(text, named, &mut self.tree)
    }

    /// Words that begin with a number, which may be a measure.
    pub(super) fn numbered_words(&self, id: Id) -> Option<String> {
        match self.node(id) {
            Node::Words(words) if words.starts_with(|c: char| c.is_ascii_digit()) => Some(words.clone()),
            _ => None,
        }
    }

    /// "half an hour", "two apples", "2 hours and 30 minutes".
    pub(super) fn measure_in_words(&mut self, id: Id) -> Option<Id> {
        let Node::Words(words) = self.node(id) else { return None };
        let (value, unit) = units::spoken(words).or_else(|| units::measure(words))?;
        let value = self.tree.number(value);
        Some(self.add(Node::Quantity(value, Box::new(unit))))
    }

    fn has_unit(&self, id: Id) -> bool {
        match self.node(id) {
            Node::Quantity(_, unit) => unit.is_known(),
            _ => false,
        }
    }
}
