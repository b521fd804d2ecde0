//! Requests to the place for short posts.

use serde_json::{Value as Json, json};

use super::math::listed;
use super::{TWITTER, Template, alone, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};
use crate::generate::words::{KEYWORDS, TAGS, note, password, user_name};

pub(crate) const TEMPLATES: &[Template] = &[
    free(TWITTER, post),
    free(TWITTER, post_tagged),
    free(TWITTER, post_mentioning),
    free(TWITTER, retweet),
    free(TWITTER, comment),
    free(TWITTER, mention),
    free(TWITTER, follow),
    free(TWITTER, unfollow),
    free(TWITTER, show),
    free(TWITTER, by_user),
    free(TWITTER, search),
    free(TWITTER, stats),
    alone(TWITTER, log_in),
    alone(TWITTER, following),
];

pub(crate) fn base(draw: &mut Draw) -> Json {
    let first = draw.range(10, 900);
    let (one, two, own) = (user_name(draw), user_name(draw), user_name(draw));
    let mut tweets = json!({});
    tweets[first.to_string()] = tweet_of(first, &one, &note(draw), &draw.some(&TAGS, 1));
    json!({
        "username": own,
        "password": password(draw),
        "authenticated": true,
        "tweets": tweets,
        "comments": {},
        "retweets": {},
        "following_list": [one, two],
        "tweet_counter": first + 1,
    })
}

fn tweet_of(id: i64, by: &str, content: &str, tags: &[&str]) -> Json {
    json!({"id": id, "username": by, "content": content, "tags": tags, "mentions": []})
}

/// A post of somebody: its number.
pub(crate) fn tweet(scene: &mut Scene, by: &str, content: &str) -> i64 {
    let id = scene.count_on(TWITTER, "tweet_counter");
    let tags = scene.draw.some(&TAGS, 1);
    scene.insert(TWITTER, "tweets", &id.to_string(), tweet_of(id, by, content, &tags));
    id
}

/// A post of somebody about something: its number.
fn any_tweet(scene: &mut Scene) -> i64 {
    let (by, content) = (scene.fresh(user_name), scene.fresh(note));
    tweet(scene, &by, &content)
}

pub(crate) fn post(scene: &mut Scene) -> Piece {
    scene.involve(TWITTER);
    let text = scene.fresh(note);
    let request = scene.say(
        &["Tweet '{text}'.", "Post a tweet that says '{text}'.", "Please put this on Twitter: '{text}'."],
        &[("text", &text)],
    );
    let vague = scene.say(&["Post a tweet for me.", "Please put something on Twitter for me."], &[]);
    let detail = scene.say(&["It should say '{text}'.", "The text is '{text}'."], &[("text", &text)]);
    Piece::new(request, call!(post_tweet, content = text)).gap(vague, detail)
}

fn post_tagged(scene: &mut Scene) -> Piece {
    scene.involve(TWITTER);
    let text = scene.fresh(note);
    let count = scene.draw.range(1, 2) as usize;
    let tags = scene.draw.some(&TAGS, count);
    let request = scene.say(
        &["Tweet '{text}' with {tags} as tags.", "Post '{text}' on Twitter, tagged {tags}."],
        &[("text", &text), ("tags", &listed(&tags))],
    );
    let vague = scene.say(&["Post a tweet tagged {tags}."], &[("tags", &listed(&tags))]);
    let detail = scene.say(&["Its text is '{text}'."], &[("text", &text)]);
    Piece::new(request, call!(post_tweet, content = text, tags = tags)).gap(vague, detail)
}

fn post_mentioning(scene: &mut Scene) -> Piece {
    scene.involve(TWITTER);
    let text = scene.fresh(note);
    let who = format!("@{}", scene.fresh(user_name));
    let request = scene.say(
        &["Tweet '{text}' and mention {who}.", "Post a tweet saying '{text}' that mentions {who}."],
        &[("text", &text), ("who", &who)],
    );
    Piece::new(request, call!(post_tweet, content = text, mentions = vec![who]))
}

fn retweet(scene: &mut Scene) -> Piece {
    let id = any_tweet(scene);
    let request = scene.say(&["Retweet the tweet with the id {id}.", "Please retweet number {id}."], &[("id", &id)]);
    let vague = scene.say(&["Retweet a tweet that I liked.", "There is a tweet I want to share, retweet it."], &[]);
    let detail = scene.say(&["Its id is {id}.", "Tweet {id}."], &[("id", &id)]);
    Piece::new(request, call!(retweet, tweet_id = id)).gap(vague, detail)
}

fn comment(scene: &mut Scene) -> Piece {
    let id = any_tweet(scene);
    let text = scene.fresh(note);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("text", &text)];
    let request =
        scene.say(&["Comment '{text}' on tweet {id}.", "Leave the comment '{text}' under the tweet with the id {id}."], &values);
    let vague = scene.say(&["Leave a comment under tweet {id}.", "Comment on tweet {id} for me."], &values);
    let detail = scene.say(&["The comment is '{text}'.", "Write '{text}'."], &values);
    Piece::new(request, call!(comment, tweet_id = id, comment_content = text)).gap(vague, detail)
}

fn mention(scene: &mut Scene) -> Piece {
    let id = any_tweet(scene);
    let who = format!("@{}", scene.fresh(user_name));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("id", &id), ("who", &who)];
    let request = scene.say(&["Mention {who} in tweet {id}.", "Add a mention of {who} to the tweet with the id {id}."], &values);
    let vague = scene.say(&["Add a mention of a friend to tweet {id}."], &values);
    let detail = scene.say(&["Mention {who}.", "My friend is {who}."], &values);
    Piece::new(request, call!(mention, tweet_id = id, mentioned_usernames = vec![who])).gap(vague, detail)
}

fn follow(scene: &mut Scene) -> Piece {
    scene.involve(TWITTER);
    let who = scene.fresh(user_name);
    let request = scene
        .say(&["Follow {who} on Twitter.", "I would like to follow the user {who}.", "Start following {who}."], &[("who", &who)]);
    let vague = scene.say(&["Follow somebody on Twitter for me.", "I would like to follow a new user."], &[]);
    let detail = scene.say(&["The username is {who}.", "It is {who}."], &[("who", &who)]);
    Piece::new(request, call!(follow_user, username_to_follow = who)).gap(vague, detail)
}

fn unfollow(scene: &mut Scene) -> Piece {
    let who = scene.fresh(user_name);
    scene.push(TWITTER, "following_list", json!(who));
    let request = scene.say(
        &["Unfollow {who}.", "I do not want to follow {who} any longer.", "Stop following the user {who}."],
        &[("who", &who)],
    );
    let vague = scene.say(&["Unfollow one of the people I follow.", "Stop following somebody for me."], &[]);
    let detail = scene.say(&["I mean {who}.", "The username is {who}."], &[("who", &who)]);
    Piece::new(request, call!(unfollow_user, username_to_unfollow = who)).gap(vague, detail)
}

fn show(scene: &mut Scene) -> Piece {
    let id = any_tweet(scene);
    let request = scene.say(&["Show me tweet {id}.", "What does the tweet with the id {id} say?"], &[("id", &id)]);
    let vague = scene.say(&["Show me a tweet.", "What does that tweet say?"], &[]);
    let detail = scene.say(&["The one with the id {id}.", "Tweet {id}, I mean."], &[("id", &id)]);
    Piece::new(request, call!(get_tweet, tweet_id = id)).gap(vague, detail)
}

fn by_user(scene: &mut Scene) -> Piece {
    let (by, content) = (scene.fresh(user_name), scene.fresh(note));
    tweet(scene, &by, &content);
    let request = scene.say(&["Show all tweets by {by}.", "What has {by} tweeted?"], &[("by", &by)]);
    let vague = scene.say(&["Show all tweets by one user.", "What has my friend tweeted?"], &[]);
    let detail = scene.say(&["By {by}.", "The username is {by}."], &[("by", &by)]);
    Piece::new(request, call!(get_user_tweets, username = by)).gap(vague, detail)
}

fn search(scene: &mut Scene) -> Piece {
    let word = scene.draw.pick(&KEYWORDS);
    let (by, content) = (scene.fresh(user_name), format!("{} {word}", scene.fresh(note)));
    tweet(scene, &by, &content);
    let me = scene.text(TWITTER, "username");
    let request = scene.say(
        &["Search Twitter for tweets about '{word}' for me, {me}.", "{me} wants to see the tweets with the keyword '{word}'."],
        &[("word", &word), ("me", &me)],
    );
    Piece::new(request, call!(search_tweets, keyword = word))
}

fn stats(scene: &mut Scene) -> Piece {
    let (by, content) = (scene.fresh(user_name), scene.fresh(note));
    tweet(scene, &by, &content);
    let request = scene
        .say(&["Show the statistics of the Twitter user {by}.", "How active is {by}? Get the user statistics."], &[("by", &by)]);
    let vague = scene.say(&["Get the statistics of a Twitter user."], &[]);
    let detail = scene.say(&["Of the user {by}.", "The user is {by}."], &[("by", &by)]);
    Piece::new(request, call!(get_user_stats, username = by)).gap(vague, detail)
}

fn log_in(scene: &mut Scene) -> Piece {
    let (user, word) = (scene.text(TWITTER, "username"), scene.text(TWITTER, "password"));
    scene.set(TWITTER, "authenticated", json!(false));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("user", &user), ("word", &word)];
    let request = scene.say(
        &["Log in to Twitter as {user} with the password {word}.", "Authenticate me on Twitter: {user}, password {word}."],
        &values,
    );
    let vague = scene.say(&["Log in to Twitter as {user}."], &values);
    let detail = scene.say(&["The password is {word}."], &values);
    Piece::new(request, call!(authenticate_twitter, username = user, password = word)).gap(vague, detail)
}

fn following(scene: &mut Scene) -> Piece {
    let me = scene.text(TWITTER, "username");
    let request =
        scene.say(&["Whom do I follow on Twitter? I am {me}.", "I am {me}. List everybody that I follow."], &[("me", &me)]);
    Piece::new(request, call!(list_all_following))
}
