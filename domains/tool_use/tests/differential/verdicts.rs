//! Mutated call sequences.

use std::collections::BTreeMap;

use exitrl_tool_use::{Calls, CheckRules};
use serde_json::json;

use crate::draw::Draw;
use crate::entries::{Case, cases, one_by_one};
use crate::oracle::Oracle;
use crate::{number, package};

#[test]
fn mutated_conversations_get_the_verdicts_of_the_benchmark() {
    let Some(package) = package() else { return };
    let cases = cases(&package);
    let all: Vec<&String> = cases.iter().flat_map(|case| case.truth.iter().flatten()).collect();
    let mut oracle = Oracle::start(&package);
    let mut draw = Draw(number("EXITRL_FUZZ_SEED", 1));
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let wanted = number("EXITRL_FUZZ_VERDICTS", 400);
    for _ in 0..wanted {
        let case = draw.pick(&cases);
        let calls = mutated(&mut draw, case, &all);
        let theirs = oracle.ask(&json!({"do": "check", "entry": case.json, "ground_truth": case.truth, "steps": calls}));
        let verdict = case.prepared.check(&calls, CheckRules::default());
        let ours = json!({"valid": verdict.valid(), "error_type": verdict.failure.as_ref().map(|failure| failure.error_type)});
        assert_eq!(ours, theirs, "{}: {calls:?}\n{:?}", case.prepared.entry.id, verdict.failure);
        *outcomes.entry(theirs["error_type"].as_str().unwrap_or("valid").to_owned()).or_default() += 1;
    }
    println!("{wanted} verdicts alike: {outcomes:?}");
    assert!(outcomes.len() >= 4 && outcomes["valid"] * 20 > wanted as usize, "mutants of one kind only: {outcomes:?}");
}

/// The ground truth with one to three changes, some of which do no harm.
fn mutated(draw: &mut Draw, case: &Case, all: &[&String]) -> Calls {
    let mut calls = one_by_one(&case.truth);
    if draw.chance(30) {
        // All calls of a turn in one reply.
        calls = calls.into_iter().map(|turn| if turn.is_empty() { turn } else { vec![turn.concat()] }).collect();
    }
    for _ in 0..1 + draw.below(3) {
        if !calls.is_empty() {
            let turn = draw.below(calls.len());
            mutate(draw, &mut calls, turn, all);
        }
    }
    calls
}

fn mutate(draw: &mut Draw, calls: &mut Calls, turn: usize, all: &[&String]) {
    let replies = calls[turn].len();
    match draw.below(14) {
        0 if replies > 0 => _ = calls[turn].remove(draw.below(replies)),
        1 if replies > 0 => {
            let reply = calls[turn][draw.below(replies)].clone();
            calls[turn].push(reply);
        }
        2 if replies > 1 => calls[turn].reverse(),
        3 => calls[turn].clear(),
        4 => _ = calls.pop(),
        5 => calls[turn].push(Vec::new()),
        6 if turn > 0 => {
            let moved = std::mem::take(&mut calls[turn]);
            calls[turn - 1].extend(moved);
        }
        7 if turn + 1 < calls.len() => {
            let early: Vec<_> = calls[turn + 1].clone();
            calls[turn].extend(early);
        }
        8 => calls[turn].insert(0, vec![(*draw.pick(all)).clone()]),
        9 => calls[turn].push(vec![(*draw.pick(&HARMLESS)).to_owned()]),
        10 => calls[turn].push(vec![(*draw.pick(&BROKEN)).to_owned()]),
        11 => calls.push(Vec::new()),
        _ if replies > 0 => {
            let reply = draw.below(replies);
            if !calls[turn][reply].is_empty() {
                let call = draw.below(calls[turn][reply].len());
                calls[turn][reply][call] = changed(draw, &calls[turn][reply][call]);
            }
        }
        _ => {}
    }
}

/// Calls that look and do not touch; most are of services that the entry does not have.
const HARMLESS: [&str; 8] = [
    "pwd()",
    "ls(a=True)",
    "get_account_info()",
    "ticket_get_login_status()",
    "list_users()",
    "posting_get_login_status()",
    "displayCarStatus('fuel')",
    "list_all_airports()",
];
const BROKEN: [&str; 6] = ["nosuch(1)", "ls(", "kill('x')", "cd()", "", "ls(a=1/0)"];

/// One literal of a call is another.
pub(crate) fn changed(draw: &mut Draw, call: &str) -> String {
    match draw.below(4) {
        0 => call.replace("True", "False").replace("'a", "'b"),
        1 => {
            let digit = char::from(b'0' + draw.below(10) as u8);
            call.chars().map(|c| if c.is_ascii_digit() && draw.chance(50) { digit } else { c }).collect()
        }
        2 => call.replace('e', "E"),
        _ => call.replace("', '", "', 'x"),
    }
}
