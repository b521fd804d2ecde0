//! The benchmark's entries, as JSON for the oracle and prepared for us.

use std::path::Path;
use std::sync::Arc;

use exitrl_tool_use::{CallRules, Entry, LongContext, Prepared, long_context_of};
use serde_json::Value;

pub(crate) struct Case {
    pub(crate) json: Value,
    pub(crate) truth: Vec<Vec<String>>,
    pub(crate) prepared: Prepared,
}

pub(crate) const CATEGORIES: [&str; 4] = ["base", "miss_func", "miss_param", "long_context"];

pub(crate) fn long_context(package: &Path) -> Arc<LongContext> {
    Arc::new(long_context_of(package).unwrap())
}

/// The values of a file with one on each line.
pub(crate) fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every entry of the four categories.
pub(crate) fn cases(package: &Path) -> Vec<Case> {
    let data = package.join("bfcl_eval/data");
    let long = long_context(package);
    let mut cases = Vec::new();
    for category in CATEGORIES {
        let name = format!("BFCL_v4_multi_turn_{category}.json");
        let answers = json_lines(&data.join("possible_answer").join(&name));
        for (json, answer) in json_lines(&data.join(&name)).into_iter().zip(answers) {
            let truth: Vec<Vec<String>> = serde_json::from_value(answer["ground_truth"].clone()).unwrap();
            let entry = Entry::from_json(json.clone(), truth.clone()).unwrap();
            let prepared = Prepared::new(entry, Some(&long), CallRules::default()).unwrap();
            cases.push(Case { json, truth, prepared });
        }
    }
    cases
}

/// One call a reply.
pub(crate) fn one_by_one(truth: &[Vec<String>]) -> Vec<Vec<Vec<String>>> {
    truth.iter().map(|turn| turn.iter().map(|call| vec![call.clone()]).collect()).collect()
}
