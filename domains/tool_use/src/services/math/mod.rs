//! MathAPI: arithmetic with numbers and lists of them. It has no state.
//!
//! Where it differs from the Python class:
//! - Beyond 2,000 digits logarithms and inexact roots are refused as if memory had run out.
//! - mpmath rounds the last bit of a logarithm the wrong way about once in a million times; here it is right.
//! - What `logarithm` and `square_root` return is shown, but is no number that a call around them could go on with. Python shows several
//!   logarithms in one list at the precision of the last.

mod binary;
mod elementary;
mod logarithm;
mod number_text;
mod square_root;

use std::sync::Arc;

use exitrl_python::{
    Exception, Opaque, Ordered, PyError, PyResult, Value, absolute, add, compare, divide, float_of, iterate, len, maximum,
    minimum, multiply, power, round_to, str_of, subtract, sum,
};

use self::square_root::Decimal;
use super::{Args, Default, Kind, LongContext, Method, Param, Service, error, optional, reply, required};

/// Most digits that `logarithm` and `square_root` compute; Python would go on, for minutes.
const MAX_DIGITS: u64 = 2000;

/// The calculator.
#[derive(Debug, Clone)]
pub(crate) struct MathApi;

const NUMBERS: Param = required("numbers", Kind::FloatList, "The numbers");

const fn first(about: &'static str) -> Param {
    required("a", Kind::Float, about)
}

const fn second(about: &'static str) -> Param {
    required("b", Kind::Float, about)
}

const fn units(about_in: &'static str, about_out: &'static str) -> [Param; 3] {
    [
        required("value", Kind::Float, "What is converted"),
        required("unit_in", Kind::Str, about_in),
        required("unit_out", Kind::Str, about_out),
    ]
}

const fn of_list(name: &'static str, about: &'static str, call: fn(&mut MathApi, Args<'_>) -> PyResult) -> Method<MathApi> {
    Method { name, about, params: &[NUMBERS], call }
}

const METHODS: &[Method<MathApi>] = &[
    Method {
        name: "absolute_value",
        about: "The absolute value of a number.",
        params: &[required("number", Kind::Float, "The number")],
        call: |_, args| or_type_error(absolute(args.all::<1>()[0]), "Input must be a number"),
    },
    Method {
        name: "add",
        about: "The sum of two numbers.",
        params: &[first("First number"), second("Second number")],
        call: |_, args| of_two(args, add),
    },
    Method {
        name: "divide",
        about: "The quotient of two numbers.",
        params: &[first("What is divided"), second("What it is divided by")],
        call: MathApi::divide,
    },
    Method {
        name: "imperial_si_conversion",
        about: "Converts between imperial and SI units: cm and in, m and ft, m and yd, km and miles, kg and lb, celsius and fahrenheit.",
        params: &units(
            "Unit of the value: cm, in, m, ft, yd, km, miles, kg, lb, celsius, fahrenheit",
            "Unit of the result, of the same kind",
        ),
        call: MathApi::imperial_si_conversion,
    },
    Method {
        name: "logarithm",
        about: "The logarithm of a number to a base, to any number of digits.",
        params: &[
            required("value", Kind::Float, "The number"),
            required("base", Kind::Float, "Base of the logarithm"),
            required("precision", Kind::Int, "How many digits"),
        ],
        call: MathApi::logarithm,
    },
    of_list("max_value", "The greatest of some numbers.", |_, args| of_many(args, "find maximum", maximum)),
    of_list("mean", "The mean of some numbers.", |_, args| of_many(args, "calculate mean", mean)),
    of_list("min_value", "The least of some numbers.", |_, args| of_many(args, "find minimum", minimum)),
    Method {
        name: "multiply",
        about: "The product of two numbers.",
        params: &[first("First number"), second("Second number")],
        call: MathApi::multiply,
    },
    Method {
        name: "percentage",
        about: "How many percent of a whole a part is.",
        params: &[required("part", Kind::Float, "The part"), required("whole", Kind::Float, "The whole")],
        call: MathApi::percentage,
    },
    Method {
        name: "power",
        about: "A number raised to a power.",
        params: &[required("base", Kind::Float, "The number"), required("exponent", Kind::Float, "The exponent")],
        call: |_, args| of_two(args, power),
    },
    Method {
        name: "round_number",
        about: "Rounds a number.",
        params: &[
            required("number", Kind::Float, "The number"),
            optional("decimal_places", Kind::Int, "How many decimals are kept", Default::Int(0)),
        ],
        call: MathApi::round_number,
    },
    Method {
        name: "si_unit_conversion",
        about: "Converts between units of length.",
        params: &units("Unit of the value: km, m, cm, mm, um, nm", "Unit of the result: km, m, cm, mm, um, nm"),
        call: MathApi::si_unit_conversion,
    },
    Method {
        name: "square_root",
        about: "The square root of a number, to any number of digits.",
        params: &[required("number", Kind::Float, "The number"), required("precision", Kind::Int, "How many digits")],
        call: MathApi::square_root,
    },
    of_list("standard_deviation", "The standard deviation of some numbers, taken as the whole population.", |_, args| {
        of_many(args, "calculate standard deviation", standard_deviation)
    }),
    Method {
        name: "subtract",
        about: "The difference of two numbers.",
        params: &[first("What is subtracted from"), second("What is subtracted")],
        call: |_, args| of_two(args, subtract),
    },
    of_list("sum_values", "The sum of some numbers.", |_, args| of_many(args, "calculate sum", sum)),
];

impl Service for MathApi {
    const ABOUT: &'static str = "a calculator: arithmetic, roots, logarithms, statistics of lists, conversion of units";

    fn methods() -> &'static [Method<Self>] {
        METHODS
    }

    fn load(_scenario: &Value, _long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        Ok(Self)
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}

const NOT_NUMBERS: &str = "Both inputs must be numbers";

/// `{"result": ...}`, or `{"error": text}` where a `TypeError` was raised.
fn or_type_error(result: PyResult, text: &'static str) -> PyResult {
    or_error(result, Exception::TypeError, text)
}

fn or_error(result: PyResult, kind: Exception, text: &'static str) -> PyResult {
    match result {
        Ok(value) => reply([("result", value)]),
        Err(raised) if raised.kind == kind => error(text),
        Err(raised) => Err(raised),
    }
}

fn of_two(args: Args<'_>, operator: fn(&Value, &Value) -> PyResult) -> PyResult {
    let [a, b] = args.all();
    or_type_error(operator(a, b), NOT_NUMBERS)
}

fn of_many(args: Args<'_>, what: &str, of: fn(&Value) -> PyResult) -> PyResult {
    let [numbers] = args.all();
    if !numbers.truthy() {
        return error(format!("Cannot {what} of an empty list"));
    }
    or_type_error(of(numbers), "All elements in the list must be numbers")
}

fn mean(numbers: &Value) -> PyResult {
    divide(&sum(numbers)?, &len(numbers)?.into())
}

fn standard_deviation(numbers: &Value) -> PyResult {
    let mean = mean(numbers)?;
    let mut squares = Value::Int(0);
    for number in iterate(numbers)? {
        squares = add(&squares, &power(&subtract(&number, &mean)?, &2.into())?)?;
    }
    let variance = divide(&squares, &len(numbers)?.into())?;
    if !variance.is_number() {
        return Err(PyError::type_error(format!("must be real number, not {}", variance.type_name())));
    }
    let variance = float_of(&variance)?;
    if variance < 0.0 {
        return Err(PyError::value_error("math domain error"));
    }
    Ok(variance.sqrt().into())
}

/// Metres in a unit, as a number that may be an integer.
fn metres(unit: &Value) -> PyResult<Option<Value>> {
    unit.hashable()?;
    Ok(Some(match unit.as_str() {
        Some("km") => 1000.into(),
        Some("m") => 1.into(),
        Some("cm") => 0.01.into(),
        Some("mm") => 0.001.into(),
        Some("um") => 1e-6.into(),
        Some("nm") => 1e-9.into(),
        _ => return Ok(None),
    }))
}

/// Factors between imperial and SI units; those of temperatures come with an offset.
fn factor(conversion: &str) -> Option<f64> {
    Some(match conversion {
        "cm_to_in" => 0.393701,
        "in_to_cm" => 2.54,
        "m_to_ft" => 3.28084,
        "ft_to_m" => 0.3048,
        "m_to_yd" => 1.09361,
        "yd_to_m" => 0.9144,
        "km_to_miles" => 0.621371,
        "miles_to_km" => 1.60934,
        "kg_to_lb" => 2.20462,
        "lb_to_kg" => 0.453592,
        "celsius_to_fahrenheit" => 1.8,
        "fahrenheit_to_celsius" => 5.0 / 9.0,
        _ => return None,
    })
}

fn unsupported(unit_in: &Value, unit_out: &Value) -> PyResult {
    error(format!("Conversion from '{}' to '{}' is not supported", str_of(unit_in)?, str_of(unit_out)?))
}

fn or_overflow(result: PyResult) -> PyResult {
    or_error(result, Exception::OverflowError, "Conversion resulted in a value too large to represent")
}

impl MathApi {
    /// Every exception of the computation becomes an error, whatever its type.
    fn logarithm(&mut self, args: Args<'_>) -> PyResult {
        let [value, base, precision] = args.all();
        match logarithm::logarithm(value, base, precision) {
            Ok(value) => reply([("result", value)]),
            Err(raised) => error(raised.text),
        }
    }

    fn si_unit_conversion(&mut self, args: Args<'_>) -> PyResult {
        let [value, unit_in, unit_out] = args.all();
        if !value.is_number() {
            return error("Value must be a number");
        }
        let Some(metres_in) = metres(unit_in)? else { return unsupported(unit_in, unit_out) };
        let Some(metres_out) = metres(unit_out)? else { return unsupported(unit_in, unit_out) };
        let per_metre = divide(&1.into(), &metres_out)?;
        or_overflow(multiply(value, &metres_in).and_then(|metres| multiply(&metres, &per_metre)))
    }

    fn imperial_si_conversion(&mut self, args: Args<'_>) -> PyResult {
        let [value, unit_in, unit_out] = args.all();
        if !value.is_number() {
            return error("Value must be a number");
        }
        if unit_in == unit_out {
            return reply([("result", value.clone())]);
        }
        let conversion = format!("{}_to_{}", str_of(unit_in)?, str_of(unit_out)?);
        let Some(factor) = factor(&conversion) else { return unsupported(unit_in, unit_out) };
        let factor = factor.into();
        or_overflow(match conversion.as_str() {
            "celsius_to_fahrenheit" => multiply(value, &factor).and_then(|degrees| add(&degrees, &32.into())),
            "fahrenheit_to_celsius" => subtract(value, &32.into()).and_then(|degrees| multiply(&degrees, &factor)),
            _ => multiply(value, &factor),
        })
    }

    fn multiply(&mut self, args: Args<'_>) -> PyResult {
        let [a, b] = args.all();
        if !a.is_number() || !b.is_number() {
            return error(NOT_NUMBERS);
        }
        or_type_error(multiply(a, b), NOT_NUMBERS)
    }

    fn divide(&mut self, args: Args<'_>) -> PyResult {
        let [_, b] = args.all();
        if *b == 0.into() {
            return error("Cannot divide by zero");
        }
        of_two(args, divide)
    }

    fn percentage(&mut self, args: Args<'_>) -> PyResult {
        let [_, whole] = args.all();
        if *whole == 0.into() {
            return error("Whole value cannot be zero");
        }
        of_two(args, |part, whole| multiply(&divide(part, whole)?, &100.into()))
    }

    fn round_number(&mut self, args: Args<'_>) -> PyResult {
        let [number, places] = args.all();
        or_type_error(round_to(number, Some(places)), "First input must be a number, second input must be an integer")
    }

    fn square_root(&mut self, args: Args<'_>) -> PyResult {
        let [number, precision] = args.all();
        if is_negative(number) {
            return error("Cannot calculate square root of a negative number");
        }
        let text = "Input must be a number or computation resulted in an invalid operation";
        or_type_error(decimal_root(number, precision), text)
    }
}

fn is_negative(number: &Value) -> bool {
    compare(number, Ordered::Less, &0.into()) == Ok(true)
}

/// The root as an object that shows as a `Decimal`.
fn decimal_root(number: &Value, precision: &Value) -> PyResult {
    compare(number, Ordered::Less, &0.into())?;
    let precision = decimal_precision(precision)?;
    let decimal = match number {
        Value::Float(x) if x.is_nan() => return Ok(shown("NaN")),
        Value::Float(x) if x.is_infinite() => return Ok(shown("Infinity")),
        Value::Float(x) if *x == 0.0 => return Ok(shown(if x.is_sign_negative() { "-0" } else { "0" })),
        Value::Float(x) => match binary::Real::of_f64(*x) {
            binary::Real::Finite { mantissa, exponent } => Decimal::of_f64(mantissa.magnitude(), exponent),
            _ => return Ok(shown("NaN")),
        },
        Value::BigInt(big) => Decimal::of_int(big.magnitude().clone()),
        Value::Int(i) => Decimal::of_int(i.unsigned_abs().into()),
        other => Decimal::of_int(u32::from(other.truthy()).into()),
    };
    let root = decimal.sqrt(precision).ok_or_else(|| PyError::new(Exception::MemoryError, ""))?;
    Ok(shown(&root.text()))
}

/// What the context of `decimal` accepts as its precision.
fn decimal_precision(precision: &Value) -> PyResult<u64> {
    const MOST: i64 = 999_999_999_999_999_999;
    match precision {
        Value::Bool(true) => Ok(1),
        Value::Int(digits @ 1..=MOST) => Ok(*digits as u64),
        Value::Int(_) | Value::Bool(false) => Err(PyError::value_error("valid range for prec is [1, MAX_PREC]")),
        Value::BigInt(_) => Err(PyError::new(Exception::OverflowError, "Python int too large to convert to C ssize_t")),
        _ => Err(PyError::type_error("an integer is required")),
    }
}

fn shown(text: &str) -> Value {
    Value::Opaque(Arc::new(Opaque { type_name: "Decimal", repr: format!("Decimal('{text}')"), text: text.to_owned() }))
}

#[cfg(test)]
mod tests;
