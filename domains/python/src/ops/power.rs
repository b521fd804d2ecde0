//! Powers.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{MAX_BITS, arithmetic, complex_product, complex_quotient, division_by_zero, float_of_big, memory};
use crate::value::Value;
use crate::{Exception, PyError, PyResult};

/// `a ** b`.
///
/// # Errors
/// As [`divide`](super::divide); `MemoryError` where an integer would have more than a million bits.
pub fn power(a: &Value, b: &Value) -> PyResult {
    arithmetic("** or pow()", (a, b), int_power, float_power, complex_power)
}

fn int_power(base: &BigInt, exponent: &BigInt) -> PyResult {
    if exponent.is_negative() {
        return float_power(float_of_big(base)?, float_of_big(exponent)?);
    }
    let trivial = base.magnitude().bits() <= 1;
    let exponent = match exponent.to_u32() {
        _ if trivial => u32::from(exponent.bit(0)) + 2 * u32::from(!exponent.is_zero()),
        Some(exponent) if u64::from(exponent).saturating_mul(base.bits()) <= MAX_BITS => exponent,
        _ => return Err(memory()),
    };
    Ok(Value::big(base.pow(exponent)))
}

fn float_power(x: f64, y: f64) -> PyResult {
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(division_by_zero("0.0 cannot be raised to a negative power"));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
        return complex_power((x, 0.0), (y, 0.0));
    }
    let result = x.powf(y);
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(PyError::new(Exception::OverflowError, "(34, 'Numerical result out of range')"));
    }
    Ok(Value::Float(result))
}

fn complex_power(x: (f64, f64), y: (f64, f64)) -> PyResult {
    const SMALL: f64 = 100.0;
    let by_zero = || division_by_zero("0.0 to a negative or complex power");
    let (re, im) = if y.1 == 0.0 && y.0 == y.0.floor() && y.0.abs() <= SMALL {
        let power = complex_squares(x, y.0.abs() as u64);
        if y.0 > 0.0 { power } else { complex_quotient((1.0, 0.0), power).ok_or_else(by_zero)? }
    } else if x == (0.0, 0.0) {
        if y.1 != 0.0 || y.0 < 0.0 {
            return Err(by_zero());
        }
        (0.0, 0.0)
    } else {
        let (radius, angle) = (x.0.hypot(x.1), x.1.atan2(x.0));
        let (mut length, mut phase) = (radius.powf(y.0), angle * y.0);
        if y.1 != 0.0 {
            length /= (angle * y.1).exp();
            phase += y.1 * radius.ln();
        }
        // The cosine of infinity leaves the mark that CPython takes for this.
        if phase.is_infinite() {
            return Err(by_zero());
        }
        (length * phase.cos(), length * phase.sin())
    };
    if re.is_infinite() || im.is_infinite() {
        return Err(PyError::new(Exception::OverflowError, "complex exponentiation"));
    }
    Ok(Value::Complex(re, im))
}

/// A whole power by repeated squaring.
fn complex_squares(x: (f64, f64), exponent: u64) -> (f64, f64) {
    let (mut power, mut square) = ((1.0, 0.0), x);
    let mut left = exponent;
    while left > 0 {
        if left & 1 == 1 {
            power = complex_product(power, square);
        }
        left >>= 1;
        square = complex_product(square, square);
    }
    power
}
