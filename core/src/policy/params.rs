//! How a policy's parameters are made: at random, from weights, with adapters.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::LlamaConfig;
use super::llama::{Attention, Block, Llama, Mlp, Shape};
use super::projection::{Projection, gaussian};
use crate::config::LoraSection;
use crate::error::ModelError;
use crate::seed::{Purpose, Seed};

/// The projections of a block, as (module, projection) with the shape `[in, out]`.
fn projections(config: &LlamaConfig) -> [(&'static str, &'static str, [usize; 2]); 7] {
    let (d, f) = (config.hidden_size, config.intermediate_size);
    let (q, kv) = (config.num_attention_heads * config.head_dim(), config.num_key_value_heads * config.head_dim());
    [
        ("self_attn", "q_proj", [d, q]),
        ("self_attn", "k_proj", [d, kv]),
        ("self_attn", "v_proj", [d, kv]),
        ("self_attn", "o_proj", [q, d]),
        ("mlp", "gate_proj", [d, f]),
        ("mlp", "up_proj", [d, f]),
        ("mlp", "down_proj", [f, d]),
    ]
}

impl Llama {
    /// A policy with random weights: normal with deviation 0.02, the maps into the residual stream scaled down by
    /// `sqrt(2 layers)` (GPT-2's scheme). The same seed gives the same weights on every backend.
    pub fn scratch(config: &LlamaConfig, seed: Seed, device: &Device) -> Self {
        let mut counter = 0;
        let residual = 0.02 / (2.0 * config.num_hidden_layers as f64).sqrt();
        let made: Result<Self, std::convert::Infallible> = Self::assemble(config, device, |name, shape| {
            counter += 1;
            let into_residual = name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight");
            let std = if into_residual { residual } else { 0.02 };
            Ok(gaussian(shape, std, seed.derive(Purpose::Init, counter), device))
        });
        match made {
            Ok(model) => model,
            Err(never) => match never {},
        }
    }

    /// A policy with the weights that `read` gives for Hugging Face names.
    ///
    /// # Errors
    /// When a tensor is missing or has another shape than the configuration asks for.
    pub fn from_weights(
        config: &LlamaConfig,
        device: &Device,
        mut read: impl FnMut(&str) -> Result<(Vec<usize>, Vec<f32>), ModelError>,
    ) -> Result<Self, ModelError> {
        let mut load = |name: &str, shape: &[usize]| -> Result<Vec<f32>, ModelError> {
            let (seen, data) = read(name)?;
            if seen == shape {
                return Ok(data);
            }
            Err(ModelError::Unknown(format!(
                "tensor {name} has shape {seen:?}, the model's config asks for {shape:?}: weights and config.json do not belong together"
            )))
        };
        let mut model = Self::assemble(config, device, |name, [input, output]| {
            let is_table = name.ends_with("embed_tokens.weight") || name == "lm_head.weight";
            let data = match is_table {
                true => load(name, &[input, output])?,
                // Hugging Face stores [out, in].
                false => transposed(&load(name, &[output, input])?, output, input),
            };
            Ok(Tensor::from_data(TensorData::new(data, [input, output]), device))
        })?;
        let width = config.hidden_size;
        let mut norm = |name: &str| {
            let data = TensorData::new(load(name, &[width])?, [width]);
            Ok::<_, ModelError>(Param::from_tensor(Tensor::from_data(data, device)))
        };
        for (index, block) in model.layers.iter_mut().enumerate() {
            block.input_layernorm = norm(&format!("model.layers.{index}.input_layernorm.weight"))?;
            block.post_attention_layernorm = norm(&format!("model.layers.{index}.post_attention_layernorm.weight"))?;
        }
        model.norm = norm("model.norm.weight")?;
        Ok(model)
    }

    /// Builds the module out of its matrices, with norms at one.
    fn assemble<E>(
        config: &LlamaConfig,
        device: &Device,
        mut matrix: impl FnMut(&str, [usize; 2]) -> Result<Tensor<2>, E>,
    ) -> Result<Self, E> {
        let table = [config.vocab_size, config.hidden_size];
        let ones = || Param::from_tensor(Tensor::<1>::ones([config.hidden_size], device));
        let embed_tokens = Param::from_tensor(matrix("model.embed_tokens.weight", table)?);
        let lm_head = match config.tie_word_embeddings {
            true => None,
            false => Some(Param::from_tensor(matrix("lm_head.weight", table)?)),
        };
        let mut layers = Vec::with_capacity(config.num_hidden_layers);
        for index in 0..config.num_hidden_layers {
            let mut made = Vec::with_capacity(7);
            for (module, name, shape) in projections(config) {
                made.push(Projection::new(matrix(&format!("model.layers.{index}.{module}.{name}.weight"), shape)?));
            }
            if let Ok([q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]) = <[Projection; 7]>::try_from(made) {
                layers.push(Block {
                    input_layernorm: ones(),
                    self_attn: Attention { q_proj, k_proj, v_proj, o_proj },
                    post_attention_layernorm: ones(),
                    mlp: Mlp { gate_proj, up_proj, down_proj },
                });
            }
        }
        Ok(Self { embed_tokens, layers, norm: ones(), lm_head, shape: Shape::new(config.clone(), device) })
    }

    /// Freezes every weight and gives the chosen projections low-rank adapters.
    #[must_use]
    pub fn with_lora(self, lora: &LoraSection, seed: Seed) -> Self {
        let mut model = self.no_grad();
        let scale = lora.alpha / lora.rank as f64;
        let mut counter = 0;
        let mut adapt = |name: &str, projection: &mut Projection| {
            counter += 1;
            if lora.target_modules.iter().any(|target| target == name) {
                *projection = projection.clone().with_lora(lora.rank, scale, seed.derive(Purpose::Init, counter));
            }
        };
        for block in &mut model.layers {
            for (name, projection) in block.projections_mut() {
                adapt(name, projection);
            }
        }
        model
    }

    /// A copy for sampling and saving: adapters folded in, off the autodiff graph.
    #[must_use]
    pub fn merged(&self) -> Self {
        let mut model = self.valid();
        for block in &mut model.layers {
            for (_, projection) in block.projections_mut() {
                if projection.lora.is_some() {
                    *projection = Projection::new(projection.merged());
                }
            }
        }
        model
    }
}

impl Block {
    /// The seven projections by name.
    pub(crate) fn projections_mut(&mut self) -> [(&'static str, &mut Projection); 7] {
        [
            ("q_proj", &mut self.self_attn.q_proj),
            ("k_proj", &mut self.self_attn.k_proj),
            ("v_proj", &mut self.self_attn.v_proj),
            ("o_proj", &mut self.self_attn.o_proj),
            ("gate_proj", &mut self.mlp.gate_proj),
            ("up_proj", &mut self.mlp.up_proj),
            ("down_proj", &mut self.mlp.down_proj),
        ]
    }
}

/// The transpose of a row-major `[rows, columns]` matrix.
pub(crate) fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    // In blocks, so that both sides stay in cache: the plain double loop is five times slower on large weights.
    const BLOCK: usize = 32;
    let mut out = vec![0.0; values.len()];
    for row0 in (0..rows).step_by(BLOCK) {
        for column0 in (0..columns).step_by(BLOCK) {
            for row in row0..rows.min(row0 + BLOCK) {
                for column in column0..columns.min(column0 + BLOCK) {
                    out[column * rows + row] = values[row * columns + column];
                }
            }
        }
    }
    out
}
