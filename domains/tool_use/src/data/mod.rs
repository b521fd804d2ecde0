//! Test entries in the benchmark's layout: read from the user's own copy of the package, or from the entries that ship with exitrl.

mod entry;
mod official_prompt;
mod package;
mod split;

pub(crate) use entry::parse_entries;
pub use entry::{Category, Entry};
pub(crate) use official_prompt::OfficialPrompt;
pub(crate) use package::Package;
pub(crate) use split::{Sides, divide};

use std::collections::HashMap;
use std::sync::Arc;

use exitrl_domain::DomainError;
use serde_json::Value;

use crate::services::{Class, LongContext, parse_constants};

/// Prefixes of file names, the newest first.
const VERSIONS: [&str; 2] = ["v4", "v3"];

/// The file of a category's questions, and of its answers in the folder of answers.
pub(crate) fn question_file(version: &str, category: &str) -> String {
    format!("BFCL_{version}_multi_turn_{category}.json")
}

/// Everything read from a package.
pub(crate) struct Benchmark {
    pub(crate) entries: Vec<Entry>,
    /// Function docs by class.
    pub(crate) docs: HashMap<Class, Vec<Value>>,
    pub(crate) long: Option<Arc<LongContext>>,
    /// The official prompt's texts, where the package's sources are there.
    pub(crate) prompt: Option<OfficialPrompt>,
    /// Which data it is: version and digests, a line each.
    pub(crate) provenance: Vec<String>,
}

impl Benchmark {
    /// Reads the categories of a package.
    ///
    /// # Errors
    /// Where a file is missing or cannot be read.
    pub(crate) fn read(package: &Package, categories: &[Category]) -> Result<Self, DomainError> {
        let long = match package.source(crate::services::LONG_CONTEXT_SOURCE)? {
            Some(source) => Some(Arc::new(parse_constants(&source, crate::services::LONG_CONTEXT_SOURCE)?)),
            None => None,
        };
        let mut entries = Vec::new();
        for category in categories {
            if category.is_long() && long.is_none() {
                return Err(DomainError::data(format!(
                    "category {} needs the long-context constants, which are not in the data folder {}; give the unpacked package or the \
                     wheel of bfcl-eval instead of its data folder, or leave the category out",
                    category.name(),
                    package.path().display()
                )));
            }
            entries.extend(read_category(package, *category)?);
        }
        let mut docs = HashMap::new();
        for class in Class::ALL {
            docs.insert(*class, read_docs(package, *class)?);
        }
        let prompt = OfficialPrompt::read(package)?;
        Ok(Self { entries, docs, long, prompt, provenance: provenance(package) })
    }
}

fn provenance(package: &Package) -> Vec<String> {
    let version = package.version().map_or_else(|| "version unknown".to_owned(), |version| format!("version {version}"));
    let head = format!("BFCL data from {}, {version}", package.path().display());
    let files = package.digests().into_iter().map(|(name, digest)| format!("sha256 {digest} {name}"));
    std::iter::once(head).chain(files).collect()
}

fn read_category(package: &Package, category: Category) -> Result<Vec<Entry>, DomainError> {
    for version in VERSIONS {
        let name = question_file(version, category.file_part());
        let (question, answer) = match category.folders() {
            Some((questions, answers)) => (format!("{questions}/{name}"), format!("{answers}/{name}")),
            None => (name.clone(), format!("possible_answer/{name}")),
        };
        let Some(questions) = package.data(&question)? else { continue };
        let answers = package.data(&answer)?.ok_or_else(|| missing(package, &answer))?;
        return parse_entries(category, &questions, &answers);
    }
    Err(missing(package, &question_file(VERSIONS[0], category.file_part())))
}

fn read_docs(package: &Package, class: Class) -> Result<Vec<Value>, DomainError> {
    let name = format!("multi_turn_func_doc/{}", class.docs_file());
    let text = package.data(&name)?.ok_or_else(|| missing(package, &name))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(nth, line): (usize, &str)| {
        serde_json::from_str(line)
            .map_err(|error| DomainError::data(format!("line {} of {name} is no JSON: {error}; get the package anew", nth + 1)))
    };
    lines.map(parse).collect()
}

fn missing(package: &Package, name: &str) -> DomainError {
    DomainError::data(format!(
        "{} holds no {name}; give the data folder of bfcl-eval 2025.8 or later, its unpacked package or its wheel",
        package.path().display()
    ))
}
