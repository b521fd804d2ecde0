//! Law 12: messages.

use exitrl_domain::{
    Demonstration, DomainClient, DomainError, EpisodeId, EpisodeStart, ErrorKind, Feature, Iterate, IterationReward, Message,
    Metadata, Operator, Outcome, PROTOCOL_VERSION, Request, Response, ScoreRow, Split, StepResult, Task, TurnRecord,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::robust::raw_call;
use crate::bench::{Bench, Finding, Stop, demand, fresh};

/// Law 12: every message survives JSON, and an unreadable request is answered with an error.
pub(super) fn round_trip(bench: &Bench) -> Finding {
    requests().iter().try_for_each(|request| survives(bench, request))?;
    responses().iter().try_for_each(|response| survives(bench, response))?;
    let client = bench.open()?;
    every_request_is_answered(bench, &*client)?;
    unknown_episodes_are_refused(bench, &*client)?;
    unreadable_messages(bench)
}

fn survives<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(bench: &Bench, message: &T) -> Finding {
    bench.case();
    let text = serde_json::to_string(message).map_err(|e| Stop::Broken(format!("{message:?} is not JSON: {e}")))?;
    let back: Result<T, _> = serde_json::from_str(&text);
    demand(back.as_ref().is_ok_and(|back| back == message), || format!("{text} came back from JSON as {back:?}"))
}

fn every_request_is_answered(bench: &Bench, client: &dyn DomainClient) -> Finding {
    let mut tasks = bench.tasks(client)?;
    let rows = tasks.iter().map(|task| ScoreRow { task_id: task.id.clone(), quality: 0.5 }).collect();
    let task = tasks.swap_remove(0);
    let episode = client.start(&fresh(&task, u64::MAX))?;
    let action = Message::assistant("\u{2028}\"\\ é 😀 \u{0}");
    let latest = Some(Iterate { response: action.clone(), feedback: None, quality: 0.1 + 0.2 });
    let asked = [
        (Request::Hello { protocol: PROTOCOL_VERSION }, "hello", false),
        (Request::Open { config: json!({}), max_threads: 1 }, "opened", true),
        (Request::TaskCount { split: Split::Test }, "task_count", false),
        (Request::Task { split: Split::Test, index: u64::MAX }, "task", true),
        (Request::Prompt { episode, operator: Operator::Improve, latest }, "prompt", false),
        (Request::Step { episode, action, deadline_ms: u64::MAX }, "step", false),
        (Request::Drop { episode }, "dropped", false),
        (
            Request::Demonstrate { task: task.clone(), operator: Operator::Improve, seed: u64::MAX },
            "demonstration",
            !client.features().contains(&Feature::Demonstrate),
        ),
        (Request::Reference { task }, "reference", !client.features().contains(&Feature::Reference)),
        (Request::Grade { case: json!({"odd": [null, 0.1, "é"]}) }, "graded", true),
        (Request::ScoreTable { rows }, "score_table", !client.features().contains(&Feature::ScoreTable)),
    ];
    for (request, wanted, may_refuse) in asked {
        let response = client.call(&request, client.default_deadline())?;
        let got = type_of(&response);
        demand(got == wanted || (may_refuse && got == "error"), || format!("{request:?} was answered with {response:?}"))?;
        bench.case();
    }
    Ok(())
}

fn type_of(response: &Response) -> String {
    let value = serde_json::to_value(response).unwrap_or_default();
    value["type"].as_str().unwrap_or("none").to_owned()
}

fn unknown_episodes_are_refused(bench: &Bench, client: &dyn DomainClient) -> Finding {
    let episode = EpisodeId(u64::MAX);
    let requests = [
        Request::Prompt { episode, operator: Operator::Attempt, latest: None },
        Request::Step { episode, action: Message::assistant("7"), deadline_ms: 1000 },
    ];
    for request in requests {
        let response = client.call(&request, client.default_deadline())?;
        let refused = matches!(&response, Response::Error { error } if error.kind != ErrorKind::Panic);
        demand(refused, || format!("{request:?} names an episode never started and was answered with {response:?}; refuse it"))?;
        bench.case();
    }
    Ok(())
}

fn unreadable_messages(bench: &Bench) -> Finding {
    let Some(raw) = bench.open_raw()? else { return Ok(()) };
    let deadline = bench.options.step_deadline;
    let deep = format!(r#"{{"type":"grade","case":{}}}"#, "[".repeat(20_000));
    let messages: [&[u8]; 11] = [
        br#"{"type":"no_such_request"}"#,
        br#"{"type":"no_such_request","episode":1,"more":{"a":[]}}"#,
        br#"{"type":"task_count"}"#,
        br#"{"type":"task_count","split":"nowhere"}"#,
        br#"{"type":"task","split":"train","index":-1}"#,
        br#"{"type":7}"#,
        b"{}",
        b"null",
        b"hello?",
        b"{\"type\":\"task_count\",\"split\":\"\xff\xfe\"}",
        deep.as_bytes(),
    ];
    for message in messages {
        let response = raw_call(&raw, message, deadline)?;
        let sent = String::from_utf8_lossy(&message[..message.len().min(80)]);
        demand(matches!(response, Response::Error { .. }), || format!("{sent} was answered with {response:?}, not an error"))?;
        bench.case();
    }
    let request = br#"{"type":"task_count","split":"train"}"#;
    let after = raw_call(&raw, request, deadline)?;
    demand(matches!(after, Response::TaskCount { .. }), || format!("after unreadable messages a good one got {after:?}"))
}

fn task() -> Task {
    Task {
        id: "é/1".to_owned(),
        payload: json!({"x": [0.1, -0.0, 1e-308, 1.7976931348623157e308, u64::MAX, i64::MIN, null, "\u{1}"]}),
    }
}

fn requests() -> Vec<Request> {
    let action = Message::assistant("two\nlines, \"quotes\", \\ and \u{1F600}\u{0}");
    let turn = TurnRecord { action: action.clone(), feedback: Some(String::new()), reward: 0.1 + 0.2 };
    let latest = Iterate { response: action.clone(), feedback: Some("no".to_owned()), quality: 1.0 / 3.0 };
    let episode = EpisodeId(u64::MAX);
    vec![
        Request::Hello { protocol: PROTOCOL_VERSION },
        Request::Open { config: json!({"rows": 1e100}), max_threads: u32::MAX },
        Request::TaskCount { split: Split::Train },
        Request::Task { split: Split::Test, index: u64::MAX },
        Request::Start { start: EpisodeStart { task: task(), history: vec![turn], seed: u64::MAX } },
        Request::Prompt { episode, operator: Operator::Diverge, latest: Some(latest) },
        Request::Prompt { episode, operator: Operator::Attempt, latest: None },
        Request::Step { episode, action, deadline_ms: u64::MAX },
        Request::Drop { episode },
        Request::Reference { task: task() },
        Request::Demonstrate { task: task(), operator: Operator::Diverge, seed: u64::MAX },
        Request::Grade { case: task().payload },
        Request::ScoreTable { rows: vec![ScoreRow { task_id: task().id, quality: 1.0 / 3.0 }] },
    ]
}

fn responses() -> Vec<Response> {
    let result = |outcome| StepResult { reward: f64::MIN_POSITIVE, done: true, outcome, feedback: None };
    let metadata = Metadata {
        name: "a_1".to_owned(),
        version: "é".to_owned(),
        max_turns: u32::MAX,
        quality_range: [-0.1, f64::MAX],
        iteration_reward: IterationReward::NormalizedGain,
        deterministic: false,
        stop_sequences: vec!["\n\n".to_owned()],
    };
    let later = Feature::Unknown("later".to_owned());
    let features = vec![Feature::Grade, Feature::Reference, Feature::Demonstrate, Feature::ScoreTable, later];
    let tool = json!({"type": "function", "function": {"name": "é", "description": "\"", "parameters": {"type": "object"}}});
    let error = DomainError::contract("what, where, seen, do").on_task("é/1");
    let mut all = vec![
        Response::Hello { protocol: PROTOCOL_VERSION, features, metadata: Some(metadata.clone()) },
        Response::Opened { metadata },
        Response::TaskCount { count: u64::MAX },
        Response::Task { task: task() },
        Response::Started { episode: EpisodeId(0) },
        Response::Prompt { messages: vec![Message::system("a"), Message::user("")], tools: Vec::new() },
        Response::Prompt { messages: vec![Message::tool("{}")], tools: vec![tool] },
        Response::Dropped,
        Response::Reference { actions: Some(vec![Message::assistant("7")]) },
        Response::Reference { actions: None },
        Response::Demonstration {
            demonstration: Some(Demonstration { latest: Some(Message::assistant("6")), response: Message::assistant("7") }),
        },
        Response::Demonstration { demonstration: None },
        Response::Graded { verdict: json!({"correct": true}) },
        Response::ScoreTable { table: "a  0.5\nb  é\n".to_owned() },
        Response::Error { error },
    ];
    all.extend(Outcome::ALL.map(|outcome| Response::Step { result: result(outcome) }));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The law above is only as good as its samples; this match stops compiling when a request is added without one.
    #[test]
    fn every_kind_of_request_is_among_the_samples() {
        let mut seen = [false; 12];
        for request in requests() {
            let place = match request {
                Request::Hello { .. } => 0,
                Request::Open { .. } => 1,
                Request::TaskCount { .. } => 2,
                Request::Task { .. } => 3,
                Request::Start { .. } => 4,
                Request::Prompt { .. } => 5,
                Request::Step { .. } => 6,
                Request::Drop { .. } => 7,
                Request::Reference { .. } => 8,
                Request::Grade { .. } => 9,
                Request::Demonstrate { .. } => 10,
                Request::ScoreTable { .. } => 11,
            };
            seen[place] = true;
        }
        assert_eq!(seen, [true; 12]);
    }
}
