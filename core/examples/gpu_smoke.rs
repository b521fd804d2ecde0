//! Whether a GPU computes what the CPU computes, and how fast: the first thing to run on new hardware.
//!
//! ```text
//! cargo run --release --features cuda --example gpu_smoke            # the first CUDA device against the CPU
//! cargo run --release --features cuda --example gpu_smoke -- --large # also times a model of 135M parameters
//! cargo run --release --example gpu_smoke -- --device flex           # the CPU against itself: the program's own test
//! ```
//!
//! Exits with 1 where there is no such device or a check fails. Where a backend's driver or compiler is broken, the backend itself
//! panics and says why.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use burn::tensor::{Device, Int, Tensor, TensorData};
use exitrl::batch::{Sequence, TrainBatch};
use exitrl::config::{ObjectiveSection, OptimSection, device};
use exitrl::learner::Learner;
use exitrl::objective;
use exitrl::policy::{KvCache, Llama, LlamaConfig};
use exitrl::seed::Seed;

/// Matrix units may round their inputs to 10 bits of mantissa (TF32); of the largest result.
const TF32: f64 = 1e-2;
/// Adam divides by the gradient's own size, so rounding of the smallest gradients moves weights; of the largest change.
const AFTER_ADAM: f64 = 0.1;
/// Bytes in use may differ by what is still queued, but must not grow with the count of updates.
const GROWTH: f64 = 0.1;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("gpu_smoke: this device must not be trained on: it does not compute what the CPU computes");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("gpu_smoke: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, large) = read_arguments(&arguments)?;
    let cpu = Device::flex();
    println!("flex   a product of matrices on the CPU is off by {:.1e} of its largest element", cpu_matmul(&cpu)?);
    let device = device::parse(name)?;
    println!("found  {device:?}");
    let mut checks = vec![matmul(&device, &cpu)?, logits(&device, &cpu)?, cache(&device)?];
    checks.extend(training(&device, &cpu)?);
    checks.extend(memory_growth(&device)?);
    for check in &checks {
        check.print();
    }
    time_decoding("tiny model", &tiny_config(), &device)?;
    if large {
        time_decoding("135M model", &large_config(), &device)?;
    }
    Ok(checks.iter().all(Check::passes))
}

fn read_arguments(arguments: &[String]) -> Result<(&str, bool)> {
    let (mut name, mut large) = ("cuda:0", false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--large" => large = true,
            "--device" => name = rest.next().context("--device was given without a name; write for example --device cuda:1")?,
            other => bail!("the argument {other:?} is not known; there are --device NAME and --large"),
        }
    }
    Ok((name, large))
}

/// One comparison.
struct Check {
    name: &'static str,
    /// How far apart the two sides are.
    seen: f64,
    limit: f64,
}

impl Check {
    fn new(name: &'static str, seen: f64, limit: f64) -> Self {
        Self { name, seen, limit }
    }

    /// Not a number fails.
    fn passes(&self) -> bool {
        self.seen <= self.limit
    }

    fn print(&self) {
        let verdict = if self.passes() { "ok    " } else { "FAILED" };
        println!("{verdict} {}: {:.1e}, at most {:.0e}", self.name, self.seen, self.limit);
    }
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    tensor.try_into_vec_as::<f32>().map_err(|error| anyhow::anyhow!("the device failed while a result was read back: {error:?}"))
}

/// The largest difference, as a share of the largest expected number; infinite where a number is missing or not finite.
fn apart(seen: &[f32], expected: &[f32]) -> f64 {
    let sound = seen.len() == expected.len() && seen.iter().all(|x| x.is_finite());
    let scale = expected.iter().map(|x| f64::from(x.abs())).fold(f64::MIN_POSITIVE, f64::max);
    let worst = seen.iter().zip(expected).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max);
    if sound { worst / scale } else { f64::INFINITY }
}

/// Numbers in [-1, 1] without a pattern that a wrong stride would keep.
fn wave(count: usize, speed: f32) -> Vec<f32> {
    (0..count).map(|i| (i as f32 * speed).sin()).collect()
}

/// Sizes that are no multiple of a tile.
const ROWS: usize = 193;
const INNER: usize = 257;
const COLUMNS: usize = 129;

fn product(device: &Device) -> Result<Vec<f32>> {
    let left = Tensor::<2>::from_data(TensorData::new(wave(ROWS * INNER, 0.37), [ROWS, INNER]), device);
    let right = Tensor::<2>::from_data(TensorData::new(wave(INNER * COLUMNS, 0.73), [INNER, COLUMNS]), device);
    numbers(left.matmul(right))
}

fn matmul(device: &Device, cpu: &Device) -> Result<Check> {
    Ok(Check::new("product of matrices", apart(&product(device)?, &product(cpu)?), TF32))
}

/// The CPU's product against plain loops.
fn cpu_matmul(cpu: &Device) -> Result<f64> {
    let (left, right) = (wave(ROWS * INNER, 0.37), wave(INNER * COLUMNS, 0.73));
    let mut expected = Vec::with_capacity(ROWS * COLUMNS);
    for row in left.chunks(INNER) {
        expected.extend((0..COLUMNS).map(|c| (0..INNER).map(|i| row[i] * right[i * COLUMNS + c]).sum::<f32>()));
    }
    Ok(apart(&product(cpu)?, &expected))
}

fn tiny_config() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 64,
        hidden_size: 64,
        intermediate_size: 160,
        num_hidden_layers: 3,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: None,
        max_position_embeddings: 128,
        rope_theta: 10_000.0,
        rms_norm_eps: 1e-5,
        tie_word_embeddings: true,
    }
}

/// The shape of SmolLM2-135M, with a shorter context.
fn large_config() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 49_152,
        hidden_size: 576,
        intermediate_size: 1536,
        num_hidden_layers: 30,
        num_attention_heads: 9,
        num_key_value_heads: 3,
        max_position_embeddings: 512,
        rope_theta: 100_000.0,
        ..tiny_config()
    }
}

fn tiny(device: &Device) -> Llama {
    Llama::scratch(&tiny_config(), Seed::of_run(7), device)
}

const BATCH: usize = 2;
const LEN: usize = 24;

fn token_ids() -> Vec<i32> {
    (0..BATCH * LEN).map(|i| (i * 37 % 64) as i32).collect()
}

fn tokens(device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(token_ids(), [BATCH, LEN]), device)
}

fn logits(device: &Device, cpu: &Device) -> Result<Check> {
    let on = |device: &Device| numbers(tiny(device).logits(tokens(device)));
    Ok(Check::new("logits of a tiny model", apart(&on(device)?, &on(cpu)?), TF32))
}

/// Decoding token by token against one pass over the whole, on the same device.
fn cache(device: &Device) -> Result<Check> {
    let policy = tiny(device);
    let mut cache = KvCache::new(policy.config(), BATCH, LEN, device);
    let mut seen = Vec::new();
    for at in 0..LEN {
        seen = numbers(policy.decode(tokens(device).narrow(1, at, 1), &[0; BATCH], &mut cache).transpose())?;
    }
    let expected = numbers(policy.logits(tokens(device)).narrow(1, LEN - 1, 1))?;
    Ok(Check::new("decoding with a cache", apart(&seen, &expected), TF32))
}

fn batch() -> TrainBatch {
    let sequence = |tokens: &[u32], prompt_tokens: usize, advantage: f32| {
        let completion = tokens.len() - prompt_tokens;
        // Near ln 64, what an untrained model gives, so no token is clipped.
        let old_logprobs = vec![-4.15; completion];
        Sequence { tokens: tokens.to_vec(), prompt_tokens, old_logprobs, advantage, token_weight: 0.25 / completion as f32 }
    };
    TrainBatch::new(vec![
        sequence(&[1, 2, 3, 4, 5, 6], 2, 1.3),
        sequence(&[1, 2, 7, 7], 2, -0.8),
        sequence(&[9, 8, 10, 0, 2], 1, 0.4),
    ])
}

/// A learner that has made some updates, with the loss and gradient norm of the first one.
fn trained(device: &Device, updates: usize) -> Result<(Learner, [f32; 2])> {
    let optim = OptimSection { lr: 1e-3, max_grad_norm: 0.0, ..OptimSection::default() };
    let section = ObjectiveSection { kl_coef: 0.05, ..ObjectiveSection::default() };
    let objective = objective::build(&section, 16);
    let mut learner = Learner::new(tiny(&device.clone().autodiff()), &optim, &section, 1.0);
    let mut first = [f32::NAN; 2];
    for update in 0..updates {
        let metrics = learner.update(&batch(), &*objective, 1, optim.lr)?;
        if update == 0 {
            first = ["loss", "optim/grad_norm"].map(|name| metrics.get(name).map_or(f32::NAN, |value| value as f32));
        }
    }
    Ok((learner, first))
}

fn training(device: &Device, cpu: &Device) -> Result<Vec<Check>> {
    const UPDATES: usize = 3;
    let ((seen, seen_first), (expected, expected_first)) = (trained(device, UPDATES)?, trained(cpu, UPDATES)?);
    let after = |learner: &Learner| numbers(learner.policy().logits(tokens(&learner.policy().device())).inner());
    let before = numbers(tiny(cpu).logits(tokens(cpu)))?;
    let change = |after: Vec<f32>| after.iter().zip(&before).map(|(a, b)| a - b).collect::<Vec<f32>>();
    let (seen, expected) = (change(after(&seen)?), change(after(&expected)?));
    Ok(vec![
        Check::new("loss of a train step", apart(&seen_first[..1], &expected_first[..1]), TF32),
        Check::new("gradient norm of a train step", apart(&seen_first[1..], &expected_first[1..]), TF32),
        Check::new("change of the logits after 3 train steps", apart(&seen, &expected), AFTER_ADAM),
    ])
}

/// Whether the memory in use grows from update to update; nothing where the backend does not tell.
fn memory_growth(device: &Device) -> Result<Option<Check>> {
    let in_use = |updates: usize| -> Result<Option<f64>> {
        let (learner, _) = trained(device, updates)?;
        device.sync().map_err(|error| anyhow::anyhow!("the device failed after {updates} updates: {error:?}"))?;
        let usage = device.memory_pool_usage().map(|usage| usage.bytes_in_use as f64);
        drop(learner);
        Ok(usage)
    };
    let (Some(few), Some(many)) = (in_use(10)?, in_use(50)?) else { return Ok(None) };
    println!("memory {:.1} MB in use after 10 updates of a tiny model, {:.1} MB after 50", few / 1e6, many / 1e6);
    Ok(Some(Check::new("growth of the memory in use over 40 updates", (many - few) / few, GROWTH)))
}

fn time_decoding(name: &str, config: &LlamaConfig, device: &Device) -> Result<()> {
    const TOKENS: usize = 64;
    let policy = Llama::scratch(config, Seed::of_run(7), device);
    for batch in [1, 16] {
        let mut cache = KvCache::new(config, batch, TOKENS, device);
        let mut times = Vec::with_capacity(TOKENS);
        for at in 0..TOKENS {
            let start = Instant::now();
            let next = Tensor::from_data(TensorData::new(vec![at as i32; batch], [batch, 1]), device);
            numbers(policy.decode(next, &vec![0; batch], &mut cache))?;
            times.push(start.elapsed());
        }
        let first = times[0];
        times.sort_unstable();
        println!("time   {name}, batch {batch}: a token each in {}, the first in {}", shown(times[TOKENS / 2]), shown(first));
    }
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
