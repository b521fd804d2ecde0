//! What is said after a unit about what is measured: "of water", "long", "in length", "saved".

use super::lookup::lookup;
use super::noun::is_never;
use super::token::Token;

/// Words of a tail at most.
const MAX_WORDS: usize = 7;

/// What may follow any unit.
fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "long"
            | "tall"
            | "high"
            | "wide"
            | "deep"
            | "thick"
            | "old"
            | "away"
            | "apart"
            | "each"
            | "ago"
            | "later"
            | "total"
            | "altogether"
    ) || matches!(word, "left" | "remaining" | "older" | "younger" | "taller" | "shorter" | "longer")
        || is_direction(word)
}

/// What may follow "in", which is an inch otherwise.
fn is_measured(word: &str) -> bool {
    matches!(
        word,
        "length"
            | "total"
            | "all"
            | "width"
            | "height"
            | "area"
            | "volume"
            | "diameter"
            | "radius"
            | "perimeter"
            | "the"
            | "depth"
            | "weight"
    ) || matches!(word, "mass" | "circumference")
}

/// Words of which the opposite is another answer.
pub(super) fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "clockwise"
            | "counterclockwise"
    ) || matches!(
        word,
        "up" | "down" | "upward" | "upwards" | "downward" | "downwards" | "above" | "below" | "ahead" | "behind" | "forward"
    ) || matches!(
        word,
        "backward" | "early" | "late" | "profit" | "loss" | "gain" | "increase" | "decrease" | "older" | "younger"
    ) || matches!(word, "taller" | "shorter" | "longer" | "faster" | "slower" | "ago" | "earlier" | "later" | "now" | "hence")
        || matches!(word, "right" | "left" | "before" | "after" | "decreased" | "increased" | "reduction")
}

/// One word for directions that are the same.
fn direction(word: &str) -> &str {
    match word {
        "now" | "hence" => "later",
        "earlier" => "ago",
        "increased" => "increase",
        "decreased" | "reduction" => "decrease",
        "upward" | "upwards" => "up",
        "downward" | "downwards" => "down",
        other => other,
    }
}

/// How many tokens from `at` on only say what is measured, and the directions among them; [`None`] where they say more.
pub(super) fn tail(tokens: &[Token<'_>], at: usize) -> Option<(usize, String)> {
    let words: Vec<&str> = tokens[at..]
        .iter()
        .map_while(|token| match token {
            Token::Word(word) if !matches!(*word, "per" | "a" | "an") => Some(*word),
            _ => None,
        })
        .take(MAX_WORDS + 1)
        .collect();
    let ends = matches!(tokens.get(at + words.len()), None | Some(Token::Slash | Token::Word("per")));
    if words.len() > MAX_WORDS || !ends || words.iter().any(|word| is_never(word)) {
        return None;
    }
    let first = words.first()?;
    let good = match *first {
        "of" => words.len() > 1,
        "in" => words.get(1).is_some_and(|word| is_measured(word)),
        word => is_adverb(word) || follows_plural(tokens, at) && lookup(word).is_none(),
    };
    let directions: Vec<&str> = words.iter().copied().filter(|word| is_direction(word)).map(direction).collect();
    good.then(|| (words.len(), directions.join(" ")))
}

/// Whether a name in the plural stands before: the "dollars" of "dollars saved", not the "dollar" of "dollar bills".
fn follows_plural(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(Token::Word(word)) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    word.len() > 3 && (word.ends_with('s') || word.ends_with("feet"))
}
