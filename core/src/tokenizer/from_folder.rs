//! A tokenizer out of the folder of a Hugging Face model.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Parts, Tokenizer};
use crate::error::ModelError;
use crate::sampler::TokenId;
use crate::weights::{content_error, io_error};

impl Tokenizer {
    /// The tokenizer of a Hugging Face folder: `tokenizer.json`, and the roles of tokens and the chat template from
    /// `tokenizer_config.json`, `generation_config.json`, `config.json` and `chat_template.jinja`, as far as they exist.
    ///
    /// # Errors
    /// When `tokenizer.json` is missing, a file is not understood, or no end-of-text token is named.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join("tokenizer.json");
        let what = "the tokenizer cannot be read; a model folder needs a tokenizer.json (a sentencepiece tokenizer.model alone \
                    is not enough)";
        let json = fs::read(&path).map_err(|e| io_error(&path, what, e))?;
        let definition: Value = serde_json::from_slice(&json)
            .map_err(|e| content_error(&path, format!("the tokenizer is no JSON ({e}); fetch the model again")))?;
        let config = read_optional(&folder.join("tokenizer_config.json"))?;
        let generation = read_optional(&folder.join("generation_config.json"))?;
        let model = read_optional(&folder.join("config.json"))?;
        let ids = |key: &str| [&generation, &model].into_iter().flat_map(|file| token_ids(&file[key])).collect::<Vec<_>>();
        let named = |key: &str| token_named(&definition, &config[key]);
        let mut eos: Vec<TokenId> = named("eos_token").into_iter().collect();
        eos.extend(ids("eos_token_id"));
        let kind = definition["model"]["type"].as_str().unwrap_or("tokenizer.json");
        Self::build(Parts {
            kind: format!("{kind} from tokenizer.json"),
            template: read_template(folder, &config)?,
            bos: named("bos_token").or_else(|| ids("bos_token_id").first().copied()),
            eos,
            pad: named("pad_token").or_else(|| ids("pad_token_id").first().copied()),
            origin: path,
            json,
        })
    }
}

/// The file's content; null where there is no such file.
fn read_optional(path: &Path) -> Result<Value, ModelError> {
    match fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map_err(|e| content_error(path, format!("no JSON ({e}); fetch the file again")))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Value::Null),
        Err(e) => Err(io_error(path, "the file cannot be read; check its permissions", e)),
    }
}

/// One id or several.
fn token_ids(value: &Value) -> Vec<TokenId> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().filter_map(|item| TokenId::try_from(item.as_u64()?).ok()).collect()
}

/// The id of a token given by its text, or by an object with its text.
fn token_named(definition: &Value, value: &Value) -> Option<TokenId> {
    let text = value.as_str().or_else(|| value["content"].as_str())?;
    let added = definition["added_tokens"].as_array()?.iter().find(|token| token["content"] == text);
    let id = added.map_or(&definition["model"]["vocab"][text], |token| &token["id"]);
    TokenId::try_from(id.as_u64()?).ok()
}

/// `chat_template.jinja`, or the template in `tokenizer_config.json`: a text, or several by name.
fn read_template(folder: &Path, config: &Value) -> Result<Option<String>, ModelError> {
    let path = folder.join("chat_template.jinja");
    if path.exists() {
        return fs::read_to_string(&path).map(Some).map_err(|e| io_error(&path, "the chat template cannot be read", e));
    }
    let template = &config["chat_template"];
    let default = || template.as_array()?.iter().find(|entry| entry["name"] == "default")?["template"].as_str();
    Ok(template.as_str().or_else(default).map(str::to_owned))
}
