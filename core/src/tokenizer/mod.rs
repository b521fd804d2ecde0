//! Text to tokens and back, and chat messages to prompts.
//!
//! ```text
//! from_folder.rs (tokenizer.json), from_gguf.rs (metadata), byte_level.rs (from scratch)
//!        \-> Parts -> Tokenizer { encode, encode_chat (chat.rs), decode (decoder.rs), to_files (files.rs) }
//! ```
//!
//! Architecture invariant: the same messages give the same tokens on every machine and every day; a resumed run depends on it.

mod alphabet;
mod byte_level;
mod chat;
mod decoder;
mod files;
mod from_folder;
mod from_gguf;
mod functions;
mod python_json;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use exitrl_domain::Message;
use serde_json::Value;

use crate::error::ModelError;
use crate::sampler::TokenId;
use crate::weights::{SpecialToken, content_error};
use chat::ChatTemplate;
use decoder::Decoder;

/// Tokens that end a chat turn in models whose files name only another end-of-text token.
const TURN_ENDS: [&str; 2] = ["<|im_end|>", "<|eot_id|>"];

/// A tokenizer with its chat template. Cheap to clone.
#[derive(Clone)]
pub struct Tokenizer {
    inner: Arc<Inner>,
}

struct Inner {
    tokenizer: tokenizers::Tokenizer,
    /// The `tokenizer.json` that it was made from.
    json: Vec<u8>,
    origin: PathBuf,
    kind: String,
    decoder: Decoder,
    template: Option<ChatTemplate>,
    bos: Option<TokenId>,
    eos: Vec<TokenId>,
    pad: TokenId,
    vocab_size: usize,
}

/// What a tokenizer is made from.
struct Parts {
    /// Where it comes from, for messages.
    origin: PathBuf,
    /// How it works, in words.
    kind: String,
    /// The content of `tokenizer.json`.
    json: Vec<u8>,
    /// The chat template's source.
    template: Option<String>,
    bos: Option<TokenId>,
    /// End-of-text tokens; the first is the one that templates call `eos_token`.
    eos: Vec<TokenId>,
    pad: Option<TokenId>,
}

impl Tokenizer {
    fn build(parts: Parts) -> Result<Self, ModelError> {
        let Parts { origin, kind, json, template, bos, mut eos, pad } = parts;
        let broken = |e: tokenizers::Error| {
            content_error(&origin, format!("the tokenizer is not understood ({e}); fetch the model again"))
        };
        let mut tokenizer = tokenizers::Tokenizer::from_bytes(&json).map_err(broken)?;
        // Some files carry the cutting and padding of the last training batch; prompts here are neither cut nor padded.
        tokenizer.with_truncation(None).map_err(broken)?;
        tokenizer.with_padding(None);
        let added = tokenizer.get_added_vocabulary();
        eos.extend(TURN_ENDS.iter().filter(|end| added.is_special_token(end)).filter_map(|end| tokenizer.token_to_id(end)));
        let mut seen = Vec::new();
        eos.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        let Some(first_eos) = eos.first().copied() else {
            return Err(content_error(&origin, "no end-of-text token is named; add \"eos_token\" to tokenizer_config.json"));
        };
        let vocab_size = tokenizer.get_vocab(true).values().max().map_or(0, |last| *last as usize + 1);
        let text = |id: TokenId| tokenizer.id_to_token(id).unwrap_or_default();
        let unknown = eos.iter().chain(&bos).chain(&pad).find(|id| tokenizer.id_to_token(**id).is_none());
        if let Some(id) = unknown {
            return Err(content_error(&origin, format!("token {id} is given a role but is not among the {vocab_size} tokens")));
        }
        let template = template.map(|source| ChatTemplate::new(source, bos.map(&text), text(first_eos), &origin)).transpose()?;
        let decoder = Decoder::new(&tokenizer, vocab_size);
        let pad = pad.unwrap_or(first_eos);
        Ok(Self { inner: Arc::new(Inner { tokenizer, json, origin, kind, decoder, template, bos, eos, pad, vocab_size }) })
    }

    /// The text as tokens. Special tokens written out in the text are recognised; a beginning-of-text token is put in front only
    /// where the model's own tokenizer does.
    ///
    /// # Errors
    /// When the tokenizer fails on the text.
    pub fn encode(&self, text: &str) -> Result<Vec<TokenId>, ModelError> {
        self.encode_with(text, true)
    }

    fn encode_with(&self, text: &str, add_special_tokens: bool) -> Result<Vec<TokenId>, ModelError> {
        let encoded = self.inner.tokenizer.encode_fast(text, add_special_tokens);
        let failed = |e| content_error(&self.inner.origin, format!("a text of {} bytes cannot be tokenised ({e})", text.len()));
        Ok(encoded.map_err(failed)?.get_ids().to_vec())
    }

    /// The messages, and the tools that the turn offers, as the prompt for the next assistant message, through the model's chat
    /// template.
    ///
    /// # Errors
    /// When the model has no chat template, it refuses the messages, or there are tools and it never mentions `tools`.
    pub fn encode_chat(&self, messages: &[Message], tools: &[Value]) -> Result<Vec<TokenId>, ModelError> {
        self.encode_with(&self.render_chat(messages, tools)?, false)
    }

    /// The text of the prompt that [`Tokenizer::encode_chat`] tokenises.
    ///
    /// # Errors
    /// Those of [`Tokenizer::encode_chat`].
    pub fn render_chat(&self, messages: &[Message], tools: &[Value]) -> Result<String, ModelError> {
        let origin = &self.inner.origin;
        match &self.inner.template {
            Some(template) => template.render(messages, tools, origin),
            None => Err(content_error(
                origin,
                "this model has no chat template, so messages cannot be turned into a prompt; use an instruction-tuned model, \
                 or add chat_template.jinja to its folder",
            )),
        }
    }

    /// The tokens as text, special tokens left out. Bytes that are not (yet) a whole character become `U+FFFD`.
    pub fn decode(&self, tokens: &[TokenId]) -> String {
        self.inner.decoder.decode(&self.inner.tokenizer, tokens)
    }

    /// Tokens that end a completion; at least one.
    pub fn eos_ids(&self) -> &[TokenId] {
        &self.inner.eos
    }

    /// Fills up sequences of unequal length; the end-of-text token where the model has none of its own.
    pub fn pad_id(&self) -> TokenId {
        self.inner.pad
    }

    /// One more than the largest token.
    pub fn vocab_size(&self) -> usize {
        self.inner.vocab_size
    }

    /// How it works, in words.
    pub fn kind(&self) -> &str {
        &self.inner.kind
    }

    /// Whether messages can be turned into prompts.
    pub fn has_chat_template(&self) -> bool {
        self.inner.template.is_some()
    }

    /// The tokens with a role.
    pub fn special_tokens(&self) -> Vec<SpecialToken> {
        let inner = &self.inner;
        let bos = inner.bos.iter().map(|id| ("bos", *id));
        let roles = bos.chain(inner.eos.iter().map(|id| ("eos", *id))).chain([("pad", inner.pad)]);
        roles.map(|(role, id)| SpecialToken { role, id, text: self.token_text(id) }).collect()
    }

    fn token_text(&self, id: TokenId) -> String {
        self.inner.tokenizer.id_to_token(id).unwrap_or_default()
    }

    /// Writes `tokenizer.json`, `tokenizer_config.json` (with the chat template) and `generation_config.json` (with the
    /// end-of-text tokens) into an existing folder.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn to_files(&self, folder: &Path) -> Result<(), ModelError> {
        files::write(self, folder)
    }
}

impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokenizer")
            .field("kind", &self.inner.kind)
            .field("vocab_size", &self.inner.vocab_size)
            .finish_non_exhaustive()
    }
}

impl crate::sampler::ChatEncoder for Tokenizer {
    fn encode_chat(&self, messages: &[Message], tools: &[Value]) -> Result<Vec<TokenId>, ModelError> {
        Self::encode_chat(self, messages, tools)
    }
}

impl crate::sampler::Detokenizer for Tokenizer {
    fn decode(&self, tokens: &[TokenId]) -> String {
        Self::decode(self, tokens)
    }

    fn eos_ids(&self) -> &[TokenId] {
        Self::eos_ids(self)
    }
}
