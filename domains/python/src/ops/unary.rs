//! Operators before their operand, and the absolute value.

use num_traits::Signed;

use super::{Number, number};
use crate::value::Value;
use crate::{Exception, PyError, PyResult, UnaryOp};

/// An operator before its operand.
///
/// # Errors
/// `TypeError` where the operand has no such operator.
pub fn unary(op: UnaryOp, operand: &Value) -> PyResult {
    let sign = match (op, number(operand)) {
        (UnaryOp::Not, _) => return Ok((!operand.truthy()).into()),
        (UnaryOp::Minus, _) => return negate(operand),
        (UnaryOp::Plus, Some(Number::Int(whole))) => return Ok(Value::big(whole)),
        (UnaryOp::Plus, Some(_)) => return Ok(operand.clone()),
        (UnaryOp::Invert, Some(Number::Int(whole))) => return Ok(Value::big(-whole - 1)),
        (UnaryOp::Plus, None) => '+',
        (UnaryOp::Invert, _) => '~',
    };
    Err(PyError::type_error(format!("bad operand type for unary {sign}: '{}'", operand.type_name())))
}

/// `-a`.
///
/// # Errors
/// `TypeError` where it is no number.
pub fn negate(a: &Value) -> PyResult {
    match number(a) {
        Some(Number::Int(i)) => Ok(Value::big(-i)),
        Some(Number::Float(x)) => Ok(Value::Float(-x)),
        Some(Number::Complex(re, im)) => Ok(Value::Complex(-re, -im)),
        None => Err(PyError::type_error(format!("bad operand type for unary -: '{}'", a.type_name()))),
    }
}

/// `abs(a)`.
///
/// # Errors
/// `TypeError` where it is no number.
pub fn absolute(a: &Value) -> PyResult {
    match number(a) {
        Some(Number::Int(i)) => Ok(Value::big(i.abs())),
        Some(Number::Float(x)) => Ok(Value::Float(x.abs())),
        Some(Number::Complex(re, im)) if re.is_finite() && im.is_finite() && re.hypot(im).is_infinite() => {
            Err(PyError::new(Exception::OverflowError, "absolute value too large"))
        }
        Some(Number::Complex(re, im)) => Ok(Value::Float(re.hypot(im))),
        None => Err(PyError::type_error(format!("bad operand type for abs(): '{}'", a.type_name()))),
    }
}
