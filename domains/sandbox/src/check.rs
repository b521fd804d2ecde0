//! What holds on this machine, found out by trying it: a program attempts what must not work, and tells.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::job::{Job, Limits};
use crate::report::{Isolation, Outcome};
use crate::sandbox::Sandbox;

/// The probing program. It is given the planted places by a first line, and prints a JSON object of what it could do.
const PROBE: &str = include_str!("probe.py");

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// What must not work.
    pub what: String,
    /// Whether it did not.
    pub held: bool,
    /// What was seen.
    pub seen: String,
}

/// Everything that was tried, and the isolation it was tried in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was tried.
    pub tried: Vec<Tried>,
    /// The isolation as the run's report has it.
    pub isolation: Isolation,
}

impl Check {
    /// Whether everything held.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.tried.iter().all(|tried| tried.held)
    }
}

/// Whether the essential walls hold in this tier.
pub(crate) fn self_test(sandbox: &Sandbox) -> Result<(), String> {
    let check = walls(sandbox)?;
    let open: Vec<String> =
        check.tried.iter().filter(|tried| !tried.held).map(|tried| format!("{} ({})", tried.what, tried.seen)).collect();
    if open.is_empty() { Ok(()) } else { Err(format!("its self-test got through: {}", open.join("; "))) }
}

/// Tries everything, the limits included.
///
/// # Errors
///
/// The probing program could not be run, or did not tell.
pub fn check(sandbox: &Sandbox) -> Result<Check, String> {
    let mut check = walls(sandbox)?;
    check.tried.extend(limits(sandbox)?);
    Ok(check)
}

fn walls(sandbox: &Sandbox) -> Result<Check, String> {
    let planted = Planted::new().map_err(|error| format!("planting what must not be found: {error}"))?;
    let first = format!("PLANTED = {}\n", serde_json::to_string(&planted.places).unwrap_or_default());
    let limits = Limits { wall: Duration::from_secs(20), ..Limits::default() };
    let job = Job { limits, input: Some(planted.input.clone()), ..Job::new(format!("{first}{PROBE}")) };
    let report = sandbox.run(&job).map_err(|error| error.to_string())?;
    let told: BTreeMap<String, (bool, String)> = serde_json::from_str(&report.stdout.text).map_err(|_| {
        format!(
            "the probing program ended with {} and wrote {:?} {:?}",
            report.outcome.name(),
            report.stdout.text,
            report.stderr.text
        )
    })?;
    let mut tried: Vec<Tried> = told.into_iter().map(|(what, (held, seen))| Tried { what, held, seen }).collect();
    let left = planted.processes_left();
    tried.push(Tried { what: "outlive the run".into(), held: left == 0, seen: format!("{left} processes left") });
    Ok(Check { tried, isolation: report.isolation })
}

fn limits(sandbox: &Sandbox) -> Result<Vec<Tried>, String> {
    let small = Limits {
        wall: Duration::from_secs(20),
        memory_bytes: 128 << 20,
        processes: 16,
        scratch_bytes: 16 << 20,
        cpu: Duration::from_secs(1),
        ..Limits::default()
    };
    let cases = [
        ("use more memory than the limit", "x = bytearray(400 << 20)\nprint(sum(x[::4096]))\n", small.clone()),
        ("use more memory than the limit in six processes", SIX, small.clone()),
        ("write more than the scratch holds", "open('x', 'wb').write(bytes(64 << 20))\n", small.clone()),
        (
            "start more processes than the limit",
            "import os, time\nfor _ in range(60):\n    if os.fork() == 0: time.sleep(3); os._exit(0)\n",
            small.clone(),
        ),
        ("use more processor time than the limit", "while True: pass\n", small.clone()),
        ("run longer than the limit", "import time\ntime.sleep(60)\n", Limits { wall: Duration::from_secs(1), ..small }),
    ];
    let run = |(what, program, limits): (&str, &str, Limits)| {
        let report = sandbox.run(&Job { limits, ..Job::new(program) }).map_err(|error| error.to_string())?;
        Ok(Tried { what: what.to_owned(), held: report.outcome != Outcome::Ok, seen: report.outcome.name().to_owned() })
    };
    cases.into_iter().map(run).collect()
}

const SIX: &str = "import os, time
for _ in range(6):
    if os.fork() == 0:
        x = bytearray(60 << 20)
        time.sleep(4)
        os._exit(0)
while True:
    pid, status = os.wait()
    if status: raise SystemExit(1)
";

/// Things in the machine that the probing program must not reach, and what tells whether it left something behind.
struct Planted {
    input: PathBuf,
    places: BTreeMap<&'static str, String>,
    marker: String,
    _folder: Folder,
    _listener: TcpListener,
}

/// A folder that goes with its owner.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Planted {
    fn new() -> std::io::Result<Self> {
        static COUNTER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let number = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("exitrl-check-{}-{number}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(&name));
        let (input, answers) = (folder.0.join("public"), folder.0.join("private/answers.csv"));
        for path in [&input, &folder.0.join("private")] {
            fs::create_dir_all(path)?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
        }
        fs::write(&answers, "id,answer\n")?;
        fs::write(input.join("train.csv"), "id\n")?;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let marker = format!("{name}-marker");
        let places = BTreeMap::from([
            ("answers", answers.display().to_string()),
            ("outside", folder.0.join("outside").display().to_string()),
            ("port", listener.local_addr()?.port().to_string()),
            ("marker", marker.clone()),
        ]);
        Ok(Self { input, places, marker, _folder: folder, _listener: listener })
    }

    fn processes_left(&self) -> usize {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
        lines.filter(|line| line.windows(self.marker.len()).any(|part| part == self.marker.as_bytes())).count()
    }
}
