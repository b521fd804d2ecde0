//! Stocks and sums.

use serde_json::json;

use crate::generate::pieces::{MATH, TRADING, math::listed, trading};
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{password, user_name};
use crate::services::trading::SYMBOLS;

pub(crate) fn company_stock(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let (name, _) = scene.draw.pick(&SYMBOLS);
    let mut script = Script::new(scene);
    let symbol = script.call(call!(get_symbol_by_name, name = name))["symbol"].clone();
    script.call(call!(get_stock_info, symbol = symbol));
    script.piece(
        &[
            "Account {account} here. Find the symbol of '{name}' and tell me how its stock stands.",
            "How is the stock of '{name}' doing? Look up its symbol, then its information, for account {account}.",
        ],
        &[("name", &name), ("account", &account)],
    )
}

pub(crate) fn watch_company(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let (name, _) = scene.draw.pick(&SYMBOLS[4..]);
    let mut script = Script::new(scene);
    let symbol = script.call(call!(get_symbol_by_name, name = name))["symbol"].clone();
    script.call(call!(add_to_watchlist, stock = symbol));
    script.piece(
        &[
            "Look up the symbol of the company '{name}' and put it on the watch list of my account {account}.",
            "I want '{name}' on the watch list of account {account}. Get its symbol and add it.",
        ],
        &[("name", &name), ("account", &account)],
    )
}

pub(crate) fn buy_at_price(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let (_, symbol) = scene.draw.pick(&SYMBOLS);
    let amount = scene.draw.range(2, 20);
    let mut script = Script::new(scene);
    let price = script.call(call!(get_stock_info, symbol = symbol))["price"].clone();
    script.call(call!(place_order, order_type = "Buy", symbol = symbol, price = price, amount = amount));
    script.piece(
        &[
            "Place a Buy order for {amount} shares of {symbol} at the current price, from my account {account}. Look the price up first.",
            "Account {account}: check what {symbol} costs right now, then Buy {amount} shares at that price.",
        ],
        &[("symbol", &symbol), ("amount", &amount), ("account", &account)],
    )
}

pub(crate) fn buy_company_at_price(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let (name, _) = scene.draw.pick(&SYMBOLS);
    let amount = scene.draw.range(2, 20);
    let mut script = Script::new(scene);
    let symbol = script.call(call!(get_symbol_by_name, name = name))["symbol"].clone();
    let price = script.call(call!(get_stock_info, symbol = symbol))["price"].clone();
    script.call(call!(place_order, order_type = "Buy", symbol = symbol, price = price, amount = amount));
    script.piece(
        &[
            "Buy {amount} shares of the company '{name}' at the current price for account {account}. You need its symbol and its price; the order type is Buy.",
            "For account {account}, find the symbol of '{name}', look up the price, and place a Buy order for {amount} shares at it.",
        ],
        &[("name", &name), ("amount", &amount), ("account", &account)],
    )
}

pub(crate) fn log_in_and_fund(scene: &mut Scene) -> Piece {
    scene.set(TRADING, "authenticated", json!(false));
    let (user, word) = (scene.fresh(user_name), scene.fresh(password));
    let amount = scene.draw.cents(50, 9000);
    let mut script = Script::new(scene);
    script.call(call!(trading_login, username = user, password = word));
    script.call(call!(fund_account, amount = amount));
    script.piece(
        &[
            "Log in to my trading account as {user}, password {word}, and fund it with {amount} dollars.",
            "I want to put {amount} dollars into my trading account. Log in first: {user}, {word}.",
        ],
        &[("user", &user), ("word", &word), ("amount", &amount)],
    )
}

pub(crate) fn filter_sector(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let sector = scene.draw.pick(&["Technology", "Automobile"]);
    let (low, high) = (scene.draw.range(20, 300), scene.draw.range(400, 900));
    let mut script = Script::new(scene);
    let stocks = script.call(call!(get_available_stocks, sector = sector))["stock_list"].clone();
    script.call(call!(filter_stocks_by_price, stocks = stocks, min_price = low, max_price = high));
    script.piece(
        &[
            "Which stocks of the sector {sector} cost between {low} and {high}? Get the list of the sector and filter it, for account {account}.",
            "List the {sector} stocks for account {account} and filter them by a price of at least {low} and at most {high}.",
        ],
        &[("sector", &sector), ("low", &low), ("high", &high), ("account", &account)],
    )
}

pub(crate) fn cancel_last_order(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    let id = trading::placed_order(scene, "Open");
    let mut script = Script::new(scene);
    script.call(call!(get_order_history));
    script.call(call!(cancel_order, order_id = id));
    script.piece(
        &[
            "Get the order history of my account {account} and cancel the last order in it.",
            "I regret the latest order of account {account}. Find its id in the order history and cancel it.",
        ],
        &[("account", &account)],
    )
}

pub(crate) fn order_and_details(scene: &mut Scene) -> Piece {
    scene.involve(TRADING);
    let (_, symbol) = scene.draw.pick(&SYMBOLS);
    let (kind, price, amount) = (scene.draw.pick(&["Buy", "Sell"]), scene.draw.cents(20, 200), scene.draw.range(2, 99));
    let mut script = Script::new(scene);
    let id =
        script.call(call!(place_order, order_type = kind, symbol = symbol, price = price, amount = amount))["order_id"].clone();
    script.call(call!(get_order_details, order_id = id));
    script.piece(
        &[
            "Place a {kind} order for {amount} shares of {symbol} at {price}, then show me the details of that order.",
            "{kind} {amount} shares of {symbol} at a price of {price}. Once the order is placed, get its details.",
        ],
        &[("kind", &kind), ("symbol", &symbol), ("price", &price), ("amount", &amount)],
    )
}

pub(crate) fn value_of_shares(scene: &mut Scene) -> Piece {
    let account = trading::account_id(scene);
    scene.involve(MATH);
    let (_, symbol) = scene.draw.pick(&SYMBOLS);
    let amount = scene.draw.range(3, 900);
    let mut script = Script::new(scene);
    let price = script.call(call!(get_stock_info, symbol = symbol))["price"].clone();
    script.call(call!(multiply, a = price, b = amount));
    script.piece(
        &[
            "I hold {amount} shares of {symbol} in account {account}. Get the price and multiply it by the number of shares.",
            "What are {amount} shares of {symbol} worth? Look up the price for account {account}, then multiply price and number.",
        ],
        &[("symbol", &symbol), ("amount", &amount), ("account", &account)],
    )
}

fn some_numbers(scene: &mut Scene) -> Vec<i64> {
    scene.involve(MATH);
    (0..scene.draw.range(3, 6)).map(|_| scene.draw.range(2, 980)).collect()
}

pub(crate) fn mean_and_round(scene: &mut Scene) -> Piece {
    let numbers = some_numbers(scene);
    let places = scene.draw.range(2, 4);
    let mut script = Script::new(scene);
    let mean = script.call(call!(mean, numbers = numbers))["result"].clone();
    script.call(call!(round_number, number = mean, decimal_places = places));
    script.piece(
        &[
            "Calculate the mean of {list} and round it to {places} decimal places.",
            "What is the average of {list}, rounded to {places} decimal places? Use the mean first, then round.",
        ],
        &[("list", &listed(&numbers)), ("places", &places)],
    )
}

pub(crate) fn share_of_total(scene: &mut Scene) -> Piece {
    let numbers = some_numbers(scene);
    let part = scene.draw.pick(&numbers);
    let mut script = Script::new(scene);
    let total = script.call(call!(sum_values, numbers = numbers))["result"].clone();
    script.call(call!(percentage, part = part, whole = total));
    script.piece(
        &[
            "Sum up the values {list}. How many percent of that sum is {part}?",
            "My expenses were {list}. Get the sum of these values and the percentage that {part} has of it.",
        ],
        &[("list", &listed(&numbers)), ("part", &part)],
    )
}

pub(crate) fn convert_and_round(scene: &mut Scene) -> Piece {
    scene.involve(MATH);
    let (from, to) = scene.draw.pick(&[("km", "miles"), ("kg", "lb"), ("m", "ft"), ("m", "yd"), ("cm", "in")]);
    let (value, places) = (scene.draw.tenths(3, 900), scene.draw.range(2, 3));
    let mut script = Script::new(scene);
    let result = script.call(call!(imperial_si_conversion, value = value, unit_in = from, unit_out = to))["result"].clone();
    script.call(call!(round_number, number = result, decimal_places = places));
    script.piece(
        &[
            "Convert {value} {from} to {to} and round the result to {places} decimal places.",
            "How much is {value} {from} in {to}, rounded to {places} decimal places?",
        ],
        &[("value", &value), ("from", &from), ("to", &to), ("places", &places)],
    )
}
