//! `repr` of a float: the shortest digits that read back, laid out as CPython does.

use std::fmt::Write;

/// `repr(x)`.
///
/// ```
/// # use exitrl_python::float_repr;
/// assert_eq!(float_repr(1e16), "1e+16");
/// assert_eq!(float_repr(123456.0), "123456.0");
/// assert_eq!(float_repr(1e-7), "1e-07");
/// ```
pub fn float_repr(x: f64) -> String {
    let mut out = String::with_capacity(24);
    write_float(&mut out, x);
    out
}

/// Appends `repr(x)`.
pub(crate) fn write_float(out: &mut String, x: f64) {
    if !x.is_finite() {
        out.push_str(if x.is_nan() {
            "nan"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        });
        return;
    }
    let magnitude = x.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        write_scientific(out, x);
        return;
    }
    // Rust's display has the same shortest digits, without an exponent and without ".0" on whole numbers.
    let mut text = format!("{x}");
    match text.split_once('.').map(|(_, decimals)| decimals.len()) {
        None => text.push_str(".0"),
        Some(decimals) if text.len() >= LONG => prefer_even(&mut text, x, format!("{x:.decimals$}")),
        Some(_) => {}
    }
    out.push_str(&text);
}

/// `1.5e-07`: at least two digits of exponent, with its sign.
fn write_scientific(out: &mut String, x: f64) {
    let mut text = format!("{x:e}");
    if text.len() >= LONG {
        let decimals = text.split(['.', 'e']).nth(1).map_or(0, str::len);
        prefer_even(&mut text, x, format!("{x:.decimals$e}"));
    }
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    let _ = write!(out, "{digits}e{sign}{exponent:0>2}");
}

/// Shorter texts than this are never in the middle of two that read back as the same float.
const LONG: usize = 15;

/// Where two texts of the shortest length are equally near, Rust takes the greater and CPython the one with an even last digit, which is
/// what rounding to that many digits gives.
fn prefer_even(text: &mut String, x: f64, rounded: String) {
    if rounded != *text && rounded.parse() == Ok(x) {
        *text = rounded;
    }
}

#[cfg(test)]
mod tests {
    use super::float_repr;

    #[test]
    fn floats_look_as_in_cpython() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (1e100, "1e+100"),
            (-2.5e-300, "-2.5e-300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NAN, "nan"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (123456789.125, "123456789.125"),
            (4938271599506173.0 / 4.0, "1234567899876543.2"),
            (-1.0 - 2f64.powi(-17), "-1.0000076293945312"),
            (9007199254740993e-20, "9.007199254740993e-05"),
        ];
        for (x, text) in cases {
            assert_eq!(float_repr(x), text);
        }
    }
}
