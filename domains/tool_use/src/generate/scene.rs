//! What a task is put together in: scenarios that grow as requests need them, and the services in the state that calls left them in.

use std::collections::HashSet;

use exitrl_python::{from_json, repr};
use serde_json::{Map, Value as Json, json};

use super::draw::Draw;
use super::pieces;
use crate::call::{CallRules, World};
use crate::services::{Class, find_method};

/// Something that a user asks of one service.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The request: whole sentences that name every value the calls need.
    pub(crate) request: String,
    /// The calls that fulfil it.
    pub(crate) calls: Vec<String>,
    /// The request without one of its values, and a later message with that value.
    pub(crate) gap: Option<(String, String)>,
}

impl Piece {
    pub(crate) fn new(request: String, call: String) -> Self {
        Self { request, calls: vec![call], gap: None }
    }

    /// How to ask so that a value is missing, and how to bring it.
    pub(crate) fn gap(self, vague: String, detail: String) -> Self {
        Self { gap: Some((vague, detail)), ..self }
    }
}

/// A task in the making. A piece adds to the scenarios what it needs, always under new names, so that pieces do not disturb each other.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) draw: Draw,
    /// Scenarios by service, in the order in which they were first needed.
    states: Vec<(&'static str, Map<String, Json>)>,
    /// Services that calls were executed on.
    worlds: Vec<(Class, World)>,
    used: HashSet<String>,
}

impl Scene {
    pub(crate) fn new(draw: Draw) -> Self {
        Self { draw, states: Vec::new(), worlds: Vec::new(), used: HashSet::new() }
    }

    /// An attribute of a service's scenario, which starts with some state of its own.
    pub(crate) fn field(&mut self, service: &'static str, key: &str) -> &mut Json {
        let place = match self.states.iter().position(|(name, _)| *name == service) {
            Some(place) => place,
            None => {
                let base = pieces::base(service, &mut self.draw);
                self.states.push((service, base.as_object().cloned().unwrap_or_default()));
                self.states.len() - 1
            }
        };
        self.states[place].1.entry(key).or_insert(Json::Null)
    }

    /// Makes sure that a service takes part.
    pub(crate) fn involve(&mut self, service: &'static str) {
        if !self.states.iter().any(|(name, _)| *name == service) {
            let base = pieces::base(service, &mut self.draw);
            self.states.push((service, base.as_object().cloned().unwrap_or_default()));
        }
    }

    /// Sets an attribute of a service's scenario.
    pub(crate) fn set(&mut self, service: &'static str, key: &str, value: Json) {
        *self.field(service, key) = value;
    }

    /// A text of a service's scenario.
    pub(crate) fn text(&mut self, service: &'static str, key: &str) -> String {
        self.field(service, key).as_str().unwrap_or_default().to_owned()
    }

    /// Adds to a list of a service's scenario.
    pub(crate) fn push(&mut self, service: &'static str, key: &str, value: Json) {
        if let Json::Array(items) = self.field(service, key) {
            items.push(value);
        }
    }

    /// Adds to a dict of a service's scenario.
    pub(crate) fn insert(&mut self, service: &'static str, key: &str, name: &str, value: Json) {
        if let Json::Object(fields) = self.field(service, key) {
            fields.insert(name.to_owned(), value);
        }
    }

    /// A counter of a service's scenario; counts on by one.
    pub(crate) fn count_on(&mut self, service: &'static str, key: &str) -> i64 {
        let number = self.field(service, key).as_i64().unwrap_or_default();
        self.set(service, key, json!(number + 1));
        number
    }

    /// A drawn text that this task has not used yet.
    pub(crate) fn fresh(&mut self, mut make: impl FnMut(&mut Draw) -> String) -> String {
        for _ in 0..50 {
            let text = make(&mut self.draw);
            if self.used.insert(text.clone()) {
                return text;
            }
        }
        // Lists are far longer than what a task takes out of them, so this is for safety only.
        let text = format!("{}{}", make(&mut self.draw), self.used.len());
        self.used.insert(text.clone());
        text
    }

    /// One of the wordings, with names in braces replaced by their values.
    pub(crate) fn say(&mut self, wordings: &[&str], values: &[(&str, &dyn std::fmt::Display)]) -> String {
        fill(self.draw.pick(wordings), values)
    }

    /// Executes a call on its service and gives the answer, [`Json::Null`] where it has no JSON form. From here on, the scenario of
    /// this service must stay as it is.
    pub(crate) fn answer(&mut self, call: &str) -> Json {
        let name = call.split('(').next().unwrap_or_default();
        let Some(method) = find_method(name) else { return Json::Null };
        let world = match self.worlds.iter().position(|(class, _)| *class == method.class) {
            Some(place) => &mut self.worlds[place].1,
            None => {
                let Ok(world) = World::load(&[method.class], &self.scenarios(), None) else { return Json::Null };
                self.worlds.push((method.class, world));
                let last = self.worlds.len() - 1;
                &mut self.worlds[last].1
            }
        };
        serde_json::from_str(&world.execute(call, CallRules::default())).unwrap_or(Json::Null)
    }

    /// The scenarios by class name.
    pub(crate) fn scenarios(&self) -> exitrl_python::Value {
        let states = self.states.iter().map(|(name, state)| ((*name).to_owned(), Json::Object(state.clone())));
        from_json(&Json::Object(states.collect()))
    }

    /// The services that take part.
    pub(crate) fn classes(&self) -> Vec<Class> {
        self.states.iter().filter_map(|(name, _)| Class::named(name)).collect()
    }
}

/// A text with names in braces replaced by their values.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = behind.split_once('}') else { break };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(name),
        }
        rest = behind;
    }
    out + rest
}

/// A value as Python writes it in a call.
pub(crate) trait Literal {
    fn literal(&self) -> String;
}

impl Literal for str {
    fn literal(&self) -> String {
        exitrl_python::str_repr(self)
    }
}
impl Literal for String {
    fn literal(&self) -> String {
        exitrl_python::str_repr(self)
    }
}
impl Literal for i64 {
    fn literal(&self) -> String {
        self.to_string()
    }
}
impl Literal for f64 {
    fn literal(&self) -> String {
        exitrl_python::float_repr(*self)
    }
}
impl Literal for bool {
    fn literal(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }
}
impl Literal for Json {
    fn literal(&self) -> String {
        repr(&from_json(self))
    }
}
impl<T: Literal> Literal for [T] {
    fn literal(&self) -> String {
        format!("[{}]", self.iter().map(Literal::literal).collect::<Vec<_>>().join(", "))
    }
}
impl<T: Literal> Literal for Vec<T> {
    fn literal(&self) -> String {
        self.as_slice().literal()
    }
}
impl<T: Literal + ?Sized> Literal for &T {
    fn literal(&self) -> String {
        (**self).literal()
    }
}

/// The text of a call: `call!(create_ticket, title = title, priority = 3_i64)`.
macro_rules! call {
    ($name:ident $(, $arg:ident = $value:expr)* $(,)?) => {{
        let arguments: Vec<String> = vec![$(format!("{}={}", stringify!($arg), $crate::generate::scene::Literal::literal(&$value))),*];
        format!("{}({})", stringify!($name), arguments.join(", "))
    }};
}
pub(crate) use call;
