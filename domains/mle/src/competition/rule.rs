//! How a competition is graded: a record of data, one per competition.

use exitrl_metrics::{Metric, Options};
use serde::Deserialize;

/// How submissions to a competition are checked and scored.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) metric: Metric,
    pub(crate) id_column: String,
    /// Columns with answers; none means all columns of the answers but the id.
    pub(crate) target_columns: Vec<String>,
    /// Labels that may be predicted; none means any.
    pub(crate) classes: Vec<String>,
    pub(crate) options: Options,
    /// Scores that are worth 0 and 1 after normalising: worst, best.
    pub(crate) range: [f64; 2],
    /// Column of the answers by which rows are grouped, for metrics that need groups.
    pub(crate) group_column: Option<String>,
    /// Whether predictions must lie between 0 and 1, where the metric alone does not ask for it.
    pub(crate) unit_range: bool,
    /// Whether rows whose labels sum to less than 0 are left out.
    pub(crate) skip_negative: bool,
    /// How the benchmark's own grader goes about it; [`None`] for competitions that are not the benchmark's.
    pub(crate) quirks: Option<Quirks>,
}

/// What the benchmark's graders do differently from one another. Each variant is one grader's behaviour, kept in `compat` mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirks {
    /// Same number of rows, numbers between 0 and 1, equal ids after sorting.
    Auc,
    /// Several columns, each as in `Auc`; the mean is rounded as numpy rounds.
    AucPerColumn,
    /// Scores are all columns in the order of the file; ids are looked up, not compared; rows with negative label sums are left out.
    AllColumnsAuc,
    /// Exactly the columns of the answers, any numbers; the mean is rounded as numpy rounds.
    ExactColumnsAuc,
    /// Probabilities per class that sum to 1, whose columns are picked as the variant says.
    OneHot(Shape),
    /// The set of ids and the number of rows are compared; numbers between 0 and 1.
    LogLoss,
    /// Only the set of ids is compared.
    Kappa,
    /// Sorted by id; ids and the number of rows are compared if `true`.
    Rmse(bool),
    /// Neither sorted nor matched: the order of the rows counts.
    FileOrder,
    /// Equal ids after sorting; labels compared as scikit-learn compares them.
    Accuracy,
    /// Equal ids after sorting; labels compared as texts, in which all missing values are alike.
    TextAccuracy,
}

/// Which columns a table of probabilities must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As many as the answers; the first is taken for the id when sums and ranges are checked.
    Positional,
    /// Exactly those of the answers.
    Exact,
    /// Those of the answers and any others.
    AtLeast,
}

/// The section `exitrl` of a `config.yaml`: the rule of a competition that is not the benchmark's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleConfig {
    metric: String,
    id_column: String,
    target_columns: Vec<String>,
    #[serde(default)]
    classes: Option<Vec<String>>,
    #[serde(default)]
    options: Option<Options>,
    range: [f64; 2],
    pub(crate) lower_is_better: bool,
    #[serde(default)]
    group_column: Option<String>,
    #[serde(default)]
    unit_range: Option<bool>,
}

impl RuleConfig {
    /// The rule, if it is one.
    ///
    /// # Errors
    /// When there is no such metric, no target, or a range that does not go from worse to better.
    pub(crate) fn rule(self) -> Result<Rule, String> {
        let metric: Metric = self.metric.parse().map_err(|_| {
            format!(
                "exitrl.metric is {:?}, which is no metric; use one of those that `exitrl-mle list` and the manual name",
                self.metric
            )
        })?;
        if self.target_columns.is_empty() {
            return Err("exitrl.target_columns is empty; name at least one column of the answers".to_owned());
        }
        let [worst, best] = self.range;
        if !(worst.is_finite() && best.is_finite()) || worst == best || (best < worst) != self.lower_is_better {
            return Err(format!(
                "exitrl.range is [{worst}, {best}] with lower_is_better = {}; give [worst, best] in the direction of the metric",
                self.lower_is_better
            ));
        }
        Ok(Rule {
            metric,
            id_column: self.id_column,
            target_columns: self.target_columns,
            classes: self.classes.unwrap_or_default(),
            options: self.options.unwrap_or_default(),
            range: self.range,
            group_column: self.group_column,
            unit_range: self.unit_range.unwrap_or(matches!(metric, Metric::Auc | Metric::MeanColumnAuc)),
            skip_negative: false,
            quirks: None,
        })
    }
}

impl Rule {
    /// A score on the scale of the range: 0 for the worst or anything beyond, 1 for the best or anything beyond, 0 for NaN.
    pub(crate) fn normalised(&self, score: f64) -> f64 {
        let [worst, best] = self.range;
        let share = (score - worst) / (best - worst);
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }

    /// The rule of one of the benchmark's 22 lite competitions.
    pub(crate) fn built_in(id: &str) -> Option<Self> {
        use Quirks::{AllColumnsAuc, AucPerColumn, ExactColumnsAuc, OneHot, TextAccuracy};
        let auc = |id_column, target| Self::new(Metric::Auc, id_column, &[target], [0.0, 1.0], Quirks::Auc);
        let mean_auc =
            |id_column, targets: &[&str], quirks| Self::new(Metric::MeanColumnAuc, id_column, targets, [0.0, 1.0], quirks);
        let one_hot = |worst, shape| Self::new(Metric::MulticlassLogLoss, "id", &[], [worst, 0.0], OneHot(shape));
        let accuracy = |id_column, target, quirks| Self::new(Metric::Accuracy, id_column, &[target], [0.0, 1.0], quirks);
        Some(match id {
            "aerial-cactus-identification" => auc("id", "has_cactus"),
            "detecting-insults-in-social-commentary" => auc("Comment", "Insult"),
            "histopathologic-cancer-detection" => auc("id", "label"),
            "mlsp-2013-birds" => auc("Id", "Probability"),
            "random-acts-of-pizza" => auc("request_id", "requester_received_pizza"),
            "siim-isic-melanoma-classification" => auc("image_name", "target"),
            "tabular-playground-series-may-2022" => auc("id", "target"),
            "the-icml-2013-whale-challenge-right-whale-redux" => auc("clip", "probability"),
            "jigsaw-toxic-comment-classification-challenge" => {
                Self { unit_range: false, skip_negative: true, ..mean_auc("id", &TOXIC, AllColumnsAuc) }
            }
            "plant-pathology-2020-fgvc7" => Self { unit_range: false, ..mean_auc("image_id", &PLANT, ExactColumnsAuc) },
            "ranzcr-clip-catheter-line-classification" => mean_auc("StudyInstanceUID", &CATHETERS, AucPerColumn),
            "dog-breed-identification" => one_hot(5.0, Shape::AtLeast),
            "leaf-classification" => one_hot(5.0, Shape::Exact),
            "spooky-author-identification" => one_hot(1.5, Shape::Positional),
            "dogs-vs-cats-redux-kernels-edition" => Self::new(Metric::LogLoss, "id", &["label"], [1.0, 0.0], Quirks::LogLoss),
            "aptos2019-blindness-detection" => Self::new(Metric::Qwk, "id_code", &["diagnosis"], [0.0, 1.0], Quirks::Kappa),
            "denoising-dirty-documents" => Self::new(Metric::Rmse, "id", &["value"], [1.0, 0.0], Quirks::Rmse(true)),
            "new-york-city-taxi-fare-prediction" => {
                Self::new(Metric::Rmse, "key", &["fare_amount"], [15.0, 0.0], Quirks::Rmse(false))
            }
            "nomad2018-predict-transparent-conductors" => Self::new(
                Metric::MeanColumnRmsle,
                "id",
                &["formation_energy_ev_natom", "bandgap_energy_ev"],
                [1.0, 0.0],
                Quirks::FileOrder,
            ),
            "tabular-playground-series-dec-2021" => accuracy("Id", "Cover_Type", Quirks::Accuracy),
            "text-normalization-challenge-english-language" | "text-normalization-challenge-russian-language" => {
                accuracy("id", "after", TextAccuracy)
            }
            _ => return None,
        })
    }

    fn new(metric: Metric, id_column: &str, targets: &[&str], range: [f64; 2], quirks: Quirks) -> Self {
        Self {
            metric,
            id_column: id_column.to_owned(),
            target_columns: targets.iter().copied().map(str::to_owned).collect(),
            classes: Vec::new(),
            options: Options::default(),
            range,
            group_column: None,
            unit_range: matches!(metric, Metric::Auc | Metric::MeanColumnAuc),
            skip_negative: false,
            quirks: Some(quirks),
        }
    }
}

const TOXIC: [&str; 6] = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"];
const PLANT: [&str; 4] = ["healthy", "multiple_diseases", "rust", "scab"];
const CATHETERS: [&str; 11] = [
    "ETT - Abnormal",
    "ETT - Borderline",
    "ETT - Normal",
    "NGT - Abnormal",
    "NGT - Borderline",
    "NGT - Incompletely Imaged",
    "NGT - Normal",
    "CVC - Abnormal",
    "CVC - Borderline",
    "CVC - Normal",
    "Swan Ganz Catheter Present",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_six_competitions_are_normalised_by_its_ranges() {
        let at = |id, score| Rule::built_in(id).unwrap().normalised(score);
        // 1.5 -> 0 and 0 -> 1: a loss of 0.375 is three quarters of the way.
        assert_eq!(at("spooky-author-identification", 0.375), 0.75);
        assert_eq!(at("spooky-author-identification", 2.0), 0.0);
        assert_eq!(at("nomad2018-predict-transparent-conductors", 0.25), 0.75);
        for id in [
            "random-acts-of-pizza",
            "detecting-insults-in-social-commentary",
            "jigsaw-toxic-comment-classification-challenge",
            "aerial-cactus-identification",
        ] {
            assert_eq!((at(id, 0.625), at(id, f64::NAN)), (0.625, 0.0));
        }
    }

    #[test]
    fn a_range_against_the_direction_of_the_metric_is_refused() {
        let config = |range, lower_is_better| RuleConfig {
            metric: "rmse".to_owned(),
            id_column: "id".to_owned(),
            target_columns: vec!["y".to_owned()],
            classes: None,
            options: None,
            range,
            lower_is_better,
            group_column: None,
            unit_range: None,
        };
        assert!(config([10.0, 0.0], true).rule().is_ok());
        assert!(config([0.0, 10.0], true).rule().unwrap_err().contains("[0, 10] with lower_is_better = true"));
        assert!(config([1.0, 1.0], false).rule().is_err());
    }
}
