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
    // The shortest digits that read back, of two equally near ones the even, as in CPython; with ".0" on whole numbers.
    out.push_str(zmij::Buffer::new().format_finite(x));
}

/// Whether a float may lie in the middle between two shortest texts, of which Rust takes the upper and CPython the even one. Texts of
/// fewer digits lie too far apart for that.
fn may_be_tie(text: &str) -> bool {
    const LEAST: usize = 16;
    text.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count() >= LEAST
}

/// `1.5e-07`: at least two digits of exponent, with its sign.
fn write_scientific(out: &mut String, x: f64) {
    let mut text = format!("{x:e}");
    if let Some((digits, _)) = text.split_once('e').filter(|(digits, _)| may_be_tie(digits)) {
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let even = format!("{x:.decimals$e}");
        if even.parse() == Ok(x) {
            text = even;
        }
    }
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    let _ = write!(out, "{digits}e{sign}{exponent:0>2}");
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
            (1974202140999412.0 + 0.25, "1974202140999412.2"),
            (-1974202140999412.0 - 0.75, "-1974202140999412.8"),
            (209.0 / 2_097_152.0, "9.965896606445312e-05"),
        ];
        for (x, text) in cases {
            assert_eq!(float_repr(x), text);
        }
    }
}
