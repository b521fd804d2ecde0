//! Speed of the policy at SmolLM2-135M's shape with random weights: sampling at batch 1, 8 and 16, training at 8 x 256, and both
//! for the small policy of the quickstart. Throughput is in tokens.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use burn::tensor::Device;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exitrl::batch::{Sequence, TrainBatch};
use exitrl::config::{ObjectiveSection, OptimSection};
use exitrl::learner::Learner;
use exitrl::objective;
use exitrl::policy::{Llama, LlamaConfig};
use exitrl::sampler::{Detokenizer, LocalSampler, SampleRequest, Sampler, SamplingParams, TokenId};
use exitrl::seed::Seed;

fn smollm2() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 49_152,
        hidden_size: 576,
        intermediate_size: 1536,
        num_hidden_layers: 30,
        num_attention_heads: 9,
        num_key_value_heads: 3,
        head_dim: None,
        max_position_embeddings: 512,
        rope_theta: 1e5,
        rms_norm_eps: 1e-5,
        tie_word_embeddings: true,
    }
}

fn small() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 261,
        hidden_size: 96,
        intermediate_size: 256,
        num_hidden_layers: 3,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        ..smollm2()
    }
}

/// Never ends a completion, so that every one has the same length.
struct Endless;

impl Detokenizer for Endless {
    fn decode(&self, _: &[TokenId]) -> String {
        String::new()
    }
    fn eos_ids(&self) -> &[TokenId] {
        &[]
    }
}

fn sampling(c: &mut Criterion, name: &str, config: &LlamaConfig, prompt: u32, new: usize) {
    let policy = Llama::scratch(config, Seed::of_run(1), &Device::flex());
    let params = SamplingParams { max_new_tokens: new, ..SamplingParams::default() };
    let mut group = c.benchmark_group(format!("sample/{name}"));
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    for batch in [1, 8, 16] {
        let mut sampler = LocalSampler::new(&policy, Arc::new(Endless), 0, batch);
        let prompt_tokens: Vec<TokenId> = (0..prompt).map(|t| t * 37 % config.vocab_size as u32).collect();
        let request = |i| SampleRequest { prompt_tokens: prompt_tokens.clone(), seed: Seed::of_run(i) };
        let requests: Vec<SampleRequest> = (0..batch as u64).map(request).collect();
        group.throughput(Throughput::Elements((batch * new) as u64));
        group.bench_function(format!("batch_{batch}"), |b| {
            b.iter(|| black_box(sampler.sample(&requests, &params).expect("samples")));
        });
    }
    group.finish();
}

fn training(c: &mut Criterion, name: &str, config: &LlamaConfig, rows: usize, prompt: usize, completion: usize) {
    let policy = Llama::scratch(config, Seed::of_run(1), &Device::flex().autodiff());
    let sequence = |i: usize| Sequence {
        tokens: (0..prompt + completion).map(|t| ((t * 37 + i * 101) % config.vocab_size) as TokenId).collect(),
        prompt_tokens: prompt,
        old_logprobs: vec![-(config.vocab_size as f32).ln(); completion],
        advantage: if i.is_multiple_of(2) { 1.0 } else { -1.0 },
        token_weight: 1.0 / (rows * completion) as f32,
    };
    let batch = TrainBatch::new((0..rows).map(sequence).collect());
    let optim = OptimSection { micro_batch_size: rows, ..OptimSection::default() };
    let section = ObjectiveSection::default();
    let mut learner = Learner::new(policy, &optim, &section, 1.0);
    let objective = objective::build(&section, completion);
    let mut group = c.benchmark_group(format!("train/{name}"));
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(20));
    group.throughput(Throughput::Elements((rows * (prompt + completion)) as u64));
    group.bench_function(format!("{rows}x{}", prompt + completion), |b| {
        b.iter(|| black_box(learner.update(&batch, &*objective, 1, 1e-6).expect("updates")));
    });
    group.finish();
}

fn benches(c: &mut Criterion) {
    sampling(c, "smollm2_135m", &smollm2(), 55, 32);
    training(c, "smollm2_135m", &smollm2(), 8, 1, 255);
    training(c, "smollm2_135m_short", &smollm2(), 16, 32, 16);
    sampling(c, "quickstart", &small(), 12, 24);
    training(c, "quickstart", &small(), 128, 16, 12);
}

criterion_group!(speed, benches);
criterion_main!(speed);
