//! Long texts in short.

/// The first and last part of a text, with a line between that says how much is left out. Lengths are in characters.
///
/// Both ends matter: a program's output begins with what it set out to do and ends with its error.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let half = most / 2;
    let at = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let (head, tail) = (&text[..at(half)], &text[at(length - half)..]);
    format!("{head}\n... [{} characters left out] ...\n{tail}", length - 2 * half)
}

/// The first part of a line, ended by three dots where something is left out.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}

/// A text as a quoted block, so that nothing in it can be taken for a part of the prompt.
pub(crate) fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_keeps_both_ends() {
        assert_eq!(excerpt("0123456789", 4), "01\n... [6 characters left out] ...\n89");
        assert_eq!(excerpt("äöüß", 2), "ä\n... [2 characters left out] ...\nß");
        assert_eq!(excerpt("0123", 4), "0123");
    }

    #[test]
    fn a_long_line_keeps_its_beginning() {
        assert_eq!(shortened("äöüß", 3), "äöü...");
        assert_eq!(shortened("äöü", 3), "äöü");
    }
}
