use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use exitrl_domain::{DomainClient, EpisodeStart, Operator, Split};
use serde_json::{Value, json};

use crate::open;

/// The first conversation of a configuration, all prompts of its right replies written out.
fn transcript(config: &Value) -> String {
    let domain = open(config);
    let task = domain.task(Split::Train, 0).unwrap();
    let replies = domain.reference(&task).unwrap().unwrap();
    let episode = domain.start(&EpisodeStart { task: task.clone(), history: Vec::new(), seed: 1 }).unwrap();
    let mut out = format!("# {config}\n# {}\n", task.id);
    let mut shown = 0;
    for reply in &replies {
        let prompt = domain.prompt(episode, Operator::Attempt, None).unwrap();
        for message in &prompt.messages[shown..] {
            writeln!(out, "[{}]\n{}", serde_json::to_value(message.role).unwrap().as_str().unwrap(), message.content).unwrap();
        }
        shown = prompt.messages.len() + 1;
        let names: Vec<&str> = prompt.tools.iter().map(|tool| tool["function"]["name"].as_str().unwrap()).collect();
        if !names.is_empty() {
            writeln!(out, "(tools: {})", names.join(", ")).unwrap();
        }
        writeln!(out, "[assistant]\n{}", reply.content).unwrap();
        let result = domain.step(episode, reply, Duration::from_secs(1)).unwrap();
        writeln!(out, "(reward {}, done {}, {:?})", result.reward, result.done, result.outcome).unwrap();
    }
    out
}

/// Whole conversations, word for word; `EXITRL_UPDATE_GOLDEN=1` writes them anew.
#[test]
fn conversations_are_as_recorded() {
    let configs = [
        ("one_call", json!({"levels": ["one_call"]})),
        ("missing_function_hermes", json!({"levels": ["missing_function"], "format": "hermes", "tools_in": "template"})),
        (
            "dependent_calls_signatures",
            json!({"levels": ["dependent_calls"], "tool_docs": "signatures", "turn_ends_after": 1, "examples": 2}),
        ),
        ("missing_function_lines", json!({"levels": ["missing_function"], "tool_docs": "lines", "results_as": "user"})),
        ("handmade", json!({"tasks": "handmade", "test_fraction": 0.0, "tool_docs": "signatures", "format": "qwen3_coder"})),
    ];
    for (name, config) in configs {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tool_use/golden/{name}.txt"));
        let text = transcript(&config);
        if std::env::var_os("EXITRL_UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let recorded = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(text, recorded, "{name}; EXITRL_UPDATE_GOLDEN=1 writes it anew");
    }
}
