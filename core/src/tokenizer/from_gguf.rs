//! A tokenizer out of the metadata of a GGUF file.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::byte_level::{added_token, bpe};
use super::{Parts, Tokenizer};
use crate::error::ModelError;
use crate::sampler::TokenId;
use crate::weights::content_error;
use crate::weights::gguf::{Gguf, Malformed};

/// llama.cpp's numbers for kinds of tokens.
const CONTROL: i128 = 3;
const USER_DEFINED: i128 = 4;

/// How Llama 3 cuts text into words (its `tokenizer.json`).
const LLAMA3_WORDS: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// How Qwen 2 does: the same with single digits.
const QWEN2_WORDS: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

impl Tokenizer {
    /// The tokenizer described by the metadata of the GGUF file at `path`.
    ///
    /// # Errors
    /// When it is of a kind that is not known here, or the metadata are incomplete.
    pub(crate) fn from_gguf(path: &Path, head: &Gguf) -> Result<Self, ModelError> {
        let parts =
            read(path, head).map_err(|Malformed(what)| content_error(path, format!("the tokenizer cannot be read: {what}")))?;
        Self::build(parts)
    }
}

/// What depends on the way text is cut into words before byte pairs are merged.
struct WordRule {
    pre_tokenizer: Value,
    normalizer: Value,
    /// Whether a word that is a token is taken whole.
    ignore_merges: bool,
    add_bos: bool,
}

fn read(path: &Path, head: &Gguf) -> Result<Parts, Malformed> {
    let model = head.text("tokenizer.ggml.model")?.unwrap_or("(none)");
    if model != "gpt2" {
        let advice = "only byte-level BPE (\"gpt2\") is; use the model's Hugging Face folder with its tokenizer.json";
        return Err(Malformed(format!("tokenizer model {model:?} is not supported, {advice}")));
    }
    let pre = head.text("tokenizer.ggml.pre")?.unwrap_or("default");
    let rule = word_rule(pre)?;
    let id = |key: &str| Ok(head.count(key)?.and_then(|id| TokenId::try_from(id).ok()));
    let bos = id("tokenizer.ggml.bos_token_id")?;
    let add_bos = head.flag("tokenizer.ggml.add_bos_token")?.unwrap_or(rule.add_bos);
    let eos = [id("tokenizer.ggml.eos_token_id")?, id("tokenizer.ggml.eot_token_id")?];
    let tokens = need(head.texts("tokenizer.ggml.tokens")?, "tokenizer.ggml.tokens")?;
    let leading = bos.filter(|_| add_bos).and_then(|id| Some((id, *tokens.get(id as usize)?)));
    Ok(Parts {
        origin: path.to_owned(),
        kind: format!("byte-level BPE from GGUF metadata, words cut as in {pre:?}"),
        json: definition(head, &tokens, rule, leading)?.to_string().into_bytes(),
        template: head.text("tokenizer.chat_template")?.map(str::to_owned),
        bos,
        eos: eos.into_iter().flatten().collect(),
        pad: id("tokenizer.ggml.padding_token_id")?,
    })
}

fn need<T>(value: Option<T>, key: &str) -> Result<T, Malformed> {
    value.ok_or_else(|| Malformed(format!("metadata entry {key:?} is missing; convert the model again")))
}

fn byte_level(use_regex: bool) -> Value {
    json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": use_regex })
}

fn word_rule(pre: &str) -> Result<WordRule, Malformed> {
    let split = |words: &str| {
        let split = json!({ "type": "Split", "pattern": { "Regex": words }, "behavior": "Isolated", "invert": false });
        json!({ "type": "Sequence", "pretokenizers": [split, byte_level(false)] })
    };
    let plain = |pre_tokenizer| WordRule { pre_tokenizer, normalizer: Value::Null, ignore_merges: false, add_bos: false };
    Ok(match pre {
        "gpt-2" => plain(byte_level(true)),
        "smollm" => {
            let digits = json!({ "type": "Digits", "individual_digits": true });
            plain(json!({ "type": "Sequence", "pretokenizers": [digits, byte_level(true)] }))
        }
        "llama-bpe" => WordRule { ignore_merges: true, add_bos: true, ..plain(split(LLAMA3_WORDS)) },
        "qwen2" => WordRule { normalizer: json!({ "type": "NFC" }), ..plain(split(QWEN2_WORDS)) },
        other => {
            let known = "known are \"gpt-2\", \"smollm\", \"llama-bpe\" and \"qwen2\"";
            let advice = "use the model's Hugging Face folder with its tokenizer.json";
            return Err(Malformed(format!("the rule {other:?} for cutting text into words is not known ({known}); {advice}")));
        }
    })
}

/// The equivalent `tokenizer.json`.
fn definition(head: &Gguf, tokens: &[&str], rule: WordRule, bos: Option<(TokenId, &str)>) -> Result<Value, Malformed> {
    let merges = need(head.texts("tokenizer.ggml.merges")?, "tokenizer.ggml.merges")?;
    let merges = merges.into_iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    let kinds = head.integers("tokenizer.ggml.token_type")?.unwrap_or_default();
    let mut vocab = Map::new();
    let mut added = Vec::new();
    for (id, token) in (0_u32..).zip(tokens) {
        vocab.insert((*token).to_owned(), json!(id));
        match kinds.get(id as usize) {
            Some(&CONTROL) => added.push(added_token(id, token, true)),
            Some(&USER_DEFINED) => added.push(added_token(id, token, false)),
            _ => {}
        }
    }
    Ok(json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": rule.normalizer,
        "pre_tokenizer": rule.pre_tokenizer,
        "post_processor": bos.map(|(id, text)| begin_with(id, text)),
        "decoder": byte_level(true),
        "model": bpe(vocab, merges, rule.ignore_merges),
    }))
}

/// A merge, written as its two parts with a blank between.
fn pair(merge: &str) -> Result<Value, Malformed> {
    let (left, right) =
        merge.split_once(' ').ok_or_else(|| Malformed(format!("merge {merge:?} is no pair; convert the model again")))?;
    Ok(json!([left, right]))
}

/// Puts a token in front of every text.
fn begin_with(id: TokenId, text: &str) -> Value {
    let token = json!({ "SpecialToken": { "id": text, "type_id": 0 } });
    let first = json!({ "Sequence": { "id": "A", "type_id": 0 } });
    let second = json!({ "Sequence": { "id": "B", "type_id": 1 } });
    json!({
        "type": "TemplateProcessing",
        "single": [token, first],
        "pair": [token, first, token, second],
        "special_tokens": { text: { "id": text, "ids": [id], "tokens": [text] } },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use crate::tokenizer::alphabet;
    use crate::weights::gguf::Value as Entry;

    fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> Entry {
        Entry::Array(values.into_iter().map(|value| Entry::Text(value.to_owned())).collect())
    }

    /// Metadata of a tokenizer with all bytes, the merges 1+2 and 12+3, and three tokens with roles.
    fn head(pre: &str) -> Gguf {
        let bytes: Vec<String> = (0..=255).map(|byte| alphabet::char_of(byte).to_string()).collect();
        let tokens = bytes.iter().map(String::as_str).chain(["12", "123", "<s>", "</s>", "<tool>"]);
        let kinds = [vec![1; 258], vec![CONTROL, CONTROL, USER_DEFINED]].concat();
        let metadata = BTreeMap::from([
            ("tokenizer.ggml.model".to_owned(), Entry::Text("gpt2".to_owned())),
            ("tokenizer.ggml.pre".to_owned(), Entry::Text(pre.to_owned())),
            ("tokenizer.ggml.tokens".to_owned(), texts(tokens)),
            ("tokenizer.ggml.merges".to_owned(), texts(["1 2", "12 3"])),
            ("tokenizer.ggml.token_type".to_owned(), Entry::Array(kinds.into_iter().map(Entry::Integer).collect())),
            ("tokenizer.ggml.bos_token_id".to_owned(), Entry::Integer(258)),
            ("tokenizer.ggml.eos_token_id".to_owned(), Entry::Integer(259)),
        ]);
        Gguf { version: 3, metadata, tensors: BTreeMap::new() }
    }

    fn ids(head: &Gguf, text: &str) -> Vec<TokenId> {
        Tokenizer::from_gguf(Path::new("model.gguf"), head).unwrap().encode(text).unwrap()
    }

    #[test]
    fn digits_are_cut_as_the_model_was_trained_to_see_them() {
        let digits = [49, 50, 51, 49];
        assert_eq!(ids(&head("gpt-2"), "1231"), [257, 49]);
        assert_eq!(ids(&head("smollm"), "1231"), digits);
        assert_eq!(ids(&head("qwen2"), "1231"), digits);
        // Llama 3 takes digits by threes from the left, and puts its beginning-of-text token in front.
        assert_eq!(ids(&head("llama-bpe"), "12312"), [258, 257, 256]);
    }

    #[test]
    fn the_file_decides_whether_a_beginning_of_text_token_is_put_in_front() {
        for (pre, flag, wanted) in [("gpt-2", true, vec![258, 97]), ("llama-bpe", false, vec![97])] {
            let mut head = head(pre);
            head.metadata.insert("tokenizer.ggml.add_bos_token".to_owned(), Entry::Bool(flag));
            assert_eq!(ids(&head, "a"), wanted);
        }
    }

    #[test]
    fn control_tokens_are_found_in_text_but_not_spoken_and_user_tokens_are_both() {
        let tokenizer = Tokenizer::from_gguf(Path::new("model.gguf"), &head("gpt-2")).unwrap();
        let tokens = tokenizer.encode("a<tool>b</s>").unwrap();
        assert_eq!(tokens, [97, 260, 98, 259]);
        assert_eq!(tokenizer.decode(&tokens), "a<tool>b");
        assert_eq!((tokenizer.eos_ids(), tokenizer.pad_id()), (&[259][..], 259));
    }

    #[test]
    fn a_model_without_a_chat_template_says_so_when_messages_come() {
        let tokenizer = Tokenizer::from_gguf(Path::new("model.gguf"), &head("gpt-2")).unwrap();
        let message = tokenizer.encode_chat(&[exitrl_domain::Message::user("a")], &[]).unwrap_err().to_string();
        assert!(message.contains("model.gguf: this model has no chat template"), "{message}");
    }

    #[test]
    fn incomplete_metadata_are_refused_by_the_entry_that_is_missing() {
        for key in ["tokens", "merges"] {
            let mut head = head("gpt-2");
            head.metadata.remove(&format!("tokenizer.ggml.{key}"));
            let message = Tokenizer::from_gguf(Path::new("model.gguf"), &head).unwrap_err().to_string();
            assert!(message.contains(&format!("\"tokenizer.ggml.{key}\" is missing")), "{message}");
        }
        let mut head = head("gpt-2");
        head.metadata.remove("tokenizer.ggml.eos_token_id");
        let message = Tokenizer::from_gguf(Path::new("model.gguf"), &head).unwrap_err().to_string();
        assert!(message.contains("no end-of-text token is named"), "{message}");
        head.metadata.insert("tokenizer.ggml.eos_token_id".to_owned(), Entry::Integer(9999));
        let message = Tokenizer::from_gguf(Path::new("model.gguf"), &head).unwrap_err().to_string();
        assert!(message.contains("token 9999 is given a role but is not among the 261 tokens"), "{message}");
    }
}
