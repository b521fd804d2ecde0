//! Requests to the messenger.

use serde_json::{Value as Json, json};

use super::{MESSAGE, Template, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{FAMILIES, KEYWORDS, PEOPLE, note};

pub(crate) const TEMPLATES: &[Template] = &[
    free(MESSAGE, send),
    free(MESSAGE, user_id),
    alone(MESSAGE, delete),
    free(MESSAGE, search),
    alone(MESSAGE, add_contact),
    alone(MESSAGE, sent),
    alone(MESSAGE, stats),
    alone(MESSAGE, users),
    alone(MESSAGE, login),
];

/// Users, the first of whom is logged in; messages name the one they went to.
pub(crate) fn base(draw: &mut Draw) -> Json {
    let count = draw.range(3, 6);
    let first = draw.range(1, 700);
    let mut users = json!({});
    for (nth, name) in draw.some(&PEOPLE, count as usize).into_iter().enumerate() {
        users[name] = json!(format!("USR{:03}", first + nth as i64));
    }
    let inbox: Vec<Json> = (0..draw.range(1, 2)).map(|_| message(&format!("USR{:03}", first + 1), &note(draw))).collect();
    json!({
        "user_count": first + count - 1,
        "user_map": users,
        "message_count": inbox.len(),
        "inbox": inbox,
        "current_user": format!("USR{first:03}"),
    })
}

fn message(to: &str, text: &str) -> Json {
    let mut message = json!({});
    message[to] = json!(text);
    message
}

/// Another user than the one logged in: name and id.
pub(crate) fn user(scene: &mut Scene) -> (String, String) {
    let users: Vec<(String, String)> = match scene.field(MESSAGE, "user_map").as_object() {
        Some(users) => users.iter().map(|(name, id)| (name.clone(), id.as_str().unwrap_or_default().to_owned())).collect(),
        None => Vec::new(),
    };
    let others = users.get(1..).unwrap_or_default();
    match others.is_empty() {
        true => (String::new(), String::new()),
        false => scene.draw.pick(others),
    }
}

/// Name and id of the one logged in.
pub(crate) fn own(scene: &mut Scene) -> (String, String) {
    let id = scene.text(MESSAGE, "current_user");
    let users = scene.field(MESSAGE, "user_map");
    let name = users.as_object().and_then(|users| users.iter().find(|(_, known)| **known == *id)).map(|(name, _)| name.clone());
    (name.unwrap_or_default(), id)
}

/// Puts a message into the inbox that went to this user.
pub(crate) fn sent_message(scene: &mut Scene, to: &str, text: &str) {
    scene.push(MESSAGE, "inbox", message(to, text));
    scene.count_on(MESSAGE, "message_count");
}

/// A name that nobody here has: 1,792 of them.
pub(crate) fn new_name(scene: &mut Scene) -> String {
    scene.fresh(|draw| format!("{} {}", draw.pick(&PEOPLE), draw.pick(&FAMILIES)))
}

fn send(scene: &mut Scene) -> Piece {
    let (_, id) = user(scene);
    let text = scene.fresh(note);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("text", &text)];
    let request = scene.say(
        &[
            "Send the message '{text}' to the user with the id {id}.",
            "Message user {id}: '{text}'.",
            "Please write '{text}' to user {id}.",
        ],
        &values,
    );
    let vague = scene.say(&["Send a message to user {id}.", "I have something to tell user {id}, please message them."], &values);
    let detail = scene.say(&["The message is '{text}'.", "Write: '{text}'."], &values);
    Piece::new(request, call!(send_message, receiver_id = id, message = text)).gap(vague, detail)
}

fn user_id(scene: &mut Scene) -> Piece {
    let name = new_name(scene);
    let count = scene.count_on(MESSAGE, "user_count") + 1;
    scene.insert(MESSAGE, "user_map", &name, json!(format!("USR{count:03}")));
    let request = scene.say(&["What is the user id of '{name}'?", "Look up the id of the user '{name}'."], &[("name", &name)]);
    let vague = scene.say(&["Look up a user id for me.", "What is the user id of my colleague?"], &[]);
    let detail = scene.say(&["The user is '{name}'.", "Their name is '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(get_user_id, user = name)).gap(vague, detail)
}

fn delete(scene: &mut Scene) -> Piece {
    let (_, id) = user(scene);
    let text = scene.fresh(note);
    sent_message(scene, &id, &text);
    let me = own(scene).0;
    let request = scene.say(
        &["{me} here. Delete the latest message that I sent to {id}.", "{me} wants the last message to user {id} deleted."],
        &[("id", &id), ("me", &me)],
    );
    let vague = scene.say(&["{me} here. Delete the latest message that I sent to somebody."], &[("me", &me)]);
    let detail = scene.say(&["It went to {id}.", "The receiver was user {id}."], &[("id", &id)]);
    Piece::new(request, call!(delete_message, receiver_id = id)).gap(vague, detail)
}

fn search(scene: &mut Scene) -> Piece {
    let (_, id) = user(scene);
    let word = scene.draw.pick(&KEYWORDS);
    let text = format!("{} {word}", scene.fresh(note));
    sent_message(scene, &id, &text);
    let me = own(scene).0;
    let request = scene.say(
        &["I am {me}. Search my messages for the word '{word}'.", "Which of my messages contain '{word}'? {me} is asking."],
        &[("word", &word), ("me", &me)],
    );
    let vague = scene.say(&["I am {me}. Search my messages for a word."], &[("me", &me)]);
    let detail = scene.say(&["Search for '{word}'.", "The word is '{word}'."], &[("word", &word)]);
    Piece::new(request, call!(search_messages, keyword = word)).gap(vague, detail)
}

fn add_contact(scene: &mut Scene) -> Piece {
    scene.involve(MESSAGE);
    let name = new_name(scene);
    let request = scene.say(
        &[
            "Add '{name}' to my contacts.",
            "Put a new contact named '{name}' into the workspace.",
            "'{name}' is new, please add that contact.",
        ],
        &[("name", &name)],
    );
    let vague = scene.say(&["Add somebody to my contacts.", "Put a new contact into the workspace."], &[]);
    let detail = scene.say(&["The name is '{name}'.", "They are called '{name}'."], &[("name", &name)]);
    Piece::new(request, call!(add_contact, user_name = name)).gap(vague, detail)
}

fn sent(scene: &mut Scene) -> Piece {
    let (me, id) = own(scene);
    let request = scene.say(
        &["I am {me}, {id}. Show me all messages sent so far.", "View the messages that were sent. I am user {id}, {me}."],
        &[("me", &me), ("id", &id)],
    );
    Piece::new(request, call!(view_messages_sent))
}

fn stats(scene: &mut Scene) -> Piece {
    let (me, id) = own(scene);
    let request = scene.say(
        &[
            "{me}, {id}, would like to see the message statistics.",
            "What are the message statistics? I am {me} with the id {id}.",
        ],
        &[("me", &me), ("id", &id)],
    );
    Piece::new(request, call!(get_message_stats))
}

fn users(scene: &mut Scene) -> Piece {
    let (me, id) = own(scene);
    let request = scene.say(
        &["List all users of the workspace for {me}, user {id}.", "Who is in this workspace? I am {me}, {id}."],
        &[("me", &me), ("id", &id)],
    );
    Piece::new(request, call!(list_users))
}

fn login(scene: &mut Scene) -> Piece {
    let (name, id) = user(scene);
    scene.set(MESSAGE, "current_user", Json::Null);
    let request = scene.say(
        &[
            "Log me in to the messenger, I am {name} and my user id is {id}.",
            "Sign in to messages as {name} with the user id {id}.",
        ],
        &[("name", &name), ("id", &id)],
    );
    let vague = scene.say(&["Log me in to the messenger with my user id."], &[]);
    let detail = scene.say(&["My user id is {id}.", "The id is {id}."], &[("id", &id)]);
    Piece::new(request, call!(message_login, user_id = id)).gap(vague, detail)
}
