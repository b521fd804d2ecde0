//! From chat messages to prompt tokens.

use exitrl_domain::Message;
use serde_json::Value;

use super::TokenId;
use crate::error::ModelError;

/// Renders chat messages, and the tools that a turn offers, as the tokens that a completion follows. The same messages and tools
/// always give the same tokens.
pub trait ChatEncoder: Send + Sync {
    /// The prompt tokens, up to where the assistant begins to speak. `tools` are function schemas, mostly none.
    ///
    /// # Errors
    /// When the chat template cannot render these messages, or there are tools and it knows nothing of them.
    fn encode_chat(&self, messages: &[Message], tools: &[Value]) -> Result<Vec<TokenId>, ModelError>;
}
