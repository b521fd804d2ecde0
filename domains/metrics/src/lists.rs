//! Metrics of lists: rankings, flags per label, masks.

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::{Sum, mean};

/// Ranks that count in [`mapk`] if nothing else is said, as in the widely copied code of Kaggle's early competitions.
pub const DEFAULT_K: usize = 10;

/// Mean average precision of the first `k` ranks.
///
/// A row is worth the sum, over the ranks up to `k` that hold a true label for the first time, of the share of true labels among the ranks
/// so far, divided by `k` or the number of true labels, whichever is less. A row without true labels is worth 0. From 0 to 1, higher is
/// better. `truth` holds the true labels of each row, in any order and each counted once, `ranked` the predicted ones, best first. As in
/// Kaggle's and MLE-bench's MAP@k; not in scikit-learn.
///
/// # Errors
/// Rows of different lengths, none, or a `k` of 0.
pub fn mapk<T: Ord>(truth: &[Vec<T>], ranked: &[Vec<T>], k: usize, weight: Option<&[f64]>, _mode: Mode) -> Result {
    check::rows(Metric::Mapk, truth.len(), ranked.len(), weight)?;
    if k == 0 {
        return Err(MetricError::new(
            ErrorKind::BadOption,
            Metric::Mapk,
            "option k",
            k,
            "give the number of ranks that count, 1 or more",
        ));
    }
    Ok(mean(truth.iter().zip(ranked).map(|(truth, ranked)| average_precision_of(truth, ranked, k)), weight))
}

fn average_precision_of<T: Ord>(truth: &[T], ranked: &[T], k: usize) -> f64 {
    let mut wanted: Vec<&T> = truth.iter().collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return 0.0;
    }
    let mut found = vec![false; wanted.len()];
    let (mut hits, mut value) = (0_usize, Sum::default());
    for (rank, label) in ranked.iter().take(k).enumerate() {
        if let Ok(place) = wanted.binary_search(&label)
            && !std::mem::replace(&mut found[place], true)
        {
            hits += 1;
            value.add(hits as f64 / (rank + 1) as f64);
        }
    }
    value.total() / wanted.len().min(k) as f64
}

/// Label ranking average precision: for each true label of a row, the share of true labels among those with a score as high or higher.
///
/// Above 0 and at most 1, which is best. Averaged over the true labels of a row and then over rows; a row for which none or all labels are
/// true is worth 1. `label_ranking_average_precision_score` of scikit-learn.
///
/// # Errors
/// Rows of different lengths or widths, none, or scores that are not finite.
pub fn lrap(truth: &[Vec<bool>], scores: &[Vec<f64>], weight: Option<&[f64]>, _mode: Mode) -> Result {
    let metric = Metric::Lrap;
    check::rows(metric, truth.len(), scores.len(), weight)?;
    let width = truth[0].len();
    for (row, (truth, scores)) in truth.iter().zip(scores).enumerate() {
        if width == 0 || truth.len() != width || scores.len() != width {
            let input = format_args!("row {row}");
            let seen = format_args!("{} flags and {} scores where row 0 has {width} flags", truth.len(), scores.len());
            return Err(MetricError::new(ErrorKind::Shape, metric, input, seen, "give a flag and a score per label"));
        }
        check::finite(metric, &format!("y_pred, row {row}"), scores)?;
    }
    Ok(mean(truth.iter().zip(scores).map(|(truth, scores)| precision_of_ranks(truth, scores)), weight))
}

fn precision_of_ranks(truth: &[bool], scores: &[f64]) -> f64 {
    let wanted = truth.iter().filter(|flag| **flag).count();
    if wanted == 0 || wanted == truth.len() {
        return 1.0;
    }
    let mut labels: Vec<(f64, bool)> = scores.iter().map(|score| score + 0.0).zip(truth.iter().copied()).collect();
    labels.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut ranked, mut hits, mut value) = (0, 0, Sum::default());
    for tied in labels.chunk_by(|a, b| a.0 == b.0) {
        let here = tied.iter().filter(|(_, flag)| *flag).count();
        (ranked, hits) = (ranked + tied.len(), hits + here);
        value.add(here as f64 * (hits as f64 / ranked as f64));
    }
    value.total() / wanted as f64
}

/// Overlap of masks: twice what is set on both sides over what is set on either, averaged over the rows.
///
/// From 0 to 1, higher is better. A row with nothing set on either side is worth `both_empty`, 1 if not given. One row that holds all masks
/// one after the other gives the global coefficient of Kaggle's contrails competition; not in scikit-learn, where it is `f1_score`.
///
/// # Errors
/// Rows of different lengths or widths, none, or a `both_empty` outside 0 to 1.
pub fn dice(
    truth: &[Vec<bool>],
    predicted: &[Vec<bool>],
    both_empty: Option<f64>,
    weight: Option<&[f64]>,
    _mode: Mode,
) -> Result {
    let metric = Metric::Dice;
    check::rows(metric, truth.len(), predicted.len(), weight)?;
    let both_empty = worth_of_nothing(metric, both_empty)?.unwrap_or(1.0);
    let mut values = Vec::with_capacity(truth.len());
    for (row, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
        if truth.len() != predicted.len() {
            let input = format_args!("row {row}");
            let seen = format_args!("y_true has {} flags, y_pred has {}", truth.len(), predicted.len());
            return Err(MetricError::new(ErrorKind::Shape, metric, input, seen, "give masks of one size"));
        }
        let set = |mask: &[bool]| mask.iter().filter(|flag| **flag).count();
        let both = truth.iter().zip(predicted).filter(|(a, b)| **a && **b).count();
        let either = set(truth) + set(predicted);
        values.push(if either == 0 { both_empty } else { 2.0 * both as f64 / either as f64 });
    }
    Ok(mean(values, weight))
}

/// Option `both_empty`, if it is a share.
pub(crate) fn worth_of_nothing(metric: Metric, both_empty: Option<f64>) -> Result<Option<f64>> {
    match both_empty {
        Some(worth) if !(0.0..=1.0).contains(&worth) => {
            Err(MetricError::new(ErrorKind::BadOption, metric, "option both_empty", worth, "give a number from 0 to 1"))
        }
        _ => Ok(both_empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Result, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 1e-15, "{value} is not {expected}");
    }

    #[test]
    fn early_hits_count_more_and_repeated_ones_not_at_all() {
        let of = |truth: &[u8], ranked: &[u8], k| mapk(&[truth.to_vec()], &[ranked.to_vec()], k, None, Mode::Strict);
        close(of(&[1], &[1, 2, 3], 3), 1.0);
        close(of(&[1], &[2, 1, 3], 3), 0.5);
        close(of(&[1], &[2, 3, 1], 2), 0.0);
        // Hits at ranks 1 and 3: (1/1 + 2/3) / 2.
        close(of(&[1, 2], &[1, 1, 2], 3), 5.0 / 6.0);
        // Only two ranks count, so two true labels of three suffice.
        close(of(&[1, 2, 3], &[3, 1], 2), 1.0);
        close(of(&[], &[3, 1], 2), 0.0);
        close(of(&[1], &[], 2), 0.0);
        assert_eq!(of(&[1], &[1], 0).unwrap_err().kind, ErrorKind::BadOption);
    }

    #[test]
    fn a_true_label_is_worth_the_share_of_true_ones_down_to_it() {
        // Row 0: the true label has rank 2: 1/2. Row 1: rank 3: 1/3.
        let truth = [vec![true, false, false], vec![false, false, true]];
        let scores = [vec![0.75, 0.5, 1.0], vec![1.0, 0.2, 0.1]];
        close(lrap(&truth, &scores, None, Mode::Strict), 5.0 / 12.0);
        close(lrap(&truth, &scores, Some(&[3.0, 0.0]), Mode::Strict), 0.5);
        // Three tied, one true: 1/3. All true or none: 1.
        close(lrap(&truth[..1], &[vec![0.5; 3]], None, Mode::Strict), 1.0 / 3.0);
        close(lrap(&[vec![true; 2], vec![false; 2]], &[vec![0.1, 0.2], vec![0.1, 0.2]], None, Mode::Strict), 1.0);
    }

    #[test]
    fn masks_overlap_by_twice_the_common_part() {
        let (truth, predicted) = ([true, true, false, false], [true, false, true, true]);
        close(dice(&[truth.to_vec()], &[predicted.to_vec()], None, None, Mode::Strict), 0.4);
        let rows = [truth.to_vec(), vec![false; 3]];
        close(dice(&rows, &[predicted.to_vec(), vec![false; 3]], None, None, Mode::Strict), 0.7);
        close(dice(&rows, &[predicted.to_vec(), vec![false; 3]], Some(0.0), None, Mode::Strict), 0.2);
        assert_eq!(dice(&rows, &rows, Some(2.0), None, Mode::Strict).unwrap_err().kind, ErrorKind::BadOption);
        assert_eq!(dice(&[vec![true]], &[vec![]], None, None, Mode::Strict).unwrap_err().kind, ErrorKind::Shape);
    }

    #[test]
    fn widths_and_scores_are_checked() {
        assert_eq!(lrap(&[vec![true]], &[vec![0.1, 0.2]], None, Mode::Strict).unwrap_err().kind, ErrorKind::Shape);
        assert_eq!(lrap(&[vec![]], &[vec![]], None, Mode::Strict).unwrap_err().kind, ErrorKind::Shape);
        assert_eq!(lrap(&[vec![true]], &[vec![f64::NAN]], None, Mode::Strict).unwrap_err().kind, ErrorKind::NotFinite);
    }
}
