//! Records of runs with hand-made numbers.

use std::collections::BTreeMap;

use super::collect::RunRecord;
use crate::config::RunConfig;
use crate::report::EvalSummary;

/// A finished run whose task `t` has accuracy `tasks[t][k]`, and whose starts had these depths, train step by train step.
pub(super) fn record(arm: &str, seed: u64, tasks: &[[f64; 2]], depths: &[f64]) -> RunRecord {
    let accuracy = |k: usize| tasks.iter().map(|task| task[k]).sum::<f64>() / tasks.len() as f64;
    let eval = |train_step: u64, accuracy: Vec<f64>| EvalSummary {
        train_step,
        domain: "math".into(),
        num_tasks: tasks.len() as u64,
        num_samples: 1,
        accuracy,
    };
    let points = |values: &[f64]| values.iter().enumerate().map(|(n, value)| (n as u64 + 1, *value)).collect::<Vec<_>>();
    let mut series = BTreeMap::from([("reward/mean", points(&[0.25, 0.5, 0.5, 0.75]))]);
    if !depths.is_empty() {
        series.insert("curriculum/depth_mean", points(depths));
    }
    RunRecord {
        arm: arm.into(),
        seed,
        folder: format!("out/{arm}/seed_{seed}").into(),
        config: RunConfig { max_steps: 4, seed, ..RunConfig::default() },
        finished: true,
        evals: vec![eval(0, vec![0.25, 0.25]), eval(4, vec![accuracy(0), accuracy(1)])],
        series,
        start: Some(seed),
        last: tasks.iter().enumerate().map(|(index, task)| ((String::new(), format!("t{index}")), task.to_vec())).collect(),
        train_seconds: 90.0,
    }
}
