//! How scores become chances of being drawn.

use rand::{Rng, RngExt};

use super::ranking::Ranking;
use super::softmax_tree::SoftmaxTree;
use crate::config::{CurriculumSection, Prioritization};

/// Scores that fall by a factor a train step, on a scale on which they stand still: `log2 score - now * log2 factor`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fading {
    log2_factor: f64,
    /// The present train step.
    pub(super) now: u64,
}

impl Fading {
    pub(super) fn new(factor: f64) -> Self {
        Self { log2_factor: factor.log2(), now: 0 }
    }

    /// Where a present score stands.
    fn level(self, score: f64) -> f64 {
        score.log2() - self.now as f64 * self.log2_factor
    }

    /// Where a score stands that was set at a train step.
    pub(super) fn level_since(self, score: f32, set_at: u64) -> f64 {
        Self { now: set_at, ..self }.level(f64::from(score))
    }

    /// The present score at a level.
    pub(super) fn score(self, level: f64) -> f64 {
        (level + self.now as f64 * self.log2_factor).exp2()
    }

    /// What is left by now of a score that was set at a train step.
    pub(super) fn faded(self, score: f32, set_at: u64) -> f64 {
        if self.log2_factor == 0.0 {
            return f64::from(score);
        }
        f64::from(score) * (self.now.saturating_sub(set_at) as f64 * self.log2_factor).exp2()
    }
}

/// Draws slots by their scores.
#[derive(Debug)]
pub(super) enum Chances {
    /// By `exp(kappa * score)` of scores that stand still.
    Softmax(SoftmaxTree),
    /// By `exp(kappa * score)` of scores that fall.
    FadingSoftmax {
        /// Inverse temperature.
        kappa: f64,
    },
    /// By `(1 / rank)^exponent`.
    Rank {
        /// One over the temperature.
        exponent: f64,
        /// Sum of the weights of the first n ranks, for n from 0.
        sums: Vec<f64>,
    },
}

impl Chances {
    pub(super) fn new(section: &CurriculumSection) -> Self {
        let kappa = section.score_inverse_temperature;
        match section.prioritization {
            Prioritization::Rank => Self::Rank { exponent: 1.0 / section.rank_temperature, sums: vec![0.0] },
            Prioritization::Softmax if section.score_decay == 1.0 => Self::Softmax(SoftmaxTree::new(kappa)),
            Prioritization::Softmax => Self::FadingSoftmax { kappa },
        }
    }

    /// Takes note of a slot's score, or that it is empty.
    pub(super) fn set(&mut self, slot: usize, score: Option<f32>) {
        match self {
            Self::Softmax(tree) => tree.set(slot, score),
            Self::FadingSoftmax { .. } => {}
            Self::Rank { exponent, sums } => {
                while sums.len() < slot + 2 {
                    sums.push(sums[sums.len() - 1] + (sums.len() as f64).powf(-*exponent));
                }
            }
        }
    }

    /// One slot; [`None`] where there is none.
    pub(super) fn draw(&self, ranking: &Ranking, fading: Fading, rng: &mut impl Rng) -> Option<usize> {
        match self {
            Self::Softmax(tree) => tree.at(rng.random::<f64>()),
            Self::FadingSoftmax { kappa } => Layers::of(*kappa, ranking, fading)?.draw(ranking, rng),
            Self::Rank { sums, .. } => {
                let sums = &sums[..=ranking.len()];
                let point = rng.random::<f64>() * sums[ranking.len()];
                let above = sums.partition_point(|sum| *sum <= point).saturating_sub(1);
                ranking.nth_highest(above.min(ranking.len().checked_sub(1)?))
            }
        }
    }

    /// The weight of every slot, relative to the heaviest or to the first rank. Takes O(N).
    pub(super) fn weights(&self, ranking: &Ranking, fading: Fading) -> Vec<f64> {
        let mut weights = vec![0.0; ranking.len()];
        let Some(top) = ranking.nth_highest(0) else { return weights };
        let greatest = fading.score(ranking.level(top));
        for (above, slot) in ranking.descending().enumerate() {
            weights[slot] = match self {
                Self::Softmax(tree) => softmax_weight(tree.kappa(), fading.score(ranking.level(slot)), greatest),
                Self::FadingSoftmax { kappa } => softmax_weight(*kappa, fading.score(ranking.level(slot)), greatest),
                Self::Rank { exponent, .. } => ((above + 1) as f64).powf(-*exponent),
            };
        }
        weights
    }
}

fn softmax_weight(kappa: f64, score: f64, greatest: f64) -> f64 {
    (kappa * (score - greatest)).exp()
}

/// Exact softmax draws by rejection. Ranked entries are cut into layers inside which no weight is less than half of the layer's
/// first; a layer is drawn by its bound (first weight times count), an entry of it evenly, and kept by its share of the bound.
///
/// All that depends on the scores' present size is made anew at every draw, from O(log N) layers of O(log N) each, so nothing
/// has to be rebuilt when all scores fall.
struct Layers {
    kappa: f64,
    fading: Fading,
    layers: Vec<Layer>,
    total: f64,
}

struct Layer {
    /// Entries that stand higher than its first.
    above: usize,
    count: usize,
    /// Score of its first entry.
    greatest: f64,
    /// An upper bound of its weights' sum, relative to the heaviest entry.
    bound: f64,
}

/// Weights inside a layer are at least this share of its first.
const LAYER_DEPTH: f64 = 0.5;
/// The entries left over are one layer once they cannot weigh more than this share of the layers so far.
const LEFT_OVER: f64 = 0.01;

impl Layers {
    fn of(kappa: f64, ranking: &Ranking, fading: Fading) -> Option<Self> {
        let top = fading.score(ranking.level(ranking.nth_highest(0)?));
        let mut made = Self { kappa, fading, layers: Vec::new(), total: 0.0 };
        let mut above = 0;
        while let Some(first) = ranking.nth_highest(above) {
            let greatest = fading.score(ranking.level(first));
            let weight = softmax_weight(kappa, greatest, top);
            let rest = ranking.len() - above;
            let left_over = weight * rest as f64 <= LEFT_OVER * made.total;
            let depth = (greatest + LAYER_DEPTH.ln() / kappa).max(0.0);
            // Rounding must not leave a layer without its first entry.
            let count = if left_over { rest } else { (ranking.at_least(fading.level(depth)) - above).clamp(1, rest) };
            let bound = weight * count as f64;
            made.layers.push(Layer { above, count, greatest, bound });
            made.total += bound;
            above += count;
        }
        Some(made)
    }

    fn draw(&self, ranking: &Ranking, rng: &mut impl Rng) -> Option<usize> {
        loop {
            let mut point = rng.random::<f64>() * self.total;
            let layer = self.layers.iter().find(|layer| {
                let inside = point < layer.bound;
                point -= layer.bound;
                inside
            });
            let layer = layer.or(self.layers.last())?;
            let slot = ranking.nth_highest(layer.above + rng.random_range(0..layer.count))?;
            let score = self.fading.score(ranking.level(slot));
            if rng.random::<f64>() < softmax_weight(self.kappa, score, layer.greatest) {
                return Some(slot);
            }
        }
    }
}
