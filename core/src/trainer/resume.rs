//! Saving a run's state, and taking it up again.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use burn::tensor::{Tensor, TensorData};

use super::{RunFolder, Trainer};
use crate::checkpoint::{CheckpointStore, TrainerState};
use crate::device_read::numbers;
use crate::error::{CheckpointError, ModelError, TrainError};
use crate::policy::{FlatTensors, Llama, NamedTensor};
use crate::weights::atomic::write_whole;
use crate::weights::{self, load_tensors, save_tensors};

const ADAPTER: &str = "adapter_model.safetensors";
const OPTIMIZER: &str = "optimizer.safetensors";
const CURRICULUM: &str = "curriculum.jsonl";
const REFERENCE: &str = "reference.safetensors";

impl Trainer {
    /// Writes a checkpoint of the present state.
    ///
    /// # Errors
    /// When it cannot be written; earlier checkpoints are untouched.
    pub fn save(&mut self, folder: &mut RunFolder) -> Result<(), TrainError> {
        for log in [&folder.metrics, &folder.traces, &folder.timing, &folder.instances] {
            log.sync()?;
        }
        let state = TrainerState {
            train_step: self.train_step,
            metrics_bytes: folder.metrics.len(),
            traces_bytes: folder.traces.len(),
            timing_bytes: folder.timing.len(),
            instances_bytes: folder.instances.len(),
        };
        let checkpoints = folder.checkpoints.clone();
        checkpoints.save(&state, |path| {
            write_whole(&path.join(CURRICULUM), |file| self.curriculum.write_state(file))?;
            Ok(self.write_tensors(path)?)
        })?;
        Ok(())
    }

    /// Takes up the state of a checkpoint, and cuts the logs back to where they were then.
    ///
    /// # Errors
    /// When the checkpoint is damaged or does not belong to this configuration.
    pub fn restore(&mut self, checkpoint: &Path, folder: &mut RunFolder) -> Result<(), TrainError> {
        let state = CheckpointStore::open(checkpoint)?;
        self.read_tensors(checkpoint)?;
        self.read_curriculum(&checkpoint.join(CURRICULUM))?;
        self.train_step = state.train_step;
        folder.checkpoints.remove_after(state.train_step)?;
        folder.metrics.truncate_to(state.metrics_bytes)?;
        folder.traces.truncate_to(state.traces_bytes)?;
        folder.instances.truncate_to(state.instances_bytes)?;
        folder.timing.truncate_to(state.timing_bytes)
    }

    fn read_curriculum(&mut self, path: &Path) -> Result<(), CheckpointError> {
        let file = File::open(path).map_err(|source| CheckpointError::Io {
            path: path.to_owned(),
            what: "the curriculum's state cannot be read; resume from an earlier checkpoint".into(),
            source,
        })?;
        self.curriculum.read_state(&mut BufReader::new(file))
    }

    fn write_tensors(&mut self, path: &Path) -> Result<(), ModelError> {
        let policy = self.learner.policy();
        match &self.config.model.lora {
            None => save_policy(path, policy, &self.tokenizer)?,
            Some(lora) => {
                save_tensors(&path.join(ADAPTER), policy.adapter_weights().into_iter().map(parts))?;
                let config = adapter_config(&self.config.model.source, lora);
                weights::atomic::write_json(&path.join("adapter_config.json"), &config)?;
                self.tokenizer.to_files(path)?;
            }
        }
        save_tensors(&path.join(OPTIMIZER), self.learner.optimizer().state().into_iter().map(parts))?;
        if let Some(reference) = self.learner.reference() {
            let flat = reference.iter().map(|(name, value)| (name.clone(), value.dims().to_vec(), numbers(value.clone())));
            save_tensors(&path.join(REFERENCE), flat)?;
        }
        Ok(())
    }

    fn read_tensors(&mut self, path: &Path) -> Result<(), ModelError> {
        let device = self.learner.policy().device();
        let saved = match self.config.model.lora {
            None => path.join("model.safetensors"),
            Some(_) => path.join(ADAPTER),
        };
        let mut tensors = load_tensors(&saved)?;
        let mut missing = Vec::new();
        self.learner.set_trained(|name, shape| {
            let found = tensors.remove(name).filter(|tensor| tensor.shape == shape);
            if found.is_none() {
                missing.push(name.to_owned());
            }
            found.map(|tensor| tensor.data)
        });
        if let Some(name) = missing.first() {
            return Err(ModelError::Content {
                path: saved,
                what: format!(
                    "tensor {name} and {} more are missing or of another shape: the checkpoint belongs to another model. \
                     Resume with the configuration in the run folder's config.toml",
                    missing.len() - 1
                ),
            });
        }
        let moments = load_tensors(&path.join(OPTIMIZER))?.into_iter();
        let moments = moments.map(|(name, tensor)| NamedTensor { name, shape: tensor.shape, data: tensor.data }).collect();
        self.learner.optimizer().restore(moments, &device);
        if let Some(reference) = self.learner.reference() {
            let device = device.inner();
            let flat = load_tensors(&path.join(REFERENCE))?.into_iter().map(|(name, tensor)| {
                let count = tensor.data.len();
                (name, Tensor::from_data(TensorData::new(tensor.data, [count]), &device))
            });
            *reference = flat.collect::<FlatTensors>();
        }
        Ok(())
    }
}

/// Writes a policy as a Hugging Face folder, adapters folded in.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn save_policy(path: &Path, policy: &Llama, tokenizer: &crate::tokenizer::Tokenizer) -> Result<(), ModelError> {
    let mut tensors: std::collections::BTreeMap<String, NamedTensor> =
        policy.weights().into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
    weights::save_model(path, policy.config(), tokenizer, |name| match tensors.remove(name) {
        Some(tensor) => Ok(weights::Tensor { shape: tensor.shape, data: tensor.data }),
        None => Err(ModelError::Unknown(format!("the policy has no tensor {name}; this is a bug, please report it"))),
    })
}

fn parts(tensor: NamedTensor) -> (String, Vec<usize>, Vec<f32>) {
    (tensor.name, tensor.shape, tensor.data)
}

/// What the `peft` library needs to load the adapter.
fn adapter_config(source: &str, lora: &crate::config::LoraSection) -> serde_json::Value {
    serde_json::json!({
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": source, "r": lora.rank,
        "lora_alpha": lora.alpha, "target_modules": lora.target_modules, "lora_dropout": 0.0, "bias": "none",
        "inference_mode": true,
    })
}
