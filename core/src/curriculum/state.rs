//! A curriculum's state as JSON lines, written and read one at a time: a large buffer never stands in memory twice.

use std::io::{BufRead, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CheckpointError;

/// Writes one value as a line.
pub(super) fn write_line(output: &mut dyn Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}

/// Reads one value from the next line.
pub(super) fn next_line<T: DeserializeOwned>(input: &mut dyn BufRead) -> Result<T, CheckpointError> {
    let mut line = String::new();
    let misfit = |what: String| CheckpointError::Content {
        path: "curriculum.jsonl".into(),
        what: format!(
            "the saved curriculum state cannot be read: {what}; resume with the `[curriculum] type` that the run was started with"
        ),
    };
    match input.read_line(&mut line) {
        Ok(0) => Err(misfit("it ends early".into())),
        Ok(_) => serde_json::from_str(&line).map_err(|e| misfit(e.to_string())),
        Err(error) => Err(misfit(error.to_string())),
    }
}
