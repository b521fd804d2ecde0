//! A domain in a process of its own: the same messages as JSON lines. It can be stopped, and may crash.

use std::ffi::{OsStr, OsString};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use exitrl_domain::{ClientError, DomainClient, Feature, Metadata, Request, Response};

use crate::handshake::{HELLO, broken, check_hello, check_metadata, parse, read, write};
use crate::ledger::{Ledger, Outgoing};
use crate::process::{Failure, Process, command_text};
use crate::text::seconds;
use crate::{HostError, Limits};

/// What it takes to start the process, again and again.
struct Launcher {
    name: String,
    program: OsString,
    args: Vec<OsString>,
    open: Request,
    limits: Limits,
}

/// A domain in a subprocess. Calls from several threads are sent one after the other, and a deadline counts from the sending.
pub struct SubprocessClient {
    launcher: Launcher,
    metadata: Metadata,
    features: Vec<Feature>,
    state: Mutex<State>,
}

struct State {
    process: Option<Process>,
    ledger: Ledger,
    restarts: u32,
    last_failure: String,
}

impl SubprocessClient {
    /// Starts a program, shakes hands and opens its domain with a configuration.
    ///
    /// # Errors
    /// When it cannot be started, speaks another protocol, refuses the configuration, has metadata that is not sane, or fails.
    pub fn open(
        program: &OsStr,
        args: &[OsString],
        config: &serde_json::Value,
        max_threads: u32,
        limits: &Limits,
    ) -> Result<Self, HostError> {
        let launcher = Launcher {
            name: format!("subprocess {}", command_text(program, args)),
            program: program.to_owned(),
            args: args.to_vec(),
            open: Request::Open { config: config.clone(), max_threads },
            limits: limits.clone(),
        };
        let (process, features, metadata) = launcher.launch()?;
        let state = State { process: Some(process), ledger: Ledger::default(), restarts: 0, last_failure: String::new() };
        Ok(Self { launcher, metadata, features, state: Mutex::new(state) })
    }

    fn restart(&self, state: &mut State) -> Result<Process, ClientError> {
        let name = &self.launcher.name;
        let failed = |text: String| ClientError::Transport(format!("{name}: {text}"));
        if state.restarts >= self.launcher.limits.max_restarts {
            return Err(failed(format!(
                "it was started anew {} times, which is all that max_restarts allows; mend the plugin. Its last failure: {}",
                state.restarts, state.last_failure
            )));
        }
        state.restarts += 1;
        let (process, _, metadata) = self.launcher.launch().map_err(|e| {
            state.last_failure = e.to_string();
            failed(format!("it could not be started anew: {e}"))
        })?;
        if metadata != self.metadata {
            return Err(failed(format!(
                "started anew it has other metadata: first {:?}, now {metadata:?}; was the plugin rebuilt? Start the run anew",
                self.metadata
            )));
        }
        Ok(process)
    }

    /// Takes leave of a process that is of no more use: ends it, loses its episodes, and says what happened.
    fn bury(&self, state: &mut State, process: Process, request: &Request, deadline: Duration, failure: &Failure) -> ClientError {
        let call = state.ledger.name(request);
        let what = format!("{call} {}", failure.text(deadline, &self.launcher.limits));
        let how = process.end(failure);
        let lost = state.ledger.lose_all(&what);
        let left = self.launcher.limits.max_restarts.saturating_sub(state.restarts);
        let text = format!(
            "{}: {what}; {how}\n{lost} open episodes are lost; the next call starts it anew ({left} restarts left)",
            self.launcher.name
        );
        state.last_failure = format!("{what}; {how}");
        match failure {
            Failure::Deadline => ClientError::Timeout(text),
            _ => ClientError::Transport(text),
        }
    }
}

impl Failure {
    /// Completes a sentence that begins with the call.
    fn text(&self, deadline: Duration, limits: &Limits) -> String {
        match self {
            Self::Deadline => format!("did not return within {}, so the process was killed", seconds(deadline)),
            Self::Ended => "got no answer: the process died or closed its standard output".to_owned(),
            Self::TooLong(seen) => format!(
                "was answered with a line of more than the {} bytes allowed, so the process was killed; the line begins {seen}",
                limits.max_message_bytes
            ),
            Self::Unasked(seen) => format!(
                "found a line on standard output that nothing had asked for, so the process was killed; the line is {seen}; \
                 only answers may be printed there, all else belongs on standard error"
            ),
            Self::Unreadable(seen) => format!("got an answer that {seen}; the process was killed"),
        }
    }
}

impl Launcher {
    fn launch(&self) -> Result<(Process, Vec<Feature>, Metadata), HostError> {
        let mut process = Process::start(&self.program, &self.args, self.limits.max_message_bytes)?;
        match self.shake_hands(&mut process) {
            Ok((features, metadata)) => Ok((process, features, metadata)),
            Err(Refusal::Word(error)) => Err(error),
            Err(Refusal::Failed(call, failure)) => {
                let what = failure.text(self.limits.open, &self.limits);
                let text = format!("{}: {call} {what}; {}", self.name, process.end(&failure));
                Err(match failure {
                    Failure::Deadline => HostError::Call(ClientError::Timeout(text)),
                    _ => broken(text),
                })
            }
        }
    }

    fn shake_hands(&self, process: &mut Process) -> Result<(Vec<Feature>, Metadata), Refusal> {
        let hello = self.ask(process, "the handshake", &HELLO)?;
        let (features, _) = check_hello(&self.name, hello)?;
        match self.ask(process, "opening the domain", &self.open)? {
            Response::Opened { metadata } => Ok((features, check_metadata(&self.name, Some(metadata))?)),
            Response::Error { error } => Err(HostError::Refused { peer: self.name.clone(), error }.into()),
            other => Err(broken(format!("{} answered `open` with {other:?}; the plugin's protocol is broken", self.name)).into()),
        }
    }

    fn ask(&self, process: &mut Process, call: &'static str, request: &Request) -> Result<Response, Refusal> {
        let line = write(&self.name, request).map_err(HostError::Call)?;
        let answer = process.exchange(line, self.limits.open).map_err(|failure| Refusal::Failed(call, failure))?;
        Ok(read(&self.name, || call.to_owned(), &answer).map_err(HostError::Call)?)
    }
}

/// Why a process that was just started is not the plugin that was looked for.
enum Refusal {
    /// It answered, but not well.
    Word(HostError),
    /// It did not answer the call.
    Failed(&'static str, Failure),
}

impl From<HostError> for Refusal {
    fn from(error: HostError) -> Self {
        Self::Word(error)
    }
}

impl DomainClient for SubprocessClient {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        let name = &self.launcher.name;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let line = match state.ledger.outgoing(name, request) {
            Outgoing::Send(request) => write(name, &request)?,
            Outgoing::Settled(answer) => return answer,
        };
        let mut process = match state.process.take() {
            Some(process) => process,
            None => self.restart(&mut state)?,
        };
        let answer = match process.exchange(line, deadline) {
            Ok(answer) => answer,
            Err(failure) => return Err(self.bury(&mut state, process, request, deadline, &failure)),
        };
        let response = match parse(&answer) {
            Ok(response) => response,
            // What comes next could be the answer or anything: the two sides are out of step.
            Err(seen) => return Err(self.bury(&mut state, process, request, deadline, &Failure::Unreadable(seen))),
        };
        state.process = Some(process);
        Ok(state.ledger.settle(request, response))
    }

    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn features(&self) -> &[Feature] {
        &self.features
    }

    fn describe(&self) -> String {
        self.launcher.name.clone()
    }

    fn default_deadline(&self) -> Duration {
        self.launcher.limits.call
    }
}
