//! The records of a file, one after another. What a file is, its first bytes tell, not its name.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use exitrl_domain::DomainError;
use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::parquet;
use super::values::kind;

/// Which record of a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A line of text.
    Line(u64),
    /// A row of a table, or an entry of a list.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Row(number) => write!(f, "row {number}"),
        }
    }
}

/// A record, or why there is none at its place; the next one may be well.
pub(crate) struct Record {
    pub(crate) place: Place,
    pub(crate) fields: Result<Map<String, Value>, String>,
}

/// Records in the order of the file, read as they are asked for. An error ends them.
pub(crate) type Records = Box<dyn Iterator<Item = Result<Record, DomainError>>>;

/// Opens a file of records: Parquet, JSON lines or one JSON list of objects, the latter two also gzipped.
///
/// # Errors
/// When the file cannot be read, or is Parquet of a kind that cannot be.
pub(crate) fn open(path: &Path) -> Result<Records, DomainError> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let start = file.fill_buf().map_err(|e| unreadable(path, &e))?;
    if start.starts_with(b"PAR1") {
        return parquet::open(path);
    }
    if start.starts_with(&[0x1f, 0x8b]) {
        return text(path, BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file)));
    }
    text(path, file)
}

/// The error for a file that cannot be read.
pub(crate) fn unreadable(path: &Path, seen: &dyn fmt::Display) -> DomainError {
    DomainError::data(format!(
        "the data set {} cannot be read: {seen}; check source.path and source.test_path (relative to the folder the program was \
         started in)",
        path.display()
    ))
}

fn text(path: &Path, mut input: impl BufRead + 'static) -> Result<Records, DomainError> {
    let failed = {
        let path = path.to_owned();
        move |e: io::Error| unreadable(&path, &e)
    };
    // A byte order mark is no part of the text.
    if input.fill_buf().map_err(&failed)?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    if first_byte(&mut input).map_err(&failed)? == Some(b'[') {
        input.consume(1);
        return Ok(Box::new(List { input, row: 0, over: false }.map(move |read| read.map_err(&failed))));
    }
    Ok(Box::new(Lines { input, line: 0, over: false }.map(move |read| read.map_err(&failed))))
}

/// The first byte that is no white space; it stays in the input. Blank lines before it are passed over only for a list, whose
/// entries are not counted by lines, so the white space of the first buffer decides.
fn first_byte(input: &mut impl BufRead) -> io::Result<Option<u8>> {
    let start = input.fill_buf()?;
    let blank = start.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let first = start.get(blank).copied();
    if first == Some(b'[') {
        input.consume(blank);
    }
    Ok(first)
}

struct Lines<R> {
    input: R,
    line: u64,
    over: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            let mut bytes = Vec::new();
            match self.input.read_until(b'\n', &mut bytes) {
                Ok(0) => self.over = true,
                Ok(_) => {
                    self.line += 1;
                    if !bytes.trim_ascii().is_empty() {
                        return Some(Ok(Record { place: Place::Line(self.line), fields: object_of(&bytes) }));
                    }
                }
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

fn object_of(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|e| format!("it is no UTF-8: {e}; write the file anew as UTF-8"))?;
    object(serde_json::from_str(text).map_err(|e| format!("it is not JSON: {e}; write one object a line"))?)
}

fn object(value: Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(fields) => Ok(fields),
        other => Err(format!("it is {}; write one object a line", kind(&other))),
    }
}

/// The entries of a JSON list, without the list being read whole.
struct List<R> {
    input: R,
    row: u64,
    over: bool,
}

impl<R: BufRead> List<R> {
    /// The next entry; [`None`] at the end of the list.
    fn entry(&mut self) -> io::Result<Option<Value>> {
        loop {
            let Some(&byte) = self.input.fill_buf()?.first() else {
                return Err(io::Error::other("its list is not closed: the file ends before the ]"));
            };
            match byte {
                b']' => return Ok(None),
                b',' | b' ' | b'\t' | b'\r' | b'\n' => self.input.consume(1),
                b'{' => {
                    let mut reader = serde_json::Deserializer::from_reader(&mut self.input);
                    return Value::deserialize(&mut reader).map(Some).map_err(io::Error::other);
                }
                // Beyond the end of an object nothing is read, but beyond that of a number there would be.
                _ => return Err(io::Error::other("it is no list of objects; write one object for each problem")),
            }
        }
    }
}

impl<R: BufRead> Iterator for List<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        self.row += 1;
        match self.entry() {
            Ok(Some(value)) => Some(Ok(Record { place: Place::Row(self.row), fields: object(value) })),
            Ok(None) => {
                self.over = true;
                None
            }
            Err(error) => {
                self.over = true;
                Some(Err(io::Error::new(error.kind(), format!("entry {} of its list: {error}", self.row))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn read(bytes: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        // The name says nothing.
        let path = folder.path().join("rows.txt");
        std::fs::write(&path, bytes).unwrap();
        let records = match open(&path) {
            Ok(records) => records,
            Err(error) => return vec![error.message],
        };
        let shown = |record: Result<Record, DomainError>| match record {
            Ok(Record { place, fields: Ok(fields) }) => format!("{place}: {}", Value::Object(fields)),
            Ok(Record { place, fields: Err(why) }) => format!("{place}: {}", why.split(':').next().unwrap()),
            Err(error) => error.message.split(": ").skip(1).collect::<Vec<_>>().join(": "),
        };
        records.map(shown).collect()
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn lines_are_counted_whatever_stands_on_them() {
        let text = b"\xef\xbb\xbf{\"a\":1}\r\n\n[1]\n{\n\xff\n{\"a\":2}";
        let want = ["line 1: {\"a\":1}", "line 3: it is a list; write one object a line", "line 4: it is not JSON"];
        let records = read(text);
        assert_eq!(records[..3], want);
        assert_eq!(records[3..], ["line 5: it is no UTF-8", "line 6: {\"a\":2}"]);
    }

    #[test]
    fn one_list_of_objects_is_read_entry_by_entry() {
        assert_eq!(read(b" \n[ {\"a\": [1, {}]},\n {\"a\": \"]\"} ]"), ["row 1: {\"a\":[1,{}]}", "row 2: {\"a\":\"]\"}"]);
        assert_eq!(read(b"[]"), [""; 0]);
        let broken = read(b"[{\"a\": 1}, {\"a\" 2}]");
        assert_eq!(broken.len(), 2);
        assert!(broken[1].starts_with("entry 2 of its list: expected `:`"), "{}", broken[1]);
        assert!(read(b"[{\"a\": 1}")[1].contains("not closed"));
        assert!(read(b"[1, 2]")[0].contains("no list of objects"));
    }

    #[test]
    fn gzipped_text_is_unpacked_member_by_member() {
        let mut bytes = gzipped(b"{\"a\":1}\n");
        bytes.extend(gzipped(b"{\"a\":2}\n"));
        assert_eq!(read(&bytes), ["line 1: {\"a\":1}", "line 2: {\"a\":2}"]);
        bytes.truncate(bytes.len() - 9);
        let cut = read(&bytes);
        assert!(cut.last().unwrap().contains("source.path"), "{cut:?}");
    }

    #[test]
    fn a_deep_record_is_refused_and_not_followed_down() {
        let deep = "[".repeat(100_000);
        assert_eq!(read(format!("{{\"a\": {deep}\n").as_bytes()), ["line 1: it is not JSON"]);
    }
}
