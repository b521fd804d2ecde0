//! The table of verdicts: printed at the end of each tier and written to the file that `EXITRL_ATTACK_TABLE` names.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Mutex;

/// One program's verdict in one tier.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) verdict: Verdict,
    /// Seconds from the planting to the verdict.
    pub(crate) seconds: f64,
}

/// What was seen.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// Contained (or, for an honest program, unharmed); with the outcome of the report.
    Held(String),
    /// Not contained as a limit of this machine, which the report declares.
    Weaker(String),
    /// What it needs is not here.
    Skipped(String),
    /// Every breach.
    Breached(Vec<String>),
}

impl Row {
    fn line(&self) -> String {
        let (word, detail) = match &self.verdict {
            Verdict::Held(outcome) => ("held", outcome.clone()),
            Verdict::Weaker(why) => ("weaker here", why.clone()),
            Verdict::Skipped(why) => ("skipped", why.clone()),
            Verdict::Breached(breaches) => ("BREACHED", breaches.join("; ").replace('|', "/").replace('\n', " ")),
        };
        format!("| {} | {} | {word} | {:.1} s | {detail} |", self.group, self.name, self.seconds)
    }
}

static SECTIONS: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// Prints a tier's table past the test harness's capture and writes all tables so far.
pub(crate) fn publish(tier: &str, rows: &[Row]) {
    let count = |wanted: fn(&Verdict) -> bool| rows.iter().filter(|row| wanted(&row.verdict)).count();
    let mut text = format!(
        "\n## {tier}: {} programs, {} held, {} weaker here, {} skipped, {} breached\n\n| group | program | verdict | time | seen |\n|---|---|---|---|---|\n",
        rows.len(),
        count(|verdict| matches!(verdict, Verdict::Held(_))),
        count(|verdict| matches!(verdict, Verdict::Weaker(_))),
        count(|verdict| matches!(verdict, Verdict::Skipped(_))),
        count(|verdict| matches!(verdict, Verdict::Breached(_))),
    );
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    publish_text(tier, text);
}

/// Prints a tier's section and writes all sections so far.
pub(crate) fn publish_text(tier: &str, text: String) {
    let _ = std::io::stderr().write_all(text.as_bytes());
    let mut sections = SECTIONS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    sections.insert(tier.to_owned(), text);
    if let Some(path) = std::env::var_os("EXITRL_ATTACK_TABLE") {
        let whole: String = sections.values().map(String::as_str).collect();
        if let Err(error) = std::fs::write(&path, whole) {
            let _ = writeln!(std::io::stderr(), "the table could not be written to {}: {error}", path.display());
        }
    }
}
