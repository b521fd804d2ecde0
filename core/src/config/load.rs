//! Layering: defaults, then files from left to right, then overrides; and every problem of the result at once.

use std::path::PathBuf;

use serde::Deserialize;
use toml::{Table, Value};

use super::layer::Layer;
use super::names::canonical;
use super::shape;
use super::{ConfigError, Origins, Problem, RunConfig, check};

/// A checked configuration, and where its values came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The configuration.
    pub config: RunConfig,
    /// Which layer set each value.
    pub origins: Origins,
}

impl Loaded {
    /// The resolved configuration as TOML, each value with its layer as a comment.
    pub fn annotated(&self) -> String {
        self.origins.annotate(&self.config.to_toml())
    }
}

/// Layers files over the defaults and `section.key=value` overrides over the files, and checks the result. A method's preset
/// lies directly below the file that names it, or below all overrides where one of them does.
///
/// # Errors
/// Everything that is wrong: unreadable files, unknown keys with the nearest name, wrong types, values out of range.
pub fn load(files: &[PathBuf], overrides: &[String]) -> Result<Loaded, ConfigError> {
    let files = files.iter().flat_map(|path| with_preset(vec![Layer::file(path)]));
    let flags = overrides.iter().map(|text| Layer::flag(text)).collect();
    resolve(files.chain(with_preset(flags)))
}

/// Reads one TOML text over the defaults and checks it.
///
/// # Errors
/// Everything that is wrong, as [`load`].
pub fn from_text(text: &str, origin: &str) -> Result<Loaded, ConfigError> {
    resolve(with_preset(vec![Layer::text(text, origin)]).into_iter())
}

/// What one file or one command line sets, over the preset of the method it names: what is written beside a method's name
/// changes the method, and a method changes what earlier files say.
fn with_preset(layers: Vec<Result<Layer, Problem>>) -> Vec<Result<Layer, Problem>> {
    let method = layers.iter().rev().find_map(|layer| layer.as_ref().ok()?.method());
    method.map(Layer::preset).into_iter().chain(layers).collect()
}

/// A domain's configuration with another laid over it, as the layers of a run's are: tables are merged key by key, but one of
/// another `type` takes the old one's place.
pub fn laid_over(base: &Table, over: &Table) -> Table {
    let mut table = base.clone();
    Merge::default().free(over.clone(), &mut table, "", "");
    table
}

fn resolve(layers: impl Iterator<Item = Result<Layer, Problem>>) -> Result<Loaded, ConfigError> {
    let mut merge = Merge::default();
    for layer in layers {
        match layer {
            Ok(layer) => merge.add(layer),
            Err(problem) => {
                merge.problems.push(problem);
                merge.incomplete = true;
            }
        }
    }
    merge.finish()
}

#[derive(Default)]
struct Merge {
    table: Table,
    origins: Origins,
    problems: Vec<Problem>,
    /// Whether a layer could not be read, so that what it may have set is unknown.
    incomplete: bool,
}

/// What one layer's keys are merged with.
struct Place<'a> {
    section: &'a str,
    shape: &'a Table,
    origin: &'a str,
    bare: bool,
}

impl Merge {
    fn add(&mut self, layer: Layer) {
        let shape = shape::full();
        let place = Place { section: "", shape: &shape, origin: &layer.origin, bare: layer.bare };
        let mut table = std::mem::take(&mut self.table);
        self.section(layer.table, &mut table, &place);
        self.table = table;
    }

    fn section(&mut self, from: Table, into: &mut Table, place: &Place<'_>) {
        let mut seen: Vec<String> = Vec::new();
        for (written, value) in from {
            let name = canonical(place.section, &written).to_owned();
            let key = shape::join(place.section, &written);
            let Some(shape) = place.shape.get(&name) else {
                let advice = shape::unknown_key(place.section, &written, place.shape);
                self.problems.push(Problem::of(key, advice).from_layer(place.origin));
                continue;
            };
            if seen.contains(&name) {
                let advice = format!("given twice: it is another name of `{}`; keep one", shape::join(place.section, &name));
                self.problems.push(Problem::new(key, value, advice).from_layer(place.origin));
                continue;
            }
            seen.push(name.clone());
            self.entry(&name, shape, value, into, place);
        }
    }

    fn entry(&mut self, name: &str, shape: &Value, value: Value, into: &mut Table, place: &Place<'_>) {
        let key = shape::join(place.section, name);
        let taken_back = shape::is_optional(&key) && value.as_str() == Some("None");
        if taken_back {
            into.remove(name);
            self.origins.set(&key, place.origin);
            return;
        }
        match (shape, value) {
            (Value::Table(keys), Value::Table(value)) => {
                let inner = into.entry(name).or_insert_with(|| Value::Table(Table::new()));
                let Value::Table(inner) = inner else { return };
                if shape::is_opaque(&key) {
                    self.free(value, inner, &key, place.origin);
                } else {
                    self.section(value, inner, &Place { section: &key, shape: keys, ..*place });
                }
            }
            (Value::Table(_), value) => {
                self.refuse(&key, &value, &format!("this is a section; write [{key}] and its keys below"), place)
            }
            (shape, value) => self.leaf(&key, name, adapt(value, shape, place.bare), into, place),
        }
    }

    fn leaf(&mut self, key: &str, name: &str, value: Value, into: &mut Table, place: &Place<'_>) {
        match shape::check_type(key, &value) {
            Ok(()) => {
                self.origins.set(key, place.origin);
                into.insert(name.to_owned(), value);
            }
            Err(advice) => self.refuse(key, &value, &advice, place),
        }
    }

    /// Merges keys that only the domain understands. A table of another `type` takes the old one's place: the keys of two
    /// types do not mix.
    fn free(&mut self, from: Table, into: &mut Table, section: &str, origin: &str) {
        for (name, value) in from {
            let key = shape::join(section, &name);
            let Value::Table(value) = value else {
                self.origins.set(&key, origin);
                into.insert(name, value);
                continue;
            };
            let old = into.remove(&name).and_then(|old| old.try_into::<Table>().ok());
            let mut inner = old.filter(|old| same_type(old, &value)).unwrap_or_default();
            self.free(value, &mut inner, &key, origin);
            into.insert(name, Value::Table(inner));
        }
    }

    fn refuse(&mut self, key: &str, value: &Value, advice: &str, place: &Place<'_>) {
        self.problems.push(Problem::new(key, value, advice).from_layer(place.origin));
    }

    fn finish(mut self) -> Result<Loaded, ConfigError> {
        let config = match RunConfig::deserialize(Value::Table(self.table)) {
            Ok(config) => config,
            Err(error) => {
                self.problems.push(Problem::of("configuration", error.message()));
                return Err(ConfigError { problems: self.problems });
            }
        };
        let broken: Vec<String> = self.problems.iter().map(|problem| section_of(&problem.key).to_owned()).collect();
        for mut problem in check(&config).err().unwrap_or_default() {
            problem.origin = self.origins.get(&problem.key).map(str::to_owned);
            // A key that could not be read may be the very one whose absence is complained of here.
            let unset = problem.origin.is_none();
            let follows = unset && (self.incomplete || broken.iter().any(|section| *section == section_of(&problem.key)));
            if !follows {
                self.problems.push(problem);
            }
        }
        if self.problems.is_empty() {
            Ok(Loaded { config, origins: self.origins })
        } else {
            Err(ConfigError { problems: self.problems })
        }
    }
}

/// Whether a table goes over another; one that names no type always does.
fn same_type(old: &Table, new: &Table) -> bool {
    new.get("type").is_none_or(|kind| old.get("type").is_none_or(|old| old == kind))
}

/// The first part of a dotted key.
fn section_of(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// Text that a shell left without quotes: `--model.source=7` names a model.
fn adapt(value: Value, shape: &Value, bare: bool) -> Value {
    let scalar = matches!(value, Value::Integer(_) | Value::Float(_) | Value::Boolean(_));
    if bare && shape.is_str() && scalar { Value::String(value.to_string()) } else { value }
}
