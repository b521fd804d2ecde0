//! Model files made by other programs (`core/tests/fixtures/make_fixtures.py`), read back; and the same files broken.

use std::fs;
use std::path::{Path, PathBuf};

use super::gguf::{Gguf, Malformed};
use super::{GgmlType, ModelFiles, Tensor, llama_tensors, load_tensors, save_model, save_tensors};
use crate::error::ModelError;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A copy of the tiny model's folder that a test may break.
fn copied_folder() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture("tiny_llama")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// What a person reads who opens this model in vain.
fn refusal(path: &Path) -> String {
    ModelFiles::open(path).unwrap_err().to_string()
}

fn assert_parts(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

/// Changes one key of a folder's `config.json`.
fn with_config(key: &str, value: serde_json::Value) -> tempfile::TempDir {
    let folder = copied_folder();
    let path = folder.path().join("config.json");
    let mut config: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    config[key] = value;
    fs::write(&path, config.to_string()).unwrap();
    folder
}

/// The tiny GGUF file with the first occurrence of some bytes replaced.
fn patched_gguf(from: &[u8], to: &[u8]) -> tempfile::TempDir {
    let mut bytes = fs::read(fixture("tiny_llama.gguf")).unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("model.gguf"), bytes).unwrap();
    folder
}

#[test]
fn every_block_format_decodes_as_in_the_gguf_package_to_the_last_bit() {
    let bytes = fs::read(fixture("quants.gguf")).unwrap();
    let head = Gguf::parse(&bytes).unwrap();
    let wanted = load_tensors(&fixture("quants.safetensors")).unwrap();
    assert_eq!(wanted.len(), 8);
    for (name, tensor) in wanted {
        let info = &head.tensors[&name];
        assert_eq!(info.dtype.to_string(), name);
        let decoded = info.dtype.decode(&bytes[info.range.clone()]).unwrap();
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&decoded), bits(&tensor.data), "{name}");
    }
}

#[test]
fn one_model_reads_the_same_from_a_sharded_folder_and_from_gguf() {
    let folder = ModelFiles::open(&fixture("tiny_llama")).unwrap();
    let gguf = ModelFiles::open(&fixture("tiny_llama.gguf")).unwrap();
    assert_eq!(folder.config, gguf.config);
    assert_eq!((folder.config.rope_theta, folder.config.head_dim()), (5000.0, 8));
    for (name, shape) in llama_tensors(&folder.config) {
        let (one, other) = (folder.tensor(&name).unwrap(), gguf.tensor(&name).unwrap());
        assert_eq!(one.shape, shape);
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn both_tokenizers_give_the_ids_of_the_python_package() {
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(fixture("tiny_llama_encodings.json")).unwrap()).unwrap();
    for source in ["tiny_llama", "tiny_llama.gguf"] {
        let tokenizer = ModelFiles::open(&fixture(source)).unwrap().tokenizer;
        assert_eq!((tokenizer.eos_ids(), tokenizer.pad_id(), tokenizer.vocab_size()), (&[2][..], 2, 280));
        for case in &cases {
            let text = case["text"].as_str().unwrap();
            let wanted: Vec<u32> = serde_json::from_value(case["token_ids"].clone()).unwrap();
            assert_eq!(tokenizer.encode(text).unwrap(), wanted, "{text:?} by {source}");
            let spoken = text.replace("<|im_start|>", "").replace("<|im_end|>", "");
            assert_eq!(tokenizer.decode(&wanted), spoken);
        }
    }
}

#[test]
fn a_saved_model_opens_as_the_one_it_was_and_saving_again_gives_the_same_bytes() {
    let original = ModelFiles::open(&fixture("tiny_llama.gguf")).unwrap();
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    save_model(folders[0].path(), &original.config, &original.tokenizer, |name| original.tensor(name)).unwrap();
    let saved = ModelFiles::open(folders[0].path()).unwrap();
    assert_eq!(saved.config, original.config);
    for (name, _) in llama_tensors(&original.config) {
        assert_eq!(saved.tensor(&name).unwrap(), original.tensor(&name).unwrap());
    }
    let messages = [exitrl_domain::Message::user("the sum of 3 and 5")];
    assert_eq!(saved.tokenizer.encode_chat(&messages, &[]).unwrap(), original.tokenizer.encode_chat(&messages, &[]).unwrap());
    assert_eq!(saved.tokenizer.eos_ids(), original.tokenizer.eos_ids());
    save_model(folders[1].path(), &saved.config, &saved.tokenizer, |name| saved.tensor(name)).unwrap();
    let files = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
    assert_eq!(fs::read_dir(folders[0].path()).unwrap().count(), files.len());
    for file in files {
        let [one, two] = folders.each_ref().map(|folder| fs::read(folder.path().join(file)).unwrap());
        assert_eq!(one, two, "{file}");
    }
}

#[test]
fn saving_over_a_model_with_a_tensor_of_the_wrong_shape_leaves_the_old_one() {
    let original = ModelFiles::open(&fixture("tiny_llama")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    save_model(folder.path(), &original.config, &original.tokenizer, |name| original.tensor(name)).unwrap();
    let before = fs::read(folder.path().join("model.safetensors")).unwrap();
    let wrong = |_: &str| -> Result<Tensor, ModelError> { Ok(Tensor { shape: vec![1], data: vec![0.0] }) };
    let message = save_model(folder.path(), &original.config, &original.tokenizer, wrong).unwrap_err().to_string();
    assert_parts(&message, &["model.safetensors", "model.embed_tokens.weight of shape [1]", "expected", "[280, 32]"]);
    assert_eq!(fs::read(folder.path().join("model.safetensors")).unwrap(), before);
}

#[test]
fn inspecting_says_what_is_stored_how() {
    let summary = ModelFiles::open(&fixture("tiny_llama.gguf")).unwrap().summary();
    let dtypes: Vec<_> = summary.dtypes.iter().map(|d| (d.dtype.as_str(), d.tensors)).collect();
    assert_eq!(dtypes, [("BF16", 4), ("F16", 4), ("F32", 5), ("Q4_1", 3), ("Q8_0", 4)]);
    assert_eq!(summary.parameters, summary.dtypes.iter().map(|d| d.weights).sum::<usize>());
    let text = summary.to_string();
    assert_parts(&text, &["(gguf)", "context      64 tokens", "eos          2 \"<|im_end|>\"", "Q4_1         3 tensors"]);
}

#[test]
fn a_folder_that_holds_one_gguf_file_is_that_model() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("tiny_llama.gguf"), folder.path().join("any name.gguf")).unwrap();
    assert_eq!(ModelFiles::open(folder.path()).unwrap().config.vocab_size, 280);
}

#[test]
fn paths_that_hold_no_model_are_told_what_would() {
    let folder = tempfile::tempdir().unwrap();
    assert_parts(&refusal(&folder.path().join("none")), &["none", "no such model", "Hugging Face folder", ".gguf"]);
    assert_parts(&refusal(folder.path()), &["config.json", "cannot be read", "give the folder of a Hugging Face model"]);
    let text = folder.path().join("notes.txt");
    fs::write(&text, "hello there").unwrap();
    assert_parts(&refusal(&text), &["notes.txt", "no GGUF file", "begins with \"hell\""]);
}

#[test]
fn missing_files_of_a_folder_are_named() {
    for (file, parts) in [
        ("tokenizer.json", &["tokenizer.json", "cannot be read", "needs a tokenizer.json"][..]),
        ("model.safetensors.index.json", &["no weights found", "model.safetensors", "converted to safetensors"]),
        ("model-00002-of-00002.safetensors", &["model-00002-of-00002.safetensors", "cannot be opened", "check the path"]),
    ] {
        let folder = copied_folder();
        fs::remove_file(folder.path().join(file)).unwrap();
        assert_parts(&refusal(folder.path()), parts);
    }
}

#[test]
fn a_truncated_shard_is_called_truncated() {
    let folder = copied_folder();
    let shard = folder.path().join("model-00001-of-00002.safetensors");
    let bytes = fs::read(&shard).unwrap();
    fs::write(&shard, &bytes[..bytes.len() / 2]).unwrap();
    assert_parts(&refusal(folder.path()), &["model-00001-of-00002", "truncated", "21992 bytes", "fetch it again"]);
}

#[test]
fn missing_tensors_and_wrong_shapes_are_all_listed() {
    let folder = copied_folder();
    let original = ModelFiles::open(folder.path()).unwrap();
    let mut tensors: Vec<_> = llama_tensors(&original.config)
        .into_iter()
        .map(|(name, shape)| (name.clone(), shape, original.tensor(&name).unwrap().data))
        .collect();
    tensors.retain(|(name, ..)| name != "model.norm.weight");
    tensors[0].1 = vec![32, 280];
    save_tensors(&folder.path().join("model.safetensors"), tensors).unwrap();
    let parts = [
        "the weights do not fit config.json",
        "tensor model.embed_tokens.weight has shape [32, 280], expected [280, 32]",
        "tensor model.norm.weight is missing",
    ];
    assert_parts(&refusal(folder.path()), &parts);
}

#[test]
fn integer_weights_are_refused_with_the_types_that_are_read() {
    let folder = copied_folder();
    let header = r#"{"model.norm.weight":{"dtype":"I8","shape":[32],"data_offsets":[0,32]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend([0; 32]);
    fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
    let message = refusal(folder.path());
    assert_parts(&message, &["model.embed_tokens.weight is missing", "and 15 more"]);
    let one = load_tensors(&folder.path().join("model.safetensors")).unwrap_err().to_string();
    assert_parts(&one, &["model.safetensors", "model.norm.weight is stored as I8", "save the model as F32, F16 or BF16"]);
}

#[test]
fn models_beyond_a_plain_llama_are_refused_by_the_feature_they_use() {
    use serde_json::json;
    for (key, value, part) in [
        ("architectures", json!(["GemmaForCausalLM"]), "architecture \"GemmaForCausalLM\", known are"),
        ("attention_bias", json!(true), "attention_bias is true"),
        ("hidden_act", json!("gelu"), "hidden_act is \"gelu\""),
        ("rope_scaling", json!({ "type": "linear", "factor": 2.0 }), "\"linear\" scaling of the rotary embedding"),
        ("rope_parameters", json!({ "rope_type": "llama3" }), "\"llama3\" scaling of the rotary embedding"),
        ("sliding_window", json!(4096), "sliding attention window"),
        ("quantization_config", json!({}), "its weights are quantised"),
        ("num_key_value_heads", json!(3), "no multiple of num_key_value_heads 3"),
        ("hidden_size", json!(null), "missing field `hidden_size`"),
    ] {
        let folder = with_config(key, value);
        assert_parts(&refusal(folder.path()), &["config.json", part]);
    }
}

#[test]
fn a_mistral_without_a_window_is_a_llama() {
    let folder = with_config("architectures", serde_json::json!(["MistralForCausalLM"]));
    assert_eq!(ModelFiles::open(folder.path()).unwrap().config.num_hidden_layers, 2);
}

#[test]
fn gguf_files_of_other_kinds_are_refused_with_what_was_seen() {
    let text = |words: &str| [&(words.len() as u64).to_le_bytes()[..], words.as_bytes()].concat();
    for (from, to, parts) in [
        (text("llama"), text("gemma"), ["architecture \"gemma\" is not supported", "\"llama\" are"]),
        (text("gpt2"), text("bert"), ["tokenizer model \"bert\" is not supported", "Hugging Face folder"]),
        (text("smollm"), text("chatGX"), ["the rule \"chatGX\"", "known are \"gpt-2\", \"smollm\""]),
        (b"GGUF".to_vec(), b"GGML".to_vec(), ["no GGUF file", "\"GGML\""]),
        (b"GGUF\x03".to_vec(), b"GGUF\x01".to_vec(), ["version 1 is too old", "convert the model again"]),
        (text("output_norm.weight"), text("output_gorm.weight"), ["model.norm.weight (output_norm.weight) is missing", "shape"]),
    ] {
        let folder = patched_gguf(&from, &to);
        assert_parts(&refusal(folder.path()), &["model.gguf", parts[0], parts[1]]);
    }
}

#[test]
fn an_unknown_quantisation_is_named_with_the_types_that_are_read() {
    // Type 8 (Q8_0) of the first Q8_0 tensor becomes 10 (Q2_K): name, two dimensions of 32, type.
    let entry =
        |kind: u8| [b"blk.0.attn_q.weight\x02\0\0\0\x20\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0".as_slice(), &[kind, 0, 0, 0]].concat();
    let folder = patched_gguf(&entry(8), &entry(10));
    let parts = ["model.layers.0.self_attn.q_proj.weight is stored as Q2_K", "use a file in one of F32, F16, BF16, Q8_0, Q4_0"];
    assert_parts(&refusal(folder.path()), &parts);
}

#[test]
fn a_gguf_file_cut_anywhere_is_refused_and_says_it_is_truncated() {
    let bytes = fs::read(fixture("tiny_llama.gguf")).unwrap();
    for cut in [4, 9, 30, 500, 5000, bytes.len() - 1] {
        let Malformed(what) = Gguf::parse(&bytes[..cut]).unwrap_err();
        assert_parts(&what, &["truncated", "fetch it again"]);
    }
}

#[test]
fn counts_beyond_the_file_are_refused_before_anything_is_allocated() {
    let mut bytes = b"GGUF\x03\0\0\0".to_vec();
    bytes.extend([0xFF; 16]);
    let Malformed(what) = Gguf::parse(&bytes).unwrap_err();
    assert_parts(&what, &["18446744073709551615 times a tensor do not fit in the 8 bytes left"]);
}

#[test]
fn absurd_sizes_are_refused_before_they_are_multiplied_or_counted_out() {
    for (key, value, part) in [
        ("num_hidden_layers", 2_000_000_000_u64, "num_hidden_layers is 2000000000, but no model has more than 10000"),
        ("hidden_size", 1 << 40, "hidden_size is 1099511627776, but no model has more than 2147483648"),
    ] {
        let folder = with_config(key, value.into());
        assert_parts(&refusal(folder.path()), &["config.json", part]);
    }
    let layers = |count: u8| [b"llama.block_count\x04\0\0\0\x02\0\0".as_slice(), &[count]].concat();
    let folder = patched_gguf(&layers(0), &layers(0x7F));
    assert_parts(&refusal(folder.path()), &["num_hidden_layers is 2130706434"]);
}

#[test]
fn no_damage_to_a_gguf_file_makes_the_reader_panic() {
    let whole = fs::read(fixture("tiny_llama.gguf")).unwrap();
    let small = fs::read(fixture("quants.gguf")).unwrap();
    arbtest::arbtest(|u| {
        let mut bytes = if u.arbitrary()? { whole.clone() } else { small.clone() };
        for _ in 0..u.int_in_range(1..=8)? {
            let at = u.int_in_range(0..=bytes.len() - 1)?;
            // Most damage belongs into the head, where lengths and counts are.
            let at = if u.arbitrary()? { at % 600 } else { at };
            bytes[at] = u.arbitrary()?;
        }
        bytes.truncate(u.int_in_range(0..=bytes.len())?.max(bytes.len() / 2));
        if let Ok(head) = Gguf::parse(&bytes) {
            for info in head.tensors.values() {
                let decoded = info.dtype.decode(&bytes[info.range.clone()]);
                assert!(matches!(info.dtype, GgmlType::Other(_)) || decoded.is_some_and(|d| d.len() == info.elements()));
            }
        }
        Ok(())
    })
    .budget_ms(2_000);
}

#[test]
fn no_damage_to_a_model_makes_opening_it_panic() {
    let whole = fs::read(fixture("tiny_llama.gguf")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    arbtest::arbtest(|u| {
        let mut bytes = whole.clone();
        for _ in 0..u.int_in_range(1..=4)? {
            let at = u.int_in_range(0..=9_999)?;
            bytes[at] = u.arbitrary()?;
        }
        fs::write(&path, &bytes).unwrap();
        if let Ok(files) = ModelFiles::open(&path) {
            for (name, _) in llama_tensors(&files.config) {
                files.tensor(&name).unwrap();
            }
        }
        Ok(())
    })
    .budget_ms(2_000);
}
