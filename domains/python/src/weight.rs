//! How much a value holds: values share their parts, so that few letters of Python can stand for more text than any memory has.

use crate::{Exception, MAX_DEPTH, PyError, PyResult, Value};

/// Deepest nesting of a value that may go on; literals cannot be nested more deeply than [`MAX_DEPTH`].
const DEEPEST: usize = 2 * MAX_DEPTH;

/// Bytes of texts and numbers, and items of containers, in a value and in all that it holds; what is shared counts every time, as it
/// does when the value is written. Takes no longer than to count to `most`.
///
/// # Errors
/// `MemoryError` where it is more than `most`, `RecursionError` where it is nested too deeply to be written.
pub fn weight(value: &Value, most: usize) -> PyResult<usize> {
    let mut left = most;
    weigh(value, &mut left, DEEPEST)?;
    Ok(most - left)
}

fn weigh(value: &Value, left: &mut usize, depth: usize) -> PyResult<()> {
    if depth == 0 {
        return Err(PyError::new(Exception::RecursionError, "maximum recursion depth exceeded"));
    }
    let own = match value {
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::BigInt(big) => usize::try_from(big.bits() / 8).unwrap_or(usize::MAX),
        Value::Opaque(object) => object.repr.len(),
        _ => 0,
    };
    let spent = left.checked_sub(own.saturating_add(1));
    *left = spent.ok_or_else(|| PyError::new(Exception::MemoryError, ""))?;
    let mut inner = |item: &Value| weigh(item, left, depth - 1);
    match value {
        Value::List(items) | Value::Tuple(items) => items.iter().try_for_each(inner),
        Value::Set(members) => members.iter().try_for_each(inner),
        Value::Dict(dict) => dict.iter().try_for_each(|(key, value)| inner(key).and_then(|()| inner(value))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_counts_every_time() {
        assert_eq!(weight(&"abc".into(), 100), Ok(4));
        assert_eq!(weight(&Value::dict([("a", Value::list(vec![1.into(), 2.5.into()]))]), 100), Ok(6));
        let mut doubled = Value::list(vec!["abc".into()]);
        for _ in 0..60 {
            doubled = Value::list(vec![doubled.clone(), doubled]);
        }
        assert_eq!(weight(&doubled, 1 << 20).unwrap_err().kind, Exception::MemoryError);
    }

    #[test]
    fn what_is_nested_too_deeply_is_noticed() {
        let nested = |depth| (0..depth).fold(Value::None, |inner, _| Value::list(vec![inner]));
        assert!(weight(&nested(DEEPEST - 1), 10_000).is_ok());
        assert_eq!(weight(&nested(DEEPEST), 10_000).unwrap_err().kind, Exception::RecursionError);
    }
}
