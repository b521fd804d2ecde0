//! Grades mathematical answers.
//!
//! [`grade`] reads the answer out of a response, reads it and the gold answer as mathematics, and decides whether both are the same,
//! with bounded work and without a clock: the verdict depends on the two texts and the policy only.

pub mod ball;
mod decide;
mod exact;
pub mod extract;
mod fold;
mod fuel;
mod modular;
mod numeric;
mod parse;
mod show;
mod tree;
pub mod units;
pub mod verdict;
pub mod words;

pub use extract::{Policy, Rule};
pub use fuel::FUEL;

use decide::{Outcome, Settings};
use extract::GoldKind;
pub use verdict::{Reason, Rung, Verdict};

/// Characters of a text that stand for its reading where it was compared as text.
const SHOWN: usize = 160;

/// Grades a response against a gold answer.
///
/// The gold answer may be bare, in dollar signs, in a box, or at the end of a worked solution. The policy says where in the response an
/// answer is looked for.
///
/// ```
/// use exitrl_math_grader::{Policy, grade};
///
/// let verdict = grade("\\frac{1}{2}", "So the answer is $\\boxed{0.5}$.", &Policy::default());
/// assert!(verdict.correct);
/// assert_eq!(verdict.extracted.as_deref(), Some("0.5"));
/// ```
pub fn grade(gold: &str, response: &str, policy: &Policy) -> Verdict {
    let found = extract::gold(gold);
    let gold = found.text(gold);
    let Some(found) = extract::find(response, GoldKind::of(&gold), policy) else { return Verdict::without_answer() };
    let answer = found.text(response);
    let mut verdict = compare(&gold, &answer, policy);
    let prose = matches!(found.rule, Rule::Phrase | Rule::Sentence) && response.get(found.span.clone()) == Some(&*answer);
    if prose && !verdict.correct && is_letter(&gold) && gold.eq_ignore_ascii_case(&answer) {
        // In a sentence a letter has no case: "The answer is U." is u.
        verdict = Verdict { correct: true, rung: Rung::Text, reason: Reason::Equal, ..verdict };
    }
    verdict.span = Some(found.span);
    verdict.extracted = Some(answer.into_owned());
    verdict
}

fn is_letter(text: &str) -> bool {
    text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Compares two bare answers: symmetric, and true of any answer and itself that can be read.
pub fn compare(gold: &str, answer: &str, policy: &Policy) -> Verdict {
    let settings =
        Settings { places: policy.decimal_places, rename: policy.rename_variables, evaluated: policy.require_evaluated };
    let judged = decide::judge(gold, answer, settings);
    let (correct, reason) = match judged.outcome {
        Outcome::Equal(_) => (true, Reason::Equal),
        Outcome::Different(reason) => (false, reason),
    };
    // What was decided as text was read as nothing else.
    let (gold_reading, reading) = judged.readings;
    let or_text = |reading: String, text: &str| if reading.is_empty() { text.chars().take(SHOWN).collect() } else { reading };
    Verdict {
        correct,
        rung: judged.rung,
        reason,
        extracted: None,
        span: None,
        gold_reading: or_text(gold_reading, gold),
        reading: or_text(reading, answer),
        fuel: judged.fuel,
    }
}
