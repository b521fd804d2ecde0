//! What a request may say beside the truth and the predictions.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happens where scikit-learn or the benchmark answer with something that is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A value that is undefined or not finite is an error, and so are probabilities of a row that do not sum to 1.
    #[default]
    Strict,
    /// As scikit-learn 1.9 and MLE-bench's graders do: NaN for an area with one class, for a kappa of 0/0, and so on.
    Compat,
}

/// Options of the metrics. Each metric reads those that its function names and ignores the others, but for `sample_weight`, which no
/// metric ignores: those that have no use for it refuse it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Ranks that count in `mapk`, at least 1; 10 if not given.
    pub k: Option<usize>,
    /// Weight of recall against precision in `fbeta`, 0 or more; has no default.
    pub beta: Option<f64>,
    /// The labels that occur, texts or whole numbers. In `log_loss` and `multiclass_log_loss` the order of the columns; in `qwk` the
    /// order of the grades; in `macro_f1`, `micro_f1` and `micro_f1_multilabel` the labels that count; where there are two classes, the
    /// last is the positive one.
    pub labels: Option<Vec<Value>>,
    /// Short for `labels` from 0 to this number less 1.
    pub n_classes: Option<usize>,
    /// A weight of 0 or more per row, not all 0.
    pub sample_weight: Option<Vec<f64>>,
    /// The group of each row in `log_mae_grouped`, texts or whole numbers.
    pub groups: Option<Vec<Value>>,
    /// What `dice` and `jaccard_words` are worth, from 0 to 1, where there is nothing in the truth nor in the prediction; 1 if not given.
    pub both_empty: Option<f64>,
}
