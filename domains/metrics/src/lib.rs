//! Metrics of predictions as scikit-learn defines them.

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
