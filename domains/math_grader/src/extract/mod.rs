//! Where in a response its answer stands.
//!
//! [`find`] reads a response once from front to back, or once from its end, for each place in which an answer may stand: a box, an
//! answer tag, `####`, "the answer is", a bold or mathematical span, the last sentence, the last number. A [`Policy`] says which
//! places count and in which order. Nothing is matched by trying again from an earlier place, so the work grows with the length of
//! the response and with nothing else, whatever a model wrote to break it.
//!
//! What is found is still text: parts of the response without dollar signs, emphasis and the full stop of its sentence.

use std::borrow::Cow;
use std::ops::Range;

mod boxes;
mod choice;
mod clean;
mod gap;
mod marks;
mod math;
mod number;
mod phrase;
mod policy;
mod prose;
mod read;
mod scope;
mod work;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;

pub use policy::{GoldKind, Policy, Rule};

use boxes::Answer;

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
    let late = late(response, &range);
    let seeker = Seeker { text: response, range, late, kind, policy };
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
    if let Some(answer) = boxes::answer(text, &range).filter(said) {
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
    let worked = prose::words(&text[range.clone()]) > 8;
    if worked && let Some(found) = find(text, GoldKind::Other, &policy) {
        return found;
    }
    let part = clean::tidy(text, range.clone());
    let spans = math::spans(text, &part);
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

/// Bytes at the end of a response in which prose is read, and bytes that are read as one bare answer. Marks of an answer (boxes, tags,
/// `####`, "the answer is") are found anywhere.
const LATE: usize = 1 << 15;

/// The end of a range, from the start of a line on where that is near.
fn late(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = range.end - gap::tail(&text[range.clone()], LATE).len();
    if start == range.start {
        return range.clone();
    }
    let line = boxes::line_end(text, start, range.end);
    if line - start < LATE / 8 { line..range.end } else { start..range.end }
}

struct Seeker<'a> {
    text: &'a str,
    range: Range<usize>,
    /// The end of the range, where prose is read.
    late: Range<usize>,
    kind: GoldKind,
    policy: &'a Policy,
}

/// [`None`] where a rule finds nothing and the next one is tried; `Some(None)` where it finds that there is no answer.
type Decided = Option<Option<Found>>;

impl Seeker<'_> {
    fn look(&self, rule: Rule) -> Decided {
        let (text, range) = (self.text, &self.range);
        let answer = match rule {
            Rule::Boxed => return self.boxed(),
            Rule::AnswerTag => return self.enclosed(rule, marks::tag(text, range)),
            Rule::Hash => return self.enclosed(rule, marks::hash(text, range)),
            Rule::Phrase => self.phrase(),
            Rule::Choice if self.kind == GoldKind::Choice => choice::last(text, &self.late),
            Rule::Whole => self.whole(),
            Rule::Bold => self.bold(),
            Rule::Math => self.math(),
            Rule::Sentence => self.sentence(),
            Rule::LastNumber if self.kind == GoldKind::Number => {
                number::last(text, &self.late).map(|part| Answer { span: part.clone(), parts: vec![part], join: Join::One })
            }
            Rule::Choice | Rule::LastNumber => None,
        };
        answer.filter(|a| a.parts.iter().any(|p| !p.is_empty())).map(|a| Some(Found::new(rule, a)))
    }

    fn boxed(&self) -> Decided {
        let answer = boxes::answer(self.text, &self.range)?;
        if answer.parts.iter().all(Range::is_empty) {
            return Some(None);
        }
        let answer = if self.policy.units_after_box { with_unit(self.text, &self.range, answer) } else { answer };
        Some(Some(Found::new(Rule::Boxed, answer)))
    }

    fn enclosed(&self, rule: Rule, place: Option<(Range<usize>, Range<usize>)>) -> Decided {
        let (inside, span) = place?;
        let answer = read::answer(self.text, &inside, self.kind).map(|(answer, _)| answer);
        let answer = answer.or_else(|| {
            let part = clean::tidy(self.text, inside);
            (!part.is_empty()).then(|| Answer { parts: vec![part], join: Join::One, span: span.clone() })
        });
        Some(answer.map(|answer| Found::new(rule, Answer { span, ..answer })))
    }

    /// The box, tag, `####` or final answer that stands last.
    fn last_commitment(&self) -> Decided {
        let mut best: Option<(usize, Option<Found>)> = None;
        for rule in self.policy.rules.iter().filter(|rule| rule.commits()) {
            let Some(found) = self.look(*rule) else { continue };
            // Where a place is empty, its end is not known; it is taken as it stands.
            let end = found.as_ref().map_or_else(|| self.empty_end(*rule), |f| f.span.end);
            if best.as_ref().is_none_or(|(known, _)| end > *known) {
                best = Some((end, found));
            }
        }
        let (end, found) = best?;
        let rest = end.min(self.range.end)..self.range.end;
        if self.policy.rules.contains(&Rule::Phrase)
            && let Some(answer) = self.final_answer(&rest)
        {
            return Some(Some(Found::new(Rule::Phrase, answer)));
        }
        Some(found)
    }

    fn empty_end(&self, rule: Rule) -> usize {
        match rule {
            Rule::Boxed => boxes::answer(self.text, &self.range).map_or(0, |a| a.span.end),
            Rule::AnswerTag => marks::tag(self.text, &self.range).map_or(0, |(_, span)| span.end),
            _ => 0,
        }
    }

    /// What a "final answer" after the last box says, if it is a plain value.
    fn final_answer(&self, rest: &Range<usize>) -> Option<Answer> {
        let cue = phrase::cues(self.text, rest).find(|cue| cue.last)?;
        let region = phrase::region(self.text, cue.answer, rest.end);
        let said = &self.text[region.clone()];
        if said.len() > 200 || prose::words(said) > 1 {
            return None;
        }
        let (answer, leads) = read::answer(self.text, &region, self.kind)?;
        let values = self.kind != GoldKind::Number && self.kind != GoldKind::Other || said.contains(number::is_digit);
        (leads && values).then_some(answer)
    }

    fn phrase(&self) -> Option<Answer> {
        let mut limit = self.range.end;
        for cue in phrase::cues(self.text, &self.range) {
            let region = phrase::region(self.text, cue.answer.min(limit), limit);
            limit = cue.start.min(limit);
            let Some((answer, leads)) = read::answer(self.text, &region, self.kind) else { continue };
            // Deep inside a sentence far from the end, what looks like an answer is a plan.
            let near = self.range.end - region.end < 240;
            if leads || near {
                return Some(answer);
            }
        }
        None
    }

    fn whole(&self) -> Option<Answer> {
        let part = clean::tidy(self.text, self.range.clone());
        let said = &self.text[part.clone()];
        if said.len() > LATE
            || said.starts_with("$$$")
            || (said.contains('\n') && !said.contains("\\begin") && math::spans(self.text, &self.range).len() != 1)
        {
            return None;
        }
        let words = prose::words(said);
        let fits = match self.kind {
            GoldKind::Number => words == 0 || (words <= 3 && number::leading(self.text, &part).is_some()),
            GoldKind::Choice => words <= 1,
            GoldKind::YesNo => words <= 12,
            GoldKind::Words => words <= 3 && !said.contains(". "),
            GoldKind::Other => words <= 2,
        };
        // Mathematics inside a sentence is read by its own rule.
        let inside = self.kind == GoldKind::Other
            && words > 0
            && math::spans(self.text, &part).first().is_some_and(|s| s.whole.start > part.start);
        if !fits || inside {
            return None;
        }
        if matches!(self.kind, GoldKind::Words) {
            let part = prose::article(self.text, part);
            return Some(Answer { span: part.clone(), parts: vec![part], join: Join::One });
        }
        read::answer(self.text, &self.range, self.kind).map(|(answer, _)| answer)
    }

    /// Where the last sentences that say something start.
    fn last_start(&self, count: usize) -> usize {
        prose::last_sentences(self.text, &self.late, count).last().map_or(self.range.end, |s| s.start)
    }

    /// Where the last two sentences start; for a number, the last one that has a digit.
    fn valued_start(&self) -> usize {
        let sentences = prose::last_sentences(self.text, &self.late, 4);
        let digits = |s: &&Range<usize>| self.text[(*s).clone()].contains(number::is_digit);
        match self.kind {
            GoldKind::Number => sentences.iter().find(digits).map_or(self.range.end, |s| s.start),
            _ => sentences.iter().take(2).last().map_or(self.range.end, |s| s.start),
        }
    }

    fn bold(&self) -> Option<Answer> {
        let from = self.valued_start();
        let spans = math::emphasis(self.text, &(from..self.range.end));
        let good = |span: &math::Span| {
            let said = self.text[span.inside.clone()].trim();
            let heading = said.ends_with(':') || self.text[span.whole.end..].starts_with(':');
            let words = prose::words(said);
            !heading
                && match self.kind {
                    GoldKind::Number => {
                        said.contains(number::is_digit)
                            && words <= 3
                            && read::answer(self.text, &span.inside, self.kind).is_some_and(|a| a.1)
                    }
                    GoldKind::Words | GoldKind::YesNo => words <= 4,
                    _ => words <= 1,
                }
        };
        let spans: Vec<_> = spans.into_iter().filter(good).collect();
        let group = read::last_group(self.text, &spans, false)?;
        let [only] = group.parts.as_slice() else { return Some(group) };
        let (mut answer, _) = read::answer(self.text, only, self.kind)?;
        answer.span = group.span;
        Some(with_unit(self.text, &self.range, answer))
    }

    fn math(&self) -> Option<Answer> {
        let spans = math::spans(self.text, &self.late);
        match self.kind {
            GoldKind::Number => {
                let group = read::last_group(self.text, &spans, true)?;
                // A later number outside the dollar signs speaks last.
                let later = number::last(self.text, &(group.span.end..self.range.end)).is_some();
                (!later).then(|| self.with_math_unit(group))
            }
            GoldKind::Words | GoldKind::YesNo => {
                let from = self.last_start(1);
                let said = |s: &math::Span| s.whole.start >= from && self.text[s.inside.clone()].contains("\\text");
                let spans: Vec<_> = spans.into_iter().filter(said).collect();
                read::last_group(self.text, &spans, false)
            }
            GoldKind::Choice | GoldKind::Other => read::last_group(self.text, &spans, false),
        }
    }

    fn with_math_unit(&self, answer: Answer) -> Answer {
        with_unit(self.text, &self.range, answer)
    }

    fn sentence(&self) -> Option<Answer> {
        let sentences = prose::last_sentences(self.text, &self.late, 2);
        let last = sentences.first()?;
        let part = match self.kind {
            GoldKind::Number | GoldKind::Choice => return None,
            GoldKind::YesNo => {
                let start = self.range.start;
                let first =
                    start..prose::sentence_end(self.text, start, start + gap::head(&self.text[self.range.clone()], 400).len());
                let said = |piece: &Range<usize>| read::yes_no(self.text, piece);
                said(last).or_else(|| said(&prose::complement(self.text, last))).or_else(|| said(&first))?
            }
            GoldKind::Words => prose::complement(self.text, &prose::before_reasons(self.text, last.clone())),
            GoldKind::Other => {
                let part = prose::complement(self.text, last);
                (prose::words(&self.text[part.clone()]) <= 2).then_some(part)?
            }
        };
        Some(Answer { span: part.clone(), parts: vec![part], join: Join::One })
    }
}
