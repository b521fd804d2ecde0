//! A BERT sentence embedder as a Hugging Face folder: `config.json`, `model.safetensors`, `tokenizer.json`, and how its states become
//! one vector, as Sentence Transformers writes it down (`modules.json`, `1_Pooling/config.json`, `sentence_bert_config.json`).

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokenizers::{Tokenizer, TruncationParams};

use crate::error::ModelError;
use crate::weights::{SafetensorsFiles, Tensor, content_error, io_error, list_problems};

/// The shape of a BERT encoder (arXiv 1810.04805), as in `config.json`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct BertConfig {
    /// Rows of the word embedding (V).
    pub vocab_size: usize,
    /// Width (D).
    pub hidden_size: usize,
    /// Blocks.
    pub num_hidden_layers: usize,
    /// Attention heads.
    pub num_attention_heads: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// Longest text, in tokens.
    pub max_position_embeddings: usize,
    /// Rows of the token type embedding; the first is used.
    #[serde(default = "two")]
    pub type_vocab_size: usize,
    /// Keeps the division in layer norms stable.
    #[serde(default = "tiny")]
    pub layer_norm_eps: f64,
}

fn two() -> usize {
    2
}

fn tiny() -> f64 {
    1e-12
}

/// How the states of a text's tokens become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// Their mean.
    Mean,
    /// That of the first token.
    FirstToken,
}

/// The files of a sentence embedder, opened and checked: every tensor that the shape asks for is there and can be read.
pub struct EncoderFiles {
    /// The encoder's shape.
    pub config: BertConfig,
    /// Longer texts are cut to this many tokens, special ones included.
    pub max_tokens: usize,
    /// How states become a vector.
    pub pooling: Pooling,
    /// Whether vectors are scaled to length 1.
    pub normalize: bool,
    /// Cuts at `max_tokens`; does not pad.
    pub(super) tokenizer: Tokenizer,
    path: PathBuf,
    weights: SafetensorsFiles,
}

/// What `model inspect` shows of a sentence embedder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EncoderSummary {
    /// Where the files lie.
    pub path: PathBuf,
    /// What it is.
    pub kind: &'static str,
    /// Parameters.
    pub parameters: usize,
    /// Blocks.
    pub layers: usize,
    /// Width, and so the length of a vector.
    pub hidden_size: usize,
    /// Attention heads.
    pub heads: usize,
    /// Longer texts are cut to this many tokens.
    pub max_tokens: usize,
    /// Rows of the word embedding.
    pub vocab_size: usize,
    /// Tokens that the tokenizer knows.
    pub tokenizer_size: usize,
    /// How states become a vector.
    pub pooling: Pooling,
    /// Whether vectors are scaled to length 1.
    pub normalized: bool,
}

/// Whether a path is the folder of a BERT model.
pub fn is_encoder(path: &Path) -> bool {
    read_json(&path.join("config.json")).is_ok_and(|config| config["model_type"] == "bert")
}

impl EncoderFiles {
    /// Opens a folder.
    ///
    /// # Errors
    /// When a file is missing, truncated or malformed; when the model is no BERT, or uses a feature that is not supported; when a
    /// tensor is missing, has another shape than the config says, or is stored in a type that cannot be read.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let config_path = path.join("config.json");
        let config = parse_config(read_json(&config_path)?).map_err(|what| content_error(&config_path, what))?;
        let weights = SafetensorsFiles::open_folder(path)?;
        let max_tokens = max_tokens(path, &config)?;
        let (pooling, normalize) = pooling(path)?;
        let tokenizer = tokenizer(path, &config, max_tokens)?;
        let files = Self { config, max_tokens, pooling, normalize, tokenizer, path: path.to_owned(), weights };
        let expected = bert_tensors(&files.config);
        let problems: Vec<String> =
            expected.iter().filter_map(|(name, shape)| files.weights.problem(&files.stored(name), shape)).collect();
        if !problems.is_empty() {
            let what = format!("the weights do not fit config.json: {}; fetch the model again", list_problems(&problems));
            return Err(content_error(path, what));
        }
        Ok(files)
    }

    /// The tensor that transformers' `BertModel` calls `name`, such as `encoder.layer.0.attention.self.query.weight`; row-major
    /// `[out, in]`.
    ///
    /// # Errors
    /// When there is no tensor of that name.
    pub fn tensor(&self, name: &str) -> Result<Tensor, ModelError> {
        self.weights.tensor(&self.stored(name))
    }

    /// The name that a tensor has in the file: behind `bert.` where the encoder was saved as part of a larger model, and with the
    /// layer norms' names of the first BERT models.
    fn stored(&self, name: &str) -> String {
        let prefixed = format!("bert.{name}");
        let name = if self.weights.contains("bert.embeddings.word_embeddings.weight") { prefixed } else { name.to_owned() };
        if self.weights.contains(&name) {
            return name;
        }
        let old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        if self.weights.contains(&old) { old } else { name }
    }

    /// Where the files lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What `model inspect` shows.
    pub fn summary(&self) -> EncoderSummary {
        let config = &self.config;
        EncoderSummary {
            path: self.path.clone(),
            kind: "sentence embedder (BERT)",
            parameters: bert_tensors(config).iter().map(|(_, shape)| shape.iter().product::<usize>()).sum(),
            layers: config.num_hidden_layers,
            hidden_size: config.hidden_size,
            heads: config.num_attention_heads,
            max_tokens: self.max_tokens,
            vocab_size: config.vocab_size,
            tokenizer_size: self.tokenizer.get_vocab_size(true),
            pooling: self.pooling,
            normalized: self.normalize,
        }
    }
}

impl fmt::Display for EncoderSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pooling = if self.pooling == Pooling::Mean { "mean over tokens" } else { "first token" };
        let length = if self.normalized { "scaled to length 1" } else { "not scaled" };
        writeln!(f, "{} ({})", self.path.display(), self.kind)?;
        writeln!(f, "  parameters   {}", self.parameters)?;
        writeln!(f, "  shape        {} layers, width {}, {} heads", self.layers, self.hidden_size, self.heads)?;
        writeln!(f, "  longest text {} tokens", self.max_tokens)?;
        writeln!(f, "  vocabulary   {} embeddings, {} tokens", self.vocab_size, self.tokenizer_size)?;
        writeln!(f, "  vectors      {pooling}, {length}")
    }
}

fn read_json(path: &Path) -> Result<Value, ModelError> {
    let text = fs::read(path).map_err(|e| io_error(path, "the file cannot be read; give the folder of a BERT model", e))?;
    serde_json::from_slice(&text).map_err(|e| content_error(path, format!("no JSON ({e}); fetch the file again")))
}

/// The file's content; null where there is no such file.
fn read_optional(path: &Path) -> Result<Value, ModelError> {
    if path.exists() { read_json(path) } else { Ok(Value::Null) }
}

fn parse_config(config: Value) -> Result<BertConfig, String> {
    let mut problems = Vec::new();
    let expected = [("model_type", "bert"), ("hidden_act", "gelu"), ("position_embedding_type", "absolute")];
    for (key, only) in expected {
        if config.get(key).is_some_and(|seen| seen != only) || (key == "model_type" && config.get(key).is_none()) {
            problems.push(format!("{key} is {}, only {only:?} is read", config[key]));
        }
    }
    if !problems.is_empty() {
        return Err(format!("this sentence embedder is not supported: {}; use a BERT model", list_problems(&problems)));
    }
    let config: BertConfig =
        serde_json::from_value(config).map_err(|e| format!("{e}; is this the config.json of a BERT model?"))?;
    match shape_problem(&config) {
        Some(problem) => Err(format!("no model can have this shape: {problem}; fetch the model again")),
        None => Ok(config),
    }
}

/// Damaged files must not make sizes overflow or lists grow without end.
fn shape_problem(config: &BertConfig) -> Option<String> {
    const WIDEST: usize = 1 << 31;
    let sizes = [
        ("vocab_size", config.vocab_size, WIDEST),
        ("hidden_size", config.hidden_size, WIDEST),
        ("num_hidden_layers", config.num_hidden_layers, 10_000),
        ("num_attention_heads", config.num_attention_heads, WIDEST),
        ("intermediate_size", config.intermediate_size, WIDEST),
        ("max_position_embeddings", config.max_position_embeddings, WIDEST),
        ("type_vocab_size", config.type_vocab_size, WIDEST),
    ];
    if let Some((name, size, most)) = sizes.into_iter().find(|(_, size, most)| *size == 0 || size > most) {
        return Some(format!("{name} is {size}, not from 1 to {most}"));
    }
    let (width, heads) = (config.hidden_size, config.num_attention_heads);
    (!width.is_multiple_of(heads)).then(|| format!("hidden_size {width} is no multiple of num_attention_heads {heads}"))
}

/// Names (those of transformers' `BertModel`) and shapes of the tensors that the encoder uses.
pub(super) fn bert_tensors(config: &BertConfig) -> Vec<(String, Vec<usize>)> {
    let (d, ffn) = (config.hidden_size, config.intermediate_size);
    let mut tensors = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![config.vocab_size, d]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![config.max_position_embeddings, d]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![config.type_vocab_size, d]),
    ];
    let mut add = |name: String, weight: Vec<usize>| {
        tensors.push((format!("{name}.bias"), weight[..1].to_vec()));
        tensors.push((format!("{name}.weight"), weight));
    };
    add("embeddings.LayerNorm".to_owned(), vec![d]);
    for layer in 0..config.num_hidden_layers {
        for (name, shape) in [
            ("attention.self.query", vec![d, d]),
            ("attention.self.key", vec![d, d]),
            ("attention.self.value", vec![d, d]),
            ("attention.output.dense", vec![d, d]),
            ("attention.output.LayerNorm", vec![d]),
            ("intermediate.dense", vec![ffn, d]),
            ("output.dense", vec![d, ffn]),
            ("output.LayerNorm", vec![d]),
        ] {
            add(format!("encoder.layer.{layer}.{name}"), shape);
        }
    }
    tensors
}

/// `max_seq_length` of Sentence Transformers where it is given, and never more than there are positions.
fn max_tokens(folder: &Path, config: &BertConfig) -> Result<usize, ModelError> {
    let path = folder.join("sentence_bert_config.json");
    let asked = read_optional(&path)?["max_seq_length"].as_u64().map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let longest = asked.min(config.max_position_embeddings);
    if longest < 3 {
        let what =
            format!("texts would be cut to {longest} tokens, which leaves nothing beside the special ones; set at least 3");
        return Err(content_error(&path, what));
    }
    Ok(longest)
}

/// How states become a vector. A folder without `modules.json` is a plain encoder: the mean, not scaled, as in Sentence Transformers.
fn pooling(folder: &Path) -> Result<(Pooling, bool), ModelError> {
    let path = folder.join("modules.json");
    let modules = read_optional(&path)?;
    let (mut pooling, mut normalize) = (Pooling::Mean, false);
    for module in modules.as_array().into_iter().flatten() {
        let kind = module["type"].as_str().unwrap_or_default();
        match kind.rsplit('.').next() {
            Some("Transformer") => {}
            Some("Normalize") => normalize = true,
            Some("Pooling") => pooling = pooling_mode(&folder.join(module["path"].as_str().unwrap_or_default()))?,
            _ => {
                let what =
                    format!("module {kind:?} is not supported, known are Transformer, Pooling and Normalize; use another model");
                return Err(content_error(&path, what));
            }
        }
    }
    Ok((pooling, normalize))
}

fn pooling_mode(folder: &Path) -> Result<Pooling, ModelError> {
    let path = folder.join("config.json");
    let config = read_json(&path)?;
    let on: Vec<&str> =
        config.as_object().into_iter().flatten().filter(|(_, value)| **value == true).map(|(key, _)| &**key).collect();
    let modes: Vec<&str> = on.into_iter().filter_map(|key| key.strip_prefix("pooling_mode_")).collect();
    match modes[..] {
        ["mean_tokens"] => Ok(Pooling::Mean),
        ["cls_token"] => Ok(Pooling::FirstToken),
        _ => Err(content_error(
            &path,
            format!("pooling {modes:?} is not supported, known are mean_tokens and cls_token; use another model"),
        )),
    }
}

fn tokenizer(folder: &Path, config: &BertConfig, max_tokens: usize) -> Result<Tokenizer, ModelError> {
    let path = folder.join("tokenizer.json");
    let json =
        fs::read(&path).map_err(|e| io_error(&path, "the tokenizer cannot be read; a model folder needs a tokenizer.json", e))?;
    let broken = |e| content_error(&path, format!("the tokenizer is not understood ({e}); fetch the model again"));
    let mut tokenizer = Tokenizer::from_bytes(&json).map_err(broken)?;
    // The file carries the cutting and padding of the last training batch.
    tokenizer.with_padding(None);
    tokenizer
        .with_truncation(Some(TruncationParams { max_length: max_tokens, ..TruncationParams::default() }))
        .map_err(broken)?;
    let (last, rows) = (tokenizer.get_vocab(true).into_values().max().unwrap_or(0) as usize, config.vocab_size);
    if last >= rows {
        let what = format!("token {last} has no embedding, the model has {rows}; use the model's own tokenizer");
        return Err(content_error(&path, what));
    }
    Ok(tokenizer)
}
