//! Medals by position on a leaderboard, as the benchmark awards them.

use serde::{Deserialize, Serialize};

use super::table::{Table, field_number};

/// The scores that earn medals, and the median of all scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Least good score with a gold medal.
    pub gold: f64,
    /// Least good score with a silver medal.
    pub silver: f64,
    /// Least good score with a bronze medal.
    pub bronze: f64,
    /// Median of all scores.
    pub median: f64,
}

/// What a score earns. At most one of the medals is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Medals {
    pub(crate) gold: bool,
    pub(crate) silver: bool,
    pub(crate) bronze: bool,
    pub(crate) above_median: bool,
}

/// A leaderboard: what scores earn, and which direction is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leaderboard {
    pub(crate) thresholds: Thresholds,
    pub(crate) is_lower_better: bool,
}

impl Leaderboard {
    /// From the column `score` of a table, best score first.
    ///
    /// # Errors
    /// When there is no such column, no row, or a score that is no number.
    pub(crate) fn of_table(table: &Table) -> Result<Self, String> {
        let Some(column) = table.column("score") else {
            return Err(format!("has no column score but {:?}; take the benchmark's leaderboard.csv", table.names()));
        };
        let mut scores = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let raw = column.raw(row);
            let score = if column.is_missing(row) { Some(f64::NAN) } else { field_number(raw) };
            let bad =
                || format!("has the score {raw:?} in row {}, which is no number; take the benchmark's leaderboard.csv", row + 1);
            scores.push(score.ok_or_else(bad)?);
        }
        Self::of_scores(&scores).ok_or_else(|| "has no row; put at least one score into it".to_owned())
    }

    /// From scores, best first; [`None`] where there is none. The first and the last tell which direction is better.
    pub(crate) fn of_scores(scores: &[f64]) -> Option<Self> {
        let (first, last) = (scores.first()?, scores.last()?);
        let (gold, silver, bronze) = positions(scores.len());
        let at = |position: usize| scores.get(position - 1).copied();
        let thresholds = Thresholds { gold: at(gold)?, silver: at(silver)?, bronze: at(bronze)?, median: median(scores) };
        Some(Self { thresholds, is_lower_better: first < last })
    }

    /// What a score earns; a tie with a threshold earns the medal, a tie with the median is not above it.
    pub(crate) fn medals(&self, score: f64) -> Medals {
        let reaches = |threshold: f64| if self.is_lower_better { score <= threshold } else { score >= threshold };
        let Thresholds { gold, silver, bronze, median } = self.thresholds;
        let gold = reaches(gold);
        let silver = !gold && reaches(silver);
        let bronze = !gold && !silver && reaches(bronze);
        let above_median = if self.is_lower_better { score < median } else { score > median };
        Medals { gold, silver, bronze, above_median }
    }
}

/// The last positions with gold, silver and bronze, from 1, by the number of teams.
fn positions(teams: usize) -> (usize, usize, usize) {
    // Fractions of the number of teams are cut off, at least the first position.
    let share = |fraction: f64| ((teams as f64 * fraction) as usize).max(1);
    let gold_of_many = 10 + (teams as f64 * 0.002) as usize;
    match teams {
        0..100 => (share(0.1), share(0.2), share(0.4)),
        100..250 => (10, share(0.2), share(0.4)),
        250..1000 => (gold_of_many, 50, 100),
        _ => (gold_of_many, share(0.05), share(0.1)),
    }
}

/// The median of the scores that are there.
fn median(scores: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = scores.iter().copied().filter(|score| !score.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_follow_the_number_of_teams() {
        // int(99 * .1) = 9, int(99 * .2) = 19, int(99 * .4) = 39; one team has all three.
        assert_eq!(positions(1), (1, 1, 1));
        assert_eq!(positions(9), (1, 1, 3));
        assert_eq!(positions(99), (9, 19, 39));
        assert_eq!(positions(100), (10, 20, 40));
        assert_eq!(positions(249), (10, 49, 99));
        assert_eq!(positions(250), (10, 50, 100));
        assert_eq!(positions(999), (11, 50, 100));
        assert_eq!(positions(1000), (12, 50, 100));
        assert_eq!(positions(4540), (19, 227, 454));
    }

    #[test]
    fn ties_with_a_threshold_earn_the_medal_and_medals_exclude_each_other() {
        // Ten teams, higher better: gold at position 1, silver at 2, bronze at 4, median 5.5.
        let board = Leaderboard::of_scores(&[10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]).unwrap();
        assert!(!board.is_lower_better);
        let medals = |gold, silver, bronze, above_median| Medals { gold, silver, bronze, above_median };
        assert_eq!(board.medals(10.0), medals(true, false, false, true));
        assert_eq!(board.medals(9.99), medals(false, true, false, true));
        assert_eq!(board.medals(7.0), medals(false, false, true, true));
        assert_eq!(board.medals(6.99), medals(false, false, false, true));
        assert_eq!(board.medals(5.5), medals(false, false, false, false));
        assert_eq!(board.medals(f64::NAN), Medals::default());
    }

    #[test]
    fn where_the_first_score_is_the_lowest_lower_is_better_and_missing_scores_leave_the_median_alone() {
        let board = Leaderboard::of_scores(&[0.1, 0.2, f64::NAN, 0.4]).unwrap();
        assert!(board.is_lower_better);
        assert_eq!(board.thresholds.median, 0.2);
        assert!(board.medals(0.1).gold && !board.medals(0.11).gold && board.medals(0.19).above_median);
    }
}
