//! What a task domain is.
//!
//! A domain is a source of tasks and of the environment that grades attempts at them. The centre of this crate is the trait
//! [`Domain`]; everything else is how one reaches it:
//!
//! ```text
//! author:  impl Domain for MyDomain          (domain.rs: the contract, with its laws in prose)
//!             |
//! serve:   Server<MyDomain>: Request -> Response, panics caught           (serve.rs, protocol.rs)
//!             |                    |                         |
//! reach:   InProcess          export_domain! (C table)    serve_stdio (JSON lines)
//!          (client.rs)        (abi.rs, export.rs)         (serve.rs)
//! ```
//!
//! A host sees every one of them as a [`DomainClient`].
//!
//! Architecture invariants: this crate knows nothing of tensors, models or training; `unsafe` lives in `abi.rs` and `export.rs`
//! only; no Rust type crosses the C boundary, only bytes that hold one JSON message.

mod abi;
mod client;
mod domain;
mod error;
mod export;
mod message;
mod prompt;
mod protocol;
mod serve;
mod task;
#[cfg(test)]
mod toy;

pub use abi::{ABI_VERSION, Buffer, Bytes, DomainTable, ENTRY_SYMBOL, HostTable};
pub use client::{ClientError, DomainClient, EpisodeId, InProcess};
pub use domain::{Domain, Episode, Host, IterationReward, Metadata, Operator};
pub use error::{DomainError, ErrorKind};
#[doc(hidden)]
pub use export::{call, close, free_buffer, open};
pub use message::{Message, Prompt, Role};
pub use prompt::{diverge_prompt, improve_prompt, standard_prompt};
pub use protocol::{Feature, PROTOCOL_VERSION, ProtocolVersion, Request, Response};
pub use serve::{Server, serve_stdio};
pub use task::{Deadline, Demonstration, EpisodeStart, Iterate, Outcome, ScoreRow, Split, StepResult, Task, TurnRecord};

#[doc(hidden)]
pub use serde_json;
