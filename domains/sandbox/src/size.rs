//! Sizes and times as people write them: `64KiB`, `1GiB`, `60s`, `500ms`, `5m`.

use std::time::Duration;

/// Bytes of a text such as `256MiB`, `1.5GiB`, `64k` or `1048576`. `K`, `M`, `G`, `T` count in 1024, with or without `iB`; `KB`, `MB`, `GB` and
/// `TB` count in 1000.
///
/// # Errors
///
/// Says what was read and what is expected.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text);
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return Err(format!("{text:?} is no size: the unit {unit:?} is unknown; write for example 64KiB, 256MiB or 1GiB")),
    };
    let bytes = value(number).ok_or_else(|| format!("{text:?} is no size; write for example 64KiB, 256MiB or 1GiB"))? * scale;
    // Above 2^53 a float no longer names single bytes, and no machine has that much.
    if !(1.0..9e15).contains(&bytes) {
        return Err(format!("{text:?} is {bytes} bytes; a size is at least 1 byte and below 8 PiB"));
    }
    Ok(bytes.round() as u64)
}

/// A time such as `60s`, `1.5s`, `500ms`, `5m`, `1h`; a bare number counts seconds.
///
/// # Errors
///
/// Says what was read and what is expected.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text);
    let scale = match unit {
        "ms" => 1e-3,
        "" | "s" | "sec" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("{text:?} is no time: the unit {unit:?} is unknown; write for example 500ms, 60s or 5m")),
    };
    let seconds = value(number).ok_or_else(|| format!("{text:?} is no time; write for example 500ms, 60s or 5m"))? * scale;
    if !(1e-3..=30.0 * 24.0 * 3600.0).contains(&seconds) {
        return Err(format!("{text:?} is {seconds} seconds; a time is at least 1ms and at most 30 days"));
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// Bytes as a person reads them: `1.5 MiB`.
#[must_use]
pub(crate) fn show_size(bytes: u64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut scaled = bytes as f64;
    let mut unit = 0;
    while scaled >= 1024.0 && unit + 1 < units.len() {
        scaled /= 1024.0;
        unit += 1;
    }
    if scaled.fract() < 0.05 { format!("{scaled:.0} {}", units[unit]) } else { format!("{scaled:.1} {}", units[unit]) }
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(text.len());
    (&text[..end], text[end..].trim())
}

fn value(number: &str) -> Option<f64> {
    number.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_count_in_1024_unless_the_unit_says_1000() {
        for (text, bytes) in [
            ("64KiB", 65_536),
            ("64k", 65_536),
            ("1GiB", 1_073_741_824),
            ("1.5 MiB", 1_572_864),
            ("2MB", 2_000_000),
            ("17", 17),
            ("17b", 17),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn times_are_seconds_unless_the_unit_says_otherwise() {
        for (text, milliseconds) in [("60s", 60_000), ("500ms", 500), ("1.5", 1_500), ("5m", 300_000), ("1h", 3_600_000)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_or_time_is_refused_with_the_text_that_was_read() {
        for text in ["", "MiB", "-1MiB", "1XiB", "0", "1..2k", "99999999TiB", "nan", "inf"] {
            assert!(parse_size(text).is_err_and(|error| error.contains(text)), "{text}");
        }
        for text in ["", "s", "-1s", "0s", "5 parsecs", "99999h"] {
            assert!(parse_duration(text).is_err_and(|error| error.contains(text)), "{text}");
        }
    }

    #[test]
    fn sizes_are_shown_in_the_largest_unit_below_them() {
        assert_eq!(show_size(1_572_864), "1.5 MiB");
        assert_eq!(show_size(65_536), "64 KiB");
        assert_eq!(show_size(12), "12 bytes");
    }
}
