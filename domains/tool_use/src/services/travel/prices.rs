//! What things cost, who travels, and where from.

use exitrl_python::{
    DateFormat, DateTime, Exception, PyError, PyResult, Value, add, divide, float_of, int_of, is_digit, iterate, multiply,
    remainder, round_to, str_of,
};

use super::tables::{CITIES, RATES, ROUTES};
use super::{Args, TravelApi, reply};

/// The day of which ages are computed: year, month, day. It is the day of the package's release, so that results do not depend on when
/// they are computed.
const TODAY: (u32, u32, u32) = (2026, 3, 23);
/// From what age on a traveller may book.
const OF_AGE: i64 = 18;

impl TravelApi {
    pub(super) fn get_flight_cost(&mut self, args: Args<'_>) -> PyResult {
        let [from, to, date, class] = args.all();
        from.hashable()?;
        to.hashable()?;
        let price = price(from, to, date, class)?;
        let costs = if self.long_context { ROUTES.iter().map(|route| price.of(route.2)).collect() } else { vec![price.cost()] };
        // Python makes a key of the date, which fails for integers too long for text.
        str_of(date)?;
        reply([("travel_cost_list", Value::list(costs))])
    }

    pub(super) fn compute_exchange_rate(&mut self, args: Args<'_>) -> PyResult {
        let [base, target, value] = args.all();
        let is = |currency: &Value, name: &str| currency.as_str() == Some(name);
        for (name, rate) in &RATES {
            if is(base, "USD") && is(target, name) {
                return reply([("exchanged_value", float_of(&multiply(value, rate)?)?.into())]);
            }
            if is(base, name) && is(target, "USD") {
                return reply([("exchanged_value", round_to(&divide(value, rate)?, Some(&2.into()))?)]);
            }
        }
        Err(PyError::value_error("No available exchange rate for the given currencies."))
    }

    pub(super) fn get_nearest_airport_by_city(&mut self, args: Args<'_>) -> PyResult {
        let [city] = args.all();
        city.hashable()?;
        let code = CITIES.iter().find(|(name, _)| city.as_str() == Some(name)).map_or("Unknown", |(_, code)| code);
        reply([("nearest_airport", code.into())])
    }

    pub(super) fn verify_traveler_information(&mut self, args: Args<'_>) -> PyResult {
        let [first, last, birth, passport] = args.all();
        let failed = |why: String| reply([("verification_status", false.into()), ("verification_failure", why.into())]);
        if self.user_first_name != *first || self.user_last_name != *last {
            return failed(format!(
                "Cannot book flight information for another user.Expected {} {}, got {} {}",
                str_of(&self.user_first_name)?,
                str_of(&self.user_last_name)?,
                str_of(first)?,
                str_of(last)?
            ));
        }
        let age = match DateTime::strptime(birth, DateFormat::Date) {
            Ok(birth) => age(&birth),
            Err(error) if error.kind == Exception::ValueError => {
                return failed("Invalid date of birth format. Please use YYYY-MM-DD.".to_owned());
            }
            Err(error) => return Err(error),
        };
        if age < OF_AGE {
            return failed("Traveler must be at least 18 years old.".to_owned());
        }
        if matches!(passport, Value::Bytes(_)) {
            return Err(PyError::type_error("startswith first arg must be bytes or a tuple of bytes, not str"));
        }
        if !passport.str_method("startswith")?.starts_with("US") {
            return failed("Passport must be issued by the United States.".to_owned());
        }
        reply([("verification_status", true.into())])
    }
}

/// Whole years since a day of birth.
fn age(birth: &DateTime) -> i64 {
    let (year, month, day) = TODAY;
    i64::from(year) - i64::from(birth.year) - i64::from((month, day) < (birth.month, birth.day))
}

/// The price of a flight.
pub(super) struct Price {
    base: i64,
    factor: i64,
}

impl Price {
    pub(super) fn cost(&self) -> Value {
        self.of(self.base)
    }
    /// The price of another route on that day in that class.
    fn of(&self, base: i64) -> Value {
        ((base * self.factor) as f64).into()
    }
}

/// The price of a flight: that of the route, by class, twice as much where the digits of the date have an even sum.
///
/// # Errors
/// `ValueError` where there is no such route or class.
pub(super) fn price(from: &Value, to: &Value, date: &Value, class: &Value) -> PyResult<Price> {
    let base = ROUTES
        .iter()
        .find(|route| from.as_str() == Some(route.0) && to.as_str() == Some(route.1))
        .map(|route| route.2)
        .ok_or_else(|| PyError::value_error("No available route for the given airports."))?;
    let class_factor = match class.as_str() {
        Some("economy") => 1,
        Some("business") => 2,
        Some("first") => 5,
        _ => return Err(PyError::value_error("Invalid travel class. Options are: economy, business, first.")),
    };
    let day_factor = if has_even_digits(date)? { 2 } else { 1 };
    Ok(Price { base, factor: class_factor * day_factor })
}

/// Whether the digits of a text have an even sum; of the texts of a list, those made of digits count as numbers.
fn has_even_digits(date: &Value) -> PyResult<bool> {
    let mut sum = Value::Int(0);
    for part in iterate(date)? {
        if is_digit(part.str_method("isdigit")?) {
            sum = add(&sum, &int_of(&part)?)?;
        }
    }
    Ok(remainder(&sum, &2.into())? == 0.into())
}
