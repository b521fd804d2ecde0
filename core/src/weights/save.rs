//! A model as a Hugging Face folder.

use std::fs;
use std::path::Path;

use super::{Tensor, TensorWriter, atomic, hf_config, llama_tensors};
use crate::error::ModelError;
use crate::policy::LlamaConfig;
use crate::tokenizer::Tokenizer;

/// Writes a Hugging Face folder that [`super::ModelFiles::open`] and transformers load: `config.json`, the tokenizer's files and
/// `model.safetensors` in `f32`. `tensor` gives the tensor of a name; it is asked once for each name of [`llama_tensors`], in
/// order, so no more than one tensor need be in host memory. Equal weights give equal bytes.
///
/// # Errors
/// Those of `tensor`; when a tensor has another shape than `config` says; when a file cannot be written.
pub fn save_model(
    folder: &Path,
    config: &LlamaConfig,
    tokenizer: &Tokenizer,
    mut tensor: impl FnMut(&str) -> Result<Tensor, ModelError>,
) -> Result<(), ModelError> {
    fs::create_dir_all(folder).map_err(|e| atomic::failed(folder, e))?;
    let tensors = llama_tensors(config);
    let mut writer = TensorWriter::create(&folder.join("model.safetensors"), &tensors)?;
    for (name, _) in &tensors {
        let Tensor { shape, data } = tensor(name)?;
        writer.write(name, &shape, &data)?;
    }
    writer.finish()?;
    tokenizer.to_files(folder)?;
    let json = hf_config::write(config, tokenizer.eos_ids(), tokenizer.pad_id());
    atomic::write_json(&folder.join("config.json"), &json)
}
