//! The trained model.

mod config;

pub use config::LlamaConfig;
