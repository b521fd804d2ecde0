//! A rude domain in a process of its own: everything can be survived there.

use std::time::{Duration, Instant};

use exitrl_domain::{ClientError, EpisodeId, Operator, Split};
use exitrl_plugin_host::{DomainSpec, Limits, Transport, open};
use serde_json::json;

use crate::fixtures::{file, log_lines, open_rude, rude, says};
use crate::play::{LONG, SHORT, play_on_eight_threads, play_one, provoke, say, start};

#[test]
fn a_polite_program_is_played_like_a_library() {
    let client = open_rude(Transport::Subprocess, "none");
    assert!(client.describe().starts_with("subprocess ") && client.describe().ends_with("rude_stdio"));
    assert_eq!(client.task_count(Split::Train), Ok(100));
    let episode = start(&*client, 4);
    assert_eq!(episode, EpisodeId(1));
    assert!(client.prompt(episode, Operator::Attempt, None).unwrap().messages[0].content.contains("Say 4."));
    assert_eq!(say(&*client, episode, "4"), Ok(1.0));
    client.drop_episode(episode);
    says(&say(&*client, episode, "4").unwrap_err().to_string(), &["episode 1 is not open"]);
}

#[test]
fn eight_threads_share_one_process_with_the_right_rewards() {
    play_on_eight_threads(&*open_rude(Transport::Subprocess, "none"), 25);
}

#[test]
fn a_segfault_is_reported_with_its_signal_and_its_task_and_the_next_call_starts_anew() {
    let client = open_rude(Transport::Subprocess, "segfault");
    let (hurt, bystander) = (start(&*client, 5), start(&*client, 6));
    let error = provoke(&*client, hurt, LONG);
    assert!(matches!(error, ClientError::Transport(_)), "{error:?}");
    says(
        &error.to_string(),
        &["rude_stdio", "`step` of episode 1 (task rude-train-5)", "SIGSEGV", "2 open episodes are lost", "20 restarts left"],
    );
    for (episode, task) in [(hurt, "rude-train-5"), (bystander, "rude-train-6")] {
        let lost = say(&*client, episode, "6").unwrap_err().to_string();
        says(&lost, &[task, "is lost, start a new one", "`step` of episode 1 (task rude-train-5)"]);
        client.drop_episode(episode);
    }
    // The new process counts its episodes from 1 again; ours go on.
    let fresh = start(&*client, 8);
    assert_eq!(fresh, EpisodeId(3));
    assert_eq!(say(&*client, fresh, "8"), Ok(1.0));
}

#[test]
fn an_exit_is_reported_with_its_status_and_its_last_words() {
    let client = open_rude(Transport::Subprocess, "exit");
    let error = provoke(&*client, start(&*client, 5), LONG).to_string();
    says(&error, &["task rude-train-5", "exit status: 3", "| goodbye, cruel world", "1 open episodes are lost"]);
    play_one(&*client, 5);
}

#[test]
fn a_library_that_crashes_is_survived_when_it_is_run_as_a_program() {
    for (rudeness, seen) in [("segfault", "SIGSEGV"), ("exit", "exit status: 3")] {
        let spec = DomainSpec::new(file("rude_plugins").to_str().unwrap()).with_transport(Transport::Subprocess);
        let client = open(&spec.with_config(json!({"rudeness": rudeness}))).unwrap();
        says(&client.describe(), &["exitrl-serve-domain", "librude_plugins"]);
        play_one(&*client, 3);
        says(&provoke(&*client, start(&*client, 5), LONG).to_string(), &["exitrl-serve-domain", "task rude-train-5", seen]);
        play_one(&*client, 4);
    }
}

#[test]
fn a_library_of_another_abi_is_refused_through_the_program_too() {
    let spec = DomainSpec::new(file("wrong_abi").to_str().unwrap()).with_transport(Transport::Subprocess);
    let text = crate::fixtures::refusal(&spec);
    says(&text, &["exitrl-serve-domain", "exit status: 1", "speaks domain ABI 999, this host speaks 1"]);
}

#[test]
fn a_turn_that_never_returns_is_killed_at_the_deadline() {
    let client = open_rude(Transport::Subprocess, "never_returns");
    let episode = start(&*client, 5);
    let begun = Instant::now();
    let error = provoke(&*client, episode, SHORT);
    assert!((SHORT..Duration::from_secs(3)).contains(&begun.elapsed()));
    assert!(matches!(error, ClientError::Timeout(_)), "{error:?}");
    says(&error.to_string(), &["task rude-train-5", "did not return within 0.100 s", "killed", "SIGKILL"]);
    play_one(&*client, 5);
}

#[test]
fn what_a_killed_process_had_started_is_killed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("pid");
    let client = open(&rude(Transport::Subprocess, json!({"rudeness": "leaves_child", "pid_file": pid_file}))).unwrap();
    provoke(&*client, start(&*client, 1), Duration::from_secs(2));
    let pid: i32 = std::fs::read_to_string(&pid_file).unwrap().parse().unwrap();
    let begun = Instant::now();
    while is_running(pid) {
        assert!(begun.elapsed() < LONG, "process {pid} outlives the one that started it");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process is there and is no zombie that its new parent has yet to collect.
fn is_running(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}

#[test]
fn text_on_standard_output_is_shown_and_the_process_replaced() {
    let client = open_rude(Transport::Subprocess, "prints_to_stdout");
    let error = provoke(&*client, start(&*client, 5), LONG).to_string();
    says(&error, &["task rude-train-5", "no message of the protocol", "debug: grading 5", "standard error"]);
    play_one(&*client, 5);
}

#[test]
fn a_line_that_is_too_long_is_refused_and_the_process_replaced() {
    let limits = Limits { max_message_bytes: 10_000, ..Limits::default() };
    let client = open(&DomainSpec { limits, ..rude(Transport::Subprocess, json!({"rudeness": "long_output"})) }).unwrap();
    let error = provoke(&*client, start(&*client, 5), LONG).to_string();
    says(&error, &["task rude-train-5", "more than the 10000 bytes allowed", "killed"]);
    play_one(&*client, 5);
}

#[test]
fn panics_and_bad_rewards_cost_no_process() {
    for (rudeness, part) in [("panic_in_turn", "no manners at 5"), ("nan_reward", "reward NaN")] {
        let client = open_rude(Transport::Subprocess, rudeness);
        let (hurt, unhurt) = (start(&*client, 5), start(&*client, 6));
        says(&provoke(&*client, hurt, LONG).to_string(), &[part, "(task rude-train-5)"]);
        assert_eq!(say(&*client, unhurt, "6"), Ok(1.0));
    }
}

#[test]
fn a_program_that_crashes_again_and_again_is_given_up() {
    let limits = Limits { max_restarts: 2, ..Limits::default() };
    let client = open(&DomainSpec { limits, ..rude(Transport::Subprocess, json!({"rudeness": "exit"})) }).unwrap();
    for left in ["2 restarts left", "1 restarts left", "0 restarts left"] {
        says(&provoke(&*client, start(&*client, 5), LONG).to_string(), &[left]);
    }
    let error = client.task_count(Split::Train).unwrap_err().to_string();
    says(&error, &["started anew 2 times", "max_restarts", "Its last failure", "exit status: 3"]);
}

#[test]
fn what_the_program_says_on_standard_error_reaches_the_log() {
    log_lines();
    open(&DomainSpec { max_threads: 5, ..rude(Transport::Subprocess, json!({})) }).unwrap();
    let begun = Instant::now();
    while !log_lines().contains(&"3 rude opens on 5 threads".to_owned()) {
        assert!(begun.elapsed() < LONG, "{:?}", log_lines());
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_python_script_is_a_plugin_too() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 here");
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rude/counting.py");
    let client = open(&DomainSpec::new(script)).unwrap();
    assert_eq!(client.metadata().name, "counting");
    play_one(&*client, 41);
}

#[test]
fn a_call_through_pipes_costs_well_below_a_millisecond() {
    let client = open_rude(Transport::Subprocess, "none");
    let mut times: Vec<_> = (0..500)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(client.task_count(Split::Train), Ok(100));
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("a call through pipes: median {:?}, best {:?}", times[250], times[0]);
    assert!(times[0] < Duration::from_millis(1), "best of 500 calls took {:?}", times[0]);
}
