//! TradingBot: stocks, orders, an account with its transactions, and a watch list.

mod account;
mod defaults;
mod orders;
mod stocks;

pub(crate) use defaults::SYMBOLS;

use std::sync::Arc;

use exitrl_python::{PyError, PyRandom, PyResult, Value, dict_of, int_of, is_digit};

use super::{Args, Default, Kind, LongContext, Method, Param, Service, error, optional, reply, required, setting};

/// The trading account.
#[derive(Debug, Clone)]
pub(crate) struct TradingBot {
    orders: Value,
    account_info: Value,
    authenticated: Value,
    market_status: Value,
    order_counter: Value,
    stocks: Value,
    watch_list: Value,
    transaction_history: Value,
    /// What long answers are made of, in the long-context category.
    long: Option<Arc<LongContext>>,
    /// Timestamps come from here.
    random: Arc<PyRandom>,
}

/// What the service takes for now, on the first day of September 2024.
const CURRENT_TIME: &str = "10:30 AM";

const SYMBOL: Param = required("symbol", Kind::Str, "Symbol of the stock");
const ORDER_ID: Param = required("order_id", Kind::Int, "Number of the order");
const AMOUNT: Param = required("amount", Kind::Float, "How much money");
const STOCKS: Param = required("stocks", Kind::StrList, "Symbols of stocks");

const METHODS: &[Method<TradingBot>] = &[
    Method {
        name: "get_current_time",
        about: "Tells the time of day.",
        params: &[],
        call: |_, _| reply([("current_time", CURRENT_TIME.into())]),
    },
    Method {
        name: "get_symbol_by_name",
        about: "Finds the stock symbol of a company.",
        params: &[required("name", Kind::Str, "Name of the company")],
        call: TradingBot::get_symbol_by_name,
    },
    Method {
        name: "get_stock_info",
        about: "Shows price, change, volume and moving averages of a stock.",
        params: &[SYMBOL],
        call: TradingBot::get_stock_info,
    },
    Method { name: "get_order_details", about: "Shows an order.", params: &[ORDER_ID], call: TradingBot::get_order_details },
    Method {
        name: "cancel_order",
        about: "Cancels an order that is not completed.",
        params: &[ORDER_ID],
        call: TradingBot::cancel_order,
    },
    Method {
        name: "place_order",
        about: "Orders shares. Needs a logged-in user, and money where shares are bought.",
        params: &[
            required("order_type", Kind::Str, "Buy or Sell"),
            SYMBOL,
            required("price", Kind::Float, "Price of a share"),
            required("amount", Kind::Int, "How many shares"),
        ],
        call: TradingBot::place_order,
    },
    Method {
        name: "withdraw_funds",
        about: "Takes money out of the account. Needs a logged-in user and an open market.",
        params: &[AMOUNT],
        call: TradingBot::withdraw_funds,
    },
    Method {
        name: "get_account_info",
        about: "Shows the account: its number, balance and card. Needs a logged-in user.",
        params: &[],
        call: TradingBot::get_account_info,
    },
    Method {
        name: "trading_login",
        about: "Logs a user in to the trading system.",
        params: &[required("username", Kind::Str, "Name of the user"), required("password", Kind::Str, "The user's password")],
        call: TradingBot::trading_login,
    },
    Method {
        name: "trading_get_login_status",
        about: "Says whether a user is logged in to the trading system.",
        params: &[],
        call: |bot, _| reply([("status", bot.authenticated.truthy().into())]),
    },
    Method {
        name: "trading_logout",
        about: "Logs the user out of the trading system.",
        params: &[],
        call: TradingBot::trading_logout,
    },
    Method {
        name: "fund_account",
        about: "Puts money into the account. Needs a logged-in user.",
        params: &[AMOUNT],
        call: TradingBot::fund_account,
    },
    Method {
        name: "remove_stock_from_watchlist",
        about: "Takes a stock off the watch list. Needs a logged-in user.",
        params: &[SYMBOL],
        call: TradingBot::remove_stock_from_watchlist,
    },
    Method {
        name: "get_watchlist",
        about: "Shows the watch list. Needs a logged-in user.",
        params: &[],
        call: TradingBot::get_watchlist,
    },
    Method {
        name: "get_order_history",
        about: "Lists the numbers of all orders. Needs a logged-in user.",
        params: &[],
        call: TradingBot::get_order_history,
    },
    Method {
        name: "get_transaction_history",
        about: "Lists what was paid in and out between two days. Needs a logged-in user.",
        params: &[
            optional("start_date", Kind::Str, "From when on, as YYYY-MM-DD", Default::None),
            optional("end_date", Kind::Str, "Until the start of which day, as YYYY-MM-DD", Default::None),
        ],
        call: TradingBot::get_transaction_history,
    },
    Method {
        name: "get_available_stocks",
        about: "Lists the stocks of a sector.",
        params: &[required("sector", Kind::Str, "The sector, such as Technology")],
        call: TradingBot::get_available_stocks,
    },
    Method {
        name: "filter_stocks_by_price",
        about: "Picks the stocks whose price lies in a range.",
        params: &[
            STOCKS,
            required("min_price", Kind::Float, "Lowest price"),
            required("max_price", Kind::Float, "Highest price"),
        ],
        call: TradingBot::filter_stocks_by_price,
    },
    Method {
        name: "add_to_watchlist",
        about: "Puts a stock on the watch list.",
        params: &[required("stock", Kind::Str, "Symbol of the stock")],
        call: TradingBot::add_to_watchlist,
    },
    Method {
        name: "notify_price_change",
        about: "Says which stocks changed in price at least by a threshold.",
        params: &[STOCKS, required("threshold", Kind::Float, "Least change in percent")],
        call: TradingBot::notify_price_change,
    },
];

impl Service for TradingBot {
    const ABOUT: &'static str = "a broker: stocks are looked up, watched and ordered, money is paid in and out";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let orders = match scenario.dict_method("get")?.get_str("orders") {
            Some(orders) => orders.clone(),
            None => defaults::orders()?,
        };
        let keyed = orders.dict_method("items")?.iter().map(|(key, order)| Ok((order_key(key)?, order.clone())));
        Ok(Self {
            orders: dict_of(keyed.collect::<PyResult<Vec<_>>>()?)?,
            account_info: setting(scenario, "account_info", defaults::account_info)?,
            authenticated: setting(scenario, "authenticated", || false.into())?,
            market_status: setting(scenario, "market_status", || "Closed".into())?,
            order_counter: setting(scenario, "order_counter", || defaults::ORDER_COUNTER.into())?,
            stocks: setting(scenario, "stocks", defaults::stocks)?,
            watch_list: setting(scenario, "watch_list", || Value::list(vec!["NVDA".into()]))?,
            transaction_history: setting(scenario, "transaction_history", || Value::list(Vec::new()))?,
            long: long.cloned(),
            random: Arc::new(PyRandom::seeded(&setting(scenario, "random_seed", || defaults::RANDOM_SEED.into())?)?),
        })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("orders", self.orders.clone()),
            ("account_info", self.account_info.clone()),
            ("authenticated", self.authenticated.clone()),
            ("market_status", self.market_status.clone()),
            ("order_counter", self.order_counter.clone()),
            ("stocks", self.stocks.clone()),
            ("watch_list", self.watch_list.clone()),
            ("transaction_history", self.transaction_history.clone()),
            ("long_context", self.long.is_some().into()),
        ]
    }

    fn same_state(&self, other: &Self) -> bool {
        self.order_counter == other.order_counter
            && self.authenticated == other.authenticated
            && self.market_status == other.market_status
            && self.account_info == other.account_info
            && self.orders == other.orders
            && self.watch_list == other.watch_list
            && self.transaction_history == other.transaction_history
            && self.stocks == other.stocks
            && self.long.is_some() == other.long.is_some()
    }
}

/// Keys of orders that are texts of digits are numbers.
fn order_key(key: &Value) -> PyResult {
    if key.as_str().is_some_and(is_digit) { int_of(key) } else { Ok(key.clone()) }
}

impl TradingBot {
    /// The refusal to do something without a login.
    fn unless_authenticated(&self, purpose: &str) -> Option<PyResult> {
        (!self.authenticated.truthy()).then(|| error(format!("User not authenticated. Please log in to {purpose}.")))
    }

    fn trading_login(&mut self, _: Args<'_>) -> PyResult {
        if self.authenticated.truthy() {
            return reply([("status", "Already logged in".into())]);
        }
        self.authenticated = true.into();
        reply([("status", "Logged in successfully".into())])
    }

    fn trading_logout(&mut self, _: Args<'_>) -> PyResult {
        if !self.authenticated.truthy() {
            return reply([("status", "No user is currently logged in".into())]);
        }
        self.authenticated = false.into();
        reply([("status", "Logged out successfully".into())])
    }
}

/// `value.copy()`
fn copied(value: Value) -> PyResult {
    match value {
        Value::List(_) | Value::Dict(_) | Value::Set(_) => Ok(value),
        other => Err(PyError::no_attribute(&other, "copy")),
    }
}

#[cfg(test)]
mod tests;
