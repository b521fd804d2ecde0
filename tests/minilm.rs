//! all-MiniLM-L6-v2 against golden values; skipped, with a word, where the model or the values are absent.

use burn::tensor::Device;
use exitrl::embedder::{Embedder, SentenceEmbedder};
use exitrl::hub;
use serde_json::Value;

use crate::support::shared;

fn minilm() -> Option<SentenceEmbedder> {
    let path = hub::cache_root().and_then(|cache| hub::resolve("all-minilm-l6-v2", &cache));
    match path.and_then(|path| SentenceEmbedder::open(&path, &Device::flex())) {
        Ok(embedder) => Some(embedder),
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

#[test]
fn minilm_gives_the_tokens_and_embeddings_of_transformers() {
    let Some(path) = shared("data/models/minilm_l6_v2_golden.json") else { return };
    let Some(embedder) = minilm() else { return };
    let golden: Value = serde_json::from_slice(&std::fs::read(path).expect("read")).expect("JSON");
    let rows = golden["texts"].as_array().expect("texts");
    let texts: Vec<&str> = rows.iter().map(|row| row["text"].as_str().expect("text")).collect();
    // All at once, so that most are padded.
    let vectors = embedder.embed(&texts).expect("embedded");
    let mut worst: f64 = 1.0;
    for (row, vector) in rows.iter().zip(&vectors) {
        let text = row["text"].as_str().expect("text");
        let ids: Vec<f64> = embedder.token_ids(text).expect("tokens").into_iter().map(f64::from).collect();
        assert_eq!(ids, floats(&row["token_ids"]), "token ids of {text:?}");
        let expected = floats(&row["embedding"]);
        assert_eq!(vector.len(), expected.len());
        let dot: f64 = vector.iter().zip(&expected).map(|(a, b)| f64::from(*a) * b).sum();
        let norm = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>().sqrt();
        let seen: Vec<f64> = vector.iter().map(|x| f64::from(*x)).collect();
        assert!((norm(&seen) - 1.0).abs() < 1e-5);
        worst = worst.min(dot / norm(&seen) / norm(&expected));
    }
    println!("least cosine of {} texts: {worst:.8}", rows.len());
    assert!(worst > 0.9999, "cosine {worst}");
}
