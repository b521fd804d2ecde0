//! Requests to the ticket system.

use serde_json::{Value as Json, json};

use super::{TICKET, Template, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{note, password, trouble, user_name};

pub(crate) const TEMPLATES: &[Template] = &[
    free(TICKET, create),
    free(TICKET, create_described),
    free(TICKET, get),
    free(TICKET, close),
    free(TICKET, resolve),
    free(TICKET, edit_priority),
    free(TICKET, edit_title),
    alone(TICKET, own_tickets),
    alone(TICKET, login),
    alone(TICKET, logout),
];

pub(crate) fn base(draw: &mut Draw) -> Json {
    let first = draw.range(100, 899);
    let count = draw.range(0, 2);
    let queue: Vec<Json> = (0..count)
        .map(|nth| {
            let by = user_name(draw);
            ticket_of(first + nth, &trouble(draw), &note(draw), draw.range(1, 5), "Open", &by)
        })
        .collect();
    json!({"ticket_queue": queue, "ticket_counter": first + count, "current_user": user_name(draw)})
}

fn ticket_of(id: i64, title: &str, description: &str, priority: i64, status: &str, by: &str) -> Json {
    json!({"id": id, "title": title, "description": description, "status": status, "priority": priority, "created_by": by})
}

/// A ticket of the logged-in user: its number and its title.
pub(crate) fn ticket(scene: &mut Scene, status: &str) -> (i64, String) {
    let by = scene.text(TICKET, "current_user");
    let id = scene.count_on(TICKET, "ticket_counter");
    let title = scene.fresh(trouble);
    let (description, priority) = (note(&mut scene.draw), scene.draw.range(1, 3));
    scene.push(TICKET, "ticket_queue", ticket_of(id, &title, &description, priority, status, &by));
    (id, title)
}

pub(crate) fn create(scene: &mut Scene) -> Piece {
    scene.involve(TICKET);
    let title = scene.fresh(trouble);
    let priority = scene.draw.range(2, 5);
    let request = scene.say(
        &[
            "Open a ticket with the title '{title}' and priority {priority}.",
            "Please file a support ticket titled '{title}'. Its priority is {priority}.",
            "I need a new ticket, '{title}', at priority level {priority}.",
        ],
        &[("title", &title), ("priority", &priority)],
    );
    let vague = scene.say(
        &[
            "Open a new support ticket for me with priority {priority}.",
            "Please file a ticket at priority {priority} for my problem.",
        ],
        &[("priority", &priority)],
    );
    let detail = scene.say(&["The title is '{title}'.", "Title it '{title}'."], &[("title", &title)]);
    Piece::new(request, call!(create_ticket, title = title, priority = priority)).gap(vague, detail)
}

fn create_described(scene: &mut Scene) -> Piece {
    scene.involve(TICKET);
    let title = scene.fresh(trouble);
    let text = scene.fresh(note);
    let priority = scene.draw.range(1, 5);
    let request = scene.say(
        &[
            "Create a ticket titled '{title}' with the description '{text}' and priority {priority}.",
            "File a priority {priority} ticket. Title: '{title}'. Description: '{text}'.",
        ],
        &[("title", &title), ("text", &text), ("priority", &priority)],
    );
    Piece::new(request, call!(create_ticket, title = title, description = text, priority = priority))
}

fn get(scene: &mut Scene) -> Piece {
    let (id, _) = ticket(scene, "Open");
    let request = scene.say(
        &["Show me ticket {id}.", "What does ticket number {id} say?", "Pull up the details of ticket {id}."],
        &[("id", &id)],
    );
    let vague = scene.say(&["Show me one of the tickets.", "Pull up the details of a ticket for me."], &[]);
    let detail = scene.say(&["It is ticket {id}.", "The one with number {id}."], &[("id", &id)]);
    Piece::new(request, call!(get_ticket, ticket_id = id)).gap(vague, detail)
}

pub(crate) fn close(scene: &mut Scene) -> Piece {
    let (id, _) = ticket(scene, "Open");
    let request = scene.say(&["Close ticket {id}.", "Ticket {id} can be closed now, please do that."], &[("id", &id)]);
    let vague = scene.say(&["Close that old ticket of mine.", "One of my tickets can be closed, please do it."], &[]);
    let detail = scene.say(&["I mean ticket {id}.", "Its number is {id}."], &[("id", &id)]);
    Piece::new(request, call!(close_ticket, ticket_id = id)).gap(vague, detail)
}

fn resolve(scene: &mut Scene) -> Piece {
    let (id, _) = ticket(scene, "Open");
    let text = scene.fresh(note);
    let request = scene.say(
        &["Mark ticket {id} as resolved with the resolution '{text}'.", "Resolve ticket {id}. Put down as resolution: '{text}'."],
        &[("id", &id), ("text", &text)],
    );
    let vague = scene.say(
        &["Mark ticket {id} as resolved, with the resolution I give you.", "Resolve ticket {id} with my note."],
        &[("id", &id)],
    );
    let detail = scene.say(&["The resolution is '{text}'.", "Write this as the resolution: '{text}'."], &[("text", &text)]);
    Piece::new(request, call!(resolve_ticket, ticket_id = id, resolution = text)).gap(vague, detail)
}

fn edit_priority(scene: &mut Scene) -> Piece {
    let (id, _) = ticket(scene, "Open");
    let priority = scene.draw.range(4, 5);
    let request = scene.say(
        &[
            "Change the priority of ticket {id} to {priority}.",
            "Ticket {id} has become urgent: edit it to have priority {priority}.",
        ],
        &[("id", &id), ("priority", &priority)],
    );
    let vague = scene.say(&["Change the priority of ticket {id}."], &[("id", &id)]);
    let detail = scene.say(&["Make it {priority}.", "The new priority is {priority}."], &[("priority", &priority)]);
    Piece::new(request, call!(edit_ticket, ticket_id = id, updates = json!({"priority": priority}))).gap(vague, detail)
}

fn edit_title(scene: &mut Scene) -> Piece {
    let (id, _) = ticket(scene, "Open");
    let title = scene.fresh(trouble);
    let request = scene.say(
        &["Edit ticket {id} so that its title is '{title}'.", "The title of ticket {id} is wrong. Change it to '{title}'."],
        &[("id", &id), ("title", &title)],
    );
    let vague = scene.say(&["The title of ticket {id} is wrong, please change it."], &[("id", &id)]);
    let detail = scene.say(&["The new title is '{title}'."], &[("title", &title)]);
    Piece::new(request, call!(edit_ticket, ticket_id = id, updates = json!({"title": title}))).gap(vague, detail)
}

fn own_tickets(scene: &mut Scene) -> Piece {
    let status = scene.draw.pick(&["Open", "Closed", "Resolved"]);
    let count = scene.draw.range(1, 3);
    for _ in 0..count {
        ticket(scene, status);
    }
    let user = scene.text(TICKET, "current_user");
    let request = scene.say(
        &[
            "I am {user}. List my tickets with the status {status}.",
            "Which of my tickets are {status}? I am logged in as {user}.",
        ],
        &[("status", &status), ("user", &user)],
    );
    Piece::new(request, call!(get_user_tickets, status = status))
}

fn login(scene: &mut Scene) -> Piece {
    scene.set(TICKET, "current_user", Json::Null);
    let (user, word) = (scene.fresh(user_name), scene.fresh(password));
    let request = scene.say(
        &[
            "Log me in to the ticket system. My username is {user} and my password is {word}.",
            "Sign in to the ticket system as {user} with the password {word}.",
        ],
        &[("user", &user), ("word", &word)],
    );
    let vague = scene.say(&["Log me in to the ticket system. My username is {user}."], &[("user", &user)]);
    let detail = scene.say(&["My password is {word}.", "Use the password {word}."], &[("word", &word)]);
    Piece::new(request, call!(ticket_login, username = user, password = word)).gap(vague, detail)
}

fn logout(scene: &mut Scene) -> Piece {
    let user = scene.text(TICKET, "current_user");
    let request = scene.say(
        &["I am {user} and done for today, log me out of the ticket system.", "Log the user {user} out of the ticket system."],
        &[("user", &user)],
    );
    Piece::new(request, call!(logout))
}
