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

/// A truth value.
pub(super) fn truth(field: &str) -> Option<bool> {
    match field {
        "True" | "TRUE" | "true" => Some(true),
        "False" | "FALSE" | "false" => Some(false),
        _ => None,
    }
}

/// The number that pandas reads by default, which is not always the nearest: up to 17 digits are gathered and then scaled by a power of ten.
/// The benchmark reads leaderboards so, and submissions exactly.
pub(crate) fn parse_precise(field: &str) -> Option<f64> {
    let exact = parse(field)?;
    let text = trimmed(field);
    if !is_decimal(text) {
        return Some(exact);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let taken = whole.len().min(17);
    let decimals = fraction.len().min(17 - taken);
    let gathered = whole[..taken].bytes().chain(fraction[..decimals].bytes());
    let value = gathered.fold(0.0, |value: f64, digit| value * 10.0 + f64::from(digit - b'0'));
    let exponent = exponent.parse::<i64>().ok()? + (whole.len() - taken) as i64 - decimals as i64;
    let scaled = match exponent {
        ..-308 => 0.0,
        -308..=0 => value / power_of_ten(-exponent),
        1..=308 => value * power_of_ten(exponent),
        _ => f64::INFINITY,
    };
    Some(if text.starts_with('-') { -scaled } else { scaled })
}

fn power_of_ten(exponent: i64) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::INFINITY)
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

    #[test]
    fn the_default_reading_gathers_17_digits_and_scales() {
        assert_eq!(parse_precise("0.99999"), Some(0.99999));
        assert_eq!(parse_precise("-12"), Some(-12.0));
        // 0.1 + 0.2 written in full: 17 digits with the leading zero leave one digit behind.
        assert_eq!(parse_precise("0.30000000000000004"), Some(0.3));
    }
}
