//! Drawing one token from logits, on the host, so that rollouts are the same on every backend that gives the same logits.

use rand::{Rng, RngExt};

use super::{SamplingParams, TokenId};

/// A drawn token and its log-probability under the softmax over `logits / temperature`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Drawn {
    pub(crate) token: TokenId,
    pub(crate) logprob: f32,
}

/// Draws tokens; keeps its scratch memory between draws.
#[derive(Debug, Default)]
pub(crate) struct Drawer {
    weights: Vec<f32>,
    order: Vec<u32>,
}

impl Drawer {
    /// Draws one token. Takes one number from `rng`, whatever the parameters, so that streams stay aligned.
    pub(crate) fn draw(&mut self, logits: &[f32], params: &SamplingParams, rng: &mut impl Rng) -> Drawn {
        let chance: f64 = rng.random();
        let greedy = params.temperature <= 0.0;
        let inverse_temperature = if greedy { 1.0 } else { 1.0 / params.temperature };
        let (best, max) = argmax(logits);
        self.weights.clear();
        self.weights.extend(logits.iter().map(|&logit| ((logit - max) * inverse_temperature).exp()));
        let sum = sum(&self.weights);
        let token = if greedy {
            best
        } else if params.top_k == 0 && params.top_p >= 1.0 {
            pick(self.weights.iter().copied().enumerate(), chance * sum).unwrap_or(best)
        } else {
            self.draw_truncated(params, chance, sum).unwrap_or(best)
        };
        let logprob = f64::from((logits[token] - max) * inverse_temperature) - sum.ln();
        Drawn { token: token as TokenId, logprob: logprob as f32 }
    }

    /// Draws from the likeliest tokens only: first top-k, then the nucleus.
    fn draw_truncated(&mut self, params: &SamplingParams, chance: f64, sum: f64) -> Option<usize> {
        let weights = &self.weights;
        self.order.clear();
        self.order.extend(0..weights.len() as u32);
        // Ties go to the lower token, so that the order does not depend on the sort.
        let likelier = |a: &u32, b: &u32| weights[*b as usize].total_cmp(&weights[*a as usize]).then(a.cmp(b));
        if params.top_k > 0 && params.top_k < self.order.len() {
            self.order.select_nth_unstable_by(params.top_k - 1, likelier);
            self.order.truncate(params.top_k);
        }
        self.order.sort_unstable_by(likelier);
        let mut mass = 0.0;
        let nucleus = self.order.iter().position(|&token| {
            mass += f64::from(weights[token as usize]);
            mass >= f64::from(params.top_p) * sum
        });
        self.order.truncate(nucleus.map_or(self.order.len(), |last| last + 1));
        let kept = self.order.iter().map(|&token| (token as usize, weights[token as usize]));
        let total = kept.clone().map(|(_, weight)| f64::from(weight)).sum::<f64>();
        pick(kept, chance * total)
    }
}

/// The first token at which the running sum passes `point`.
fn pick(weights: impl Iterator<Item = (usize, f32)>, point: f64) -> Option<usize> {
    let mut sum = 0.0;
    let mut last = None;
    for (token, weight) in weights {
        sum += f64::from(weight);
        if weight > 0.0 {
            last = Some(token);
            if sum > point {
                return last;
            }
        }
    }
    last
}

fn argmax(logits: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (token, &logit) in logits.iter().enumerate() {
        if logit > best.1 {
            best = (token, logit);
        }
    }
    best
}

/// Sum in double precision, in lanes so that it vectorises.
fn sum(values: &[f32]) -> f64 {
    let mut lanes = [0.0f64; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|&v| f64::from(v)).sum();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(value);
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn frequencies(params: &SamplingParams, logits: &[f32]) -> Vec<f64> {
        let (mut drawer, mut rng) = (Drawer::default(), Seed::of_run(3).rng());
        let mut counts = vec![0.0; logits.len()];
        for _ in 0..20_000 {
            counts[drawer.draw(logits, params, &mut rng).token as usize] += 1.0 / 20_000.0;
        }
        counts
    }

    /// exp of these is 1, 2, 4, 1.
    const LOGITS: [f32; 4] = [0.0, std::f32::consts::LN_2, 2.0 * std::f32::consts::LN_2, 0.0];

    fn assert_near(seen: &[f64], expected: [f64; 4]) {
        for (a, b) in seen.iter().zip(expected) {
            assert!((a - b).abs() < 0.015, "{seen:?} is not {expected:?}");
        }
    }

    #[test]
    fn frequencies_follow_the_softmax_and_temperature_sharpens_it() {
        let at = |temperature| SamplingParams { temperature, ..SamplingParams::default() };
        assert_near(&frequencies(&at(1.0), &LOGITS), [0.125, 0.25, 0.5, 0.125]);
        // Halving the temperature squares the weights: 1, 4, 16, 1 of 22.
        assert_near(&frequencies(&at(0.5), &LOGITS), [1.0 / 22.0, 4.0 / 22.0, 16.0 / 22.0, 1.0 / 22.0]);
        assert_near(&frequencies(&at(0.0), &LOGITS), [0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn top_k_and_top_p_keep_the_likeliest_and_leave_the_logprob_alone() {
        let top_k = SamplingParams { top_k: 2, ..SamplingParams::default() };
        assert_near(&frequencies(&top_k, &LOGITS), [0.0, 1.0 / 3.0, 2.0 / 3.0, 0.0]);
        // 0.5 + 0.25 reach 0.7; of the two tokens at 0.125 neither is needed.
        let top_p = SamplingParams { top_p: 0.7, ..SamplingParams::default() };
        assert_near(&frequencies(&top_p, &LOGITS), [0.0, 1.0 / 3.0, 2.0 / 3.0, 0.0]);
        let drawn = Drawer::default().draw(&LOGITS, &SamplingParams { top_k: 1, ..top_k }, &mut Seed::of_run(1).rng());
        assert_eq!(drawn.token, 2);
        assert!((drawn.logprob - 0.5f32.ln()).abs() < 1e-6);
    }
}
