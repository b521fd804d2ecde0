//! Speed of the policy at SmolLM2-135M's shape with random weights: sampling at batch 1, 8 and 16, training at 8 x 256, and both
//! for the small policy of the quickstart. Throughput is in tokens.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exitrl::config::ObjectiveSection;
use exitrl::objective;
use exitrl::policy::LlamaConfig;
use exitrl::sampler::{Sampler, SamplingParams};

mod shapes;

use shapes::Rows;

fn sampling(c: &mut Criterion, name: &str, config: &LlamaConfig, prompt: u32, new: usize) {
    let params = SamplingParams { max_new_tokens: new, ..SamplingParams::default() };
    let mut group = c.benchmark_group(format!("sample/{name}"));
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    for batch in [1, 8, 16] {
        let (mut sampler, requests) = shapes::sampling(config, prompt, batch);
        group.throughput(Throughput::Elements((batch * new) as u64));
        group.bench_function(format!("batch_{batch}"), |b| {
            b.iter(|| black_box(sampler.sample(&requests, &params).expect("samples")));
        });
    }
    group.finish();
}

fn training(c: &mut Criterion, name: &str, config: &LlamaConfig, rows: Rows) {
    let (mut learner, batch) = shapes::training(config, rows, rows.rows);
    let objective = objective::build(&ObjectiveSection::default(), rows.completion);
    let mut group = c.benchmark_group(format!("train/{name}"));
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(20));
    group.throughput(Throughput::Elements(rows.tokens() as u64));
    group.bench_function(format!("{}x{}", rows.rows, rows.prompt + rows.completion), |b| {
        b.iter(|| black_box(learner.update(&batch, &*objective, 1, 1e-6).expect("updates")));
    });
    group.finish();
}

fn benches(c: &mut Criterion) {
    sampling(c, "smollm2_135m", &shapes::smollm2(), 55, 32);
    training(c, "smollm2_135m", &shapes::smollm2(), Rows { rows: 8, group: 1, prompt: 1, completion: 255 });
    training(c, "smollm2_135m_short", &shapes::smollm2(), Rows { rows: 16, group: 1, prompt: 32, completion: 16 });
    sampling(c, "quickstart", &shapes::small(), 12, 24);
    training(c, "quickstart", &shapes::small(), Rows { rows: 128, group: 1, prompt: 16, completion: 12 });
}

criterion_group!(speed, benches);
criterion_main!(speed);
