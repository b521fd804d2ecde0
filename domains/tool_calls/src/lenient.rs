//! Python calls wherever they stand in a reply: alone, in a list, in fences, in prose.

use exitrl_python::{Dict, Expr, Str, Value, parse_syntax, unparse};

use crate::attempt::{bracketed_len, call_head, fences, likely_call_head, looks_like_call, without_thoughts};
use crate::evaluate::Evaluator;
use crate::pythonic::{called, nested_call, resolved_dict, unsupported};
use crate::{Malformed, Reason, Reply, Signatures, ToolCall};

/// Most places that are tried as the start of calls; without a bound many open brackets would take time of the square of the length.
const MOST_TRIES: usize = 64;

pub(crate) fn parse(reply: &str, signatures: &Signatures) -> Reply {
    let text = without_thoughts(reply);
    let reader = Reader { signatures, evaluator: Evaluator::new() };
    let result = match reader.found(&fences(text)) {
        Ok(None) => reader.found(&[text]),
        found => found,
    };
    match result {
        Ok(Some(calls)) => calls.into(),
        Ok(None) if looks_like_call(text) => {
            Reply::Malformed(Malformed::new(Reason::OtherFormat, "no list of calls and no call on a line of its own"))
        }
        Ok(None) => Reply::NoCall,
        Err(malformed) => Reply::Malformed(malformed),
    }
}

/// A literal outside of any call.
pub(crate) fn literal(expr: &Expr) -> Result<Value, Malformed> {
    Reader { signatures: &crate::no_signatures, evaluator: Evaluator::new() }.value(expr)
}

/// The calls of a part of the text, where there are any.
type Found = Result<Option<Vec<ToolCall>>, Malformed>;

struct Reader<'a> {
    signatures: &'a Signatures<'a>,
    evaluator: Evaluator,
}

impl Reader<'_> {
    /// The calls of all blocks in a row.
    fn found(&self, blocks: &[&str]) -> Found {
        let mut all = None;
        for block in blocks {
            if let Some(calls) = self.block(block.trim_matches(|c: char| c.is_whitespace() || c == '`'))? {
                all.get_or_insert_with(Vec::new).extend(calls);
            }
        }
        Ok(all)
    }

    fn block(&self, text: &str) -> Found {
        if text == "[]" {
            return Ok(Some(Vec::new()));
        }
        let starts = text.starts_with(['[', '(']) || call_head(text).is_some();
        if starts && let Some(items) = parse_syntax(text).ok().and_then(calls_in) {
            return self.calls(&items).map(Some);
        }
        match self.lists(text)? {
            Some(calls) => Ok(Some(calls)),
            None => self.lines(text),
        }
    }

    fn calls(&self, items: &[Expr]) -> Result<Vec<ToolCall>, Malformed> {
        items.iter().map(|item| self.call(item)).collect()
    }

    /// Lists of calls in the midst of text.
    fn lists(&self, text: &str) -> Found {
        let (mut found, mut at, mut tries) = (None, 0, 0);
        while let Some(open) = text[at..].find('[').map(|open| at + open) {
            at = open + 1;
            if call_head(text[at..].trim_start()).is_none() {
                continue;
            }
            tries += 1;
            if tries > MOST_TRIES {
                return Err(Malformed::new(Reason::Syntax, "too many lists"));
            }
            let Some(len) = bracketed_len(&text[open..]) else {
                return Err(Malformed::new(Reason::Unclosed, "a list of calls is not closed"));
            };
            let list = &text[open..open + len];
            let items = parse_syntax(list).map_err(Malformed::python)?;
            let items = calls_in(items).ok_or_else(|| Malformed::new(Reason::NotCalls, "a list of other things than calls"))?;
            found.get_or_insert_with(Vec::new).extend(self.calls(&items)?);
            at = open + len;
        }
        Ok(found)
    }

    /// Calls on lines of their own.
    fn lines(&self, text: &str) -> Found {
        let mut found: Option<Vec<ToolCall>> = None;
        let (mut rest, mut tries) = (text, 0);
        while !rest.is_empty() {
            let line = without_bullet(rest);
            let Some(bracket) = likely_call_head(line) else {
                rest = next_line(rest);
                continue;
            };
            let Some(len) = bracketed_len(&line[bracket..]) else {
                tries += 1;
                if tries > MOST_TRIES || !rest.contains('\n') {
                    return Err(Malformed::new(Reason::Unclosed, "a call is not closed"));
                }
                rest = next_line(rest);
                continue;
            };
            let (call, behind) = line.split_at(bracket + len);
            let Some(behind) = end_of_call(behind) else {
                rest = next_line(behind);
                continue;
            };
            let expr = parse_syntax(call).map_err(Malformed::python)?;
            found.get_or_insert_default().push(self.call(&expr)?);
            rest = behind;
        }
        match found {
            None if tries > 0 => Err(Malformed::new(Reason::Unclosed, "a call is not closed")),
            found => Ok(found),
        }
    }

    fn call(&self, expr: &Expr) -> Result<ToolCall, Malformed> {
        let Expr::Call { func, args, keywords } = expr else {
            return Err(Malformed::new(Reason::NotCalls, "something else than a call"));
        };
        let name = called(func);
        if name.is_empty() || !matches!(**func, Expr::Name(_) | Expr::Attribute(..)) {
            return Err(Malformed::new(Reason::Name, "a call of something without a name"));
        }
        let positional = args.iter().map(|arg| self.positional(arg)).collect::<Result<_, _>>()?;
        let mut arguments = Dict::new();
        for keyword in keywords {
            let value = self.value(&keyword.value)?;
            match (&keyword.name, value) {
                (Some(name), value) => arguments.insert(Value::Str(name.clone()), value).map_err(Malformed::value)?,
                (None, Value::Dict(more)) => spread(&mut arguments, &more)?,
                (None, _) => return Err(Malformed::new(Reason::Arguments, "** before something else than a dict")),
            }
        }
        let arguments = arguments.iter().filter_map(|(name, value)| Some((Str::from(name.as_str()?), value.clone()))).collect();
        let mut call = ToolCall { name, arguments, positional };
        call.name_positional(self.signatures);
        Ok(call)
    }

    fn positional(&self, arg: &Expr) -> Result<Value, Malformed> {
        match arg {
            Expr::Starred(_) => Err(Malformed::new(Reason::Arguments, "* before an argument")),
            arg => self.value(arg),
        }
    }

    fn value(&self, expr: &Expr) -> Result<Value, Malformed> {
        let value = |expr: &Expr| self.value(expr);
        match expr {
            Expr::Constant(Value::Ellipsis) => Ok("...".into()),
            Expr::Constant(value) => Ok(value.clone()),
            Expr::Name(name) => Ok(match name.as_str() {
                "true" => true.into(),
                "false" => false.into(),
                "null" | "none" => Value::None,
                _ => Value::Str(name.clone()),
            }),
            Expr::List(items) => items.iter().map(value).collect::<Result<_, _>>().map(Value::list),
            Expr::Tuple(items) => items.iter().map(value).collect::<Result<_, _>>().map(Value::tuple),
            Expr::Dict(pairs) => resolved_dict(pairs, &value),
            Expr::Unary(..) | Expr::Binary(..) | Expr::Set(_) => self.evaluator.evaluate(expr).map_err(Malformed::value),
            Expr::Call { keywords, .. } if !keywords.is_empty() => nested_call(expr, &value),
            Expr::Call { .. } | Expr::Attribute(..) | Expr::Subscript(..) => Ok(unparse(expr).into()),
            Expr::Starred(_) | Expr::Other(_) => Err(unsupported(expr)),
        }
    }
}

fn spread(arguments: &mut Dict, more: &Dict) -> Result<(), Malformed> {
    for (name, value) in more.iter() {
        if name.as_str().is_none() {
            return Err(Malformed::new(Reason::Arguments, "the name of an argument is no text"));
        }
        arguments.insert(name.clone(), value.clone()).map_err(Malformed::value)?;
    }
    Ok(())
}

/// A call, or all the calls of a list; [`None`] where it is anything else.
fn calls_in(expr: Expr) -> Option<Vec<Expr>> {
    let is_call = |expr: &Expr| matches!(expr, Expr::Call { .. });
    match expr {
        Expr::Call { .. } => Some(vec![expr]),
        Expr::List(items) | Expr::Tuple(items) if !items.is_empty() && items.iter().all(is_call) => Some(items),
        _ => None,
    }
}

/// The line without what lists of Markdown put before items.
fn without_bullet(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '`']);
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = match numbered.strip_prefix(['.', ')']) {
        Some(behind) if numbered.len() < line.len() => behind,
        _ => line.strip_prefix(['-', '*', '+']).unwrap_or(line),
    };
    behind.trim_start_matches([' ', '\t', '`'])
}

/// What is behind a call, where nothing but another one or the line's end follows.
fn end_of_call(behind: &str) -> Option<&str> {
    let rest = behind.trim_start_matches([' ', '\t', '`']);
    let separated = rest.strip_prefix([',', ';']).unwrap_or(rest).trim_start_matches([' ', '\t', '`']);
    let ended = separated.is_empty() || separated.starts_with(['\n', '\r', '#']);
    let another = separated.len() < rest.len() && likely_call_head(separated).is_some();
    match (ended, another) {
        (true, _) => Some(next_line(separated)),
        (false, true) => Some(separated),
        (false, false) => None,
    }
}

fn next_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}
