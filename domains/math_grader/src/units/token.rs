//! The text of a unit as words, signs and small integers.

/// Tokens of one text at most.
const MAX_TOKENS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Word(&'a str),
    /// An integer below 1000, and whether it is glued to a word before it.
    Integer(i32, bool),
    Caret,
    Times,
    /// A hyphen or a minus sign.
    Minus,
    Slash,
    Open,
    Close,
    /// A sign that is a unit, by its symbol in the table.
    Sign(&'static str),
}

/// The tokens of a text; [`None`] where it holds anything that no unit has.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut found = Vec::with_capacity(8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '\\' { command(rest, &mut found)? } else { plain(c, rest, &mut found)? };
        rest = rest.get(length..)?;
        if found.len() > MAX_TOKENS {
            return None;
        }
    }
    Some(found)
}

/// Reads what is no command and gives its length in bytes.
fn plain<'a>(c: char, rest: &'a str, found: &mut Vec<Token<'a>>) -> Option<usize> {
    let token = match c {
        c if c.is_whitespace() => return Some(c.len_utf8()),
        '~' | '{' | '}' | '.' => return Some(1),
        c if c.is_alphabetic() => {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            // "meter(s)" is both numbers.
            let plural = if rest[length..].starts_with("(s)") { 3 } else { 0 };
            found.push(Token::Word(&rest[..length]));
            return Some(length + plural);
        }
        '0'..='9' => {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let glued = matches!(found.last(), Some(Token::Word(_))) && text_before_is_letter(rest, found.last());
            found.push(Token::Integer(rest[..length].parse().ok().filter(|n| *n < 1000)?, glued));
            return Some(length);
        }
        '*' if rest.starts_with("**") => {
            found.push(Token::Caret);
            return Some(2);
        }
        '\'' if rest.starts_with("''") => {
            found.push(Token::Sign("\""));
            return Some(2);
        }
        '^' => Token::Caret,
        '*' | '·' | '⋅' | '×' => Token::Times,
        '-' | '−' | '–' | '‐' => Token::Minus,
        '/' | '∕' | '⁄' => Token::Slash,
        '(' | '[' => Token::Open,
        ')' | ']' => Token::Close,
        '⁻' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => return Some(raised(rest, found)),
        _ => return sign(c, found),
    };
    found.push(token);
    Some(c.len_utf8())
}

/// Whether the word that ends the tokens ends where `rest` begins.
fn text_before_is_letter(rest: &str, last: Option<&Token<'_>>) -> bool {
    let Some(Token::Word(word)) = last else { return false };
    std::ptr::eq(word.as_bytes().as_ptr_range().end, rest.as_ptr())
}

/// Reads raised digits.
fn raised<'a>(rest: &'a str, found: &mut Vec<Token<'a>>) -> usize {
    let mut length = 0;
    let mut value = 0_i32;
    found.push(Token::Caret);
    for c in rest.chars() {
        let digit = match c {
            '⁻' => {
                found.push(Token::Minus);
                length += c.len_utf8();
                continue;
            }
            '¹' => 1,
            '²' => 2,
            '³' => 3,
            '⁰' => 0,
            '⁴'..='⁹' => c as i32 - 0x2070,
            _ => break,
        };
        value = (value * 10 + digit).min(1000);
        length += c.len_utf8();
    }
    found.push(Token::Integer(value, false));
    length
}

fn sign<'a>(c: char, found: &mut Vec<Token<'a>>) -> Option<usize> {
    let symbol = match c {
        '°' | 'º' | '˚' => "°",
        '℃' => "degC",
        '℉' => "degF",
        '$' => "$",
        '¢' => "¢",
        '€' => "€",
        '£' => "£",
        '¥' | '￥' => "¥",
        '₹' => "₹",
        '₩' => "₩",
        '₽' => "₽",
        '%' => "%",
        '‰' => "‰",
        '\'' | '′' | '’' => "'",
        '"' | '″' | '”' => "\"",
        _ => return None,
    };
    found.push(Token::Sign(symbol));
    Some(c.len_utf8())
}

/// Reads a command of LaTeX and gives its length in bytes.
fn command<'a>(rest: &'a str, found: &mut Vec<Token<'a>>) -> Option<usize> {
    let name = &rest[1..];
    let letters = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    if letters == 0 {
        match name.chars().next()? {
            '%' => found.push(Token::Sign("%")),
            '$' => found.push(Token::Sign("$")),
            ',' | ';' | ':' | '!' | ' ' | '/' => {}
            _ => return None,
        }
        return Some(2);
    }
    match &name[..letters] {
        "text" | "mbox" | "hbox" | "mathrm" | "textrm" | "textit" | "textbf" | "mathit" | "mathbf" | "rm" | "operatorname"
        | "unit" | "quad" | "qquad" | "thinspace" | "left" | "right" | "displaystyle" => {}
        "cdot" | "times" | "ast" => found.push(Token::Times),
        "circ" | "degree" => {
            // The circle stands raised, but it is no power.
            if found.last() == Some(&Token::Caret) {
                found.pop();
            }
            found.push(Token::Sign("°"));
        }
        "mu" => found.push(Token::Word("µ")),
        "Omega" | "ohm" => found.push(Token::Word("Ω")),
        "ell" => found.push(Token::Word("ℓ")),
        "percent" => found.push(Token::Sign("%")),
        "permil" => found.push(Token::Sign("‰")),
        "dollar" | "textdollar" => found.push(Token::Sign("$")),
        "cent" | "textcent" => found.push(Token::Sign("¢")),
        "pounds" | "textsterling" => found.push(Token::Sign("£")),
        "euro" | "texteuro" => found.push(Token::Sign("€")),
        "yen" | "textyen" => found.push(Token::Sign("¥")),
        "prime" => {
            if found.last() == Some(&Token::Caret) {
                found.pop();
            }
            found.push(Token::Sign("'"));
        }
        _ => return None,
    }
    Some(1 + letters)
}
