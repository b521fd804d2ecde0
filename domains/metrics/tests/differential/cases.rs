//! Requests drawn by number: for each metric its shapes, its edge cases, and faults put in on purpose.

use std::cmp::Ordering;

use exitrl_metrics::Metric;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

/// A request and, where a fault was put into it, the kind of error that must come of it.
pub(crate) struct Case {
    pub(crate) line: Value,
    pub(crate) expected: Option<&'static str>,
}

/// The case with this number; metrics take turns.
pub(crate) fn case(number: usize) -> Case {
    let metric = Metric::ALL[number % Metric::ALL.len()];
    let mut draw = Draw(ChaCha8Rng::seed_from_u64(number as u64));
    let rows = draw.rows();
    let (mut y_true, mut y_pred, mut options) = draw.request(metric, rows);
    draw.weights(metric, &y_true, &mut options);
    let expected = draw.fault(metric, &mut y_true, &mut y_pred, &mut options);
    let mode = if draw.chance(0.3) { "compat" } else { "strict" };
    let line = json!({"metric": metric.name(), "y_true": y_true, "y_pred": y_pred, "options": options, "mode": mode});
    Case { line, expected }
}

type Options = Map<String, Value>;

struct Draw(ChaCha8Rng);

impl Draw {
    fn chance(&mut self, share: f64) -> bool {
        self.0.random_bool(share)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    fn unit(&mut self) -> f64 {
        self.0.random_range(0.0..1.0)
    }

    fn rows(&mut self) -> usize {
        match self.below(10) {
            0 => 1,
            1 => 2,
            2..6 => 3 + self.below(6),
            6..9 => 9 + self.below(40),
            _ => 200 + self.below(200),
        }
    }

    fn list<T: Into<Value>>(&mut self, length: usize, mut element: impl FnMut(&mut Self) -> T) -> Value {
        Value::Array((0..length).map(|_| element(self).into()).collect())
    }

    fn request(&mut self, metric: Metric, rows: usize) -> (Value, Value, Options) {
        let mut options = Options::new();
        let (y_true, y_pred) = match metric {
            Metric::Auc | Metric::AveragePrecision => self.scored(metric, rows, &mut options),
            Metric::MeanColumnAuc => self.scored_columns(rows),
            Metric::LogLoss => self.binary_probabilities(rows, &mut options),
            Metric::MulticlassLogLoss => self.probabilities(rows, &mut options),
            Metric::F1 | Metric::Fbeta => self.two_labels(metric, rows, &mut options),
            Metric::Accuracy | Metric::MacroF1 | Metric::MicroF1 if self.chance(0.2) => self.flag_rows(rows),
            Metric::Accuracy | Metric::Top1Error | Metric::BalancedAccuracy | Metric::MacroF1 | Metric::MicroF1 | Metric::Mcc => {
                self.labelled(rows, &mut options)
            }
            Metric::Qwk => self.labelled(rows, &mut options),
            Metric::MicroF1Multilabel => self.label_sets(rows, &mut options),
            Metric::Mapk => self.rankings(rows, &mut options),
            Metric::Lrap => self.scored_flags(rows),
            Metric::Levenshtein | Metric::JaccardWords => self.texts(metric, rows, &mut options),
            Metric::Dice => self.masks(rows, &mut options),
            _ => self.quantities(metric, rows, &mut options),
        };
        (y_true, y_pred, options)
    }

    /// Two labels that keep their order, and how they are written.
    fn pair(&mut self) -> [Value; 2] {
        match self.below(6) {
            0 => [json!(-1), json!(1)],
            1 => [json!(false), json!(true)],
            2 => [json!("no"), json!("yes")],
            3 => [json!(1), json!(2.0)],
            _ => [json!(0), json!(1)],
        }
    }

    fn score(&mut self, style: usize) -> f64 {
        match style {
            0 => self.below(4) as f64 / 4.0,
            1 => 0.25,
            2 => (self.unit() - 0.5) * 1e300,
            3 => -0.0 * self.below(2) as f64 + self.below(2) as f64,
            4 => 0.5 + self.below(3) as f64 * f64::EPSILON,
            _ => self.unit(),
        }
    }

    fn scored(&mut self, metric: Metric, rows: usize, options: &mut Options) -> (Value, Value) {
        let pair = self.pair();
        let share = self.unit();
        let third = self.chance(0.04);
        let truth = self
            .list(rows, |draw| if third && draw.chance(0.2) { json!(2) } else { pair[usize::from(draw.chance(share))].clone() });
        if self.chance(if metric == Metric::Auc { 0.1 } else { 0.4 }) {
            let labels = if self.chance(0.2) { [pair[1].clone(), pair[0].clone()] } else { pair };
            options.insert("labels".into(), json!(labels));
        }
        let style = self.below(12);
        (truth, self.list(rows, |draw| draw.score(style)))
    }

    fn scored_columns(&mut self, rows: usize) -> (Value, Value) {
        let (width, style) = (1 + self.below(4), self.below(12));
        let flat = width == 1 && self.chance(0.5);
        let truth = self.list(rows, |draw| if flat { json!(draw.below(2)) } else { draw.list(width, |draw| draw.below(2)) });
        let width = if self.chance(0.04) { width + 1 } else { width };
        (truth, self.list(rows, |draw| if flat { json!(draw.score(style)) } else { draw.list(width, |draw| draw.score(style)) }))
    }

    fn probability(&mut self, style: usize) -> f64 {
        match (style, self.below(5)) {
            (0, _) => self.below(2) as f64,
            (1, 0) => 0.0,
            (1, 1) => 1.0,
            (2, _) => (self.unit() * 1000.0).round() / 1000.0,
            (3, _) => self.unit() * 1e-15,
            (4, 0) => 1.0 + self.unit() * 1e-9,
            (5, 0) => -self.unit(),
            _ => self.unit(),
        }
    }

    fn binary_probabilities(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        let (pair, share, style) = (self.pair(), self.unit(), self.below(14));
        let truth = self.list(rows, |draw| pair[usize::from(draw.chance(share))].clone());
        match self.below(5) {
            0 => drop(options.insert("labels".into(), json!(pair))),
            1 if pair[0] == json!(0) => drop(options.insert("n_classes".into(), json!(2))),
            _ => {}
        }
        let wide = self.chance(0.2);
        let probs = self.list(rows, |draw| {
            let prob = draw.probability(style);
            if wide { json!([1.0 - prob, prob]) } else { json!(prob) }
        });
        (truth, probs)
    }

    fn classes(&mut self) -> Vec<Value> {
        let classes = 2 + self.below(5);
        match self.below(5) {
            0 => ["ant", "bee", "cat", "Dog", "élan", "fox"][..classes].iter().map(|name| json!(name)).collect(),
            1 => (0..classes).map(|class| json!(class as f64)).collect(),
            2 => (0..classes).map(|class| json!(class as i64 * 7 - 9)).collect(),
            _ => (0..classes).map(|class| json!(class)).collect(),
        }
    }

    fn probabilities(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        let mut classes = self.classes();
        let (style, width) = (self.below(16), classes.len());
        let one_hot = self.chance(0.15);
        let truth = self.list(rows, |draw| {
            let class = draw.below(width);
            if one_hot {
                json!((0..width).map(|other| u8::from(other == class)).collect::<Vec<_>>())
            } else {
                classes[class].clone()
            }
        });
        if self.chance(0.6) {
            // In the order of numpy, which is that of code points.
            classes
                .sort_by(|a, b| a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal).then(a.as_str().cmp(&b.as_str())));
            if self.chance(0.1) {
                classes.reverse();
            }
            if self.chance(0.05) {
                classes.pop();
            }
            options.insert("labels".into(), json!(classes));
        }
        let width = if self.chance(0.03) { width + 1 } else { width };
        (truth, self.list(rows, |draw| draw.distribution(width, style)))
    }

    fn distribution(&mut self, width: usize, style: usize) -> Value {
        let mut row: Vec<f64> = (0..width).map(|_| -self.unit().ln()).collect();
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|prob| *prob /= total);
        match style {
            0 => row.iter_mut().for_each(|prob| *prob = (*prob * 1000.0).round() / 1000.0),
            1 => row.iter_mut().for_each(|prob| *prob *= 0.5),
            2 => {
                let certain = self.below(width);
                (0..width).for_each(|class| row[class] = f64::from(u8::from(class == certain)));
            }
            3 => row[0] -= 1e-3,
            4 if self.chance(0.1) => row[0] = 1.5,
            _ => {}
        }
        json!(row)
    }

    fn two_labels(&mut self, metric: Metric, rows: usize, options: &mut Options) -> (Value, Value) {
        let (pair, share) = (self.pair(), self.unit());
        if pair[0].is_string() && self.chance(0.8) || self.chance(0.2) {
            options.insert("labels".into(), json!(pair));
        }
        if metric == Metric::Fbeta {
            options.insert("beta".into(), json!([0.0, 0.5, 1.0, 2.0, 1e-3, 1e3][self.below(6)]));
        }
        let third = self.chance(0.04);
        let truth = self.list(rows, |draw| pair[usize::from(draw.chance(share))].clone());
        let share = self.unit();
        let predicted = self.list(rows, |draw| if third { json!(7) } else { pair[usize::from(draw.chance(share))].clone() });
        (truth, predicted)
    }

    fn labelled(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        let mut classes = self.classes();
        let (good, few) = (self.unit(), self.chance(0.1));
        let number = if few { 1 } else { classes.len() };
        let truth: Vec<usize> = (0..rows).map(|_| self.below(number)).collect();
        let predicted: Vec<usize> =
            truth.iter().map(|class| if self.chance(good) { *class } else { self.below(number) }).collect();
        let named = |side: &[usize]| Value::Array(side.iter().map(|class| classes[*class].clone()).collect());
        let (truth, mut predicted) = (named(&truth), named(&predicted));
        if self.chance(0.1) {
            let foreign = if classes[0].is_string() { json!("zebra") } else { json!(99) };
            let row = self.below(rows);
            predicted[row] = foreign;
        }
        if self.chance(0.03) {
            predicted[0] = if classes[0].is_string() { json!(1) } else { json!("one") };
        }
        if self.chance(0.03) && !classes[0].is_string() {
            predicted[0] = json!(0.5);
        }
        if self.chance(0.35) {
            match self.below(4) {
                0 => classes.reverse(),
                1 => drop(classes.pop()),
                _ => {}
            }
            options.insert("labels".into(), json!(classes));
        }
        (truth, predicted)
    }

    fn flag_rows(&mut self, rows: usize) -> (Value, Value) {
        let (width, share) = (1 + self.below(5), self.unit());
        let truth = self.list(rows, |draw| draw.list(width, |draw| u8::from(draw.chance(share))));
        (truth, self.list(rows, |draw| draw.list(width, |draw| u8::from(draw.chance(share)))))
    }

    fn label_sets(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        if self.chance(0.4) {
            return self.flag_rows(rows);
        }
        let mut classes = self.classes();
        let most = classes.len();
        let pick = |draw: &mut Self| {
            let length = draw.below(most);
            draw.list(length, |draw| classes[draw.below(most)].clone())
        };
        let (truth, predicted) = (self.list(rows, pick), self.list(rows, pick));
        if self.chance(0.3) {
            if self.chance(0.5) {
                classes.pop();
            }
            options.insert("labels".into(), json!(classes));
        }
        (truth, predicted)
    }

    fn rankings(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        let classes = self.classes();
        let single = self.chance(0.3);
        if self.chance(0.8) {
            options.insert("k".into(), json!(self.below(7)));
        }
        let truth = self.list(rows, |draw| {
            let length = draw.below(4);
            if single {
                classes[draw.below(classes.len())].clone()
            } else {
                draw.list(length, |draw| classes[draw.below(classes.len())].clone())
            }
        });
        let predicted = self.list(rows, |draw| {
            let length = draw.below(8);
            draw.list(length, |draw| classes[draw.below(classes.len())].clone())
        });
        (truth, predicted)
    }

    fn scored_flags(&mut self, rows: usize) -> (Value, Value) {
        let (width, share, style) = (1 + self.below(6), self.unit(), self.below(12));
        let truth = self.list(rows, |draw| draw.list(width, |draw| u8::from(draw.chance(share))));
        let width = if self.chance(0.04) { width + 1 } else { width };
        (truth, self.list(rows, |draw| draw.list(width, |draw| draw.score(style))))
    }

    fn text(&mut self) -> String {
        let words = ["a", "the", "The", "good", "GOOD", "день", "naïve", "été", "ß", "ẞ", "x1"];
        let gaps = [" ", "  ", "\t", "\n", "\u{a0}", "\u{2003}", "\u{1f}", "-"];
        let length = self.below(7);
        (0..length).flat_map(|_| [words[self.below(words.len())], gaps[self.below(gaps.len())]]).collect()
    }

    fn texts(&mut self, metric: Metric, rows: usize, options: &mut Options) -> (Value, Value) {
        let rows = rows.min(40);
        if metric == Metric::Levenshtein && self.chance(0.2) {
            let tokens = |draw: &mut Self| {
                let length = draw.below(9);
                draw.list(length, |draw| draw.below(4))
            };
            return (self.list(rows, tokens), self.list(rows, tokens));
        }
        if self.chance(0.4) {
            options.insert("both_empty".into(), json!([0.0, 0.5, 1.0][self.below(3)]));
        }
        // Now and then longer than one machine word.
        let long = if self.chance(0.1) { 12 } else { 1 };
        let text = |draw: &mut Self| (0..long).map(|_| draw.text()).collect::<String>();
        (self.list(rows, text), self.list(rows, text))
    }

    fn masks(&mut self, rows: usize, options: &mut Options) -> (Value, Value) {
        if self.chance(0.4) {
            options.insert("both_empty".into(), json!([0.0, 0.5, 1.0][self.below(3)]));
        }
        let share = [0.0, 0.1, 0.5, 1.0][self.below(4)];
        if self.chance(0.3) {
            return (self.list(rows, |draw| u8::from(draw.chance(share))), self.list(rows, |draw| u8::from(draw.chance(share))));
        }
        let size = 1 + self.below(9);
        let mask = |draw: &mut Self| draw.list(size, |draw| u8::from(draw.chance(share)));
        (self.list(rows, mask), self.list(rows, mask))
    }

    fn quantity(&mut self, style: usize) -> f64 {
        match style {
            0 => self.below(5) as f64,
            1 => 2.5,
            2 => (self.unit() - 0.5) * 1e150,
            3 => (self.unit() - 0.5) * 1e-150,
            4 => (self.unit() - 0.5) * 1e250,
            5 => self.below(3) as f64 - 1.0,
            6 => 0.0,
            _ => (self.unit() - 0.5) * 20.0,
        }
    }

    fn quantities(&mut self, metric: Metric, rows: usize, options: &mut Options) -> (Value, Value) {
        let logarithmic = matches!(metric, Metric::Rmsle | Metric::MeanColumnRmsle);
        let (style, near, shift) = (self.below(16), self.chance(0.2), if self.chance(0.9) { 1.0 } else { -0.1 });
        let truth = |draw: &mut Self| {
            let value = draw.quantity(style);
            if logarithmic { value.abs() + shift - 1.0 } else { value }
        };
        let several = !matches!(metric, Metric::Smape | Metric::Pearson | Metric::Spearman | Metric::LogMaeGrouped);
        let width = if several && (metric == Metric::MeanColumnRmsle || self.chance(0.15)) { 1 + self.below(3) } else { 0 };
        let predicted = |draw: &mut Self, truth: &Value| {
            let truth = truth.as_f64().unwrap_or(0.0);
            match draw.below(8) {
                0 => truth,
                _ if near => truth * (1.0 + draw.unit() * 1e-3),
                _ => {
                    let value = draw.quantity(style);
                    if logarithmic { value.abs() + shift - 1.0 } else { value }
                }
            }
        };
        if metric == Metric::LogMaeGrouped {
            options.insert("groups".into(), self.list(rows, |draw| draw.below(3)));
        }
        let truth = self.list(rows, |draw| if width > 0 { draw.list(width, truth) } else { json!(truth(draw)) });
        let rows_of_truth = truth.as_array().cloned().unwrap_or_default();
        let predicted = rows_of_truth.iter().map(|row| match row.as_array() {
            Some(row) => Value::Array(row.iter().map(|truth| json!(predicted(self, truth))).collect()),
            None => json!(predicted(self, row)),
        });
        (truth, predicted.collect())
    }

    fn weights(&mut self, metric: Metric, y_true: &Value, options: &mut Options) {
        let unweighted = matches!(metric, Metric::Spearman | Metric::LogMaeGrouped);
        if self.chance(if unweighted { 0.97 } else { 0.55 }) {
            return;
        }
        let rows = y_true.as_array().map_or(0, Vec::len);
        let rows = if metric == Metric::Dice && !y_true[0].is_array() { 1 } else { rows };
        // scikit-learn's formula for this metric cancels where weights are not exact, and finds correlations where there are none.
        let style = if metric == Metric::Mcc { self.below(3) } else { self.below(4) };
        let weights = self.list(rows, |draw| match style {
            0 => draw.below(4) as f64,
            1 => draw.below(9) as f64 / 8.0,
            2 => 1.0,
            _ => draw.unit(),
        });
        options.insert("sample_weight".into(), weights);
    }

    /// Puts one fault in, at times, and says what error must come of it.
    fn fault(&mut self, metric: Metric, y_true: &mut Value, y_pred: &mut Value, options: &mut Options) -> Option<&'static str> {
        if !self.chance(0.12) {
            return None;
        }
        let side = if self.chance(0.5) { &mut *y_true } else { &mut *y_pred };
        let rows = side.as_array_mut()?;
        match self.below(5) {
            0 => {
                // The first of two faults is told.
                let row = if rows[0] == json!(0.5) { 0 } else { self.below(rows.len()) };
                match &mut rows[row] {
                    Value::Array(cells) if !cells.is_empty() => cells[0] = Value::Null,
                    cell => *cell = Value::Null,
                }
                // Where a list should stand, null is no list.
                let lists = matches!(metric, Metric::MicroF1Multilabel | Metric::Lrap | Metric::Dice | Metric::MacroF1);
                let lists = lists || matches!(metric, Metric::Accuracy | Metric::MicroF1 | Metric::Levenshtein);
                (!lists).then_some("not_finite")
            }
            1 => {
                rows.pop();
                None
            }
            2 => {
                (*y_true, *y_pred) = (json!([]), json!([]));
                options.remove("sample_weight");
                Some("empty")
            }
            _ => {
                let weights = options.get_mut("sample_weight")?.as_array_mut()?;
                if matches!(metric, Metric::Spearman | Metric::LogMaeGrouped) {
                    return Some("bad_option");
                }
                match self.below(3) {
                    0 => weights.push(json!(1.0)),
                    1 => weights[0] = json!(-1.0),
                    _ => weights.iter_mut().for_each(|weight| *weight = json!(0.0)),
                }
                None
            }
        }
    }
}
