//! Numbers as pandas reads them and as Python writes them.

/// A whole number in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Integer {
    /// Within 64 bits, or a little beyond.
    Within(i128),
    /// Too long for the 64 bits that pandas has.
    Beyond,
}

/// White space of C's `isspace`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn trimmed(field: &str) -> &str {
    field.trim_matches(|c: char| u8::try_from(c).is_ok_and(is_space))
}

/// A whole number: blanks, sign, digits, blanks.
pub(super) fn parse_integer(field: &str) -> Option<Integer> {
    let text = trimmed(field);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match text.parse::<i128>() {
        Ok(value) if value >= i128::from(i64::MIN) && value <= i128::from(u64::MAX) => Integer::Within(value),
        _ => Integer::Beyond,
    })
}

/// A number: blanks, sign, digits with or without a point, exponent, blanks; or infinity, without blanks.
pub(super) fn parse(field: &str) -> Option<f64> {
    let text = trimmed(field);
    if is_decimal(text) {
        return text.parse().ok();
    }
    let (negative, word) = match field.as_bytes().first()? {
        b'-' => (true, &field[1..]),
        b'+' => (false, &field[1..]),
        _ => (false, field),
    };
    let infinite = word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity");
    infinite.then_some(if negative { f64::NEG_INFINITY } else { f64::INFINITY })
}

fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole)
        && are_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && are_digits(exponent))
}

/// A number as Python's `float()` reads a text: underscores between digits and any white space around are allowed, and `nan`.
pub(super) fn python_float(text: &str) -> Option<f64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between_digits = |at: usize| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
    if !(0..bytes.len()).all(|at| bytes[at] != b'_' || between_digits(at)) {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.eq_ignore_ascii_case("nan") { Some(f64::NAN) } else { parse(&text.replace('_', "")) }
}

/// A truth value.
pub(super) fn truth(field: &str) -> Option<bool> {
    match field {
        "True" | "TRUE" | "true" => Some(true),
        "False" | "FALSE" | "false" => Some(false),
        _ => None,
    }
}

/// Python's `repr` of a float.
pub(super) fn python_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    let size = value.abs();
    if value == 0.0 || (1e-4..1e16).contains(&size) || value.is_infinite() {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}e{sign}{digits:0>2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_pandas_takes_for_numbers() {
        for (field, value) in [(" 1.5 ", 1.5), ("1.", 1.0), (".5", 0.5), ("+.5e1", 5.0), ("\t1E+05", 1e5), ("iNf", f64::INFINITY)]
        {
            assert_eq!(parse(field), Some(value), "{field:?}");
        }
        for field in ["", ".", "1e", "1_0", "0x10", "1d5", "NAN", " inf", "1 .5", "--1", "\u{a0}1", "1.5f"] {
            assert_eq!(parse(field), None, "{field:?}");
        }
    }

    #[test]
    fn python_reads_some_texts_as_numbers_that_pandas_leaves_alone() {
        assert_eq!(python_float(" 1_0.5 "), Some(10.5));
        assert_eq!(python_float("\u{a0}inf"), Some(f64::INFINITY));
        assert!(python_float("-NaN").is_some_and(f64::is_nan));
        for text in ["_1", "1_", "1__0", "1_.5", "True", "0x1", ""] {
            assert_eq!(python_float(text), None, "{text:?}");
        }
    }

    #[test]
    fn floats_are_written_as_python_writes_them() {
        for (value, text) in [
            (5.0, "5.0"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (1e-4, "0.0001"),
            (1e15, "1000000000000000.0"),
            (-1e300, "-1e+300"),
        ] {
            assert_eq!(python_repr(value), text);
        }
    }
}
