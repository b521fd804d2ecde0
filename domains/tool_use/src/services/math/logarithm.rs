//! Logarithms to any base, as mpmath computes and shows them at a precision: real or complex.

use std::sync::Arc;

use exitrl_python::{Exception, Opaque, PyError, PyResult, Value, add, float_of, int_of, repr};
use num_bigint::BigInt;

use super::MAX_DIGITS;
use super::binary::{BITS_PER_DIGIT, ByZero, Real, Rounding};
use super::elementary::{arcus_tangent, ln, pi};
use super::number_text::read_number;

/// A number on its way through mpmath.
#[derive(Debug, Clone)]
pub(super) enum Number {
    Real(Real),
    Complex(Real, Real),
}

/// `log(value) / log(base)` at so many digits, as an object that shows as mpmath's.
///
/// # Errors
/// Where an argument is no number, the base is 1, or the precision is beyond the cap.
pub(super) fn logarithm(value: &Value, base: &Value, precision: &Value) -> PyResult {
    let digits = int_of(precision)?;
    let bits = bits(&digits)?;
    let affordable = bits <= (MAX_DIGITS + 2) as f64 * BITS_PER_DIGIT;
    let precision = if affordable { bits as u64 } else { 1 };
    // A wrong value is noticed before the first logarithm is taken.
    let value = number(value, precision)?;
    if !affordable {
        return Err(too_much(bits));
    }
    let value = log(&value, precision)?;
    let base = log(&number(base, precision)?, precision)?;
    let quotient = over(&value, &base, precision).map_err(|ByZero| zero_division())?;
    let digits = if let Value::Int(digits @ 1..) = digits { digits as usize } else { 1 };
    Ok(Value::Opaque(Arc::new(shown(&quotient, shown_digits(precision), digits))))
}

/// mpmath raises it without a text.
pub(super) fn zero_division() -> PyError {
    PyError::new(Exception::ZeroDivisionError, "")
}

/// For what would take minutes or gigabytes.
pub(super) fn out_of_memory() -> PyError {
    PyError::new(Exception::MemoryError, "")
}

/// The bits for a number of digits, a whole number.
fn bits(digits: &Value) -> PyResult<f64> {
    let bits = (float_of(&add(digits, &1.into())?)? * BITS_PER_DIGIT).round_ties_even();
    if bits.is_infinite() {
        return Err(PyError::new(Exception::OverflowError, "cannot convert float infinity to integer"));
    }
    Ok(bits.max(1.0))
}

/// What CPython raises for an integer of so many bits; for fewer mpmath would go on for long and then give a result.
fn too_much(bits: f64) -> PyError {
    const MOST: f64 = 30.0 * (1u64 << 63) as f64;
    if bits > MOST { PyError::new(Exception::OverflowError, "too many digits in integer") } else { out_of_memory() }
}

/// How many digits tell all numbers of a precision apart.
fn shown_digits(precision: u64) -> usize {
    let digits = ((precision as f64 / BITS_PER_DIGIT).round_ties_even() - 1.0).max(1.0) as usize;
    if digits == 15 { 17 } else { digits + 3 }
}

fn number(value: &Value, precision: u64) -> PyResult<Number> {
    match value {
        Value::Bool(b) => Ok(Number::Real(Real::exact(&BigInt::from(*b), 0))),
        Value::Int(i) => Ok(Number::Real(Real::exact(&BigInt::from(*i), 0))),
        Value::BigInt(big) => Ok(Number::Real(Real::exact(big, 0))),
        Value::Float(x) => Ok(Number::Real(Real::of_f64(*x))),
        Value::Complex(re, im) => Ok(Number::Complex(Real::of_f64(*re), Real::of_f64(*im))),
        Value::Str(text) => read_number(text, precision),
        other => Err(PyError::type_error(format!("cannot create mpf from {}", repr(other)))),
    }
}

/// The natural logarithm.
fn log(number: &Number, precision: u64) -> PyResult<Number> {
    Ok(match number {
        Number::Real(x) if x.is_negative() => {
            Number::Complex(log_of_length(x, &Real::zero(), precision)?, angle(x, &Real::zero(), precision))
        }
        Number::Real(x) => Number::Real(log_of_positive(x, precision)),
        Number::Complex(x, y) => Number::Complex(log_of_length(x, y, precision)?, angle(x, y, precision)),
    })
}

/// The logarithm of what is not negative.
fn log_of_positive(x: &Real, precision: u64) -> Real {
    match x {
        zero if zero.is_zero() => Real::Infinite { negative: true },
        Real::Finite { mantissa, exponent } => ln(mantissa.magnitude(), *exponent, precision),
        special => special.clone(),
    }
}

/// The logarithm of a complex number's absolute value.
///
/// # Errors
/// `MemoryError` where the parts lie so far apart that their sum would be longer than anyone wants.
fn log_of_length(x: &Real, y: &Real, precision: u64) -> PyResult<Real> {
    const SPARE: u64 = 20;
    const MOST_BITS: u64 = 1 << 26;
    if !(x.is_regular() && y.is_regular()) {
        let (a, b) = if y.is_regular() { (x, y) } else { (y, x) };
        return Ok(match (a, b) {
            (Real::Nan, _) | (_, Real::Nan) => Real::Nan,
            (a, b) if a.is_infinite() || b.is_infinite() => Real::Infinite { negative: false },
            (_, b) => log_of_positive(&b.clone().magnitude(), precision),
        });
    }
    let (x, y) = (x.times(x), y.times(y));
    let mut square = x.plus(&y, precision + SPARE, Rounding::Down);
    let beyond_one = square.minus(&Real::exact(&1.into(), 0), 10, Rounding::Down);
    if beyond_one.is_zero() || beyond_one.top() < -(SPARE as i64) / 2 {
        // The nearer to 1, the more bits of the sum matter.
        let lowest = x.lowest().min(y.lowest());
        if lowest.unsigned_abs() > MOST_BITS {
            return Err(out_of_memory());
        }
        square = x.plus(&y, (precision + SPARE).saturating_add_signed(-lowest), Rounding::Down);
    }
    Ok(log_of_positive(&square, precision).shifted(-1))
}

/// The angle of a complex number.
fn angle(x: &Real, y: &Real, precision: u64) -> Real {
    let near = |x: Real| x.rounded(precision, Rounding::Nearest);
    let pi = |eighths: i32| near(pi(precision, Rounding::Nearest).times(&Real::exact(&eighths.into(), 0))).shifted(-3);
    match (x, y) {
        (Real::Nan, _) | (_, Real::Nan) => Real::Nan,
        (x, y) if y.is_zero() => {
            if x.is_negative() {
                pi(8)
            } else {
                Real::zero()
            }
        }
        (x, y) if y.is_negative() => angle(x, &y.clone().negated(), precision).negated(),
        (Real::Infinite { negative }, Real::Infinite { .. }) => pi(if *negative { 6 } else { 2 }),
        (Real::Infinite { negative }, _) => {
            if *negative {
                pi(8)
            } else {
                Real::zero()
            }
        }
        (x, y) if x.is_zero() || y.is_infinite() => pi(4),
        (x, y) => angle_of_regular(x, y, precision),
    }
}

/// Through the arcus tangent, with mpmath's intermediate roundings.
fn angle_of_regular(x: &Real, y: &Real, precision: u64) -> Real {
    let wide = precision + 4;
    let Ok(Real::Finite { mantissa, exponent }) = y.over(x, wide, Rounding::Down) else { return Real::Nan };
    let angle = arcus_tangent(&mantissa, exponent, wide);
    if x.is_negative() {
        pi(wide, Rounding::Down).plus(&angle, precision, Rounding::Nearest)
    } else {
        angle.rounded(precision, Rounding::Nearest)
    }
}

/// The quotient of two numbers, complex where one of them is.
fn over(a: &Number, b: &Number, precision: u64) -> Result<Number, ByZero> {
    let nearest = |a: &Real, b: &Real| a.over(b, precision, Rounding::Nearest);
    Ok(match (a, b) {
        (Number::Real(a), Number::Real(b)) => Number::Real(nearest(a, b)?),
        (Number::Complex(re, im), Number::Real(b)) => Number::Complex(nearest(re, b)?, nearest(im, b)?),
        (a, Number::Complex(re, im)) if (re.is_infinite() || im.is_infinite()) && a.is_finite() => {
            Number::Complex(Real::zero(), Real::zero())
        }
        (a, Number::Complex(re, im)) => {
            let wide = |x: Real, y: &Real| x.plus(y, precision + 10, Rounding::Down);
            let norm = wide(re.times(re), &im.times(im));
            let (x, y) = match a {
                Number::Real(a) => (re.times(a), im.times(a).negated()),
                Number::Complex(x, y) => (wide(x.times(re), &y.times(im)), wide(y.times(re), &x.times(im).negated())),
            };
            Number::Complex(nearest(&x, &norm)?, nearest(&y, &norm)?)
        }
    })
}

impl Number {
    fn is_finite(&self) -> bool {
        match self {
            Self::Real(x) => x.is_finite(),
            Self::Complex(x, y) => x.is_finite() && y.is_finite(),
        }
    }
}

/// What `repr` and `str` give, which show different numbers of digits.
fn shown(number: &Number, repr_digits: usize, str_digits: usize) -> Opaque {
    match number {
        Number::Real(x) => Opaque { type_name: "mpf", repr: format!("mpf('{}')", x.text(repr_digits)), text: x.text(str_digits) },
        Number::Complex(x, y) => {
            let repr = format!("mpc(real='{}', imag='{}')", x.text(repr_digits), y.text(repr_digits));
            let sign = if y.is_negative() { '-' } else { '+' };
            let text = format!("({} {sign} {}j)", x.text(str_digits), y.clone().magnitude().text(str_digits));
            Opaque { type_name: "mpc", repr, text }
        }
    }
}
