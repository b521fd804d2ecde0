//! `[model.server]`: a model that somebody else serves, and the checks of its keys.

use serde::{Deserialize, Serialize};

use super::Problem;

/// `[model.server]`: a model behind an OpenAI-compatible server. It can be evaluated, not trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSection {
    /// Where the server's paths begin, as in `http://127.0.0.1:8000/v1`.
    pub base_url: String,
    /// The model's name at the server; empty takes the only one it lists.
    pub model: String,
    /// The environment variable that holds the API key; empty for none. The key itself is never written anywhere.
    pub api_key_env: String,
    /// Most requests under way at once.
    pub max_in_flight: usize,
    /// Longest time until a connection is made, in milliseconds.
    pub connect_timeout_ms: u64,
    /// Longest time from sending a request to the last byte of its answer, in milliseconds.
    pub request_timeout_ms: u64,
    /// How often a request that failed in passing is sent again.
    pub max_retries: u32,
    /// Wait before the first of these, in milliseconds; it doubles each time.
    pub retry_wait_ms: u64,
    /// Whether log-probabilities are asked for (`logprobs`); some servers refuse that.
    pub logprobs: bool,
    /// Whether token ids are asked for (`return_token_ids`, vLLM's); some servers refuse that.
    pub token_ids: bool,
    /// Goes over the body of every request, key by key; `"None"` takes a key out.
    pub extra_body: toml::Table,
}

impl Default for ServerSection {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            model: String::new(),
            api_key_env: String::new(),
            max_in_flight: 8,
            connect_timeout_ms: 10_000,
            request_timeout_ms: 600_000,
            max_retries: 5,
            retry_wait_ms: 500,
            logprobs: false,
            token_ids: false,
            extra_body: toml::Table::new(),
        }
    }
}

/// Keys of a request's body that exitrl decides, and where each is set instead.
const OWN: [(&str, &str); 4] = [
    ("model", "model.server.model"),
    ("messages", "the domain"),
    ("stream", "nothing: answers are read as a whole"),
    ("n", "eval.num_samples"),
];

/// Everything that is wrong with a section.
pub(super) fn problems(server: &ServerSection) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(advice) = wrong_url(&server.base_url) {
        found.push(Problem::new("model.server.base_url", format!("{:?}", without_user(&server.base_url)), advice));
    }
    let key = &server.api_key_env;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !key.chars().all(is_name) || key.starts_with(|c: char| c.is_ascii_digit()) {
        // What was written here may be the key itself.
        let advice = "must be the name of an environment variable, as in \"OPENAI_API_KEY\", and not the key itself: this file \
                      and the run's copy of it can be read by others";
        found.push(Problem::of("model.server.api_key_env", advice));
    }
    let mut range = |key: &str, value: u64, least: u64, most: u64| {
        if !(least..=most).contains(&value) {
            found.push(Problem::new(format!("model.server.{key}"), value, format!("must be from {least} to {most}")));
        }
    };
    let day = 86_400_000;
    range("max_in_flight", server.max_in_flight as u64, 1, 1024);
    range("connect_timeout_ms", server.connect_timeout_ms, 1, day);
    range("request_timeout_ms", server.request_timeout_ms, 1, day);
    range("max_retries", server.max_retries.into(), 0, 100);
    range("retry_wait_ms", server.retry_wait_ms, 1, 600_000);
    for (name, set_by) in OWN {
        if server.extra_body.contains_key(name) {
            let advice = format!("is not for this table to set: it is decided by {set_by}");
            found.push(Problem::of(format!("model.server.extra_body.{name}"), advice));
        }
    }
    found
}

/// What is wrong with an address.
fn wrong_url(url: &str) -> Option<&'static str> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        None | Some("") => Some("write where the server's paths begin, as in \"http://127.0.0.1:8000/v1\""),
        Some(host) if host.contains('@') => {
            Some("must hold no user and password: name an environment variable in model.server.api_key_env")
        }
        _ if url.contains(char::is_whitespace) => Some("must hold no white space"),
        _ if url.contains(['?', '#']) => Some("must end with its path: leave out what begins at `?` or `#`"),
        _ if url.trim_end_matches('/').ends_with("/completions") || url.trim_end_matches('/').ends_with("/models") => Some(
            "must end before the server's own paths: leave out `/chat/completions` or `/models`, as in \"http://127.0.0.1:8000/v1\"",
        ),
        _ => None,
    }
}

/// An address without what stands before its host, which may be a password.
fn without_user(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(end)) if start + 3 <= end => format!("{}...{}", &url[..start + 3], &url[end..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(change: impl FnOnce(&mut ServerSection)) -> String {
        let mut server = ServerSection { base_url: "http://127.0.0.1:8000/v1".into(), ..ServerSection::default() };
        change(&mut server);
        problems(&server).iter().map(|problem| format!("{problem}\n")).collect()
    }

    #[test]
    fn an_address_ends_where_the_servers_own_paths_begin() {
        for good in ["http://127.0.0.1:8000/v1", "http://[::1]:8000/v1/", "https://api.example.com/v1", "http://localhost"] {
            assert_eq!(said(|server| server.base_url = good.into()), "", "{good}");
        }
        let bad = [
            ("", "as in \"http://127.0.0.1:8000/v1\""),
            ("127.0.0.1:8000", "as in \"http://127.0.0.1:8000/v1\""),
            ("http:///v1", "as in"),
            ("http://a b/v1", "white space"),
            ("http://a/v1?key=x", "leave out"),
            ("http://a/v1/chat/completions", "`/chat/completions`"),
        ];
        for (url, words) in bad {
            let said = said(|server| server.base_url = url.into());
            assert!(said.starts_with("model.server.base_url = ") && said.contains(words), "{url}: {said}");
        }
    }

    #[test]
    fn nothing_secret_is_said_again() {
        let said = said(|server| {
            server.base_url = "http://me:pass-word@host/v1".into();
            server.api_key_env = "sk-12345".into();
        });
        assert!(said.contains("\"http://...@host/v1\"") && said.contains("api_key_env"), "{said}");
        assert!(!said.contains("pass-word") && !said.contains("12345"), "{said}");
    }

    #[test]
    fn numbers_have_ranges_and_our_own_keys_are_not_for_extra_body() {
        let said = said(|server| {
            (server.max_in_flight, server.request_timeout_ms, server.max_retries) = (0, 0, 101);
            server.extra_body.insert("n".into(), 2.into());
        });
        for words in
            ["max_in_flight = 0: must be from 1 to 1024", "request_timeout_ms = 0", "max_retries = 101", "eval.num_samples"]
        {
            assert!(said.contains(words), "no {words} in {said}");
        }
    }
}
