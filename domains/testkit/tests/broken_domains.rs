//! One domain that keeps all laws, and for every law domains that break it: no law is one that cannot fail.

mod toy;

use std::sync::Arc;
use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, Feature, Host, InProcess, Metadata, Request, Response};
use exitrl_testkit::{CheckOptions, LawReport, Report, Subject, Verdict, check, transcript};
use serde_json::json;
use toy::Toy;

fn quick(laws: &[u8]) -> CheckOptions {
    CheckOptions {
        tasks: 3,
        listed_tasks: 40,
        episodes: 200,
        step_deadline: Duration::from_millis(500),
        laws: laws.to_vec(),
        ..CheckOptions::default()
    }
}

fn check_toy(fault: &str, options: &CheckOptions) -> Report {
    check(&Subject::in_process::<Toy>(json!({ "fault": fault })), options)
}

/// What a broken law said; fails the test when it was kept.
fn fault_found(law: u8, fault: &str) -> String {
    let report = check_toy(fault, &quick(&[law]));
    assert!(!report.passed(), "{fault} went unnoticed:\n{report}");
    let Some(LawReport { verdict: Verdict::Broken { what, transcript }, .. }) = report.law(law) else {
        panic!("law {law} did not break on {fault}:\n{report}");
    };
    assert!(!transcript.is_empty(), "no transcript for {fault}");
    what.clone()
}

#[test]
fn an_honest_domain_keeps_all_fourteen() {
    let report = check_toy("none", &quick(&[]));
    assert!(report.passed(), "{report}");
    assert_eq!(report.laws.len(), 14);
    for law in &report.laws {
        assert_eq!(law.verdict, Verdict::Kept, "{report}");
        assert!(law.cases > 0, "law {} tried nothing", law.number);
    }
}

#[test]
fn law_1_sees_metadata_that_changes() {
    let what = fault_found(1, "version_changes");
    assert!(what.contains("make Domain::metadata constant"), "{what}");
}

#[test]
fn law_1_sees_a_domain_that_cannot_be_opened() {
    let report = check(&Subject::in_process::<Toy>(json!({ "fautl": "none" })), &quick(&[1]));
    let Verdict::Broken { what, .. } = &report.laws[0].verdict else { panic!("{report}") };
    assert!(what.contains("unknown field `fautl`"), "{what}");
}

#[test]
fn law_2_sees_shared_ids_shared_payloads_and_tasks_past_the_end() {
    assert!(fault_found(2, "shared_ids").contains("share the id \"0\""));
    assert!(fault_found(2, "tests_on_training").contains("share the payload {\"secret\":100}"));
    assert!(fault_found(2, "answers_past_the_end").contains("task 20 of train was answered"));
}

#[test]
fn law_3_sees_a_history_that_is_not_replayed() {
    let what = fault_found(3, "forgets_history");
    assert!(what.contains("one started from its first 1 turns differ"), "{what}");
}

#[test]
fn law_4_sees_a_prompt_that_changes_something() {
    assert!(fault_found(4, "prompt_counts").contains("prompt"));
}

#[test]
fn law_5_sees_a_seed_in_a_domain_that_calls_itself_deterministic() {
    assert!(fault_found(5, "hidden_seed").contains("deterministic: false"));
}

#[test]
fn law_6_sees_a_reference_answer_that_is_wrong() {
    assert!(fault_found(6, "wrong_gold").contains("earned quality 0.5"));
}

#[test]
fn law_7_sees_pay_for_silence_and_for_echoes() {
    assert!(fault_found(7, "pays_silence").contains("the answer \"\" earned quality 0.5, above the floor 0"));
    assert!(fault_found(7, "pays_echoes").contains("6 of 6 tasks pay an answer that only repeats the prompt"));
}

#[test]
fn law_8_sees_episodes_without_end_and_quality_out_of_range() {
    assert!(fault_found(8, "never_done").contains("not done after 3 turns"));
    assert!(fault_found(8, "overpays").contains("outside the quality range [0, 1]"));
}

#[test]
fn law_9_sees_panics_and_bad_answers_told_as_errors() {
    let what = fault_found(9, "panics_on_control");
    assert!(what.contains("the bell rang") && what.contains("hostile text: control characters"), "{what}");
    assert!(fault_found(9, "errors_on_nonsense").contains("a bad answer is an outcome"));
    assert!(fault_found(9, "panics_on_payload").contains("no secret"));
}

#[test]
fn law_10_sees_a_grader_that_is_late() {
    let what = fault_found(10, "slow");
    assert!(what.contains("many digits times many digits") && what.contains("GraderTimeout"), "{what}");
}

#[test]
fn law_11_sees_state_shared_between_episodes() {
    assert!(fault_found(11, "shared_scratch").contains("keep no state outside the episode"));
}

#[test]
fn law_14_sees_an_iterate_lost_and_an_iterate_kept() {
    assert!(fault_found(14, "loses_iterate").contains("lacks the latest iterate"));
    assert!(fault_found(14, "keeps_iterate").contains("an attempt starts anew"));
}

/// A transport that answers every request about episodes with another message.
struct Confused(InProcess<Toy>);

impl DomainClient for Confused {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        let mixed_up = matches!(request, Request::Drop { .. });
        if mixed_up { Ok(Response::TaskCount { count: 1 }) } else { self.0.call(request, deadline) }
    }
    fn metadata(&self) -> &Metadata {
        self.0.metadata()
    }
    fn features(&self) -> &[Feature] {
        self.0.features()
    }
    fn describe(&self) -> String {
        "confused".to_owned()
    }
}

fn honest() -> Result<InProcess<Toy>, ClientError> {
    InProcess::open(&json!({ "fault": "none" }), Host::default())
}

#[test]
fn law_12_sees_wrong_answers_and_peers_that_guess() {
    let confused = Subject::new(|| Ok(Arc::new(Confused(honest()?))));
    let report = check(&confused, &quick(&[12]));
    let Verdict::Broken { what, .. } = &report.laws[0].verdict else { panic!("{report}") };
    assert!(what.contains("Drop") && what.contains("TaskCount"), "{what}");

    let guesses = Subject::new(|| Ok(Arc::new(honest()?)))
        .with_raw(|| Ok(Box::new(|_, _| Ok(br#"{"type":"task_count","count":7}"#.to_vec()))));
    let report = check(&guesses, &quick(&[12]));
    let Verdict::Broken { what, transcript } = &report.laws[0].verdict else { panic!("{report}") };
    assert!(what.contains("no_such_request"), "{what}");
    assert!(transcript.last().unwrap().contains("count"), "{transcript:?}");
}

#[test]
fn a_client_without_raw_bytes_is_checked_by_typed_messages_and_the_report_says_so() {
    let report = check(&Subject::new(|| Ok(Arc::new(honest()?))), &quick(&[12]));
    assert!(report.passed(), "{report}");
    assert!(report.to_string().contains("typed messages only"), "{report}");
}

#[test]
fn a_law_that_hangs_ends_at_its_limit() {
    let hang = Subject::new(|| {
        std::thread::sleep(Duration::from_secs(5));
        Err(ClientError::Transport("too late".to_owned()))
    });
    let report = check(&hang, &CheckOptions { law_limit: Duration::from_millis(50), ..quick(&[1]) });
    let Verdict::Broken { what, .. } = &report.laws[0].verdict else { panic!("{report}") };
    assert!(what.contains("did not end within 0.05 s"), "{what}");
}

#[test]
fn a_report_shows_the_table_the_fault_and_the_messages_before_it() {
    let text = check_toy("pays_silence", &quick(&[7])).to_string();
    assert!(text.contains("domain toy 1 (in_process toy)"), "{text}");
    assert!(text.contains("BROKEN") && text.contains("law 7 (null) is broken: task train/0"), "{text}");
    assert!(text.contains("> {\"type\":\"step\"") && text.contains("< {\"type\":\"step\""), "{text}");
    assert!(text.contains("0 laws kept, 1 broken, 0 not applicable; seeds 1, 2, 3"), "{text}");
}

#[test]
fn a_report_as_json_names_each_verdict() {
    let json = serde_json::to_value(check_toy("pays_silence", &quick(&[6, 7]))).unwrap();
    assert_eq!((&json["laws"][0]["verdict"], &json["laws"][1]["verdict"]), (&json!("kept"), &json!("broken")));
}

#[test]
fn transcripts_of_two_fresh_clients_are_equal_and_of_another_domain_are_not() {
    let one = transcript(&honest().unwrap(), 2).unwrap();
    assert_eq!(one, transcript(&honest().unwrap(), 2).unwrap());
    assert!(one.contains("\"secret\":100") && one.contains("\"type\":\"prompt\""), "{one}");
    let other = InProcess::<Toy>::open(&json!({ "fault": "wrong_gold" }), Host::default()).unwrap();
    assert_ne!(one, transcript(&other, 2).unwrap());
}
