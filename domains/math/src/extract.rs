//! Where in a response a list, a sum or a state stands, for problems whose answer is no single value.

use exitrl_math_grader::Rule;
use exitrl_math_grader::extract::{self, GoldKind, Policy};

/// The response without its reasoning: what follows the last `</think>`.
pub(crate) fn spoken(response: &str) -> &str {
    response.rsplit_once("</think>").map_or(response, |(_, spoken)| spoken)
}

/// The part of a text in which a rule looks for the answer; [`None`] where its mark does not occur. Without a mark it is the whole text.
pub(crate) fn region(text: &str, rule: Rule) -> Option<&str> {
    match rule {
        Rule::LastNumber | Rule::Whole => Some(text),
        Rule::Sentence | Rule::Choice => None,
        marked => {
            let found = extract::find(text, GoldKind::Other, &Policy::of(&[marked]))?;
            text.get(found.parts.first()?.start..found.parts.last()?.end)
        }
    }
}

/// The last list of whole numbers in a text that is `enough`, which also hears whether the list ends the text; failing that,
/// the list that ends the text.
///
/// Entries are parted by white space, commas, semicolons or "and"; any other text and any blank line ends a list.
pub(crate) fn last_list(text: &str, enough: impl Fn(&[&str], bool) -> bool) -> Option<Vec<&str>> {
    let lists = lists(text);
    let count = lists.len();
    let ends = lists.last().is_some_and(|list| ends_text(text, list));
    let chosen = lists.iter().enumerate().rposition(|(at, list)| enough(list, ends && at + 1 == count));
    let chosen = chosen.or(if ends { count.checked_sub(1) } else { None });
    chosen.and_then(|at| lists.into_iter().nth(at))
}

/// Whether nothing but punctuation follows a list.
fn ends_text(text: &str, list: &[&str]) -> bool {
    const CLOSING: [char; 13] = ['.', ',', ';', '!', ')', ']', '}', '"', '\'', '*', '`', '$', '\\'];
    let end = list.last().map_or(0, |entry| entry.as_ptr() as usize - text.as_ptr() as usize + entry.len());
    text[end..].chars().all(|c| c.is_whitespace() || CLOSING.contains(&c))
}

fn lists(text: &str) -> Vec<Vec<&str>> {
    let bytes = text.as_bytes();
    let mut lists: Vec<Vec<&str>> = Vec::new();
    let mut gap = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        match lists.last_mut() {
            Some(list) if parts_entries(&text[gap..at]) => list.push(&text[at..end]),
            _ => lists.push(vec![&text[at..end]]),
        }
        (gap, at) = (end, end);
    }
    lists
}

fn parts_entries(gap: &str) -> bool {
    let mut words = gap.split([' ', '\t', '\r', '\n', ',', ';']).filter(|word| !word.is_empty());
    words.all(|word| word == "and") && gap.matches('\n').count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_singles_out_what_stands_in_it() {
        assert_eq!(region("so \\boxed{1, 2, 3}, of 9", Rule::Boxed), Some("1, 2, 3"));
        assert_eq!(region("of 9 in all\n#### 1 2 3", Rule::Hash), Some("1 2 3"));
        assert_eq!(region("The answer is 3, 4.", Rule::Phrase), Some("3, 4"));
        assert_eq!(region("3, 4", Rule::LastNumber), Some("3, 4"));
        assert_eq!(region("3, 4", Rule::Boxed), None);
    }

    #[test]
    fn the_list_that_is_enough_or_ends_the_text_counts() {
        let long = |list: &[&str], _| list.len() >= 2;
        assert_eq!(last_list("7, 8, 9 and 10, of 4", long), Some(vec!["7", "8", "9", "10"]));
        assert_eq!(last_list("the 4 numbers: 7", long), Some(vec!["7"]));
        assert_eq!(last_list("7 is one", long), None);
        assert_eq!(last_list("1, 2\n\n3, 4", long), Some(vec!["3", "4"]));
    }
}
