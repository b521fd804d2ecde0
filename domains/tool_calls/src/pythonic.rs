//! `[f(a=1), g()]` as BFCL's decoder of prompted models reads it, with all that is odd about it.
//!
//! Arguments by position are dropped, every sign before a constant is a minus, names are texts, constant arithmetic is worked out,
//! a nested call without keywords is its own text, one with keywords a dict. What is dropped is not looked at.

use exitrl_python::{Dict, Expr, Str, Value, negate, parse_syntax, str_of, unparse};

use crate::evaluate::Evaluator;
use crate::{Malformed, Reason, ToolCall};

/// Reads a reply as BFCL's decoder does: it succeeds where that does, with calls of the same [texts](ToolCall::to_call_string).
///
/// # Errors
/// Where BFCL's decoder raises an exception, for whatever reason: a reply in prose is an error here.
pub fn decode(reply: &str) -> Result<Vec<ToolCall>, Malformed> {
    let text = reply.trim_matches(['`', '\n', ' ']);
    let open = if text.starts_with('[') { "" } else { "[" };
    let close = if text.ends_with(']') { "" } else { "]" };
    let expr = parse_syntax(&format!("{open}{text}{close}")).map_err(Malformed::python)?;
    let evaluator = Evaluator::new();
    let call = |expr: &Expr| call(expr, &evaluator);
    let calls = match &expr {
        Expr::Call { .. } => vec![call(&expr)?],
        Expr::List(items) | Expr::Tuple(items) | Expr::Set(items) => items.iter().map(call).collect::<Result<_, _>>()?,
        _ => return Err(Malformed::new(Reason::NotCalls, "neither a call nor a list of calls")),
    };
    // What cannot be written cannot be executed.
    calls.iter().try_for_each(|call: &ToolCall| call.to_call_string().map(drop)).map_err(Malformed::value)?;
    Ok(calls)
}

fn call(expr: &Expr, evaluator: &Evaluator) -> Result<ToolCall, Malformed> {
    if !matches!(expr, Expr::Call { .. }) {
        return Err(Malformed::new(Reason::NotCalls, format!("{} is no call", shortened(&unparse(expr)))));
    }
    let (name, arguments) = resolved_call(expr, &|value| resolve(value, evaluator))?;
    let named = |(name, value): (&Value, &Value)| Ok((str_of(name)?.into(), value.clone()));
    let arguments = arguments.iter().map(named).collect::<Result<_, _>>().map_err(Malformed::value)?;
    Ok(ToolCall { name, arguments, positional: Vec::new() })
}

/// Name and arguments of a call. What is given by `**` has the name `None`.
pub(crate) fn resolved_call(expr: &Expr, resolve: &impl Fn(&Expr) -> Result<Value, Malformed>) -> Result<(Str, Dict), Malformed> {
    let Expr::Call { func, keywords, .. } = expr else { return Err(Malformed::new(Reason::NotCalls, "no call")) };
    let mut arguments = Dict::new();
    for keyword in keywords {
        let name = keyword.name.clone().map_or(Value::None, Value::Str);
        arguments.insert(name, resolve(&keyword.value)?).map_err(Malformed::value)?;
    }
    Ok((called(func), arguments))
}

/// `a.b.c`; of what is no name only the attributes behind it.
pub(crate) fn called(func: &Expr) -> Str {
    let mut parts: Vec<&str> = Vec::new();
    let mut at = func;
    while let Expr::Attribute(value, name) = at {
        parts.push(name);
        at = value;
    }
    if let Expr::Name(name) = at {
        parts.push(name);
    }
    parts.reverse();
    parts.join(".").into()
}

fn resolve(expr: &Expr, evaluator: &Evaluator) -> Result<Value, Malformed> {
    let value = |expr: &Expr| resolve(expr, evaluator);
    match expr {
        Expr::Constant(Value::Ellipsis) => Ok("...".into()),
        Expr::Constant(value) => Ok(value.clone()),
        Expr::Name(name) => Ok(Value::Str(name.clone())),
        Expr::Unary(_, operand) => match &**operand {
            Expr::Constant(value) => negate(value).map_err(Malformed::value),
            operand => Err(unsupported(operand)),
        },
        Expr::List(items) => items.iter().map(value).collect::<Result<_, _>>().map(Value::list),
        Expr::Tuple(items) => items.iter().map(value).collect::<Result<_, _>>().map(Value::tuple),
        Expr::Dict(pairs) => resolved_dict(pairs, &value),
        Expr::Binary(..) => evaluator.evaluate(expr).map_err(Malformed::value),
        Expr::Call { keywords, .. } if keywords.is_empty() => Ok(unparse(expr).into()),
        Expr::Call { .. } => nested_call(expr, &value),
        Expr::Subscript(value, index) => Ok(format!("{}[{}]", unparse(value), unparse(index)).into()),
        Expr::Attribute(..) | Expr::Set(_) | Expr::Starred(_) | Expr::Other(_) => Err(unsupported(expr)),
    }
}

/// `{name: {argument: value}}`
pub(crate) fn nested_call(expr: &Expr, resolve: &impl Fn(&Expr) -> Result<Value, Malformed>) -> Result<Value, Malformed> {
    let (name, arguments) = resolved_call(expr, resolve)?;
    let mut dict = Dict::new();
    dict.insert(Value::Str(name), arguments.into()).map_err(Malformed::value)?;
    Ok(dict.into())
}

pub(crate) fn resolved_dict(
    pairs: &[(Option<Expr>, Expr)],
    resolve: &impl Fn(&Expr) -> Result<Value, Malformed>,
) -> Result<Value, Malformed> {
    let mut dict = Dict::new();
    for (key, value) in pairs {
        let key = key.as_ref().ok_or_else(|| Malformed::new(Reason::Value, "** in a dict"))?;
        dict.insert(resolve(key)?, resolve(value)?).map_err(Malformed::value)?;
    }
    Ok(dict.into())
}

pub(crate) fn unsupported(expr: &Expr) -> Malformed {
    Malformed::new(Reason::Value, format!("{} is no value", shortened(&unparse(expr))))
}

/// A text for messages.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}
