//! Which characters Python takes for digits, by Unicode 14, the version that CPython 3.11 knows.

/// The zeros of all sets of decimal digits; the digits one to nine follow each.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
    0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Digits that are no decimals: raised, lowered and circled ones and those of scripts without a zero.
const OTHERS: [(u32, u32); 20] = [
    (0xb2, 0xb3),
    (0xb9, 0xb9),
    (0x1369, 0x1371),
    (0x19da, 0x19da),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x2460, 0x2468),
    (0x2474, 0x247c),
    (0x2488, 0x2490),
    (0x24ea, 0x24ea),
    (0x24f5, 0x24fd),
    (0x24ff, 0x24ff),
    (0x2776, 0x277e),
    (0x2780, 0x2788),
    (0x278a, 0x2792),
    (0x10a40, 0x10a43),
    (0x10e60, 0x10e68),
    (0x11052, 0x1105a),
    (0x1f100, 0x1f10a),
];

/// The value of a decimal digit of any script, which `int`, `float` and the `\d` of patterns take.
pub fn decimal_digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let c = u32::from(c);
    let zero = ZEROS.partition_point(|zero| *zero <= c).checked_sub(1).and_then(|at| ZEROS.get(at))?;
    Some(c - zero).filter(|value| *value < 10)
}

/// `str.isdigit()`: not empty, and all characters are digits, which need not be decimal ones.
pub fn is_digit(text: &str) -> bool {
    let other = |c: char| OTHERS.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
    !text.is_empty() && text.chars().all(|c| decimal_digit(c).is_some() || other(c))
}

/// A text with decimal digits of other scripts as ASCII ones.
pub(crate) fn with_ascii_digits(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    text.chars().map(|c| decimal_digit(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_count() {
        assert_eq!(['7', '٣', '９', '𝟛', '²', 'x'].map(decimal_digit), [Some(7), Some(3), Some(9), Some(3), None, None]);
        assert!(is_digit("12345") && is_digit("٣²①"));
        assert!(!is_digit("") && !is_digit("1.5") && !is_digit("-1") && !is_digit("½"));
        assert_eq!(with_ascii_digits("a٣²"), "a3²");
    }
}
