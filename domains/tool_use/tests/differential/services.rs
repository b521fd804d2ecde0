//! Random calls on all methods of all services.

use std::collections::BTreeMap;

use exitrl_tool_use::Class;
use serde_json::Value;

use crate::draw::Draw;
use crate::entries::long_context;
use crate::episodes::{Bench, Played, head};
use crate::oracle::Oracle;
use crate::{number, package};

/// Scenarios are those of the benchmark's entries and the default ones, with a value of an odd type in `EXITRL_FUZZ_ODD` percent of the
/// episodes. A third of the episodes follows the entry's solution, another third a story of calls that build on each other, all with
/// random calls between; arguments are drawn from what the episode has shown under like names, from the benchmark's own calls, from
/// constants and from values of wrong types. `EXITRL_FUZZ_CLASS` names one service alone.
#[test]
fn random_calls_answer_as_in_python_and_leave_the_same_state() {
    let Some(package) = package() else { return };
    let only = std::env::var("EXITRL_FUZZ_CLASS").ok().map(|name| Class::named(&name).expect("a class name"));
    let classes: Vec<Class> = only.map_or_else(|| Class::ALL.to_vec(), |class| vec![class]);
    let odd = number("EXITRL_FUZZ_ODD", 5) as usize;
    let bench = Bench::new(&package, classes, Some(long_context(&package)), odd);
    let mut oracle = Oracle::start(&package);
    let mut draw = Draw(number("EXITRL_FUZZ_SEED", 1));
    let wanted = number("EXITRL_FUZZ_CALLS", 4_000) as usize;
    let mut report = Report { show: 20, ..Report::default() };
    while report.calls < wanted {
        let (played, request) = bench.episode(&mut draw);
        report.compare(&played, &oracle.ask(&request));
    }
    report.print();
    assert!(report.results_differ * 1000 <= report.calls, "more than 0.1 % of the results differ");
    assert!(report.states_differ * 1000 <= report.episodes, "more than 0.1 % of the final states differ");
}

/// How the calls of a method went.
#[derive(Default)]
struct Counts {
    calls: usize,
    differ: usize,
    raised: usize,
    errors: usize,
}

/// What was compared.
#[derive(Default)]
struct Report {
    show: usize,
    calls: usize,
    episodes: usize,
    results_differ: usize,
    states_differ: usize,
    by_method: BTreeMap<String, Counts>,
}

impl Report {
    fn compare(&mut self, played: &Played, theirs: &Value) {
        self.episodes += 1;
        if played.failed.is_some() || theirs["results"].is_null() {
            return self.compare_failures(played, theirs);
        }
        for (nth, theirs) in theirs["results"].as_array().into_iter().flatten().enumerate() {
            let (call, ours) = (&played.calls[nth], &played.results[nth]);
            self.calls += 1;
            let counts = self.by_method.entry(head(call).to_owned()).or_default();
            counts.calls += 1;
            counts.raised += usize::from(ours.starts_with("Error during"));
            counts.errors += usize::from(ours.contains("\"error\""));
            if Some(ours.as_str()) != theirs.as_str() {
                counts.differ += 1;
                self.results_differ += 1;
                if self.results_differ <= self.show {
                    let theirs = clip(theirs.as_str().unwrap_or_default());
                    println!("call   {}\nours   {}\ntheirs {theirs}\n", clip(call), clip(ours));
                }
            }
        }
        if played.states != theirs["states"] {
            self.states_differ += 1;
            if self.states_differ <= self.show {
                show_states(played, &theirs["states"]);
            }
        }
    }

    /// Compares why a scenario could not be loaded; that counts as one call.
    fn compare_failures(&mut self, played: &Played, theirs: &Value) {
        self.calls += 1;
        let ours = played.failed.as_deref().unwrap_or("loaded");
        let theirs = theirs["failed"].as_str().unwrap_or("loaded");
        if ours != theirs {
            self.results_differ += 1;
            if self.results_differ <= self.show {
                println!("loading a scenario\nours   {}\ntheirs {}\n", clip(ours), clip(theirs));
            }
        }
    }

    fn print(&self) {
        println!("{:<45} {:>9} {:>9} {:>9} {:>9} {:>9}", "method", "calls", "differ", "answered", "errors", "raised");
        for (method, Counts { calls, differ, raised, errors }) in &self.by_method {
            let answered = calls - raised - errors;
            println!("{method:<45} {calls:>9} {differ:>9} {answered:>9} {errors:>9} {raised:>9}");
        }
        let Self { calls, episodes, results_differ, states_differ, .. } = self;
        let share = 100.0 * *results_differ as f64 / (*calls).max(1) as f64;
        println!(
            "{calls} calls in {episodes} episodes: {results_differ} results differ ({share:.4} %), {states_differ} final states differ"
        );
    }
}

fn clip(text: &str) -> String {
    if text.chars().count() > 400 { text.chars().take(400).chain("...".chars()).collect() } else { text.to_owned() }
}

fn show_states(played: &Played, theirs: &Value) {
    println!("state after {}", clip(&played.calls.join("; ")));
    for (class, state) in theirs.as_object().into_iter().flatten() {
        for (name, value) in state.as_object().into_iter().flatten() {
            let own = &played.states[class.as_str()][name.as_str()];
            if own != value {
                println!("  {class}.{name}\n    ours   {}\n    theirs {}", clip(&own.to_string()), clip(&value.to_string()));
            }
        }
    }
    println!();
}
