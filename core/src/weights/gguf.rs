//! The GGUF container: metadata and the table of tensors (format: ggml's `docs/gguf.md`, versions 2 and 3, little-endian).
//!
//! Every length and count comes from the file and is checked against the bytes that are left before anything is allocated.

use std::collections::BTreeMap;
use std::ops::Range;

use super::dequant::GgmlType;

/// A file that breaks the format: what was seen. The caller adds the path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Malformed(pub(crate) String);

fn malformed<T>(what: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed(what.into()))
}

/// A metadata value. All integer widths are kept as one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Any integer type.
    Integer(i128),
    /// `f32` or `f64`.
    Float(f64),
    /// A flag.
    Bool(bool),
    /// A text; bytes that are no UTF-8 are replaced.
    Text(String),
    /// Values of one type.
    Array(Vec<Value>),
}

impl Value {
    /// What a person would call it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Bool(_) => "a flag",
            Self::Text(_) => "a text",
            Self::Array(_) => "an array",
        }
    }
}

/// One row of the tensor table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TensorInfo {
    /// Sizes, outermost first (the file lists them the other way round).
    pub(crate) shape: Vec<usize>,
    /// How the weights are stored.
    pub(crate) dtype: GgmlType,
    /// Where the weights lie in the file.
    pub(crate) range: Range<usize>,
}

impl TensorInfo {
    /// Weights in the tensor.
    pub(crate) fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// What the head of a GGUF file says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gguf {
    pub(crate) version: u32,
    pub(crate) metadata: BTreeMap<String, Value>,
    pub(crate) tensors: BTreeMap<String, TensorInfo>,
}

const MAGIC: &[u8; 4] = b"GGUF";
/// Dimensions that ggml knows.
const MAX_DIMENSIONS: u32 = 4;
/// Arrays of arrays of arrays do not occur; the limit keeps a hostile file from exhausting the call stack.
const MAX_NESTING: u32 = 3;

impl Gguf {
    /// Reads the head of a file that is wholly in memory.
    ///
    /// # Errors
    /// When the bytes are no GGUF file of version 2 or 3, end too early, or contradict themselves.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader { bytes, at: 0 };
        let version = read_version(&mut reader)?;
        let tensor_count = reader.count(24, "tensor")?;
        let metadata_count = reader.count(13, "metadata entry")?;
        let mut metadata = BTreeMap::new();
        for _ in 0..metadata_count {
            let key = reader.text()?;
            let kind = reader.u32()?;
            let value = reader.value(kind, 0).map_err(|Malformed(what)| Malformed(format!("metadata entry {key:?}: {what}")))?;
            metadata.insert(key, value);
        }
        let mut table = Vec::new();
        for _ in 0..tensor_count {
            table.push(read_tensor(&mut reader)?);
        }
        let data_start = align_up(reader.at, alignment(&metadata)?)?;
        let tensors = place(table, data_start, bytes.len())?;
        Ok(Self { version, metadata, tensors })
    }

    fn value<T>(&self, key: &str, wanted: &str, pick: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, Malformed> {
        let Some(value) = self.metadata.get(key) else { return Ok(None) };
        match pick(value) {
            Some(found) => Ok(Some(found)),
            None => malformed(format!("metadata entry {key:?} is {}, expected {wanted}", value.kind())),
        }
    }

    /// The text under `key`.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&str>, Malformed> {
        match self.metadata.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(other) => malformed(format!("metadata entry {key:?} is {}, expected a text", other.kind())),
        }
    }

    /// The non-negative integer under `key`.
    pub(crate) fn count(&self, key: &str) -> Result<Option<usize>, Malformed> {
        self.value(key, "a non-negative integer", |value| match value {
            Value::Integer(number) => usize::try_from(*number).ok(),
            _ => None,
        })
    }

    /// The number under `key`.
    pub(crate) fn number(&self, key: &str) -> Result<Option<f64>, Malformed> {
        self.value(key, "a number", |value| match value {
            Value::Float(number) => Some(*number),
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        })
    }

    /// The flag under `key`.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Malformed> {
        self.value(key, "a flag", |value| if let Value::Bool(flag) = value { Some(*flag) } else { None })
    }

    /// The texts under `key`.
    pub(crate) fn texts(&self, key: &str) -> Result<Option<Vec<&str>>, Malformed> {
        let Some(value) = self.metadata.get(key) else { return Ok(None) };
        let texts = match value {
            Value::Array(items) => {
                items.iter().map(|item| if let Value::Text(text) = item { Some(text.as_str()) } else { None }).collect()
            }
            _ => None,
        };
        texts.map_or_else(|| malformed(format!("metadata entry {key:?} is no array of texts")), |texts| Ok(Some(texts)))
    }

    /// The integers under `key`.
    pub(crate) fn integers(&self, key: &str) -> Result<Option<Vec<i128>>, Malformed> {
        let Some(value) = self.metadata.get(key) else { return Ok(None) };
        let numbers = match value {
            Value::Array(items) => {
                items.iter().map(|item| if let Value::Integer(number) = item { Some(*number) } else { None }).collect()
            }
            _ => None,
        };
        numbers.map_or_else(|| malformed(format!("metadata entry {key:?} is no array of integers")), |numbers| Ok(Some(numbers)))
    }
}

fn read_version(reader: &mut Reader<'_>) -> Result<u32, Malformed> {
    let magic = reader.take(4)?;
    if magic != MAGIC {
        return malformed(format!("this is no GGUF file: it begins with {:?}, not \"GGUF\"", String::from_utf8_lossy(magic)));
    }
    let version = reader.u32()?;
    match version {
        2 | 3 => Ok(version),
        1 => malformed("GGUF version 1 is too old; convert the model again with a current llama.cpp"),
        _ if matches!(version.swap_bytes(), 1..=3) => {
            malformed("the GGUF file is big-endian; only little-endian files can be read")
        }
        _ => malformed(format!("GGUF version {version} is not known; versions 2 and 3 can be read")),
    }
}

/// A tensor's name and row of the table, the range still counted from the start of the data.
fn read_tensor(reader: &mut Reader<'_>) -> Result<(String, TensorInfo), Malformed> {
    let name = reader.text()?;
    let dimensions = reader.u32()?;
    if dimensions > MAX_DIMENSIONS {
        return malformed(format!("tensor {name:?} has {dimensions} dimensions; at most {MAX_DIMENSIONS} are allowed"));
    }
    let mut shape = Vec::new();
    for _ in 0..dimensions {
        shape.push(reader.size()?);
    }
    shape.reverse();
    let dtype = GgmlType::from_code(reader.u32()?);
    let start = reader.size()?;
    let bytes = stored_bytes(&shape, dtype).map_err(|Malformed(what)| Malformed(format!("tensor {name:?}: {what}")))?;
    let Some(end) = start.checked_add(bytes) else {
        return malformed(format!("tensor {name:?} begins at {start}, beyond any file"));
    };
    Ok((name, TensorInfo { shape, dtype, range: start..end }))
}

/// Bytes that a tensor takes up; 0 for a type whose block layout is not known.
fn stored_bytes(shape: &[usize], dtype: GgmlType) -> Result<usize, Malformed> {
    let elements = shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    let Some(elements) = elements else { return malformed(format!("shape {shape:?} has more weights than can be counted")) };
    let Some((block, block_bytes)) = dtype.block() else { return Ok(0) };
    let row = shape.last().copied().unwrap_or(1);
    if !row.is_multiple_of(block) {
        return malformed(format!("rows of {row} weights do not divide into {dtype} blocks of {block}"));
    }
    let bytes = (elements / block).checked_mul(block_bytes);
    bytes.map_or_else(|| malformed(format!("shape {shape:?} has more bytes than can be counted")), Ok)
}

fn alignment(metadata: &BTreeMap<String, Value>) -> Result<usize, Malformed> {
    match metadata.get("general.alignment") {
        None => Ok(32),
        Some(Value::Integer(alignment @ 1..=0x10_0000)) if (*alignment as usize).is_power_of_two() => Ok(*alignment as usize),
        Some(other) => malformed(format!("metadata entry \"general.alignment\" is {other:?}, expected a power of two")),
    }
}

fn align_up(at: usize, alignment: usize) -> Result<usize, Malformed> {
    at.checked_next_multiple_of(alignment).map_or_else(|| malformed("the head is longer than any file"), Ok)
}

/// Moves the ranges to where the data really begin, and checks them against the length of the file.
fn place(table: Vec<(String, TensorInfo)>, start: usize, file_bytes: usize) -> Result<BTreeMap<String, TensorInfo>, Malformed> {
    let mut tensors = BTreeMap::new();
    for (name, mut info) in table {
        let end = info.range.end.checked_add(start).filter(|end| *end <= file_bytes);
        let Some(end) = end else {
            return malformed(format!(
                "the file is truncated: tensor {name:?} needs bytes up to {}, the file has {file_bytes}; fetch it again",
                info.range.end.saturating_add(start)
            ));
        };
        info.range = info.range.start + start..end;
        if tensors.insert(name.clone(), info).is_some() {
            return malformed(format!("tensor {name:?} is listed twice"));
        }
    }
    Ok(tensors)
}

/// Reads little-endian values one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let taken = self.at.checked_add(count).and_then(|end| self.bytes.get(self.at..end));
        let Some(taken) = taken else {
            return malformed(format!(
                "the file is truncated: {count} bytes wanted at {}, the file has {}; fetch it again",
                self.at,
                self.bytes.len()
            ));
        };
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn size(&mut self) -> Result<usize, Malformed> {
        let size = u64::from_le_bytes(self.array()?);
        usize::try_from(size).map_or_else(|_| malformed(format!("size {size} is larger than this machine can address")), Ok)
    }

    /// A number of things of which each takes at least `least_bytes`: more than the rest of the file can hold is refused.
    fn count(&mut self, least_bytes: usize, thing: &str) -> Result<usize, Malformed> {
        let count = self.size()?;
        let left = self.bytes.len() - self.at;
        if count > left / least_bytes {
            return malformed(format!(
                "the file is truncated: {count} times a {thing} do not fit in the {left} bytes left; fetch it again"
            ));
        }
        Ok(count)
    }

    fn text(&mut self) -> Result<String, Malformed> {
        let length = self.size()?;
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    fn value(&mut self, kind: u32, depth: u32) -> Result<Value, Malformed> {
        Ok(match kind {
            0 => Value::Integer(u8::from_le_bytes(self.array()?).into()),
            1 => Value::Integer(i8::from_le_bytes(self.array()?).into()),
            2 => Value::Integer(u16::from_le_bytes(self.array()?).into()),
            3 => Value::Integer(i16::from_le_bytes(self.array()?).into()),
            4 => Value::Integer(u32::from_le_bytes(self.array()?).into()),
            5 => Value::Integer(i32::from_le_bytes(self.array()?).into()),
            6 => Value::Float(f32::from_le_bytes(self.array()?).into()),
            7 => Value::Bool(self.array::<1>()? != [0]),
            8 => Value::Text(self.text()?),
            9 => self.values(depth)?,
            10 => Value::Integer(u64::from_le_bytes(self.array()?).into()),
            11 => Value::Integer(i64::from_le_bytes(self.array()?).into()),
            12 => Value::Float(f64::from_le_bytes(self.array()?)),
            _ => return malformed(format!("value type {kind} is not known; types 0 to 12 are")),
        })
    }

    fn values(&mut self, depth: u32) -> Result<Value, Malformed> {
        if depth >= MAX_NESTING {
            return malformed("arrays are nested too deep");
        }
        let kind = self.u32()?;
        let least_bytes = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            9 => 12,
            _ => 8,
        };
        let count = self.count(least_bytes, "value")?;
        let mut values = Vec::new();
        for _ in 0..count {
            values.push(self.value(kind, depth + 1)?);
        }
        Ok(Value::Array(values))
    }
}
