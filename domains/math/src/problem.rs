//! One problem with its answer key: the payload of a task.

use exitrl_domain::{DomainError, Operator, Task};
use serde::{Deserialize, Serialize};

use crate::data::About;
use exitrl_math_grader::{Policy, Reason, Rule, grade};

use crate::extract::{last_list, region, spoken};
use crate::stepwise::{Arrows, SmallStep, SuffixParity, Sum};

/// What a task carries: the question in both prompt styles, and the answer key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The question in words.
    pub question: String,
    /// The question in as few characters as possible; empty where there is no such form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub compact: String,
    /// The answer key.
    pub answer: Answer,
    /// What the data set says of the problem; nothing for a family's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Box<About>>,
}

/// An answer key, which fixes how a response is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// One value: right or wrong.
    Exact {
        /// The right value, as text.
        gold: String,
    },
    /// The numbers `from, from + 1, ...`: the length of the right beginning over the asked length, or over the given one where
    /// that is longer.
    Count {
        /// The first number.
        from: u64,
        /// How many numbers are asked for.
        length: u64,
    },
    /// A sum to be simplified: see [`Sum`].
    Sum(Sum),
    /// Parities of the ends of a row: the share of positions that are right, as for `Digits`.
    SuffixParity(SuffixParity),
    /// Arrows to be followed: see [`Arrows`].
    Arrows(Arrows),
    /// A row of digits: the share of positions that are right, over the longer of both rows.
    Digits {
        /// The right row.
        gold: String,
    },
}

/// What was read out of a response, and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The answer as read.
    pub text: String,
    /// Quality in `[0, 1]`.
    pub quality: f64,
}

/// Longest list an answer key may ask for, so that a forged task cannot fill the memory.
const MAX_LENGTH: u64 = 100_000;

impl Problem {
    /// The problem that a task carries.
    ///
    /// # Errors
    /// When the task is not one of this domain's.
    pub fn from_task(task: &Task) -> Result<Self, DomainError> {
        let refuse = |seen: String| {
            let text = format!("the task's payload is not a math problem: {seen}; pass tasks as this domain gave them out");
            DomainError::request(text).on_task(task.id.clone())
        };
        let problem = Self::deserialize(&task.payload).map_err(|e| refuse(e.to_string()))?;
        problem.answer.check().map_err(refuse)?;
        Ok(problem)
    }

    /// Reads the answer out of a response, rule by rule, and judges the first one found. [`None`] where no rule finds any.
    pub fn judge(&self, response: &str, policy: &Policy) -> Option<Reading> {
        self.answer.judge(response, policy)
    }
}

impl Answer {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Count { from, length } if !(1..=MAX_LENGTH).contains(length) || from.checked_add(*length).is_none() => {
                Err(format!("a count of {length} numbers from {from} cannot be asked for"))
            }
            Self::Digits { gold } if gold.is_empty() || !gold.bytes().all(|b| b.is_ascii_digit()) => {
                Err(format!("the row of digits is {gold:?}"))
            }
            Self::Sum(sum) => sum.check(),
            Self::SuffixParity(parity) => parity.check(),
            Self::Arrows(arrows) => arrows.check(),
            _ => Ok(()),
        }
    }

    fn judge(&self, response: &str, policy: &Policy) -> Option<Reading> {
        let (text, rules) = (spoken(response), policy.rules.as_slice());
        match self {
            Self::Exact { gold } => {
                let verdict = grade(gold, response, policy);
                let text = verdict.extracted.filter(|_| verdict.reason != Reason::NoAnswer)?;
                Some(Reading { text, quality: f64::from(u8::from(verdict.correct)) })
            }
            Self::Count { from, length } => {
                let list = listed(text, rules, |list, _| list.len() >= 2)?;
                Some(Reading { text: list.join(","), quality: run_share(&list, *from, *length) })
            }
            Self::Digits { gold } => {
                let row = row_of_digits(text, rules)?;
                let quality = share_in_place(row.as_bytes(), gold.as_bytes());
                Some(Reading { text: row, quality })
            }
            Self::SuffixParity(parity) => {
                let row = row_of_digits(text, rules)?;
                Some(Reading { quality: parity.quality(&row), text: row })
            }
            Self::Arrows(arrows) => arrows.judge(text, rules),
            Self::Sum(sum) => sum.judge(text, rules),
        }
    }

    /// The right answer in its shortest form, with `separator` between the entries of a list.
    pub(crate) fn text(&self, separator: &str) -> String {
        match self {
            Self::Exact { gold } | Self::Digits { gold } => gold.clone(),
            Self::Sum(sum) => sum.total().to_string(),
            Self::SuffixParity(parity) => parity.gold(),
            Self::Arrows(arrows) => arrows.gold(),
            Self::Count { from, length } => {
                let numbers: Vec<String> = (*from..from + length).map(|n| n.to_string()).collect();
                numbers.join(separator)
            }
        }
    }
}

impl Answer {
    /// One small step towards the answer, where it is one that is reached in steps.
    pub(crate) fn small_step(&self, operator: Operator, draw: u64) -> Option<SmallStep> {
        match self {
            Self::Sum(sum) => sum.small_step(operator, draw),
            Self::SuffixParity(parity) => parity.small_step(operator, draw),
            Self::Arrows(arrows) => arrows.small_step(operator, draw),
            Self::Exact { .. } | Self::Count { .. } | Self::Digits { .. } => None,
        }
    }
}

fn row_of_digits(text: &str, rules: &[Rule]) -> Option<String> {
    listed(text, rules, |list, ends| list.len() >= 2 || ends && list[0].len() >= 2).map(|row| row.concat())
}

fn listed<'a>(text: &'a str, rules: &[Rule], enough: impl Fn(&[&str], bool) -> bool) -> Option<Vec<&'a str>> {
    rules.iter().find_map(|&rule| last_list(region(text, rule)?, &enough))
}

fn run_share(list: &[&str], from: u64, length: u64) -> f64 {
    let wanted = from..from + length;
    let run = list.iter().zip(wanted).take_while(|(entry, wanted)| entry.parse() == Ok(*wanted)).count();
    run as f64 / (list.len() as f64).max(length as f64)
}

pub(crate) fn share_in_place(row: &[u8], gold: &[u8]) -> f64 {
    let right = row.iter().zip(gold).filter(|(a, b)| a == b).count();
    right as f64 / row.len().max(gold.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(answer: Answer, response: &str) -> Option<f64> {
        let problem = Problem { question: String::new(), compact: String::new(), answer, about: None };
        problem.judge(response, &Policy::default()).map(|reading| reading.quality)
    }

    fn exact(gold: &str, response: &str) -> Option<f64> {
        quality(Answer::Exact { gold: gold.to_owned() }, response)
    }

    fn count(response: &str) -> Option<f64> {
        quality(Answer::Count { from: 7, length: 4 }, response)
    }

    fn digits(response: &str) -> Option<f64> {
        quality(Answer::Digits { gold: "1349".to_owned() }, response)
    }

    #[test]
    fn one_value_is_right_or_wrong_or_not_there() {
        assert_eq!(exact("12", "7 + 5 = 12"), Some(1.0));
        assert_eq!(exact("12", "It is 12. No, \\boxed{13}."), Some(0.0));
        assert_eq!(exact("12", "\\boxed{13} since x = 12"), Some(0.0));
        assert_eq!(exact("12", "The answer is 12 apples."), Some(1.0));
        assert_eq!(exact("12", "The answer is 7 + 5 = 12."), Some(1.0));
        // Reasoning counts where nothing follows it, and only there.
        assert_eq!(exact("12", "<think>12</think>"), Some(1.0));
        assert_eq!(exact("12", "<think>12</think> I cannot say"), None);
        assert_eq!(exact("12", "I cannot say"), None);
        assert_eq!(exact("x+1", "$x + 1$"), Some(1.0));
        assert_eq!(exact("x+1", "I think $1 + x$"), Some(1.0));
        assert_eq!(exact("x+1", "I think $x - 1$"), Some(0.0));
    }

    #[test]
    fn counting_pays_for_the_right_beginning() {
        assert_eq!(count("7, 8, 9, 10"), Some(1.0));
        assert_eq!(count("7,8"), Some(0.5));
        assert_eq!(count("7, 8, 10, 11"), Some(0.5));
        assert_eq!(count("8, 9, 10, 11"), Some(0.0));
        assert_eq!(count("7"), Some(0.25));
        assert_eq!(count("7, 8, 9, 10, 11"), Some(0.8));
        assert_eq!(count("Sure, 4 numbers: 7, 8, 9, 10. Count to 4!"), Some(1.0));
        assert_eq!(count("no"), None);
    }

    #[test]
    fn a_row_of_digits_pays_for_each_right_place() {
        assert_eq!(digits("1349"), Some(1.0));
        assert_eq!(digits("1, 3, 4, 9"), Some(1.0));
        assert_eq!(digits("1394"), Some(0.5));
        assert_eq!(digits("13"), Some(0.5));
        assert_eq!(digits("1349999"), Some(4.0 / 7.0));
        assert_eq!(digits("The digits of 3914 in order: 1349."), Some(1.0));
        assert_eq!(digits("The digits 3, 9, 1, 4 in order: 1349."), Some(1.0));
        assert_eq!(digits("Answer: 1349. That was easy"), Some(1.0));
        assert_eq!(digits("Sort the digits 3914 from smallest to largest."), None);
        assert_eq!(digits(""), None);
    }

    #[test]
    fn no_response_makes_judging_panic_or_leave_the_range() {
        arbtest::arbtest(|u| {
            let response: String = u.arbitrary()?;
            for quality in [exact("3/4", &response), count(&response), digits(&response)].into_iter().flatten() {
                assert!((0.0..=1.0).contains(&quality));
            }
            Ok(())
        });
    }

    #[test]
    fn a_forged_payload_is_refused_with_the_task_named() {
        let forged = [
            serde_json::json!({"question": "?"}),
            serde_json::json!({"question": "?", "answer": {"kind": "count", "from": 1, "length": u64::MAX}}),
            serde_json::json!({"question": "?", "answer": {"kind": "count", "from": u64::MAX, "length": 2}}),
            serde_json::json!({"question": "?", "answer": {"kind": "digits", "gold": "12a"}}),
            serde_json::json!(7),
        ];
        for payload in forged {
            let error = Problem::from_task(&Task { id: "forged".to_owned(), payload }).unwrap_err();
            assert_eq!(error.task_id.as_deref(), Some("forged"));
            assert!(error.message.contains("not a math problem"), "{error}");
        }
    }
}
