//! Requests to the trading account.

use serde_json::{Value as Json, json};

use super::math::listed;
use super::{TRADING, Template, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{digits, password, user_name};
use crate::services::trading::SYMBOLS;

pub(crate) const TEMPLATES: &[Template] = &[
    free(TRADING, stock_info),
    free(TRADING, symbol),
    free(TRADING, order),
    free(TRADING, cancel),
    free(TRADING, order_details),
    alone(TRADING, fund),
    alone(TRADING, withdraw),
    alone(TRADING, watch),
    alone(TRADING, unwatch),
    free(TRADING, filter),
    free(TRADING, notify),
    alone(TRADING, history),
    alone(TRADING, log_in),
    alone(TRADING, log_out),
    alone(TRADING, account),
];

pub(crate) fn base(draw: &mut Draw) -> Json {
    let mut stocks = json!({});
    for (_, symbol) in SYMBOLS {
        let price = draw.cents(20, 900);
        let near = |draw: &mut Draw| ((price * 100.0).round() as i64 + draw.range(-150, 150)) as f64 / 100.0;
        let (five, twenty) = (near(draw), near(draw));
        stocks[symbol] = json!({
            "price": price,
            "percent_change": draw.range(-60, 60) as f64 / 10.0,
            "volume": draw.cents(1, 9),
            "MA(5)": five,
            "MA(20)": twenty,
        });
    }
    let first = draw.range(10_000, 89_000);
    let mut orders = json!({});
    orders[first.to_string()] = order_of(draw, first, "Completed");
    json!({
        "orders": orders,
        "account_info": {"account_id": draw.range(10_000, 99_999), "balance": draw.cents(20_000, 60_000), "binding_card": draw.range(1_000_000_000_000_000, 9_999_999_999_999_999)},
        "authenticated": true,
        "market_status": "Open",
        "order_counter": first + 1,
        "stocks": stocks,
        "watch_list": [draw.pick(&SYMBOLS[..4]).1],
        "transaction_history": [],
    })
}

fn order_of(draw: &mut Draw, id: i64, status: &str) -> Json {
    let kind = draw.pick(&["Buy", "Sell"]);
    json!({"id": id, "order_type": kind, "symbol": draw.pick(&SYMBOLS).1, "price": draw.cents(20, 900), "amount": draw.range(5, 200), "status": status})
}

/// An order of the account: its number.
pub(crate) fn placed_order(scene: &mut Scene, status: &str) -> i64 {
    let id = scene.count_on(TRADING, "order_counter");
    let order = order_of(&mut scene.draw, id, status);
    scene.insert(TRADING, "orders", &id.to_string(), order);
    id
}

/// A company and its symbol; the first four may be on the watch list.
fn company(scene: &mut Scene) -> (&'static str, &'static str) {
    scene.involve(TRADING);
    scene.draw.pick(&SYMBOLS[4..])
}

pub(crate) fn account_id(scene: &mut Scene) -> i64 {
    scene.field(TRADING, "account_info")["account_id"].as_i64().unwrap_or_default()
}

fn stock_info(scene: &mut Scene) -> Piece {
    let (_, symbol) = company(scene);
    let id = account_id(scene);
    let request = scene.say(
        &[
            "How does the stock {symbol} stand? I am looking from account {id}.",
            "Get the stock information of {symbol} for my account {id}.",
        ],
        &[("symbol", &symbol), ("id", &id)],
    );
    let vague = scene.say(&["Get the information on one stock for my account {id}."], &[("id", &id)]);
    let detail = scene.say(&["The symbol is {symbol}.", "I mean {symbol}."], &[("symbol", &symbol)]);
    Piece::new(request, call!(get_stock_info, symbol = symbol)).gap(vague, detail)
}

fn symbol(scene: &mut Scene) -> Piece {
    let (name, _) = company(scene);
    let id = account_id(scene);
    let request = scene.say(
        &[
            "Which stock symbol does the company '{name}' have? My account is {id}.",
            "Account {id} here. Look up the symbol of '{name}'.",
        ],
        &[("name", &name), ("id", &id)],
    );
    Piece::new(request, call!(get_symbol_by_name, name = name))
}

fn order(scene: &mut Scene) -> Piece {
    let (_, symbol) = company(scene);
    let kind = scene.draw.pick(&["Buy", "Sell"]);
    let (price, amount) = (scene.draw.cents(20, 200), scene.draw.range(2, 99));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("kind", &kind), ("symbol", &symbol), ("price", &price), ("amount", &amount)];
    let request = scene.say(
        &[
            "Place a {kind} order for {amount} shares of {symbol} at a price of {price}.",
            "{kind} {amount} shares of {symbol} at {price} each: place that order.",
        ],
        &values,
    );
    let vague = scene.say(&["Place a {kind} order for {symbol} at a price of {price}."], &values);
    let detail = scene.say(&["For {amount} shares.", "The amount is {amount}."], &values);
    Piece::new(request, call!(place_order, order_type = kind, symbol = symbol, price = price, amount = amount)).gap(vague, detail)
}

fn cancel(scene: &mut Scene) -> Piece {
    let id = placed_order(scene, "Open");
    let request = scene.say(&["Cancel order {id}.", "I changed my mind about the order {id}, cancel it."], &[("id", &id)]);
    let vague = scene.say(&["Cancel an order for me.", "I changed my mind about one of my orders, cancel it."], &[]);
    let detail = scene.say(&["The order with the id {id}.", "Order {id}."], &[("id", &id)]);
    Piece::new(request, call!(cancel_order, order_id = id)).gap(vague, detail)
}

fn order_details(scene: &mut Scene) -> Piece {
    let id = placed_order(scene, "Pending");
    let request = scene.say(&["Show me the details of order {id}.", "What is the state of my order {id}?"], &[("id", &id)]);
    let vague = scene.say(&["Show me the details of an order.", "What is the state of an order of mine?"], &[]);
    let detail = scene.say(&["I mean order {id}.", "Its id is {id}."], &[("id", &id)]);
    Piece::new(request, call!(get_order_details, order_id = id)).gap(vague, detail)
}

fn fund(scene: &mut Scene) -> Piece {
    scene.involve(TRADING);
    let amount = scene.draw.cents(50, 9000);
    let request = scene.say(
        &["Fund my trading account with {amount} dollars.", "Put {amount} dollars into my trading account."],
        &[("amount", &amount)],
    );
    let vague = scene.say(&["Put some money into my trading account.", "Fund my trading account."], &[]);
    let detail = scene.say(&["{amount} dollars, please.", "The amount is {amount} dollars."], &[("amount", &amount)]);
    Piece::new(request, call!(fund_account, amount = amount)).gap(vague, detail)
}

fn withdraw(scene: &mut Scene) -> Piece {
    scene.involve(TRADING);
    let amount = scene.draw.cents(50, 6000);
    let request = scene.say(
        &["Withdraw {amount} dollars from my trading account.", "Take {amount} dollars out of the trading account."],
        &[("amount", &amount)],
    );
    let vague = scene.say(&["Withdraw some money from my trading account."], &[]);
    let detail = scene.say(&["Withdraw {amount} dollars.", "It should be {amount} dollars."], &[("amount", &amount)]);
    Piece::new(request, call!(withdraw_funds, amount = amount)).gap(vague, detail)
}

fn watch(scene: &mut Scene) -> Piece {
    let (_, symbol) = company(scene);
    let id = account_id(scene);
    let request = scene.say(
        &[
            "Add {symbol} to the watch list of my account {id}.",
            "I want to keep an eye on {symbol}. Put it on the watch list of account {id}.",
        ],
        &[("symbol", &symbol), ("id", &id)],
    );
    let vague = scene.say(&["Add a stock to the watch list of my account {id}."], &[("id", &id)]);
    let detail = scene.say(&["The stock is {symbol}.", "Add {symbol}."], &[("symbol", &symbol)]);
    Piece::new(request, call!(add_to_watchlist, stock = symbol)).gap(vague, detail)
}

fn unwatch(scene: &mut Scene) -> Piece {
    let (_, symbol) = company(scene);
    let listed = scene.field(TRADING, "watch_list").as_array().is_some_and(|list| list.iter().any(|known| *known == symbol));
    if !listed {
        scene.push(TRADING, "watch_list", json!(symbol));
    }
    let id = account_id(scene);
    let request = scene.say(
        &["Remove {symbol} from the watch list of my account {id}.", "Account {id}: take {symbol} off the watch list."],
        &[("symbol", &symbol), ("id", &id)],
    );
    let vague = scene.say(&["Take one stock off the watch list of my account {id}."], &[("id", &id)]);
    let detail = scene.say(&["Take off {symbol}.", "The stock is {symbol}."], &[("symbol", &symbol)]);
    Piece::new(request, call!(remove_stock_from_watchlist, symbol = symbol)).gap(vague, detail)
}

fn symbols(scene: &mut Scene) -> Vec<&'static str> {
    scene.involve(TRADING);
    let count = scene.draw.range(3, 5) as usize;
    scene.draw.some(&SYMBOLS, count).into_iter().map(|(_, symbol)| symbol).collect()
}

fn filter(scene: &mut Scene) -> Piece {
    let stocks = symbols(scene);
    let (low, high) = (scene.draw.range(20, 300), scene.draw.range(400, 900));
    let values: [(&str, &dyn std::fmt::Display); 3] = [("stocks", &listed(&stocks)), ("low", &low), ("high", &high)];
    let request = scene.say(
        &[
            "Which of {stocks} cost between {low} and {high}?",
            "Filter the stocks {stocks} by price: at least {low}, at most {high}.",
        ],
        &values,
    );
    Piece::new(request, call!(filter_stocks_by_price, stocks = stocks, min_price = low, max_price = high))
}

fn notify(scene: &mut Scene) -> Piece {
    let stocks = symbols(scene);
    let threshold = scene.draw.tenths(1, 5);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("stocks", &listed(&stocks)), ("threshold", &threshold)];
    let request = scene.say(
        &[
            "Notify me if any of {stocks} changed by {threshold} percent or more.",
            "Check {stocks} for price changes with a threshold of {threshold} percent.",
        ],
        &values,
    );
    let vague = scene.say(&["Check {stocks} for price changes that reach my threshold."], &values);
    let detail = scene.say(&["The threshold is {threshold} percent."], &values);
    Piece::new(request, call!(notify_price_change, stocks = stocks, threshold = threshold)).gap(vague, detail)
}

fn history(scene: &mut Scene) -> Piece {
    let day = scene.draw.range(1, 26);
    let (start, end) = (format!("2024-08-{day:02}"), format!("2024-08-{:02}", scene.draw.range(day + 1, 28)));
    for at in [scene.draw.range(day, 28), scene.draw.range(1, 28)] {
        let amount = scene.draw.cents(20, 900);
        let timestamp = format!("2024-08-{at:02} {:02}:{:02}:00", scene.draw.range(8, 18), scene.draw.range(0, 59));
        scene.push(TRADING, "transaction_history", json!({"type": "deposit", "amount": amount, "timestamp": timestamp}));
    }
    let id = account_id(scene);
    let request = scene.say(
        &[
            "Show the transactions of account {id} from {start} to {end}.",
            "Account {id}: which transactions were there between {start} and {end}?",
        ],
        &[("start", &start), ("end", &end), ("id", &id)],
    );
    Piece::new(request, call!(get_transaction_history, start_date = start, end_date = end))
}

fn log_in(scene: &mut Scene) -> Piece {
    scene.set(TRADING, "authenticated", json!(false));
    let (user, word) = (scene.fresh(user_name), scene.fresh(password));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("user", &user), ("word", &word)];
    let request = scene.say(
        &[
            "Log in to my trading account. Username {user}, password {word}.",
            "Sign me in for trading as {user}; the password is {word}.",
        ],
        &values,
    );
    let vague = scene.say(&["Log in to my trading account with the username {user}."], &values);
    let detail = scene.say(&["The password is {word}."], &values);
    Piece::new(request, call!(trading_login, username = user, password = word)).gap(vague, detail)
}

fn log_out(scene: &mut Scene) -> Piece {
    let id = account_id(scene);
    let request =
        scene.say(&["Log me out of my trading account {id}.", "No more trading today. Log out of account {id}."], &[("id", &id)]);
    Piece::new(request, call!(trading_logout))
}

fn account(scene: &mut Scene) -> Piece {
    let card = digits(&mut scene.draw, 16).parse::<i64>().unwrap_or(1_234_567_812_345_678);
    scene.field(TRADING, "account_info")["binding_card"] = json!(card);
    let id = account_id(scene);
    let request = scene.say(
        &["How much money is in my trading account {id}?", "Show the account information of {id}, my trading account."],
        &[("id", &id)],
    );
    Piece::new(request, call!(get_account_info))
}
