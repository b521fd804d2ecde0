//! Metrics of classes, their labels read out of JSON.

use serde_json::Value;

use crate::check;
use crate::classification as c;
use crate::error::{ErrorKind, MetricError, Result};
use crate::evaluate::{Request, indices};
use crate::kappa;
use crate::metric::Metric;
use crate::options::Mode;
use crate::read::{Label, Place, alike};
use crate::{probability, ranking};

/// More classes than any competition has; keeps a request from taking all memory.
const MAX_CLASSES: usize = 1_000_000;

impl<'a> Request<'a> {
    /// The labels that options `labels` and `n_classes` name, in their order.
    fn known(&self) -> Result<Option<Vec<Label<'a>>>> {
        let classes = self.options.n_classes;
        if classes.is_some_and(|classes| classes == 0 || classes > MAX_CLASSES) {
            return self.option_fault("n_classes", "none or too many", "give a number from 1 to a million");
        }
        let Some(labels) = &self.options.labels else {
            return Ok(classes.map(|classes| (0..classes).map(|class| Label::Whole(class as i128)).collect()));
        };
        let place = Place { metric: self.metric, side: "option labels" };
        let labels: Vec<Label<'a>> =
            labels.iter().enumerate().map(|(row, label)| place.label(row, label)).collect::<Result<_>>()?;
        let mut distinct = labels.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.is_empty() || distinct.len() < labels.len() {
            return self.option_fault("labels", "no label, or one twice", "name each label once");
        }
        if classes.is_some_and(|classes| classes != labels.len()) {
            return self.option_fault("n_classes", "another number than there are labels", "leave one of both out");
        }
        Ok(Some(labels))
    }

    /// The labels of both sides, and those that may occur.
    fn labels(&self) -> Result<Labels<'a>> {
        let (truth, predicted) = self.both(Place::labels)?;
        check::rows(self.metric, truth.len(), predicted.len(), self.weight())?;
        let known = self.known()?;
        alike(self.metric, truth.iter().chain(&predicted).chain(known.iter().flatten()))?;
        Ok(Labels { truth, predicted, known })
    }

    fn unknown<T>(&self, side: &str, row: usize, label: &Label<'_>) -> Result<T> {
        let input = format_args!("{side}, row {row}");
        let seen = format_args!("the label {label}, which option labels does not name");
        Err(MetricError::new(ErrorKind::UnknownLabel, self.metric, input, seen, "use one that it names"))
    }
}

struct Labels<'a> {
    truth: Vec<Label<'a>>,
    predicted: Vec<Label<'a>>,
    known: Option<Vec<Label<'a>>>,
}

impl Labels<'_> {
    /// All labels of both sides are known, if it is said which are.
    fn all_known(&self, request: &Request<'_>) -> Result<()> {
        let Some(known) = &self.known else { return Ok(()) };
        let index = Index::of(known);
        for (side, labels) in [("y_true", &self.truth), ("y_pred", &self.predicted)] {
            if let Some(row) = labels.iter().position(|label| index.get(label).is_none()) {
                return request.unknown(side, row, &labels[row]);
            }
        }
        Ok(())
    }
}

/// Labels by their place in a list.
struct Index<'l, 'a>(Vec<(&'l Label<'a>, usize)>);

impl<'l, 'a> Index<'l, 'a> {
    fn of(labels: &'l [Label<'a>]) -> Self {
        let mut places: Vec<_> = labels.iter().enumerate().map(|(place, label)| (label, place)).collect();
        places.sort_unstable();
        Self(places)
    }

    fn get(&self, label: &Label<'_>) -> Option<usize> {
        self.0.binary_search_by(|(other, _)| (*other).cmp(label)).ok().map(|found| self.0[found].1)
    }
}

fn distinct<'a>(labels: impl Iterator<Item = Label<'a>>) -> Vec<Label<'a>> {
    let mut labels: Vec<Label<'a>> = labels.collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Lists of labels as lists of numbers, equal where the labels are.
pub(crate) fn numbered(truth: &[Vec<Label<'_>>], predicted: &[Vec<Label<'_>>]) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let labels = distinct(truth.iter().chain(predicted).flatten().copied());
    let index = Index::of(&labels);
    // No list in memory has 2^32 distinct labels.
    let number = |label: &Label<'_>| index.get(label).map_or(u32::MAX, |place| place as u32);
    let side = |rows: &[Vec<Label<'_>>]| rows.iter().map(|row| row.iter().map(number).collect()).collect();
    (side(truth), side(predicted))
}

/// `auc` and `average_precision`: the truth is one of two labels.
pub(crate) fn two_class_ranking(request: &Request<'_>) -> Result {
    let (place, scores) = request.predicted();
    let scores = place.numbers(scores)?;
    let (place, truth) = request.truth();
    let labels = place.labels(truth)?;
    check::rows(request.metric, labels.len(), scores.len(), request.weight())?;
    let known = request.known()?;
    alike(request.metric, labels.iter().chain(known.iter().flatten()))?;
    let truth = match &known {
        Some(known) => {
            if known.len() != 2 {
                return request.option_fault("labels", "not two labels", "name the negative and then the positive one");
            }
            let index = Index::of(known);
            let class =
                |(row, label)| index.get(label).map_or_else(|| request.unknown("y_true", row, label), |class| Ok(class as f64));
            labels.iter().enumerate().map(class).collect::<Result<Vec<f64>>>()?
        }
        None if request.metric == Metric::AveragePrecision && matches!(labels[0], Label::Text(_)) => {
            return request.option_fault(
                "labels",
                "none, while y_true holds texts",
                "name the negative and then the positive one",
            );
        }
        None => plain_classes(request, &labels),
    };
    match request.metric {
        Metric::Auc => ranking::auc(&truth, &scores, request.weight(), request.mode),
        _ => ranking::average_precision(&truth, &scores, request.weight(), request.mode),
    }
}

/// Numbers for labels that keep their order, and keep apart what is 1 and what is not.
fn plain_classes(request: &Request<'_>, labels: &[Label<'_>]) -> Vec<f64> {
    let classes = distinct(labels.iter().copied());
    let index = Index::of(&classes);
    let one = classes.iter().position(|label| *label == Label::Whole(1));
    // The area takes the larger of two classes as positive; average precision takes 1, and no other class may become it by numbering.
    let shift = match (request.metric, one) {
        (Metric::Auc, _) => 0,
        (_, Some(one)) => 1 - one as i64,
        (_, None) => 2,
    };
    labels.iter().map(|label| index.get(label).map_or(f64::NAN, |place| (place as i64 + shift) as f64)).collect()
}

/// `log_loss` and `multiclass_log_loss`: which of the two it is, the shape of the predictions decides.
pub(crate) fn logarithmic(request: &Request<'_>) -> Result {
    let (place, probs) = request.predicted();
    let mut probs = place.number_rows(probs)?;
    let (truth, classes) = true_classes(request, probs.len())?;
    let width = probs[0].len();
    if width == 1 && probs.iter().all(|row| row.len() == 1) {
        if classes != 2 {
            let seen = format_args!("one probability per row for {classes} classes");
            return Err(MetricError::new(ErrorKind::Shape, request.metric, "y_pred", seen, "give one per class"));
        }
        let truth: Vec<bool> = truth.iter().map(|class| *class == 1).collect();
        let probs: Vec<f64> = probs.iter_mut().map(|row| row[0]).collect();
        return probability::binary(request.metric, &truth, &probs, request.weight(), request.mode);
    }
    if width != classes {
        let seen = format_args!("{width} probabilities per row for {classes} classes");
        let remedy = "give one per class, and name all classes in option labels";
        return Err(MetricError::new(ErrorKind::Shape, request.metric, "y_pred", seen, remedy));
    }
    probability::multiclass_log_loss(&truth, &probs, request.weight(), request.mode)
}

/// The index of the true class of each row, and how many classes there are.
fn true_classes(request: &Request<'_>, rows: usize) -> Result<(Vec<usize>, usize)> {
    let (place, truth) = request.truth();
    if request.is_rows() {
        return one_hot(request, &place.flag_rows(truth)?, rows);
    }
    let labels = place.labels(truth)?;
    check::rows(request.metric, labels.len(), rows, request.weight())?;
    let known = request.known()?;
    alike(request.metric, labels.iter().chain(known.iter().flatten()))?;
    let is_named = known.is_some();
    let mut classes = known.unwrap_or_else(|| distinct(labels.iter().copied()));
    if classes.len() < 2 {
        if is_named {
            return request.option_fault("labels", "a single label", "name all classes");
        }
        return Err(probability::one_class(request.metric));
    }
    if request.mode == Mode::Compat {
        // scikit-learn takes the columns to be in the order of the sorted labels, whatever order is given.
        classes.sort_unstable();
    }
    let index = Index::of(&classes);
    let class = |(row, label)| index.get(label).map_or_else(|| request.unknown("y_true", row, label), Ok);
    Ok((labels.iter().enumerate().map(class).collect::<Result<_>>()?, classes.len()))
}

fn one_hot(request: &Request<'_>, flags: &[Vec<bool>], rows: usize) -> Result<(Vec<usize>, usize)> {
    check::rows(request.metric, flags.len(), rows, request.weight())?;
    let width = flags[0].len();
    let bad = flags.iter().position(|flags| flags.len() != width || flags.iter().filter(|flag| **flag).count() != 1);
    if let Some(row) = bad {
        let input = format_args!("y_true, row {row}");
        let seen = format_args!("{} flags, {} of them set", flags[row].len(), flags[row].iter().filter(|flag| **flag).count());
        return Err(MetricError::new(
            ErrorKind::Shape,
            request.metric,
            input,
            seen,
            "set one flag per row, of one flag per class",
        ));
    }
    Ok((indices(flags).into_iter().map(|set| set[0]).collect(), width))
}

/// Metrics of one label per row.
pub(crate) fn single_labels(request: &Request<'_>) -> Result {
    let labels = request.labels()?;
    let Labels { truth, predicted, known } = &labels;
    let (weight, mode) = (request.weight(), request.mode);
    match request.metric {
        Metric::MacroF1 => return c::macro_f1(truth, predicted, known.as_deref(), weight, mode),
        Metric::MicroF1 => return c::micro_f1(truth, predicted, known.as_deref(), weight, mode),
        _ => {}
    }
    if mode == Mode::Strict {
        labels.all_known(request)?;
    }
    match request.metric {
        Metric::Accuracy => c::accuracy(truth, predicted, weight, mode),
        Metric::Top1Error => c::top1_error(truth, predicted, weight, mode),
        Metric::BalancedAccuracy => c::balanced_accuracy(truth, predicted, weight, mode),
        _ => c::mcc(truth, predicted, weight, mode),
    }
}

/// `f1` and `fbeta`: of two labels one is positive.
pub(crate) fn positive(request: &Request<'_>) -> Result {
    let labels = request.labels()?;
    let positive = match labels.known.as_deref() {
        None => Label::Whole(1),
        Some([.., positive]) if labels.known.as_ref().is_some_and(|known| known.len() <= 2) => *positive,
        Some(_) => return request.option_fault("labels", "more than two labels", "name the negative and then the positive one"),
    };
    let present = distinct(labels.truth.iter().chain(&labels.predicted).copied());
    if labels.known.as_ref().is_some_and(|known| known.len() == 2) {
        labels.all_known(request)?;
    }
    if present.len() > 2 {
        let seen = format_args!("{} labels", present.len());
        return Err(MetricError::new(ErrorKind::TooManyClasses, request.metric, "both sides", seen, "use macro_f1 or micro_f1"));
    }
    let is_text = matches!(present[0], Label::Text(_)) && labels.known.is_none();
    if is_text || (present.len() == 2 && !present.contains(&positive)) {
        let seen = format_args!(
            "{} and not the positive label {positive}",
            present.iter().map(Label::to_string).collect::<Vec<_>>().join(", ")
        );
        let remedy = "write 1 for the positive label, or name it last in option labels";
        return Err(MetricError::new(ErrorKind::UnknownLabel, request.metric, "both sides", seen, remedy));
    }
    let flags = |side: &[Label<'_>]| side.iter().map(|label| *label == positive).collect::<Vec<bool>>();
    let (truth, predicted) = (flags(&labels.truth), flags(&labels.predicted));
    if request.metric == Metric::F1 {
        return c::f1(&truth, &predicted, request.weight(), request.mode);
    }
    match request.options.beta {
        Some(beta) => c::fbeta(&truth, &predicted, beta, request.weight(), request.mode),
        None => request.option_fault("beta", "none", "give the weight of recall against precision"),
    }
}

/// `micro_f1_multilabel`: lists of labels or of flags.
pub(crate) fn many_labels(request: &Request<'_>) -> Result {
    let known = request.known()?;
    let ((_, truth), (_, predicted)) = (request.truth(), request.predicted());
    let (weight, mode) = (request.weight(), request.mode);
    if are_flags(truth, predicted, known.as_ref().map(Vec::len)) {
        let (truth, predicted) = request.both(Place::flag_rows)?;
        return c::micro_f1_multilabel(&indices(&truth), &indices(&predicted), None, weight, Mode::Strict);
    }
    let (truth, predicted) = request.both(Place::label_rows)?;
    alike(request.metric, truth.iter().chain(&predicted).flatten().chain(known.iter().flatten()))?;
    c::micro_f1_multilabel(&truth, &predicted, known.as_deref(), weight, mode)
}

fn are_flags(truth: &Value, predicted: &Value, width: Option<usize>) -> bool {
    let (Some(truth), Some(predicted)) = (truth.as_array(), predicted.as_array()) else { return false };
    let width = width.or_else(|| truth.first().and_then(Value::as_array).map(Vec::len));
    let is_flag = |value: &Value| value.is_boolean() || value.as_f64().is_some_and(|number| number == 0.0 || number == 1.0);
    let is_row =
        |row: &Value| row.as_array().is_some_and(|row| Some(row.len()) == width && !row.is_empty() && row.iter().all(is_flag));
    truth.iter().chain(predicted).all(is_row)
}

/// `qwk`: the order of the labels makes them grades.
pub(crate) fn grades(request: &Request<'_>) -> Result {
    let labels = request.labels()?;
    if request.mode == Mode::Strict {
        labels.all_known(request)?;
    }
    let Labels { truth, predicted, known } = labels;
    let known = known.unwrap_or_else(|| distinct(truth.iter().chain(&predicted).copied()));
    let index = Index::of(&known);
    // scikit-learn leaves rows out in which either label is not named.
    let pairs: Vec<(usize, usize, usize)> = truth
        .iter()
        .zip(&predicted)
        .enumerate()
        .filter_map(|(row, (truth, predicted))| Some((row, index.get(truth)?, index.get(predicted)?)))
        .collect();
    if pairs.is_empty() {
        return check::undefined(request.metric, ErrorKind::Undefined, "no row whose labels are named", request.mode);
    }
    let weight = request.weight().map(|weight| pairs.iter().map(|(row, ..)| weight[*row]).collect::<Vec<f64>>());
    let truth: Vec<usize> = pairs.iter().map(|(_, truth, _)| *truth).collect();
    let predicted: Vec<usize> = pairs.iter().map(|(_, _, predicted)| *predicted).collect();
    kappa::of_numbers(&truth, &predicted, weight.as_deref(), request.mode)
}
