//! Tickets, messages and posts.

use serde_json::{Value as Json, json};

use crate::generate::pieces::{MESSAGE, TICKET, TWITTER, message, ticket, twitter};
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{KEYWORDS, note, password, trouble, user_name};

pub(crate) fn log_in_and_open_ticket(scene: &mut Scene) -> Piece {
    scene.set(TICKET, "current_user", Json::Null);
    let (user, word, title) = (scene.fresh(user_name), scene.fresh(password), scene.fresh(trouble));
    let priority = scene.draw.range(2, 5);
    let mut script = Script::new(scene);
    script.call(call!(ticket_login, username = user, password = word));
    script.call(call!(create_ticket, title = title, priority = priority));
    script.piece(
        &[
            "Log in to the ticket system as {user} with the password {word}, then open a ticket '{title}' with priority {priority}.",
            "I have to report this: '{title}', priority {priority}. Open a ticket for it. My ticket login is {user}, password {word}.",
        ],
        &[("user", &user), ("word", &word), ("title", &title), ("priority", &priority)],
    )
}

pub(crate) fn open_and_resolve(scene: &mut Scene) -> Piece {
    scene.involve(TICKET);
    let (title, text) = (scene.fresh(trouble), scene.fresh(note));
    let priority = scene.draw.range(2, 5);
    let mut script = Script::new(scene);
    let id = script.call(call!(create_ticket, title = title, priority = priority))["id"].clone();
    script.call(call!(resolve_ticket, ticket_id = id, resolution = text));
    script.piece(
        &[
            "Open a ticket titled '{title}' with priority {priority} and resolve it at once with the resolution '{text}'.",
            "For the record, create a ticket '{title}' of priority {priority}, then mark that ticket as resolved: '{text}'.",
        ],
        &[("title", &title), ("text", &text), ("priority", &priority)],
    )
}

pub(crate) fn close_own_by_title(scene: &mut Scene) -> Piece {
    let tickets = [ticket::ticket(scene, "Open"), ticket::ticket(scene, "Open"), ticket::ticket(scene, "Open")];
    let (id, title) = scene.draw.pick(&tickets);
    let mut script = Script::new(scene);
    script.call(call!(get_user_tickets, status = "Open"));
    script.call(call!(close_ticket, ticket_id = id));
    script.piece(
        &[
            "List my Open tickets and close the one titled '{title}'.",
            "Among my tickets with the status Open there is one called '{title}'. Look up its number in that list and close it.",
        ],
        &[("title", &title)],
    )
}

pub(crate) fn look_up_and_message(scene: &mut Scene) -> Piece {
    let (name, _) = message::user(scene);
    let text = scene.fresh(note);
    let mut script = Script::new(scene);
    let id = script.call(call!(get_user_id, user = name))["user_id"].clone();
    script.call(call!(send_message, receiver_id = id, message = text));
    script.piece(
        &[
            "Look up the user id of {name} and send them the message '{text}'.",
            "Send '{text}' to {name}. You will have to get the user id first.",
        ],
        &[("name", &name), ("text", &text)],
    )
}

pub(crate) fn add_and_message(scene: &mut Scene) -> Piece {
    scene.involve(MESSAGE);
    let (name, text) = (message::new_name(scene), scene.fresh(note));
    let mut script = Script::new(scene);
    let id = script.call(call!(add_contact, user_name = name))["user_id"].clone();
    script.call(call!(send_message, receiver_id = id, message = text));
    script.piece(
        &[
            "Add '{name}' as a contact and greet them with '{text}'.",
            "Our new colleague is '{name}'. Add the contact, then send them '{text}'.",
        ],
        &[("name", &name), ("text", &text)],
    )
}

pub(crate) fn log_in_by_name(scene: &mut Scene) -> Piece {
    let (name, text) = (message::new_name(scene), scene.fresh(note));
    let count = scene.count_on(MESSAGE, "user_count") + 1;
    scene.insert(MESSAGE, "user_map", &name, json!(format!("USR{count:03}")));
    let (other, other_id) = message::own(scene);
    scene.set(MESSAGE, "current_user", Json::Null);
    let mut script = Script::new(scene);
    let id = script.call(call!(get_user_id, user = name))["user_id"].clone();
    script.call(call!(message_login, user_id = id));
    script.call(call!(send_message, receiver_id = other_id, message = text));
    script.piece(
        &[
            "My name is '{name}'. Look up my user id, log me in to the messenger with it, and send '{text}' to {other}, who is {other_id}.",
            "Get the user id of '{name}', that is me, and log me in. Then message {other} with the id {other_id}: '{text}'.",
        ],
        &[("name", &name), ("text", &text), ("other", &other), ("other_id", &other_id)],
    )
}

pub(crate) fn log_in_and_message(scene: &mut Scene) -> Piece {
    let (_, own) = message::own(scene);
    let (name, _) = message::user(scene);
    let text = scene.fresh(note);
    scene.set(MESSAGE, "current_user", Json::Null);
    let mut script = Script::new(scene);
    script.call(call!(message_login, user_id = own));
    let id = script.call(call!(get_user_id, user = name))["user_id"].clone();
    script.call(call!(send_message, receiver_id = id, message = text));
    script.piece(
        &[
            "Log me in to the messenger as {own}, find the user id of {name} and send them '{text}'.",
            "I am user {own}. Log in for me, get the id of {name}, and write to them: '{text}'.",
        ],
        &[("own", &own), ("name", &name), ("text", &text)],
    )
}

/// Nobody is logged in: name and password of the one who should be.
pub(crate) fn logged_out(scene: &mut Scene) -> (String, String) {
    scene.set(TWITTER, "authenticated", json!(false));
    (scene.text(TWITTER, "username"), scene.text(TWITTER, "password"))
}

pub(crate) fn log_in_and_post(scene: &mut Scene) -> Piece {
    let (user, word) = logged_out(scene);
    let text = scene.fresh(note);
    let mut script = Script::new(scene);
    script.call(call!(authenticate_twitter, username = user, password = word));
    script.call(call!(post_tweet, content = text));
    script.piece(
        &[
            "Log in to Twitter as {user}, password {word}, and tweet '{text}'.",
            "I want to tweet '{text}'. My Twitter account is {user} and its password {word}; log in first.",
        ],
        &[("user", &user), ("word", &word), ("text", &text)],
    )
}

pub(crate) fn post_and_comment(scene: &mut Scene) -> Piece {
    scene.involve(TWITTER);
    let (text, more) = (scene.fresh(note), scene.fresh(note));
    let mut script = Script::new(scene);
    let id = script.call(call!(post_tweet, content = text))["id"].clone();
    script.call(call!(comment, tweet_id = id, comment_content = more));
    script.piece(
        &[
            "Tweet '{text}' and then comment '{more}' under that tweet.",
            "Post the tweet '{text}'. Under it, leave the comment '{more}'.",
        ],
        &[("text", &text), ("more", &more)],
    )
}

pub(crate) fn retweet_of_user(scene: &mut Scene) -> Piece {
    let (by, text) = (scene.fresh(user_name), scene.fresh(note));
    let id = twitter::tweet(scene, &by, &text);
    let mut script = Script::new(scene);
    script.call(call!(get_user_tweets, username = by));
    script.call(call!(retweet, tweet_id = id));
    script.piece(
        &[
            "Look at what {by} has tweeted and retweet it.",
            "{by} has posted one tweet. Get the tweets of that user and retweet it for me.",
        ],
        &[("by", &by)],
    )
}

pub(crate) fn search_and_comment(scene: &mut Scene) -> Piece {
    let word = scene.draw.pick(&KEYWORDS);
    let (by, text, more) = (scene.fresh(user_name), format!("{} {word}", scene.fresh(note)), scene.fresh(note));
    let id = twitter::tweet(scene, &by, &text);
    let mut script = Script::new(scene);
    script.call(call!(search_tweets, keyword = word));
    script.call(call!(comment, tweet_id = id, comment_content = more));
    script.piece(
        &[
            "Search for the tweet about '{word}' and comment '{more}' on it.",
            "Somebody tweeted about '{word}'. Search for it and comment: '{more}'.",
        ],
        &[("word", &word), ("more", &more)],
    )
}

pub(crate) fn log_in_and_follow(scene: &mut Scene) -> Piece {
    let (user, word) = logged_out(scene);
    let who = scene.fresh(user_name);
    let mut script = Script::new(scene);
    script.call(call!(authenticate_twitter, username = user, password = word));
    script.call(call!(follow_user, username_to_follow = who));
    script.call(call!(list_all_following));
    script.piece(
        &[
            "Authenticate me on Twitter, {user} with the password {word}. Follow {who} and then list all that I follow.",
            "Log in to Twitter as {user}, password {word}, follow {who}, and show me afterwards whom I follow.",
        ],
        &[("user", &user), ("word", &word), ("who", &who)],
    )
}
