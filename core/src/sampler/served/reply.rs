//! What a server answers to a chat completion request, and its list of models.

use serde_json::{Value, json};

use crate::sampler::{StopReason, TokenId};

/// One answer, as it came.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    /// The content, and the tool calls below it.
    pub(super) text: String,
    pub(super) stop_reason: StopReason,
    /// Empty where the server does not tell.
    pub(super) tokens: Vec<TokenId>,
    /// Empty where the server does not tell.
    pub(super) logprobs: Vec<f32>,
    /// As the server counts; 0 where it does not.
    pub(super) prompt_tokens: u64,
    /// As the server counts; 0 where it does not.
    pub(super) completion_tokens: u64,
}

/// Reads an answer. What a model thought before it (`reasoning_content`) is left out, as chat templates leave it out of later turns.
///
/// # Errors
/// What was seen instead of an answer.
pub(super) fn read(bytes: &[u8]) -> Result<Reply, String> {
    let value = json_of(bytes)?;
    let choice = &value["choices"][0];
    let message = &choice["message"];
    if !message.is_object() {
        return Err(format!("an answer without choices[0].message: {}", shortened(&message_of(bytes))));
    }
    let mut text = content(&message["content"]);
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text += &tool_call(&call["function"]);
    }
    // vLLM names the text that ended it in `stop_reason`.
    let stop_reason = match choice["finish_reason"].as_str() {
        Some("length") => StopReason::MaxTokens,
        _ if choice["stop_reason"].is_string() => StopReason::StopSequence,
        _ => StopReason::Eos,
    };
    let (mut tokens, mut logprobs) = (token_ids(&choice["token_ids"]), token_logprobs(&choice["logprobs"]["content"]));
    if !tokens.is_empty() && !logprobs.is_empty() && tokens.len() != logprobs.len() {
        // Which belongs to which is then anybody's guess.
        (tokens, logprobs) = (Vec::new(), Vec::new());
    }
    let count = |key: &str| value["usage"][key].as_u64().unwrap_or(0);
    let (prompt_tokens, completion_tokens) = (count("prompt_tokens"), count("completion_tokens"));
    Ok(Reply { text, stop_reason, tokens, logprobs, prompt_tokens, completion_tokens })
}

/// The names of the models that a server lists.
///
/// # Errors
/// What was seen instead of a list.
pub(super) fn model_names(bytes: &[u8]) -> Result<Vec<String>, String> {
    let value = json_of(bytes)?;
    let list = value["data"].as_array().ok_or_else(|| format!("no list of models but {}", shortened(&message_of(bytes))))?;
    Ok(list.iter().filter_map(|model| model["id"].as_str().map(str::to_owned)).collect())
}

fn json_of(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes)
        .map_err(|error| format!("an answer that is no JSON ({error}): {}", shortened(&message_of(bytes))))
}

/// What an answer that is an error says, in one line: the text in OpenAI's, FastAPI's or a plain form.
pub(super) fn message_of(bytes: &[u8]) -> String {
    let value: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let error = &value["error"];
    let places = [&error["message"], error, &value["message"], &value["detail"], &value["detail"][0]["msg"]];
    let told = places.into_iter().find_map(Value::as_str).map(str::to_owned);
    let text = told.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "an empty text".to_owned() } else { line }
}

/// A text that fits into a message.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether a refusal says that the context is too small, in the words of OpenAI, vLLM, llama.cpp, its Python server, TGI and SGLang.
pub(super) fn is_overflow(bytes: &[u8]) -> bool {
    const WORDS: [&str; 9] = [
        "context_length_exceeded",
        "exceed_context_size",
        "maximum context length",
        "model's context length",
        "context window",
        "context size",
        "prompt is too long",
        "longer than the model's",
        "`inputs` tokens + `max_new_tokens` must be",
    ];
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    WORDS.iter().any(|words| text.contains(words))
}

/// Text, nothing, or a list of parts.
fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// A call in the form of Hermes: what most models write when nobody takes it apart.
fn tool_call(function: &Value) -> String {
    let arguments = match &function["arguments"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        Value::Null => json!({}),
        other => other.clone(),
    };
    let call = json!({"name": function["name"], "arguments": arguments});
    format!("<tool_call>\n{call}\n</tool_call>")
}

/// All of the ids, or none where one is no token's.
fn token_ids(value: &Value) -> Vec<TokenId> {
    let ids = value.as_array().into_iter().flatten();
    ids.map(|id| TokenId::try_from(id.as_u64()?).ok()).collect::<Option<_>>().unwrap_or_default()
}

/// All of the log-probabilities, or none where one is no number.
fn token_logprobs(value: &Value) -> Vec<f32> {
    let tokens = value.as_array().into_iter().flatten();
    tokens.map(|token| token["logprob"].as_f64().map(|logprob| logprob as f32)).collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(choice: Value) -> Reply {
        read(json!({"choices": [choice]}).to_string().as_bytes()).unwrap()
    }

    fn text_of(message: Value) -> String {
        of(json!({"message": message, "finish_reason": "stop"})).text
    }

    #[test]
    fn content_comes_as_text_as_parts_or_not_at_all() {
        assert_eq!(text_of(json!({"content": " 7"})), " 7");
        assert_eq!(text_of(json!({"content": [{"type": "text", "text": "4"}, {"type": "text", "text": "2"}]})), "42");
        assert_eq!(text_of(json!({"content": null})), "");
        assert_eq!(text_of(json!({"content": "7", "reasoning_content": "3 + 4"})), "7", "thoughts are left out");
    }

    #[test]
    fn tool_calls_become_text_below_the_content() {
        let calls = json!([
            {"id": "1", "function": {"name": "cd", "arguments": "{\"folder\": \"a\"}"}},
            {"id": "2", "function": {"name": "ls", "arguments": "{broken"}},
        ]);
        let text = text_of(json!({"content": "I look.", "tool_calls": calls}));
        let first = "<tool_call>\n{\"name\":\"cd\",\"arguments\":{\"folder\":\"a\"}}\n</tool_call>";
        let second = "<tool_call>\n{\"name\":\"ls\",\"arguments\":\"{broken\"}\n</tool_call>";
        assert_eq!(text, format!("I look.\n{first}\n{second}"));
    }

    #[test]
    fn the_end_is_the_limit_a_stop_sequence_or_the_models_own() {
        let reason = |end: Value| {
            let mut choice = end;
            choice["message"] = json!({"content": ""});
            of(choice).stop_reason
        };
        assert_eq!(reason(json!({"finish_reason": "length"})), StopReason::MaxTokens);
        assert_eq!(reason(json!({"finish_reason": "stop", "stop_reason": "\n"})), StopReason::StopSequence);
        assert_eq!(reason(json!({"finish_reason": "stop", "stop_reason": 2})), StopReason::Eos);
        assert_eq!(reason(json!({"finish_reason": null})), StopReason::Eos);
    }

    #[test]
    fn tokens_and_logprobs_are_kept_where_they_fit_together() {
        let logprobs = json!({"content": [{"token": "4", "logprob": -0.5}, {"token": "", "logprob": -9999.0}]});
        let reply = |ids: Value| of(json!({"message": {"content": "4"}, "token_ids": ids, "logprobs": logprobs}));
        let both = reply(json!([52, 2]));
        assert_eq!((both.tokens, both.logprobs), (vec![52, 2], vec![-0.5, -9999.0]));
        assert_eq!(reply(Value::Null).logprobs.len(), 2, "log-probabilities alone");
        let apart = reply(json!([52, 2, 2]));
        assert_eq!((apart.tokens.len(), apart.logprobs.len()), (0, 0));
        assert_eq!(reply(json!([52, -1])).tokens, [0; 0], "no token has the id -1");
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let said = |bytes: &[u8]| read(bytes).unwrap_err();
        assert!(said(b"<html>busy</html>").contains("no JSON") && said(b"<html>busy</html>").contains("<html>busy</html>"));
        assert!(said(b"{\"error\": {\"message\": \"out of\\nmemory\"}}").ends_with("choices[0].message: out of memory"));
        assert!(said(b"{\"choices\": []}").contains("{\"choices\": []}"));
        assert!(said(&[b'x'; 5000]).len() < 500, "a long answer is cut");
        assert_eq!(message_of(br#"{"detail": [{"msg": "field required"}]}"#), "field required");
        assert_eq!(message_of(b" "), "an empty text");
    }

    #[test]
    fn a_full_context_is_known_in_the_words_of_several_servers() {
        let full = [
            r#"{"error": {"code": "context_length_exceeded", "message": "..."}}"#,
            r#"{"message": "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"}"#,
            r#"{"error": {"type": "exceed_context_size_error", "message": "the request exceeds the available context size"}}"#,
            "Requested tokens (600) exceed context window of 512",
            "The input (600 tokens) is longer than the model's context length (512 tokens).",
        ];
        assert!(full.iter().all(|text| is_overflow(text.as_bytes())));
        assert!(!is_overflow(b"max_tokens must be at least 1"));
    }

    #[test]
    fn any_bytes_give_an_answer_or_a_reason_and_never_a_panic() {
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"choices\"",
            "\"message\"",
            "\"content\"",
            "\"tool_calls\"",
            "\"function\"",
            "\"arguments\"",
            "\"finish_reason\"",
            "\"token_ids\"",
            "\"logprobs\"",
            "\"logprob\"",
            "\"usage\"",
            "\"data\"",
            "\"id\"",
            "null",
            "true",
            "-1",
            "1e999",
            "4294967296",
            "\"\\ud800\"",
            "\"{\"",
            "\u{e9}",
            " ",
        ];
        arbtest::arbtest(|u| {
            let text: String =
                u.arbitrary_iter::<u8>()?.filter_map(|b| Some(pieces[usize::from(b.ok()?) % pieces.len()])).collect();
            let _ = (read(text.as_bytes()), model_names(text.as_bytes()), message_of(text.as_bytes()));
            Ok(())
        });
        // Well-formed answers with anything in any place.
        arbtest::arbtest(|u| {
            let mut any = || -> arbtest::arbitrary::Result<Value> {
                let values =
                    [json!(null), json!("x"), json!(-1.5), json!([[]]), json!([{}]), json!({"content": [1]}), json!(true)];
                Ok(values[usize::from(u.arbitrary::<u8>()?) % values.len()].clone())
            };
            let message = json!({"content": any()?, "tool_calls": any()?});
            let choice = json!({"message": message, "finish_reason": any()?, "token_ids": any()?, "logprobs": any()?});
            let answer = json!({"choices": [choice], "usage": any()?, "data": any()?});
            assert!(read(answer.to_string().as_bytes()).is_ok());
            let _ = model_names(answer.to_string().as_bytes());
            Ok(())
        });
    }
}
