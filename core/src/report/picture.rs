//! Which lines the picture of a run shows.

use super::svg::{Panel, Series, render};
use super::{EvalSummary, RunData};

/// Early to late evaluations, light to dark.
const SHADES: [&str; 4] = ["#f0a35e", "#7fb2e5", "#3d7fc4", "#123f73"];
const THIN: &str = "#b8c4d0";

/// The picture of a run: accuracy over k, and reward over train steps; a part that has no data is left out.
pub(super) fn picture(data: &RunData) -> String {
    let mut panels = Vec::new();
    if !data.evals.is_empty() {
        panels.push(accuracy(&data.evals));
    }
    if !data.rewards.is_empty() {
        panels.push(reward(&data.rewards));
    }
    render(&panels)
}

fn accuracy(evals: &[EvalSummary]) -> Panel {
    let shown = chosen(evals.len());
    let series = shown.iter().enumerate().map(|(place, index)| {
        let eval = &evals[*index];
        let points = eval.accuracy.iter().enumerate().map(|(k, accuracy)| (k as f64, *accuracy)).collect();
        let shade = if place + 1 == shown.len() { SHADES.len() - 1 } else { place };
        // Where there are many, only the first says what the numbers are: four such labels fill a row.
        let label =
            if place == 0 || shown.len() <= 2 { format!("train step {}", eval.train_step) } else { eval.train_step.to_string() };
        Series { label, points, color: SHADES[shade], width: 2.5, marked: true, ..Series::default() }
    });
    let (domain, tasks) = evals.last().map_or(("", 0), |eval| (eval.domain.as_str(), eval.num_tasks));
    Panel {
        title: format!("Accuracy on {tasks} held-out tasks ({domain})"),
        x_label: "self-iterations (k)",
        y_label: "accuracy",
        series: series.collect(),
        fitted: false,
    }
}

/// At most as many evaluations as there are shades: the first, the last, and some between.
fn chosen(count: usize) -> Vec<usize> {
    let shown = count.min(SHADES.len());
    (0..shown).map(|place| if shown == 1 { 0 } else { place * (count - 1) / (shown - 1) }).collect()
}

fn reward(rewards: &[(u64, f64)]) -> Panel {
    let points: Vec<(f64, f64)> = rewards.iter().map(|(train_step, reward)| (*train_step as f64, *reward)).collect();
    let window = (points.len() / 20).clamp(1, 50);
    let mut series = Vec::new();
    if window > 1 {
        series.push(Series {
            label: "each train step".into(),
            points: points.clone(),
            color: THIN,
            width: 1.2,
            ..Series::default()
        });
    }
    let label = if window > 1 { format!("mean of the last {window}") } else { "each train step".to_owned() };
    series.push(Series { label, points: trailing_mean(&points, window), color: SHADES[3], width: 2.5, ..Series::default() });
    Panel { title: "Mean reward while training".into(), x_label: "train steps", y_label: "reward", series, fitted: false }
}

/// The mean of each point and those before it, at most `window` in all.
pub(crate) fn trailing_mean(points: &[(f64, f64)], window: usize) -> Vec<(f64, f64)> {
    let mean = |end: usize| {
        let part = &points[(end + 1).saturating_sub(window)..=end];
        part.iter().map(|(_, y)| y).sum::<f64>() / part.len() as f64
    };
    points.iter().enumerate().map(|(end, (x, _))| (*x, mean(end))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_evaluation_are_always_shown() {
        assert_eq!(chosen(1), [0]);
        assert_eq!(chosen(2), [0, 1]);
        assert_eq!(chosen(11), [0, 3, 6, 10]);
    }

    #[test]
    fn the_mean_trails() {
        let points = [(1.0, 1.0), (2.0, 3.0), (3.0, 5.0)];
        assert_eq!(trailing_mean(&points, 2), [(1.0, 1.0), (2.0, 2.0), (3.0, 4.0)]);
    }

    #[test]
    fn what_has_no_data_is_left_out() {
        let svg = picture(&RunData { evals: Vec::new(), rewards: vec![(1, 0.5)] });
        assert!(svg.contains("Mean reward") && !svg.contains("Accuracy"), "{svg}");
    }
}
