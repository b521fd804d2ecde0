//! The arrows of the house, and its order: what may import what, how long files and functions may be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Workspace packages each package may depend on (dev-dependencies are free).
const ARROWS: [(&str, &[&str]); 18] = [
    ("domains/api", &[]),
    ("domains/testkit", &["exitrl-domain"]),
    ("domains/math", &["exitrl-domain", "exitrl-math-grader"]),
    ("domains/math_grader", &[]),
    ("domains/python", &[]),
    ("domains/tool_calls", &["exitrl-python"]),
    ("domains/tool_use", &["exitrl-domain", "exitrl-python", "exitrl-tool-calls"]),
    ("domains/sandbox", &[]),
    ("domains/metrics", &[]),
    ("domains/mle", &["exitrl-domain", "exitrl-metrics", "exitrl-sandbox"]),
    ("plugins/host", &["exitrl-domain", "exitrl-testkit"]),
    ("plugins/math", &["exitrl-domain", "exitrl-math"]),
    ("plugins/mle", &["exitrl-domain", "exitrl-mle"]),
    ("plugins/tool_use", &["exitrl-domain", "exitrl-tool-use"]),
    ("core", &["exitrl-domain", "exitrl-plugin-host"]),
    ("tests", &["exitrl", "exitrl-domain", "exitrl-plugin-host", "exitrl-testkit", "exitrl-math"]),
    ("tests/fixtures/rude_plugins", &["exitrl-domain"]),
    ("examples/countdown_domain", &["exitrl-domain"]),
];

/// Files of core that may name Burn; everything else there is plain Rust.
const BURN_ROOMS: [&str; 15] = [
    "policy/",
    "sampler/local.rs",
    "batch.rs",
    "head.rs",
    "objective/",
    "learner",
    "optimizer.rs",
    "device_read.rs",
    "config/device.rs",
    "trainer/",
    "score.rs",
    "embedder/mod.rs",
    "embedder/bert.rs",
    "embedder/fixture_tests.rs",
    "embedder/sentence.rs",
];

/// Files that may hold `unsafe`.
const UNSAFE_ROOMS: [&str; 4] =
    ["domains/api/src/abi.rs", "domains/api/src/export.rs", "plugins/host/src/dylib.rs", "core/src/weights/mapped.rs"];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && name != "target" && !name.to_string_lossy().starts_with('.') {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn sources() -> BTreeMap<String, String> {
    let root = root();
    let rooms = ["core", "domains", "plugins", "tests", "examples"];
    let files = rooms.iter().flat_map(|room| rust_files(&root.join(room)));
    files
        .map(|path| {
            let name = path.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("readable"))
        })
        .collect()
}

#[test]
fn packages_depend_only_along_the_arrows() {
    for (folder, allowed) in ARROWS {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
        let manifest: toml::Table = toml::from_str(&manifest).expect("TOML");
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        for name in dependencies.keys().filter(|name| name.starts_with("exitrl")) {
            assert!(allowed.contains(&name.as_str()), "{folder} depends on {name}; it may on {allowed:?}");
        }
        let burn = dependencies.keys().any(|name| name.starts_with("burn"));
        assert!(!burn || folder == "core" || folder == "tests", "{folder} depends on Burn; only core may");
    }
}

#[test]
fn core_names_no_domain_and_burn_stays_in_its_rooms() {
    for (file, text) in sources().iter().filter(|(file, _)| file.starts_with("core/src/")) {
        let domain =
            ["exitrl_math", "exitrl_tool_use", "exitrl_mle", "exitrl_sandbox"].into_iter().find(|name| text.contains(name));
        assert!(domain.is_none(), "{file} names a concrete domain, {domain:?}");
        let inside = file.trim_start_matches("core/src/");
        let may = BURN_ROOMS.iter().any(|room| inside.starts_with(room));
        let names_burn = text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("burn::"));
        assert!(may || !names_burn, "{file} names Burn; its rooms are {BURN_ROOMS:?}");
    }
}

#[test]
fn unsafe_code_lies_in_four_files() {
    for (file, text) in &sources() {
        let holds = text.lines().any(|line| {
            let line = line.trim_start();
            !line.starts_with("//") && (line.contains("unsafe {") || line.contains("unsafe fn") || line.contains("unsafe impl"))
        });
        let may = UNSAFE_ROOMS.contains(&file.as_str()) || file.starts_with("tests/") || file.contains("/tests");
        assert!(may || !holds, "{file} holds unsafe code; it may lie in {UNSAFE_ROOMS:?}");
    }
}

#[test]
fn files_and_functions_stay_short() {
    let mut problems = Vec::new();
    for (file, text) in &sources() {
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > LONGEST_FILE {
            problems.push(format!("{file} has {} lines; the most is {LONGEST_FILE}", lines.len()));
        }
        problems.extend(
            long_functions(&lines).map(|(name, len)| format!("{file}: {name} has {len} lines; the most is {LONGEST_FUNCTION}")),
        );
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Functions longer than allowed: from the line of `fn` to the closing brace at the same indent (rustfmt's layout).
fn long_functions<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = (String, usize)> + 'a {
    lines.iter().enumerate().filter_map(move |(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let is_function = line.trim_start().split(' ').take(4).any(|word| word == "fn") && !line.trim_start().starts_with("//");
        if !is_function || line.trim_end().ends_with(['}', ';']) {
            return None;
        }
        let end = lines[start..].iter().position(|line| line.len() - line.trim_start().len() == indent && line.trim() == "}")?;
        (end + 1 > LONGEST_FUNCTION).then(|| (line.trim().to_owned(), end + 1))
    })
}

#[test]
fn stubs_are_not_shipped() {
    for (file, text) in sources().iter().filter(|(file, _)| !file.ends_with("tidy.rs")) {
        for stub in ["todo!(", "unimplemented!(", "FIXME", "#[ignore"] {
            assert!(!text.contains(stub), "{file} holds {stub}");
        }
    }
}
