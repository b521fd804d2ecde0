//! The names of the metrics.

use std::fmt;
use std::str::FromStr;

use crate::error::{ErrorKind, MetricError};

macro_rules! metrics {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A metric by name. What each is exactly, is said at the function of the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Metric {
            $($(#[$doc])* $variant,)*
        }

        impl Metric {
            /// Every metric, in the order of the manual.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name that [`FromStr`] reads.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

metrics! {
    /// Area under the curve of true over false positives: [`auc`](crate::auc).
    Auc = "auc",
    /// Mean of the areas of several columns: [`mean_column_auc`](crate::mean_column_auc).
    MeanColumnAuc = "mean_column_auc",
    /// Area under precision over recall, as a sum of rectangles: [`average_precision`](crate::average_precision).
    AveragePrecision = "average_precision",
    /// Logarithmic loss of one probability per row: [`log_loss`](crate::log_loss).
    LogLoss = "log_loss",
    /// Logarithmic loss of a probability per class: [`multiclass_log_loss`](crate::multiclass_log_loss).
    MulticlassLogLoss = "multiclass_log_loss",
    /// Share of equal labels: [`accuracy`](crate::accuracy).
    Accuracy = "accuracy",
    /// Mean over the true classes of the share of rows found: [`balanced_accuracy`](crate::balanced_accuracy).
    BalancedAccuracy = "balanced_accuracy",
    /// Share of wrong labels: [`top1_error`](crate::top1_error).
    Top1Error = "top1_error",
    /// F1 of the positive class: [`f1`](crate::f1).
    F1 = "f1",
    /// F-beta of the positive class: [`fbeta`](crate::fbeta).
    Fbeta = "fbeta",
    /// Mean of the F1 of every class: [`macro_f1`](crate::macro_f1).
    MacroF1 = "macro_f1",
    /// F1 of the counts of all classes together: [`micro_f1`](crate::micro_f1).
    MicroF1 = "micro_f1",
    /// The same where a row has any number of labels: [`micro_f1_multilabel`](crate::micro_f1_multilabel).
    MicroF1Multilabel = "micro_f1_multilabel",
    /// Matthews' correlation coefficient: [`mcc`](crate::mcc).
    Mcc = "mcc",
    /// Kappa with quadratic weights: [`qwk`](crate::qwk).
    Qwk = "qwk",
    /// Mean average precision of the first k ranks: [`mapk`](crate::mapk).
    Mapk = "mapk",
    /// Label ranking average precision: [`lrap`](crate::lrap).
    Lrap = "lrap",
    /// Root of the mean square error: [`rmse`](crate::rmse).
    Rmse = "rmse",
    /// Mean square error: [`mse`](crate::mse).
    Mse = "mse",
    /// Mean absolute error: [`mae`](crate::mae).
    Mae = "mae",
    /// Median absolute error: [`medae`](crate::medae).
    Medae = "medae",
    /// Root of the mean square logarithmic error: [`rmsle`](crate::rmsle).
    Rmsle = "rmsle",
    /// Mean of that over several columns: [`mean_column_rmsle`](crate::mean_column_rmsle).
    MeanColumnRmsle = "mean_column_rmsle",
    /// Mean absolute error relative to the truth: [`mape`](crate::mape).
    Mape = "mape",
    /// Mean absolute error relative to the mean of both sides: [`smape`](crate::smape).
    Smape = "smape",
    /// Mean over groups of the logarithm of the mean absolute error: [`log_mae_grouped`](crate::log_mae_grouped).
    LogMaeGrouped = "log_mae_grouped",
    /// Share of the variance that is explained: [`r2`](crate::r2).
    R2 = "r2",
    /// Pearson's correlation: [`pearson`](crate::pearson).
    Pearson = "pearson",
    /// Spearman's correlation of ranks: [`spearman`](crate::spearman).
    Spearman = "spearman",
    /// Mean edit distance: [`levenshtein`](crate::levenshtein).
    Levenshtein = "levenshtein",
    /// Mean overlap of the words of two texts: [`jaccard_words`](crate::jaccard_words).
    JaccardWords = "jaccard_words",
    /// Overlap of two masks: [`dice`](crate::dice).
    Dice = "dice",
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = MetricError;

    fn from_str(name: &str) -> Result<Self, MetricError> {
        Self::ALL.iter().copied().find(|metric| metric.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|metric| metric.name()).collect();
            let shown: String = name.chars().take(40).collect();
            let remedy = format!("use one of {}", names.join(", "));
            MetricError::new(
                ErrorKind::UnknownMetric,
                "the choice of a metric",
                "its name",
                format_args!("{shown:?} is none"),
                &remedy,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_to_its_metric() {
        for &metric in Metric::ALL {
            assert_eq!(metric.name().parse(), Ok(metric));
            assert_eq!(metric.to_string(), metric.name());
        }
        assert_eq!(Metric::ALL.len(), 32);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = "AUC".parse::<Metric>().unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnknownMetric);
        assert!(error.message.contains("\"AUC\" is none; use one of auc, mean_column_auc"), "{error}");
    }
}
