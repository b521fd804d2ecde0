//! The benchmark's score table.

use std::collections::BTreeMap;
use std::fmt::Write;

use exitrl_domain::ScoreRow;

use crate::data::Category;

/// Right entries and all entries of a set.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    right: usize,
    all: usize,
}

impl Score {
    fn accuracy(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// Accuracies by category, as the benchmark's table of multi-turn scores has them: the overall accuracy is the unweighted mean of the four
/// categories, one that was not evaluated counting as 0. Sets of tasks that are not the benchmark's have a line each.
pub(crate) fn score_table(rows: &[ScoreRow]) -> String {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for row in rows {
        let set = Category::of_id(&row.task_id).map_or_else(|| other_set(&row.task_id), |category| category.name().to_owned());
        let score = scores.entry(set).or_default();
        score.all += 1;
        score.right += usize::from(row.quality >= 1.0);
    }
    let official: Vec<Option<Score>> = Category::SCORED.iter().map(|category| scores.remove(category.name())).collect();
    let mut out = String::new();
    if official.iter().any(Option::is_some) {
        write_official(&mut out, &official);
    }
    for (set, score) in scores {
        _ = writeln!(out, "{set}: {} ({} of {})", percent(score.accuracy()), score.right, score.all);
    }
    out
}

fn other_set(id: &str) -> String {
    id.rsplit_once('_').map_or(id, |(set, _)| set).to_owned()
}

fn percent(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}

fn write_official(out: &mut String, scores: &[Option<Score>]) {
    let overall = scores.iter().flatten().map(|score| score.accuracy()).sum::<f64>() / scores.len() as f64;
    let accuracy = |score: &Option<Score>| score.map_or_else(|| "N/A".to_owned(), |score| percent(score.accuracy()));
    let count = |score: &Option<Score>| score.map_or(0, |score| score.all).to_string();
    let columns = ["Multi Turn Overall Acc", "Base", "Miss Func", "Miss Param", "Long Context"];
    let accuracies = std::iter::once(percent(overall)).chain(scores.iter().map(accuracy));
    let total = scores.iter().flatten().map(|score| score.all).sum::<usize>().to_string();
    let counts = std::iter::once(total).chain(scores.iter().map(count));
    let row = |head: &str, cells: Vec<String>| {
        let cells = cells.iter().zip(columns).map(|(cell, column)| format!("  {cell:>width$}", width = column.len().max(7)));
        format!("{head:<8}{}\n", cells.collect::<String>())
    };
    out.push_str(&row("", columns.map(str::to_owned).to_vec()));
    out.push_str(&row("accuracy", accuracies.collect()));
    out.push_str(&row("entries", counts.collect()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overall_score_is_the_mean_of_four_categories_and_what_is_missing_counts_as_nothing() {
        let row = |id: &str, quality: f64| ScoreRow { task_id: id.to_owned(), quality };
        let rows = [
            row("multi_turn_base_1", 1.0),
            row("multi_turn_base_2", 0.0),
            row("multi_turn_miss_func_1", 1.0),
            row("generated_one_call_77", 1.0),
            row("generated_one_call_78", 0.5),
        ];
        let table = "          Multi Turn Overall Acc     Base  Miss Func  Miss Param  Long Context\n\
                     accuracy                  37.50%   50.00%    100.00%         N/A           N/A\n\
                     entries                        3        2          1           0             0\n\
                     generated_one_call: 50.00% (1 of 2)\n";
        assert_eq!(score_table(&rows), table);
    }
}
