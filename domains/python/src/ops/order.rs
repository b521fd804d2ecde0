//! Which of two values comes first.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use super::{Number, number};
use crate::equality::small;
use crate::value::Value;
use crate::{PyError, PyResult};

/// How two values are ordered by an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordered {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Ordered {
    fn holds(self, ordering: Option<Ordering>) -> bool {
        ordering.is_some_and(|ordering| match self {
            Self::Less => ordering.is_lt(),
            Self::LessEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterEqual => ordering.is_ge(),
        })
    }
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}

/// `a < b` and its like.
///
/// # Errors
/// `TypeError` where the types are not ordered.
pub fn compare(a: &Value, op: Ordered, b: &Value) -> PyResult<bool> {
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Ok(op.holds(Some(x.chars().cmp(y.chars())))),
        (Value::Bytes(x), Value::Bytes(y)) => Ok(op.holds(Some(x.cmp(y)))),
        (Value::List(x), Value::List(y)) | (Value::Tuple(x), Value::Tuple(y)) => {
            match x.iter().zip(y.iter()).find(|(x, y)| x != y) {
                Some((x, y)) => compare(x, op, y),
                None => Ok(op.holds(Some(x.len().cmp(&y.len())))),
            }
        }
        (Value::Set(x), Value::Set(y)) => {
            let within = |x: &crate::Set, y: &crate::Set| x.iter().all(|member| y.contains(member) == Ok(true));
            Ok(match op {
                Ordered::Less => x.len() < y.len() && within(x, y),
                Ordered::LessEqual => within(x, y),
                Ordered::Greater => y.len() < x.len() && within(y, x),
                Ordered::GreaterEqual => within(y, x),
            })
        }
        _ => number_order(a, b).map(|ordering| op.holds(ordering)).ok_or_else(|| {
            PyError::type_error(format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.sign(),
                a.type_name(),
                b.type_name()
            ))
        }),
    }
}

/// The order of two real numbers; the inner [`None`] where one is NaN, the outer where one is no real number.
fn number_order(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    if let (Some(a), Some(b)) = (small(a), small(b)) {
        return Some(Some(a.cmp(&b)));
    }
    Some(match (number(a)?, number(b)?) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        (Number::Int(a), Number::Float(b)) => int_to_float(&a, b),
        (Number::Float(a), Number::Int(b)) => int_to_float(&b, a).map(Ordering::reverse),
        _ => return None,
    })
}

/// Exact: the float's whole part is compared first, what is behind its point then.
fn int_to_float(a: &BigInt, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b.is_infinite() {
        return Some(if b > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = BigInt::from_f64(b.trunc()).unwrap_or_default();
    Some(a.cmp(&whole).then_with(|| 0.0.partial_cmp(&b.fract()).unwrap_or(Ordering::Equal)))
}
