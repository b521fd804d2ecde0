//! Plays given calls with our services and with the benchmark's Python classes and prints every difference.
//!
//! ```sh
//! cargo run --release -p exitrl-tool-use --example compare_calls -- PYTHON PACKAGE_ROOT CLASS < calls.txt
//! ```
//!
//! One call a line; each hundred of them have a fresh world with an empty scenario.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use exitrl_python::from_json;
use exitrl_tool_use::{CallRules, Class, World};
use serde_json::{Value, json};

/// Calls per world.
const EPISODE: usize = 100;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [python, package, class] = args.as_slice() else { panic!("PYTHON PACKAGE_ROOT CLASS") };
    let class = Class::named(class).expect("a class name");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py");
    let mut child = Command::new(python)
        .args([script.as_os_str(), package.as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut input = child.stdin.take().expect("piped");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let calls: Vec<String> = std::io::stdin().lock().lines().map(|line| line.expect("text")).collect();
    let mut differ = 0;
    for calls in calls.chunks(EPISODE) {
        let request = json!({"do": "play", "classes": [class.name()], "scenarios": {}, "long": false, "calls": calls});
        writeln!(input, "{request}").expect("the oracle listens");
        let mut line = String::new();
        output.read_line(&mut line).expect("the oracle answers");
        let theirs: Value = serde_json::from_str(&line).expect("JSON");
        let mut world = World::load(&[class], &from_json(&json!({})), None).expect("an empty scenario");
        for (call, theirs) in calls.iter().zip(theirs["results"].as_array().expect("results")) {
            let ours = world.execute(call, CallRules::default());
            if Some(ours.as_str()) != theirs.as_str() {
                differ += 1;
                println!("call   {call}\nours   {ours}\ntheirs {}\n", theirs.as_str().unwrap_or_default());
            }
        }
    }
    println!("{} calls, {differ} results differ", calls.len());
    drop(input);
    child.wait().expect("python ends");
}
