//! What is counted: "apples", "different ways".

/// Words of one noun at most.
const MAX_WORDS: usize = 6;
/// Its letters at most, in bytes.
const MAX_NOUN_BYTES: usize = 80;

/// Words that make a phrase more than the name of what is counted.
const NEVER: [&str; 91] = [
    "or",
    "if",
    "not",
    "no",
    "nor",
    "when",
    "where",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "isn",
    "aren",
    "unless",
    "only",
    "but",
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "approximately",
    "about",
    "around",
    "roughly",
    "almost",
    "nearly",
    "except",
    "then",
    "because",
    "since",
    "and",
    "plus",
    "minus",
    "divided",
    "multiplied",
    "more",
    "less",
    "fewer",
    "than",
    "least",
    "most",
    "answer",
    "wrong",
    "correct",
    "incorrect",
    "true",
    "false",
    "yes",
    "anything",
    "none",
    "nothing",
    "both",
    "either",
    "neither",
    "which",
    "that",
    "this",
    "so",
    "therefore",
    "hence",
    "thus",
    "wait",
    "actually",
    "instead",
    "rather",
    "however",
    "even",
    "odd",
    "sin",
    "cos",
    "tan",
    "log",
    "exp",
    "sqrt",
    "mod",
    "gcd",
    "lcm",
    "max",
    "min",
    "theta",
    "alpha",
    "beta",
    "infinity",
    "undefined",
    "root",
    "squared",
    "cubed",
    "power",
    "base",
];

/// The noun in small letters and its last word in the singular; [`None`] where the text is no noun.
pub(super) fn noun(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', '!', ',']);
    if text.is_empty()
        || text.len() > MAX_NOUN_BYTES
        || !text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'))
    {
        return None;
    }
    let text = text.strip_prefix("more ").or_else(|| text.strip_prefix("More ")).unwrap_or(text);
    let text = text.strip_prefix("to the ").unwrap_or(text);
    let mut noun = String::with_capacity(text.len());
    let mut last = "";
    let lower = text.to_lowercase();
    for (at, word) in lower.split([' ', '-']).filter(|word| !word.is_empty()).enumerate() {
        let number = crate::words::number(word).is_some() || crate::words::ordinal(word).is_some();
        if at >= MAX_WORDS || NEVER.contains(&word) || number {
            return None;
        }
        if !last.is_empty() {
            noun.push_str(last);
            noun.push(' ');
        }
        last = word;
    }
    // One letter may be a variable, and letters without a vowel are a product of them.
    if last.chars().count() < 3 || last.is_ascii() && !last.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        return None;
    }
    noun.push_str(&singular(last));
    Some(noun)
}

/// A word in the singular. Names that end in s lose it as well, which does no harm where both sides lose it.
pub(crate) fn singular(word: &str) -> String {
    match word {
        "feet" => return "foot".into(),
        "men" => return "man".into(),
        "women" => return "woman".into(),
        "people" | "persons" => return "person".into(),
        "children" => return "child".into(),
        "vertices" => return "vertex".into(),
        "matrices" => return "matrix".into(),
        "dice" => return "die".into(),
        _ => {}
    }
    let ends = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 1);
    if let Some(stem) = ends("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let hissed = ["ches", "shes", "xes", "sses", "zes"].iter().any(|end| word.ends_with(end));
    if hissed && word.len() > 4 {
        return word[..word.len() - 2].into();
    }
    match ends("s") {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.into(),
        _ => word.into(),
    }
}

/// Whether a word keeps a phrase from being a noun.
pub(super) fn is_never(word: &str) -> bool {
    NEVER.contains(&word)
}
