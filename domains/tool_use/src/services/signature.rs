//! Signatures of methods, and CPython's way of binding arguments to them.

use exitrl_python::{PyError, PyResult, Str, Value};

/// A method of a service.
pub(crate) struct Method<S> {
    /// Its name; no two services share one.
    pub(crate) name: &'static str,
    /// What it does, for the model.
    pub(crate) about: &'static str,
    /// Its parameters, in order, without `self`.
    pub(crate) params: &'static [Param],
    /// Plays it.
    pub(crate) call: fn(&mut S, Args<'_>) -> PyResult,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    /// Its type as told to the model; nothing checks it.
    pub(crate) kind: Kind,
    /// What it means, for the model.
    pub(crate) about: &'static str,
    pub(crate) default: Default,
}

/// A parameter that must be given.
pub(crate) const fn required(name: &'static str, kind: Kind, about: &'static str) -> Param {
    Param { name, kind, about, default: Default::Required }
}

/// A parameter that may be left out.
pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str, default: Default) -> Param {
    Param { name, kind, about, default }
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Str,
    Int,
    Float,
    Bool,
    Dict,
    StrList,
    FloatList,
}

/// The value of a parameter that is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Default {
    Required,
    None,
    Bool(bool),
    Int(i64),
    Str(&'static str),
    EmptyList,
}

impl Default {
    pub(crate) fn value(self) -> Option<Value> {
        Some(match self {
            Self::Required => return None,
            Self::None => Value::None,
            Self::Bool(b) => b.into(),
            Self::Int(i) => i.into(),
            Self::Str(text) => Value::text(text),
            Self::EmptyList => Value::list(Vec::new()),
        })
    }
}

/// The arguments of a call, one for each parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Args<'a> {
    values: &'a [Value],
    /// Which parameters were left out, lowest bit first.
    omitted: u32,
}

impl<'a> Args<'a> {
    /// All of them, by position.
    pub(crate) fn all<const N: usize>(self) -> [&'a Value; N] {
        debug_assert_eq!(self.values.len(), N, "as many names as the table has parameters");
        std::array::from_fn(|nth| self.values.get(nth).unwrap_or(&Value::None))
    }
    /// Whether the parameter at this position was left out, so that its default stands in.
    pub(crate) fn is_default(self, nth: usize) -> bool {
        self.omitted >> nth & 1 == 1
    }
}

/// Binds arguments to parameters and calls the method.
///
/// # Errors
/// `TypeError` in CPython's words where they do not fit, and whatever the method raises.
pub(crate) fn call<S>(
    service: &mut S,
    class: &str,
    method: &Method<S>,
    positional: Vec<Value>,
    keywords: Vec<(Str, Value)>,
) -> PyResult {
    let given = positional.len();
    let params = method.params;
    let mut slots: Vec<Option<Value>> = positional.into_iter().map(Some).collect();
    let mut late = Vec::new();
    if given > params.len() {
        late = slots.split_off(params.len());
    }
    slots.resize(params.len(), None);
    for (name, value) in keywords {
        let Some(nth) = params.iter().position(|param| param.name == name) else {
            return Err(named(class, method, &format!("got an unexpected keyword argument '{name}'")));
        };
        if slots[nth].is_some() {
            return Err(named(class, method, &format!("got multiple values for argument '{name}'")));
        }
        slots[nth] = Some(value);
    }
    if !late.is_empty() {
        return Err(named(class, method, &too_many(params, given)));
    }
    let missing: Vec<&str> = params
        .iter()
        .zip(&slots)
        .filter(|(param, slot)| slot.is_none() && param.default == Default::Required)
        .map(|(param, _)| param.name)
        .collect();
    if !missing.is_empty() {
        return Err(named(class, method, &missing_text(&missing)));
    }
    let omitted = slots.iter().enumerate().filter(|(_, slot)| slot.is_none()).fold(0, |bits, (nth, _)| bits | 1 << nth);
    let fill = |(slot, param): (Option<Value>, &Param)| slot.or_else(|| param.default.value()).unwrap_or(Value::None);
    let values: Vec<Value> = slots.into_iter().zip(params).map(fill).collect();
    (method.call)(service, Args { values: &values, omitted })
}

fn named<S>(class: &str, method: &Method<S>, what: &str) -> PyError {
    PyError::type_error(format!("{class}.{}() {what}", method.name))
}

/// `self` counts, as in CPython.
fn too_many(params: &[Param], given: usize) -> String {
    let most = params.len() + 1;
    let required = params.iter().filter(|param| param.default == Default::Required).count() + 1;
    let taken = if required == most { most.to_string() } else { format!("from {required} to {most}") };
    let plural = if most == 1 { "" } else { "s" };
    format!("takes {taken} positional argument{plural} but {} were given", given + 1)
}

fn missing_text(missing: &[&str]) -> String {
    let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
    let names = match quoted.as_slice() {
        [one] => one.clone(),
        [first, last] => format!("{first} and {last}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        [] => String::new(),
    };
    let plural = if missing.len() == 1 { "" } else { "s" };
    format!("missing {} required positional argument{plural}: {names}", missing.len())
}
