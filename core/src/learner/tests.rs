//! The learner's gradients against plain autodiff and finite differences, and what an update does.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::*;
use crate::batch::Sequence;
use crate::config::{LoraSection, ObjectiveSection};
use crate::device_read::numbers;
use crate::objective;
use crate::policy::LlamaConfig;
use crate::policy::tests::{tiny, tiny_config};
use crate::seed::Seed;

const TEMPERATURE: f32 = 0.7;

fn batch() -> TrainBatch {
    let sequence = |tokens: &[u32], prompt_tokens: usize, advantage: f32| {
        let completion = tokens.len() - prompt_tokens;
        // Some ratios lie inside, some outside of the clip range.
        let old_logprobs = (0..completion).map(|i| -2.0 - 0.3 * i as f32).collect();
        Sequence { tokens: tokens.to_vec(), prompt_tokens, old_logprobs, advantage, token_weight: 0.25 / completion as f32 }
    };
    TrainBatch::new(vec![
        sequence(&[1, 2, 3, 4, 5, 6], 2, 1.3),
        sequence(&[1, 2, 7, 7], 2, -0.8),
        sequence(&[9, 8, 10, 0, 2], 1, 0.4),
    ])
}

fn section(kl_coef: f64) -> ObjectiveSection {
    ObjectiveSection { kl_coef, ..ObjectiveSection::default() }
}

fn learner(config: &LlamaConfig, kl_coef: f64, micro_batch_size: usize) -> Learner {
    let policy = tiny(config, &Device::flex().autodiff());
    let optim = OptimSection { lr: 1e-2, micro_batch_size, max_grad_norm: 0.0, ..OptimSection::default() };
    let mut learner = Learner::new(policy, &optim, &section(kl_coef), TEMPERATURE);
    if let Some(reference) = learner.reference() {
        for value in reference.values_mut() {
            *value = value.clone().mul_scalar(0.9);
        }
    }
    learner
}

fn whole_gradient(learner: &Learner, objective: &dyn Objective) -> FlatTensors {
    let (batch, mut stats, mut grads) = (batch(), UpdateStats::new(0.2, 0.2), FlatTensors::new());
    for part in &learner.parts(&batch) {
        accumulate(&mut grads, learner.gradients(part, objective, &mut stats));
    }
    grads
}

/// The same loss written in one piece: log-softmax over everything, all on the graph.
fn plain_loss(policy: &Llama, learner: &Learner, objective: &dyn Objective) -> Tensor<1> {
    let batch = batch();
    let micro = batch.micro_batches(8).next().expect("one");
    let device = Device::flex();
    // One row at a time, so that this side packs and pads nothing.
    let rows = micro.sequences.iter().map(|sequence| {
        let tokens: Vec<i32> = sequence.tokens.iter().map(|&id| id as i32).collect();
        let count = sequence.tokens.len();
        let logits = policy.logits(Tensor::from_data(TensorData::new(tokens, [1, count]), &device)).squeeze_dim::<2>(0);
        logits.narrow(0, sequence.prompt_tokens - 1, sequence.completion_tokens())
    });
    let logits = Tensor::cat(rows.collect(), 0);
    let logprobs = log_softmax(logits.div_scalar(TEMPERATURE), 1);
    let targets: Vec<i32> = micro.targets().iter().map(|&id| id as i32).collect();
    let targets: Tensor<2, Int> = Tensor::from_data(TensorData::new(targets.clone(), [targets.len(), 1]), &device);
    let row = |values: Vec<f32>| Tensor::<1>::from_floats(values.as_slice(), &device);
    objective.loss(LossInputs {
        logprobs: logprobs.gather(1, targets).squeeze_dim(1),
        old_logprobs: row(micro.old_logprobs()),
        ref_logprobs: learner.parts(&batch).remove(0).ref_logprobs.map(row),
        advantages: row(micro.advantages()),
        token_weights: row(micro.token_weights()),
    })
}

#[test]
fn gradients_are_those_of_the_loss_written_in_one_piece() {
    for (tied, kl_coef) in [(true, 0.0), (false, 0.1), (true, 0.1)] {
        let config = LlamaConfig { tie_word_embeddings: tied, ..tiny_config() };
        let learner = learner(&config, kl_coef, 8);
        let objective = objective::build(&section(kl_coef), 16);
        let seen = whole_gradient(&learner, &*objective);
        let plain = plain_loss(learner.policy(), &learner, &*objective);
        let expected = learner.policy().gradients(&mut plain.backward());
        let names = learner.policy().trained();
        assert!(seen.keys().eq(names.keys()), "every trained parameter receives a gradient");
        for (path, expected) in expected {
            let (seen, expected) = (numbers(seen[&path].clone()), numbers(expected));
            let size = expected.iter().map(|x| x.abs()).fold(0.0, f32::max);
            let worst = seen.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(size > 0.0, "{path} has no gradient");
            assert!(worst <= 1e-5 * size.max(1e-2), "{path} is off by {worst} of {size}");
        }
    }
}

#[test]
fn gradients_agree_with_finite_differences_of_the_whole_loss() {
    let config = LlamaConfig { tie_word_embeddings: false, ..tiny_config() };
    let learner = learner(&config, 0.1, 8);
    let objective = objective::build(&section(0.1), 16);
    let grads = whole_gradient(&learner, &*objective);
    let loss_at = |path: &str, index: usize, nudge: f32| {
        let moved = learner.policy().clone().replaced(|at, value| {
            if at != path {
                return value;
            }
            let mut values = numbers(value);
            values[index] += nudge;
            Tensor::from_floats(values.as_slice(), &Device::flex())
        });
        f64::from(numbers(plain_loss(&moved, &learner, &*objective).inner())[0])
    };
    let probes = [("layers.0.self_attn.q_proj.weight", 5), ("layers.1.mlp.up_proj.weight", 17), ("norm", 3), ("lm_head", 40)];
    for (path, index) in probes {
        let nudge = 2e-3;
        let slope = (loss_at(path, index, nudge) - loss_at(path, index, -nudge)) / (2.0 * f64::from(nudge));
        let gradient = f64::from(numbers(grads[path].clone())[index]);
        assert!((slope - gradient).abs() < 2e-3 * gradient.abs().max(0.05), "{path}[{index}]: {slope} is not {gradient}");
    }
}

#[test]
fn gradients_do_not_depend_on_the_micro_batch_size() {
    let objective = objective::build(&section(0.0), 16);
    let one = whole_gradient(&learner(&tiny_config(), 0.0, 1), &*objective);
    let all = whole_gradient(&learner(&tiny_config(), 0.0, 8), &*objective);
    for (path, gradient) in one {
        let (a, b) = (numbers(gradient), numbers(all[&path].clone()));
        let worst = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-5, "{path} differs by {worst}");
    }
}

#[test]
fn an_update_makes_good_tokens_likelier_and_bad_ones_less_so() {
    let mut learner = learner(&tiny_config(), 0.0, 8);
    let objective = objective::build(&section(0.0), 16);
    let mut batch = batch();
    for sequence in &mut batch.sequences {
        let micro = MicroBatch { sequences: std::slice::from_ref(sequence) };
        sequence.old_logprobs = scores(&learner.policy().merged(), micro, TEMPERATURE).logprobs;
    }
    let before: Vec<f32> = likelihoods(&learner, &batch);
    let metrics = learner.update(&batch, &*objective, 1, 1e-3).expect("updates");
    let after = likelihoods(&learner, &batch);
    for ((sequence, before), after) in batch.sequences.iter().zip(before).zip(after) {
        assert!((after - before) * sequence.advantage > 0.0, "advantage {}: {before} -> {after}", sequence.advantage);
    }
    assert!(metrics.get("mismatch_kl/max").expect("measured") < 1e-4);
    assert!(metrics.get("optim/grad_norm").expect("measured") > 0.0);
}

fn likelihoods(learner: &Learner, batch: &TrainBatch) -> Vec<f32> {
    let policy = learner.policy().merged();
    let one = |sequence: &Sequence| {
        scores(&policy, MicroBatch { sequences: std::slice::from_ref(sequence) }, TEMPERATURE).logprobs.iter().sum()
    };
    batch.sequences.iter().map(one).collect()
}

#[test]
fn only_adapters_move_with_lora() {
    let policy = tiny(&tiny_config(), &Device::flex().autodiff());
    let frozen = policy.weights();
    let policy = policy.with_lora(&LoraSection { rank: 2, ..LoraSection::default() }, Seed::of_run(2));
    let optim = OptimSection::default();
    let mut learner = Learner::new(policy, &optim, &section(0.0), TEMPERATURE);
    let objective = objective::build(&section(0.0), 16);
    for _ in 0..2 {
        learner.update(&batch(), &*objective, 1, 1e-2).expect("updates");
    }
    let moved = learner.policy().weights();
    let changed: Vec<&str> = frozen.iter().zip(&moved).filter(|(a, b)| a.data != b.data).map(|(a, _)| a.name.as_str()).collect();
    assert_eq!(changed.len(), 14, "each of 7 projections in 2 layers: {changed:?}");
    assert!(changed.iter().all(|name| name.contains("_proj")));
}

#[test]
fn the_optimizer_goes_on_from_its_saved_state_bit_by_bit() {
    let objective = objective::build(&section(0.0), 16);
    let mut straight = learner(&tiny_config(), 0.0, 8);
    straight.update(&batch(), &*objective, 1, 1e-2).expect("updates");
    let (weights, state) = (straight.policy().trained(), straight.optimizer().state());
    straight.update(&batch(), &*objective, 1, 1e-2).expect("updates");
    let mut resumed = learner(&tiny_config(), 0.0, 8);
    resumed.policy = resumed.policy.with_values(&weights);
    resumed.optimizer().restore(state, &Device::flex());
    resumed.update(&batch(), &*objective, 1, 1e-2).expect("updates");
    assert_eq!(straight.policy().weights(), resumed.policy().weights());
    assert_eq!(straight.optimizer().state(), resumed.optimizer().state());
}

#[test]
fn the_reference_is_copied_at_one_and_left_at_zero() {
    let mut learner = learner(&tiny_config(), 0.1, 8);
    let flat = |tensors: &FlatTensors| tensors.values().flat_map(|t| numbers(t.clone())).collect::<Vec<f32>>();
    let old = flat(learner.reference().as_ref().expect("kept"));
    learner.sync_reference(0.0);
    assert_eq!(flat(learner.reference().as_ref().expect("kept")), old);
    learner.sync_reference(1.0);
    let policy = flat(&learner.policy().trained());
    assert_eq!(flat(learner.reference().as_ref().expect("kept")), policy);
}
