//! A tokenizer as files that transformers and [`Tokenizer::from_folder`] load.

use std::path::Path;

use serde_json::json;

use super::Tokenizer;
use super::chat::ChatTemplate;
use crate::error::ModelError;
use crate::weights::atomic;

pub(super) fn write(tokenizer: &Tokenizer, folder: &Path) -> Result<(), ModelError> {
    let inner = &tokenizer.inner;
    atomic::write_whole(&folder.join("tokenizer.json"), |file| file.write_all(&inner.json))?;
    let config = json!({
        "bos_token": inner.bos.map(|id| tokenizer.token_text(id)),
        "chat_template": inner.template.as_ref().map(ChatTemplate::source),
        "clean_up_tokenization_spaces": false,
        "eos_token": inner.eos.first().map(|id| tokenizer.token_text(*id)),
        "pad_token": tokenizer.token_text(inner.pad),
        "tokenizer_class": "PreTrainedTokenizerFast",
    });
    atomic::write_json(&folder.join("tokenizer_config.json"), &config)?;
    let generation = json!({ "bos_token_id": inner.bos, "eos_token_id": inner.eos, "pad_token_id": inner.pad });
    atomic::write_json(&folder.join("generation_config.json"), &generation)
}
