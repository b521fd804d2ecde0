//! A tiny BERT with random weights and its embeddings by another implementation (`core/tests/fixtures/make_bert_fixture.py`); and
//! the same folder broken.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Embedder, EncoderFiles, Pooling, SentenceEmbedder, is_encoder};
use crate::config::device;
use crate::weights::save_tensors;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A copy of the tiny model's folder that a test may break.
fn copied_folder() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("1_Pooling")).unwrap();
    for file in ["config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(fixture("tiny_bert").join(file), copy.path().join(file)).unwrap();
    }
    fs::copy(fixture("tiny_bert/1_Pooling/config.json"), copy.path().join("1_Pooling/config.json")).unwrap();
    copy
}

/// Changes one key of one of a folder's files.
fn edit(folder: &Path, file: &str, key: &str, value: Value) {
    let path = folder.join(file);
    let mut content: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    content[key] = value;
    fs::write(&path, content.to_string()).unwrap();
}

fn open(folder: &Path) -> SentenceEmbedder {
    SentenceEmbedder::open(folder, &device::parse("flex").unwrap()).unwrap()
}

/// Texts, token ids and embeddings of the reference.
fn golden() -> Vec<(String, Vec<u32>, Vec<f32>)> {
    let golden: Value = serde_json::from_slice(&fs::read(fixture("tiny_bert_embeddings.json")).unwrap()).unwrap();
    let rows = golden["texts"].as_array().unwrap().iter().map(|row| {
        let ids = row["token_ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32);
        let embedding = row["embedding"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32);
        (row["text"].as_str().unwrap().to_owned(), ids.collect(), embedding.collect())
    });
    rows.collect()
}

fn furthest(seen: &[Vec<f32>], expected: &[Vec<f32>]) -> f32 {
    assert_eq!(seen.len(), expected.len());
    let differences = seen.iter().flatten().zip(expected.iter().flatten()).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f32::max)
}

#[test]
fn a_bert_gives_the_tokens_and_embeddings_of_the_reference_alone_and_in_a_batch() {
    let embedder = open(&fixture("tiny_bert"));
    let golden = golden();
    let texts: Vec<&str> = golden.iter().map(|(text, ..)| text.as_str()).collect();
    for (text, ids, _) in &golden {
        assert_eq!(&embedder.token_ids(text).unwrap(), ids, "{text:?}");
    }
    let expected: Vec<Vec<f32>> = golden.iter().map(|(.., embedding)| embedding.clone()).collect();
    assert_eq!(expected[0].len(), embedder.dim());
    let together = embedder.embed(&texts).unwrap();
    let alone: Vec<Vec<f32>> = texts.iter().map(|text| embedder.embed(&[*text]).unwrap().remove(0)).collect();
    // The texts themselves are further apart than this, so that each has its own vector.
    assert!(furthest(&expected[..1], &expected[1..2]) > 0.01);
    assert!(furthest(&together, &expected) < 1e-5, "{}", furthest(&together, &expected));
    assert!(furthest(&alone, &expected) < 1e-5, "{}", furthest(&alone, &expected));
}

#[test]
fn weights_are_found_without_their_prefix_and_under_the_first_models_names() {
    let folder = copied_folder();
    let files = EncoderFiles::open(folder.path()).unwrap();
    let tensors = super::folder::bert_tensors(&files.config).into_iter().map(|(name, shape)| {
        let data = files.tensor(&name).unwrap().data;
        (name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"), shape, data)
    });
    let tensors: Vec<_> = tensors.collect();
    drop(files);
    save_tensors(&folder.path().join("model.safetensors"), tensors).unwrap();
    let texts = ["The answer is 42.", "a"];
    let (one, other) = (open(&fixture("tiny_bert")).embed(&texts).unwrap(), open(folder.path()).embed(&texts).unwrap());
    assert_eq!(one, other);
}

#[test]
fn the_folder_says_how_states_become_a_vector() {
    let folder = copied_folder();
    let norm = |vector: &[f32]| vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    let texts = ["the sum of 3 and 5"];
    let scaled = open(folder.path()).embed(&texts).unwrap().remove(0);
    assert!((norm(&scaled) - 1.0).abs() < 1e-5);
    // Without modules.json: the mean as it is, of which the other is the direction.
    fs::remove_file(folder.path().join("modules.json")).unwrap();
    let plain = open(folder.path()).embed(&texts).unwrap().remove(0);
    assert!((norm(&plain) - 1.0).abs() > 0.1);
    assert!(plain.iter().zip(&scaled).all(|(a, b)| (a / norm(&plain) - b).abs() < 1e-5));

    let first = copied_folder();
    edit(first.path(), "1_Pooling/config.json", "pooling_mode_cls_token", json!(true));
    edit(first.path(), "1_Pooling/config.json", "pooling_mode_mean_tokens", json!(false));
    assert_eq!(EncoderFiles::open(first.path()).unwrap().pooling, Pooling::FirstToken);
    assert_ne!(open(first.path()).embed(&texts).unwrap()[0], scaled);
}

#[test]
fn texts_are_cut_where_the_folder_says_and_never_beyond_the_positions() {
    let folder = copied_folder();
    let long = "count ".repeat(100);
    let tokens = |folder: &Path| open(folder).token_ids(&long).unwrap();
    assert_eq!(tokens(folder.path()).len(), 16);
    assert_eq!(tokens(folder.path()).last(), Some(&3));
    edit(folder.path(), "sentence_bert_config.json", "max_seq_length", json!(1000));
    assert_eq!(tokens(folder.path()).len(), 32);
    fs::remove_file(folder.path().join("sentence_bert_config.json")).unwrap();
    assert_eq!(tokens(folder.path()).len(), 32);
    assert!(open(folder.path()).embed(&[&long]).is_ok());
}

#[test]
fn the_summary_shows_what_there_is() {
    let summary = EncoderFiles::open(&fixture("tiny_bert")).unwrap().summary();
    // V + 32 + 2 rows and a norm of width 24; blocks of 4 maps 24 x 24, two of 24 x 40, their biases and two norms.
    let block = 4 * (24 * 24 + 24) + 2 * 24 * 40 + 40 + 24 + 4 * 24;
    assert_eq!(summary.parameters, (summary.vocab_size + 32 + 2 + 2) * 24 + 2 * block);
    let text = summary.to_string();
    for part in ["sentence embedder (BERT)", "2 layers, width 24, 3 heads", "16 tokens", "mean over tokens, scaled to length 1"] {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
    assert!(is_encoder(&fixture("tiny_bert")) && !is_encoder(&fixture("tiny_llama")) && !is_encoder(Path::new("nowhere")));
}

#[test]
fn what_cannot_be_used_is_named_with_what_to_do() {
    let refusal = |file: &str, key: &str, value: Value| {
        let folder = copied_folder();
        edit(folder.path(), file, key, value);
        EncoderFiles::open(folder.path()).err().unwrap().to_string()
    };
    let cases = [
        (refusal("config.json", "model_type", json!("roberta")), "model_type is \"roberta\", only \"bert\" is read"),
        (refusal("config.json", "hidden_act", json!("relu")), "hidden_act is \"relu\""),
        (refusal("config.json", "num_attention_heads", json!(5)), "hidden_size 24 is no multiple of num_attention_heads 5"),
        (refusal("config.json", "num_attention_heads", json!(0)), "num_attention_heads is 0"),
        (
            refusal("config.json", "intermediate_size", json!(41)),
            "tensor bert.encoder.layer.0.intermediate.dense.bias has shape [40]",
        ),
        (
            refusal("config.json", "num_hidden_layers", json!(3)),
            "tensor bert.encoder.layer.2.attention.self.query.bias is missing",
        ),
        (refusal("config.json", "vocab_size", json!("many")), "is this the config.json of a BERT model?"),
        (refusal("sentence_bert_config.json", "max_seq_length", json!(2)), "set at least 3"),
        (refusal("1_Pooling/config.json", "pooling_mode_max_tokens", json!(true)), "are mean_tokens and cls_token"),
        (refusal("tokenizer.json", "model", json!({ "type": "Nothing" })), "tokenizer.json: the tokenizer is not understood"),
    ];
    for (message, part) in cases {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
    let folder = copied_folder();
    fs::write(folder.path().join("modules.json"), r#"[{"type": "sentence_transformers.models.Dense"}]"#).unwrap();
    let message = EncoderFiles::open(folder.path()).err().unwrap().to_string();
    assert!(message.contains("module \"sentence_transformers.models.Dense\" is not supported"), "{message}");
    let message = EncoderFiles::open(&fixture("nowhere")).err().unwrap().to_string();
    assert!(message.contains("config.json: the file cannot be read; give the folder of a BERT model"), "{message}");
}
