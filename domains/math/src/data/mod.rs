//! Problems from data sets, in whichever of the public forms they come.
//!
//! ```text
//! records.rs  a file's records in order: JSON lines, one JSON array, either of them gzipped; parquet.rs: Parquet
//! format.rs   which form a record has, by its fields or by its name in the configuration, and how its answers are read
//! row.rs      question, gold answer, policy, subject and level of a record; values.rs: what may stand in a field
//! dataset.rs  the distinct problems of one or two files, divided between the splits
//! ```

mod dataset;
mod format;
mod parquet;
mod records;
mod row;
mod values;

pub(crate) use dataset::{Dataset, Wanted};
pub use format::{AnswerPolicy, DataFormat};
pub use row::About;
