//! Whatever a model replies: no panic, an end within the limit, rewards within bounds, and histories that lead where living through them
//! leads.

use std::time::Duration;

use arbtest::arbitrary::{Result, Unstructured};
use exitrl_domain::{DomainClient, EpisodeStart, Iterate, Message, Operator, Prompt, Split, Task, TurnRecord};
use exitrl_python::{Dict, Value as Py};
use exitrl_tool_calls::ToolCall;
use exitrl_tool_use::{CallRules, Class, Format, Level, ToolDocs, World};
use serde_json::{Value, json};

use crate::open;

const MINUTE: Duration = Duration::from_secs(60);

/// What calls and values are made of; names of calls may come from here as well.
#[rustfmt::skip]
const FRAGMENTS: [&str; 40] = [
    "", "a", "é😀", "'", "\"", "\\", "\n", "\u{0}", "f(", ")", "[", "]", "{", "}", "#", "**", "*", "-", "1e999", "9**9**9", "'a'*10**9",
    "ls", "ls()", "[ls()]", "echo(content=ls(), file_name='a')", "cat(file_name='a')", "cd('..')", "[cat('a'), cat('a')]", ".", "..", "/",
    "<tool_call>", "</tool_call>", "<function=ls>", "<functions>", "[TOOL_CALLS]", "```", "<think>", "{\"name\":", "lambda: 1",
];

fn any_bool(u: &mut Unstructured) -> Result<bool> {
    u.arbitrary()
}

fn any_config(u: &mut Unstructured) -> Result<Value> {
    let tasks = *u.choose(&["handmade", "generated"])?;
    let limit = |u: &mut Unstructured| Ok(if u.ratio(1, 2)? { Value::Null } else { json!(u.int_in_range(1..=4)?) });
    Ok(json!({
        "tasks": tasks,
        "levels": [u.choose(&Level::ALL)?],
        "test_fraction": 0.0,
        "seed": u.int_in_range(0..=1000)?,
        "format": u.choose(&Format::ALL)?,
        "tools_in": u.choose(&["prompt", "template"])?,
        "tool_docs": u.choose(&[ToolDocs::Json, ToolDocs::Lines, ToolDocs::Signatures])?,
        "examples": u.int_in_range(0..=2)?,
        "results_as": u.choose(&["tool", "user"])?,
        "feedback": any_bool(u)?,
        "first_turn_only": any_bool(u)?,
        "max_turns": limit(u)?,
        "max_replies_per_turn": u.int_in_range(1..=5)?,
        "turn_ends_after": limit(u)?,
        "strict_irrelevance": any_bool(u)?,
        "withhold_excluded": any_bool(u)?,
        "partial_credit": any_bool(u)?,
        "decode_feedback": any_bool(u)?,
        "rewrite_texts": any_bool(u)?,
    }))
}

fn any_text(u: &mut Unstructured) -> Result<String> {
    let count = u.int_in_range(0..=6)?;
    (0..count).map(|_| if u.ratio(1, 6)? { u.arbitrary() } else { Ok((*u.choose(&FRAGMENTS)?).to_owned()) }).collect()
}

fn any_value(u: &mut Unstructured, depth: usize) -> Result<Py> {
    Ok(match u.int_in_range(0..=if depth == 0 { 6 } else { 9 })? {
        0 => Py::None,
        1 => any_bool(u)?.into(),
        2 => u.arbitrary::<i64>()?.into(),
        3 => Py::Int(u.int_in_range(-3..=12)?),
        4 => u.arbitrary::<f64>()?.into(),
        5 | 6 => any_text(u)?.into(),
        7 => Py::list(any_values(u, depth)?),
        8 => Py::tuple(any_values(u, depth)?),
        _ => {
            let mut dict = Dict::new();
            for value in any_values(u, depth)? {
                dict.insert(any_text(u)?.into(), value).unwrap();
            }
            dict.into()
        }
    })
}

fn any_values(u: &mut Unstructured, depth: usize) -> Result<Vec<Py>> {
    (0..u.int_in_range(0..=3)?).map(|_| any_value(u, depth - 1)).collect()
}

/// A call of a function that there is, mostly, with arguments that it has, mostly.
fn any_call(u: &mut Unstructured) -> Result<ToolCall> {
    let docs = u.choose(Class::ALL)?.docs();
    let doc = u.choose(&docs)?;
    let name = if u.ratio(1, 10)? { any_text(u)? } else { doc["name"].as_str().unwrap().to_owned() };
    let mut arguments = Vec::new();
    for parameter in doc["parameters"]["properties"].as_object().unwrap().keys() {
        if u.ratio(5, 6)? {
            let name = if u.ratio(1, 20)? { any_text(u)? } else { parameter.clone() };
            arguments.push((name.into(), any_value(u, 2)?));
        }
    }
    let mut call = ToolCall::new(name, arguments);
    if u.ratio(1, 8)? {
        call.positional = any_values(u, 2)?;
    }
    Ok(call)
}

/// A text with something taken out and something else put in.
fn mutated(u: &mut Unstructured, text: &str) -> Result<String> {
    let place = |u: &mut Unstructured| Ok(text.floor_char_boundary(u.int_in_range(0..=text.len())?));
    let (a, b) = (place(u)?, place(u)?);
    Ok(format!("{}{}{}", &text[..a], any_text(u)?, &text[b..]))
}

fn any_reply(u: &mut Unstructured, format: Format, right: &str) -> Result<String> {
    match u.int_in_range(0..=5)? {
        0 => u.arbitrary(),
        1 => any_text(u),
        2 => mutated(u, right),
        3 => Ok(right.to_owned()),
        _ => {
            let calls = (0..u.int_in_range(1..=3)?).map(|_| any_call(u)).collect::<Result<Vec<_>>>()?;
            // What is written for another format may look like anything in this one.
            let format = if u.ratio(1, 8)? { *u.choose(&Format::ALL)? } else { format };
            Ok(format.render(&calls))
        }
    }
}

fn prompt_after(domain: &impl DomainClient, task: &Task, history: &[TurnRecord]) -> Prompt {
    let episode = domain.start(&EpisodeStart { task: task.clone(), history: history.to_vec(), seed: 1 }).unwrap();
    let prompt = domain.prompt(episode, Operator::Attempt, None).unwrap();
    domain.drop_episode(episode);
    prompt
}

fn live_through(u: &mut Unstructured) -> Result<()> {
    let config = any_config(u)?;
    let format: Format = serde_json::from_value(config["format"].clone()).unwrap();
    let domain = open(&config);
    let count = domain.task_count(Split::Train).unwrap().min(1000);
    let task = domain.task(Split::Train, u.int_in_range(0..=count - 1)?).unwrap();
    let right = domain.reference(&task).unwrap().unwrap_or_default();
    let most = domain.metadata().max_turns as usize;
    let episode = domain.start(&EpisodeStart { task: task.clone(), history: Vec::new(), seed: 1 }).unwrap();
    let (mut prompts, mut history): (Vec<Prompt>, Vec<TurnRecord>) = (Vec::new(), Vec::new());
    loop {
        assert!(history.len() < most, "{config}: the episode goes on behind its limit of {most}");
        let prompt = domain.prompt(episode, Operator::Attempt, None).unwrap();
        let reply = any_reply(u, format, right.get(history.len()).map_or("", |reply| &reply.content))?;
        let action = Message::assistant(reply);
        let latest = Iterate { response: action.clone(), feedback: None, quality: 0.0 };
        domain.prompt(episode, Operator::Improve, Some(&latest)).unwrap();
        let result = domain.step(episode, &action, MINUTE).unwrap();
        assert!((0.0..=1.0).contains(&result.reward), "{config}: {result:?}");
        assert!(result.done || result.reward == 0.0, "{config}: {result:?}");
        prompts.push(prompt);
        history.push(TurnRecord { action, feedback: result.feedback, reward: result.reward });
        if result.done {
            break;
        }
    }
    let nth = u.int_in_range(0..=prompts.len() - 1)?;
    assert_eq!(prompt_after(&domain, &task, &history[..nth]), prompts[nth], "{config}: after {nth} replies");
    Ok(())
}

#[test]
fn any_replies_lead_to_an_end_and_histories_are_what_was_lived_through() {
    arbtest::arbtest(live_through).size_min(2_000).size_max(60_000).budget(Duration::from_secs(4));
}

fn file_system() -> impl FnMut(&str) -> String {
    let scenario = json!({"GorillaFileSystem": {"root": {"a": {"type": "directory", "contents": {
        "f": {"type": "file", "content": "text"},
    }}}}});
    let class = Class::named("GorillaFileSystem").unwrap();
    let mut world = World::load(&[class], &exitrl_python::from_json(&scenario), None).unwrap();
    move |call| world.execute(call, CallRules::default())
}

#[test]
fn what_calls_answer_can_be_nested_and_doubled_within_bounds_only() {
    let mut world = file_system();
    for _ in 0..20_000 {
        world("echo(content=cat(file_name='f'), file_name='f')");
    }
    assert!(world("cat(file_name='f')").len() < 100_000);
    assert_eq!(world("echo(content='text', file_name='f')"), "None");
    for _ in 0..100 {
        world("echo(content=[cat('f')['file_content'], cat('f')['file_content']], file_name='f')");
    }
    let refused = world("echo(content=[cat('f'), cat('f')], file_name='f')");
    assert_eq!(refused, "Error during execution: ");
    for text in ["('a'*1000000,)*1000000", "[[[['a']*1000]*1000]*1000]*1000", "'a'*16000000", "['a'*4000000 + 'b'*4000000]"] {
        assert_eq!(world(&format!("echo(content={text})")), "Error during execution: ", "{text}");
    }
    assert!(world(&format!("[{}1]", "'a'*16000000, ".repeat(10_000))).starts_with("Error"));
}

#[test]
fn texts_full_of_calls_take_time_of_their_length() {
    let mut world = file_system();
    let text = world(&format!("echo(content='{}')", "ls (".repeat(250_000)));
    assert!(text.contains("GorillaFileSystem_instance.ls(GorillaFileSystem_instance.ls("), "{}", &text[..200]);
}

#[test]
fn numbers_whose_parts_lie_far_apart_have_no_logarithm() {
    let mut world = World::load(&[Class::named("MathAPI").unwrap()], &Py::dict([]), None).unwrap();
    for value in ["1+1e-999999999999j", "1-1e-99999999999999j", "1e-99999999999+1j"] {
        let result = world.execute(&format!("logarithm(value='{value}', base=10, precision=10)"), CallRules::default());
        assert_eq!(result, r#"{"error": ""}"#, "{value}");
    }
}

#[test]
fn a_reply_that_reads_a_large_file_again_and_again_gets_a_bounded_answer() {
    let mut world = World::load(&[Class::FileSystem], &Py::from(Dict::new()), None).unwrap();
    let rules = CallRules::default();
    world.execute_all(&["touch('f')".to_owned(), format!("echo('{}', 'f')", "x".repeat(1 << 20))], rules);
    let results = world.execute_all(&vec!["cat('f')".to_owned(); 1000], rules);
    assert_eq!(results.len(), 1000);
    assert!(results.iter().map(String::len).sum::<usize>() < 32 << 20);
    assert!(results[0].contains("xxx") && results[999] == "Error during execution: ", "{}", results[999]);
}
