//! Exceptions as values: the type and the text that `str()` of them gives.

use crate::{Value, repr};

/// The types of exceptions that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Exception {
    AttributeError,
    Exception,
    IndexError,
    KeyError,
    MemoryError,
    NameError,
    OverflowError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
}

/// A raised exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PyError {
    /// Its type.
    pub kind: Exception,
    /// What `str()` of it gives.
    pub text: String,
}

/// A value, or the exception that was raised.
pub type PyResult<T = Value> = Result<T, PyError>;

impl PyError {
    /// An exception of a type with a text.
    pub fn new(kind: Exception, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
    /// `TypeError(text)`.
    pub fn type_error(text: impl Into<String>) -> Self {
        Self::new(Exception::TypeError, text)
    }
    /// `ValueError(text)`.
    pub fn value_error(text: impl Into<String>) -> Self {
        Self::new(Exception::ValueError, text)
    }
    /// `SyntaxError(text)`.
    pub fn syntax(text: impl Into<String>) -> Self {
        Self::new(Exception::SyntaxError, text)
    }
    /// `KeyError(key)`, whose text is the key's repr.
    pub fn key_error(key: &Value) -> Self {
        Self::new(Exception::KeyError, repr(key))
    }
    /// `AttributeError` for an attribute that the value's type does not have.
    pub fn no_attribute(value: &Value, name: &str) -> Self {
        Self::new(Exception::AttributeError, format!("'{}' object has no attribute '{name}'", value.type_name()))
    }
}

impl std::fmt::Display for PyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.text)
    }
}

impl std::error::Error for PyError {}
