//! The part of a response that speaks: without reasoning that was closed, without what a model writes after its own end.

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::clean::trim;

/// Names of tags that hold reasoning, in lower case.
const THINKING: [&str; 12] = [
    "think",
    "thinking",
    "thought",
    "thoughts",
    "reasoning",
    "reason",
    "reasoning_end",
    "reflection",
    "scratchpad",
    "end_of_thought",
    "analysis",
    "seed:think",
];
/// Marks after which a model plays the user's part.
const ENDS: [&str; 9] = [
    "<|im_end|>",
    "<|im_start|>user",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end|>",
    "<|end_of_text|>",
    "<|user|>",
    "<|return|>",
    "</s>",
];
const OTHER_CLOSINGS: [&str; 3] = ["◁/think▷", "[/THINK]", "<|channel|>final<|message|>"];
const OTHER_OPENINGS: [&str; 2] = ["◁think▷", "[THINK]"];

/// Where the answer may stand.
///
/// What stands before the last closing mark of reasoning counts only if nothing follows that mark. Reasoning that is opened and
/// never closed counts for nothing, unless `unclosed` says otherwise; what stands before its opening still counts.
pub(super) fn spoken(text: &str, unclosed: bool) -> Range<usize> {
    let mut range = trim(text, 0..ended(text));
    range.end = next_question(text, &range);
    let marks = marks(text, &range);
    if let Some(close) = marks.closed {
        let after = trim(text, close.end..range.end);
        if after.is_empty() {
            let open = marks.opened_before.filter(|open| open.start < close.start);
            // Reasoning behind a committed answer does not change it.
            if let Some(open) = &open
                && commits(&text[range.start..open.start])
            {
                return spoken_before(text, range.start..open.start);
            }
            let start = open.map_or(range.start, |open| open.end);
            return trim(text, start..close.start);
        }
        range.start = after.start;
    }
    match marks.opened {
        Some(open) if !unclosed && open >= range.start => trim(text, range.start..open),
        _ => range,
    }
}

/// What speaks before reasoning that ends the text: what stands behind the reasoning before it.
fn spoken_before(text: &str, range: Range<usize>) -> Range<usize> {
    let start = marks(text, &range).closed.map_or(range.start, |close| close.end);
    trim(text, start..range.end)
}

/// Whether a text holds a mark with which a writer commits to an answer.
fn commits(text: &str) -> bool {
    ["answer is", "nswer:", "\\boxed{", "####", "<answer>"]
        .iter()
        .any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// Where a model that has answered goes on with a question of its own.
fn next_question(text: &str, range: &Range<usize>) -> usize {
    let bytes = &text.as_bytes()[range.clone()];
    let questions = ["\n\nQ: ", "\nQuestion: ", "\n\nProblem: ", "\n\nHuman: ", "\n\nUser: ", "\nUSER: "];
    let at = questions.iter().filter_map(|mark| memmem::find(bytes, mark.as_bytes())).min();
    let Some(at) = at else { return range.end };
    let answered = ["answer is", "\\boxed{", "####"].iter().any(|mark| memmem::find(&bytes[..at], mark.as_bytes()).is_some());
    if answered { range.start + at } else { range.end }
}

/// Where the text ends by its own mark; a mark before any other text does not count.
fn ended(text: &str) -> usize {
    if memmem::find(text.as_bytes(), b"<|").is_none() && !text.contains("</s>") {
        return text.len();
    }
    for at in memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[at..];
        if !matches!(rest.as_bytes().get(1), Some(b'|' | b'/')) {
            continue;
        }
        if ENDS.iter().any(|mark| rest.starts_with(mark)) && !trim(text, 0..at).is_empty() {
            return at;
        }
    }
    text.len()
}

struct Marks {
    /// The last closing mark.
    closed: Option<Range<usize>>,
    /// The last opening mark before it.
    opened_before: Option<Range<usize>>,
    /// Where the first opening mark after it starts.
    opened: Option<usize>,
}

fn marks(text: &str, range: &Range<usize>) -> Marks {
    let mut marks = Marks { closed: None, opened_before: None, opened: None };
    let mut last_opening = None;
    let bytes = &text.as_bytes()[range.clone()];
    if !text[range.clone()].contains('▷') && memchr::memchr2(b'>', b']', bytes).is_none() {
        return marks;
    }
    for at in memchr::memchr3_iter(b'<', b'[', "◁".as_bytes()[0], bytes) {
        let at = range.start + at;
        let rest = &text.as_bytes()[at..range.end];
        if !may_open(rest) {
            continue;
        }
        if let Some(length) = closing(rest) {
            marks.closed = Some(at..at + length);
            marks.opened_before = last_opening.clone();
            marks.opened = None;
        } else if let Some(length) = opening(rest) {
            last_opening = Some(at..at + length);
            marks.opened = marks.opened.or(Some(at));
        }
    }
    marks
}

/// Whether the second byte is one of a mark of reasoning. Most angle brackets are none.
fn may_open(rest: &[u8]) -> bool {
    let second = rest.get(1).map_or(0, u8::to_ascii_lowercase);
    match rest[0] {
        b'<' => matches!(second, b'/' | b'|' | b't' | b'r' | b's' | b'a'),
        b'[' => matches!(second, b'/' | b't'),
        _ => rest.starts_with("◁".as_bytes()),
    }
}

fn closing(rest: &[u8]) -> Option<usize> {
    if let Some(mark) = OTHER_CLOSINGS.iter().find(|mark| rest.starts_with(mark.as_bytes())) {
        return Some(mark.len());
    }
    let name = rest.strip_prefix(b"</").or_else(|| rest.strip_prefix(b"<|/")).or_else(|| rest.strip_prefix(b"<|end_of_thought"));
    let name = if rest.starts_with(b"<|end_of_thought") { rest.strip_prefix(b"<|") } else { name };
    named(rest, name?)
}

fn opening(rest: &[u8]) -> Option<usize> {
    if let Some(mark) = OTHER_OPENINGS.iter().find(|mark| rest.starts_with(mark.as_bytes())) {
        return Some(mark.len());
    }
    let name = rest.strip_prefix(b"<|").or_else(|| rest.strip_prefix(b"<"))?;
    if name.starts_with(b"/") { None } else { named(rest, name) }
}

/// Length of a tag whose name starts at `name`, if it is the name of a reasoning tag.
fn named(rest: &[u8], name: &[u8]) -> Option<usize> {
    let length = name.iter().take(20).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':')).count();
    let known = THINKING.iter().any(|known| name[..length].eq_ignore_ascii_case(known.as_bytes()));
    let tail = &name[length..];
    let tail = tail.strip_prefix(b"|").unwrap_or(tail);
    let tail = tail.strip_prefix(b" ").unwrap_or(tail);
    (known && tail.first() == Some(&b'>')).then(|| rest.len() - tail.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> &str {
        &text[spoken(text, false)]
    }

    #[test]
    fn what_follows_the_last_closing_mark_counts() {
        let cases = [
            ("<think>a</think>b", "b"),
            ("<think>a</think>\n b\n", "b"),
            ("a</think>b", "b"),
            ("<think>a</think>b<think>c</think>d", "d"),
            ("<Thinking>a</Thinking> b", "b"),
            ("a</REASONING_END> b", "b"),
            ("◁think▷a◁/think▷b", "b"),
            ("<|begin|>a<|end_of_thought|>b", "b"),
            ("<|channel|>analysis<|message|>a<|channel|>final<|message|>b", "b"),
            ("a </thinks> b", "a </thinks> b"),
            ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ];
        for (text, expected) in cases {
            assert_eq!(seen(text), expected, "{text:?}");
        }
    }

    #[test]
    fn reasoning_counts_only_if_nothing_follows_its_closing_mark() {
        assert_eq!(seen("<think>a</think>\n"), "a");
        assert_eq!(seen("a</think>"), "a");
        assert_eq!(seen("\\boxed{7}\n\n<think>\\boxed{6}</think>"), "\\boxed{7}");
        assert_eq!(seen("<think>a</think>\\boxed{7}<think>\\boxed{6}</think>"), "\\boxed{7}");
        assert_eq!(seen("<think>a</think><|im_end|>"), "a");
    }

    #[test]
    fn reasoning_that_never_closes_counts_for_nothing() {
        assert_eq!(seen("<think>a"), "");
        assert_eq!(seen("b <think>a"), "b");
        assert_eq!(&"<think>a"[spoken("<think>a", true)], "<think>a");
        assert_eq!(seen("<think>a</think>b<think>c"), "b");
    }

    #[test]
    fn a_model_that_plays_the_user_is_cut_off() {
        assert_eq!(seen("It is 5. <|im_start|>user\nWhat is 7"), "It is 5.");
        assert_eq!(seen("It is 5.</s>7"), "It is 5.");
        assert_eq!(seen("<|im_end|>5"), "<|im_end|>5");
    }
}
