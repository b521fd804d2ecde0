//! The conformance check from end to end: real plugins, each by every transport that it has, and the program `check_domain`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::Duration;

use exitrl_domain::{EpisodeStart, Message, Split};
use exitrl_plugin_host::{DomainSpec, Transport, open};
use exitrl_testkit::transcript;
use serde_json::json;

/// Builds a plugin package and gives its library; `cargo test` itself builds no cdylib of another package.
fn build(package: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo puts its tmp folder inside the target folder");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--message-format=json", "--package", package, "--target-dir"])
        .arg(target)
        .output()
        .expect("cargo runs this test, so it can be run");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).expect("cargo writes JSON");
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let ours = messages.filter(|m| m["target"]["name"] == package.replace('-', "_"));
    let files: Vec<String> =
        ours.flat_map(|m| serde_json::from_value(m["filenames"].clone()).unwrap_or_else(|_| vec![])).collect();
    let suffix = std::env::consts::DLL_SUFFIX;
    files.into_iter().find(|file| file.ends_with(suffix)).map(PathBuf::from).expect("the package is a cdylib")
}

fn countdown() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("countdown_domain"))
}

fn math() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("exitrl-plugin-math"))
}

fn reverse_words() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/python_domain/reverse_words.py")
}

/// Whether the Python example can be run here; prints a word where it cannot.
fn python_is_here() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: there is no python3 on this machine");
    }
    found
}

fn check_domain(args: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_check_domain")).args(args).output().expect("cargo built it");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output, String::from_utf8_lossy(&text).into_owned())
}

/// Checks all laws in a process of its own, and gives the report's row of each.
fn rows(plugin: &Path, transport: &str) -> Vec<serde_json::Value> {
    let plugin = plugin.display().to_string();
    let (output, text) = check_domain(&[&plugin, "--transport", transport, "--tasks", "3", "--episodes", "300", "--json"]);
    assert!(output.status.success() && !text.contains("typed messages only"), "{text}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let rows = report["laws"].as_array().cloned().unwrap_or_default();
    assert_eq!(rows.len(), 14, "{text}");
    rows
}

fn all_kept(plugin: &Path, transport: &str) {
    for row in rows(plugin, transport) {
        assert!(row["verdict"] == "kept" && row["cases"].as_u64() > Some(0), "{row}");
    }
}

#[test]
fn countdown_keeps_every_law_as_a_library_and_as_a_process() {
    all_kept(countdown(), "dylib");
    all_kept(countdown(), "subprocess");
}

#[test]
fn the_python_example_keeps_every_law() {
    if python_is_here() {
        all_kept(&reverse_words(), "auto");
    }
}

#[test]
fn math_keeps_every_law_that_speaks_of_it() {
    for row in rows(math(), "dylib") {
        // Its episodes have one turn, so no history is ever continued.
        assert_eq!(row["verdict"], if row["number"] == 3 { "not_applicable" } else { "kept" }, "{row}");
    }
}

#[test]
fn the_transcripts_of_all_transports_are_equal_byte_for_byte() {
    let spec = DomainSpec::new(countdown().display().to_string());
    let of = |transport| transcript(&*open(&spec.clone().with_transport(transport)).unwrap(), 4).unwrap();
    let in_process = exitrl_domain::InProcess::<countdown_domain::Countdown>::open(&json!({}), exitrl_domain::Host::default());
    let in_process = transcript(&in_process.unwrap(), 4).unwrap();
    assert!(in_process.lines().count() > 100, "{in_process}");
    assert_eq!(in_process, of(Transport::Dylib));
    assert_eq!(in_process, of(Transport::Subprocess));
}

#[test]
fn the_program_prints_a_table_and_ends_with_0() {
    let (output, text) = check_domain(&[&countdown().display().to_string(), "--law", "1", "--law", "6"]);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("domain countdown 1 (dylib ") && text.contains("2 laws kept, 0 broken, 0 not applicable"), "{text}");
}

#[test]
fn the_program_writes_json() {
    let (output, text) = check_domain(&[&countdown().display().to_string(), "--law", "2", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {text}"));
    assert_eq!((&report["name"], &report["laws"][0]["verdict"]), (&json!("countdown"), &json!("kept")));
}

#[test]
fn a_broken_law_ends_the_program_with_1_and_a_transcript() {
    if !python_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sdk = reverse_words().with_file_name("exitrl_domain.py");
    std::fs::copy(sdk, folder.path().join("exitrl_domain.py")).unwrap();
    let generous = std::fs::read_to_string(reverse_words()).unwrap().replace("if readable else 0", "if readable else 1");
    let script = folder.path().join("generous.py");
    std::fs::write(&script, generous).unwrap();
    let (output, text) = check_domain(&[&script.display().to_string(), "--law", "7"]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("law 7 (null) is broken: task train/0: the answer \"\" earned quality 0.25"), "{text}");
    assert!(text.contains("< {\"type\":\"step\",\"result\":{\"reward\":0.25"), "{text}");
}

const RUDE_SCRIPT: &str = r#"
from exitrl_domain import *

class Play(Episode):
    def messages(self):
        return [user("Say something.")]
    def step(self, text, deadline):
        print("a domain may print")
        if text == "boom":
            raise ValueError("something broke")
        return StepResult(float(text), True)

class Rude(Domain):
    name = "rude"
    settings = {"size": 3}
    def task_count(self, split):
        return 1
    def task(self, split, index):
        return Task(split, None)
    def start(self, task, seed):
        return Play()

serve(Rude)
"#;

#[test]
fn the_python_sdk_tells_what_went_wrong_and_carries_on() {
    if !python_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(reverse_words().with_file_name("exitrl_domain.py"), folder.path().join("exitrl_domain.py")).unwrap();
    let script = folder.path().join("rude.py");
    std::fs::write(&script, RUDE_SCRIPT).unwrap();
    let spec = DomainSpec::new(script.display().to_string());
    let client = open(&spec).unwrap();
    let task = client.task(Split::Train, 0).unwrap();
    let start = EpisodeStart { task, history: Vec::new(), seed: 0 };
    let say = |episode, text: &str| client.step(episode, &Message::assistant(text), Duration::from_secs(10));
    let told = |text: &str| say(client.start(&start).unwrap(), text).map_err(|e| e.to_string());

    assert!(told("boom").unwrap_err().contains("the domain raised ValueError: something broke"));
    assert!(told("nan").unwrap_err().contains("step gave the reward nan; rewards must be finite"));
    assert!(told("2").unwrap_err().contains("the rewards sum to 2.0, outside the quality range [0.0, 1.0]"));
    assert_eq!(told("0.5").unwrap().reward, 0.5);
    let lost = client.start(&start).unwrap();
    say(lost, "boom").unwrap_err();
    assert!(say(lost, "0.5").unwrap_err().to_string().contains("is lost; start a new one"));

    let refused = open(&spec.clone().with_config(json!({"sise": 4}))).map(|_| ()).unwrap_err().to_string();
    assert!(refused.contains("unknown setting 'sise' of the domain rude; its settings are: size"), "{refused}");
    let refused = open(&spec.with_config(json!({"size": "4"}))).map(|_| ()).unwrap_err().to_string();
    assert!(refused.contains("the setting size is '4'; it must be like its default 3"), "{refused}");
}

#[test]
fn a_plugin_that_is_not_there_ends_it_with_1_and_a_wrong_command_line_with_2() {
    let (output, text) = check_domain(&["./no/such/plugin.so"]);
    assert!(output.status.code() == Some(1) && text.contains("./no/such/plugin.so"), "{text}");
    let (output, text) = check_domain(&["./x.so", "--config", "{"]);
    assert!(output.status.code() == Some(2) && text.contains("--config"), "{text}");
    let (output, text) = check_domain(&["./x.so", "--transport", "pigeon"]);
    assert!(output.status.code() == Some(2) && text.contains("auto, dylib or subprocess"), "{text}");
}
