//! What each local competition is: data, target, metric, range, source.

use super::sets::{Build, learn, models, tables};

/// A local competition, before it is built.
#[derive(Debug, Clone, Copy)]
pub struct LocalCompetition {
    /// Name of its folder.
    pub id: &'static str,
    /// A title.
    pub title: &'static str,
    /// Name of its metric, as the offline grader knows it.
    pub metric: &'static str,
    /// Whether a smaller score is better.
    pub lower_is_better: bool,
    /// Scores that are worth 0 and 1 after normalising: `[worst, best]`.
    pub range: [f64; 2],
    /// Python package that brings the data, as pip names it.
    pub package: &'static str,
    /// Where the data come from, with their licence.
    pub source: &'static str,
    /// Licence of package and data, in a few words.
    pub licence: &'static str,
    pub(crate) answer: Answer,
    pub(crate) test_share: f64,
    /// How many rows of the data set are taken, where not all are.
    pub(crate) rows: Option<usize>,
    pub(crate) build: Build,
    /// Task and fields, in Markdown.
    pub(crate) text: &'static str,
}

/// How answers and submissions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The target columns as they are; the sample submission repeats `sample`.
    Columns { sample: &'static str, classes: &'static [&'static str] },
    /// One column per class: 1 and 0 in the answers, probabilities in submissions.
    OneHot { classes: &'static [&'static str] },
    /// One label in the answers, up to `most` labels parted by a blank in submissions.
    Ranked { most: usize, sample: &'static str, classes: &'static [&'static str] },
}

impl Answer {
    pub(crate) fn classes(&self) -> &'static [&'static str] {
        match self {
            Self::Columns { classes, .. } | Self::OneHot { classes } | Self::Ranked { classes, .. } => classes,
        }
    }
}

/// Every local competition, in the order in which they are built and listed.
pub fn local_competitions() -> &'static [LocalCompetition] {
    &COMPETITIONS
}

const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A number as target; the sample submission repeats `sample`.
const fn number(sample: &'static str) -> Answer {
    Answer::Columns { sample, classes: &[] }
}

const LEARN: &str = "scikit-learn";
const UCI: &str = "BSD-3-Clause; data CC BY 4.0";
const STATS: &str = "statsmodels";

const TUMOUR_SOURCE: &str = "Breast Cancer Wisconsin (Diagnostic) by W. Wolberg, O. Mangasarian, N. Street and W. Street, UCI Machine \
    Learning Repository (doi 10.24432/C5DW2B, CC BY 4.0), as shipped in scikit-learn (BSD-3-Clause)";
const WINE_SOURCE: &str = "Wine by S. Aeberhard and M. Forina, UCI Machine Learning Repository (doi 10.24432/C5PC7J, CC BY 4.0), as \
    shipped in scikit-learn (BSD-3-Clause)";
const DIGITS_SOURCE: &str = "Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository \
    (doi 10.24432/C50P49, CC BY 4.0), its test part as shipped in scikit-learn (BSD-3-Clause)";
const DIABETES_SOURCE: &str = "Diabetes data of B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, Annals of \
    Statistics 32 (2004), as shipped in scikit-learn (BSD-3-Clause)";
const PENGUINS_SOURCE: &str = "Penguins of Palmer Station (K. Gorman, T. Williams, W. Fraser 2014; A. Horst, A. Hill, K. Gorman 2020), \
    CC0, as shipped in palmerpenguins (MIT)";
const FAIR_SOURCE: &str = "Survey of R. Fair, A Theory of Extramarital Affairs, Journal of Political Economy 86 (1978), included with the \
    author's permission in statsmodels (BSD-3-Clause)";
const VISITS_SOURCE: &str = "RAND Health Insurance Experiment, as used by A. Cameron and P. Trivedi, Microeconometrics (2005); public \
    domain, as shipped in statsmodels (BSD-3-Clause)";
const TRAVEL_SOURCE: &str = "Travel between Sydney, Canberra and Melbourne by W. Greene and D. Hensher (1997); public domain, as shipped \
    in statsmodels (BSD-3-Clause)";
const DIAMONDS_SOURCE: &str = "Prices of round cut diamonds, data set `diamonds` of ggplot2 by H. Wickham (MIT; GPL-2 before version 3.3.4), as \
    shipped in pydataset (MIT)";
const WEATHER_SOURCE: &str = "Daily weather of Seattle 2012 to 2015 by the National Oceanic and Atmospheric Administration (public \
    domain), as shipped in vega_datasets (MIT)";

static COMPETITIONS: [LocalCompetition; 15] = [
    LocalCompetition {
        id: "tumour-auc",
        title: "Malignant or benign?",
        metric: "auc",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: LEARN,
        source: TUMOUR_SOURCE,
        licence: UCI,
        answer: number("0.5"),
        test_share: 0.3,
        rows: None,
        build: learn::tumours,
        text: include_str!("text/tumour.md"),
    },
    LocalCompetition {
        id: "wine-logloss",
        title: "Which cultivar is this wine from?",
        metric: "multiclass_log_loss",
        lower_is_better: true,
        range: [1.5, 0.0],
        package: LEARN,
        source: WINE_SOURCE,
        licence: UCI,
        answer: Answer::OneHot { classes: &["cultivar_1", "cultivar_2", "cultivar_3"] },
        test_share: 0.4,
        rows: None,
        build: learn::wines,
        text: include_str!("text/wine.md"),
    },
    LocalCompetition {
        id: "digits-accuracy",
        title: "Handwritten digits",
        metric: "accuracy",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: LEARN,
        source: DIGITS_SOURCE,
        licence: UCI,
        answer: Answer::Columns { sample: "0", classes: DIGITS },
        test_share: 0.4,
        rows: None,
        build: learn::digits,
        text: include_str!("text/digits.md"),
    },
    LocalCompetition {
        id: "digits-map3",
        title: "Three guesses at a blurred digit",
        metric: "mapk",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: LEARN,
        source: DIGITS_SOURCE,
        licence: UCI,
        answer: Answer::Ranked { most: 3, sample: "0 1 2", classes: DIGITS },
        test_share: 0.4,
        rows: None,
        build: learn::sparse_digits,
        text: include_str!("text/sparse_digits.md"),
    },
    LocalCompetition {
        id: "digits-multilabel-auc",
        title: "Four properties of a digit, ranked",
        metric: "mean_column_auc",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: LEARN,
        source: DIGITS_SOURCE,
        licence: UCI,
        answer: number("0.5"),
        test_share: 0.4,
        rows: None,
        build: learn::digit_properties,
        text: include_str!("text/digit_properties.md"),
    },
    LocalCompetition {
        id: "digits-multilabel-f1",
        title: "Four properties of a digit, decided",
        metric: "micro_f1_multilabel",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: LEARN,
        source: DIGITS_SOURCE,
        licence: UCI,
        answer: number("1"),
        test_share: 0.4,
        rows: None,
        build: learn::digit_properties,
        text: include_str!("text/digit_properties.md"),
    },
    LocalCompetition {
        id: "diabetes-rmse",
        title: "Diabetes one year later",
        metric: "rmse",
        lower_is_better: true,
        range: [100.0, 0.0],
        package: LEARN,
        source: DIABETES_SOURCE,
        licence: "BSD-3-Clause",
        answer: number("0"),
        test_share: 0.3,
        rows: None,
        build: learn::diabetes,
        text: include_str!("text/diabetes.md"),
    },
    LocalCompetition {
        id: "penguins-mass-mae",
        title: "How heavy is this penguin?",
        metric: "mae",
        lower_is_better: true,
        range: [1000.0, 0.0],
        package: "palmerpenguins",
        source: PENGUINS_SOURCE,
        licence: "MIT; data CC0",
        answer: number("4000"),
        test_share: 0.3,
        rows: None,
        build: tables::penguins,
        text: include_str!("text/penguins.md"),
    },
    LocalCompetition {
        id: "fair-binary-logloss",
        title: "Who has an affair?",
        metric: "log_loss",
        lower_is_better: true,
        range: [1.0, 0.0],
        package: STATS,
        source: FAIR_SOURCE,
        licence: "BSD-3-Clause; author's permission",
        answer: number("0.5"),
        test_share: 0.3,
        rows: None,
        build: models::affairs,
        text: include_str!("text/affairs.md"),
    },
    LocalCompetition {
        id: "fair-rating-qwk",
        title: "How happy is this marriage?",
        metric: "qwk",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: STATS,
        source: FAIR_SOURCE,
        licence: "BSD-3-Clause; author's permission",
        answer: Answer::Columns { sample: "4", classes: &["1", "2", "3", "4", "5"] },
        test_share: 0.3,
        rows: None,
        build: models::marriage_rating,
        text: include_str!("text/rating.md"),
    },
    LocalCompetition {
        id: "doctor-visits-rmsle",
        title: "Visits to the doctor",
        metric: "rmsle",
        lower_is_better: true,
        range: [1.5, 0.0],
        package: STATS,
        source: VISITS_SOURCE,
        licence: "BSD-3-Clause; data public domain",
        answer: number("0"),
        test_share: 0.3,
        rows: None,
        build: models::doctor_visits,
        text: include_str!("text/visits.md"),
    },
    LocalCompetition {
        id: "travel-mode-logloss",
        title: "Air, train, bus or car?",
        metric: "multiclass_log_loss",
        lower_is_better: true,
        range: [2.0, 0.0],
        package: STATS,
        source: TRAVEL_SOURCE,
        licence: "BSD-3-Clause; data public domain",
        answer: Answer::OneHot { classes: &["air", "train", "bus", "car"] },
        test_share: 0.3,
        rows: None,
        build: models::travel_mode,
        text: include_str!("text/travel.md"),
    },
    LocalCompetition {
        id: "diamonds-price-rmsle",
        title: "What does this diamond cost?",
        metric: "rmsle",
        lower_is_better: true,
        range: [1.5, 0.0],
        package: "pydataset",
        source: DIAMONDS_SOURCE,
        licence: "MIT",
        answer: number("2500"),
        test_share: 0.3,
        rows: Some(tables::NUM_DIAMONDS),
        build: tables::diamond_prices,
        text: include_str!("text/diamond_price.md"),
    },
    LocalCompetition {
        id: "diamonds-cut-qwk",
        title: "How well is this diamond cut?",
        metric: "qwk",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: "pydataset",
        source: DIAMONDS_SOURCE,
        licence: "MIT",
        answer: Answer::Columns { sample: "4", classes: &["0", "1", "2", "3", "4"] },
        test_share: 0.3,
        rows: Some(tables::NUM_DIAMONDS),
        build: tables::diamond_cuts,
        text: include_str!("text/diamond_cut.md"),
    },
    LocalCompetition {
        id: "weather-macro-f1",
        title: "Sun, rain, fog, drizzle or snow?",
        metric: "macro_f1",
        lower_is_better: false,
        range: [0.0, 1.0],
        package: "vega_datasets",
        source: WEATHER_SOURCE,
        licence: "MIT; data public domain",
        answer: Answer::Columns { sample: "sun", classes: &["drizzle", "fog", "rain", "snow", "sun"] },
        test_share: 0.3,
        rows: None,
        build: tables::weather,
        text: include_str!("text/weather.md"),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_fifteen_competitions_of_twelve_metrics_each_with_a_folder_of_its_own() {
        let ids: BTreeSet<&str> = local_competitions().iter().map(|competition| competition.id).collect();
        let metrics: BTreeSet<&str> = local_competitions().iter().map(|competition| competition.metric).collect();
        assert_eq!((ids.len(), metrics.len()), (15, 12));
    }

    #[test]
    fn ranges_run_from_worst_to_best_in_the_direction_of_the_metric() {
        for competition in local_competitions() {
            let [worst, best] = competition.range;
            assert_eq!(worst > best, competition.lower_is_better, "{}", competition.id);
        }
    }
}
