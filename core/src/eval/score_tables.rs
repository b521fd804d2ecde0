//! The official score tables of a domain over what was evaluated.

use std::collections::HashSet;

use exitrl_domain::{ClientError, Feature, ScoreRow};
use serde::{Deserialize, Serialize};

use super::{EvalReport, EvalSplit};

/// A domain's own table of the answers after some self-iterations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreTable {
    /// Self-iterations behind the answers.
    pub k: usize,
    /// As the domain made it, for people.
    pub table: String,
}

/// Asks the first split's domain for its table after no and after all self-iterations. They count every sample of every split
/// whose domain has the same name; where that domain has no table, nothing is asked.
///
/// Each table comes with its own success, since what was evaluated stands without it.
pub fn score_tables(splits: &[EvalSplit], report: &EvalReport) -> Vec<(usize, Result<String, ClientError>)> {
    let Some(first) = splits.first().filter(|split| split.stage.domain.features().contains(&Feature::ScoreTable)) else {
        return Vec::new();
    };
    let name = |split: &EvalSplit| split.stage.domain.metadata().name.clone();
    let alike = splits.iter().filter(|split| name(split) == name(first));
    // Rows say no split where the configuration names none.
    let alike: HashSet<&str> = alike.map(|split| if split.named { split.name.as_str() } else { "" }).collect();
    let ks = [0].into_iter().chain((report.num_iterations > 0).then_some(report.num_iterations));
    let ask = |k: usize| {
        let rows = report.rows.chains.iter().filter(|row| row.k == k && alike.contains(row.split.as_str()));
        let rows: Vec<_> = rows.map(|row| ScoreRow { task_id: row.task_id.clone(), quality: row.quality }).collect();
        Some((k, first.stage.domain.score_table(&rows).transpose()?))
    };
    ks.filter_map(ask).collect()
}
