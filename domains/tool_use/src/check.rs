//! The benchmark's checker: do the calls of a conversation leave the services in the right state, and did they see the right answers?

use std::sync::Arc;

use exitrl_domain::DomainError;
use serde::{Deserialize, Serialize};

use crate::call::{CallRules, World};
use crate::data::Entry;
use crate::services::LongContext;

/// Executed calls of a conversation: for each turn, for each reply in it, the calls of that reply.
pub type Calls = Vec<Vec<Vec<String>>>;

/// Why an entry failed, in the benchmark's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum ErrorType {
    #[serde(rename = "multi_turn:inference_error")]
    InferenceError,
    #[serde(rename = "multi_turn:force_terminated")]
    ForceTerminated,
    #[serde(rename = "multi_turn:empty_turn_model_response")]
    EmptyTurnModelResponse,
    #[serde(rename = "multi_turn:instance_state_mismatch")]
    InstanceStateMismatch,
    #[serde(rename = "multi_turn:execution_response_mismatch")]
    ExecutionResponseMismatch,
    #[serde(rename = "multi_turn:irrelevance_error:decoder_success")]
    IrrelevanceError,
}

/// Rules of checking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckRules {
    /// How calls are read.
    pub calls: CallRules,
    /// Whether calling anything where nothing should be called fails the entry. The benchmark has the rule and never applies it.
    pub strict_irrelevance: bool,
    /// Whether the answers and states of all turns are wanted, also behind the first failure.
    pub keep_going: bool,
}

/// What the checker found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// The first failure; [`None`] where the entry is right.
    pub failure: Option<Failure>,
    /// Turns that passed before the first failure.
    pub passed_turns: usize,
    /// The answers that the calls got: for each turn, for each reply, for each call.
    pub results: Calls,
    /// The services' public states after each turn, where [`CheckRules::keep_going`] asks for them.
    pub states: Vec<serde_json::Value>,
}

/// The first failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In which turn, from 0.
    pub turn: usize,
    /// What kind.
    pub error_type: ErrorType,
    /// What was seen.
    pub message: String,
}

/// An entry with all that checking it again and again needs only once: the services at the start, and what the right calls answer.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The entry.
    pub entry: Entry,
    /// The services at the start.
    pub start: World,
    /// After each turn of the right calls: their answers and the services.
    truth: Vec<Truth>,
}

#[derive(Debug, Clone)]
struct Truth {
    answers: Vec<String>,
    world: World,
}

impl Prepared {
    /// Loads the scenario and executes the right calls.
    ///
    /// # Errors
    /// Where the scenario cannot be loaded.
    pub fn new(entry: Entry, long: Option<&Arc<LongContext>>, rules: CallRules) -> Result<Self, DomainError> {
        let long = long.filter(|_| entry.long);
        let start = World::load(&entry.classes, &entry.scenarios, long).map_err(|error| {
            let text = format!("the scenario of {} cannot be loaded: {error}; check its initial_config", entry.id);
            DomainError::data(text).on_task(&entry.id)
        })?;
        let mut world = start.clone();
        let mut truth = Vec::with_capacity(entry.ground_truth.len());
        for calls in &entry.ground_truth {
            let answers = world.execute_all(calls, rules);
            truth.push(Truth { answers, world: world.clone() });
        }
        Ok(Self { entry, start, truth })
    }

    /// Checks a conversation, as long as the entry has turns.
    pub fn check(&self, calls: &Calls, rules: CheckRules) -> Verdict {
        if calls.len() != self.truth.len() {
            return Verdict::terminated(calls.len(), self.truth.len());
        }
        // Default values of parameters are shared by both sides; only where a service has such values must the right calls be played
        // along.
        let mut truth = self.entry.classes.iter().any(|class| class.has_shared_defaults()).then(|| self.start.clone());
        let mut checking = Checking { rules, world: self.start.clone(), answers: Vec::new(), verdict: Verdict::default() };
        for (turn, replies) in calls.iter().enumerate() {
            checking.play(replies);
            let replayed = truth.as_mut().map(|world| {
                world.share_defaults(&checking.world);
                let answers = world.execute_all(&self.entry.ground_truth[turn], rules.calls);
                checking.world.share_defaults(world);
                Truth { answers, world: world.clone() }
            });
            if checking.verdict.failure.is_none() {
                let wanted = replayed.as_ref().unwrap_or(&self.truth[turn]);
                match checking.failure(turn, replies, wanted) {
                    None => checking.verdict.passed_turns += 1,
                    failure => checking.verdict.failure = failure,
                }
            }
            if checking.verdict.failure.is_some() && !rules.keep_going {
                break;
            }
        }
        checking.verdict
    }

    /// Which of an entry's first turns are played: all, or only this many.
    #[must_use]
    pub fn cut(mut self, turns: usize) -> Self {
        self.entry.questions.truncate(turns);
        self.entry.ground_truth.truncate(turns);
        self.truth.truncate(turns);
        self
    }
}

impl Verdict {
    /// Whether the entry is right.
    pub fn valid(&self) -> bool {
        self.failure.is_none()
    }

    fn terminated(seen: usize, wanted: usize) -> Self {
        let message = format!("the conversation has {seen} turns and the entry {wanted}: it was broken off");
        let failure = Failure { turn: seen.min(wanted), error_type: ErrorType::ForceTerminated, message };
        Self { failure: Some(failure), ..Self::default() }
    }
}

struct Checking {
    rules: CheckRules,
    world: World,
    /// All answers so far.
    answers: Vec<String>,
    verdict: Verdict,
}

impl Checking {
    fn play(&mut self, replies: &[Vec<String>]) {
        let mut results = Vec::with_capacity(replies.len());
        for reply in replies {
            let answers = self.world.execute_all(reply, self.rules.calls);
            self.answers.extend_from_slice(&answers);
            results.push(answers);
        }
        self.verdict.results.push(results);
        if self.rules.keep_going {
            self.verdict.states.push(self.world.states());
        }
    }

    /// What is wrong with a turn that was played.
    fn failure(&self, turn: usize, replies: &[Vec<String>], wanted: &Truth) -> Option<Failure> {
        let failure = |error_type, message: String| Some(Failure { turn, error_type, message });
        let silent = replies.is_empty() || matches!(replies, [only] if only.is_empty());
        if wanted.answers.is_empty() {
            // The benchmark checks nothing here; a changed state shows in the next turn that is checked.
            return match self.rules.strict_irrelevance && !silent {
                true => failure(ErrorType::IrrelevanceError, format!("turn {turn} has calls where none should be made")),
                false => None,
            };
        }
        if silent {
            return failure(ErrorType::EmptyTurnModelResponse, format!("turn {turn} has no calls"));
        }
        if let Some(class) = self.world.difference(&wanted.world) {
            let message = format!("the state of {} after turn {turn} is not the one that the right calls leave", class.name());
            return failure(ErrorType::InstanceStateMismatch, message);
        }
        let missing = missing(&wanted.answers, &self.answers)?;
        failure(ErrorType::ExecutionResponseMismatch, format!("no call up to turn {turn} got the answer {missing}"))
    }
}

/// The first of the wanted answers that is not among those seen, each of which stands for one.
fn missing<'a>(wanted: &'a [String], seen: &[String]) -> Option<&'a String> {
    let mut taken = vec![false; seen.len()];
    wanted.iter().find(|answer| {
        let free = (0..seen.len()).find(|&nth| !taken[nth] && seen[nth] == **answer);
        free.map(|nth| taken[nth] = true).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn prepared() -> Prepared {
        let entry = json!({
            "id": "multi_turn_base_0",
            "question": [[{"role": "user", "content": "Open a ticket a"}], [{"role": "user", "content": "?"}], [{"role": "user", "content": "Close it"}]],
            "initial_config": {"TicketAPI": {"current_user": "ann"}},
            "involved_classes": ["TicketAPI"],
        });
        let truth = [vec!["create_ticket(title='a')"], vec![], vec!["close_ticket(ticket_id=1)"]];
        let truth = truth.map(|turn| turn.into_iter().map(str::to_owned).collect()).to_vec();
        Prepared::new(Entry::from_json(entry, truth).unwrap(), None, CallRules::default()).unwrap()
    }

    fn calls(turns: &[&[&[&str]]]) -> Calls {
        turns
            .iter()
            .map(|turn| turn.iter().map(|reply| reply.iter().map(|call| (*call).to_owned()).collect()).collect())
            .collect()
    }

    fn verdict(turns: &[&[&[&str]]]) -> Option<(usize, ErrorType)> {
        prepared().check(&calls(turns), CheckRules::default()).failure.map(|failure| (failure.turn, failure.error_type))
    }

    const OPEN: &str = "create_ticket(title='a')";
    const CLOSE: &str = "close_ticket(ticket_id=1)";

    #[test]
    fn right_calls_pass_with_detours_and_in_fewer_turns_of_their_own() {
        assert_eq!(verdict(&[&[&[OPEN]], &[], &[&[CLOSE]]]), None);
        assert_eq!(verdict(&[&[&["get_ticket(1)"], &[OPEN]], &[&["get_ticket(1)"]], &[&[CLOSE], &["logout(1)"]]]), None);
    }

    #[test]
    fn failures_are_told_apart() {
        use ErrorType::*;
        assert_eq!(verdict(&[&[&[OPEN]], &[]]), Some((2, ForceTerminated)));
        assert_eq!(verdict(&[&[&[]], &[], &[]]), Some((0, EmptyTurnModelResponse)));
        assert_eq!(verdict(&[&[&[OPEN]], &[], &[]]), Some((2, EmptyTurnModelResponse)));
        assert_eq!(verdict(&[&[&["create_ticket(title='b')"]], &[], &[]]), Some((0, InstanceStateMismatch)));
        // The state is right, but the answer of closing was never seen.
        let edit = "edit_ticket(1, {'status': 'Closed'})";
        assert_eq!(verdict(&[&[&[OPEN]], &[], &[&[edit]]]), Some((2, ExecutionResponseMismatch)));
        // Calls in the turn that should have none are played; the state tells later.
        assert_eq!(verdict(&[&[&[OPEN]], &[&["logout()"]], &[&[CLOSE]]]), Some((2, InstanceStateMismatch)));
        let strict = CheckRules { strict_irrelevance: true, ..CheckRules::default() };
        let harmless = calls(&[&[&[OPEN]], &[&["get_ticket(1)"]], &[&[CLOSE]]]);
        assert_eq!(prepared().check(&harmless, strict).failure.map(|f| f.error_type), Some(IrrelevanceError));
        assert!(prepared().check(&harmless, CheckRules::default()).valid());
    }

    #[test]
    fn every_answer_stands_for_one() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(missing(&texts(&["a", "a"]), &texts(&["a", "b"])), Some(&"a".to_owned()));
        assert_eq!(missing(&texts(&["b", "a"]), &texts(&["a", "b", "c"])), None);
    }

    #[test]
    fn answers_and_states_of_all_turns_are_given_where_asked_for() {
        let rules = CheckRules { keep_going: true, ..CheckRules::default() };
        let verdict = prepared().check(&calls(&[&[&["create_ticket(title='b')"]], &[], &[&[CLOSE]]]), rules);
        assert_eq!((verdict.passed_turns, verdict.results.len(), verdict.states.len()), (0, 3, 3));
        assert_eq!(verdict.states[2]["TicketAPI"]["ticket_queue"][0]["status"], "Closed");
        assert_eq!(verdict.results[2], [[r#"{"status": "Ticket 1 has been closed successfully."}"#]]);
    }
}
