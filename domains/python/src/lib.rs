//! Python's values as CPython 3.11 shows and compares them, and a reader of Python expressions.
//!
//! Tools that were defined by Python programs answer with Python's texts: `repr`, `str`, `json.dumps`, messages of exceptions.
//! This crate gives those texts without Python.
//!
//! ```text
//! value.rs    Value: None, bool, int, float, complex, str, bytes, list, tuple, dict, set, Ellipsis, opaque
//! equality.rs == and hash as Python has them: 1 == 1.0 == True, -0.0 == 0.0, NaN != NaN
//! repr.rs, float.rs, json.rs     how values are shown
//! ops.rs, builtins.rs, text.rs   operators, built-in functions and methods, with CPython's error texts
//! digits.rs, datetime.rs     str.isdigit, datetime.strptime
//! weight.rs   how much a value holds, for whoever has to keep within bounds
//! random.rs   random.Random: the Mersenne Twister and what is drawn from it
//! expr/       text -> Expr: literals, names, calls, operators; and back (ast.unparse)
//! ```
//!
//! Values are immutable and shared: containers lie behind [`std::sync::Arc`] and are copied when they are changed while shared. Two
//! names for one Python list are therefore two values here; whoever needs the aliasing models it.
//!
//! Architecture invariants: no input makes anything here panic or recurse without a bound; nothing reads clocks,
//! files or generators of the system.

mod builtins;
mod datetime;
mod digits;
mod equality;
mod error;
mod expr;
mod float;
mod json;
mod ops;
mod random;
mod repr;
mod text;
mod value;
mod weight;

pub use builtins::{dict_of, float_of, format_fixed, int_of, iterate, len, maximum, minimum, round_to, str_of, sum};
pub use datetime::{DateFormat, DateTime};
pub use digits::{decimal_digit, is_digit};
pub use error::{Exception, PyError, PyResult};
pub use expr::{BinaryOp, Expr, Keyword, UnaryOp, Unevaluated, parse_expression, parse_syntax, unparse};
pub use float::float_repr;
pub use json::{dumps, from_json, to_json};
pub use ops::{
    Ordered, absolute, add, compare, contains, divide, floor_divide, get_item, multiply, negate, power, remainder, set_item,
    subtract, unary,
};
pub use random::PyRandom;
use repr::is_printable;
pub use repr::{repr, str_repr, write_repr, write_str_repr};
pub use text::{is_space, join, lower, split_lines, split_whitespace, strip};
pub use value::{Dict, Opaque, Set, Str, Value};
pub use weight::weight;

/// Deepest nesting of brackets that the reader accepts, as CPython's tokenizer; operators may be nested a few times deeper.
pub const MAX_DEPTH: usize = 200;
