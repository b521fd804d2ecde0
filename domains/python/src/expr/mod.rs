//! Python expressions: the part of the grammar that tool calls are written in.

mod brackets;
mod compound;
mod formatted;
mod parser;
mod strings;
mod tokens;
mod unparse;

pub use parser::{parse_expression, parse_syntax};
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
    /// Well-formed, but none of the above: comparisons, conditions, lambdas, comprehensions, f-strings, slices.
    Other(Unevaluated),
}

/// An expression that is kept as text only, in Python's own layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unevaluated {
    level: u8,
    text: String,
}

impl Unevaluated {
    /// How `ast.unparse` writes it.
    pub fn text(&self) -> &str {
        &self.text
    }
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

    /// How tightly it binds.
    fn level(self) -> u8 {
        match self {
            Self::Or => level::BIT_OR,
            Self::Xor => level::BIT_OR + 1,
            Self::And => level::BIT_OR + 2,
            Self::ShiftLeft | Self::ShiftRight => level::BIT_OR + 3,
            Self::Add | Self::Sub => level::BIT_OR + 4,
            Self::Mul | Self::MatMul | Self::Div | Self::FloorDiv | Self::Mod => level::BIT_OR + 5,
            Self::Pow => level::POWER,
        }
    }
}

/// How tightly expressions bind, the loosest first.
mod level {
    pub(super) const NAMED: u8 = 0;
    pub(super) const TUPLE: u8 = 1;
    pub(super) const YIELD: u8 = 2;
    /// Conditions and lambdas; what an argument or an item may be without brackets.
    pub(super) const TEST: u8 = 3;
    pub(super) const OR: u8 = 4;
    pub(super) const AND: u8 = 5;
    pub(super) const NOT: u8 = 6;
    pub(super) const COMPARE: u8 = 7;
    pub(super) const BIT_OR: u8 = 8;
    pub(super) const FACTOR: u8 = 14;
    pub(super) const POWER: u8 = 15;
    pub(super) const AWAIT: u8 = 16;
    pub(super) const ATOM: u8 = 17;
}

#[cfg(test)]
mod tests;
