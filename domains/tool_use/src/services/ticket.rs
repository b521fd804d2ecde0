//! TicketAPI: support tickets in a queue.

use std::sync::Arc;

use exitrl_python::{Ordered, PyResult, Value, compare, get_item, lower, set_item, str_of};

use super::{Args, Default, Kind, LongContext, Method, Param, Service, error, optional, reply, required, setting};

/// The ticket system.
#[derive(Debug, Clone)]
pub(crate) struct TicketApi {
    ticket_queue: Value,
    ticket_counter: Value,
    current_user: Value,
}

const TICKET_ID: Param = required("ticket_id", Kind::Int, "Number of the ticket");

const METHODS: &[Method<TicketApi>] = &[
    Method {
        name: "create_ticket",
        about: "Opens a ticket and puts it into the queue. Needs a logged-in user.",
        params: &[
            required("title", Kind::Str, "Title of the ticket"),
            optional("description", Kind::Str, "What the ticket is about", Default::Str("")),
            optional("priority", Kind::Int, "From 1 (low) to 5 (urgent)", Default::Int(1)),
        ],
        call: TicketApi::create_ticket,
    },
    Method {
        name: "get_ticket",
        about: "Shows a ticket.",
        params: &[TICKET_ID],
        call: |api, args| {
            Ok(api.ticket(args.all::<1>()[0])?.map_or_else(|text| Value::dict([("error", text)]), |(_, ticket)| ticket))
        },
    },
    Method { name: "close_ticket", about: "Closes a ticket.", params: &[TICKET_ID], call: TicketApi::close_ticket },
    Method {
        name: "resolve_ticket",
        about: "Marks a ticket as resolved and notes how.",
        params: &[TICKET_ID, required("resolution", Kind::Str, "How it was resolved")],
        call: TicketApi::resolve_ticket,
    },
    Method {
        name: "edit_ticket",
        about: "Changes fields of a ticket.",
        params: &[
            TICKET_ID,
            required("updates", Kind::Dict, "New values by field; fields are title, description, status and priority"),
        ],
        call: TicketApi::edit_ticket,
    },
    Method {
        name: "ticket_login",
        about: "Logs a user in to the ticket system.",
        params: &[required("username", Kind::Str, "Name of the user"), required("password", Kind::Str, "The user's password")],
        call: TicketApi::ticket_login,
    },
    Method {
        name: "ticket_get_login_status",
        about: "Says whether a user is logged in to the ticket system.",
        params: &[],
        call: |api, _| reply([("login_status", api.current_user.truthy().into())]),
    },
    Method { name: "logout", about: "Logs the user out of the ticket system.", params: &[], call: TicketApi::logout },
    Method {
        name: "get_user_tickets",
        about: "Lists the tickets that the logged-in user opened.",
        params: &[optional("status", Kind::Str, "Only tickets with this status", Default::None)],
        call: TicketApi::get_user_tickets,
    },
];

impl Service for TicketApi {
    const ABOUT: &'static str = "the ticket system of a company: support tickets are opened, shown and changed";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, _long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        Ok(Self {
            ticket_queue: setting(scenario, "ticket_queue", || Value::list(Vec::new()))?,
            ticket_counter: setting(scenario, "ticket_counter", || 1.into())?,
            current_user: setting(scenario, "current_user", || Value::None)?,
        })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("ticket_queue", self.ticket_queue.clone()),
            ("ticket_counter", self.ticket_counter.clone()),
            ("current_user", self.current_user.clone()),
        ]
    }
}

impl TicketApi {
    fn create_ticket(&mut self, args: Args<'_>) -> PyResult {
        let [title, description, priority] = args.all();
        if !self.current_user.truthy() {
            return error("User not authenticated. Please log in to create a ticket.");
        }
        if compare(priority, Ordered::Less, &1.into())? || compare(priority, Ordered::Greater, &5.into())? {
            return error("Invalid priority. Priority must be between 1 and 5.");
        }
        let ticket = Value::dict([
            ("id", self.ticket_counter.clone()),
            ("title", title.clone()),
            ("description", description.clone()),
            ("status", "Open".into()),
            ("priority", priority.clone()),
            ("created_by", self.current_user.clone()),
        ]);
        self.ticket_queue.list_mut("append")?.push(ticket.clone());
        self.ticket_counter.add_assign(&1.into())?;
        Ok(ticket)
    }

    /// The first ticket of that number with its place in the queue, or the text of the error. A ticket without fields is none.
    fn ticket(&self, id: &Value) -> PyResult<Result<(usize, Value), Value>> {
        for (place, ticket) in exitrl_python::iterate(&self.ticket_queue)?.into_iter().enumerate() {
            if get_item(&ticket, &"id".into())? == *id && ticket.truthy() {
                return Ok(Ok((place, ticket)));
            }
        }
        Ok(Err(format!("Ticket with ID {} not found.", str_of(id)?).into()))
    }

    /// Changes a field of the ticket at a place of the queue.
    fn set(&mut self, place: usize, field: Value, value: Value) -> PyResult<()> {
        set_item(&mut self.ticket_queue.list_mut("append")?[place], field, value)
    }

    fn close_ticket(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        let (place, ticket) = match self.ticket(id)? {
            Ok(found) => found,
            Err(text) => return error(text),
        };
        if get_item(&ticket, &"status".into())? == "Closed".into() {
            return error(format!("Ticket with ID {} is already closed.", str_of(id)?));
        }
        self.set(place, "status".into(), "Closed".into())?;
        reply([("status", format!("Ticket {} has been closed successfully.", str_of(id)?).into())])
    }

    fn resolve_ticket(&mut self, args: Args<'_>) -> PyResult {
        let [id, resolution] = args.all();
        let (place, ticket) = match self.ticket(id)? {
            Ok(found) => found,
            Err(text) => return error(text),
        };
        if get_item(&ticket, &"status".into())? == "Resolved".into() {
            return error(format!("Ticket with ID {} is already resolved.", str_of(id)?));
        }
        self.set(place, "status".into(), "Resolved".into())?;
        self.set(place, "resolution".into(), resolution.clone())?;
        reply([("status", format!("Ticket {} has been resolved successfully.", str_of(id)?).into())])
    }

    fn edit_ticket(&mut self, args: Args<'_>) -> PyResult {
        let [id, updates] = args.all();
        let place = match self.ticket(id)? {
            Ok((place, _)) => place,
            Err(text) => return error(text),
        };
        let updates = updates.dict_method("keys")?;
        let known = |field: &&Value| matches!(field.as_str(), Some("title" | "description" | "status" | "priority"));
        let unknown: Vec<&Value> = updates.keys().filter(|field| !known(field)).collect();
        if !unknown.is_empty() {
            return error(format!("Invalid fields for update: {}", joined(&unknown)?));
        }
        for (field, value) in updates.iter().filter(|(_, value)| !matches!(value, Value::None)) {
            self.set(place, field.clone(), value.clone())?;
        }
        reply([("status", format!("Ticket {} has been updated successfully.", str_of(id)?).into())])
    }

    fn ticket_login(&mut self, args: Args<'_>) -> PyResult {
        let [username, password] = args.all();
        let success = username.truthy() && password.truthy();
        if success {
            self.current_user = username.clone();
        }
        reply([("success", success.into())])
    }

    fn logout(&mut self, _: Args<'_>) -> PyResult {
        let was_in = self.current_user.truthy();
        if was_in {
            self.current_user = Value::None;
        }
        reply([("success", was_in.into())])
    }

    fn get_user_tickets(&mut self, args: Args<'_>) -> PyResult {
        let [status] = args.all();
        if !self.current_user.truthy() {
            let text = "User not authenticated. Please log in to view tickets.";
            return Ok(Value::list(vec![Value::dict([("error", text.into())])]));
        }
        let mut own = Vec::new();
        for ticket in exitrl_python::iterate(&self.ticket_queue)? {
            if get_item(&ticket, &"created_by".into())? == self.current_user {
                own.push(ticket);
            }
        }
        if status.truthy() {
            let mut kept = Vec::new();
            for ticket in own {
                let own_status = get_item(&ticket, &"status".into())?;
                if lower(own_status.str_method("lower")?) == lower(status.str_method("lower")?) {
                    kept.push(ticket);
                }
            }
            own = kept;
        }
        Ok(Value::list(own))
    }
}

/// `', '.join(texts)`; the order is that of a set in Python, which differs from run to run.
fn joined(texts: &[&Value]) -> PyResult<String> {
    let text = |(nth, value): (usize, &&Value)| {
        value.as_str().map(str::to_owned).ok_or_else(|| {
            let kind = value.type_name();
            exitrl_python::PyError::type_error(format!("sequence item {nth}: expected str instance, {kind} found"))
        })
    };
    Ok(texts.iter().enumerate().map(text).collect::<PyResult<Vec<_>>>()?.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::services::test_world;

    #[test]
    fn a_ticket_lives_from_opening_to_closing() {
        let mut world = test_world("TicketAPI", "{}");
        assert_eq!(
            world("create_ticket(title='a')"),
            r#"{"error": "User not authenticated. Please log in to create a ticket."}"#
        );
        assert_eq!(world("ticket_login('ann', 'pw')"), r#"{"success": true}"#);
        let ticket = r#"{"id": 1, "title": "a", "description": "", "status": "Open", "priority": 2, "created_by": "ann"}"#;
        assert_eq!(world("create_ticket(title='a', priority=2)"), ticket);
        assert_eq!(
            world("edit_ticket(1, {'title': 'b', 'status': None})"),
            r#"{"status": "Ticket 1 has been updated successfully."}"#
        );
        assert_eq!(world("close_ticket(ticket_id=True)"), r#"{"status": "Ticket True has been closed successfully."}"#);
        let listed = "[{'id': 1, 'title': 'b', 'description': '', 'status': 'Closed', 'priority': 2, 'created_by': 'ann'}]";
        assert_eq!(world("get_user_tickets(status='CLOSED')"), listed);
        assert_eq!(world("get_ticket(7)"), r#"{"error": "Ticket with ID 7 not found."}"#);
    }

    #[test]
    fn wrong_arguments_raise_what_python_raises() {
        let mut world = test_world("TicketAPI", "{'current_user': 'ann'}");
        let cases = [
            ("create_ticket()", "TicketAPI.create_ticket() missing 1 required positional argument: 'title'"),
            ("create_ticket('a', priority='x')", "'<' not supported between instances of 'str' and 'int'"),
            (
                "create_ticket('a', 'b', 1, 2)",
                "TicketAPI.create_ticket() takes from 2 to 4 positional arguments but 5 were given",
            ),
            ("close_ticket(number=1)", "TicketAPI.close_ticket() got an unexpected keyword argument 'number'"),
            ("close_ticket(1, ticket_id=1)", "TicketAPI.close_ticket() got multiple values for argument 'ticket_id'"),
            ("ticket_login()", "TicketAPI.ticket_login() missing 2 required positional arguments: 'username' and 'password'"),
            ("logout(1)", "TicketAPI.logout() takes 1 positional argument but 2 were given"),
        ];
        for (call, text) in cases {
            assert_eq!(world(call), format!("Error during execution: {text}"));
        }
    }
}
