//! Methods of `str` whose rules differ from those of Rust's.

use crate::{PyError, PyResult, Value};

/// `str.isspace` of one character: Unicode white space and the four separators U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str.strip()`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.lower()`.
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// `str.split()`: runs of white space separate.
pub fn split_whitespace(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|part| !part.is_empty())
}

/// `str.splitlines()`: all of Unicode's line ends count, and none follows the last line.
pub fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((at, end)) = rest.char_indices().find(|(_, c)| is_line_end(*c)) else {
            lines.push(rest);
            break;
        };
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") { 2 } else { end.len_utf8() };
        rest = &rest[at + end..];
    }
    lines
}

/// `separator.join(items)`.
///
/// # Errors
/// `TypeError` where an item is no text.
pub fn join(separator: &str, items: &[Value]) -> PyResult<String> {
    let text = |(nth, item): (usize, &'_ Value)| match item {
        Value::Str(text) => Ok(text.clone()),
        other => {
            let kind = other.type_name();
            Err(PyError::type_error(format!("sequence item {nth}: expected str instance, {kind} found")))
        }
    };
    Ok(items.iter().enumerate().map(text).collect::<PyResult<Vec<_>>>()?.join(separator))
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_python_ends_them() {
        assert_eq!(split_lines("a\r\nb\rc\n\nd\u{2028}e\u{b}"), ["a", "b", "c", "", "d", "e"]);
        assert!(split_lines("").is_empty());
        assert_eq!(split_lines("\n"), [""]);
    }

    #[test]
    fn only_texts_are_joined() {
        assert_eq!(join(", ", &["a".into(), "b".into()]).unwrap(), "a, b");
        let error = join(", ", &["a".into(), 1.into()]).unwrap_err();
        assert_eq!(error.text, "sequence item 1: expected str instance, int found");
    }

    #[test]
    fn words_and_edges() {
        assert_eq!(split_whitespace(" a\u{1c}b \t c\n").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(strip("\u{1f} a b\u{a0}\n"), "a b");
        assert_eq!(lower("ÀΣ Σ"), "àσ σ".replace("àσ", "àς"));
    }
}
