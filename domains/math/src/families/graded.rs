//! Problems with graded answers, which can be bettered bit by bit: counting, sorting, reversing, adding up.

use super::{Draws, Made};
use crate::problem::{Answer, Problem};
use crate::stepwise::{Arrows, SuffixParity, Sum, written};

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
    Made { key: code.to_string(), problem: Problem { question, compact: format!("c{code}="), answer, about: None } }
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
    Made { problem: Problem { question, compact: format!("{key}="), answer: Answer::Sum(Sum { terms }), about: None }, key }
}

/// How many rows of `level` bits there are.
pub(super) fn bit_rows(level: u32) -> u128 {
    1 << level
}

pub(super) fn suffix_parity(level: u32, code: u128) -> Made {
    let row = format!("{code:0width$b}", width = level as usize);
    let question = format!(
        "For each place of {row}, count the ones from there to the end, and write 1 if their number is odd, else 0. Write these \
         in a row."
    );
    let answer = Answer::SuffixParity(SuffixParity { row: row.clone() });
    Made { problem: Problem { question, compact: format!("e{row}="), answer, about: None }, key: row }
}

/// Letters that arrows lead between.
const LETTERS: u128 = 10;

/// How many ways there are for the arrows to lead through all letters and back, times the letters to begin at.
pub(super) fn arrow_maps(_level: u32) -> u128 {
    (1..LETTERS).product::<u128>() * LETTERS
}

/// The arrows lead through all letters in one round, so that no letter is a likelier end than another.
pub(super) fn follow_arrows(level: u32, code: u128) -> Made {
    let mut draws = Draws(code);
    let from = char::from(b'a' + draws.below(LETTERS) as u8);
    let mut left: Vec<char> = ('b'..='z').take(LETTERS as usize - 1).collect();
    let mut round = vec!['a'];
    while !left.is_empty() {
        let at = draws.index(left.len());
        round.push(left.remove(at));
    }
    let mut to = vec!['a'; round.len()];
    for (place, letter) in round.iter().enumerate() {
        to[*letter as usize - 'a' as usize] = round[(place + 1) % round.len()];
    }
    let arrows = Arrows { to: to.into_iter().collect(), from, count: u64::from(level) };
    let question = format!(
        "Arrows lead {}. Begin at {from} and follow {level} arrows. Answer with the number of arrows followed and the letter you \
         are at, such as 2{}; you may stop on the way.",
        arrows.written(" to ", ", "),
        arrows.to.chars().next().unwrap_or(from),
    );
    let key = format!("{}{from}", arrows.to);
    let compact = format!("{}{from}=", arrows.written("", ""));
    Made { problem: Problem { question, compact, answer: Answer::Arrows(arrows), about: None }, key }
}

fn digits_made(row: String, question: String, letter: char, gold: Vec<char>) -> Made {
    let answer = Answer::Digits { gold: gold.into_iter().collect() };
    Made { problem: Problem { question, compact: format!("{letter}{row}="), answer, about: None }, key: row }
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
        assert_eq!(suffix_parity(4, 0b1011).problem.answer.text(""), "1001");
        // Round a, b, c, ..., j and back, from a.
        assert_eq!(follow_arrows(3, 0).problem.compact, "AbBcCdDeEfFgGhHiIjJaa=");
        assert_eq!(follow_arrows(3, 0).problem.answer.text(""), "3d");
        assert_eq!(reverse(4, 3914).problem.answer.text(""), "4193");
    }
}
