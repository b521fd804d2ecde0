//! Which places of a response are looked at, and in which order.

use serde::{Deserialize, Serialize};

/// A place where an answer may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The last `\boxed{...}` or `\fbox{...}`, with those that are joined to it.
    Boxed,
    /// The last `<answer>...</answer>`.
    AnswerTag,
    /// What follows the last `####` that is no heading.
    Hash,
    /// What follows the last "answer is", "answer:", "Final Answer" and their like in other languages.
    Phrase,
    /// The last option letter that is not rejected. Looked for only where the gold answer is such a letter.
    Choice,
    /// The whole response, where it is nothing but an answer.
    Whole,
    /// The last bold or code span, where it stands in the last line that says something.
    Bold,
    /// The last `$...$`, `$$...$$`, `\(...\)` or `\[...\]`, with those that are joined to it.
    Math,
    /// What the last sentence says: "So it falls on a Sunday." says "Sunday". Never read for a gold answer that is a number.
    Sentence,
    /// The last number. Read only for a gold answer that is a number.
    LastNumber,
}

impl Rule {
    /// Every rule, in the order in which the default policy tries them.
    pub const ALL: [Self; 10] = [
        Self::Boxed,
        Self::AnswerTag,
        Self::Hash,
        Self::Phrase,
        Self::Choice,
        Self::Whole,
        Self::Bold,
        Self::Math,
        Self::Sentence,
        Self::LastNumber,
    ];

    /// The name used in configurations, for example `"last_number"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boxed => "boxed",
            Self::AnswerTag => "answer_tag",
            Self::Hash => "hash",
            Self::Phrase => "phrase",
            Self::Choice => "choice",
            Self::Whole => "whole",
            Self::Bold => "bold",
            Self::Math => "math",
            Self::Sentence => "sentence",
            Self::LastNumber => "last_number",
        }
    }

    /// Whether the place is one where a writer puts an answer on purpose, so that the last such place in the text counts.
    pub(super) fn commits(self) -> bool {
        matches!(self, Self::Boxed | Self::AnswerTag | Self::Hash)
    }
}

/// Which places are looked at, in which order.
///
/// ```
/// use exitrl_math_grader::extract::{GoldKind, Policy, Rule, find};
///
/// let policy = Policy::competition();
/// let found = find("So $x = \\boxed{5}$.", GoldKind::Number, &policy).expect("there is a box");
/// assert_eq!(found.rule, Rule::Boxed);
/// assert!(find("It takes 5 days.", GoldKind::Number, &policy).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The first rule that finds an answer decides. A box or tag with nothing in it decides too: there is no answer.
    pub rules: Vec<Rule>,
    /// Among boxes, answer tags, `####` and a "final answer" that says a plain value, the one that stands last in the text
    /// counts, whichever rule comes first.
    pub last_commitment: bool,
    /// Read a percent sign or a unit that directly follows a box (`\boxed{28}\%`) as part of the answer.
    pub units_after_box: bool,
    /// Look for an answer in reasoning that is never closed. Off: what follows an open `<think>` to the end counts for nothing.
    pub unclosed_thinking: bool,
    /// Correct digits after the point that a decimal needs to stand for an exact value: with 6, 0.333333 is a third and 0.33 is not.
    pub decimal_places: u32,
    /// Whether functions of differently named variables are the same, as `f(x)` and `f(y)`.
    pub rename_variables: bool,
    /// Whether a sum or power that is a plain number has to be worked out where the gold answer is: then 3 + 5 is not 8.
    pub require_evaluated: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self::of(&Rule::ALL)
    }
}

impl Policy {
    /// Exactly these rules in this order, everything else as in the default policy.
    pub fn of(rules: &[Rule]) -> Self {
        Self {
            rules: rules.to_vec(),
            last_commitment: true,
            units_after_box: true,
            unclosed_thinking: false,
            decimal_places: 6,
            rename_variables: false,
            require_evaluated: false,
        }
    }

    /// Every rule: what the default policy is.
    pub fn any() -> Self {
        Self::default()
    }

    /// For GSM8K and its like: `####` first, the last number if nothing else.
    pub fn gsm8k() -> Self {
        use Rule::{AnswerTag, Bold, Boxed, Hash, LastNumber, Math, Phrase, Whole};
        Self::of(&[Hash, Boxed, AnswerTag, Phrase, Whole, Bold, Math, LastNumber])
    }

    /// For competitions (MATH, AIME, AMC): boxes, answer tags and "the answer is" only, so that guessing numbers pays nothing.
    pub fn competition() -> Self {
        Self::of(&[Rule::Boxed, Rule::AnswerTag, Rule::Phrase])
    }

    /// For Minerva's format, "Final Answer: The final answer is ... I hope it is correct.": that phrase first, then a box.
    pub fn minerva() -> Self {
        Self::of(&[Rule::Phrase, Rule::Boxed, Rule::AnswerTag, Rule::Whole, Rule::Math])
    }

    /// For multiple choice: boxes, tags and phrases, then the last letter that is not rejected.
    pub fn choice() -> Self {
        Self::of(&[Rule::Boxed, Rule::AnswerTag, Rule::Phrase, Rule::Choice, Rule::Whole])
    }

    /// Boxes only.
    pub fn boxed() -> Self {
        Self::of(&[Rule::Boxed])
    }

    /// The names that [`named`](Self::named) knows.
    pub const NAMES: [&str; 6] = ["any", "gsm8k", "competition", "minerva", "choice", "boxed"];

    /// A preset by its name; [`None`] where there is none of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "any" => Self::any(),
            "gsm8k" => Self::gsm8k(),
            "competition" => Self::competition(),
            "minerva" => Self::minerva(),
            "choice" => Self::choice(),
            "boxed" => Self::boxed(),
            _ => return None,
        })
    }
}

/// What the gold answer looks like; it steers what a sentence is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GoldKind {
    /// One number, with or without a unit, a currency or a percent sign.
    Number,
    /// One or more option letters.
    Choice,
    /// Yes, no, true or false.
    YesNo,
    /// Words: a name, a day, a shape, a property.
    Words,
    /// Anything else: expressions, lists, intervals, equations.
    Other,
}

impl GoldKind {
    /// A guess from the gold answer's text: `"12"` and `"\frac{1}{2}"` are numbers, `"B"` and `"(B)"` choices, `"\text{odd}"` is
    /// words.
    pub fn of(gold: &str) -> Self {
        let bare = super::clean::untexted(gold);
        let word = bare.trim_matches(|c: char| c.is_whitespace() || "()$*.".contains(c));
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if word.len() == 1 && letters == 1 && word.bytes().all(|b| matches!(b, b'A'..=b'J' | b'a'..=b'e')) {
            return Self::Choice;
        }
        let one = |part: &str| part.len() == 1 && part.bytes().all(|b| (b'A'..=b'J').contains(&b));
        let several = word.split([',', ' ']).filter(|part| !part.is_empty() && *part != "and");
        if super::choice::run(word) || (word.contains(',') && several.clone().count() > 1 && several.clone().all(one)) {
            return Self::Choice;
        }
        if ["yes", "no", "true", "false"].iter().any(|w| word.eq_ignore_ascii_case(w)) {
            return Self::YesNo;
        }
        if super::number::is_number(word) {
            return Self::Number;
        }
        let wordy = word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | ',' | '.' | '’'));
        // "ab" and "p - q" are mathematics.
        let longest = word.split(|c: char| !c.is_alphabetic()).map(str::len).max().unwrap_or(0);
        if letters > 2 && longest > 1 && wordy && !word.contains(" - ") { Self::Words } else { Self::Other }
    }
}
