//! The fourteen laws. One function a law, one sentence each; `tests/broken_domains.rs` holds a failing example of each.

mod facts;
mod grading;
mod load;
mod messages;
mod operators;
mod replay;
mod robust;

use std::sync::Arc;
use std::time::Instant;

use crate::bench::{Bench, Finding, Lost, Stop, within};
use crate::{CheckOptions, LawReport, Subject, Verdict};

/// One law that every domain must keep.
pub struct Law {
    /// Its number, from 1.
    pub number: u8,
    /// Its short name.
    pub name: &'static str,
    /// The law in one sentence.
    pub sentence: &'static str,
    check: fn(&Bench) -> Finding,
}

const fn law(number: u8, name: &'static str, sentence: &'static str, check: fn(&Bench) -> Finding) -> Law {
    Law { number, name, sentence, check }
}

/// All laws, by number.
pub const LAWS: [Law; 14] = [
    law(1, "metadata", "Metadata is sane and the same at every call and every opening.", facts::metadata),
    law(2, "tasks", "A task is the same at every call; ids are unique; train and test share no id and no payload.", facts::tasks),
    law(3, "replay", "Starting from a recorded history equals living through it.", replay::replay),
    law(
        4,
        "purity",
        "Two equal prompt calls give equal prompts, and asking for prompts changes no later result.",
        replay::purity,
    ),
    law(
        5,
        "seeds",
        "The same start and actions give the same results; in a deterministic domain also across seeds.",
        replay::seeds,
    ),
    law(6, "gold", "Playing a task's reference answer gives the top of the quality range.", grading::gold),
    law(7, "null", "An answer that says nothing gives no more than the stated floor.", grading::null),
    law(
        8,
        "bounds",
        "Rewards are finite, quality is inside its range, and an episode is done within max_turns.",
        grading::bounds,
    ),
    law(9, "no_panic", "No text, task or history makes the domain panic, and a bad answer is an outcome.", robust::no_panic),
    law(10, "deadlines", "An answer built to be slow returns by its deadline.", robust::deadlines),
    law(11, "threads", "Results from many threads equal results from one.", load::threads),
    law(
        12,
        "round_trip",
        "Every message survives JSON, and an unreadable request is answered with an error.",
        messages::round_trip,
    ),
    law(13, "leaks", "Episodes started and dropped leave no process, file, thread or memory behind.", load::leaks),
    law(
        14,
        "operators",
        "Improve and diverge prompts hold the latest iterate; an attempt prompt does not.",
        operators::operators,
    ),
];

impl Law {
    /// Tries the law on fresh clients. A law that panics or does not end by `options.law_limit` counts as broken.
    pub fn run(&self, subject: &Subject, options: &CheckOptions) -> LawReport {
        let began = Instant::now();
        let bench = Arc::new(Bench::new(subject.clone(), options.clone()));
        let (check, limit) = (self.check, options.law_limit);
        let finding = within(limit, {
            let bench = Arc::clone(&bench);
            move || check(&bench)
        });
        let verdict = match finding {
            Ok(Ok(())) => Verdict::Kept,
            Ok(Err(Stop::NotApplicable(why))) => Verdict::NotApplicable { why },
            Ok(Err(Stop::Broken(what))) => broken(what, &bench),
            Err(Lost::Late) => broken(hanging(limit.as_secs_f64()), &bench),
            Err(Lost::Panicked) => broken("the client panicked in this process, see standard error".to_owned(), &bench),
        };
        LawReport {
            number: self.number,
            name: self.name,
            sentence: self.sentence,
            verdict,
            cases: bench.cases(),
            notes: bench.notes(),
            seconds: began.elapsed().as_secs_f64(),
        }
    }
}

fn broken(what: String, bench: &Bench) -> Verdict {
    Verdict::Broken { what, transcript: bench.log.lines() }
}

fn hanging(seconds: f64) -> String {
    format!("the law did not end within {seconds} s: the domain hangs in its last call, or needs fewer tasks or a longer limit")
}
