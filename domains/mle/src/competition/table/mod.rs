//! Tables from CSV files, read as pandas reads them.
//!
//! ```text
//! file --csv crate--> fields --> names as pandas makes them, one [`Column`] a name --> kind of each column (column.rs, number.rs)
//! ```
//!
//! The benchmark grades what `pandas.read_csv` made of a submission, so its rules are kept: the first line names the columns, a missing
//! field is a missing value, a line with too many fields is an error, and where the first line of data has more fields than the header the
//! surplus at the front is no column.

mod column;
mod number;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use super::error::{ErrorKind, SubmissionError};
pub(crate) use column::{Column, Key, Kind, field_number, field_whole, is_missing};

/// Longest file that is read, in bytes: the largest submission of the lite set has about 130 MB.
const MAX_FILE_BYTES: u64 = 1 << 29;
/// Longest field, in bytes.
const MAX_FIELD_BYTES: usize = 1 << 20;
/// Most columns.
const MAX_COLUMNS: usize = 16_384;
/// Most fields, counting those that short lines lack: the largest submission of the lite set has 12 million.
const MAX_CELLS: usize = 1 << 25;
/// A record that follows the file: when it does not come out as it went in, the file ended inside quotes.
const SENTINEL: &str = "\nexitrl: the end of the file\n";

/// A table: columns of one length, by name.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// Reads a file. One that is empty is a table without columns.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, is no UTF-8, holds a NUL byte, ends inside quotes, or has a line with too many fields.
    pub(crate) fn read(path: &Path) -> Result<Self, SubmissionError> {
        let unreadable = |e: std::io::Error| {
            SubmissionError::new(
                ErrorKind::Unreadable,
                format!("{} cannot be read: {e}; write a plain CSV file there", path.display()),
            )
        };
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(SubmissionError::new(
                ErrorKind::TooLarge,
                format!(
                    "{} is longer than {MAX_FILE_BYTES} bytes, the most that is read; write only the columns of the sample submission",
                    path.display()
                ),
            ));
        }
        Self::parse(&bytes)
    }

    /// As [`read`](Self::read), from bytes in memory.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, SubmissionError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|e| {
            SubmissionError::new(
                ErrorKind::NotUtf8,
                format!(
                    "the file is no UTF-8 text: byte {} (0x{:02x}) fits no character; write it with encoding='utf-8'",
                    e.valid_up_to(),
                    bytes.get(e.valid_up_to()).copied().unwrap_or_default()
                ),
            )
        })?;
        if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
            let text = format!("the file holds a NUL byte at byte {at}, line {line}; write text only");
            return Err(SubmissionError::new(ErrorKind::NulByte, text));
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(text.as_bytes()).chain(Cursor::new(SENTINEL.as_bytes())));
        Builder { length: text.len() as u64, ..Builder::default() }.read(&mut reader)
    }

    /// The columns in the order of the file.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }
    /// The column of a name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }
    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }
    /// The names of the columns, in the order of the file.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(Column::name).collect()
    }
}

#[derive(Default)]
struct Builder {
    header: Option<Vec<String>>,
    /// Fields at the front of each line that are no columns; known with the first line of data.
    leading: Option<usize>,
    columns: Vec<Column>,
    rows: usize,
    /// Bytes of the file, without the sentinel.
    length: u64,
    /// Whether the sentinel came out as a record of its own.
    ended: bool,
}

impl Builder {
    fn read<R: Read>(mut self, reader: &mut csv::Reader<R>) -> Result<Table, SubmissionError> {
        let mut record = csv::StringRecord::new();
        loop {
            let more = reader.read_record(&mut record).map_err(|e| {
                SubmissionError::new(
                    ErrorKind::MalformedCsv,
                    format!("the file cannot be read as CSV: {e}; write it with to_csv"),
                )
            })?;
            if !more {
                break;
            }
            // The last record of the file itself ends with the sentinel's line feed at the latest.
            if reader.position().byte() > self.length + 2 {
                self.ended = record.len() == 1 && record.get(0) == Some(SENTINEL.trim_matches('\n'));
                break;
            }
            if record.len() == 1 && record.get(0).is_some_and(is_blank) {
                continue;
            }
            let line = record.position().map_or(0, csv::Position::line);
            match &self.header {
                None => self.header = Some(header_of(&record)?),
                Some(header) => {
                    let header = header.len();
                    self.add(&record, header, line)?;
                }
            }
        }
        self.finish()
    }

    fn add(&mut self, record: &csv::StringRecord, header: usize, line: u64) -> Result<(), SubmissionError> {
        if self.leading.is_none() {
            let leading = record.len().saturating_sub(header);
            if leading > MAX_COLUMNS {
                return Err(too_wide(record.len()));
            }
            self.leading = Some(leading);
            self.columns = (0..header).map(|_| Column::default()).collect();
        }
        if self.rows.saturating_add(1).saturating_mul(header) > MAX_CELLS {
            let text = format!("line {line} makes more than {MAX_CELLS} fields, the most that are read; write one line per id");
            return Err(SubmissionError::new(ErrorKind::TooLarge, text));
        }
        let leading = self.leading.unwrap_or_default();
        if record.len() > header + leading {
            let text = format!(
                "line {line} has {} fields where {} were expected; quote texts that hold commas and write every line alike",
                record.len(),
                header + leading
            );
            return Err(SubmissionError::new(ErrorKind::MalformedCsv, text));
        }
        for (index, column) in self.columns.iter_mut().enumerate() {
            let field = record.get(leading + index).unwrap_or_default();
            if field.len() > MAX_FIELD_BYTES {
                let text = format!(
                    "line {line}, field {} is {} bytes long, {MAX_FIELD_BYTES} are the most; check the quotes and the value",
                    leading + index + 1,
                    field.len()
                );
                return Err(SubmissionError::new(ErrorKind::TooLarge, text));
            }
            column.push(field);
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(self) -> Result<Table, SubmissionError> {
        if !self.ended {
            let text = "the file ends inside a quoted field; close every quotation mark, and double those inside a text";
            return Err(SubmissionError::new(ErrorKind::MalformedCsv, text.to_owned()));
        }
        let names = pandas_names(self.header.unwrap_or_default());
        let mut columns = self.columns;
        columns.resize_with(names.len(), Column::default);
        let chunk = column::rows_in_chunk(names.len() + self.leading.unwrap_or_default());
        for (column, name) in columns.iter_mut().zip(names) {
            column.close(name, chunk);
        }
        Ok(Table { columns, rows: self.rows })
    }
}

/// Blanks that pandas skips as an empty line.
fn is_blank(field: &str) -> bool {
    !field.is_empty() && field.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

fn too_wide(columns: usize) -> SubmissionError {
    let text = format!("the file has {columns} columns, {MAX_COLUMNS} are the most; write the columns of the sample submission");
    SubmissionError::new(ErrorKind::TooLarge, text)
}

fn header_of(record: &csv::StringRecord) -> Result<Vec<String>, SubmissionError> {
    if record.len() > MAX_COLUMNS {
        return Err(too_wide(record.len()));
    }
    if record.iter().any(|name| name.len() > MAX_FIELD_BYTES) {
        let text = format!("a column's name is longer than {MAX_FIELD_BYTES} bytes; start the file with a line of column names");
        return Err(SubmissionError::new(ErrorKind::TooLarge, text));
    }
    Ok(record.iter().map(str::to_owned).collect())
}

/// Names as pandas makes them: an empty one becomes `Unnamed: 3`, a second `a` becomes `a.1`; given names keep precedence over made ones.
fn pandas_names(header: Vec<String>) -> Vec<String> {
    let unnamed: Vec<bool> = header.iter().map(String::is_empty).collect();
    let mut names: Vec<String> = header
        .into_iter()
        .enumerate()
        .map(|(index, name)| if name.is_empty() { format!("Unnamed: {index}") } else { name })
        .collect();
    let mut taken: std::collections::HashSet<String> = names.iter().cloned().collect();
    let mut counts = std::collections::HashMap::<String, usize>::new();
    let order = (0..names.len()).filter(|&index| !unnamed[index]).chain((0..names.len()).filter(|&index| unnamed[index]));
    for index in order.collect::<Vec<_>>() {
        let old = names[index].clone();
        let mut name = old.clone();
        let mut count = counts.get(&old).copied().unwrap_or_default();
        while count > 0 {
            counts.insert(old.clone(), count + 1);
            name = format!("{old}.{count}");
            count = if taken.contains(&name) { count + 1 } else { counts.get(&name).copied().unwrap_or_default() };
        }
        taken.insert(name.clone());
        counts.insert(name.clone(), count + 1);
        names[index] = name;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table::parse(text.as_bytes()).unwrap()
    }

    fn cells(table: &Table, name: &str) -> Vec<String> {
        let column = table.column(name).unwrap();
        (0..table.rows()).map(|row| column.raw(row).to_owned()).collect()
    }

    #[test]
    fn quotes_line_ends_blank_lines_and_a_byte_order_mark_are_read_as_pandas_reads_them() {
        let read = table("\u{feff}\"a\",b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n   \n2,w\"q\r3,last");
        assert_eq!(read.names(), ["a", "b"]);
        assert_eq!(cells(&read, "a"), ["1", "2", "3"]);
        assert_eq!(cells(&read, "b"), ["x, \"y\"\nz", "w\"q", "last"]);
    }

    #[test]
    fn names_that_are_empty_or_occur_again_get_the_names_that_pandas_gives() {
        assert_eq!(table("a,a,a.1\n1,2,3\n").names(), ["a", "a.2", "a.1"]);
        assert_eq!(table("a,a,a,a.1,a.2\n").names(), ["a", "a.3", "a.4", "a.1", "a.2"]);
        assert_eq!(table("a,,b\n1,2,3\n").names(), ["a", "Unnamed: 1", "b"]);
    }

    #[test]
    fn an_empty_file_is_an_empty_table_and_a_header_alone_has_no_rows() {
        assert_eq!((table("").columns().len(), table("\n\n").rows()), (0, 0));
        let header = table("a,b");
        assert_eq!((header.names(), header.rows()), (vec!["a", "b"], 0));
    }

    #[test]
    fn short_lines_are_filled_and_long_lines_are_an_error_that_names_the_line() {
        assert_eq!(cells(&table("a,b\n1\n"), "b"), [""]);
        let error = Table::parse(b"a,b\n1,2\n1,2,3\n").unwrap_err();
        assert_eq!(error.kind, ErrorKind::MalformedCsv);
        assert!(error.message.starts_with("line 3 has 3 fields where 2 were expected"), "{error}");
    }

    #[test]
    fn where_the_first_line_of_data_is_longer_than_the_header_the_surplus_at_the_front_is_no_column() {
        let read = table("a,b,c\n1,2,3,4\n5,6,7\n");
        assert_eq!((cells(&read, "a"), cells(&read, "c")), (vec!["2".into(), "6".into()], vec!["4".to_owned(), String::new()]));
    }

    #[test]
    fn a_file_that_ends_inside_quotes_is_no_utf8_or_holds_a_nul_byte_is_refused() {
        let kind = |bytes: &[u8]| Table::parse(bytes).unwrap_err().kind;
        assert_eq!(kind(b"a\n\"x\n"), ErrorKind::MalformedCsv);
        assert_eq!(kind(b"a\n\xff\n"), ErrorKind::NotUtf8);
        assert_eq!(kind(b"a\n1\x002\n"), ErrorKind::NulByte);
        let text = Table::parse(b"a\n1\n2\x00\n").unwrap_err().message;
        assert_eq!(text, "the file holds a NUL byte at byte 5, line 3; write text only");
    }

    #[test]
    fn many_short_lines_under_a_wide_header_are_refused_before_they_fill_the_memory() {
        // 16,384 columns times 2,049 lines is just beyond 2^25.
        let text = format!("{}\n{}", ["a"; 16_384].join(","), "1\n".repeat(2_049));
        let error = Table::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TooLarge);
        assert!(error.message.starts_with("line 2050 makes more than 33554432 fields"), "{error}");
    }

    #[test]
    fn a_field_of_more_than_a_mebibyte_is_refused_with_its_place() {
        let text = format!("a,b\n1,{}\n", "x".repeat(MAX_FIELD_BYTES + 1));
        let error = Table::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TooLarge);
        assert!(error.message.starts_with("line 2, field 2 is 1048577 bytes long"), "{error}");
    }
}
