//! The episodes a client has open: which name the peer has for each, on which task it is, and whether it is lost.

use std::borrow::Cow;
use std::collections::HashMap;

use exitrl_domain::{ClientError, DomainError, EpisodeId, Request, Response};

use crate::text::name_call;

/// The host's own numbering, so that a restarted process, which counts from 1 again, gives no name twice.
#[derive(Default)]
pub(crate) struct Ledger {
    last: u64,
    open: HashMap<EpisodeId, Entry>,
}

struct Entry {
    remote: EpisodeId,
    task_id: String,
    state: State,
}

enum State {
    Alive,
    /// No answer is waited for any more, but the peer still has it.
    Abandoned(String),
    /// It went with its peer.
    Gone(String),
}

impl State {
    fn why_lost(&self) -> Option<&str> {
        match self {
            Self::Alive => None,
            Self::Abandoned(why) | Self::Gone(why) => Some(why),
        }
    }
}

/// What to do with a request.
#[derive(Debug)]
pub(crate) enum Outgoing<'a> {
    /// Send this.
    Send(Cow<'a, Request>),
    /// Send nothing; this is the outcome.
    Settled(Result<Response, ClientError>),
}

impl Ledger {
    /// The request as the peer understands it, or the outcome where the peer need not be asked. A dropped episode is forgotten.
    pub(crate) fn outgoing<'a>(&mut self, peer: &str, request: &'a Request) -> Outgoing<'a> {
        let Some(episode) = request.episode() else { return Outgoing::Send(Cow::Borrowed(request)) };
        if matches!(request, Request::Drop { .. }) {
            return match self.open.remove(&episode) {
                None | Some(Entry { state: State::Gone(_), .. }) => Outgoing::Settled(Ok(Response::Dropped)),
                Some(entry) => Outgoing::Send(renamed(request, entry.remote)),
            };
        }
        let Some(entry) = self.open.get(&episode) else {
            return Outgoing::Settled(Ok(Response::Error { error: DomainError::not_open(episode) }));
        };
        match entry.state.why_lost() {
            None => Outgoing::Send(renamed(request, entry.remote)),
            Some(why) => Outgoing::Settled(Err(ClientError::Transport(format!(
                "{peer}: episode {} (task {}) is lost, start a new one; it was lost when {why}",
                episode.0, entry.task_id
            )))),
        }
    }

    /// Notes what an answered request changed, and puts the host's name into the answer.
    pub(crate) fn settle(&mut self, request: &Request, answer: Response) -> Response {
        match (request, answer) {
            (Request::Start { start }, Response::Started { episode }) => {
                self.last += 1;
                let entry = Entry { remote: episode, task_id: start.task.id.clone(), state: State::Alive };
                self.open.insert(EpisodeId(self.last), entry);
                Response::Started { episode: EpisodeId(self.last) }
            }
            (_, answer) => answer,
        }
    }

    /// Marks one episode as abandoned.
    pub(crate) fn abandon(&mut self, episode: EpisodeId, why: &str) {
        if let Some(entry) = self.open.get_mut(&episode) {
            entry.state = State::Abandoned(why.to_owned());
        }
    }

    /// Marks every episode as gone with its peer; how many were still alive.
    pub(crate) fn lose_all(&mut self, why: &str) -> usize {
        let alive = self.open.values_mut().filter(|entry| matches!(entry.state, State::Alive));
        alive.map(|entry| entry.state = State::Gone(why.to_owned())).count()
    }

    /// A call in words, with the task its episode is on.
    pub(crate) fn name(&self, request: &Request) -> String {
        let entry = request.episode().and_then(|id| self.open.get(&id));
        name_call(request, entry.map(|e| e.task_id.as_str()))
    }
}

fn renamed(request: &Request, remote: EpisodeId) -> Cow<'_, Request> {
    if request.episode() == Some(remote) {
        return Cow::Borrowed(request);
    }
    let mut request = request.clone();
    if let Request::Prompt { episode, .. } | Request::Step { episode, .. } | Request::Drop { episode } = &mut request {
        *episode = remote;
    }
    Cow::Owned(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::{EpisodeStart, Task};

    fn start(id: &str) -> Request {
        let task = Task { id: id.to_owned(), payload: serde_json::Value::Null };
        Request::Start { start: EpisodeStart { task, history: Vec::new(), seed: 0 } }
    }

    fn begin(ledger: &mut Ledger, task: &str, remote: u64) -> EpisodeId {
        match ledger.settle(&start(task), Response::Started { episode: EpisodeId(remote) }) {
            Response::Started { episode } => episode,
            other => panic!("not started: {other:?}"),
        }
    }

    fn sent(outgoing: Outgoing<'_>) -> Request {
        match outgoing {
            Outgoing::Send(request) => request.into_owned(),
            Outgoing::Settled(answer) => panic!("not sent but settled: {answer:?}"),
        }
    }

    #[test]
    fn episodes_of_a_restarted_peer_get_new_names_here_and_their_own_there() {
        let mut ledger = Ledger::default();
        assert_eq!(begin(&mut ledger, "a", 1), EpisodeId(1));
        assert_eq!(ledger.lose_all("it died"), 1);
        let second = begin(&mut ledger, "b", 1);
        assert_eq!(second, EpisodeId(2));
        assert_eq!(sent(ledger.outgoing("toy", &Request::Drop { episode: second })), Request::Drop { episode: EpisodeId(1) });
    }

    fn prompt(episode: EpisodeId) -> Request {
        Request::Prompt { episode, operator: exitrl_domain::Operator::Attempt, latest: None }
    }

    fn settled(outgoing: Outgoing<'_>) -> String {
        match outgoing {
            Outgoing::Send(request) => panic!("it was sent: {request:?}"),
            Outgoing::Settled(answer) => format!("{answer:?}"),
        }
    }

    #[test]
    fn a_lost_episode_says_so_until_it_is_dropped() {
        let mut ledger = Ledger::default();
        let episode = begin(&mut ledger, "toy-9", 1);
        ledger.lose_all("the power went");
        let seen = settled(ledger.outgoing("toy", &prompt(episode)));
        assert!(seen.contains("toy: episode 1 (task toy-9) is lost, start a new one; it was lost when the power went"), "{seen}");
        assert_eq!(settled(ledger.outgoing("toy", &Request::Drop { episode })), "Ok(Dropped)");
        let seen = settled(ledger.outgoing("toy", &prompt(episode)));
        assert!(seen.contains("episode 1 is not open"), "{seen}");
    }

    #[test]
    fn an_abandoned_episode_is_answered_here_but_dropped_there() {
        let mut ledger = Ledger::default();
        let episode = begin(&mut ledger, "toy-9", 4);
        ledger.abandon(episode, "it slept");
        assert!(settled(ledger.outgoing("toy", &prompt(episode))).contains("it was lost when it slept"));
        assert_eq!(sent(ledger.outgoing("toy", &Request::Drop { episode })), Request::Drop { episode: EpisodeId(4) });
    }

    #[test]
    fn only_living_episodes_count_as_lost_with_their_peer() {
        let mut ledger = Ledger::default();
        let first = begin(&mut ledger, "a", 1);
        begin(&mut ledger, "b", 2);
        ledger.abandon(first, "the first reason");
        assert_eq!(ledger.lose_all("the second reason"), 1);
        assert!(settled(ledger.outgoing("toy", &prompt(first))).contains("it was lost when the first reason"));
    }
}
