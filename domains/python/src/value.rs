//! Python's values.

use std::sync::Arc;

use indexmap::IndexMap;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;

use crate::{PyError, PyResult};

/// Text that is cheap to copy.
pub type Str = SmolStr;

/// A Python value. Copying one is cheap; containers are shared until they are changed.
#[derive(Debug, Clone)]
pub enum Value {
    /// `None`.
    None,
    /// `True` and `False`, which are numbers too.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// One that does not; never one that would fit.
    BigInt(Arc<BigInt>),
    /// `float`.
    Float(f64),
    /// `complex`: real and imaginary part.
    Complex(f64, f64),
    /// `str`. Lone surrogates cannot be held; the reader puts U+FFFD in their place.
    Str(Str),
    /// `bytes`.
    Bytes(Arc<[u8]>),
    /// `list`.
    List(Arc<Vec<Value>>),
    /// `tuple`.
    Tuple(Arc<Vec<Value>>),
    /// `dict`.
    Dict(Arc<Dict>),
    /// `set`.
    Set(Arc<Set>),
    /// `...`
    Ellipsis,
    /// An object of a library, which is only ever shown.
    Opaque(Arc<Opaque>),
}

/// An object of which only type and text are known, for example `Decimal('1.5')`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Opaque {
    /// Name of its type.
    pub type_name: &'static str,
    /// What `repr` gives.
    pub repr: String,
    /// What `str` gives.
    pub text: String,
}

/// `dict`: keys in order of insertion, equal numbers of all types being one key.
#[derive(Debug, Clone, Default)]
pub struct Dict(pub(crate) IndexMap<Value, Value, FxBuildHasher>);

/// `set`. Members keep the order of insertion here; in Python theirs is that of a hash table.
#[derive(Debug, Clone, Default)]
pub struct Set(pub(crate) indexmap::IndexSet<Value, FxBuildHasher>);

impl Value {
    /// A `str`.
    pub fn str(text: impl Into<Str>) -> Self {
        Self::Str(text.into())
    }
    /// A `str` out of a constant, without copying it.
    pub const fn text(text: &'static str) -> Self {
        Self::Str(Str::new_static(text))
    }
    /// A `list`.
    pub fn list(items: Vec<Value>) -> Self {
        Self::List(Arc::new(items))
    }
    /// A `tuple`.
    pub fn tuple(items: Vec<Value>) -> Self {
        Self::Tuple(Arc::new(items))
    }
    /// A `dict` with constant keys.
    pub fn dict<const N: usize>(items: [(&'static str, Value); N]) -> Self {
        Self::Dict(Arc::new(Dict(items.into_iter().map(|(key, value)| (Value::text(key), value)).collect())))
    }
    /// An integer of any size.
    pub fn big(number: BigInt) -> Self {
        number.to_i64().map_or_else(|| Self::BigInt(Arc::new(number)), Self::Int)
    }

    /// Name of the type, as in messages of exceptions.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::BigInt(_) => "int",
            Self::Float(_) => "float",
            Self::Complex(..) => "complex",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Set(_) => "set",
            Self::Ellipsis => "ellipsis",
            Self::Opaque(object) => object.type_name,
        }
    }

    /// `bool(self)`.
    pub fn truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(b) => *b,
            Self::Int(i) => *i != 0,
            Self::Float(x) => *x != 0.0,
            Self::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Self::Str(s) => !s.is_empty(),
            Self::Bytes(b) => !b.is_empty(),
            Self::List(items) | Self::Tuple(items) => !items.is_empty(),
            Self::Dict(d) => !d.is_empty(),
            Self::Set(s) => !s.is_empty(),
            Self::BigInt(_) | Self::Ellipsis | Self::Opaque(_) => true,
        }
    }

    /// The text of a `str`.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }
    /// The dict, where it is one.
    pub fn as_dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }
    /// The items of a list (not of a tuple).
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }
    /// Whether it is an `int` or a `float`; `bool` is an `int`.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Int(_) | Self::BigInt(_) | Self::Float(_))
    }

    /// The text of a `str`, for its method `name`.
    ///
    /// # Errors
    /// `AttributeError` where it is no `str`.
    pub fn str_method(&self, name: &str) -> PyResult<&str> {
        self.as_str().ok_or_else(|| PyError::no_attribute(self, name))
    }
    /// The dict, for its method `name`.
    ///
    /// # Errors
    /// `AttributeError` where it is no dict.
    pub fn dict_method(&self, name: &str) -> PyResult<&Dict> {
        self.as_dict().ok_or_else(|| PyError::no_attribute(self, name))
    }
    /// The list, to change it by its method `name`.
    ///
    /// # Errors
    /// `AttributeError` where it is no list.
    pub fn list_mut(&mut self, name: &str) -> PyResult<&mut Vec<Value>> {
        match self {
            Self::List(items) => Ok(Arc::make_mut(items)),
            other => Err(PyError::no_attribute(other, name)),
        }
    }
    /// The dict, to change it by its method `name`.
    ///
    /// # Errors
    /// `AttributeError` where it is no dict.
    pub fn dict_mut(&mut self, name: &str) -> PyResult<&mut Dict> {
        match self {
            Self::Dict(dict) => Ok(Arc::make_mut(dict)),
            other => Err(PyError::no_attribute(other, name)),
        }
    }
}

/// Makes values out of Rust's types.
macro_rules! from {
    ($($type:ty: $given:ident => $value:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($given: $type) -> Self {
                $value
            }
        }
    )*};
}

from! {
    &'static str: text => Self::text(text);
    String: text => Self::Str(text.into());
    bool: b => Self::Bool(b);
    i32: number => Self::Int(number.into());
    i64: number => Self::Int(number);
    usize: number => Self::big(number.into());
    f64: number => Self::Float(number);
    Dict: dict => Self::Dict(Arc::new(dict));
    Set: set => Self::Set(Arc::new(set));
}

impl Dict {
    /// An empty dict.
    pub fn new() -> Self {
        Self::default()
    }
    /// How many keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The value of a key that is a `str`.
    pub fn get_str(&self, key: &str) -> Option<&Value> {
        self.0.get(&crate::equality::StrKey(key))
    }
    /// The value of a key.
    ///
    /// # Errors
    /// `TypeError` where the key cannot be hashed.
    pub fn get(&self, key: &Value) -> PyResult<Option<&Value>> {
        key.hashable()?;
        Ok(self.0.get(key))
    }
    /// The value of a key, to change it.
    ///
    /// # Errors
    /// `TypeError` where the key cannot be hashed.
    pub fn get_mut(&mut self, key: &Value) -> PyResult<Option<&mut Value>> {
        key.hashable()?;
        Ok(self.0.get_mut(key))
    }
    /// Whether a key is there.
    ///
    /// # Errors
    /// `TypeError` where the key cannot be hashed.
    pub fn contains(&self, key: &Value) -> PyResult<bool> {
        Ok(self.get(key)?.is_some())
    }
    /// `self[key] = value`: a key that is there keeps its place and its spelling.
    ///
    /// # Errors
    /// `TypeError` where the key cannot be hashed.
    pub fn insert(&mut self, key: Value, value: Value) -> PyResult<()> {
        key.hashable()?;
        self.0.insert(key, value);
        Ok(())
    }
    /// `self[key] = value` for a constant key.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.0.insert(Value::text(key), value.into());
    }
    /// `del self[key]`; the others keep their order.
    ///
    /// # Errors
    /// `TypeError` where the key cannot be hashed.
    pub fn remove(&mut self, key: &Value) -> PyResult<Option<Value>> {
        key.hashable()?;
        Ok(self.0.shift_remove(key))
    }
    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value, &Value)> {
        self.0.iter()
    }
    /// Keys and values in order, the values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Value, &mut Value)> {
        self.0.iter_mut()
    }
    /// Keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.0.keys()
    }
    /// Values in order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.0.values()
    }
}

impl Set {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }
    /// How many members.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Adds a member.
    ///
    /// # Errors
    /// `TypeError` where it cannot be hashed.
    pub fn add(&mut self, member: Value) -> PyResult<()> {
        member.hashable()?;
        self.0.insert(member);
        Ok(())
    }
    /// Whether it is a member. A set may be asked for, though it cannot be one: Python looks for its frozen copy.
    ///
    /// # Errors
    /// `TypeError` where it cannot be hashed.
    pub fn contains(&self, member: &Value) -> PyResult<bool> {
        if matches!(member, Value::Set(_)) {
            return Ok(false);
        }
        member.hashable()?;
        Ok(self.0.contains(member))
    }
    /// The members.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.0.iter()
    }
}
