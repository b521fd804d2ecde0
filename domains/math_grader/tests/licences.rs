//! Every dependency is permissively licensed, by the list in deny.toml: of the grader without any exception, of the workspace with those
//! that the list names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};

/// The registry that every dependency comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().expect("a program that can be started");
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Packages and their dependencies on this machine, all features of the workspace included.
fn metadata() -> Value {
    let about = output(&std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()), &["-vV"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let text = output(&cargo, &["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]);
    serde_json::from_str(&text).expect("JSON")
}

/// Licences that are allowed, and for which packages others as well.
struct Allowed {
    licences: BTreeSet<String>,
    exceptions: BTreeMap<String, BTreeSet<String>>,
}

impl Allowed {
    fn read() -> Self {
        let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
        let list: toml::Table = toml::from_str(&text).expect("TOML");
        let names = |value: &toml::Value| -> BTreeSet<String> {
            value.as_array().expect("an array").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
        };
        let exceptions = list["licenses"]["exceptions"].as_array().expect("an array");
        Self {
            licences: names(&list["licenses"]["allow"]),
            exceptions: exceptions
                .iter()
                .map(|exception| (exception["crate"].as_str().expect("a name").to_owned(), names(&exception["allow"])))
                .collect(),
        }
    }

    /// Whether a licence expression can be met; the old form with a slash means "or".
    fn meets(&self, package: &str, expression: &str, with_exceptions: bool) -> bool {
        let own = self.exceptions.get(package).filter(|_| with_exceptions);
        let holds = |licence: &LicenseReq| {
            let name = licence.to_string();
            self.licences.contains(&name) || own.is_some_and(|own| own.contains(&name))
        };
        Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|parsed| parsed.evaluate(holds))
    }
}

/// A package and all that it needs when it is used, development aside.
fn needs(metadata: &Value, root: &str) -> BTreeSet<String> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let start = packages.iter().find(|package| package["name"] == root).map(|package| text(&package["id"])).expect("the package");
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let by_id: BTreeMap<String, &Value> = nodes.iter().map(|node| (text(&node["id"]), node)).collect();
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            let used = by_id[&id]["deps"].as_array().expect("dependencies").iter();
            let used = used.filter(|dep| dep["dep_kinds"].as_array().expect("kinds").iter().any(|kind| kind["kind"] != "dev"));
            open.extend(used.map(|dep| text(&dep["pkg"])));
        }
    }
    found
}

/// The licence expression of a package; where its manifest names a file in place of one, what the file says.
fn licence(package: &Value) -> String {
    if let Some(expression) = package["license"].as_str() {
        return expression.to_owned();
    }
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a manifest"));
    let file = package["license_file"].as_str().map(|file| manifest.with_file_name(file));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let apache = text.contains("Licensed under the Apache License, Version 2.0");
    if apache { "Apache-2.0".to_owned() } else { "no licence".to_owned() }
}

/// Packages whose licence is not met, or that come from somewhere else.
fn refused(metadata: &Value, allowed: &Allowed, with_exceptions: bool, looked_at: impl Fn(&str) -> bool) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let foreign = packages.filter(|package| !package["source"].is_null() && looked_at(package["id"].as_str().expect("an id")));
    foreign
        .filter(|package| {
            let name = package["name"].as_str().expect("a name");
            let licence = licence(package);
            package["source"] != REGISTRY || !allowed.meets(name, &licence, with_exceptions)
        })
        .map(|package| format!("{} {}: {} from {}", package["name"], package["version"], package["license"], package["source"]))
        .collect()
}

#[test]
fn all_that_the_grader_needs_is_permissively_licensed() {
    let metadata = metadata();
    let needs = needs(&metadata, "exitrl-math-grader");
    assert!(needs.iter().any(|id| id.contains("dashu-int")), "the walk over the dependencies found {needs:?}");
    let refused = refused(&metadata, &Allowed::read(), false, |id| needs.contains(id));
    assert!(refused.is_empty(), "not permissive, or from another registry; choose another crate:\n{}", refused.join("\n"));
}

#[test]
fn the_workspace_needs_nothing_that_the_list_does_not_name() {
    let refused = refused(&metadata(), &Allowed::read(), true, |_| true);
    assert!(refused.is_empty(), "not in deny.toml; choose another crate:\n{}", refused.join("\n"));
}

#[test]
fn copyleft_is_refused_also_as_a_part_of_an_expression() {
    let allowed = Allowed::read();
    let meets = |licence| allowed.meets("some-crate", licence, true);
    assert!(meets("MIT") && meets("MIT OR Apache-2.0") && meets("MIT/Apache-2.0") && meets("GPL-3.0-only OR MIT"));
    assert!(meets("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
    assert!(!meets("GPL-3.0-only") && !meets("LGPL-3.0-or-later") && !meets("MIT AND LGPL-3.0-only") && !meets("AGPL-3.0-only"));
    assert!(!meets("") && !meets("Proprietary") && !meets("MPL-2.0"));
    assert!(allowed.meets("option-ext", "MPL-2.0", true) && !allowed.meets("option-ext", "MPL-2.0", false));
}
