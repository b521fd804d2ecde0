//! From chat messages to prompt tokens.

use exitrl_domain::Message;

use super::TokenId;
use crate::error::ModelError;

/// Renders chat messages as the tokens that a completion follows. The same messages always give the same tokens.
pub trait ChatEncoder: Send + Sync {
    /// The prompt tokens, up to where the assistant begins to speak.
    ///
    /// # Errors
    /// When the chat template cannot render these messages.
    fn encode_chat(&self, messages: &[Message]) -> Result<Vec<TokenId>, ModelError>;
}
