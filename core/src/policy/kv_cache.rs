//! Keys and values of the tokens seen so far, one pair a layer.

use burn::tensor::{Device, Int, Tensor};

use super::LlamaConfig;

/// Keys and values of one layer, each `[B, kv_heads, capacity, head_dim]`.
#[derive(Debug, Clone)]
pub(crate) struct LayerCache {
    keys: Tensor<4>,
    values: Tensor<4>,
}

/// Keys and values of every layer, and how many columns of them are filled.
#[derive(Debug, Clone)]
pub struct KvCache {
    layers: Vec<LayerCache>,
    len: usize,
}

impl KvCache {
    /// An empty cache for `batch` sequences of at most `capacity` tokens.
    pub fn new(config: &LlamaConfig, batch: usize, capacity: usize, device: &Device) -> Self {
        let shape = [batch, config.num_key_value_heads, capacity, config.head_dim()];
        let layer = || LayerCache { keys: Tensor::zeros(shape, device), values: Tensor::zeros(shape, device) };
        Self { layers: (0..config.num_hidden_layers).map(|_| layer()).collect(), len: 0 }
    }

    /// Caches of different sequences as one; all must be filled to the same column.
    pub fn join(caches: Vec<Self>) -> Self {
        let len = caches.first().map_or(0, Self::len);
        let mut by_layer: Vec<(Vec<Tensor<4>>, Vec<Tensor<4>>)> = Vec::new();
        for cache in caches {
            by_layer.resize_with(cache.layers.len(), Default::default);
            for (parts, layer) in by_layer.iter_mut().zip(cache.layers) {
                parts.0.push(layer.keys);
                parts.1.push(layer.values);
            }
        }
        let join = |(keys, values)| LayerCache { keys: Tensor::cat(keys, 0), values: Tensor::cat(values, 0) };
        Self { layers: by_layer.into_iter().map(join).collect(), len }
    }

    /// Columns filled so far.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no column is filled.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Counts `tokens` more columns as filled; called once all layers have appended them.
    pub(crate) fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }

    pub(crate) fn layer(&mut self, index: usize) -> (&mut LayerCache, usize) {
        (&mut self.layers[index], self.len)
    }

    /// The cache of chosen sequences, in the given order; a sequence may be chosen many times, which is how the rollouts of a
    /// group share one prompt. `capacity` may be larger than this cache's.
    ///
    /// # Shapes
    /// - `rows`: `[new B]`
    pub fn select(&self, rows: Tensor<1, Int>, capacity: usize) -> Self {
        let grow = |old: &Tensor<4>| {
            let picked = old.clone().narrow(2, 0, self.len).select(0, rows.clone());
            let [batch, heads, len, width] = picked.dims();
            let room = Tensor::zeros([batch, heads, capacity, width], &picked.device());
            room.slice_assign([0..batch, 0..heads, 0..len, 0..width], picked)
        };
        let layer = |old: &LayerCache| LayerCache { keys: grow(&old.keys), values: grow(&old.values) };
        Self { layers: self.layers.iter().map(layer).collect(), len: self.len }
    }
}

impl LayerCache {
    /// Writes keys and values from column `at` on, and gives all columns filled then.
    ///
    /// # Shapes
    /// - `keys`, `values`: `[B, kv_heads, T, head_dim]` -> `[B, kv_heads, at + T, head_dim]`
    pub(crate) fn append(&mut self, keys: Tensor<4>, values: Tensor<4>, at: usize) -> (Tensor<4>, Tensor<4>) {
        let [batch, heads, tokens, width] = keys.dims();
        let place = [0..batch, 0..heads, at..at + tokens, 0..width];
        // `inplace` hands the only reference over, so the backend writes without copying the cache.
        self.keys.inplace(|cache| cache.slice_assign(place.clone(), keys));
        self.values.inplace(|cache| cache.slice_assign(place.clone(), values));
        let filled = |cache: &Tensor<4>| cache.clone().narrow(2, 0, at + tokens);
        (filled(&self.keys), filled(&self.values))
    }
}
