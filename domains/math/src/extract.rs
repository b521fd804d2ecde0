//! Where in a response its answer stands.

use serde::{Deserialize, Serialize};

use crate::number::literal;

/// A place where an answer may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtractRule {
    /// The last `\boxed{...}` or `\fbox{...}`.
    Boxed,
    /// What follows the last `####`.
    Hash,
    /// What follows the last "answer is", "answer:" or "answer =".
    Phrase,
    /// The last number of the response; for an answer that is a list, the last list of numbers.
    /// A response that is nothing but the answer also counts under this rule, so that an answer need not be a number.
    LastNumber,
}

impl ExtractRule {
    /// Every rule, in the order they are tried by default.
    pub const ALL: [Self; 4] = [Self::Boxed, Self::Hash, Self::Phrase, Self::LastNumber];

    /// The name used in configurations, for example `"last_number"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boxed => "boxed",
            Self::Hash => "hash",
            Self::Phrase => "phrase",
            Self::LastNumber => "last_number",
        }
    }
}

/// The response without its reasoning: what follows the last `</think>`.
pub(crate) fn spoken(response: &str) -> &str {
    response.rsplit_once("</think>").map_or(response, |(_, spoken)| spoken)
}

/// The part of a text in which a rule looks for the answer; [`None`] where its mark does not occur.
pub(crate) fn region(text: &str, rule: ExtractRule) -> Option<&str> {
    match rule {
        ExtractRule::Boxed => last_box(text),
        ExtractRule::Hash => text.rsplit_once("####").map(|(_, rest)| rest),
        ExtractRule::Phrase => after_phrase(text),
        ExtractRule::LastNumber => Some(text),
    }
}

/// The answer as one line of text, read by a rule; [`None`] where the rule finds none.
pub(crate) fn single(text: &str, rule: ExtractRule) -> Option<&str> {
    let region = region(text, rule)?;
    let answer = match rule {
        ExtractRule::Boxed => box_content(region),
        // A level-4 heading has the same mark, so a line without a digit is no answer.
        ExtractRule::Hash => Some(first_line(region)).filter(|line| line.contains(|c: char| c.is_ascii_digit()))?,
        ExtractRule::Phrase => sentence(first_line(region)),
        ExtractRule::LastNumber => last_number(region)?,
    };
    (!answer.is_empty()).then_some(answer)
}

/// Emphasis and quotes that chat models put around an answer.
const ORNAMENTS: [char; 6] = ['*', '`', '"', '_', ':', ' '];

fn first_line(region: &str) -> &str {
    let lines = region.lines().map(|line| line.trim().trim_matches(ORNAMENTS));
    lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default()
}

/// Without white space and without the backslash of a control space at its end.
fn box_content(region: &str) -> &str {
    let content = region.trim();
    let backslashes = content.len() - content.trim_end_matches('\\').len();
    content[..content.len() - backslashes % 2].trim_end()
}

fn sentence(line: &str) -> &str {
    let end = line.find(". ").unwrap_or(line.len());
    line[..end].trim_end_matches('.').trim().trim_matches(ORNAMENTS)
}

/// Content of the box that was opened last among those that are closed. One pass, however deep the braces are.
fn last_box(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                let command = [&b"\\boxed{"[..], b"\\fbox{"].into_iter().find(|c| bytes[at..].starts_with(c));
                open.extend(command.map(|c| Some(at + c.len())));
                // An escaped brace is text; so is whatever else follows a backslash.
                at += command.map_or(2, <[u8]>::len);
                continue;
            }
            b'{' => open.push(None),
            b'}' => {
                if let Some(Some(start)) = open.pop() {
                    best = best.max(Some((start, at)));
                }
            }
            _ => {}
        }
        at += 1;
    }
    best.map(|(start, end)| &text[start..end])
}

fn after_phrase(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let ends = lower.match_indices("answer").filter_map(|(at, word)| phrase_end(&lower, at + word.len()));
    ends.last().map(|end| &text[end..])
}

/// Where the answer begins after the word "answer" that ends at `at`, if the word announces one.
fn phrase_end(lower: &str, at: usize) -> Option<usize> {
    let rest = lower[at..].trim_start_matches(ORNAMENTS_BUT_COLON);
    let rest = rest
        .strip_prefix("is")
        .filter(|r| !r.starts_with(|c: char| c.is_alphanumeric()))
        .or_else(|| rest.strip_prefix([':', '=']))?;
    Some(lower.len() - rest.trim_start_matches(ORNAMENTS).len())
}

const ORNAMENTS_BUT_COLON: [char; 4] = ['*', '`', '_', ' '];

/// The last number of a text with its sign.
pub(crate) fn last_number(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut last = None;
    let mut at = 0;
    while at < bytes.len() {
        let starts = matches!(bytes[at], b'0'..=b'9' | b'.' | b'\\');
        match starts.then(|| literal(bytes, at)).flatten() {
            Some(found) => {
                last = Some((at, found.end));
                at = found.end;
            }
            None => at += 1,
        }
    }
    last.map(|(start, end)| &text[signed_start(text, start)..end])
}

/// Where a number begins, its sign counted in. After a digit, letter or bracket a hyphen is a subtraction, not a sign.
fn signed_start(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let bare = before.strip_suffix('-').or_else(|| before.strip_suffix('−'));
    match bare {
        Some(rest) if !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '}' | ']')) => rest.len(),
        _ => start,
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
    fn each_rule_reads_its_own_place() {
        let cases = [
            (ExtractRule::Boxed, "so \\boxed{\\frac{3}{4}} it is", Some("\\frac{3}{4}")),
            (ExtractRule::Boxed, "\\boxed{1} no, \\boxed{ 2 }", Some("2")),
            (ExtractRule::Boxed, "\\boxed{\\boxed{5}}", Some("5")),
            (ExtractRule::Boxed, "\\boxed{\\{1,2\\}}", Some("\\{1,2\\}")),
            (ExtractRule::Boxed, "\\boxed{3} and \\boxed{4", Some("3")),
            (ExtractRule::Boxed, "} \\boxed{7}", Some("7")),
            (ExtractRule::Boxed, "\\boxed{3\\ }", Some("3")),
            (ExtractRule::Boxed, "\\boxed{}", None),
            (ExtractRule::Boxed, "12", None),
            (ExtractRule::Hash, "steps\n#### 1,234\n", Some("1,234")),
            (ExtractRule::Hash, "#### Steps\nmore", None),
            (ExtractRule::Phrase, "The answer is 12. I hope it helps.", Some("12")),
            (ExtractRule::Phrase, "**Answer:** 3.5", Some("3.5")),
            (ExtractRule::Phrase, "Final answer:\n\n  $x+1$", Some("$x+1$")),
            (ExtractRule::Phrase, "The answer is 3. No, the ANSWER = 4", Some("4")),
            (ExtractRule::Phrase, "The answer isn't 3", None),
            (ExtractRule::Phrase, "the answer island 3", None),
            (ExtractRule::LastNumber, "7 + 5 = 12.", Some("12")),
            (ExtractRule::LastNumber, "x = -3", Some("-3")),
            (ExtractRule::LastNumber, "it is 5-3", Some("3")),
            (ExtractRule::LastNumber, "half, -\\frac{1}{2}, of it", Some("-\\frac{1}{2}")),
            (ExtractRule::LastNumber, "costs $1,200 in all", Some("1,200")),
            (ExtractRule::LastNumber, "none", None),
        ];
        for (rule, text, answer) in cases {
            assert_eq!(single(text, rule), answer, "{rule:?} of {text:?}");
        }
    }

    #[test]
    fn reasoning_before_the_closing_tag_does_not_count() {
        assert_eq!(spoken("<think>\\boxed{1}</think>\\boxed{2}"), "\\boxed{2}");
        assert_eq!(spoken("no tag"), "no tag");
    }

    #[test]
    fn the_last_list_is_found_between_words() {
        let two = |list: &[&str], _: bool| list.len() >= 2;
        assert_eq!(last_list("Here are 5 numbers: 7, 8, 9 and 10. Done in 1 go", two), Some(vec!["7", "8", "9", "10"]));
        assert_eq!(last_list("7\n8\n9", two), Some(vec!["7", "8", "9"]));
        assert_eq!(last_list("1,2\n\n3,4", two), Some(vec!["3", "4"]));
        assert_eq!(last_list("only **5**.", two), Some(vec!["5"]));
        assert_eq!(last_list("5 of them", two), None);
        assert_eq!(last_list("s5=", two), None);
        assert_eq!(last_list("100,101,102", two), Some(vec!["100", "101", "102"]));
        assert_eq!(last_list("none", two), None);
    }

    #[test]
    fn what_was_extracted_is_extracted_again_unchanged() {
        arbtest::arbtest(|u| {
            let text = noise(u)?;
            if let Some(number) = single(&text, ExtractRule::LastNumber) {
                assert_eq!(single(number, ExtractRule::LastNumber), Some(number), "in {text:?}");
            }
            if let Some(inside) = single(&text, ExtractRule::Boxed) {
                let again = format!("\\boxed{{{inside}}}");
                assert_eq!(single(&again, ExtractRule::Boxed), Some(inside), "in {text:?}");
            }
            for rule in ExtractRule::ALL {
                region(&text, rule);
            }
            last_list(&text, |_, _| false);
            Ok(())
        });
    }

    fn noise(u: &mut arbtest::arbitrary::Unstructured<'_>) -> arbtest::arbitrary::Result<String> {
        const PIECES: [&str; 20] = [
            "\\boxed{", "\\fbox{", "{", "}", "\\", "\\frac{", "1", "23", ",", ".", "-", "−", "/", "####", "answer", " is ", ":",
            "\n", "é", "x",
        ];
        let mut text = String::new();
        for _ in 0..u.int_in_range(0..=30)? {
            text.push_str(u.choose(&PIECES)?);
        }
        Ok(text)
    }

    #[test]
    fn a_long_run_of_braces_or_digits_takes_no_time() {
        let started = std::time::Instant::now();
        for piece in ["{", "\\boxed{", "1", "\\frac{", "\\frac{1}{", "answer is ", "answer ", "1/", "1,", "####", ". ", "\n", "-"]
        {
            let text = piece.repeat((1 << 18) / piece.len());
            for rule in ExtractRule::ALL {
                single(&text, rule);
            }
            last_list(&text, |list, _| list.len() > 1);
        }
        assert!(started.elapsed().as_secs() < 5, "took {:?}: not linear", started.elapsed());
    }
}
