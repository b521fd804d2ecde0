//! Tool calls in the replies of models: read from, and written in, the formats that models are taught.
//!
//! ```text
//! reply, Format, signatures -> Format::parse -> Reply::Calls([ToolCall])   what to execute
//!                                               Reply::NoCall              prose, or an empty list
//!                                               Reply::Malformed(why)      an attempt that cannot be read
//! [ToolCall]                -> Format::render -> text                      how a model should have written it
//! ToolCall                  -> to_call_string -> "cd(folder='a')"          what BFCL executes
//!
//! pythonic.rs     [f(a=1)] as BFCL's own decoder reads it, mistakes included; evaluate.rs: arithmetic in arguments
//! lenient.rs      the same in fences and prose, with positional arguments
//! tagged.rs       Hermes, Mistral; bare.rs: Llama 3, OpenAI; json.rs: what they share
//! qwen3_coder.rs  <function=f><parameter=a>
//! bfcl.rs         BFCL's answer formats in JSON and XML; xml.rs: a reader of XML
//! ```
//!
//! ```
//! use exitrl_tool_calls::{Format, Reply, no_signatures};
//!
//! let reply = "<tool_call>\n{\"name\": \"cd\", \"arguments\": {\"folder\": \"a\"}}\n</tool_call>";
//! let Reply::Calls(calls) = Format::Hermes.parse(reply, &no_signatures) else { panic!() };
//! assert_eq!(calls[0].to_call_string().unwrap(), "cd(folder='a')");
//! assert_eq!(Format::Pythonic.render(&calls), "[cd(folder='a')]");
//! ```
//!
//! Architecture invariants: no text makes anything here panic, recurse without a bound, or take more time than in proportion to its
//! length; a reply with one call that cannot be read is malformed as a whole, so nothing is ever executed by halves.

mod attempt;
mod bare;
mod bfcl;
mod call;
mod evaluate;
mod format;
mod json;
mod lenient;
mod pythonic;
mod qwen3_coder;
mod reply;
mod signature;
mod tagged;
mod xml;

pub use call::ToolCall;
pub use format::Format;
pub use pythonic::decode as decode_pythonic;
pub use reply::{Malformed, Reason, Reply};
pub use signature::{Parameter, Signatures, no_signatures, parameters_of};
