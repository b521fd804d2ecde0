//! `==` and `hash`, as Python has them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use crate::value::{Dict, Set, Value};
use crate::{PyError, PyResult};

impl Value {
    /// Whether it can be a key or a member.
    ///
    /// # Errors
    /// `TypeError` naming the type that cannot be hashed.
    pub fn hashable(&self) -> PyResult<()> {
        match self {
            Self::List(_) | Self::Dict(_) | Self::Set(_) => {
                Err(PyError::type_error(format!("unhashable type: '{}'", self.type_name())))
            }
            Self::Tuple(items) => items.iter().try_for_each(Self::hashable),
            _ => Ok(()),
        }
    }
}

impl PartialEq for Value {
    /// Python's `==`; containers hold an item equal to itself without asking it, so a shared NaN is equal to itself inside one.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) | (Self::Ellipsis, Self::Ellipsis) => true,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::List(a), Self::List(b)) | (Self::Tuple(a), Self::Tuple(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Dict(a), Self::Dict(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Set(a), Self::Set(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Opaque(a), Self::Opaque(b)) => a == b,
            _ => equal_numbers(self, other),
        }
    }
}

impl Eq for Value {}

impl PartialEq for Dict {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.0.iter().all(|(key, value)| other.0.get(key) == Some(value))
    }
}

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.0.iter().all(|member| other.0.contains(member))
    }
}

fn equal_numbers(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Complex(..), _) | (_, Value::Complex(..)) => match (complex(a), complex(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::BigInt(a), Value::BigInt(b)) => a == b,
        (Value::BigInt(a), Value::Float(b)) | (Value::Float(b), Value::BigInt(a)) => same_big(a, *b),
        (Value::Float(x), whole) | (whole, Value::Float(x)) => small(whole).is_some_and(|whole| same_small(whole, *x)),
        _ => matches!((small(a), small(b)), (Some(a), Some(b)) if a == b),
    }
}

/// The value of a `bool` or a small `int`.
pub(crate) fn small(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Int(i) => Some(*i),
        _ => None,
    }
}

fn complex(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Complex(re, im) => Some((*re, *im)),
        Value::Float(x) => Some((*x, 0.0)),
        Value::BigInt(big) => big.to_f64().filter(|x| same_big(big, *x)).map(|x| (x, 0.0)),
        other => small(other).filter(|i| same_small(*i, *i as f64)).map(|i| (i as f64, 0.0)),
    }
}

/// Whether a float is exactly this integer: a float beyond 2^53 may be near one without being it.
fn same_small(whole: i64, x: f64) -> bool {
    x.fract() == 0.0 && x.abs() < 1e19 && x as i128 == i128::from(whole)
}

fn same_big(whole: &BigInt, x: f64) -> bool {
    x.is_finite() && x.fract() == 0.0 && BigInt::from_f64(x).as_ref() == Some(whole)
}

impl Hash for Value {
    /// Equal values have equal hashes. Not the numbers that Python's `hash` gives.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::None => 1u8.hash(state),
            Self::Ellipsis => 2u8.hash(state),
            Self::Bool(b) => i64::from(*b).hash(state),
            Self::Int(i) => i.hash(state),
            Self::Float(x) => hash_float(*x, state),
            Self::BigInt(big) => match big.to_f64().filter(|x| same_big(big, *x)) {
                Some(x) => hash_float(x, state),
                None => big.hash(state),
            },
            Self::Complex(re, im) if *im == 0.0 => hash_float(*re, state),
            Self::Complex(re, im) => (re.to_bits(), im.to_bits()).hash(state),
            Self::Str(text) => text.as_str().hash(state),
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Tuple(items) | Self::List(items) => items.iter().for_each(|item| item.hash(state)),
            Self::Dict(dict) => dict.len().hash(state),
            Self::Set(set) => set.len().hash(state),
            Self::Opaque(object) => object.hash(state),
        }
    }
}

fn hash_float<H: Hasher>(x: f64, state: &mut H) {
    if x.fract() == 0.0 && x.abs() < 9_223_372_036_854_775_808.0 {
        (x as i64).hash(state);
    } else {
        x.to_bits().hash(state);
    }
}

/// A text as a key to look up, without making a [`Value`] of it.
pub(crate) struct StrKey<'a>(pub(crate) &'a str);

impl Hash for StrKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl indexmap::Equivalent<Value> for StrKey<'_> {
    fn equivalent(&self, key: &Value) -> bool {
        key.as_str() == Some(self.0)
    }
}
