//! What must hold of every task, tried on thousands.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;

use exitrl_python::{Expr, Value, parse_expression};
use serde_json::json;

use super::levels::function_of;
use super::{Level, generate};
use crate::call::{CallRules, World};
use crate::check::{Calls, CheckRules, Prepared};
use crate::data::Entry;
use crate::services::find_method;

const CODES: u64 = 3000;

fn entries(level: Level) -> impl Iterator<Item = Entry> {
    let all = (0..CODES).map(move |code| generate(level, code));
    return all.filter(|e| e.ground_truth.iter().flatten().all(|c| find_method(function_of(c)).is_some()));
}

/// The right calls, one reply a turn.
fn right_calls(entry: &Entry) -> Calls {
    entry.ground_truth.iter().map(|calls| if calls.is_empty() { Vec::new() } else { vec![calls.clone()] }).collect()
}

fn prepared(entry: &Entry) -> Prepared {
    Prepared::new(entry.clone(), None, CallRules::default()).unwrap_or_else(|error| panic!("{}: {error}", entry.id))
}

/// Whether an answer says that something went wrong.
fn is_failure(answer: &str) -> bool {
    let refusals = ["Stock not found", "\"Unknown\"", "\"00000\"", "Already", "No user is currently logged in"];
    if answer.starts_with("Error") || refusals.iter().any(|text| answer.contains(text)) {
        return true;
    }
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(answer) else { return answer.contains("'error'") };
    fields.iter().any(|(name, value)| name == "error" || name != "canDrive" && name != "healthy_tire_pressure" && *value == false)
}

#[test]
fn right_calls_are_executed_without_an_error_and_pass() {
    for level in Level::ALL {
        for entry in entries(level) {
            let mut world = World::load(&entry.classes, &entry.scenarios, None).unwrap();
            for call in entry.ground_truth.iter().flatten() {
                let answer = world.execute(call, CallRules::default());
                assert!(!is_failure(&answer), "{}: {call} got {answer}\n{:?}", entry.id, entry.questions);
            }
            let verdict =
                prepared(&entry).check(&right_calls(&entry), CheckRules { strict_irrelevance: true, ..CheckRules::default() });
            assert!(verdict.valid(), "{}: {:?}", entry.id, verdict.failure);
        }
    }
}

#[test]
fn a_missing_call_fails() {
    for level in Level::ALL {
        for entry in entries(level).take(400) {
            let prepared = prepared(&entry);
            for turn in 0..entry.ground_truth.len() {
                for nth in 0..entry.ground_truth[turn].len() {
                    let mut calls = right_calls(&entry);
                    let left_out = calls[turn][0].remove(nth);
                    // What only leads somewhere (a folder, a car that stands) can be got around; nothing else can.
                    let last = nth + 1 == entry.ground_truth[turn].len();
                    let passes = prepared.check(&calls, CheckRules::default()).valid();
                    assert!(!passes || !last && function_of(&left_out) == "cd", "{}: without {left_out}", entry.id);
                }
            }
        }
    }
}

/// Every literal of an expression.
fn literals(expr: &Expr, out: &mut Vec<Value>) {
    match expr {
        Expr::Constant(value) => out.push(value.clone()),
        Expr::List(items) => items.iter().for_each(|item| literals(item, out)),
        Expr::Dict(pairs) => pairs.iter().for_each(|(key, value)| {
            key.iter().for_each(|key| literals(key, out));
            literals(value, out);
        }),
        Expr::Unary(_, inner) => literals(inner, out),
        Expr::Call { args, keywords, .. } => {
            args.iter().for_each(|arg| literals(arg, out));
            keywords.iter().for_each(|keyword| literals(&keyword.value, out));
        }
        other => panic!("{other:?}"),
    }
}

fn squeezed(text: &str) -> String {
    text.to_lowercase().replace([' ', '_'], "")
}

#[test]
fn every_value_of_the_calls_was_said_or_answered_before() {
    for level in Level::ALL {
        for entry in entries(level) {
            let mut world = World::load(&entry.classes, &entry.scenarios, None).unwrap();
            let mut said = String::new();
            for (question, calls) in entry.questions.iter().zip(&entry.ground_truth) {
                said += &squeezed(question.as_deref().unwrap_or_default());
                for call in calls {
                    let mut values = Vec::new();
                    literals(&parse_expression(call).unwrap(), &mut values);
                    for value in values {
                        let text = match &value {
                            Value::Bool(_) => continue,
                            Value::Str(text) if matches!(&**text, "." | "..") => continue,
                            Value::Str(text) => squeezed(text),
                            number => exitrl_python::repr(number).trim_end_matches(".0").to_owned(),
                        };
                        assert!(said.contains(&text), "{}: {call}: {text} is not in {:?}", entry.id, entry.questions);
                    }
                    said += &squeezed(&world.execute(call, CallRules::default()));
                }
            }
        }
    }
}

#[test]
fn functions_that_are_needed_are_shown_and_belong_to_the_services() {
    for level in Level::ALL {
        for entry in entries(level) {
            for call in entry.ground_truth.iter().flatten() {
                let method = find_method(function_of(call)).unwrap_or_else(|| panic!("{call}"));
                assert!(entry.classes.contains(&method.class), "{}", entry.id);
                let shown = entry.shown.as_ref();
                assert!(shown.is_none_or(|shown| shown.iter().any(|name| name == function_of(call))), "{}", entry.id);
            }
        }
    }
}

#[test]
fn levels_have_the_form_that_their_names_promise() {
    let counts = |entry: &Entry| entry.ground_truth.iter().map(Vec::len).collect::<Vec<_>>();
    for code in 0..CODES {
        let entry = |level| generate(level, code);
        assert_eq!(counts(&entry(Level::OneCall)), [1]);
        assert!(entry(Level::OneCall).shown.is_some_and(|shown| shown.len() <= 5));
        assert_eq!(counts(&entry(Level::TwoCalls)), [2]);
        assert!(matches!(counts(&entry(Level::DependentCalls)).as_slice(), [calls] if *calls >= 2));
        assert_eq!(counts(&entry(Level::MissingParameter)), [0, 1]);
        assert!((4..=6).contains(&entry(Level::LongHistory).questions.len()));
        let many = entry(Level::ManyFunctions);
        assert!(many.shown.is_none() && (2..=3).contains(&many.classes.len()));
        let withheld = entry(Level::MissingFunction);
        let turn = withheld.questions.len() - 1;
        assert_eq!(withheld.questions[turn], None);
        assert!(withheld.ground_truth[turn - 1].is_empty());
        assert_eq!(withheld.missed[&turn], [function_of(&withheld.ground_truth[turn][0])]);
        assert!(turn == 1 || withheld.missed[&turn][0] != function_of(&withheld.ground_truth[0][0]));
    }
}

#[test]
fn no_two_levels_ask_the_same_and_few_tasks_come_again() {
    let mut seen: HashMap<Vec<Option<String>>, Level> = HashMap::new();
    for level in Level::ALL {
        let mut contents = HashSet::new();
        for entry in entries(level) {
            contents.insert((entry.questions.clone(), entry.ground_truth));
            let other = *seen.entry(entry.questions).or_insert(level);
            assert_eq!(other, level, "{}", entry.id);
        }
        println!("{}: {} different contents of {CODES}", level.name(), contents.len());
        assert!(contents.len() as u64 * 100 > CODES * 90, "{}: {}", level.name(), contents.len());
    }
}

/// The first tasks of every level, as they were when the version in the label of `generate` was last raised.
#[test]
fn tasks_are_what_they_always_were() {
    let mut lines = String::new();
    for level in Level::ALL {
        for code in 0..4 {
            let entry = generate(level, code);
            let classes: Vec<&str> = entry.classes.iter().map(|class| class.name()).collect();
            let line = json!({
                "id": entry.id, "questions": entry.questions, "ground_truth": entry.ground_truth, "classes": classes,
                "missed": entry.missed, "shown": entry.shown, "scenarios": exitrl_python::to_json(&entry.scenarios),
            });
            _ = writeln!(lines, "{line}");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generate/golden/tasks.jsonl");
    if std::env::var_os("EXITRL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &lines).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, wanted) in lines.lines().zip(golden.lines()) {
        assert_eq!(line, wanted, "EXITRL_BLESS=1 writes the file anew");
    }
    assert_eq!(lines.lines().count(), golden.lines().count());
}
