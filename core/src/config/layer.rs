//! One layer of a configuration: a TOML file, or a `section.key=value` override.

use std::path::Path;

use toml::{Table, Value};

use super::{Method, Problem};

/// Values of one layer, not yet checked.
pub(super) struct Layer {
    /// Where it came from, for people.
    pub(super) origin: String,
    /// What it sets.
    pub(super) table: Table,
    /// Whether values were written without TOML quotes, so that `5` may mean the text "5".
    pub(super) bare: bool,
}

impl Layer {
    /// A TOML file.
    pub(super) fn file(path: &Path) -> Result<Self, Problem> {
        let origin = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Problem::of(&origin, format!("the file cannot be read: {error}; check the path")))?;
        Self::text(&text, &origin)
    }

    /// TOML text.
    pub(super) fn text(text: &str, origin: &str) -> Result<Self, Problem> {
        let table = text.parse::<Table>().map_err(|error| {
            let (line, column) = position(text, error.span().map_or(0, |span| span.start));
            Problem::of(origin, format!("no valid TOML at line {line}, column {column}: {}", error.message().replace('\n', ", ")))
        })?;
        Ok(Self { origin: origin.to_owned(), table, bare: false })
    }

    /// The preset of a method.
    pub(super) fn preset(method: Method) -> Result<Self, Problem> {
        Self::text(method.preset(), &format!("method {method}"))
    }

    /// The method that it names.
    pub(super) fn method(&self) -> Option<Method> {
        Method::named(self.table.get("method")?.as_str()?)
    }

    /// An override such as `optim.lr=1e-5`. The value is TOML, or bare text.
    pub(super) fn flag(text: &str) -> Result<Self, Problem> {
        let form = "write an override as section.key=value, as in optim.lr=1e-5";
        let (key, value) = text.split_once('=').ok_or_else(|| Problem::of(text, form))?;
        let key = key.trim();
        let mut parts = key.split('.').rev().map(|part| part.replace('-', "_"));
        let mut table = Table::new();
        table.insert(parts.next().unwrap_or_default(), bare_value(value.trim()));
        for part in parts {
            table = Table::from_iter([(part, Value::Table(table))]);
        }
        if key.split('.').any(str::is_empty) {
            return Err(Problem::of(text, form));
        }
        Ok(Self { origin: "command line".to_owned(), table, bare: true })
    }
}

/// Line and column of a byte, from 1.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    (line, before.chars().rev().take_while(|c| *c != '\n').count() + 1)
}

/// A value as it is typed in a shell, which eats quotes.
fn bare_value(text: &str) -> Value {
    if let Some(value) = toml_value(text) {
        return value;
    }
    if let Some(items) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Value::Array(items.split(',').map(|item| bare_value(item.trim())).collect());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Float(number),
        _ => Value::String(text.to_owned()),
    }
}

fn toml_value(text: &str) -> Option<Value> {
    use serde::Deserialize;
    let value = Value::deserialize(toml::de::ValueDeserializer::parse(text).ok()?).ok()?;
    // What TOML reads as a date was meant as a name.
    (!value.is_datetime()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str) -> Value {
        Layer::flag(text).unwrap().table["a"].clone()
    }

    #[test]
    fn values_need_no_quotes_on_the_command_line() {
        assert_eq!(value_of("a=1e-6"), Value::Float(1e-6));
        assert_eq!(value_of("a=.5"), Value::Float(0.5));
        assert_eq!(value_of("a=true"), Value::Boolean(true));
        assert_eq!(value_of("a=cuda:0"), "cuda:0".into());
        assert_eq!(value_of("a=2024-01-01"), "2024-01-01".into());
        assert_eq!(value_of("a=\"1\""), "1".into());
        assert_eq!(value_of("a=[q_proj, v_proj]"), Value::Array(vec!["q_proj".into(), "v_proj".into()]));
        assert_eq!(value_of("a=x=y"), "x=y".into());
        assert_eq!(value_of("a="), "".into());
    }

    #[test]
    fn dots_open_sections_and_dashes_are_underscores() {
        let table = Layer::flag("rollout.group-size=4").unwrap().table;
        assert_eq!(table["rollout"]["group_size"], Value::Integer(4));
        for wrong in ["rollout", "=3", "a..b=3", ".a=3"] {
            assert!(Layer::flag(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_slip_in_a_file_is_shown_with_its_place() {
        let problem = Layer::text("seed = 1\nmax_steps = = 2\n", "run.toml").err().unwrap();
        assert!(problem.to_string().starts_with("run.toml: no valid TOML at line 2, column 13"), "{problem}");
    }
}
