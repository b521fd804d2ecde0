//! What one update was like, for the metrics.

use crate::head::TokenScores;
use crate::tracker::Metrics;

/// Sums over the tokens of one update. Ratios are those of the last pass; the gap to the sampler is measured in the first, where
/// the policy is still the one that sampled.
#[derive(Debug, Clone, Default)]
pub(super) struct UpdateStats {
    pub(super) grad_norm: f64,
    epoch: usize,
    loss: f64,
    tokens: f64,
    entropy: f64,
    kl: Option<f64>,
    low: f64,
    high: f64,
    mismatch: Mismatch,
    clip_low: f64,
    clip_high: f64,
}

#[derive(Debug, Clone, Default)]
struct Mismatch {
    sum: f64,
    tokens: f64,
    max_difference: f64,
}

impl UpdateStats {
    /// Statistics of an update with these clip ranges.
    pub(super) fn new(clip_low: f64, clip_high: f64) -> Self {
        Self { clip_low, clip_high, ..Self::default() }
    }

    pub(super) fn begin_epoch(&mut self, epoch: usize) {
        let Self { grad_norm, mismatch, clip_low, clip_high, .. } = std::mem::take(self);
        *self = Self { grad_norm, mismatch, clip_low, clip_high, epoch, ..Self::default() };
    }

    pub(super) fn add(&mut self, loss: f64, scores: &TokenScores, old: &[f32], advantages: &[f32], reference: Option<&[f32]>) {
        self.loss += loss;
        self.tokens += old.len() as f64;
        self.entropy += scores.entropies.iter().map(|&e| f64::from(e)).sum::<f64>();
        for ((&new, &old), &advantage) in scores.logprobs.iter().zip(old).zip(advantages) {
            let difference = f64::from(new) - f64::from(old);
            let ratio = difference.exp();
            self.low += f64::from(u8::from(ratio < 1.0 - self.clip_low && advantage < 0.0));
            self.high += f64::from(u8::from(ratio > 1.0 + self.clip_high && advantage > 0.0));
            if self.epoch == 0 {
                self.mismatch.sum += ratio - 1.0 - difference;
                self.mismatch.tokens += 1.0;
                self.mismatch.max_difference = self.mismatch.max_difference.max(difference.abs());
            }
        }
        if let Some(reference) = reference {
            let k3 = scores.logprobs.iter().zip(reference).map(|(&new, &reference)| {
                let log_ratio = f64::from(reference) - f64::from(new);
                log_ratio.exp() - log_ratio - 1.0
            });
            *self.kl.get_or_insert(0.0) += k3.sum::<f64>();
        }
    }

    pub(super) fn metrics(&self, lr: f64) -> Metrics {
        let mut metrics = Metrics::default();
        metrics.set("optim/lr", lr);
        metrics.set("optim/grad_norm", self.grad_norm);
        if self.tokens == 0.0 {
            return metrics;
        }
        metrics.set("loss", self.loss);
        metrics.set("entropy", self.entropy / self.tokens);
        metrics.set("clip_ratio/low_mean", self.low / self.tokens);
        metrics.set("clip_ratio/high_mean", self.high / self.tokens);
        metrics.set("clip_ratio/region_mean", (self.low + self.high) / self.tokens);
        metrics.set("mismatch_kl/mean", self.mismatch.sum / self.mismatch.tokens);
        metrics.set("mismatch_kl/max", self.mismatch.max_difference);
        if let Some(kl) = self.kl {
            metrics.set("kl", kl / self.tokens);
        }
        metrics
    }
}
