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

pub mod batch;
pub mod config;
mod device_read;
pub mod error;
pub mod head;
pub mod hub;
pub mod instance;
pub mod learner;
pub mod objective;
pub mod optimizer;
pub mod policy;
pub mod rollout;
pub mod sampler;
pub mod seed;
pub mod tokenizer;
pub mod tracker;
pub mod weights;
