//! One model, wherever its files come from.

use std::fs;
use std::path::{Path, PathBuf};

use super::gguf_llama::GgufModel;
use super::safetensors::SafetensorsFiles;
use super::{ModelSummary, Tensor, content_error, hf_config, io_error, layout, list_problems, llama_tensors, summary};
use crate::error::ModelError;
use crate::policy::LlamaConfig;
use crate::tokenizer::Tokenizer;

/// The files of one model, opened and checked: every tensor that the shape asks for is there and can be read.
#[derive(Debug)]
pub struct ModelFiles {
    /// The model's shape.
    pub config: LlamaConfig,
    /// Its tokenizer and chat template.
    pub tokenizer: Tokenizer,
    path: PathBuf,
    weights: Weights,
}

#[derive(Debug)]
pub(super) enum Weights {
    Folder(SafetensorsFiles),
    Gguf(GgufModel),
}

impl ModelFiles {
    /// Opens a Hugging Face folder, a GGUF file, or a folder that holds one GGUF file.
    ///
    /// # Errors
    /// When a file is missing, truncated or malformed; when the model is not of the Llama family or uses a feature that is not
    /// supported; when a tensor is missing, has another shape than the config says, or is stored in a type that cannot be read.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let metadata = fs::metadata(path).map_err(|e| {
            io_error(path, "there is no such model; give a Hugging Face folder, a .gguf file, or the name of a pulled model", e)
        })?;
        let (gguf, is_folder) = (only_gguf_in(path), metadata.is_dir());
        let files = match gguf {
            Some(file) if is_folder && !path.join("config.json").exists() => Self::open_gguf(&file)?,
            _ if is_folder => Self::open_folder(path)?,
            _ => Self::open_gguf(path)?,
        };
        files.check_tokenizer()?;
        Ok(files)
    }

    fn open_gguf(path: &Path) -> Result<Self, ModelError> {
        let (model, config) = GgufModel::open(path)?;
        let tokenizer = Tokenizer::from_gguf(path, &model.head)?;
        Ok(Self { config, tokenizer, path: path.to_owned(), weights: Weights::Gguf(model) })
    }

    fn open_folder(path: &Path) -> Result<Self, ModelError> {
        let config_path = path.join("config.json");
        let what = "config.json cannot be read; give the folder of a Hugging Face model";
        let text = fs::read_to_string(&config_path).map_err(|e| io_error(&config_path, what, e))?;
        let config = hf_config::parse(&text).map_err(|what| content_error(&config_path, what))?;
        let files = SafetensorsFiles::open_folder(path)?;
        if let Some(what) = layout::absurd(&config) {
            return Err(content_error(&config_path, what));
        }
        let problems: Vec<String> =
            llama_tensors(&config).iter().filter_map(|(name, shape)| files.problem(name, shape)).collect();
        if !problems.is_empty() {
            let what = format!("the weights do not fit config.json: {}; fetch the model again", list_problems(&problems));
            return Err(content_error(path, what));
        }
        let tokenizer = Tokenizer::from_folder(path)?;
        Ok(Self { config, tokenizer, path: path.to_owned(), weights: Weights::Folder(files) })
    }

    fn check_tokenizer(&self) -> Result<(), ModelError> {
        let (tokens, rows) = (self.tokenizer.vocab_size(), self.config.vocab_size);
        if tokens <= rows {
            return Ok(());
        }
        let what =
            format!("the tokenizer has {tokens} tokens but the model only {rows} embeddings; use the model's own tokenizer");
        Err(content_error(&self.path, what))
    }

    /// The tensor with Hugging Face's name `name`, such as `model.layers.0.self_attn.q_proj.weight`: row-major `[out, in]`,
    /// dequantised, Q and K in the order of rotary halves. A tied head has no tensor of its own.
    ///
    /// # Errors
    /// When there is no tensor of that name.
    pub fn tensor(&self, name: &str) -> Result<Tensor, ModelError> {
        match &self.weights {
            Weights::Folder(files) => files.tensor(name),
            Weights::Gguf(model) => model.tensor(name),
        }
    }

    /// Where the files lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What `model inspect` shows.
    pub fn summary(&self) -> ModelSummary {
        summary::of(self, &self.weights)
    }
}

/// The one GGUF file of a folder, if it holds exactly one.
fn only_gguf_in(folder: &Path) -> Option<PathBuf> {
    let mut files = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let is_gguf = |path: &PathBuf| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gguf"));
    let first = files.find(is_gguf)?;
    files.find(is_gguf).is_none().then_some(first)
}
