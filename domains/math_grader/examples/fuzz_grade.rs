//! Grades inputs made to break the grader, by the million, and reports what was slow or broken.
//!
//! `cargo run --release -p exitrl-math-grader --example fuzz_grade -- --inputs 10000000 --threads 2`
//!
//! `--seconds S` ends after that time; `--seed K` and `--from N` choose the inputs; `--show N` prints input N and its verdict. The exit
//! status is 1 where a law is broken or where one input takes ten seconds. An input that ends the whole process (a stack overflow) lies in
//! the thousand after the last number that was reported; `--each true` reports every number.

#[path = "../tests/hostile/corpus.rs"]
mod corpus;
#[path = "../tests/hostile/draw.rs"]
mod draw;
#[path = "../tests/hostile/generator.rs"]
mod generator;
#[path = "../tests/hostile/law.rs"]
mod law;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use exitrl_math_grader::Policy;

/// Little, so that work that goes down with the depth of the input shows.
const STACK_BYTES: usize = 512 * 1024;
const STUCK: Duration = Duration::from_secs(10);
/// Inputs that a thread takes at once.
const PORTION: u64 = 1_000;

struct Options {
    inputs: u64,
    seconds: u64,
    seed: u64,
    from: u64,
    threads: u64,
    each: bool,
    show: Option<u64>,
}

/// # Errors
/// What is wrong with the arguments.
fn options() -> Result<Options, String> {
    let mut options = Options { inputs: u64::MAX, seconds: 60, seed: 1, from: 0, threads: 1, each: false, show: None };
    let mut timed = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let text = arguments.next().ok_or_else(|| format!("{name} has no value; give one after it"))?;
        let number = || text.parse::<u64>().map_err(|_| format!("{name} is {text:?}; give a whole number"));
        match name.as_str() {
            "--inputs" => options.inputs = number()?,
            "--seconds" => (options.seconds, timed) = (number()?, true),
            "--seed" => options.seed = number()?,
            "--from" => options.from = number()?,
            "--threads" => options.threads = number()?.max(1),
            "--show" => options.show = Some(number()?),
            "--each" => options.each = text == "true",
            _ => {
                return Err(format!(
                    "{name} is not an option; those are --inputs --seconds --seed --from --threads --show --each"
                ));
            }
        }
    }
    if options.inputs != u64::MAX && !timed {
        options.seconds = u64::MAX / 4;
    }
    Ok(options)
}

/// What the threads share.
#[derive(Default)]
struct Board {
    next: AtomicU64,
    done: AtomicU64,
    right: AtomicU64,
    broken: AtomicU64,
    stop: AtomicBool,
}

/// Slowest and dearest input of a thread.
#[derive(Default, Clone, Copy)]
struct Extremes {
    slowest: (Duration, u64, u64),
    dearest: (u64, u64),
}

/// What a thread works on, and since when, for the watch.
struct Place {
    number: AtomicU64,
    since_ms: AtomicU64,
}

fn work(options: &Options, board: &Board, place: &Place, begin: Instant) -> Extremes {
    let policy = Policy::default();
    let mut extremes = Extremes::default();
    let end = options.from.saturating_add(options.inputs);
    while !board.stop.load(Relaxed) {
        let first = board.next.fetch_add(PORTION, Relaxed);
        if first >= end {
            break;
        }
        for number in first..(first + PORTION).min(end) {
            place.number.store(number, Relaxed);
            place.since_ms.store(begin.elapsed().as_millis() as u64, Relaxed);
            if options.each {
                eprintln!("input {number}");
            }
            one(options.seed, number, &policy, board, &mut extremes);
        }
        if first.is_multiple_of(100 * PORTION) {
            eprintln!("input {first} and those before it, nearly all");
        }
    }
    place.since_ms.store(u64::MAX, Relaxed);
    extremes
}

fn one(seed: u64, number: u64, policy: &Policy, board: &Board, extremes: &mut Extremes) {
    let input = generator::input(seed, number);
    let start = Instant::now();
    let graded = law::graded(&input, policy, false);
    let took = start.elapsed();
    board.done.fetch_add(1, Relaxed);
    match graded {
        Ok(verdict) => {
            board.right.fetch_add(u64::from(verdict.correct), Relaxed);
            extremes.slowest = extremes.slowest.max((took, number, verdict.fuel));
            extremes.dearest = extremes.dearest.max((verdict.fuel, number));
        }
        Err(law) => {
            if board.broken.fetch_add(1, Relaxed) < 20 {
                println!("BROKEN input {number} of seed {seed}: {law}");
            }
        }
    }
}

/// Waits for the threads; ends the process where an input is stuck.
fn watch(options: &Options, board: &Board, places: &[Place], begin: Instant) {
    loop {
        std::thread::sleep(Duration::from_millis(50));
        let now = begin.elapsed();
        let since: Vec<u64> = places.iter().map(|place| place.since_ms.load(Relaxed)).collect();
        if since.iter().all(|since| *since == u64::MAX) {
            return;
        }
        for (place, since) in places.iter().zip(since) {
            if since != u64::MAX && now.saturating_sub(Duration::from_millis(since)) > STUCK {
                println!("STUCK input {} of seed {}: over {STUCK:?}", place.number.load(Relaxed), options.seed);
                std::process::exit(1);
            }
        }
        if now >= Duration::from_secs(options.seconds) {
            board.stop.store(true, Relaxed);
        }
    }
}

fn show(seed: u64, number: u64) {
    let input = generator::input(seed, number);
    println!("gold      {:?}\nresponse  {:?}", input.gold, input.response);
    let start = Instant::now();
    let graded = law::graded(&input, &Policy::default(), false);
    println!("{graded:#?}\n{:?}", start.elapsed());
}

fn main() {
    let options = options().unwrap_or_else(|error| {
        eprintln!("fuzz_grade: {error}");
        std::process::exit(2);
    });
    if let Some(number) = options.show {
        return show(options.seed, number);
    }
    std::panic::set_hook(Box::new(|_| {}));
    let board = Board { next: AtomicU64::new(options.from), ..Board::default() };
    let places: Vec<Place> =
        (0..options.threads).map(|_| Place { number: AtomicU64::new(0), since_ms: AtomicU64::new(0) }).collect();
    let begin = Instant::now();
    let (options, board) = (&options, &board);
    let extremes: Vec<Extremes> = std::thread::scope(|scope| {
        let start = |place| {
            let run = move || work(options, board, place, begin);
            std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).expect("a thread can be started")
        };
        let threads: Vec<_> = places.iter().map(start).collect();
        watch(options, board, &places, begin);
        threads.into_iter().map(|thread| thread.join().expect("panics of the grader are caught")).collect()
    });
    let (done, seconds) = (board.done.load(Relaxed), begin.elapsed().as_secs_f64());
    println!(
        "{done} inputs of seed {} in {seconds:.1} s by {} threads: {:.0}/s",
        options.seed,
        options.threads,
        done as f64 / seconds
    );
    println!("{} right, {} broke a law", board.right.load(Relaxed), board.broken.load(Relaxed));
    if let Some((took, number, fuel)) = extremes.iter().map(|extremes| extremes.slowest).max() {
        println!("slowest: input {number}, {:.3} ms, fuel {fuel}", took.as_secs_f64() * 1e3);
    }
    if let Some((fuel, number)) = extremes.iter().map(|extremes| extremes.dearest).max() {
        println!("dearest: input {number}, fuel {fuel} of {}", exitrl_math_grader::FUEL);
    }
    std::process::exit(i32::from(board.broken.load(Relaxed) > 0));
}
