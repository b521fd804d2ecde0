//! TravelAPI: flights, bookings, credit cards and a budget.

mod bookings;
mod prices;
mod tables;

pub(crate) use tables::{CITIES, RATES};
#[cfg(test)]
mod tests;

use std::sync::Arc;

use exitrl_python::{PyRandom, PyResult, Value, contains, get_item, iterate, set_item};

use super::{Args, Default, Kind, LongContext, Method, Param, Service, empty_dict, optional, reply, required, setting};

/// The travel agency.
#[derive(Debug, Clone)]
pub(crate) struct TravelApi {
    random: Arc<PyRandom>,
    credit_card_list: Value,
    booking_record: Value,
    access_token: Value,
    token_type: Value,
    token_expires_in: Value,
    token_scope: Value,
    user_first_name: Value,
    user_last_name: Value,
    budget_limit: Value,
    /// Whether prices of all routes and all bookings are answered, where one would do.
    long_context: bool,
}

const TOKEN: Param = required("access_token", Kind::Str, "Token that authenticate_travel gave");
const CARD: Param = required("card_id", Kind::Str, "ID of the credit card that pays");
const BOOKING: Param = required("booking_id", Kind::Str, "ID of the booking");
const FROM: Param = required("travel_from", Kind::Str, "Code of the airport of departure, three letters");
const TO: Param = required("travel_to", Kind::Str, "Code of the airport of arrival, three letters");
const DATE: Param = required("travel_date", Kind::Str, "Day of the flight as YYYY-MM-DD");
const CLASS: Param = required("travel_class", Kind::Str, "One of economy, business and first");

const CURRENCIES: &str = "One of USD, RMB, EUR, JPY, GBP, CAD, AUD, INR, RUB, BRL and MXN; one of the two must be USD";
const CITY: &str = "A city: Rivermist, Stonebrook, Maplecrest, Silverpine, Shadowridge, London, Paris, Sunset Valley, Oakendale, \
    Willowbend, Crescent Hollow, Autumnville, Pinehaven, Greenfield, San Francisco, Los Angeles, New York, Chicago, Boston, \
    Beijing, Hong Kong, Rome or Tokyo";

const METHODS: &[Method<TravelApi>] = &[
    Method {
        name: "authenticate_travel",
        about: "Logs a user in and gives an access token.",
        params: &[
            required("client_id", Kind::Str, "ID of the client application"),
            required("client_secret", Kind::Str, "Secret of the client application"),
            required("refresh_token", Kind::Str, "Token of an earlier login"),
            required("grant_type", Kind::Str, "One of read_write, read and write"),
            required("user_first_name", Kind::Str, "The user's first name"),
            required("user_last_name", Kind::Str, "The user's last name"),
        ],
        call: TravelApi::authenticate,
    },
    Method {
        name: "travel_get_login_status",
        about: "Says whether a user is logged in to the travel agency.",
        params: &[],
        call: |api, _| {
            let logged_out = matches!(api.token_expires_in, Value::None) || api.token_expires_in == 0.into();
            reply([("status", (!logged_out).into())])
        },
    },
    Method {
        name: "get_budget_fiscal_year",
        about: "Tells the fiscal year of the budget.",
        params: &[
            optional("lastModifiedAfter", Kind::Str, "Only years changed after this time, YYYY-MM-DDTHH:MM:SS", Default::None),
            optional("includeRemoved", Kind::Str, "Whether removed years count too", Default::None),
        ],
        call: |_, _| reply([("budget_fiscal_year", "2018".into())]),
    },
    Method {
        name: "register_credit_card",
        about: "Registers a credit card and gives its ID.",
        params: &[
            TOKEN,
            required("card_number", Kind::Str, "Number of the card"),
            required("expiration_date", Kind::Str, "End of its validity as MM/YYYY"),
            required("cardholder_name", Kind::Str, "Whose card it is"),
            required("card_verification_number", Kind::Int, "Its verification number"),
        ],
        call: TravelApi::register_credit_card,
    },
    Method {
        name: "get_flight_cost",
        about: "Tells what a flight costs in USD.",
        params: &[FROM, TO, DATE, CLASS],
        call: TravelApi::get_flight_cost,
    },
    Method {
        name: "get_credit_card_balance",
        about: "Tells the balance of a credit card.",
        params: &[TOKEN, CARD],
        call: TravelApi::get_credit_card_balance,
    },
    Method {
        name: "book_flight",
        about: "Books a flight and pays it by a registered credit card.",
        params: &[TOKEN, CARD, DATE, FROM, TO, CLASS],
        call: TravelApi::book_flight,
    },
    Method {
        name: "retrieve_invoice",
        about: "Shows the invoice of a booking.",
        params: &[
            TOKEN,
            optional("booking_id", Kind::Str, "ID of the booking", Default::None),
            optional("insurance_id", Kind::Str, "ID of the insurance", Default::None),
        ],
        call: TravelApi::retrieve_invoice,
    },
    Method {
        name: "get_booking_history",
        about: "Shows all bookings by their IDs.",
        params: &[TOKEN],
        call: TravelApi::get_booking_history,
    },
    Method {
        name: "list_all_airports",
        about: "Lists the codes of all airports.",
        params: &[],
        call: |_, _| Ok(Value::list(tables::AIRPORTS.map(Value::text).to_vec())),
    },
    Method {
        name: "cancel_booking",
        about: "Cancels a booking and pays its price back.",
        params: &[TOKEN, BOOKING],
        call: TravelApi::cancel_booking,
    },
    Method {
        name: "compute_exchange_rate",
        about: "Converts an amount of money from or to USD.",
        params: &[
            required("base_currency", Kind::Str, CURRENCIES),
            required("target_currency", Kind::Str, CURRENCIES),
            required("value", Kind::Float, "The amount in the base currency"),
        ],
        call: TravelApi::compute_exchange_rate,
    },
    Method {
        name: "verify_traveler_information",
        about: "Checks a traveller: the logged-in user, of age, with a passport of the United States.",
        params: &[
            required("first_name", Kind::Str, "The traveller's first name"),
            required("last_name", Kind::Str, "The traveller's last name"),
            required("date_of_birth", Kind::Str, "Day of birth as YYYY-MM-DD"),
            required("passport_number", Kind::Str, "Number of the passport"),
        ],
        call: TravelApi::verify_traveler_information,
    },
    Method {
        name: "set_budget_limit",
        about: "Sets the budget limit.",
        params: &[TOKEN, required("budget_limit", Kind::Float, "The limit in USD")],
        call: TravelApi::set_budget_limit,
    },
    Method {
        name: "get_nearest_airport_by_city",
        about: "Tells the code of the airport nearest to a city.",
        params: &[required("location", Kind::Str, CITY)],
        call: TravelApi::get_nearest_airport_by_city,
    },
    Method {
        name: "purchase_insurance",
        about: "Buys an insurance for a booking.",
        params: &[
            TOKEN,
            required("insurance_type", Kind::Str, "Kind of insurance"),
            BOOKING,
            required("insurance_cost", Kind::Float, "Its price in USD"),
            CARD,
        ],
        call: TravelApi::purchase_insurance,
    },
    Method {
        name: "contact_customer_support",
        about: "Sends the agency a message about a booking.",
        params: &[BOOKING, required("message", Kind::Str, "The message")],
        call: TravelApi::contact_customer_support,
    },
    Method {
        name: "get_all_credit_cards",
        about: "Shows all registered credit cards by their IDs.",
        params: &[],
        call: |api, _| reply([("credit_card_list", api.credit_card_list.clone())]),
    },
];

impl Service for TravelApi {
    const ABOUT: &'static str = "a travel agency: flights are priced, booked, insured and cancelled, credit cards pay";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let none = |key| setting(scenario, key, || Value::None);
        let mut credit_card_list = setting(scenario, "credit_card_list", empty_dict)?;
        let mut booking_record = setting(scenario, "booking_record", empty_dict)?;
        if let Some(long) = long {
            extend(&mut credit_card_list, long.get("CREDIT_CARD_EXTENSION"))?;
            extend(&mut booking_record, long.get("BOOKING_RECORD_EXTENSION"))?;
        }
        Ok(Self {
            random: Arc::new(PyRandom::seeded(&setting(scenario, "random_seed", || 141_053.into())?)?),
            credit_card_list,
            booking_record,
            access_token: none("access_token")?,
            token_type: none("token_type")?,
            token_expires_in: none("token_expires_in")?,
            token_scope: none("token_scope")?,
            user_first_name: none("user_first_name")?,
            user_last_name: none("user_last_name")?,
            budget_limit: none("budget_limit")?,
            long_context: long.is_some(),
        })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        let mut state: Vec<_> = NAMES.into_iter().zip(self.values().into_iter().cloned()).collect();
        state.push(("long_context", self.long_context.into()));
        state
    }

    fn same_state(&self, other: &Self) -> bool {
        self.long_context == other.long_context && self.values() == other.values()
    }
}

/// Names of what [`TravelApi::values`] gives.
const NAMES: [&str; 9] = [
    "credit_card_list",
    "booking_record",
    "access_token",
    "token_type",
    "token_expires_in",
    "token_scope",
    "user_first_name",
    "user_last_name",
    "budget_limit",
];

impl TravelApi {
    fn values(&self) -> [&Value; 9] {
        [
            &self.credit_card_list,
            &self.booking_record,
            &self.access_token,
            &self.token_type,
            &self.token_expires_in,
            &self.token_scope,
            &self.user_first_name,
            &self.user_last_name,
            &self.budget_limit,
        ]
    }

    /// A random number of some digits, as text.
    fn random_id(&mut self, low: i64, high: i64) -> Value {
        self.random_number(low, high).to_string().into()
    }

    fn random_number(&mut self, low: i64, high: i64) -> i64 {
        Arc::make_mut(&mut self.random).randint(low, high)
    }
}

/// Adds the entries that are not there yet.
fn extend(entries: &mut Value, more: &Value) -> PyResult<()> {
    for key in iterate(more)? {
        if !contains(entries, &key)? {
            let entry = get_item(more, &key)?;
            set_item(entries, key, entry)?;
        }
    }
    Ok(())
}
