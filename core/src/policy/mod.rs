//! The trained model: a Llama-architecture decoder and how its parameters are made, named and moved.

mod config;
mod kv_cache;
mod llama;
mod params;
mod projection;
mod rope;
mod walk;

pub use config::LlamaConfig;
pub use kv_cache::KvCache;
pub use llama::{Attention, Block, Llama, MASKED, Mlp, Shape};
pub(crate) use params::transposed;
pub use projection::{Lora, Projection};
pub use walk::{FlatTensors, NamedTensor, is_decayed};

#[cfg(test)]
pub(crate) mod tests;
