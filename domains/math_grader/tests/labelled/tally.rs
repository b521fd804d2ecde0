//! Counts what the grader says against what the marker says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use exitrl_math_grader::{Policy, Verdict, grade};

use crate::rows::Row;

/// What must be reached, each as a fraction: of all, of the negatives, and of the pairs that were also swapped.
#[derive(Clone, Copy)]
pub(crate) struct Floor {
    pub(crate) right: (usize, usize),
    pub(crate) false_positives: (usize, usize),
    pub(crate) lopsided: (usize, usize),
}

#[derive(Default, Clone, Copy)]
struct Count {
    total: usize,
    right: usize,
    negatives: usize,
    false_positives: usize,
    false_negatives: usize,
    swapped: usize,
    lopsided: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.right += other.right;
        self.negatives += other.negatives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
        self.swapped += other.swapped;
        self.lopsided += other.lopsided;
    }
}

/// The marks of one file.
pub(crate) struct Tally {
    name: String,
    categories: BTreeMap<String, Count>,
    all: Count,
    misses: String,
}

impl Tally {
    pub(crate) fn of(name: &str, rows: &[Row]) -> Self {
        let mut tally = Self { name: name.to_owned(), categories: BTreeMap::new(), all: Count::default(), misses: String::new() };
        for row in rows {
            tally.take(row);
        }
        tally
    }

    fn take(&mut self, row: &Row) {
        let mut policy = Policy::default();
        policy.decimal_places = row.decimal_places.unwrap_or(policy.decimal_places);
        policy.rename_variables = row.rename_variables;
        let verdict = grade(&row.gold, &row.prediction, &policy);
        let mut count = Count { total: 1, negatives: usize::from(!row.expected), ..Count::default() };
        match (row.expected, verdict.correct) {
            (true, false) => count.false_negatives = 1,
            (false, true) => count.false_positives = 1,
            _ => count.right = 1,
        }
        if count.right == 0 {
            self.note(if row.expected { "false negative" } else { "FALSE POSITIVE" }, row, &verdict);
        }
        if let Some(answer) = bare(&row.prediction) {
            let turned = grade(answer, &format!("\\boxed{{{}}}", row.gold), &policy);
            count.swapped = 1;
            if turned.correct != grade(&row.gold, &format!("\\boxed{{{answer}}}"), &policy).correct {
                count.lopsided = 1;
                self.note("lopsided", row, &turned);
            }
        }
        self.categories.entry(row.category.clone()).or_default().add(&count);
        self.all.add(&count);
    }

    fn note(&mut self, kind: &str, row: &Row, verdict: &Verdict) {
        let seen = verdict.extracted.as_deref().map_or("nothing".to_owned(), |text| format!("{:?}", short(text)));
        let _ = writeln!(
            self.misses,
            "{kind} {} [{}] gold {:?} response {:?} extracted {seen} rung {:?} reason {:?} read {:?} against {:?}",
            row.id,
            row.category,
            short(&row.gold),
            short(&row.prediction),
            verdict.rung,
            verdict.reason,
            short(&verdict.reading),
            short(&verdict.gold_reading),
        );
    }

    /// One line a category.
    pub(crate) fn table(&self) -> String {
        let mut text =
            format!("{:<14} {:<32} {:>11} {:>10} {:>5} {:>10}\n", "file", "category", "right", "FP/neg", "FN", "lopsided");
        for (category, count) in self.categories.iter().chain([(&"all".to_owned(), &self.all)]) {
            let _ = writeln!(
                text,
                "{:<14} {category:<32} {:>11} {:>10} {:>5} {:>10}",
                self.name,
                format!("{}/{}", count.right, count.total),
                format!("{}/{}", count.false_positives, count.negatives),
                count.false_negatives,
                format!("{}/{}", count.lopsided, count.swapped),
            );
        }
        text
    }

    /// One line a miss.
    pub(crate) fn misses(&self) -> &str {
        &self.misses
    }

    /// What is not reached, in words; empty where all is.
    pub(crate) fn short_of(&self, floor: Floor) -> Vec<String> {
        let all = &self.all;
        let mut short = Vec::new();
        if all.right * floor.right.1 < all.total * floor.right.0 {
            short.push(format!("{} of {} are right, {}/{} are asked for", all.right, all.total, floor.right.0, floor.right.1));
        }
        let above = |part: usize, whole: usize, most: (usize, usize)| part * most.1 > whole * most.0;
        if above(all.false_positives, all.negatives, floor.false_positives) {
            short.push(format!("{} of {} wrong answers are marked right", all.false_positives, all.negatives));
        }
        if above(all.lopsided, all.swapped, floor.lopsided) {
            short.push(format!("{} of {} verdicts turn with the order of the two answers", all.lopsided, all.swapped));
        }
        short
    }
}

/// The answer of a response that has exactly one box, closed, and no huge one: such a pair can be swapped.
fn bare(response: &str) -> Option<&str> {
    let open = response.find("\\boxed{")?;
    let inner = &response[open + "\\boxed{".len()..];
    if response.len() > 4_000 || inner.contains("\\boxed") || response.contains("think") {
        return None;
    }
    let mut depth = 1_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&inner[..at]).filter(|answer| !answer.trim().is_empty());
        }
    }
    None
}

fn short(text: &str) -> String {
    if text.chars().count() <= 160 {
        return text.to_owned();
    }
    let tail: Vec<char> = text.chars().rev().take(70).collect();
    text.chars().take(80).chain(" … ".chars()).chain(tail.into_iter().rev()).collect()
}
