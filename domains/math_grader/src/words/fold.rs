//! The text of an answer as tokens that can be compared: words in small letters and signs.

/// Commands of LaTeX that only say how a text looks.
const LOOKS: [&str; 17] = [
    "text",
    "mbox",
    "hbox",
    "textbf",
    "textit",
    "textrm",
    "textsf",
    "texttt",
    "textnormal",
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "rm",
    "bf",
    "emph",
    "operatorname",
];

/// The tokens of a text, in small letters. Letters and digits that touch are one token, every other sign is one of its own; full stops
/// and quotes are none, and a hyphen parts words.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            rest = &rest[c.len_utf8()..];
            continue;
        }
        // An apostrophe joins: "isn't", "o'clock".
        if matches!(c, '\'' | '’') && !word.is_empty() && rest[c.len_utf8()..].starts_with(char::is_alphabetic) {
            word.push('\'');
            rest = &rest[c.len_utf8()..];
            continue;
        }
        flush(&mut word, &mut found);
        let mut length = c.len_utf8();
        match c {
            '\\' => length = command(rest, &mut found),
            '-' | '‐' | '‑' | '–' if joins_words(&found, &rest[length..]) => {}
            '{' | '}' | '$' | '~' | '.' | '!' | '"' | '“' | '”' | '‘' | '’' | '\'' | '`' | '*' => {}
            c if c.is_whitespace() => {}
            c => found.push(c.to_string()),
        }
        rest = &rest[length..];
    }
    flush(&mut word, &mut found);
    trim(&mut found);
    found
}

/// Whether a hyphen stands between two words, where it is no minus sign.
fn joins_words(found: &[String], after: &str) -> bool {
    let word_before = found.last().is_some_and(|word| word.chars().all(char::is_alphabetic) && word.chars().count() > 1);
    let letters = after.trim_start().chars().take_while(|c| c.is_alphabetic()).take(2).count();
    word_before && letters == 2
}

fn flush(word: &mut String, found: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    match word.as_str() {
        "can't" | "cannot" => found.extend(["can".to_owned(), "not".to_owned()]),
        "won't" => found.extend(["will".to_owned(), "not".to_owned()]),
        "it's" => found.extend(["it".to_owned(), "is".to_owned()]),
        other => match other.strip_suffix("n't") {
            Some(verb) => found.extend([verb.to_owned(), "not".to_owned()]),
            None => found.push(word.replace('\'', "")),
        },
    }
}

/// Reads a command and gives its length in bytes. One that is not only looks stays a token with its backslash.
fn command(rest: &str, found: &mut Vec<String>) -> usize {
    let letters = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1);
    if letters == 0 {
        // The sign after the backslash is read as itself, a space of LaTeX is none.
        let next = rest[1..].chars().next();
        return 1 + next.filter(|c| matches!(c, ',' | ';' | ':' | '!' | ' ' | '/')).map_or(0, char::len_utf8);
    }
    let name = &rest[1..=letters];
    if !LOOKS.contains(&name) && !matches!(name, "quad" | "qquad" | "left" | "right") {
        found.push(format!("\\{name}"));
    }
    1 + letters
}

/// Takes away what surrounds an answer: a pair of brackets, marks at the end.
fn trim(found: &mut Vec<String>) {
    while matches!(found.last().map(String::as_str), Some("," | ";" | ":" | "?")) {
        found.pop();
    }
    let pair = matches!((found.first().map(String::as_str), found.last().map(String::as_str)), (Some("("), Some(")")));
    let inner = found.iter().filter(|token| matches!(token.as_str(), "(" | ")")).count();
    if pair && inner == 2 && found.len() > 2 {
        found.pop();
        found.remove(0);
    }
}
