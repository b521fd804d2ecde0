//! Operators, with CPython's error texts: arithmetic here, the rest in files of its own.

use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::equality::small;
use crate::value::Value;
use crate::{Exception, PyError, PyResult, iterate};

mod items;
mod order;
mod power;
mod unary;

pub use items::{contains, get_item, set_item};
pub use order::{Ordered, compare};
pub use power::power;
pub use unary::{absolute, negate, unary};

/// Most bits of an integer result: CPython would go on for minutes; here it is a `MemoryError`.
const MAX_BITS: u64 = 1 << 20;
/// Longest text or list that an operator makes.
const MAX_ITEMS: usize = 1 << 24;

/// A number on its way through an operator.
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

fn number(value: &Value) -> Option<Number> {
    Some(match value {
        Value::Float(x) => Number::Float(*x),
        Value::Complex(re, im) => Number::Complex(*re, *im),
        Value::BigInt(big) => Number::Int(BigInt::clone(big)),
        other => Number::Int(small(other)?.into()),
    })
}

fn unsupported(op: &str, a: &Value, b: &Value) -> PyError {
    PyError::type_error(format!("unsupported operand type(s) for {op}: '{}' and '{}'", a.type_name(), b.type_name()))
}

fn too_large() -> PyError {
    PyError::new(Exception::OverflowError, "int too large to convert to float")
}

fn memory() -> PyError {
    PyError::new(Exception::MemoryError, "")
}

fn float_of_big(big: &BigInt) -> PyResult<f64> {
    big.to_f64().filter(|x| x.is_finite()).ok_or_else(too_large)
}

/// Both as floats, where at least one is no integer.
fn floats(a: Number, b: Number) -> PyResult<Option<(f64, f64)>> {
    Ok(match (a, b) {
        (Number::Float(a), Number::Float(b)) => Some((a, b)),
        (Number::Float(a), Number::Int(b)) => Some((a, float_of_big(&b)?)),
        (Number::Int(a), Number::Float(b)) => Some((float_of_big(&a)?, b)),
        _ => None,
    })
}

fn complex(value: Number) -> PyResult<(f64, f64)> {
    Ok(match value {
        Number::Int(i) => (float_of_big(&i)?, 0.0),
        Number::Float(x) => (x, 0.0),
        Number::Complex(re, im) => (re, im),
    })
}

/// An operator on numbers: by integers, by floats or by complex numbers.
fn arithmetic(
    op: &str,
    (a, b): (&Value, &Value),
    on_ints: impl Fn(&BigInt, &BigInt) -> PyResult,
    on_floats: impl Fn(f64, f64) -> PyResult,
    on_complex: impl Fn((f64, f64), (f64, f64)) -> PyResult,
) -> PyResult {
    match (number(a), number(b)) {
        (Some(Number::Int(x)), Some(Number::Int(y))) => on_ints(&x, &y),
        (Some(x @ Number::Complex(..)), Some(y)) | (Some(x), Some(y @ Number::Complex(..))) => {
            on_complex(complex(x)?, complex(y)?)
        }
        (Some(x), Some(y)) => match floats(x, y)? {
            Some((x, y)) => on_floats(x, y),
            None => Err(unsupported(op, a, b)),
        },
        _ => Err(unsupported(op, a, b)),
    }
}

/// `a + b`.
///
/// # Errors
/// `TypeError` where the types have no sum, `OverflowError` where an integer is too large for a float.
pub fn add(a: &Value, b: &Value) -> PyResult {
    if let (Value::Int(x), Value::Int(y)) = (a, b)
        && let Some(sum) = x.checked_add(*y)
    {
        return Ok(Value::Int(sum));
    }
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => Ok(Value::Float(x + y)),
        (Value::Str(x), Value::Str(y)) => Ok(Value::from(format!("{x}{y}"))),
        (Value::Str(_), _) => Err(PyError::type_error(format!("can only concatenate str (not \"{}\") to str", b.type_name()))),
        (Value::List(x), Value::List(y)) => Ok(Value::list(x.iter().chain(y.iter()).cloned().collect())),
        (Value::List(_), _) => Err(PyError::type_error(format!("can only concatenate list (not \"{}\") to list", b.type_name()))),
        (Value::Tuple(x), Value::Tuple(y)) => Ok(Value::tuple(x.iter().chain(y.iter()).cloned().collect())),
        (Value::Tuple(_), _) => {
            Err(PyError::type_error(format!("can only concatenate tuple (not \"{}\") to tuple", b.type_name())))
        }
        (Value::Bytes(x), Value::Bytes(y)) => Ok(Value::Bytes(x.iter().chain(y.iter()).copied().collect())),
        (Value::Bytes(_), _) => Err(PyError::type_error(format!("can't concat {} to bytes", b.type_name()))),
        _ => arithmetic(
            "+",
            (a, b),
            |x, y| Ok(Value::big(x + y)),
            |x, y| Ok(Value::Float(x + y)),
            |x, y| Ok(Value::Complex(x.0 + y.0, x.1 + y.1)),
        ),
    }
}

/// `a += b` has another error text than `a + b` where neither type fits; this is that text.
pub(crate) fn in_place(op: &str, result: PyResult, a: &Value, b: &Value) -> PyResult {
    let plain = unsupported(op, a, b);
    result.map_err(|error| if error == plain { unsupported(&format!("{op}="), a, b) } else { error })
}

/// `a - b`.
///
/// # Errors
/// As [`add`].
pub fn subtract(a: &Value, b: &Value) -> PyResult {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => Ok(Value::Float(x - y)),
        (Value::Set(x), Value::Set(y)) => {
            let mut rest = crate::Set::new();
            x.iter().filter(|member| y.contains(member) != Ok(true)).try_for_each(|member| rest.add(member.clone()))?;
            Ok(rest.into())
        }
        _ => arithmetic(
            "-",
            (a, b),
            |x, y| Ok(Value::big(x - y)),
            |x, y| Ok(Value::Float(x - y)),
            |x, y| Ok(Value::Complex(x.0 - y.0, x.1 - y.1)),
        ),
    }
}

/// `a * b`; texts and lists are repeated.
///
/// # Errors
/// As [`add`]; `MemoryError` where the result would be larger than anyone wants.
pub fn multiply(a: &Value, b: &Value) -> PyResult {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => return Ok(Value::Float(x * y)),
        (Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_), _) => return repeat(a, b),
        (_, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)) => return repeat(b, a),
        _ => {}
    }
    arithmetic(
        "*",
        (a, b),
        |x, y| if x.bits() + y.bits() > MAX_BITS { Err(memory()) } else { Ok(Value::big(x * y)) },
        |x, y| Ok(Value::Float(x * y)),
        |x, y| {
            let (re, im) = complex_product(x, y);
            Ok(Value::Complex(re, im))
        },
    )
}

fn repeat(sequence: &Value, times: &Value) -> PyResult {
    let times = match times {
        Value::BigInt(big) if big.is_negative() => 0,
        Value::BigInt(_) => return Err(PyError::new(Exception::OverflowError, "cannot fit 'int' into an index-sized integer")),
        other => small(other)
            .ok_or_else(|| PyError::type_error(format!("can't multiply sequence by non-int of type '{}'", other.type_name())))?,
    };
    let times = usize::try_from(times).unwrap_or(0);
    let fits = |len: usize| len.checked_mul(times).is_some_and(|all| all <= MAX_ITEMS).then_some(()).ok_or_else(memory);
    let repeated = |items: &Arc<Vec<Value>>| -> PyResult<Vec<Value>> {
        fits(items.len())?;
        Ok(items.iter().cycle().take(items.len() * times).cloned().collect())
    };
    match sequence {
        Value::Str(text) => fits(text.len()).map(|()| Value::from(text.repeat(times))),
        Value::Bytes(bytes) => fits(bytes.len()).map(|()| Value::Bytes(bytes.repeat(times).into())),
        Value::List(items) => repeated(items).map(Value::list),
        Value::Tuple(items) => repeated(items).map(Value::tuple),
        other => Err(unsupported("*", other, &Value::Int(0))),
    }
}

fn division_by_zero(text: &str) -> PyError {
    PyError::new(Exception::ZeroDivisionError, text)
}

/// `a / b`.
///
/// # Errors
/// As [`add`], and `ZeroDivisionError`.
pub fn divide(a: &Value, b: &Value) -> PyResult {
    arithmetic(
        "/",
        (a, b),
        divide_ints,
        |x, y| {
            if y == 0.0 { Err(division_by_zero("float division by zero")) } else { Ok(Value::Float(x / y)) }
        },
        |x, y| {
            let (re, im) = complex_quotient(x, y).ok_or_else(|| division_by_zero("complex division by zero"))?;
            Ok(Value::Complex(re, im))
        },
    )
}

fn complex_product(x: (f64, f64), y: (f64, f64)) -> (f64, f64) {
    (x.0 * y.0 - x.1 * y.1, x.0 * y.1 + x.1 * y.0)
}

/// Divides by the larger part of the divisor first, which keeps what lies between in range; [`None`] for a divisor of zero.
fn complex_quotient(x: (f64, f64), y: (f64, f64)) -> Option<(f64, f64)> {
    if y.0.abs() >= y.1.abs() {
        let ratio = y.1 / y.0;
        let divisor = y.0 + y.1 * ratio;
        (y.0 != 0.0).then(|| ((x.0 + x.1 * ratio) / divisor, (x.1 - x.0 * ratio) / divisor))
    } else if y.1.abs() >= y.0.abs() {
        let ratio = y.0 / y.1;
        let divisor = y.0 * ratio + y.1;
        Some(((x.0 * ratio + x.1) / divisor, (x.1 * ratio - x.0) / divisor))
    } else {
        Some((f64::NAN, f64::NAN))
    }
}

/// True division of integers, rounded once.
fn divide_ints(a: &BigInt, b: &BigInt) -> PyResult {
    if b.is_zero() {
        return Err(division_by_zero("division by zero"));
    }
    const EXACT: u64 = 53;
    if a.bits() <= EXACT && b.bits() <= EXACT {
        return Ok(Value::Float(a.to_f64().unwrap_or(0.0) / b.to_f64().unwrap_or(1.0)));
    }
    // 66 bits of quotient or more, the last of which says whether anything follows: converting it to a float rounds rightly. A
    // result below the normal floats would be rounded twice; it is never reached with integers of sane size.
    let shift = 66 + b.bits() as i64 - a.bits() as i64;
    let (scaled, divisor) = if shift >= 0 { (a.abs() << shift, b.abs()) } else { (a.abs(), b.abs() << -shift) };
    let (quotient, rest) = scaled.div_rem(&divisor);
    let sticky: BigInt = (quotient << 1) + i32::from(!rest.is_zero());
    let magnitude = sticky.to_f64().unwrap_or(f64::INFINITY) * 2f64.powi(-1);
    let x = scale(magnitude, -shift);
    if x.is_infinite() {
        return Err(PyError::new(Exception::OverflowError, "integer division result too large for a float"));
    }
    Ok(Value::Float(if a.is_negative() == b.is_negative() { x } else { -x }))
}

/// `x * 2^exponent` in steps that do not overflow on the way.
fn scale(mut x: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && x != 0.0 && x.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        x *= 2f64.powi(step as i32);
        exponent -= step;
    }
    x
}

/// `a // b`.
///
/// # Errors
/// As [`divide`].
pub fn floor_divide(a: &Value, b: &Value) -> PyResult {
    arithmetic(
        "//",
        (a, b),
        |x, y| {
            if y.is_zero() { Err(division_by_zero("integer division or modulo by zero")) } else { Ok(Value::big(x.div_floor(y))) }
        },
        |x, y| {
            if y == 0.0 {
                Err(division_by_zero("float floor division by zero"))
            } else {
                Ok(Value::Float(((x - float_mod(x, y)) / y).round()))
            }
        },
        |_, _| Err(unsupported("//", a, b)),
    )
}

/// `a % b` of numbers.
///
/// # Errors
/// As [`divide`]; formatting of texts is not supported and a `TypeError`.
pub fn remainder(a: &Value, b: &Value) -> PyResult {
    arithmetic(
        "%",
        (a, b),
        |x, y| {
            if y.is_zero() { Err(division_by_zero("integer modulo by zero")) } else { Ok(Value::big(x.mod_floor(y))) }
        },
        |x, y| {
            if y == 0.0 { Err(division_by_zero("float modulo")) } else { Ok(Value::Float(float_mod(x, y))) }
        },
        |_, _| Err(unsupported("%", a, b)),
    )
}

/// The remainder with the sign of the divisor.
fn float_mod(x: f64, y: f64) -> f64 {
    let rest = x % y;
    if rest == 0.0 {
        0f64.copysign(y)
    } else if (rest < 0.0) != (y < 0.0) {
        rest + y
    } else {
        rest
    }
}

impl Value {
    /// `self += other`.
    ///
    /// # Errors
    /// As [`add`]; a list takes the items of anything iterable.
    pub fn add_assign(&mut self, other: &Value) -> PyResult<()> {
        if let Self::List(items) = self {
            let more = iterate(other)?;
            Arc::make_mut(items).extend(more);
            return Ok(());
        }
        *self = in_place("+", add(self, other), self, other)?;
        Ok(())
    }
    /// `self -= other`.
    ///
    /// # Errors
    /// As [`subtract`].
    pub fn subtract_assign(&mut self, other: &Value) -> PyResult<()> {
        *self = in_place("-", subtract(self, other), self, other)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
