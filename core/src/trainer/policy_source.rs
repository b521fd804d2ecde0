//! From the `[model]` section to a policy and its tokenizer.

use burn::tensor::Device;

use crate::config::ModelSection;
use crate::error::ModelError;
use crate::hub;
use crate::policy::Llama;
use crate::seed::{Purpose, Seed};
use crate::tokenizer::Tokenizer;
use crate::weights::ModelFiles;

/// A policy and the tokenizer that belongs to it.
pub struct LoadedPolicy {
    /// On the device it was asked for, adapters added.
    pub policy: Llama,
    /// Its tokenizer.
    pub tokenizer: Tokenizer,
}

/// Loads or builds the policy of a configuration. For training, `device` is an autodiff device.
///
/// # Errors
/// When the model is unknown, not pulled yet, damaged, or its shape is unsound; and when it is a served one, of which there are no
/// weights here.
pub fn load_policy(section: &ModelSection, seed: Seed, device: &Device) -> Result<LoadedPolicy, ModelError> {
    refuse_served(section)?;
    let seed = seed.derive(Purpose::Init, 0);
    let mut loaded = match &section.scratch {
        Some(scratch) => {
            let tokenizer = Tokenizer::byte_level();
            let config = scratch.shape(tokenizer.vocab_size());
            refuse_unsound(&config.problems())?;
            LoadedPolicy { policy: Llama::scratch(&config, seed, device), tokenizer }
        }
        None => {
            let files = ModelFiles::open(&hub::resolve(&section.source, &hub::cache_root()?)?)?;
            let policy =
                Llama::from_weights(&files.config, device, |name| files.tensor(name).map(|tensor| (tensor.shape, tensor.data)))?;
            LoadedPolicy { policy, tokenizer: files.tokenizer }
        }
    };
    if let Some(lora) = &section.lora {
        loaded.policy = loaded.policy.with_lora(lora, seed.derive(Purpose::Init, 1));
    }
    Ok(loaded)
}

/// Refuses a served model where its weights, or the tokens and log-probabilities of what it says, are needed.
///
/// # Errors
/// When the section names a server.
pub fn refuse_served(section: &ModelSection) -> Result<(), ModelError> {
    let Some(server) = &section.server else { return Ok(()) };
    Err(ModelError::Unknown(format!(
        "[model.server] names a model that is served at {}: it cannot be trained, since its weights are not here and its texts come \
         without the tokens and log-probabilities that a loss needs; give model.source, or measure it by `exitrl eval`",
        server.base_url
    )))
}

fn refuse_unsound(problems: &[String]) -> Result<(), ModelError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(ModelError::Unknown(format!("[model.scratch] gives no sound model: {}", problems.join("; "))))
}
