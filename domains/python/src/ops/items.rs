//! Items of containers.

use std::sync::Arc;

use crate::equality::small;
use crate::value::Value;
use crate::{Exception, PyError, PyResult};

/// `item in container`.
///
/// # Errors
/// `TypeError` where the container holds nothing, or could not hold such an item.
pub fn contains(container: &Value, item: &Value) -> PyResult<bool> {
    match container {
        Value::Str(text) => match item {
            Value::Str(part) => Ok(text.contains(part.as_str())),
            other => {
                Err(PyError::type_error(format!("'in <string>' requires string as left operand, not {}", other.type_name())))
            }
        },
        Value::List(items) | Value::Tuple(items) => Ok(items.contains(item)),
        Value::Dict(dict) => dict.contains(item),
        Value::Set(set) => set.contains(item),
        Value::Bytes(bytes) => in_bytes(bytes, item),
        other => Err(PyError::type_error(format!("argument of type '{}' is not iterable", other.type_name()))),
    }
}

/// Parts and single bytes are in `bytes`.
fn in_bytes(bytes: &[u8], item: &Value) -> PyResult<bool> {
    match item {
        Value::Bytes(part) => Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == &**part)),
        Value::BigInt(_) => Err(PyError::value_error("byte must be in range(0, 256)")),
        item => match small(item) {
            Some(byte) => {
                let byte = u8::try_from(byte).map_err(|_| PyError::value_error("byte must be in range(0, 256)"))?;
                Ok(bytes.contains(&byte))
            }
            None => Err(PyError::type_error(format!("a bytes-like object is required, not '{}'", item.type_name()))),
        },
    }
}

/// `container[key]`; slices are not supported.
///
/// # Errors
/// `KeyError`, `IndexError`, or `TypeError` where the container takes no such key.
pub fn get_item(container: &Value, key: &Value) -> PyResult {
    match container {
        Value::Dict(dict) => dict.get(key)?.cloned().ok_or_else(|| PyError::key_error(key)),
        Value::List(items) => at("list", items, key).cloned(),
        Value::Tuple(items) => at("tuple", items, key).cloned(),
        Value::Str(text) => {
            let index = small(key)
                .ok_or_else(|| PyError::type_error(format!("string indices must be integers, not '{}'", key.type_name())))?;
            let chars: Vec<char> = text.chars().collect();
            place(index, chars.len())
                .map(|at| Value::from(chars[at].to_string()))
                .ok_or_else(|| PyError::new(Exception::IndexError, "string index out of range"))
        }
        other => Err(PyError::type_error(format!("'{}' object is not subscriptable", other.type_name()))),
    }
}

fn at<'a>(kind: &str, items: &'a [Value], key: &Value) -> PyResult<&'a Value> {
    let index = small(key)
        .ok_or_else(|| PyError::type_error(format!("{kind} indices must be integers or slices, not {}", key.type_name())))?;
    place(index, items.len())
        .and_then(|at| items.get(at))
        .ok_or_else(|| PyError::new(Exception::IndexError, format!("{kind} index out of range")))
}

/// An index from either end as a place in a sequence.
fn place(index: i64, len: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add_unsigned(len as u64)? } else { index };
    usize::try_from(index).ok().filter(|at| *at < len)
}

/// `container[key] = value`.
///
/// # Errors
/// `TypeError` where the container takes no items or no such key, `IndexError` behind a list's end.
pub fn set_item(container: &mut Value, key: Value, value: Value) -> PyResult<()> {
    match container {
        Value::Dict(dict) => Arc::make_mut(dict).insert(key, value),
        Value::List(items) => {
            let index = small(&key).ok_or_else(|| {
                PyError::type_error(format!("list indices must be integers or slices, not {}", key.type_name()))
            })?;
            let at = place(index, items.len())
                .ok_or_else(|| PyError::new(Exception::IndexError, "list assignment index out of range"))?;
            Arc::make_mut(items)[at] = value;
            Ok(())
        }
        other => Err(PyError::type_error(format!("'{}' object does not support item assignment", other.type_name()))),
    }
}
