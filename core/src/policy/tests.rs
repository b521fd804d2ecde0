//! The decoder against itself: cached decoding and whole sequences must agree, whatever the padding.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::{KvCache, Llama, LlamaConfig};
use crate::config::LoraSection;
use crate::device_read::numbers;
use crate::seed::Seed;

pub(crate) fn tiny_config() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 11,
        hidden_size: 8,
        intermediate_size: 12,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: None,
        max_position_embeddings: 32,
        rope_theta: 10_000.0,
        rms_norm_eps: 1e-5,
        tie_word_embeddings: true,
    }
}

/// Weights far larger than a real initialisation's, so that attention is not flat and mistakes show.
pub(crate) fn tiny(config: &LlamaConfig, device: &Device) -> Llama {
    Llama::scratch(config, Seed::of_run(5), device).replaced(|path, value| match path.contains("norm") {
        true => value,
        false => value.mul_scalar(20.0),
    })
}

fn tokens(rows: &[&[i32]], device: &Device) -> Tensor<2, Int> {
    let flat: Vec<i32> = rows.iter().flat_map(|row| row.iter().copied()).collect();
    Tensor::from_data(TensorData::new(flat, [rows.len(), rows[0].len()]), device)
}

fn assert_close(seen: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(seen.len(), expected.len());
    let worst = seen.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < tolerance, "differs by {worst}");
}

#[test]
fn decoding_with_a_cache_gives_the_logits_of_the_whole_sequence() {
    let device = Device::flex();
    let model = tiny(&tiny_config(), &device);
    let whole = numbers(model.logits(tokens(&[&[3, 1, 4, 1, 5]], &device)));
    let mut cache = KvCache::new(model.config(), 1, 8, &device);
    let third = numbers(model.decode(tokens(&[&[3, 1, 4]], &device), &[0], &mut cache));
    assert_close(&third, &whole[2 * 11..3 * 11], 1e-4);
    let fourth = numbers(model.decode(tokens(&[&[1]], &device), &[0], &mut cache));
    assert_close(&fourth, &whole[3 * 11..4 * 11], 1e-4);
    let fifth = numbers(model.decode(tokens(&[&[5]], &device), &[0], &mut cache));
    assert_close(&fifth, &whole[4 * 11..], 1e-4);
}

#[test]
fn padding_at_the_front_changes_nothing() {
    let device = Device::flex();
    let model = tiny(&tiny_config(), &device);
    let whole = numbers(model.logits(tokens(&[&[7, 2, 9]], &device)));
    let mut cache = KvCache::new(model.config(), 2, 8, &device);
    let first = model.decode(tokens(&[&[0, 0, 7, 2], &[1, 2, 3, 4]], &device), &[2, 0], &mut cache);
    assert_close(&numbers(first.transpose())[..11], &whole[11..22], 1e-4);
    // The shorter sequence goes on alone, in a larger cache.
    let mut alone = cache.select(Tensor::from_data([0i32], &device), 6);
    let next = model.decode(tokens(&[&[9]], &device), &[2], &mut alone);
    assert_close(&numbers(next), &whole[22..], 1e-4);
}

#[test]
fn weights_written_and_read_back_are_the_same_numbers() {
    let device = Device::flex();
    let untied = LlamaConfig { tie_word_embeddings: false, ..tiny_config() };
    let model = tiny(&untied, &device);
    let weights = model.weights();
    assert_eq!(weights.iter().map(|t| t.data.len()).sum::<usize>(), untied.num_parameters());
    let k_proj = weights.iter().find(|t| t.name == "model.layers.1.self_attn.k_proj.weight").expect("named so");
    assert_eq!(k_proj.shape, [4, 8]);
    let again = Llama::from_weights(&untied, &device, |name| {
        let tensor = weights.iter().find(|t| t.name == name).expect("every tensor is there");
        Ok((tensor.shape.clone(), tensor.data.clone()))
    });
    assert_eq!(again.expect("loads").weights(), weights);
}

#[test]
fn a_tensor_of_another_shape_is_refused_by_name() {
    let error = Llama::from_weights(&tiny_config(), &Device::flex(), |_| Ok((vec![2, 2], vec![0.0; 4]))).expect_err("refused");
    let text = error.to_string();
    assert!(text.contains("model.embed_tokens.weight") && text.contains("[2, 2]") && text.contains("[11, 8]"), "{text}");
}

#[test]
fn adapters_start_without_effect_and_merge_exactly_enough() {
    let device = Device::flex().autodiff();
    let base = tiny(&tiny_config(), &device);
    let row = || tokens(&[&[3, 1, 4]], &device);
    let before = numbers(base.logits(row()).inner());
    let section = LoraSection { rank: 2, alpha: 4.0, target_modules: vec!["q_proj".into(), "down_proj".into()] };
    let adapted = base.with_lora(&section, Seed::of_run(1));
    assert_close(&numbers(adapted.logits(row()).inner()), &before, 1e-6);
    // 2 layers x (q: 8x2 + 2x8, down: 12x2 + 2x8) numbers are trained, and nothing else.
    assert_eq!(adapted.num_trainable(), 2 * (32 + 40));
    let moved = adapted.replaced(|_, value| value.add_scalar(0.1));
    let merged = moved.merged();
    let plain = tokens(&[&[3, 1, 4]], &Device::flex());
    assert_close(&numbers(merged.logits(plain)), &numbers(moved.logits(row()).inner()), 1e-3);
    assert_eq!(moved.adapter_weights()[0].name, "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight");
}
