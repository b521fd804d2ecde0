//! Stories with the travel agency. Random numbers in them are those of CPython's `random.Random`.

use crate::services::test_world;
use crate::{Class, World};

/// A scenario with a card and a booking, and nobody logged in: `None` is the token then.
const SCENARIO: &str = "{'credit_card_list': {'c': {'balance': 5000}, 'bare': {}}, 'booking_record': {'b': {'card_id': 'gone', \
    'travel_cost': 10}}}";

#[test]
fn a_flight_is_booked_insured_and_cancelled() {
    let mut world = test_world("TravelAPI", "{}");
    assert_eq!(
        world("authenticate_travel('id', 'secret', 'refresh', 'read_write', 'Ann', 'Lee')"),
        r#"{"expires_in": 2, "access_token": "251675", "token_type": "Bearer", "scope": "read_write"}"#
    );
    assert_eq!(world("register_credit_card('251675', '123', '01/2030', 'Ann Lee', 99)"), r#"{"card_id": "391310425148"}"#);
    assert_eq!(world("get_credit_card_balance('251675', '391310425148')"), r#"{"card_balance": 58617}"#);
    assert_eq!(
        world("book_flight('251675', '391310425148', '2024-1-5', 'SFO', 'LAX', 'first')"),
        r#"{"booking_id": "4191922", "transaction_id": "56121276", "booking_status": true, "booking_history": {}}"#
    );
    // 200 for the route, 5 times for the class, twice as the digits of the date add up to 14.
    assert_eq!(world("get_credit_card_balance('251675', '391310425148')"), r#"{"card_balance": 56617.0}"#);
    assert_eq!(
        world("retrieve_invoice('251675', '4191922')"),
        concat!(
            r#"{"invoice": {"booking_id": "4191922", "travel_date": "2024-1-5", "travel_from": "SFO", "travel_to": "LAX", "#,
            r#""travel_class": "first", "travel_cost": 2000.0, "transaction_id": "56121276"}}"#
        )
    );
    assert_eq!(
        world("purchase_insurance('251675', 'full', '4191922', 100, '391310425148')"),
        r#"{"insurance_id": "789652479", "insurance_status": true}"#
    );
    assert_eq!(world("cancel_booking('251675', '4191922')"), r#"{"cancel_status": true}"#);
    assert_eq!(world("get_credit_card_balance('251675', '391310425148')"), r#"{"card_balance": 58517.0}"#);
    assert_eq!(world("get_booking_history('251675')"), r#"{"booking_history": {}}"#);
}

#[test]
fn prices_depend_on_route_class_and_the_digits_of_the_date() {
    let mut world = test_world("TravelAPI", "{}");
    let raised = |text: &str| format!("Error during execution: {text}");
    let cases = [
        ("get_flight_cost('SFO', 'LAX', '2024-01-06', 'economy')", r#"{"travel_cost_list": [200.0]}"#.to_owned()),
        ("get_flight_cost('LAX', 'SFO', '2024-01-05', 'business')", r#"{"travel_cost_list": [400.0]}"#.to_owned()),
        ("get_flight_cost('OKD', 'LAX', '', 'first')", r#"{"travel_cost_list": [2200.0]}"#.to_owned()),
        ("get_flight_cost('SFO', 'LHR', '', 'first')", raised("No available route for the given airports.")),
        ("get_flight_cost('SFO', 'LAX', '', 'coach')", raised("Invalid travel class. Options are: economy, business, first.")),
        ("get_flight_cost(['SFO'], 'LAX', '', 'first')", raised("unhashable type: 'list'")),
        ("get_flight_cost('SFO', 'LAX', 5, 'first')", raised("'int' object is not iterable")),
        ("get_flight_cost('SFO', 'LAX', '²', 'first')", raised("invalid literal for int() with base 10: '²'")),
    ];
    for (call, result) in cases {
        assert_eq!(world(call), result);
    }
}

#[test]
fn what_cannot_be_booked_says_why() {
    let mut world = test_world("TravelAPI", SCENARIO);
    let cases = [
        ("'x', 'c', '2024-1-5', 'SFO', 'LAX', 'first'", "Invalid access token"),
        ("None, 'd', '2024-1-5', 'SFO', 'LAX', 'first'", "Card not registered"),
        ("None, 'bare', '2024-1-5', 'SFO', 'LAX', 'first'", "Balance not found"),
        ("None, 'c', '2024-1-5', ['SFO'], 'LAX', 'first'", "Invalid departure airport code: ['SFO']"),
        ("None, 'c', '2024-1-5', 'SFO', 'PVG', 'first'", "Invalid destination airport code: PVG"),
        ("None, 'c', '2024-2-30', 'SFO', 'LAX', 'first'", "Invalid date format. Use YYYY-MM-DD."),
        ("None, 'c', '2024-1-5', 'SFO', 'LAX', {1}", "Invalid travel class. Must be one of {'economy', 'business', 'first'}"),
        ("None, 'c', '2024-1-5', 'SFO', 'CDG', 'first'", "No available route for the given airports."),
        ("None, 'c', '2024-1-5', 'JFK', 'PEK', 'first'", "Insufficient funds"),
    ];
    for (args, text) in cases {
        assert_eq!(world(&format!("book_flight({args})")), format!(r#"{{"booking_status": false, "error": "{text}"}}"#));
    }
    let no_text = "Error during execution: strptime() argument 1 must be str, not int";
    assert_eq!(world("book_flight(None, 'c', 5, 'SFO', 'LAX', 'first')"), no_text);
    assert_eq!(world("set_budget_limit(None, '6e3')"), r#"{"budget_limit": 6000.0}"#);
    assert_eq!(
        world("book_flight(None, 'c', '2024-1-5', 'SFO', 'LAX', 'economy')"),
        r#"{"booking_status": false, "error": "Balance is less than budget limit"}"#
    );
}

#[test]
fn a_booking_without_its_fields_raises_and_stays() {
    let mut world = test_world("TravelAPI", SCENARIO);
    assert_eq!(world("cancel_booking(None, 'b')"), "Error during execution: 'gone'");
    assert_eq!(world("retrieve_invoice(None, booking_id='b')"), "Error during execution: 'travel_date'");
    assert_eq!(world("get_booking_history(None)"), r#"{"booking_history": {"b": {"card_id": "gone", "travel_cost": 10}}}"#);
    assert_eq!(world("retrieve_invoice(None)"), r#"{"error": "Booking not found"}"#);
    assert_eq!(
        world("get_credit_card_balance(None, 'd')"),
        r#"{"error": "Card not registered. Here are a list of card_id's: ['c', 'bare']"}"#
    );
}

#[test]
fn only_grown_americans_who_are_logged_in_travel() {
    let mut world = test_world("TravelAPI", "{'user_first_name': 'Ann', 'user_last_name': 'Lee'}");
    let failed = |text: &str| format!(r#"{{"verification_status": false, "verification_failure": "{text}"}}"#);
    let cases = [
        ("'Bob', 'Lee', '', ''", failed("Cannot book flight information for another user.Expected Ann Lee, got Bob Lee")),
        ("'Ann', 'Lee', '1990', ''", failed("Invalid date of birth format. Please use YYYY-MM-DD.")),
        // Today is the 23rd of March 2026.
        ("'Ann', 'Lee', '2008-03-24', 'US1'", failed("Traveler must be at least 18 years old.")),
        ("'Ann', 'Lee', '2008-3-23', 'DE1'", failed("Passport must be issued by the United States.")),
        ("'Ann', 'Lee', '2008-03-23', 'US1'", r#"{"verification_status": true}"#.to_owned()),
        ("'Ann', 'Lee', None, 'US1'", "Error during execution: strptime() argument 1 must be str, not None".to_owned()),
        ("'Ann', 'Lee', '1990-1-1', 1", "Error during execution: 'int' object has no attribute 'startswith'".to_owned()),
    ];
    for (args, result) in cases {
        assert_eq!(world(&format!("verify_traveler_information({args})")), result);
    }
}

#[test]
fn money_is_exchanged_by_way_of_dollars_only() {
    let mut world = test_world("TravelAPI", "{}");
    let none = "Error during execution: No available exchange rate for the given currencies.";
    let cases = [
        ("'USD', 'RMB', 10", r#"{"exchanged_value": 70.0}"#),
        ("'RMB', 'USD', 10", r#"{"exchanged_value": 1.43}"#),
        // A text times 7 is read as a number.
        ("'USD', 'RMB', '1'", r#"{"exchanged_value": 1111111.0}"#),
        ("'USD', 'EUR', '1'", "Error during execution: can't multiply sequence by non-int of type 'float'"),
        ("'EUR', 'RMB', 1", none),
        ("'USD', 'USD', 1", none),
    ];
    for (args, result) in cases {
        assert_eq!(world(&format!("compute_exchange_rate({args})")), result);
    }
    assert_eq!(world("get_nearest_airport_by_city('Tokyo')"), r#"{"nearest_airport": "HND"}"#);
    assert_eq!(world("get_nearest_airport_by_city('tokyo')"), r#"{"nearest_airport": "Unknown"}"#);
}

#[test]
fn long_contexts_add_cards_and_bookings_and_show_all_of_them() {
    use std::collections::HashMap;
    use std::sync::Arc;

    use exitrl_python::Value;

    let card = |balance: i32| Value::dict([("balance", balance.into())]);
    let cards = Value::dict([("c", card(1)), ("more", card(300))]);
    let bookings = Value::dict([("old", Value::dict([]))]);
    let names = ["CREDIT_CARD_EXTENSION", "BOOKING_RECORD_EXTENSION"];
    let constants: HashMap<_, _> = names.map(str::to_owned).into_iter().zip([cards, bookings]).collect();
    let long = Arc::new(crate::LongContext::new(constants));
    let scenarios = serde_json::json!({"TravelAPI": {"credit_card_list": {"c": {"balance": 200}}, "random_seed": 7}});
    let mut world = World::load(&[Class::Travel], &exitrl_python::from_json(&scenarios), Some(&long)).unwrap();
    let mut play = |call: &str| world.execute(call, crate::CallRules::default());
    assert_eq!(play("get_all_credit_cards()"), r#"{"credit_card_list": {"c": {"balance": 200}, "more": {"balance": 300}}}"#);
    let costs = play("get_flight_cost('SFO', 'LAX', '1', 'economy')");
    assert!(costs.starts_with(r#"{"travel_cost_list": [200.0, 500.0, 400.0, "#) && costs.matches(".0").count() == 153, "{costs}");
    assert_eq!(
        play("book_flight(None, 'c', '2024-1-6', 'SFO', 'LAX', 'economy')"),
        concat!(
            r#"{"booking_id": "6433012", "transaction_id": "30246633", "booking_status": true, "booking_history": {"old": {}, "#,
            r#""6433012": {"card_id": "c", "travel_date": "2024-1-6", "travel_from": "SFO", "travel_to": "LAX", "#,
            r#""travel_class": "economy", "travel_cost": 200.0, "transaction_id": "30246633"}}}"#
        )
    );
    assert_eq!(world.states()["TravelAPI"]["long_context"], true);
}
