//! A leaderboard that nobody played: a hundred scores laid out by a fixed rule around three that were measured.
//!
//! Of 100 scores the 10th is the threshold of gold, the 20th of silver, the 40th of bronze (MLE-bench's rule), and the median lies
//! between the 50th and the 51st. The scores are straight lines between anchors, with `gap` the way from the simple program's score
//! to the strong one's and `rise` the way from the baseline's to the simple one's:
//!
//! | place | score | so that |
//! |---|---|---|
//! | 1 | strong + 0.25 `gap`, at most half the way to a perfect score | there is something above gold |
//! | 10 | strong - 0.10 `gap` | the strong program earns gold, and nothing much weaker does |
//! | 20 | simple + 0.50 `gap` | half the way between them earns silver |
//! | 40 | simple - 0.05 `rise` | the simple program earns bronze |
//! | 51 | simple - 0.50 `rise` | the baseline is below the median |
//! | 85 | baseline | |
//! | 100 | baseline - 0.20 `rise` | |

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::spec::LocalCompetition;

/// How many scores a leaderboard has.
const PLACES: usize = 100;

/// Scores of the programs in `tests/programs/<id>`, measured on the test rows of the split that [`prepare`](super::prepare) writes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeasuredScores {
    /// Of a constant answer.
    pub baseline: f64,
    /// Of one obvious model.
    pub simple: f64,
    /// Of a model chosen with some care.
    pub strong: f64,
}

/// The measured scores of every local competition, by id.
///
/// # Panics
/// Never: the file is part of the library, and a test reads it.
pub fn measured_scores() -> BTreeMap<String, MeasuredScores> {
    serde_json::from_str(include_str!("measured.json")).expect("measured.json is written by the tests")
}

/// The scores of the leaderboard, best first, rounded to five decimals as the benchmark rounds.
pub(super) fn scores(competition: &LocalCompetition, measured: &MeasuredScores) -> Vec<f64> {
    let MeasuredScores { baseline, simple, strong } = *measured;
    let (gap, rise) = (strong - simple, simple - baseline);
    let perfect = competition.range[1];
    let top = if gap.abs() * 0.25 < (perfect - strong).abs() * 0.5 { strong + gap * 0.25 } else { (strong + perfect) * 0.5 };
    let anchors = [
        (1, top),
        (10, strong - 0.1 * gap),
        (20, simple + 0.5 * gap),
        (40, simple - 0.05 * rise),
        (51, simple - 0.5 * rise),
        (85, baseline),
        (PLACES, baseline - 0.2 * rise),
    ];
    let mut scores = vec![top];
    for pair in anchors.windows(2) {
        let [(from, high), (to, low)] = [pair[0], pair[1]];
        let between = (from + 1..=to).map(|place| high + (low - high) * (place - from) as f64 / (to - from) as f64);
        scores.extend(between);
    }
    scores.iter().map(|score| (score * 1e5).round() / 1e5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::local_competitions;

    fn competition(id: &str) -> &'static LocalCompetition {
        local_competitions().iter().find(|competition| competition.id == id).unwrap()
    }

    #[test]
    fn a_leaderboard_has_the_promised_score_at_every_anchor() {
        let scores = scores(competition("tumour-auc"), &MeasuredScores { baseline: 0.5, simple: 0.9, strong: 0.98 });
        assert_eq!(scores.len(), 100);
        // gap 0.08, rise 0.4; a quarter of the gap is 0.02, half the way to 1 is 0.01.
        let at = |place: usize| scores[place - 1];
        assert_eq!([at(1), at(10), at(20), at(40), at(51), at(85), at(100)], [0.99, 0.972, 0.94, 0.88, 0.7, 0.5, 0.42]);
        // A line from 0.88 to 0.7 over eleven places.
        assert_eq!(at(41), 0.86364);
        assert!(scores.is_sorted_by(|better, worse| better >= worse));
    }

    #[test]
    fn where_less_is_better_the_leaderboard_rises() {
        let scores = scores(competition("diabetes-rmse"), &MeasuredScores { baseline: 80.0, simple: 60.0, strong: 56.0 });
        assert_eq!([scores[0], scores[9], scores[19], scores[39], scores[99]], [55.0, 56.4, 58.0, 61.0, 84.0]);
        assert!(scores.is_sorted());
    }

    #[test]
    fn every_competition_has_measured_scores_that_get_better() {
        let measured = measured_scores();
        for competition in local_competitions() {
            let MeasuredScores { baseline, simple, strong } = measured[competition.id];
            let ordered = if competition.lower_is_better { [strong, simple, baseline] } else { [baseline, simple, strong] };
            assert!(ordered.is_sorted_by(|a, b| a < b), "{}: {ordered:?}", competition.id);
        }
        assert_eq!(measured.len(), local_competitions().len());
    }
}
