//! Boxes that no reader sees: inside `\phantom`, in a comment of HTML, white on white.

use memchr::{memmem, memrchr};

use super::boxes::Boxed;
use super::gap::tail;

/// Bytes before a box in which what hides it is looked for.
const NEAR: usize = 96;

/// Drops the boxes that are not shown. Comments are followed from box to box, so the work is linear.
pub(super) fn drop(text: &str, start: usize, found: &mut Vec<Boxed>) {
    let mut seen = start;
    let mut comment = false;
    found.retain(|boxed| {
        let at = boxed.whole.start;
        if at > seen {
            super::work::charge(at - seen);
            comment = in_comment(&text[seen..at], comment);
            seen = at;
        }
        !comment && !hidden(tail(&text[start..at.max(start)], NEAR))
    });
}

fn in_comment(passed: &str, before: bool) -> bool {
    let bytes = passed.as_bytes();
    match (memmem::rfind(bytes, b"<!--"), memmem::rfind(bytes, b"-->")) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => before,
    }
}

/// Whether the text before a box opens a group that is not shown and does not close it.
fn hidden(before: &str) -> bool {
    if memrchr(b'\\', before.as_bytes()).is_none() {
        return false;
    }
    let opens = |command: &str| {
        let Some(at) = before.rfind(command) else { return false };
        let mut depth = 1_i32;
        for byte in before[at + command.len()..].bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        true
    };
    ["phantom{", "\\color{white}", "\\textcolor{white}{", "\\iffalse"].into_iter().any(opens)
}
