//! Laws 9 and 10: hostile and slow answers.

use std::sync::Arc;
use std::time::Duration;

use exitrl_domain::{
    DomainClient, EpisodeId, EpisodeStart, ErrorKind, Iterate, Message, Operator, Request, Response, ScoreRow, Split, Task,
    TurnRecord,
};
use serde_json::json;

use crate::bench::{Bench, Finding, Lost, Stop, demand, fresh, within};
use crate::{RawCall, hostile};

/// Law 9: no text, task or history makes the domain panic, and a bad answer is an outcome.
pub(super) fn no_panic(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let task = bench.tasks(&*client)?.swap_remove(0);
    let random = bench.options.seeds.iter().flat_map(|&seed| hostile::random(seed));
    for (name, text) in hostile::fixed().into_iter().chain(random) {
        hostile_answer(bench, &*client, &task, &text).map_err(|stop| named(stop, &name))?;
        hostile_iterate(&*client, &task, &text).map_err(|stop| named(stop, &name))?;
        hostile_history(&*client, &task, &text).map_err(|stop| named(stop, &name))?;
        bench.case();
    }
    hostile_tasks(bench, &*client, &task)?;
    lone_surrogates(bench)
}

fn named(stop: Stop, name: &str) -> Stop {
    match stop {
        Stop::Broken(what) => Stop::Broken(format!("{what} (hostile text: {name})")),
        other => other,
    }
}

fn hostile_answer(bench: &Bench, client: &dyn DomainClient, task: &Task, text: &str) -> Finding {
    bench.play(client, &fresh(task, bench.seed()), &[Message::assistant(text)]).map(|_| ())
}

fn hostile_iterate(client: &dyn DomainClient, task: &Task, text: &str) -> Finding {
    let episode = client.start(&fresh(task, 0))?;
    let latest = Some(Iterate { response: Message::assistant(text), feedback: Some(text.to_owned()), quality: 0.0 });
    for operator in [Operator::Improve, Operator::Diverge] {
        ask(client, &Request::Prompt { episode, operator, latest: latest.clone() })?;
        ask(client, &Request::Prompt { episode, operator, latest: None })?;
    }
    client.drop_episode(episode);
    Ok(())
}

/// A history that never happened may be refused, or replayed to whatever state.
fn hostile_history(client: &dyn DomainClient, task: &Task, text: &str) -> Finding {
    let turn = TurnRecord { action: Message::assistant(text), feedback: Some(text.to_owned()), reward: 0.0 };
    for turns in [1, 3] {
        let history = vec![turn.clone(); turns];
        let started = ask(client, &Request::Start { start: EpisodeStart { task: task.clone(), history, seed: 0 } })?;
        if let Response::Started { episode } = started {
            ask(client, &Request::Prompt { episode, operator: Operator::Attempt, latest: None })?;
            client.drop_episode(episode);
        }
    }
    Ok(())
}

fn hostile_tasks(bench: &Bench, client: &dyn DomainClient, task: &Task) -> Finding {
    let payloads =
        [json!(null), json!({}), json!([]), json!(-1), json!("\0"), json!({"numbers": [0, 0], "target": 1e300}), mangled(task)];
    for payload in payloads {
        let odd = Task { id: "no such task".to_owned(), payload };
        ask(client, &Request::Reference { task: odd.clone() })?;
        ask(client, &Request::Demonstrate { task: odd.clone(), operator: Operator::Improve, seed: 0 })?;
        ask(client, &Request::Grade { case: odd.payload.clone() })?;
        let row = ScoreRow { task_id: odd.id.clone(), quality: f64::MAX };
        ask(client, &Request::ScoreTable { rows: vec![row.clone(), row] })?;
        if let Response::Started { episode } = ask(client, &Request::Start { start: fresh(&odd, 0) })? {
            ask(client, &Request::Prompt { episode, operator: Operator::Attempt, latest: None })?;
            ask(client, &Request::Step { episode, action: Message::assistant("7"), deadline_ms: 1000 })?;
            client.drop_episode(episode);
        }
        bench.case();
    }
    Ok(())
}

/// The task's payload with every leaf replaced by null.
fn mangled(task: &Task) -> serde_json::Value {
    fn mangle(value: &serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), mangle(v))).collect(),
            serde_json::Value::Array(items) => items.iter().map(mangle).collect(),
            _ => serde_json::Value::Null,
        }
    }
    mangle(&task.payload)
}

/// Any answer will do but a panic.
fn ask(client: &dyn DomainClient, request: &Request) -> Result<Response, Stop> {
    let response = client.call(request, client.default_deadline())?;
    match &response {
        Response::Error { error } if error.kind == ErrorKind::Panic => {
            Err(Stop::Broken(format!("a request made it panic: {error}")))
        }
        _ => Ok(response),
    }
}

/// Escapes that stand for half a character: legal in JSON, in no Rust string.
fn lone_surrogates(bench: &Bench) -> Finding {
    let Some(raw) = bench.open_raw()? else { return Ok(()) };
    let deadline = bench.options.step_deadline;
    for escape in hostile::LONE_SURROGATES {
        let EpisodeId(episode) = raw_start(&raw, deadline)?;
        let step = format!(
            r#"{{"type":"step","episode":{episode},"action":{{"role":"assistant","content":"{escape}"}},"deadline_ms":{}}}"#,
            deadline.as_millis()
        );
        let answer = raw_call(&raw, step.as_bytes(), deadline)?;
        let fine = match &answer {
            Response::Step { .. } => true,
            Response::Error { error } => error.kind != ErrorKind::Panic,
            _ => false,
        };
        demand(fine, || format!("the escape {escape} in an answer gave {answer:?}; refuse it or grade it"))?;
        bench.case();
    }
    Ok(())
}

fn raw_start(raw: &RawCall, deadline: Duration) -> Result<EpisodeId, Stop> {
    for split in [Split::Train, Split::Test] {
        let Response::Task { task } = raw_call(raw, &bytes(&Request::Task { split, index: 0 })?, deadline)? else { continue };
        if let Response::Started { episode } = raw_call(raw, &bytes(&Request::Start { start: fresh(&task, 0) })?, deadline)? {
            return Ok(episode);
        }
    }
    Err(Stop::Broken("no episode could be started by raw messages, though typed ones could".to_owned()))
}

fn bytes(request: &Request) -> Result<Vec<u8>, Stop> {
    serde_json::to_vec(request).map_err(|e| Stop::Broken(format!("a request is not JSON: {e}")))
}

/// Sends bytes and reads the answer, which must be a response.
pub(super) fn raw_call(raw: &RawCall, request: &[u8], deadline: Duration) -> Result<Response, Stop> {
    let answer = raw(request, deadline)?;
    serde_json::from_slice(&answer).map_err(|e| Stop::Broken(format!("the answer to a raw message is no response: {e}")))
}

/// Law 10: an answer built to be slow returns by its deadline.
pub(super) fn deadlines(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let task = bench.tasks(&*client)?.swap_remove(0);
    let deadline = bench.options.step_deadline;
    // Passing the bytes of a long answer takes a moment that is not the grader's.
    let patience = deadline.mul_f64(1.25) + Duration::from_millis(500);
    for (name, text) in hostile::slow() {
        let episode = client.start(&fresh(&task, bench.seed()))?;
        let stepped = within(patience, {
            let client = Arc::clone(&client);
            move || client.step(episode, &Message::assistant(text), deadline)
        });
        let what = match stepped {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(format!("failed: {error}")),
            Err(Lost::Late) => Some(format!("was not graded within {patience:.1?}; report GraderTimeout by the deadline")),
            Err(Lost::Panicked) => Some("made the client panic".to_owned()),
        };
        if let Some(what) = what {
            let asked = format!("task {}: the slow answer `{name}`, asked for within {deadline:?}, {what}", task.id);
            return Err(Stop::Broken(asked));
        }
        client.drop_episode(episode);
        bench.case();
    }
    Ok(())
}
