//! The laws of the testkit on every kind of configuration, and the page that describes them.
//!
//! A binary of its own, one test after the other: law 13 watches the memory of the whole process, in which no other test may work.

// Helpers outside test functions fail a test by unwrapping, as the tests themselves do.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use exitrl_testkit::{CheckOptions, Subject, check};
use exitrl_tool_use::{Format, Level, ToolUseDomain};
use serde_json::{Value, json};

fn keeps_the_laws(config: Value) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let subject = Subject::in_process::<ToolUseDomain>(config.clone());
    let report = check(&subject, &CheckOptions { episodes: 24, ..CheckOptions::default() });
    assert!(report.passed(), "{config}\n{report}");
}

#[test]
fn every_level_keeps_the_laws() {
    for level in Level::ALL {
        keeps_the_laws(json!({"levels": [level], "feedback": true}));
    }
}

#[test]
fn every_format_keeps_the_laws() {
    for format in Format::ALL {
        keeps_the_laws(json!({"format": format, "tool_docs": "signatures", "turn_ends_after": 1}));
    }
}

#[test]
fn the_handmade_entries_and_all_options_keep_the_laws() {
    keeps_the_laws(json!({"tasks": "handmade"}));
    keeps_the_laws(json!({
        "tasks": "handmade", "format": "hermes", "tools_in": "template", "results_as": "user", "feedback": true, "strict_irrelevance": true,
        "withhold_excluded": true, "partial_credit": true, "decode_feedback": true, "rewrite_texts": false, "seed": 3,
    }));
    keeps_the_laws(json!({"tasks": "handmade", "first_turn_only": true, "max_turns": 10, "tool_docs": "lines"}));
}

#[test]
fn the_page_has_every_key_level_and_format() {
    let page = include_str!("../../../docs/tool-use.md");
    let config = serde_json::to_value(exitrl_tool_use::ToolUseConfig::default()).unwrap();
    let keys = config.as_object().unwrap().keys().cloned();
    let levels = Level::ALL.iter().map(|level| level.name().to_owned());
    let formats = Format::ALL.iter().map(|format| serde_json::to_value(format).unwrap().as_str().unwrap().to_owned());
    for name in keys.chain(levels).chain(formats) {
        assert!(page.contains(&format!("`{name}`")), "docs/tool-use.md does not speak of `{name}`");
    }
}

#[test]
fn the_benchmark_keeps_the_laws() {
    let Some(data) = std::env::var_os("EXITRL_BFCL").map(PathBuf::from).filter(|path| path.exists()) else {
        eprintln!("skipped: EXITRL_BFCL names nothing; see tests/oracle/setup.sh");
        return;
    };
    // In 24 entries of each category a right call has arguments by position, which the official decoder drops; so the gold law is for a
    // format that keeps them.
    keeps_the_laws(json!({"format": "pythonic_lenient", "data": data, "categories": ["base", "miss_func", "miss_param"]}));
}
