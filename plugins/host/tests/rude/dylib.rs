//! A rude domain in our own process: what can be survived there.

use std::time::{Duration, Instant};

use exitrl_domain::{ClientError, DomainClient, ErrorKind, Message, Operator, Prompt, Request, Response, Split};
use exitrl_plugin_host::{DomainSpec, Limits, Transport, open};
use serde_json::json;

use crate::fixtures::{file, log_lines, open_rude, rude, says};
use crate::play::{LONG, SHORT, play_on_eight_threads, play_one, provoke, say, start};

fn raw(answer: &str) -> std::sync::Arc<dyn DomainClient> {
    let spec = DomainSpec::new(file("raw_answers").to_str().unwrap());
    open(&spec.with_config(json!({"answer": answer}))).unwrap()
}

#[test]
fn a_polite_domain_is_played_from_task_to_reward() {
    let client = open_rude(Transport::Dylib, "none");
    assert_eq!(client.metadata().name, "rude");
    assert_eq!(client.task_count(Split::Test), Ok(100));
    let task = client.task(Split::Test, 4).unwrap();
    assert_eq!(client.reference(&task), Ok(Some(vec![Message::assistant("4")])));
    let episode = start(&*client, 4);
    assert_eq!(client.prompt(episode, Operator::Attempt, None), Ok(Prompt::new(vec![Message::user("Say 4.")])));
    assert_eq!(say(&*client, episode, "4"), Ok(1.0));
}

#[test]
fn eight_threads_play_a_thousand_episodes_with_the_right_rewards() {
    play_on_eight_threads(&*open_rude(Transport::Dylib, "none"), 125);
}

#[test]
fn the_domains_log_lines_are_handed_over_to_the_host() {
    log_lines();
    open(&DomainSpec { max_threads: 3, ..rude(Transport::Dylib, json!({})) }).unwrap();
    let lines = log_lines();
    assert!(lines.contains(&"3 rude opens on 3 threads".to_owned()), "{lines:?}");
}

#[test]
fn a_panic_is_an_error_with_its_text_and_only_its_episode_is_lost() {
    let client = open_rude(Transport::Dylib, "panic_in_turn");
    let (hurt, unhurt) = (start(&*client, 5), start(&*client, 6));
    let error = provoke(&*client, hurt, LONG);
    assert!(matches!(&error, ClientError::Domain(error) if error.kind == ErrorKind::Panic), "{error:?}");
    says(&error.to_string(), &["panicked", "no manners at 5", "(task rude-train-5)"]);
    let again = say(&*client, hurt, "5").unwrap_err().to_string();
    says(&again, &["panicked before and is lost; start a new one", "(task rude-train-5)"]);
    assert_eq!(say(&*client, unhurt, "6"), Ok(1.0));
    play_one(&*client, 5);
}

#[test]
fn a_panic_outside_an_episode_costs_only_that_call() {
    let client = open_rude(Transport::Dylib, "panic_in_task");
    let error = client.task(Split::Train, 13).unwrap_err().to_string();
    says(&error, &["panicked in task", "thirteen is unlucky"]);
    play_one(&*client, 12);
}

#[test]
fn of_many_calls_only_the_one_that_panics_or_hangs_is_lost() {
    let requests: Vec<Request> = (11..16).map(|index| Request::Task { split: Split::Train, index }).collect();
    for (rudeness, deadline, seen) in
        [("none", LONG, None), ("panic_in_task", LONG, Some("panicked")), ("hangs_in_task", SHORT, Some("0.100 s"))]
    {
        let answers = open_rude(Transport::Dylib, rudeness).call_many(&requests, deadline);
        let shown: Vec<String> = answers
            .into_iter()
            .map(|answer| match answer {
                Ok(Response::Task { task }) => task.id,
                Ok(other) => format!("{other:?}"),
                Err(error) => error.to_string(),
            })
            .collect();
        assert_eq!(
            (&shown[..2], &shown[3..]),
            (&["rude-train-11".into(), "rude-train-12".into()][..], &["rude-train-14".into(), "rude-train-15".into()][..])
        );
        assert!(shown[2].contains(seen.unwrap_or("rude-train-13")), "{rudeness}: {}", shown[2]);
    }
}

#[test]
fn a_turn_that_never_returns_is_abandoned_at_the_deadline() {
    let client = open_rude(Transport::Dylib, "never_returns");
    let (stuck, other) = (start(&*client, 5), start(&*client, 6));
    let begun = Instant::now();
    let error = provoke(&*client, stuck, SHORT);
    assert!((SHORT..Duration::from_secs(3)).contains(&begun.elapsed()));
    assert!(matches!(error, ClientError::Timeout(_)), "{error:?}");
    says(
        &error.to_string(),
        &[
            "librude_plugins",
            "`step` of episode 1 (task rude-train-5)",
            "within 0.100 s",
            "1 such calls",
            "transport = \"subprocess\"",
        ],
    );
    // The episode's lock is held for ever in there, so the host must not ask again.
    let lost = say(&*client, stuck, "5").unwrap_err().to_string();
    says(&lost, &["episode 1 (task rude-train-5) is lost, start a new one", "did not return within 0.100 s"]);
    client.drop_episode(stuck);
    assert_eq!(say(&*client, other, "6"), Ok(1.0));
    play_one(&*client, 7);
}

#[test]
fn too_many_stuck_calls_end_it_with_the_way_out() {
    let limits = Limits { max_abandoned_calls: 1, ..Limits::default() };
    let client = open(&DomainSpec { limits, ..rude(Transport::Dylib, json!({"rudeness": "never_returns"})) }).unwrap();
    for index in 0..2 {
        provoke(&*client, start(&*client, index), Duration::from_millis(20));
    }
    let error = client.task_count(Split::Train).unwrap_err();
    assert!(matches!(error, ClientError::Transport(_)), "{error:?}");
    says(&error.to_string(), &["was not begun", "2 calls are running past their deadline", "transport = \"subprocess\""]);
}

#[test]
fn a_late_call_that_returns_after_all_is_forgiven() {
    let limits = Limits { max_abandoned_calls: 0, ..Limits::default() };
    let client = open(&DomainSpec { limits, ..rude(Transport::Dylib, json!({"rudeness": "slow"})) }).unwrap();
    provoke(&*client, start(&*client, 1), Duration::from_millis(20));
    assert!(client.task_count(Split::Train).is_err());
    let begun = Instant::now();
    while client.task_count(Split::Train).is_err() {
        assert!(begun.elapsed() < LONG, "the call has long returned");
        std::thread::sleep(Duration::from_millis(10));
    }
    play_one(&*client, 2);
}

#[test]
fn a_reward_that_is_no_number_is_named() {
    let client = open_rude(Transport::Dylib, "nan_reward");
    let error = provoke(&*client, start(&*client, 3), LONG).to_string();
    says(&error, &["reward NaN", "must be finite", "(task rude-train-3)"]);
    play_one(&*client, 3);
}

#[test]
fn a_giant_answer_is_refused_by_the_kit_and_by_the_host() {
    let kit = open_rude(Transport::Dylib, "giant_output");
    says(&provoke(&*kit, start(&*kit, 1), LONG).to_string(), &["more than the 67108864 allowed", "shorten"]);
    play_one(&*kit, 1);
    let error = raw("giant").task_count(Split::Train).unwrap_err().to_string();
    says(&error, &["libraw_answers", "`task_count`", "68157440 bytes, more than the 67108864 allowed", "check-domain"]);
}

#[test]
fn broken_answers_of_a_plugin_without_the_kit_are_named() {
    for (answer, part) in [
        ("fails", "failed with code 5"),
        ("empty", "empty answer"),
        ("null_with_length", "12 bytes at address 0"),
        ("garbage", "\"segmentation fault (just kidding)\""),
    ] {
        let error = raw(answer).task_count(Split::Train).unwrap_err();
        assert!(matches!(error, ClientError::Transport(_)), "{error:?}");
        says(&error.to_string(), &["libraw_answers", "`task_count`", part, "check-domain"]);
    }
}

#[test]
fn every_buffer_goes_back_to_the_plugin_that_made_it() {
    // The one test that asks this library for good answers; the others count too, so all of them must give back.
    let client = raw("good");
    let begun = Instant::now();
    while client.task_count(Split::Train) != Ok(0) {
        assert!(begun.elapsed() < LONG, "buffers are never given back");
    }
}

#[test]
fn a_closed_client_leaves_nothing_in_the_way_of_the_next() {
    for _ in 0..20 {
        play_one(&*open_rude(Transport::Dylib, "none"), 2);
    }
}

#[test]
fn a_call_through_the_library_costs_far_below_a_millisecond() {
    let client = open_rude(Transport::Dylib, "none");
    let episode = start(&*client, 1);
    let request = Request::Prompt { episode, operator: Operator::Attempt, latest: None };
    let mut times: Vec<_> = (0..500)
        .map(|_| {
            let begun = Instant::now();
            assert!(matches!(client.call(&request, LONG), Ok(Response::Prompt { .. })));
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("a call through the dylib: median {:?}, best {:?}", times[250], times[0]);
    // The best is free of the noise of a busy machine.
    assert!(times[0] < Duration::from_micros(500), "best of 500 calls took {:?}", times[0]);
}
