//! Which lines the pictures of an ablation show: one for each method, the mean over seeds with a band of one deviation around it.

use std::collections::BTreeMap;

use super::collect::RunRecord;
use super::figures::{Arm, Figures};
use super::stats::{Spread, spread};
use crate::config::Method;
use crate::report::picture::trailing_mean;
use crate::report::svg::{Panel, Series, render, render_grid};

const GREY: &str = "#8a949e";
/// Of the methods, in their order.
const COLORS: [&str; 5] = ["#3e4c59", "#d99a00", "#2f9e6e", "#2f6fba", "#c0392b"];
/// Of arms that are files.
const OTHERS: [&str; 4] = ["#8e44ad", "#00868b", "#a0522d", "#d6498f"];
/// Points of a line over train steps; more would not be seen.
const MOST_POINTS: usize = 240;

/// Metrics of the emergent curriculum, with title and label.
const CURRICULUM: [(&str, &str, &str); 5] = [
    ("curriculum/depth_mean", "Depth of the starts", "self-iterations behind a start"),
    ("buffer/age_mean", "Age of the starts from the buffer", "train steps since they were made"),
    ("curriculum/distinct_instances", "Distinct task instances", "different instances so far"),
    ("curriculum/start_distance_mean", "Distance between starts", "mean pairwise embedding distance"),
    ("buffer/effective_size", "Effective size of the buffer", "entries really drawn from"),
];

/// The pictures of an ablation, by file name. One that would have nothing to show is left out.
pub(super) fn pictures(figures: &Figures, records: &[RunRecord]) -> Vec<(&'static str, String)> {
    let finished: Vec<&RunRecord> = records.iter().filter(|record| record.finished).collect();
    let names: Vec<&str> = figures.arms.iter().map(|arm| arm.name.as_str()).collect();
    let lines = Lines { names, records: finished };
    let training: Vec<Panel> = [lines.reward(), lines.learning(figures)].into_iter().flatten().collect();
    let curriculum: Vec<Panel> = CURRICULUM.iter().filter_map(|(name, title, label)| lines.metric(name, title, label)).collect();
    let mut pictures = vec![("accuracy.svg", render(&[accuracy(figures), lines.gain(figures)]))];
    if !training.is_empty() {
        pictures.push(("training.svg", render(&training)));
    }
    if !curriculum.is_empty() {
        let columns = if curriculum.len() == 4 { 2 } else { 3 };
        pictures.push(("curriculum.svg", render_grid(&curriculum, columns)));
    }
    pictures
}

/// The color of a method, or of the n-th arm that is none.
fn color(names: &[&str], name: &str) -> &'static str {
    match Method::named(name) {
        Some(method) => COLORS[method as usize],
        None => {
            let others = names.iter().filter(|name| Method::named(name).is_none());
            let place = others.into_iter().position(|other| *other == name).unwrap_or(0);
            OTHERS[place % OTHERS.len()]
        }
    }
}

fn accuracy(figures: &Figures) -> Panel {
    let names: Vec<&str> = figures.arms.iter().map(|arm| arm.name.as_str()).collect();
    let line = |arm: &Arm| {
        let points = arm.accuracy.iter().enumerate().map(|(k, spread)| (k as f64, *spread));
        series(&arm.name, color(&names, &arm.name), points, true)
    };
    let base = figures.base.iter().map(|base| Series { color: GREY, dashed: true, ..line(base) });
    let setting = &figures.setting;
    Panel {
        title: format!("Accuracy on {} held-out tasks ({})", setting.num_tasks, setting.domain),
        x_label: "self-iterations (k)",
        y_label: "accuracy",
        series: base.chain(figures.arms.iter().map(line)).collect(),
        fitted: true,
    }
    .at_least_zero()
}

/// A line through means, with a band of one standard deviation on either side.
fn series(label: &str, color: &'static str, points: impl Iterator<Item = (f64, Spread)> + Clone, marked: bool) -> Series {
    let band = points.clone().filter_map(|(x, spread)| Some((x, spread.mean - spread.std?, spread.mean + spread.std?)));
    Series {
        label: label.to_owned(),
        points: points.clone().map(|(x, spread)| (x, spread.mean)).collect(),
        color,
        width: 2.4,
        marked,
        band: band.collect(),
        dashed: false,
    }
}

/// Makes lines from the runs of each arm.
struct Lines<'r> {
    names: Vec<&'r str>,
    records: Vec<&'r RunRecord>,
}

impl<'r> Lines<'r> {
    fn runs(&self, name: &str) -> impl Iterator<Item = &'r RunRecord> {
        self.records.iter().copied().filter(move |record| record.arm == name).collect::<Vec<_>>().into_iter()
    }

    /// One line for each arm that has points.
    fn panel(
        &self,
        title: impl Into<String>,
        labels: [&'static str; 2],
        marked: bool,
        points: impl Fn(&RunRecord) -> Vec<(f64, f64)>,
    ) -> Option<Panel> {
        let mut lines = Vec::new();
        for name in &self.names {
            let over_seeds = over_seeds(self.runs(name).map(&points));
            if !over_seeds.is_empty() {
                lines.push(series(name, color(&self.names, name), over_seeds.iter().copied(), marked));
            }
        }
        let panel = Panel { title: title.into(), x_label: labels[0], y_label: labels[1], series: lines, fitted: true };
        (!panel.series.is_empty()).then_some(panel)
    }

    fn gain(&self, figures: &Figures) -> Panel {
        let gains = |record: &RunRecord| {
            let accuracy = record.evals.last().map_or(&[][..], |eval| eval.accuracy.as_slice());
            accuracy.iter().enumerate().map(|(k, at)| (k as f64, at - accuracy[0])).collect()
        };
        let runs = figures.runs.len();
        let title = format!("Gain over the first attempt ({runs} runs)");
        self.panel(title, ["self-iterations (k)", "accuracy less that at k = 0"], true, gains).unwrap_or_default()
    }

    fn reward(&self) -> Option<Panel> {
        self.metric("reward/mean", "Mean reward while training", "reward")
    }

    /// Accuracy at K at every evaluation; nothing to see with a single one.
    fn learning(&self, figures: &Figures) -> Option<Panel> {
        if self.records.iter().all(|record| record.evals.len() < 2) {
            return None;
        }
        let last = |record: &RunRecord| {
            record.evals.iter().filter_map(|eval| Some((eval.train_step as f64, *eval.accuracy.last()?))).collect()
        };
        let title = format!("Accuracy after {} self-iterations", figures.setting.num_iterations);
        self.panel(title, ["train steps", "accuracy"], true, last).map(Panel::at_least_zero)
    }

    /// A count that only grows is shown as it is, what goes up and down as a trailing mean.
    fn metric(&self, name: &str, title: &str, label: &'static str) -> Option<Panel> {
        let share = if name == "curriculum/distinct_instances" { 0 } else { 10 };
        let points = |record: &RunRecord| record.series.get(name).map_or_else(Vec::new, |points| smooth(points, share));
        self.panel(title, ["train steps", label], false, points).map(Panel::at_least_zero)
    }
}

/// A trailing mean over a tenth of the train steps (`share` is 10; 0 takes each as it is), thinned to what can be seen.
fn smooth(points: &[(u64, f64)], share: usize) -> Vec<(f64, f64)> {
    let points: Vec<(f64, f64)> = points.iter().map(|(step, value)| (*step as f64, *value)).collect();
    let window = points.len().checked_div(share).unwrap_or(1);
    let means = trailing_mean(&points, window.clamp(1, 50));
    let stride = means.len().div_ceil(MOST_POINTS).max(1);
    // Counted from the end, so that the last train step is always there.
    let kept = means.len() % stride;
    means.into_iter().enumerate().filter(|(index, _)| (index + 1) % stride == kept % stride).map(|(_, point)| point).collect()
}

/// Mean and deviation over the runs that have a value at x.
fn over_seeds(runs: impl Iterator<Item = Vec<(f64, f64)>>) -> Vec<(f64, Spread)> {
    let mut values: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for (x, value) in runs.flatten() {
        // All are counts: train steps, or self-iterations.
        values.entry(x as u64).or_default().push(value);
    }
    values.into_iter().filter_map(|(x, values)| Some((x as f64, spread(&values)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablate::testing::record;

    #[test]
    fn seeds_become_a_line_with_a_band() {
        let line = over_seeds([vec![(0.0, 1.0), (1.0, 2.0)], vec![(0.0, 3.0)]].into_iter());
        assert_eq!(line[0], (0.0, Spread { mean: 2.0, std: Some(2f64.sqrt()) }));
        assert_eq!(line[1], (1.0, Spread { mean: 2.0, std: None }));
        let drawn = series("a", GREY, line.iter().copied(), false);
        assert_eq!((&drawn.points, drawn.band.len()), (&vec![(0.0, 2.0), (1.0, 2.0)], 1));
        let wide = Series { band: vec![(0.0, -0.5, 2.5)], ..drawn };
        let cut = Panel { series: vec![wide], ..Panel::default() }.at_least_zero();
        assert_eq!(cut.series[0].band, [(0.0, 0.0, 2.5)]);
    }

    #[test]
    fn a_long_log_is_thinned_and_keeps_its_end() {
        let long: Vec<(u64, f64)> = (1..=1001).map(|step| (step, 0.5)).collect();
        let thin = smooth(&long, 10);
        assert!(thin.len() <= MOST_POINTS && thin.last() == Some(&(1001.0, 0.5)), "{} {:?}", thin.len(), thin.last());
        assert_eq!(smooth(&[(1, 0.25), (2, 0.75)], 10), [(1.0, 0.25), (2.0, 0.75)]);
        let rising: Vec<(u64, f64)> = (1..=40).map(|step| (step, step as f64)).collect();
        assert_eq!((smooth(&rising, 0)[39].1, smooth(&rising, 10)[39].1), (40.0, 38.5));
    }

    #[test]
    fn pictures_show_what_was_recorded_and_nothing_else() {
        let records = [record("grpo", 1, &[[0.0, 0.5]], &[]), record("mine", 1, &[[0.5, 0.5]], &[1.0, 1.0, 2.0])];
        let pictures = pictures(&Figures::of(&records).unwrap(), &records);
        let names: Vec<&str> = pictures.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["accuracy.svg", "training.svg", "curriculum.svg"]);
        let curriculum = &pictures[2].1;
        assert!(curriculum.contains("Depth of the starts") && !curriculum.contains("Age of"), "{curriculum}");
        assert!(!curriculum.contains("grpo") && curriculum.contains(OTHERS[0]), "{curriculum}");
        assert!(pictures[0].1.contains("stroke-dasharray"), "the base policy");
    }
}
