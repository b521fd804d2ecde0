//! Where in a response its answer stands.
//!
//! [`find`] reads a response once for each place in which an answer may stand: a box, an answer tag, `####`, "the answer is", a
//! bold or mathematical span, the last sentence, the last number. A [`Policy`] says which places count and in which order. Nothing
//! is matched by trying again from an earlier place, so the work grows with the length of the response and with nothing else,
//! whatever a model wrote to break it.
//!
//! What is found is still text: parts of the response without dollar signs, emphasis and the full stop of its sentence.

use std::borrow::Cow;
use std::ops::Range;

mod boxes;
mod choice;
mod clean;
mod gap;
mod guard;
mod marks;
mod math;
mod number;
mod phrase;
mod policy;
mod prose;
mod read;
mod scope;
mod seek;
mod unseen;
mod work;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tests;

pub use policy::{GoldKind, Policy, Rule};

use boxes::Answer;
use seek::Seeker;

/// How the parts of an answer belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Join {
    /// One answer. A second part is the unit or percent sign of the first.
    One,
    /// A list: every part is a part of the answer.
    And,
    /// Alternatives: the writer does not commit to one.
    Or,
}

/// An answer and where it stands in a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The rule that found it.
    pub rule: Rule,
    /// The parts of the answer, in bytes of the response, in order. Never empty.
    pub parts: Vec<Range<usize>>,
    /// How the parts belong together.
    pub joined: Join,
    /// The whole of the answer with its marks, in bytes of the response.
    pub span: Range<usize>,
}

impl Found {
    fn new(rule: Rule, answer: Answer) -> Self {
        Self { rule, parts: answer.parts, joined: answer.join, span: answer.span }
    }

    /// The answer as one text: delimiters of mathematics and emphasis inside it are left out, the parts of a list are joined by
    /// commas, alternatives by `\text{ or }`, a unit by a blank.
    ///
    /// `response` is the text in which the answer was found.
    pub fn text<'a>(&self, response: &'a str) -> Cow<'a, str> {
        let part = |range: &Range<usize>| clean::plain(response.get(range.clone()).unwrap_or_default());
        if let [only] = self.parts.as_slice() {
            return part(only);
        }
        let glue = match self.joined {
            Join::One => " ",
            Join::And => ", ",
            Join::Or => " \\text{ or } ",
        };
        Cow::Owned(self.parts.iter().map(part).collect::<Vec<_>>().join(glue))
    }
}

/// The answer of a response, for a gold answer of some kind; [`None`] where no rule of the policy finds one.
///
/// The first rule that finds an answer decides. A box or an answer tag with nothing in it decides too: there is no answer.
/// Reasoning before a closing `</think>` counts only if nothing follows it.
pub fn find(response: &str, kind: GoldKind, policy: &Policy) -> Option<Found> {
    let range = scope::spoken(response, policy.unclosed_thinking);
    if range.is_empty() {
        return None;
    }
    let seeker = Seeker::new(response, range, kind, policy);
    let mut committed = false;
    for rule in &policy.rules {
        if policy.last_commitment && rule.commits() {
            if std::mem::replace(&mut committed, true) {
                continue;
            }
            if let Some(decided) = seeker.last_commitment() {
                return decided;
            }
        } else if let Some(decided) = seeker.look(*rule) {
            return decided;
        }
    }
    None
}

/// Where the answer of a gold text stands. It may be bare, `$...$`, `\boxed{...}`, behind `####` or a whole solution.
///
/// A gold text always is an answer: where no mark is found, the whole of it is.
pub fn gold(text: &str) -> Found {
    let range = clean::trim(text, 0..text.len());
    let said = |a: &Answer| a.parts.iter().any(|p| !p.is_empty());
    if let Some(answer) = boxes::gold(text, &range).filter(said) {
        return Found::new(Rule::Boxed, with_unit(text, &range, answer));
    }
    for (rule, place) in [(Rule::AnswerTag, marks::tag(text, &range)), (Rule::Hash, marks::hash(text, &range))] {
        if let Some((inside, span)) = place {
            let part = clean::tidy(text, inside);
            if !part.is_empty() {
                return Found::new(rule, Answer { parts: vec![part], join: Join::One, span });
            }
        }
    }
    let policy = Policy::of(&[Rule::Phrase, Rule::Math]);
    // What is longer than anyone writes an answer is a solution; it is not counted through.
    let long = range.len() > seek::LATE;
    let worked = long || prose::words(&text[range.clone()]) > 8;
    if worked && let Some(found) = find(text, GoldKind::Other, &policy) {
        return found;
    }
    let part = clean::tidy(text, range.clone());
    let spans = if long { Vec::new() } else { math::spans(text, &part) };
    let covered =
        spans.first().is_some_and(|s| s.whole.start == part.start) && spans.last().is_some_and(|s| s.whole.end == part.end);
    if covered
        && spans.len() > 1
        && let Some(answer) = read::last_group(text, &spans, false).filter(|a| a.parts.len() == spans.len())
    {
        return Found::new(Rule::Math, answer);
    }
    Found { rule: Rule::Whole, parts: vec![part.clone()], joined: Join::One, span: part }
}

fn with_unit(text: &str, range: &Range<usize>, mut answer: Answer) -> Answer {
    if answer.parts.len() == 1
        && number::is_number(&text[answer.parts[0].clone()])
        && let Some(unit) = read::unit_after(text, &(answer.span.end..range.end))
        && !number::has_unit(&text[answer.parts[0].clone()])
    {
        answer.span.end = unit.end;
        answer.parts.push(unit);
    }
    answer
}
