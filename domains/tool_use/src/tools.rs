//! Functions as the policy is told of them: as the benchmark's docs, as one line each, or as JSON Schema for a chat template.

use std::collections::BTreeMap;
use std::fmt::Write;

use exitrl_python::{from_json, repr};
use exitrl_tool_calls::{Parameter, parameters_of};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::data::Entry;

/// What the benchmark adds to the description of every function that is not withheld (`bfcl_eval`, `utils.py`).
const LANGUAGE_HINT: &str = " Note that the provided function is in Python 3 syntax.";

/// How much of a function's docs a prompt shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolDocs {
    /// The docs as JSON, indented, as the benchmark has them: tens of thousands of characters for an entry.
    Json,
    /// A line each: signature and description.
    Lines,
    /// A line each: the signature alone, for small contexts.
    Signatures,
}

/// The functions of an entry: those at hand from the start, and those that a later turn brings.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tools {
    pub(crate) at_start: Vec<Value>,
    pub(crate) later: BTreeMap<usize, Vec<Value>>,
}

impl Tools {
    /// Out of all functions of an entry's services, in order: those it shows, less those withheld until a turn. `excluded` are withheld
    /// altogether; `hint` adds the benchmark's remark on the language.
    pub(crate) fn new(docs: Vec<Value>, entry: &Entry, excluded: &[String], hint: bool) -> Self {
        let mut at_start = docs;
        let among = |names: &[String], doc: &Value| names.iter().any(|name| doc["name"] == **name);
        at_start.retain(|doc| !among(excluded, doc) && entry.shown.as_ref().is_none_or(|shown| among(shown, doc)));
        let mut later = BTreeMap::new();
        for (turn, names) in &entry.missed {
            let brought: &mut Vec<Value> = later.entry(*turn).or_default();
            for name in names {
                if let Some(place) = at_start.iter().position(|doc| doc["name"] == **name) {
                    brought.push(at_start.remove(place));
                }
            }
        }
        if hint {
            at_start.iter_mut().for_each(add_hint);
        }
        Self { at_start, later }
    }

    /// The functions at hand in a turn.
    pub(crate) fn in_turn(&self, turn: usize) -> impl Iterator<Item = &Value> {
        self.at_start.iter().chain(self.later.range(..=turn).flat_map(|(_, docs)| docs))
    }

    /// A function's parameters, in order.
    pub(crate) fn signature(&self, function: &str) -> Option<Vec<Parameter>> {
        let doc = self.in_turn(usize::MAX).find(|doc| doc["name"] == function)?;
        Some(parameters_of(&schema(&doc["parameters"])))
    }
}

fn add_hint(doc: &mut Value) {
    if let Some(Value::String(description)) = doc.get_mut("description") {
        description.push_str(LANGUAGE_HINT);
    }
}

/// Functions as text for a prompt.
pub(crate) fn as_text<'a>(docs: impl Iterator<Item = &'a Value>, how: ToolDocs) -> String {
    match how {
        ToolDocs::Json => indented(&docs.collect()),
        ToolDocs::Lines => docs
            .map(|doc| format!("{}: {}", line(doc), doc["description"].as_str().unwrap_or_default()))
            .collect::<Vec<_>>()
            .join("\n"),
        ToolDocs::Signatures => docs.map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// `name(a: str, b: int = 1)`
fn line(doc: &Value) -> String {
    let mut out = format!("{}(", doc["name"].as_str().unwrap_or_default());
    let parameters = &doc["parameters"];
    let required = parameters["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (nth, (name, property)) in parameters["properties"].as_object().into_iter().flatten().enumerate() {
        let comma = if nth > 0 { ", " } else { "" };
        _ = write!(out, "{comma}{name}: {}", short_type(property["type"].as_str().unwrap_or("any")));
        if !required.contains(&json!(name)) {
            _ = write!(out, " = {}", repr(&from_json(&property["default"])));
        }
    }
    out + ")"
}

fn short_type(kind: &str) -> &str {
    match kind {
        "string" => "str",
        "integer" => "int",
        "boolean" => "bool",
        "array" => "list",
        other => other,
    }
}

/// `json.dumps(docs, indent=4)`: four blanks a level, everything beyond ASCII escaped.
fn indented(docs: &Vec<&Value>) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    if docs.serialize(&mut serializer).is_err() {
        return String::new();
    }
    escaped(&String::from_utf8_lossy(&bytes))
}

/// Characters beyond ASCII, which JSON has only inside texts, as `\uXXXX`.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\0'..='\x7e' => out.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(out, "\\u{unit:04x}")),
        }
    }
    out
}

/// A function as an OpenAI-style tool: its parameters as JSON Schema.
pub(crate) fn as_schema(doc: &Value) -> Value {
    let mut parameters = schema(&doc["parameters"]);
    parameters["required"] = doc["parameters"]["required"].clone();
    json!({"type": "function", "function": {"name": doc["name"], "description": doc["description"], "parameters": parameters}})
}

fn schema(property: &Value) -> Value {
    let Some(fields) = property.as_object() else { return property.clone() };
    let mut out = Map::new();
    for (name, value) in fields {
        let value = match name.as_str() {
            "type" => json!(schema_type(value.as_str().unwrap_or("string"))),
            "properties" => value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, inner)| (name.clone(), schema(inner)))
                .collect::<Map<_, _>>()
                .into(),
            "items" => schema(value),
            "required" | "optional" => continue,
            _ => value.clone(),
        };
        out.insert(name.clone(), value);
    }
    out.into()
}

/// Python's and the benchmark's names of types, as JSON Schema's.
fn schema_type(kind: &str) -> &'static str {
    match kind {
        "integer" | "int" | "long" | "short" | "byte" => "integer",
        "number" | "float" | "double" => "number",
        "boolean" | "bool" => "boolean",
        "array" | "list" | "tuple" => "array",
        "dict" | "object" => "object",
        _ => "string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs() -> Vec<Value> {
        let f = json!({"name": "f", "description": "Does f.", "parameters": {"type": "dict", "required": ["a"], "properties": {
            "a": {"type": "float", "description": "é"},
            "b": {"type": "array", "items": {"type": "tuple"}, "description": "B", "default": "None"},
        }}, "response": {"type": "dict"}});
        vec![f, json!({"name": "g", "description": "Does g.", "parameters": {"type": "dict", "required": [], "properties": {}}})]
    }

    fn entry(missed: Value) -> Entry {
        let entry =
            json!({"id": "x_0", "question": [[], []], "initial_config": {}, "involved_classes": [], "missed_function": missed});
        Entry::from_json(entry, vec![Vec::new(); 2]).unwrap()
    }

    #[test]
    fn a_withheld_function_comes_in_its_turn_and_without_the_hint() {
        let tools = Tools::new(docs(), &entry(json!({"1": ["f", "unknown"]})), &[], true);
        let names = |turn| tools.in_turn(turn).map(|doc| doc["name"].as_str().unwrap()).collect::<Vec<_>>();
        assert_eq!((names(0), names(1)), (vec!["g"], vec!["g", "f"]));
        assert_eq!(tools.at_start[0]["description"], "Does g. Note that the provided function is in Python 3 syntax.");
        assert_eq!(tools.later[&1][0]["description"], "Does f.");
        let names: Vec<_> = tools.signature("f").unwrap().into_iter().map(|parameter| parameter.name).collect();
        assert_eq!(names, ["a", "b"]);
        let excluded = Tools::new(docs(), &entry(json!({})), &["g".to_owned()], false);
        assert_eq!(excluded.at_start.len(), 1);
        let shown = Entry { shown: Some(vec!["g".to_owned()]), ..entry(json!({})) };
        assert_eq!(Tools::new(docs(), &shown, &[], false).at_start[0]["name"], "g");
    }

    #[test]
    fn functions_are_shown_in_three_lengths() {
        let docs = docs();
        assert_eq!(as_text(docs.iter(), ToolDocs::Signatures), "f(a: float, b: list = 'None')\ng()");
        assert!(as_text(docs.iter(), ToolDocs::Lines).ends_with("g(): Does g."));
        let json = as_text(docs.iter(), ToolDocs::Json);
        assert!(json.starts_with("[\n    {\n        \"name\": \"f\",\n"), "{json}");
        assert!(json.contains("\"description\": \"\\u00e9\""));
    }

    #[test]
    fn a_schema_has_the_types_of_json() {
        let tool = as_schema(&docs()[0]);
        let parameters = &tool["function"]["parameters"];
        assert_eq!(parameters["type"], "object");
        assert_eq!(parameters["properties"]["a"]["type"], "number");
        assert_eq!(parameters["properties"]["b"]["items"]["type"], "array");
        assert_eq!(parameters["required"], json!(["a"]));
        assert!(tool["function"].get("response").is_none());
    }
}
