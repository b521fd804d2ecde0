//! The eight simulated services: 128 methods that behave, to the letter of their answers, as BFCL's Python classes do.
//!
//! One file a service. A service holds its public attributes as Python values, says how a scenario becomes its state, and lists its
//! methods in a table; `signature.rs` binds arguments as CPython does, `instance.rs` puts the eight under one roof.
//!
//! State is immutable from outside and cheap to copy: copying a service is its snapshot.

mod file_system;
mod instance;
mod long_context;
mod math;
mod message;
mod posting;
mod signature;
mod ticket;
pub(crate) mod trading;
pub(crate) mod travel;
pub(crate) mod vehicle;

pub use instance::Class;
pub(crate) use instance::{Instance, MethodId, find_method};
pub(crate) use long_context::{LONG_CONTEXT_SOURCE, literals, parse_constants};
pub use long_context::{LongContext, long_context_of};
pub(crate) use signature::{Args, Default, Kind, Method, Param, optional, required};

use std::sync::Arc;

use exitrl_python::{Dict, PyResult, Value};

/// A simulated service.
pub(crate) trait Service: Clone + Send + Sync + Sized + 'static {
    /// What it is for, in a sentence.
    const ABOUT: &'static str;

    /// Its methods, in the order in which tools are listed.
    fn methods() -> &'static [Method<Self>];

    /// The state that a scenario describes; missing entries have defaults, entries that nothing reads are ignored.
    ///
    /// # Errors
    /// Where the scenario has a shape that the service cannot read.
    fn load(scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self>;

    /// The attributes that the checker compares, by name.
    fn public_state(&self) -> Vec<(&'static str, Value)>;

    /// Whether the checker sees no difference.
    fn same_state(&self, other: &Self) -> bool {
        self.public_state() == other.public_state()
    }

    /// Takes over what lives outside instances in Python: default values of parameters, which all instances of a process share.
    fn share_defaults(&mut self, other: &Self) {
        let _ = other;
    }
}

/// `scenario.get(key, default)`.
///
/// # Errors
/// `AttributeError` where the scenario is no dict.
pub(crate) fn setting(scenario: &Value, key: &'static str, default: impl FnOnce() -> Value) -> PyResult {
    Ok(scenario.dict_method("get")?.get_str(key).cloned().unwrap_or_else(default))
}

/// `{"error": text}`
pub(crate) fn error(text: impl Into<Value>) -> PyResult {
    Ok(Value::dict([("error", text.into())]))
}

/// A `dict` with constant keys, as a result.
pub(crate) fn reply<const N: usize>(items: [(&'static str, Value); N]) -> PyResult {
    Ok(Value::dict(items))
}

/// An empty `dict`.
pub(crate) fn empty_dict() -> Value {
    Dict::new().into()
}

/// `text.lower()` of a `str` or `bytes`.
pub(crate) fn lowered(text: &Value) -> PyResult {
    match text {
        Value::Bytes(bytes) => Ok(Value::Bytes(bytes.to_ascii_lowercase().into())),
        other => other.str_method("lower").map(|text| exitrl_python::lower(text).into()),
    }
}

/// A world of one service for its tests: call texts in, result texts out.
#[cfg(test)]
pub(crate) fn test_world(class: &str, scenario: &str) -> impl FnMut(&str) -> String + use<> {
    let class = Class::named(class).expect("a service");
    let mut world = crate::World::load(&[class], &Value::dict([]), None).expect("an empty scenario");
    let scenario = world.execute(scenario, crate::CallRules::default());
    let scenario: serde_json::Value = serde_json::from_str(&scenario).expect("a dict literal");
    let scenarios = exitrl_python::from_json(&serde_json::json!({class.name(): scenario}));
    let mut world = crate::World::load(&[class], &scenarios, None).expect("a scenario");
    move |call| world.execute(call, crate::CallRules::default())
}
