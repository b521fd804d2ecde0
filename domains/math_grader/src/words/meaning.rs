//! Texts that say the same.

use super::{MAX_BYTES, fold};
use crate::units::singular;

/// What some answers in words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Undefined, does not exist.
    Undefined,
    /// No solution, none, the empty set; also where only real solutions are spoken of.
    NoSolution,
    /// Infinitely many, infinite.
    InfinitelyMany,
    /// Infinity.
    Infinity,
    /// Negative infinity.
    MinusInfinity,
    /// All real numbers.
    AllReals,
    /// All integers.
    AllIntegers,
    /// Yes, true, correct.
    Yes,
    /// No, false, incorrect.
    No,
    /// It cannot be determined.
    Undetermined,
}

impl Meaning {
    /// One spelling for all that mean it. It begins with a sign that no other canonical text begins with.
    fn name(self) -> &'static str {
        match self {
            Self::Undefined => "=undefined",
            Self::NoSolution => "=no solution",
            Self::InfinitelyMany => "=infinitely many",
            Self::Infinity => "=infinity",
            Self::MinusInfinity => "=minus infinity",
            Self::AllReals => "=all reals",
            Self::AllIntegers => "=all integers",
            Self::Yes => "=yes",
            Self::No => "=no",
            Self::Undetermined => "=undetermined",
        }
    }
}

/// What a text means, where it is one of the common answers in words: `DNE`, `no real solutions`, `all real numbers`, `true`.
pub fn meaning(text: &str) -> Option<Meaning> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut tokens = fold::tokens(text);
    lead_in(&mut tokens);
    known(&tokens)
}

/// Whether two answers in words say the same, whatever their case, articles, number and hyphens: `an ellipse` and `Ellipse`, `undefined` and
/// `does not exist`, `yes` and `true`. A part of a text is never the text, and nothing is the same as an empty text.
pub fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (canonical(a), canonical(b));
    !a.is_empty() && a == b
}

/// Whether a text denies something: it has "not", "no", "never" or their kin in it.
pub fn is_negated(text: &str) -> bool {
    text.len() <= MAX_BYTES
        && fold::tokens(text)
            .iter()
            .any(|token| matches!(token.as_str(), "not" | "no" | "never" | "non" | "neither" | "nor" | "without"))
}

/// One spelling for all texts that say the same; empty where a text says nothing.
///
/// Small letters, no white space, no articles, the singular, and one word for synonyms. A text longer than [`MAX_BYTES`] only has its white
/// space and case folded.
pub fn canonical(text: &str) -> String {
    if text.len() > MAX_BYTES {
        return text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    }
    let mut tokens = fold::tokens(text);
    lead_in(&mut tokens);
    if let Some(meaning) = known(&tokens) {
        return meaning.name().to_owned();
    }
    articles(&mut tokens);
    // "all odd primes" are the odd primes.
    if tokens.len() > 1 && matches!(tokens[0].as_str(), "all" | "every") && tokens[1] != "of" {
        tokens.remove(0);
    }
    subject(&mut tokens);
    class(&mut tokens);
    let joined = joined(&tokens);
    // Nothing that was written may pass for a meaning.
    let joined = joined.trim_start_matches('=').trim_end();
    synonym(joined).unwrap_or(joined).to_owned()
}

/// The tokens without white space, words in the singular. Digits and commands stay apart, so that "1 2" is not "12".
fn joined(tokens: &[String]) -> String {
    let mut joined = String::new();
    for token in tokens {
        let after = joined.chars().next_back();
        let apart = after.is_some_and(|c| c.is_alphanumeric() && !c.is_alphabetic()) && token.starts_with(char::is_alphanumeric)
            || after.is_some_and(char::is_alphabetic) && token.starts_with(|c: char| c.is_alphanumeric() && !c.is_alphabetic());
        if apart {
            joined.push(' ');
        }
        let is_word = token.chars().count() > 3 && token.chars().all(char::is_alphabetic);
        if is_word {
            joined.push_str(&singular(token));
        } else {
            joined.push_str(token);
        }
        if token.starts_with('\\') && token.len() > 1 {
            joined.push(' ');
        }
    }
    joined
}

/// Takes away how an answer is led in: "the answer is", "it is", "there are", "on" before a day.
fn lead_in(tokens: &mut Vec<String>) {
    const LEADS: [&[&str]; 15] = [
        &["the", "final", "answer", "is"],
        &["the", "answer", "is"],
        &["final", "answer", ":"],
        &["answer", "is"],
        &["answer", ":"],
        &["it", "is"],
        &["they", "are"],
        &["this", "is"],
        &["that", "is"],
        &["there", "is"],
        &["there", "are"],
        &["there", "exist"],
        &["there", "exists"],
        &["on"],
        &["is"],
    ];
    for lead in LEADS {
        if tokens.len() > lead.len() && tokens.iter().zip(lead).all(|(token, word)| token == word) {
            tokens.drain(..lead.len());
        }
    }
}

fn articles(tokens: &mut Vec<String>) {
    // A letter alone may be a choice, so the article has to stand before a longer word.
    let article = |at: usize| {
        let long = tokens.get(at + 1).is_some_and(|next| next.len() > 1 && next.chars().all(char::is_alphanumeric));
        long && matches!(tokens[at].as_str(), "a" | "an" | "the")
    };
    let keep: Vec<bool> = (0..tokens.len()).map(|at| !article(at)).collect();
    let mut keep = keep.into_iter();
    tokens.retain(|_| keep.next().unwrap_or(true));
}

/// Words for one property, and what is said to have it.
const CLASSES: [(&str, &[&str]); 9] = [
    (
        "function",
        &["even", "odd", "neither", "linear", "quadratic", "increasing", "decreasing", "constant", "injective", "surjective"],
    ),
    ("triangle", &["acute", "right", "obtuse", "isosceles", "scalene", "equilateral"]),
    ("angle", &["acute", "right", "obtuse", "straight", "reflex"]),
    ("number", &["even", "odd", "prime", "composite", "rational", "irrational"]),
    ("integer", &["even", "odd"]),
    ("series", &["convergent", "divergent", "geometric", "arithmetic"]),
    ("sequence", &["convergent", "divergent", "geometric", "arithmetic"]),
    ("line", &["parallel", "perpendicular", "skew"]),
    ("event", &["independent", "dependent"]),
];

/// "even function" is "even": the class of what has a property says nothing more.
fn class(tokens: &mut Vec<String>) {
    let [property, noun] = tokens.as_slice() else { return };
    // "series diverges" is "divergent series"
    let verb = synonym(&singular(noun)).unwrap_or_default();
    if CLASSES.iter().any(|(name, properties)| (*name == *property || *name == singular(property)) && properties.contains(&verb))
    {
        tokens.remove(0);
        return;
    }
    let noun = singular(noun);
    if CLASSES.iter().any(|(name, properties)| (*name == noun || *name == tokens[1]) && properties.contains(&property.as_str())) {
        tokens.pop();
    }
}

/// "the function is even" is "even", and so is "f(x) is even".
fn subject(tokens: &mut Vec<String>) {
    let Some(verb) = tokens.iter().position(|token| token == "is" || token == "are") else { return };
    let (before, after) = (&tokens[..verb], &tokens[verb + 1..]);
    let property = match after {
        [one] | [one, _] => one,
        _ => return,
    };
    if !CLASSES.iter().any(|(_, properties)| properties.contains(&property.as_str())) {
        return;
    }
    let named = |token: &String| {
        let noun = singular(token);
        token.chars().count() == 1
            || CLASSES.iter().any(|(name, _)| *name == noun || name == token)
            || token == "it"
            || token == "they"
    };
    if verb <= 5 && before.iter().all(named) {
        tokens.drain(..=verb);
    }
}

/// One word for what several words say, all without white space and in the singular.
fn synonym(joined: &str) -> Option<&'static str> {
    Some(match joined {
        "converge" | "itconverge" | "converging" => "convergent",
        "diverge" | "itdiverge" | "diverging" => "divergent",
        "increase" => "increasing",
        "decrease" => "decreasing",
        "anticlockwise" => "counterclockwise",
        "onetoone" | "injection" => "injective",
        "onto" | "surjection" => "surjective",
        "bijection" | "onetooneandonto" | "onetoonecorrespondence" => "bijective",
        "grey" => "gray",
        "straightline" => "line",
        "neitherevennorodd" | "neitheroddnoreven" => "neither",
        "noneofabove" | "noneofthese" => "noneoftheabove",
        "notpossible" | "itisnotpossible" => "impossible",
        "pairofline" => "twoline",
        "rightangled" | "rightangledtriangle" => "right",
        _ => return None,
    })
}

/// The meaning of tokens, articles and all.
fn known(tokens: &[String]) -> Option<Meaning> {
    if tokens.is_empty() || tokens.len() > 12 {
        return None;
    }
    let words: Vec<&str> = tokens.iter().map(|token| one_form(token)).filter(|word| !matches!(*word, "the" | "an")).collect();
    spoken_yes_or_no(&words).or_else(|| undefined(&words)).or_else(|| no_solution(&words)).or_else(|| many(&words))
}

fn one_form(word: &str) -> &str {
    match word {
        "solutions" => "solution",
        "roots" => "root",
        "answers" => "answer",
        "values" => "value",
        "exists" => "exist",
        "numbers" => "number",
        "reals" => "real",
        "integers" => "integer",
        other => other,
    }
}

fn spoken_yes_or_no(words: &[&str]) -> Option<Meaning> {
    match words {
        ["yes" | "true" | "correct"] => Some(Meaning::Yes),
        ["no" | "false" | "incorrect" | "untrue"] | ["not", "true" | "correct"] => Some(Meaning::No),
        // "yes, it is"; "no, it is not"
        ["yes", "it" | "they", verb] | ["yes", ",", "it" | "they", verb] if is_verb(verb) => Some(Meaning::Yes),
        ["no", "it" | "they", verb, "not"] | ["no", ",", "it" | "they", verb, "not"] if is_verb(verb) => Some(Meaning::No),
        ["yes" | "true", rest @ ..] if clause(rest).is_some_and(|clause| agrees(clause, false)) => Some(Meaning::Yes),
        ["no" | "false", rest @ ..] if clause(rest).is_some_and(|clause| agrees(clause, true)) => Some(Meaning::No),
        ["statement", "is", rest @ ..] if rest.len() == 1 => spoken_yes_or_no(rest),
        _ => None,
    }
}

/// The clause behind "yes" or "no", after a comma or with a word that can only begin one: "no solution" is no denial.
fn clause<'a, 'b>(rest: &'b [&'a str]) -> Option<&'b [&'a str]> {
    match rest {
        ["," | ";" | ":", clause @ ..] => Some(clause),
        ["because" | "since" | "it" | "they", ..] => Some(rest),
        _ => None,
    }
}

/// Whether a clause behind "yes," or "no," says nothing against it.
fn agrees(clause: &[&str], denied: bool) -> bool {
    const TURNS: [&str; 16] = [
        "or",
        "but",
        "if",
        "unless",
        "except",
        "maybe",
        "perhaps",
        "wait",
        "actually",
        "however",
        "only",
        "sometimes",
        "when",
        "instead",
        "although",
        "depends",
    ];
    let any = |words: &[&str]| clause.iter().any(|word| words.contains(word));
    let denial = any(&["no", "not", "never", "impossible", "false", "wrong", "incorrect", "cannot"]);
    // "no, it is possible" and "no, it does" deny nothing.
    let affirmed = any(&["yes", "true", "correct", "right", "possible"]) || clause.last().is_some_and(|word| is_verb(word));
    let contrary = if denied { any(&["yes"]) || affirmed && !denial } else { denial };
    let plain = clause.iter().all(|word| word.chars().all(char::is_alphabetic));
    (clause.len() > 1 || clause == ["never"]) && plain && !any(&TURNS) && !contrary
}

fn is_verb(word: &str) -> bool {
    matches!(word, "is" | "are" | "does" | "do" | "can" | "will" | "has" | "have" | "was" | "must")
}

fn undefined(words: &[&str]) -> Option<Meaning> {
    let things = ["limit", "slope", "value", "derivative", "integral", "it", "inverse", "expression", "answer"];
    let rest = match words {
        [thing, "is", rest @ ..] | [thing, rest @ ..] if things.contains(thing) => rest,
        ["undefined", thing] if things.contains(thing) => return Some(Meaning::Undefined),
        rest => rest,
    };
    match rest {
        ["undefined" | "dne" | "nonexistent"] | ["not", "defined" | "existent"] | ["non", "existent"] => Some(Meaning::Undefined),
        ["does" | "do", "not", "exist"] | ["no", "limit"] | ["no", "limit", "exist"] => Some(Meaning::Undefined),
        ["can", "not", "be", "determined" | "found"] | ["undetermined" | "indeterminable"] => Some(Meaning::Undetermined),
        ["not" | "insufficient", "enough", "information"] | ["insufficient", "information"] => Some(Meaning::Undetermined),
        ["not", "enough", "information", "given"] | ["impossible", "to", "determine"] => Some(Meaning::Undetermined),
        _ => None,
    }
}

fn no_solution(words: &[&str]) -> Option<Meaning> {
    let mut words = words;
    if let ["equation" | "system" | "inequality" | "it", rest @ ..] = words {
        words = rest;
    }
    let denied = match words {
        ["none" | "\\emptyset" | "\\varnothing"] | ["none", "exist"] | ["empty" | "null", "set"] => {
            return Some(Meaning::NoSolution);
        }
        ["unsolvable" | "inconsistent"] | ["no", "such", "x" | "number" | "value" | "integer"] => {
            return Some(Meaning::NoSolution);
        }
        ["does" | "do", "not", "have", "a" | "any", rest @ ..] | ["does" | "do", "not", "have", rest @ ..] => rest,
        ["has" | "have", "no", rest @ ..] | ["no", rest @ ..] => rest,
        _ => return None,
    };
    let qualified = match denied {
        ["real" | "such" | "valid" | "possible" | "integer" | "rational" | "feasible", rest @ ..] => rest,
        rest => rest,
    };
    match qualified {
        ["solution" | "root"] | ["solution" | "root", "exist" | "set"] | ["value", "exist"] => Some(Meaning::NoSolution),
        ["solution", "in" | "over", "real"] | ["solution", "in" | "over", "real", "number"] => Some(Meaning::NoSolution),
        ["value"] if denied.len() == 2 => Some(Meaning::NoSolution),
        _ => None,
    }
}

fn many(words: &[&str]) -> Option<Meaning> {
    match words {
        ["infinite"] | ["infinite" | "infinitely", "many"] => Some(Meaning::InfinitelyMany),
        ["infinite" | "infinitely", "many", "solution" | "value" | "root" | "point"] => Some(Meaning::InfinitelyMany),
        ["infinite", "solution" | "value"] | ["infinite", "number" | "amount"] => Some(Meaning::InfinitelyMany),
        ["infinite", "number" | "amount", "of", "solution" | "value" | "root"] => Some(Meaning::InfinitelyMany),
        ["infinity" | "\\infty"] | ["positive" | "plus" | "+", "infinity" | "\\infty"] => Some(Meaning::Infinity),
        ["negative" | "minus" | "-", "infinity" | "\\infty"] => Some(Meaning::MinusInfinity),
        ["all" | "any" | "every", rest @ ..] => everything(rest),
        ["set", "of", rest @ ..] => everything(rest.strip_prefix(&["all"]).unwrap_or(rest)),
        ["real", "number"] => Some(Meaning::AllReals),
        ["x", "can", "be", "any", rest @ ..] => everything(rest),
        _ => None,
    }
}

fn everything(words: &[&str]) -> Option<Meaning> {
    let kind = match *words.first()? {
        "real" => Meaning::AllReals,
        "integer" => Meaning::AllIntegers,
        _ => return None,
    };
    match &words[1..] {
        [] | ["number" | "value" | "x"] | ["value", "of", "x"] => Some(kind),
        _ => None,
    }
}
