//! Episodes: a scenario and calls, some of them planned, the others drawn.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use exitrl_python::{Expr, from_json, parse_expression, unparse};
use exitrl_tool_use::{CallRules, Class, LongContext, World};
use serde_json::{Value, json};

use crate::arguments::{Memory, Param, learn};
use crate::draw::{Draw, ODD};
use crate::entries::json_lines;

/// Calls per episode.
const EPISODE: usize = 30;

/// What our side answers where it refuses to compute something huge.
const OUT_OF_MEMORY: [&str; 2] = ["Error during execution: ", r#"{"error": ""}"#];

/// Calls that build on each other. A bare name is a method that gets sound arguments; `<name>` stands for the value that the scenario
/// or an earlier result has under that name.
#[rustfmt::skip]
const STORIES: &[&[&str]] = &[
    &["ticket_login('ann', 'pw')", "create_ticket", "create_ticket", "edit_ticket", "resolve_ticket", "get_ticket", "close_ticket",
      "edit_ticket", "get_user_tickets", "logout", "create_ticket"],
    &["authenticate_twitter(<username>, <password>)", "post_tweet", "comment", "mention", "follow_user", "retweet", "retweet",
      "get_tweet_comments", "list_all_following", "post_tweet", "get_user_tweets", "unfollow_user", "search_tweets", "get_user_stats"],
    &["message_login(<current_user>)", "list_users", "get_user_id", "message_login", "send_message", "send_message",
      "view_messages_sent", "search_messages", "add_contact", "send_message", "get_message_stats", "delete_message", "delete_message",
      "view_messages_sent"],
    &["trading_login('ann', 'pw')", "get_account_info", "fund_account", "get_stock_info", "place_order", "get_order_details",
      "place_order", "cancel_order", "get_order_history", "add_to_watchlist", "get_watchlist", "remove_stock_from_watchlist",
      "withdraw_funds", "get_transaction_history", "filter_stocks_by_price", "notify_price_change", "trading_logout"],
    &["authenticate_travel('id', 'key', 'token', 'read_write', <user_first_name>, <user_last_name>)", "get_all_credit_cards",
      "register_credit_card", "get_flight_cost", "book_flight", "book_flight", "get_booking_history", "purchase_insurance",
      "retrieve_invoice", "contact_customer_support", "set_budget_limit", "book_flight", "purchase_insurance",
      "get_credit_card_balance", "cancel_booking", "retrieve_invoice", "get_booking_history", "verify_traveler_information"],
    &["lockDoors(False, ['driver', 'passenger', 'rear_left', 'rear_right'])", "fillFuelTank", "pressBrakePedal(1)", "displayCarStatus",
      "startEngine('START')", "setCruiseControl", "setCruiseControl(65, True, 30)", "activateParkingBrake", "releaseBrakePedal",
      "startEngine", "lockDoors", "estimate_distance", "startEngine('STOP')", "setCruiseControl", "displayCarStatus"],
    &["ls", "mkdir", "cd", "ls(True)", "touch", "echo", "echo", "ls(True)", "cat", "sort", "wc", "tail", "grep", "diff", "cp", "ls(True)",
      "mv", "ls(True)", "cd", "find", "cd('..')", "ls(True)", "du(True)", "pwd", "cp", "rmdir", "rm", "ls"],
];

/// A method and what its parameters take.
pub(crate) struct Method {
    name: String,
    params: Vec<Param>,
}

impl Method {
    /// A call with drawn arguments. A sound one leaves out no argument that must be there and adds none.
    fn call(&self, draw: &mut Draw, memory: &Memory, sound: bool) -> String {
        let mut args = Vec::new();
        let positional = draw.chance(15);
        for param in &self.params {
            if draw.chance(if param.required { 2 * usize::from(!sound) } else { 40 }) {
                if positional {
                    break;
                }
                continue;
            }
            let value = param.argument(draw, memory, sound);
            args.push(if positional { value } else { format!("{}={value}", param.name) });
        }
        if !sound && draw.chance(2) {
            args.push(format!("extra={}", draw.pick(ODD)));
        }
        format!("{}({})", self.name, args.join(", "))
    }
}

/// A test entry: its scenarios and the calls that solve it.
struct Entry {
    scenarios: Value,
    solution: Vec<String>,
}

/// The benchmark, as far as some classes go.
pub(crate) struct Bench {
    classes: Vec<Class>,
    methods: Vec<Method>,
    entries: Vec<Entry>,
    stories: Vec<&'static [&'static str]>,
    long: Option<Arc<LongContext>>,
    /// Percent of episodes whose scenario gets a value of an odd type somewhere.
    odd_scenarios: usize,
}

impl Bench {
    pub(crate) fn new(root: &Path, classes: Vec<Class>, long: Option<Arc<LongContext>>, odd_scenarios: usize) -> Self {
        let data = root.join("bfcl_eval/data");
        let mut methods: Vec<Method> = classes.iter().flat_map(|class| methods(&data, *class)).collect();
        let entries = entries(&data);
        let mut params_of = methods.iter_mut().map(|method| (method.name.clone(), &mut method.params)).collect();
        for call in entries.iter().flat_map(|entry| &entry.solution) {
            parse_expression(call).into_iter().for_each(|call| learn(&mut params_of, &call));
        }
        let known = |call: &&str| methods.iter().any(|method| method.name == head(call));
        let stories = STORIES.iter().copied().filter(|story| story.iter().all(known)).collect();
        let concerns = |entry: &Entry| classes.iter().any(|class| entry.scenarios.get(class.name()).is_some());
        let entries = entries.into_iter().filter(concerns).collect();
        Self { methods, entries, stories, long, odd_scenarios, classes }
    }

    fn method(&self, name: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.name == name)
    }

    /// Plays an episode on our side and says what to ask the oracle.
    pub(crate) fn episode(&self, draw: &mut Draw) -> (Played, Value) {
        let none = Entry { scenarios: json!({}), solution: Vec::new() };
        let entry = if draw.chance(15) { &none } else { draw.any(&self.entries).unwrap_or(&none) };
        let mut scenarios = entry.scenarios.clone();
        if draw.chance(self.odd_scenarios) {
            spoil(draw, &mut scenarios, 0);
        }
        let long = self.long.as_ref().filter(|_| draw.chance(15));
        let played = match World::load(&self.classes, &from_json(&scenarios), long) {
            Ok(world) => {
                let plan = self.plan(draw, entry);
                self.play(draw, world, &scenarios, plan)
            }
            Err(error) => Played { failed: Some(error.to_string()), ..Played::default() },
        };
        let classes: Vec<&str> = self.classes.iter().map(|class| class.name()).collect();
        let request =
            json!({"do": "play", "classes": classes, "scenarios": scenarios, "long": long.is_some(), "calls": played.calls});
        (played, request)
    }

    /// What an episode is about: the calls that solve its entry, a story, or nothing.
    fn plan(&self, draw: &mut Draw, entry: &Entry) -> VecDeque<String> {
        let own = |call: &&String| self.method(head(call)).is_some();
        match draw.below(3) {
            0 => entry.solution.iter().filter(own).cloned().collect(),
            1 => draw.any(&self.stories).into_iter().copied().flatten().map(|call| (*call).to_owned()).collect(),
            _ => VecDeque::new(),
        }
    }

    fn play(&self, draw: &mut Draw, mut world: World, scenarios: &Value, mut plan: VecDeque<String>) -> Played {
        let mut memory = Memory::default();
        memory.add("", scenarios);
        let mut played = Played::default();
        while played.calls.len() < EPISODE {
            let next = if draw.chance(80) { plan.pop_front() } else { None };
            let call = match next {
                Some(call) => self.planned(draw, &memory, &call),
                None => {
                    let sound = draw.chance(30);
                    draw.pick(&self.methods).call(draw, &memory, sound)
                }
            };
            let before = world.clone();
            let result = world.execute(&call, CallRules::default());
            if OUT_OF_MEMORY.contains(&result.as_str()) {
                // Python would compute for minutes where we refuse.
                world = before;
                continue;
            }
            memory.add_result(&result);
            played.calls.push(call);
            played.results.push(result);
        }
        played.states = world.states();
        played
    }

    /// A planned call as it is made: completed, and now and then with one argument changed.
    fn planned(&self, draw: &mut Draw, memory: &Memory, call: &str) -> String {
        let Some(method) = self.method(head(call)) else { return call.to_owned() };
        if !call.contains('(') {
            return method.call(draw, memory, true);
        }
        let mut call = call.to_owned();
        while let Some((before, (name, after))) =
            call.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
        {
            call = format!("{before}{}{after}", memory.named(name).unwrap_or("'x'").replace(['<', '>'], ""));
        }
        if draw.chance(20) { altered(draw, memory, method, &call).unwrap_or(call) } else { call }
    }
}

/// The call with one of its arguments drawn anew.
fn altered(draw: &mut Draw, memory: &Memory, method: &Method, call: &str) -> Option<String> {
    let Ok(Expr::Call { func, mut args, mut keywords }) = parse_expression(call) else { return None };
    let nth = draw.below(args.len() + keywords.len());
    let (name, value) = match args.get_mut(nth) {
        Some(value) => (method.params.get(nth)?.name.clone(), value),
        None => {
            let keyword = keywords.get_mut(nth - args.len())?;
            (keyword.name.as_ref()?.to_string(), &mut keyword.value)
        }
    };
    let param = method.params.iter().find(|param| param.name == name)?;
    *value = parse_expression(&param.argument(draw, memory, false)).ok()?;
    Some(unparse(&Expr::Call { func, args, keywords }))
}

/// The name of the method that is called.
pub(crate) fn head(call: &str) -> &str {
    call.split('(').next().unwrap_or_default()
}

/// What happened on our side.
#[derive(Default)]
pub(crate) struct Played {
    pub(crate) calls: Vec<String>,
    pub(crate) results: Vec<String>,
    pub(crate) states: Value,
    /// Why the scenario could not be loaded.
    pub(crate) failed: Option<String>,
}

fn methods(data: &Path, class: Class) -> Vec<Method> {
    let docs = json_lines(&data.join("multi_turn_func_doc").join(class.docs_file()));
    let ours = class.method_names();
    let method = |doc: &Value| {
        let name = doc["name"].as_str().unwrap_or_default().to_owned();
        assert!(ours.contains(&name.as_str()), "{} lacks {name}", class.name());
        let required = doc["parameters"]["required"].as_array().cloned().unwrap_or_default();
        let properties = doc["parameters"]["properties"].as_object();
        let param = |(name, property): (&String, &Value)| Param::new(name, property, required.contains(&json!(name)));
        Method { name, params: properties.into_iter().flatten().map(param).collect() }
    };
    docs.iter().map(method).collect()
}

fn entries(data: &Path) -> Vec<Entry> {
    const FILE: &str = "BFCL_v4_multi_turn_base.json";
    let solution = |answer: &Value| {
        let turns = answer["ground_truth"].as_array().into_iter().flatten();
        turns.flat_map(|turn| turn.as_array().into_iter().flatten().filter_map(Value::as_str)).map(str::to_owned).collect()
    };
    let answers = json_lines(&data.join("possible_answer").join(FILE));
    let mut solutions: HashMap<&str, Vec<String>> =
        answers.iter().filter_map(|answer| Some((answer["id"].as_str()?, solution(answer)))).collect();
    let entry = |entry: Value| Entry {
        solution: entry["id"].as_str().and_then(|id| solutions.remove(id)).unwrap_or_default(),
        scenarios: entry["initial_config"].clone(),
    };
    json_lines(&data.join(FILE)).into_iter().map(entry).collect()
}

/// Puts a value of an odd type somewhere into a scenario. The outer two levels are classes and attributes.
fn spoil(draw: &mut Draw, json: &mut Value, depth: usize) {
    let count = match &*json {
        Value::Object(map) => map.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    };
    if count == 0 || depth >= 2 && draw.chance(50) {
        let odd =
            [json!(null), json!(true), json!("text"), json!(-1), json!(2.5), json!([]), json!({}), json!(["a"]), json!({"a": 1})];
        *json = draw.pick(&odd).clone();
        return;
    }
    let nth = draw.below(count);
    let child = match json {
        Value::Object(map) => map.values_mut().nth(nth),
        Value::Array(items) => items.get_mut(nth),
        _ => None,
    };
    child.into_iter().for_each(|child| spoil(draw, child, depth + 1));
}
