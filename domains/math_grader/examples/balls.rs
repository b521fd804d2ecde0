//! Times ball arithmetic: medians in nanoseconds by precision, as the table in benches/NOTES.md. Run with `--release`.

use std::hint::black_box;
use std::time::Instant;

use exitrl_math_grader::ball::{Arithmetic, Ball, Complex};

const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// The median of several rounds, in nanoseconds a call.
fn median(mut call: impl FnMut()) -> u64 {
    let mut rounds: Vec<u64> = (0..15)
        .map(|_| {
            let start = Instant::now();
            let mut calls = 0;
            while calls < 8 || start.elapsed().as_micros() < 400 {
                call();
                calls += 1;
            }
            start.elapsed().as_nanos() as u64 / calls
        })
        .collect();
    rounds.sort_unstable();
    rounds[rounds.len() / 2]
}

type Call = fn(&mut Arithmetic, &[Complex; 3]);

/// Operations by name; the first two arguments are inexact and real, the third is complex.
const CALLS: [(&str, Call); 25] = [
    ("new", |with, _| drop(black_box(Arithmetic::new(with.bits())))),
    ("rational", |with, _| drop(black_box(with.rational(&dashu_ratio::RBig::from_parts(22.into(), 7_u8.into()))))),
    ("add", |with, [a, b, _]| drop(black_box(with.add(&a.re, &b.re)))),
    ("mul", |with, [a, b, _]| drop(black_box(with.mul(&a.re, &b.re)))),
    ("div", |with, [a, b, _]| drop(black_box(with.div(&a.re, &b.re)))),
    ("power 1000", |with, [a, ..]| drop(black_box(with.power(&a.re, 1000)))),
    ("sqrt", |with, [a, ..]| drop(black_box(with.sqrt(&a.re)))),
    ("root 3", |with, [a, ..]| drop(black_box(with.root(&a.re, 3)))),
    ("root 7", |with, [a, ..]| drop(black_box(with.root(&a.re, 7)))),
    ("root 100", |with, [a, ..]| drop(black_box(with.root(&a.re, 100)))),
    ("pi, first", |with, _| drop(black_box(Arithmetic::new(with.bits()).pi()))),
    ("exp, first", |with, [a, ..]| drop(black_box(Arithmetic::new(with.bits()).exp(&a.re)))),
    ("exp", |with, [a, ..]| drop(black_box(with.exp(&a.re)))),
    ("ln, first", |with, [a, ..]| drop(black_box(Arithmetic::new(with.bits()).ln(&a.re)))),
    ("ln", |with, [a, ..]| drop(black_box(with.ln(&a.re)))),
    ("sin and cos", |with, [a, ..]| drop(black_box(with.sin_cos(&a.re)))),
    ("sin and cos of 2^39", |with, [a, ..]| {
        let far: Ball = with.mul(&a.re, &with.integer(1_i64 << 38)).unwrap_or_else(|| with.integer(0));
        drop(black_box(with.sin_cos(&far)));
    }),
    ("atan", |with, [a, ..]| drop(black_box(with.atan(&a.re)))),
    ("complex product", |with, [a, _, z]| drop(black_box(with.times(a, z)))),
    ("complex sqrt", |with, [.., z]| drop(black_box(with.complex_sqrt(z)))),
    ("complex ln", |with, [.., z]| drop(black_box(with.complex_ln(z)))),
    ("complex power", |with, [a, _, z]| drop(black_box(with.complex_power(z, a)))),
    ("complex sin and cos", |with, [.., z]| drop(black_box(with.complex_sin_cos(z)))),
    ("complex asin", |with, [.., z]| drop(black_box(with.complex_asin(z)))),
    ("complex atan", |with, [.., z]| drop(black_box(with.complex_atan(z)))),
];

fn main() {
    println!("| operation | 128 | 256 | 512 | 1024 |\n|---|---|---|---|---|");
    let filter = std::env::args().nth(1).unwrap_or_default();
    for (name, call) in CALLS.iter().filter(|(name, _)| name.contains(&filter)) {
        let medians: Vec<String> = PRECISIONS
            .iter()
            .filter_map(|bits| {
                let mut with = Arithmetic::new(*bits);
                let a = with.sqrt(&with.integer(3))?;
                let b = with.div(&with.integer(-22), &with.integer(7))?;
                let arguments = [with.real(a.clone()), with.real(b.clone()), Complex { re: b, im: a }];
                Some(median(|| call(&mut with, &arguments)).to_string())
            })
            .collect();
        println!("| {name} | {} |", medians.join(" | "));
    }
    if filter.is_empty() {
        fuel();
    }
}

/// What a unit of fuel takes, for pairs whose comparison is mostly in balls.
fn fuel() {
    const PAIRS: [(&str, &str); 12] = [
        (r"\sqrt{2}+\sqrt{3}", r"\sqrt{5+2\sqrt{6}}"),
        (r"\sqrt[3]{2+\sqrt{5}}+\sqrt[3]{2-\sqrt{5}}", "1"),
        (r"\sin\frac{\pi}{7}\cdot\sin\frac{2\pi}{7}\cdot\sin\frac{3\pi}{7}", r"\frac{\sqrt{7}}{8}"),
        (r"\arctan\frac12+\arctan\frac13", r"\frac{\pi}{4}"),
        (r"\ln(2+\sqrt3)", r"-\ln(2-\sqrt3)"),
        (r"e^{\pi\sqrt{163}}", "262537412640768744"),
        (r"\sin(x+y)", r"\sin x\cos y+\cos x\sin y"),
        (r"\ln(x^2+1)+\ln(y^2+1)", r"\ln((x^2+1)(y^2+1))"),
        (r"\arcsin x+\arccos x", r"\frac{\pi}{2}"),
        (r"\sum_{k=1}^{1000}\frac{1}{k}", r"\ln 1000"),
        (r"\sum_{k=1}^{500}\sqrt{k}", r"\sum_{k=1}^{500}k^{1/2}"),
        (r"e^{i\pi/5}+e^{-i\pi/5}", r"\frac{1+\sqrt5}{2}"),
    ];
    println!("\n| gold | answer | verdict | fuel | microseconds | ns a unit |\n|---|---|---|---|---|---|");
    let policy = exitrl_math_grader::Policy::default();
    for (gold, answer) in PAIRS {
        let verdict = exitrl_math_grader::compare(gold, answer, &policy);
        let time = median(|| drop(black_box(exitrl_math_grader::compare(gold, answer, &policy))));
        let a_unit = time as f64 / verdict.fuel as f64;
        println!("| `{gold}` | `{answer}` | {} | {} | {} | {a_unit:.1} |", verdict.correct, verdict.fuel, time / 1000);
    }
}
