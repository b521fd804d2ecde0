//! The laws, and this domain's own grading by hand-worked numbers.

use std::time::Duration;

use countdown_domain::Countdown;
use exitrl_domain::{DomainClient, EpisodeStart, Host, InProcess, Message, Operator, Outcome, Split, StepResult, Task};
use exitrl_testkit::{CheckOptions, Subject, check};
use serde_json::json;

/// Plays answers to the puzzle "make 24 from 2, 3, 4, 12".
fn play(answers: &[&str]) -> Vec<StepResult> {
    let client = InProcess::<Countdown>::open(&json!({}), Host::default()).expect("it has no settings to refuse");
    let task = Task { id: "mine".to_owned(), payload: json!([[2, 3, 4, 12], 24, "12 * 2"]) };
    let episode = client.start(&EpisodeStart { task, history: Vec::new(), seed: 0 }).expect("it is a puzzle");
    let step = |text: &&str| client.step(episode, &Message::assistant(*text), Duration::from_secs(5));
    answers.iter().map(|text| step(text).expect("an answer is never an error")).collect()
}

fn quality(answer: &str) -> f64 {
    play(&[answer])[0].reward
}

#[test]
fn every_law_is_kept() {
    let report = check(&Subject::in_process::<Countdown>(json!({})), &CheckOptions::default());
    assert!(report.laws.iter().all(|law| law.verdict == exitrl_testkit::Verdict::Kept), "{report}");
}

#[test]
fn an_expression_that_makes_the_target_earns_all() {
    for answer in ["12 * 2", "(12/4+3)*4 = 24", " 12 / (3 / (2 * 4) - 0) ", "2*(3*4)", "12/(2/4)"] {
        let uses_each_once = !matches!(answer, "(12/4+3)*4 = 24" | " 12 / (3 / (2 * 4) - 0) ");
        assert_eq!(quality(&format!("So.\nAnswer: {answer}")) == 1.0, uses_each_once, "{answer}");
    }
}

#[test]
fn a_near_miss_earns_by_its_distance() {
    // 12 * 2 - 3 = 21, three away: 0.5 / (1 + 3). 12 / 4 + 3 / 2 = 4.5, 19.5 away: 0.5 / 20.5.
    assert_eq!(quality("Answer: 12 * 2 - 3"), 0.125);
    assert_eq!(quality("Answer: 12 / 4 + 3 / 2"), 0.5 / 20.5);
    // Left to right: 12 - 4 - 3 = 5 and not 11.
    assert_eq!(quality("Answer: 12 - 4 - 3"), 0.5 / 20.0);
}

#[test]
fn what_is_no_expression_of_the_numbers_is_unparsable() {
    for answer in ["24", "12 * 2 * 2", "12 * (2", "12 2", "-12", "()", "12 / (2 - 2)", "12 * 2)(", "é", "1e2", "3 ** 2"] {
        let result = play(&[&format!("Answer: {answer}")]).remove(0);
        assert_eq!((result.outcome, result.reward), (Outcome::Unparsable, 0.0), "{answer}");
    }
    assert_eq!(play(&["12 * 2"])[0].outcome, Outcome::Unparsable, "the marker is part of the form");
}

#[test]
fn a_second_turn_earns_only_what_it_adds() {
    let results = play(&["Answer: 12 * 2 - 3", "Answer: 12 * 2"]);
    assert_eq!((results[0].reward, results[0].done), (0.125, false));
    assert_eq!((results[1].reward, results[1].done), (0.875, true));
    assert_eq!(results[0].feedback.as_deref(), Some("That is 3.00 off."));
    let worse = play(&["Answer: 12 * 2 - 3", "Answer: 2"]);
    assert_eq!((worse[1].reward, worse[1].done), (0.0, true));
}

#[test]
fn the_prompt_tells_what_was_said_before() {
    let client = InProcess::<Countdown>::open(&json!({}), Host::default()).unwrap();
    let task = client.task(Split::Test, 3).unwrap();
    let episode = client.start(&EpisodeStart { task: task.clone(), history: Vec::new(), seed: 0 }).unwrap();
    client.step(episode, &Message::assistant("no"), Duration::from_secs(5)).unwrap();
    let prompt = client.prompt(episode, Operator::Attempt, None).unwrap().messages;
    assert_eq!(prompt.len(), 3);
    assert!(prompt[0].content.starts_with(&format!("Make {} from {}", task.payload[1], "[")), "{prompt:?}");
    assert_eq!(prompt[1..], [Message::assistant("no"), Message::user("That is no answer.")]);
}

#[test]
fn a_misspelt_setting_is_refused() {
    let error = InProcess::<Countdown>::open(&json!({"turns": 3}), Host::default()).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("unknown field `turns`"), "{error}");
}
