//! Builds the rude plugins once, and finds the files in cargo's own messages.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use exitrl_domain::DomainClient;
use exitrl_plugin_host::{DomainSpec, HostError, Transport, open, set_log};
use serde_json::{Value, json};

static FILES: LazyLock<HashMap<String, PathBuf>> = LazyLock::new(build);

/// The library or program of this target name.
pub(crate) fn file(target: &str) -> &'static Path {
    FILES.get(target).unwrap_or_else(|| panic!("cargo built no {target}; it built {FILES:?}"))
}

/// `cargo test` builds no libraries to load, so cargo is run for them, in the folder and profile this test was built in.
fn build() -> HashMap<String, PathBuf> {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "-p", "rude_plugins", "--lib", "--bins", "--examples", "--message-format=json"]);
    cargo.arg("--target-dir").arg(profile.parent().unwrap()).current_dir(env!("CARGO_MANIFEST_DIR"));
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let output = cargo.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo could not build the rude plugins; its words are above");
    let messages = output.stdout.split(|&b| b == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    messages.filter(|m| m["reason"] == "compiler-artifact").filter_map(|m| target_file(&m)).collect()
}

fn target_file(message: &Value) -> Option<(String, PathBuf)> {
    let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
    let file =
        message["executable"].as_str().or_else(|| files.into_iter().find(|f| f.ends_with(std::env::consts::DLL_SUFFIX)))?;
    Some((message["target"]["name"].as_str()?.to_owned(), PathBuf::from(file)))
}

/// The rude domain by a transport.
pub(crate) fn rude(transport: Transport, config: Value) -> DomainSpec {
    let target = if transport == Transport::Dylib { "rude_plugins" } else { "rude_stdio" };
    DomainSpec::new(file(target).to_str().unwrap()).with_transport(transport).with_config(config)
}

/// An open domain with one rudeness.
pub(crate) fn open_rude(transport: Transport, rudeness: &str) -> Arc<dyn DomainClient> {
    open(&rude(transport, json!({"rudeness": rudeness}))).unwrap()
}

/// The message of a refusal.
pub(crate) fn refusal(spec: &DomainSpec) -> String {
    let error: HostError = open(spec).err().expect("this plugin should be refused");
    error.to_string()
}

/// Fails unless the text says every part.
#[track_caller]
pub(crate) fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "this message should say {part:?}:\n{text}");
    }
}

/// Every log line that plugins have handed over in this process so far.
pub(crate) fn log_lines() -> Vec<String> {
    static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| set_log(|level, text| LINES.lock().unwrap().push(format!("{level} {text}"))));
    LINES.lock().unwrap().clone()
}
