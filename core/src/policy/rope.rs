//! Rotary position embedding in the rotate-half layout of Hugging Face Llama weights (arXiv 2104.09864).
//! Burn's own `RotaryEncoding` pairs neighbouring lanes instead, which these weights are not laid out for.

use burn::tensor::{Device, Int, Tensor, TensorData};

/// Cosines and sines of every position, each `[positions, head_dim]`.
#[derive(Debug, Clone)]
pub(crate) struct Rope {
    cos: Tensor<2>,
    sin: Tensor<2>,
}

/// Cosines and sines of the positions of one forward pass, each `[B or 1, 1, T, head_dim]`.
#[derive(Debug, Clone)]
pub(crate) struct Rotation {
    cos: Tensor<4>,
    sin: Tensor<4>,
}

impl Rope {
    /// Tables for positions `0..positions`.
    pub(crate) fn new(head_dim: usize, positions: usize, theta: f64, device: &Device) -> Self {
        let half = head_dim / 2;
        let angle = |index: usize| {
            let (position, lane) = (index / head_dim, index % head_dim % half);
            position as f64 * theta.powf(-2.0 * lane as f64 / head_dim as f64)
        };
        let table = |of: fn(f64) -> f64| {
            let values: Vec<f32> = (0..positions * head_dim).map(|index| of(angle(index)) as f32).collect();
            Tensor::from_data(TensorData::new(values, [positions, head_dim]), device)
        };
        Self { cos: table(f64::cos), sin: table(f64::sin) }
    }

    /// Positions `0..len`, the same for every sequence.
    pub(crate) fn prefix(&self, len: usize) -> Rotation {
        let cut = |table: &Tensor<2>| table.clone().narrow(0, 0, len).unsqueeze::<4>();
        Rotation { cos: cut(&self.cos), sin: cut(&self.sin) }
    }

    /// Positions of their own for every sequence.
    ///
    /// # Shapes
    /// - `positions`: `[B, T]`
    pub(crate) fn at(&self, positions: Tensor<2, Int>) -> Rotation {
        let [batch, len] = positions.dims();
        let head_dim = self.cos.dims()[1];
        let rows = positions.reshape([batch * len]);
        let pick = |table: &Tensor<2>| table.clone().select(0, rows.clone()).reshape([batch, 1, len, head_dim]);
        Rotation { cos: pick(&self.cos), sin: pick(&self.sin) }
    }
}

impl Rotation {
    /// # Shapes
    /// - `heads`: `[B, H, T, head_dim]`, and so the result
    pub(crate) fn apply(&self, heads: Tensor<4>) -> Tensor<4> {
        let half = heads.dims()[3] / 2;
        let first = heads.clone().narrow(3, 0, half);
        let second = heads.clone().narrow(3, half, half);
        let rotated = Tensor::cat(vec![second.neg(), first], 3);
        heads * self.cos.clone() + rotated * self.sin.clone()
    }
}
