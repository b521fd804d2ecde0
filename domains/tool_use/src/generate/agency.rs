//! What requests to the travel agency have in common: the values that they name, and the calls with those.

use serde_json::json;

use super::draw::Draw;
use super::pieces::TRAVEL;
use super::scene::{Literal, Scene, call};
use super::words::{date, digits, password};
use crate::services::travel::CITIES;

/// Airports of the cities that requests name. From each of these flights go to every later one of those behind [`FIRST_GOAL`].
const AIRPORTS: [&str; 17] =
    ["SFO", "LAX", "JFK", "ORD", "BOS", "RMS", "SBK", "MPC", "SVP", "SHD", "SSV", "OKD", "WLB", "CRH", "ATV", "PHV", "GFD"];

const FIRST_GOAL: usize = 6;

const CLASSES: [&str; 3] = ["economy", "business", "first"];

/// A city with an airport.
pub(crate) fn city(draw: &mut Draw) -> &'static str {
    city_of(draw.pick(&AIRPORTS))
}

fn city_of(airport: &str) -> &'static str {
    CITIES.iter().find(|(_, code)| *code == airport).map_or("", |(city, _)| city)
}

/// A flight that can be booked.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) day: String,
    pub(crate) class: &'static str,
}

impl Flight {
    pub(crate) fn drawn(draw: &mut Draw) -> Self {
        let (from, to) = route(draw);
        Self { from, to, day: date(draw, (2024, 2026)), class: draw.pick(&CLASSES) }
    }

    /// Where it starts and where it ends.
    pub(crate) fn cities(&self) -> (&'static str, &'static str) {
        (city_of(self.from), city_of(self.to))
    }

    pub(crate) fn price_call(&self) -> String {
        let Self { from, to, day, class } = self;
        call!(get_flight_cost, travel_from = from, travel_to = to, travel_date = day, travel_class = class)
    }

    pub(crate) fn booking_call(&self, card: &str, token: &impl Literal) -> String {
        let Self { from, to, day, class } = self;
        call!(
            book_flight,
            access_token = token,
            card_id = card,
            travel_date = day,
            travel_from = from,
            travel_to = to,
            travel_class = class
        )
    }
}

/// Two airports with a flight from the first to the second.
fn route(draw: &mut Draw) -> (&'static str, &'static str) {
    let to = draw.below(AIRPORTS.len() - FIRST_GOAL) + FIRST_GOAL;
    (AIRPORTS[draw.below(to)], AIRPORTS[to])
}

/// An insurance for a booking.
#[derive(Debug)]
pub(crate) struct Insurance {
    pub(crate) kind: &'static str,
    pub(crate) cost: i64,
}

impl Insurance {
    pub(crate) fn drawn(draw: &mut Draw, kinds: &[&'static str]) -> Self {
        Self { kind: draw.pick(kinds), cost: draw.range(20, 400) }
    }

    pub(crate) fn call(&self, booking: &impl Literal, card: &str, token: &impl Literal) -> String {
        let Self { kind, cost } = self;
        call!(
            purchase_insurance,
            access_token = token,
            insurance_type = kind,
            booking_id = booking,
            insurance_cost = cost,
            card_id = card
        )
    }
}

/// What logging in needs, but for the grant type.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) client: String,
    pub(crate) secret: String,
    pub(crate) refresh: String,
}

impl Login {
    /// The user's, who is logged out.
    pub(crate) fn drawn(scene: &mut Scene) -> Self {
        scene.set(TRAVEL, "token_expires_in", json!(0));
        let (first, last) = names(scene);
        let client = scene.fresh(|draw| format!("client_{}", digits(draw, 5)));
        let secret = scene.fresh(password);
        let refresh = scene.fresh(|draw| format!("refresh_{}", digits(draw, 6)));
        Self { first, last, client, secret, refresh }
    }

    pub(crate) fn call(&self, grant: &str) -> String {
        call!(
            authenticate_travel,
            client_id = self.client,
            client_secret = self.secret,
            refresh_token = self.refresh,
            grant_type = grant,
            user_first_name = self.first,
            user_last_name = self.last
        )
    }
}

/// A card that is not registered: its number, the month when it expires, its holder and its verification number.
#[derive(Debug)]
pub(crate) struct NewCard {
    pub(crate) number: String,
    pub(crate) expires: String,
    pub(crate) holder: String,
    pub(crate) code: i64,
}

impl NewCard {
    pub(crate) fn drawn(scene: &mut Scene) -> Self {
        let (first, last) = names(scene);
        let expires = month(&mut scene.draw);
        let number = scene.fresh(|draw| digits(draw, 16));
        Self { number, expires, holder: format!("{first} {last}"), code: scene.draw.range(100, 999) }
    }

    pub(crate) fn registering_call(&self, token: &impl Literal) -> String {
        call!(
            register_credit_card,
            access_token = token,
            card_number = self.number,
            expiration_date = self.expires,
            cardholder_name = self.holder,
            card_verification_number = self.code
        )
    }
}

/// The user's first and last name.
pub(crate) fn names(scene: &mut Scene) -> (String, String) {
    (scene.text(TRAVEL, "user_first_name"), scene.text(TRAVEL, "user_last_name"))
}

pub(crate) fn token(scene: &mut Scene) -> String {
    scene.text(TRAVEL, "access_token")
}

/// A month to come.
fn month(draw: &mut Draw) -> String {
    format!("{:02}/{}", draw.range(1, 12), draw.range(2027, 2032))
}

/// A registered card: its id.
pub(crate) fn card(scene: &mut Scene) -> String {
    let (first, last) = names(scene);
    let id = scene.fresh(|draw| format!("card_{}", digits(draw, 5)));
    let card = json!({
        "card_number": digits(&mut scene.draw, 16),
        "expiration_date": month(&mut scene.draw),
        "cardholder_name": format!("{first} {last}"),
        "card_verification_number": scene.draw.range(100, 999),
        "balance": scene.draw.cents(15_000, 40_000),
    });
    scene.insert(TRAVEL, "credit_card_list", &id, card);
    id
}

/// A booked flight: its id.
pub(crate) fn booking(scene: &mut Scene, card: &str) -> String {
    let id = scene.fresh(|draw| digits(draw, 7));
    let draw = &mut scene.draw;
    let Flight { from, to, day, class } = Flight::drawn(draw);
    let record = json!({
        "card_id": card,
        "travel_date": day,
        "travel_from": from,
        "travel_to": to,
        "travel_class": class,
        "travel_cost": draw.range(20, 300) as f64 * 10.0,
        "transaction_id": digits(draw, 8),
    });
    scene.insert(TRAVEL, "booking_record", &id, record);
    id
}
