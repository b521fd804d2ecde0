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
///
/// Braces count where the text holds mathematics, but for those of a command that only says how its text looks.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mathematics = has_mathematics(text);
    // For each open brace, whether it is a token.
    let mut braces: Vec<bool> = Vec::new();
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
            '\\' => {
                let looks;
                (length, looks) = command(rest, &mut found);
                if looks && rest[length..].starts_with('{') {
                    braces.push(false);
                    length += 1;
                }
            }
            '{' => {
                braces.push(mathematics);
                found.extend(mathematics.then(|| "{".to_owned()));
            }
            '}' => {
                let counts = braces.pop().unwrap_or(mathematics);
                found.extend(counts.then(|| "}".to_owned()));
            }
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => found.push(".".to_owned()),
            '*' if is_between_values(text, text.len() - rest.len()) => found.push("*".to_owned()),
            '-' | '‐' | '‑' | '–' if joins_words(&found, &rest[length..]) => {}
            '$' | '~' | '.' | '!' | '"' | '“' | '”' | '‘' | '’' | '\'' | '`' | '*' => {}
            c if c.is_whitespace() => {}
            c => found.push(c.to_string()),
        }
        rest = &rest[length..];
    }
    flush(&mut word, &mut found);
    trim(&mut found);
    found
}

/// Whether a text holds commands or marks that are not only looks.
fn has_mathematics(text: &str) -> bool {
    if text.contains(['^', '_']) {
        return true;
    }
    text.match_indices('\\').any(|(at, _)| {
        let name = &text[at + 1..];
        let letters = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
        letters > 0 && !is_looks(&name[..letters])
    })
}

fn is_looks(name: &str) -> bool {
    LOOKS.contains(&name) || matches!(name, "quad" | "qquad" | "left" | "right")
}

/// Whether a sign stands right between two letters or digits: `2*3`, not `**even**`.
fn is_between_values(text: &str, at: usize) -> bool {
    let value = |c: char| c.is_alphanumeric();
    text[..at].trim_end().ends_with(value) && text[at + 1..].trim_start().starts_with(value)
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

/// Reads a command and gives its length in bytes, and whether it is only looks. One that is not stays a token with its backslash.
fn command(rest: &str, found: &mut Vec<String>) -> (usize, bool) {
    let letters = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1);
    if letters == 0 {
        // The sign after the backslash is read as itself, a space of LaTeX is none.
        let next = rest[1..].chars().next();
        return (1 + next.filter(|c| matches!(c, ',' | ';' | ':' | '!' | ' ' | '/')).map_or(0, char::len_utf8), false);
    }
    let name = &rest[1..=letters];
    let looks = is_looks(name);
    if !looks {
        found.push(format!("\\{name}"));
    }
    (1 + letters, looks)
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
