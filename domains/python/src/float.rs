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
    // The shortest digits that read back, of two equally near ones the even, as in CPython; with ".0" on whole numbers.
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(x);
    if x == 0.0 || (1e-4..1e16).contains(&x.abs()) {
        out.push_str(text);
    } else {
        write_scientific(out, text);
    }
}

/// `1.5e-07`: at least two digits of exponent, with its sign.
fn write_scientific(out: &mut String, text: &str) {
    if let Some((digits, exponent)) = text.split_once('e') {
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        let exponent = exponent.trim_start_matches('+');
        let _ = write!(out, "{digits}e{sign}{exponent:0>2}");
        return;
    }
    // Only numbers from 1e-5 up are still written out: 0.0000125.
    let minus = if text.starts_with('-') { "-" } else { "" };
    let digits = text.trim_start_matches(['-', '0', '.']);
    let (first, rest) = digits.split_at(digits.len().min(1));
    let point = if rest.is_empty() { "" } else { "." };
    let _ = write!(out, "{minus}{first}{point}{rest}e-05");
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
            (4938271599506173.0 / 4.0, "1234567899876543.2"),
            (-1.0 - 2f64.powi(-17), "-1.0000076293945312"),
            (9007199254740993e-20, "9.007199254740993e-05"),
        ];
        for (x, text) in cases {
            assert_eq!(float_repr(x), text);
        }
    }
}
