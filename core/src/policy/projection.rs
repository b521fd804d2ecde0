//! A linear map without bias, with an optional low-rank adapter.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;

use crate::seed::{Purpose, Seed};

/// A linear map without bias.
///
/// The weight is stored `[in, out]`: the CPU backend is many times slower over a transposed view in most shapes.
#[derive(Module, Debug)]
pub struct Projection {
    /// `[in, out]`
    pub(crate) weight: Param<Tensor<2>>,
    /// The low-rank adapter, where there is one.
    pub(crate) lora: Option<Lora>,
}

/// A low-rank adapter: adds `scale * x A B` (arXiv 2106.09685).
#[derive(Module, Debug)]
pub struct Lora {
    /// `[in, r]`, random at the start.
    pub(crate) a: Param<Tensor<2>>,
    /// `[r, out]`, zero at the start, so that training begins at the base policy.
    pub(crate) b: Param<Tensor<2>>,
    #[module(skip)]
    pub(crate) scale: f64,
}

impl Projection {
    /// A map with these weights.
    pub(crate) fn new(weight: Tensor<2>) -> Self {
        Self { weight: Param::from_tensor(weight), lora: None }
    }

    /// # Shapes
    /// - `input`: `[B, T, in]` -> `[B, T, out]`
    pub(crate) fn forward(&self, input: Tensor<3>) -> Tensor<3> {
        let [batch, len, width] = input.dims();
        let rows = input.reshape([batch * len, width]);
        let base = product(rows.clone(), self.weight.val());
        let output = match &self.lora {
            None => base,
            Some(lora) => base + product(product(rows, lora.a.val()), lora.b.val()).mul_scalar(lora.scale),
        };
        let [_, width] = output.dims();
        output.reshape([batch, len, width])
    }

    /// Freezes the weight and adds an adapter of this rank.
    pub(crate) fn with_lora(self, rank: usize, scale: f64, seed: Seed) -> Self {
        let [input, output] = self.weight.dims();
        let device = self.weight.device();
        // N(0, 1/r), as in the paper's reference code up to the choice of fan.
        let a = gaussian([input, rank], (1.0 / rank as f64).sqrt(), seed, &device);
        let b = Tensor::zeros([rank, output], &device);
        let lora = Lora { a: Param::from_tensor(a), b: Param::from_tensor(b), scale };
        Self { weight: self.weight.set_require_grad(false), lora: Some(lora) }
    }

    /// The weight with the adapter folded in, for sampling and saving.
    pub(crate) fn merged(&self) -> Tensor<2> {
        let weight = self.weight.val();
        match &self.lora {
            None => weight,
            Some(lora) => weight + lora.a.val().matmul(lora.b.val()).mul_scalar(lora.scale),
        }
    }
}

/// `rows` times `weight`, `[N, in] x [in, out] -> [N, out]`, in the shape that the CPU backend computes fastest.
fn product(rows: Tensor<2>, weight: Tensor<2>) -> Tensor<2> {
    let [count, _] = rows.dims();
    match count {
        // Its product of a matrix and a vector takes two to three times as long as that with two vectors.
        1 => rows.repeat_dim(0, 2).matmul(weight).narrow(0, 0, 1),
        _ => rows.matmul(weight),
    }
}

/// Normal numbers made on the host, so that every backend starts from the same weights.
pub(crate) fn gaussian(shape: [usize; 2], std: f64, seed: Seed, device: &Device) -> Tensor<2> {
    let mut rng = seed.derive(Purpose::Init, 0).rng();
    let values: Vec<f32> = (0..shape[0] * shape[1]).map(|_| (std * normal(&mut rng)) as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// One standard normal draw (Box and Muller 1958).
fn normal(rng: &mut impl rand::Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}
