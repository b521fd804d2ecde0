//! The pieces that tasks are made of: requests to one service that one call fulfils. A row of a table and a small function each.

pub(crate) mod files;
pub(crate) mod math;
pub(crate) mod message;
pub(crate) mod ticket;
pub(crate) mod trading;
pub(crate) mod travel;
pub(crate) mod twitter;
pub(crate) mod vehicle;

use serde_json::{Value as Json, json};

use super::draw::Draw;
use super::scene::{Piece, Scene};

pub(crate) const FILES: &str = "GorillaFileSystem";
pub(crate) const MATH: &str = "MathAPI";
pub(crate) const MESSAGE: &str = "MessageAPI";
pub(crate) const TWITTER: &str = "TwitterAPI";
pub(crate) const TICKET: &str = "TicketAPI";
pub(crate) const TRADING: &str = "TradingBot";
pub(crate) const TRAVEL: &str = "TravelAPI";
pub(crate) const VEHICLE: &str = "VehicleControlAPI";

/// A kind of request.
#[derive(Debug)]
pub(crate) struct Template {
    /// Whom it is made to.
    pub(crate) service: &'static str,
    /// Whether it changes what other requests to the same service build on: who is logged in, the current folder, whether the engine runs.
    pub(crate) alone: bool,
    pub(crate) write: fn(&mut Scene) -> Piece,
}

/// A template that goes together with others of its service.
const fn free(service: &'static str, write: fn(&mut Scene) -> Piece) -> Template {
    Template { service, alone: false, write }
}

/// A template that does not.
const fn alone(service: &'static str, write: fn(&mut Scene) -> Piece) -> Template {
    Template { service, alone: true, write }
}

/// The templates by service.
pub(crate) const ALL: [&[Template]; 8] = [
    ticket::TEMPLATES,
    files::TEMPLATES,
    math::TEMPLATES,
    message::TEMPLATES,
    twitter::TEMPLATES,
    trading::TEMPLATES,
    travel::TEMPLATES,
    vehicle::TEMPLATES,
];

/// State that a service has before any piece adds to it.
pub(crate) fn base(service: &str, draw: &mut Draw) -> Json {
    match service {
        TICKET => ticket::base(draw),
        FILES => files::base(draw),
        MESSAGE => message::base(draw),
        TWITTER => twitter::base(draw),
        TRADING => trading::base(draw),
        TRAVEL => travel::base(draw),
        VEHICLE => vehicle::base(draw),
        _ => json!({}),
    }
}
