//! Answers that are the letters of choices: `(B)`, `B) 12`, `A, C`.

use super::Outcome;
use super::text::agrees;
use crate::verdict::Reason;

/// Letters of choices, sorted, as capitals.
#[derive(Debug, PartialEq, Eq)]
struct Letters {
    letters: Vec<char>,
    /// Whether it is one small letter without brackets, which may be a variable or a number as well.
    small: bool,
}

/// What two plain texts tell of which one is nothing but letters of choices; [`None`] where they have to be read as something else.
pub(super) fn compare(gold: &str, answer: &str) -> Option<Outcome> {
    let one = |text: &str| labelled(text).map(|letter| Letters { letters: vec![letter], small: false });
    let (a, b) = match (letters(gold), letters(answer)) {
        (Some(a), Some(b)) => (a, b),
        (Some(a), None) => match one(answer) {
            Some(b) => (a, b),
            None => return goes_on(answer).then_some(Outcome::Different(Reason::DifferentText)),
        },
        (None, Some(b)) => match one(gold) {
            Some(a) => (a, b),
            None => return goes_on(gold).then_some(Outcome::Different(Reason::DifferentText)),
        },
        (None, None) => return None,
    };
    // A small letter is a choice beside a capital only.
    if a.small && b.small {
        return None;
    }
    Some(agrees(a.letters == b.letters)).filter(|outcome| outcome.is_equal() || a.letters.len() == b.letters.len())
}

/// Whether a text goes on in words behind the letter of a choice, as "(B) or" and "(B) is wrong" do.
fn goes_on(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches('(');
    let Some(rest) = text.strip_prefix(is_choice) else { return false };
    let parted = rest.starts_with([' ', ')', '.', ':', ',']);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\\');
    parted && rest.chars().take_while(|c| c.is_alphabetic()).take(2).count() == 2
}

/// The letters of a plain text that is nothing else.
fn letters(text: &str) -> Option<Letters> {
    let text = unnamed(text);
    let mut letters = Vec::new();
    let mut small = false;
    let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty() && *part != "and");
    for part in parts {
        let bare =
            part.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).or_else(|| part.strip_suffix(')')).unwrap_or(part);
        let run: Vec<char> = bare.chars().take(6).collect();
        if run.is_empty() {
            return None;
        }
        let one = run.len() == 1 && is_choice(run[0].to_ascii_uppercase());
        // `AC` names two choices.
        let capitals = (2..=5).contains(&run.len()) && run.iter().copied().all(is_choice) && run.is_sorted();
        let known = one || (capitals && text.len() == bare.len());
        if !known || letters.len() > 10 {
            return None;
        }
        let lower = run[0].is_ascii_lowercase();
        // Without brackets these are numbers.
        if lower && bare.len() == part.len() && matches!(run[0], 'e' | 'i') {
            return None;
        }
        small |= lower && bare.len() == part.len();
        letters.extend(run.into_iter().map(|c| c.to_ascii_uppercase()));
    }
    letters.sort_unstable();
    let distinct = letters.windows(2).all(|pair| pair[0] != pair[1]);
    (!letters.is_empty() && distinct).then_some(Letters { letters, small })
}

/// Without "option" before and the full stop behind.
fn unnamed(text: &str) -> &str {
    const NAMES: [&str; 7] = ["options", "option", "choices", "choice", "answers", "answer", "选项"];
    let mut text = text.trim().trim_end_matches('.').trim();
    for name in ["the", "correct"].into_iter().chain(NAMES) {
        if let Some(head) = text.get(..name.len())
            && head.eq_ignore_ascii_case(name)
            && text[name.len()..].starts_with(|c: char| c == ' ' || c == '(' || !name.is_ascii())
        {
            text = text[name.len()..].trim_start();
        }
    }
    text
}

fn is_choice(letter: char) -> bool {
    ('A'..='J').contains(&letter)
}

/// The letter before the text of a choice: `B) 12`, `(B) 12`, `B. twelve`, `B: 12`. Only the text of that one choice may follow.
fn labelled(text: &str) -> Option<char> {
    let text = text.trim();
    let inner = text.strip_prefix('(').unwrap_or(text);
    let bracketed = inner.len() < text.len();
    let mut chars = inner.chars();
    let letter = chars.next().filter(|c| is_choice(*c))?;
    let mut rest = chars.as_str().trim_start().chars();
    let closed = match rest.next()? {
        ')' => true,
        '.' | ':' => !bracketed,
        _ => false,
    };
    (closed && is_one_choice(rest.as_str())).then_some(letter)
}

/// Whether what follows a label is the text of its choice: it names no other choice, leaves nothing open and denies nothing.
fn is_one_choice(rest: &str) -> bool {
    const GOES_ON: [&str; 18] = [
        "and", "or", "is", "isn't", "isnt", "are", "was", "not", "but", "cannot", "can't", "can", "nor", "if", "no", "nope",
        "only", "except",
    ];
    const DENIES: [&str; 16] = [
        "or",
        "wrong",
        "incorrect",
        "isn't",
        "wait",
        "actually",
        "instead",
        "rather",
        "maybe",
        "perhaps",
        "possibly",
        "sorry",
        "correction",
        "versus",
        "vs",
        "unsure",
    ];
    let trimmed = rest.trim_start();
    let follows = trimmed.chars().next();
    // A sign right behind makes it a part of mathematics: `(B)+1`, `(B)^3`, `(B), 12`; `(B) -3` is a choice.
    if follows.is_some_and(|c| ",;+*/^_=<>|&!?".contains(c)) {
        return false;
    }
    if follows == Some('-') && (rest.len() == trimmed.len() || trimmed[1..].starts_with(char::is_whitespace)) {
        return false;
    }
    let lower = trimmed.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty()).collect();
    let denied = words.first().is_some_and(|word| *word == "not")
        && words.get(1).is_none_or(|word| matches!(*word, "b" | "correct" | "right" | "true" | "it" | "this" | "that"));
    // "no solution" and "not enough information" are choices, "no, C" is a denial.
    let first_goes_on = words.first().is_some_and(|word| match *word {
        "no" => words.len() == 1 || trimmed[2..].trim_start().starts_with([',', '.', ';', '!', ':']) && words.len() > 1,
        "not" => denied,
        word => GOES_ON.contains(&word),
    });
    // The text "no" alone may be that of a choice.
    let alone = words.len() == 1 && words[0] == "no";
    (alone || !first_goes_on) && !words.iter().any(|word| DENIES.contains(word)) && !names_a_choice(trimmed)
}

/// Whether a text names a choice: a lonely capital in brackets, before a bracket, a stop or a colon, or at the end.
pub(super) fn names_a_choice(text: &str) -> bool {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        let lonely = !before.is_alphanumeric() && before != '\\' && after.is_none_or(|c| !c.is_alphanumeric());
        if is_choice(c) && lonely {
            let next = text[at + 1..].trim_start().chars().next();
            if next.is_none_or(|c| matches!(c, ')' | '.' | ':' | ',' | ';' | '?' | '!')) || before == '(' {
                return true;
            }
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_its_letter_with_or_without_its_own_text() {
        for answer in
            ["B", "(B)", "B)", "B.", "b", "(b)", "(B) 12", "B) 12", "B. twelve", "B: 12", "(B) -3", "(B) no solution", "B. No"]
        {
            assert_eq!(compare("(B)", answer).map(Outcome::is_equal), Some(true), "{answer}");
            assert_eq!(compare(answer, "(B)").map(Outcome::is_equal), Some(true), "{answer}");
        }
    }

    #[test]
    fn a_second_choice_or_a_denial_is_no_text_of_a_choice() {
        let answers = [
            "(B) or (C)",
            "(B)(C)",
            "B. C. D.",
            "B: or C:",
            "B) 12 or C) 13",
            "(B) is wrong",
            "(B) is incorrect, (C)",
            "B. No, C",
            "(B) or 12",
            "(B), 12",
            "(B)+1",
            "(B)^3",
            "(B)-3",
            "B) 12, C) 13",
            "(B) 12; D",
            "(B) wait, (C)",
            "(B) not correct",
        ];
        for answer in answers {
            assert_ne!(compare("(B)", answer).map(Outcome::is_equal), Some(true), "{answer}");
            assert_ne!(compare(answer, "B").map(Outcome::is_equal), Some(true), "{answer}");
        }
    }

    #[test]
    fn letters_that_are_no_choices_are_read_as_mathematics() {
        for (a, b) in [("x", "X"), ("e", "E"), ("i", "I"), ("r", "R"), ("x", "y"), ("a", "b")] {
            assert_eq!(compare(a, b), None, "{a} and {b}");
        }
        assert_eq!(compare("A, C", "C and A").map(Outcome::is_equal), Some(true));
        assert_eq!(compare("A, C", "AC").map(Outcome::is_equal), Some(true));
    }
}
