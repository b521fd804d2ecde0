//! Chat templates: Jinja sources as Hugging Face's `apply_chat_template` renders them.

use std::path::Path;

use exitrl_domain::Message;
use minijinja::{Environment, context};

use super::functions;
use crate::error::ModelError;
use crate::weights::content_error;

/// A chat template and the tokens it may name.
pub(super) struct ChatTemplate {
    source: String,
    environment: Environment<'static>,
    bos: Option<String>,
    eos: String,
}

/// The name that messages about the template give it.
const NAME: &str = "chat_template";

impl ChatTemplate {
    pub(super) fn new(source: String, bos: Option<String>, eos: String, origin: &Path) -> Result<Self, ModelError> {
        let template = Self { environment: environment(), source, bos, eos };
        let parsed = template.environment.template_from_named_str(NAME, &without_generation_marks(&template.source)).map(drop);
        parsed.map_err(|e| {
            content_error(origin, format!("the chat template is not understood ({e}); fix it or fetch the model again"))
        })?;
        Ok(template)
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn render(&self, messages: &[Message], origin: &Path) -> Result<String, ModelError> {
        let values = context! {
            messages => messages,
            add_generation_prompt => true,
            bos_token => self.bos,
            eos_token => self.eos,
            // Templates ask whether these "are none"; an undefined value would say no.
            tools => (),
            documents => (),
        };
        let source = without_generation_marks(&self.source);
        self.environment.render_named_str(NAME, &source, values).map_err(|e| {
            let roles: Vec<_> = messages.iter().map(|message| message.role).collect();
            let advice = "check which roles and orders of messages the model allows";
            content_error(origin, format!("the chat template failed on messages of roles {roles:?} ({e}); {advice}"))
        })
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // As transformers sets them.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.add_function("raise_exception", functions::raise_exception);
    environment.add_function("strftime_now", functions::strftime_now);
    environment.add_filter("tojson", functions::tojson);
    environment
}

/// The template without transformers' own `{% generation %}` marks around the assistant's text, which no Jinja engine knows.
fn without_generation_marks(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("{%") {
        let Some(length) = rest[start..].find("%}") else { break };
        let (before, tag) = (&rest[..start], &rest[start..start + length + 2]);
        out.push_str(before);
        match tag.trim_matches(['{', '%', '}', '-', '+', ' ', '\n', '\t']) {
            "generation" => out.push_str(&tag.replace("generation", "if true")),
            "endgeneration" => out.push_str(&tag.replace("endgeneration", "endif")),
            _ => out.push_str(tag),
        }
        rest = &rest[start + length + 2..];
    }
    out.push_str(rest);
    out
}
