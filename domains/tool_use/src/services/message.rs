//! MessageAPI: messages between the users of a workspace.

use std::sync::Arc;

use exitrl_python::{Exception, PyError, PyRandom, PyResult, Set, Value, contains, dict_of, get_item, iterate, set_item, str_of};

use super::{Args, Kind, LongContext, Method, Param, Service, error, lowered, reply, required, setting};

/// The workspace.
#[derive(Debug, Clone)]
pub(crate) struct MessageApi {
    random: Arc<PyRandom>,
    generated_ids: Value,
    user_count: Value,
    user_map: Value,
    inbox: Value,
    message_count: Value,
    current_user: Value,
}

const RECEIVER: Param = required("receiver_id", Kind::Str, "ID of the user who received it");

const METHODS: &[Method<MessageApi>] = &[
    Method {
        name: "list_users",
        about: "Lists the names of all users of the workspace.",
        params: &[],
        call: |api, _| {
            let names = api.user_map.dict_method("keys")?.keys().cloned().collect();
            reply([("user_list", Value::list(names))])
        },
    },
    Method {
        name: "get_user_id",
        about: "Tells the ID of a user.",
        params: &[required("user", Kind::Str, "Name of the user")],
        call: MessageApi::get_user_id,
    },
    Method {
        name: "message_login",
        about: "Logs a user in to the workspace.",
        params: &[required("user_id", Kind::Str, "ID of the user")],
        call: MessageApi::message_login,
    },
    Method {
        name: "message_get_login_status",
        about: "Says whether a user is logged in to the workspace.",
        params: &[],
        call: |api, _| reply([("login_status", api.current_user.truthy().into())]),
    },
    Method {
        name: "send_message",
        about: "Sends a user a message.",
        params: &[
            required("receiver_id", Kind::Str, "ID of the user to send it to"),
            required("message", Kind::Str, "The message"),
        ],
        call: MessageApi::send_message,
    },
    Method {
        name: "delete_message",
        about: "Deletes the last message that was sent to a user.",
        params: &[RECEIVER],
        call: MessageApi::delete_message,
    },
    Method {
        name: "view_messages_sent",
        about: "Shows all messages by the IDs of their receivers.",
        params: &[],
        call: MessageApi::view_messages_sent,
    },
    Method {
        name: "add_contact",
        about: "Adds a user to the workspace.",
        params: &[required("user_name", Kind::Str, "Name of the new user")],
        call: MessageApi::add_contact,
    },
    Method {
        name: "search_messages",
        about: "Finds the messages that contain a word, in any case.",
        params: &[required("keyword", Kind::Str, "The word")],
        call: MessageApi::search_messages,
    },
    Method {
        name: "get_message_stats",
        about: "Counts messages and the users they went to.",
        params: &[],
        call: MessageApi::get_message_stats,
    },
];

impl Service for MessageApi {
    const ABOUT: &'static str = "the messages of a workspace: users write to each other, search and delete what was sent";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, _long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        Ok(Self {
            random: Arc::new(PyRandom::seeded(&setting(scenario, "random_seed", || 200_191.into())?)?),
            generated_ids: setting(scenario, "generated_ids", || Set::new().into())?,
            user_count: setting(scenario, "user_count", || 4.into())?,
            user_map: setting(scenario, "user_map", default_users)?,
            inbox: setting(scenario, "inbox", default_inbox)?,
            message_count: setting(scenario, "message_count", || 3.into())?,
            current_user: setting(scenario, "current_user", || Value::None)?,
        })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        NAMES.into_iter().zip(self.values().into_iter().cloned()).collect()
    }

    fn same_state(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

/// Names of what [`MessageApi::values`] gives.
const NAMES: [&str; 6] = ["generated_ids", "user_count", "user_map", "inbox", "message_count", "current_user"];

fn default_users() -> Value {
    Value::dict([
        ("Alice", "USR001".into()),
        ("Bob", "USR002".into()),
        ("Catherine", "USR003".into()),
        ("Daniel", "USR004".into()),
    ])
}

fn default_inbox() -> Value {
    Value::list(vec![
        Value::dict([("USR002", "My name is Alice. I want to connect.".into())]),
        Value::dict([("USR003", "Could you upload the file?".into())]),
        Value::dict([("USR004", "Could you upload the file?".into())]),
    ])
}

/// How often a number for a message is drawn at most: where nearly all are taken, Python would draw without end.
const MOST_DRAWS: usize = 1_000_000;
const NOT_LOGGED_IN: &str = "No user is currently logged in.";

impl MessageApi {
    fn values(&self) -> [&Value; 6] {
        [&self.generated_ids, &self.user_count, &self.user_map, &self.inbox, &self.message_count, &self.current_user]
    }

    fn get_user_id(&mut self, args: Args<'_>) -> PyResult {
        let [user] = args.all();
        if !contains(&self.user_map, user)? {
            return error(format!("User '{}' not found in the workspace.", str_of(user)?));
        }
        let id = self.user_map.dict_method("get")?.get(user)?.cloned();
        reply([("user_id", id.unwrap_or(Value::None))])
    }

    /// Whether some user has this ID.
    fn is_user(&self, id: &Value) -> PyResult<bool> {
        Ok(self.user_map.dict_method("values")?.values().any(|known| known == id))
    }

    fn message_login(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        let found = self.is_user(id)?;
        let text = if found {
            self.current_user = id.clone();
            format!("User '{}' logged in successfully.", str_of(id)?)
        } else {
            format!("User ID '{}' not found.", str_of(id)?)
        };
        reply([("login_status", found.into()), ("message", text.into())])
    }

    fn new_id(&mut self) -> PyResult {
        let random = Arc::make_mut(&mut self.random);
        let mut draws = (0..MOST_DRAWS).map(|_| Value::Int(random.randint(10_000, 99_999)));
        let id = loop {
            let id = draws.next().ok_or_else(|| PyError::new(Exception::MemoryError, ""))?;
            if !contains(&self.generated_ids, &id)? {
                break id;
            }
        };
        match &mut self.generated_ids {
            Value::Set(ids) => Arc::make_mut(ids).add(id.clone())?,
            // A list out of a scenario, for one.
            other => return Err(PyError::no_attribute(other, "add")),
        }
        Ok(id)
    }

    fn send_message(&mut self, args: Args<'_>) -> PyResult {
        let [receiver, message] = args.all();
        if !self.current_user.truthy() {
            return error(NOT_LOGGED_IN);
        }
        if !self.is_user(receiver)? {
            return error(format!("Receiver ID '{}' not found.", str_of(receiver)?));
        }
        let id = self.new_id()?;
        self.inbox.list_mut("append")?.push(dict_of([(receiver.clone(), message.clone())])?);
        self.message_count.add_assign(&1.into())?;
        reply([
            ("sent_status", true.into()),
            ("message_id", Value::dict([("new_id", id)])),
            ("message", format!("Message sent to '{}' successfully.", str_of(receiver)?).into()),
        ])
    }

    fn delete_message(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        if !self.current_user.truthy() {
            return error(NOT_LOGGED_IN);
        }
        for message in reversed(&self.inbox)? {
            let (receiver, _) = sent(&message)?;
            if receiver != *id {
                continue;
            }
            // The first of equal messages goes, not the one that was found.
            let inbox = self.inbox.list_mut("remove")?;
            if let Some(place) = inbox.iter().position(|other| *other == message) {
                inbox.remove(place);
            }
            return reply([
                ("deleted_status", true.into()),
                ("receiver_id", receiver),
                ("message", format!("Receiver {}'s latest message deleted successfully.", str_of(id)?).into()),
            ]);
        }
        error(format!("Receiver ID {} not found.", str_of(id)?))
    }

    fn view_messages_sent(&mut self, _: Args<'_>) -> PyResult {
        if !self.current_user.truthy() {
            return error(NOT_LOGGED_IN);
        }
        let mut by_receiver = exitrl_python::Dict::new();
        for message in iterate(&self.inbox)? {
            let (receiver, text) = sent(&message)?;
            match by_receiver.get_mut(&receiver)? {
                Some(texts) => texts.list_mut("append")?.push(text),
                None => by_receiver.insert(receiver, Value::list(vec![text]))?,
            }
        }
        reply([("messages", by_receiver.into())])
    }

    fn add_contact(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        if contains(&self.user_map, name)? {
            return error(format!("User name '{}' already exists.", str_of(name)?));
        }
        // Counted even where the ID is taken, so that the next attempt tries the next one.
        self.user_count.add_assign(&1.into())?;
        let id = format!("USR{}", zero_filled(&str_of(&self.user_count)?));
        if self.is_user(&id.clone().into())? {
            return error(format!("User ID '{id}' already exists."));
        }
        set_item(&mut self.user_map, name.clone(), id.clone().into())?;
        reply([
            ("added_status", true.into()),
            ("user_id", id.into()),
            ("message", format!("Contact '{}' added successfully.", str_of(name)?).into()),
        ])
    }

    fn search_messages(&mut self, args: Args<'_>) -> PyResult {
        let [keyword] = args.all();
        if !self.current_user.truthy() {
            return error(NOT_LOGGED_IN);
        }
        let keyword = lowered(keyword)?;
        let mut results = Vec::new();
        for message in iterate(&self.inbox)? {
            let (receiver, text) = sent(&message)?;
            if contains(&lowered(&text)?, &keyword)? {
                results.push(Value::dict([("receiver_id", receiver), ("message", text)]));
            }
        }
        reply([("results", Value::list(results))])
    }

    fn get_message_stats(&mut self, _: Args<'_>) -> PyResult {
        if !self.current_user.truthy() {
            return error(NOT_LOGGED_IN);
        }
        let mut receivers = Set::new();
        let messages = iterate(&self.inbox)?;
        for message in &messages {
            receivers.add(sent(message)?.0)?;
        }
        let stats = Value::dict([("received_count", messages.len().into()), ("total_contacts", receivers.len().into())]);
        reply([("stats", stats)])
    }
}

/// `list(message.items())[0]`: who received a message, and its text.
fn sent(message: &Value) -> PyResult<(Value, Value)> {
    let first = message.dict_method("items")?.iter().next();
    let first = first.map(|(receiver, text)| (receiver.clone(), text.clone()));
    first.ok_or_else(|| PyError::new(Exception::IndexError, "list index out of range"))
}

/// `items[::-1]`
fn reversed(items: &Value) -> PyResult<Vec<Value>> {
    match items {
        Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_) => {
            let mut items = iterate(items)?;
            items.reverse();
            Ok(items)
        }
        Value::Dict(_) => Err(PyError::type_error("unhashable type: 'slice'")),
        other => get_item(other, &Value::None).map(|_| Vec::new()),
    }
}

/// `text.zfill(3)`: zeros go behind a sign.
fn zero_filled(text: &str) -> String {
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    let zeros = 3usize.saturating_sub(text.chars().count());
    format!("{sign}{}{digits}", "0".repeat(zeros))
}

#[cfg(test)]
mod tests {
    use crate::services::test_world;

    #[test]
    fn messages_are_sent_searched_and_deleted() {
        let mut world = test_world("MessageAPI", "{}");
        assert_eq!(world("send_message('USR002', 'Hi')"), r#"{"error": "No user is currently logged in."}"#);
        assert_eq!(
            world("message_login('USR001')"),
            r#"{"login_status": true, "message": "User 'USR001' logged in successfully."}"#
        );
        assert_eq!(
            world("send_message('USR002', 'Hi')"),
            r#"{"sent_status": true, "message_id": {"new_id": 67410}, "message": "Message sent to 'USR002' successfully."}"#
        );
        assert_eq!(world("search_messages('HI')"), r#"{"results": [{"receiver_id": "USR002", "message": "Hi"}]}"#);
        assert_eq!(world("get_message_stats()"), r#"{"stats": {"received_count": 4, "total_contacts": 3}}"#);
        assert_eq!(
            world("delete_message('USR002')"),
            r#"{"deleted_status": true, "receiver_id": "USR002", "message": "Receiver USR002's latest message deleted successfully."}"#
        );
        assert_eq!(world("delete_message('USR009')"), r#"{"error": "Receiver ID USR009 not found."}"#);
    }

    #[test]
    fn of_equal_messages_the_first_is_deleted() {
        let inbox = "[{'a': 'x'}, {'b': 'y'}, {'a': 'z'}, {'a': 'x'}]";
        let mut world = test_world("MessageAPI", &format!("{{'inbox': {inbox}, 'current_user': 'a'}}"));
        world("delete_message('a')");
        assert_eq!(world("view_messages_sent()"), r#"{"messages": {"b": ["y"], "a": ["z", "x"]}}"#);
    }

    #[test]
    fn a_failed_contact_counts() {
        let mut world = test_world("MessageAPI", "{'user_count': 0}");
        assert_eq!(world("add_contact('Bob')"), r#"{"error": "User name 'Bob' already exists."}"#);
        for taken in 1..=4 {
            assert_eq!(world("add_contact('Eve')"), format!(r#"{{"error": "User ID 'USR00{taken}' already exists."}}"#));
        }
        assert_eq!(
            world("add_contact('Eve')"),
            r#"{"added_status": true, "user_id": "USR005", "message": "Contact 'Eve' added successfully."}"#
        );
        assert_eq!(world("list_users()"), r#"{"user_list": ["Alice", "Bob", "Catherine", "Daniel", "Eve"]}"#);
    }

    #[test]
    fn odd_scenarios_raise_what_python_raises() {
        let mut ids = test_world("MessageAPI", "{'generated_ids': [], 'current_user': 'USR001'}");
        assert_eq!(ids("send_message('USR001', 'x')"), "Error during execution: 'list' object has no attribute 'add'");
        let mut empty = test_world("MessageAPI", "{'inbox': [{}], 'current_user': 'USR001'}");
        assert_eq!(empty("get_message_stats()"), "Error during execution: list index out of range");
        let mut dict = test_world("MessageAPI", "{'inbox': {'1': 'x'}, 'current_user': 'USR001'}");
        assert_eq!(dict("delete_message('1')"), "Error during execution: unhashable type: 'slice'");
        assert_eq!(dict("view_messages_sent()"), "Error during execution: 'str' object has no attribute 'items'");
        let mut plain = test_world("MessageAPI", "{'current_user': 'USR001'}");
        assert_eq!(plain("search_messages(1)"), "Error during execution: 'int' object has no attribute 'lower'");
        assert_eq!(plain("get_user_id(['Bob'])"), "Error during execution: unhashable type: 'list'");
    }

    #[test]
    fn numbers_are_filled_behind_their_sign() {
        assert_eq!(["7", "-5", "+1", "1234", "", "5.0"].map(super::zero_filled), ["007", "-05", "+01", "1234", "000", "5.0"]);
    }
}
