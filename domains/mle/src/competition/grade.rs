//! Offline grading: a line of JSON in, a line of JSON out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Competition, CompetitionError, Mode};

/// The competitions that lines may name, each opened when it is first named.
#[derive(Debug)]
pub struct Graders {
    data_dir: PathBuf,
    registry: Option<PathBuf>,
    open: Mutex<HashMap<String, Arc<Competition>>>,
}

impl Graders {
    /// Those below a data folder, with a checkout of the benchmark as registry where their own folders have no configuration.
    pub fn new(data_dir: &Path, registry: Option<&Path>) -> Self {
        Self { data_dir: data_dir.to_owned(), registry: registry.map(Path::to_owned), open: Mutex::default() }
    }

    /// The competition of an id.
    ///
    /// # Errors
    /// As [`Competition::open`].
    pub fn competition(&self, id: &str) -> Result<Arc<Competition>, CompetitionError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(competition) = open.get(id) {
            return Ok(Arc::clone(competition));
        }
        let competition = Arc::new(Competition::open(&self.data_dir, id, self.registry.as_deref())?);
        open.insert(id.to_owned(), Arc::clone(&competition));
        Ok(competition)
    }
}

/// Grades one line.
///
/// `{"metric": ..}` is a metric's business and answered by [`exitrl_metrics::grade_line`]. `{"competition": id, "submission": path}`, with
/// `"mode": "strict"` or `"compat"` if wanted, is answered with the fields of a [`CompetitionReport`](super::CompetitionReport), and with
/// `"error": {"kind", "message"}` where the submission has no score. A line that is neither, or names a competition that cannot be opened,
/// is answered with `{"error": kind, "message": text}`.
pub fn grade_line(graders: &Graders, line: &Value) -> Value {
    if line.get("metric").is_some() {
        return exitrl_metrics::grade_line(line);
    }
    graded(graders, line).unwrap_or_else(|(kind, message)| json!({"error": kind, "message": message}))
}

type Refusal = (&'static str, String);

fn graded(graders: &Graders, line: &Value) -> Result<Value, Refusal> {
    let bad = |message: String| ("bad_line", message);
    let Some(fields) = line.as_object() else {
        return Err(bad("the line is no JSON object; write {\"competition\": id, \"submission\": path}".to_owned()));
    };
    if let Some(unknown) = fields.keys().find(|name| !["competition", "submission", "mode"].contains(&name.as_str())) {
        return Err(bad(format!(
            "the line has the field {unknown:?}; write competition, submission and mode, or metric and its fields"
        )));
    }
    let text = |name: &str| {
        let missing = || bad(format!("the line's {name} is {}; write a text", fields.get(name).unwrap_or(&Value::Null)));
        fields.get(name).and_then(Value::as_str).ok_or_else(missing)
    };
    let (id, submission) = (text("competition")?, Path::new(text("submission")?));
    let competition = graders.competition(id).map_err(|e| ("competition", e.to_string()))?;
    let mode = match fields.get("mode") {
        None => competition.default_mode(),
        Some(mode) if mode == "strict" => Mode::Strict,
        Some(mode) if mode == "compat" => Mode::Compat,
        Some(mode) => return Err(bad(format!("the line's mode is {mode}; write \"strict\" or \"compat\""))),
    };
    let graded = competition.grade(submission, mode).map_err(|e| ("competition", e.to_string()))?;
    let mut answer = serde_json::to_value(&graded.report).map_err(|e| ("bad_line", e.to_string()))?;
    if let (Some(error), Some(fields)) = (graded.error, answer.as_object_mut()) {
        fields.insert("error".to_owned(), json!(error));
    }
    Ok(answer)
}
