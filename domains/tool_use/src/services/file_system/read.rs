//! What reads files of the current directory.

use exitrl_python::{Ordered, PyError, PyResult, Value, compare, contains, len, negate, split_lines, split_whitespace, str_of};

use super::tree::Node;
use super::{Args, FileSystem, error, joined, reply};

impl FileSystem {
    /// The content of a file in the current directory; none for directories.
    fn content(&self, name: &Value) -> PyResult<Option<&Value>> {
        if !self.tree.holds(self.current, name)? {
            return Ok(None);
        }
        Ok(match self.tree.item(self.current, name) {
            Some(Node::File(id)) => Some(&self.tree.file(id).content),
            _ => None,
        })
    }

    pub(super) fn cat(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        if !super::is_valid(name)? {
            return error(format!("cat: '{}': Invalid character", str_of(name)?));
        }
        if !self.tree.holds(self.current, name)? {
            return error(format!("cat: '{}': No such file or directory", str_of(name)?));
        }
        match self.content(name)? {
            Some(content) => reply([("file_content", content.clone())]),
            None => error(format!("cat: '{}': Is a directory", str_of(name)?)),
        }
    }

    pub(super) fn wc(&mut self, args: Args<'_>) -> PyResult {
        let [name, mode] = args.all();
        let Some(mode @ ("l" | "w" | "c")) = mode.as_str() else {
            return error(format!("wc: invalid mode '{}'", str_of(mode)?));
        };
        let Some(content) = self.content(name)? else {
            return error(format!("wc: {}: No such file or directory", str_of(name)?));
        };
        let (count, kind) = match mode {
            "l" => (lines_of(content)?.len(), "lines"),
            "w" => (count_words(content)?, "words"),
            _ => (len(content)?, "characters"),
        };
        reply([("count", count.into()), ("type", kind.into())])
    }

    pub(super) fn sort(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        let Some(content) = self.content(name)? else {
            return error(format!("sort: {}: No such file or directory", str_of(name)?));
        };
        let sorted = match content {
            Value::Str(text) => {
                let mut lines = split_lines(text);
                // The order of UTF-8's bytes is that of code points.
                lines.sort_unstable();
                lines.join("\n")
            }
            other => joined("\n", &lines_of(other)?)?,
        };
        reply([("sorted_content", sorted.into())])
    }

    pub(super) fn grep(&mut self, args: Args<'_>) -> PyResult {
        let [name, pattern] = args.all();
        let Some(content) = self.content(name)? else {
            return error(format!("grep: {}: No such file or directory", str_of(name)?));
        };
        let mut matching = Vec::new();
        for line in lines_of(content)? {
            if contains(&line, pattern)? {
                matching.push(line);
            }
        }
        reply([("matching_lines", Value::list(matching))])
    }

    pub(super) fn tail(&mut self, args: Args<'_>) -> PyResult {
        let [name, wanted] = args.all();
        let Some(content) = self.content(name)? else {
            return error(format!("tail: {}: No such file or directory", str_of(name)?));
        };
        let lines = lines_of(content)?;
        let count = Value::from(lines.len());
        let wanted = if compare(wanted, Ordered::Greater, &count)? { &count } else { wanted };
        let last = lines.get(start_of(&negate(wanted)?, lines.len())?..).unwrap_or_default();
        reply([("last_lines", joined("\n", last)?.into())])
    }

    pub(super) fn diff(&mut self, args: Args<'_>) -> PyResult {
        let [first, second] = args.all();
        let both = if self.tree.holds(self.current, first)? && self.tree.holds(self.current, second)? {
            self.content(first)?.zip(self.content(second)?)
        } else {
            None
        };
        let Some((a, b)) = both else {
            return error(format!("diff: {} or {}: No such file or directory", str_of(first)?, str_of(second)?));
        };
        let mut changes = Vec::new();
        for (a, b) in lines_of(a)?.iter().zip(&lines_of(b)?) {
            if a != b {
                changes.push(format!("- {}\n+ {}", str_of(a)?, str_of(b)?));
            }
        }
        reply([("diff_lines", changes.join("\n").into())])
    }
}

/// Where a slice begins that starts at an index from either end.
fn start_of(index: &Value, len: usize) -> PyResult<usize> {
    match index {
        Value::Int(index) if *index < 0 => Ok(len.saturating_sub(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX))),
        Value::Int(index) => Ok(usize::try_from(*index).unwrap_or(usize::MAX).min(len)),
        // Nothing wants more lines than there are here, so the index lies far behind the end.
        Value::BigInt(_) => Ok(len),
        _ => Err(PyError::type_error("slice indices must be integers or None or have an __index__ method")),
    }
}

/// `content.splitlines()`. What was written into a file can have any type, and `bytes` have lines too.
fn lines_of(content: &Value) -> PyResult<Vec<Value>> {
    match content {
        Value::Bytes(bytes) => Ok(byte_lines(bytes)),
        other => Ok(split_lines(other.str_method("splitlines")?).into_iter().map(Value::str).collect()),
    }
}

/// Lines of `bytes` end at `\n`, `\r` and `\r\n` only.
fn byte_lines(mut rest: &[u8]) -> Vec<Value> {
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let (line, more) = rest.split_at(end);
        lines.push(Value::Bytes(line.into()));
        let ending = if more.starts_with(b"\r\n") { 2 } else { more.len().min(1) };
        rest = more.get(ending..).unwrap_or_default();
    }
    lines
}

/// `len(content.split())`
fn count_words(content: &Value) -> PyResult<usize> {
    match content {
        Value::Bytes(bytes) => {
            let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
            Ok(bytes.split(is_space).filter(|word| !word.is_empty()).count())
        }
        other => Ok(split_whitespace(other.str_method("split")?).count()),
    }
}
