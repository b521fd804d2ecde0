//! Tickets, posts and messages from the first login on.

use serde_json::{Value as Json, json};

use super::{Story, chosen};
use crate::generate::pieces::{MESSAGE, TICKET, TWITTER, message};
use crate::generate::scene::{Scene, call};
use crate::generate::script::Script;
use crate::generate::words::{TAGS, note, password, trouble, user_name};

/// A ticket from opening to its end.
pub(crate) fn ticket(scene: &mut Scene) -> Story {
    scene.set(TICKET, "current_user", Json::Null);
    let (user, word, title) = (scene.fresh(user_name), scene.fresh(password), scene.fresh(trouble));
    let (new_title, resolution) = (scene.fresh(trouble), scene.fresh(note));
    let count = scene.draw.range(1, 3) as usize;
    let chosen = chosen(scene, 4, count);
    let close = scene.draw.chance(40);
    let mut script = Script::new(scene);
    script.call(call!(ticket_login, username = user, password = word));
    script.ask(
        &[
            "Log me in to the ticket system: {user}, password {word}.",
            "I am {user}. Sign me in to the ticket system with the password {word}.",
        ],
        &[("user", &user), ("word", &word)],
    );
    let id = script.call(call!(create_ticket, title = title, priority = 2_i64))["id"].clone();
    script.ask(
        &["Open a ticket: '{title}', priority 2.", "Create a ticket titled '{title}' with priority 2."],
        &[("title", &title)],
    );
    for place in chosen {
        match place {
            0 => {
                script.call(call!(edit_ticket, ticket_id = id, updates = json!({"priority": 5})));
                script.ask(
                    &[
                        "It is more urgent than I thought. Raise the priority of the ticket to 5.",
                        "Change the priority of that ticket to 5.",
                    ],
                    &[],
                );
            }
            1 => {
                script.call(call!(edit_ticket, ticket_id = id, updates = json!({"title": new_title})));
                script.ask(
                    &["Change its title to '{title}'.", "The title of my ticket should rather be '{title}'."],
                    &[("title", &new_title)],
                );
            }
            2 => {
                script.call(call!(get_ticket, ticket_id = id));
                script.ask(&["Show me the ticket as it stands.", "What does my ticket look like now?"], &[]);
            }
            _ => {
                script.call(call!(get_user_tickets, status = "Open"));
                script.ask(&["Which of my tickets have the status Open?", "List my Open tickets."], &[]);
            }
        }
    }
    if close {
        script.call(call!(close_ticket, ticket_id = id));
        script.ask(&["Close the ticket again.", "Never mind, close that ticket."], &[]);
    } else {
        script.call(call!(resolve_ticket, ticket_id = id, resolution = resolution));
        script.ask(
            &["Mark the ticket as resolved: '{resolution}'.", "It is solved. Resolve my ticket with '{resolution}'."],
            &[("resolution", &resolution)],
        );
    }
    script.turns()
}

/// A post and what follows it.
pub(crate) fn post(scene: &mut Scene) -> Story {
    scene.set(TWITTER, "authenticated", json!(false));
    let (user, word) = (scene.text(TWITTER, "username"), scene.text(TWITTER, "password"));
    let (text, more, who) = (scene.fresh(note), scene.fresh(note), scene.fresh(user_name));
    let tag = scene.draw.pick(&TAGS);
    let friend = format!("@{}", scene.fresh(user_name));
    let count = scene.draw.range(2, 4) as usize;
    let chosen = chosen(scene, 5, count);
    let mut script = Script::new(scene);
    script.call(call!(authenticate_twitter, username = user, password = word));
    script.ask(
        &[
            "Log in to Twitter, please. I am {user} and the password is {word}.",
            "My Twitter account is {user}, password {word}. Log me in.",
        ],
        &[("user", &user), ("word", &word)],
    );
    // A tweet has mentions of its own only where they are given: in Python, all others share one list.
    let id = script.call(call!(post_tweet, content = text, tags = vec![tag], mentions = vec![friend.clone()]))["id"].clone();
    script.ask(
        &["Tweet '{text}' with the tag {tag}, mentioning {friend}.", "Post this: '{text}'. Tag it {tag} and mention {friend}."],
        &[("text", &text), ("tag", &tag), ("friend", &friend)],
    );
    for place in chosen {
        match place {
            0 => {
                script.call(call!(comment, tweet_id = id, comment_content = more));
                script.ask(&["Comment '{more}' on my new tweet.", "Leave a comment under it: '{more}'."], &[("more", &more)]);
            }
            1 => {
                script.call(call!(retweet, tweet_id = id));
                script.ask(&["Retweet my own tweet as well.", "And retweet the tweet you just posted."], &[]);
            }
            2 => {
                let who = format!("@{who}");
                script.call(call!(mention, tweet_id = id, mentioned_usernames = vec![who.clone()]));
                script.ask(
                    &["Mention {who} in that tweet too.", "I forgot {who}. Add that mention to my tweet."],
                    &[("who", &who)],
                );
            }
            3 => {
                script.call(call!(follow_user, username_to_follow = who));
                script.ask(&["Follow {who}.", "I would also like to follow {who}."], &[("who", &who)]);
            }
            _ => {
                script.call(call!(get_user_stats, username = user));
                script.ask(&["What are my own user statistics now?", "Get the statistics of my account."], &[]);
            }
        }
    }
    script.turns()
}

/// A new contact is written to.
pub(crate) fn messages(scene: &mut Scene) -> Story {
    let (_, own) = message::own(scene);
    let (other, _) = message::user(scene);
    scene.set(MESSAGE, "current_user", Json::Null);
    let (name, first, second, third) = (message::new_name(scene), scene.fresh(note), scene.fresh(note), scene.fresh(note));
    let count = scene.draw.range(1, 3) as usize;
    let chosen = chosen(scene, 3, count);
    let mut script = Script::new(scene);
    script.call(call!(message_login, user_id = own));
    script
        .ask(&["Log me in to the messenger, my user id is {own}.", "I am user {own}. Log me in for messages."], &[("own", &own)]);
    let id = script.call(call!(add_contact, user_name = name))["user_id"].clone();
    script.ask(&["Add '{name}' to the contacts.", "There is a new colleague, '{name}'. Add that contact."], &[("name", &name)]);
    script.call(call!(send_message, receiver_id = id, message = first));
    script.ask(&["Send the new contact '{first}'.", "Welcome them with this message: '{first}'."], &[("first", &first)]);
    for place in chosen {
        match place {
            0 => {
                script.call(call!(delete_message, receiver_id = id));
                script.call(call!(send_message, receiver_id = id, message = second));
                script.ask(
                    &[
                        "That was wrong. Delete the message and send '{second}' instead.",
                        "Take that message back, and write them '{second}' in its place.",
                    ],
                    &[("second", &second)],
                );
            }
            1 => {
                let known = script.call(call!(get_user_id, user = other))["user_id"].clone();
                script.call(call!(send_message, receiver_id = known, message = third));
                script.ask(
                    &["Find the user id of {other} and send them '{third}'.", "Tell {other} '{third}'; look up the user id."],
                    &[("other", &other), ("third", &third)],
                );
            }
            _ => {
                script.call(call!(view_messages_sent));
                script.ask(&["Show me all messages that were sent.", "View the sent messages."], &[]);
            }
        }
    }
    script.turns()
}
