//! Chat messages, as every model and every domain exchanges them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Standing instructions.
    System,
    /// The task, or feedback of the environment.
    User,
    /// The policy.
    Assistant,
    /// The result of a tool call.
    Tool,
}

/// One chat message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said, as plain text.
    pub content: String,
}

impl Message {
    /// A message with standing instructions.
    pub fn system(content: impl Into<String>) -> Self {
        Self { role: Role::System, content: content.into() }
    }
    /// A message of the task or the environment.
    pub fn user(content: impl Into<String>) -> Self {
        Self { role: Role::User, content: content.into() }
    }
    /// A message of the policy.
    pub fn assistant(content: impl Into<String>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
    /// A message with the result of a tool call.
    pub fn tool(content: impl Into<String>) -> Self {
        Self { role: Role::Tool, content: content.into() }
    }
}

/// What a turn is sampled from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The chat so far; the policy speaks next.
    pub messages: Vec<Message>,
    /// Function schemas of the tools that the policy may call; see [`Episode::tools`](crate::Episode::tools).
    pub tools: Vec<Value>,
}

impl Prompt {
    /// A prompt without tools.
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages, tools: Vec::new() }
    }

    /// The names of the tools; `"?"` for one that has none.
    pub fn tool_names(&self) -> Vec<String> {
        let name = |tool: &Value| tool["function"]["name"].as_str().unwrap_or("?").to_owned();
        self.tools.iter().map(name).collect()
    }
}
