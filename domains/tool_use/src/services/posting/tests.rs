use exitrl_python::{Value, from_json};
use serde_json::json;

use crate::services::{Class, test_world};
use crate::{CallRules, World};

fn world() -> World {
    let class = Class::named("TwitterAPI").expect("a service");
    let scenarios = from_json(&json!({"TwitterAPI": {"authenticated": true}}));
    World::load(&[class], &scenarios, None).expect("a scenario")
}

/// The mentions of tweets by their keys.
fn mentions(world: &World) -> Value {
    let states = world.states();
    let tweets = states["TwitterAPI"]["tweets"].as_object().expect("a dict");
    from_json(
        &tweets.iter().map(|(key, tweet)| (key.clone(), tweet["mentions"].clone())).collect::<serde_json::Map<_, _>>().into(),
    )
}

fn play(world: &mut World, calls: &[&str]) {
    for call in calls {
        let result = world.execute(call, CallRules::default());
        assert!(!result.contains("rror"), "{call}: {result}");
    }
}

#[test]
fn tweets_posted_without_mentions_share_one_list() {
    let mut world = world();
    play(&mut world, &["post_tweet('a')", "post_tweet('b', [], [])", "post_tweet('c', ['#t'])", "mention(2, ['@x'])"]);
    play(&mut world, &["mention(True, '12')", "post_tweet('d')"]);
    let expected = json!({"0": ["@x"], "1": ["1", "2"], "2": ["@x"], "3": ["@x"]});
    assert_eq!(mentions(&world), from_json(&expected));
}

#[test]
fn the_shared_list_is_that_of_all_instances() {
    let (mut model, mut truth) = (world(), world());
    play(&mut model, &["post_tweet('a')", "mention(0, ['@x'])"]);
    truth.share_defaults(&model);
    play(&mut truth, &["post_tweet('a')", "post_tweet('b', mentions=['@own'])", "mention(0, ['@y'])"]);
    model.share_defaults(&truth);
    assert_eq!(mentions(&truth), from_json(&json!({"0": ["@x", "@y"], "1": ["@own"]})));
    assert_eq!(mentions(&model), from_json(&json!({"0": ["@x", "@y"]})));
}

#[test]
fn a_tweet_in_the_place_of_another_has_mentions_of_its_own() {
    let scenario = "{'authenticated': True, 'tweet_counter': 4, 'tweets': {'4': {'username': 'ann'}, ' 5': {'tags': 1}}}";
    let mut api = test_world("TwitterAPI", scenario);
    assert_eq!(api("get_user_stats('ann')"), "Error during execution: 'username'");
    let posted = r#"{"id": 4, "username": "john", "content": "a", "tags": [], "mentions": []}"#;
    assert_eq!(api("post_tweet('a')"), posted);
    assert_eq!(api("get_tweet(4.0)"), posted);
    assert_eq!(api("post_tweet('b', mentions=None)").split(", ").last(), Some(r#""mentions": null}"#));
    assert_eq!(api("mention(5, [])"), "Error during execution: 'NoneType' object has no attribute 'extend'");
    assert_eq!(api("mention(4, 1)"), "Error during execution: 'int' object is not iterable");
    assert_eq!(api("get_user_stats('john')"), r#"{"tweet_count": 2, "following_count": 2, "retweet_count": 0}"#);
}

#[test]
fn comments_of_the_scenario_lie_under_texts() {
    let scenario = "{'authenticated': True, 'tweets': {'1': {'content': 'Hi', 'tags': ['#A']}}, \
         'comments': {'1': [{'username': 'bob', 'content': 'old'}]}}";
    let mut api = test_world("TwitterAPI", scenario);
    assert_eq!(api("get_tweet_comments(1)"), "[]");
    assert_eq!(api("comment(1, 'new')"), r#"{"comment_status": "Comment added successfully"}"#);
    assert_eq!(api("get_tweet_comments(True)"), "[{'username': 'john', 'content': 'new'}]");
    assert_eq!(api("search_tweets('#a')"), "[{'content': 'Hi', 'tags': ['#A']}]");
    assert_eq!(api("get_tweet(2)"), r#"{"error": "Tweet with ID 2 not found."}"#);
}
