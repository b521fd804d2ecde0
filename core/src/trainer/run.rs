//! A run from its configuration to its last checkpoint.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use exitrl_domain::DomainClient;
use exitrl_plugin_host::DomainSpec;

use super::{RunFolder, TrainStep, Trainer, eval_splits, load_policy};
use crate::config::{RunConfig, device};
use crate::curriculum::{self, BaseTasks, write_events};
use crate::diversity::Diversity;
use crate::embedder;
use crate::error::TrainError;
use crate::eval::{EvalReport, EvalRequest, Pace, evaluate, write_rows};
use crate::learner::Learner;
use crate::objective;
use crate::rollout::{RolloutEngine, write_traces};
use crate::sampler::LocalSampler;
use crate::seed::{Purpose, Seed};
use crate::tracker::{Console, Progress};

/// How a run is begun.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Go on with the run in the configuration's folder, from its latest checkpoint.
    pub resume: bool,
    /// Go on from this checkpoint instead of the latest.
    pub checkpoint: Option<PathBuf>,
    /// Begin anew over an earlier run's files.
    pub clean: bool,
    /// Set from outside to save and stop after the present train step.
    pub stop: Arc<AtomicBool>,
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// The run folder.
    pub run_dir: PathBuf,
    /// Train steps applied.
    pub train_step: u64,
    /// Whether it stopped because it was asked to.
    pub interrupted: bool,
}

/// Trains as a configuration says. The folder's `config.toml` must have been written by the caller.
///
/// # Errors
/// When the domain, the model or the folder cannot be used, and when training cannot go on.
pub fn run(config: RunConfig, options: &RunOptions, console: &mut dyn Console) -> anyhow::Result<RunSummary> {
    let domain = open_domain(&config)?;
    let mut trainer = Trainer::build(config.clone(), domain)?;
    // Only now that everything opens: an earlier run is not given up for one that cannot begin.
    if options.clean {
        RunFolder::clean(&config.output_dir)?;
    }
    let mut folder = RunFolder::open(&config, !options.resume)?;
    let resolved = toml::to_string(&config)?;
    folder.write_with("config.toml", |file| file.write_all(resolved.as_bytes()))?;
    let begun = trainer.begin(&mut folder, options, console)?;
    let interrupted = !begun || trainer.train(&mut folder, options, console)?;
    Ok(RunSummary { run_dir: config.output_dir, train_step: trainer.train_step, interrupted })
}

/// Opens the domain of a configuration.
///
/// # Errors
/// When the plugin cannot be found or refuses its configuration.
pub fn open_domain(config: &RunConfig) -> anyhow::Result<Arc<dyn DomainClient>> {
    let section = &config.domain;
    let mut spec = DomainSpec::new(&section.plugin);
    spec.transport = section.transport;
    spec.config = serde_json::to_value(&section.config)?;
    Ok(exitrl_plugin_host::open(&spec)?)
}

impl Trainer {
    /// Puts a run together from its configuration.
    ///
    /// # Errors
    /// When the device, the model or the curriculum cannot be made.
    pub fn build(config: RunConfig, domain: Arc<dyn DomainClient>) -> anyhow::Result<Self> {
        let device = device::parse(&config.device)?;
        let seed = Seed::of_run(config.seed);
        let loaded = load_policy(&config.model, seed, &device.clone().autodiff())?;
        let encoder = Arc::new(loaded.tokenizer.clone());
        let deadline = Duration::from_millis(config.domain.turn_deadline_ms);
        let rollouts = RolloutEngine::new(domain.clone(), encoder.clone(), deadline);
        let eval_splits = eval_splits(&config, rollouts.stage())?;
        let sampler = LocalSampler::new(&loaded.policy, encoder, config.model.max_context, config.rollout.max_batch);
        let curriculum = curriculum::build(&config.curriculum, domain.clone())?;
        let objective = objective::build(&config.objective, config.sampling.max_new_tokens);
        let diversity = match config.diversity.bonus {
            true => Some(Diversity::new(embedder::open(&config.diversity, &device)?, config.diversity.cap)),
            false => None,
        };
        let learner = Learner::new(loaded.policy, &config.optim, &config.objective, config.sampling.temperature);
        Ok(Self {
            seed,
            domain,
            tokenizer: loaded.tokenizer,
            sampler,
            rollouts,
            eval_splits,
            curriculum,
            objective,
            diversity,
            learner,
            train_step: 0,
            config,
        })
    }

    /// Takes up a checkpoint, or warms up and evaluates the start of a new run. Gives whether training can begin: not so when the
    /// warm start was interrupted, of which nothing is kept.
    fn begin(&mut self, folder: &mut RunFolder, options: &RunOptions, console: &mut dyn Console) -> Result<bool, TrainError> {
        let latest = match &options.checkpoint {
            Some(path) => Some(path.clone()),
            None if options.resume => folder.checkpoints.latest()?,
            None => None,
        };
        if let Some(checkpoint) = latest {
            self.restore(&checkpoint, folder)?;
            console.note(&format!("going on from {} at train step {}", checkpoint.display(), self.train_step));
            return Ok(true);
        }
        // Stopped before the first checkpoint: nothing is lost by beginning anew.
        folder.metrics.truncate_to(0)?;
        folder.traces.truncate_to(0)?;
        folder.instances.truncate_to(0)?;
        folder.timing.truncate_to(0)?;
        if !self.warm_up(folder, options, console)? {
            return Ok(false);
        }
        self.evaluate_into(folder, console)?;
        self.save(folder)?;
        Ok(true)
    }

    fn warm_up(&mut self, folder: &mut RunFolder, options: &RunOptions, console: &mut dyn Console) -> Result<bool, TrainError> {
        let steps = self.config.warm_start.steps;
        if steps == 0 {
            return Ok(true);
        }
        let tasks = BaseTasks::new(self.domain.clone(), self.config.curriculum.num_base_tasks)?;
        for index in 0..steps {
            if options.stop.load(Ordering::SeqCst) {
                return Ok(false);
            }
            let metrics = self.warm_start_step(&tasks, index)?;
            if (index + 1).is_multiple_of(50) || index + 1 == steps {
                let loss = metrics.get("warm_start/loss").unwrap_or(f64::NAN);
                console.note(&format!("warm start {}/{steps}: loss {loss:.3}", index + 1));
                folder.record(0, &metrics)?;
            }
        }
        self.learner.restart(&self.config.optim);
        Ok(true)
    }

    /// Trains to the last train step. Gives whether it was interrupted.
    fn train(&mut self, folder: &mut RunFolder, options: &RunOptions, console: &mut dyn Console) -> Result<bool, TrainError> {
        while self.train_step < self.config.max_steps {
            if options.stop.load(Ordering::SeqCst) {
                self.save(folder)?;
                return Ok(true);
            }
            let index = self.train_step;
            let step = self.train_step()?;
            if self.config.log.traces {
                let seed = self.seed.derive(Purpose::TrainStep, index);
                folder.traces.append_with(|file| write_traces(file, index, seed, &step.groups))?;
            }
            if self.config.log.instances {
                folder.instances.append_with(|file| write_events(file, self.curriculum.events()))?;
            }
            folder.record(self.train_step, &step.metrics)?;
            folder.record_timing(self.train_step, &step.timing)?;
            console.train_step(&self.progress(&step));
            let last = self.train_step == self.config.max_steps;
            if last || due(self.train_step, self.config.eval.every) {
                self.evaluate_into(folder, console)?;
            }
            if last || due(self.train_step, self.config.ckpt.every) {
                self.save(folder)?;
            }
        }
        Ok(false)
    }

    fn progress(&self, step: &TrainStep) -> Progress {
        Progress {
            train_step: self.train_step,
            max_steps: self.config.max_steps,
            reward_mean: step.metrics.get("reward/mean").unwrap_or(f64::NAN),
            tokens_per_second: step.timing.get("perf/tokens_per_second").unwrap_or(0.0),
            buffer_size: step.metrics.get("buffer/size").map(|size| size as usize),
            took: Duration::from_secs_f64(step.timing.get("time/step").unwrap_or(0.0)),
        }
    }

    /// Evaluates on held-out tasks, and writes summary, rows and metrics.
    fn evaluate_into(&mut self, folder: &mut RunFolder, console: &mut dyn Console) -> Result<(), TrainError> {
        if self.config.eval.num_tasks == 0 {
            return Ok(());
        }
        let report = self.evaluate(console)?;
        let name = format!("eval/step_{}", self.train_step);
        folder.write_with(&format!("{name}.json"), |file| Ok(serde_json::to_writer_pretty(file, &report)?))?;
        folder.write_with(&format!("{name}.rows.jsonl"), |file| write_rows(&report.rows.chains, file))?;
        if self.config.eval.controls {
            folder.write_with(&format!("{name}.controls.jsonl"), |file| write_rows(&report.rows.controls, file))?;
        }
        if !report.rows.journal.is_empty() {
            folder.write_with(&format!("{name}.journal.jsonl"), |file| write_rows(&report.rows.journal, file))?;
        }
        folder.record(self.train_step, &report.metrics())?;
        let accuracy: Vec<String> = report.figures.accuracy.iter().map(|a| format!("{a:.3}")).collect();
        console.note(&format!("evaluation at train step {}: accuracy at k = 0.. {}", self.train_step, accuracy.join(" ")));
        Ok(())
    }

    /// K-step self-improvement on held-out tasks with the present policy.
    ///
    /// # Errors
    /// When sampling fails as a whole.
    pub fn evaluate(&mut self, console: &mut dyn Console) -> Result<EvalReport, TrainError> {
        self.sampler.sync(self.learner.policy(), self.train_step);
        let request = EvalRequest {
            section: &self.config.eval,
            params: &self.config.sampling,
            train_step: self.train_step,
            // The same tasks and draws at every train step, so that curves differ by the policy alone.
            seed: self.seed.derive(Purpose::Eval, 0),
            max_batch: self.config.rollout.max_batch,
        };
        let mut pace = Pace::default();
        evaluate(&self.eval_splits, &mut self.sampler, &request, &mut |progress| console.stage(&pace.of(progress)))
    }
}

fn due(train_step: u64, every: u64) -> bool {
    every > 0 && train_step.is_multiple_of(every)
}
