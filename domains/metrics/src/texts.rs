//! Metrics of texts.

use rapidfuzz::distance::levenshtein as edits;

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::lists::worth_of_nothing;
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::mean;

/// Characters of a text that [`levenshtein`] compares at most.
pub const MAX_TEXT_CHARS: usize = 100_000;

/// Pairs of characters that [`levenshtein`] compares at most, over all rows; about three seconds.
pub const MAX_CHAR_PAIRS: u64 = 50_000_000_000;

/// Mean edit distance: the least number of characters to insert, delete or replace to make one text the other.
///
/// 0 or more, lower is better. Characters are Unicode code points, as in Python. As in Kaggle's competitions on molecules (BMS 2021); not
/// in scikit-learn.
///
/// # Errors
/// Rows of different lengths or none, texts of more than [`MAX_TEXT_CHARS`], and more than [`MAX_CHAR_PAIRS`] in all.
pub fn levenshtein<S: AsRef<str>>(truth: &[S], predicted: &[S], weight: Option<&[f64]>, _mode: Mode) -> Result {
    let chars = |side: &[S]| side.iter().map(|text| text.as_ref().chars().map(u32::from).collect()).collect::<Vec<Vec<u32>>>();
    mean_distance(&chars(truth), &chars(predicted), weight)
}

/// [`levenshtein`] of sequences whose elements are numbered.
pub(crate) fn mean_distance(truth: &[Vec<u32>], predicted: &[Vec<u32>], weight: Option<&[f64]>) -> Result {
    let metric = Metric::Levenshtein;
    check::rows(metric, truth.len(), predicted.len(), weight)?;
    let mut pairs = 0_u64;
    for (row, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
        let longest = truth.len().max(predicted.len());
        pairs = pairs.saturating_add(truth.len() as u64 * predicted.len() as u64);
        if longest > MAX_TEXT_CHARS || pairs > MAX_CHAR_PAIRS {
            let seen = format_args!("{longest} elements, {pairs} pairs of elements so far");
            let remedy = format!("give at most {MAX_TEXT_CHARS} elements a row and {MAX_CHAR_PAIRS} pairs in all");
            return Err(MetricError::new(ErrorKind::TooLong, metric, format_args!("row {row}"), seen, &remedy));
        }
    }
    let distance = |(a, b): (&Vec<u32>, &Vec<u32>)| edits::distance(a.iter().copied(), b.iter().copied()) as f64;
    Ok(mean(truth.iter().zip(predicted).map(distance), weight))
}

/// Mean overlap of words: the words that two texts share over the words of either.
///
/// From 0 to 1, higher is better. Words are what white space parts, in lower case, each counted once. As in Kaggle's tweet sentiment
/// extraction (2020); not in scikit-learn. Where neither text has a word, the row is worth `both_empty`, 1 if not given; in
/// [`Mode::Compat`] it is an error if not given, for the benchmark's grader divides by 0 there.
///
/// # Errors
/// Rows of different lengths or none, a `both_empty` outside 0 to 1, and in [`Mode::Compat`] as said.
pub fn jaccard_words<S: AsRef<str>>(
    truth: &[S],
    predicted: &[S],
    both_empty: Option<f64>,
    weight: Option<&[f64]>,
    mode: Mode,
) -> Result {
    let metric = Metric::JaccardWords;
    check::rows(metric, truth.len(), predicted.len(), weight)?;
    let both_empty = worth_of_nothing(metric, both_empty)?.or((mode == Mode::Strict).then_some(1.0));
    let mut values = Vec::with_capacity(truth.len());
    for (row, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
        let (truth, predicted) = (truth.as_ref().to_lowercase(), predicted.as_ref().to_lowercase());
        let (truth, predicted) = (words(&truth), words(&predicted));
        let shared = truth.iter().filter(|word| predicted.binary_search(word).is_ok()).count();
        let either = truth.len() + predicted.len() - shared;
        let value = if either == 0 { both_empty } else { Some(shared as f64 / either as f64) };
        values.push(value.ok_or_else(|| {
            let input = format_args!("row {row}");
            MetricError::new(ErrorKind::Undefined, metric, input, "neither text has a word", "set option both_empty")
        })?);
    }
    Ok(mean(values, weight))
}

fn words(text: &str) -> Vec<&str> {
    // Python also splits at the separators of files, groups, records and units.
    let parts = text.split(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c));
    let mut words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_insertions_deletions_and_replacements() {
        // k-s, e-i, +g.
        assert_eq!(levenshtein(&["kitten"], &["sitting"], None, Mode::Strict), Ok(3.0));
        assert_eq!(levenshtein(&["", "naïve"], &["ab", "naive"], None, Mode::Strict), Ok(1.5));
        assert_eq!(levenshtein(&["", "naïve"], &["ab", "naive"], Some(&[0.0, 2.0]), Mode::Strict), Ok(1.0));
    }

    #[test]
    fn texts_longer_than_a_machine_word_are_compared_whole() {
        let (long, changed) = ("ab".repeat(5000), format!("{}x", "ab".repeat(4999)));
        assert_eq!(levenshtein(&[&long], &[&changed], None, Mode::Strict), Ok(2.0));
    }

    #[test]
    fn texts_without_end_are_refused() {
        let huge = "a".repeat(MAX_TEXT_CHARS + 1);
        assert_eq!(levenshtein(&["a"], &[&huge[..]], None, Mode::Strict).unwrap_err().kind, ErrorKind::TooLong);
        let large = "a".repeat(MAX_TEXT_CHARS);
        let error = levenshtein(&[&large; 6], &[&large; 6], None, Mode::Strict).unwrap_err();
        assert!(error.message.starts_with("levenshtein failed on row 5: 100000 elements"), "{error}");
    }

    #[test]
    fn words_are_compared_as_sets_without_case() {
        // good, very shared; day on one side only: 2/3.
        assert_eq!(jaccard_words(&["Very GOOD"], &["good\tday  very good"], None, None, Mode::Strict), Ok(2.0 / 3.0));
        assert_eq!(jaccard_words(&["a\u{1c}b"], &["b\u{a0}a"], None, None, Mode::Strict), Ok(1.0));
        assert_eq!(jaccard_words(&["a"], &[" "], None, None, Mode::Strict), Ok(0.0));
    }

    #[test]
    fn nothing_against_nothing_is_worth_what_is_said() {
        assert_eq!(jaccard_words(&[""], &[" "], None, None, Mode::Strict), Ok(1.0));
        assert_eq!(jaccard_words(&[""], &[" "], Some(0.5), None, Mode::Compat), Ok(0.5));
        assert_eq!(jaccard_words(&[""], &[" "], None, None, Mode::Compat).unwrap_err().kind, ErrorKind::Undefined);
    }
}
