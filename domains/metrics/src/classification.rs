//! Metrics of predicted labels.

use crate::check;
use crate::error::{ErrorKind, MetricError, Result};
use crate::metric::Metric;
use crate::options::Mode;
use crate::sum::{Sum, mean};

/// Share of equal labels. From 0 to 1, higher is better. `accuracy_score` of scikit-learn.
///
/// # Errors
/// Rows of different lengths, or none.
pub fn accuracy<T: PartialEq>(truth: &[T], predicted: &[T], weight: Option<&[f64]>, _mode: Mode) -> Result {
    equal(Metric::Accuracy, truth, predicted, weight)
}

/// Share of wrong labels, 1 less the [`accuracy`]. From 0 to 1, lower is better. `zero_one_loss` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn top1_error<T: PartialEq>(truth: &[T], predicted: &[T], weight: Option<&[f64]>, _mode: Mode) -> Result {
    equal(Metric::Top1Error, truth, predicted, weight).map(|share| 1.0 - share)
}

fn equal<T: PartialEq>(metric: Metric, truth: &[T], predicted: &[T], weight: Option<&[f64]>) -> Result {
    check::rows(metric, truth.len(), predicted.len(), weight)?;
    Ok(mean(truth.iter().zip(predicted).map(|(truth, predicted)| f64::from(u8::from(truth == predicted))), weight))
}

/// Mean over the classes of the truth of the share of their rows that was found.
///
/// From 0 to 1, higher is better. Classes that are only predicted do not count, nor do those whose rows weigh nothing.
/// `balanced_accuracy_score` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn balanced_accuracy<T: Ord>(truth: &[T], predicted: &[T], weight: Option<&[f64]>, _mode: Mode) -> Result {
    check::rows(Metric::BalancedAccuracy, truth.len(), predicted.len(), weight)?;
    let counts = Counts::of(truth, predicted, weight);
    let true_classes = counts.classes.iter().filter(|(_, count)| count.truth.total() > 0.0);
    Ok(mean(true_classes.map(|(_, count)| count.both.total() / count.truth.total()), None))
}

/// Harmonic mean of precision and recall of the positive rows, which are `true`.
///
/// From 0 to 1, higher is better; 0 where nothing is positive on either side. `f1_score` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn f1(truth: &[bool], predicted: &[bool], weight: Option<&[f64]>, _mode: Mode) -> Result {
    of_positive(Metric::F1, truth, predicted, 1.0, weight)
}

/// Harmonic mean of precision and recall of the positive rows, recall weighing `beta` times as much as precision.
///
/// From 0 to 1, higher is better; 0 where nothing is positive on either side. `fbeta_score` of scikit-learn.
///
/// # Errors
/// As [`accuracy`]; also a `beta` below 0, not finite, or so large that its square is infinite.
pub fn fbeta(truth: &[bool], predicted: &[bool], beta: f64, weight: Option<&[f64]>, _mode: Mode) -> Result {
    if !(beta >= 0.0 && (beta * beta).is_finite()) {
        return Err(MetricError::new(ErrorKind::BadOption, Metric::Fbeta, "option beta", beta, "give a number from 0 to 1e150"));
    }
    of_positive(Metric::Fbeta, truth, predicted, beta, weight)
}

fn of_positive(metric: Metric, truth: &[bool], predicted: &[bool], beta: f64, weight: Option<&[f64]>) -> Result {
    check::rows(metric, truth.len(), predicted.len(), weight)?;
    let counts = Counts::of(truth, predicted, weight);
    Ok(counts.classes.iter().find(|(class, _)| **class).map_or(0.0, |(_, count)| count.f(beta)))
}

/// Mean over classes of the F1 of each. Each class counts the same, however rare.
///
/// From 0 to 1, higher is better. The classes are `labels`, or else those of either side; one that occurs on neither side counts 0.
/// `f1_score(average="macro")` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn macro_f1<T: Ord>(truth: &[T], predicted: &[T], labels: Option<&[T]>, weight: Option<&[f64]>, _mode: Mode) -> Result {
    check::rows(Metric::MacroF1, truth.len(), predicted.len(), weight)?;
    let counts = Counts::of(truth, predicted, weight).chosen(labels);
    Ok(mean(counts.iter().map(|count| count.f(1.0)), None))
}

/// Mean of the F1 of several columns of flags.
pub(crate) fn mean_f1_of_columns(truth: &[Vec<bool>], predicted: &[Vec<bool>], weight: Option<&[f64]>, mode: Mode) -> Result {
    let values = truth.iter().zip(predicted).map(|(truth, predicted)| f1(truth, predicted, weight, mode));
    Ok(mean(values.collect::<Result<Vec<_>>>()?, None))
}

/// F1 of the counts of all classes together; the [`accuracy`], unless `labels` leaves classes out.
///
/// From 0 to 1, higher is better. `f1_score(average="micro")` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn micro_f1<T: Ord>(truth: &[T], predicted: &[T], labels: Option<&[T]>, weight: Option<&[f64]>, _mode: Mode) -> Result {
    check::rows(Metric::MicroF1, truth.len(), predicted.len(), weight)?;
    Ok(Count::together(&Counts::of(truth, predicted, weight).chosen(labels)).f(1.0))
}

/// F1 of the counts of all labels together where each row has a set of labels; a label twice in a row counts once.
///
/// From 0 to 1, higher is better; 0 where no row has a label on either side. Only `labels` count, if given. In [`Mode::Compat`] and without
/// `labels`, predicted labels that the truth never has do not count, as in MLE-bench's graders; in [`Mode::Strict`] they are wrong.
/// `f1_score(average="micro")` of scikit-learn over indicators.
///
/// # Errors
/// As [`accuracy`].
pub fn micro_f1_multilabel<T: Ord>(
    truth: &[Vec<T>],
    predicted: &[Vec<T>],
    labels: Option<&[T]>,
    weight: Option<&[f64]>,
    mode: Mode,
) -> Result {
    check::rows(Metric::MicroF1Multilabel, truth.len(), predicted.len(), weight)?;
    let mut known: Vec<&T> = match (labels, mode) {
        (Some(labels), _) => labels.iter().collect(),
        (None, Mode::Compat) => truth.iter().flatten().collect(),
        (None, Mode::Strict) => truth.iter().chain(predicted).flatten().collect(),
    };
    known.sort_unstable();
    known.dedup();
    let mut count = Count::default();
    for (row, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
        let weight = weight.map_or(1.0, |weight| weight[row]);
        let (truth, predicted) = (set(truth, &known), set(predicted, &known));
        let both = truth.iter().filter(|label| predicted.binary_search(label).is_ok()).count();
        count.truth.add(weight * truth.len() as f64);
        count.predicted.add(weight * predicted.len() as f64);
        count.both.add(weight * both as f64);
    }
    Ok(count.f(1.0))
}

fn set<'a, T: Ord>(labels: &'a [T], known: &[&T]) -> Vec<&'a T> {
    let mut set: Vec<&T> = labels.iter().filter(|label| known.binary_search(label).is_ok()).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Matthews' correlation coefficient, for any number of classes.
///
/// From -1 to 1, higher is better; 0 for guessing and where one side holds a single class. `matthews_corrcoef` of scikit-learn.
///
/// # Errors
/// As [`accuracy`].
pub fn mcc<T: Ord>(truth: &[T], predicted: &[T], weight: Option<&[f64]>, _mode: Mode) -> Result {
    check::rows(Metric::Mcc, truth.len(), predicted.len(), weight)?;
    let counts: Vec<Count> = Counts::of(truth, predicted, weight).chosen(None);
    let weighs = |side: fn(&Count) -> Sum| counts.iter().filter(|count| side(count).total() > 0.0).count();
    // Found by counting: with weights, the differences below may miss 0 by rounding.
    if weighs(|count| count.truth) < 2 || weighs(|count| count.predicted) < 2 {
        return Ok(0.0);
    }
    let all = Count::together(&counts);
    let total = all.truth.total();
    let covariance = |start: f64, a: fn(&Count) -> Sum, b: fn(&Count) -> Sum| {
        let mut value = Sum::default();
        value.add_product(start, total);
        counts.iter().for_each(|count| value.add_product(-a(count).total(), b(count).total()));
        value.total()
    };
    let both = covariance(all.both.total(), |count| count.truth, |count| count.predicted);
    let of_truth = covariance(total, |count| count.truth, |count| count.truth);
    let of_predicted = covariance(total, |count| count.predicted, |count| count.predicted);
    Ok(both / (of_truth * of_predicted).sqrt())
}

/// What one class weighs on both sides.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    both: Sum,
    truth: Sum,
    predicted: Sum,
}

impl Count {
    fn f(&self, beta: f64) -> f64 {
        let squared = beta * beta;
        let whole = squared * self.truth.total() + self.predicted.total();
        if whole == 0.0 { 0.0 } else { (1.0 + squared) * self.both.total() / whole }
    }

    fn together(counts: &[Self]) -> Self {
        let mut all = Self::default();
        for count in counts {
            all.both.add(count.both.total());
            all.truth.add(count.truth.total());
            all.predicted.add(count.predicted.total());
        }
        all
    }
}

/// The counts of every class of either side, in the order of the classes.
struct Counts<'a, T> {
    classes: Vec<(&'a T, Count)>,
}

impl<'a, T: Ord> Counts<'a, T> {
    fn of(truth: &'a [T], predicted: &'a [T], weight: Option<&[f64]>) -> Self {
        let mut classes: Vec<&T> = truth.iter().chain(predicted).collect();
        classes.sort_unstable();
        classes.dedup();
        let mut counts = vec![Count::default(); classes.len()];
        let index = |label: &T| classes.binary_search(&label).unwrap_or_else(|place| place);
        for (row, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
            let weight = weight.map_or(1.0, |weight| weight[row]);
            let (truth, predicted) = (index(truth), index(predicted));
            counts[truth].truth.add(weight);
            counts[predicted].predicted.add(weight);
            counts[truth].both.add(if truth == predicted { weight } else { 0.0 });
        }
        Self { classes: classes.into_iter().zip(counts).collect() }
    }

    /// The counts of `labels`, or of all classes.
    fn chosen(&self, labels: Option<&[T]>) -> Vec<Count> {
        let count =
            |label: &T| self.classes.binary_search_by(|(class, _)| (*class).cmp(label)).ok().map(|place| self.classes[place].1);
        match labels {
            None => self.classes.iter().map(|(_, count)| *count).collect(),
            Some(labels) => labels.iter().map(|label| count(label).unwrap_or_default()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [u8; 6] = [0, 0, 1, 1, 2, 2];
    const PREDICTED: [u8; 6] = [0, 1, 1, 1, 2, 0];

    fn close(value: Result, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 1e-15, "{value} is not {expected}");
    }

    #[test]
    fn four_of_six_labels_are_right() {
        close(accuracy(&TRUTH, &PREDICTED, None, Mode::Strict), 4.0 / 6.0);
        close(top1_error(&TRUTH, &PREDICTED, None, Mode::Strict), 2.0 / 6.0);
        // Recalls 1/2, 2/2, 1/2.
        close(balanced_accuracy(&TRUTH, &PREDICTED, None, Mode::Strict), 2.0 / 3.0);
        // Without the two wrong rows all is right.
        close(accuracy(&TRUTH, &PREDICTED, Some(&[1.0, 0.0, 2.0, 2.0, 1.0, 0.0]), Mode::Strict), 1.0);
    }

    #[test]
    fn a_class_that_is_only_predicted_does_not_balance() {
        close(balanced_accuracy(&[0, 0, 1], &[0, 5, 1], None, Mode::Strict), 0.75);
    }

    #[test]
    fn f_of_the_positive_class_weighs_precision_and_recall() {
        let (truth, predicted) = ([true, true, true, false], [true, false, false, true]);
        // One hit, two predicted, three true: precision 1/2, recall 1/3.
        close(f1(&truth, &predicted, None, Mode::Strict), 0.4);
        // (1 + 1/4) * 1 / (1/4 * 3 + 2)
        close(fbeta(&truth, &predicted, 0.5, None, Mode::Strict), 1.25 / 2.75);
        close(fbeta(&truth, &predicted, 0.0, None, Mode::Strict), 0.5);
        close(f1(&[false], &[false], None, Mode::Strict), 0.0);
        assert_eq!(fbeta(&truth, &predicted, -1.0, None, Mode::Strict).unwrap_err().kind, ErrorKind::BadOption);
        assert_eq!(fbeta(&truth, &predicted, 1e200, None, Mode::Strict).unwrap_err().kind, ErrorKind::BadOption);
    }

    #[test]
    fn f1_over_classes_is_a_mean_or_a_common_count() {
        // Class 0: 2*1/(2+2), class 1: 2*2/(2+3), class 2: 2*1/(2+1).
        close(macro_f1(&TRUTH, &PREDICTED, None, None, Mode::Strict), (0.5 + 0.8 + 2.0 / 3.0) / 3.0);
        close(micro_f1(&TRUTH, &PREDICTED, None, None, Mode::Strict), 4.0 / 6.0);
        // Classes 1 and 7: 0.8 and 0; in common 2*2/(2+3).
        close(macro_f1(&TRUTH, &PREDICTED, Some(&[1, 7]), None, Mode::Strict), 0.4);
        close(micro_f1(&TRUTH, &PREDICTED, Some(&[1, 7]), None, Mode::Strict), 0.8);
    }

    #[test]
    fn sets_of_labels_are_compared_label_by_label() {
        let truth = [vec!["a", "b"], vec!["c"], vec![]];
        let predicted = [vec!["b", "b"], vec!["c", "x"], vec![]];
        // Hits b and c; three true, three predicted (x among them).
        close(micro_f1_multilabel(&truth, &predicted, None, None, Mode::Strict), 4.0 / 6.0);
        // x is no label of the truth.
        close(micro_f1_multilabel(&truth, &predicted, None, None, Mode::Compat), 4.0 / 5.0);
        close(micro_f1_multilabel(&truth, &predicted, Some(&["c"]), None, Mode::Strict), 1.0);
        close(micro_f1_multilabel(&truth[2..], &predicted[2..], None, None, Mode::Strict), 0.0);
    }

    #[test]
    fn correlation_of_labels_is_zero_without_variety() {
        // Hits 4 of 6, true counts (2,2,2), predicted (2,3,1): (4*6 - 12) / sqrt((36-14)(36-12)).
        close(mcc(&TRUTH, &PREDICTED, None, Mode::Strict), 12.0 / (22.0_f64 * 24.0).sqrt());
        close(mcc(&[1, 1, 1], &[1, 2, 1], Some(&[0.1, 0.2, 0.3]), Mode::Strict), 0.0);
        close(mcc(&TRUTH, &TRUTH, None, Mode::Strict), 1.0);
    }
}
