//! A Llama-architecture decoder: RMSNorm, rotary embedding, grouped-query attention, SwiGLU, tied or untied head.
//!
//! Layers stand in call order. Letters: B sequences, T tokens, V vocabulary, D hidden width.

use burn::module::{Module, Param};
use burn::tensor::activation::silu;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::LlamaConfig;
use super::kv_cache::{KvCache, LayerCache};
use super::projection::Projection;
use super::rope::{Rope, Rotation};

/// Added to attention scores that may not be seen. Finite, so that a row that sees nothing (padding) gives no NaN.
pub const MASKED: f32 = -1e30;

/// The policy.
#[derive(Module, Debug)]
pub struct Llama {
    /// `[V, D]`
    pub(crate) embed_tokens: Param<Tensor<2>>,
    pub(crate) layers: Vec<Block>,
    /// `[D]`
    pub(crate) norm: Param<Tensor<1>>,
    /// `[V, D]`; absent when tied to the embedding.
    pub(crate) lm_head: Option<Param<Tensor<2>>>,
    #[module(skip)]
    pub(crate) shape: Shape,
}

/// What is fixed about a policy: its configuration and rotary tables.
#[derive(Debug, Clone)]
pub struct Shape {
    pub(crate) config: LlamaConfig,
    rope: Rope,
}

/// One decoder block.
#[derive(Module, Debug)]
pub struct Block {
    pub(crate) input_layernorm: Param<Tensor<1>>,
    pub(crate) self_attn: Attention,
    pub(crate) post_attention_layernorm: Param<Tensor<1>>,
    pub(crate) mlp: Mlp,
}

/// Grouped-query attention.
#[derive(Module, Debug)]
pub struct Attention {
    pub(crate) q_proj: Projection,
    pub(crate) k_proj: Projection,
    pub(crate) v_proj: Projection,
    pub(crate) o_proj: Projection,
}

/// SwiGLU.
#[derive(Module, Debug)]
pub struct Mlp {
    pub(crate) gate_proj: Projection,
    pub(crate) up_proj: Projection,
    pub(crate) down_proj: Projection,
}

/// What every block of one forward pass shares.
struct Pass<'a> {
    config: &'a LlamaConfig,
    rotation: Rotation,
    /// `[B or 1, 1, T, columns]`, added to the scores.
    bias: Tensor<4>,
}

impl Shape {
    pub(crate) fn new(config: LlamaConfig, device: &Device) -> Self {
        // Tables are constants: kept off the autodiff graph.
        let rope = Rope::new(config.head_dim(), config.max_position_embeddings, config.rope_theta, &device.clone().inner());
        Self { config, rope }
    }
}

impl Llama {
    /// The policy's shape.
    pub fn config(&self) -> &LlamaConfig {
        &self.shape.config
    }

    /// Where the weights are.
    pub fn device(&self) -> Device {
        self.embed_tokens.device()
    }

    /// Hidden states after the last norm, for whole sequences from position 0; later tokens are not seen by earlier ones, so
    /// sequences may be padded at their end.
    ///
    /// # Shapes
    /// - `tokens`: `[B, T]` -> `[B, T, D]`
    pub fn hidden(&self, tokens: Tensor<2, Int>) -> Tensor<3> {
        let [_, len] = tokens.dims();
        let device = tokens.device();
        self.run(tokens, self.shape.rope.prefix(len), causal_bias(len, &device))
    }

    /// The same for rows in which several continuations of one prompt are packed.
    ///
    /// # Shapes
    /// - `tokens`, `positions`: `[B, T]`
    /// - `bias`: `[B, 1, T, T]`, 0 where a token may be seen, else [`MASKED`]
    /// - result: `[B, T, D]`
    pub fn hidden_packed(&self, tokens: Tensor<2, Int>, positions: Tensor<2, Int>, bias: Tensor<4>) -> Tensor<3> {
        self.run(tokens, self.shape.rope.at(positions), bias)
    }

    fn run(&self, tokens: Tensor<2, Int>, rotation: Rotation, bias: Tensor<4>) -> Tensor<3> {
        let pass = Pass { config: self.config(), rotation, bias };
        let embedded = burn::tensor::module::embedding(self.embed_tokens.val(), tokens);
        let states = self.layers.iter().fold(embedded, |states, block| block.forward(states, &pass, None));
        rms_norm(states, &self.norm, self.config().rms_norm_eps)
    }

    /// Logits at every position.
    ///
    /// # Shapes
    /// - `tokens`: `[B, T]` -> `[B, T, V]`
    pub fn logits(&self, tokens: Tensor<2, Int>) -> Tensor<3> {
        let hidden = self.hidden(tokens);
        let [batch, len, width] = hidden.dims();
        let flat = hidden.reshape([batch * len, width]).matmul(self.head().transpose());
        flat.reshape([batch, len, self.config().vocab_size])
    }

    /// The head's weights, `[V, D]`.
    pub fn head(&self) -> Tensor<2> {
        self.lm_head.as_ref().unwrap_or(&self.embed_tokens).val()
    }

    /// Logits of the last of some new tokens, whose keys and values are appended to the cache.
    ///
    /// # Shapes
    /// - `tokens`: `[B, T]`, the new tokens
    /// - `starts`: for each sequence, the first cache column that belongs to it; columns before it are padding
    /// - result: `[V, B]`, transposed, since the backend computes it that way fastest
    pub fn decode(&self, tokens: Tensor<2, Int>, starts: &[usize], cache: &mut KvCache) -> Tensor<2> {
        let [batch, len] = tokens.dims();
        let device = tokens.device();
        let at = cache.len();
        let pass = Pass {
            config: self.config(),
            rotation: self.shape.rope.at(positions(starts, at, len, &device)),
            bias: padded_bias(starts, at, len, &device),
        };
        let mut states = burn::tensor::module::embedding(self.embed_tokens.val(), tokens);
        for (index, block) in self.layers.iter().enumerate() {
            states = block.forward(states, &pass, Some(cache.layer(index)));
        }
        cache.advance(len);
        let last = states.narrow(1, len - 1, 1);
        let last = rms_norm(last, &self.norm, self.config().rms_norm_eps).reshape([batch, self.config().hidden_size]);
        if batch > 1 {
            return self.head().matmul(last.transpose());
        }
        // Two columns take half the time of one on the CPU backend, whose product of a matrix and a vector is slow.
        self.head().matmul(last.repeat_dim(0, 2).transpose()).narrow(1, 0, 1)
    }
}

impl Block {
    fn forward(&self, input: Tensor<3>, pass: &Pass<'_>, cache: Option<(&mut LayerCache, usize)>) -> Tensor<3> {
        let eps = pass.config.rms_norm_eps;
        let attended = self.self_attn.forward(rms_norm(input.clone(), &self.input_layernorm, eps), pass, cache);
        let states = input + attended;
        let normed = rms_norm(states.clone(), &self.post_attention_layernorm, eps);
        states + self.mlp.forward(normed)
    }
}

impl Attention {
    fn forward(&self, input: Tensor<3>, pass: &Pass<'_>, cache: Option<(&mut LayerCache, usize)>) -> Tensor<3> {
        let [batch, len, _] = input.dims();
        let (heads, kv_heads, width) = (pass.config.num_attention_heads, pass.config.num_key_value_heads, pass.config.head_dim());
        let split = |states: Tensor<3>, heads: usize| states.reshape([batch, len, heads, width]).swap_dims(1, 2);
        let queries = pass.rotation.apply(split(self.q_proj.forward(input.clone()), heads));
        let keys = pass.rotation.apply(split(self.k_proj.forward(input.clone()), kv_heads));
        let values = split(self.v_proj.forward(input), kv_heads);
        let (keys, values) = match cache {
            Some((layer, at)) => layer.append(keys, values, at),
            None => (keys, values),
        };
        // Query heads that share a key head are stacked along the tokens, so keys and values need not be repeated.
        let rep = heads / kv_heads;
        let queries = queries.reshape([batch, kv_heads, rep * len, width]);
        let scores = queries.matmul(keys.transpose()).mul_scalar((width as f64).powf(-0.5));
        let weights = softmax(scores + stacked(pass.bias.clone(), rep));
        let mixed = weights.matmul(values).reshape([batch, heads, len, width]).swap_dims(1, 2);
        self.o_proj.forward(mixed.reshape([batch, len, heads * width]))
    }
}

impl Mlp {
    fn forward(&self, input: Tensor<3>) -> Tensor<3> {
        let gate = silu(self.gate_proj.forward(input.clone()));
        self.down_proj.forward(gate * self.up_proj.forward(input))
    }
}

/// `x / rms(x) * gamma` over the last dimension (arXiv 1910.07467).
fn rms_norm(input: Tensor<3>, gamma: &Param<Tensor<1>>, eps: f64) -> Tensor<3> {
    let rms = input.clone().square().mean_dim(2).add_scalar(eps).sqrt();
    input / rms * gamma.val().unsqueeze()
}

/// Softmax over the last dimension.
///
/// Numbers far below a row's largest are raised to a weight of e^-70, which is nothing beside the weight 1 of that largest in 32
/// bits: the CPU's exponential takes four times as long where it underflows, as it would for every masked score.
fn softmax(scores: Tensor<4>) -> Tensor<4> {
    let largest = scores.clone().detach().max_dim(3);
    let exps = (scores - largest).clamp_min(-70.0).exp();
    exps.clone() / exps.sum_dim(3)
}

/// `[1, 1, T, T]`: a token sees itself and earlier ones.
fn causal_bias(len: usize, device: &Device) -> Tensor<4> {
    padded_bias(&[0], 0, len, device)
}

/// `[B, 1, T, at + T]`: token `at + i` of a sequence sees columns `starts[b] ..= at + i`.
fn padded_bias(starts: &[usize], at: usize, len: usize, device: &Device) -> Tensor<4> {
    let columns = at + len;
    let mut bias = Vec::with_capacity(starts.len() * len * columns);
    for &start in starts {
        for row in 0..len {
            bias.extend((0..columns).map(|c| if c >= start && c <= at + row { 0.0 } else { MASKED }));
        }
    }
    let data = TensorData::new(bias, [starts.len(), 1, len, columns]);
    Tensor::from_data(data, &device.clone().inner())
}

/// The bias of one query head, repeated for the `rep` heads that are stacked along the tokens.
fn stacked(bias: Tensor<4>, rep: usize) -> Tensor<4> {
    if rep == 1 { bias } else { bias.repeat_dim(2, rep) }
}

/// `[B, T]`: positions of new tokens, counted from each sequence's own first column.
fn positions(starts: &[usize], at: usize, len: usize, device: &Device) -> Tensor<2, Int> {
    let rows = starts.iter().flat_map(|&start| (at..at + len).map(move |column| column.saturating_sub(start) as i32));
    let data = TensorData::new(rows.collect::<Vec<i32>>(), [starts.len(), len]);
    Tensor::from_data(data, &device.clone().inner())
}
