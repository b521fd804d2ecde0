//! `ast.unparse`: an expression back to text, in Python's own layout.

use super::{BinaryOp, Expr, Keyword, UNARY_LEVEL, UnaryOp};
use crate::{Value, repr};

/// `ast.unparse(expr)`.
pub fn unparse(expr: &Expr) -> String {
    let mut out = String::new();
    write(&mut out, expr, 0);
    out
}

/// Appends an expression, in brackets where it binds less tightly than `level`.
fn write(out: &mut String, expr: &Expr, level: u8) {
    match expr {
        Expr::Constant(Value::Ellipsis) => out.push_str("..."),
        Expr::Constant(value) => out.push_str(&constant(value)),
        Expr::Name(name) => out.push_str(name),
        Expr::Attribute(value, attr) => {
            write(out, value, ATOM);
            // "1.real" would be read as a float.
            if matches!(**value, Expr::Constant(Value::Int(_) | Value::BigInt(_))) {
                out.push(' ');
            }
            out.push('.');
            out.push_str(attr);
        }
        Expr::Call { func, args, keywords } => write_call(out, func, args, keywords),
        Expr::List(items) => bracketed(out, "[", items, "]"),
        Expr::Tuple(items) if items.len() == 1 => bracketed(out, "(", items, ",)"),
        Expr::Tuple(items) => bracketed(out, "(", items, ")"),
        Expr::Set(items) if items.is_empty() => out.push_str("{*()}"),
        Expr::Set(items) => bracketed(out, "{", items, "}"),
        Expr::Dict(pairs) => write_dict(out, pairs),
        Expr::Unary(op, operand) => write_unary(out, *op, operand, level),
        Expr::Binary(op, left, right) => write_binary(out, *op, (left, right), level),
        Expr::Subscript(value, index) => {
            write(out, value, ATOM);
            out.push('[');
            match &**index {
                Expr::Tuple(items) if !items.is_empty() => {
                    list(out, items);
                    if items.len() == 1 {
                        out.push(',');
                    }
                }
                index => write(out, index, 0),
            }
            out.push(']');
        }
        Expr::Starred(value) => {
            out.push('*');
            write(out, value, 1);
        }
        Expr::Other(source) => out.push_str(source),
    }
}

/// Above all operators.
const ATOM: u8 = 9;
/// Of `not`, below all arithmetic.
const NOT_LEVEL: u8 = 0;

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
        write(out, item, 0);
    }
}

fn bracketed(out: &mut String, open: &str, items: &[Expr], close: &str) {
    out.push_str(open);
    list(out, items);
    out.push_str(close);
}

fn write_call(out: &mut String, func: &Expr, args: &[Expr], keywords: &[Keyword]) {
    write(out, func, ATOM);
    bracketed(out, "(", args, "");
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
        write(out, value, 0);
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
                write(out, key, 0);
                out.push_str(": ");
                write(out, value, 0);
            }
            None => {
                out.push_str("**");
                write(out, value, 1);
            }
        }
    }
    out.push('}');
}

fn write_unary(out: &mut String, op: UnaryOp, operand: &Expr, level: u8) {
    let own = if op == UnaryOp::Not { NOT_LEVEL } else { UNARY_LEVEL };
    let brackets = own < level;
    if brackets {
        out.push('(');
    }
    out.push_str(op.sign());
    write(out, operand, own);
    if brackets {
        out.push(')');
    }
}

fn write_binary(out: &mut String, op: BinaryOp, (left, right): (&Expr, &Expr), level: u8) {
    let own = op.level();
    let brackets = own < level;
    if brackets {
        out.push('(');
    }
    // All operators but the power group from the left.
    let power = op == BinaryOp::Pow;
    write(out, left, if power { own + 1 } else { own });
    out.push(' ');
    out.push_str(op.sign());
    out.push(' ');
    write(out, right, if power { UNARY_LEVEL } else { own + 1 });
    if brackets {
        out.push(')');
    }
}
