//! Areas and kappas to the last bit of scikit-learn's.
//!
//! Small test sets give scores such as 0.740625, which lie half-way between two scores of five decimals. Which way they are rounded hangs on
//! the last bit, and so on the order in which scikit-learn and numpy add up; [`exitrl_metrics`] adds up more exactly and rounds otherwise.

use std::cmp::Ordering;

/// A sum as `numpy.sum` computes it: eight sums side by side, halves of long arrays by themselves.
pub(super) fn sum(values: &[f64]) -> f64 {
    if values.len() < 8 {
        return values.iter().fold(-0.0, |sum, value| sum + value);
    }
    if values.len() > 128 {
        let half = values.len() / 2;
        let (left, right) = values.split_at(half - half % 8);
        return sum(left) + sum(right);
    }
    let mut lanes = [0.0; 8];
    lanes.copy_from_slice(&values[..8]);
    let mut blocks = values[8..].chunks_exact(8);
    for block in &mut blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane += value;
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    blocks.remainder().iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, value| sum + value)
}

/// A mean as `numpy.mean` computes it.
pub(super) fn mean(values: &[f64]) -> f64 {
    sum(values) / values.len() as f64
}

/// The area under the curve as `roc_auc_score` computes it: trapezoids between the corners of the curve. NaN where there is one class.
pub(super) fn area(truth: &[f64], scores: &[f64]) -> f64 {
    let positive = truth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if truth.iter().all(|label| *label == positive) {
        return f64::NAN;
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&left, &right| scores[right].partial_cmp(&scores[left]).unwrap_or(Ordering::Equal));
    let mut corners = vec![(0.0, 0.0)];
    let (mut wrong, mut right) = (0.0, 0.0);
    for (place, &row) in order.iter().enumerate() {
        if truth[row] == positive {
            right += 1.0
        } else {
            wrong += 1.0
        }
        if order.get(place + 1).is_none_or(|&next| scores[next] != scores[row]) {
            corners.push((wrong, right));
        }
    }
    drop_collinear(&mut corners);
    let points: Vec<(f64, f64)> = corners.iter().map(|(x, y)| (x / wrong, y / right)).collect();
    let trapezoids: Vec<f64> = points.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1) / 2.0).collect();
    sum(&trapezoids)
}

/// Drops points in the middle of equal advances, behind the origin.
fn drop_collinear(corners: &mut Vec<(f64, f64)>) {
    let points = corners[1..].to_vec();
    let advance = |from: usize| (points[from + 1].0 - points[from].0, points[from + 1].1 - points[from].1);
    let is_kept = |at: usize| at == 0 || at + 1 == points.len() || advance(at - 1) != advance(at);
    corners.truncate(1);
    corners.extend((0..points.len()).filter(|&at| is_kept(at)).map(|at| points[at]));
}

/// Quadratic weighted kappa of labels numbered from 0, as `cohen_kappa_score` computes it. NaN for 0/0.
pub(super) fn kappa(truth: &[usize], predicted: &[usize], labels: usize) -> f64 {
    let mut confusion = vec![0.0; labels * labels];
    for (&row, &column) in predicted.iter().zip(truth) {
        confusion[row * labels + column] += 1.0;
    }
    let column_sum = |column: usize| (0..labels).map(|row| confusion[row * labels + column]).sum::<f64>();
    let row_sum = |row: usize| confusion[row * labels..(row + 1) * labels].iter().sum::<f64>();
    let (columns, rows): (Vec<f64>, Vec<f64>) = (0..labels).map(|label| (column_sum(label), row_sum(label))).unzip();
    let total = truth.len() as f64;
    let weight = |row: usize, column: usize| (row as f64 - column as f64).powi(2);
    let cells = || (0..labels).flat_map(|row| (0..labels).map(move |column| (row, column)));
    let seen: Vec<f64> = cells().map(|(row, column)| weight(row, column) * confusion[row * labels + column]).collect();
    let expected: Vec<f64> = cells().map(|(row, column)| weight(row, column) * (columns[row] * rows[column] / total)).collect();
    1.0 - sum(&seen) / sum(&expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_and_kappas_are_those_worked_by_hand() {
        // Pairs of a 1 and a 0: (0.8, 0.5) right, (0.5, 0.5) half, (0.8, 0.6) right, (0.5, 0.6) wrong: 2.5 of 4.
        assert_eq!(area(&[1.0, 1.0, 0.0, 0.0], &[0.8, 0.5, 0.5, 0.6]), 0.625);
        assert!(area(&[1.0, 1.0], &[0.1, 0.2]).is_nan());
        // Weights 1 off the diagonal; seen 1 of 4, expected by chance 2 of 4.
        assert_eq!(kappa(&[0, 0, 1, 1], &[0, 1, 1, 1], 2), 0.5);
        assert!(kappa(&[0, 0], &[0, 0], 1).is_nan());
    }

    #[test]
    fn sums_of_any_length_count_every_value_once() {
        for length in [0, 1, 7, 8, 9, 128, 129, 1000] {
            let values: Vec<f64> = (0..length).map(f64::from).collect();
            assert_eq!(sum(&values), f64::from(length) * f64::from(length - 1) / 2.0);
        }
    }
}
