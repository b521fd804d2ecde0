//! `repr` of values.

use std::fmt::Write;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::Value;
use crate::float::write_float;

/// Most digits of an integer that CPython writes as decimal text.
pub(crate) const MAX_INT_DIGITS: u64 = 4300;

/// `repr(value)`. An integer too long for decimal text is cut short here; [`crate::str_of`] gives the error.
pub fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(&mut out, value);
    out
}

/// `repr` of a `str`.
pub fn str_repr(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_str_repr(&mut out, text);
    out
}

/// Appends `repr(value)`.
pub fn write_repr(out: &mut String, value: &Value) {
    match value {
        Value::None => out.push_str("None"),
        Value::Bool(b) => out.push_str(if *b { "True" } else { "False" }),
        Value::Int(i) => _ = write!(out, "{i}"),
        Value::BigInt(big) => _ = write!(out, "{big}"),
        Value::Float(x) => write_float(out, *x),
        Value::Complex(re, im) => write_complex(out, *re, *im),
        Value::Str(text) => write_str_repr(out, text),
        Value::Bytes(bytes) => write_bytes(out, bytes),
        Value::List(items) => write_items(out, "[", items.iter(), "]"),
        Value::Tuple(items) => write_items(out, "(", items.iter(), if items.len() == 1 { ",)" } else { ")" }),
        Value::Set(set) if set.is_empty() => out.push_str("set()"),
        Value::Set(set) => write_items(out, "{", set.iter(), "}"),
        Value::Dict(dict) => write_dict(out, dict.iter()),
        Value::Ellipsis => out.push_str("Ellipsis"),
        Value::Opaque(object) => out.push_str(&object.repr),
    }
}

fn write_items<'a>(out: &mut String, open: &str, items: impl Iterator<Item = &'a Value>, close: &str) {
    out.push_str(open);
    for (nth, item) in items.enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        write_repr(out, item);
    }
    out.push_str(close);
}

fn write_dict<'a>(out: &mut String, items: impl Iterator<Item = (&'a Value, &'a Value)>) {
    out.push('{');
    for (nth, (key, value)) in items.enumerate() {
        if nth > 0 {
            out.push_str(", ");
        }
        write_repr(out, key);
        out.push_str(": ");
        write_repr(out, value);
    }
    out.push('}');
}

fn write_complex(out: &mut String, re: f64, im: f64) {
    let bare = re == 0.0 && re.is_sign_positive();
    let part = |x: f64| {
        let text = crate::float_repr(x);
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    if bare {
        _ = write!(out, "{}j", part(im));
        return;
    }
    let sign = if im.is_sign_negative() && !im.is_nan() { "" } else { "+" };
    _ = write!(out, "({}{sign}{}j)", part(re), part(im));
}

fn write_bytes(out: &mut String, bytes: &[u8]) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(byte) == quote => _ = write!(out, "\\{quote}"),
            0x20..0x7f => out.push(byte.into()),
            _ => _ = write!(out, "\\x{byte:02x}"),
        }
    }
    out.push(quote);
}

/// Appends `repr` of a `str`: single quotes unless only they occur in it.
pub fn write_str_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => _ = write!(out, "\\{quote}"),
            ' '..='~' => out.push(c),
            _ if is_printable(c) => out.push(c),
            '\0'..='\u{ff}' => _ = write!(out, "\\x{:02x}", u32::from(c)),
            '\u{100}'..='\u{ffff}' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            _ => _ = write!(out, "\\U{:08x}", u32::from(c)),
        }
    }
    out.push(quote);
}

/// `str.isprintable` of one character beyond ASCII.
pub(crate) fn is_printable(c: char) -> bool {
    use GeneralCategory as G;
    !c.is_ascii()
        && !matches!(
            c.general_category(),
            G::Control
                | G::Format
                | G::Surrogate
                | G::PrivateUse
                | G::Unassigned
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::SpaceSeparator
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Set;

    #[test]
    fn texts_are_quoted_as_in_cpython() {
        let cases = [
            ("it", "'it'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\\b\n\t\r", "'a\\\\b\\n\\t\\r'"),
            ("\0\x1b\x7f", "'\\x00\\x1b\\x7f'"),
            ("é\u{a0}\u{ad}", "'é\\xa0\\xad'"),
            ("\u{2028}\u{200b}", "'\\u2028\\u200b'"),
            ("😀\u{10ffff}", "'😀\\U0010ffff'"),
        ];
        for (text, shown) in cases {
            assert_eq!(str_repr(text), shown);
        }
    }

    #[test]
    fn containers_show_their_items() {
        let pair = Value::tuple(vec![1.into(), Value::None]);
        assert_eq!(
            repr(&Value::list(vec![pair, Value::tuple(vec![2.5.into()]), Value::tuple(vec![])])),
            "[(1, None), (2.5,), ()]"
        );
        assert_eq!(repr(&Value::dict([("a", true.into()), ("b", Value::Ellipsis)])), "{'a': True, 'b': Ellipsis}");
        let mut set = Set::new();
        assert_eq!(repr(&Value::from(set.clone())), "set()");
        set.add(1.into()).unwrap();
        assert_eq!(repr(&Value::from(set)), "{1}");
        assert_eq!(repr(&Value::Bytes(b"a'\x00\n".as_slice().into())), "b\"a'\\x00\\n\"");
    }

    #[test]
    fn complex_numbers_show_as_in_cpython() {
        let cases = [((0.0, 2.0), "2j"), ((1.5, -2.0), "(1.5-2j)"), ((-0.0, 1.0), "(-0+1j)"), ((1e-16, 2.5), "(1e-16+2.5j)")];
        for ((re, im), shown) in cases {
            assert_eq!(repr(&Value::Complex(re, im)), shown);
        }
    }
}
