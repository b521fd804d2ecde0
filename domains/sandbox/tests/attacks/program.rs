//! The hostile and honest programs: one Python file each, with what is expected of it in its head.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The limits that a program runs under, in the words of the command line.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// Bytes, for the whole run.
    pub(crate) memory: u64,
    pub(crate) processes: u64,
    /// Bytes that the run may have in files.
    pub(crate) scratch: u64,
    /// Bytes of each stream that the report may hold.
    pub(crate) output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // Small, so that a program which passes one is seen at once; the machine is never near its own limits.
        Limits {
            wall: Duration::from_secs(6),
            cpu: Duration::from_secs(6),
            memory: 256 << 20,
            processes: 32,
            scratch: 32 << 20,
            output: 64 << 10,
        }
    }
}

/// One program of the suite.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The folder it lies in: the kind of attack, or `honest`.
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) source: String,
    /// The docstring: what it tries and what must not happen.
    pub(crate) about: String,
    /// Outcomes of the report that are as they should be.
    pub(crate) outcomes: Vec<String>,
    /// What may become of the submission: `taken`, `refused`, `none`, `any`.
    pub(crate) submission: Vec<String>,
    pub(crate) limits: Limits,
    /// How often it is run: the second run looks for what the first one left.
    pub(crate) runs: usize,
    /// Whether another run holds a secret at the same time.
    pub(crate) victim: bool,
    /// Whether the runner tries to connect to it meanwhile.
    pub(crate) probe: bool,
    /// Whether the report for people is read too.
    pub(crate) human: bool,
    /// The whole run must have ended after this time although its wall clock allows more.
    pub(crate) within: Option<Duration>,
    /// The limit that a machine without cgroups cannot keep; the report must then say so.
    pub(crate) weaker: Option<String>,
    /// Whether it is run as it is, without the suite's words before it.
    pub(crate) raw: bool,
    /// Whether it gets an interpreter with a package whose data the host asks to hide.
    pub(crate) hide: bool,
    /// Whether the input folder holds a UNIX socket. A tier may then refuse to run at all.
    pub(crate) socket: bool,
    /// A package it needs; it is skipped where no interpreter with it is at hand.
    pub(crate) needs: Option<String>,
}

impl Program {
    /// Reads the head of a program: the docstring, then lines `# word: value`.
    pub(crate) fn parse(group: &str, name: &str, source: String) -> Result<Program, String> {
        let (about, head) = source.strip_prefix("\"\"\"").and_then(|rest| rest.split_once("\"\"\"")).ok_or_else(|| {
            format!("{group}/{name}: no docstring at its start; say there what it tries and what must not happen")
        })?;
        let mut program = Program {
            group: group.to_owned(),
            name: name.to_owned(),
            about: about.to_owned(),
            outcomes: Vec::new(),
            submission: vec!["none".to_owned()],
            limits: Limits::default(),
            runs: 1,
            victim: false,
            probe: false,
            human: false,
            within: None,
            weaker: None,
            raw: false,
            hide: false,
            socket: false,
            needs: None,
            source: String::new(),
        };
        for line in head.lines().skip_while(|line| line.is_empty()).take_while(|line| line.starts_with("# ")) {
            let (word, value) =
                line[2..].split_once(": ").ok_or_else(|| format!("{group}/{name}: the line {line:?} is no `# word: value`"))?;
            program.set(word, value).map_err(|error| format!("{group}/{name}: {error} in the line {line:?}"))?;
        }
        program.source = source;
        Ok(program)
    }

    fn set(&mut self, word: &str, value: &str) -> Result<(), String> {
        let words = || value.split(' ').map(str::to_owned).collect::<Vec<_>>();
        match word {
            "outcomes" => self.outcomes = words(),
            "submission" => self.submission = words(),
            "runs" => self.runs = value.parse().map_err(|_| format!("{value:?} is no number"))?,
            "victim" => self.victim = value == "yes",
            "probe" => self.probe = value == "yes",
            "raw" => self.raw = value == "yes",
            "hide" => self.hide = value == "yes",
            "socket" => self.socket = value == "yes",
            "human" => self.human = value == "yes",
            "within" => {
                self.within = Some(Duration::from_secs(value.parse().map_err(|_| format!("{value:?} is no number of seconds"))?))
            }
            "weaker" => self.weaker = Some(value.to_owned()),
            "needs" => self.needs = Some(value.to_owned()),
            "limits" => words().iter().try_for_each(|each| self.set_limit(each))?,
            _ => return Err(format!("{word:?} is no word of a head")),
        }
        Ok(())
    }

    fn set_limit(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once('=').ok_or_else(|| format!("{text:?} is no `name=value`"))?;
        let number = |unit: &str| value.trim_end_matches(unit).parse::<u64>().map_err(|_| format!("{value:?} is no number"));
        match name {
            "wall" => self.limits.wall = Duration::from_secs(number("s")?),
            "cpu" => self.limits.cpu = Duration::from_secs(number("s")?),
            "memory" => self.limits.memory = number("MiB")? << 20,
            "scratch" => self.limits.scratch = number("MiB")? << 20,
            "processes" => self.limits.processes = number("")?,
            _ => return Err(format!("{name:?} is no limit")),
        }
        Ok(())
    }

    /// Whether the program plays by the rules and must pass unharmed.
    pub(crate) fn honest(&self) -> bool {
        self.group == "honest"
    }
}

/// The folder of this suite's files.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks")
}

/// Every program of the suite, in the order of their names.
pub(crate) fn all() -> Result<Vec<Program>, String> {
    below("programs")
}

/// Programs that only the run without isolation gets: each does one harmless thing that a sandbox would stop.
pub(crate) fn weak() -> Result<Vec<Program>, String> {
    below("unsandboxed")
}

fn below(name: &str) -> Result<Vec<Program>, String> {
    let mut programs = Vec::new();
    for group in sorted(&folder().join(name))? {
        for file in sorted(&group)? {
            let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if file.extension().is_some_and(|extension| extension == "py") {
                let source = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                programs.push(Program::parse(&stem(&group), &stem(&file), source)?);
            }
        }
    }
    Ok(programs)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
