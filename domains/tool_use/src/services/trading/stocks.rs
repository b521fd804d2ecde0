//! Stocks: looking them up, picking some, watching them.

use exitrl_python::{Ordered, PyResult, Value, absolute, compare, contains, get_item, iterate, join, set_item, str_of};

use super::{Args, TradingBot, copied, defaults, error, reply};

impl TradingBot {
    pub(super) fn get_symbol_by_name(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        name.hashable()?;
        let symbol = name.as_str().and_then(defaults::symbol_of).unwrap_or("Stock not found");
        reply([("symbol", symbol.into())])
    }

    pub(super) fn get_stock_info(&mut self, args: Args<'_>) -> PyResult {
        let [symbol] = args.all();
        if !contains(&self.stocks, symbol)? {
            return error(format!("Stock with symbol '{}' not found.", str_of(symbol)?));
        }
        let stock = get_item(&self.stocks, symbol)?;
        let Some(long) = &self.long else { return Ok(stock) };
        let mut stock = copied(stock)?;
        set_item(&mut stock, "MA(5)".into(), long.get("MA_5_EXTENSION").clone())?;
        set_item(&mut stock, "MA(20)".into(), long.get("MA_20_EXTENSION").clone())?;
        Ok(stock)
    }

    pub(super) fn get_available_stocks(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        name.hashable()?;
        let (mut symbols, more) = name.as_str().and_then(defaults::sector).unwrap_or_default();
        if let Some(long) = self.long.as_ref().filter(|_| !symbols.is_empty()) {
            symbols.extend(iterate(long.get(more))?);
        }
        reply([("stock_list", Value::list(symbols))])
    }

    /// `self.stocks.get(symbol, {}).get("price", 0)`
    fn price(&self, symbol: &Value) -> PyResult {
        let price = match self.stocks.dict_method("get")?.get(symbol)? {
            Some(stock) => stock.dict_method("get")?.get_str("price").cloned(),
            None => None,
        };
        Ok(price.unwrap_or(Value::Int(0)))
    }

    pub(super) fn filter_stocks_by_price(&mut self, args: Args<'_>) -> PyResult {
        let [stocks, least, most] = args.all();
        let mut within = Vec::new();
        for symbol in iterate(stocks)? {
            let price = self.price(&symbol)?;
            if compare(&price, Ordered::GreaterEqual, least)? && compare(&price, Ordered::LessEqual, most)? {
                within.push(symbol);
            }
        }
        reply([("filtered_stocks", Value::list(within))])
    }

    pub(super) fn notify_price_change(&mut self, args: Args<'_>) -> PyResult {
        let [stocks, threshold] = args.all();
        let mut changed = Vec::new();
        for symbol in iterate(stocks)? {
            if contains(&self.stocks, &symbol)? && self.changed(&symbol, threshold)? {
                changed.push(symbol);
            }
        }
        if changed.is_empty() {
            return reply([("notification", "No significant price changes in the selected stocks.".into())]);
        }
        let text = format!("Stocks {} have significant price changes.", join(", ", &changed)?);
        reply([("notification", text.into())])
    }

    /// Whether the price of a known stock changed by a threshold or more.
    fn changed(&self, symbol: &Value, threshold: &Value) -> PyResult<bool> {
        let change = get_item(&get_item(&self.stocks, symbol)?, &"percent_change".into())?;
        compare(&absolute(&change)?, Ordered::GreaterEqual, threshold)
    }

    pub(super) fn add_to_watchlist(&mut self, args: Args<'_>) -> PyResult {
        let [stock] = args.all();
        if !contains(&self.watch_list, stock)? && contains(&self.stocks, stock)? {
            self.watch_list.list_mut("append")?.push(stock.clone());
        }
        reply([("watchlist", self.watch_list.clone())])
    }

    pub(super) fn remove_stock_from_watchlist(&mut self, args: Args<'_>) -> PyResult {
        let [symbol] = args.all();
        if let Some(refusal) = self.unless_authenticated("modify the watchlist") {
            return refusal;
        }
        if !contains(&self.watch_list, symbol)? {
            return error(format!("Stock {} not found in watchlist.", str_of(symbol)?));
        }
        let list = self.watch_list.list_mut("remove")?;
        if let Some(place) = list.iter().position(|watched| watched == symbol) {
            list.remove(place);
        }
        reply([("status", format!("Stock {} removed from watchlist successfully.", str_of(symbol)?).into())])
    }

    pub(super) fn get_watchlist(&mut self, _: Args<'_>) -> PyResult {
        if !self.authenticated.truthy() {
            let text = "Error: User not authenticated. Please log in to view the watchlist.";
            return Ok(Value::list(vec![text.into()]));
        }
        let Some(long) = &self.long else { return reply([("watchlist", self.watch_list.clone())]) };
        let mut all = copied(self.watch_list.clone())?;
        all.list_mut("extend")?.extend(iterate(long.get("WATCH_LIST_EXTENSION"))?);
        Ok(all)
    }
}
