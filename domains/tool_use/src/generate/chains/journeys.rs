//! Cars and flights.

use crate::generate::agency::{Flight, Insurance, Login, NewCard, card, token};
use crate::generate::pieces::{MATH, TRAVEL, VEHICLE, vehicle};
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{STREETS, note};

pub(crate) fn city_distance(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let ((one, _), (two, _)) = vehicle::two_cities(&mut scene.draw);
    let to = format!("{} {}, {two}", scene.draw.range(1, 480), scene.draw.pick(&STREETS));
    let mut script = Script::new(scene);
    let a = script.call(call!(get_zipcode_based_on_city, city = one))["zipcode"].clone();
    let b = script.call(call!(get_zipcode_based_on_city, city = two))["zipcode"].clone();
    script.call(call!(estimate_distance, cityA = a, cityB = b));
    script.call(call!(set_navigation, destination = to));
    script.piece(
        &[
            "How far is it from {one} to {two}? Tell me, then set the navigation to '{to}'.",
            "Estimate the distance from {one} to {two} by their zip codes and navigate to '{to}'.",
        ],
        &[("one", &one), ("two", &two), ("to", &to)],
    )
}

pub(crate) fn distance_from_zip(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let ((_, zip), (city, _)) = vehicle::two_cities(&mut scene.draw);
    let text = scene.fresh(note);
    let mut script = Script::new(scene);
    let to = script.call(call!(get_zipcode_based_on_city, city = city))["zipcode"].clone();
    script.call(call!(estimate_distance, cityA = zip, cityB = to));
    script.call(call!(display_log, messages = vec![text.clone()]));
    script.piece(
        &[
            "I am in the city with the zip code {zip}. How far is it to {city}? Also display the log message '{text}'.",
            "Get the zip code of {city}, estimate the distance to it from zip code {zip}, and show the message '{text}' in the log.",
        ],
        &[("zip", &zip), ("city", &city), ("text", &text)],
    )
}

pub(crate) fn start_car(scene: &mut Scene) -> Piece {
    vehicle::unlock_all(scene);
    let to = scene.fresh(vehicle::address);
    let mut script = Script::new(scene);
    vehicle::get_going(&mut script);
    script.call(call!(set_navigation, destination = to));
    script.piece(
        &[
            "Get the car going: lock the driver, passenger, rear left and rear right doors, press the brake pedal to 1.0, start the engine and navigate to '{to}'.",
            "Start the engine for a drive to '{to}' and set the navigation. All doors (driver, passenger, rear left, rear right) have to be locked and the brake pedal pressed to 1.0 before.",
        ],
        &[("to", &to)],
    )
}

pub(crate) fn liters_into_tank(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    let liters = scene.draw.cents(8, 100);
    let mut script = Script::new(scene);
    let gallons = script.call(call!(liter_to_gallon, liter = liters))["gallon"].clone();
    script.call(call!(fillFuelTank, fuelAmount = gallons));
    script.piece(
        &[
            "I have {liters} liters of fuel. Convert that to gallons and fill it into the tank.",
            "Fill {liters} liters into the tank; convert them to gallons first and use the exact result.",
        ],
        &[("liters", &liters)],
    )
}

pub(crate) fn enough_fuel(scene: &mut Scene) -> Piece {
    scene.involve(VEHICLE);
    scene.involve(MATH);
    let ((_, one), (_, two)) = vehicle::two_cities(&mut scene.draw);
    let text = scene.fresh(note);
    let mut script = Script::new(scene);
    let kilometers = script.call(call!(estimate_distance, cityA = one, cityB = two))["distance"].clone();
    let miles =
        script.call(call!(imperial_si_conversion, value = kilometers, unit_in = "km", unit_out = "miles"))["result"].clone();
    script.call(call!(estimate_drive_feasibility_by_mileage, distance = miles));
    script.call(call!(display_log, messages = vec![text.clone()]));
    script.piece(
        &[
            "Estimate the distance in km from zip code {one} to zip code {two}, convert it to miles, and check whether the fuel is enough for so many miles. Then display '{text}' as a log message.",
            "Is the fuel enough for the way from zip code {one} to {two}? The distance comes in km, convert it to miles for the check. At the end put '{text}' into the log display.",
        ],
        &[("one", &one), ("two", &two), ("text", &text)],
    )
}

/// A flight, and the cities that it goes between.
fn between_cities(scene: &mut Scene) -> (Flight, &'static str, &'static str) {
    let flight = Flight::drawn(&mut scene.draw);
    let (one, two) = flight.cities();
    (flight, one, two)
}

fn ask_for_airports(script: &mut Script<'_>, one: &str, two: &str) {
    for city in [one, two] {
        script.call(call!(get_nearest_airport_by_city, location = city));
    }
}

pub(crate) fn airports_and_cost(scene: &mut Scene) -> Piece {
    scene.involve(TRAVEL);
    let (flight, one, two) = between_cities(scene);
    let mut script = Script::new(scene);
    ask_for_airports(&mut script, one, two);
    script.call(flight.price_call());
    script.piece(
        &[
            "What does it cost to fly {class} class from {one} to {two} on {day}? Find the nearest airports first.",
            "I live in {one} and want to visit {two} on {day}. Look up both airports and the price in {class} class.",
        ],
        &[("one", &one), ("two", &two), ("day", &flight.day), ("class", &flight.class)],
    )
}

pub(crate) fn airports_and_booking(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let (flight, one, two) = between_cities(scene);
    let mut script = Script::new(scene);
    ask_for_airports(&mut script, one, two);
    script.call(flight.booking_call(&card, &token));
    script.piece(
        &[
            "Find the airports of {one} and {two}, then book me a {class} class flight from the first to the second on {day}, with card {card} and access token {token}.",
            "Book a flight from {one} to {two} on {day} in {class} class. You need the nearest airports; pay with {card}, the access token is {token}.",
        ],
        &[
            ("one", &one),
            ("two", &two),
            ("day", &flight.day),
            ("class", &flight.class),
            ("card", &card),
            ("token", &token),
        ],
    )
}

pub(crate) fn log_in_and_budget(scene: &mut Scene) -> Piece {
    let login = Login::drawn(scene);
    let Login { first, last, client, secret, refresh } = &login;
    let limit = scene.draw.range(400, 9000);
    let mut script = Script::new(scene);
    let token = script.call(login.call("read_write"))["access_token"].clone();
    script.call(call!(set_budget_limit, access_token = token, budget_limit = limit));
    script.piece(
        &[
            "Log {first} {last} in to the travel service: client id {client}, secret {secret}, refresh token {refresh}, grant type read_write. Then set the budget limit to {limit} dollars.",
            "Set my travel budget to {limit} dollars. Authenticate first as {first} {last} with client id {client}, client secret {secret}, refresh token {refresh} and the grant type read_write.",
        ],
        &[("first", first), ("last", last), ("client", client), ("secret", secret), ("refresh", refresh), ("limit", &limit)],
    )
}

/// Books a flight with a card that is there: its values by name, and the id of the booking.
fn booked(script: &mut Script<'_>, card: &str, token: &str) -> (String, serde_json::Value) {
    let flight = Flight::drawn(&mut script.scene.draw);
    let answer = script.call(flight.booking_call(card, &token));
    let Flight { from, to, day, class } = flight;
    (format!("{class} class from {from} to {to} on {day}"), answer["booking_id"].clone())
}

pub(crate) fn book_and_invoice(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let mut script = Script::new(scene);
    let (flight, id) = booked(&mut script, &card, &token);
    script.call(call!(retrieve_invoice, access_token = token, booking_id = id));
    script.piece(
        &[
            "Book a flight in {flight} with card {card} and access token {token}, and get me the invoice for it.",
            "I would like to fly {flight}. Book that with the card {card} (access token {token}) and retrieve the invoice of the booking.",
        ],
        &[("flight", &flight), ("card", &card), ("token", &token)],
    )
}

pub(crate) fn book_and_insure(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let insurance = Insurance::drawn(&mut scene.draw, &["baggage", "cancellation", "health"]);
    let mut script = Script::new(scene);
    let (flight, id) = booked(&mut script, &card, &token);
    script.call(insurance.call(&id, &card, &token));
    script.piece(
        &[
            "Book a flight in {flight}, then buy {kind} insurance for it that costs {cost} dollars. Use card {card} and access token {token} for both.",
            "With card {card} and access token {token}: book {flight} and purchase {kind} insurance for {cost} dollars for that booking.",
        ],
        &[("flight", &flight), ("kind", &insurance.kind), ("cost", &insurance.cost), ("card", &card), ("token", &token)],
    )
}

pub(crate) fn only_card_balance(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let mut script = Script::new(scene);
    script.call(call!(get_all_credit_cards));
    script.call(call!(get_credit_card_balance, access_token = token, card_id = card));
    script.piece(
        &[
            "I have one credit card registered for travel. List the cards to find its id, then ask for its balance with the access token {token}.",
            "With access token {token}: which credit card is registered, and what is its balance? List the cards, then query the balance.",
        ],
        &[("token", &token)],
    )
}

pub(crate) fn budget_of_other_currency(scene: &mut Scene) -> Piece {
    let token = token(scene);
    let (currency, amount) = (scene.draw.pick(&["RMB", "EUR", "GBP", "CAD", "AUD", "BRL"]), scene.draw.range(900, 9000));
    let mut script = Script::new(scene);
    let exchange = call!(compute_exchange_rate, base_currency = currency, target_currency = "USD", value = amount);
    let dollars = script.call(exchange)["exchanged_value"].clone();
    script.call(call!(set_budget_limit, access_token = token, budget_limit = dollars));
    script.piece(
        &[
            "My budget is {amount} {currency}. Convert it to USD and set the result as budget limit; the access token is {token}.",
            "How much are {amount} {currency} in USD? Make that my travel budget limit, with access token {token}.",
        ],
        &[("amount", &amount), ("currency", &currency), ("token", &token)],
    )
}

pub(crate) fn register_and_balance(scene: &mut Scene) -> Piece {
    let (token, card) = (token(scene), NewCard::drawn(scene));
    let NewCard { number, expires, holder, code } = &card;
    let mut script = Script::new(scene);
    let id = script.call(card.registering_call(&token))["card_id"].clone();
    script.call(call!(get_credit_card_balance, access_token = token, card_id = id));
    script.piece(
        &[
            "Register the credit card {number} of {holder}, valid until {expires}, verification number {code}, and tell me the balance of the new card. Access token: {token}.",
            "With the access token {token}, register my card (number {number}, expires {expires}, holder {holder}, verification number {code}). What is its balance?",
        ],
        &[("token", &token), ("number", number), ("expires", expires), ("holder", holder), ("code", code)],
    )
}
