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

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::Message;
    use serde_json::json;

    /// A folder with the byte-level tokenizer and nothing that gives its tokens a role.
    fn bare_folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        Tokenizer::byte_level().to_files(folder.path()).unwrap();
        for file in ["tokenizer_config.json", "generation_config.json"] {
            fs::remove_file(folder.path().join(file)).unwrap();
        }
        folder
    }

    fn write(folder: &tempfile::TempDir, file: &str, content: &str) {
        fs::write(folder.path().join(file), content).unwrap();
    }

    #[test]
    fn the_byte_level_tokenizer_comes_back_from_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let original = Tokenizer::byte_level();
        original.to_files(folder.path()).unwrap();
        let loaded = Tokenizer::from_folder(folder.path()).unwrap();
        let messages = [Message::user("3+5="), Message::assistant("9"), Message::user("try again")];
        assert_eq!(loaded.encode_chat(&messages, &[]).unwrap(), original.encode_chat(&messages, &[]).unwrap());
        assert_eq!(loaded.special_tokens(), original.special_tokens());
    }

    #[test]
    fn end_of_text_tokens_are_gathered_from_all_files_the_named_one_first() {
        let folder = bare_folder();
        write(&folder, "tokenizer_config.json", r#"{"eos_token": {"content": "<|user|>"}}"#);
        write(&folder, "generation_config.json", r#"{"eos_token_id": [256, 260]}"#);
        write(&folder, "config.json", r#"{"eos_token_id": 256, "pad_token_id": 258}"#);
        let tokenizer = Tokenizer::from_folder(folder.path()).unwrap();
        assert_eq!((tokenizer.eos_ids(), tokenizer.pad_id()), (&[257, 256, 260][..], 258));
    }

    #[test]
    fn a_template_is_found_in_each_place_where_models_keep_it() {
        let folder = bare_folder();
        let eos = |template| json!({ "eos_token": "<|end|>", "chat_template": template }).to_string();
        let rendered = || Tokenizer::from_folder(folder.path()).unwrap().render_chat(&[], &[]).unwrap();
        write(&folder, "tokenizer_config.json", &eos(json!("one")));
        assert_eq!(rendered(), "one");
        let named = json!([{ "name": "tool_use", "template": "x" }, { "name": "default", "template": "several" }]);
        write(&folder, "tokenizer_config.json", &eos(named));
        assert_eq!(rendered(), "several");
        write(&folder, "chat_template.jinja", "own file, {{ eos_token }}");
        assert_eq!(rendered(), "own file, <|end|>");
    }

    #[test]
    fn a_tokenizer_without_an_end_is_refused_with_the_way_to_name_one() {
        let message = Tokenizer::from_folder(bare_folder().path()).unwrap_err().to_string();
        assert!(message.contains("no end-of-text token is named; add \"eos_token\" to tokenizer_config.json"), "{message}");
    }

    #[test]
    fn broken_files_are_named() {
        let folder = bare_folder();
        write(&folder, "tokenizer_config.json", "{");
        let message = Tokenizer::from_folder(folder.path()).unwrap_err().to_string();
        assert!(message.contains("tokenizer_config.json: no JSON"), "{message}");
        write(&folder, "tokenizer.json", r#"{"model": {"type": "BPE"}}"#);
        write(&folder, "tokenizer_config.json", "{}");
        let message = Tokenizer::from_folder(folder.path()).unwrap_err().to_string();
        assert!(message.contains("tokenizer.json: the tokenizer is not understood"), "{message}");
    }

    #[test]
    fn vocabularies_that_are_no_byte_level_ones_decode_by_their_own_rule() {
        let folder = tempfile::tempdir().unwrap();
        let vocab = json!({ "<unk>": 0, "</s>": 1, "▁the": 2, "▁sum": 3 });
        let definition = json!({
            "version": "1.0", "truncation": null, "padding": null, "normalizer": null, "post_processor": null,
            "added_tokens": [super::super::byte_level::added_token(1, "</s>", true)],
            "pre_tokenizer": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true },
            "decoder": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true },
            "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "<unk>" },
        });
        write(&folder, "tokenizer.json", &definition.to_string());
        write(&folder, "tokenizer_config.json", r#"{"eos_token": "</s>"}"#);
        let tokenizer = Tokenizer::from_folder(folder.path()).unwrap();
        assert_eq!(tokenizer.encode("the sum").unwrap(), [2, 3]);
        assert_eq!(tokenizer.decode(&[2, 3, 1]), "the sum");
    }
}
