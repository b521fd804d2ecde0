//! A Llama model inside a GGUF file: its shape, and its tensors under Hugging Face's names and in Hugging Face's order.

use std::path::Path;

use super::dequant::READABLE_TYPES;
use super::gguf::{Gguf, Malformed, TensorInfo};
use super::mapped::MappedFile;
use super::{Tensor, content_error, layout, list_problems};
use crate::error::ModelError;
use crate::policy::LlamaConfig;

/// A GGUF file that holds a Llama model.
#[derive(Debug)]
pub(super) struct GgufModel {
    file: MappedFile,
    pub(super) head: Gguf,
    heads: usize,
    key_value_heads: usize,
}

impl GgufModel {
    /// Opens the file and checks that all tensors of the model are there, of the right shape and of a type that can be read.
    pub(super) fn open(path: &Path) -> Result<(Self, LlamaConfig), ModelError> {
        let file = MappedFile::open(path)?;
        let head = Gguf::parse(file.bytes()).map_err(|Malformed(what)| content_error(path, what))?;
        let config = read_config(&head).map_err(|Malformed(what)| content_error(path, what))?;
        let problems = config.problems();
        if !problems.is_empty() {
            return Err(content_error(path, format!("the metadata describe no usable model: {}", list_problems(&problems))));
        }
        if let Some(what) = layout::absurd(&config) {
            return Err(content_error(path, what));
        }
        let (heads, key_value_heads) = (config.num_attention_heads, config.num_key_value_heads);
        let model = Self { file, head, heads, key_value_heads };
        let problems: Vec<String> =
            layout::llama_tensors(&config).iter().filter_map(|(name, shape)| model.problem(name, shape)).collect();
        if !problems.is_empty() {
            return Err(content_error(path, format!("the weights do not fit the model's shape: {}", list_problems(&problems))));
        }
        Ok((model, config))
    }

    fn problem(&self, name: &str, shape: &[usize]) -> Option<String> {
        let Some(info) = self.info(name) else {
            return Some(format!("tensor {name} ({}) is missing", gguf_name(name).unwrap_or_default()));
        };
        if info.shape != shape {
            return Some(format!("tensor {name} has shape {:?}, expected {shape:?}", info.shape));
        }
        info.dtype.block().is_none().then(|| unreadable(name, info))
    }

    fn info(&self, name: &str) -> Option<&TensorInfo> {
        self.head.tensors.get(&gguf_name(name)?)
    }

    /// The tensor with Hugging Face's name `name`.
    pub(super) fn tensor(&self, name: &str) -> Result<Tensor, ModelError> {
        let path = self.file.path();
        let info = self.info(name).ok_or_else(|| content_error(path, format!("there is no tensor {name} in this model")))?;
        let decoded = info.dtype.decode(&self.file.bytes()[info.range.clone()]);
        let data = decoded.ok_or_else(|| content_error(path, unreadable(name, info)))?;
        let rows_of = |heads: usize| split_rotary_pairs(&data, heads, info.shape.first().copied().unwrap_or(0));
        let data = match name.rsplit_once("self_attn.").map(|(_, tail)| tail) {
            Some("q_proj.weight") => rows_of(self.heads),
            Some("k_proj.weight") => rows_of(self.key_value_heads),
            _ => data,
        };
        Ok(Tensor { shape: info.shape.clone(), data })
    }
}

fn unreadable(name: &str, info: &TensorInfo) -> String {
    format!("tensor {name} is stored as {}, which cannot be read; use a file in one of {READABLE_TYPES}", info.dtype)
}

/// The name that llama.cpp's converter gives to the tensor with Hugging Face's name `name`.
fn gguf_name(name: &str) -> Option<String> {
    match name {
        "model.embed_tokens.weight" => return Some("token_embd.weight".to_owned()),
        "model.norm.weight" => return Some("output_norm.weight".to_owned()),
        "lm_head.weight" => return Some("output.weight".to_owned()),
        _ => {}
    }
    let (layer, part) = name.strip_prefix("model.layers.")?.split_once('.')?;
    let part = match part.strip_suffix(".weight")? {
        "input_layernorm" => "attn_norm",
        "self_attn.q_proj" => "attn_q",
        "self_attn.k_proj" => "attn_k",
        "self_attn.v_proj" => "attn_v",
        "self_attn.o_proj" => "attn_output",
        "post_attention_layernorm" => "ffn_norm",
        "mlp.gate_proj" => "ffn_gate",
        "mlp.up_proj" => "ffn_up",
        "mlp.down_proj" => "ffn_down",
        _ => return None,
    };
    Some(format!("blk.{layer}.{part}.weight"))
}

/// llama.cpp's converter interleaves the two halves of each head of Q and K, so that rotary pairs are neighbours. This puts the
/// first of each pair into the head's first half and the second into its second half, as Hugging Face has them.
fn split_rotary_pairs(weights: &[f32], heads: usize, rows: usize) -> Vec<f32> {
    let (head_rows, width) = (rows / heads, weights.len() / rows.max(1));
    let mut out = Vec::with_capacity(weights.len());
    for head in 0..heads {
        for half in 0..2 {
            for pair in 0..head_rows / 2 {
                let row = head * head_rows + 2 * pair + half;
                out.extend_from_slice(&weights[row * width..(row + 1) * width]);
            }
        }
    }
    out
}

/// The model's shape out of the metadata.
fn read_config(head: &Gguf) -> Result<LlamaConfig, Malformed> {
    refuse_other_models(head)?;
    let need = |key: &str| {
        head.count(key)?.ok_or_else(|| Malformed(format!("metadata entry {key:?} is missing; convert the model again")))
    };
    let heads = need("llama.attention.head_count")?;
    let hidden_size = need("llama.embedding_length")?;
    let head_dim = head.count("llama.attention.key_length")?;
    let rotated = head.count("llama.rope.dimension_count")?;
    let usual = head_dim.or(hidden_size.checked_div(heads));
    if rotated.is_some() && rotated != usual {
        return Err(Malformed(format!(
            "only {rotated:?} of a head's {usual:?} dimensions are rotated; such models are not supported"
        )));
    }
    Ok(LlamaConfig {
        vocab_size: vocab_size(head)?,
        hidden_size,
        intermediate_size: need("llama.feed_forward_length")?,
        num_hidden_layers: need("llama.block_count")?,
        num_attention_heads: heads,
        num_key_value_heads: head.count("llama.attention.head_count_kv")?.unwrap_or(heads),
        head_dim: head_dim.filter(|width| hidden_size.checked_div(heads) != Some(*width)),
        max_position_embeddings: need("llama.context_length")?,
        rope_theta: shortest(head.number("llama.rope.freq_base")?.unwrap_or(10_000.0)),
        rms_norm_eps: shortest(head.number("llama.attention.layer_norm_rms_epsilon")?.unwrap_or(1e-5)),
        tie_word_embeddings: !head.tensors.contains_key("output.weight"),
    })
}

/// The `f64` that prints like the `f32` that the file holds: 1e-5, not 0.000009999999747378752.
fn shortest(number: f64) -> f64 {
    (number as f32).to_string().parse().unwrap_or(number)
}

fn vocab_size(head: &Gguf) -> Result<usize, Malformed> {
    match head.tensors.get("token_embd.weight").map(|info| info.shape.as_slice()) {
        Some([rows, _]) => Ok(*rows),
        _ => Err(Malformed("tensor \"token_embd.weight\" is missing or no matrix; the file holds no whole model".to_owned())),
    }
}

fn refuse_other_models(head: &Gguf) -> Result<(), Malformed> {
    let architecture = head.text("general.architecture")?.unwrap_or("(none)");
    if architecture != "llama" {
        return Err(Malformed(format!("architecture {architecture:?} is not supported; models of architecture \"llama\" are")));
    }
    if head.count("llama.expert_count")?.unwrap_or(0) > 0 {
        return Err(Malformed("mixture-of-experts models are not supported; use a dense Llama model".to_owned()));
    }
    let scaling = head.text("llama.rope.scaling.type")?.unwrap_or("none");
    if scaling != "none" || head.tensors.contains_key("rope_freqs.weight") {
        let seen = if scaling == "none" { "tensor rope_freqs.weight" } else { scaling };
        return Err(Malformed(format!("rotary scaling ({seen}) is not supported; use a model without it")));
    }
    match head.tensors.keys().find(|name| name.starts_with("blk.") && name.ends_with(".bias")) {
        Some(name) => Err(Malformed(format!("tensor {name:?}: layers with biases are not supported; use a model without them"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interleaved_rotary_rows_go_back_to_two_halves() {
        // Two heads of four rows, one weight a row: Hugging Face's a0 a1 | b0 b1 is stored as a0 b0 a1 b1.
        let stored = [1.0, 3.0, 2.0, 4.0, 11.0, 13.0, 12.0, 14.0];
        assert_eq!(split_rotary_pairs(&stored, 2, 8), [1.0, 2.0, 3.0, 4.0, 11.0, 12.0, 13.0, 14.0]);
    }

    #[test]
    fn rows_move_as_wholes() {
        let stored = [1.0, -1.0, 3.0, -3.0, 2.0, -2.0, 4.0, -4.0];
        assert_eq!(split_rotary_pairs(&stored, 1, 4), [1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0]);
    }

    #[test]
    fn every_tensor_of_a_llama_model_has_a_name_in_gguf() {
        assert_eq!(gguf_name("model.layers.17.mlp.down_proj.weight").as_deref(), Some("blk.17.ffn_down.weight"));
        assert_eq!(gguf_name("lm_head.weight").as_deref(), Some("output.weight"));
        assert_eq!(gguf_name("model.layers.1.self_attn.q_proj.bias"), None);
    }

    #[test]
    fn numbers_stored_in_single_precision_read_as_they_were_written() {
        assert_eq!(shortest(f64::from(1e-5_f32)), 1e-5);
        assert_eq!(shortest(f64::from(100_000.0_f32)), 100_000.0);
    }
}
