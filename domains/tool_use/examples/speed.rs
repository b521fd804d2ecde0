//! How fast calls are executed, entries checked and worlds copied, in CPU time of one thread (wall time where the system does not tell);
//! one JSON object on standard output.
//!
//! ```sh
//! cargo run --release -p exitrl-tool-use --example speed -- ROOT [SECONDS [CATEGORY]]
//! ```
//!
//! ROOT is an unpacked package of `bfcl-eval`. `benches/compare/compare.py` runs this beside the Python classes.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use exitrl_tool_use::{CallRules, Calls, CheckRules, Entry, LongContext, Prepared, World, long_context_of};
use serde_json::{Value, json};

fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("JSON lines")).collect()
}

fn entries(root: &Path, category: &str) -> Vec<Entry> {
    let data = root.join("bfcl_eval/data");
    let name = format!("BFCL_v4_multi_turn_{category}.json");
    let answers = json_lines(&data.join("possible_answer").join(&name));
    let answers = answers.into_iter().map(|answer| serde_json::from_value(answer["ground_truth"].clone()).expect("texts"));
    json_lines(&data.join(&name))
        .into_iter()
        .zip(answers)
        .map(|(entry, answer)| Entry::from_json(entry, answer).expect("an entry"))
        .collect()
}

/// Seconds that this thread has computed; other work on the machine does not count.
fn cpu_seconds(since: Instant) -> f64 {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = nanoseconds.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |nanoseconds| nanoseconds as f64 / 1e9)
}

/// Runs a pass over and over until the time is up: units a second, where a pass has `units`.
fn rate(units: usize, seconds: f64, mut pass: impl FnMut()) -> f64 {
    pass();
    let clock = Instant::now();
    let start = cpu_seconds(clock);
    let mut passes = 0;
    while cpu_seconds(clock) - start < seconds {
        (0..10).for_each(|_| pass());
        passes += 10;
    }
    (units * passes) as f64 / (cpu_seconds(clock) - start)
}

fn measure(entries: &[Entry], long: Option<&Arc<LongContext>>, seconds: f64) -> Value {
    let rules = CallRules::default();
    let prepared: Vec<Prepared> = entries.iter().map(|entry| Prepared::new(entry.clone(), long, rules).expect("loads")).collect();
    let num_calls = entries.iter().flat_map(|entry| &entry.ground_truth).map(Vec::len).sum();
    let calls: Vec<Calls> = entries
        .iter()
        .map(|entry| entry.ground_truth.iter().map(|turn| turn.iter().map(|call| vec![call.clone()]).collect()).collect())
        .collect();
    let execute = rate(num_calls, seconds, || {
        for prepared in &prepared {
            let mut world = prepared.start.clone();
            for call in prepared.entry.ground_truth.iter().flatten() {
                black_box(world.execute(call, rules));
            }
        }
    });
    let check = rate(entries.len(), seconds, || {
        for (prepared, calls) in prepared.iter().zip(&calls) {
            assert!(prepared.check(calls, CheckRules::default()).valid());
        }
    });
    let cold = rate(entries.len(), seconds, || {
        for (entry, calls) in entries.iter().zip(&calls) {
            let prepared = Prepared::new(entry.clone(), long, rules).expect("loads");
            assert!(prepared.check(calls, CheckRules::default()).valid());
        }
    });
    let played: Vec<World> = prepared
        .iter()
        .map(|prepared| {
            let mut world = prepared.start.clone();
            prepared.entry.ground_truth.iter().flatten().for_each(|call| _ = world.execute(call, rules));
            world
        })
        .collect();
    // A copy that is changed at once and thrown away: the price of a snapshot and of going back to it.
    let snapshot = rate(entries.len(), seconds, || {
        for (world, prepared) in played.iter().zip(&prepared) {
            let mut copy = world.clone();
            if let Some(call) = prepared.entry.ground_truth.iter().flatten().next() {
                black_box(copy.execute(call, rules));
            }
        }
    });
    let only_copy = rate(entries.len(), seconds, || played.iter().for_each(|world| _ = black_box(world.clone())));
    json!({
        "entries": entries.len(),
        "calls": num_calls,
        "calls_per_second": execute,
        "checks_per_second": check,
        "checks_with_loading_per_second": cold,
        "copy_microseconds": 1e6 / only_copy,
        "copy_and_first_call_microseconds": 1e6 / snapshot,
    })
}

fn main() {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().expect("the folder that holds bfcl_eval"));
    let seconds = args.next().map_or(2.0, |text| text.parse().expect("seconds"));
    let long = long_context_of(&root).map(Arc::new).ok();
    let only = args.next();
    let mut report = serde_json::Map::new();
    for category in ["base", "long_context"].into_iter().filter(|category| only.as_deref().is_none_or(|only| only == *category)) {
        report.insert(category.to_owned(), measure(&entries(&root, category), long.as_ref(), seconds));
    }
    println!("{}", Value::Object(report));
}
