//! One conversation: requests, replies, results, until the last request is dealt with; then the verdict.

use std::sync::Arc;

use exitrl_domain::{DomainError, Message, Outcome, Role, StepResult};
use exitrl_python::{Value, repr};

use crate::call::World;
use crate::check::{Calls, CheckRules, Prepared};
use crate::config::ResultsAs;
use crate::prompt::Prompter;
use crate::reader::{Reader, Reading};
use crate::tools::Tools;

/// Longest result that feedback repeats, in bytes: the services of long contexts answer with whole books.
const MAX_FEEDBACK: usize = 2_000;

/// Rules of a conversation; the same for all of a domain.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) check: CheckRules,
    pub(crate) results_as: ResultsAs,
    pub(crate) max_turns: u32,
    pub(crate) max_replies_per_turn: u32,
    pub(crate) turn_ends_after: Option<u32>,
    pub(crate) partial_credit: bool,
    pub(crate) decode_feedback: bool,
    pub(crate) feedback: bool,
}

/// What a conversation is about, shared by all that are held about it.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) prepared: Prepared,
    pub(crate) tools: Tools,
    /// The system message, where there is one.
    pub(crate) system: Option<String>,
}

/// A conversation. Copying one is a snapshot that costs microseconds: services are shared until they change.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) subject: Arc<Subject>,
    pub(crate) rules: Arc<Rules>,
    world: World,
    /// All that was said behind the system message.
    pub(crate) messages: Vec<Message>,
    /// The present request.
    pub(crate) turn: usize,
    /// Executed calls of every turn so far, the present one included.
    calls: Calls,
    replies: u32,
    over: bool,
}

/// How the present turn goes on after a reply.
enum Next {
    Stay,
    Advance,
    /// A limit was reached.
    BrokenOff,
}

impl Conversation {
    /// Opens with the first request.
    pub(crate) fn new(subject: Arc<Subject>, rules: Arc<Rules>, prompter: &Prompter) -> Self {
        let world = subject.prepared.start.clone();
        let mut conversation = Self {
            subject,
            rules,
            world,
            messages: prompter.examples().collect(),
            turn: 0,
            calls: vec![Vec::new()],
            replies: 0,
            over: false,
        };
        conversation.ask(prompter);
        conversation
    }

    fn num_turns(&self) -> usize {
        self.subject.prepared.entry.questions.len()
    }

    /// Puts the present request.
    fn ask(&mut self, prompter: &Prompter) {
        let request = match &self.subject.prepared.entry.questions[self.turn] {
            Some(request) => request.clone(),
            None => prompter.more_functions(self.subject.tools.later.get(&self.turn).map(Vec::as_slice).unwrap_or_default()),
        };
        self.messages.push(Message::user(request));
    }

    /// Whether the last request is dealt with.
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Plays a reply.
    ///
    /// # Errors
    /// Where the conversation is over.
    pub(crate) fn play(&mut self, reply: &str, reader: Reader, prompter: &Prompter) -> Result<StepResult, DomainError> {
        if self.over {
            return Err(DomainError::contract("a message was played after the conversation was over; start a new episode"));
        }
        self.replies += 1;
        self.messages.push(Message::assistant(reply));
        let reading = reader.read(reply, &self.subject.tools);
        let (next, mut feedback, readable) = match reading {
            Reading::Calls(calls) => {
                let feedback = self.execute(calls);
                (self.after_calls(), Some(feedback), true)
            }
            Reading::Nothing => (Next::Advance, None, true),
            Reading::Malformed(reason) => {
                let text = format!("The reply could not be read as calls: {reason}.");
                if self.rules.decode_feedback {
                    self.messages.push(Message::user(text.clone()));
                    self.calls[self.turn].push(Vec::new());
                    (self.after_calls(), Some(text), false)
                } else {
                    (Next::Advance, Some(text), false)
                }
            }
        };
        let mut result = self.go_on(next, prompter);
        if !readable && result.outcome == Outcome::Graded {
            result.outcome = Outcome::Unparsable;
        }
        if let Some(verdict) = result.feedback.take() {
            feedback = Some(feedback.map_or(verdict.clone(), |text| format!("{text}\n{verdict}")));
        }
        Ok(StepResult { feedback, ..result })
    }

    /// Executes the calls of a reply and puts their results; the feedback.
    fn execute(&mut self, calls: Vec<String>) -> String {
        let rules = self.rules.check.calls;
        let results = self.world.execute_all(&calls, rules);
        let lines: Vec<String> =
            calls.iter().zip(&results).map(|(call, result)| format!("{} => {}", clipped(call), clipped(result))).collect();
        match self.rules.results_as {
            ResultsAs::Tool => {
                self.messages.extend(results.into_iter().map(|content| Message { role: Role::Tool, content }));
            }
            ResultsAs::User => {
                let list = Value::list(results.into_iter().map(Value::from).collect());
                self.messages.push(Message::user(repr(&list)));
            }
        }
        self.calls[self.turn].push(calls);
        lines.join("\n")
    }

    fn after_calls(&self) -> Next {
        let replies = u32::try_from(self.calls[self.turn].len()).unwrap_or(u32::MAX);
        if replies > self.rules.max_replies_per_turn {
            return Next::BrokenOff;
        }
        if self.rules.turn_ends_after.is_some_and(|most| replies >= most) { Next::Advance } else { Next::Stay }
    }

    /// Moves on, and grades where that was the end. A conversation that is broken off in its last turn is graded like any other, as the
    /// benchmark does; before it, it has failed.
    fn go_on(&mut self, next: Next, prompter: &Prompter) -> StepResult {
        let last = self.turn + 1 == self.num_turns();
        let spent = self.replies >= self.rules.max_turns;
        match next {
            Next::Advance if last => self.grade(),
            Next::BrokenOff if last => self.grade(),
            Next::Stay if last && spent => self.grade(),
            Next::BrokenOff => self.fail(),
            Next::Stay | Next::Advance if spent => self.fail(),
            Next::Advance => {
                self.turn += 1;
                self.calls.push(Vec::new());
                self.ask(prompter);
                going_on()
            }
            Next::Stay => going_on(),
        }
    }

    /// The verdict over the whole conversation: replies without calls do not count, as in the benchmark.
    fn grade(&mut self) -> StepResult {
        self.over = true;
        let calls: Calls =
            self.calls.iter().map(|turn| turn.iter().filter(|reply| !reply.is_empty()).cloned().collect()).collect();
        let verdict = self.subject.prepared.check(&calls, self.rules.check);
        let share = verdict.passed_turns as f64 / self.num_turns() as f64;
        let reward = match (verdict.valid(), self.rules.partial_credit) {
            (true, _) => 1.0,
            (false, true) => share,
            (false, false) => 0.0,
        };
        let said = if verdict.valid() { "The requests were fulfilled." } else { "The requests were not fulfilled." };
        let feedback = self.rules.feedback.then(|| said.to_owned());
        StepResult { reward, done: true, outcome: Outcome::Graded, feedback }
    }

    fn fail(&mut self) -> StepResult {
        self.over = true;
        let feedback = self.rules.feedback.then(|| "The conversation was broken off: it had too many replies.".to_owned());
        StepResult { reward: 0.0, done: true, outcome: Outcome::Truncated, feedback }
    }
}

fn going_on() -> StepResult {
    StepResult { reward: 0.0, done: false, outcome: Outcome::Graded, feedback: None }
}

fn clipped(text: &str) -> String {
    if text.len() <= MAX_FEEDBACK { text.to_owned() } else { format!("{}…", &text[..text.floor_char_boundary(MAX_FEEDBACK)]) }
}
