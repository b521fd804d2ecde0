//! The order of refusal: each thing that can be wrong with a plugin, before the first episode.

use std::path::Path;
use std::time::{Duration, Instant};

use exitrl_plugin_host::{DomainSpec, Limits, Transport, available, open};
use serde_json::json;

use crate::fixtures::{file, refusal, rude, says};
use crate::play::play_one;

fn spec(target: &str) -> DomainSpec {
    DomainSpec::new(file(target).to_str().unwrap())
}

fn stdio(rudeness: &str) -> DomainSpec {
    DomainSpec { args: vec![rudeness.to_owned()], ..spec("rude_stdio") }
}

#[test]
fn a_file_that_is_no_library_is_refused_with_the_loaders_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libtext.so");
    std::fs::write(&path, "this is a letter, not a library, however long one makes it to be").unwrap();
    let text = refusal(&DomainSpec::new(path.to_str().unwrap()));
    says(&text, &["libtext.so cannot be loaded", "invalid ELF header", "cdylib built for this machine"]);
}

#[test]
fn a_missing_file_is_refused_with_the_folder_it_was_looked_for_in() {
    let text = refusal(&DomainSpec::new("./nowhere/libmath.so"));
    says(&text, &["./nowhere/libmath.so cannot be opened", "No such file", "the current folder is", "build the plugin"]);
}

#[test]
fn a_library_without_the_symbol_is_no_plugin() {
    let text = refusal(&spec("missing_symbol"));
    says(&text, &["libmissing_symbol", "no symbol exitrl_domain_entry", "undefined symbol", "export_domain!"]);
}

#[test]
fn a_plugin_of_another_abi_is_refused_with_both_numbers_and_nothing_else_is_read() {
    let text = refusal(&spec("wrong_abi"));
    says(&text, &["libwrong_abi", "speaks domain ABI 999, this host speaks 1", "rebuild the plugin against"]);
}

#[test]
fn a_table_that_is_too_short_is_refused_with_both_sizes() {
    says(&refusal(&spec("short_table")), &["libshort_table", "it has 8 bytes, this host needs 40", "rebuild"]);
}

#[test]
fn a_plugin_of_another_protocol_is_refused_before_it_sees_its_configuration() {
    for refused in [spec("wrong_protocol"), stdio("wrong_protocol")] {
        says(&refusal(&refused), &["wrong_protocol", "speaks protocol 9.2, this host speaks 1.2", "rebuild the older"]);
    }
}

#[test]
fn a_configuration_with_an_unknown_key_is_refused_with_the_known_ones() {
    for transport in [Transport::Dylib, Transport::Subprocess] {
        let text = refusal(&rude(transport, json!({"rudenes": "none"})));
        says(&text, &["rude_", "did not open", "unknown field `rudenes`, expected `rudeness` or `pid_file`"]);
    }
}

#[test]
fn metadata_that_is_not_sane_is_refused_whoever_serves_it() {
    for transport in [Transport::Dylib, Transport::Subprocess] {
        let text = refusal(&rude(transport, json!({"rudeness": "bad_metadata"})));
        says(&text, &["metadata is not sane", "name is \"Rude!\"", "quality_range is [1, 1]", "mend"]);
    }
    let text = refusal(&stdio("bad_metadata"));
    says(&text, &["rude_stdio bad_metadata", "metadata that is not sane", "name is \"NO\"", "max_turns is 0"]);
    let text = refusal(&spec("raw_answers").with_config(json!({"answer": "bad_metadata"})));
    says(&text, &["libraw_answers", "metadata that is not sane", "name is \"Bad Name\"; it must match"]);
    let text = refusal(&spec("raw_answers").with_config(json!({"answer": "no_metadata"})));
    says(&text, &["libraw_answers", "there is none in the answer to `hello`"]);
}

#[test]
fn a_panic_while_opening_is_a_refusal_with_its_text() {
    for transport in [Transport::Dylib, Transport::Subprocess] {
        let text = refusal(&rude(transport, json!({"rudeness": "panic_in_open"})));
        says(&text, &["rude_", "panicked in open: the door is locked", "bug of the domain"]);
    }
}

#[test]
fn a_domain_that_never_opens_is_not_waited_for_for_ever() {
    for transport in [Transport::Dylib, Transport::Subprocess] {
        let limits = Limits { open: Duration::from_millis(700), ..Limits::default() };
        let spec = DomainSpec { limits, ..rude(transport, json!({"rudeness": "never_opens"})) };
        let begun = Instant::now();
        says(&refusal(&spec), &["opening failed", "rude_", "opening the domain did not return within 0.700 s"]);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_plugin_that_opens_with_nothing_at_all_is_refused() {
    let text = refusal(&spec("raw_answers").with_config(json!({"answer": "null_handle"})));
    says(&text, &["libraw_answers", "opening the domain failed", "empty answer", "check-domain"]);
}

#[test]
fn a_program_that_exits_at_once_is_reported_with_its_status() {
    says(&refusal(&stdio("exits_at_once")), &["rude_stdio exits_at_once", "the handshake", "exit status: 7"]);
}

#[test]
fn a_program_that_never_answers_is_killed() {
    let limits = Limits { open: Duration::from_millis(100), ..Limits::default() };
    let text = refusal(&DomainSpec { limits, ..stdio("mute") });
    says(&text, &["the handshake did not return within 0.100 s", "the process was killed", "SIGKILL"]);
}

#[test]
fn a_program_that_speaks_no_protocol_is_shown_what_it_said() {
    let text = refusal(&stdio("garbage"));
    says(&text, &["the handshake", "no message of the protocol", "Traceback (most recent call last)", "standard error"]);
    says(&refusal(&stdio("not_a_response")), &["missing field `type`", r#"{\"hello\":\"world\"}"#]);
}

#[test]
fn a_program_that_never_ends_its_line_is_cut_off() {
    let limits = Limits { max_message_bytes: 100_000, ..Limits::default() };
    let text = refusal(&DomainSpec { limits, ..stdio("long_line") });
    says(&text, &["more than the 100000 bytes allowed", "the process was killed", "the line begins \"xxxx"]);
}

#[test]
fn a_program_that_cannot_be_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plugin");
    std::fs::write(&path, "neither library nor program").unwrap();
    says(&refusal(&DomainSpec::new(path.to_str().unwrap())), &["cannot tell how to reach", "chmod +x", "transport = "]);
    let by_force = DomainSpec::new(path.to_str().unwrap()).with_transport(Transport::Subprocess);
    says(&refusal(&by_force), &["cannot be started", "Permission denied", "may be run"]);
}

#[test]
fn in_process_is_refused_with_the_ways_that_work() {
    let spec = DomainSpec::new("math").with_transport(Transport::InProcess);
    says(&refusal(&spec), &["in_process", "\"math\"", "\"subprocess\""]);
}

#[test]
fn a_name_that_no_plugin_has_lists_the_places_looked_at() {
    let text = refusal(&DomainSpec::new("no-such-game"));
    says(
        &text,
        &["\"no-such-game\"", "exitrl_plugin_no_such_game", "target/release", "cargo build -p exitrl-plugin-no-such-game"],
    );
}

#[test]
fn a_plugin_beside_the_program_is_found_by_its_name_and_listed() {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let name = format!("{}exitrl_plugin_rude_test{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let copy = Copied::new(file("rude_plugins"), &folder.join(name));
    let client = open(&DomainSpec::new("rude-test")).unwrap();
    play_one(&*client, 7);
    assert!(client.describe().starts_with("dylib ") && client.describe().contains("exitrl_plugin_rude_test"));
    assert!(available().iter().any(|plugin| plugin.name == "rude_test" && plugin.path == copy.0));
}

/// A file that is removed again.
struct Copied(std::path::PathBuf);

impl Copied {
    fn new(from: &Path, to: &Path) -> Self {
        std::fs::copy(from, to).unwrap();
        Self(to.to_owned())
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
