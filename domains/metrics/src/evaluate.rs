//! One door for all metrics: a name, truth and predictions as JSON, and options.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{ErrorKind, MetricError, Result};
use crate::lists::DEFAULT_K;
use crate::metric::Metric;
use crate::options::{Mode, Options};
use crate::read::{Label, Place, alike};
use crate::{classes, classification as c, correlation, lists, ranking, regression as r, texts};

/// The value of `metric` for truth and predictions written as JSON lists with an element per row.
///
/// Numbers may be truth values (0 and 1); `null` and texts such as `"NaN"` are not finite. Labels are texts or whole numbers, where 1, 1.0 and
/// `true` are one label; non-whole numbers are none. What an element is depends on the metric:
///
/// | metrics | `y_true` | `y_pred` |
/// |---|---|---|
/// | `auc`, `average_precision` | a label of two | a score |
/// | `log_loss`, `multiclass_log_loss` | a label, or flags per class of which one is set | a probability, or a list with one per class |
/// | `accuracy`, `macro_f1`, `micro_f1` | a label, or a list of flags | the same |
/// | `balanced_accuracy`, `top1_error`, `f1`, `fbeta`, `mcc`, `qwk` | a label | a label |
/// | `micro_f1_multilabel` | a list of labels, or a list of flags | the same |
/// | `mapk` | a label, or a list of labels | a list of labels, best first |
/// | `lrap` | a list of flags | a list of scores |
/// | `mean_column_auc`, `mean_column_rmsle` | a list with a number per column | the same |
/// | `mse`, `rmse`, `mae`, `medae`, `rmsle`, `mape`, `r2` | a number, or a list with one per column, whose values are averaged | the same |
/// | `smape`, `log_mae_grouped`, `pearson`, `spearman` | a number | a number |
/// | `levenshtein` | a text, or a list of labels | the same |
/// | `jaccard_words` | a text | a text |
/// | `dice` | a flag, all rows being one mask, or a list of flags | the same |
///
/// Lists in `micro_f1_multilabel` are flags if they are all of one length, hold nothing but 0 and 1, and are as long as `labels` where
/// that is given.
///
/// # Errors
/// As the function of the metric; and for values of another type or shape. In [`Mode::Strict`], labels outside `labels` are unknown where
/// they would be left out or ignored.
pub fn evaluate(metric: Metric, y_true: &Value, y_pred: &Value, options: &Options, mode: Mode) -> Result {
    let request = Request { metric, y_true, y_pred, options, mode };
    match metric {
        Metric::Auc | Metric::AveragePrecision => classes::two_class_ranking(&request),
        Metric::LogLoss | Metric::MulticlassLogLoss => classes::logarithmic(&request),
        Metric::Accuracy | Metric::MacroF1 | Metric::MicroF1 if request.is_rows() => request.flags_per_label(),
        Metric::Accuracy | Metric::Top1Error | Metric::BalancedAccuracy | Metric::Mcc | Metric::MacroF1 | Metric::MicroF1 => {
            classes::single_labels(&request)
        }
        Metric::F1 | Metric::Fbeta => classes::positive(&request),
        Metric::MicroF1Multilabel => classes::many_labels(&request),
        Metric::Qwk => classes::grades(&request),
        Metric::Mapk | Metric::Lrap | Metric::Dice => request.lists(),
        Metric::Levenshtein | Metric::JaccardWords => request.texts(),
        _ => request.quantities(),
    }
}

/// What [`evaluate`] was asked.
pub(crate) struct Request<'a> {
    pub(crate) metric: Metric,
    y_true: &'a Value,
    y_pred: &'a Value,
    pub(crate) options: &'a Options,
    pub(crate) mode: Mode,
}

impl<'a> Request<'a> {
    pub(crate) fn truth(&self) -> (Place<'static>, &'a Value) {
        (Place { metric: self.metric, side: "y_true" }, self.y_true)
    }

    pub(crate) fn predicted(&self) -> (Place<'static>, &'a Value) {
        (Place { metric: self.metric, side: "y_pred" }, self.y_pred)
    }

    /// The same reading of both sides.
    pub(crate) fn both<T>(&self, read: impl Fn(Place<'a>, &'a Value) -> Result<T>) -> Result<(T, T)> {
        let ((truth_place, truth), (predicted_place, predicted)) = (self.truth(), self.predicted());
        Ok((read(truth_place, truth)?, read(predicted_place, predicted)?))
    }

    pub(crate) fn weight(&self) -> Option<&'a [f64]> {
        self.options.sample_weight.as_deref()
    }

    pub(crate) fn option_fault<T>(&self, option: &str, seen: &str, remedy: &str) -> Result<T> {
        Err(MetricError::new(ErrorKind::BadOption, self.metric, format_args!("option {option}"), seen, remedy))
    }

    /// Whether the truth has a list in its first row.
    pub(crate) fn is_rows(&self) -> bool {
        self.y_true.as_array().is_some_and(|rows| rows.first().is_some_and(Value::is_array))
    }

    fn flags_per_label(&self) -> Result {
        let (truth, predicted) = self.both(Place::flag_rows)?;
        crate::check::rows(self.metric, truth.len(), predicted.len(), self.weight())?;
        let width = truth[0].len();
        if let Some(row) = (0..truth.len()).find(|row| width == 0 || truth[*row].len() != width || predicted[*row].len() != width)
        {
            let seen = format_args!("{} and {} flags where row 0 has {width}", truth[row].len(), predicted[row].len());
            let input = format_args!("row {row}");
            return Err(MetricError::new(ErrorKind::Shape, self.metric, input, seen, "give a flag per label in every row"));
        }
        if self.options.labels.is_some() || self.options.n_classes.is_some() {
            return self.option_fault("labels", "labels beside lists of flags", "leave out labels and n_classes");
        }
        let column = |side: &[Vec<bool>], column: usize| side.iter().map(|flags| flags[column]).collect::<Vec<_>>();
        match self.metric {
            Metric::Accuracy => c::accuracy(&truth, &predicted, self.weight(), self.mode),
            Metric::MacroF1 => {
                let columns = |side| (0..width).map(|number| column(side, number)).collect::<Vec<_>>();
                c::mean_f1_of_columns(&columns(&truth), &columns(&predicted), self.weight(), self.mode)
            }
            _ => c::micro_f1_multilabel(&indices(&truth), &indices(&predicted), None, self.weight(), Mode::Strict),
        }
    }

    fn lists(&self) -> Result {
        match self.metric {
            Metric::Mapk => {
                let (truth, ranked) = self.both(Place::label_lists)?;
                alike(self.metric, truth.iter().chain(&ranked).flatten())?;
                lists::mapk(&truth, &ranked, self.options.k.unwrap_or(DEFAULT_K), self.weight(), self.mode)
            }
            Metric::Lrap => {
                let (place, scores) = self.predicted();
                let scores = place.number_rows(scores)?;
                let (place, truth) = self.truth();
                lists::lrap(&place.flag_rows(truth)?, &scores, self.weight(), self.mode)
            }
            _ => {
                let (truth, predicted) = if self.is_rows() {
                    self.both(Place::flag_rows)?
                } else {
                    let (truth, predicted) = self.both(Place::flags)?;
                    crate::check::rows(self.metric, truth.len(), predicted.len(), None)?;
                    (vec![truth], vec![predicted])
                };
                lists::dice(&truth, &predicted, self.options.both_empty, self.weight(), self.mode)
            }
        }
    }

    fn texts(&self) -> Result {
        if self.metric == Metric::Levenshtein && self.is_rows() {
            let (truth, predicted) = self.both(Place::label_lists)?;
            alike(self.metric, truth.iter().chain(&predicted).flatten())?;
            let (truth, predicted) = classes::numbered(&truth, &predicted);
            return texts::mean_distance(&truth, &predicted, self.weight());
        }
        let (truth, predicted) = self.both(Place::texts)?;
        match self.metric {
            Metric::Levenshtein => texts::levenshtein(&truth, &predicted, self.weight(), self.mode),
            _ => texts::jaccard_words(&truth, &predicted, self.options.both_empty, self.weight(), self.mode),
        }
    }

    fn quantities(&self) -> Result {
        let (weight, mode) = (self.weight(), self.mode);
        let single = match self.metric {
            Metric::Smape => |t: &[f64], p: &[f64], w: Option<&[f64]>, m: Mode| r::smape(t, p, w, m),
            Metric::Pearson => correlation::pearson,
            Metric::Spearman | Metric::LogMaeGrouped => return self.unweighted(),
            _ => return self.columns(),
        };
        let (truth, predicted) = self.both(Place::numbers)?;
        single(&truth, &predicted, weight, mode)
    }

    fn unweighted(&self) -> Result {
        let (truth, predicted) = self.both(Place::numbers)?;
        if self.options.sample_weight.is_some() {
            return self.option_fault("sample_weight", "weights", "leave them out, this metric has no weighted form");
        }
        if self.metric == Metric::Spearman {
            return correlation::spearman(&truth, &predicted, self.mode);
        }
        let Some(groups) = &self.options.groups else {
            return self.option_fault("groups", "none", "give the group of each row");
        };
        let place = Place { metric: self.metric, side: "option groups" };
        let groups: Vec<Label<'_>> =
            groups.iter().enumerate().map(|(row, group)| place.label(row, group)).collect::<Result<_>>()?;
        r::log_mae_grouped(&truth, &predicted, &groups, self.mode)
    }

    fn columns(&self) -> Result {
        let (truth, predicted) = self.both(Place::columns)?;
        let (weight, mode) = (self.weight(), self.mode);
        crate::check::rows(self.metric, truth[0].len(), predicted[0].len(), None)?;
        crate::check::columns(self.metric, &truth, &predicted)?;
        let of_column = match self.metric {
            Metric::MeanColumnAuc => return ranking::mean_column_auc(&truth, &predicted, weight, mode),
            Metric::MeanColumnRmsle => return r::mean_column_rmsle(&truth, &predicted, weight, mode),
            Metric::Mse => r::mse,
            Metric::Rmse => r::rmse,
            Metric::Mae => r::mae,
            Metric::Medae => r::medae,
            Metric::Rmsle => r::rmsle,
            Metric::Mape => r::mape,
            _ => r::r2,
        };
        r::over_columns(&truth, &predicted, |truth, predicted| of_column(truth, predicted, weight, mode))
    }
}

/// For each row, the numbers of the columns that are set.
pub(crate) fn indices(rows: &[Vec<bool>]) -> Vec<Vec<usize>> {
    rows.iter().map(|flags| (0..flags.len()).filter(|column| flags[*column]).collect()).collect()
}

/// Answers one line of the offline grader: `{"metric", "y_true", "y_pred", "options", "mode"}`, the last two optional, others ignored.
///
/// The answer is `{"value": number}` or `{"error": kind, "message": text}`. The mode is `strict` unless `compat` is asked for; what `compat`
/// answers with NaN or an infinite number is `{"value": null}`, for JSON has no such numbers.
#[must_use]
pub fn grade_line(line: &Value) -> Value {
    match grade(line) {
        Ok(value) => json!({ "value": value }),
        Err(error) => json!({ "error": error.kind.name(), "message": error.message }),
    }
}

fn grade(line: &Value) -> Result {
    let bad = |input: &str, seen: &str, remedy: &str| MetricError::new(ErrorKind::BadRequest, "the line", input, seen, remedy);
    let field =
        |name: &str| line.get(name).ok_or_else(|| bad(name, "no such field", "give an object with metric, y_true and y_pred"));
    let name = field("metric")?.as_str().ok_or_else(|| bad("metric", "no text", "give the name of a metric"))?;
    let metric: Metric = name.parse()?;
    let mode = match line.get("mode").unwrap_or(&Value::Null) {
        Value::Null => Mode::Strict,
        mode => Mode::deserialize(mode).map_err(|_| bad("mode", "neither strict nor compat", "give one of these"))?,
    };
    let options = match line.get("options").unwrap_or(&Value::Null) {
        Value::Null => Options::default(),
        options => Options::deserialize(options).map_err(|error| {
            let remedy = "give k, beta, labels, n_classes, sample_weight, groups or both_empty";
            MetricError::new(ErrorKind::BadOption, metric, "options", error, remedy)
        })?,
    };
    evaluate(metric, field("y_true")?, field("y_pred")?, &options, mode)
}
