//! Orders of shares.

use exitrl_python::{
    Dict, Ordered, PyResult, Value, compare, contains, float_of, format_fixed, get_item, int_of, lower, multiply, set_item,
    str_of,
};

use super::{Args, LongContext, TradingBot, copied, error, reply};

impl TradingBot {
    /// Numbers of all orders.
    fn order_ids(&self) -> PyResult {
        Ok(Value::list(self.orders.dict_method("keys")?.keys().cloned().collect()))
    }

    pub(super) fn get_order_history(&mut self, _: Args<'_>) -> PyResult {
        if let Some(refusal) = self.unless_authenticated("view order history") {
            return Ok(Value::list(vec![refusal?]));
        }
        reply([("history", self.order_ids()?)])
    }

    pub(super) fn get_order_details(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        if !contains(&self.orders, id)? {
            let (id, known) = (str_of(id)?, str_of(&self.order_ids()?)?);
            return error(format!("Order with ID {id} not found.Here is the list of orders_id: {known}"));
        }
        let order = get_item(&self.orders, id)?;
        let Some(long) = &self.long else { return Ok(order) };
        let mut order = copied(order)?;
        let symbol = get_item(&order, &"symbol".into())?;
        set_item(&mut order, "metadata".into(), metadata(long, &str_of(&symbol)?)?)?;
        Ok(order)
    }

    pub(super) fn cancel_order(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        if !contains(&self.orders, id)? {
            return error(format!("Order with ID {} not found.", str_of(id)?));
        }
        let mut order = get_item(&self.orders, id)?;
        if get_item(&order, &"status".into())? == "Completed".into() {
            return error(format!("Can't cancel order {}. Order is already completed.", str_of(id)?));
        }
        set_item(&mut order, "status".into(), "Cancelled".into())?;
        set_item(&mut self.orders, id.clone(), order)?;
        reply([("order_id", id.clone()), ("status", "Cancelled".into())])
    }

    pub(super) fn place_order(&mut self, args: Args<'_>) -> PyResult {
        let [order_type, symbol, price, amount] = args.all();
        if let Some(refusal) = self.unless_authenticated("place an order") {
            return refusal;
        }
        if !contains(&self.stocks, symbol)? {
            return error(format!("Invalid stock symbol: {}", str_of(symbol)?));
        }
        if compare(price, Ordered::LessEqual, &0.into())? || compare(amount, Ordered::LessEqual, &0.into())? {
            return error("Price and amount must be positive values.");
        }
        if is_purchase(order_type)?
            && let Some(text) = self.too_dear(price, amount)?
        {
            return error(text);
        }
        let price = Value::Float(float_of(price)?);
        let id = self.order_counter.clone();
        let order = Value::dict([
            ("id", id.clone()),
            ("order_type", order_type.clone()),
            ("symbol", symbol.clone()),
            ("price", price.clone()),
            ("amount", amount.clone()),
            ("status", "Open".into()),
        ]);
        set_item(&mut self.orders, id.clone(), order)?;
        self.order_counter.add_assign(&1.into())?;
        // The state has it as open already; the answer calls it pending.
        reply([
            ("order_id", id),
            ("order_type", order_type.clone()),
            ("status", "Pending".into()),
            ("price", price),
            ("amount", amount.clone()),
        ])
    }

    /// What is said where the balance does not suffice for shares.
    fn too_dear(&self, price: &Value, amount: &Value) -> PyResult<Option<String>> {
        let cost = multiply(&Value::Float(float_of(price)?), &int_of(amount)?)?;
        let balance = self.account_info.dict_method("get")?.get_str("balance").cloned().unwrap_or(Value::Int(0));
        if !compare(&cost, Ordered::Greater, &balance)? {
            return Ok(None);
        }
        let (cost, balance) = (format_fixed(&cost, 2)?, format_fixed(&balance, 2)?);
        Ok(Some(format!("Insufficient funds: required ${cost} but only ${balance} available.")))
    }
}

/// `order_type.lower() == "buy"`; bytes have that method too, and equal no text.
fn is_purchase(order_type: &Value) -> PyResult<bool> {
    match order_type {
        Value::Bytes(_) => Ok(false),
        other => Ok(lower(other.str_method("lower")?) == "buy"),
    }
}

/// The long-context texts about an order's company.
fn metadata(long: &LongContext, symbol: &str) -> PyResult {
    let mut metadata = Dict::new();
    for (name, text) in long.get("ORDER_DETAIL_EXTENSION").dict_method("items")?.iter() {
        // These texts hold no other brackets.
        let text = text.str_method("format")?.replace("{symbol}", symbol);
        metadata.insert(name.clone(), text.into())?;
    }
    Ok(metadata.into())
}
