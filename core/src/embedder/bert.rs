//! A BERT encoder (arXiv 1810.04805): word, position and token type embeddings, then blocks of self-attention and feed-forward parts,
//! each followed by a layer norm. Inference only, so its weights are plain tensors off the autodiff graph.
//!
//! Letters: B texts, T tokens, V vocabulary, D width.

use burn::tensor::activation::{gelu, softmax};
use burn::tensor::module::{embedding, layer_norm, linear};
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::folder::{BertConfig, EncoderFiles};
use crate::error::ModelError;
use crate::policy::transposed;

/// The encoder.
#[derive(Debug)]
pub(super) struct Bert {
    /// `[V, D]`
    words: Tensor<2>,
    /// `[positions, D]`: positions, with the token type of a lone text added.
    positions: Tensor<2>,
    norm: Norm,
    layers: Vec<Layer>,
    heads: usize,
}

#[derive(Debug)]
struct Layer {
    query: Dense,
    key: Dense,
    value: Dense,
    attended: Dense,
    attention_norm: Norm,
    inner: Dense,
    outer: Dense,
    norm: Norm,
}

/// A linear map with bias.
#[derive(Debug)]
struct Dense {
    /// `[in, out]`
    weight: Tensor<2>,
    /// `[out]`
    bias: Tensor<1>,
}

#[derive(Debug)]
struct Norm {
    /// `[D]`
    weight: Tensor<1>,
    /// `[D]`
    bias: Tensor<1>,
    eps: f64,
}

/// Reads weights onto a device.
struct Loader<'a> {
    files: &'a EncoderFiles,
    device: &'a Device,
}

impl Bert {
    /// The encoder with the weights of these files.
    pub(super) fn load(files: &EncoderFiles, device: &Device) -> Result<Self, ModelError> {
        let loader = Loader { files, device };
        let config = &files.config;
        let types = loader.matrix("embeddings.token_type_embeddings.weight")?;
        let positions = loader.matrix("embeddings.position_embeddings.weight")? + types.narrow(0, 0, 1);
        let layers = (0..config.num_hidden_layers).map(|layer| loader.layer(layer, config));
        Ok(Self {
            words: loader.matrix("embeddings.word_embeddings.weight")?,
            positions,
            norm: loader.norm("embeddings.LayerNorm", config)?,
            layers: layers.collect::<Result<_, _>>()?,
            heads: config.num_attention_heads,
        })
    }

    /// States after the last block.
    ///
    /// # Shapes
    /// - `tokens`: `[B, T]`, T at most the number of positions
    /// - `bias`: `[B, 1, 1, T]`, added to attention scores: 0 at a token, very negative at padding
    /// - result: `[B, T, D]`
    pub(super) fn states(&self, tokens: Tensor<2, Int>, bias: Tensor<4>) -> Tensor<3> {
        let [_, len] = tokens.dims();
        let words: Tensor<3> = embedding(self.words.clone(), tokens);
        let embedded = self.norm.forward(words + self.positions.clone().narrow(0, 0, len).unsqueeze());
        self.layers.iter().fold(embedded, |states, layer| layer.forward(states, &bias, self.heads))
    }
}

impl Layer {
    fn forward(&self, input: Tensor<3>, bias: &Tensor<4>, heads: usize) -> Tensor<3> {
        let attended = self.attention(input.clone(), bias, heads);
        let states = self.attention_norm.forward(input + attended);
        let fed = self.outer.forward(gelu(self.inner.forward(states.clone())));
        self.norm.forward(states + fed)
    }

    fn attention(&self, input: Tensor<3>, bias: &Tensor<4>, heads: usize) -> Tensor<3> {
        let [batch, len, width] = input.dims();
        let split = |states: Tensor<3>| states.reshape([batch, len, heads, width / heads]).swap_dims(1, 2);
        let query = split(self.query.forward(input.clone()));
        let key = split(self.key.forward(input.clone()));
        let value = split(self.value.forward(input));
        let scores = query.matmul(key.transpose()).mul_scalar(((width / heads) as f64).powf(-0.5));
        let mixed = softmax(scores + bias.clone(), 3).matmul(value).swap_dims(1, 2);
        self.attended.forward(mixed.reshape([batch, len, width]))
    }
}

impl Dense {
    fn forward(&self, input: Tensor<3>) -> Tensor<3> {
        linear(input, self.weight.clone(), Some(self.bias.clone()))
    }
}

impl Norm {
    fn forward(&self, input: Tensor<3>) -> Tensor<3> {
        layer_norm(input, self.weight.clone(), Some(self.bias.clone()), self.eps)
    }
}

impl Loader<'_> {
    fn layer(&self, index: usize, config: &BertConfig) -> Result<Layer, ModelError> {
        let at = |name: &str| format!("encoder.layer.{index}.{name}");
        Ok(Layer {
            query: self.dense(&at("attention.self.query"))?,
            key: self.dense(&at("attention.self.key"))?,
            value: self.dense(&at("attention.self.value"))?,
            attended: self.dense(&at("attention.output.dense"))?,
            attention_norm: self.norm(&at("attention.output.LayerNorm"), config)?,
            inner: self.dense(&at("intermediate.dense"))?,
            outer: self.dense(&at("output.dense"))?,
            norm: self.norm(&at("output.LayerNorm"), config)?,
        })
    }

    fn norm(&self, name: &str, config: &BertConfig) -> Result<Norm, ModelError> {
        let (weight, bias) = (self.vector(&format!("{name}.weight"))?, self.vector(&format!("{name}.bias"))?);
        Ok(Norm { weight, bias, eps: config.layer_norm_eps })
    }

    fn dense(&self, name: &str) -> Result<Dense, ModelError> {
        let tensor = self.files.tensor(&format!("{name}.weight"))?;
        let [output, input] = [tensor.shape[0], tensor.shape[1]];
        // Hugging Face stores [out, in].
        let data = TensorData::new(transposed(&tensor.data, output, input), [input, output]);
        Ok(Dense { weight: Tensor::from_data(data, self.device), bias: self.vector(&format!("{name}.bias"))? })
    }

    fn matrix(&self, name: &str) -> Result<Tensor<2>, ModelError> {
        let tensor = self.files.tensor(name)?;
        Ok(Tensor::from_data(TensorData::new(tensor.data, tensor.shape), self.device))
    }

    fn vector(&self, name: &str) -> Result<Tensor<1>, ModelError> {
        let tensor = self.files.tensor(name)?;
        Ok(Tensor::from_data(TensorData::new(tensor.data, tensor.shape), self.device))
    }
}
