//! Prose: words, sentences, and what a sentence says.

use std::ops::Range;

use super::clean::{tidy, trim};
use super::math;

/// Words that stand in mathematics and are no prose.
const TERMS: [&str; 66] = [
    "and", "or", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln",
    "lg", "exp", "sqrt", "cbrt", "root", "pi", "mod", "inf", "infinity", "in", "union", "min", "max", "gcd", "lcm", "lim", "det",
    "cis", "abs", "floor", "ceil", "choose", "to", "times", "div", "theta", "alpha", "beta", "percent", "pct", "cm", "mm", "km",
    "kg", "mg", "ft", "mph", "am", "pm", "oo", "if", "dx", "dy", "dt", "re", "im", "ab", "bc", "ac", "xy",
];

/// How many words of prose a piece has: runs of two and more letters that are no command, no text of a command and no term of
/// mathematics.
pub(super) fn words(piece: &str) -> usize {
    let bytes = piece.as_bytes();
    super::work::charge(bytes.len());
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let name = at + 1 + letters(&bytes[at + 1..]);
            at = if is_text(&bytes[at + 1..name]) { group_end(bytes, name) } else { name.max(at + 2) };
        } else if bytes[at].is_ascii_alphabetic() || bytes[at] >= 0x80 {
            let length = word_length(&piece[floor(piece, at)..]).max(1);
            let end = at + length;
            let word = &piece[floor(piece, at)..ceil(piece, end)];
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            let subscript = at > 0 && matches!(bytes[at - 1], b'_' | b'^');
            if letters > 1 && !subscript && !TERMS.iter().any(|term| word.eq_ignore_ascii_case(term)) {
                count += 1;
            }
            at = ceil(piece, end);
        } else {
            at += 1;
        }
    }
    count
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count()
}

fn is_text(name: &[u8]) -> bool {
    name.starts_with(b"text") || matches!(name, b"mathrm" | b"mbox" | b"mathbf" | b"operatorname" | b"begin" | b"end" | b"mathbb")
}

/// Where the group that starts here ends.
fn group_end(bytes: &[u8], from: usize) -> usize {
    if bytes.get(from) != Some(&b'{') {
        return from;
    }
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

fn word_length(piece: &str) -> usize {
    piece.find(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’'))).unwrap_or(piece.len())
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where the sentence that starts at `from` ends, its stop not counted in: at a full stop before a blank, at a line's end or `end`.
/// Inside mathematics nothing ends.
pub(super) fn sentence_end(text: &str, from: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < end {
        super::work::charge(1);
        match bytes[at] {
            b'$' | b'\\' => {
                if let Some(span) = math::opens_at(text, at, end) {
                    at = span.whole.end;
                    continue;
                }
                at += if bytes[at] == b'\\' { 2 } else { 1 };
                continue;
            }
            b'\n' => return at,
            b'.' | b'?' | b'!' if stops(text, from, at, end) => return at,
            0xE3 | 0xEF if ["。", "！", "？", "；"].iter().any(|stop| text.as_bytes()[at..].starts_with(stop.as_bytes())) => {
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    end
}

/// Whether the mark at `at` ends a sentence: a blank or the end follows it, after closing marks, and no abbreviation is before.
fn stops(text: &str, from: usize, at: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let mut next = at + 1;
    while next < end && matches!(bytes[next], b'*' | b'"' | b'\'' | b')' | b'`' | b'_') {
        next += 1;
    }
    if next < end && !bytes[next].is_ascii_whitespace() && bytes[next] < 0x80 {
        return false;
    }
    if bytes[at] == b'!' {
        // A factorial goes on, a cry does not.
        let rest = &text[floor(text, next)..end];
        let upper = rest.trim_start().starts_with(|c: char| c.is_uppercase());
        return upper
            || rest.trim().is_empty()
            || (at > from + 1 && bytes[at - 1].is_ascii_alphabetic() && bytes[at - 2].is_ascii_alphabetic());
    }
    let before = super::gap::tail(&text[from..at], 6);
    !["i.e", "e.g", "approx", "vs", "Dr", "Mr", "Mrs", "No", "a.m", "p.m"].iter().any(|short| before.ends_with(short))
        || next >= end
}

/// Words with which sentences start that say nothing of the answer.
const FILLERS: [&str; 32] = [
    "(we ",
    "(i ",
    "(note",
    "(this ",
    "(that ",
    "(here",
    "(see ",
    "see page",
    "i hope",
    "let me know",
    "feel free",
    "if you have",
    "if you need",
    "hope this",
    "please let",
    "note:",
    "note that",
    "great job",
    "does this",
    "would you",
    "thank",
    "best regards",
    "is there anything",
    "this completes",
    "q.e.d",
    "qed",
    "[more]",
    "good luck",
    "happy to",
    "**note",
    "*note",
    "i'm confident",
];

/// The sentences of the last lines that say something, the last first, at most `count`.
///
/// Sentences that only close a letter ("I hope this helps!") are left out.
pub(super) fn last_sentences(text: &str, range: &Range<usize>, count: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = range.end;
    let mut looked = 0;
    while end > range.start && found.len() < count && looked < 64 {
        let line = memchr::memrchr(b'\n', &text.as_bytes()[range.start..end]).map_or(range.start, |at| range.start + at + 1);
        let mut sentences = Vec::new();
        let mut at = line;
        while at < end {
            let stop = sentence_end(text, at, end);
            let piece = trim(text, at..stop);
            if !piece.is_empty() && !is_filler(&text[piece.clone()]) {
                sentences.push(piece);
            }
            at = ceil(text, stop + 1).max(stop + 1);
        }
        found.extend(sentences.into_iter().rev().filter(|s| text[s.clone()].chars().any(char::is_alphanumeric)));
        end = line.saturating_sub(1).max(range.start);
        looked += 1;
    }
    found.truncate(count);
    found
}

fn is_filler(sentence: &str) -> bool {
    FILLERS.iter().any(|filler| sentence.get(..filler.len()).is_some_and(|start| start.eq_ignore_ascii_case(filler)))
}

/// Verbs after which a sentence says what something is. Each is looked for between blanks.
const COPULAS: [&str; 24] = [
    "is",
    "are",
    "was",
    "were",
    "be",
    "equals",
    "equal to",
    "becomes",
    "gives",
    "get",
    "yields",
    "obtain",
    "called",
    "on a",
    "on",
    "has",
    "have",
    "est",
    "ist",
    "es",
    "sind",
    "sont",
    "son",
    "find that",
];

/// What a sentence says: what follows its last verb of being, without an article. The sentence itself where it has none.
pub(super) fn complement(text: &str, sentence: &Range<usize>) -> Range<usize> {
    let piece = &text[sentence.clone()];
    super::work::charge(piece.len());
    let bytes = piece.as_bytes();
    let mut start = 0;
    for blank in memchr::memchr_iter(b' ', bytes) {
        let rest = &piece[blank + 1..];
        let verb = COPULAS.iter().find(|v| rest.starts_with(**v) && rest[v.len()..].starts_with([' ', ':']));
        if let Some(verb) = verb {
            start = blank + 1 + verb.len() + 1;
        }
    }
    if start == 0
        && let Some(colon) = piece.rfind(": ")
    {
        start = colon + 2;
    }
    if start == 0 {
        start = piece.find(" = ").map_or(0, |_| variable_start(piece));
    }
    article(text, tidy(text, sentence.start + start..sentence.end))
}

/// Where the equation of a sentence without a verb starts: the last word before its first equals sign.
fn variable_start(piece: &str) -> usize {
    let equals = piece.find(" = ").unwrap_or(0);
    piece[..equals].rfind(' ').map_or(0, |at| at + 1)
}

/// What a sentence says of an expression: what follows its verb of being, or what is before it where words only follow.
pub(super) fn valued(text: &str, sentence: &Range<usize>) -> Range<usize> {
    let after = complement(text, sentence);
    let has_value = |piece: &str| piece.contains(|c: char| c.is_numeric() || matches!(c, '=' | '<' | '>' | '^' | '+' | '\\'));
    let before = &text[sentence.start..after.start];
    if !has_value(&text[after.clone()])
        && has_value(before)
        && let Some(verb) = [" is ", " are ", " be "].iter().filter_map(|verb| before.rfind(verb)).max()
    {
        return article(text, tidy(text, sentence.start..sentence.start + verb));
    }
    after
}

/// What a sentence of words says. "Evelyn has the greatest speed" says "Evelyn", "the equation of a hyperbola" says "hyperbola".
pub(super) fn said(text: &str, sentence: &Range<usize>) -> Range<usize> {
    let after = complement(text, sentence);
    let piece = &text[after.clone()];
    let first = piece.split(' ').next().unwrap_or("");
    let describes = ["most", "least", "correct", "winner", "answer", "only", "one"].contains(&first)
        || (first.len() > 4 && first.ends_with("est"));
    let before = &text[sentence.start..after.start];
    if describes
        && let Some(verb) = [" has ", " have ", " is ", " was ", " are "].iter().filter_map(|verb| before.rfind(verb)).max()
    {
        return article(text, tidy(text, sentence.start..sentence.start + verb));
    }
    match [" of a ", " of an "].iter().filter_map(|of| piece.rfind(of).map(|at| at + of.len())).max() {
        Some(of) => tidy(text, after.start + of..after.end),
        None => after,
    }
}

/// Without "a", "an", "the" and words that only lead up to an answer.
pub(super) fn article(text: &str, range: Range<usize>) -> Range<usize> {
    const LEADS: [&str; 36] = [
        "it's ",
        "it’s ",
        "that's ",
        "so ",
        "so, ",
        "hence ",
        "hence, ",
        "it is ",
        "we have ",
        "a ",
        "an ",
        "the ",
        "simply ",
        "just ",
        "exactly ",
        "therefore ",
        "thus ",
        "equal to ",
        "given by ",
        "clearly ",
        "therefore, ",
        "thus, ",
        "option ",
        "choice ",
        "about ",
        "approximately ",
        "indeed ",
        "actually ",
        "either ",
        "that ",
        "only ",
        "always ",
        "indeed, ",
        "equals ",
        "now ",
        "definitely ",
    ];
    /// Nouns that say what kind of thing the value behind them is.
    const NOUNS: [&str; 15] = [
        "ordered pair ",
        "ordered triple ",
        "pair ",
        "triple ",
        "point ",
        "set ",
        "interval ",
        "vector ",
        "matrix ",
        "function ",
        "polynomial ",
        "expression ",
        "fraction ",
        "number ",
        "value ",
    ];
    let mut range = range;
    for _ in 0..5 {
        let piece = &text[range.clone()];
        let noun = NOUNS.iter().find(|noun| {
            let valued = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || "([{$\\-−".contains(c));
            piece.strip_prefix(**noun).is_some_and(valued)
        });
        if let Some(noun) = noun {
            range = tidy(text, range.start + noun.len()..range.end);
            continue;
        }
        let lead = LEADS.iter().find(|lead| piece.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)));
        // "A " may be an option or a variable: "A = 5".
        let Some(lead) = lead.filter(|lead| lead.len() > 2 || piece[lead.len()..].starts_with(|c: char| c.is_alphabetic()))
        else {
            break;
        };
        range = tidy(text, range.start + lead.len()..range.end);
    }
    range
}

/// Where an answer stops because an explanation starts: "12, because ...", "10 (not 12)".
pub(super) fn before_reasons(text: &str, range: Range<usize>) -> Range<usize> {
    const REASONS: [&str; 26] = [
        ", because",
        " because ",
        ", since",
        " since ",
        ", which",
        ", so ",
        ", where",
        ", as ",
        ", not ",
        " (not",
        " (since",
        " (because",
        " (as ",
        " (rounded",
        " (approx",
        " (or ",
        " (i.e.",
        " (that",
        " (which",
        " (in ",
        " (after",
        " (from",
        " rather than",
        " instead of",
        ", rather than",
        ", instead of",
    ];
    let piece = &text[range.clone()];
    super::work::charge(piece.len());
    let mut end = piece.len();
    for at in memchr::memchr2_iter(b' ', b',', piece.as_bytes()) {
        if at > 0 && REASONS.iter().any(|reason| piece.as_bytes()[at..].starts_with(reason.as_bytes())) {
            end = at;
            break;
        }
    }
    trim(text, range.start..range.start + end)
}
