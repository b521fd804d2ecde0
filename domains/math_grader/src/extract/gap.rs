//! What stands between two answers, and around one: "and", "or", "no, wait", "not".

use std::ops::Range;

/// How two answers belong together by what stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// They do not: the later one replaces the earlier one.
    Apart,
    /// Both are parts of a list.
    And,
    /// They are alternatives.
    Or,
    /// The later one rounds the earlier one or gives a reason for it: the earlier one counts.
    Restates,
}

/// Bytes between two answers above which they do not belong together.
const FAR: usize = 160;
/// Words of a list's own ("papers and") above which the words say something else.
const FEW: usize = 6;

const CORRECTS: [&str; 45] = [
    "no",
    "not",
    "wait",
    "actually",
    "instead",
    "correct",
    "corrected",
    "correction",
    "recheck",
    "checking",
    "check",
    "hmm",
    "sorry",
    "mistake",
    "rather",
    "final",
    "finally",
    "but",
    "however",
    "wrong",
    "should",
    "precisely",
    "simplifies",
    "simplified",
    "so",
    "hence",
    "thus",
    "therefore",
    "then",
    "gives",
    "which",
    "means",
    "becomes",
    "conclude",
    "answer",
    "oops",
    "error",
    "incorrect",
    "revised",
    "now",
    "redo",
    "yields",
    "because",
    "since",
    "verify",
];
const ALTERNATES: [&str; 17] = [
    "or",
    "another",
    "alternatively",
    "maybe",
    "perhaps",
    "possibly",
    "might",
    "could",
    "possible",
    "either",
    "oder",
    "ou",
    "或",
    "或者",
    "third",
    "second",
    "fourth",
];
const JOINS: [&str; 10] = ["and", "und", "et", "plus", "&", "和", "以及", "及", "와", "と"];
const ROUNDS: [&str; 5] = ["approximately", "approx", "roughly", "about", "rounded"];
/// Words that number the parts of a question.
const COUNTS: [&str; 18] =
    ["part", "a", "b", "c", "d", "e", "f", "i", "ii", "iii", "iv", "case", "question", "q", "first", "second", "third", "item"];

#[derive(Default)]
struct Tokens<'a> {
    words: Vec<&'a str>,
    comma: bool,
    stop: bool,
    /// A delimiter of mathematics, `\quad` or a bullet.
    mark: bool,
    equals: bool,
    round: bool,
    and: bool,
    or: bool,
    other: bool,
}

/// How the answers before and after a range belong together.
pub(super) fn between(text: &str, range: Range<usize>) -> Gap {
    if range.len() > FAR {
        return Gap::Apart;
    }
    let gap = &text[range];
    super::work::charge(gap.len());
    if gap.is_empty() {
        return Gap::And;
    }
    let tokens = tokens(gap);
    let has = |list: &[&str]| tokens.words.iter().any(|w| list.iter().any(|known| w.eq_ignore_ascii_case(known)));
    // "but it could be" hedges, "but it is" corrects.
    let hedges = has(&["could", "might", "maybe", "perhaps", "possibly"]);
    let corrects =
        |w: &&str| CORRECTS.iter().any(|known| w.eq_ignore_ascii_case(known)) && !(hedges && w.eq_ignore_ascii_case("but"));
    let reasons = tokens.words.first().is_some_and(|w| ["because", "since"].iter().any(|known| w.eq_ignore_ascii_case(known)));
    if reasons && !tokens.stop {
        return Gap::Restates;
    }
    if tokens.words.iter().any(corrects) || tokens.other {
        return Gap::Apart;
    }
    if tokens.round || has(&ROUNDS) {
        return Gap::Restates;
    }
    let numbers_parts = !tokens.words.is_empty() && has_only(&tokens.words, &COUNTS) && gap.contains([')', '.', ':', '\n']);
    if numbers_parts {
        return Gap::And;
    }
    if tokens.or || has(&ALTERNATES) {
        return Gap::Or;
    }
    let joined = tokens.and || has(&JOINS);
    if joined {
        return if tokens.stop || tokens.words.len() > FEW { Gap::Apart } else { Gap::And };
    }
    if tokens.words.is_empty() {
        return if tokens.comma || (tokens.mark && !tokens.equals) { Gap::And } else { Gap::Apart };
    }
    // ", y = ": the next variable of a list.
    let names = tokens.words.iter().all(|w| w.len() <= 2);
    if names && tokens.comma && tokens.equals && !tokens.stop { Gap::And } else { Gap::Apart }
}

/// How two boxes belong together. Side by side without a word they are a list; "if" and "otherwise" make cases.
pub(super) fn between_boxes(text: &str, range: Range<usize>) -> Gap {
    if range.len() > FAR {
        return Gap::Apart;
    }
    let gap = &text[range.clone()];
    let bare = gap.trim_matches(|c: char| c.is_whitespace() || matches!(c, '$' | '*'));
    match bare {
        "" => return Gap::And,
        "/" | "|" | "~" => return Gap::Or,
        _ => {}
    }
    let first = bare.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty() && *word != "text").unwrap_or("");
    let case = ["if", "when", "for", "unless", "provided", "otherwise", "where"].iter().any(|w| first.eq_ignore_ascii_case(w));
    let goes_on = !bare.contains(". ") && !bare.contains("then") && !bare.contains(['=', '\n']);
    if case && goes_on && bare.contains([',', ';']) {
        return Gap::Or;
    }
    between(text, range)
}

/// Whether something that touches a box makes another value of it: `-\boxed{6}`, `\boxed{6}^2`, `\boxed{6}7`.
pub(super) fn touched(text: &str, range: &Range<usize>, whole: &Range<usize>) -> bool {
    let before = tail(&text[range.start..whole.start], 16);
    let signed = before.strip_suffix(['-', '−']).is_some_and(|rest| {
        let rest = rest.trim_end_matches(' ');
        // At the start of a line a sign that does not touch is a bullet; this one touches. Between two operands it belongs to neither.
        !rest.ends_with(['-', '−', '–', '|', '}', ')', ']']) && !rest.ends_with(|c: char| c.is_alphanumeric())
    });
    let after = head(&text[whole.end.min(range.end)..range.end], 12);
    let degrees = after.starts_with("^\\circ") || after.starts_with("^{\\circ") || after.starts_with("^{\\prime");
    let raised = after.starts_with('^') && !degrees;
    let group = after.strip_prefix('{').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    signed || raised || group || after.starts_with(|c: char| c.is_ascii_digit())
}

fn has_only(words: &[&str], list: &[&str]) -> bool {
    words.iter().all(|w| list.iter().any(|known| w.eq_ignore_ascii_case(known)))
}

fn tokens(gap: &str) -> Tokens<'_> {
    let mut tokens = Tokens::default();
    let mut at = 0;
    let mut line = false;
    while let Some(c) = gap[at..].chars().next() {
        let end = at + c.len_utf8();
        match c {
            '\\' => {
                at = command(gap, end, &mut tokens);
                continue;
            }
            _ if c.is_alphabetic() => {
                let length = gap[at..].find(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').unwrap_or(gap.len() - at);
                tokens.words.push(&gap[at..at + length]);
                at += length;
                line = false;
                continue;
            }
            '$' => tokens.mark = true,
            ',' | ';' | '、' | '，' | '；' => tokens.comma = true,
            '&' => tokens.and = true,
            '.' | '!' | '?' | '。' | '！' | '？' => tokens.stop = true,
            '=' | '∈' => tokens.equals = true,
            '≈' | '≃' => tokens.round = true,
            '\n' => line = true,
            '-' | '•' | '–' if line => tokens.mark = true,
            '*' | '`' | '{' | '}' | '(' | ')' | ':' | '"' | '\'' | '_' | '|' | '~' | '\r' => {}
            _ if c.is_whitespace() || c.is_ascii_digit() => {}
            _ => tokens.other = true,
        }
        if !c.is_whitespace() {
            line = false;
        }
        at = end;
    }
    tokens
}

/// Reads the command whose name starts at `at`; gives where it ends.
fn command(gap: &str, at: usize, tokens: &mut Tokens) -> usize {
    let length = gap[at..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(gap.len() - at);
    if length == 0 {
        let c = gap[at..].chars().next();
        tokens.mark |= matches!(c, Some('(' | ')' | '[' | ']' | '\\'));
        return at + c.map_or(0, char::len_utf8);
    }
    match &gap[at..at + length] {
        "quad" | "qquad" | "newline" | "hspace" => tokens.mark = true,
        "in" => tokens.equals = true,
        "approx" | "sim" | "simeq" | "approxeq" => tokens.round = true,
        "land" | "wedge" | "and" => tokens.and = true,
        "lor" | "vee" => tokens.or = true,
        "text" | "mathrm" | "textbf" | "mbox" | "textrm" | "left" | "right" | "displaystyle" | "color" | "hbox" => {}
        _ => tokens.other = true,
    }
    at + length
}

/// Words, and endings of words, right before an answer that refuse it.
const REFUSED_BEFORE: [&str; 13] = [
    "not",
    "rather than",
    "instead of",
    "not equal to",
    "never",
    "anything but",
    "cannot be",
    "not be",
    "none of",
    "\\ne",
    "\\neq",
    "\\not=",
    "neither",
];
const REFUSED_ENDINGS: [&str; 2] = ["n't", "n’t"];
const REFUSED_AFTER: [&str; 20] = [
    ". this is wrong",
    ". that is wrong",
    ". that's wrong",
    ". this is incorrect",
    ". that is incorrect",
    "this is wrong",
    "is wrong",
    "was wrong",
    "is incorrect",
    "was incorrect",
    "which is wrong",
    "which is incorrect",
    "which was wrong",
    "is not correct",
    "is not right",
    "is not the answer",
    "is not the correct",
    "isn't right",
    "can't be right",
    "cannot be right",
];

/// Whether the words directly around an answer refuse it: "not \boxed{5}", "\boxed{5} is wrong".
pub(super) fn rejected(text: &str, range: &Range<usize>, whole: &Range<usize>) -> bool {
    let before = tail(&text[range.start..whole.start], 24);
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '$' | '*' | '"' | '\'' | '(' | '\\' | '`'));
    let ends_with = |word: &&str| {
        let at = before.len().checked_sub(word.len()).filter(|at| before.is_char_boundary(*at));
        at.is_some_and(|at| before[at..].eq_ignore_ascii_case(word) && !before[..at].ends_with(char::is_alphanumeric))
    };
    // In `5!=\boxed{120}` the mark belongs to the five.
    let unequal =
        before.strip_suffix("!=").is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ')' | '}')));
    if before.ends_with(['≠'])
        || unequal
        || REFUSED_BEFORE.iter().any(ends_with)
        || REFUSED_ENDINGS.iter().any(|end| before.ends_with(end))
    {
        return true;
    }
    let after = head(&text[whole.end.min(range.end)..range.end], 40);
    let after = after.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '$' | '*' | '"' | '\'' | ')' | '\\' | ',' | '`' | ']' | '(')
    });
    REFUSED_AFTER.iter().any(|words| after.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words)))
}

/// Whether a box is a mention of the command and no answer: "within `\boxed{}`".
pub(super) fn mentioned(text: &str, whole: &Range<usize>, inside: &str) -> bool {
    let inside = inside.trim();
    let hollow = ["", "...", "\\ldots", "\\dots", "…", "answer", "\\text{answer}", "your answer", "\\cdot", "final answer"];
    if !hollow.iter().any(|known| inside.eq_ignore_ascii_case(known)) {
        return false;
    }
    let before = tail(&text[..whole.start], 16);
    let before = before.strip_suffix('$').unwrap_or(before);
    let quoted = before.ends_with(['`', '"', '\'', '“']);
    let named = before.trim_end();
    quoted || ["within", "inside", "using", "into a", "in a"].iter().any(|word| named.ends_with(word))
}

/// The last bytes of a text, at most `length`, cut at a character.
pub(super) fn tail(text: &str, length: usize) -> &str {
    let mut at = text.len().saturating_sub(length);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    &text[at..]
}

/// The first bytes of a text, at most `length`, cut at a character.
pub(super) fn head(text: &str, length: usize) -> &str {
    let mut at = text.len().min(length);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[..at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_between_two_answers_say_how_they_belong_together() {
        let cases = [
            ("", Gap::And),
            (" and ", Gap::And),
            ("$ and $", Gap::And),
            (", ", Gap::And),
            ("} \\quad \\text{and} \\quad ", Gap::And),
            (" papers and ", Gap::And),
            (" \\text{ for part (a) and } ", Gap::And),
            (", y = ", Gap::And),
            ("\n(b) ", Gap::And),
            (" ", Gap::Apart),
            (" = ", Gap::Apart),
            (" no no no no no ", Gap::Apart),
            (". Wait, that is off by one, and so it is ", Gap::Apart),
            (" or ", Gap::Or),
            (". Another option is ", Gap::Or),
            (" \\approx ", Gap::Restates),
            (", final ", Gap::Apart),
            (" ++++++ ", Gap::Apart),
        ];
        for (gap, expected) in cases {
            assert_eq!(between(gap, 0..gap.len()), expected, "{gap:?}");
        }
    }
}
