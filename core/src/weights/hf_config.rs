//! `config.json` of a Hugging Face folder: read into a [`LlamaConfig`], and written from one.

use serde_json::{Map, Value, json};

use super::list_problems;
use crate::policy::LlamaConfig;

/// Architectures whose layers are those of Llama.
const ARCHITECTURES: [&str; 2] = ["LlamaForCausalLM", "MistralForCausalLM"];

/// Reads the text of a `config.json`; the error says what was seen and what to do.
pub(super) fn parse(text: &str) -> Result<LlamaConfig, String> {
    let mut object: Map<String, Value> =
        serde_json::from_str(text).map_err(|e| format!("no JSON object ({e}); fetch the file again"))?;
    object.retain(|_, value| !value.is_null());
    let problems = unsupported(&object);
    if !problems.is_empty() {
        return Err(format!("this model is not supported: {}", list_problems(&problems)));
    }
    if let Some(theta) = rope_parameters(&object).and_then(|rope| rope.get("rope_theta")) {
        object.insert("rope_theta".to_owned(), theta.clone());
    }
    if let (None, Some(heads)) = (object.get("num_key_value_heads"), object.get("num_attention_heads")) {
        object.insert("num_key_value_heads".to_owned(), heads.clone());
    }
    object.entry("rms_norm_eps").or_insert(json!(1e-6));
    let mut config: LlamaConfig =
        serde_json::from_value(Value::Object(object)).map_err(|e| format!("{e}; is this the config.json of a Llama model?"))?;
    // Models are compared by their shape, so the usual width of a head is written in one way only.
    config.head_dim = config.head_dim.filter(|width| config.hidden_size.checked_div(config.num_attention_heads) != Some(*width));
    match config.problems() {
        problems if problems.is_empty() => Ok(config),
        problems => Err(format!("no model can have this shape: {}", list_problems(&problems))),
    }
}

fn rope_parameters(object: &Map<String, Value>) -> Option<&Map<String, Value>> {
    object.get("rope_parameters")?.as_object()
}

/// What about the model goes beyond a plain Llama.
fn unsupported(object: &Map<String, Value>) -> Vec<String> {
    let mut problems = Vec::new();
    problems.extend(other_architecture(object));
    problems.extend(other_rope(object));
    for key in ["attention_bias", "mlp_bias"] {
        if object.get(key) == Some(&Value::Bool(true)) {
            problems.push(format!("{key} is true, layers with biases are not read"));
        }
    }
    match object.get("hidden_act") {
        None => {}
        Some(Value::String(name)) if name == "silu" || name == "swish" => {}
        Some(other) => problems.push(format!("hidden_act is {other}, only \"silu\" is read")),
    }
    if object.contains_key("sliding_window") {
        problems.push("it uses a sliding attention window, only full attention is read".to_owned());
    }
    if object.contains_key("quantization_config") {
        problems.push("its weights are quantised, only F32, F16 and BF16 are read; dequantise it first".to_owned());
    }
    problems
}

fn other_architecture(object: &Map<String, Value>) -> Option<String> {
    let listed = object.get("architectures").and_then(Value::as_array).and_then(|names| names.first()).and_then(Value::as_str);
    let kind = object.get("model_type").and_then(Value::as_str);
    match (listed, kind) {
        (Some(name), _) if ARCHITECTURES.contains(&name) => None,
        (Some(name), _) => Some(format!("architecture {name:?}, known are {ARCHITECTURES:?}")),
        (None, Some("llama" | "mistral")) => None,
        (None, kind) => Some(format!("no \"architectures\" and model_type {kind:?}, known are \"llama\" and \"mistral\"")),
    }
}

fn other_rope(object: &Map<String, Value>) -> Option<String> {
    for key in ["rope_scaling", "rope_parameters"] {
        let Some(rope) = object.get(key).and_then(Value::as_object) else { continue };
        let kind = rope.get("rope_type").or_else(|| rope.get("type")).and_then(Value::as_str).unwrap_or("default");
        if kind != "default" {
            return Some(format!(
                "{key} asks for {kind:?} scaling of the rotary embedding, which is not read; use a model without it"
            ));
        }
    }
    let partial = object.get("partial_rotary_factor").or_else(|| rope_parameters(object)?.get("partial_rotary_factor"));
    let partial = partial.and_then(Value::as_f64).filter(|factor| *factor != 1.0)?;
    Some(format!("partial_rotary_factor is {partial}, only 1 is read"))
}

/// The `config.json` from which transformers loads a model of this shape. Both spellings of the rotary base are written: older
/// versions read `rope_theta`, newer ones `rope_parameters`.
pub(super) fn write(config: &LlamaConfig, eos_ids: &[u32], pad_id: u32) -> Value {
    json!({
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "attention_bias": false,
        "attention_dropout": 0.0,
        "dtype": "float32",
        "eos_token_id": eos_ids,
        "head_dim": config.head_dim(),
        "hidden_act": "silu",
        "hidden_size": config.hidden_size,
        "intermediate_size": config.intermediate_size,
        "max_position_embeddings": config.max_position_embeddings,
        "mlp_bias": false,
        "num_attention_heads": config.num_attention_heads,
        "num_hidden_layers": config.num_hidden_layers,
        "num_key_value_heads": config.num_key_value_heads,
        "pad_token_id": pad_id,
        "rms_norm_eps": config.rms_norm_eps,
        "rope_parameters": { "rope_theta": config.rope_theta, "rope_type": "default" },
        "rope_theta": config.rope_theta,
        "tie_word_embeddings": config.tie_word_embeddings,
        "torch_dtype": "float32",
        "vocab_size": config.vocab_size,
    })
}
