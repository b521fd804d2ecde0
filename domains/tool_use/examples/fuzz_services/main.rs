//! Drives our services and the benchmark's Python classes with the same random calls and prints every difference.
//!
//! ```sh
//! cargo run --release -p exitrl-tool-use --example fuzz_services -- --python PYTHON --package ROOT \
//!     [--class NAME] [--calls 100000] [--seed 1] [--show 20] [--odd 0]
//! ```
//!
//! ROOT is the folder that holds `bfcl_eval`; PYTHON needs `mpmath`. Scenarios are those of the benchmark's entries and the default
//! ones, with a value of an odd type in `--odd` percent of the episodes. A third of the episodes follows the entry's solution, another
//! third a story of calls that build on each other, all with random calls between; arguments are drawn from what the episode has
//! shown under like names, from the benchmark's own calls, from constants and from values of wrong types.

mod arguments;
mod draw;
mod episodes;
mod oracle;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use exitrl_tool_use::{Class, long_context_of};
use serde_json::Value;

use draw::Draw;
use episodes::{Bench, Played, head};
use oracle::Oracle;

struct Options {
    python: String,
    package: String,
    class: Option<Class>,
    calls: usize,
    seed: u64,
    show: usize,
    odd: usize,
}

fn options() -> Options {
    let mut options =
        Options { python: "python3".into(), package: String::new(), class: None, calls: 100_000, seed: 1, show: 20, odd: 0 };
    let mut args = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (args.next(), args.next()) {
        match name.as_str() {
            "--python" => options.python = value,
            "--package" => options.package = value,
            "--class" => options.class = Some(Class::named(&value).expect("a class name")),
            "--calls" => options.calls = value.parse().expect("a number"),
            "--seed" => options.seed = value.parse().expect("a number"),
            "--show" => options.show = value.parse().expect("a number"),
            "--odd" => options.odd = value.parse().expect("a number"),
            other => panic!("no option {other}"),
        }
    }
    assert!(!options.package.is_empty(), "--package ROOT: the folder that holds bfcl_eval");
    options
}

fn main() {
    let options = options();
    let classes: Vec<Class> = options.class.map_or_else(|| Class::ALL.to_vec(), |class| vec![class]);
    let root = Path::new(&options.package);
    let bench = Bench::new(root, classes, long_context_of(root).map(Arc::new).ok(), options.odd);
    let mut oracle = Oracle::start(&options.python, &options.package);
    let mut draw = Draw(options.seed);
    let mut report = Report { show: options.show, ..Report::default() };
    while report.calls < options.calls {
        let (played, request) = bench.episode(&mut draw);
        report.compare(&played, &oracle.ask(&request));
    }
    report.print();
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
