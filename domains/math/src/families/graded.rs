//! Problems with graded answers, which can be bettered bit by bit: counting, sorting, reversing, adding up.

use super::{Draws, Made};
use crate::problem::{Answer, Problem};
use crate::stepwise::{SuffixSums, Sum, written};

/// Numbers to count for each level.
const COUNT_A_LEVEL: u32 = 5;

/// How many numbers a counting may start from.
pub(super) fn starts(level: u32) -> u128 {
    100 * u128::from(level)
}

pub(super) fn count(level: u32, code: u128) -> Made {
    let length = level * COUNT_A_LEVEL;
    let question = format!("Count up from {code}. Write {length} numbers, beginning with {code}, separated by commas.");
    // Codes are below 100 times the greatest level, so the cast keeps them.
    let answer = Answer::Count { from: code as u64, length: u64::from(length) };
    Made { key: code.to_string(), problem: Problem { question, compact: format!("c{code}="), answer } }
}

/// How many rows of `level` digits there are.
pub(super) fn rows(level: u32) -> u128 {
    10_u128.pow(level)
}

fn row(level: u32, code: u128) -> String {
    format!("{code:0width$}", width = level as usize)
}

pub(super) fn sort(level: u32, code: u128) -> Made {
    let row = row(level, code);
    let mut digits: Vec<char> = row.chars().collect();
    digits.sort_unstable();
    let question = format!("Sort the digits {row} from smallest to largest.");
    digits_made(row, question, 's', digits)
}

pub(super) fn reverse(level: u32, code: u128) -> Made {
    let row = row(level, code);
    let digits = row.chars().rev().collect();
    let question = format!("Write the digits {row} in reverse order.");
    digits_made(row, question, 'r', digits)
}

/// How many sums of `level` one-digit numbers above 0 there are.
pub(super) fn sums(level: u32) -> u128 {
    9_u128.pow(level)
}

pub(super) fn simplify(level: u32, code: u128) -> Made {
    let mut draws = Draws(code);
    let terms: Vec<u64> = (0..level).map(|_| draws.below(9) as u64 + 1).collect();
    let question = format!(
        "Simplify {}: write a shorter sum of the same value by adding some of the numbers up, or the value itself.",
        written(&terms, " + ")
    );
    let key = written(&terms, "+");
    Made { problem: Problem { question, compact: format!("{key}="), answer: Answer::Sum(Sum { terms }) }, key }
}

pub(super) fn suffix_sums(level: u32, code: u128) -> Made {
    let row = row(level, code);
    let question = format!(
        "For each digit of {row}, add it and all digits after it, and keep the last digit of the sum. Write these digits in a row."
    );
    let answer = Answer::SuffixSums(SuffixSums { row: row.clone() });
    Made { problem: Problem { question, compact: format!("e{row}="), answer }, key: row }
}

fn digits_made(row: String, question: String, letter: char, gold: Vec<char>) -> Made {
    let answer = Answer::Digits { gold: gold.into_iter().collect() };
    Made { problem: Problem { question, compact: format!("{letter}{row}="), answer }, key: row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_are_the_ones_a_person_gives() {
        assert_eq!(count(1, 7).problem.answer.text(","), "7,8,9,10,11");
        assert_eq!(sort(4, 3914).problem.answer.text(""), "1349");
        assert_eq!(sort(4, 30).problem.answer.text(""), "0003");
        assert_eq!(simplify(3, 0).problem.compact, "1+1+1=");
        assert_eq!(simplify(3, 80).problem.answer.text(""), "19");
        assert_eq!(suffix_sums(4, 3914).problem.answer.text(""), "7454");
        assert_eq!(reverse(4, 3914).problem.answer.text(""), "4193");
    }
}
