//! Records of a Parquet file, row group by row group.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    let path = path.to_owned();
    let failed = |e: ParquetError| unreadable(&path, &e);
    let file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
    let reader = SerializedFileReader::new(file).map_err(&failed)?;
    let wanted = projection(reader.metadata().file_metadata().schema());
    let mut rows = RowIter::from_file_into(Box::new(reader)).project(wanted).map_err(&failed)?;
    let (mut number, mut over) = (0, false);
    Ok(Box::new(std::iter::from_fn(move || {
        if over {
            return None;
        }
        number += 1;
        let place = Place::Row(number);
        let row = next(&mut rows)?;
        over = row.is_err();
        let failed = |seen| unreadable(&path, &format!("{place}: {seen}"));
        Some(row.map(|row| Record { place, fields: Ok(record(&row)) }).map_err(failed))
    })))
}

/// The next row. The library panics at some contradictions in a file's metadata; they are errors of the file like any other.
fn next(rows: &mut RowIter<'_>) -> Option<Result<Row, String>> {
    let read = catch_unwind(AssertUnwindSafe(|| rows.next()));
    match read {
        Ok(row) => row.map(|row| row.map_err(|e| e.to_string())),
        Err(_) => Some(Err("its metadata contradicts itself".to_owned())),
    }
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

#[cfg(test)]
mod tests {
    use super::super::format::DataFormat;
    use super::super::records;
    use super::super::row::{About, Row as Problem};
    use super::*;
    use crate::data::AnswerPolicy;
    use std::path::PathBuf;

    /// A file that another program wrote: see `make_parquet.py` beside it.
    fn fixture(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/math/fixtures/parquet").join(format!("{name}.parquet"))
    }

    fn read(name: &str) -> Vec<Map<String, Value>> {
        records::open(&fixture(name)).unwrap().map(|record| record.unwrap().fields.unwrap()).collect()
    }

    fn problems(name: &str) -> Vec<(String, String, About)> {
        let problem = |record: Map<String, Value>| Problem::read(&record, DataFormat::Auto).unwrap();
        read(name).into_iter().map(problem).map(|row| (row.question, row.gold, row.about)).collect()
    }

    fn about(policy: AnswerPolicy, subject: Option<&str>, level: Option<&str>) -> About {
        About { policy, subject: subject.map(str::to_owned), level: level.map(str::to_owned) }
    }

    #[test]
    fn nested_columns_of_several_row_groups_are_read_in_order() {
        let records = read("five_fields.zstd");
        assert_eq!(records.len(), 25);
        let want = json!({
            "data_source": "openai/gsm8k",
            "prompt": [
                {"content": "Be brief.", "role": "system"},
                {"content": "Ann has 14 pears and gets 2 more. How many has she? Write the answer after ####.", "role": "user"},
            ],
            "ability": "math",
            "reward_model": {"ground_truth": "16", "style": "rule"},
            "extra_info": {"index": 14, "question": "Ann has 14 pears and gets 2 more. How many has she?", "split": "train"},
        });
        assert_eq!(json!(records[14]), want, "the picture is left out");
        let problems = problems("five_fields.zstd");
        for (n, (question, gold, about)) in problems.into_iter().enumerate() {
            let bare = format!("Ann has {n} pears and gets {} more. How many has she?", n % 3);
            let want = if n % 2 == 0 {
                (bare, AnswerPolicy::Gsm8k)
            } else {
                (format!("{bare} Write the answer after ####."), AnswerPolicy::Competition)
            };
            assert_eq!(((question, about.policy), gold), (want, (n + n % 3).to_string()));
        }
    }

    #[test]
    fn every_packing_and_width_is_read() {
        let boxed = problems("boxed.snappy");
        let competition = |subject, level| about(AnswerPolicy::Competition, subject, level);
        assert_eq!(boxed[0], ("Half of 1?".into(), "\\frac{1}{2}".into(), competition(Some("Algebra"), Some("1"))));
        assert_eq!(boxed[1], ("Solve $x^2 = 4$.".into(), "-2, 2".into(), competition(Some("Algebra"), Some("2"))));
        assert_eq!(boxed[2], ("One third of 1?".into(), "\\dfrac13".into(), competition(None, Some("3"))));
        let olympiad = problems("olympiad.gzip");
        assert_eq!(olympiad[0], ("What is 1 m + 1 m?".into(), "2 \\text{ m}".into(), competition(Some("Geometry"), None)));
        assert_eq!(olympiad[1], ("Let $x^2 = 1$.\n\nSolve.".into(), "$1$, $-1$".into(), competition(Some("Algebra"), None)));
        let golds: Vec<String> = problems("numbers.plain").into_iter().map(|(_, gold, _)| gold).collect();
        assert_eq!(golds, ["27", "0.5", "-3"]);
        let choices = problems("choices.old_lists");
        assert_eq!(choices, [("1 + 1?\nA) 1\nB) 2\nC) 3\nD) 4".into(), "B".into(), about(AnswerPolicy::Choice, None, None))]);
    }

    #[test]
    fn a_table_without_a_known_column_is_refused_with_the_columns_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names");
        let schema = "message schema { required binary nom (UTF8); required int32 age; }";
        let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
        let mut writer =
            parquet::file::writer::SerializedFileWriter::new(File::create(&path).unwrap(), schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<parquet::data_type::ByteArrayType>().write_batch(&["Ann".into()], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<parquet::data_type::Int32Type>().write_batch(&[7], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        let record = records::open(&path).unwrap().next().unwrap().unwrap();
        assert_eq!(record.place.to_string(), "row 1");
        let error = Problem::read(&record.fields.unwrap(), DataFormat::Auto).unwrap_err();
        assert!(error.starts_with("its fields are [nom, age]"), "{error}");
    }

    #[test]
    fn a_damaged_file_is_an_error_with_its_name_and_never_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damaged.parquet");
        let whole = std::fs::read(fixture("numbers.plain")).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let error = records::open(&path).err().unwrap();
        assert!(error.message.contains("damaged.parquet cannot be read"), "{error}");
        let mut num_refused = 0;
        for at in 4..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            std::fs::write(&path, &bytes).unwrap();
            let error = match records::open(&path) {
                Ok(mut records) => records.find_map(Result::err),
                Err(error) => Some(error),
            };
            num_refused += u32::from(error.is_some_and(|error| error.message.contains("damaged.parquet cannot be read")));
        }
        // The rest are names of columns and values, which may be anything, and what no reader looks at.
        assert!(num_refused > 800, "{num_refused} of {}", whole.len());
    }
}
