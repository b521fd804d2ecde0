//! Shape of a Llama-architecture decoder, in the keys of a Hugging Face `config.json`.

use serde::{Deserialize, Serialize};

/// Shape of a Llama-architecture decoder. Field names are those of `config.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LlamaConfig {
    /// Tokens in the vocabulary (V).
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width inside the SwiGLU block.
    pub intermediate_size: usize,
    /// Decoder blocks.
    pub num_hidden_layers: usize,
    /// Query heads.
    pub num_attention_heads: usize,
    /// Key/value heads; divides the query heads.
    pub num_key_value_heads: usize,
    /// Width of one head; `hidden_size / num_attention_heads` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_dim: Option<usize>,
    /// Longest context, in tokens.
    pub max_position_embeddings: usize,
    /// Base of the rotary embedding.
    #[serde(default = "default_rope_theta")]
    pub rope_theta: f64,
    /// Added to the mean square in RMSNorm.
    #[serde(default = "default_rms_norm_eps")]
    pub rms_norm_eps: f64,
    /// Whether the head shares the embedding's weights.
    #[serde(default)]
    pub tie_word_embeddings: bool,
}

fn default_rope_theta() -> f64 {
    10_000.0
}

fn default_rms_norm_eps() -> f64 {
    1e-5
}

impl LlamaConfig {
    /// Width of one head.
    pub fn head_dim(&self) -> usize {
        self.head_dim.unwrap_or(self.hidden_size / self.num_attention_heads.max(1))
    }

    /// Every reason why no model can have this shape; empty when it is sound.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let counts = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("intermediate_size", self.intermediate_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("num_key_value_heads", self.num_key_value_heads),
            ("max_position_embeddings", self.max_position_embeddings),
        ];
        for (name, _) in counts.iter().filter(|(_, count)| *count == 0) {
            problems.push(format!("{name} is 0; it must be at least 1"));
        }
        if !problems.is_empty() {
            return problems;
        }
        if !self.num_attention_heads.is_multiple_of(self.num_key_value_heads) {
            problems.push(format!(
                "num_attention_heads is {}, no multiple of num_key_value_heads {}",
                self.num_attention_heads, self.num_key_value_heads
            ));
        }
        if self.head_dim.is_none() && !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            problems.push(format!(
                "hidden_size is {}, no multiple of num_attention_heads {}",
                self.hidden_size, self.num_attention_heads
            ));
        }
        if !self.head_dim().is_multiple_of(2) {
            problems.push(format!("the head width is {}; rotary embeddings need an even one", self.head_dim()));
        }
        problems
    }

    /// Parameters of the model, tied weights counted once.
    pub fn num_parameters(&self) -> usize {
        let (d, h) = (self.hidden_size, self.head_dim());
        let attention = d * h * (2 * self.num_attention_heads + 2 * self.num_key_value_heads);
        let block = attention + 3 * d * self.intermediate_size + 2 * d;
        let embeddings = self.vocab_size * d * if self.tie_word_embeddings { 1 } else { 2 };
        embeddings + self.num_hidden_layers * block + d
    }
}
