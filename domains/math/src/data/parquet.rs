//! Records of a Parquet file, row group by row group.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use exitrl_domain::DomainError;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::{Map, Value, json};

use super::records::{Place, Record, Records, unreadable};

/// Columns that some form of row reads; the others, such as pictures or worked variants, are not even unpacked.
const COLUMNS: [&str; 35] = [
    "ability",
    "answer",
    "answer_index",
    "answerkey",
    "body",
    "choices",
    "context",
    "correct",
    "data_source",
    "data_topic",
    "difficulty",
    "expected_answer",
    "extra_info",
    "final_answer",
    "gold",
    "ground_truth",
    "instruction",
    "is_multiple_answer",
    "label",
    "level",
    "messages",
    "options",
    "problem",
    "problem_type",
    "prompt",
    "query",
    "question",
    "reward_model",
    "solution",
    "subfield",
    "subject",
    "target",
    "topic",
    "type",
    "unit",
];

/// The records of the Parquet file at `path`.
///
/// # Errors
/// When its metadata cannot be read.
pub(crate) fn open(path: &Path) -> Result<Records, DomainError> {
    let failed = {
        let path = path.to_owned();
        move |e: ParquetError| unreadable(&path, &e)
    };
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let reader = SerializedFileReader::new(file).map_err(&failed)?;
    let wanted = projection(reader.metadata().file_metadata().schema());
    let rows = RowIter::from_file_into(Box::new(reader)).project(wanted).map_err(&failed)?;
    let numbered = (1..).zip(rows);
    Ok(Box::new(numbered.map(move |(row, read)| {
        let fields = read.map_err(&failed)?;
        Ok(Record { place: Place::Row(row), fields: Ok(record(&fields)) })
    })))
}

/// The schema with the wanted columns alone; [`None`] where none is, so that a message can name those that are there.
fn projection(schema: &Type) -> Option<Type> {
    let wanted = |column: &&Arc<Type>| COLUMNS.iter().any(|name| name.eq_ignore_ascii_case(column.name()));
    let columns: Vec<Arc<Type>> = schema.get_fields().iter().filter(wanted).cloned().collect();
    if columns.is_empty() {
        return None;
    }
    Type::group_type_builder(schema.name()).with_fields(columns).build().ok()
}

fn record(row: &Row) -> Map<String, Value> {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
}

/// A field as JSON. Its depth is that of the schema.
fn value(field: &Field) -> Value {
    match field {
        Field::Bool(value) => json!(value),
        Field::Byte(value) => json!(value),
        Field::Short(value) => json!(value),
        Field::Int(value) => json!(value),
        Field::Long(value) => json!(value),
        Field::UByte(value) => json!(value),
        Field::UShort(value) => json!(value),
        Field::UInt(value) => json!(value),
        Field::ULong(value) => json!(value),
        Field::Float16(value) => json!(value.to_f64()),
        Field::Float(value) => json!(value),
        Field::Double(value) => json!(value),
        Field::Str(text) => json!(text),
        // Some writers leave out that a column of bytes is text.
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).map_or(Value::Null, |text| json!(text)),
        Field::Group(row) => Value::Object(record(row)),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::MapInternal(map) => {
            map.entries().iter().filter_map(|(key, entry)| Some((value(key).as_str()?.to_owned(), value(entry)))).collect()
        }
        // A fixed-point number is shown with its places, a time as its count; no form reads either as anything but text.
        Field::Decimal(_) => json!(field.to_string()),
        Field::Null
        | Field::Date(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::TimestampMillis(_)
        | Field::TimestampMicros(_) => Value::Null,
    }
}
