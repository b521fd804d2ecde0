//! The eight services under one roof.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use exitrl_python::{PyResult, Str, Value};
use rustc_hash::FxBuildHasher;
use serde_json::json;

use super::file_system::FileSystem;
use super::math::MathApi;
use super::message::MessageApi;
use super::posting::TwitterApi;
use super::signature::{self, Kind, Param};
use super::ticket::TicketApi;
use super::trading::TradingBot;
use super::travel::TravelApi;
use super::vehicle::VehicleControlApi;
use super::{Default, LongContext, Service};

/// Makes the enum of classes, the enum of instances, and what passes through to the one inside.
macro_rules! services {
    ($($variant:ident($service:ty) = $name:literal in $docs:literal),* $(,)?) => {
        /// A service, by the name of its Python class.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Class {
            $($variant,)*
        }

        impl Class {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the Python class.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The file of its function docs in the benchmark's data folder.
            pub fn docs_file(self) -> &'static str {
                match self { $(Self::$variant => $docs,)* }
            }

            /// What it is for.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => <$service as Service>::ABOUT,)* }
            }

            /// A new instance in the state that a scenario describes.
            ///
            /// # Errors
            /// Where the scenario has a shape that the service cannot read.
            pub(crate) fn load(self, scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Instance> {
                Ok(match self { $(Self::$variant => Instance::$variant(<$service as Service>::load(scenario, long)?),)* })
            }

            /// Names, descriptions and parameters of its methods.
            fn method_facts(self) -> Vec<(&'static str, &'static str, &'static [Param])> {
                match self {
                    $(Self::$variant => <$service as Service>::methods().iter().map(|m| (m.name, m.about, m.params)).collect(),)*
                }
            }
        }

        /// A service in some state; copying it is a snapshot.
        #[derive(Debug, Clone)]
        #[allow(missing_docs)]
        pub(crate) enum Instance {
            $($variant($service),)*
        }

        impl Instance {
            /// Which service it is.
            pub(crate) fn class(&self) -> Class {
                match self { $(Self::$variant(_) => Class::$variant,)* }
            }

            /// Calls the method at a place of the service's table.
            pub(crate) fn call(&mut self, method: usize, args: Vec<Value>, keywords: Vec<(Str, Value)>) -> PyResult {
                match self {
                    $(Self::$variant(service) => {
                        signature::call(service, $name, &<$service as Service>::methods()[method], args, keywords)
                    })*
                }
            }

            /// The attributes that the checker compares, by name.
            pub(crate) fn public_state(&self) -> Vec<(&'static str, Value)> {
                match self { $(Self::$variant(service) => service.public_state(),)* }
            }

            /// Whether the checker sees no difference.
            pub(crate) fn same_state(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => a.same_state(b),)*
                    _ => false,
                }
            }

            /// See [`Service::share_defaults`].
            pub(crate) fn share_defaults(&mut self, other: &Self) {
                match (self, other) {
                    $((Self::$variant(a), Self::$variant(b)) => a.share_defaults(b),)*
                    _ => {}
                }
            }
        }
    };
}

services! {
    FileSystem(FileSystem) = "GorillaFileSystem" in "gorilla_file_system.json",
    Math(MathApi) = "MathAPI" in "math_api.json",
    Message(MessageApi) = "MessageAPI" in "message_api.json",
    Ticket(TicketApi) = "TicketAPI" in "ticket_api.json",
    Trading(TradingBot) = "TradingBot" in "trading_bot.json",
    Travel(TravelApi) = "TravelAPI" in "travel_booking.json",
    Twitter(TwitterApi) = "TwitterAPI" in "posting_api.json",
    Vehicle(VehicleControlApi) = "VehicleControlAPI" in "vehicle_control.json",
}

/// A method: its service and its place in the service's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MethodId {
    pub(crate) class: Class,
    pub(crate) place: usize,
}

/// The method of that name.
pub(crate) fn find_method(name: &str) -> Option<MethodId> {
    static METHODS: OnceLock<HashMap<&str, MethodId, FxBuildHasher>> = OnceLock::new();
    let methods = METHODS.get_or_init(|| {
        let of = |class: Class| {
            class.method_facts().into_iter().enumerate().map(move |(place, facts)| (facts.0, MethodId { class, place }))
        };
        Class::ALL.iter().copied().flat_map(of).collect()
    });
    methods.get(name).copied()
}

impl Class {
    /// The service of that class name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.name() == name)
    }

    /// Whether instances share default values of parameters that can change: a list that a tweet without mentions takes for its own.
    pub(crate) fn has_shared_defaults(self) -> bool {
        self == Self::Twitter
    }

    /// Our own function docs, in the benchmark's form.
    pub fn docs(self) -> Vec<serde_json::Value> {
        let doc = |(name, about, params): (&str, &str, &[Param])| {
            let properties: serde_json::Map<_, _> = params.iter().map(|param| (param.name.to_owned(), property(param))).collect();
            let required: Vec<&str> =
                params.iter().filter(|param| param.default == Default::Required).map(|param| param.name).collect();
            json!({"name": name, "description": about, "parameters": {"type": "dict", "properties": properties, "required": required}})
        };
        self.method_facts().into_iter().map(doc).collect()
    }

    /// Names of its methods, in order.
    pub fn method_names(self) -> Vec<&'static str> {
        self.method_facts().into_iter().map(|facts| facts.0).collect()
    }
}

fn property(param: &Param) -> serde_json::Value {
    let (kind, items) = match param.kind {
        Kind::Str => ("string", None),
        Kind::Int => ("integer", None),
        Kind::Float => ("float", None),
        Kind::Bool => ("boolean", None),
        Kind::Dict => ("dict", None),
        Kind::StrList => ("array", Some("string")),
        Kind::FloatList => ("array", Some("float")),
    };
    let mut property = json!({"type": kind, "description": param.about});
    if let Some(items) = items {
        property["items"] = json!({"type": items});
    }
    if let Some(default) = param.default.value() {
        property["default"] = exitrl_python::to_json(&default);
    }
    property
}
