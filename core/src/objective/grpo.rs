//! Group relative policy optimisation (arXiv 2402.03300, equation 3; arXiv 2509.04575, section 3) and Dr. GRPO
//! (arXiv 2503.20783).

use burn::tensor::Tensor;

use super::{LossInputs, Objective};

/// Token-level clipped surrogate with a k3 estimate of the KL divergence to the reference policy.
///
/// ```text
/// rho = exp(logprob - old)
/// loss = sum over tokens of weight * ( -min(rho A, clip(rho, 1 - eps_low, 1 + eps_high) A) + beta k3 )
/// k3 = exp(ref - logprob) - (ref - logprob) - 1
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Grpo {
    /// How far the ratio may fall below 1.
    pub clip_eps_low: f64,
    /// How far it may rise above 1.
    pub clip_eps_high: f64,
    /// beta.
    pub kl_coef: f64,
    /// [`None`]: mean over each rollout's own tokens (GRPO); else tokens are counted against this length (Dr. GRPO).
    pub constant_length: Option<usize>,
}

impl Objective for Grpo {
    fn loss(&self, inputs: LossInputs) -> Tensor<1> {
        let ratio = (inputs.logprobs.clone() - inputs.old_logprobs).exp();
        let clipped = ratio.clone().clamp(1.0 - self.clip_eps_low, 1.0 + self.clip_eps_high);
        let surrogate = (ratio * inputs.advantages.clone()).min_pair(clipped * inputs.advantages);
        let mut losses = surrogate.neg();
        if let Some(reference) = inputs.ref_logprobs {
            losses = losses + k3(inputs.logprobs, reference).mul_scalar(self.kl_coef);
        }
        (losses * inputs.token_weights).sum()
    }

    fn token_weight(&self, rollout_tokens: usize, num_rollouts: usize) -> f32 {
        let length = self.constant_length.unwrap_or(rollout_tokens);
        1.0 / (length.max(1) * num_rollouts.max(1)) as f32
    }

    fn kl_coef(&self) -> f64 {
        self.kl_coef
    }
}

/// The low-variance estimate of KL(policy || reference) of J. Schulman, "Approximating KL divergence" (2020); never negative.
fn k3(logprobs: Tensor<1>, reference: Tensor<1>) -> Tensor<1> {
    let log_ratio = reference - logprobs;
    log_ratio.clone().exp() - log_ratio - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device_read::numbers;
    use burn::tensor::Device;

    fn row(values: &[f32], device: &Device) -> Tensor<1> {
        Tensor::from_floats(values, device)
    }

    fn loss_and_gradient(
        objective: &Grpo,
        logprobs: &[f32],
        old: &[f32],
        reference: Option<&[f32]>,
        adv: &[f32],
    ) -> (f32, Vec<f32>) {
        let device = Device::flex();
        let leaf = row(logprobs, &device.clone().autodiff()).require_grad();
        let inputs = LossInputs {
            logprobs: leaf.clone(),
            old_logprobs: row(old, &device),
            ref_logprobs: reference.map(|values| row(values, &device)),
            advantages: row(adv, &device),
            token_weights: row(&vec![0.5; adv.len()], &device),
        };
        let loss = objective.loss(inputs);
        let grads = loss.backward();
        let gradient = leaf.grad(&grads).map(numbers).unwrap_or_default();
        (numbers(loss.inner())[0], gradient)
    }

    fn grpo(kl_coef: f64) -> Grpo {
        Grpo { clip_eps_low: 0.2, clip_eps_high: 0.2, kl_coef, constant_length: None }
    }

    fn assert_close(seen: &[f32], expected: &[f32]) {
        for (a, b) in seen.iter().zip(expected) {
            assert!((a - b).abs() <= 1e-5 * b.abs().max(1e-3), "{seen:?} is not {expected:?}");
        }
        assert_eq!(seen.len(), expected.len());
    }

    #[test]
    fn tokens_sampled_by_the_policy_itself_give_minus_the_advantage() {
        // ratio 1: loss = 0.5 * (-2) + 0.5 * (+1); d/dlogprob = -weight * A * ratio.
        let (loss, gradient) = loss_and_gradient(&grpo(0.0), &[-1.0, -2.0], &[-1.0, -2.0], None, &[2.0, -1.0]);
        assert_close(&[loss], &[-0.5]);
        assert_close(&gradient, &[-1.0, 0.5]);
    }

    #[test]
    fn a_ratio_outside_the_clip_range_keeps_its_loss_but_gets_no_gradient() {
        // ln 1.5 up with A > 0: clipped at 1.2, loss -0.5 * 1.2, gradient 0.
        // ln 1.5 up with A < 0: the unclipped is the smaller, loss 0.5 * 1.5, gradient 0.5 * 1.5.
        let up = 1.5f32.ln();
        let (loss, gradient) = loss_and_gradient(&grpo(0.0), &[up, up], &[0.0, 0.0], None, &[1.0, -1.0]);
        assert_close(&[loss], &[-0.6 + 0.75]);
        assert_close(&gradient, &[0.0, 0.75]);
    }

    #[test]
    fn the_k3_penalty_pulls_towards_the_reference() {
        // ref - logprob = ln 2: k3 = 2 - ln 2 - 1; d k3 / d logprob = 1 - 2 = -1.
        let (loss, gradient) = loss_and_gradient(&grpo(0.1), &[-2.0], &[-2.0], Some(&[-2.0 + 2f32.ln()]), &[0.0]);
        assert_close(&[loss], &[0.5 * 0.1 * (1.0 - 2f32.ln())]);
        assert_close(&gradient, &[-0.05]);
    }

    #[test]
    fn dr_grpo_counts_tokens_against_a_constant_length() {
        let dr = Grpo { constant_length: Some(100), ..grpo(0.0) };
        assert_eq!(dr.token_weight(7, 2), 1.0 / 200.0);
        assert_eq!(grpo(0.0).token_weight(7, 2), 1.0 / 14.0);
    }

    #[derive(serde::Deserialize)]
    struct Golden {
        clip_eps_low: f64,
        clip_eps_high: f64,
        cases: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        beta: f64,
        lengths: Vec<usize>,
        constant_length: Option<usize>,
        tokens: Vec<[f32; 5]>,
        loss: f64,
        gradient: Vec<f64>,
    }

    #[test]
    fn loss_and_gradient_are_those_of_an_independent_implementation() {
        let text = include_str!("../../../tests/fixtures/grpo/golden.json");
        let golden: Golden = serde_json::from_str(text).expect("the fixture parses");
        for case in golden.cases {
            let objective = Grpo {
                clip_eps_low: golden.clip_eps_low,
                clip_eps_high: golden.clip_eps_high,
                kl_coef: case.beta,
                constant_length: case.constant_length,
            };
            let device = Device::flex();
            let column = |i: usize| case.tokens.iter().map(|t| t[i]).collect::<Vec<f32>>();
            let weights: Vec<f32> =
                case.tokens.iter().map(|t| objective.token_weight(t[4] as usize, case.lengths.len())).collect();
            let leaf = row(&column(0), &device.clone().autodiff()).require_grad();
            let loss = objective.loss(LossInputs {
                logprobs: leaf.clone(),
                old_logprobs: row(&column(1), &device),
                ref_logprobs: Some(row(&column(2), &device)),
                advantages: row(&column(3), &device),
                token_weights: row(&weights, &device),
            });
            let gradient = leaf.grad(&loss.backward()).map(numbers).expect("a gradient");
            let relative = |seen: f32, expected: f64| (f64::from(seen) - expected).abs() / expected.abs().max(1e-2);
            let loss = numbers(loss.inner())[0];
            assert!(relative(loss, case.loss) < 1e-5, "loss {loss} is not {}", case.loss);
            let size = case.gradient.iter().fold(0.0f64, |a, g| a.max(g.abs()));
            for (seen, expected) in gradient.iter().zip(&case.gradient) {
                assert!((f64::from(*seen) - expected).abs() < 1e-5 * size, "gradient {seen} is not {expected}");
            }
        }
    }
}
