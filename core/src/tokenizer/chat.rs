//! Chat templates: Jinja sources as Hugging Face's `apply_chat_template` renders them.

use std::path::Path;

use exitrl_domain::{Message, Prompt};
use minijinja::{Environment, Value, context};
use serde_json::Value as Json;

use super::{functions, python_json};
use crate::error::ModelError;
use crate::weights::content_error;

/// A chat template and the tokens it may name.
pub(super) struct ChatTemplate {
    /// As the model's files have it.
    source: String,
    /// As it is rendered.
    runnable: String,
    environment: Environment<'static>,
    bos: Option<String>,
    eos: String,
}

/// The name that messages about the template give it.
const NAME: &str = "chat_template";

impl ChatTemplate {
    pub(super) fn new(source: String, bos: Option<String>, eos: String, origin: &Path) -> Result<Self, ModelError> {
        let runnable = without_generation_marks(&source);
        let template = Self { environment: environment(), source, runnable, bos, eos };
        let parsed = template.environment.template_from_named_str(NAME, &template.runnable).map(drop);
        parsed.map_err(|e| {
            content_error(origin, format!("the chat template is not understood ({e}); fix it or fetch the model again"))
        })?;
        Ok(template)
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The prompt. `tools` are function schemas; where there are none the template is told so, as transformers tells it.
    pub(super) fn render(&self, messages: &[Message], tools: &[Json], origin: &Path) -> Result<String, ModelError> {
        if !tools.is_empty() && !self.source.contains("tools") {
            return Err(knows_no_tools(tools, origin));
        }
        let values = context! {
            messages => messages,
            add_generation_prompt => true,
            bos_token => self.bos,
            eos_token => self.eos,
            // Templates ask whether these "are none"; an undefined value would say no.
            tools => if tools.is_empty() { Value::from(()) } else { Value::from_serialize(tools) },
            documents => (),
        };
        self.environment.render_named_str(NAME, &self.runnable, values).map_err(|e| {
            let roles: Vec<_> = messages.iter().map(|message| message.role).collect();
            let advice = "check which roles and orders of messages the model allows";
            content_error(origin, format!("the chat template failed on messages of roles {roles:?} ({e}); {advice}"))
        })
    }
}

/// A policy that never sees the tools it is asked to call would look like one that cannot call them.
fn knows_no_tools(tools: &[Json], origin: &Path) -> ModelError {
    let prompt = Prompt { messages: Vec::new(), tools: tools.to_vec() };
    let (count, names) = (tools.len(), prompt.tool_names().join(", "));
    content_error(
        origin,
        format!(
            "a prompt with {count} tools ({names}) cannot be rendered: the model's chat template never mentions `tools`, so the \
             policy would not see them; put the tools into the system message by the domain's option tools_in = \"prompt\", or \
             use a model whose chat template knows tools"
        ),
    )
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // As transformers sets them.
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    environment.add_function("raise_exception", functions::raise_exception);
    environment.add_function("strftime_now", functions::strftime_now);
    environment.add_filter("tojson", python_json::tojson);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn template(source: &str) -> ChatTemplate {
        let bos = Some("<s>".to_owned());
        ChatTemplate::new(source.to_owned(), bos, "</s>".to_owned(), Path::new("model")).unwrap()
    }

    fn rendered(source: &str, messages: &[Message]) -> String {
        template(source).render(messages, &[], Path::new("model")).unwrap()
    }

    #[test]
    fn python_methods_and_blocks_without_their_line_breaks_render_as_in_transformers() {
        let source = "{{ bos_token }}\n\
            {% for m in messages %}\n    \
            {% if m['role'] == 'user' %}\n\
            [{{ m.content.strip().upper() }}]\n    \
            {% endif %}\n\
            {% endfor %}\n\
            {% if add_generation_prompt %}>{% endif %}";
        assert_eq!(rendered(source, &[Message::user("  hi "), Message::assistant("x")]), "<s>\n[HI]\n>");
    }

    #[test]
    fn tools_and_documents_are_none_and_not_undefined() {
        assert_eq!(rendered("{{ tools is none }} {{ documents is not none }}", &[]), "True False");
    }

    #[test]
    fn messages_are_written_as_python_writes_json() {
        let source = "{{ messages | tojson }}";
        assert_eq!(rendered(source, &[Message::user("<a> & 'é'")]), r#"[{"role": "user", "content": "<a> & 'é'"}]"#);
        assert_eq!(rendered("{{ [1, 2] | tojson(indent=2) }}", &[]), "[\n  1,\n  2\n]");
    }

    #[test]
    fn the_date_is_a_fixed_one() {
        assert_eq!(rendered("{{ strftime_now('%d %b %Y, %A %-d%%') }}", &[]), "26 Jul 2024, Friday 26%");
        let unknown = template("{{ strftime_now('%Q') }}").render(&[], &[], Path::new("model"));
        assert!(unknown.unwrap_err().to_string().contains("does not know a directive in \"%Q\""));
    }

    #[test]
    fn marks_for_training_on_the_answer_render_to_nothing() {
        let source = "{% for m in messages %}{%- generation -%} {{ m.content }} {%- endgeneration %}{% endfor %}{% x";
        assert_eq!(without_generation_marks(source).matches("generation").count(), 0);
        let source = "{% for m in messages %}{%- generation -%} {{ m.content }} {%- endgeneration %}.{% endfor %}";
        assert_eq!(rendered(source, &[Message::assistant("a"), Message::assistant("b")]), "a.b.");
    }

    #[test]
    fn messages_that_the_template_refuses_are_reported_in_its_own_words() {
        let source = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}";
        let message = template(source).render(&[Message::system("x")], &[], Path::new("a/model")).unwrap_err().to_string();
        for part in ["a/model", "chat template failed", "[System]", "no system role", "check which roles"] {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
    }

    /// In the style of Qwen 2.5: tools in the system message, results of neighbouring tool calls in one user message.
    const WITH_TOOLS: &str = r#"{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You call tools.' }}
    {%- endif %}
    {{- "\n\n<tools>" }}
    {%- for tool in tools %}
        {{- "\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\n</tools><|im_end|>\n" }}
{%- elif messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == "user" or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\n<tool_response>\n' }}
        {{- message.content }}
        {{- '\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
"#;

    fn tools() -> Vec<Json> {
        let text = r#"[
            {"type": "function", "function": {"name": "ls", "description": "Lists a folder — 'été'.", "parameters":
                {"type": "object", "properties": {"path": {"type": "string"}, "all": {"type": "boolean"}}, "required": []}}},
            {"type": "function", "function": {"name": "pwd", "description": "<where>", "parameters": {}}}
        ]"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn tools_and_their_results_render_in_a_template_that_knows_them() {
        let messages = [
            Message::system("Be brief."),
            Message::user("Where?"),
            Message::assistant("<tool_call>pwd</tool_call>"),
            Message::tool("/tmp"),
            Message::tool("{\"é\": 1}"),
        ];
        let want = "<|im_start|>system\nBe brief.\n\n<tools>\n\
            {\"type\": \"function\", \"function\": {\"name\": \"ls\", \"description\": \"Lists a folder — 'été'.\", \"parameters\": \
            {\"type\": \"object\", \"properties\": {\"path\": {\"type\": \"string\"}, \"all\": {\"type\": \"boolean\"}}, \"required\": []}}}\n\
            {\"type\": \"function\", \"function\": {\"name\": \"pwd\", \"description\": \"<where>\", \"parameters\": {}}}\n\
            </tools><|im_end|>\n\
            <|im_start|>user\nWhere?<|im_end|>\n\
            <|im_start|>assistant\n<tool_call>pwd</tool_call><|im_end|>\n\
            <|im_start|>user\n<tool_response>\n/tmp\n</tool_response>\n<tool_response>\n{\"é\": 1}\n</tool_response><|im_end|>\n\
            <|im_start|>assistant\n";
        assert_eq!(template(WITH_TOOLS).render(&messages, &tools(), Path::new("model")).unwrap(), want);
        let plain = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhere?<|im_end|>\n<|im_start|>assistant\n";
        assert_eq!(rendered(WITH_TOOLS, &messages[..2]), plain);
    }

    #[test]
    fn tools_that_the_template_would_lose_are_an_error_that_says_what_to_do() {
        let source = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}";
        assert_eq!(rendered(source, &[Message::tool("x")]), "tool: x\n");
        let message = template(source).render(&[Message::tool("x")], &tools(), Path::new("a/model")).unwrap_err().to_string();
        for part in ["a/model", "2 tools (ls, pwd)", "never mentions `tools`", "tools_in = \"prompt\"", "use a model"] {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
    }

    #[test]
    fn a_broken_template_is_found_when_the_model_is_opened() {
        let opened = ChatTemplate::new("{% if %}".to_owned(), None, String::new(), Path::new("a/model"));
        let message = opened.err().unwrap().to_string();
        assert!(message.contains("a/model") && message.contains("the chat template is not understood"), "{message}");
    }

    #[test]
    fn templates_of_every_style_render_as_jinja2_renders_them() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/chat_templates.json");
        let cases: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(cases.len(), 8);
        for case in cases {
            let messages: Vec<Message> = serde_json::from_value(case["messages"].clone()).unwrap();
            assert_eq!(
                rendered(case["template"].as_str().unwrap(), &messages),
                case["text"].as_str().unwrap(),
                "{}",
                case["name"]
            );
        }
    }
}
