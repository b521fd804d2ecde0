//! The parameters of a policy by name: visited, saved, replaced.
//!
//! Inside, a parameter is named by its path in the module (`layers.0.self_attn.q_proj.weight`); on disk by Hugging Face's name
//! (`model.layers.0.self_attn.q_proj.weight`, there stored `[out, in]`).

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor, TensorData};

use super::llama::Llama;
use super::params::transposed;

/// Flat tensors by parameter path: gradients, optimizer moments, reference weights.
pub type FlatTensors = BTreeMap<String, Tensor<1>>;

/// A parameter as numbers, in Hugging Face's name and layout.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// For example `model.norm.weight`.
    pub name: String,
    /// Row-major shape.
    pub shape: Vec<usize>,
    /// The numbers.
    pub data: Vec<f32>,
}

impl Llama {
    /// The trained parameters, flat, off the autodiff graph.
    pub fn trained(&self) -> FlatTensors {
        let mut tensors = FlatTensors::new();
        self.visit(&mut Visit::new(|parameter| {
            if parameter.trained {
                tensors.insert(parameter.path, parameter.value);
            }
        }));
        tensors
    }

    /// How many numbers are trained.
    pub fn num_trainable(&self) -> usize {
        self.trained().values().map(|tensor| tensor.dims()[0]).sum()
    }

    /// The gradients of the trained parameters, flat; parameters that the loss does not depend on are absent.
    pub fn gradients(&self, grads: &mut Gradients) -> FlatTensors {
        let mut walk = Collect { path: Vec::new(), grads, found: FlatTensors::new() };
        self.visit(&mut walk);
        walk.found
    }

    /// Replaces trained parameters: `update` gets a path and the flat value and gives the new one.
    #[must_use]
    pub fn replaced(self, update: impl FnMut(&str, Tensor<1>) -> Tensor<1>) -> Self {
        self.map(&mut Replace { path: Vec::new(), update })
    }

    /// Replaces trained parameters by saved ones: `read` gets Hugging Face's name and shape of each.
    #[must_use]
    pub(crate) fn read_trained(self, mut read: impl FnMut(&str, &[usize]) -> Option<Vec<f32>>) -> Self {
        let mut shapes = BTreeMap::new();
        self.visit(&mut Visit::new(|parameter| {
            shapes.insert(parameter.path, parameter.shape);
        }));
        self.replaced(|path, value| {
            let shape = shapes.get(path).cloned().unwrap_or_default();
            let device = value.device();
            let name = hugging_face_name(path);
            let data = match shape[..] {
                [input, output] if is_projection(path) => {
                    read(&name, &[output, input]).map(|data| transposed(&data, output, input))
                }
                _ => read(&name, &shape),
            };
            data.map_or(value, |data| {
                let count = data.len();
                Tensor::from_data(TensorData::new(data, [count]), &device)
            })
        })
    }

    /// A copy in which trained parameters have these values, where there is one.
    #[must_use]
    pub fn with_values(&self, values: &FlatTensors) -> Self {
        self.clone().replaced(|path, old| values.get(path).cloned().unwrap_or(old))
    }

    /// The path of the head's weights: the embedding's where they are tied.
    pub fn head_path(&self) -> &'static str {
        if self.lm_head.is_some() { "lm_head" } else { "embed_tokens" }
    }

    /// Whether the head's weights are trained.
    pub fn head_is_trained(&self) -> bool {
        self.lm_head.as_ref().unwrap_or(&self.embed_tokens).is_require_grad()
    }

    /// Every parameter in Hugging Face's names and layout, adapters folded in.
    pub fn weights(&self) -> Vec<NamedTensor> {
        let mut tensors = Vec::new();
        self.merged().visit(&mut Visit::new(|parameter| tensors.push(parameter.named())));
        tensors
    }

    /// The adapters alone, in the names and layout of the `peft` library.
    pub fn adapter_weights(&self) -> Vec<NamedTensor> {
        let mut tensors = Vec::new();
        self.visit(&mut Visit::new(|parameter| {
            if parameter.path.contains(".lora.") {
                tensors.push(parameter.named());
            }
        }));
        tensors
    }
}

/// Whether weight decay applies to a parameter: matrices only, so norms are exempt.
pub fn is_decayed(path: &str) -> bool {
    !path.ends_with("norm") && !path.ends_with("layernorm")
}

/// One visited parameter.
struct Parameter {
    path: String,
    shape: Vec<usize>,
    value: Tensor<1>,
    trained: bool,
}

impl Parameter {
    fn named(self) -> NamedTensor {
        let data = crate::device_read::numbers(self.value);
        match self.shape[..] {
            [input, output] if is_projection(&self.path) => NamedTensor {
                name: hugging_face_name(&self.path),
                shape: vec![output, input],
                data: transposed(&data, input, output),
            },
            _ => NamedTensor { name: hugging_face_name(&self.path), shape: self.shape, data },
        }
    }
}

/// Matrices that Hugging Face stores the other way round.
fn is_projection(path: &str) -> bool {
    path.contains("_proj.")
}

fn hugging_face_name(path: &str) -> String {
    if let Some((projection, side)) = path.split_once(".lora.") {
        return format!("base_model.model.model.{projection}.lora_{}.weight", side.to_uppercase());
    }
    match path {
        "lm_head" => "lm_head.weight".to_owned(),
        path if path.ends_with(".weight") => format!("model.{path}"),
        path => format!("model.{path}.weight"),
    }
}

fn flat<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    let count = tensor.dims().iter().product::<usize>();
    tensor.reshape([count])
}

/// Calls a function on every parameter.
struct Visit<F> {
    path: Vec<String>,
    call: F,
}

impl<F: FnMut(Parameter)> Visit<F> {
    fn new(call: F) -> Self {
        Self { path: Vec::new(), call }
    }
}

impl<F: FnMut(Parameter)> ModuleVisitor for Visit<F> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        (self.call)(Parameter {
            path: self.path.join("."),
            shape: value.dims().to_vec(),
            trained: param.is_require_grad(),
            value: flat(value.inner()),
        });
    }
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }
    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }
}

/// Takes the gradients of parameters out of a backward pass.
struct Collect<'a> {
    path: Vec<String>,
    grads: &'a mut Gradients,
    found: FlatTensors,
}

impl ModuleVisitor for Collect<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(grad) = param.val().grad_remove(self.grads) {
            self.found.insert(self.path.join("."), flat(grad));
        }
    }
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }
    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }
}

/// Replaces trained parameters.
struct Replace<F> {
    path: Vec<String>,
    update: F,
}

impl<F: FnMut(&str, Tensor<1>) -> Tensor<1>> ModuleMapper for Replace<F> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if !param.is_require_grad() {
            return param;
        }
        let path = self.path.join(".");
        param.map(|value| {
            let (shape, device) = (value.dims(), value.device());
            let new = (self.update)(&path, flat(value.inner())).reshape(shape);
            if device.is_autodiff() { Tensor::from_inner(new).require_grad() } else { new }
        })
    }
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }
    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }
}
