//! Sets of real numbers in words: "all real numbers except 0", "nonnegative reals".

use super::MAX_BYTES;

/// The LaTeX text of the set that an answer in words names: `(0,\infty)` of "positive real numbers" and of `\mathbb{R}^+`,
/// `\mathbb{R}\setminus\{0\}` of "all real numbers except 0". [`None`] where the text is anything else, all real numbers included.
///
/// ```
/// use exitrl_math_grader::words::region;
///
/// assert_eq!(region("all nonnegative real numbers").as_deref(), Some("[0,\\infty)"));
/// assert_eq!(region("\\text{all reals except } 0").as_deref(), Some("\\mathbb{R}\\setminus\\{0\\}"));
/// assert_eq!(region("all real numbers except yours"), None);
/// ```
pub fn region(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let text = without_text_commands(text);
    let text = text.trim().trim_end_matches(['.', ',']).trim();
    if let Some(set) = blackboard(text) {
        return Some(set.to_owned());
    }
    if let Some(condition) = condition(text) {
        return Some(condition.to_owned());
    }
    let mut rest = Words { rest: text };
    let mut signs = Sign::Any;
    let mut real = false;
    let mut numbers = false;
    let mut words = 0;
    loop {
        let before = rest.rest;
        let Some(word) = rest.next() else { break };
        words += 1;
        match word.as_str() {
            "all" | "any" | "every" | "the" | "set" | "of" | "values" | "value" | "are" | "is" | "x" => {}
            "strictly" => {}
            "real" | "reals" => (real, numbers) = (true, true),
            "number" | "numbers" if real => numbers = true,
            sign if signs == Sign::Any && Sign::of(sign).is_some() => signs = Sign::of(sign)?,
            "non" if signs == Sign::Any => {
                rest.rest = rest.rest.trim_start_matches(['-', ' ']);
                signs = Sign::of(&format!("non{}", rest.next()?))?;
            }
            "except" | "but" | "excluding" | "without" | "besides" if numbers && signs == Sign::Any => {
                return except(rest.rest);
            }
            "other" | "not" if numbers && signs == Sign::Any => {
                let second = rest.next()?;
                let third = (second == "equal").then(|| rest.next());
                let said = (word == "other" && second == "than") || third.flatten().as_deref() == Some("to");
                return if said { except(rest.rest) } else { None };
            }
            "greater" | "less" | "more" | "at" | "larger" | "smaller" if numbers && signs == Sign::Any => {
                rest.rest = before;
                return bound(rest);
            }
            _ => {
                rest.rest = before;
                break;
            }
        }
        if words > 10 {
            return None;
        }
    }
    let ended = rest.rest.trim().is_empty();
    signs.set().filter(|_| ended && real).map(str::to_owned)
}

/// The inequality of `all n \ge 3`, for all numbers of which it is said.
fn condition(text: &str) -> Option<&str> {
    let mut words = Words { rest: text };
    let first = words.next()?;
    let all = match first.as_str() {
        "for" => words.next()?,
        _ => first,
    };
    if !matches!(all.as_str(), "all" | "any" | "every") {
        return None;
    }
    for _ in 0..5 {
        let before = words.rest.trim_start();
        let word = words.next()?;
        match word.as_str() {
            "real" | "numbers" | "number" | "integers" | "integer" | "values" | "value" | "of" | "reals" => {}
            name if name.len() == 1 => {
                let relation = words.rest.trim_start();
                let bounded = ["\\ge", "\\le", "\\ne", "\\gt", "\\lt", "<", ">", "≥", "≤", "≠"]
                    .iter()
                    .any(|sign| relation.starts_with(sign));
                return bounded.then_some(before);
            }
            _ => return None,
        }
    }
    None
}

/// All real numbers on one side of a number: "greater than 2", "at most 2".
fn bound(mut words: Words<'_>) -> Option<String> {
    let (first, second) = (words.next()?, words.next()?);
    let before = words.rest;
    let or_equal = words.next().as_deref() == Some("or")
        && words.next().as_deref() == Some("equal")
        && words.next().as_deref() == Some("to");
    if !or_equal {
        words.rest = before;
    }
    let (above, closed) = match (first.as_str(), second.as_str()) {
        ("greater" | "more" | "larger", "than") => (true, or_equal),
        ("less" | "smaller", "than") => (false, or_equal),
        ("at", "least") if !or_equal => (true, true),
        ("at", "most") if !or_equal => (false, true),
        _ => return None,
    };
    let end = words.rest.trim().trim_matches('$').trim();
    let is_number = !end.is_empty() && !said_more(end) && !end.contains(',');
    is_number.then(|| match (above, closed) {
        (true, true) => format!("[{end},\\infty)"),
        (true, false) => format!("({end},\\infty)"),
        (false, true) => format!("(-\\infty,{end}]"),
        (false, false) => format!("(-\\infty,{end})"),
    })
}

/// Whether words or names are left in what should be a number.
fn said_more(number: &str) -> bool {
    let bare =
        ["\\pi", "\\sqrt", "\\frac", "\\dfrac", "\\pm"].iter().fold(number.to_owned(), |text, command| text.replace(command, ""));
    bare.contains(|c: char| c.is_alphabetic() || "\\=<>|".contains(c))
}

/// Which real numbers are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Any,
    Positive,
    Negative,
    NotNegative,
    NotPositive,
    NotZero,
}

impl Sign {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "positive" => Self::Positive,
            "negative" => Self::Negative,
            "nonnegative" => Self::NotNegative,
            "nonpositive" => Self::NotPositive,
            "nonzero" => Self::NotZero,
            _ => return None,
        })
    }

    fn set(self) -> Option<&'static str> {
        Some(match self {
            Self::Any => return None,
            Self::Positive => "(0,\\infty)",
            Self::Negative => "(-\\infty,0)",
            Self::NotNegative => "[0,\\infty)",
            Self::NotPositive => "(-\\infty,0]",
            Self::NotZero => "(-\\infty,0)\\cup(0,\\infty)",
        })
    }
}

/// The words at the beginning of a text, in small letters.
struct Words<'a> {
    rest: &'a str,
}

impl Words<'_> {
    /// The next word; [`None`] where the next sign is no letter.
    fn next(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '$' | '~'));
        let length = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let word = self.rest[..length].to_ascii_lowercase();
        self.rest = &self.rest[length..];
        (length > 0).then_some(word)
    }
}

/// All real numbers but those that are listed: `0`, `x = 0`, `-2 and 3`, `\pm 1`.
fn except(listed: &str) -> Option<String> {
    let mut listed = listed.replace([':', '$'], " ");
    for joint in [" and ", " or ", "and ", "or "] {
        listed = listed.replace(joint, " , ");
    }
    let mut items: Vec<String> = Vec::new();
    for item in listed.split(',') {
        let item = item.trim();
        let item = item.strip_prefix("for ").unwrap_or(item).trim();
        let item = item.strip_prefix('x').map_or(item, |rest| rest.trim_start().strip_prefix('=').unwrap_or(item)).trim();
        let item = if item == "zero" { "0" } else { item };
        if item.is_empty() {
            continue;
        }
        if said_more(item) {
            return None;
        }
        items.push(item.to_owned());
    }
    (!items.is_empty()).then(|| format!("\\mathbb{{R}}\\setminus\\{{{}\\}}", items.join(",")))
}

/// `\mathbb{R}^+`, `\mathbb{R}_{\ge 0}` and their kin.
fn blackboard(text: &str) -> Option<&'static str> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '{' | '}' | '$')).collect();
    let rest = bare.strip_prefix("x\\in").unwrap_or(&bare);
    let mark = rest.strip_prefix("\\mathbbR").or_else(|| rest.strip_prefix("\\BbbR")).or_else(|| rest.strip_prefix('ℝ'))?;
    let sign = match mark {
        "^+" | "_>0" | "^>0" | "_++" | "^+_*" | "_+^*" => Sign::Positive,
        "^-" | "_<0" | "^<0" => Sign::Negative,
        "_\\ge0" | "_\\geq0" | "_\\geqslant0" | "_>=0" | "^+_0" | "_0^+" | "^\\ge0" | "^\\geq0" | "^+\\cup\\0\\" | "_≥0" => {
            Sign::NotNegative
        }
        "_\\le0" | "_\\leq0" | "_\\leqslant0" | "_<=0" | "^-_0" | "_0^-" | "_≤0" => Sign::NotPositive,
        "^*" | "^\\ast" | "_\\ne0" | "_\\neq0" | "^\\times" | "_≠0" => Sign::NotZero,
        _ => return None,
    };
    sign.set()
}

/// A text without the commands that only hold words.
fn without_text_commands(text: &str) -> String {
    const COMMANDS: [&str; 6] = ["\\text{", "\\mathrm{", "\\textrm{", "\\mbox{", "\\textbf{", "\\textit{"];
    let mut plain = String::with_capacity(text.len());
    // For each brace that is open, whether it is one of a command for words.
    let mut braces: Vec<bool> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(command) = COMMANDS.iter().find(|command| rest.starts_with(*command)) {
            braces.push(true);
            plain.push(' ');
            rest = &rest[command.len()..];
            continue;
        }
        let space = ["\\ ", "\\,", "\\;", "\\quad", "~"].iter().find(|space| rest.starts_with(*space));
        if let Some(space) = space {
            plain.push(' ');
            rest = &rest[space.len()..];
            continue;
        }
        match c {
            '{' => {
                braces.push(false);
                plain.push(c);
            }
            '}' => plain.push(if braces.pop() == Some(true) { ' ' } else { c }),
            c => plain.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    plain
}
