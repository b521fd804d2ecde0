//! Named numbers of one train step.

use std::collections::BTreeMap;

use serde::Serialize;

/// Named numbers of one train step, ordered by name so that equal runs write equal bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metrics(pub BTreeMap<String, f64>);

impl Metrics {
    /// Sets one metric. A value that is not finite is left out: JSON cannot carry it, and its absence is seen.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<f64>) {
        let value = value.into();
        if value.is_finite() {
            self.0.insert(name.into(), value);
        }
    }

    /// Takes over all metrics of another set.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// One metric.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }
}

/// Mean of some numbers; 0 of none.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0u64), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// Mean of some numbers for a metric: not a number of none, and such a metric is left out.
pub fn mean_if_any(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}
