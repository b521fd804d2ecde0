//! What the check found.

use std::fmt;

use serde::Serialize;

/// How one law fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Every case kept it.
    Kept,
    /// A case broke it.
    Broken {
        /// What failed, on which input, what was seen, what to do.
        what: String,
        /// The last openings (`=`), requests (`>`), responses (`<`) and failures (`!`) before, oldest first; long ones are shortened.
        transcript: Vec<String>,
    },
    /// The domain has nothing that the law speaks of.
    NotApplicable {
        /// Why not.
        why: String,
    },
}

impl Verdict {
    /// `"kept"`, `"BROKEN"` or `"n/a"`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken { .. } => "BROKEN",
            Self::NotApplicable { .. } => "n/a",
        }
    }
}

/// One law's row of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawReport {
    /// Number of the law, from 1.
    pub number: u8,
    /// Its short name.
    pub name: &'static str,
    /// The law in one sentence.
    pub sentence: &'static str,
    /// How it fared.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Cases tried.
    pub cases: u64,
    /// What a reader should know of how it was tried.
    pub notes: Vec<String>,
    /// Time taken, in seconds.
    pub seconds: f64,
}

/// All laws' rows. Its [`Display`](fmt::Display) is the table for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The domain's name.
    pub name: String,
    /// The domain's version.
    pub version: String,
    /// How it was reached.
    pub transport: String,
    /// Seeds of episodes and hostile texts.
    pub seeds: Vec<u64>,
    /// One row a law.
    pub laws: Vec<LawReport>,
}

impl Report {
    /// Whether no law is broken and at least one was kept.
    pub fn passed(&self) -> bool {
        self.broken().next().is_none() && self.count("kept") > 0
    }

    /// The rows of broken laws.
    pub fn broken(&self) -> impl Iterator<Item = &LawReport> {
        self.laws.iter().filter(|law| matches!(law.verdict, Verdict::Broken { .. }))
    }

    /// The row of a law, where it was tried.
    pub fn law(&self, number: u8) -> Option<&LawReport> {
        self.laws.iter().find(|law| law.number == number)
    }

    fn count(&self, word: &str) -> usize {
        self.laws.iter().filter(|law| law.verdict.word() == word).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "domain {} {} ({})\n", self.name, self.version, self.transport)?;
        writeln!(f, "law  {:<12} {:<8} {:>6} {:>7}", "name", "verdict", "cases", "time")?;
        for law in &self.laws {
            let LawReport { number, name, verdict, cases, seconds, .. } = law;
            writeln!(f, "{number:>3}  {name:<12} {:<8} {cases:>6} {seconds:>6.1}s{}", verdict.word(), remark(law))?;
        }
        for law in self.broken() {
            write_fault(f, law)?;
        }
        let seeds = self.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        let (kept, broken, other) = (self.count("kept"), self.count("BROKEN"), self.count("n/a"));
        writeln!(f, "\n{kept} laws kept, {broken} broken, {other} not applicable; seeds {seeds}")
    }
}

fn remark(law: &LawReport) -> String {
    let why = if let Verdict::NotApplicable { why } = &law.verdict { Some(why) } else { None };
    let remarks: Vec<_> = why.into_iter().chain(&law.notes).map(String::as_str).collect();
    if remarks.is_empty() { String::new() } else { format!("  {}", remarks.join("; ")) }
}

fn write_fault(f: &mut fmt::Formatter<'_>, law: &LawReport) -> fmt::Result {
    let Verdict::Broken { what, transcript } = &law.verdict else { return Ok(()) };
    writeln!(f, "\nlaw {} ({}) is broken: {what}\n  the law: {}", law.number, law.name, law.sentence)?;
    writeln!(f, "  the last messages, oldest first:")?;
    transcript.iter().try_for_each(|line| writeln!(f, "    {line}"))
}
