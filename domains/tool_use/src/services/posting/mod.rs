//! TwitterAPI: tweets, retweets, comments and whom the user follows.
//!
//! In Python all tweets that were posted without mentions hold one list, the default value of the parameter, which lives as long as
//! the process. Mentioning users in one of them mentions them in all of them, those of later posts and of other instances included.
//! Here the list is [`TwitterApi::default_mentions`], and [`TwitterApi::sharing`] says which tweets show it.

use std::sync::Arc;

use exitrl_python::{PyResult, Value, contains, get_item, int_of, iterate, len, set_item, str_of};

use super::{
    Args, Default, Kind, LongContext, Method, Param, Service, empty_dict, error, lowered, optional, reply, required, setting,
};

/// The posting service.
#[derive(Debug, Clone)]
pub(crate) struct TwitterApi {
    username: Value,
    password: Value,
    authenticated: Value,
    tweets: Value,
    comments: Value,
    retweets: Value,
    following_list: Value,
    tweet_counter: Value,
    /// The mentions of every tweet that was posted without any, in this and other instances.
    default_mentions: Value,
    /// Keys of the tweets that show [`Self::default_mentions`].
    sharing: Arc<Vec<Value>>,
}

/// Where `mentions` stands among the parameters of `post_tweet`.
const MENTIONS: usize = 2;

const TWEET_ID: Param = required("tweet_id", Kind::Int, "Number of the tweet");
const USERNAME: Param = required("username", Kind::Str, "Name of the user");

const METHODS: &[Method<TwitterApi>] = &[
    Method {
        name: "authenticate_twitter",
        about: "Logs the user in.",
        params: &[USERNAME, required("password", Kind::Str, "The user's password")],
        call: TwitterApi::authenticate_twitter,
    },
    Method {
        name: "posting_get_login_status",
        about: "Says whether the user is logged in.",
        params: &[],
        call: |api, _| reply([("login_status", api.authenticated.truthy().into())]),
    },
    Method {
        name: "post_tweet",
        about: "Posts a tweet. Needs a logged-in user.",
        params: &[
            required("content", Kind::Str, "Text of the tweet"),
            optional("tags", Kind::StrList, "Tags of the tweet, each starting with #", Default::EmptyList),
            optional("mentions", Kind::StrList, "Users named in the tweet, each starting with @", Default::EmptyList),
        ],
        call: TwitterApi::post_tweet,
    },
    Method {
        name: "retweet",
        about: "Retweets a tweet. Needs a logged-in user.",
        params: &[TWEET_ID],
        call: TwitterApi::retweet,
    },
    Method {
        name: "comment",
        about: "Comments on a tweet. Needs a logged-in user.",
        params: &[TWEET_ID, required("comment_content", Kind::Str, "Text of the comment")],
        call: TwitterApi::comment,
    },
    Method {
        name: "mention",
        about: "Names users in a tweet.",
        params: &[TWEET_ID, required("mentioned_usernames", Kind::StrList, "Names of the users")],
        call: TwitterApi::mention,
    },
    Method {
        name: "follow_user",
        about: "Follows a user. Needs a logged-in user.",
        params: &[required("username_to_follow", Kind::Str, "Name of the user to follow")],
        call: TwitterApi::follow_user,
    },
    Method {
        name: "list_all_following",
        about: "Lists whom the logged-in user follows.",
        params: &[],
        call: TwitterApi::list_all_following,
    },
    Method {
        name: "unfollow_user",
        about: "Stops following a user. Needs a logged-in user.",
        params: &[required("username_to_unfollow", Kind::Str, "Name of the user to follow no longer")],
        call: TwitterApi::unfollow_user,
    },
    Method { name: "get_tweet", about: "Shows a tweet.", params: &[TWEET_ID], call: TwitterApi::get_tweet },
    Method {
        name: "get_user_tweets",
        about: "Lists the tweets of a user.",
        params: &[USERNAME],
        call: |api, args| Ok(Value::list(api.tweets_of(args.all::<1>()[0])?)),
    },
    Method {
        name: "search_tweets",
        about: "Lists the tweets that hold a word in their text or have it as a tag.",
        params: &[required("keyword", Kind::Str, "What to look for; upper and lower case are the same")],
        call: TwitterApi::search_tweets,
    },
    Method {
        name: "get_tweet_comments",
        about: "Lists the comments on a tweet.",
        params: &[TWEET_ID],
        call: TwitterApi::get_tweet_comments,
    },
    Method {
        name: "get_user_stats",
        about: "Counts a user's tweets, followed users and retweets.",
        params: &[USERNAME],
        call: TwitterApi::get_user_stats,
    },
];

impl Service for TwitterApi {
    const ABOUT: &'static str = "a service for short posts: tweets are posted, commented on and found, users are followed";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(scenario: &Value, _long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let tweets = setting(scenario, "tweets", empty_dict)?;
        let keyed = tweets.dict_method("items")?.iter().map(|(key, tweet)| Ok((int_of(key)?, tweet.clone())));
        Ok(Self {
            username: setting(scenario, "username", || "john".into())?,
            password: setting(scenario, "password", || "john123".into())?,
            authenticated: setting(scenario, "authenticated", || false.into())?,
            tweets: exitrl_python::dict_of(keyed.collect::<PyResult<Vec<_>>>()?)?,
            comments: setting(scenario, "comments", empty_dict)?,
            retweets: setting(scenario, "retweets", empty_dict)?,
            following_list: setting(scenario, "following_list", || Value::list(vec!["alice".into(), "bob".into()]))?,
            tweet_counter: setting(scenario, "tweet_counter", || 0.into())?,
            default_mentions: Value::list(Vec::new()),
            sharing: Arc::default(),
        })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("username", self.username.clone()),
            ("password", self.password.clone()),
            ("authenticated", self.authenticated.clone()),
            ("tweets", self.tweets.clone()),
            ("comments", self.comments.clone()),
            ("retweets", self.retweets.clone()),
            ("following_list", self.following_list.clone()),
            ("tweet_counter", self.tweet_counter.clone()),
        ]
    }

    fn same_state(&self, other: &Self) -> bool {
        self.tweet_counter == other.tweet_counter
            && self.authenticated == other.authenticated
            && self.tweets == other.tweets
            && self.comments == other.comments
            && self.retweets == other.retweets
            && self.following_list == other.following_list
            && self.username == other.username
            && self.password == other.password
    }

    fn share_defaults(&mut self, other: &Self) {
        if self.default_mentions != other.default_mentions {
            self.default_mentions = other.default_mentions.clone();
            self.refresh_sharing();
        }
    }
}

impl TwitterApi {
    fn authenticate_twitter(&mut self, args: Args<'_>) -> PyResult {
        let [username, password] = args.all();
        let known = *username == self.username && *password == self.password;
        if known {
            self.authenticated = true.into();
        }
        reply([("authentication_status", known.into())])
    }

    /// The refusal to do something without a login.
    fn unless_authenticated(&self, doing: &str) -> Option<PyResult> {
        (!self.authenticated.truthy()).then(|| error(format!("User not authenticated. Please authenticate before {doing}.")))
    }

    /// The refusal where there is no such tweet.
    fn unless_tweet(&self, id: &Value) -> PyResult<Option<Value>> {
        if contains(&self.tweets, id)? {
            return Ok(None);
        }
        error(format!("Tweet with ID {} not found.", str_of(id)?)).map(Some)
    }

    fn post_tweet(&mut self, args: Args<'_>) -> PyResult {
        let [content, tags, mentions] = args.all();
        if let Some(refusal) = self.unless_authenticated("posting") {
            return refusal;
        }
        let shares = args.is_default(MENTIONS);
        let tweet = Value::dict([
            ("id", self.tweet_counter.clone()),
            ("username", self.username.clone()),
            ("content", content.clone()),
            ("tags", tags.clone()),
            ("mentions", if shares { self.default_mentions.clone() } else { mentions.clone() }),
        ]);
        set_item(&mut self.tweets, self.tweet_counter.clone(), tweet.clone())?;
        self.set_sharing(shares);
        self.tweet_counter.add_assign(&1.into())?;
        Ok(tweet)
    }

    /// Notes whether the tweet just posted shares the default list; it may have taken the place of one that did.
    fn set_sharing(&mut self, shares: bool) {
        if self.sharing.contains(&self.tweet_counter) != shares {
            let sharing = Arc::make_mut(&mut self.sharing);
            if shares {
                sharing.push(self.tweet_counter.clone());
            } else {
                sharing.retain(|key| *key != self.tweet_counter);
            }
        }
    }

    /// Puts the default list into every tweet that shares it.
    fn refresh_sharing(&mut self) {
        let Value::Dict(tweets) = &mut self.tweets else { return };
        if self.sharing.is_empty() {
            return;
        }
        let tweets = Arc::make_mut(tweets);
        for key in self.sharing.iter() {
            if let Ok(Some(Value::Dict(tweet))) = tweets.get_mut(key) {
                Arc::make_mut(tweet).set("mentions", self.default_mentions.clone());
            }
        }
    }

    fn retweet(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        if let Some(refusal) = self.unless_authenticated("retweeting") {
            return refusal;
        }
        if let Some(refusal) = self.unless_tweet(id)? {
            return Ok(refusal);
        }
        let status = if self.append_once(id)? { "Successfully retweeted" } else { "Already retweeted" };
        reply([("retweet_status", status.into())])
    }

    /// Puts a tweet among the user's retweets; whether it was not there.
    fn append_once(&mut self, id: &Value) -> PyResult<bool> {
        let username = self.username.clone();
        if !contains(&self.retweets, &username)? {
            set_item(&mut self.retweets, username.clone(), Value::list(Vec::new()))?;
        }
        if contains(&get_item(&self.retweets, &username)?, id)? {
            return Ok(false);
        }
        append(&mut self.retweets, &username, id.clone())?;
        Ok(true)
    }

    fn comment(&mut self, args: Args<'_>) -> PyResult {
        let [id, content] = args.all();
        if let Some(refusal) = self.unless_authenticated("commenting") {
            return refusal;
        }
        if let Some(refusal) = self.unless_tweet(id)? {
            return Ok(refusal);
        }
        if !contains(&self.comments, id)? {
            set_item(&mut self.comments, id.clone(), Value::list(Vec::new()))?;
        }
        let comment = Value::dict([("username", self.username.clone()), ("content", content.clone())]);
        append(&mut self.comments, id, comment)?;
        reply([("comment_status", "Comment added successfully".into())])
    }

    fn mention(&mut self, args: Args<'_>) -> PyResult {
        let [id, names] = args.all();
        if let Some(refusal) = self.unless_tweet(id)? {
            return Ok(refusal);
        }
        let mut tweet = get_item(&self.tweets, id)?;
        let mut mentions = get_item(&tweet, &"mentions".into())?;
        mentions.list_mut("extend")?;
        mentions.add_assign(names)?;
        if self.sharing.contains(id) {
            self.default_mentions = mentions;
            self.refresh_sharing();
        } else {
            set_item(&mut tweet, "mentions".into(), mentions)?;
            set_item(&mut self.tweets, id.clone(), tweet)?;
        }
        reply([("mention_status", "Users mentioned successfully".into())])
    }

    fn follow_user(&mut self, args: Args<'_>) -> PyResult {
        let [username] = args.all();
        if let Some(refusal) = self.unless_authenticated("following") {
            return refusal;
        }
        let follows = contains(&self.following_list, username)?;
        if !follows {
            self.following_list.list_mut("append")?.push(username.clone());
        }
        reply([("follow_status", (!follows).into())])
    }

    fn list_all_following(&mut self, _: Args<'_>) -> PyResult {
        if let Some(refusal) = self.unless_authenticated("listing following") {
            return refusal;
        }
        reply([("following_list", self.following_list.clone())])
    }

    fn unfollow_user(&mut self, args: Args<'_>) -> PyResult {
        let [username] = args.all();
        if let Some(refusal) = self.unless_authenticated("unfollowing") {
            return refusal;
        }
        let follows = contains(&self.following_list, username)?;
        if follows {
            let list = self.following_list.list_mut("remove")?;
            if let Some(place) = list.iter().position(|followed| followed == username) {
                list.remove(place);
            }
        }
        reply([("unfollow_status", follows.into())])
    }

    fn get_tweet(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        match self.unless_tweet(id)? {
            Some(refusal) => Ok(refusal),
            None => get_item(&self.tweets, id),
        }
    }

    fn tweets_of(&self, username: &Value) -> PyResult<Vec<Value>> {
        let mut own = Vec::new();
        for tweet in self.tweets.dict_method("values")?.values() {
            if get_item(tweet, &"username".into())? == *username {
                own.push(tweet.clone());
            }
        }
        Ok(own)
    }

    fn search_tweets(&mut self, args: Args<'_>) -> PyResult {
        let [keyword] = args.all();
        let mut found = Vec::new();
        for tweet in self.tweets.dict_method("values")?.values() {
            let keyword = lowered(keyword)?;
            if contains(&lowered(&get_item(tweet, &"content".into())?)?, &keyword)? || has_tag(tweet, &keyword)? {
                found.push(tweet.clone());
            }
        }
        Ok(Value::list(found))
    }

    fn get_tweet_comments(&mut self, args: Args<'_>) -> PyResult {
        let [id] = args.all();
        if let Some(refusal) = self.unless_tweet(id)? {
            return Ok(refusal);
        }
        Ok(self.comments.dict_method("get")?.get(id)?.cloned().unwrap_or_else(|| Value::list(Vec::new())))
    }

    fn get_user_stats(&mut self, args: Args<'_>) -> PyResult {
        let [username] = args.all();
        let tweets = self.tweets_of(username)?.len();
        let following = if *username == self.username { len(&self.following_list)? } else { 0 };
        let retweets = self.retweets.dict_method("get")?.get(username)?.map_or(Ok(0), len)?;
        reply([("tweet_count", tweets.into()), ("following_count", following.into()), ("retweet_count", retweets.into())])
    }
}

/// `container[key].append(item)`
fn append(container: &mut Value, key: &Value, item: Value) -> PyResult<()> {
    let mut list = get_item(container, key)?;
    list.list_mut("append")?.push(item);
    set_item(container, key.clone(), list)
}

/// Whether a tweet has a tag, in lower case.
fn has_tag(tweet: &Value, tag: &Value) -> PyResult<bool> {
    let tags = iterate(&get_item(tweet, &"tags".into())?)?;
    Ok(tags.iter().map(lowered).collect::<PyResult<Vec<_>>>()?.contains(tag))
}

#[cfg(test)]
mod tests;
