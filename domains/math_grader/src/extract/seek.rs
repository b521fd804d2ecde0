//! Looks for an answer in one place after the other.

use std::ops::Range;

use super::boxes::Answer;
use super::{Found, GoldKind, Join, Policy, Rule, with_unit};
use super::{boxes, choice, clean, gap, guard, marks, math, number, phrase, prose, read};

/// Bytes at the end of a response in which prose is read, and the most bytes that are read as one bare answer. Marks of an answer
/// (boxes, tags, `####`, "the answer is") are found anywhere.
pub(super) const LATE: usize = 1 << 15;

/// The end of a range, from the start of a line on where that is near.
fn late(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = range.end - gap::tail(&text[range.clone()], LATE).len();
    if start == range.start {
        return range.clone();
    }
    let line = boxes::line_end(text, start, range.end);
    if line - start < LATE / 8 { line..range.end } else { start..range.end }
}

/// A response and what is looked for in it.
pub(super) struct Seeker<'a> {
    text: &'a str,
    range: Range<usize>,
    /// The end of the range, where prose is read.
    late: Range<usize>,
    kind: GoldKind,
    policy: &'a Policy,
}

/// [`None`] where a rule finds nothing and the next one is tried; `Some(None)` where it finds that there is no answer.
pub(super) type Decided = Option<Option<Found>>;

impl<'a> Seeker<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>, kind: GoldKind, policy: &'a Policy) -> Self {
        let late = late(text, &range);
        Self { text, range, late, kind, policy }
    }

    pub(super) fn look(&self, rule: Rule) -> Decided {
        let text = self.text;
        let answer = match rule {
            Rule::Boxed | Rule::AnswerTag | Rule::Hash => return self.place(rule).map(|(_, found)| found),
            Rule::Phrase => return self.phrase(),
            Rule::Choice if self.kind == GoldKind::Choice => choice::last(text, &self.late),
            Rule::Whole => self.whole(),
            Rule::Bold => self.bold(),
            Rule::Math => self.math(),
            Rule::Sentence => self.sentence(),
            Rule::LastNumber if self.kind == GoldKind::Number => self.last_number(),
            Rule::Choice | Rule::LastNumber => None,
        };
        let answer = answer.filter(|a| a.parts.iter().any(|p| !p.is_empty()))?;
        Some((!self.refuses(rule, &answer)).then(|| Found::new(rule, answer)))
    }

    /// Whether the words around an answer in prose say that it is none. Nothing else is looked for then.
    fn refuses(&self, rule: Rule, answer: &Answer) -> bool {
        let text = self.text;
        // What the rule for boxes did not take is refused, hidden or a mention. A phrase is read for boxes itself.
        let boxed = rule != Rule::Phrase && self.policy.rules.contains(&Rule::Boxed) && boxes::any(text, &answer.span);
        boxed
            || guard::refuses(text, &self.range, &answer.span, self.kind)
            || (rule == Rule::LastNumber && guard::gives_up(text, &self.range, answer.span.start))
    }

    /// What a rule for a place that commits finds, and where that place ends.
    fn place(&self, rule: Rule) -> Option<(usize, Option<Found>)> {
        let (text, range) = (self.text, &self.range);
        match rule {
            Rule::Boxed => self.boxed(),
            Rule::AnswerTag => Some(self.enclosed(rule, marks::tag(text, range)?)),
            Rule::Hash => Some(self.enclosed(rule, marks::hash(text, range)?)),
            _ => None,
        }
    }

    fn boxed(&self) -> Option<(usize, Option<Found>)> {
        let answer = boxes::answer(self.text, &self.range)?;
        if answer.parts.iter().all(Range::is_empty) {
            return Some((answer.span.end, None));
        }
        let answer = if self.policy.units_after_box { with_unit(self.text, &self.range, answer) } else { answer };
        Some((answer.span.end, Some(Found::new(Rule::Boxed, answer))))
    }

    fn enclosed(&self, rule: Rule, (inside, span): (Range<usize>, Range<usize>)) -> (usize, Option<Found>) {
        let answer = read::answer(self.text, &inside, self.kind).map(|(answer, _)| answer);
        let answer = answer.or_else(|| {
            let part = clean::tidy(self.text, inside);
            (!part.is_empty()).then(|| Answer { parts: vec![part], join: Join::One, span: span.clone() })
        });
        (span.end, answer.map(|answer| Found::new(rule, Answer { span, ..answer })))
    }

    /// The box, tag, `####` or final answer that stands last.
    pub(super) fn last_commitment(&self) -> Decided {
        let places = self.policy.rules.iter().filter(|rule| rule.commits()).filter_map(|rule| self.place(*rule));
        // Of two that end at one place the first in the policy counts.
        let (end, found) = places.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        let rest = end.min(self.range.end)..self.range.end;
        if self.policy.rules.contains(&Rule::Phrase)
            && let Some(answer) = self.final_answer(&rest).or_else(|| self.turned(&rest))
        {
            return Some(Some(Found::new(Rule::Phrase, answer)));
        }
        Some(found)
    }

    /// The number to which the words after an answer turn.
    fn turned(&self, rest: &Range<usize>) -> Option<Answer> {
        if self.kind != GoldKind::Number {
            return None;
        }
        let part = guard::turned(self.text, rest)?;
        Some(Answer { span: part.clone(), parts: vec![part], join: Join::One })
    }

    /// What a "final answer" after the last box says, if it is a plain value.
    fn final_answer(&self, rest: &Range<usize>) -> Option<Answer> {
        let turned = self.withdrawn(rest.start);
        let cue = phrase::cues(self.text, rest).find(|cue| cue.last || turned)?;
        let region = phrase::region(self.text, cue.answer, rest.end);
        let said = &self.text[region.clone()];
        if said.len() > 200 || prose::words(said) > 1 {
            return None;
        }
        let (answer, leads) = read::answer(self.text, &region, self.kind)?;
        let values = self.kind != GoldKind::Number && self.kind != GoldKind::Other || said.contains(number::is_digit);
        (leads && values).then_some(answer)
    }

    /// Whether the words from `at` on take back what was said and say something else: "Actually, wait, it is 6."
    fn withdrawn(&self, at: usize) -> bool {
        const TURNS: [&str; 9] = ["actually", "wait", "no,", "no.", "hmm", "oops", "sorry", "correction", "but wait"];
        let rest = gap::head(&self.text[at..self.range.end], 300);
        let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
        let turns = TURNS.iter().any(|turn| rest.get(..turn.len()).is_some_and(|start| start.eq_ignore_ascii_case(turn)));
        turns && (self.kind != GoldKind::Number || rest.contains(number::is_digit))
    }

    fn phrase(&self) -> Decided {
        let found = |answer| Some(Some(Found::new(Rule::Phrase, answer)));
        let mut limit = self.range.end;
        let mut refused: Option<usize> = None;
        for cue in phrase::cues(self.text, &self.range) {
            let region = phrase::region(self.text, cue.answer.min(limit), limit);
            limit = cue.start.min(limit);
            let Some((answer, leads)) = read::answer(self.text, &region, self.kind) else {
                // What is bounded or denied leaves nothing to read.
                if !self.text[region.clone()].is_empty() && self.kind == GoldKind::Number && self.denied(&region) {
                    refused = refused.or(Some(region.end));
                }
                continue;
            };
            if self.refuses(Rule::Phrase, &answer) {
                if let Some(turned) = self.turned(&(answer.span.end..self.range.end)) {
                    return found(turned);
                }
                refused = refused.or(Some(region.end));
                continue;
            }
            // Deep inside a sentence far from the end, what looks like an answer is a plan.
            let near = self.range.end - region.end < 240;
            if let Some(turned) = self.turned(&(region.end..self.range.end)) {
                return found(turned);
            }
            if !cue.last && self.withdrawn(region.end) {
                return None;
            }
            if leads || near {
                return found(answer);
            }
        }
        // A sentence that denies an answer leaves its numbers to no other rule, unless something follows it.
        let later = |end: usize| self.text[end..self.range.end].contains(char::is_alphanumeric);
        // Letters are refused one by one.
        refused.filter(|end| !later(*end) && self.kind != GoldKind::Choice).map(|_| None)
    }

    /// Whether the first number of a region is denied or bounded.
    fn denied(&self, region: &Range<usize>) -> bool {
        let said = &self.text[region.clone()];
        let Some(at) = said.find(number::is_digit) else { return false };
        let start = region.start + at;
        let end = start + said[at..].chars().next().map_or(0, char::len_utf8);
        guard::refuses(self.text, &self.range, &(start..end), self.kind)
    }

    fn whole(&self) -> Option<Answer> {
        let range = &self.before_explanation();
        let part = clean::tidy(self.text, range.clone());
        let said = &self.text[part.clone()];
        if said.len() > LATE
            || said.starts_with("$$$")
            || (said.contains('\n') && !said.contains("\\begin") && math::spans(self.text, range).len() != 1)
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
        let inside = words > 0 && said.contains("\\begin{align")
            || matches!(self.kind, GoldKind::Other | GoldKind::Words)
                && words > 0
                && math::spans(self.text, &part).first().is_some_and(|s| s.whole.start > part.start);
        if !fits || inside {
            return None;
        }
        if matches!(self.kind, GoldKind::Words) {
            let part = prose::article(self.text, part);
            return Some(Answer { span: part.clone(), parts: vec![part], join: Join::One });
        }
        read::answer(self.text, range, self.kind).map(|(answer, _)| answer)
    }

    /// The first line where an explanation of it follows, or else everything.
    fn before_explanation(&self) -> Range<usize> {
        let line = boxes::line_end(self.text, self.range.start, self.range.end);
        let rest =
            self.text[line..self.range.end].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '('));
        let rest = gap::head(rest, 24).to_lowercase();
        let explains = ["explanation", "reasoning", "because", "here's why", "here is why", "this is because", "justification"];
        if explains.iter().any(|word| rest.starts_with(word)) { self.range.start..line } else { self.range.clone() }
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
            _ => sentences[..sentences.len().min(2)].last().map_or(self.range.end, |s| s.start),
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
        if let Some(row) = math::last_row(self.text, &self.late)
            && spans.last().is_none_or(|s| s.whole.end < row.start)
            && self.kind != GoldKind::Words
        {
            return Some(Answer { span: row.clone(), parts: vec![row], join: Join::One });
        }
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

    fn last_number(&self) -> Option<Answer> {
        let sentences = prose::last_sentences(self.text, &self.late, 16);
        let said = sentences.iter().find_map(|sentence| Some((number::said(self.text, sentence)?, sentence)));
        if let Some((part, sentence)) = said {
            return Some(self.hedged(part, sentence));
        }
        let part = number::last(self.text, &self.late).or_else(|| {
            let after = prose::complement(self.text, sentences.first()?);
            number::leading(self.text, &after).filter(|found| self.text[found.clone()].starts_with(char::is_alphabetic))
        })?;
        Some(Answer { span: part.clone(), parts: vec![part], join: Join::One })
    }

    /// A number with the one before or after it where the words between them are a hedge: "1 or 2", "5, but it could be 6".
    fn hedged(&self, part: Range<usize>, sentence: &Range<usize>) -> Answer {
        let text = self.text;
        let before = number::last(text, &(sentence.start..part.start)).filter(|b| b.end <= part.start);
        let after = number::last(text, &(part.end..sentence.end)).filter(|a| a.start >= part.end);
        let ranged = |b: &Range<usize>| text[sentence.start..b.start].trim_end().ends_with("between");
        let alternative = |first: &Range<usize>, second: &Range<usize>| match gap::between(text, first.end..second.start) {
            gap::Gap::Or => true,
            gap::Gap::And => ranged(first),
            _ => false,
        };
        let pair = match (before, after) {
            (Some(before), _) if alternative(&before, &part) => vec![before, part],
            (_, Some(after)) if alternative(&part, &after) => vec![part, after],
            _ => return Answer { span: part.clone(), parts: vec![part], join: Join::One },
        };
        Answer { span: pair[0].start..pair[1].end, parts: pair, join: Join::Or }
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
                let end = read::last_word(self.text, last);
                said(last)
                    .or_else(|| said(&prose::complement(self.text, last)))
                    .or_else(|| said(&end))
                    .or_else(|| said(&first))?
            }
            GoldKind::Words => prose::said(self.text, &prose::before_reasons(self.text, last.clone())),
            GoldKind::Other => {
                let part = prose::valued(self.text, last);
                (prose::words(&self.text[part.clone()]) <= 2).then_some(part)?
            }
        };
        Some(Answer { span: part.clone(), parts: vec![part], join: Join::One })
    }
}
