//! LaTeX and plain text in one grammar: from the text of an answer to a tree.

pub(crate) mod command;
mod expression;
mod group;
mod latex;
mod lettered;
mod lex;
mod number;
mod prepare;
mod statement;
mod tail;
mod token;

pub(crate) use lettered::{Lettered, lettered};
pub(crate) use number::Habit;

use crate::fold::fold;
use crate::tree::{Id, Node, Tree};
use crate::units;
use token::{Kind, Token};

/// Longest answer that is read, in bytes.
pub(crate) const LONGEST: usize = 32_768;

/// Deepest nesting of an answer that is read.
const DEEPEST: u32 = 100;

/// One way to read an answer.
pub(crate) struct Read {
    pub(crate) root: Id,
    /// Whether a comma between digits could part thousands.
    pub(crate) thousands_in_doubt: bool,
    /// Whether an `e` between digits could be a power of ten.
    pub(crate) scientific_in_doubt: bool,
}

/// Reads a folded text; [`None`] where it is too long or too deep.
pub(crate) fn read(text: &str, habit: Habit, tree: &mut Tree) -> Option<Read> {
    if text.len() > LONGEST {
        return None;
    }
    let (tokens, doubts) = lex::lex(text, habit)?;
    let tokens = prepare::prepare(tokens);
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        tree,
        depth: 0,
        bars: 0,
        no_bar: false,
        too_deep: false,
        nesting: 0,
        digits_taken: (usize::MAX, 0),
    };
    let root = parser.answer();
    if parser.too_deep {
        return None;
    }
    Some(Read { root: root?, thousands_in_doubt: doubts.thousands, scientific_in_doubt: doubts.scientific })
}

/// A number with letters right behind it that are a unit, such as `5m²` and `9.8m/s`, as a measure. With one letter it
/// is as likely a product, but for `12.5m²`.
pub(crate) fn measure(text: &str, habit: Habit, tree: &mut Tree) -> Option<Id> {
    let text = text.trim();
    if text.len() > 64 || !text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-') {
        return None;
    }
    let negative = text.starts_with('-');
    let start = usize::from(negative);
    let found = number::read(text, start, habit, false, &mut number::Doubts::default())?;
    let rest = text[found.end..].trim_end_matches('.');
    let letters = rest.chars().filter(char::is_ascii_alphabetic).count();
    let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"^{}-/ *".contains(&byte));
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        || !plain
        || (letters == 1 && !(rest.len() > 1 && text[..found.end].contains('.')))
    {
        return None;
    }
    let unit = units::parse(rest).filter(units::Unit::is_known)?;
    let mut value = tree.add(Node::Number { value: found.value, written: found.written });
    if negative {
        value = tree.neg(value);
    }
    Some(tree.add(Node::Quantity(value, Box::new(unit))))
}

/// The text of an answer without commands: what a reader would say aloud, on one line.
pub(crate) fn plain(text: &str) -> String {
    let habit = Habit { thousands: true, decimal_comma: false, scientific: true };
    let text = if text.len() > 2048 { return String::new() } else { text };
    let Some((tokens, _)) = lex::lex(text, habit) else { return String::new() };
    tail::flatten(text, &tokens)
}

/// Folds and reads in one go, for tests.
#[cfg(test)]
pub(crate) fn read_text(text: &str, tree: &mut Tree) -> Option<Id> {
    let habit = Habit { thousands: true, decimal_comma: false, scientific: true };
    read(&fold(text), habit, tree).map(|read| read.root)
}

/// The text as the parser sees it.
pub(crate) fn folded(text: &str) -> String {
    fold(text)
}

pub(crate) struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    tree: &'a mut Tree,
    depth: u32,
    /// Absolute values that are open.
    bars: u32,
    /// Whether a bar ends the expression, as in `{x | x > 0}`.
    no_bar: bool,
    too_deep: bool,
    /// Operations that nest to the left without brackets, such as `1/2/3`.
    nesting: u32,
    /// The number token of which a digit was taken, and how many.
    digits_taken: (usize, usize),
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn kind(&self) -> Option<&Kind> {
        self.peek().map(|token| &token.kind)
    }

    fn next_is(&self, kind: &Kind) -> bool {
        self.kind() == Some(kind)
    }

    fn take_if(&mut self, kind: &Kind) -> bool {
        let found = self.next_is(kind);
        self.at += usize::from(found);
        found
    }

    /// Counts an operation that makes the tree deeper without brackets; `None` where there are too many.
    fn count_nesting(&mut self) -> Option<()> {
        self.nesting += 1;
        self.too_deep |= self.nesting > DEEPEST;
        (!self.too_deep).then_some(())
    }

    /// Goes one level down; [`None`] where that is too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            self.too_deep = true;
        }
        if self.too_deep {
            return None;
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }
}
