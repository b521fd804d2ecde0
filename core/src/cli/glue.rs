//! The calls from the command line into the trainer, all in one place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use exitrl_domain::Split;

use crate::checkpoint::CheckpointStore;
use crate::config::{EmbedderKind, ModelSection, RunConfig, device};
use crate::embedder::EncoderFiles;
use crate::eval::{EvalReport, EvalRequest, EvalSplit, RowFiles, Watch, evaluate_into};
use crate::hub;
use crate::learner::Learner;
use crate::policy::Llama;
use crate::rollout::Stage;
use crate::sampler::served::{ServedEncoder, ServedSampler};
use crate::sampler::{ChatEncoder, LocalSampler, Sampler};
use crate::seed::{Purpose, Seed};
use crate::tokenizer::Tokenizer;
use crate::tracker::Console;
use crate::trainer::{self, LoadedPolicy, RunOptions, RunSummary, load_policy, refuse_served};
use crate::weights::{ModelFiles, fingerprint, load_tensors};

/// Trains.
pub(super) fn train(config: RunConfig, options: &RunOptions, console: &mut dyn Console) -> anyhow::Result<RunSummary> {
    trainer::run(config, options, console)
}

/// Opens the domain of a configuration and says what it offers.
pub(super) fn describe_domain(config: &RunConfig) -> anyhow::Result<String> {
    let domain = trainer::open_domain(config)?;
    let count = |split| -> anyhow::Result<String> {
        let count = domain.task_count(split)?;
        Ok(if count == u64::MAX { "endless".to_owned() } else { count.to_string() })
    };
    let (train, test) = (count(Split::Train)?, count(Split::Test)?);
    let metadata = domain.metadata();
    Ok(format!("{} {} by {}; {train} training tasks, {test} held-out tasks", metadata.name, metadata.version, domain.describe()))
}

/// Looks at the model of a configuration without reading its weights.
pub(super) fn describe_model(config: &RunConfig) -> anyhow::Result<String> {
    refuse_served(&config.model)?;
    let (name, shape) = match &config.model.scratch {
        Some(scratch) => ("random weights".to_owned(), scratch.shape(Tokenizer::byte_level().vocab_size())),
        None => {
            let path = model_path(&config.model.source)?;
            (path.display().to_string(), ModelFiles::open(&path)?.config)
        }
    };
    let context = shape.max_position_embeddings;
    Ok(format!("{name}; {:.1}M parameters, context {context}", shape.num_parameters() as f64 / 1e6))
}

/// Opens what the diversity bonus measures distances with and says what it is; nothing without the bonus.
pub(super) fn describe_embedder(config: &RunConfig) -> anyhow::Result<Option<String>> {
    let section = &config.diversity;
    Ok(match (section.bonus, section.embedder) {
        (false, _) => None,
        (true, EmbedderKind::Hashed) => Some("hashed character n-grams".to_owned()),
        (true, EmbedderKind::Sentence) => {
            let summary = EncoderFiles::open(&model_path(&section.model)?)?.summary();
            Some(format!("{}; {:.1}M parameters", summary.path.display(), summary.parameters as f64 / 1e6))
        }
    })
}

/// Where a model lies that is given by name or path.
pub(super) fn model_path(source: &str) -> anyhow::Result<PathBuf> {
    Ok(hub::resolve(source, &hub::cache_root()?)?)
}

/// A policy to use, not to train: that of a configuration, with the weights of a checkpoint where one is given.
pub(super) fn policy(config: &RunConfig, checkpoint: Option<&Path>) -> anyhow::Result<LoadedPolicy> {
    let device = device::parse(&config.device)?;
    let seed = Seed::of_run(config.seed);
    match checkpoint {
        Some(checkpoint) if config.model.lora.is_some() => {
            CheckpointStore::open(checkpoint)?;
            // Only parameters on an autodiff device can be told to be the trained ones.
            let loaded = load_policy(&config.model, seed, &device.autodiff())?;
            Ok(LoadedPolicy { policy: with_adapter(loaded.policy, config, checkpoint)?, tokenizer: loaded.tokenizer })
        }
        // With all weights trained, a checkpoint is a model folder like any other.
        Some(checkpoint) => {
            if checkpoint.join("trainer_state.json").is_file() {
                CheckpointStore::open(checkpoint)?;
            }
            let source = checkpoint.to_string_lossy().into_owned();
            let section = ModelSection { source, max_context: config.model.max_context, ..ModelSection::default() };
            Ok(load_policy(&section, seed, &device.autodiff())?)
        }
        None => Ok(load_policy(&config.model, seed, &device.autodiff())?),
    }
}

/// The adapter of a checkpoint in a policy.
fn with_adapter(policy: Llama, config: &RunConfig, checkpoint: &Path) -> anyhow::Result<Llama> {
    let file = checkpoint.join("adapter_model.safetensors");
    let mut tensors = load_tensors(&file)?;
    let mut missing = None;
    let mut learner = Learner::new(policy, &config.optim, &config.objective, config.sampling.temperature);
    learner.set_trained(|name, shape| {
        let found = tensors.remove(name).filter(|tensor| tensor.shape == shape);
        if found.is_none() {
            missing.get_or_insert_with(|| name.to_owned());
        }
        found.map(|tensor| tensor.data)
    });
    if let Some(name) = missing {
        bail!(
            "{}: tensor {name} is missing or of another shape: the checkpoint belongs to another model; leave [model] as the \
             run's own config.toml has it",
            file.display()
        );
    }
    Ok(learner.policy().clone())
}

/// The latest checkpoint of a run.
pub(super) fn latest_checkpoint(run_dir: &Path) -> anyhow::Result<PathBuf> {
    let latest = CheckpointStore::new(run_dir.join("checkpoints"), 0).latest()?;
    latest.with_context(|| format!("{} has no whole checkpoint yet; train it further, or name a model", run_dir.display()))
}

/// Train steps behind a checkpoint; 0 for a model that was never trained here.
pub(super) fn train_steps(checkpoint: Option<&Path>) -> anyhow::Result<u64> {
    checkpoint.map_or(Ok(0), |path| Ok(CheckpointStore::open(path)?.train_step))
}

/// What an evaluation samples from.
pub(super) enum Evaluated {
    /// A policy on this machine's device.
    Local {
        sampler: Box<LocalSampler>,
        encoder: Arc<Tokenizer>,
        /// Which weights it is made of.
        weights: Vec<String>,
    },
    /// A model that somebody else serves.
    Served(Box<ServedSampler>),
}

impl Evaluated {
    /// Opens the model of a configuration, with the weights of a checkpoint where one is given.
    pub(super) fn open(config: &RunConfig, checkpoint: Option<&Path>) -> anyhow::Result<Self> {
        match (&config.model.server, checkpoint) {
            (None, _) => {
                let weights = weights_seen(config, checkpoint)?;
                let LoadedPolicy { policy, tokenizer } = policy(config, checkpoint)?;
                let encoder = Arc::new(tokenizer);
                let (context, max_batch) = (config.model.max_context, config.rollout.max_batch);
                let sampler = Box::new(LocalSampler::new(&policy.merged(), encoder.clone(), context, max_batch));
                Ok(Self::Local { sampler, encoder, weights })
            }
            (Some(server), None) => Ok(Self::Served(Box::new(ServedSampler::open(server)?))),
            (Some(_), Some(checkpoint)) => bail!(
                "{} holds weights, and [model.server] names a model whose weights lie elsewhere: name a configuration instead of the \
                 run, as in `exitrl eval served.toml`",
                checkpoint.display()
            ),
        }
    }

    /// How prompts become tokens.
    pub(super) fn encoder(&self) -> Arc<dyn ChatEncoder> {
        match self {
            Self::Local { encoder, .. } => encoder.clone(),
            Self::Served(_) => Arc::new(ServedEncoder),
        }
    }

    fn sampler(&mut self) -> &mut dyn Sampler {
        match self {
            Self::Local { sampler, .. } => &mut **sampler,
            Self::Served(sampler) => &mut **sampler,
        }
    }
}

/// The splits that a configuration evaluates on, opened.
pub(super) fn eval_splits(config: &RunConfig, encoder: Arc<dyn ChatEncoder>) -> anyhow::Result<Vec<EvalSplit>> {
    let deadline = Duration::from_millis(config.domain.turn_deadline_ms);
    let stage = Stage::new(trainer::open_domain(config)?, encoder, deadline);
    trainer::eval_splits(config, &stage)
}

/// Which weights a policy is made of: those of the checkpoint, and of the model where adapters lie over it or there is no
/// checkpoint.
fn weights_seen(config: &RunConfig, checkpoint: Option<&Path>) -> anyhow::Result<Vec<String>> {
    let needs_model = checkpoint.is_none() || config.model.lora.is_some();
    let model = if needs_model && config.model.scratch.is_none() { Some(model_path(&config.model.source)?) } else { None };
    let paths = checkpoint.map(Path::to_owned).into_iter().chain(model);
    paths.map(|path| fingerprint(&path).with_context(|| format!("{} cannot be read", path.display()))).collect()
}

/// K-step self-improvement of a policy on held-out tasks, with rows kept in files. Gives [`None`] where it was stopped.
pub(super) fn eval(
    config: &RunConfig,
    evaluated: &mut Evaluated,
    splits: &[EvalSplit],
    train_step: u64,
    files: &mut RowFiles,
    watch: Watch<'_>,
) -> anyhow::Result<Option<EvalReport>> {
    let max_batch = config.rollout.max_batch;
    // As in training, so that both measure on equal draws.
    let seed = Seed::of_run(config.seed).derive(Purpose::Eval, 0);
    let request = EvalRequest { section: &config.eval, params: &config.sampling, train_step, seed, max_batch };
    Ok(evaluate_into(splits, evaluated.sampler(), &request, files, watch)?)
}
