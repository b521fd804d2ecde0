//! Speed of the policy in tokens per CPU-second of one thread, which other work on the machine disturbs far less than wall time.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo run --release --example cpu_seconds -- train-small sample-small
//! RAYON_NUM_THREADS=1 cargo run --release --example cpu_seconds -- train-8x256 train-16x48 sample-1 sample-8 sample-16
//! ```
//!
//! Reads /proc, so it runs on Linux only. Weights are random; core/benches/NOTES.md has figures.

use std::hint::black_box;

use anyhow::{Result, bail};
use exitrl::config::ObjectiveSection;
use exitrl::objective;
use exitrl::policy::LlamaConfig;
use exitrl::sampler::{Sampler, SamplingParams};

#[path = "../benches/shapes/mod.rs"]
mod shapes;

use shapes::Rows;

/// Clock ticks of /proc/self/stat in a second; the kernel fixes this number for programs on every architecture we run on.
const TICKS: f64 = 100.0;
/// What one measurement takes at least.
const SECONDS: f64 = 4.0;

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        bail!(
            "name what to measure: train-small, train-small-groups, sample-small, train-8x256, train-16x48, sample-1, sample-8, sample-16"
        );
    }
    for name in names {
        let (small, smollm2) = (shapes::small(), shapes::smollm2());
        match name.as_str() {
            "train-small" => train(&name, &small, Rows { rows: 128, group: 1, prompt: 16, completion: 12 }, 64)?,
            "train-small-groups" => train(&name, &small, Rows { rows: 128, group: 8, prompt: 16, completion: 12 }, 64)?,
            "sample-small" => sample(&name, &small, 12, 12, 128)?,
            "train-8x256" => train(&name, &smollm2, Rows { rows: 8, group: 1, prompt: 1, completion: 255 }, 8)?,
            "train-16x48" => train(&name, &smollm2, Rows { rows: 16, group: 1, prompt: 32, completion: 16 }, 16)?,
            "sample-1" => sample(&name, &smollm2, 55, 128, 1)?,
            "sample-8" => sample(&name, &smollm2, 55, 128, 8)?,
            "sample-16" => sample(&name, &smollm2, 55, 128, 16)?,
            other => bail!("nothing to measure is called {other:?}"),
        }
    }
    Ok(())
}

fn train(name: &str, config: &LlamaConfig, rows: Rows, micro_batch_size: usize) -> Result<()> {
    let (mut learner, batch) = shapes::training(config, rows, micro_batch_size);
    let objective = objective::build(&ObjectiveSection::default(), rows.completion);
    measure(name, rows.tokens(), || {
        black_box(learner.update(&batch, &*objective, 1, 1e-6)?);
        Ok(())
    })
}

fn sample(name: &str, config: &LlamaConfig, prompt: u32, new: usize, batch: usize) -> Result<()> {
    let (mut sampler, requests) = shapes::sampling(config, prompt, batch);
    let params = SamplingParams { max_new_tokens: new, ..SamplingParams::default() };
    measure(name, batch * new, || {
        black_box(sampler.sample(&requests, &params)?);
        Ok(())
    })
}

/// Runs once unmeasured, then until enough time has gone by.
fn measure(name: &str, tokens: usize, mut run: impl FnMut() -> Result<()>) -> Result<()> {
    run()?;
    let (start, mut runs) = (cpu_seconds()?, 0);
    let took = loop {
        run()?;
        runs += 1;
        let took = cpu_seconds()? - start;
        if took >= SECONDS {
            break took / f64::from(runs);
        }
    };
    println!("{name:20} {took:9.4} CPU-seconds a run, {:9.1} tokens a CPU-second ({runs} runs)", tokens as f64 / took);
    Ok(())
}

/// User and system time of this process so far.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold spaces; the 12th and 13th fields after it are the times.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let times: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    let [user, system] = times[..] else { bail!("/proc/self/stat: no times in {stat:?}") };
    Ok((user + system) / TICKS)
}
