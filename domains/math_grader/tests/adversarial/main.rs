//! Answers whose size or value is beyond all bounds, and numbers that are nearly equal: the right verdict each, within the bound of work.
//! Their times are measured by `cargo bench -p exitrl-math-grader` and `benches/compare/run`, not here.

mod near;
mod power;
mod size;

use exitrl_math_grader::{FUEL, Policy, Verdict, grade};

/// A gold answer, the response's answer, and whether that is right.
type Case = (&'static str, String, String, bool);

fn case(name: &'static str, gold: impl Into<String>, answer: impl Into<String>, right: bool) -> Case {
    (name, gold.into(), answer.into(), right)
}

fn verdict(gold: &str, response: &str) -> Verdict {
    grade(gold, response, &Policy::default())
}

/// The beginning of a text.
fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Grades all cases with the answer in a box, and says which verdicts were wrong or too dear.
fn hold(cases: Vec<Case>) {
    let mut wrong = String::new();
    for (name, gold, answer, right) in &cases {
        let given = verdict(gold, &format!("\\boxed{{{answer}}}"));
        if given.correct != *right || given.fuel > FUEL {
            let (gold, answer, fuel) = (head(gold), head(answer), given.fuel);
            wrong.push_str(&format!(
                "\n  {name}: {gold} ~ {answer}: {:?}, {:?}, fuel {fuel}; right: {right}",
                given.rung, given.reason
            ));
        }
    }
    assert!(wrong.is_empty(), "wrong verdicts of {} cases:{wrong}", cases.len());
}

/// A text within `count` brackets.
fn nested(open: &str, inner: &str, close: &str, count: usize) -> String {
    open.repeat(count) + inner + &close.repeat(count)
}
