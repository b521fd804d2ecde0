//! `ast.unparse`: an expression back to text, in Python's own layout.

use super::{BinaryOp, Expr, Keyword, UnaryOp, level};
use crate::{Value, repr};

/// `ast.unparse(expr)`.
pub fn unparse(expr: &Expr) -> String {
    let mut out = String::new();
    write(&mut out, expr, level::TEST);
    out
}

/// An expression as text, in brackets where it binds less tightly than `level`.
pub(super) fn written(expr: &Expr, level: u8) -> String {
    let mut out = String::new();
    write(&mut out, expr, level);
    out
}

/// Appends an expression, in brackets where it binds less tightly than `level`.
pub(super) fn write(out: &mut String, expr: &Expr, level: u8) {
    match expr {
        Expr::Constant(Value::Ellipsis) => out.push_str("..."),
        Expr::Constant(value) => out.push_str(&constant(value)),
        Expr::Name(name) => out.push_str(name),
        Expr::Attribute(value, attr) => {
            write(out, value, level::ATOM);
            // "1.real" would be read as a float.
            if matches!(**value, Expr::Constant(Value::Int(_) | Value::BigInt(_) | Value::Bool(_))) {
                out.push(' ');
            }
            out.push('.');
            out.push_str(attr);
        }
        Expr::Call { func, args, keywords } => write_call(out, func, args, keywords),
        Expr::List(items) => enclosed(out, "[", items, "]"),
        Expr::Tuple(items) if items.is_empty() => out.push_str("()"),
        Expr::Tuple(items) => bracketed(out, level > level::TUPLE, |out| write_tuple(out, items)),
        Expr::Set(items) => enclosed(out, "{", items, "}"),
        Expr::Dict(pairs) => write_dict(out, pairs),
        Expr::Unary(op, operand) => write_unary(out, *op, operand, level),
        Expr::Binary(op, left, right) => write_binary(out, *op, (left, right), level),
        Expr::Subscript(value, index) => write_subscript(out, value, index),
        Expr::Starred(value) => {
            out.push('*');
            write(out, value, level::BIT_OR);
        }
        Expr::Other(other) => bracketed(out, other.level < level, |out| out.push_str(&other.text)),
    }
}

fn bracketed(out: &mut String, brackets: bool, inner: impl FnOnce(&mut String)) {
    if brackets {
        out.push('(');
    }
    inner(out);
    if brackets {
        out.push(')');
    }
}

/// Infinity has no literal; Python writes one that overflows.
fn constant(value: &Value) -> String {
    match value {
        Value::Float(_) | Value::Complex(..) => repr(value).replace("inf", "1e309").replace("nan", "(1e309-1e309)"),
        _ => repr(value),
    }
}

fn list(out: &mut String, items: &[Expr]) {
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        write(out, item, level::TEST);
    }
}

fn enclosed(out: &mut String, open: &str, items: &[Expr], close: &str) {
    out.push_str(open);
    list(out, items);
    out.push_str(close);
}

/// Items without brackets around them; a single one with its comma.
fn write_tuple(out: &mut String, items: &[Expr]) {
    list(out, items);
    if items.len() == 1 {
        out.push(',');
    }
}

fn write_call(out: &mut String, func: &Expr, args: &[Expr], keywords: &[Keyword]) {
    write(out, func, level::ATOM);
    enclosed(out, "(", args, "");
    for (nth, Keyword { name, value }) in keywords.iter().enumerate() {
        if nth > 0 || !args.is_empty() {
            out.push_str(", ");
        }
        match name {
            Some(name) => {
                out.push_str(name);
                out.push('=');
            }
            None => out.push_str("**"),
        }
        write(out, value, level::TEST);
    }
    out.push(')');
}

fn write_dict(out: &mut String, pairs: &[(Option<Expr>, Expr)]) {
    out.push('{');
    for (nth, (key, value)) in pairs.iter().enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        match key {
            Some(key) => {
                write(out, key, level::TEST);
                out.push_str(": ");
                write(out, value, level::TEST);
            }
            None => {
                out.push_str("**");
                write(out, value, level::BIT_OR);
            }
        }
    }
    out.push('}');
}

fn write_subscript(out: &mut String, value: &Expr, index: &Expr) {
    write(out, value, level::ATOM);
    out.push('[');
    match index {
        Expr::Tuple(items) if !items.is_empty() => write_tuple(out, items),
        index => write(out, index, level::TEST),
    }
    out.push(']');
}

fn write_unary(out: &mut String, op: UnaryOp, operand: &Expr, level: u8) {
    let own = if op == UnaryOp::Not { level::NOT } else { level::FACTOR };
    bracketed(out, own < level, |out| {
        out.push_str(op.sign());
        write(out, operand, own);
    });
}

fn write_binary(out: &mut String, op: BinaryOp, (left, right): (&Expr, &Expr), level: u8) {
    let own = op.level();
    // All operators but the power group from the left.
    let (on_left, on_right) = if op == BinaryOp::Pow { (own + 1, own) } else { (own, own + 1) };
    bracketed(out, own < level, |out| {
        write(out, left, on_left);
        out.push(' ');
        out.push_str(op.sign());
        out.push(' ');
        write(out, right, on_right);
    });
}
