//! Drives, flights and money.

use serde_json::json;

use super::{Story, chosen};
use crate::generate::agency::{Flight, Insurance, Login, card};
use crate::generate::pieces::{MATH, TRADING, vehicle};
use crate::generate::scene::{Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{password, user_name};
use crate::services::trading::SYMBOLS;

/// A car is made ready and driven.
pub(crate) fn drive(scene: &mut Scene) -> Story {
    vehicle::unlock_all(scene);
    let (liters, to) = (scene.draw.cents(8, 90), scene.fresh(vehicle::address));
    let (speed, gap) = (scene.draw.range(6, 20) * 5, scene.draw.range(30, 300));
    let (temperature, fan) = (scene.draw.tenths(17, 28), scene.draw.range(10, 95));
    let count = scene.draw.range(1, 3) as usize;
    let chosen = chosen(scene, 3, count);
    let mut script = Script::new(scene);
    let gallons = script.call(call!(liter_to_gallon, liter = liters))["gallon"].clone();
    script.ask(&["How many gallons are {liters} liters?", "Convert {liters} liters to gallons."], &[("liters", &liters)]);
    script.call(call!(fillFuelTank, fuelAmount = gallons));
    script.ask(&["Fill exactly that amount of fuel into the tank.", "Put that many gallons into the tank of the car."], &[]);
    vehicle::get_going(&mut script);
    script.ask(
        &[
            "Now start the engine. Before that, lock the driver, passenger, rear left and rear right doors and press the brake pedal to 1.0.",
            "Lock all doors (driver, passenger, rear left, rear right), press the brake pedal to 1.0 and start the engine.",
        ],
        &[],
    );
    for place in chosen {
        match place {
            0 => {
                script.call(call!(set_navigation, destination = to));
                script.ask(&["Navigate to '{to}'.", "We are going to '{to}'. Set the navigation."], &[("to", &to)]);
            }
            1 => {
                script.call(call!(setCruiseControl, speed = speed, activate = true, distanceToNextVehicle = gap));
                script.ask(
                    &[
                        "Since the engine runs: cruise control at speed {speed} with {gap} meters to the next vehicle.",
                        "Activate cruise control, speed {speed}, {gap} meters to the next vehicle.",
                    ],
                    &[("speed", &speed), ("gap", &gap)],
                );
            }
            _ => {
                script.call(call!(
                    adjustClimateControl,
                    temperature = temperature,
                    unit = "celsius",
                    fanSpeed = fan,
                    mode = "auto"
                ));
                script.ask(
                    &[
                        "Set the climate to {temperature} celsius, fan {fan}, mode auto.",
                        "Climate control: auto mode at {temperature} degrees celsius with the fan at {fan}.",
                    ],
                    &[("temperature", &temperature), ("fan", &fan)],
                );
            }
        }
    }
    script.turns()
}

/// A flight is priced, booked and looked after.
pub(crate) fn flight(scene: &mut Scene) -> Story {
    let card = card(scene);
    let login = Login::drawn(scene);
    let Login { first, last, client, secret, refresh } = &login;
    let flight = Flight::drawn(&mut scene.draw);
    let Flight { from, to, day, class } = &flight;
    let insurance = Insurance::drawn(&mut scene.draw, &["baggage", "cancellation", "health"]);
    let (with_insurance, with_invoice, cancelled) = (scene.draw.chance(50), scene.draw.chance(60), scene.draw.chance(60));
    let mut script = Script::new(scene);
    let token = script.call(login.call("read_write"))["access_token"].clone();
    script.ask(
        &["Log {first} {last} in to the travel service: client id {client}, client secret {secret}, refresh token {refresh}, grant type read_write."],
        &[("first", first), ("last", last), ("client", client), ("secret", secret), ("refresh", refresh)],
    );
    script.call(flight.price_call());
    script.ask(
        &[
            "What does a {class} class flight from {from} to {to} on {day} cost?",
            "How much would I pay for {from} to {to} on {day} in {class} class?",
        ],
        &[("from", from), ("to", to), ("day", day), ("class", class)],
    );
    let id = script.call(flight.booking_call(&card, &token))["booking_id"].clone();
    script.ask(&["Book that flight with my card {card}.", "Good, book it. The card is {card}."], &[("card", &card)]);
    if with_insurance {
        script.call(insurance.call(&id, &card, &token));
        script.ask(
            &["Buy {kind} insurance for {cost} dollars for this booking, with the same card."],
            &[("kind", &insurance.kind), ("cost", &insurance.cost)],
        );
    }
    if with_invoice || !with_insurance {
        script.call(call!(retrieve_invoice, access_token = token, booking_id = id));
        script.ask(&["Get me the invoice of the booking.", "I need the invoice for that flight."], &[]);
    }
    if cancelled {
        script.call(call!(cancel_booking, access_token = token, booking_id = id));
        script.ask(&["Something came up: cancel the booking.", "I cannot go after all. Cancel that flight."], &[]);
    }
    script.turns()
}

/// Shares are bought, and what becomes of the order.
pub(crate) fn shares(scene: &mut Scene) -> Story {
    scene.set(TRADING, "authenticated", json!(false));
    let (user, word) = (scene.fresh(user_name), scene.fresh(password));
    let (name, _) = scene.draw.pick(&SYMBOLS[4..]);
    let (amount, funds) = (scene.draw.range(2, 20), scene.draw.cents(50, 9000));
    let (with_funds, with_details) = (scene.draw.chance(50), scene.draw.chance(60));
    let mut script = Script::new(scene);
    script.call(call!(trading_login, username = user, password = word));
    script.ask(
        &[
            "Log in to my trading account, {user} with the password {word}.",
            "Trading login, please: username {user}, password {word}.",
        ],
        &[("user", &user), ("word", &word)],
    );
    if with_funds {
        script.call(call!(fund_account, amount = funds));
        script.ask(
            &["Put {funds} dollars into the account.", "Fund the account with {funds} dollars first."],
            &[("funds", &funds)],
        );
    }
    let symbol = script.call(call!(get_symbol_by_name, name = name))["symbol"].clone();
    let price = script.call(call!(get_stock_info, symbol = symbol))["price"].clone();
    script.ask(
        &[
            "Find the symbol of '{name}' and tell me how the stock stands.",
            "How is '{name}' doing? Get the symbol and then the stock information.",
        ],
        &[("name", &name)],
    );
    let order = call!(place_order, order_type = "Buy", symbol = symbol, price = price, amount = amount);
    let id = script.call(order)["order_id"].clone();
    script.ask(
        &[
            "Buy {amount} shares of it at the price that you found. The order type is Buy.",
            "Place a Buy order for {amount} shares at that price.",
        ],
        &[("amount", &amount)],
    );
    if with_details {
        script.call(call!(get_order_details, order_id = id));
        script.ask(&["Show me the details of this order.", "What are the details of the order you placed?"], &[]);
    }
    script.call(call!(cancel_order, order_id = id));
    script.ask(&["I changed my mind, cancel the order.", "Cancel that order again, please."], &[]);
    script.turns()
}

/// Numbers that are worked on, one result out of another.
pub(crate) fn sums(scene: &mut Scene) -> Story {
    scene.involve(MATH);
    let numbers: Vec<i64> = (0..scene.draw.range(3, 6)).map(|_| scene.draw.range(2, 980)).collect();
    let (extra, factor) = (scene.draw.cents(3, 500), scene.draw.range(3, 60));
    let part = scene.draw.pick(&numbers);
    let count = scene.draw.range(1, 3) as usize;
    let chosen = chosen(scene, 3, count);
    let mut script = Script::new(scene);
    let total = script.call(call!(sum_values, numbers = numbers))["result"].clone();
    script.ask(
        &["Sum up these values: {list}.", "What do all the values {list} come to? Sum them up."],
        &[("list", &crate::generate::pieces::math::listed(&numbers))],
    );
    let more = script.call(call!(add, a = total, b = extra))["result"].clone();
    script.ask(&["Add {extra} to the sum.", "There is another {extra}. Add it to that sum."], &[("extra", &extra)]);
    let product = script.call(call!(multiply, a = more, b = factor))["result"].clone();
    script.ask(&["Multiply the result by {factor}.", "Now times {factor}: multiply."], &[("factor", &factor)]);
    for place in chosen {
        match place {
            0 => {
                script.call(call!(round_number, number = product, decimal_places = 1_i64));
                script.ask(&["Round the product to 1 decimal place.", "Give me the product rounded to 1 decimal place."], &[]);
            }
            1 => {
                script.call(call!(percentage, part = part, whole = total));
                script.ask(
                    &["How many percent of the first sum is {part}?", "What percentage of the sum that we began with is {part}?"],
                    &[("part", &part)],
                );
            }
            _ => {
                script.call(call!(max_value, numbers = numbers));
                script.ask(
                    &[
                        "Which of the values that I gave you first is the largest?",
                        "What is the maximum of the values that I began with?",
                    ],
                    &[],
                );
            }
        }
    }
    script.turns()
}
