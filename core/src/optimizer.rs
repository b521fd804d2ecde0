//! AdamW over flat parameters, with a global gradient norm and a state that can be saved exactly.
//!
//! The update rule is Burn's; kept here is what its module optimizer does not offer: one norm over all parameters, and moments by
//! parameter name.

use std::collections::BTreeMap;

use burn::optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, Optimizer as _};
use burn::tensor::{Device, Tensor, TensorData};

use crate::config::OptimSection;
use crate::device_read::numbers;
use crate::policy::{FlatTensors, Llama, NamedTensor, is_decayed};

/// AdamW (arXiv 1711.05101) and its moments.
pub struct Optimizer {
    decayed: AdamW,
    plain: AdamW,
    states: BTreeMap<String, AdamWState<1>>,
}

impl Optimizer {
    /// An optimizer without moments.
    pub fn new(section: &OptimSection) -> Self {
        let build = |weight_decay: f64| {
            AdamWConfig::new()
                .with_beta_1(section.beta1 as f32)
                .with_beta_2(section.beta2 as f32)
                .with_epsilon(section.epsilon as f32)
                .with_weight_decay(weight_decay as f32)
                .build()
        };
        Self { decayed: build(section.weight_decay), plain: build(0.0), states: BTreeMap::new() }
    }

    /// One optimizer step: the policy with every parameter that has a gradient moved.
    pub fn update(&mut self, policy: Llama, mut grads: FlatTensors, lr: f64) -> Llama {
        policy.replaced(|path, value| {
            let Some(grad) = grads.remove(path) else { return value };
            let rule = if is_decayed(path) { &self.decayed } else { &self.plain };
            let (value, state) = rule.step(lr, value, grad, self.states.remove(path));
            if let Some(state) = state {
                self.states.insert(path.to_owned(), state);
            }
            value
        })
    }

    /// Both moments of every parameter, named `path#moment_1` and `path#moment_2`, and the count of updates as `path#time`.
    pub fn state(&self) -> Vec<NamedTensor> {
        let mut tensors = Vec::new();
        for (path, state) in &self.states {
            let mut push = |field: &str, data: Vec<f32>| {
                tensors.push(NamedTensor { name: format!("{path}#{field}"), shape: vec![data.len()], data });
            };
            push("moment_1", numbers(state.momentum.moment_1.clone()));
            push("moment_2", numbers(state.momentum.moment_2.clone()));
            // Exact up to 2^24 updates, far beyond any run.
            push("time", vec![state.momentum.time as f32]);
        }
        tensors
    }

    /// Takes over moments written by [`Optimizer::state`]; incomplete ones are left out.
    pub fn restore(&mut self, tensors: Vec<NamedTensor>, device: &Device) {
        let device = device.clone().inner();
        let mut fields: BTreeMap<String, Vec<f32>> = tensors.into_iter().map(|t| (t.name, t.data)).collect();
        let paths: Vec<String> = fields.keys().filter_map(|name| name.strip_suffix("#time").map(str::to_owned)).collect();
        for path in paths {
            let mut take = |field: &str| fields.remove(&format!("{path}#{field}"));
            if let (Some(first), Some(second), Some(time)) = (take("moment_1"), take("moment_2"), take("time")) {
                let tensor = |data: Vec<f32>| {
                    let count = data.len();
                    Tensor::from_data(TensorData::new(data, [count]), &device)
                };
                let time = time.first().map_or(0, |&time| time as usize);
                let momentum = AdaptiveMomentumState::new(time, tensor(first), tensor(second));
                self.states.insert(path, AdamWState::new(momentum));
            }
        }
    }
}

/// Scales gradients down to a global norm, and gives the norm before. 0 switches it off.
pub fn clip_global_norm(grads: FlatTensors, max_norm: f64) -> (FlatTensors, f64) {
    let squares = grads.values().map(|grad| f64::from(numbers(grad.clone().square().sum())[0]));
    let norm = squares.sum::<f64>().sqrt();
    if max_norm <= 0.0 || norm <= max_norm || !norm.is_finite() {
        return (grads, norm);
    }
    let scale = max_norm / norm;
    (grads.into_iter().map(|(path, grad)| (path, grad.mul_scalar(scale))).collect(), norm)
}

/// Adds gradients of another part of the batch.
pub fn accumulate(into: &mut FlatTensors, part: FlatTensors) {
    for (path, grad) in part {
        let sum = match into.remove(&path) {
            Some(sum) => sum + grad,
            None => grad,
        };
        into.insert(path, sum);
    }
}
