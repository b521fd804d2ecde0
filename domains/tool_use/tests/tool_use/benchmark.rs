use std::path::PathBuf;

use exitrl_domain::{DomainClient, EpisodeStart, Operator, Split};
use exitrl_tool_use::ToolUseDomain;
use serde_json::{Value, json};

use crate::open;

fn path(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    if path.is_none() {
        eprintln!("skipped: {variable} names nothing; see tests/oracle/setup.sh");
    }
    path
}

fn ids(domain: &impl DomainClient, split: Split) -> Vec<String> {
    let count = domain.task_count(split).unwrap();
    (0..count).map(|index| domain.task(split, index).unwrap().id).collect()
}

#[test]
fn a_wheel_a_package_and_a_data_folder_hold_the_same() {
    let (Some(root), Some(wheel)) = (path("EXITRL_BFCL"), path("EXITRL_BFCL_WHEEL")) else { return };
    let sources = [root.clone(), root.join("bfcl_eval"), root.join("bfcl_eval/data"), wheel];
    let categories = json!(["base", "miss_func", "miss_param", "long_context"]);
    let domains = sources.map(|data| open(&json!({"data": data, "categories": categories})));
    let first = (ids(&domains[0], Split::Train), ids(&domains[0], Split::Test));
    assert_eq!((first.0.len(), first.1.len()), (400, 400));
    for domain in &domains {
        assert_eq!((ids(domain, Split::Train), ids(domain, Split::Test)), first);
        assert!(domain.metadata().version.contains("bfcl 2026.3.23"), "{}", domain.metadata().version);
    }
}

#[test]
fn a_data_folder_alone_lacks_the_long_context_and_says_so() {
    let Some(root) = path("EXITRL_BFCL") else { return };
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join("bfcl_eval/data"), folder.path());
    let domain = open(&json!({"data": folder.path()}));
    assert_eq!(ids(&domain, Split::Train).len(), 100);
    let error = exitrl_domain::InProcess::<ToolUseDomain>::open(
        &json!({"data": folder.path(), "categories": ["long_context"]}),
        exitrl_domain::Host::default(),
    );
    let error = error.err().unwrap().to_string();
    assert!(error.contains("long-context constants") && error.contains("wheel"), "{error}");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_official_prompt_is_read_from_the_package() {
    let Some(root) = path("EXITRL_BFCL") else { return };
    let domain = open(&json!({"data": root}));
    let task = domain.task(Split::Train, 0).unwrap();
    let episode = domain.start(&EpisodeStart { task, history: Vec::new(), seed: 1 }).unwrap();
    let messages = domain.prompt(episode, Operator::Attempt, None).unwrap().messages;
    let source = std::fs::read_to_string(root.join("bfcl_eval/constants/default_prompts.py")).unwrap();
    let persona = source.split("\"persona\": \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(messages[0].content.starts_with(persona), "{}", &messages[0].content[..200]);
    assert!(!messages[0].content.contains('{') || messages[0].content.contains("\n    {\n"), "docs are indented by four");
    assert!(messages[0].content.contains("Note that the provided function is in Python 3 syntax."));
}

#[test]
fn all_categories_are_graded_by_id() {
    let Some(root) = path("EXITRL_BFCL") else { return };
    let domain = open(&json!({"data": root}));
    for category in ["base", "miss_func", "miss_param", "long_context"] {
        let name = format!("bfcl_eval/data/possible_answer/BFCL_v4_multi_turn_{category}.json");
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let answer: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let turns = answer["ground_truth"].as_array().unwrap();
        let steps: Value = turns.iter().map(|turn| json!([turn])).collect();
        let verdict = domain.grade(&json!({"id": answer["id"], "category": category, "steps": steps})).unwrap();
        assert_eq!(verdict["valid"], true, "{verdict}");
    }
}
