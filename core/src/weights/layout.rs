//! Which tensors a Llama-architecture model consists of, and their shapes.

use crate::policy::LlamaConfig;

/// Names (Hugging Face's) and shapes of all tensors of a model of this shape, in the order they are used: embedding, blocks,
/// final norm, and the head where it is not tied.
pub fn llama_tensors(config: &LlamaConfig) -> Vec<(String, Vec<usize>)> {
    let d = config.hidden_size;
    let mut tensors = vec![("model.embed_tokens.weight".to_owned(), vec![config.vocab_size, d])];
    for layer in 0..config.num_hidden_layers {
        tensors.extend(
            block_tensors(config).into_iter().map(|(name, shape)| (format!("model.layers.{layer}.{name}.weight"), shape)),
        );
    }
    tensors.push(("model.norm.weight".to_owned(), vec![d]));
    if !config.tie_word_embeddings {
        tensors.push(("lm_head.weight".to_owned(), vec![config.vocab_size, d]));
    }
    tensors
}

fn block_tensors(config: &LlamaConfig) -> [(&'static str, Vec<usize>); 9] {
    let (d, ffn) = (config.hidden_size, config.intermediate_size);
    let queries = config.num_attention_heads * config.head_dim();
    let keys = config.num_key_value_heads * config.head_dim();
    [
        ("input_layernorm", vec![d]),
        ("self_attn.q_proj", vec![queries, d]),
        ("self_attn.k_proj", vec![keys, d]),
        ("self_attn.v_proj", vec![keys, d]),
        ("self_attn.o_proj", vec![d, queries]),
        ("post_attention_layernorm", vec![d]),
        ("mlp.gate_proj", vec![ffn, d]),
        ("mlp.up_proj", vec![ffn, d]),
        ("mlp.down_proj", vec![d, ffn]),
    ]
}

/// Why no model can have this shape, if its numbers are beyond reason: damaged files must not make sizes overflow or lists grow
/// without end.
pub(super) fn absurd(config: &LlamaConfig) -> Option<String> {
    const WIDEST: usize = 1 << 31;
    const DEEPEST: usize = 10_000;
    let sizes = [
        ("num_hidden_layers", config.num_hidden_layers, DEEPEST),
        ("vocab_size", config.vocab_size, WIDEST),
        ("hidden_size", config.hidden_size, WIDEST),
        ("intermediate_size", config.intermediate_size, WIDEST),
        ("num_attention_heads", config.num_attention_heads, WIDEST),
        ("num_key_value_heads", config.num_key_value_heads, WIDEST),
        ("head_dim", config.head_dim(), WIDEST),
    ];
    let (name, size, most) = sizes.into_iter().find(|(_, size, most)| size > most)?;
    Some(format!("{name} is {size}, but no model has more than {most}; fetch the model again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listed_tensors_hold_exactly_the_parameters_the_config_counts() {
        let tied = LlamaConfig {
            vocab_size: 11,
            hidden_size: 8,
            intermediate_size: 12,
            num_hidden_layers: 2,
            num_attention_heads: 4,
            num_key_value_heads: 2,
            head_dim: Some(6),
            max_position_embeddings: 32,
            rope_theta: 10_000.0,
            rms_norm_eps: 1e-5,
            tie_word_embeddings: true,
        };
        let untied = LlamaConfig { tie_word_embeddings: false, ..tied.clone() };
        for config in [tied, untied] {
            let listed: usize = llama_tensors(&config).iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
            assert_eq!(listed, config.num_parameters());
        }
    }
}
