//! A call as text to its result as text.

use std::sync::Arc;

use exitrl_python::{
    BinaryOp, Exception, Expr, Keyword, PyError, PyResult, Str, Value, add, dict_of, divide, dumps, floor_divide, get_item,
    iterate, multiply, parse_expression, power, remainder, str_of, subtract, to_json, unary, weight,
};

use crate::services::{Class, Instance, LongContext, MethodId, find_method};

/// Names that BFCL refuses to call, whatever they stand for.
const BLOCKED: [&str; 8] = ["kill", "exit", "quit", "remove", "unlink", "popen", "Popen", "run"];

/// Most bytes and items that the results of operators and of nested calls may have in one call, and that a result may have which is
/// written: services keep what they are given, and a few calls could make more of it than any memory holds.
const MOST_COMPUTED: usize = 1 << 22;
const MOST_SHOWN: usize = 1 << 26;

/// Most bytes of results that one reply gets: a thousand times what the longest answer of the benchmark has.
const MAX_REPLY_BYTES: usize = 16 << 20;

/// How calls are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRules {
    /// BFCL rewrites method names by a pattern that also matches inside texts and deletes the blanks between a word and a bracket
    /// there: `"see (1)"` becomes `"see(1)"`, and `"cat (x)"` names an instance. `false` leaves texts alone.
    pub rewrite_texts: bool,
}

impl Default for CallRules {
    fn default() -> Self {
        Self { rewrite_texts: true }
    }
}

/// The services of one episode. Copying a world is a snapshot: services are shared until they are changed.
#[derive(Debug, Clone)]
pub struct World {
    instances: Vec<Arc<Instance>>,
}

impl World {
    /// Services in the states that the scenarios of their classes describe. A class without one starts from `{}`.
    ///
    /// # Errors
    /// Where a scenario has a shape that its service cannot read.
    pub fn load(classes: &[Class], scenarios: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let empty = Value::dict([]);
        let scenarios = scenarios.dict_method("get")?;
        let load = |class: &Class| class.load(scenarios.get_str(class.name()).unwrap_or(&empty), long).map(Arc::new);
        Ok(Self { instances: classes.iter().map(load).collect::<PyResult<_>>()? })
    }

    /// The services, in the order of their classes.
    fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.instances.iter().map(|instance| &**instance)
    }

    /// The public state of every service as JSON: `{class: {attribute: value}}`.
    pub fn states(&self) -> serde_json::Value {
        let state =
            |instance: &Instance| instance.public_state().into_iter().map(|(name, value)| (name.to_owned(), to_json(&value)));
        let states = self.instances().map(|instance| (instance.class().name().to_owned(), state(instance).collect()));
        serde_json::Value::Object(states.collect())
    }

    /// The service of a class, where it is one of this world's.
    fn place(&self, class: Class) -> Option<usize> {
        self.instances.iter().position(|instance| instance.class() == class)
    }

    /// Takes over the default values that another world of the same process has changed.
    pub(crate) fn share_defaults(&mut self, other: &Self) {
        for (own, other) in self.instances.iter_mut().zip(&other.instances) {
            if !Arc::ptr_eq(own, other) {
                Arc::make_mut(own).share_defaults(other);
            }
        }
    }

    /// Whether the checker sees no difference to another world of the same classes; the first class with one otherwise.
    pub fn difference(&self, other: &Self) -> Option<Class> {
        let mut pairs = self.instances.iter().zip(&other.instances);
        pairs.find(|(a, b)| !Arc::ptr_eq(a, b) && !a.same_state(b)).map(|(a, _)| a.class())
    }

    /// Executes one call and gives its result as BFCL's runner does: a text as it is, a dict as JSON where it has a JSON form, anything
    /// else by `str`, and what was raised behind `Error during execution: `.
    pub fn execute(&mut self, call: &str, rules: CallRules) -> String {
        let result = self.evaluated(call, rules).and_then(|value| shown(&value));
        result.unwrap_or_else(|error| match error.kind {
            Exception::SyntaxError => format!("Error during execution: {} (<string>, line 1)", error.text),
            _ => format!("Error during execution: {}", error.text),
        })
    }

    /// Executes the calls of a reply one after the other. Once their results are longer than anyone reads, further calls are not executed and
    /// end as out of memory.
    pub fn execute_all(&mut self, calls: &[String], rules: CallRules) -> Vec<String> {
        let mut left = MAX_REPLY_BYTES;
        let execute = |call: &String| {
            if left == 0 {
                return "Error during execution: ".to_owned();
            }
            let result = self.execute(call, rules);
            left = left.saturating_sub(result.len());
            result
        };
        calls.iter().map(execute).collect()
    }

    fn evaluated(&mut self, call: &str, rules: CallRules) -> PyResult {
        let rewritten = if rules.rewrite_texts { self.rewritten(call) } else { None };
        let call = rewritten.as_deref().unwrap_or(call);
        refuse_blocked(call)?;
        let expr = parse_expression(call.trim_start_matches([' ', '\t']))?;
        let mut budget = MOST_COMPUTED;
        match expr {
            // What a call answers is no part of another one; it is weighed when it is written.
            Expr::Call { func, args, keywords } => self.called(*func, args, keywords, &mut budget),
            expr => self.value(expr, &mut budget),
        }
    }

    /// What BFCL's pattern makes of a call, apart from the names of called methods themselves; [`None`] where nothing changes.
    fn rewritten(&self, call: &str) -> Option<String> {
        let mut out = String::new();
        let mut copied = 0;
        let mut first = true;
        let mut quotes = Quotes { call, at: 0, open: None, escaped: false };
        for (bracket, _) in call.match_indices('(') {
            let before = call[..bracket].trim_end_matches(exitrl_python::is_space);
            let word =
                &before[before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| next_char(before, at))..];
            let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let head = std::mem::take(&mut first) && before.trim_start().len() == word.len();
            if !is_word || before.len() < copied {
                continue;
            }
            // The head of the call is a method, which the evaluation looks up by itself; elsewhere a name is put before it, which is
            // no matter for nested calls but shows inside texts.
            let method = find_method(word).filter(|method| !head && self.place(method.class).is_some() && quotes.around(bracket));
            if method.is_none() && before.len() == bracket {
                continue;
            }
            let start = before.len() - word.len();
            out.push_str(&call[copied..start]);
            if let Some(method) = method {
                out.push_str(&format!("{}_instance.", method.class.name()));
            }
            out.push_str(word);
            copied = bracket;
        }
        (copied > 0).then(|| out + &call[copied..])
    }

    /// The value of an expression; `budget` is what may still be computed.
    fn value(&mut self, expr: Expr, budget: &mut usize) -> PyResult {
        match expr {
            Expr::Constant(value) => Ok(value),
            Expr::Name(name) => Err(undefined(&name)),
            Expr::List(items) => self.values(items, budget).map(Value::list),
            Expr::Tuple(items) => self.values(items, budget).map(Value::tuple),
            Expr::Set(items) => {
                let mut set = exitrl_python::Set::new();
                self.values(items, budget)?.into_iter().try_for_each(|member| set.add(member))?;
                Ok(set.into())
            }
            Expr::Dict(pairs) => self.dict(pairs, budget),
            Expr::Unary(op, operand) => unary(op, &self.value(*operand, budget)?),
            Expr::Binary(op, left, right) => {
                let (left, right) = (self.value(*left, budget)?, self.value(*right, budget)?);
                paid(binary(op, &left, &right)?, budget)
            }
            Expr::Subscript(container, index) => {
                let (container, index) = (self.value(*container, budget)?, self.value(*index, budget)?);
                get_item(&container, &index)
            }
            Expr::Attribute(value, name) => {
                let value = self.value(*value, budget)?;
                Err(PyError::no_attribute(&value, &name))
            }
            Expr::Call { func, args, keywords } => {
                let result = self.called(*func, args, keywords, budget)?;
                paid(result, budget)
            }
            Expr::Starred(_) => Err(PyError::syntax("can't use starred expression here")),
            Expr::Other(_) => Err(PyError::syntax("only calls, literals and arithmetic are evaluated")),
        }
    }

    fn called(&mut self, func: Expr, args: Vec<Expr>, keywords: Vec<Keyword>, budget: &mut usize) -> PyResult {
        let method = self.method(func, budget)?;
        let args = self.values(args, budget)?;
        let mut named = Vec::with_capacity(keywords.len());
        for keyword in keywords {
            let value = self.value(keyword.value, budget)?;
            match keyword.name {
                Some(name) => named.push((name, value)),
                None => spread(&mut named, &value)?,
            }
        }
        self.call(method, args, named)
    }

    fn values(&mut self, items: Vec<Expr>, budget: &mut usize) -> PyResult<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Expr::Starred(inner) => values.extend(iterate(&self.value(*inner, budget)?)?),
                item => values.push(self.value(item, budget)?),
            }
        }
        Ok(values)
    }

    fn dict(&mut self, pairs: Vec<(Option<Expr>, Expr)>, budget: &mut usize) -> PyResult {
        let mut items = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            match key {
                Some(key) => {
                    let key = self.value(key, budget)?;
                    items.push((key, self.value(value, budget)?));
                }
                None => match self.value(value, budget)? {
                    Value::Dict(inner) => items.extend(inner.iter().map(|(key, value)| (key.clone(), value.clone()))),
                    other => return Err(PyError::type_error(format!("'{}' object is not a mapping", other.type_name()))),
                },
            }
        }
        dict_of(items)
    }

    /// The method that an expression names.
    fn method(&mut self, func: Expr, budget: &mut usize) -> PyResult<MethodId> {
        match func {
            Expr::Name(name) => {
                find_method(&name).filter(|method| self.place(method.class).is_some()).ok_or_else(|| undefined(&name))
            }
            other => {
                let value = self.value(other, budget)?;
                Err(PyError::type_error(format!("'{}' object is not callable", value.type_name())))
            }
        }
    }

    /// Calls a method of one of this world's services.
    fn call(&mut self, method: MethodId, args: Vec<Value>, keywords: Vec<(Str, Value)>) -> PyResult {
        match self.place(method.class) {
            Some(place) => Arc::make_mut(&mut self.instances[place]).call(method.place, args, keywords),
            None => Err(undefined(method.class.name())),
        }
    }
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// Says of places of a call, in their order, whether they lie inside a quoted text.
struct Quotes<'a> {
    call: &'a str,
    /// Up to where the call was looked at.
    at: usize,
    open: Option<u8>,
    escaped: bool,
}

impl Quotes<'_> {
    fn around(&mut self, place: usize) -> bool {
        for byte in self.call.as_bytes()[self.at..place].iter().copied() {
            match (self.open, byte) {
                _ if self.escaped => self.escaped = false,
                (Some(_), b'\\') => self.escaped = true,
                (Some(open), byte) if open == byte => self.open = None,
                (None, b'\'' | b'"') => self.open = Some(byte),
                _ => {}
            }
        }
        self.at = place;
        self.open.is_some()
    }
}

fn undefined(name: &str) -> PyError {
    PyError::new(Exception::NameError, format!("name '{name}' is not defined"))
}

/// The word before the first bracket, or behind the first point of it.
fn refuse_blocked(call: &str) -> PyResult<()> {
    let head = call.split_once('(').map_or(call, |(head, _)| head);
    let head = head.split('.').nth(1).unwrap_or(head);
    if BLOCKED.contains(&head) {
        return Err(PyError::new(Exception::Exception, format!("Function call {head} is not allowed.")));
    }
    Ok(())
}

fn spread(named: &mut Vec<(Str, Value)>, value: &Value) -> PyResult<()> {
    let Value::Dict(dict) = value else {
        return Err(PyError::type_error(format!("argument after ** must be a mapping, not {}", value.type_name())));
    };
    for (key, value) in dict.iter() {
        let Value::Str(name) = key else { return Err(PyError::type_error("keywords must be strings")) };
        named.push((name.clone(), value.clone()));
    }
    Ok(())
}

/// An arithmetic operator on values.
fn binary(op: BinaryOp, left: &Value, right: &Value) -> PyResult {
    match op {
        BinaryOp::Add => add(left, right),
        BinaryOp::Sub => subtract(left, right),
        BinaryOp::Mul => multiply(left, right),
        BinaryOp::Div => divide(left, right),
        BinaryOp::FloorDiv => floor_divide(left, right),
        BinaryOp::Mod => remainder(left, right),
        BinaryOp::Pow => power(left, right),
        BinaryOp::Or | BinaryOp::Xor | BinaryOp::And | BinaryOp::ShiftLeft | BinaryOp::ShiftRight | BinaryOp::MatMul => {
            Err(PyError::syntax("operators on bits are not evaluated"))
        }
    }
}

/// A computed value, for which its weight is paid.
fn paid(value: Value, budget: &mut usize) -> PyResult {
    *budget -= weight(&value, *budget)?;
    Ok(value)
}

/// A result as text.
fn shown(value: &Value) -> PyResult<String> {
    weight(value, MOST_SHOWN)?;
    match value {
        Value::Dict(_) => dumps(value).or_else(|_| str_of(value)),
        other => str_of(other),
    }
}
