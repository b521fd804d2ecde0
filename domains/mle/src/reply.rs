//! The program in a reply.

/// Longest program that is run, in bytes.
pub(crate) const LONGEST_PROGRAM: usize = 256 << 10;

/// Why a reply holds no program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoProgram {
    /// It is still thinking where it ends.
    Thinking,
    /// It ends inside a code block.
    CutOff,
    /// There is no code block.
    Missing,
    /// The code block is empty.
    Empty,
    /// The program is longer than [`LONGEST_PROGRAM`].
    TooLong,
}

impl NoProgram {
    /// What is told to the policy.
    pub(crate) fn message(self) -> String {
        match self {
            Self::Thinking => {
                "The reply ended before its thinking did, so it holds no program. Think less, and close with the program.".into()
            }
            Self::CutOff => "The reply ended inside its code block, so the program is not whole. Write a shorter program.".into(),
            Self::Missing => {
                "The reply holds no code block. Put the whole program into one block that begins with ```python.".into()
            }
            Self::Empty => "The code block is empty. Put the whole program into it.".into(),
            Self::TooLong => format!("The program is longer than {} KiB. Write a shorter one.", LONGEST_PROGRAM >> 10),
        }
    }
}

/// The last Python block of a reply, after any thinking; where none is marked as Python, the last block without a mark.
pub(crate) fn program(reply: &str) -> Result<&str, NoProgram> {
    let said = after_thinking(reply).ok_or(NoProgram::Thinking)?;
    let blocks = Blocks::of(said);
    let program = blocks.python.or(blocks.unmarked);
    let program = program.ok_or(if blocks.is_open { NoProgram::CutOff } else { NoProgram::Missing })?;
    match program.len() {
        _ if program.trim().is_empty() => Err(NoProgram::Empty),
        0..=LONGEST_PROGRAM => Ok(program),
        _ => Err(NoProgram::TooLong),
    }
}

/// What a reply says behind its thinking; all of it where the thinking never ended.
pub(crate) fn said(reply: &str) -> &str {
    after_thinking(reply).unwrap_or(reply)
}

/// What is said behind the last closing think tag; nothing where thinking began and never ended.
fn after_thinking(reply: &str) -> Option<&str> {
    match reply.rsplit_once("</think>") {
        Some((_, said)) => Some(said),
        None if reply.trim_start().starts_with("<think>") => None,
        None => Some(reply),
    }
}

/// The last closed block of each kind, and whether the text ends inside a block.
#[derive(Default)]
struct Blocks<'a> {
    python: Option<&'a str>,
    unmarked: Option<&'a str>,
    is_open: bool,
}

impl<'a> Blocks<'a> {
    fn of(text: &'a str) -> Self {
        let mut blocks = Self::default();
        let mut open: Option<(Fence<'a>, usize)> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let next = at + line.len();
            match (&open, Fence::of(line)) {
                (None, Some(fence)) => open = Some((fence, next)),
                (Some((opening, start)), Some(fence)) if fence.closes(opening) => {
                    let body = &text[*start..at];
                    match opening.mark.to_ascii_lowercase().as_str() {
                        "python" | "py" | "python3" => blocks.python = Some(body),
                        "" => blocks.unmarked = Some(body),
                        _ => {}
                    }
                    open = None;
                }
                _ => {}
            }
            at = next;
        }
        blocks.is_open = open.is_some();
        blocks
    }
}

/// A line that begins or ends a code block, as in CommonMark.
struct Fence<'a> {
    letter: char,
    length: usize,
    mark: &'a str,
}

impl<'a> Fence<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let rest = line.trim_start_matches(' ');
        if line.len() - rest.len() > 3 {
            return None;
        }
        let letter = rest.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
        let mark = rest.trim_start_matches(letter);
        let length = rest.len() - mark.len();
        (length >= 3 && !(letter == '`' && mark.contains('`'))).then(|| Self { letter, length, mark: mark.trim() })
    }

    fn closes(&self, opening: &Fence<'_>) -> bool {
        self.mark.is_empty() && self.letter == opening.letter && self.length >= opening.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_python_block_counts() {
        let reply =
            "A plan.\n```python\nprint(1)\n```\nBetter:\n```py\nprint(2)\n```\nRun it with\n```\npython solution.py\n```\n";
        assert_eq!(program(reply), Ok("print(2)\n"));
    }

    #[test]
    fn a_block_without_a_mark_counts_where_no_other_is_there() {
        assert_eq!(program("```\nprint(1)\n```"), Ok("print(1)\n"));
        assert_eq!(program("```json\n{}\n```"), Err(NoProgram::Missing));
    }

    #[test]
    fn a_program_may_hold_shorter_fences() {
        let reply = "````python\nprint('''\n```\n''')\n````\n";
        assert_eq!(program(reply), Ok("print('''\n```\n''')\n"));
    }

    #[test]
    fn what_was_only_thought_does_not_count() {
        assert_eq!(program("<think>```python\nprint(1)\n```</think>\nI cannot."), Err(NoProgram::Missing));
        assert_eq!(program("<think>```python\nprint(1)\n```"), Err(NoProgram::Thinking));
        assert_eq!(program("Hm.</think>```python\nprint(1)\n```\n"), Ok("print(1)\n"));
    }

    #[test]
    fn a_block_that_was_cut_off_is_no_program() {
        assert_eq!(program("```python\nprint(1)\n"), Err(NoProgram::CutOff));
        assert_eq!(program(""), Err(NoProgram::Missing));
        assert_eq!(program("```python\n\n```"), Err(NoProgram::Empty));
        assert_eq!(program(&format!("```python\n{}\n```", "x".repeat(LONGEST_PROGRAM))), Err(NoProgram::TooLong));
    }

    #[test]
    fn no_text_makes_it_panic() {
        arbtest::arbtest(|u| {
            let pieces = ["```", "~~~", "python", "\n", "</think>", "<think>", " ", "é", "x = 1", "````"];
            let count = u.int_in_range(0..=30)?;
            let text = (0..count).map(|_| u.choose(&pieces).copied()).collect::<Result<String, _>>()?;
            if let Ok(program) = program(&text) {
                assert!(text.contains(program) && !program.trim().is_empty());
            }
            Ok(())
        });
    }
}
