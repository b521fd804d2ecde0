//! Gives our decoder and BFCL's own the same replies and prints every difference.
//!
//! ```sh
//! cargo run --release -p exitrl-tool-calls --example fuzz_decode -- --python PYTHON --package ROOT \
//!     [--what decode|unparse] [--texts 20000] [--seed 1] [--show 20]
//! ```
//!
//! ROOT is the folder that holds `bfcl_eval`; PYTHON needs `mpmath`. Replies are made of the benchmark's reference calls: in lists, in
//! fences and prose, with other values, cut short, with letters changed. `--what unparse` compares the reader of expressions below
//! with CPython's own, on the same texts.
//!
//! Not counted as differences, since they are known: lone surrogates, names of characters (`\N{...}`), the `u` before a literal in a
//! nested call, and arithmetic on results of methods, of comparisons and of f-strings, which BFCL's decoder evaluates.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use exitrl_python::{parse_syntax, unparse};
use exitrl_tool_calls::decode_pythonic;
use serde_json::{Value, json};

struct Options {
    python: String,
    package: String,
    what: String,
    texts: usize,
    seed: u64,
    show: usize,
}

fn options() -> Options {
    let mut options =
        Options { python: "python3".into(), package: String::new(), what: "decode".into(), texts: 20_000, seed: 1, show: 20 };
    let mut args = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (args.next(), args.next()) {
        match name.as_str() {
            "--python" => options.python = value,
            "--package" => options.package = value,
            "--what" => options.what = value,
            "--texts" => options.texts = value.parse().expect("a number"),
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
    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

/// The texts of all reference calls.
fn reference_calls(package: &str) -> Vec<String> {
    let mut calls = Vec::new();
    for category in ["base", "long_context", "miss_func", "miss_param"] {
        let path = Path::new(package).join(format!("bfcl_eval/data/possible_answer/BFCL_v4_multi_turn_{category}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for line in text.lines() {
            let entry: Value = serde_json::from_str(line).expect("JSON lines");
            let turns = entry["ground_truth"].as_array().into_iter().flatten();
            let texts = turns.flat_map(|turn| turn.as_array().into_iter().flatten());
            calls.extend(texts.filter_map(|text| text.as_str().map(str::to_owned)));
        }
    }
    calls
}

const ATOMS: [&str; 72] = [
    "1",
    "0",
    "-1",
    "2.5",
    "1e3",
    "1e400",
    "0x1F",
    "1_000",
    "007",
    "1_",
    "5j",
    "None",
    "True",
    "False",
    "true",
    "false",
    "null",
    "...",
    "''",
    "'a'",
    "\"it's\"",
    "'it\\'s'",
    "'a\\nb'",
    "'\\x41\\u00e9'",
    "'\\q'",
    "'\\400'",
    "'é😀'",
    "'\u{200b}\u{a0}'",
    "'''a\nb'''",
    "\"\"\"x\"\"\"",
    "r'\\d'",
    "b'a\\x00'",
    "rb'\\x'",
    "u'x'",
    "f'{x}'",
    "f'a{1!r:>4}b'",
    "f'{'",
    "f'{{}}'",
    "'a' 'b'",
    "'a' f'{b}'",
    "b'a' 'b'",
    "x",
    "x.y",
    "x.y.z",
    "USD",
    "x[0]",
    "x[1:2]",
    "x[1:2, 3]",
    "x['a']['b']",
    "x[1,]",
    "[]",
    "{}",
    "()",
    "{1}",
    "{'a'}",
    "lambda: 1",
    "lambda x, *y, z=1: x",
    "1 if x else y",
    "a or b and not c",
    "a < b <= c",
    "x is not None",
    "[i for i in x if i]",
    "{k: v for k, v in x}",
    "(i for i in x)",
    "(y := 1)",
    "await x",
    "*x",
    "(yield)",
    "m²",
    "1if x else 2",
    "'a",
    "\u{7f}",
];

const OPERATORS: [&str; 16] =
    ["+", "-", "*", "/", "//", "%", "**", "|", "&", "^", "<<", "@", " and ", " or ", " == ", " not in "];

/// Parts of an expression that are put together.
fn value(draw: &mut Draw, depth: usize) -> String {
    if depth == 0 || draw.chance(45) {
        return draw.pick(&ATOMS).to_owned();
    }
    let mut inner = || value(draw, depth - 1);
    let (a, b, c) = (inner(), inner(), inner());
    match draw.below(22) {
        0 => format!("[{a}, {b}]"),
        1 => format!("({a}, {b})"),
        2 => format!("({a})"),
        3 => format!("({a},)"),
        4 => format!("{{'k': {a}, 'l': {b}}}"),
        5 => format!("{{{a}: {b}}}"),
        6 => format!("{{'k': {{'x': {a}}}}}"),
        7 => format!("{{'k': {{}}, 'j': {a}}}"),
        8 => format!("g({a}, {b})"),
        9 => format!("g(x={a}, y={b})"),
        10 => format!("g({a}, y={b})"),
        11 => format!("h.g({a})"),
        12 => format!("{}{a}", draw.pick(&["-", "+", "~", "not ", "--", "- "])),
        13..=15 => {
            let op = draw.pick(&OPERATORS);
            // Towers of powers take longer than anyone waits.
            let op = if op == "**" && (a.contains("**") || b.len() > 3) { "+" } else { op };
            format!("{a} {op} {b}")
        }
        16 => format!("({a} + {b}) * {c}"),
        17 => format!("g({a})[{b}]"),
        18 => format!("{{**{a}, 'z': {b}}}"),
        19 => format!("[{a}, *{b}]"),
        20 => format!("g(*{a}, **{b})"),
        _ => format!("{a} if {b} else {c}"),
    }
}

/// A call, often one of the references.
fn call(draw: &mut Draw, references: &[String]) -> String {
    let reference = references[draw.below(references.len())].clone();
    match draw.below(12) {
        0..=4 => reference,
        5 | 6 => {
            // Another value behind one of the equals signs.
            let places: Vec<usize> = reference.match_indices('=').map(|(at, _)| at).collect();
            let Some(&at) = places.get(draw.below(places.len())) else { return reference };
            let end = reference[at..].find([',', ')']).map_or(reference.len(), |end| at + end);
            format!("{}={}{}", &reference[..at], value(draw, 3), &reference[end..])
        }
        7 => format!("f(a={})", value(draw, 4)),
        8 => format!("f({}, b={})", value(draw, 2), value(draw, 2)),
        9 => format!(
            "f(a={}, {}={}, **{})",
            value(draw, 2),
            draw.pick(&["a", "b", "from", "print"]),
            value(draw, 1),
            value(draw, 1)
        ),
        10 => format!(
            "{}(x={})",
            draw.pick(&["a.b.c", "f()", "'s'.j", "x[0].m", "(f)", "f().g", "None", "class", "é", "1"]),
            value(draw, 1)
        ),
        _ => reference.replace('\'', draw.pick(&["\"", "'''", "`", "’", "\\'"])),
    }
}

fn reply(draw: &mut Draw, references: &[String]) -> String {
    let count = 1 + draw.below(3);
    let calls: Vec<String> = (0..count).map(|_| call(draw, references)).collect();
    let mut text = calls.join(draw.pick(&[", ", ",", ",\n ", "\n", "; ", ", # c\n"]));
    if draw.chance(70) {
        text = format!("[{text}]");
    }
    if draw.chance(35) {
        text = match draw.below(18) {
            0 => format!("```python\n{text}\n```"),
            1 => format!("```\n{text}\n```"),
            2 => format!("`{text}`"),
            3 => format!("I will call:\n{text}"),
            4 => format!("{text}\nDone. It's all right [1]"),
            5 => format!("'{text}'"),
            6 => format!("[{text}]"),
            7 => format!("({text})"),
            8 => format!("{text} # comment"),
            9 => format!("{text} # comment ]"),
            10 => format!("\t{text}\r\n"),
            11 => format!("{text},"),
            12 => text.replace(", ", ",\r\n  "),
            13 => text.replace('(', " ( "),
            14 => format!("{text}\n# end ]\n\n"),
            15 => format!("<think>cd()</think>{text}"),
            16 => text.replace('=', " \\\n= "),
            _ => format!("x = {text}"),
        };
    }
    if draw.chance(20) {
        mutate(draw, &mut text);
    }
    text
}

/// Cuts the text short, or changes a few letters.
fn mutate(draw: &mut Draw, text: &mut String) {
    const LETTERS: [&str; 30] = [
        "'", "\"", "(", ")", "[", "]", "{", "}", ",", "=", ":", ".", "\\", "\n", "\r", "\t", "#", "*", "-", "0", "é", "\u{0}",
        "\u{c}", "f", "`", "!", "\u{feff}", "$", " ", "_",
    ];
    for _ in 0..=draw.below(3) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = places[draw.below(places.len())];
        match draw.below(4) {
            0 => text.truncate(at),
            1 if at < text.len() => _ = text.remove(at),
            _ => text.insert_str(at, draw.pick(&LETTERS)),
        }
    }
}

/// A single expression for the reader's own comparison.
fn expression(draw: &mut Draw) -> String {
    let mut text = value(draw, 4);
    if draw.chance(25) {
        mutate(draw, &mut text);
    }
    text.trim().to_owned()
}

struct Oracle {
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    fn start(options: &Options) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tool_use/tests/oracle/oracle.py");
        let mut child = Command::new(&options.python)
            .args([script.as_os_str(), options.package.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { _child: child, input, output }
    }
    /// [`None`] where the answer has no form in UTF-8.
    fn ask(&mut self, what: &str, text: &str) -> Option<Value> {
        writeln!(self.input, "{}", json!({"do": what, "text": text})).expect("Python reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("Python answers");
        assert!(!line.is_empty(), "Python ended at {text:?}");
        serde_json::from_str(&line).ok()
    }
}

/// What we make of the text: the answer's key and value, or why there is none.
fn ours(what: &str, text: &str) -> Result<Value, String> {
    if what == "unparse" {
        return parse_syntax(text).map(|expr| unparse(&expr).into()).map_err(|error| error.to_string());
    }
    let calls = decode_pythonic(text).map_err(|malformed| malformed.to_string())?;
    Ok(calls.iter().map(|call| call.to_call_string().expect("was checked")).collect())
}

/// Known differences, see above.
fn known(text: &str, ours: &Result<Value, String>, theirs: &Value) -> bool {
    let without_u = |value: &Value| value.to_string().replace('u', "");
    let has_u = text.contains("u'") || text.contains("u\"");
    let evaluated = ours.as_ref().is_err_and(|why| why.contains("only literals and arithmetic are evaluated"));
    text.contains("\\N")
        || evaluated && !theirs.is_null()
        || has_u && ours.as_ref().is_ok_and(|ours| without_u(ours) == without_u(theirs))
}

fn main() {
    let options = options();
    let references = reference_calls(&options.package);
    let mut oracle = Oracle::start(&options);
    let mut draw = Draw(options.seed);
    let (mut read, mut differences, mut passed_over) = (0, 0, 0);
    for _ in 0..options.texts {
        let text = if options.what == "unparse" { expression(&mut draw) } else { reply(&mut draw, &references) };
        let Some(answer) = oracle.ask(&options.what, &text) else {
            passed_over += 1;
            continue;
        };
        let theirs = answer.get("calls").or_else(|| answer.get("text")).unwrap_or(&Value::Null);
        let ours = ours(&options.what, &text);
        read += usize::from(!theirs.is_null());
        if ours.as_ref().unwrap_or(&Value::Null) == theirs {
            continue;
        }
        if known(&text, &ours, theirs) {
            passed_over += 1;
            continue;
        }
        differences += 1;
        if differences <= options.show {
            println!("{text:?}\n  ours   {ours:?}\n  theirs {answer}\n");
        }
    }
    println!("{} texts, {read} of them readable, {passed_over} passed over, {differences} differences", options.texts);
    std::process::exit(i32::from(differences > 0));
}
