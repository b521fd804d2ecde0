//! Python expressions: the part of the grammar that tool calls are written in.

mod parser;
mod strings;
mod tokens;
mod unparse;

pub use parser::parse_expression;
pub use unparse::unparse;

use crate::{Str, Value};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A literal: number, text, bytes, `True`, `False`, `None`, `...`.
    Constant(Value),
    /// A name.
    Name(Str),
    /// `value.attr`
    Attribute(Box<Expr>, Str),
    /// `func(args, keywords)`
    Call {
        /// What is called.
        func: Box<Expr>,
        /// Arguments by position.
        args: Vec<Expr>,
        /// Arguments by name, in the order written.
        keywords: Vec<Keyword>,
    },
    /// `[a, b]`
    List(Vec<Expr>),
    /// `(a, b)`, with or without brackets.
    Tuple(Vec<Expr>),
    /// `{a, b}`
    Set(Vec<Expr>),
    /// `{a: b}`; a key of [`None`] is `**b`.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// `-a`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `value[index]`
    Subscript(Box<Expr>, Box<Expr>),
    /// `*a`
    Starred(Box<Expr>),
    /// Well-formed, but none of the above: comparisons, conditions, lambdas, comprehensions, f-strings. Its source is kept.
    Other(String),
}

/// `name=value`, or `**value` without a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The parameter's name.
    pub name: Option<Str>,
    /// Its value.
    pub value: Expr,
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Minus,
    Plus,
    Invert,
    Not,
}

impl UnaryOp {
    fn sign(self) -> &'static str {
        match self {
            Self::Minus => "-",
            Self::Plus => "+",
            Self::Invert => "~",
            Self::Not => "not ",
        }
    }
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Or,
    Xor,
    And,
    ShiftLeft,
    ShiftRight,
    Add,
    Sub,
    Mul,
    MatMul,
    Div,
    FloorDiv,
    Mod,
    Pow,
}

impl BinaryOp {
    fn sign(self) -> &'static str {
        match self {
            Self::Or => "|",
            Self::Xor => "^",
            Self::And => "&",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::MatMul => "@",
            Self::Div => "/",
            Self::FloorDiv => "//",
            Self::Mod => "%",
            Self::Pow => "**",
        }
    }

    /// How tightly it binds; [`Self::Pow`] is above the unary operators.
    fn level(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::Xor => 2,
            Self::And => 3,
            Self::ShiftLeft | Self::ShiftRight => 4,
            Self::Add | Self::Sub => 5,
            Self::Mul | Self::MatMul | Self::Div | Self::FloorDiv | Self::Mod => 6,
            Self::Pow => 8,
        }
    }
}

/// Level of the unary operators among the binary ones.
const UNARY_LEVEL: u8 = 7;

#[cfg(test)]
mod tests;
