//! What `model inspect` shows.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::model_files::{ModelFiles, Weights};
use crate::sampler::TokenId;

/// What there is to know about a model without running it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelSummary {
    /// Where the files lie.
    pub path: PathBuf,
    /// `safetensors` or `gguf`.
    pub format: &'static str,
    /// Parameters, tied weights counted once.
    pub parameters: usize,
    /// Decoder blocks.
    pub layers: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Query heads.
    pub heads: usize,
    /// Key/value heads.
    pub key_value_heads: usize,
    /// Longest context, in tokens.
    pub context: usize,
    /// Rows of the embedding.
    pub vocab_size: usize,
    /// Tokens that the tokenizer knows.
    pub tokenizer_size: usize,
    /// How the tokenizer works, in words.
    pub tokenizer: String,
    /// Whether there is a chat template.
    pub chat_template: bool,
    /// Tokens with a role.
    pub special_tokens: Vec<SpecialToken>,
    /// Storage types, by name.
    pub dtypes: Vec<DtypeCount>,
}

/// How much of a model is stored in one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DtypeCount {
    /// The type's usual name.
    pub dtype: String,
    /// Tensors of it.
    pub tensors: usize,
    /// Weights in them.
    pub weights: usize,
    /// Bytes they take up in the file.
    pub bytes: usize,
}

/// A token with a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpecialToken {
    /// `bos`, `eos` or `pad`.
    pub role: &'static str,
    /// Its number.
    pub id: TokenId,
    /// Its text.
    pub text: String,
}

pub(super) fn of(files: &ModelFiles, weights: &Weights) -> ModelSummary {
    let (config, tokenizer) = (&files.config, &files.tokenizer);
    let (format, dtypes) = match weights {
        Weights::Folder(files) => {
            ("safetensors", count(files.entries.values().map(|e| (format!("{:?}", e.dtype), e.elements(), e.bytes()))))
        }
        Weights::Gguf(model) => {
            ("gguf", count(model.head.tensors.values().map(|t| (t.dtype.to_string(), t.elements(), t.range.len()))))
        }
    };
    ModelSummary {
        path: files.path().to_owned(),
        format,
        parameters: config.num_parameters(),
        layers: config.num_hidden_layers,
        hidden_size: config.hidden_size,
        heads: config.num_attention_heads,
        key_value_heads: config.num_key_value_heads,
        context: config.max_position_embeddings,
        vocab_size: config.vocab_size,
        tokenizer_size: tokenizer.vocab_size(),
        tokenizer: tokenizer.kind().to_owned(),
        chat_template: tokenizer.has_chat_template(),
        special_tokens: tokenizer.special_tokens(),
        dtypes,
    }
}

fn count(tensors: impl Iterator<Item = (String, usize, usize)>) -> Vec<DtypeCount> {
    let mut counts: BTreeMap<String, DtypeCount> = BTreeMap::new();
    for (dtype, weights, bytes) in tensors {
        let new = DtypeCount { dtype: dtype.clone(), tensors: 0, weights: 0, bytes: 0 };
        let count = counts.entry(dtype).or_insert(new);
        count.tensors += 1;
        count.weights += weights;
        count.bytes += bytes;
    }
    counts.into_values().collect()
}

impl fmt::Display for ModelSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.path.display(), self.format)?;
        writeln!(f, "  parameters   {}", self.parameters)?;
        writeln!(f, "  shape        {} layers, width {}", self.layers, self.hidden_size)?;
        writeln!(f, "  heads        {} for queries, {} for keys and values", self.heads, self.key_value_heads)?;
        writeln!(f, "  context      {} tokens", self.context)?;
        writeln!(f, "  vocabulary   {} embeddings, {} tokens", self.vocab_size, self.tokenizer_size)?;
        writeln!(f, "  tokenizer    {}", self.tokenizer)?;
        writeln!(f, "  chat         {}", if self.chat_template { "has a template" } else { "no template" })?;
        for token in &self.special_tokens {
            writeln!(f, "  {:<12} {} {:?}", token.role, token.id, token.text)?;
        }
        for count in &self.dtypes {
            writeln!(f, "  {:<12} {} tensors, {} weights, {} bytes", count.dtype, count.tensors, count.weights, count.bytes)?;
        }
        Ok(())
    }
}
