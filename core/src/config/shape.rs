//! Which keys there are and what type each has, read off the default configuration.

use serde::Deserialize;
use toml::{Table, Value};

use super::names::{ALIASES, canonical, nearest};
use super::{LoraSection, Method, RunConfig, ScratchSection, ServerSection};

/// Keys that may be taken back with `"None"`, since TOML has no null.
const OPTIONAL: [&str; 4] = ["model.scratch", "model.lora", "model.server", "eval.temperature"];

/// Tables that a domain and a model server read themselves; their keys are not ours.
const OPAQUE: [&str; 2] = ["domain.config", "model.server.extra_body"];

/// The default configuration with every optional part present.
pub(super) fn full() -> Table {
    let mut config = RunConfig::default();
    config.model.scratch = Some(ScratchSection::default());
    config.model.lora = Some(LoraSection::default());
    config.model.server = Some(ServerSection::default());
    config.eval.temperature = Some(1.0);
    config.method = Some(Method::Exit);
    match Value::try_from(config) {
        Ok(Value::Table(table)) => table,
        // The default configuration is a constant; a test reads it back.
        _ => Table::new(),
    }
}

/// Whether a key may be taken back.
pub(super) fn is_optional(key: &str) -> bool {
    OPTIONAL.contains(&key)
}

/// Whether a key holds a table that only somebody else understands.
pub(super) fn is_opaque(key: &str) -> bool {
    OPAQUE.contains(&key)
}

/// A key below a section; the section of top-level keys is empty.
pub(super) fn join(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }
}

/// What to do about a key that does not exist in a section.
pub(super) fn unknown_key(section: &str, key: &str, keys: &Table) -> String {
    let aliases = ALIASES.iter().filter(|(of, ..)| *of == section).map(|(_, alias, _)| *alias);
    let here = keys.keys().map(String::as_str).chain(aliases);
    let place = if section.is_empty() { "at the top level".to_owned() } else { format!("in [{section}]") };
    if let Some(elsewhere) = elsewhere(key) {
        return format!("there is no such key {place}; did you mean `{elsewhere}`?");
    }
    match nearest(key, here) {
        Some(near) => format!("there is no such key {place}; did you mean `{}`?", join(section, near)),
        None => format!("there is no such key {place}; it knows {}", keys.keys().cloned().collect::<Vec<_>>().join(", ")),
    }
}

/// The dotted key of a name that exists, but in another section.
fn elsewhere(key: &str) -> Option<String> {
    let mut found = Vec::new();
    collect(&full(), "", &mut |section, name| {
        if name == key || (canonical(section, key) != key && canonical(section, key) == name) {
            found.push(join(section, name));
        }
    });
    // A name that several sections have (`every`) says nothing of which one was meant.
    if found.len() == 1 { found.pop() } else { None }
}

fn collect(table: &Table, section: &str, visit: &mut dyn FnMut(&str, &str)) {
    for (key, value) in table {
        visit(section, key);
        if let Value::Table(inner) = value {
            collect(inner, &join(section, key), visit);
        }
    }
}

/// Every dotted key that holds a value, in order of the sections.
pub fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    let shape = full();
    collect(&shape, "", &mut |section, key| keys.push(join(section, key)));
    keys.retain(|key| is_opaque(key) || !at(&shape, key).is_some_and(Value::is_table));
    keys
}

fn at<'t>(table: &'t Table, key: &str) -> Option<&'t Value> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let value = table.get(first)?;
    rest.map_or(Some(value), |rest| at(value.as_table()?, rest))
}

/// Checks one value alone, by reading a configuration in which everything else is as by default.
///
/// # Errors
/// What is wrong with its type, in plain words.
pub(super) fn check_type(key: &str, value: &Value) -> Result<(), String> {
    let mut table = full();
    let mut inner = &mut table;
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    for part in section.split('.').filter(|part| !part.is_empty()) {
        match inner.get_mut(part).and_then(Value::as_table_mut) {
            Some(next) => inner = next,
            None => return Ok(()),
        }
    }
    inner.insert(name.to_owned(), value.clone());
    RunConfig::deserialize(Value::Table(table)).map(drop).map_err(|error| plain(error.message(), value))
}

/// The words of the deserializer, without the names of Rust types.
fn plain(message: &str, value: &Value) -> String {
    if let (true, Some(seen)) = (message.starts_with("unknown variant"), value.as_str()) {
        let allowed: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let near = nearest(seen, allowed.iter().copied()).map(|near| format!(" (did you mean `{near}`?)"));
        return format!("write one of {}{}", allowed.join(", "), near.unwrap_or_default());
    }
    let expected = message.split("expected ").nth(1).unwrap_or(message);
    let words = match expected.split_whitespace().next() {
        Some("u64" | "usize" | "u32") => "a whole number of at least 0",
        Some("f64" | "f32" | "floating") => "a number",
        _ if expected.starts_with("a boolean") => "true or false",
        _ if expected.starts_with("a sequence") => "a list, as in [\"a\", \"b\"]",
        _ if expected.starts_with("a string") || expected.starts_with("path string") => "text in quotes",
        _ => expected,
    };
    format!("write {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_holds_every_section_and_reads_back() {
        let shape = full();
        assert_eq!(shape.len(), 17);
        assert!(RunConfig::deserialize(Value::Table(shape)).is_ok());
        let keys = keys();
        assert!(keys.contains(&"model.lora.rank".to_owned()) && keys.contains(&"domain.config".to_owned()), "{keys:?}");
        assert!(!keys.contains(&"model.lora".to_owned()));
    }

    #[test]
    fn type_errors_are_in_plain_words() {
        let says = |key: &str, value: Value| check_type(key, &value).unwrap_err();
        assert_eq!(says("seed", Value::Integer(-1)), "write a whole number of at least 0");
        assert_eq!(says("optim.lr", "fast".into()), "write a number");
        assert_eq!(says("log.traces", Value::Integer(1)), "write true or false");
        assert_eq!(says("output_dir", Value::Integer(1)), "write text in quotes");
        assert_eq!(says("sampling.stop_sequences", "x".into()), "write a list, as in [\"a\", \"b\"]");
        assert_eq!(says("objective.type", "grop".into()), "write one of grpo, dr_grpo (did you mean `grpo`?)");
        assert_eq!(check_type("optim.lr", &Value::Integer(1)), Ok(()));
        assert_eq!(check_type("model.lora.rank", &Value::Integer(8)), Ok(()));
    }
}
