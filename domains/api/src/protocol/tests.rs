use super::*;
use crate::toy::{start_of, turn};
use crate::{ErrorKind, IterationReward, Outcome};

fn iterate() -> Iterate {
    Iterate { response: Message::assistant("four\n\"4\""), feedback: Some("close".to_owned()), quality: 0.1 + 0.2 }
}

fn metadata() -> Metadata {
    Metadata {
        name: "toy".to_owned(),
        version: "1".to_owned(),
        max_turns: 3,
        quality_range: [-1.0, 1.0],
        iteration_reward: IterationReward::NormalizedGain,
        deterministic: false,
        stop_sequences: vec!["</end>".to_owned()],
    }
}

fn requests() -> Vec<Request> {
    let (episode, action) = (EpisodeId(u64::MAX), Message::assistant("ß∂\u{1}"));
    let start = EpisodeStart { history: vec![turn(1.0 / 3.0)], ..start_of(2) };
    vec![
        Request::Hello { protocol: PROTOCOL_VERSION },
        Request::Open { config: serde_json::json!({"b": 1, "a": [null, 0.1]}), max_threads: 3 },
        Request::TaskCount { split: Split::Test },
        Request::Task { split: Split::Train, index: u64::MAX },
        Request::Reference { task: start.task.clone() },
        Request::Demonstrate { task: start.task.clone(), operator: Operator::Improve, seed: 3 },
        Request::Start { start },
        Request::Prompt { episode, operator: Operator::Improve, latest: Some(iterate()) },
        Request::Step { episode, action, deadline_ms: 250 },
        Request::Drop { episode },
        Request::Grade { case: serde_json::json!({"gold": "4"}) },
        Request::ScoreTable { rows: vec![ScoreRow { task_id: "toy-1".to_owned(), quality: 1.0 / 3.0 }] },
    ]
}

fn responses() -> Vec<Response> {
    let result = StepResult { reward: 1e-300, done: true, outcome: Outcome::GraderTimeout, feedback: None };
    let features = vec![Feature::Grade, Feature::Unknown("teleport".to_owned())];
    vec![
        Response::Hello { protocol: PROTOCOL_VERSION, features, metadata: Some(metadata()) },
        Response::Opened { metadata: metadata() },
        Response::TaskCount { count: u64::MAX },
        Response::Task { task: start_of(1).task },
        Response::Started { episode: EpisodeId(1) },
        Response::Prompt { messages: vec![Message::system("s"), Message::user("u")], tools: Vec::new() },
        Response::Prompt { messages: vec![Message::tool("8")], tools: vec![serde_json::json!({"type": "function"})] },
        Response::Step { result },
        Response::Dropped,
        Response::Reference { actions: Some(vec![Message::assistant("1")]) },
        Response::Demonstration {
            demonstration: Some(Demonstration { latest: Some(Message::assistant("0")), response: Message::assistant("1") }),
        },
        Response::Graded { verdict: serde_json::json!({"correct": true}) },
        Response::ScoreTable { table: "all  0.5\n".to_owned() },
        Response::Error { error: DomainError::new(ErrorKind::Timeout, "slow").on_task("toy-1") },
    ]
}

#[test]
fn every_request_survives_json_and_carries_its_name() {
    for request in requests() {
        let text = serde_json::to_string(&request).unwrap();
        assert!(text.starts_with(&format!(r#"{{"type":"{}""#, request.name())), "{text}");
        assert!(!text.contains('\n'), "a message must fit on a line: {text}");
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    }
}

#[test]
fn every_response_survives_json() {
    for response in responses() {
        let text = serde_json::to_string(&response).unwrap();
        assert!(!text.contains('\n'), "a message must fit on a line: {text}");
        assert_eq!(serde_json::from_str::<Response>(&text).unwrap(), response);
    }
}

#[test]
fn a_reward_comes_back_to_the_last_bit() {
    arbtest::arbtest(|u| {
        let reward = f64::from_bits(u.arbitrary()?);
        if reward.is_finite() {
            let result = StepResult { reward, done: false, outcome: Outcome::Graded, feedback: None };
            let text = serde_json::to_string(&result).unwrap();
            let back: StepResult = serde_json::from_str(&text).unwrap();
            assert_eq!(back.reward.to_bits(), reward.to_bits(), "{text}");
        }
        Ok(())
    })
    .budget_ms(300);
}

#[test]
fn a_feature_of_a_later_peer_is_kept_by_name() {
    let text = r#"{"type":"hello","protocol":{"major":1,"minor":9},"features":["grade","teleport"],"metadata":null}"#;
    let Response::Hello { protocol, features, .. } = serde_json::from_str(text).unwrap() else { panic!("no hello") };
    assert_eq!(features, [Feature::Grade, Feature::Unknown("teleport".to_owned())]);
    assert!(PROTOCOL_VERSION.accepts(protocol));
    assert!(!PROTOCOL_VERSION.accepts(ProtocolVersion { major: 2, minor: 0 }));
}

#[test]
fn only_calls_on_an_episode_name_one() {
    let named: Vec<_> = requests().iter().filter(|r| r.episode().is_some()).map(Request::name).collect();
    assert_eq!(named, ["prompt", "step", "drop"]);
}

/// What peers of version 1.1 write and read.
#[test]
fn a_prompt_without_tools_is_written_as_before_there_were_any() {
    let old = r#"{"type":"prompt","messages":[{"role":"user","content":"u"}]}"#;
    let prompt = Response::Prompt { messages: vec![Message::user("u")], tools: Vec::new() };
    assert_eq!(serde_json::to_string(&prompt).unwrap(), old);
    assert_eq!(serde_json::from_str::<Response>(old).unwrap(), prompt);
}

#[test]
fn a_tool_keeps_the_order_of_its_keys() {
    let text = r#"{"type":"prompt","messages":[],"tools":[{"type":"function","function":{"name":"b","description":"a"}}]}"#;
    let prompt: Response = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&prompt).unwrap(), text);
}
