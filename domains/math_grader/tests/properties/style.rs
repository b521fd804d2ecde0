//! One way of many to write the same mathematics.

use super::draw::Draw;

/// How things are written: plainly, or as a draw has it.
pub(crate) struct Style {
    draw: Option<Draw>,
    spaces: bool,
}

/// Spaces that LaTeX allows between two symbols of a formula.
const THIN: &[&str] = &["\\,", "\\!", "\\;", "\\:", "\\ ", "~", " ", "  "];

impl Style {
    /// The first way to write each thing, without spaces.
    pub(crate) fn plain() -> Self {
        Self { draw: None, spaces: false }
    }

    /// Any way to write each thing, without spaces.
    pub(crate) fn any(draw: Draw) -> Self {
        Self { draw: Some(draw), spaces: false }
    }

    /// The first way to write each thing, with spaces wherever LaTeX allows them.
    pub(crate) fn spaced(draw: Draw) -> Self {
        Self { draw: Some(draw), spaces: true }
    }

    /// One of equivalent writings; the first one where things are written plainly.
    pub(crate) fn one<'a>(&mut self, writings: &[&'a str]) -> &'a str {
        match &mut self.draw {
            Some(draw) if !self.spaces => draw.one(writings),
            _ => writings[0],
        }
    }

    /// Whether to do something that changes nothing; never where things are written plainly.
    pub(crate) fn sometimes(&mut self, times: usize) -> bool {
        !self.spaces && self.draw.as_mut().is_some_and(|draw| draw.once_in(times))
    }

    /// Tokens as one text.
    pub(crate) fn join(&mut self, tokens: &[String]) -> String {
        let mut text = String::new();
        for (place, token) in tokens.iter().enumerate() {
            if place > 0 {
                text.push_str(self.space(&tokens[place - 1], token));
            }
            text.push_str(token);
        }
        text
    }

    fn space(&mut self, before: &str, after: &str) -> &'static str {
        let is_word = |token: &str| token.starts_with('\\') && token.ends_with(|letter: char| letter.is_ascii_alphabetic());
        let must = is_word(before) && after.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let binds = |token: &str| {
            matches!(
                token,
                "^" | "_" | "\\left" | "\\right" | "\\sqrt" | "\\frac" | "\\dfrac" | "\\tfrac" | "\\mathrm" | "\\text"
            )
        };
        let here = self.spaces.then_some(self.draw.as_mut()).flatten();
        if let Some(draw) = here
            && draw.once_in(2)
        {
            let only_blank = must || binds(before) || matches!(after, "^" | "_" | "{" | "!");
            return if only_blank { " " } else { THIN[draw.below(THIN.len())] };
        }
        if must { " " } else { "" }
    }
}
