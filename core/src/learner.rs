//! The learner: from a batch to a moved policy.

use burn::tensor::{Tensor, TensorData};

use crate::batch::{MicroBatch, TrainBatch};
use crate::config::{ObjectiveSection, OptimSection};
use crate::error::TrainError;
use crate::head::{Head, TokenScores};
use crate::objective::{LossInputs, Objective};
use crate::optimizer::{Optimizer, accumulate, clip_global_norm};
use crate::policy::{FlatTensors, Llama};
use crate::tracker::Metrics;

mod stats;

use stats::UpdateStats;

/// The policy, its optimizer and its reference.
pub struct Learner {
    /// On an autodiff device.
    policy: Llama,
    optimizer: Optimizer,
    /// The reference policy's trained parameters, where the objective needs one.
    reference: Option<FlatTensors>,
    optim: OptimSection,
    /// How far the importance ratio may leave 1 below and above, for the clip statistics.
    clip: [f64; 2],
    temperature: f32,
}

/// What the passes of one micro-batch share.
struct Part<'a> {
    micro: MicroBatch<'a>,
    ref_logprobs: Option<Vec<f32>>,
}

impl Learner {
    /// A learner at the start of a run. `policy` must be on an autodiff device. The reference starts as the policy itself.
    pub fn new(policy: Llama, optim: &OptimSection, objective: &ObjectiveSection, temperature: f32) -> Self {
        let reference = (objective.kl_coef > 0.0).then(|| policy.trained());
        let clip = [objective.clip_eps_low, objective.clip_eps_high];
        Self { policy, optimizer: Optimizer::new(optim), reference, optim: optim.clone(), clip, temperature }
    }

    /// The trained policy.
    pub fn policy(&self) -> &Llama {
        &self.policy
    }

    /// Forgets the optimizer's moments and takes the present policy for the reference: a new phase of training begins.
    pub fn restart(&mut self, optim: &OptimSection) {
        self.optimizer = Optimizer::new(optim);
        if self.reference.is_some() {
            self.reference = Some(self.policy.trained());
        }
    }

    /// Replaces the trained parameters: `read` gets a name and shape in Hugging Face's terms and gives the numbers, row-major;
    /// parameters it has none for stay.
    pub fn set_trained(&mut self, read: impl FnMut(&str, &[usize]) -> Option<Vec<f32>>) {
        self.policy = self.policy.clone().read_trained(read);
    }

    /// The optimizer, for checkpoints.
    pub fn optimizer(&mut self) -> &mut Optimizer {
        &mut self.optimizer
    }

    /// The reference policy's trained parameters, for checkpoints.
    pub fn reference(&mut self) -> &mut Option<FlatTensors> {
        &mut self.reference
    }

    /// Moves the policy by one batch: `num_epochs` passes, one optimizer step each.
    ///
    /// # Errors
    /// When a gradient is not finite: the run cannot go on from there.
    pub fn update(
        &mut self,
        batch: &TrainBatch,
        objective: &dyn Objective,
        num_epochs: usize,
        lr: f64,
    ) -> Result<Metrics, TrainError> {
        let mut stats = UpdateStats::new(self.clip[0], self.clip[1]);
        if batch.sequences.is_empty() {
            return Ok(stats.metrics(lr));
        }
        let parts = self.parts(batch);
        for epoch in 0..num_epochs {
            let mut grads = FlatTensors::new();
            stats.begin_epoch(epoch);
            for part in &parts {
                accumulate(&mut grads, self.gradients(part, objective, &mut stats));
            }
            let (grads, norm) = clip_global_norm(grads, self.optim.max_grad_norm);
            if !norm.is_finite() {
                return Err(TrainError::Training(format!(
                    "the gradient norm is {norm} after {} sequences: the loss has diverged. Lower `optim.lr` (now {lr:e}), \
                     or set `objective.kl_coef`, and go on from the last checkpoint with --resume",
                    batch.sequences.len()
                )));
            }
            stats.grad_norm = norm;
            self.policy = self.optimizer.update(self.policy.clone(), grads, lr);
        }
        Ok(stats.metrics(lr))
    }

    /// Mixes the policy into the reference: `alpha * policy + (1 - alpha) * reference` (arXiv 2509.04575, table of settings).
    pub fn sync_reference(&mut self, alpha: f64) {
        let Some(reference) = self.reference.take() else { return };
        let mut policy = self.policy.trained();
        let mixed = reference.into_iter().map(|(path, old)| {
            let new = policy.remove(&path).unwrap_or_else(|| old.clone());
            let value = if alpha >= 1.0 { new } else { new.mul_scalar(alpha) + old.mul_scalar(1.0 - alpha) };
            (path, value)
        });
        self.reference = Some(mixed.collect());
    }

    /// Micro-batches with the reference policy's log-probabilities, which are the same in every pass.
    fn parts<'a>(&self, batch: &'a TrainBatch) -> Vec<Part<'a>> {
        let reference = self.reference.as_ref().map(|weights| self.policy.with_values(weights).merged());
        let part = |micro: MicroBatch<'a>| Part {
            ref_logprobs: reference.as_ref().map(|policy| scores(policy, micro, self.temperature).logprobs),
            micro,
        };
        batch.micro_batches(self.optim.micro_batch_size).map(part).collect()
    }

    /// Gradients of one micro-batch's share of the loss.
    fn gradients(&self, part: &Part<'_>, objective: &dyn Objective, stats: &mut UpdateStats) -> FlatTensors {
        let micro = part.micro;
        let hidden = completion_states(&self.policy, micro);
        let (targets, old, advantages) = (micro.targets(), micro.old_logprobs(), micro.advantages());
        let weights = micro.token_weights();
        let head = Head::new(self.policy.head(), self.temperature);
        let train_head = self.policy.head_is_trained();
        let mut loss_sum = 0.0;
        let (scores, head_grads) = head.backward(hidden.clone().inner(), &targets, train_head, |first, logprobs| {
            let place = first..first + logprobs.dims()[0];
            let row = |values: &[f32]| row_like(&values[place.clone()], &logprobs);
            let leaf = Tensor::from_inner(logprobs.clone()).require_grad();
            let loss = objective.loss(LossInputs {
                logprobs: leaf.clone(),
                old_logprobs: row(&old),
                ref_logprobs: part.ref_logprobs.as_ref().map(|values| row(values)),
                advantages: row(&advantages),
                token_weights: row(&weights),
            });
            let slopes = leaf.grad(&loss.backward());
            loss_sum += f64::from(crate::device_read::numbers(loss.inner())[0]);
            slopes.unwrap_or_else(|| logprobs.zeros_like())
        });
        stats.add(loss_sum, &scores, &old, &advantages, part.ref_logprobs.as_deref());
        // The trunk's gradients are those of a plain sum against the gradient that the head gave.
        let surrogate = (hidden * Tensor::from_inner(head_grads.hidden)).sum();
        let mut grads = self.policy.gradients(&mut surrogate.backward());
        if let Some(weight) = head_grads.weight {
            let count = weight.dims().iter().product::<usize>();
            let head = FlatTensors::from([(self.policy.head_path().to_owned(), weight.reshape([count]))]);
            accumulate(&mut grads, head);
        }
        grads
    }
}

/// Scores of a micro-batch's completion tokens under a policy, without gradients.
pub fn scores(policy: &Llama, micro: MicroBatch<'_>, temperature: f32) -> TokenScores {
    let hidden = completion_states(policy, micro);
    Head::new(policy.head(), temperature).scores(hidden.inner(), &micro.targets())
}

/// Hidden states that predict a completion token, `[N, D]`.
fn completion_states(policy: &Llama, micro: MicroBatch<'_>) -> Tensor<2> {
    let device = policy.device().inner();
    let layout = micro.layout(&device);
    let states = match layout.packing {
        None => policy.hidden(layout.tokens),
        Some(packing) => policy.hidden_packed(layout.tokens, packing.positions, packing.bias),
    };
    let [batch, len, width] = states.dims();
    states.reshape([batch * len, width]).select(0, layout.predicting)
}

/// A row of numbers beside another tensor, off the graph.
fn row_like(values: &[f32], beside: &Tensor<1>) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &beside.device())
}

#[cfg(test)]
mod tests;
