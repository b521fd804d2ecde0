//! Sums, differences and products of two whole numbers with `level` digits each.

use super::{Made, exact};

/// The numbers with this many digits: the first, and how many there are. One digit includes 0.
fn operands(level: u32) -> (u128, u128) {
    let end = 10_u128.pow(level);
    let start = if level == 1 { 0 } else { end / 10 };
    (start, end - start)
}

pub(super) fn pairs(level: u32) -> u128 {
    let (_, count) = operands(level);
    count * count
}

pub(super) fn ordered_pairs(level: u32) -> u128 {
    let (_, count) = operands(level);
    count * (count + 1) / 2
}

fn pair(level: u32, code: u128) -> (u128, u128) {
    let (start, count) = operands(level);
    (start + code / count, start + code % count)
}

/// Larger and smaller number. The triangle of ordered pairs is folded into a rectangle: row `r` holds the pairs with the larger
/// number `r`, then those with `count - 1 - r`, which together are `count + 1`. The count is even at every level.
fn ordered_pair(level: u32, code: u128) -> (u128, u128) {
    let (start, count) = operands(level);
    let (row, column) = (code / (count + 1), code % (count + 1));
    let (high, low) = if column <= row { (row, column) } else { (count - 1 - row, column - row - 1) };
    (start + high, start + low)
}

fn made(a: u128, word: &str, sign: char, b: u128, result: u128) -> Made {
    let key = format!("{a}{sign}{b}");
    let problem = exact(format!("What is {a} {word} {b}?"), format!("{key}="), result);
    Made { key, problem }
}

pub(super) fn addition(level: u32, code: u128) -> Made {
    let (a, b) = pair(level, code);
    made(a, "+", '+', b, a + b)
}

pub(super) fn subtraction(level: u32, code: u128) -> Made {
    let (a, b) = ordered_pair(level, code);
    made(a, "-", '-', b, a - b)
}

pub(super) fn multiplication(level: u32, code: u128) -> Made {
    let (a, b) = pair(level, code);
    made(a, "*", '*', b, a * b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_run_through_all_pairs() {
        assert_eq!((pair(1, 0), pair(1, 35), pair(1, 99)), ((0, 0), (3, 5), (9, 9)));
        assert_eq!((pair(2, 0), pair(2, pairs(2) - 1)), ((10, 10), (99, 99)));
    }

    #[test]
    fn a_difference_is_never_below_zero_and_no_pair_is_left_out() {
        for level in [1, 2] {
            let pairs: HashSet<(u128, u128)> = (0..ordered_pairs(level)).map(|code| ordered_pair(level, code)).collect();
            assert_eq!(pairs.len() as u128, ordered_pairs(level));
            let (start, count) = operands(level);
            assert!(pairs.iter().all(|&(a, b)| start <= b && b <= a && a < start + count));
        }
    }

    #[test]
    fn the_largest_products_do_not_overflow() {
        let nines = 10_u128.pow(18) - 1;
        let largest = multiplication(18, pairs(18) - 1);
        assert_eq!(largest.problem.answer.text(""), (nines * nines).to_string());
    }
}
