//! A call, and how it is written as Python and as JSON.

use exitrl_python::{Dict, PyError, PyResult, Str, Value, str_of, to_json};
use serde_json::Value as Json;

use crate::Signatures;

/// A call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// The tool's name; may have points in it.
    pub name: Str,
    /// Arguments by name, in the order written; no name occurs twice.
    pub arguments: Vec<(Str, Value)>,
    /// Arguments by position, where they could not be given their names.
    pub positional: Vec<Value>,
}

impl ToolCall {
    /// A call with arguments by name.
    pub fn new(name: impl Into<Str>, arguments: impl IntoIterator<Item = (Str, Value)>) -> Self {
        Self { name: name.into(), arguments: arguments.into_iter().collect(), positional: Vec::new() }
    }

    /// The text that BFCL executes in prompting mode. A dict whose values are all dicts becomes a call of its first key with that
    /// key's dict as arguments; keys of other dicts are put in quotes without being escaped.
    ///
    /// # Errors
    /// For an empty dict, which BFCL's writer cannot write unless it is inside a list, and for integers too long for decimal text.
    pub fn to_call_string(&self) -> PyResult<String> {
        let nested = |(name, value): &(Str, Value)| Ok(format!("{name}={}", nested(value)?));
        let positional = self.positional.iter().map(str_repr_of);
        let parts = positional.chain(self.arguments.iter().map(nested)).collect::<PyResult<Vec<_>>>()?;
        Ok(format!("{}({})", self.name, parts.join(", ")))
    }

    /// The text that BFCL executes in function-calling mode: `repr` of all values, commas without a blank.
    ///
    /// # Errors
    /// For integers too long for decimal text.
    pub fn to_plain_call_string(&self) -> PyResult<String> {
        let named = |(name, value): &(Str, Value)| Ok(format!("{name}={}", str_repr_of(value)?));
        let positional = self.positional.iter().map(str_repr_of);
        let parts = positional.chain(self.arguments.iter().map(named)).collect::<PyResult<Vec<_>>>()?;
        Ok(format!("{}({})", self.name, parts.join(",")))
    }

    /// `{"name": ..., "arguments": {...}}`, and `"positional": [...]` where there are any.
    pub fn to_json(&self) -> Json {
        let mut json = serde_json::json!({"name": self.name.as_str(), "arguments": self.arguments_json()});
        if let (false, Some(object)) = (self.positional.is_empty(), json.as_object_mut()) {
            object.insert("positional".to_owned(), self.positional.iter().map(to_json).collect());
        }
        json
    }

    /// The arguments by name as a JSON object.
    pub(crate) fn arguments_json(&self) -> Json {
        Json::Object(self.arguments.iter().map(|(name, value)| (name.to_string(), to_json(value))).collect())
    }

    /// Gives arguments by position the names of a known tool's parameters. They stay as they are where there are more of them than
    /// parameters, or where one is given by name as well: executing such a call shows its mistake.
    pub fn name_positional(&mut self, signatures: &Signatures) {
        let Some(parameters) = (!self.positional.is_empty()).then(|| signatures(&self.name)).flatten() else { return };
        let Some(names) = parameters.get(..self.positional.len()) else { return };
        if names.iter().any(|parameter| self.arguments.iter().any(|(name, _)| *name == parameter.name)) {
            return;
        }
        let values = self.positional.drain(..);
        let named: Vec<_> = names.iter().map(|parameter| parameter.name.clone()).zip(values).collect();
        self.arguments.splice(0..0, named);
    }
}

/// `repr(value)`.
fn str_repr_of(value: &Value) -> PyResult<String> {
    match value {
        Value::Str(text) => Ok(exitrl_python::str_repr(text)),
        other => str_of(other),
    }
}

fn nested(value: &Value) -> PyResult<String> {
    let Value::Dict(dict) = value else { return str_repr_of(value) };
    if !dict.values().all(|value| matches!(value, Value::Dict(_))) {
        let pairs = dict.iter().map(|(key, value)| Ok(format!("'{}': {}", str_of(key)?, nested(value)?)));
        return Ok(format!("{{{}}}", pairs.collect::<PyResult<Vec<_>>>()?.join(", ")));
    }
    let Some((name, Value::Dict(arguments))) = dict.iter().next() else {
        return Err(PyError::new(exitrl_python::Exception::IndexError, "list index out of range"));
    };
    Ok(format!("{}({})", str_of(name)?, nested_arguments(arguments)?))
}

fn nested_arguments(arguments: &Dict) -> PyResult<String> {
    let parts = arguments.iter().map(|(name, value)| Ok(format!("{}={}", str_of(name)?, nested(value)?)));
    Ok(parts.collect::<PyResult<Vec<_>>>()?.join(", "))
}
