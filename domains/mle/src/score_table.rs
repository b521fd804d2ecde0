//! The score table of an evaluation.

use std::collections::BTreeMap;
use std::fmt::Write;

use exitrl_domain::ScoreRow;

use crate::judge::Medal;

/// Results of one competition.
#[derive(Debug, Default)]
struct Results {
    qualities: Vec<f64>,
    medals: Vec<Medal>,
}

/// Quality and medals by competition, and the benchmark's headline figure: the share of runs with any medal, averaged over competitions.
/// `medal` says what a quality is worth in a competition; it knows nothing of competitions that are not this domain's.
pub(crate) fn score_table(rows: &[ScoreRow], medal: &dyn Fn(&str, f64) -> Option<Medal>) -> String {
    let mut results: BTreeMap<&str, Results> = BTreeMap::new();
    for row in rows {
        let of = results.entry(&row.task_id).or_default();
        of.qualities.push(row.quality);
        of.medals.extend(medal(&row.task_id, row.quality));
    }
    let width = results.keys().map(|id| id.len()).max().unwrap_or(0).max("competition".len());
    let mut out = format!("{:width$}  runs  mean quality  best quality  gold  silver  bronze  any medal\n", "competition");
    let (mut shares, mut means) = (Vec::new(), Vec::new());
    for (id, Results { mut qualities, medals }) in results {
        // Sums in one order, whatever the order of the rows.
        qualities.sort_by(f64::total_cmp);
        let count = |wanted: Medal| medals.iter().filter(|medal| **medal == wanted).count();
        let runs = qualities.len();
        let (mean, best) = (mean(&qualities), qualities.last().copied().unwrap_or(0.0));
        let share = medals.len() as f64 / runs.max(1) as f64;
        let (gold, silver, bronze) = (count(Medal::Gold), count(Medal::Silver), count(Medal::Bronze));
        _ = writeln!(
            out,
            "{id:width$}  {runs:>4}  {mean:>12.4}  {best:>12.4}  {gold:>4}  {silver:>6}  {bronze:>6}  {:>7.1} %",
            100.0 * share
        );
        shares.push(share);
        means.push(mean);
    }
    _ = writeln!(out, "mean over competitions: quality {:.4}, any medal {:.1} %", mean(&means), 100.0 * mean(&shares));
    out
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medals_are_counted_by_competition_and_averaged_over_them() {
        let row = |id: &str, quality: f64| ScoreRow { task_id: id.into(), quality };
        let rows = [row("iris", 0.75), row("iris", 0.25), row("wine", 0.5)];
        let medal = |id: &str, quality: f64| (id == "iris" && quality > 0.7).then_some(Medal::Gold);
        let expected = "\
competition  runs  mean quality  best quality  gold  silver  bronze  any medal
iris            2        0.5000        0.7500     1       0       0     50.0 %
wine            1        0.5000        0.5000     0       0       0      0.0 %
mean over competitions: quality 0.5000, any medal 25.0 %
";
        assert_eq!(score_table(&rows, &medal), expected);
        let backwards: Vec<ScoreRow> = rows.iter().rev().cloned().collect();
        assert_eq!(score_table(&backwards, &medal), expected);
    }
}
