//! Money: the account, what is paid in and out, and the history of both.

use std::sync::Arc;

use exitrl_python::{DateFormat, DateTime, Ordered, PyResult, Value, compare, get_item, iterate, set_item};

use super::{Args, TradingBot, error, reply};

impl TradingBot {
    pub(super) fn get_account_info(&mut self, _: Args<'_>) -> PyResult {
        let refusal = self.unless_authenticated("view account information");
        refusal.unwrap_or_else(|| Ok(self.account_info.clone()))
    }

    pub(super) fn withdraw_funds(&mut self, args: Args<'_>) -> PyResult {
        let [amount] = args.all();
        if let Some(refusal) = self.unless_authenticated("make a transaction") {
            return refusal;
        }
        if self.market_status != "Open".into() {
            return error("Market is closed. Transactions are not allowed.");
        }
        if compare(amount, Ordered::LessEqual, &0.into())? {
            return error("Transaction amount must be positive.");
        }
        let mut balance = get_item(&self.account_info, &"balance".into())?;
        if compare(amount, Ordered::Greater, &balance)? {
            return error("Insufficient funds for withdrawal.");
        }
        balance.subtract_assign(amount)?;
        self.book(balance, "withdrawal", amount)?;
        self.paid("Withdrawal successful")
    }

    pub(super) fn fund_account(&mut self, args: Args<'_>) -> PyResult {
        let [amount] = args.all();
        if let Some(refusal) = self.unless_authenticated("fund the account") {
            return refusal;
        }
        if compare(amount, Ordered::LessEqual, &0.into())? {
            return error("Funding amount must be positive.");
        }
        let mut balance = get_item(&self.account_info, &"balance".into())?;
        balance.add_assign(amount)?;
        self.book(balance, "deposit", amount)?;
        self.paid("Account funded successfully")
    }

    /// Sets the balance and notes the transaction.
    fn book(&mut self, balance: Value, kind: &'static str, amount: &Value) -> PyResult<()> {
        set_item(&mut self.account_info, "balance".into(), balance)?;
        let history = self.transaction_history.list_mut("append")?;
        let timestamp = timestamp(Arc::make_mut(&mut self.random).randint(0, SECONDS_OF_DAY));
        history.push(Value::dict([("type", kind.into()), ("amount", amount.clone()), ("timestamp", timestamp.into())]));
        Ok(())
    }

    fn paid(&self, status: &'static str) -> PyResult {
        reply([("status", status.into()), ("new_balance", get_item(&self.account_info, &"balance".into())?)])
    }

    pub(super) fn get_transaction_history(&mut self, args: Args<'_>) -> PyResult {
        let [start, end] = args.all();
        if let Some(refusal) = self.unless_authenticated("view transaction history") {
            return Ok(Value::list(vec![refusal?]));
        }
        let day = |date: &Value, without: DateTime| {
            if date.truthy() { DateTime::strptime(date, DateFormat::Date) } else { Ok(without) }
        };
        let (start, end) = (day(start, DateTime::MIN)?, day(end, DateTime::MAX)?);
        let mut within = Vec::new();
        for transaction in iterate(&self.transaction_history)? {
            let time = DateTime::strptime(&get_item(&transaction, &"timestamp".into())?, DateFormat::DateTime)?;
            if start <= time && time <= end {
                within.push(transaction);
            }
        }
        if let Some(long) = &self.long {
            within.extend(iterate(long.get("TRANSACTION_HISTORY_EXTENSION"))?);
        }
        reply([("transaction_history", Value::list(within))])
    }
}

const SECONDS_OF_DAY: i64 = 86_400;

/// The time that lies some seconds behind half past ten on the first of September 2024, up to a day.
fn timestamp(seconds: i64) -> String {
    const START: i64 = (10 * 60 + 30) * 60;
    let (day, second) = (1 + (START + seconds) / SECONDS_OF_DAY, (START + seconds) % SECONDS_OF_DAY);
    format!("2024-09-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}
