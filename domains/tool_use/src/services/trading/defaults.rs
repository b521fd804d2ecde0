//! The state of a trading account of which the scenario says nothing.

use exitrl_python::{Dict, PyResult, Value, dict_of};

/// Symbol, price, change in percent, volume, moving averages over 5 and 20 days.
const STOCKS: [(&str, [f64; 5]); 11] = [
    ("AAPL", [227.16, 0.17, 2.552, 227.11, 227.09]),
    ("GOOG", [2840.34, 0.24, 1.123, 2835.67, 2842.15]),
    ("TSLA", [667.92, -0.12, 1.654, 671.15, 668.20]),
    ("MSFT", [310.23, 0.09, 3.234, 309.88, 310.11]),
    ("NVDA", [220.34, 0.34, 1.234, 220.45, 220.67]),
    ("ALPH", [1320.45, -0.08, 1.567, 1321.12, 1325.78]),
    ("OMEG", [457.23, 0.12, 2.345, 456.78, 458.12]),
    ("QUAS", [725.89, -0.03, 1.789, 726.45, 728.00]),
    ("NEPT", [88.34, 0.19, 0.654, 88.21, 88.67]),
    ("SYNX", [345.67, 0.11, 2.112, 345.34, 346.12]),
    ("ZETA", [22.09, -0.05, 0.789, 22.12, 22.34]),
];

/// Names of companies and the symbols of their stocks; not all of them are traded.
pub(crate) const SYMBOLS: [(&str, &str); 13] = [
    ("Apple", "AAPL"),
    ("Google", "GOOG"),
    ("Tesla", "TSLA"),
    ("Microsoft", "MSFT"),
    ("Nvidia", "NVDA"),
    ("Zeta Corp", "ZETA"),
    ("Alpha Tech", "ALPH"),
    ("Omega Industries", "OMEG"),
    ("Quasar Ltd.", "QUAS"),
    ("Neptune Systems", "NEPT"),
    ("Synex Solutions", "SYNX"),
    ("Amazon", "AMZN"),
    ("Gorilla", "GORI"),
];

/// Sectors, the symbols in them, and the long-context constant with more of these.
const SECTORS: [(&str, &[&str], &str); 2] = [
    ("Technology", &["AAPL", "GOOG", "MSFT", "NVDA"], "TECHNOLOGY_EXTENSION"),
    ("Automobile", &["TSLA", "F", "GM"], "AUTOMOBILE_EXTENSION"),
];

/// What a new account's first order is numbered, and the seed of its timestamps.
pub(super) const ORDER_COUNTER: i64 = 12446;
pub(super) const RANDOM_SEED: i64 = 1_053_520;

pub(super) fn stocks() -> Value {
    let mut stocks = Dict::new();
    for (symbol, [price, change, volume, ma_5, ma_20]) in STOCKS {
        let stock = [("price", price), ("percent_change", change), ("volume", volume), ("MA(5)", ma_5), ("MA(20)", ma_20)];
        stocks.set(symbol, Value::dict(stock.map(|(name, number)| (name, number.into()))));
    }
    stocks.into()
}

pub(super) fn orders() -> PyResult {
    let order = |id: i64, order_type: &'static str, symbol: &'static str, price: f64, amount: i64, status: &'static str| {
        let order = Value::dict([
            ("id", id.into()),
            ("order_type", order_type.into()),
            ("symbol", symbol.into()),
            ("price", price.into()),
            ("amount", amount.into()),
            ("status", status.into()),
        ]);
        (id.into(), order)
    };
    dict_of([order(12345, "Buy", "AAPL", 210.65, 10, "Completed"), order(12446, "Sell", "GOOG", 2840.56, 5, "Pending")])
}

pub(super) fn account_info() -> Value {
    Value::dict([("account_id", 12345.into()), ("balance", 10000.0.into()), ("binding_card", 1_974_202_140_965_533i64.into())])
}

/// The symbol of a company's stock.
pub(super) fn symbol_of(name: &str) -> Option<&'static str> {
    SYMBOLS.iter().find(|(company, _)| *company == name).map(|(_, symbol)| *symbol)
}

/// The symbols of a sector, and the name of the constant with more of them.
pub(super) fn sector(name: &str) -> Option<(Vec<Value>, &'static str)> {
    let (_, symbols, more) = SECTORS.iter().find(|(sector, ..)| *sector == name)?;
    Some((symbols.iter().copied().map(Value::text).collect(), more))
}
