//! Speed and rightness of the grader on a folder of labelled responses, as JSON on standard output; `benches/compare/run` calls it.
//!
//! `cargo run --release -p exitrl-math-grader --example grader_speed -- FOLDER [SECONDS]`
//!
//! FOLDER holds `real_responses.jsonl` (lines with `gold`, `prediction` and `label` or `expected`) and `open.jsonl` (also `category`, and
//! `prediction_gen` where a text is made of repetitions). Rates are per second of CPU time of one thread, times are in microseconds.

use std::time::{Duration, Instant};

use exitrl_math_grader::{Policy, grade};
use nix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

struct Case {
    gold: String,
    response: String,
    right: bool,
    adversarial: bool,
    name: String,
}

/// The text of a response; long ones are written as `prefix`, a unit so many times, and a suffix of the same form.
fn response(row: &Value) -> Option<String> {
    if let Some(text) = row["prediction"].as_str() {
        return Some(text.to_owned());
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let times = |value: &Value| text(&value["unit"]).repeat(value["count"].as_u64().unwrap_or(0) as usize);
    let parts = &row["prediction_gen"];
    let end = &parts["suffix_gen"];
    let suffix = parts["suffix"].as_str().map(str::to_owned);
    let suffix = suffix.unwrap_or_else(|| text(&end["head"]) + &times(end) + &text(&end["tail"]));
    parts.is_object().then(|| text(&parts["prefix"]) + &times(parts) + &suffix)
}

fn cases(folder: &str, file: &str) -> Result<Vec<Case>, String> {
    let path = std::path::Path::new(folder).join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let mut cases = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let row: Value = serde_json::from_str(line).map_err(|error| format!("{}:{}: {error}", path.display(), place + 1))?;
        let right = ["expected", "label", "correct"].iter().find_map(|key| row[*key].as_bool());
        if let (Some(gold), Some(response), Some(right)) = (row["gold"].as_str(), response(&row), right) {
            cases.push(Case {
                gold: gold.to_owned(),
                response,
                right,
                adversarial: row["category"].as_str().is_some_and(|category| category.starts_with("adversarial")),
                name: row["id"].as_str().unwrap_or_default().to_owned(),
            });
        }
    }
    if cases.is_empty() { Err(format!("{} has no labelled rows; give another folder", path.display())) } else { Ok(cases) }
}

fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from).expect("the clock of a thread is always there")
}

fn verdicts(cases: &[Case]) -> Vec<bool> {
    let policy = Policy::default();
    cases.iter().map(|case| grade(&case.gold, &case.response, &policy).correct).collect()
}

/// Rights of the verdicts, false positives and false negatives.
fn marks(cases: &[Case], verdicts: &[bool]) -> Value {
    let count = |verdict: bool, right: bool| {
        cases.iter().zip(verdicts).filter(|(case, given)| **given == verdict && case.right == right).count()
    };
    json!({"rows": cases.len(), "right": count(true, true) + count(false, false),
        "false_positives": count(true, false), "false_negatives": count(false, true)})
}

/// One thread, pass after pass until the time is up: CPU and wall rates without any clock within a pass.
fn rates(cases: &[Case], seconds: f64) -> Value {
    verdicts(cases);
    let (wall, start, mut graded) = (Instant::now(), cpu(), 0);
    while wall.elapsed().as_secs_f64() < seconds {
        graded += std::hint::black_box(verdicts(cases)).len();
    }
    let (wall, used) = (wall.elapsed().as_secs_f64(), (cpu() - start).as_secs_f64());
    json!({"per_cpu_second": graded as f64 / used, "per_wall_second": graded as f64 / wall})
}

/// Wall time of each response in each of some passes; the least of a response's passes is free of what else the machine does.
fn times(cases: &[Case], passes: usize) -> (Vec<f64>, Vec<f64>) {
    let policy = Policy::default();
    let mut all = Vec::with_capacity(cases.len() * passes);
    let mut least = vec![f64::INFINITY; cases.len()];
    for _ in 0..passes {
        for (case, least) in cases.iter().zip(&mut least) {
            let start = Instant::now();
            std::hint::black_box(grade(&case.gold, &case.response, &policy));
            let took = start.elapsed().as_secs_f64() * 1e6;
            all.push(took);
            *least = least.min(took);
        }
    }
    (all, least)
}

fn percentiles(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    json!({"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)})
}

/// Several threads over equal shares at once, pass after pass: wall rate, and whether every thread gave the verdicts of one thread.
fn threaded(cases: &[Case], threads: usize, seconds: f64) -> Value {
    let alone = verdicts(cases);
    let wall = Instant::now();
    let runs: Vec<(usize, bool)> = std::thread::scope(|scope| {
        let run = || {
            let (mut graded, mut same) = (0, true);
            while wall.elapsed().as_secs_f64() < seconds {
                let now = verdicts(cases);
                graded += now.len();
                same &= now == alone;
            }
            (graded, same)
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        running.into_iter().map(|thread| thread.join().expect("the grader does not panic")).collect()
    });
    let graded: usize = runs.iter().map(|(graded, _)| graded).sum();
    json!({"threads": threads, "per_wall_second": graded as f64 / wall.elapsed().as_secs_f64(), "same": runs.iter().all(|(_, same)| *same)})
}

fn adversarial(cases: Vec<Case>) -> Value {
    let cases: Vec<Case> = cases.into_iter().filter(|case| case.adversarial).collect();
    let given = verdicts(&cases);
    let mut slow: Vec<(f64, &str)> = times(&cases, 5).1.into_iter().zip(cases.iter().map(|case| case.name.as_str())).collect();
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    slow.truncate(5);
    json!({"marks": marks(&cases, &given), "slowest_ms": slow.iter().map(|(took, name)| json!([name, took / 1e3])).collect::<Vec<_>>()})
}

fn run() -> Result<Value, String> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("no folder; give the one that holds real_responses.jsonl and open.jsonl")?;
    let seconds =
        arguments.next().map_or(Ok(3.0), |text| text.parse().map_err(|_| format!("{text:?} is no number of seconds")))?;
    let real = cases(&folder, "real_responses.jsonl")?;
    let open = cases(&folder, "open.jsonl")?;
    let (all, least) = times(&real, 10);
    Ok(json!({
        "real": marks(&real, &verdicts(&real)),
        "one_thread": rates(&real, seconds),
        "microseconds": percentiles(all),
        "microseconds_least_of_10": percentiles(least),
        "threads": [threaded(&real, 1, seconds), threaded(&real, 2, seconds)],
        "open": marks(&open, &verdicts(&open)),
        "adversarial": adversarial(open),
    }))
}

fn main() {
    match run() {
        Ok(figures) => println!("{figures}"),
        Err(error) => {
            eprintln!("speed: {error}");
            std::process::exit(2);
        }
    }
}
