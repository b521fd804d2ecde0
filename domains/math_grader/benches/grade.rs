//! Time of one verdict by kind of answer. Throughput is in responses; that of real ones is measured by `benches/compare/run`.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use exitrl_math_grader::{Policy, grade};

/// Name, gold answer, the response's answer, and whether that is right.
const KINDS: &[(&str, &str, &str, bool)] = &[
    ("integer", "42", "42", true),
    ("fraction", "\\frac{3}{4}", "\\frac{6}{8}", true),
    ("surd", "\\frac{1+\\sqrt5}{2}", "\\frac{2}{\\sqrt5-1}", true),
    ("surd_wrong", "\\frac{1+\\sqrt5}{2}", "\\frac{1-\\sqrt5}{2}", false),
    ("polynomial", "x^3+3x^2y+3xy^2+y^3", "(x+y)^3", true),
    ("polynomial_wrong", "x^3+3x^2y+3xy^2+y^3", "x^3+3x^2y+3xy^2-y^3", false),
    ("trigonometric", "\\sin 2x", "2\\sin x\\cos x", true),
    ("interval", "(-\\infty,-1)\\cup(1,\\infty)", "|x|>1", true),
    ("set", "\\{1,2,3,\\frac12\\}", "\\{0.5,3,2,1\\}", true),
    ("matrix", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{bmatrix}1&2\\\\3&\\frac82\\end{bmatrix}", true),
    ("unit", "72\\text{ km/h}", "20\\text{ m/s}", true),
    ("choice", "B", "\\text{(B)}", true),
    ("tower", "9^{9^{9^9}}", "9^{9^{9^{8}}}", false),
    ("near_identity", "262537412640768744", "e^{\\pi\\sqrt{163}}", false),
];

fn boxed(answer: &str) -> String {
    format!("Let us look at the numbers first. Then the answer is $\\boxed{{{answer}}}$.")
}

fn one(c: &mut Criterion, name: &str, gold: &str, response: &str, right: bool) {
    let policy = Policy::default();
    let verdict = grade(gold, response, &policy);
    if verdict.correct != right {
        println!(
            "{name}: the verdict is wrong ({:?}, {:?}); this time is not one of a right verdict",
            verdict.rung, verdict.reason
        );
    }
    c.bench_function(name, |b| b.iter(|| black_box(grade(black_box(gold), black_box(response), &policy))));
}

fn kinds(c: &mut Criterion) {
    for (name, gold, answer, right) in KINDS {
        one(c, name, gold, &boxed(answer), *right);
    }
    let thought = "We add $3 \\cdot 4 = 12$ and \\frac{1}{2} of it, hence $x = 6$, or so it seems. ".repeat(390);
    one(c, "response_of_30_kB", "18", &(thought + &boxed("18")), true);
    one(c, "adversarial_boxes", "5", &("\\boxed{6} ".repeat(20_000) + "\\boxed{5}"), true);
    one(c, "adversarial_sum", "5001", &boxed(&("1+".repeat(5_000) + "1")), true);
    one(c, "adversarial_roots", "5", &boxed(&("\\sqrt{".repeat(2_000) + "5" + &"}".repeat(2_000))), false);
}

fn quick() -> Criterion {
    Criterion::default().sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1))
}

criterion_group!(name = speed; config = quick(); targets = kinds);
criterion_main!(speed);
