//! What came of a run, for people: a table and a picture of accuracy over self-iterations and reward over train steps.
//!
//! ```text
//! metrics.jsonl, eval/step_<N>.json -> read.rs -> RunData -> table.rs -> report.txt
//!                                                        -> picture.rs -> svg.rs, axis.rs -> report.svg
//! ```

mod axis;
pub(crate) mod picture;
mod read;
pub(crate) mod svg;
mod table;

use std::path::{Path, PathBuf};

pub use read::{EvalSummary, RunData};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be read or written.
    #[error("{path}: {what}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, and what to do about it.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file holds something else than it should.
    #[error("{path}: {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What was seen and what to do.
        what: String,
    },
    /// There is nothing to report on.
    #[error(
        "{path}: no evaluation and no train step is recorded here; give the folder of a run that has begun, the one that \
         holds metrics.jsonl"
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Where the report of a run lies, and its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPaths {
    /// The table as a text file.
    pub table: PathBuf,
    /// The picture.
    pub picture: PathBuf,
    /// The table.
    pub text: String,
}

/// Writes `report.txt` and `report.svg` into a run folder, from what the run recorded so far.
///
/// # Errors
/// When the folder holds no run, a file in it is damaged, or the report cannot be written.
pub fn write(run_dir: &Path) -> Result<ReportPaths, ReportError> {
    let data = RunData::read(run_dir)?;
    let text = table::table(&data);
    let paths = ReportPaths { table: run_dir.join("report.txt"), picture: run_dir.join("report.svg"), text };
    put(&paths.table, &paths.text)?;
    put(&paths.picture, &picture::picture(&data))?;
    Ok(paths)
}

fn put(path: &Path, text: &str) -> Result<(), ReportError> {
    let what = "the report cannot be written; check that the run folder may be written";
    std::fs::write(path, text).map_err(|source| ReportError::Io { path: path.to_owned(), what, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let eval = folder.path().join("eval");
        std::fs::create_dir(&eval).unwrap();
        for (train_step, accuracy) in [(0, "[0.25, 0.25, 0.5]"), (40, "[0.5, 0.75, 0.875]")] {
            let text = format!(
                r#"{{"train_step":{train_step},"domain":"math","num_tasks":8,"num_samples":2,"accuracy":{accuracy},
                "wrong_to_right":[0,1,2],"right_to_wrong":[0,0,0]}}"#
            );
            std::fs::write(eval.join(format!("step_{train_step}.json")), text).unwrap();
        }
        std::fs::write(eval.join("step_0.rows.jsonl"), "{}\n").unwrap();
        let rows: String =
            (1..=40).map(|n| format!("{{\"train_step\":{n},\"reward/mean\":{}}}\n", f64::from(n) / 80.0)).collect();
        // The last line is torn, as after a kill.
        std::fs::write(folder.path().join("metrics.jsonl"), rows + "{\"train_st").unwrap();
        folder
    }

    #[test]
    fn a_run_folder_gives_a_table_and_a_picture() {
        let folder = run_folder();
        let report = write(folder.path()).unwrap();
        let expect = "math: accuracy on 8 held-out tasks, 2 samples each\n\n  \
                      k   train step 0   train step 40    change\n  \
                      0          0.250           0.500    +0.250\n  \
                      1          0.250           0.750    +0.500\n  \
                      2          0.500           0.875    +0.375\n";
        assert_eq!(report.text, expect);
        assert_eq!(std::fs::read_to_string(report.table).unwrap(), expect);
        let svg = std::fs::read_to_string(report.picture).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        for text in ["accuracy", "reward", "train step 40", "self-iterations (k)"] {
            assert!(svg.contains(text), "{text}");
        }
    }

    #[test]
    fn a_folder_without_a_run_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let message = write(folder.path()).unwrap_err().to_string();
        assert!(message.contains("metrics.jsonl"), "{message}");
        let message = write(&folder.path().join("nowhere")).unwrap_err().to_string();
        assert!(message.contains("nowhere"), "{message}");
    }

    #[test]
    fn a_damaged_summary_is_named() {
        let folder = run_folder();
        std::fs::write(folder.path().join("eval/step_0.json"), "{\"train_step\": 0}").unwrap();
        let message = write(folder.path()).unwrap_err().to_string();
        assert!(message.contains("step_0.json") && message.contains("missing field"), "{message}");
    }
}
