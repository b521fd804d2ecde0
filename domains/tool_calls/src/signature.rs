//! What the caller knows of the tools.

use exitrl_python::Str;
use serde_json::Value as Json;

/// A tool's parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Str,
    /// Its JSON schema; [`Json::Null`] where none is known.
    pub schema: Json,
}

/// Gives the parameters of a tool in their order; [`None`] where no such tool is known.
pub type Signatures<'a> = dyn Fn(&str) -> Option<Vec<Parameter>> + 'a;

/// Nothing is known of any tool.
pub fn no_signatures(_: &str) -> Option<Vec<Parameter>> {
    None
}

/// The parameters that the `parameters` of a tool's description list: a JSON schema with `properties`.
pub fn parameters_of(schema: &Json) -> Vec<Parameter> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, schema)| Parameter { name: name.as_str().into(), schema: schema.clone() }).collect()
}

impl From<&str> for Parameter {
    fn from(name: &str) -> Self {
        Self { name: name.into(), schema: Json::Null }
    }
}
