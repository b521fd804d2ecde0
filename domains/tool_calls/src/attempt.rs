//! Whether a reply was meant as calls, and what is no part of it.

/// The reply behind the model's thoughts. A thought that was never ended leaves nothing.
///
/// Templates may put the opening tag in the prompt: a closing tag that comes without one ends thoughts as well.
pub(crate) fn without_thoughts(text: &str) -> &str {
    const OPEN: &str = "<think>";
    const CLOSE: &str = "</think>";
    let mut text = text.trim_start();
    if let Some(close) = text.find(CLOSE).filter(|close| !text[..*close].contains(OPEN)) {
        text = text[close + CLOSE.len()..].trim_start();
    }
    while let Some(inner) = text.strip_prefix(OPEN) {
        text = inner.find(CLOSE).map_or("", |close| inner[close + CLOSE.len()..].trim_start());
    }
    text
}

/// Signs of a call in some format.
pub(crate) fn looks_like_call(text: &str) -> bool {
    let marked = ["<tool_call>", "<function=", "<functions>", "[TOOL_CALLS]", "<|python_tag|>", "<TOOLCALL>"];
    let json = text.contains("\"name\"") && (text.contains("\"arguments\"") || text.contains("\"parameters\""));
    let bfcl_json = text.contains("\"function\"") && text.contains("\"parameters\"");
    marked.iter().any(|mark| text.contains(mark)) || json || bfcl_json || has_python_call(text)
}

fn has_python_call(text: &str) -> bool {
    text.match_indices('(').any(|(at, _)| text[..at].ends_with(is_name_part) && opens_arguments(&text[at + 1..]))
}

pub(crate) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether what is behind a bracket looks like arguments rather than prose: `file(s)` is no call, `f(2)` and `f(a=1)` are.
fn opens_arguments(inner: &str) -> bool {
    let inner = inner.trim_start();
    if inner.starts_with([')', '\'', '"', '[', '{', '-']) || inner.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let name = inner.find(|c| !is_name_part(c)).unwrap_or(inner.len());
    let behind = inner[name..].trim_start();
    name > 0 && behind.starts_with('=') && !behind.starts_with("==")
}

/// Where the bracket is of the Python call that the text begins with: `name(`, `a.b.c(`.
pub(crate) fn call_head(text: &str) -> Option<usize> {
    let bracket = text.find(|c| !is_name_part(c) && c != '.')?;
    let head = &text[..bracket];
    let named = head.split('.').all(|part| part.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    (named && text[bracket..].starts_with('(')).then_some(bracket)
}

/// As [`call_head`], where the arguments look like arguments.
pub(crate) fn likely_call_head(text: &str) -> Option<usize> {
    call_head(text).filter(|bracket| opens_arguments(&text[bracket + 1..]))
}

/// Contents of Markdown's code fences; the last one may lack its end.
pub(crate) fn fences(text: &str) -> Vec<&str> {
    const FENCE: &str = "```";
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(FENCE) {
        let inner = rest[open..].trim_start_matches('`');
        let close = inner.find(FENCE);
        let block = &inner[..close.unwrap_or(inner.len())];
        blocks.push(without_language(block));
        let Some(close) = close else { break };
        rest = inner[close..].trim_start_matches('`');
    }
    blocks
}

/// The first line of a block may name a language.
fn without_language(block: &str) -> &str {
    let Some((first, rest)) = block.split_once('\n') else { return block };
    let language = first.trim().bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-' | b'.'));
    if language { rest } else { block }
}

/// The length of the bracketed text that the text begins with, quotes and comments of Python minded; [`None`] where it does not end.
pub(crate) fn bracketed_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\'' | b'"' => at += quoted_len(&bytes[at..])? - 1,
            b'#' => at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at - 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the Python literal that begins with this quote.
fn quoted_len(bytes: &[u8]) -> Option<usize> {
    let triple = bytes.starts_with(&[bytes[0]; 3]);
    let close = if triple { 3 } else { 1 };
    let mut at = close;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if !triple => return None,
            _ if bytes[at..].starts_with(&[bytes[0]; 3][..close]) => return Some(at + close),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_are_dropped() {
        let cases = [
            ("<think>a</think>b", "b"),
            (" <think>\na\n</think>\n\nb", "b"),
            ("a</think>\nb", "b"),
            ("<think>a", ""),
            ("<think>a</think><think>b</think>c", "c"),
            ("b", "b"),
            ("f(a='<think>x</think>')", "f(a='<think>x</think>')"),
        ];
        for (text, rest) in cases {
            assert_eq!(without_thoughts(text), rest, "{text}");
        }
    }

    #[test]
    fn prose_is_no_call() {
        for text in ["I moved the file(s).", "See (1) and a (b).", "", "Done!", "[1] is a list", "a == b (c == d)"] {
            assert!(!looks_like_call(text), "{text}");
        }
        for text in ["cd(folder='a')", "Then ls().", "[f(a = 1", "{\"name\": \"f\", \"arguments\": {}}", "<tool_call>"] {
            assert!(looks_like_call(text), "{text}");
        }
    }

    #[test]
    fn fences_and_brackets_end_where_they_should() {
        assert_eq!(fences("a ```python\nb\n``` c ```d```"), ["b\n", "d"]);
        assert_eq!(fences("```\na"), ["a"]);
        assert_eq!(bracketed_len("(a')', \"]\", '''\n)''' # )\n) b"), Some(26));
        assert_eq!(bracketed_len("(a"), None);
        assert_eq!(bracketed_len("('a\n')"), None);
    }
}
