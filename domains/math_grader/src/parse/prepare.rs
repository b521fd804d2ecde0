//! Tokens made ready for the parser: brackets matched, groups without need taken out, runs of letters parted into variables.

use std::collections::BTreeMap;

use super::command::{self, Meaning};
use super::token::{Gap, Kind, Token};
use crate::units;

/// Makes the tokens ready.
pub(crate) fn prepare(tokens: Vec<Token>) -> Vec<Token> {
    let tokens = part_words(tokens);
    let tokens = angle_brackets(tokens);
    let tokens = turned_brackets(tokens);
    without_needless_groups(balanced(tokens))
}

/// `<1, 2>` with plain signs is a vector.
fn angle_brackets(mut tokens: Vec<Token>) -> Vec<Token> {
    let last = tokens.iter().rposition(|token| !token.is_sign('.')).unwrap_or(0);
    let inner = tokens.get(1..last).unwrap_or_default();
    if tokens.first().is_some_and(|token| token.is_sign('<')) && tokens[last].is_sign('>') && !inner.is_empty() {
        tokens[0].kind = Kind::Open('<');
        tokens[last].kind = Kind::Close('<');
    }
    tokens
}

/// `]0, 1[` is the open interval.
fn turned_brackets(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut open = 0_usize;
    for at in 0..tokens.len() {
        let ends = tokens.get(at + 1).is_none_or(|next| {
            next.is_sign('.') || next.is_command("cup") || next.is_command("cap") || matches!(next.kind, Kind::Close('{'))
        });
        match tokens[at].kind {
            Kind::Close('[') if open == 0 => {
                tokens[at].kind = Kind::Open('(');
                open += 1;
            }
            Kind::Open('[') if open > 0 && ends => {
                tokens[at].kind = Kind::Close('(');
                open -= 1;
            }
            Kind::Open('(' | '[') => open += 1,
            Kind::Close('(' | '[') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    tokens
}

/// Drops closing brackets that close nothing, and closes at the end what is still open.
fn balanced(tokens: Vec<Token>) -> Vec<Token> {
    let mut open: Vec<char> = Vec::new();
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.kind {
            Kind::Open(bracket) => {
                open.push(bracket);
                *counts.entry(class(bracket)).or_default() += 1;
            }
            Kind::Close(bracket) => {
                // Counted first, so that brackets of the wrong kind cost nothing each.
                let count = counts.entry(class(bracket)).or_default();
                if *count == 0 {
                    continue;
                }
                let Some(at) = open.iter().rposition(|other| class(*other) == class(bracket)) else { continue };
                // What is open inside ends here.
                for inner in open.drain(at..).skip(1).collect::<Vec<_>>().into_iter().rev() {
                    *counts.entry(class(inner)).or_default() -= 1;
                    kept.push(Token { kind: Kind::Close(inner), ..token.clone() });
                }
                *counts.entry(class(bracket)).or_default() -= 1;
            }
            _ => {}
        }
        kept.push(token);
    }
    let end = kept.last().map_or(0, |token| token.end);
    // A tuple that is cut off is no number: only groups are closed for the writer.
    if open.iter().any(|bracket| *bracket != '{') {
        kept.push(Token { kind: Kind::Command("unclosed".into()), gap: Gap::None, start: end, end });
    }
    kept.extend(open.into_iter().rev().map(|bracket| Token { kind: Kind::Close(bracket), gap: Gap::None, start: end, end }));
    kept
}

/// Brackets that may close each other.
fn class(bracket: char) -> char {
    if bracket == '[' { '(' } else { bracket }
}

/// `((((5))))` has one pair of brackets that is needed.
fn without_needless_groups(tokens: Vec<Token>) -> Vec<Token> {
    let mut partner = vec![usize::MAX; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => open.push(at),
            Kind::Close(_) => {
                if let Some(start) = open.pop() {
                    partner[start] = at;
                    partner[at] = start;
                }
            }
            _ => {}
        }
    }
    let needless = |at: usize| {
        let round = |at: usize| matches!(tokens[at].kind, Kind::Open('(') | Kind::Close('('));
        let group = |at: usize| matches!(tokens[at].kind, Kind::Open('{') | Kind::Close('{'));
        let same = |a: usize, b: usize| (round(a) && round(b)) || (group(a) && group(b));
        let (start, end) = match tokens[at].kind {
            Kind::Open(_) => (at, partner[at]),
            Kind::Close(_) => (partner[at], at),
            _ => return false,
        };
        start != usize::MAX
            && end != usize::MAX
            && end > start + 1
            && partner[start + 1] == end - 1
            && same(start, start + 1)
            && same(end, end - 1)
    };
    let keep: Vec<bool> = (0..tokens.len()).map(|at| !needless(at)).collect();
    tokens.into_iter().zip(keep).filter_map(|(token, keep)| keep.then_some(token)).collect()
}

/// Two letters that are a unit after a number only where white space parts them from it.
const UNIT_OR_PRODUCT: [&str; 6] = ["cd", "mg", "ha", "pt", "mm", "as"];

fn part_words(tokens: Vec<Token>) -> Vec<Token> {
    let mut parted: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let Kind::Word(word) = &token.kind else {
            parted.push(token);
            continue;
        };
        let after_value = parted.last().is_some_and(|last| match &last.kind {
            Kind::Number { .. } | Kind::Close(_) => true,
            Kind::Command(name) => name == "pi",
            _ => false,
        });
        let in_group = parted.last().is_some_and(|last| last.kind == Kind::Open('{'));
        if in_group && word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()) {
            letters(word, token.start, token.gap, &mut parted);
            continue;
        }
        match keep(word, after_value, token.gap) {
            Keep::Whole => parted.push(token),
            Keep::From(prefix) => {
                let (function, rest) = word.split_at(prefix);
                let middle = token.start + prefix;
                parted.push(Token { kind: Kind::Word(function.to_owned()), end: middle, ..token.clone() });
                letters(rest, middle, Gap::None, &mut parted);
            }
            Keep::Letters => letters(word, token.start, token.gap, &mut parted),
        }
    }
    parted
}

fn letters(word: &str, start: usize, gap: Gap, parted: &mut Vec<Token>) {
    for (at, c) in word.char_indices() {
        let gap = if at == 0 { gap } else { Gap::None };
        let start = start + at;
        parted.push(Token { kind: Kind::Word(c.to_string()), gap, start, end: start + c.len_utf8() });
    }
}

enum Keep {
    Whole,
    /// A function of so many letters with variables glued to it.
    From(usize),
    Letters,
}

fn keep(word: &str, after_value: bool, gap: Gap) -> Keep {
    let count = word.chars().count();
    if count == 1 || !word.is_ascii() || command::word(word).is_some() || is_connective(word) {
        return Keep::Whole;
    }
    if after_value
        && units::parse(word).is_some_and(|unit| unit.is_known())
        && !(gap == Gap::None && UNIT_OR_PRODUCT.contains(&word))
    {
        return Keep::Whole;
    }
    const FUNCTIONS: [&str; 7] = ["sqrt", "sin", "cos", "tan", "log", "ln", "pi"];
    let prefix = FUNCTIONS.into_iter().find(|name| word.starts_with(name));
    if let Some(name) = prefix.filter(|name| count <= name.len() + 1) {
        return Keep::From(name.len());
    }
    let capitals = word.bytes().all(|b| b.is_ascii_uppercase());
    if count <= 3 && !is_short_word(word) || capitals && count <= 5 && !is_short_word(word) { Keep::Letters } else { Keep::Whole }
}

/// Short words of prose, which are no products.
fn is_short_word(word: &str) -> bool {
    const SHORT: [&str; 44] = [
        "no", "yes", "an", "the", "odd", "red", "one", "two", "six", "ten", "not", "all", "any", "is", "it", "of", "as", "at",
        "by", "for", "if", "than", "DNE", "dne", "NaN", "nan", "day", "May", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug",
        "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Fri", "TRUE",
    ];
    SHORT.contains(&word) || word.len() > 1 && SHORT.contains(&word.to_ascii_lowercase().as_str())
}

pub(crate) fn is_connective(word: &str) -> bool {
    matches!(word, "to" | "in" | "base" | "and" | "or" | "mod" | "if" | "where" | "when" | "per" | "percent" | "pct" | "choose")
}

/// What a word means where it is kept whole.
pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    command::word(word)
}
