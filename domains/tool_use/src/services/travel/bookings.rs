//! Login, credit cards, bookings, and what is paid for.

use exitrl_python::{
    DateFormat, DateTime, Exception, Ordered, PyError, PyResult, Value, compare, contains, float_of, get_item, set_item, str_of,
};

use super::prices::price;
use super::tables::AIRPORTS;
use super::{Args, TravelApi, empty_dict, reply};
use crate::services::error;

impl TravelApi {
    pub(super) fn authenticate(&mut self, args: Args<'_>) -> PyResult {
        let [_, _, _, grant_type, first, last] = args.all();
        self.token_expires_in = 2.into();
        self.access_token = self.random_id(100_000, 999_999);
        self.token_type = "Bearer".into();
        self.token_scope = grant_type.clone();
        self.user_first_name = first.clone();
        self.user_last_name = last.clone();
        reply([
            ("expires_in", 2.into()),
            ("access_token", self.access_token.clone()),
            ("token_type", "Bearer".into()),
            ("scope", grant_type.clone()),
        ])
    }

    /// Why a token is refused. Where nobody ever logged in, `None` is the token.
    fn refusal(&self, token: &Value) -> Option<&'static str> {
        if self.token_expires_in == 0.into() {
            Some("Token expired")
        } else if *token != self.access_token {
            Some("Invalid access token")
        } else {
            None
        }
    }

    pub(super) fn register_credit_card(&mut self, args: Args<'_>) -> PyResult {
        let [token, number, expiration, holder, verification] = args.all();
        if matches!(self.token_expires_in, Value::None) {
            return error("Token not initialized");
        }
        if let Some(text) = self.refusal(token) {
            return error(text);
        }
        if contains(&self.credit_card_list, number)? {
            return error("Card already registered");
        }
        let id = self.random_id(100_000_000_000, 999_999_999_999);
        let card = Value::dict([
            ("card_number", number.clone()),
            ("expiration_date", expiration.clone()),
            ("cardholder_name", holder.clone()),
            ("card_verification_number", verification.clone()),
            ("balance", self.random_number(10_000, 99_999).into()),
        ]);
        set_item(&mut self.credit_card_list, id.clone(), card)?;
        reply([("card_id", id)])
    }

    pub(super) fn get_credit_card_balance(&mut self, args: Args<'_>) -> PyResult {
        let [token, card] = args.all();
        if let Some(text) = self.refusal(token) {
            return error(text);
        }
        if !contains(&self.credit_card_list, card)? {
            let known = Value::list(self.credit_card_list.dict_method("keys")?.keys().cloned().collect());
            return error(format!("Card not registered. Here are a list of card_id's: {}", str_of(&known)?));
        }
        reply([("card_balance", self.balance(card)?)])
    }

    fn balance(&self, card: &Value) -> PyResult {
        get_item(&get_item(&self.credit_card_list, card)?, &"balance".into())
    }

    fn change_balance(&mut self, card: &Value, change: impl FnOnce(&mut Value) -> PyResult<()>) -> PyResult<()> {
        let mut fields = get_item(&self.credit_card_list, card)?;
        let mut balance = get_item(&fields, &"balance".into())?;
        change(&mut balance)?;
        set_item(&mut fields, "balance".into(), balance)?;
        set_item(&mut self.credit_card_list, card.clone(), fields)
    }

    pub(super) fn book_flight(&mut self, args: Args<'_>) -> PyResult {
        let [token, card, date, from, to, class] = args.all();
        let cost = match self.cost_to_book(token, card, (date, from, to, class)) {
            Ok(cost) => cost,
            Err(Refusal::Answered(text)) => return failed("booking_status", text),
            Err(Refusal::Raised(error)) => return Err(error),
        };
        self.change_balance(card, |balance| balance.subtract_assign(&cost))?;
        let booking_id = self.random_id(1_000_000, 9_999_999);
        let transaction_id = self.random_id(10_000_000, 99_999_999);
        let booking = Value::dict([
            ("card_id", card.clone()),
            ("travel_date", date.clone()),
            ("travel_from", from.clone()),
            ("travel_to", to.clone()),
            ("travel_class", class.clone()),
            ("travel_cost", cost),
            ("transaction_id", transaction_id.clone()),
        ]);
        set_item(&mut self.booking_record, booking_id.clone(), booking)?;
        let history = if self.long_context { self.booking_record.clone() } else { empty_dict() };
        reply([
            ("booking_id", booking_id),
            ("transaction_id", transaction_id),
            ("booking_status", true.into()),
            ("booking_history", history),
        ])
    }

    /// The price of a flight that this card may pay.
    fn cost_to_book(&self, token: &Value, card: &Value, flight: (&Value, &Value, &Value, &Value)) -> Result<Value, Refusal> {
        if let Some(text) = self.refusal(token) {
            return Err(text.into());
        }
        if !contains(&self.credit_card_list, card)? {
            return Err("Card not registered".into());
        }
        if !contains(&get_item(&self.credit_card_list, card)?, &"balance".into())? {
            return Err("Balance not found".into());
        }
        let cost = flight_cost(flight)?;
        if compare(&self.balance(card)?, Ordered::Less, &cost)? {
            return Err("Insufficient funds".into());
        }
        if !matches!(self.budget_limit, Value::None) && compare(&self.balance(card)?, Ordered::Less, &self.budget_limit)? {
            return Err("Balance is less than budget limit".into());
        }
        Ok(cost)
    }

    pub(super) fn retrieve_invoice(&mut self, args: Args<'_>) -> PyResult {
        let [token, id, _] = args.all();
        if let Some(text) = self.refusal(token) {
            return error(text);
        }
        if !contains(&self.booking_record, id)? {
            return error("Booking not found");
        }
        let booking = get_item(&self.booking_record, id)?;
        let field = |name: &'static str| Ok((name, get_item(&booking, &name.into())?));
        let invoice = Value::dict([
            ("booking_id", id.clone()),
            field("travel_date")?,
            field("travel_from")?,
            field("travel_to")?,
            field("travel_class")?,
            field("travel_cost")?,
            field("transaction_id")?,
        ]);
        reply([("invoice", invoice)])
    }

    pub(super) fn get_booking_history(&mut self, args: Args<'_>) -> PyResult {
        let [token] = args.all();
        match self.refusal(token) {
            Some(text) => error(text),
            None => reply([("booking_history", self.booking_record.clone())]),
        }
    }

    pub(super) fn cancel_booking(&mut self, args: Args<'_>) -> PyResult {
        let [token, id] = args.all();
        if let Some(text) = self.refusal(token) {
            return failed("cancel_status", text.to_owned());
        }
        if !contains(&self.booking_record, id)? {
            return failed("cancel_status", "Booking not found".to_owned());
        }
        let booking = get_item(&self.booking_record, id)?;
        let card = get_item(&booking, &"card_id".into())?;
        let cost = get_item(&booking, &"travel_cost".into())?;
        self.change_balance(&card, |balance| balance.add_assign(&cost))?;
        // Anything but a dict has no booking with these fields.
        self.booking_record.dict_mut("__delitem__")?.remove(id)?;
        reply([("cancel_status", true.into())])
    }

    pub(super) fn set_budget_limit(&mut self, args: Args<'_>) -> PyResult {
        let [token, limit] = args.all();
        if let Some(text) = self.refusal(token) {
            return error(text);
        }
        self.budget_limit = float_of(limit)?.into();
        reply([("budget_limit", self.budget_limit.clone())])
    }

    pub(super) fn purchase_insurance(&mut self, args: Args<'_>) -> PyResult {
        let [token, _, booking, cost, card] = args.all();
        let refused = |text: &str| failed("insurance_status", text.to_owned());
        if let Some(text) = self.refusal(token) {
            return refused(text);
        }
        if !matches!(self.budget_limit, Value::None) && compare(&self.budget_limit, Ordered::Less, cost)? {
            return refused("Exceeded budget limit");
        }
        if !contains(&self.booking_record, booking)? {
            return refused("Booking not found");
        }
        if !contains(&self.credit_card_list, card)? {
            return refused("Credit card not registered");
        }
        self.change_balance(card, |balance| balance.subtract_assign(cost))?;
        reply([("insurance_id", self.random_id(100_000_000, 999_999_999)), ("insurance_status", true.into())])
    }

    pub(super) fn contact_customer_support(&mut self, args: Args<'_>) -> PyResult {
        let [booking, _] = args.all();
        if !contains(&self.booking_record, booking)? {
            return error("Booking not found");
        }
        let text =
            "Thank you for contacting customer support. Your message has been received and we will get back to you shortly.";
        reply([("customer_support_message", text.into())])
    }
}

/// Why nothing was booked: an answer that says so, or an exception.
enum Refusal {
    Answered(String),
    Raised(PyError),
}

impl From<&str> for Refusal {
    fn from(text: &str) -> Self {
        Self::Answered(text.to_owned())
    }
}
impl From<PyError> for Refusal {
    fn from(error: PyError) -> Self {
        Self::Raised(error)
    }
}

fn failed(status: &'static str, text: String) -> PyResult {
    reply([(status, false.into()), ("error", text.into())])
}

/// The price of a flight that can be booked.
fn flight_cost((date, from, to, class): (&Value, &Value, &Value, &Value)) -> Result<Value, Refusal> {
    let is_airport = |code: &Value| code.as_str().is_some_and(|code| AIRPORTS.contains(&code));
    if !is_airport(from) {
        return Err(Refusal::Answered(format!("Invalid departure airport code: {}", str_of(from)?)));
    }
    if !is_airport(to) {
        return Err(Refusal::Answered(format!("Invalid destination airport code: {}", str_of(to)?)));
    }
    let answered = |error: PyError, text: Option<&str>| match error.kind {
        Exception::ValueError => Refusal::Answered(text.map_or(error.text.clone(), str::to_owned)),
        _ => Refusal::Raised(error),
    };
    DateTime::strptime(date, DateFormat::Date).map_err(|error| answered(error, Some("Invalid date format. Use YYYY-MM-DD.")))?;
    // Python asks a set for the class, and shows the set in an order that differs from process to process.
    if !matches!(class, Value::Set(_)) {
        class.hashable()?;
    }
    if !matches!(class.as_str(), Some("economy" | "business" | "first")) {
        return Err("Invalid travel class. Must be one of {'economy', 'business', 'first'}".into());
    }
    price(from, to, date, class).map(|price| price.cost()).map_err(|error| answered(error, None))
}
