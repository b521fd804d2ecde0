//! Inputs made to break the grader. A fixed number of them always; `EXITRL_FUZZ_SECONDS` seconds more where it is set, from the input
//! `EXITRL_FUZZ_FROM` on. `cargo run --release --example fuzz_grade` runs the same inputs by the million.

mod corpus;
mod draw;
mod generator;
mod law;

use std::time::{Duration, Instant};

use exitrl_math_grader::Policy;

const SEED: u64 = 1;
const ALWAYS: u64 = 20_000;

/// Little, so that work that goes down with the depth of the input shows.
const STACK_BYTES: usize = 512 * 1024;

fn in_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run).expect("a thread");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn check(number: u64, policy: &Policy) {
    let input = generator::input(SEED, number);
    if let Err(broken) = law::graded(&input, policy, number.is_multiple_of(8)) {
        panic!("input {number} of seed {SEED}: {broken}\n  gold {:?}\n  response {:?}", input.gold, input.response);
    }
}

#[test]
fn no_input_breaks_a_law() {
    in_a_small_stack(|| {
        let policy = Policy::default();
        (0..ALWAYS).for_each(|number| check(number, &policy));
    });
}

#[test]
fn no_input_breaks_a_law_for_as_long_as_asked() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a whole number"));
    let Some(seconds) = number("EXITRL_FUZZ_SECONDS") else {
        println!("skipped: EXITRL_FUZZ_SECONDS is not set");
        return;
    };
    let from = number("EXITRL_FUZZ_FROM").unwrap_or(ALWAYS);
    in_a_small_stack(move || {
        let policy = Policy::default();
        let end = Instant::now() + Duration::from_secs(seconds);
        let next = (from..).find(|number| {
            check(*number, &policy);
            Instant::now() >= end
        });
        println!("inputs {from} to {} of seed {SEED}", next.unwrap_or(from));
    });
}

#[test]
fn an_input_is_known_by_its_number() {
    let (first, again) = (generator::input(SEED, 77), generator::input(SEED, 77));
    assert_eq!((first.gold, first.response), (again.gold, again.response));
    let other = generator::input(SEED + 1, 77);
    let others: Vec<String> = (0..20).map(|number| generator::input(SEED, number).response).collect();
    assert!(others.iter().any(|response| *response != other.response));
}
