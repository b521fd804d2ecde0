//! Tokens of an answer.

use dashu_ratio::RBig;

use crate::tree::Written;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Number {
        value: RBig,
        written: Option<Written>,
    },
    /// Digits with letters in a base above 10, such as `2A_{16}`.
    Based {
        value: RBig,
        base: u32,
        digits: String,
    },
    /// Letters outside of any command.
    Word(String),
    /// A command without its backslash.
    Command(String),
    /// What stands in `\text{...}` and its like.
    Text(String),
    /// The beginning of an environment such as `pmatrix`.
    Begin(String),
    End(String),
    /// An opening bracket: `(`, `[`, `{` (a group), `s` (a set), `<`, `f` (floor), `c` (ceiling).
    Open(char),
    Close(char),
    /// `\\`.
    NewRow,
    Sign(char),
    /// `<=`, `>=`, `!=`, `==`, `:=` and `->` in plain text.
    Pair(&'static str),
}

/// White space before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    Space,
    Line,
}

/// A token and where it stands in the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) gap: Gap,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub(crate) fn is_command(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Command(command) if command == name)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(seen) if seen.eq_ignore_ascii_case(word))
    }
}
