//! What a parameter may be given: what an episode has shown under a like name, what the benchmark's own calls give it, what its
//! documentation names, and anything of its type or of none.

use std::collections::HashMap;

use exitrl_python::{Expr, str_repr, unparse};
use serde_json::Value;

use crate::draw::{Draw, HINTS, NUMBERS, ODD, TEXTS};

/// A value as Python writes it, and the name it was seen under.
struct Seen {
    name: String,
    literal: String,
}

/// What an episode has shown: values of its scenario, then of its results.
#[derive(Default)]
pub(crate) struct Memory(Vec<Seen>);

/// Words of parameters that scenarios and results call otherwise. The folders of file systems are called `contents`.
const ALIASES: &[(&str, &[&str])] = &[
    ("receiver", &["user"]),
    ("symbol", &["stock", "watch"]),
    ("stock", &["symbol", "watch"]),
    ("stocks", &["symbol", "watch"]),
    ("file", &["contents", "matches", LISTING]),
    ("name1", &["contents", LISTING]),
    ("name2", &["contents", LISTING]),
    ("dir", &["contents", LISTING]),
    ("folder", &["contents", LISTING]),
    ("source", &["contents", LISTING]),
    ("destination", &["contents", LISTING]),
    ("pattern", &["content"]),
    ("keyword", &["content", "usr"]),
    ("mentions", &["user"]),
    ("mentioned", &["user"]),
    ("follow", &["user", "following"]),
    ("ticket", &["id"]),
    ("city", &["zipcode"]),
];
/// Where the file system lists the current folder.
const LISTING: &str = "current_directory_content";
/// Words that say nothing about what a parameter is.
const COMMON: &[&str] = &["id", "name", "to", "from", "number", "type", "a", "b", "value"];
/// Most values kept of one result, and the longest result that is looked at.
const MOST_VALUES: usize = 60;
const MOST_TEXT: usize = 20_000;

impl Memory {
    /// Remembers what JSON holds.
    pub(crate) fn add(&mut self, name: &str, json: &Value) {
        match json {
            Value::String(text) => self.push(name, str_repr(text)),
            Value::Number(number) => self.push(name, number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.add(name, item)),
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                self.push(name, str_repr(key));
                if key.parse::<u64>().is_ok() {
                    self.push(name, key.clone());
                }
                self.add(key, value);
            }),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Remembers a result.
    pub(crate) fn add_result(&mut self, result: &str) {
        if result.len() > MOST_TEXT {
            return;
        }
        let before = self.0.len();
        match serde_json::from_str(result) {
            Ok(json) => self.add("", &json),
            Err(_) => words_in(result).into_iter().for_each(|word| self.push("", str_repr(&word))),
        }
        self.0.truncate(before + MOST_VALUES);
    }

    fn push(&mut self, name: &str, literal: String) {
        self.0.push(Seen { name: name.to_lowercase(), literal });
    }

    /// The first value seen under exactly this name.
    pub(crate) fn named(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|seen| seen.name == name).map(|seen| seen.literal.as_str())
    }

    /// A value seen under this name, or else under a like one; the latest ones are likelier.
    fn like(&self, draw: &mut Draw, name: &str, text: bool) -> Option<String> {
        let words = telling_words(name);
        let of_kind = || self.0.iter().filter(|seen| seen.literal.starts_with(['\'', '"']) == text);
        // Names of files are best taken from the latest listing of the current folder.
        let same = if words.iter().any(|word| word == LISTING) { LISTING } else { name };
        let mut fitting: Vec<&Seen> = of_kind().filter(|seen| seen.name == same).collect();
        if fitting.is_empty() || draw.chance(25) {
            fitting = of_kind().filter(|seen| words.iter().any(|word| seen.name.contains(word.as_str()))).collect();
        }
        let latest = &fitting[fitting.len().saturating_sub(4)..];
        let from = if draw.chance(50) { latest } else { &fitting[..] };
        draw.any(from).map(|seen| seen.literal.clone())
    }

    /// Any value of a kind.
    fn any(&self, draw: &mut Draw, text: bool) -> Option<String> {
        let of_kind: Vec<&Seen> = self.0.iter().filter(|seen| seen.literal.starts_with(['\'', '"']) == text).collect();
        draw.any(&of_kind).map(|seen| seen.literal.clone())
    }
}

/// The words of a parameter's name that tell what it is, and their aliases.
fn telling_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in name.split('_').map(str::to_lowercase).filter(|word| !COMMON.contains(&word.as_str())) {
        let aliases = ALIASES.iter().filter(|(alias, _)| *alias == word).flat_map(|(_, names)| names.iter());
        words.extend(aliases.map(|name| (*name).to_owned()));
        words.push(word);
    }
    words
}

/// Words between quotes and brackets of a text, which are often what a parameter may be.
pub(crate) fn words_in(text: &str) -> Vec<String> {
    let words = text.split(['"', '\'', '[', ']', ',', '(', ')', ':', '{', '}']).map(|word| word.trim().trim_end_matches('.'));
    words.filter(|word| !word.is_empty() && word.len() < 40).map(str::to_owned).collect()
}

/// A parameter of a method.
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) items: String,
    pub(crate) required: bool,
    /// What the documentation names.
    pub(crate) words: Vec<String>,
    /// What the benchmark's own calls give, as Python writes it.
    pub(crate) usual: Vec<String>,
}

impl Param {
    /// A parameter out of function docs.
    pub(crate) fn new(name: &str, property: &Value, required: bool) -> Self {
        let about = property["description"].as_str().unwrap_or_default();
        let options = ["[Enum]", "ptions", "e.g."].iter().find_map(|mark| about.split_once(mark));
        let mut words = words_in(options.map_or(about, |(_, options)| options));
        let hints = HINTS.iter().filter(|(part, _)| name.contains(part)).flat_map(|(_, words)| words.iter());
        words.extend(hints.map(|word| (*word).to_owned()));
        let text = |json: &Value| json.as_str().unwrap_or_default().to_owned();
        Self {
            name: name.to_owned(),
            kind: text(&property["type"]),
            items: text(&property["items"]["type"]),
            required,
            words,
            usual: Vec::new(),
        }
    }

    /// A value as Python writes it. `sound` asks for one that a sensible caller might give.
    pub(crate) fn argument(&self, draw: &mut Draw, memory: &Memory, sound: bool) -> String {
        if draw.chance(if sound { 1 } else { 7 }) {
            return (*draw.pick(ODD)).to_owned();
        }
        let usual = if draw.chance(20) { draw.any(&self.usual).cloned() } else { None };
        usual.unwrap_or_else(|| self.of_kind(draw, memory, &self.kind, sound))
    }

    fn of_kind(&self, draw: &mut Draw, memory: &Memory, kind: &str, sound: bool) -> String {
        match kind {
            "string" => self.scalar(draw, memory, true, sound),
            "integer" | "float" => self.scalar(draw, memory, false, sound),
            "boolean" => (*draw.pick(&["True", "False"])).to_owned(),
            "array" => {
                let count = draw.below(5);
                let items: Vec<String> = (0..count).map(|_| self.of_kind(draw, memory, &self.items, sound)).collect();
                format!("[{}]", items.join(", "))
            }
            _ => {
                let count = draw.below(3);
                let fields = ["status", "title", "priority", "description", "x"];
                let field = |draw: &mut Draw| {
                    let text = draw.chance(50);
                    format!("'{}': {}", draw.pick(&fields), self.scalar(draw, memory, text, sound))
                };
                format!("{{{}}}", (0..count).map(|_| field(draw)).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn scalar(&self, draw: &mut Draw, memory: &Memory, text: bool, sound: bool) -> String {
        // More digits take Python minutes.
        let quick = |literal: &String| self.name != "precision" || literal.len() <= 4;
        let found =
            match draw.below(if sound { 7 } else { 10 }) {
                0..7 => {
                    let seen = if draw.chance(55) { memory.like(draw, &self.name, text) } else { None };
                    seen.or_else(|| {
                        if text { draw.any(&self.words).map(|word| str_repr(word)) } else { draw.any(&self.usual).cloned() }
                    })
                }
                7..9 => memory.any(draw, text),
                _ => None,
            };
        found.filter(quick).unwrap_or_else(|| match text {
            _ if self.name == "precision" => draw.below(60).to_string(),
            true if draw.chance(90) => str_repr(draw.pick::<&str>(TEXTS)),
            true => str_repr(draw.pick::<&str>(NUMBERS)),
            false => (*draw.pick(NUMBERS)).to_owned(),
        })
    }
}

/// Teaches methods what the benchmark's own calls give to their parameters.
pub(crate) fn learn(params_of: &mut HashMap<String, &mut Vec<Param>>, call: &Expr) {
    let Expr::Call { func, args, keywords } = call else { return };
    let Expr::Name(name) = &**func else { return };
    let Some(params) = params_of.get_mut(name.as_str()) else { return };
    for (param, value) in params.iter_mut().zip(args) {
        param.usual.push(unparse(value));
    }
    for keyword in keywords {
        let named = params.iter_mut().find(|param| keyword.name.as_deref() == Some(&param.name));
        named.into_iter().for_each(|param| param.usual.push(unparse(&keyword.value)));
    }
}
