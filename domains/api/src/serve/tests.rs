use super::*;
use crate::toy::{Toy, start_of, turn};
use crate::{EpisodeStart, Split};

fn server() -> Server<Toy> {
    Server::open(r#"{"tasks": 5}"#, Host::default()).unwrap()
}

fn ask(server: &Server<Toy>, request: &Request) -> Response {
    serde_json::from_slice(&server.handle(&serde_json::to_vec(request).unwrap())).unwrap()
}

fn start(server: &Server<Toy>, start: EpisodeStart) -> EpisodeId {
    match ask(server, &Request::Start { start }) {
        Response::Started { episode } => episode,
        other => panic!("not started: {other:?}"),
    }
}

fn play(server: &Server<Toy>, episode: EpisodeId, text: &str) -> Response {
    ask(server, &Request::Step { episode, action: Message::assistant(text), deadline_ms: 1000 })
}

fn error_of(response: Response) -> DomainError {
    match response {
        Response::Error { error } => error,
        other => panic!("an error was due, not {other:?}"),
    }
}

fn reward_of(response: Response) -> f64 {
    match response {
        Response::Step { result } => result.reward,
        other => panic!("a result was due, not {other:?}"),
    }
}

#[test]
fn a_right_answer_is_worth_one_and_a_wrong_one_nothing() {
    let server = server();
    let (right, wrong) = (start(&server, start_of(3)), start(&server, start_of(3)));
    assert_eq!(reward_of(play(&server, right, "3")), 1.0);
    assert_eq!(reward_of(play(&server, wrong, "4")), 0.0);
}

#[test]
fn a_panic_becomes_an_error_with_its_text_and_its_task() {
    let server = server();
    let episode = start(&server, start_of(2));
    let error = error_of(play(&server, episode, "panic"));
    assert_eq!(error.kind, ErrorKind::Panic);
    assert!(error.message.contains("the toy fell apart at 2"), "{error}");
    assert_eq!(error.task_id.as_deref(), Some("toy-2"));
}

#[test]
fn an_episode_that_panicked_is_lost_and_the_others_are_unhurt() {
    let server = server();
    let (hurt, unhurt) = (start(&server, start_of(2)), start(&server, start_of(4)));
    play(&server, hurt, "panic");
    let error = error_of(play(&server, hurt, "2"));
    assert_eq!(error.kind, ErrorKind::Panic);
    assert!(error.message.contains("panicked before and is lost; start a new one"), "{error}");
    assert_eq!(reward_of(play(&server, unhurt, "4")), 1.0);
    let again = start(&server, start_of(2));
    assert_eq!(reward_of(play(&server, again, "2")), 1.0);
}

#[test]
fn a_reward_that_is_no_number_is_named_with_its_task() {
    let server = server();
    let episode = start(&server, start_of(1));
    let error = error_of(play(&server, episode, "nan"));
    assert_eq!(error.kind, ErrorKind::Contract);
    assert!(error.to_string().contains("reward NaN"), "{error}");
    assert!(error.to_string().contains("(task toy-1)"), "{error}");
}

#[test]
fn rewards_that_sum_beyond_the_quality_range_are_refused() {
    let server = server();
    let episode = start(&server, start_of(1));
    let error = error_of(play(&server, episode, "too much"));
    assert!(error.message.contains("sum to 1.5, outside the quality range [0, 1]"), "{error}");
}

#[test]
fn rewards_of_the_history_count_towards_the_sum() {
    let server = server();
    let with_history = EpisodeStart { history: vec![turn(0.75)], ..start_of(1) };
    let episode = start(&server, with_history);
    let error = error_of(play(&server, episode, "1"));
    assert!(error.message.contains("sum to 1.75"), "{error}");
}

#[test]
fn an_unknown_request_is_answered_with_an_error() {
    for (bytes, part) in [
        (&br#"{"type":"fly"}"#[..], "unknown variant `fly`"),
        (b"not json", "cannot be read"),
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (br#"{"type":"task","split":"train"}"#, "missing field `index`"),
    ] {
        let error = error_of(serde_json::from_slice(&server().handle(bytes)).unwrap());
        assert_eq!(error.kind, ErrorKind::Request);
        assert!(error.message.contains(part), "{error} should say {part}");
    }
}

#[test]
fn any_bytes_at_all_get_an_answer_that_can_be_read() {
    let server = server();
    arbtest::arbtest(|u| {
        let bytes: Vec<u8> = u.arbitrary()?;
        let answer: Response = serde_json::from_slice(&server.handle(&bytes)).unwrap();
        assert!(matches!(answer, Response::Error { .. }));
        Ok(())
    })
    .budget_ms(300);
}

#[test]
fn a_giant_answer_is_refused_with_its_size() {
    let server = server();
    let episode = start(&server, start_of(1));
    let error = error_of(play(&server, episode, "giant"));
    assert_eq!(error.kind, ErrorKind::Contract);
    assert!(error.message.contains("more than the 67108864 allowed"), "{error}");
}

#[test]
fn a_dropped_episode_is_gone_and_dropping_twice_is_harmless() {
    let server = server();
    let episode = start(&server, start_of(1));
    assert_eq!(ask(&server, &Request::Drop { episode }), Response::Dropped);
    assert_eq!(ask(&server, &Request::Drop { episode }), Response::Dropped);
    assert!(error_of(play(&server, episode, "1")).message.contains("episode 1 is not open"));
}

#[test]
fn the_domain_is_told_how_long_it_has() {
    let server = server();
    let episode = start(&server, start_of(1));
    let Response::Step { result } = play(&server, episode, "time") else { panic!("no result") };
    let left: u64 = result.feedback.unwrap().parse().unwrap();
    assert!((900..=1000).contains(&left), "{left} ms of 1000 left");
}

#[test]
fn a_deadline_without_end_is_no_trouble() {
    let server = server();
    let episode = start(&server, start_of(1));
    let action = Message::assistant("1");
    assert_eq!(reward_of(ask(&server, &Request::Step { episode, action, deadline_ms: u64::MAX })), 1.0);
}

#[test]
fn a_misspelt_key_is_refused_with_the_right_ones() {
    let error = Server::<Toy>::open(r#"{"taskz": 5}"#, Host::default()).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Config);
    for part in ["unknown field `taskz`", "expected one of `tasks`", r#"it was {"taskz": 5}"#] {
        assert!(error.message.contains(part), "{error} should say {part}");
    }
}

#[test]
fn a_panic_while_opening_is_an_error_too() {
    let error = Server::<Toy>::open(r#"{"tasks": 5, "panic_in_open": true}"#, Host::default()).err().unwrap();
    assert!(error.message.contains("panicked in open: the toy box is empty"), "{error}");
}

#[test]
fn metadata_that_is_not_sane_is_refused_at_the_door() {
    let error = Server::<Toy>::open(r#"{"tasks": 5, "name": "Toy Box"}"#, Host::default()).err().unwrap();
    assert!(error.message.contains(r#"name is "Toy Box"; it must match [a-z][a-z0-9_]*"#), "{error}");
}

#[test]
fn eight_threads_get_the_rewards_that_one_would() {
    let server = server();
    std::thread::scope(|scope| {
        for worker in 0..8u64 {
            let server = &server;
            scope.spawn(move || {
                for round in 0..50 {
                    let episode = start(server, start_of((worker + round) % 5));
                    let reward = reward_of(play(server, episode, "3"));
                    assert_eq!(reward, f64::from(u8::from((worker + round) % 5 == 3)));
                    ask(server, &Request::Drop { episode });
                }
            });
        }
    });
    assert!(server.episodes.read().unwrap().is_empty());
}

/// The answers of a domain served over lines.
fn serve(lines: &[u8]) -> Vec<Response> {
    let mut output = Vec::new();
    serve_lines::<Toy>(lines, &mut output).unwrap();
    output.split(|&b| b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect()
}

#[test]
fn a_domain_over_lines_shakes_hands_opens_and_serves() {
    let answers = serve(
        br#"{"type":"hello","protocol":{"major":1,"minor":0}}
{"type":"task_count","split":"train"}
{"type":"open","config":{"tasks":"many"},"max_threads":1}
{"type":"open","config":{"tasks":3},"max_threads":1}
{"type":"task_count","split":"train"}
{"type":"open","config":{"tasks":3},"max_threads":1}
"#,
    );
    assert!(matches!(&answers[0], Response::Hello { protocol: PROTOCOL_VERSION, metadata: None, .. }));
    assert!(error_of(answers[1].clone()).message.contains("not open yet; send `open` first"));
    assert!(error_of(answers[2].clone()).message.contains("expected u64"));
    assert!(matches!(&answers[3], Response::Opened { metadata } if metadata.name == "toy"));
    assert_eq!(answers[4], Response::TaskCount { count: 3 });
    assert!(error_of(answers[5].clone()).message.contains("open already"));
}

#[test]
fn a_line_that_is_not_text_does_not_end_the_service() {
    let answers = serve(b"\xff\xff\n{\"type\":\"hello\",\"protocol\":{\"major\":1,\"minor\":0}}\n");
    assert_eq!(error_of(answers[0].clone()).kind, ErrorKind::Request);
    assert!(matches!(&answers[1], Response::Hello { .. }));
}

#[test]
fn tasks_beyond_the_end_are_an_error_of_the_request() {
    let error = error_of(ask(&server(), &Request::Task { split: Split::Train, index: 5 }));
    assert_eq!(error.kind, ErrorKind::Request);
    assert!(error.message.contains("train task 5 does not exist"), "{error}");
}
