//! `exitrl grade`: offline grading, one verdict a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use clap::Args;
use exitrl_domain::{DomainClient, Feature};
use serde_json::{Value, json};

use super::domain_args::DomainArgs;
use super::lines::{BrokenAt, Line, map_lines};

#[derive(Debug, Args)]
#[command(
    after_help = "Each line of the input is one case in the domain's own form; the line of the same number in the output is \
its verdict. A line that cannot be graded gives {\"error\": ..., \"line\": ...}. For math:

  {\"gold\": \"1/2\", \"prediction\": \"so it is \\\\boxed{0.5}\"}
  {\"correct\": true, \"reason\": \"...\", \"extracted\": \"0.5\"}

Examples:
  exitrl grade --domain math --input cases.jsonl --output verdicts.jsonl
  zcat cases.jsonl.gz | exitrl grade --domain math --input - --output - > verdicts.jsonl"
)]
pub(super) struct GradeArgs {
    #[command(flatten)]
    domain: DomainArgs,
    /// Cases as JSON lines; - for standard input
    #[arg(long, value_name = "FILE")]
    input: String,
    /// Where verdicts go as JSON lines; - for standard output
    #[arg(long, value_name = "FILE")]
    output: String,
    /// Cases graded at once; by default one for each core
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(args: &GradeArgs) -> anyhow::Result<()> {
    let domain = args.domain.open()?;
    if !domain.features().contains(&Feature::Grade) {
        bail!(
            "the domain {} ({}) does not grade offline: it does not announce the ability `grade`; use one that does, such as \
             math, or implement `Domain::grade` and list `Feature::Grade`",
            domain.metadata().name,
            domain.describe()
        );
    }
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    // The input is opened first: an output must not be emptied for a mistyped input.
    let mut input = open_input(&args.input)?;
    let mut output = open_output(&args.output)?;
    let errors = AtomicU64::new(0);
    let count = finished(grade_all(&*domain, &mut *input, &mut *output, threads, &errors), args)?;
    let errors = errors.into_inner();
    let of_them = if errors == 0 { String::new() } else { format!(", {errors} of them with an error") };
    eprintln!("graded {count} lines{of_them}");
    Ok(())
}

/// Grades every line; lines that could not be graded are counted in `errors`.
fn grade_all(
    domain: &dyn DomainClient,
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
    threads: usize,
    errors: &AtomicU64,
) -> Result<u64, BrokenAt> {
    map_lines(input, output, threads, &|line| {
        let number = line.number;
        let verdict = verdict(domain, line).unwrap_or_else(|error| {
            errors.fetch_add(1, Ordering::Relaxed);
            json!({"error": error, "line": number})
        });
        verdict.to_string()
    })
}

fn verdict(domain: &dyn DomainClient, line: Line) -> Result<Value, String> {
    let text = line.text?;
    if text.trim().is_empty() {
        return Err("the line is empty; write one case as JSON".to_owned());
    }
    let case: Value = serde_json::from_str(&text).map_err(|error| format!("the line is no JSON: {error}"))?;
    domain.grade(&case).map_err(|error| error.to_string())
}

fn finished(result: Result<u64, BrokenAt>, args: &GradeArgs) -> anyhow::Result<u64> {
    match result {
        Ok(count) => Ok(count),
        // Whoever read the verdicts has seen enough, as `head` does.
        Err(BrokenAt::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(BrokenAt::Input(error)) => Err(error).with_context(|| format!("reading cases from {} failed", args.input)),
        Err(BrokenAt::Output(error)) => {
            Err(error).with_context(|| format!("writing verdicts to {} failed; check the disk and grade again", args.output))
        }
    }
}

pub(super) fn open_input(name: &str) -> anyhow::Result<Box<dyn BufRead + Send>> {
    if name == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(name).with_context(|| format!("the input {name} cannot be opened; check the path"))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

pub(super) fn open_output(name: &str) -> anyhow::Result<Box<dyn Write + Send>> {
    if name == "-" {
        return Ok(Box::new(BufWriter::new(io::stdout())));
    }
    if let Some(folder) = Path::new(name).parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder of the output {name} cannot be made"))?;
    }
    let file = File::create(name).with_context(|| format!("the output {name} cannot be made; check the path"))?;
    Ok(Box::new(BufWriter::new(file)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use exitrl_domain::{ClientError, DomainError, Metadata, Request, Response};

    /// Says whether a case's number is even; knows nothing else.
    struct Even(Metadata);

    impl DomainClient for Even {
        fn call(&self, request: &Request, _: Duration) -> Result<Response, ClientError> {
            let Request::Grade { case } = request else { panic!("only grading is asked for") };
            Ok(match case["n"].as_u64() {
                Some(n) => Response::Graded { verdict: json!({"n": n, "correct": n % 2 == 0}) },
                None => Response::Error { error: DomainError::request("the case has no number `n`") },
            })
        }
        fn metadata(&self) -> &Metadata {
            &self.0
        }
        fn features(&self) -> &[Feature] {
            &[Feature::Grade]
        }
        fn describe(&self) -> String {
            "in_process even".into()
        }
    }

    #[test]
    fn every_line_gets_its_verdict_or_its_error() {
        let domain = Even(Metadata::new("even", "1", 1));
        let input = "{\"n\": 2}\nnot json\n{\"m\": 1}\n\n{\"n\": 3}\n";
        let (mut output, errors) = (Vec::new(), AtomicU64::new(0));
        let count = grade_all(&domain, &mut io::Cursor::new(input), &mut output, 3, &errors).unwrap();
        let lines: Vec<Value> = output.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        assert_eq!((count, lines.len(), errors.into_inner()), (5, 5, 3));
        assert_eq!(lines[0], json!({"n": 2, "correct": true}));
        assert_eq!(lines[1]["line"], 2);
        assert!(lines[1]["error"].as_str().unwrap().starts_with("the line is no JSON"), "{}", lines[1]);
        assert_eq!(lines[2], json!({"error": "the case has no number `n`", "line": 3}));
        assert!(lines[3]["error"].as_str().unwrap().starts_with("the line is empty"));
        assert_eq!(lines[4], json!({"n": 3, "correct": false}));
    }
}
