//! The real model, where it is at hand: SmolLM2-135M-Instruct, pulled into the cache, against values made by transformers.
//! Without the model or the values these tests say so and check nothing.

use std::path::PathBuf;

use exitrl_domain::Message;
use serde_json::Value;

use super::ModelFiles;

/// The pulled model and transformers' values for it.
fn model_and_golden_values() -> Option<(ModelFiles, Value)> {
    let shared = std::env::var_os("EXITRL_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    let golden = std::fs::read_to_string(shared.join("data/models/smollm2_135m_golden.json"));
    let cache = crate::hub::cache_root().ok()?.join("models/smollm2-135m");
    match golden {
        Ok(golden) if cache.exists() => Some((ModelFiles::open(&cache).unwrap(), serde_json::from_str(&golden).unwrap())),
        _ => {
            println!("skipped: needs a pulled smollm2-135m and its golden values (set EXITRL_SHARED)");
            None
        }
    }
}

#[test]
fn ten_prompts_have_the_token_ids_that_transformers_gives_them() {
    let Some((files, golden)) = model_and_golden_values() else { return };
    let prompts = golden["prompts"].as_array().unwrap();
    assert_eq!(prompts.len(), 10);
    for prompt in prompts {
        let text = prompt["text"].as_str().unwrap();
        let wanted: Vec<u32> = serde_json::from_value(prompt["token_ids"].clone()).unwrap();
        assert_eq!(files.tokenizer.encode(text).unwrap(), wanted, "{text:?}");
        let greedy: Vec<u32> = serde_json::from_value(prompt["greedy_24"].clone()).unwrap();
        let spoken = prompt["greedy_text"].as_str().unwrap().replace("<|im_end|>", "").replace("<|im_start|>", "");
        assert_eq!(files.tokenizer.decode(&greedy), spoken);
    }
}

#[test]
fn the_pulled_model_is_the_one_it_says_it_is() {
    let Some((files, _)) = model_and_golden_values() else { return };
    let summary = files.summary();
    println!("{summary}");
    assert_eq!(summary.parameters, 134_515_008);
    assert_eq!((summary.layers, summary.heads, summary.key_value_heads, summary.context), (30, 9, 3, 8192));
    assert_eq!((files.config.rope_theta, files.config.rms_norm_eps), (100_000.0, 1e-5));
    assert!(files.config.tie_word_embeddings);
    assert_eq!((files.tokenizer.eos_ids(), files.tokenizer.pad_id(), files.tokenizer.vocab_size()), (&[2][..], 2, 49_152));
    let prompt = files.tokenizer.render_chat(&[Message::system("Be brief."), Message::user("3 + 5 = ?")], &[]).unwrap();
    assert_eq!(prompt, "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n3 + 5 = ?<|im_end|>\n<|im_start|>assistant\n");
}
