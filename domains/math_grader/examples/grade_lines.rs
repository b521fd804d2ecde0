//! Grades lines of JSON: one verdict for each line of standard input, in the same order.
//!
//! `cargo run --release -p exitrl-math-grader --example grade_lines < cases.jsonl`
//!
//! A line holds `gold` and `prediction`; with `"bare": true` the prediction is the answer itself and nothing is looked for in it. A verdict
//! holds `correct`, `reason`, `rung`, `extracted`, both readings, `fuel` and `micros`, the wall time that it took in microseconds. A line
//! that is no such object gets `{"error": ...}`, so that lines of input and output stay side by side.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use exitrl_math_grader::{Policy, compare, grade};
use serde_json::{Value, json};

fn verdict(line: &str, policy: &Policy) -> Value {
    let row: Value = match serde_json::from_str(line) {
        Ok(row) => row,
        Err(error) => return json!({"error": format!("the line is not JSON: {error}; write an object")}),
    };
    let (Some(gold), Some(prediction)) = (row["gold"].as_str(), row["prediction"].as_str()) else {
        return json!({"error": "the line lacks `gold` or `prediction`; write both as strings"});
    };
    let start = Instant::now();
    let verdict = if row["bare"] == true { compare(gold, prediction, policy) } else { grade(gold, prediction, policy) };
    let micros = start.elapsed().as_micros() as u64;
    json!({"correct": verdict.correct, "reason": verdict.reason, "rung": verdict.rung, "extracted": verdict.extracted,
        "gold_reading": verdict.gold_reading, "reading": verdict.reading, "fuel": verdict.fuel, "micros": micros})
}

fn main() -> io::Result<()> {
    let policy = Policy::default();
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(output, "{}", verdict(&line?, &policy))?;
    }
    output.flush()
}
