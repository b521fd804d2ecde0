use std::time::Duration;

use exitrl_domain::{DomainClient, EpisodeStart, Iterate, Message, Operator, Outcome, Role, Split, StepResult, Task, TurnRecord};
use serde_json::{Value, json};

use crate::open;

const SECOND: Duration = Duration::from_secs(1);

fn domain(more: Value) -> impl DomainClient {
    let mut config = json!({"tasks": "handmade", "test_fraction": 0.0});
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    open(&config)
}

/// The task with the longest conversation, and its right replies.
fn long_task(domain: &impl DomainClient) -> (Task, Vec<Message>) {
    let count = domain.task_count(Split::Train).unwrap();
    let tasks = (0..count).map(|index| domain.task(Split::Train, index).unwrap());
    let with_reference = tasks.map(|task| {
        let reference = domain.reference(&task).unwrap().unwrap();
        (task, reference)
    });
    with_reference.max_by_key(|(_, reference)| reference.len()).unwrap()
}

fn start(task: &Task, history: Vec<TurnRecord>) -> EpisodeStart {
    EpisodeStart { task: task.clone(), history, seed: 1 }
}

fn play(domain: &impl DomainClient, replies: &[Message]) -> Vec<StepResult> {
    let (task, _) = long_task(domain);
    let episode = domain.start(&start(&task, Vec::new())).unwrap();
    let mut results = Vec::new();
    for reply in replies {
        let result = domain.step(episode, reply, SECOND).unwrap();
        let done = result.done;
        results.push(result);
        if done {
            break;
        }
    }
    results
}

#[test]
fn the_right_replies_fulfil_all_requests_and_only_the_last_one_is_paid() {
    let domain = domain(json!({"feedback": true}));
    let (_, replies) = long_task(&domain);
    let results = play(&domain, &replies);
    let (last, before) = results.split_last().unwrap();
    assert!(before.iter().all(|result| !result.done && result.reward == 0.0));
    assert_eq!((last.reward, last.done, last.outcome), (1.0, true, Outcome::Graded));
    assert!(last.feedback.as_ref().unwrap().contains("fulfilled"));
    assert!(before[0].feedback.as_ref().unwrap().contains(" => "), "{:?}", before[0]);
}

#[test]
fn a_turn_is_improved_in_the_midst_of_an_episode_with_the_services_as_they_were() {
    let domain = domain(json!({}));
    let (task, replies) = long_task(&domain);
    // The first request went well; the reply to the second is the one to improve.
    let history: Vec<TurnRecord> = play(&domain, &replies[..2])
        .into_iter()
        .zip(&replies)
        .map(|(result, action)| TurnRecord { action: action.clone(), feedback: result.feedback, reward: result.reward })
        .collect();
    let bad = Iterate {
        response: Message::assistant("[nothing_of_the_kind()]"),
        feedback: Some("no such function".into()),
        quality: 0.0,
    };
    let episode = domain.start(&start(&task, history.clone())).unwrap();
    let plain = domain.prompt(episode, Operator::Attempt, None).unwrap().messages;
    let improve = domain.prompt(episode, Operator::Improve, Some(&bad)).unwrap().messages;
    let diverge = domain.prompt(episode, Operator::Diverge, Some(&bad)).unwrap().messages;
    let request = &plain.last().unwrap().content;
    assert_eq!(plain.last().unwrap().role, Role::User, "the second request is what is to be answered");
    for (messages, word) in [(&improve, "Improve"), (&diverge, "COMPLETELY DIFFERENT")] {
        assert_eq!(messages[..messages.len() - 1], plain[..plain.len() - 1], "the conversation stays as it was");
        let last = &messages.last().unwrap().content;
        assert!(last.contains(word) && last.contains(request) && last.contains("nothing_of_the_kind"), "{last}");
    }
    // From there on the right replies lead to the end, twice: the history is replayed, not remembered.
    for _ in 0..2 {
        let episode = domain.start(&start(&task, history.clone())).unwrap();
        let rewards: Vec<f64> = replies[2..].iter().map(|reply| domain.step(episode, reply, SECOND).unwrap().reward).collect();
        assert_eq!(rewards.last(), Some(&1.0));
    }
}

#[test]
fn a_wrong_turn_spoils_the_episode_and_partial_credit_counts_what_went_before() {
    let replies = |domain: &dyn Fn() -> Vec<Message>| {
        let mut replies = domain();
        replies[2] = Message::assistant("I would rather not.");
        replies
    };
    let strict = domain(json!({}));
    let reward = |results: Vec<StepResult>| results.last().unwrap().reward;
    assert_eq!(reward(play(&strict, &replies(&|| long_task(&strict).1))), 0.0);
    let lenient = domain(json!({"partial_credit": true}));
    let share = reward(play(&lenient, &replies(&|| long_task(&lenient).1)));
    assert!(share > 0.0 && share < 1.0, "{share}");
}

#[test]
fn limits_break_conversations_off() {
    let looping = vec![Message::assistant("[pwd()]"); 200];
    let official = domain(json!({}));
    let results = play(&official, &looping);
    assert_eq!(results.len(), 21, "the reply behind the twentieth breaks off");
    assert_eq!((results[20].outcome, results[20].reward), (Outcome::Truncated, 0.0));
    let short = domain(json!({"max_turns": 3}));
    assert_eq!(short.metadata().max_turns, 3);
    assert_eq!(play(&short, &looping).len(), 3);
    let quick = domain(json!({"turn_ends_after": 1}));
    let (_, replies) = long_task(&quick);
    assert_eq!(play(&quick, &replies).last().unwrap().reward, 1.0);
}

#[test]
fn a_reply_that_cannot_be_read_ends_its_turn_or_is_answered_with_the_reason() {
    let official = domain(json!({}));
    let broken = [Message::assistant("[ls(a=True")];
    let result = &play(&official, &broken)[0];
    assert_eq!((result.done, result.outcome), (false, Outcome::Unparsable));
    assert!(result.feedback.as_ref().unwrap().starts_with("The reply could not be read as calls: "), "{result:?}");
    let forgiving = domain(json!({"decode_feedback": true}));
    let (task, _) = long_task(&forgiving);
    let episode = forgiving.start(&start(&task, Vec::new())).unwrap();
    let before = forgiving.prompt(episode, Operator::Attempt, None).unwrap().messages.len();
    forgiving.step(episode, &broken[0], SECOND).unwrap();
    let messages = forgiving.prompt(episode, Operator::Attempt, None).unwrap().messages;
    assert_eq!(messages.len(), before + 2, "the turn goes on with the reason as a message");
}

#[test]
fn whatever_a_model_writes_is_data() {
    let deep = format!("[f(a={}1{})]", "[".repeat(100_000), "]".repeat(100_000));
    let texts = [
        "x".repeat(1 << 20),
        format!("[echo(content='{}')]", "(a".repeat(1 << 19)),
        deep,
        "\u{0}\u{1b}[31m[ls()]\u{7f}".to_owned(),
        "```python\n[ls()]\n```".to_owned(),
        format!("[{}]", "ls(), ".repeat(50_000)),
        format!("[mkdir(dir_name={})]", "-".repeat(100_000)),
        "[power(base=10, exponent=10**10)]".to_owned(),
    ];
    for format in exitrl_tool_use::Format::ALL {
        let domain = domain(json!({"format": format}));
        let (task, _) = long_task(&domain);
        for text in &texts {
            let episode = domain.start(&start(&task, Vec::new())).unwrap();
            domain.step(episode, &Message::assistant(text.clone()), 60 * SECOND).unwrap();
            domain.drop_episode(episode);
        }
    }
}
