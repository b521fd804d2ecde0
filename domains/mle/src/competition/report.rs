//! Reports with the benchmark's fields, and their summary.

use std::fmt::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};

use super::medals::{Leaderboard, Medals};

/// The grading of one submission, with exactly the benchmark's fields in its order.
///
/// JSON knows no NaN: a number that is not finite is written as the text `"NaN"`, `"Infinity"` or `"-Infinity"`, which the benchmark's own
/// reader turns back into the number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompetitionReport {
    /// The competition.
    pub competition_id: String,
    /// In the metric's unit, rounded to five decimals; [`None`] for a submission that is not valid.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<f64>,
    /// Least good score with a gold medal.
    #[serde(serialize_with = "number")]
    pub gold_threshold: f64,
    /// Least good score with a silver medal.
    #[serde(serialize_with = "number")]
    pub silver_threshold: f64,
    /// Least good score with a bronze medal.
    #[serde(serialize_with = "number")]
    pub bronze_threshold: f64,
    /// Median of the leaderboard.
    #[serde(serialize_with = "number")]
    pub median_threshold: f64,
    /// Whether there is a medal.
    pub any_medal: bool,
    /// Whether it is gold.
    pub gold_medal: bool,
    /// Whether it is silver.
    pub silver_medal: bool,
    /// Whether it is bronze.
    pub bronze_medal: bool,
    /// Whether the score is better than the median.
    pub above_median: bool,
    /// Whether there is a plain file whose name ends in `.csv`.
    pub submission_exists: bool,
    /// Whether it has a score.
    pub valid_submission: bool,
    /// Whether a lower score is better.
    pub is_lower_better: bool,
    /// When it was graded: `2026-01-31T12:34:56.789012`, universal time.
    pub created_at: String,
    /// The path as given.
    pub submission_path: String,
}

impl CompetitionReport {
    pub(crate) fn new(id: &str, board: &Leaderboard, path: &Path, exists: bool, score: Option<f64>) -> Self {
        let medals = score.map_or_else(Medals::default, |score| board.medals(score));
        Self {
            competition_id: id.to_owned(),
            score,
            gold_threshold: board.thresholds.gold,
            silver_threshold: board.thresholds.silver,
            bronze_threshold: board.thresholds.bronze,
            median_threshold: board.thresholds.median,
            any_medal: medals.gold || medals.silver || medals.bronze,
            gold_medal: medals.gold,
            silver_medal: medals.silver,
            bronze_medal: medals.bronze,
            above_median: medals.above_median,
            submission_exists: exists,
            valid_submission: score.is_some(),
            is_lower_better: board.is_lower_better,
            created_at: time_text(SystemTime::now()),
            submission_path: path.display().to_string(),
        }
    }
}

/// Reports added up, with the benchmark's fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Number of reports.
    pub total_runs: usize,
    /// Those with a submission file.
    pub total_runs_with_submissions: usize,
    /// Those with a score.
    pub total_valid_submissions: usize,
    /// Medals of all kinds.
    pub total_medals: usize,
    /// Gold medals.
    pub total_gold_medals: usize,
    /// Silver medals.
    pub total_silver_medals: usize,
    /// Bronze medals.
    pub total_bronze_medals: usize,
    /// Scores better than the median.
    pub total_above_median: usize,
    /// The reports.
    pub competition_reports: Vec<CompetitionReport>,
}

/// Adds reports up.
pub fn summary(reports: &[CompetitionReport]) -> Summary {
    let count = |holds: fn(&CompetitionReport) -> bool| reports.iter().filter(|report| holds(report)).count();
    let (gold, silver, bronze) =
        (count(|report| report.gold_medal), count(|report| report.silver_medal), count(|report| report.bronze_medal));
    Summary {
        total_runs: reports.len(),
        total_runs_with_submissions: count(|report| report.submission_exists),
        total_valid_submissions: count(|report| report.valid_submission),
        total_medals: gold + silver + bronze,
        total_gold_medals: gold,
        total_silver_medals: silver,
        total_bronze_medals: bronze,
        total_above_median: count(|report| report.above_median),
        competition_reports: reports.to_vec(),
    }
}

impl Summary {
    /// The reports as a table for people, a line each, and the totals.
    pub fn table(&self) -> String {
        let width = self.competition_reports.iter().map(|report| report.competition_id.len()).max().unwrap_or_default().max(11);
        let mut out = format!(
            "{:<width$}  {:>10}  {:<6}  {:<12}  {:>10}  {:>10}  {:>10}  {:>10}\n",
            "competition", "score", "medal", "above median", "gold", "silver", "bronze", "median"
        );
        for report in &self.competition_reports {
            let score = match report.score {
                Some(score) => format!("{score:.5}"),
                None if report.submission_exists => "invalid".to_owned(),
                None => "none".to_owned(),
            };
            let medal = match (report.gold_medal, report.silver_medal, report.bronze_medal) {
                (true, ..) => "gold",
                (_, true, _) => "silver",
                (.., true) => "bronze",
                _ => "-",
            };
            let above = if report.above_median { "yes" } else { "no" };
            let thresholds = [report.gold_threshold, report.silver_threshold, report.bronze_threshold, report.median_threshold];
            let thresholds: String = thresholds.iter().map(|threshold| format!("  {threshold:>10.5}")).collect();
            _ = writeln!(out, "{:<width$}  {score:>10}  {medal:<6}  {above:<12}{thresholds}", report.competition_id);
        }
        _ = writeln!(
            out,
            "{} runs, {} with a submission, {} valid; {} medals: {} gold, {} silver, {} bronze; {} above the median",
            self.total_runs,
            self.total_runs_with_submissions,
            self.total_valid_submissions,
            self.total_medals,
            self.total_gold_medals,
            self.total_silver_medals,
            self.total_bronze_medals,
            self.total_above_median
        );
        out
    }
}

fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        value if value.is_finite() => serializer.serialize_f64(*value),
        value if value.is_nan() => serializer.serialize_str("NaN"),
        value if *value > 0.0 => serializer.serialize_str("Infinity"),
        _ => serializer.serialize_str("-Infinity"),
    }
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn optional_number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => number(value, serializer),
        None => serializer.serialize_none(),
    }
}

/// A time as Python's `isoformat` writes it, universal time.
fn time_text(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:06}", since.subsec_micros())
}

/// The date of a day after 1970-01-01, by going through the years and months.
fn date_of(mut days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn report(score: Option<f64>, exists: bool) -> CompetitionReport {
        let board = Leaderboard::of_scores(&[0.9, 0.8, 0.7, 0.6, 0.5]).unwrap();
        CompetitionReport::new("toy", &board, Path::new("a/submission.csv"), exists, score)
    }

    #[test]
    fn a_report_has_the_benchmarks_fields_in_its_order() {
        let text = serde_json::to_string(&report(Some(0.85), true)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "competition_id",
                "score",
                "gold_threshold",
                "silver_threshold",
                "bronze_threshold",
                "median_threshold",
                "any_medal",
                "gold_medal",
                "silver_medal",
                "bronze_medal",
                "above_median",
                "submission_exists",
                "valid_submission",
                "is_lower_better",
                "created_at",
                "submission_path"
            ]
        );
        // Five teams: gold and silver at the first position, bronze at int(5 * .4) = 2.
        assert_eq!((value["bronze_medal"].as_bool(), value["any_medal"].as_bool()), (Some(true), Some(true)));
    }

    #[test]
    fn a_score_that_is_no_number_is_valid_and_written_as_a_text() {
        let value = serde_json::to_value(report(Some(f64::NAN), true)).unwrap();
        assert_eq!((&value["score"], &value["valid_submission"]), (&"NaN".into(), &true.into()));
        assert_eq!(value["any_medal"], false);
    }

    #[test]
    fn a_summary_counts_and_shows_what_the_reports_hold() {
        let summary = summary(&[report(Some(0.9), true), report(Some(0.8), true), report(None, true), report(None, false)]);
        assert_eq!((summary.total_runs, summary.total_runs_with_submissions, summary.total_valid_submissions), (4, 3, 2));
        assert_eq!((summary.total_medals, summary.total_gold_medals, summary.total_bronze_medals), (2, 1, 1));
        assert_eq!(
            summary.table(),
            "competition       score  medal   above median        gold      silver      bronze      median\n\
             toy             0.90000  gold    yes              0.90000     0.90000     0.80000     0.70000\n\
             toy             0.80000  bronze  yes              0.90000     0.90000     0.80000     0.70000\n\
             toy             invalid  -       no               0.90000     0.90000     0.80000     0.70000\n\
             toy                none  -       no               0.90000     0.90000     0.80000     0.70000\n\
             4 runs, 3 with a submission, 2 valid; 2 medals: 1 gold, 0 silver, 1 bronze; 2 above the median\n"
        );
    }

    #[test]
    fn times_are_written_as_python_writes_them() {
        let at = |seconds, micros| time_text(UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_micros(micros));
        assert_eq!(at(0, 7), "1970-01-01T00:00:00.000007");
        // date -u -d @1709210096 and @1767225599
        assert_eq!(at(1_709_210_096, 0), "2024-02-29T12:34:56.000000");
        assert_eq!(at(1_767_225_599, 999_999), "2025-12-31T23:59:59.999999");
    }
}
