//! Constant arithmetic in arguments, worked out as Python would.

use std::cell::Cell;

use exitrl_python::{
    BinaryOp, Exception, Expr, PyError, PyResult, Set, Value, absolute, add, dict_of, divide, float_of, floor_divide, get_item,
    int_of, iterate, len, maximum, minimum, multiply, power, remainder, round_to, str_of, subtract, sum, unary, weight,
};

/// How many bytes and items all results of one reply may have; a text of a few letters can ask for gigabytes.
const BUDGET: usize = 1 << 22;

/// Works out expressions of one reply, within bounds.
pub(crate) struct Evaluator {
    budget: Cell<usize>,
}

impl Evaluator {
    pub(crate) fn new() -> Self {
        Self { budget: Cell::new(BUDGET) }
    }

    pub(crate) fn evaluate(&self, expr: &Expr) -> PyResult {
        match expr {
            Expr::Constant(value) => Ok(value.clone()),
            Expr::Name(name) => Err(PyError::new(Exception::NameError, format!("name '{name}' is not defined"))),
            Expr::List(items) => self.all(items).map(Value::list),
            Expr::Tuple(items) => self.all(items).map(Value::tuple),
            Expr::Set(items) => set_of(self.all(items)?),
            Expr::Dict(pairs) => {
                let mut items = Vec::with_capacity(pairs.len());
                for (key, value) in pairs {
                    match (key, self.evaluate(value)?) {
                        (Some(key), value) => items.push((self.evaluate(key)?, value)),
                        (None, Value::Dict(inner)) => items.extend(inner.iter().map(|(key, value)| (key.clone(), value.clone()))),
                        (None, other) => {
                            return Err(PyError::type_error(format!("'{}' object is not a mapping", other.type_name())));
                        }
                    }
                }
                dict_of(items)
            }
            Expr::Unary(op, operand) => unary(*op, &self.evaluate(operand)?),
            Expr::Binary(op, left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.binary(*op, &left, &right)
            }
            Expr::Subscript(value, index) => get_item(&self.evaluate(value)?, &self.evaluate(index)?),
            Expr::Call { func, args, keywords } => match &**func {
                Expr::Name(name) if keywords.is_empty() => self.paid(builtin(name, &self.all(args)?)?),
                _ => Err(not_here()),
            },
            Expr::Attribute(..) | Expr::Starred(_) | Expr::Other(_) => Err(not_here()),
        }
    }

    fn all(&self, items: &[Expr]) -> PyResult<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Expr::Starred(inner) => values.extend(iterate(&self.evaluate(inner)?)?),
                item => values.push(self.evaluate(item)?),
            }
        }
        self.pay(values.len())?;
        Ok(values)
    }

    fn binary(&self, op: BinaryOp, left: &Value, right: &Value) -> PyResult {
        if op == BinaryOp::Mul {
            self.afford_repeating(left, right)?;
        }
        let result = match op {
            BinaryOp::Add => add(left, right),
            BinaryOp::Sub => subtract(left, right),
            BinaryOp::Mul => multiply(left, right),
            BinaryOp::Div => divide(left, right),
            BinaryOp::FloorDiv => floor_divide(left, right),
            BinaryOp::Mod if left.as_str().is_some() => formatted(left.as_str().unwrap_or_default(), right, self.budget.get()),
            BinaryOp::Mod => remainder(left, right),
            BinaryOp::Pow => power(left, right),
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight => shift(op, left, right),
            BinaryOp::Or | BinaryOp::And | BinaryOp::Xor => bits(op, left, right),
            BinaryOp::MatMul => Err(unsupported("@", left, right)),
        }?;
        self.paid(result)
    }

    fn afford_repeating(&self, left: &Value, right: &Value) -> PyResult<()> {
        let times = |value: &Value| if let Value::Int(times) = value { usize::try_from(*times).ok() } else { None };
        let (items, times) = match (len(left), len(right)) {
            (Ok(_), _) => (left, times(right)),
            (_, Ok(_)) => (right, times(left)),
            _ => return Ok(()),
        };
        let items = weight(items, self.budget.get())?;
        if items.saturating_mul(times.unwrap_or(0)) > self.budget.get() { Err(memory()) } else { Ok(()) }
    }

    /// A result, for which its weight is paid.
    fn paid(&self, result: Value) -> PyResult {
        self.pay(weight(&result, self.budget.get())?)?;
        Ok(result)
    }

    fn pay(&self, cost: usize) -> PyResult<()> {
        let left = self.budget.get().checked_sub(cost);
        self.budget.set(left.unwrap_or(0));
        left.map(drop).ok_or_else(memory)
    }
}

fn memory() -> PyError {
    PyError::new(Exception::MemoryError, "")
}

fn not_here() -> PyError {
    PyError::type_error("only literals and arithmetic are evaluated")
}

fn unsupported(sign: &str, left: &Value, right: &Value) -> PyError {
    let types = format!("'{}' and '{}'", left.type_name(), right.type_name());
    PyError::type_error(format!("unsupported operand type(s) for {sign}: {types}"))
}

fn set_of(members: Vec<Value>) -> PyResult {
    let mut set = Set::new();
    members.into_iter().try_for_each(|member| set.add(member))?;
    Ok(set.into())
}

fn is_whole(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Int(_) | Value::BigInt(_))
}

fn shift(op: BinaryOp, left: &Value, right: &Value) -> PyResult {
    if !is_whole(left) || !is_whole(right) {
        return Err(unsupported(if op == BinaryOp::ShiftLeft { "<<" } else { ">>" }, left, right));
    }
    if matches!(int_of(right)?, Value::Int(places) if places < 0) {
        return Err(PyError::value_error("negative shift count"));
    }
    let factor = power(&2.into(), right)?;
    if op == BinaryOp::ShiftLeft { multiply(left, &factor) } else { floor_divide(left, &factor) }
}

/// `|`, `&` and `^` of integers that fit, of truth values, sets and dicts.
fn bits(op: BinaryOp, left: &Value, right: &Value) -> PyResult {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Ok(on_ints(op, i64::from(*a), i64::from(*b)).ne(&0).into()),
        (Value::Set(a), Value::Set(b)) => on_sets(op, a, b),
        (Value::Dict(a), Value::Dict(b)) if op == BinaryOp::Or => {
            dict_of(a.iter().chain(b.iter()).map(|(key, value)| (key.clone(), value.clone())))
        }
        _ if is_whole(left) && is_whole(right) => match (int_of(left)?, int_of(right)?) {
            (Value::Int(a), Value::Int(b)) => Ok(on_ints(op, a, b).into()),
            _ => Err(memory()),
        },
        _ => Err(unsupported("bits", left, right)),
    }
}

fn on_ints(op: BinaryOp, a: i64, b: i64) -> i64 {
    match op {
        BinaryOp::Or => a | b,
        BinaryOp::And => a & b,
        _ => a ^ b,
    }
}

fn on_sets(op: BinaryOp, a: &Set, b: &Set) -> PyResult {
    let only = |a: &Set, b: &Set, inside: bool| -> Vec<Value> {
        a.iter().filter(|member| (b.contains(member) == Ok(true)) == inside).cloned().collect()
    };
    set_of(match op {
        BinaryOp::Or => a.iter().chain(b.iter()).cloned().collect(),
        BinaryOp::And => only(a, b, true),
        _ => [only(a, b, false), only(b, a, false)].concat(),
    })
}

/// `text % values` with `%s`, `%r`, `%d` and `%%`, where it is no longer than `most`.
fn formatted(text: &str, values: &Value, most: usize) -> PyResult {
    let values_of_tuple = if let Value::Tuple(items) = values { items.as_slice() } else { std::slice::from_ref(values) };
    let (mut out, mut left, mut rest) = (String::new(), values_of_tuple.iter(), text);
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        let sign = behind.chars().next().ok_or_else(|| PyError::value_error("incomplete format"))?;
        rest = &behind[sign.len_utf8()..];
        if sign == '%' {
            out.push('%');
            continue;
        }
        let mut next = || left.next().ok_or_else(|| PyError::type_error("not enough arguments for format string"));
        out += &match sign {
            's' => str_of(next()?)?,
            'r' => literal_repr(next()?)?,
            'd' => match next()? {
                number if number.is_number() => str_of(&int_of(number)?)?,
                _ => return Err(PyError::type_error("%d format: a real number is required")),
            },
            _ => return Err(not_here()),
        };
        if out.len() > most {
            return Err(memory());
        }
    }
    out.push_str(rest);
    // Containers that are looked up by key need not be used.
    let by_key = matches!(values, Value::List(_) | Value::Dict(_) | Value::Bytes(_));
    match left.next() {
        Some(_) if !by_key => Err(PyError::type_error("not all arguments converted during string formatting")),
        _ => Ok(out.into()),
    }
}

fn literal_repr(value: &Value) -> PyResult<String> {
    match value {
        Value::Str(text) => Ok(exitrl_python::str_repr(text)),
        other => str_of(other),
    }
}

/// The built-in functions that arithmetic is written with.
fn builtin(name: &str, args: &[Value]) -> PyResult {
    match (name, args) {
        ("abs", [x]) => absolute(x),
        ("len", [x]) => len(x).map(Value::from),
        ("sum", [x]) => sum(x),
        ("max", [x]) => maximum(x),
        ("min", [x]) => minimum(x),
        ("max", [_, _, ..]) => maximum(&Value::list(args.to_vec())),
        ("min", [_, _, ..]) => minimum(&Value::list(args.to_vec())),
        ("round", [x]) => round_to(x, None),
        ("round", [x, places]) => round_to(x, Some(places)),
        ("int", [x]) => int_of(x),
        ("float", [x]) => float_of(x).map(Value::Float),
        ("str", [x]) => str_of(x).map(Value::from),
        ("pow", [x, y]) => power(x, y),
        _ => Err(not_here()),
    }
}
