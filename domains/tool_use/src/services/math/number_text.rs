//! Numbers out of texts, as mpmath reads them.

use exitrl_python::{Exception, PyError, PyResult, lower, str_repr, strip};
use num_bigint::BigInt;
use num_traits::{Num, ToPrimitive, Zero};

use super::binary::{Real, Rounding, power_of_ten};
use super::logarithm::{Number, out_of_memory, zero_division};

/// Most digits of a text that CPython makes an integer of, where mpmath does not lift that limit.
const MAX_INT_DIGITS: usize = 4300;
/// Decimal exponents up to here are computed exactly, others by rounded powers of ten.
const EXACT_EXPONENT: i64 = 400;

/// The number, real or complex, that a text stands for.
///
/// # Errors
/// Where it stands for none.
pub(super) fn read_number(text: &str, precision: u64) -> PyResult<Number> {
    if let Some(real) = read_real(text, precision)? {
        return Ok(Number::Real(real));
    }
    let compact = text.replace(' ', "");
    let (re, im) =
        complex_parts(&compact).ok_or_else(|| PyError::type_error(format!("cannot create mpf from {}", str_repr(text))))?;
    let im = im.ok_or_else(|| PyError::new(Exception::AttributeError, "'NoneType' object has no attribute 'rstrip'"))?;
    let re = if re.is_empty() { Number::Real(Real::zero()) } else { read_number(re, precision)? };
    match (re, read_number(im, precision)?) {
        (Number::Real(re), Number::Real(im)) => Ok(Number::Complex(re, im)),
        // Neither part has an imaginary unit.
        (other, _) => Ok(other),
    }
}

/// The real number of a text, [`None`] where it is none.
fn read_real(text: &str, precision: u64) -> PyResult<Option<Real>> {
    let text = lower(text);
    let text = strip(&text);
    match text {
        "inf" | "+inf" | "oo" | "+oo" => return Ok(Some(Real::Infinite { negative: false })),
        "-inf" | "-oo" => return Ok(Some(Real::Infinite { negative: true })),
        "nan" => return Ok(Some(Real::Nan)),
        _ => {}
    }
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let radix = match unsigned.get(..2) {
        Some("0b") => 2,
        Some("0o") => 8,
        Some("0x") => 16,
        _ => 10,
    };
    if text.contains('/') {
        return read_fraction(text, radix, precision);
    }
    let Some((mantissa, exponent)) = mantissa_and_exponent(text, radix) else { return Ok(None) };
    let exponent = exponent.to_i64().filter(|exponent| exponent.abs() < 1 << 50).ok_or_else(out_of_memory)?;
    if radix != 10 {
        let per_digit = if text.contains('p') { 1 } else { i64::from(radix.ilog2()) };
        return Ok(Some(Real::round(&mantissa, exponent * per_digit, precision, Rounding::Nearest)));
    }
    Ok(Some(decimal(&mantissa, exponent, precision)))
}

/// `mantissa * 10^exponent`
fn decimal(mantissa: &BigInt, exponent: i64, precision: u64) -> Real {
    if exponent.abs() > EXACT_EXPONENT {
        let wide = precision + 10;
        let mantissa = Real::round(mantissa, 0, wide, Rounding::Down);
        return mantissa.times(&power_of_ten(exponent, wide, Rounding::Down)).rounded(precision, Rounding::Nearest);
    }
    let power = num_traits::pow(BigInt::from(10), exponent.unsigned_abs() as usize);
    if exponent >= 0 {
        return Real::round(&(mantissa * power), 0, precision, Rounding::Nearest);
    }
    Real::exact(mantissa, 0).over(&Real::exact(&power, 0), precision, Rounding::Nearest).unwrap_or(Real::Nan)
}

fn read_fraction(text: &str, radix: u32, precision: u64) -> PyResult<Option<Real>> {
    let integer = |text: &str| {
        Some(text.trim_end_matches('l')).filter(|text| text.len() <= MAX_INT_DIGITS).and_then(|text| integer(text, radix))
    };
    let Some((Some(a), Some(b))) = text.split_once('/').map(|(a, b)| (integer(a), integer(b))) else { return Ok(None) };
    let quotient = Real::exact(&a, 0).over(&Real::exact(&b, 0), precision, Rounding::Nearest);
    quotient.map(Some).map_err(|_| zero_division())
}

/// `1.5e3` as 15 and 2.
fn mantissa_and_exponent(text: &str, radix: u32) -> Option<(BigInt, BigInt)> {
    let text = text.trim_end_matches('l').replace('_', "");
    let binary = matches!(radix, 2 | 16) && text.contains('p');
    let separator = if binary {
        'p'
    } else if radix > 10 {
        '@'
    } else {
        'e'
    };
    let mut parts = text.split(separator);
    let mantissa = parts.next()?;
    let mut exponent = parts.next().map_or(Some(BigInt::zero()), |text| integer(text, 10))?;
    if parts.next().is_some() {
        return None;
    }
    let mut digits = mantissa.to_owned();
    if let Some((whole, fraction)) = mantissa.split_once('.').filter(|(_, fraction)| !fraction.contains('.')) {
        let fraction = fraction.trim_end_matches('0');
        exponent -= fraction.chars().count() * if binary { radix.ilog2() as usize } else { 1 };
        digits = format!("{}{fraction}", if whole.is_empty() { "0" } else { whole });
    }
    Some((integer(&digits, radix)?, exponent))
}

/// `int(text, radix)`
fn integer(text: &str, radix: u32) -> Option<BigInt> {
    let text = strip(text);
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let prefix = match radix {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    };
    let digits = match unsigned.strip_prefix(prefix) {
        Some(rest) if radix != 10 => rest.strip_prefix('_').unwrap_or(rest),
        _ => unsigned,
    };
    let grouped = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    if !grouped || !digits.chars().all(|c| c == '_' || c.is_digit(radix)) {
        return None;
    }
    let number = BigInt::from_str_radix(&digits.replace('_', ""), radix).ok()?;
    Some(if negative { -number } else { number })
}

/// The parts of a text in the form of a complex number, the second only where there is an imaginary unit.
fn complex_parts(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_prefix('(').unwrap_or(text);
    let text = text.strip_suffix(')').unwrap_or(text);
    let Some(body) = text.strip_suffix(['j', 'i', 'J', 'I']).filter(|_| text.is_ascii()) else {
        return is_part(text).then_some((text, None));
    };
    let body = body.strip_suffix('*').unwrap_or(body);
    let parts = |at: usize| (&body[..at], Some(&body[at..]));
    let fits = |first: fn(&str) -> bool| (1..=body.len()).rev().find(|&at| first(&body[..at]) && is_part(&body[at..])).map(parts);
    if is_part(body) { Some(parts(0)) } else { fits(is_decimal).or_else(|| fits(is_fraction)) }
}

fn is_part(text: &str) -> bool {
    is_decimal(text) || is_fraction(text)
}

fn behind_digits(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit())
}

fn behind_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// Sign, digits, point, digits, exponent, each of which may be missing.
fn is_decimal(text: &str) -> bool {
    let rest = behind_digits(behind_sign(text));
    let rest = rest.strip_prefix('.').map_or(rest, behind_digits);
    rest.is_empty()
        || rest
            .strip_prefix(['e', 'E'])
            .map(behind_sign)
            .is_some_and(|digits| !digits.is_empty() && behind_digits(digits).is_empty())
}

fn is_fraction(text: &str) -> bool {
    let whole = |text: &str| !text.is_empty() && behind_digits(text).is_empty();
    behind_sign(text).split_once('/').is_some_and(|(a, b)| whole(a) && whole(b))
}
