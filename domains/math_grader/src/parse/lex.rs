//! From folded text to tokens, in one pass.

use dashu_int::UBig;
use dashu_ratio::RBig;

use super::number::{self, Doubts, Habit};
use super::token::{Gap, Kind, Token};
use crate::{units, words};

/// Most tokens an answer may have.
pub(crate) const MOST_TOKENS: usize = 20_000;

/// The tokens of a text and what in it is open to doubt; [`None`] where there are too many.
pub(crate) fn lex(text: &str, habit: Habit) -> Option<(Vec<Token>, Doubts)> {
    let mut lexer =
        Lexer { text, at: 0, habit, tokens: Vec::new(), doubts: Doubts::default(), gap: Gap::None, brackets: 0, environments: 0 };
    while lexer.at < text.len() {
        lexer.next();
        if lexer.tokens.len() > MOST_TOKENS {
            return None;
        }
    }
    Some((lexer.tokens, lexer.doubts))
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    habit: Habit,
    tokens: Vec<Token>,
    doubts: Doubts,
    gap: Gap,
    /// Round, square and set brackets that are open: a comma inside parts items.
    brackets: usize,
    environments: usize,
}

/// Commands that set the style of their argument and change nothing else.
const STYLES: [&str; 16] = [
    "mathbf",
    "mathit",
    "mathsf",
    "mathtt",
    "mathcal",
    "mathscr",
    "mathfrak",
    "boldsymbol",
    "bm",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "mathop",
    "mathord",
    "pmb",
    "limits",
];

/// Commands that take words.
const TEXTS: [&str; 18] = [
    "text",
    "textbf",
    "textit",
    "textrm",
    "textsf",
    "texttt",
    "textnormal",
    "mathrm",
    "mbox",
    "hbox",
    "operatorname",
    "emph",
    "underline",
    "textsc",
    "textup",
    "rm",
    "bf",
    "unit",
];

/// Commands that only make space or size.
const SPACES: [&str; 45] = [
    "Large",
    "LARGE",
    "large",
    "huge",
    "Huge",
    "small",
    "normalsize",
    "tiny",
    "footnotesize",
    "it",
    "tt",
    "quad",
    "qquad",
    "thinspace",
    "medspace",
    "thickspace",
    "enspace",
    "hspace",
    "hfill",
    "left",
    "right",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "mleft",
    "mright",
    "middle",
    "nolimits",
    "hline",
    "noindent",
    "par",
    "newline",
    "allowbreak",
    "mathstrut",
    "strut",
    "nobreakspace",
];

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        self.tokens.push(Token { kind, gap: self.gap, start: self.at, end });
        self.at = end;
        self.gap = Gap::None;
    }

    fn skip(&mut self, length: usize, gap: Gap) {
        self.at += length;
        if gap != Gap::None && self.gap != Gap::Line {
            self.gap = gap;
        }
    }

    fn next(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
        match c {
            '\n' => self.skip(1, Gap::Line),
            c if c.is_whitespace() => self.skip(c.len_utf8(), Gap::Space),
            '~' => self.skip(1, Gap::Space),
            '$' => self.dollar(),
            '\\' => self.backslash(),
            '0'..='9' | '.' => self.number(c),
            c if c.is_alphabetic() => self.word(),
            '(' | '[' => self.open(c, 1),
            ')' | ']' => self.close(c, 1),
            '{' => self.push(Kind::Open('{'), 1),
            '}' => self.push(Kind::Close('{'), 1),
            _ => self.sign(c),
        }
    }

    fn open(&mut self, c: char, length: usize) {
        self.brackets += 1;
        self.push(Kind::Open(c), length);
    }

    fn close(&mut self, c: char, length: usize) {
        self.brackets = self.brackets.saturating_sub(1);
        let open = match c {
            ')' => '(',
            ']' => '[',
            other => other,
        };
        self.push(Kind::Close(open), length);
    }

    /// A dollar sign before or after a number is money; any other is a mark of mathematics.
    fn dollar(&mut self) {
        let after = self.text[self.at + 1..].trim_start();
        let lonely = self.text.matches('$').take(2).count() == 1;
        if lonely && after.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            self.push(Kind::Sign('$'), 1);
        } else {
            self.skip(1, Gap::Space);
        }
    }

    fn number(&mut self, c: char) {
        if c == '.' && self.rest().starts_with("...") {
            return self.push(Kind::Command("ldots".into()), 3);
        }
        let digit_follows = self.rest()[1..].starts_with(|c: char| c.is_ascii_digit());
        if c == '.' && !digit_follows {
            // The stop of a sentence, or of `\right.`
            return self.push(Kind::Sign('.'), 1);
        }
        if let Some((kind, length)) = self.based() {
            return self.push(kind, length);
        }
        match number::read(self.text, self.at, self.habit, self.brackets > 0 || self.environments > 0, &mut self.doubts) {
            Some(found) => {
                let length = found.end - self.at;
                self.push(Kind::Number { value: found.value, written: found.written }, length);
            }
            None => {
                let length = self.rest().bytes().take_while(u8::is_ascii_digit).count().max(1);
                self.push(Kind::Command("unreadable".into()), length);
            }
        }
    }

    /// Digits and letters with a base above 10 below them, such as `2A_{16}`.
    fn based(&self) -> Option<(Kind, usize)> {
        let rest = self.rest();
        // One more than is read, so that no text is looked at again and again.
        let length = rest.bytes().take(65).take_while(u8::is_ascii_alphanumeric).count();
        let (kind, more) = based_digits(&rest[..length], &rest[length..])?;
        Some((kind, length + more))
    }

    fn word(&mut self) {
        if let Some((kind, length)) = self.based() {
            return self.push(kind, length);
        }
        let rest = self.rest();
        // Letters of two scripts side by side are two words.
        let ascii = rest.starts_with(|c: char| c.is_ascii());
        let length = rest.find(|c: char| !c.is_alphabetic() || c.is_ascii() != ascii).unwrap_or(rest.len());
        let word = rest[..length].to_owned();
        // `25^\circ C` is a temperature.
        let scale = matches!(word.as_str(), "C" | "F") && self.after_degrees();
        self.push(if scale { Kind::Text(word) } else { Kind::Word(word) }, length);
    }

    /// Whether the sign of degrees, perhaps in braces, is the latest token.
    fn after_degrees(&self) -> bool {
        let closed = self.tokens.last().is_some_and(|last| last.kind == Kind::Close('{'));
        let at = self.tokens.len().checked_sub(1 + usize::from(closed));
        at.and_then(|at| self.tokens.get(at))
            .is_some_and(|token| matches!(&token.kind, Kind::Command(name) if matches!(name.as_str(), "circ" | "degree" | "deg")))
    }

    fn sign(&mut self, c: char) {
        const PAIRS: [(&str, &str); 10] = [
            ("<=", "<="),
            (">=", ">="),
            ("=<", "<="),
            ("=>", "=>"),
            ("!=", "!="),
            ("==", "="),
            (":=", "="),
            ("->", "->"),
            ("**", "^"),
            ("+/-", "+-"),
        ];
        let rest = self.rest();
        if let Some((written, meant)) = PAIRS.iter().copied().find(|(written, _)| rest.starts_with(written)) {
            // `5!=120` is a factorial before an equals sign.
            let after_number = self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Number { .. } | Kind::Close(_)));
            if written == "!=" && after_number && self.gap == Gap::None {
                return self.push(Kind::Sign('!'), 1);
            }
            let kind = match meant {
                "=" => Kind::Sign('='),
                "^" => Kind::Sign('^'),
                other => Kind::Pair(other),
            };
            return self.push(kind, written.len());
        }
        self.push(Kind::Sign(c), c.len_utf8());
    }

    fn backslash(&mut self) {
        let rest = &self.text[self.at + 1..];
        let name_length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name_length > 0 {
            return self.command(name_length);
        }
        match rest.chars().next() {
            Some('\\') => self.double_backslash(),
            Some('{') => self.open('s', 2),
            Some('}') => self.close('s', 2),
            Some('|') => self.push(Kind::Sign('|'), 2),
            Some('%') => self.push(Kind::Sign('%'), 2),
            Some('$') => self.push(Kind::Sign('$'), 2),
            Some('&') => self.push(Kind::Word("and".into()), 2),
            Some(c @ ('_' | '#')) => self.push(Kind::Sign(c), 2),
            Some('!') => self.skip(2, Gap::None),
            Some(',' | ';' | ':' | '>' | ' ' | '\n') => self.skip(2, Gap::Space),
            Some('(' | ')' | '[' | ']') => self.skip(2, Gap::Space),
            Some(c) => self.skip(1 + c.len_utf8(), Gap::Space),
            None => self.skip(1, Gap::Space),
        }
    }

    /// `\\` is a new row, or one backslash too many before a command.
    fn double_backslash(&mut self) {
        let rest = &self.text[self.at + 2..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length > 0 && self.environments == 0 && (super::command::is_known(&rest[..length]) || is_layout(&rest[..length])) {
            self.at += 1;
            return self.command(length);
        }
        // Outside of rows, `\\{` and `\\%` carry a backslash too many as well.
        if self.environments == 0 && rest.starts_with(['{', '}', '%', '$', ',', '!', ';', '(', ')', '[', ']']) {
            self.at += 1;
            return self.backslash();
        }
        self.push(Kind::NewRow, 2);
    }

    fn command(&mut self, length: usize) {
        let name = &self.text[self.at + 1..self.at + 1 + length];
        let whole = length + 1;
        if SPACES.contains(&name) {
            self.layout(whole);
        } else if STYLES.contains(&name) {
            self.style(whole);
        } else if TEXTS.contains(&name) {
            self.text_command(whole);
        } else if name == "begin" || name == "end" {
            self.environment(whole, name == "begin");
        } else {
            self.symbol_command(name, whole);
        }
    }

    fn layout(&mut self, whole: usize) {
        let name_is_space =
            self.rest()[1..].starts_with(['q', 't', 'm', 'e', 'h', 'n', 'p', 'a', 's']) && !self.rest().starts_with("\\mleft");
        let wide = self.rest().starts_with("\\quad") || self.rest().starts_with("\\qquad");
        let gap = if wide { Gap::Line } else { Gap::Space };
        self.skip(whole, if name_is_space { gap } else { Gap::None });
        // The delimiter of `\left.` is nothing.
        if self.text[..self.at].ends_with("left") || self.text[..self.at].ends_with("right") {
            let skipped = self.rest().len() - self.rest().trim_start().len();
            let after = &self.rest()[skipped..];
            if after.starts_with('.') {
                self.at += skipped + 1;
            }
        }
    }

    fn symbol_command(&mut self, name: &str, whole: usize) {
        match name {
            "lbrace" => self.open('s', whole),
            "rbrace" => self.close('s', whole),
            "langle" => self.open('<', whole),
            "rangle" => self.close('<', whole),
            "lfloor" => self.open('f', whole),
            "rfloor" => self.close('f', whole),
            "lceil" => self.open('c', whole),
            "rceil" => self.close('c', whole),
            "lbrack" => self.open('[', whole),
            "rbrack" => self.close(']', whole),
            "lparen" => self.open('(', whole),
            "rparen" => self.close(')', whole),
            "vert" | "lvert" | "rvert" | "mid" | "Vert" | "lVert" | "rVert" => self.push(Kind::Sign('|'), whole),
            "cr" => self.push(Kind::NewRow, whole),
            "colon" => self.push(Kind::Sign(':'), whole),
            "dollar" => self.push(Kind::Sign('$'), whole),
            // Behind a number it is the unit of resistance.
            "Omega" if self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Number { .. })) => {
                self.push(Kind::Text("Ω".into()), whole)
            }
            _ => self.push(Kind::Command(name.to_owned()), whole),
        }
    }

    /// The words in `\text{...}`. What is in it is read as mathematics where it holds no words.
    /// Bold i, j and k are the basis vectors; any other style changes nothing.
    fn style(&mut self, whole: usize) {
        let rest = &self.rest()[whole..];
        let bare = [" i", " j", " k"]
            .into_iter()
            .find(|letter| rest.starts_with(letter) && !rest[2..].starts_with(|c: char| c.is_alphabetic()));
        let basis = ["{i}", "{j}", "{k}", "{\\imath}", "{\\jmath}"].into_iter().find(|letter| rest.starts_with(letter)).or(bare);
        match basis
            .filter(|_| self.rest().starts_with("\\mathbf") || self.rest().starts_with("\\bo") || self.rest().starts_with("\\bm"))
        {
            Some(letter) => {
                let name = letter.trim_matches(|c| matches!(c, '{' | '}' | '\\' | ' ')).chars().next().unwrap_or('i');
                self.push(Kind::Command(format!("basis{name}")), whole + letter.len());
            }
            None => self.at += whole,
        }
    }

    fn text_command(&mut self, whole: usize) {
        let after = &self.rest()[whole..];
        let skipped = after.len() - after.trim_start().len();
        let Some(inner) = after.trim_start().strip_prefix('{') else {
            return self.skip(whole, Gap::Space);
        };
        let close = closing(inner);
        let content = &inner[..close];
        let length = (whole + skipped + 1 + close + 1).min(self.rest().len());
        if content.trim() == ":" {
            return self.push(Kind::Sign(':'), length);
        }
        let after_number = self.after_degrees()
            || self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Number { .. } | Kind::Close(_)));
        let is_unit = after_number
            && content.trim_start().starts_with(|c: char| c.is_alphabetic() || "¢€£¥".contains(c))
            && content.len() < 24;
        let is_unit =
            is_unit && (words::scale(content.trim()).is_some() || units::parse(content).is_some_and(|unit| unit.is_known()));
        if let Some(based) = based_digits(content, &self.rest()[length..]) {
            let (kind, more) = based;
            return self.push(kind, length + more);
        }
        if !is_unit && reads_as_mathematics(content) {
            // Only the command goes; the braces stay a group.
            return self.skip(whole, Gap::None);
        }
        let content = content.to_owned();
        self.push(Kind::Text(content), length);
    }

    fn environment(&mut self, whole: usize, begins: bool) {
        let after = &self.rest()[whole..];
        let skipped = after.len() - after.trim_start().len();
        let Some(inner) = after.trim_start().strip_prefix('{') else { return self.skip(whole, Gap::Space) };
        let close = inner.find('}').unwrap_or(inner.len());
        let name = inner[..close].trim_end_matches('*').to_owned();
        let mut length = (whole + skipped + close + 2).min(self.rest().len());
        if begins {
            self.environments += 1;
            if name == "array" || name == "tabular" {
                length += columns(&self.rest()[length..]);
            }
            self.push(Kind::Begin(name), length);
        } else {
            self.environments = self.environments.saturating_sub(1);
            self.push(Kind::End(name), length);
        }
    }
}

/// Digits and letters in the base that stands below them.
fn based_digits(digits: &str, rest: &str) -> Option<(Kind, usize)> {
    if digits.len() > 64 || !digits.bytes().any(|b| b.is_ascii_alphabetic()) || !digits.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return None;
    }
    let (base, more) = base_below(rest)?;
    if !(11..=36).contains(&base) {
        return None;
    }
    let value = UBig::from_str_radix(&digits.to_ascii_lowercase(), base).ok()?;
    Some((Kind::Based { value: RBig::from(value), base, digits: digits.to_ascii_uppercase() }, more))
}

fn is_layout(name: &str) -> bool {
    SPACES.contains(&name) || TEXTS.contains(&name) || STYLES.contains(&name)
}

/// Length of the argument that tells the columns of an array.
fn columns(rest: &str) -> usize {
    let trimmed = rest.trim_start();
    match trimmed.starts_with('{').then(|| trimmed.find('}')).flatten() {
        Some(close) => rest.len() - trimmed.len() + close + 1,
        None => 0,
    }
}

/// Where the brace that is open at the beginning of `text` is closed; the end of the text where it is not.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a text holds no words: `13`, `e`, `x+1`, `(-2, 3)`.
fn reads_as_mathematics(content: &str) -> bool {
    let mut letters = 0;
    for c in content.chars() {
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        if letters > 1 || c == '\\' {
            return false;
        }
    }
    // A single letter in brackets is a choice, and one after a space is a unit such as "m".
    content.chars().any(|c| c.is_ascii_digit()) || content.trim().chars().count() == 1 && !content.starts_with(' ')
}

/// A base written below digits: `_5`, `_{16}`, `_{\text{five}}`, `_{(2)}`.
pub(crate) fn base_below(rest: &str) -> Option<(u32, usize)> {
    let after = rest.strip_prefix('_')?;
    let trimmed = after.trim_start();
    let skipped = 1 + after.len() - trimmed.len();
    let Some(inner) = trimmed.strip_prefix('{') else {
        let digit = trimmed.chars().next().filter(char::is_ascii_digit)?;
        return Some((digit.to_digit(10)?, skipped + 1));
    };
    let close = inner.bytes().take(48).position(|b| b == b'}').filter(|close| inner.is_char_boundary(*close))?;
    // `{\\text{two}}` has a second brace.
    let close = if inner[..close].contains('{') { close + 1 } else { close };
    let name = inner.get(..close)?.trim();
    let bare = name.trim_start_matches(['\\', '(']).trim_end_matches(')');
    let bare =
        bare.strip_prefix("text").or_else(|| bare.strip_prefix("mathrm")).or_else(|| bare.strip_prefix("mbox")).unwrap_or(bare);
    let bare = bare.trim_matches(|c: char| c == '{' || c == '}' || c.is_whitespace());
    let base = match bare.parse::<u32>() {
        Ok(base) => base,
        Err(_) => {
            let value = words::number(bare)?;
            u32::try_from(value.numerator().clone()).ok().filter(|_| value.is_int())?
        }
    };
    Some((base, (skipped + close + 2).min(rest.len())))
}
