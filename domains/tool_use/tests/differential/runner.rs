//! Whole conversations beside the benchmark's own runner, with a model that says what a script has.

use std::collections::BTreeMap;
use std::time::Duration;

use exitrl_domain::{DomainClient, EpisodeStart, Host, InProcess, Message, Operator, Split, Task};
use exitrl_tool_use::ToolUseDomain;
use serde_json::{Value, json};

use crate::draw::Draw;
use crate::entries::{CATEGORIES, Case, cases};
use crate::oracle::Oracle;
use crate::scripts::Scripts;
use crate::{number, package};

/// Every query's messages, the end, the reward, and the verdict over the line of the result file are those of the benchmark.
#[test]
fn scripted_conversations_are_those_of_the_benchmarks_runner() {
    let Some(package) = package() else { return };
    let domain = InProcess::<ToolUseDomain>::open(
        &json!({"data": package, "categories": CATEGORIES, "test_fraction": 0.0}),
        Host::default(),
    );
    let domain = domain.unwrap();
    let tasks: Vec<Task> =
        (0..domain.task_count(Split::Train).unwrap()).map(|index| domain.task(Split::Train, index).unwrap()).collect();
    let tasks: BTreeMap<&str, &Task> = tasks.iter().map(|task| (task.id.as_str(), task)).collect();
    let cases = cases(&package);
    assert_eq!(tasks.len(), cases.len());
    let scripts = Scripts::new(&package, &cases);
    let mut sides = Sides { domain, oracle: Oracle::start(&package) };
    let mut draw = Draw(number("EXITRL_FUZZ_SEED", 1));
    let mut report = Report::default();
    for _ in 0..number("EXITRL_FUZZ_CONVERSATIONS", 40) {
        let case = draw.pick(&cases);
        let script = scripts.of(&mut draw, case);
        let ours = Played::play(&sides.domain, tasks[case.prepared.entry.id.as_str()], &script);
        report.compare(&mut sides, &mut draw, case, &script, &ours);
    }
    report.print();
    assert!(report.differ.is_empty(), "{} conversations differ", report.differ.len());
}

/// Who plays and grades.
struct Sides {
    domain: InProcess<ToolUseDomain>,
    oracle: Oracle,
}

/// What our side made of a script.
struct Played {
    /// The messages before each reply, also before the one that the script lacks.
    queries: Vec<Vec<Message>>,
    ended: bool,
    reward: f64,
}

impl Played {
    fn play(domain: &InProcess<ToolUseDomain>, task: &Task, script: &[String]) -> Self {
        let start = EpisodeStart { task: task.clone(), history: Vec::new(), seed: 0 };
        let episode = domain.start(&start).unwrap();
        let mut played = Self { queries: Vec::new(), ended: false, reward: 0.0 };
        let mut replies = script.iter();
        while !played.ended {
            let prompt = domain.prompt(episode, Operator::Attempt, None).unwrap();
            assert!(prompt.tools.is_empty());
            played.queries.push(prompt.messages);
            let Some(reply) = replies.next() else { break };
            let result = domain.step(episode, &Message::assistant(reply), Duration::from_secs(60)).unwrap();
            played.ended = result.done;
            played.reward = result.reward;
        }
        domain.drop_episode(episode);
        played
    }
}

/// What was compared.
#[derive(Default)]
struct Report {
    conversations: usize,
    queries: usize,
    messages: usize,
    graded: usize,
    outcomes: BTreeMap<String, usize>,
    differ: Vec<String>,
}

impl Report {
    fn compare(&mut self, sides: &mut Sides, draw: &mut Draw, case: &Case, script: &[String], ours: &Played) {
        let id = &case.prepared.entry.id;
        self.conversations += 1;
        let theirs = sides.oracle.ask(&json!({"do": "converse", "entry": case.json, "replies": script}));
        assert!(theirs["failed"].is_null(), "{id}: {script:?}\n{}", theirs["failed"]);
        let mut differences = self.queries_that_differ(ours, &theirs);
        if Some(ours.ended) != theirs["ended"].as_bool() {
            differences.push(format!("ours ended: {}, theirs: {}", ours.ended, theirs["ended"]));
        }
        // In place of a result that could not be had the runner writes a text.
        let result = if theirs["ended"] == true { theirs["result"].clone() } else { json!("Error during inference: ") };
        let verdict = self.verdict(sides, case, &result, &mut differences);
        if ours.ended && json!(ours.reward == 1.0) != verdict["valid"] {
            differences.push(format!("our reward is {}, their verdict {verdict}", ours.reward));
        }
        if draw.chance(30) {
            self.verdict(sides, case, &spoiled(draw, result), &mut differences);
        }
        let forced = if theirs["force_quit"] == true { ", forced to quit" } else { "" };
        let outcome = format!("{}{forced}", verdict["error_type"].as_str().unwrap_or("valid"));
        *self.outcomes.entry(outcome).or_default() += 1;
        if !differences.is_empty() {
            self.differ.push(format!("{id}: {script:?}\n{}", differences.join("\n")));
        }
    }

    /// Their verdict on a line of a result file, after a look at whether ours is the same.
    fn verdict(&mut self, sides: &mut Sides, case: &Case, result: &Value, differences: &mut Vec<String>) -> Value {
        let request = json!({"do": "evaluate", "entry": case.json, "ground_truth": case.truth, "result": result});
        let theirs = sides.oracle.ask(&request);
        let ours = sides.domain.grade(&json!({"id": case.prepared.entry.id, "result": result})).unwrap();
        self.graded += 1;
        if (&ours["valid"], &ours["error_type"]) != (&theirs["valid"], &theirs["error_type"]) {
            let ours = json!({"valid": ours["valid"], "error_type": ours["error_type"]});
            differences.push(format!("our verdict on {result} is {ours}, theirs {theirs}"));
        }
        theirs
    }

    fn queries_that_differ(&mut self, ours: &Played, theirs: &Value) -> Vec<String> {
        let mut differences = Vec::new();
        let queries = theirs["queries"].as_array().unwrap();
        if ours.queries.len() != queries.len() {
            differences.push(format!("{} queries of ours, {} of theirs", ours.queries.len(), queries.len()));
        }
        for (nth, (own, their)) in ours.queries.iter().zip(queries).enumerate() {
            let their: Vec<Message> = serde_json::from_value(their.clone()).unwrap();
            self.queries += 1;
            self.messages += own.len();
            if *own == their {
                continue;
            }
            let place = own.iter().zip(&their).position(|(own, their)| own != their);
            let shown = place.map_or_else(
                || format!("{} messages of ours, {} of theirs", own.len(), their.len()),
                |at| format!("message {at}\nours   {:?}\ntheirs {:?}", own[at], their[at]),
            );
            differences.push(format!("query {nth}: {shown}"));
            break;
        }
        differences
    }

    fn print(&self) {
        self.differ.iter().take(10).for_each(|text| println!("{text}\n"));
        let Self { conversations, queries, messages, graded, outcomes, differ } = self;
        println!(
            "{conversations} conversations, {queries} queries of {messages} messages, {graded} result lines: {} differ",
            differ.len()
        );
        println!("{outcomes:?}");
    }
}

/// A result that the runner did not write: turns or replies are missing, moved, doubled or no texts.
fn spoiled(draw: &mut Draw, mut result: Value) -> Value {
    let Some(turns) = result.as_array_mut().filter(|turns| !turns.is_empty()) else {
        return draw.pick(&[Value::Null, json!("[]"), json!({}), json!([]), json!([[]]), json!(1)]).clone();
    };
    let (turn, other) = (draw.below(turns.len()), draw.below(turns.len()));
    match draw.below(8) {
        0 => _ = turns.remove(turn),
        1 => turns.push(json!([])),
        2 => turns.swap(turn, other),
        3 => turns[turn] = json!([]),
        4 => turns[turn] = turns[other].clone(),
        kind => {
            let odd = [json!("[]"), json!("[ls()"), Value::Null, json!([]), json!({}), json!(1), json!("[pwd()]")];
            if let Some(replies) = turns[turn].as_array_mut().filter(|replies| !replies.is_empty()) {
                let reply = draw.below(replies.len());
                match kind {
                    5 => replies[reply] = draw.pick(&odd).clone(),
                    6 => _ = replies.remove(reply),
                    _ => replies.push(replies[reply].clone()),
                }
            }
        }
    }
    result
}
