//! The constants that the long-context category adds to scenarios and answers. They are read from the benchmark's own package.

use std::collections::HashMap;
use std::path::Path;

use exitrl_domain::DomainError;
use exitrl_python::{Expr, Value, add, dict_of, multiply, parse_expression};

/// Constants by the names they have in the package's long-context source.
#[derive(Debug, Default)]
pub struct LongContext {
    constants: HashMap<String, Value>,
}

impl LongContext {
    /// The names that the services read.
    pub const NAMES: [&'static str; 16] = [
        "AUTOMOBILE_EXTENSION",
        "BOOKING_RECORD_EXTENSION",
        "CAR_STATUS_METADATA_EXTENSION",
        "CREDIT_CARD_EXTENSION",
        "FILES_TAIL_USED",
        "FILE_CONTENT_EXTENSION",
        "INTERMEDIARY_CITIES",
        "LONG_WEATHER_EXTENSION",
        "MA_20_EXTENSION",
        "MA_5_EXTENSION",
        "ORDER_DETAIL_EXTENSION",
        "PARKING_BRAKE_INSTRUCTION",
        "POPULATE_FILE_EXTENSION",
        "TECHNOLOGY_EXTENSION",
        "TRANSACTION_HISTORY_EXTENSION",
        "WATCH_LIST_EXTENSION",
    ];

    /// The constants read.
    pub fn new(constants: HashMap<String, Value>) -> Self {
        Self { constants }
    }

    /// A constant; [`Value::None`] where the package has none of that name, which the loader refuses before.
    pub(crate) fn get(&self, name: &str) -> &Value {
        self.constants.get(name).unwrap_or(&Value::None)
    }
}

/// Where the constants lie in an unpacked package.
pub(crate) const LONG_CONTEXT_SOURCE: &str = "bfcl_eval/eval_checker/multi_turn_eval/func_source_code/long_context.py";

/// The constants of an unpacked package; `root` is the folder that holds `bfcl_eval`.
///
/// # Errors
/// Where the source cannot be read or lacks a constant.
pub fn long_context_of(root: &Path) -> Result<LongContext, DomainError> {
    let path = root.join(LONG_CONTEXT_SOURCE);
    let shown = path.display();
    let source = std::fs::read_to_string(&path).map_err(|error| {
        DomainError::data(format!("the long-context constants {shown} cannot be read: {error}; give an unpacked package"))
    })?;
    parse_constants(&source, &shown.to_string())
}

/// Reads the module-level literals of the package's source.
///
/// # Errors
/// Where a constant that the services need is missing.
pub(crate) fn parse_constants(source: &str, name: &str) -> Result<LongContext, DomainError> {
    let constants = literals(source);
    let missing: Vec<&str> = LongContext::NAMES.into_iter().filter(|name| !constants.contains_key(*name)).collect();
    if !missing.is_empty() {
        return Err(DomainError::data(format!(
            "{name} holds no literal for {}; this build knows the package bfcl-eval 2026.3.23, take that version",
            missing.join(", ")
        )));
    }
    Ok(LongContext::new(constants))
}

/// The module-level constants of a Python source that are literals, by name.
pub(crate) fn literals(source: &str) -> HashMap<String, Value> {
    let mut constants = HashMap::new();
    for (target, text) in assignments(source) {
        let value = parse_expression(text).ok().and_then(|expr| literal(expr, &constants));
        if let Some(value) = value {
            constants.insert(target.to_owned(), value);
        }
    }
    constants
}

/// Assignments at the start of a line, with the text up to the next one.
fn assignments(source: &str) -> Vec<(&str, &str)> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let mut starts = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if let Some((target, _)) = line.split_once('=').filter(|(target, _)| is_name(target.trim_end()) && !line.starts_with(' '))
        {
            starts.push((at, target.trim_end(), at + target.len() + 1));
        }
        at += line.len();
    }
    let end = |nth: usize| starts.get(nth + 1).map_or(source.len(), |next| next.0);
    starts.iter().enumerate().map(|(nth, (_, target, from))| (*target, source[*from..end(nth)].trim())).collect()
}

/// The value of a literal, which may name earlier constants and add them up.
fn literal(expr: Expr, known: &HashMap<String, Value>) -> Option<Value> {
    let all = |items: Vec<Expr>| items.into_iter().map(|item| literal(item, known)).collect::<Option<Vec<_>>>();
    match expr {
        Expr::Constant(value) => Some(value),
        Expr::Name(name) => known.get(name.as_str()).cloned(),
        Expr::List(items) => all(items).map(Value::list),
        Expr::Tuple(items) => all(items).map(Value::tuple),
        Expr::Unary(exitrl_python::UnaryOp::Minus, operand) => exitrl_python::negate(&literal(*operand, known)?).ok(),
        Expr::Binary(exitrl_python::BinaryOp::Add, a, b) => add(&literal(*a, known)?, &literal(*b, known)?).ok(),
        Expr::Binary(exitrl_python::BinaryOp::Mul, a, b) => multiply(&literal(*a, known)?, &literal(*b, known)?).ok(),
        Expr::Dict(pairs) => {
            let pair = |(key, value): (Option<Expr>, Expr)| Some((literal(key?, known)?, literal(value, known)?));
            dict_of(pairs.into_iter().map(pair).collect::<Option<Vec<_>>>()?).ok()
        }
        _ => None,
    }
}
