//! The body of a chat completion request, as OpenAI-compatible servers read it.

use exitrl_domain::{Message, Prompt, Role};
use serde_json::{Map, Value, json};

use crate::config::ServerSection;
use crate::sampler::SamplingParams;
use crate::seed::Seed;

/// Keys under which servers take the longest completion.
const LENGTH_KEYS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

/// The request for one completion of a prompt.
pub(super) fn body(
    section: &ServerSection,
    model: &str,
    prompt: &Prompt,
    params: &SamplingParams,
    seed: Seed,
) -> Map<String, Value> {
    let mut body = Map::new();
    let mut set = |key: &str, value: Value| body.insert(key.to_owned(), value);
    set("model", model.into());
    set("messages", messages(&prompt.messages).into());
    set("temperature", decimal(params.temperature));
    set("top_p", decimal(params.top_p));
    set("max_tokens", params.max_new_tokens.into());
    set("seed", seed_of(seed).into());
    set("n", 1.into());
    if params.top_k > 0 {
        set("top_k", params.top_k.into());
    }
    if !params.stop_sequences.is_empty() {
        set("stop", params.stop_sequences.clone().into());
    }
    if !prompt.tools.is_empty() {
        set("tools", prompt.tools.clone().into());
    }
    if section.logprobs {
        set("logprobs", true.into());
        // llama.cpp's Python server gives none without it.
        set("top_logprobs", 0.into());
    }
    if section.token_ids {
        set("return_token_ids", true.into());
    }
    for (key, value) in &section.extra_body {
        match value.as_str() {
            Some("None") => body.remove(key),
            _ => body.insert(key.clone(), json!(value)),
        };
    }
    body
}

/// The same request without a limit of its own on the completion, so that the room left in the context is the limit; [`None`] where
/// it had none.
pub(super) fn without_length(body: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut unbounded = body.clone();
    unbounded.retain(|key, _| !LENGTH_KEYS.contains(&key.as_str()));
    (unbounded.len() < body.len()).then_some(unbounded)
}

/// Servers hold a seed in as little as 31 bits.
fn seed_of(seed: Seed) -> u64 {
    seed.value() & 0x7FFF_FFFF
}

/// 0.7 as 0.7, not as 0.699999988.
fn decimal(value: f32) -> Value {
    value.to_string().parse::<f64>().unwrap_or(f64::from(value)).into()
}

/// Messages as a server takes them. The results of tool calls go as a user's message in the form of Hermes and Qwen templates, since
/// the role `tool` needs the id of a call, which a call in a text has not; results in a row share one.
fn messages(chat: &[Message]) -> Vec<Value> {
    let mut sent: Vec<Value> = Vec::new();
    let mut after_tool = false;
    for message in chat {
        let is_tool = message.role == Role::Tool;
        let role = match message.role {
            Role::System => "system",
            Role::User | Role::Tool => "user",
            Role::Assistant => "assistant",
        };
        let content = match is_tool {
            true => format!("<tool_response>\n{}\n</tool_response>", message.content),
            false => message.content.clone(),
        };
        match sent.last_mut() {
            Some(last) if is_tool && after_tool => {
                let before = last["content"].as_str().unwrap_or_default();
                last["content"] = format!("{before}\n{content}").into();
            }
            _ => sent.push(json!({"role": role, "content": content})),
        }
        after_tool = is_tool;
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(section: &ServerSection, prompt: &Prompt, params: &SamplingParams) -> Value {
        Value::Object(body(section, "m", prompt, params, Seed::of_run(1)))
    }

    #[test]
    fn a_plain_prompt_is_sent_with_what_decides_its_draws() {
        let prompt = Prompt::new(vec![Message::system("be short"), Message::user("1 + 1?")]);
        let params = SamplingParams { temperature: 0.7, max_new_tokens: 9, ..SamplingParams::default() };
        let seed = Seed::of_run(1).value() % (1 << 31);
        let expected = json!({
            "model": "m",
            "messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "1 + 1?"}],
            "temperature": 0.7, "top_p": 1.0, "max_tokens": 9, "seed": seed, "n": 1,
        });
        assert_eq!(sent(&ServerSection::default(), &prompt, &params), expected);
    }

    #[test]
    fn what_is_not_asked_for_is_not_sent_since_some_servers_refuse_what_they_do_not_know() {
        let tool = json!({"type": "function", "function": {"name": "ls"}});
        let prompt = Prompt { messages: vec![Message::user("?")], tools: vec![tool.clone()] };
        let params = SamplingParams { top_k: 5, stop_sequences: vec!["\n".into()], ..SamplingParams::default() };
        let section = ServerSection { logprobs: true, token_ids: true, ..ServerSection::default() };
        let body = sent(&section, &prompt, &params);
        assert_eq!((&body["top_k"], &body["stop"], &body["tools"]), (&json!(5), &json!(["\n"]), &json!([tool])));
        assert_eq!((&body["logprobs"], &body["return_token_ids"]), (&json!(true), &json!(true)));
        let plain = sent(&ServerSection::default(), &Prompt::new(Vec::new()), &SamplingParams::default());
        for key in ["top_k", "stop", "tools", "logprobs", "top_logprobs", "return_token_ids"] {
            assert_eq!(plain.get(key), None, "{key}");
        }
    }

    #[test]
    fn a_users_own_keys_go_over_ours_and_none_takes_one_out() {
        let extra = "max_tokens = \"None\"\nmax_completion_tokens = 7\nchat_template_kwargs = { enable_thinking = false }";
        let section = ServerSection { extra_body: extra.parse().unwrap(), ..ServerSection::default() };
        let body = body(&section, "m", &Prompt::new(Vec::new()), &SamplingParams::default(), Seed::of_run(1));
        assert_eq!((body.get("max_tokens"), &body["max_completion_tokens"]), (None, &json!(7)));
        assert_eq!(body["chat_template_kwargs"], json!({"enable_thinking": false}));
        let unbounded = without_length(&body).unwrap();
        assert_eq!((unbounded.len(), unbounded.get("max_completion_tokens")), (body.len() - 1, None));
        assert_eq!(without_length(&unbounded), None);
    }

    #[test]
    fn results_of_tools_are_told_by_the_user_those_in_a_row_at_once() {
        let chat = [
            Message::user("list"),
            Message::assistant("<tool_call>..</tool_call>"),
            Message::tool("a.txt"),
            Message::tool("b.txt"),
            Message::user("and now?"),
            Message::tool("c.txt"),
        ];
        let told = messages(&chat);
        let both = "<tool_response>\na.txt\n</tool_response>\n<tool_response>\nb.txt\n</tool_response>";
        assert_eq!(told[2], json!({"role": "user", "content": both}));
        assert_eq!(told[3], json!({"role": "user", "content": "and now?"}));
        assert_eq!((told.len(), &told[4]["content"]), (5, &json!("<tool_response>\nc.txt\n</tool_response>")));
    }
}
