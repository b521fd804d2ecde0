//! Requests to the travel agency.

use serde_json::{Value as Json, json};

use super::{TRAVEL, Template, alone, free};
use crate::generate::agency::{Flight, Insurance, Login, NewCard, booking, card, city, names, token};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{FAMILIES, PEOPLE, date, digits, note};
use crate::services::travel::RATES;

pub(crate) const TEMPLATES: &[Template] = &[
    free(TRAVEL, airport),
    free(TRAVEL, flight_cost),
    free(TRAVEL, exchange),
    free(TRAVEL, verify),
    free(TRAVEL, card_balance),
    free(TRAVEL, support),
    free(TRAVEL, invoice),
    free(TRAVEL, cancel),
    alone(TRAVEL, budget),
    alone(TRAVEL, register),
    alone(TRAVEL, book),
    alone(TRAVEL, insure),
    alone(TRAVEL, bookings),
    alone(TRAVEL, log_in),
];

pub(crate) fn base(draw: &mut Draw) -> Json {
    json!({
        "random_seed": draw.range(1, 999_999),
        "credit_card_list": {},
        "booking_record": {},
        "access_token": format!("tok{}", digits(draw, 7)),
        "token_type": "Bearer",
        "token_expires_in": 3600,
        "token_scope": "read_write",
        "user_first_name": draw.pick(&PEOPLE),
        "user_last_name": draw.pick(&FAMILIES),
        "budget_limit": null,
    })
}

fn airport(scene: &mut Scene) -> Piece {
    scene.involve(TRAVEL);
    let (first, last) = names(scene);
    let city = city(&mut scene.draw);
    let request = scene.say(
        &[
            "Which airport is nearest to {city}? {first} {last} is asking.",
            "I am {first} {last}. Find the airport nearest to {city}.",
        ],
        &[("city", &city), ("first", &first), ("last", &last)],
    );
    let vague = scene.say(&["I am {first} {last}. Find the nearest airport for me."], &[("first", &first), ("last", &last)]);
    let detail = scene.say(&["Nearest to {city}.", "I am in {city}."], &[("city", &city)]);
    Piece::new(request, call!(get_nearest_airport_by_city, location = city)).gap(vague, detail)
}

fn flight_cost(scene: &mut Scene) -> Piece {
    scene.involve(TRAVEL);
    let flight = Flight::drawn(&mut scene.draw);
    let Flight { from, to, day, class } = &flight;
    let values: [(&str, &dyn std::fmt::Display); 4] = [("from", from), ("to", to), ("day", day), ("class", class)];
    let request = scene.say(
        &[
            "What does a {class} class flight from {from} to {to} on {day} cost?",
            "Get the price of flying {class} from {from} to {to} on {day}.",
        ],
        &values,
    );
    let vague = scene.say(&["What does a {class} class flight from {from} to {to} cost?"], &values);
    let detail = scene.say(&["The flight is on {day}.", "On {day}."], &values);
    Piece::new(request, flight.price_call()).gap(vague, detail)
}

fn exchange(scene: &mut Scene) -> Piece {
    scene.involve(TRAVEL);
    let other = scene.draw.pick(&RATES).0;
    let (from, to) = if scene.draw.chance(50) { ("USD", other) } else { (other, "USD") };
    let value = scene.draw.cents(10, 5000);
    let values: [(&str, &dyn std::fmt::Display); 3] = [("from", &from), ("to", &to), ("value", &value)];
    let request =
        scene.say(&["How much are {value} {from} in {to}?", "Exchange {value} {from} to {to}: how much would that be?"], &values);
    let vague = scene.say(&["I want to exchange an amount of {from} to {to}. How much will I get?"], &values);
    let detail = scene.say(&["The amount is {value} {from}.", "{value}."], &values);
    Piece::new(request, call!(compute_exchange_rate, base_currency = from, target_currency = to, value = value))
        .gap(vague, detail)
}

fn verify(scene: &mut Scene) -> Piece {
    let (first, last) = names(scene);
    let (born, passport) = (date(&mut scene.draw, (1950, 2000)), format!("US{}", digits(&mut scene.draw, 7)));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("first", &first), ("last", &last), ("born", &born), ("passport", &passport)];
    let request = scene.say(
        &[
            "Verify my traveler information: {first} {last}, born {born}, passport number {passport}.",
            "Check the traveler data of {first} {last}. Date of birth {born}, passport {passport}.",
        ],
        &values,
    );
    let vague = scene.say(&["Verify my traveler information: {first} {last}, born {born}."], &values);
    let detail = scene.say(&["My passport number is {passport}."], &values);
    Piece::new(
        request,
        call!(
            verify_traveler_information,
            first_name = first,
            last_name = last,
            date_of_birth = born,
            passport_number = passport
        ),
    )
    .gap(vague, detail)
}

fn card_balance(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("card", &card), ("token", &token)];
    let request = scene.say(
        &[
            "What is the balance of the credit card {card}? My access token is {token}.",
            "With access token {token}, tell me the balance of the card {card}.",
        ],
        &values,
    );
    let vague = scene.say(&["With access token {token}, tell me the balance of the card I will name."], &values);
    let detail = scene.say(&["The card is {card}."], &values);
    Piece::new(request, call!(get_credit_card_balance, access_token = token, card_id = card)).gap(vague, detail)
}

fn support(scene: &mut Scene) -> Piece {
    let card = card(scene);
    let (id, text) = (booking(scene, &card), scene.fresh(note));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("text", &text)];
    let request = scene.say(
        &[
            "Contact customer support about booking {id} with the message '{text}'.",
            "Tell the customer support '{text}'. It is about booking {id}.",
        ],
        &values,
    );
    let vague = scene.say(&["Contact customer support about booking {id}."], &values);
    let detail = scene.say(&["Tell them: '{text}'.", "The message is '{text}'."], &values);
    Piece::new(request, call!(contact_customer_support, booking_id = id, message = text)).gap(vague, detail)
}

fn invoice(scene: &mut Scene) -> Piece {
    let card = card(scene);
    let (id, token) = (booking(scene, &card), token(scene));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("token", &token)];
    let request = scene.say(
        &[
            "Get the invoice of booking {id}. The access token is {token}.",
            "I need the invoice for my booking {id}; use the access token {token}.",
        ],
        &values,
    );
    let vague = scene.say(&["I need the invoice for a booking. The access token is {token}."], &values);
    let detail = scene.say(&["For booking {id}.", "The booking id is {id}."], &values);
    Piece::new(request, call!(retrieve_invoice, access_token = token, booking_id = id)).gap(vague, detail)
}

fn cancel(scene: &mut Scene) -> Piece {
    let card = card(scene);
    let (id, token) = (booking(scene, &card), token(scene));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("token", &token)];
    let request = scene.say(
        &[
            "Cancel the booking {id}. My access token is {token}.",
            "I cannot fly: cancel booking {id}, with {token} as the access token.",
        ],
        &values,
    );
    let vague = scene.say(&["I cannot fly: cancel my booking. My access token is {token}."], &values);
    let detail = scene.say(&["It is booking {id}.", "The id of the booking is {id}."], &values);
    Piece::new(request, call!(cancel_booking, access_token = token, booking_id = id)).gap(vague, detail)
}

fn budget(scene: &mut Scene) -> Piece {
    let (token, limit) = (token(scene), scene.draw.range(400, 9000));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("limit", &limit), ("token", &token)];
    let request = scene.say(
        &[
            "Set my travel budget to {limit} dollars. The access token is {token}.",
            "My trips may cost {limit} dollars at most: set that budget limit, access token {token}.",
        ],
        &values,
    );
    let vague = scene.say(&["Set a limit for my travel budget. The access token is {token}."], &values);
    let detail = scene.say(&["{limit} dollars.", "The limit is {limit} dollars."], &values);
    Piece::new(request, call!(set_budget_limit, access_token = token, budget_limit = limit)).gap(vague, detail)
}

fn register(scene: &mut Scene) -> Piece {
    let (token, card) = (token(scene), NewCard::drawn(scene));
    let NewCard { number, expires, holder, code } = &card;
    let values: [(&str, &dyn std::fmt::Display); 5] =
        [("token", &token), ("number", number), ("expires", expires), ("holder", holder), ("code", code)];
    let request = scene.say(
        &[
            "Register my credit card {number}, expiring {expires}, cardholder {holder}, verification number {code}. Access token: {token}.",
            "With access token {token}, register a credit card for {holder}: number {number}, valid until {expires}, verification number {code}.",
        ],
        &values,
    );
    let vague = scene.say(
        &["With access token {token}, register a credit card for {holder}: number {number}, valid until {expires}."],
        &values,
    );
    let detail = scene.say(&["The verification number is {code}."], &values);
    Piece::new(request, card.registering_call(&token)).gap(vague, detail)
}

fn book(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let flight = Flight::drawn(&mut scene.draw);
    let Flight { from, to, day, class } = &flight;
    let values: [(&str, &dyn std::fmt::Display); 6] =
        [("from", from), ("to", to), ("day", day), ("class", class), ("card", &card), ("token", &token)];
    let request = scene.say(
        &[
            "Book a {class} class flight from {from} to {to} on {day}. Pay with the card {card}; the access token is {token}.",
            "I want to fly from {from} to {to} on {day}, {class} class. Book it with access token {token} and card {card}.",
        ],
        &values,
    );
    let vague = scene
        .say(&["Book a flight from {from} to {to} on {day}. Pay with the card {card}; the access token is {token}."], &values);
    let detail = scene.say(&["In {class} class.", "I want to fly {class} class."], &values);
    Piece::new(request, flight.booking_call(&card, &token)).gap(vague, detail)
}

fn insure(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    let id = booking(scene, &card);
    let insurance = Insurance::drawn(&mut scene.draw, &["baggage", "cancellation", "health", "travel"]);
    let Insurance { kind, cost } = &insurance;
    let values: [(&str, &dyn std::fmt::Display); 5] =
        [("kind", kind), ("cost", cost), ("id", &id), ("card", &card), ("token", &token)];
    let request = scene.say(
        &["Purchase {kind} insurance for {cost} dollars for booking {id}, with card {card} and access token {token}."],
        &values,
    );
    let vague = scene.say(&["Purchase {kind} insurance for booking {id}, with card {card} and access token {token}."], &values);
    let detail = scene.say(&["It should cost {cost} dollars.", "The one for {cost} dollars."], &values);
    Piece::new(request, insurance.call(&id, &card, &token)).gap(vague, detail)
}

fn bookings(scene: &mut Scene) -> Piece {
    let (card, token) = (card(scene), token(scene));
    booking(scene, &card);
    let request = scene.say(
        &["Show my booking history. The access token is {token}.", "What have I booked so far? Use the access token {token}."],
        &[("token", &token)],
    );
    Piece::new(request, call!(get_booking_history, access_token = token))
}

fn log_in(scene: &mut Scene) -> Piece {
    let login = Login::drawn(scene);
    let Login { first, last, client, secret, refresh } = &login;
    let grant = scene.draw.pick(&["read_write", "read", "write"]);
    let values: [(&str, &dyn std::fmt::Display); 6] =
        [("first", first), ("last", last), ("client", client), ("secret", secret), ("refresh", refresh), ("grant", &grant)];
    let request = scene.say(
        &[
            "Authenticate {first} {last} with the travel service. Client id {client}, client secret {secret}, refresh token {refresh}, grant type {grant}.",
            "I am {first} {last}. Log me in to the travel system with client id {client}, secret {secret} and refresh token {refresh}; the grant type is {grant}.",
        ],
        &values,
    );
    let vague = scene.say(&["I am {first} {last}. Log me in to the travel system with client id {client} and refresh token {refresh}; the grant type is {grant}."], &values);
    let detail = scene.say(&["The client secret is {secret}."], &values);
    Piece::new(request, login.call(grant)).gap(vague, detail)
}
