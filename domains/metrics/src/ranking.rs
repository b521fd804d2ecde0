//! Metrics of scores: how well they put the positive rows before the negative ones.

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::{Sum, mean};

const ONE_CLASS: &str = "y_true holds a single class, the area is undefined";

/// Area under the curve of the true positive rate over the false positive rate.
///
/// The chance that a positive row has a higher score than a negative one, ties counting one half; with weights, the chance for rows
/// drawn by weight. From 0 to 1, higher is better. The larger of the two values of `truth` is the positive class, whatever they are.
/// `roc_auc_score` of scikit-learn.
///
/// # Errors
/// Rows of different lengths, none, numbers that are not finite, more than two classes, classes that are no whole numbers; in [`Mode::Strict`] also a single class, which
/// is NaN in [`Mode::Compat`]. A class whose weights are all 0 is no class.
pub fn auc(truth: &[f64], scores: &[f64], weight: Option<&[f64]>, mode: Mode) -> Result {
    let metric = Metric::Auc;
    check::numbers(metric, truth, scores, weight)?;
    match check::two_classes(metric, truth)? {
        Some(positive) => area(metric, &sorted(truth, scores, weight, positive), mode),
        None => check::undefined(metric, ErrorKind::OneClass, ONE_CLASS, mode),
    }
}

/// Mean of the areas of several columns, each as in [`auc`]. Each element of `truth` and `scores` is a column.
///
/// `roc_auc_score(average="macro")` of scikit-learn.
///
/// # Errors
/// As [`auc`], naming the column; also numbers of columns that differ, or none.
pub fn mean_column_auc(truth: &[Vec<f64>], scores: &[Vec<f64>], weight: Option<&[f64]>, mode: Mode) -> Result {
    check::columns(Metric::MeanColumnAuc, truth, scores)?;
    let areas = truth.iter().zip(scores).enumerate();
    let areas = areas.map(|(column, (truth, scores))| auc(truth, scores, weight, mode).map_err(|e| check::in_column(column, e)));
    Ok(mean(areas.collect::<Result<Vec<_>>>()?, None))
}

/// Area under precision over recall, as a sum of rectangles: the precision at each distinct score, times the gain in recall there.
///
/// From 0 to 1, higher is better. The positive class is 1, as `average_precision_score` of scikit-learn has it; without any positive
/// row the value is 0, as there.
///
/// # Errors
/// Rows of different lengths, none, numbers that are not finite, more than two classes, or two classes of which none is 1.
pub fn average_precision(truth: &[f64], scores: &[f64], weight: Option<&[f64]>, _mode: Mode) -> Result {
    let metric = Metric::AveragePrecision;
    check::numbers(metric, truth, scores, weight)?;
    if check::two_classes(metric, truth)?.is_some() && !truth.contains(&1.0) {
        let remedy = "write 1 for the positive class, or name it last in option labels";
        return Err(MetricError::new(ErrorKind::UnknownLabel, metric, "y_true", "two classes of which none is 1", remedy));
    }
    let rows = sorted(truth, scores, weight, 1.0);
    let (mut hits, mut all, mut value) = (Sum::default(), Sum::default(), Sum::default());
    for tied in rows.chunk_by(|a, b| a.score == b.score).rev() {
        let before = hits.total();
        for row in tied {
            all.add(row.weight);
            hits.add(if row.positive { row.weight } else { 0.0 });
        }
        value.add_product(hits.total() - before, hits.total() / all.total());
    }
    Ok(if hits.total() > 0.0 { value.total() / hits.total() } else { 0.0 })
}

#[derive(Clone, Copy)]
struct Row {
    score: f64,
    weight: f64,
    positive: bool,
}

/// The rows with a weight above 0, lowest score first.
fn sorted(truth: &[f64], scores: &[f64], weight: Option<&[f64]>, positive: f64) -> Vec<Row> {
    let rows = truth.iter().zip(scores).enumerate();
    let rows = rows.map(|(row, (truth, score))| Row {
        // Adding 0 makes -0 and 0 tie in a total order.
        score: score + 0.0,
        weight: weight.map_or(1.0, |weight| weight[row]),
        positive: *truth == positive,
    });
    let mut rows: Vec<Row> = rows.filter(|row| row.weight > 0.0).collect();
    rows.sort_unstable_by(|a, b| a.score.total_cmp(&b.score));
    rows
}

fn area(metric: Metric, rows: &[Row], mode: Mode) -> Result {
    // Pairs in which the positive row wins: all negative weight below it and half of that beside it.
    let (mut positives, mut below, mut wins) = (Sum::default(), Sum::default(), Sum::default());
    for tied in rows.chunk_by(|a, b| a.score == b.score) {
        let (mut here, mut beside) = (Sum::default(), Sum::default());
        for row in tied {
            let side = if row.positive { &mut here } else { &mut beside };
            side.add(row.weight);
            let side = if row.positive { &mut positives } else { &mut below };
            side.add(row.weight);
        }
        wins.add_product(here.total(), below.total() - beside.total() / 2.0);
    }
    let (positives, negatives) = (positives.total(), below.total());
    if positives == 0.0 || negatives == 0.0 {
        return check::undefined(metric, ErrorKind::OneClass, "one of two classes has no weight, the area is undefined", mode);
    }
    Ok(wins.total() / positives / negatives)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_counts_pairs_and_ties_count_half() {
        // Pairs (positive, negative): 0.35 > 0.1 won, 0.35 < 0.4 lost, 0.8 wins both: 3 of 4.
        assert_eq!(auc(&[0.0, 0.0, 1.0, 1.0], &[0.1, 0.4, 0.35, 0.8], None, Mode::Strict), Ok(0.75));
        // All tied: every pair is half won.
        assert_eq!(auc(&[0.0, 1.0, 1.0], &[0.5; 3], None, Mode::Strict), Ok(0.5));
        assert_eq!(auc(&[1.0, 0.0], &[0.0, -0.0], None, Mode::Strict), Ok(0.5));
    }

    #[test]
    fn a_weight_counts_as_so_many_rows() {
        // Positive 0.35 three times: pairs 3 won + 3 lost + 2 won = 5 of 8.
        assert_eq!(auc(&[0.0, 0.0, 1.0, 1.0], &[0.1, 0.4, 0.35, 0.8], Some(&[1.0, 1.0, 3.0, 1.0]), Mode::Strict), Ok(0.625));
    }

    #[test]
    fn any_two_classes_do_and_the_larger_is_positive() {
        assert_eq!(auc(&[2.0, 5.0], &[0.1, 0.2], None, Mode::Strict), Ok(1.0));
        assert_eq!(auc(&[1.0, -1.0], &[0.1, 0.2], None, Mode::Strict), Ok(0.0));
        assert_eq!(auc(&[0.0, 0.5], &[0.0; 2], None, Mode::Strict).unwrap_err().kind, ErrorKind::Type);
        assert_eq!(auc(&[0.0, 1.0, 2.0], &[0.0; 3], None, Mode::Strict).unwrap_err().kind, ErrorKind::TooManyClasses);
    }

    #[test]
    fn one_class_is_an_error_when_strict_and_nan_when_compatible() {
        let error = auc(&[1.0, 1.0], &[0.1, 0.2], None, Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::OneClass);
        assert_eq!(
            error.message,
            "auc failed on y_true and y_pred: y_true holds a single class, the area is undefined; give rows that differ, or use mode \
             compat, which answers NaN"
        );
        assert!(auc(&[1.0, 1.0], &[0.1, 0.2], None, Mode::Compat).unwrap().is_nan());
        let weight = [1.0, 0.0];
        assert_eq!(auc(&[1.0, 0.0], &[0.1, 0.2], Some(&weight), Mode::Strict).unwrap_err().kind, ErrorKind::OneClass);
    }

    #[test]
    fn columns_are_averaged_and_a_bad_one_is_named() {
        let truth = [vec![0.0, 1.0], vec![0.0, 1.0]];
        assert_eq!(mean_column_auc(&truth, &[vec![0.1, 0.2], vec![0.3, 0.3]], None, Mode::Strict), Ok(0.75));
        let error = mean_column_auc(&[vec![0.0, 1.0], vec![0.0, 0.0]], &truth, None, Mode::Strict).unwrap_err();
        assert!(error.message.starts_with("column 1: "), "{error}");
    }

    #[test]
    fn average_precision_adds_precision_times_gain_in_recall() {
        // Scores falling: 0.8 positive (precision 1), 0.4 negative, 0.35 positive (precision 2/3): 1/2 + 1/2 * 2/3.
        let value = average_precision(&[0.0, 0.0, 1.0, 1.0], &[0.1, 0.4, 0.35, 0.8], None, Mode::Strict).unwrap();
        assert!((value - 5.0 / 6.0).abs() < 1e-15, "{value}");
        assert_eq!(average_precision(&[0.0, 0.0], &[0.1, 0.4], None, Mode::Strict), Ok(0.0));
        assert_eq!(average_precision(&[0.0, 2.0], &[0.1, 0.4], None, Mode::Strict).unwrap_err().kind, ErrorKind::UnknownLabel);
    }
}
