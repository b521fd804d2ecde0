//! A fixed conversation with a domain, as text.

use std::time::Duration;

use exitrl_domain::{
    ClientError, DomainClient, EpisodeId, Iterate, Message, Operator, PROTOCOL_VERSION, Request, Response, Split, Task,
};

use crate::bench::{fresh, spread};

/// Long, so that a busy machine changes no transcript.
const STEP_DEADLINE: Duration = Duration::from_secs(60);

/// Plays the first `tasks` tasks of each split by a fixed script and gives every message, one JSON line each.
///
/// Two transports of one domain agree when their transcripts, taken on freshly opened clients, are equal byte for byte.
///
/// # Errors
/// When the transport fails; an error that the domain answers is part of the transcript.
pub fn transcript(client: &dyn DomainClient, tasks: u64) -> Result<String, ClientError> {
    let mut scribe = Scribe { client, text: String::new() };
    scribe.say(Request::Hello { protocol: PROTOCOL_VERSION })?;
    for split in [Split::Train, Split::Test] {
        let Response::TaskCount { count } = scribe.say(Request::TaskCount { split })? else { continue };
        for index in spread(count, tasks) {
            if let Response::Task { task } = scribe.say(Request::Task { split, index })? {
                scribe.play(task)?;
            }
        }
    }
    scribe.say(Request::Grade { case: serde_json::json!({"gold": "7", "prediction": "\\boxed{7}"}) })?;
    Ok(scribe.text)
}

struct Scribe<'a> {
    client: &'a dyn DomainClient,
    text: String,
}

impl Scribe<'_> {
    fn say(&mut self, request: Request) -> Result<Response, ClientError> {
        let response = self.client.call(&request, STEP_DEADLINE)?;
        for (mark, line) in [(">", serde_json::to_string(&request)), ("<", serde_json::to_string(&response))] {
            let line = line.map_err(|e| ClientError::Transport(format!("a message is not JSON: {e}")))?;
            self.text.push_str(&format!("{mark} {line}\n"));
        }
        Ok(response)
    }

    fn play(&mut self, task: Task) -> Result<(), ClientError> {
        let gold = match self.say(Request::Reference { task: task.clone() })? {
            Response::Reference { actions: Some(actions) } => actions,
            _ => Vec::new(),
        };
        for script in [vec![Message::assistant("Answer: 7 é\u{1F600}")], gold] {
            if let (Response::Started { episode }, false) =
                (self.say(Request::Start { start: fresh(&task, u64::MAX) })?, script.is_empty())
            {
                self.episode(episode, &script)?;
            }
        }
        Ok(())
    }

    fn episode(&mut self, episode: EpisodeId, script: &[Message]) -> Result<(), ClientError> {
        let deadline_ms = u64::try_from(STEP_DEADLINE.as_millis()).unwrap_or(u64::MAX);
        for turn in 0..self.client.metadata().max_turns as usize {
            let action = script[turn % script.len()].clone();
            let latest = Iterate { response: action.clone(), feedback: Some("half right".to_owned()), quality: 0.1 };
            self.say(Request::Prompt { episode, operator: Operator::Attempt, latest: None })?;
            for operator in [Operator::Improve, Operator::Diverge] {
                self.say(Request::Prompt { episode, operator, latest: Some(latest.clone()) })?;
            }
            let stepped = self.say(Request::Step { episode, action, deadline_ms })?;
            if !matches!(stepped, Response::Step { result } if !result.done) {
                break;
            }
        }
        self.say(Request::Drop { episode }).map(|_| ())
    }
}
