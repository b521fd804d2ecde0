//! The laws that a domain must keep, as a library.
//!
//! A law is one sentence, one function and one deliberately broken domain in this crate's tests that shows that it can fail.
//! They run on any [`DomainClient`](exitrl_domain::DomainClient), so the same fourteen hold for a domain linked in, a dynamic
//! library and a subprocess:
//!
//! ```text
//! Subject (how to open the domain)  ->  LAWS, one by one, each on fresh clients  ->  Report (table, transcripts)
//! ```
//!
//! ```
//! # use exitrl_domain::*;
//! # struct Mine; struct Play;
//! # impl Domain for Mine {
//! #     type Config = std::collections::BTreeMap<String, String>;
//! #     fn open(_: Self::Config, _: Host) -> Result<Self, DomainError> { Ok(Self) }
//! #     fn metadata(&self) -> Metadata {
//! #         Metadata { name: "mine".into(), version: "1".into(), max_turns: 1, quality_range: [0.0, 1.0],
//! #             iteration_reward: IterationReward::Absolute, deterministic: true, stop_sequences: vec![] }
//! #     }
//! #     fn task_count(&self, _: Split) -> u64 { 1 }
//! #     fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
//! #         if index > 0 { return Err(DomainError::request("one task only")); }
//! #         Ok(Task { id: split.name().into(), payload: split.name().into() })
//! #     }
//! #     fn start(&self, _: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> { Ok(Box::new(Play)) }
//! # }
//! # impl Episode for Play {
//! #     fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
//! #         standard_prompt(vec![Message::user("Say yes.")], operator, latest)
//! #     }
//! #     fn step(&mut self, action: &Message, _: Deadline) -> Result<StepResult, DomainError> {
//! #         let reward = f64::from(u8::from(action.content == "yes"));
//! #         Ok(StepResult { reward, done: true, outcome: Outcome::Graded, feedback: None })
//! #     }
//! # }
//! use exitrl_testkit::{CheckOptions, Subject, check};
//!
//! let subject = Subject::in_process::<Mine>(serde_json::json!({}));
//! let report = check(&subject, &CheckOptions { episodes: 20, ..CheckOptions::default() });
//! assert!(report.passed(), "{report}");
//! ```
//!
//! Architecture invariants: the kit sees a domain only through its client; it needs no model and no Burn.

mod bench;
mod hostile;
mod laws;
mod play;
mod recorder;
mod report;
mod subject;
mod transcript;
mod usage;

pub use laws::{LAWS, Law};
pub use report::{LawReport, Report, Verdict};
pub use subject::{CheckOptions, RawCall, Subject};
pub use transcript::transcript;

/// Tries every law that the options name (all fourteen where they name none), each on clients of its own.
pub fn check(subject: &Subject, options: &CheckOptions) -> Report {
    let wanted = |law: &&Law| options.laws.is_empty() || options.laws.contains(&law.number);
    let laws = LAWS.iter().filter(wanted).map(|law| law.run(subject, options)).collect();
    let (name, version, transport) = subject.describe();
    Report { name, version, transport, seeds: options.seeds.clone(), laws }
}
