//! Drives our services and the benchmark's Python classes with the same random calls and prints every difference.
//!
//! ```sh
//! cargo run --release -p exitrl-tool-use --example fuzz_services -- --python PYTHON --package ROOT \
//!     [--class NAME] [--calls 100000] [--seed 1] [--show 20]
//! ```
//!
//! ROOT is the folder that holds `bfcl_eval`; PYTHON needs `mpmath`. Scenarios are those of the benchmark's entries and the default
//! ones; arguments are drawn from the scenario's own texts and numbers, from constants and from values of wrong types.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use exitrl_python::{from_json, str_repr};
use exitrl_tool_use::{CallRules, Class, LongContext, World, long_context_of};
use serde_json::{Value, json};

struct Options {
    python: String,
    package: String,
    class: Option<Class>,
    calls: usize,
    seed: u64,
    show: usize,
}

fn options() -> Options {
    let mut options =
        Options { python: "python3".into(), package: String::new(), class: None, calls: 100_000, seed: 1, show: 20 };
    let mut args = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (args.next(), args.next()) {
        match name.as_str() {
            "--python" => options.python = value,
            "--package" => options.package = value,
            "--class" => options.class = Some(Class::named(&value).expect("a class name")),
            "--calls" => options.calls = value.parse().expect("a number"),
            "--seed" => options.seed = value.parse().expect("a number"),
            "--show" => options.show = value.parse().expect("a number"),
            other => panic!("no option {other}"),
        }
    }
    assert!(!options.package.is_empty(), "--package ROOT: the folder that holds bfcl_eval");
    options
}

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A test entry's scenarios and what its texts and numbers are.
struct Scenario {
    json: Value,
    texts: Vec<String>,
    numbers: Vec<String>,
}

impl Scenario {
    fn new(json: Value) -> Self {
        let mut scenario = Self { json: Value::Null, texts: Vec::new(), numbers: Vec::new() };
        scenario.collect(&json);
        scenario.json = json;
        scenario
    }
    fn collect(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.texts.push(text.clone()),
            Value::Number(number) => self.numbers.push(number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                self.texts.push(key.clone());
                if key.parse::<u64>().is_ok() {
                    self.numbers.push(key.clone());
                }
                self.collect(value);
            }),
            Value::Null | Value::Bool(_) => {}
        }
    }
}

fn scenarios(package: &str) -> Vec<Scenario> {
    let mut all = vec![Scenario::new(json!({}))];
    let path = Path::new(package).join("bfcl_eval/data/BFCL_v4_multi_turn_base.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    all.extend(text.lines().map(|line| {
        let entry: Value = serde_json::from_str(line).expect("JSON lines");
        Scenario::new(entry["initial_config"].clone())
    }));
    all
}

const TEXTS: [&str; 46] = [
    "",
    "a",
    "file1.txt",
    "notes.txt",
    "dir",
    "..",
    "/",
    ".",
    "./",
    "../",
    "a/b",
    "bad|name",
    "Hello, world!",
    "it's \"quoted\"\n\ttab",
    "line one\nline two\n\nline four",
    "é😀",
    "USD",
    "EUR",
    "RMB",
    "GBP",
    "SFO",
    "LAX",
    "JFK",
    "RMS",
    "economy",
    "business",
    "first",
    "2024-10-15",
    "2024-1-5",
    "1990-05-17",
    "2015-01-01",
    "Rivermist",
    "San Francisco",
    "Buy",
    "sell",
    "AAPL",
    "Technology",
    "km",
    "m",
    "celsius",
    "fahrenheit",
    "lock",
    "START",
    "auto",
    "l",
    "w",
];
const NUMBERS: [&str; 32] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "10",
    "25",
    "50",
    "55",
    "100",
    "1000",
    "12345",
    "-1",
    "-5",
    "0.0",
    "0.5",
    "1.0",
    "2.5",
    "3.14159",
    "100.0",
    "1000.0",
    "-3.5",
    "1e-7",
    "1e16",
    "1e300",
    "99999999999999999999",
    "72",
    "60",
    "20",
    "15",
    "4",
];
const SMALL: [&str; 20] =
    ["0", "1", "2", "3", "5", "10", "15", "16", "17", "28", "50", "100", "321", "-1", "-2", "-7", "2.5", "1.0", "0.5", "-0.75"];
const ODD: [&str; 16] = [
    "None",
    "True",
    "False",
    "[]",
    "{}",
    "()",
    "'text'",
    "1",
    "-2.5",
    "[1, 2.5, 'x']",
    "{'a': 1}",
    "(1, 'a')",
    "...",
    "{1}",
    "b'x'",
    "2j",
];

/// What a method takes, from our own docs.
struct Method {
    class: Class,
    name: String,
    params: Vec<(String, Value, bool)>,
}

fn methods(classes: &[Class]) -> Vec<Method> {
    let of = |class: &Class| {
        let class = *class;
        class.docs().into_iter().map(move |doc| {
            let required = doc["parameters"]["required"].as_array().cloned().unwrap_or_default();
            let properties = doc["parameters"]["properties"].as_object().cloned().unwrap_or_default();
            let param = |(name, property): (String, Value)| {
                let must = required.contains(&json!(name));
                (name, property, must)
            };
            Method {
                class,
                name: doc["name"].as_str().unwrap_or_default().to_owned(),
                params: properties.into_iter().map(param).collect(),
            }
        })
    };
    classes.iter().flat_map(of).collect()
}

fn text(draw: &mut Draw, scenario: &Scenario) -> String {
    let text = match draw.below(10) {
        0..6 if !scenario.texts.is_empty() => draw.pick(&scenario.texts).clone(),
        0..9 => (*draw.pick(&TEXTS)).to_owned(),
        _ => draw.pick(&NUMBERS).to_string(),
    };
    str_repr(&text)
}

fn number(draw: &mut Draw, scenario: &Scenario) -> String {
    if draw.chance(35) && !scenario.numbers.is_empty() {
        draw.pick(&scenario.numbers).clone()
    } else {
        (*draw.pick(&NUMBERS)).to_owned()
    }
}

fn argument(draw: &mut Draw, scenario: &Scenario, property: &Value, words: &[String]) -> String {
    if draw.chance(7) {
        return (*draw.pick(&ODD)).to_owned();
    }
    let kind = property["type"].as_str().unwrap_or_default();
    let list = |draw: &mut Draw, one: &dyn Fn(&mut Draw) -> String| {
        let count = draw.below(5);
        format!("[{}]", (0..count).map(|_| one(draw)).collect::<Vec<_>>().join(", "))
    };
    match kind {
        "string" if draw.chance(45) && !words.is_empty() => str_repr(draw.pick::<String>(words)),
        "string" => text(draw, scenario),
        "integer" | "float" => number(draw, scenario),
        "boolean" => (*draw.pick(&["True", "False"])).to_owned(),
        "array" if property["items"]["type"] == "string" => list(draw, &|draw| {
            if draw.chance(50) && !words.is_empty() { str_repr(draw.pick::<String>(words)) } else { text(draw, scenario) }
        }),
        "array" => list(draw, &|draw| number(draw, scenario)),
        _ => {
            let fields = ["status", "title", "priority", "description", "x"];
            let count = draw.below(3);
            let field = |draw: &mut Draw| {
                format!(
                    "'{}': {}",
                    draw.pick(&fields),
                    if draw.chance(50) { number(draw, scenario) } else { text(draw, scenario) }
                )
            };
            format!("{{{}}}", (0..count).map(|_| field(draw)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A call of a method. `words` are texts that help to get past checks: options named in the docs, answers of earlier calls.
fn call(draw: &mut Draw, scenario: &Scenario, method: &Method, words: &[String]) -> String {
    let mut args = Vec::new();
    let positional = draw.chance(15);
    for (name, property, required) in &method.params {
        if draw.chance(if *required { 2 } else { 40 }) {
            if positional {
                break;
            }
            continue;
        }
        // The originals would compute millions of digits.
        let value = if name == "precision" || name == "exponent" {
            (*if draw.chance(93) { draw.pick(&SMALL) } else { draw.pick(&ODD) }).to_owned()
        } else {
            argument(draw, scenario, property, words)
        };
        args.push(if positional { value } else { format!("{name}={value}") });
    }
    if draw.chance(2) {
        args.push(format!("extra={}", draw.pick(&ODD)));
    }
    format!("{}({})", method.name, args.join(", "))
}

/// Quoted words of the docs and of a result, which are often what a parameter may be.
fn words_in(text: &str) -> Vec<String> {
    let words = text.split(['"', '\'', '[', ']', ',', '(', ')', ':', '{', '}']).map(str::trim);
    words.filter(|word| !word.is_empty() && word.len() < 40).map(str::to_owned).collect()
}

struct Oracle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    fn start(options: &Options) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py");
        let mut child = Command::new(&options.python)
            .arg(script)
            .arg(&options.package)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, input, output }
    }
    fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.input, "{request}").expect("the oracle listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the oracle answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("oracle answered {line:?}: {error}"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Calls per episode.
const EPISODE: usize = 20;

fn main() {
    let options = options();
    let classes: Vec<Class> = options.class.map_or_else(|| Class::ALL.to_vec(), |class| vec![class]);
    let methods = methods(&classes);
    let scenarios = scenarios(&options.package);
    let long = long_context_of(Path::new(&options.package)).map(Arc::new).ok();
    let mut oracle = Oracle::start(&options);
    let mut draw = Draw(options.seed);
    let (mut calls, mut wrong, mut states_wrong, mut episodes) = (0, 0, 0, 0);
    let mut by_method: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    while calls < options.calls {
        let with_class = |scenario: &&Scenario| classes.iter().any(|class| scenario.json.get(class.name()).is_some());
        let fitting: Vec<&Scenario> = scenarios.iter().filter(with_class).collect();
        let scenario = if fitting.is_empty() || draw.chance(15) { &scenarios[0] } else { *draw.pick(&fitting) };
        let use_long = long.is_some() && draw.chance(15);
        let played = episode(&mut draw, scenario, &methods, &classes, if use_long { long.as_ref() } else { None });
        let request = json!({
            "do": "play", "classes": classes.iter().map(|c| c.name()).collect::<Vec<_>>(), "scenarios": scenario.json, "long": use_long, "calls": played.calls,
        });
        let answer = oracle.ask(&request);
        episodes += 1;
        calls += played.calls.len();
        let theirs = answer["results"].as_array().unwrap_or_else(|| panic!("oracle: {answer}"));
        for (nth, (ours, theirs)) in played.results.iter().zip(theirs).enumerate() {
            let method = played.calls[nth].split('(').next().unwrap_or_default().to_owned();
            let counts = by_method.entry(method.clone()).or_default();
            counts.0 += 1;
            let outcome = if ours.starts_with("Error during") {
                "raised"
            } else if ours.contains("\"error\"") {
                "error"
            } else {
                "answered"
            };
            *outcomes.entry(format!("{method} {outcome}")).or_default() += 1;
            if Some(ours.as_str()) != theirs.as_str() {
                counts.1 += 1;
                wrong += 1;
                if wrong <= options.show {
                    println!(
                        "call   {}\nours   {}\ntheirs {}\n",
                        clip(&played.calls[nth]),
                        clip(ours),
                        clip(theirs.as_str().unwrap_or_default())
                    );
                }
            }
        }
        if played.states != answer["states"] {
            states_wrong += 1;
            if states_wrong <= options.show {
                show_states(&played, &answer["states"]);
            }
        }
    }
    println!("{:<45} {:>9} {:>9} {:>9} {:>9}", "method", "calls", "differ", "answered", "raised");
    for (method, (count, differ)) in &by_method {
        let of = |outcome: &str| outcomes.get(&format!("{method} {outcome}")).copied().unwrap_or(0);
        println!("{method:<45} {count:>9} {differ:>9} {:>9} {:>9}", of("answered"), of("raised"));
    }
    let share = 100.0 * wrong as f64 / calls.max(1) as f64;
    println!("{calls} calls in {episodes} episodes: {wrong} results differ ({share:.4} %), {states_wrong} final states differ");
}

fn clip(text: &str) -> String {
    if text.chars().count() > 400 { text.chars().take(400).chain("...".chars()).collect() } else { text.to_owned() }
}

struct Played {
    calls: Vec<String>,
    results: Vec<String>,
    states: Value,
}

fn episode(
    draw: &mut Draw,
    scenario: &Scenario,
    methods: &[Method],
    classes: &[Class],
    long: Option<&Arc<LongContext>>,
) -> Played {
    let mut world = World::load(classes, &from_json(&scenario.json), long).expect("a scenario that loads");
    let (mut calls, mut results) = (Vec::new(), Vec::<String>::new());
    for _ in 0..EPISODE {
        let method = draw.pick(methods);
        let mut words = words_in(
            &method.params.iter().map(|p| p.1["description"].as_str().unwrap_or_default()).collect::<Vec<_>>().join(","),
        );
        if let Some(last) = results.last().filter(|_| draw.chance(50)) {
            words = words_in(&clip(last));
        }
        let call = call(draw, scenario, method, &words);
        results.push(world.execute(&call, CallRules::default()));
        calls.push(call);
        debug_assert!(classes.contains(&method.class));
    }
    Played { calls, results, states: world.states() }
}

fn show_states(played: &Played, theirs: &Value) {
    println!("state after {}", clip(&played.calls.join("; ")));
    let (Some(ours), Some(theirs)) = (played.states.as_object(), theirs.as_object()) else { return };
    for (class, state) in theirs {
        for (name, value) in state.as_object().into_iter().flatten() {
            let own = &ours.get(class).map_or(Value::Null, |own| own[name].clone());
            if own != value {
                println!("  {class}.{name}\n    ours   {}\n    theirs {}", clip(&own.to_string()), clip(&value.to_string()));
            }
        }
    }
    println!();
}
