//! Answers in words: numbers, dates, times of day, and texts that say the same.
//!
//! Every function takes any text, and what is longer than [`MAX_BYTES`] is nothing to it. None accepts a text for what is only a part of it.
//!
//! ```
//! use dashu_ratio::RBig;
//! use exitrl_math_grader::words;
//!
//! assert_eq!(words::number("two hundred and five"), Some(RBig::from(205)));
//! assert_eq!(words::date("5th of June"), words::date("June 5"));
//! assert!(words::same_text("an ellipse", "Ellipse."));
//! assert!(words::same_text("does not exist", "undefined"));
//! assert!(!words::same_text("not even", "even"));
//! ```

mod calendar;
mod clock;
mod fold;
mod meaning;
mod number;
mod region;
#[cfg(test)]
mod tests;

pub use calendar::{Date, date, month_alone, weekday};
pub use clock::{Clock, clock};
pub use meaning::{Meaning, canonical, is_negated, meaning, same_text};
pub use number::{number, ordinal, part, place, scale};
pub use region::region;

/// A longer text is no answer in words, in bytes.
pub const MAX_BYTES: usize = 200;

/// The words of a text in small letters, parted by white space and hyphens; [`None`] where it is too long or has none.
fn split(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let part = |c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '~');
    Some(text.to_lowercase().split(part).filter(|word| !word.is_empty()).map(str::to_owned).collect())
}
