//! Claims about balls, judged by mpmath in one Python process.

use std::io::Write;
use std::process::{Command, Stdio};

use exitrl_math_grader::ball::{Ball, Complex};
use serde_json::{Value, json};

/// A Python that has mpmath; `tests/oracle/setup.sh` makes one.
const VARIABLE: &str = "EXITRL_MATH_ORACLE";

/// Claims that a value lies in a ball.
#[derive(Default)]
pub(crate) struct Claims(Vec<Value>);

impl Claims {
    pub(crate) fn real(&mut self, tree: Value, bits: usize, ball: &Ball) {
        self.0.push(json!({ "tree": tree, "bits": bits, "re": parts(ball) }));
    }

    pub(crate) fn complex(&mut self, tree: Value, bits: usize, value: &Complex) {
        self.0.push(json!({ "tree": tree, "bits": bits, "re": parts(&value.re), "im": parts(&value.im) }));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Panics unless all claims are true, or there is nobody to ask.
    pub(crate) fn check(self) {
        let all = self.len();
        let wrong = self.wrong().unwrap_or_default();
        assert!(wrong.is_empty(), "{} of {all} claims are false:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    }

    /// The claims that are false, each with what was seen; [`None`], with a printed word, where there is nobody to ask.
    pub(crate) fn wrong(self) -> Option<Vec<String>> {
        let Some(python) = std::env::var_os(VARIABLE) else {
            println!("skipped: {VARIABLE} names no Python with mpmath (tests/oracle/setup.sh makes one)");
            return None;
        };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/balls.py");
        let mut child =
            Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the Python starts");
        let mut input = child.stdin.take().expect("a pipe");
        let lines: Vec<String> = self.0.iter().map(Value::to_string).collect();
        let text = lines.join("\n");
        let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
        let output = child.wait_with_output().expect("answers");
        writer.join().expect("a writer that ends").expect("the Python reads all claims");
        let answers = String::from_utf8(output.stdout).expect("plain text");
        let answers: Vec<&str> = answers.lines().collect();
        assert_eq!(answers.len(), lines.len(), "a claim has no answer");
        let wrong = lines.iter().zip(answers).filter(|(_, answer)| *answer != "inside");
        Some(wrong.map(|(line, answer)| format!("{answer} <- {line}")).collect())
    }
}

fn parts(ball: &Ball) -> Value {
    let ((digits, exponent), (off, off_exponent)) = ball.to_parts();
    json!([digits.to_string(), exponent, off, off_exponent])
}
