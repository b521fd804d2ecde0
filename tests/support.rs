//! Building the programs under test, small configurations, reading run folders.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace").to_owned()
}

/// The folder with the plugins and the programs that they run, built once by cargo: `cargo test` makes no dynamic libraries of its own.
pub(crate) fn plugins() -> &'static Path {
    static PLUGINS: OnceLock<PathBuf> = OnceLock::new();
    PLUGINS.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        let plugins = ["math", "tool-use", "mle"].map(|name| format!("exitrl-plugin-{name}"));
        let packages = plugins.iter().map(String::as_str).chain(["exitrl-sandbox", "exitrl-mle"]);
        cargo.current_dir(root()).args(["build", "--message-format=json"]).args(packages.flat_map(|name| ["-p", name]));
        let output = cargo.output().expect("cargo runs");
        assert!(output.status.success(), "cargo build failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8_lossy(&output.stdout);
        let values = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let files = values.flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default());
        let mut paths = files.filter_map(|file| file.as_str().map(PathBuf::from));
        let is_plugin = |path: &PathBuf| path.to_string_lossy().contains("exitrl_plugin_math");
        let path = paths.find(is_plugin).expect("cargo names the library");
        path.parent().expect("it lies in a folder").to_owned()
    })
}

/// The `exitrl` command, with the plugins on its search path.
pub(crate) fn exitrl() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exitrl-under-test"));
    command.env("EXITRL_PLUGIN_PATH", plugins());
    command
}

/// Runs `exitrl` and gives what it printed.
pub(crate) fn run(args: &[&str], folder: &Path) -> Output {
    exitrl().args(args).current_dir(folder).output().expect("the binary starts")
}

/// Runs `exitrl`, which must succeed.
pub(crate) fn run_ok(args: &[&str], folder: &Path) -> Output {
    let output = run(args, folder);
    assert!(output.status.success(), "exitrl {args:?} failed:\n{}", text(&output));
    output
}

/// Everything a program printed.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The lines that switch the diversity bonus on, by the distances of the tiny sentence embedder that core's tests have.
pub(crate) fn tiny_diversity() -> String {
    let model = root().join("core/tests/fixtures/tiny_bert");
    format!("[diversity]\nbonus = true\nembedder = \"sentence\"\nmodel = {model:?}\n")
}

/// A configuration of a very small run in `folder`.
pub(crate) fn tiny_config(folder: &Path) -> PathBuf {
    tiny_config_with(folder, "")
}

/// The same with these lines at its end.
pub(crate) fn tiny_config_with(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("tiny.toml");
    let config = r#"
output_dir = "run"
max_steps = 6
[domain]
plugin = "math"
config = { source = { type = "family", family = "addition", level = 1 }, prompt = "compact" }
[model.scratch]
hidden_size = 32
intermediate_size = 64
num_hidden_layers = 2
num_attention_heads = 2
num_key_value_heads = 1
max_position_embeddings = 48
[warm_start]
steps = 20
batch_size = 16
[rollout]
groups_per_step = 4
group_size = 4
[sampling]
max_new_tokens = 6
[optim]
lr = 1e-3
[objective]
kl_coef = 0.01
reference_sync_every = 2
[curriculum]
type = "exit"
buffer_capacity = 16
buffer_min_size = 4
[eval]
every = 3
num_tasks = 8
num_iterations = 2
[ckpt]
every = 2
"#;
    std::fs::write(&path, format!("{config}{lines}")).expect("written");
    path
}

/// A file's bytes.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The lines of a JSON lines file.
pub(crate) fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = String::from_utf8(bytes(path)).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// A file of the folder of public data, where one is given; a test that lacks it says that it was skipped.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("EXITRL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        println!("skipped: {name} is not in the shared folder (EXITRL_SHARED)");
        return None;
    }
    Some(path)
}
