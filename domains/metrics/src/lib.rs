//! Metrics of predictions as scikit-learn 1.9 defines them, and those of Kaggle's competitions that it has not.
//!
//! ```text
//! evaluate.rs  a metric by name, truth and predictions as JSON      metric.rs   the names
//!  │           (`grade_line`: the same as one line of the grader)   options.rs  what else may be said, strict or compat
//!  ├─► classes.rs ─┐                                                error.rs    kinds and messages
//!  └─► read.rs    ─┤ JSON to numbers, labels, flags, texts
//!                  ▼
//! ranking.rs         scores that order two classes     classification.rs  labels
//! probability.rs     logarithmic losses                kappa.rs           grades
//! regression.rs      quantities                        correlation.rs     lines and ranks
//! lists.rs           rankings, flags, masks            texts.rs           edits and words
//!                  └─► check.rs, sum.rs: what all share
//! ```
//!
//! Every metric is a function of slices as well, named as in the manual; what it is exactly, its range and its errors are said there. All
//! take [`Mode`]: in `strict` a value that is undefined or not finite is an error, in `compat` it is what scikit-learn or MLE-bench answer.
//!
//! ```
//! use exitrl_metrics::{Mode, auc, grade_line};
//! use serde_json::json;
//!
//! assert_eq!(auc(&[0.0, 0.0, 1.0, 1.0], &[0.1, 0.4, 0.35, 0.8], None, Mode::Strict), Ok(0.75));
//! let line = json!({"metric": "macro_f1", "y_true": ["ant", "bee"], "y_pred": ["ant", "ant"], "options": {"labels": ["ant", "bee"]}});
//! assert_eq!(grade_line(&line), json!({"value": 1.0 / 3.0}));
//! ```
//!
//! Architecture invariants: no state, no randomness, no input that panics. Sums keep their rounding errors, so the relative error of a value
//! does not grow with the rows. Time is `n log n` in the rows, edit distances aside, whose work is bounded. The tests compare every metric
//! with scikit-learn's own answers on drawn requests (`tests/differential`); what differs on purpose is written in its oracle.

mod check;
mod classes;
mod classification;
mod correlation;
mod error;
mod evaluate;
mod kappa;
mod lists;
mod metric;
mod options;
mod probability;
mod ranking;
mod read;
mod regression;
mod sum;
mod texts;

pub use classification::{accuracy, balanced_accuracy, f1, fbeta, macro_f1, mcc, micro_f1, micro_f1_multilabel, top1_error};
pub use correlation::{pearson, spearman};
pub use error::{ErrorKind, MetricError};
pub use evaluate::{evaluate, grade_line};
pub use kappa::qwk;
pub use lists::{DEFAULT_K, dice, lrap, mapk};
pub use metric::Metric;
pub use options::{Mode, Options};
pub use probability::{ROW_SUM_TOLERANCE, log_loss, multiclass_log_loss};
pub use ranking::{auc, average_precision, mean_column_auc};
pub use regression::{LOG_MAE_FLOOR, log_mae_grouped, mae, mape, mean_column_rmsle, medae, mse, r2, rmse, rmsle, smape};
pub use texts::{MAX_CHAR_PAIRS, MAX_TEXT_CHARS, jaccard_words, levenshtein};
