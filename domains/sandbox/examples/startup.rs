//! What the sandbox adds to the start of a program: `python3 -c pass` bare and sandboxed, in turn, several passes.
//!
//! `cargo run --release -p exitrl-sandbox --example startup [PASSES] [STARTS]`

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use exitrl_sandbox::{Job, Outcome, Sandbox, SandboxOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|each| each.parse::<usize>());
    let passes = arguments.next().transpose()?.unwrap_or(3);
    let starts = arguments.next().transpose()?.unwrap_or(20);
    let sandbox = Sandbox::open(&SandboxOptions::default())?;
    let python = sandbox.interpreter().executable.clone();
    let job = Job::new("pass\n");
    println!("tier {}, {}, {passes} passes of {starts} starts in turn, medians", sandbox.tier().name(), python.display());
    for _ in 0..passes {
        let (mut bare, mut boxed) = (Vec::new(), Vec::new());
        for _ in 0..starts {
            let begin = Instant::now();
            Command::new(&python).args(["-c", "pass"]).stdin(Stdio::null()).status()?;
            bare.push(begin.elapsed());
            let begin = Instant::now();
            let report = sandbox.run(&job)?;
            boxed.push(begin.elapsed());
            if report.outcome != Outcome::Ok {
                return Err(format!("the program ended with {}", report.outcome.name()).into());
            }
        }
        let (bare, boxed) = (median(bare), median(boxed));
        let added = boxed.as_secs_f64() - bare.as_secs_f64();
        println!("bare {:.1} ms, sandboxed {:.1} ms, added {:.1} ms", millis(bare), millis(boxed), 1000.0 * added);
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    1000.0 * time.as_secs_f64()
}
