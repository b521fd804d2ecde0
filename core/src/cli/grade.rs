//! `exitrl grade`: offline grading, one verdict a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use clap::Args;
use exitrl_domain::{DomainClient, Feature, ScoreRow};
use serde_json::{Value, json};

use super::domain_args::DomainArgs;
use super::exit::say;
use super::lines::{BrokenAt, Line, map_lines};

#[derive(Debug, Args)]
#[command(
    after_help = "Each line of the input is one case in the domain's own form; the line of the same number in the output is \
its verdict. A line that cannot be graded gives {\"error\": ..., \"line\": ...}. For math:

  {\"gold\": \"1/2\", \"prediction\": \"so it is \\\\boxed{0.5}\"}
  {\"correct\": true, \"reason\": \"equal\", \"extracted\": \"0.5\", \"rung\": \"exact\", \"micros\": 7.1}

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
    #[arg(long, value_name = "N", alias = "workers")]
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
    let tally = Tally::default();
    let count = finished(grade_all(&*domain, &mut *input, &mut *output, threads, &tally), args)?;
    let errors = tally.errors.load(Ordering::Relaxed);
    let of_them = if errors == 0 { String::new() } else { format!(", {errors} of them with an error") };
    eprintln!("graded {count} lines{of_them}");
    match tally.score_table(&*domain) {
        Ok(None) => {}
        // Standard output holds nothing but verdicts.
        Ok(Some(table)) if args.output == "-" => eprintln!("{}", table.trim_end()),
        Ok(Some(table)) => say(table.trim_end()),
        Err(error) => eprintln!("warning: {error}"),
    }
    Ok(())
}

/// What is remembered of the verdicts while they stream by.
#[derive(Default)]
struct Tally {
    /// Lines that could not be graded.
    errors: AtomicU64,
    /// What a score table counts, by line.
    rows: Mutex<Vec<(u64, ScoreRow)>>,
}

impl Tally {
    fn remember(&self, number: u64, verdict: &Value) {
        if let Some(row) = score_row(verdict) {
            self.rows.lock().unwrap_or_else(PoisonError::into_inner).push((number, row));
        }
    }

    /// The domain's table of the rows in the order of their lines; [`None`] where it has none, or no verdict makes a row.
    fn score_table(self, domain: &dyn DomainClient) -> anyhow::Result<Option<String>> {
        let mut rows = self.rows.into_inner().unwrap_or_else(PoisonError::into_inner);
        if rows.is_empty() {
            return Ok(None);
        }
        rows.sort_by_key(|(number, _)| *number);
        let rows: Vec<ScoreRow> = rows.into_iter().map(|(_, row)| row).collect();
        domain.score_table(&rows).with_context(|| {
            let (name, num) = (&domain.metadata().name, rows.len());
            format!("the {name} score table of {num} verdicts cannot be made; the verdicts are whole without it")
        })
    }
}

/// What a verdict says of a task: a text `id`, and a number `quality` or a truth value `valid`.
fn score_row(verdict: &Value) -> Option<ScoreRow> {
    let valid = || verdict["valid"].as_bool().map(|valid| f64::from(u8::from(valid)));
    let quality = verdict["quality"].as_f64().or_else(valid)?;
    Some(ScoreRow { task_id: verdict["id"].as_str()?.to_owned(), quality })
}

/// Grades every line; what a table needs of the verdicts is remembered only where the domain makes one.
fn grade_all(
    domain: &dyn DomainClient,
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
    threads: usize,
    tally: &Tally,
) -> Result<u64, BrokenAt> {
    let has_table = domain.features().contains(&Feature::ScoreTable);
    map_lines(input, output, threads, &|lines| {
        let verdicts = verdicts(domain, lines).into_iter().zip(lines);
        let written = verdicts.map(|(verdict, line)| {
            let verdict = verdict.unwrap_or_else(|error| {
                tally.errors.fetch_add(1, Ordering::Relaxed);
                json!({"error": error, "line": line.number})
            });
            if has_table {
                tally.remember(line.number, &verdict);
            }
            verdict.to_string()
        });
        written.collect()
    })
}

/// The verdict on each line, or why there is none.
fn verdicts(domain: &dyn DomainClient, lines: &[Line]) -> Vec<Result<Value, String>> {
    let mut cases = Vec::with_capacity(lines.len());
    let mut errors = Vec::with_capacity(lines.len());
    for line in lines {
        errors.push(case(line).map(|case| cases.push(case)).err());
    }
    let mut graded = domain.grade_many(cases).into_iter();
    let unanswered =
        || Err("the domain's client gave fewer answers than it got cases; this is a bug, please report it".to_owned());
    let mut next = || graded.next().map_or_else(unanswered, |verdict| verdict.map_err(|error| error.to_string()));
    errors.into_iter().map(|error| error.map_or_else(&mut next, Err)).collect()
}

fn case(line: &Line) -> Result<Value, String> {
    let text = line.text.as_ref().map_err(Clone::clone)?;
    if text.trim().is_empty() {
        return Err("the line is empty; write one case as JSON".to_owned());
    }
    serde_json::from_str(text).map_err(|error| format!("the line is no JSON: {error}"))
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

    /// Says whether a case's number is even, and how many of a table are; makes a table of two rows or more.
    struct Even(Metadata);

    impl DomainClient for Even {
        fn call(&self, request: &Request, _: Duration) -> Result<Response, ClientError> {
            let refused = |text: &str| Response::Error { error: DomainError::request(text) };
            Ok(match request {
                Request::Grade { case } => match case["n"].as_u64() {
                    Some(n) if case["id"].is_string() => {
                        let verdict = json!({"n": n, "id": case["id"], "quality": f64::from(n % 2 == 0)});
                        Response::Graded { verdict }
                    }
                    Some(n) => Response::Graded { verdict: json!({"n": n, "correct": n % 2 == 0}) },
                    None => refused("the case has no number `n`"),
                },
                Request::ScoreTable { rows } if rows.len() > 1 => {
                    let lines = rows.iter().map(|row| format!("{} {}\n", row.task_id, row.quality));
                    Response::ScoreTable { table: lines.collect() }
                }
                Request::ScoreTable { .. } => refused("one row makes no table"),
                other => panic!("only grading is asked for, not {other:?}"),
            })
        }
        fn metadata(&self) -> &Metadata {
            &self.0
        }
        fn features(&self) -> &[Feature] {
            &[Feature::Grade, Feature::ScoreTable]
        }
        fn describe(&self) -> String {
            "in_process even".into()
        }
    }

    #[test]
    fn every_line_gets_its_verdict_or_its_error() {
        let domain = Even(Metadata::new("even", "1", 1));
        let input = "{\"n\": 2}\nnot json\n{\"m\": 1}\n\n{\"n\": 3}\n";
        let (mut output, tally) = (Vec::new(), Tally::default());
        let count = grade_all(&domain, &mut io::Cursor::new(input), &mut output, 3, &tally).unwrap();
        let lines: Vec<Value> = output.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        assert_eq!((count, lines.len(), tally.errors.load(Ordering::Relaxed)), (5, 5, 3));
        assert_eq!(lines[0], json!({"n": 2, "correct": true}));
        assert_eq!(lines[1]["line"], 2);
        assert!(lines[1]["error"].as_str().unwrap().starts_with("the line is no JSON"), "{}", lines[1]);
        assert_eq!(lines[2], json!({"error": "the case has no number `n`", "line": 3}));
        assert!(lines[3]["error"].as_str().unwrap().starts_with("the line is empty"));
        assert_eq!(lines[4], json!({"n": 3, "correct": false}));
        assert_eq!(tally.score_table(&domain).unwrap(), None, "no verdict has an id");
    }

    fn tally_of(input: String) -> Tally {
        let tally = Tally::default();
        let mut input = io::Cursor::new(input);
        grade_all(&Even(Metadata::new("even", "1", 1)), &mut input, &mut Vec::new(), 4, &tally).unwrap();
        tally
    }

    #[test]
    fn verdicts_with_an_id_make_a_table_in_the_order_of_their_lines() {
        let domain = Even(Metadata::new("even", "1", 1));
        let input = (0..60).map(|n| format!("{{\"n\": {n}, \"id\": \"t{n}\"}}\n")).collect::<String>() + "{\"n\": 7}\n?\n";
        let want: String = (0..60).map(|n| format!("t{n} {}\n", 1 - n % 2)).collect();
        assert_eq!(tally_of(input).score_table(&domain).unwrap(), Some(want));
        let error = tally_of("{\"n\": 1, \"id\": \"t\"}".to_owned()).score_table(&domain).unwrap_err();
        let text = format!("{error:#}");
        assert_eq!(
            text,
            "the even score table of 1 verdicts cannot be made; the verdicts are whole without it: one row makes no table"
        );
    }

    #[test]
    fn a_verdict_counts_by_its_quality_or_else_by_whether_it_is_valid() {
        let quality = |verdict: Value| score_row(&verdict).map(|row| (row.task_id, row.quality));
        assert_eq!(quality(json!({"id": "a", "quality": 0.25, "valid": true})), Some(("a".into(), 0.25)));
        assert_eq!(quality(json!({"id": "a", "valid": true})), Some(("a".into(), 1.0)));
        assert_eq!(quality(json!({"id": "a", "valid": false, "quality": null})), Some(("a".into(), 0.0)));
        for nothing in [json!({"id": 7, "valid": true}), json!({"id": "a", "correct": true}), json!({"error": "?"}), json!(null)]
        {
            assert_eq!(quality(nothing), None);
        }
    }
}
