//! What several answers to one task say together: pass@k, majority vote, best of n, distinct answers.

use std::collections::HashMap;

/// The chance that at least one of `drawn` samples is right, where `right` of `sampled` are: `1 - C(n - c, k) / C(n, k)`, the
/// unbiased estimate of Chen et al. 2021 (arXiv 2107.03374, section 2.1). `drawn` is at most `sampled`.
pub fn pass_at(sampled: usize, right: usize, drawn: usize) -> f64 {
    let wrong = sampled.saturating_sub(right);
    if drawn == 1 {
        // The same, without rounding.
        return right as f64 / sampled as f64;
    }
    if drawn > wrong {
        return 1.0;
    }
    // C(n - c, k) / C(n, k) is the product of 1 - k / i over the last c of 1..n, which never leaves [0, 1].
    1.0 - (wrong + 1..=sampled).map(|i| 1.0 - drawn as f64 / i as f64).product::<f64>()
}

/// For which numbers of samples pass@k is told: the powers of two up to `n`, and `n`.
pub fn pass_sizes(n: usize) -> Vec<usize> {
    let mut sizes: Vec<usize> = std::iter::successors(Some(1usize), |size| size.checked_mul(2)).take_while(|&k| k < n).collect();
    sizes.push(n);
    sizes
}

/// The place of the majority's answer: of the answers that were given most often, the one that was given first.
pub fn majority<T: std::hash::Hash + Eq>(answers: &[T]) -> Option<usize> {
    let mut votes: HashMap<&T, (usize, usize)> = HashMap::new();
    for (place, answer) in answers.iter().enumerate() {
        votes.entry(answer).or_insert((0, place)).0 += 1;
    }
    votes.into_values().min_by_key(|&(count, first)| (std::cmp::Reverse(count), first)).map(|(_, first)| first)
}

/// How many different answers there are.
pub fn distinct<T: std::hash::Hash + Eq>(answers: impl IntoIterator<Item = T>) -> usize {
    answers.into_iter().collect::<std::collections::HashSet<T>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pass_at_k_counts_the_draws_that_hold_a_right_sample() {
        // One right of four: a draw of two holds it in 3 of 6 pairs.
        assert_eq!(pass_at(4, 1, 1), 0.25);
        assert_eq!(pass_at(4, 1, 2), 0.5);
        assert_eq!(pass_at(4, 1, 4), 1.0);
        // Two right of five: of ten draws of three, one holds wrong ones only.
        assert!((pass_at(5, 2, 3) - 0.9).abs() < 1e-12);
        assert_eq!((pass_at(8, 0, 8), pass_at(8, 8, 1), pass_at(1, 1, 1), pass_at(1, 0, 1)), (0.0, 1.0, 1.0, 0.0));
        // Large numbers stay finite: 1 - (1 - 100/1000) of one right among a thousand.
        assert!((pass_at(1000, 1, 100) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn pass_at_k_is_told_for_powers_of_two_and_for_all() {
        assert_eq!(pass_sizes(1), [1]);
        assert_eq!(pass_sizes(8), [1, 2, 4, 8]);
        assert_eq!(pass_sizes(6), [1, 2, 4, 6]);
    }

    #[test]
    fn the_majority_wins_and_of_equals_the_earliest() {
        assert_eq!(majority(&["7", "8", "8"]), Some(1));
        assert_eq!(majority(&["7", "8"]), Some(0));
        assert_eq!(majority(&["9", "7", "8", "8", "7"]), Some(1), "7 and 8 have two votes each, 7 came first");
        assert_eq!(majority::<&str>(&[]), None);
    }

    #[test]
    fn equal_answers_count_once() {
        assert_eq!(distinct(["a", "b", "a"]), 2);
        assert_eq!(distinct(Vec::<u8>::new()), 0);
    }
}
