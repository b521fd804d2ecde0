//! exitrl: Exploratory Iteration (ExIt, arXiv 2509.04575) on Burn.
//!
//! The centre is [`trainer::Trainer`], whose `train_step` is the loop:
//!
//! ```text
//! curriculum.select -> rollouts.run -> reward -> advantage -> batch -> learner.update -> curriculum.observe
//! ```
//!
//! Each stage is a function from one owned type to the next. Tensor letters: B sequences in a batch, G group, T tokens,
//! V vocabulary, D embedding.

pub mod ablate;
pub mod advantage;
pub mod batch;
pub mod checkpoint;
pub mod cli;
pub mod config;
pub mod curriculum;
mod device_read;
pub mod diversity;
pub mod embedder;
pub mod error;
pub mod eval;
mod folder_lock;
pub mod group_stats;
pub mod head;
pub mod hub;
pub mod instance;
pub mod learner;
pub mod objective;
pub mod optimizer;
pub mod policy;
pub mod report;
pub mod reward;
pub mod rollout;
pub mod sampler;
pub mod score;
pub mod seed;
pub mod task_space;
pub mod tokenizer;
pub mod tracker;
pub mod trainer;
pub mod weights;

#[cfg(test)]
mod testing;
