//! Runs one program by the command line, in a tier and as a user, and watches it from outside meanwhile.

use std::fs::{self, File};
use std::io;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::host::Host;
use super::program::{Limits, Program};

/// A user with no name and no files: nothing of the machine depends on it.
const ORDINARY_USER: u32 = 64_123;

/// One way to isolate, and who starts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    /// The word of `--tier`.
    pub(crate) kind: &'static str,
    /// Whether an ordinary user starts it in place of the caller.
    pub(crate) ordinary: bool,
}

impl Tier {
    pub(crate) fn name(self) -> String {
        let started_by = if self.ordinary || euid() != 0 { "an ordinary user" } else { "root" };
        format!("{}, started by {started_by}", self.kind)
    }

    /// The user to start it as; `None` is the caller.
    pub(crate) fn user(self) -> Option<u32> {
        (self.ordinary && euid() == 0).then_some(ORDINARY_USER)
    }
}

/// The effective user of this process.
pub(crate) fn euid() -> u32 {
    fs::metadata("/proc/self").map_or(u32::MAX, |meta| meta.uid())
}

/// A copy of the program under test, in a folder that every user can reach.
pub(crate) struct Launcher {
    folder: tempfile::TempDir,
}

impl Launcher {
    pub(crate) fn copy() -> io::Result<Launcher> {
        let folder = tempfile::Builder::new().prefix("exitrl-launcher-").tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let built = PathBuf::from(env!("CARGO_BIN_EXE_exitrl-sandbox"));
        fs::copy(std::env::var_os("EXITRL_ATTACK_LAUNCHER").map_or(built, PathBuf::from), folder.path().join("exitrl-sandbox"))?;
        Ok(Launcher { folder })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("exitrl-sandbox")
    }

    /// Processes of this copy that are alive: there must be none when no run is under way.
    pub(crate) fn processes(&self) -> Vec<String> {
        let name = self.folder.path().as_os_str().as_encoded_bytes().to_vec();
        processes(|folder| fs::read(folder.join("cmdline")).is_ok_and(|line| line.windows(name.len()).any(|part| part == name)))
    }
}

/// What became of one run, as seen from outside.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The exit code of the command; `None` when it had to be killed.
    pub(crate) code: Option<i32>,
    /// Everything the command wrote.
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) took: Duration,
    /// Most processes of the program at one moment, and the most memory of them in bytes.
    pub(crate) most_processes: usize,
    pub(crate) most_memory: u64,
    /// Whether a process of the program was root on the host.
    pub(crate) as_root: bool,
    /// Whether the runner could connect to the program.
    pub(crate) reached: bool,
}

impl Seen {
    /// The report; an error says what was written in its place.
    pub(crate) fn report(&self) -> Result<Value, String> {
        serde_json::from_slice(&self.stdout).map_err(|error| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(600)]).into_owned();
            format!(
                "no report ({error}); exit code {:?}, it wrote {:?} and {:?}",
                self.code,
                text(&self.stdout),
                text(&self.stderr)
            )
        })
    }
}

/// How the command is started.
pub(crate) struct Start<'a> {
    /// The interpreter to use.
    pub(crate) python: &'a Path,
    /// A path that the program must find empty.
    pub(crate) hide: Option<&'a Path>,
    /// Whether the report is for programs or for people.
    pub(crate) json: bool,
}

/// The command, its streams in files of the host.
fn command(launcher: &Launcher, tier: Tier, program: &Program, host: &Host, start: &Start<'_>) -> io::Result<Command> {
    let answers = host.path("private/answers.csv");
    // The command inherits the answers twice, as its standard input and as descriptor 7: neither may reach the program.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec 7<\"$0\"; exec \"$@\""]).arg(&answers).arg(launcher.path()).arg("run").arg(host.path("script.py"));
    for (option, value) in [("--input", host.path("input")), ("--out", host.path("out")), ("--python", start.python.to_owned())] {
        command.arg(option).arg(value);
    }
    command.args(["--tier", tier.kind]).args(limits(&program.limits));
    if let Some(hide) = start.hide {
        command.arg("--hide").arg(hide);
    }
    if start.json {
        command.arg("--json");
    }
    command.env("EXITRL_ATTACK_SECRET", &host.token).env("TMPDIR", host.path("tmp")).env_remove("EXITRL_SANDBOX");
    command.current_dir(host.path("private"));
    if let Some(user) = tier.user() {
        command.uid(user).gid(user);
    }
    command.stdin(File::open(&answers)?).stdout(File::create(host.path("command-stdout"))?);
    command.stderr(File::create(host.path("command-stderr"))?).process_group(0);
    Ok(command)
}

/// Runs a program in `host`.
pub(crate) fn run(launcher: &Launcher, tier: Tier, program: &Program, host: &Host, start: &Start<'_>) -> io::Result<Seen> {
    let mut command = command(launcher, tier, program, host, start)?;
    let started = Instant::now();
    let mut child = command.spawn()?;
    let (mut most_processes, mut most_memory, mut as_root, mut reached) = (0, 0, false, false);
    // Far beyond every limit: only a command that hangs meets it.
    let patience = program.limits.wall + Duration::from_secs(60);
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break status.code();
        }
        if started.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            break None;
        }
        if program.group == "resources" {
            let (count, memory, root) = usage(&host.marker);
            as_root |= root;
            most_processes = most_processes.max(count);
            most_memory = most_memory.max(memory);
        }
        if program.probe {
            reached |= TcpStream::connect(("127.0.0.1", host.free_port)).is_ok();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let took = started.elapsed();
    Ok(Seen {
        code,
        stdout: fs::read(host.path("command-stdout"))?,
        stderr: fs::read(host.path("command-stderr"))?,
        took,
        most_processes,
        most_memory,
        as_root,
        reached,
    })
}

/// Starts a program that waits, kills the command in its midst, as happens to a trainer, and returns what is wrong afterwards.
pub(crate) fn kill_in_the_midst(
    launcher: &Launcher,
    tier: Tier,
    program: &Program,
    host: &Host,
    start: &Start<'_>,
) -> io::Result<Vec<String>> {
    let mut child = command(launcher, tier, program, host, start)?.spawn()?;
    let started = Instant::now();
    while survivors(&host.marker).is_empty() {
        if started.elapsed() > Duration::from_secs(20) {
            child.kill()?;
            child.wait()?;
            return Ok(vec!["the program was not seen to start within 20 s".to_owned()]);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    child.wait()?;
    Ok(super::judge::wait_until_gone(|| survivors(&host.marker)))
}

fn limits(limits: &Limits) -> Vec<String> {
    [
        ("--wall", format!("{}s", limits.wall.as_secs())),
        ("--cpu", format!("{}s", limits.cpu.as_secs())),
        ("--memory", format!("{}MiB", limits.memory >> 20)),
        ("--processes", limits.processes.to_string()),
        ("--scratch", format!("{}MiB", limits.scratch >> 20)),
        ("--output-limit", format!("{}KiB", limits.output >> 10)),
    ]
    .into_iter()
    .flat_map(|(option, value)| [option.to_owned(), value])
    .collect()
}

/// Processes of the machine that `wanted` picks by their folder in /proc, as texts for a person.
fn processes(wanted: impl Fn(&Path) -> bool) -> Vec<String> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name().is_some_and(|name| name.as_encoded_bytes().iter().all(u8::is_ascii_digit)) && wanted(path)
        })
        .map(|path| {
            let line = String::from_utf8_lossy(&fs::read(path.join("cmdline")).unwrap_or_default()).replace('\0', " ");
            format!("{}: {line}", path.display())
        })
        .collect()
}

fn marked(folder: &Path, marker: &str) -> bool {
    fs::read_to_string(folder.join("comm")).is_ok_and(|name| name.trim_end() == marker)
}

/// Processes of one run that are alive, found by the name that they gave themselves.
pub(crate) fn survivors(marker: &str) -> Vec<String> {
    processes(|folder| marked(folder, marker))
}

/// How many processes a run has now, their memory in bytes (shared pages counted once), and whether one is root on the host.
fn usage(marker: &str) -> (usize, u64, bool) {
    let (memory, root) = (std::cell::Cell::new(0), std::cell::Cell::new(false));
    let count = processes(|folder| {
        let found = marked(folder, marker);
        if found {
            memory.set(memory.get() + proportional_memory(folder).unwrap_or(0));
            let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
            root.set(
                root.get()
                    || status.lines().any(|line| line.starts_with("Uid:") && line.split_whitespace().any(|word| word == "0")),
            );
        }
        found
    })
    .len();
    (count, memory.get(), root.get())
}

fn proportional_memory(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join("smaps_rollup")).ok()?;
    let line = text.lines().find(|line| line.starts_with("Pss:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}
