//! Runs all programs in one tier, two at a time, and gathers the verdicts.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::host::Host;
use super::judge;
use super::package;
use super::program::{self, Program};
use super::run::{self, Launcher, Seen, Start, Tier};
use super::table::{Row, Verdict};

/// Interpreters of a tier: the plain one and, where the user can start it, one with numpy.
pub(crate) struct Interpreters {
    plain: PathBuf,
    numpy: Option<PathBuf>,
}

impl Interpreters {
    /// The first interpreter that the tier's user can start.
    pub(crate) fn of(tier: Tier) -> Result<Interpreters, String> {
        let named = std::env::var_os("EXITRL_MLE_PYTHON").map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let candidates =
            std::env::split_paths(&path).map(|folder| folder.join("python3")).chain([PathBuf::from("/usr/bin/python3")]);
        let starts = |python: &PathBuf, code: &str| {
            let mut command = Command::new(python);
            // Bubblewrap works as an ordinary user even when root starts it, so it cannot reach an interpreter in root's home.
            let user = Tier { ordinary: tier.ordinary || tier.kind == "bubblewrap", ..tier }.user();
            if let Some(user) = user {
                command.uid(user).gid(user);
            }
            let quiet = command
                .args(["-I", "-c", code])
                .current_dir("/")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            quiet.status().is_ok_and(|status| status.success())
        };
        let plain =
            candidates.into_iter().find(|python| starts(python, "pass")).ok_or("no python3 in PATH that this user can start")?;
        Ok(Interpreters { plain, numpy: named.filter(|python| starts(python, "import numpy")) })
    }
}

/// The exit code by which the command says that the isolation is not to be had.
const REFUSED: i32 = 3;

/// A tier that is ready to run programs.
pub(crate) struct Suite {
    pub(crate) tier: Tier,
    launcher: Launcher,
    prelude: String,
    victim: Program,
    interpreters: Interpreters,
}

impl Suite {
    /// Tries the tier with one harmless program. `Ok(Err(..))` is a refusal in the command's own words: the tier is not here.
    ///
    /// # Errors
    ///
    /// Anything but a run or a refusal: then the command is broken, which must not look like a missing tier.
    pub(crate) fn open(tier: Tier) -> Result<Result<Suite, String>, String> {
        let read = |name: &str| fs::read_to_string(program::folder().join(name)).map_err(|error| format!("{name}: {error}"));
        let interpreters = match Interpreters::of(tier) {
            Ok(interpreters) => interpreters,
            Err(why) => return Ok(Err(why)),
        };
        let suite = Suite {
            tier,
            launcher: Launcher::copy().map_err(|error| format!("copying the launcher: {error}"))?,
            prelude: read("prelude.py")?,
            victim: Program::parse("suite", "victim", read("victim.py")?)?,
            interpreters,
        };
        let harmless = Program::parse("honest", "pass", "\"\"\"Does nothing.\"\"\"\n# outcomes: ok\n".to_owned())?;
        let host = suite.host(&harmless)?;
        let seen = suite.run_in(&harmless, &host, true)?;
        if seen.code == Some(REFUSED) {
            return Ok(Err(String::from_utf8_lossy(if seen.stderr.is_empty() { &seen.stdout } else { &seen.stderr })
                .trim()
                .to_owned()));
        }
        match (seen.code, seen.report()) {
            (Some(0), Ok(_)) => Ok(Ok(suite)),
            (code, report) => Err(format!("exit code {code:?} for a program that does nothing: {report:?}")),
        }
    }

    fn host(&self, program: &Program) -> Result<Host, String> {
        let mut host = Host::plant(self.tier.user()).map_err(|error| format!("planting the host: {error}"))?;
        if program.socket {
            host.plant_socket().map_err(|error| format!("planting a socket: {error}"))?;
        }
        let source = program.source.replace("@SECRET@", &host.token);
        host.seal(&program.limits, (!program.raw).then_some(&self.prelude), &source)
            .map_err(|error| format!("writing the program: {error}"))?;
        Ok(host)
    }

    fn run_in(&self, program: &Program, host: &Host, json: bool) -> Result<Seen, String> {
        self.with_start(program, host, json, |start| run::run(&self.launcher, self.tier, program, host, start))
    }

    /// Calls `action` with the interpreter and the hidden path that the program asks for.
    fn with_start<T>(
        &self,
        program: &Program,
        host: &Host,
        json: bool,
        action: impl FnOnce(&Start<'_>) -> std::io::Result<T>,
    ) -> Result<T, String> {
        let python = match (&program.needs, &self.interpreters.numpy) {
            (Some(_), Some(python)) => python,
            _ => &self.interpreters.plain,
        };
        let package = program
            .hide
            .then(|| package::plant(host, python))
            .transpose()
            .map_err(|error| format!("planting the package: {error}"))?;
        let (python, hide) = package.as_ref().map_or((python, None), |package| (&package.python, Some(package.hide.as_path())));
        action(&Start { python, hide, json }).map_err(|error| format!("starting the command: {error}"))
    }

    /// Runs one program as often as it asks for and returns the verdict.
    pub(crate) fn verdict(&self, program: &Program) -> Verdict {
        if let (Some(package), None) = (&program.needs, &self.interpreters.numpy) {
            return Verdict::Skipped(format!("no interpreter with {package} that this user can start"));
        }
        match self.try_program(program) {
            Ok(verdict) => verdict,
            Err(error) => Verdict::Breached(vec![format!("the suite itself failed: {error}")]),
        }
    }

    fn try_program(&self, program: &Program) -> Result<Verdict, String> {
        let host = self.host(program)?;
        let victim = program.victim.then(|| self.host(&self.victim)).transpose()?;
        let mut outcomes = Vec::new();
        let mut found = judge::Breaches::default();
        for _ in 0..program.runs {
            let (seen, other) = std::thread::scope(|scope| {
                let other = victim.as_ref().map(|host| scope.spawn(|| self.run_in(&self.victim, host, true)));
                if other.is_some() {
                    std::thread::sleep(std::time::Duration::from_millis(300));
                }
                let seen = self.run_in(program, &host, true);
                let other =
                    other.map(|other| other.join().map_err(|_| "the other run's thread failed".to_owned())?).transpose()?;
                Ok::<_, String>((seen?, other))
            })?;
            if program.socket && seen.code == Some(REFUSED) {
                let touched = host.touched().map_err(|error| format!("looking at the host: {error}"))?;
                return Ok(if touched.is_empty() {
                    Verdict::Held("refused to run".to_owned())
                } else {
                    Verdict::Breached(touched)
                });
            }
            let now = judge::breaches(program, self.tier.kind, &host, &seen)
                .map_err(|error| format!("looking at the host: {error}"))?;
            found.hard.extend(now.hard);
            found.declared.extend(now.declared);
            let report = seen.report().unwrap_or_default();
            if let (Some(victim), Some(other)) = (&victim, other) {
                if report.to_string().contains(&victim.token) {
                    found.hard.push("the report holds the other run's secret".to_owned());
                }
                let other = other.report().unwrap_or_default();
                if other["outcome"] != "ok" {
                    found.hard.push(format!("the other run was harmed: {other}"));
                }
            }
            outcomes.push(report["outcome"].as_str().unwrap_or("no report").to_owned());
            let _ = fs::remove_file(host.path("out/submission.csv"));
        }
        if program.human {
            found.hard.extend(self.human_report(program, &host)?);
        }
        let outcomes = outcomes.join(", ");
        Ok(match (found.hard.is_empty(), found.declared.is_empty()) {
            (true, true) => Verdict::Held(outcomes),
            (true, false) => Verdict::Weaker(format!("{outcomes}; {}; the report says so", found.declared.join("; "))),
            (false, _) => Verdict::Breached(found.hard),
        })
    }

    /// The report for people must hold no control characters of the program's.
    fn human_report(&self, program: &Program, host: &Host) -> Result<Vec<String>, String> {
        let seen = self.run_in(program, host, false)?;
        let text = String::from_utf8_lossy(&seen.stdout).into_owned();
        let bad = text
            .chars()
            .filter(|each| (each.is_control() && !"\n\t".contains(*each)) || *each == '\u{202e}')
            .collect::<BTreeSet<_>>();
        let mut found = Vec::new();
        if !bad.is_empty() {
            found.push(format!("the report for people holds control characters {bad:?}"));
        }
        if seen.code != Some(1) || text.is_empty() {
            found.push(format!("the report for people ended with {:?} and {} characters", seen.code, text.len()));
        }
        Ok(found)
    }

    /// A command that is killed takes its program along.
    fn killed_command(&self) -> Row {
        let source = "\"\"\"Waits.\"\"\"\n# outcomes: ok\nimport time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(50)\n";
        let started = std::time::Instant::now();
        let found = Program::parse("machine", "waits", source.to_owned()).and_then(|mut program| {
            program.limits.wall = std::time::Duration::from_secs(60);
            let host = self.host(&program)?;
            self.with_start(&program, &host, true, |start| {
                run::kill_in_the_midst(&self.launcher, self.tier, &program, &host, start)
            })
        });
        let verdict = match found {
            Ok(found) if found.is_empty() => Verdict::Held("its processes died with it".to_owned()),
            Ok(found) => Verdict::Breached(found),
            Err(error) => Verdict::Breached(vec![error]),
        };
        let (group, name) = ("machine".to_owned(), "the command is killed in the midst".to_owned());
        Row { group, name, verdict, seconds: started.elapsed().as_secs_f64() }
    }

    /// Runs all programs and then looks at the machine as a whole.
    pub(crate) fn run_all(&self, programs: &[Program]) -> Vec<Row> {
        let before = Machine::now();
        let next = AtomicUsize::new(0);
        let rows = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let started = std::time::Instant::now();
                        let verdict = self.verdict(program);
                        let seconds = started.elapsed().as_secs_f64();
                        let row = Row { group: program.group.clone(), name: program.name.clone(), verdict, seconds };
                        rows.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(row);
                    }
                });
            }
        });
        let mut rows = rows.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        rows.sort_by(|a, b| (&a.group, &a.name).cmp(&(&b.group, &b.name)));
        rows.push(self.killed_command());
        let mut left = judge::wait_until_gone(|| before.new_things());
        left.extend(judge::wait_until_gone(|| self.launcher.processes()));
        let verdict = if left.is_empty() {
            Verdict::Held("no process, mount, cgroup or name changed".to_owned())
        } else {
            Verdict::Breached(left)
        };
        rows.push(Row { group: "machine".to_owned(), name: "after all of them".to_owned(), verdict, seconds: 0.0 });
        rows
    }
}

/// What runs could leave on the machine as a whole.
struct Machine {
    mounts: BTreeSet<String>,
    cgroups: BTreeSet<String>,
    name: String,
}

impl Machine {
    fn now() -> Machine {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default().lines().map(str::to_owned).collect();
        let mut cgroups = BTreeSet::new();
        own_cgroups(Path::new("/sys/fs/cgroup"), 0, &mut cgroups);
        Machine { mounts, cgroups, name: fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default() }
    }

    fn new_things(&self) -> Vec<String> {
        let now = Machine::now();
        let mut found: Vec<String> =
            now.mounts.difference(&self.mounts).map(|mount| format!("a mount was left: {mount}")).collect();
        found.extend(now.cgroups.difference(&self.cgroups).map(|group| format!("a cgroup was left: {group}")));
        if now.name != self.name {
            found.push(format!("the host's name is now {:?}", now.name));
        }
        found
    }
}

/// Groups whose launcher is gone (their names end in its pid and start time); those of live launchers are theirs to remove.
fn own_cgroups(folder: &Path, depth: usize, found: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.rsplit('-').nth(1).and_then(|part| part.parse::<u32>().ok());
        let alive = owner.is_some_and(|process| Path::new(&format!("/proc/{process}")).exists());
        if name.contains("exitrl") && !alive {
            found.insert(entry.path().display().to_string());
        }
        if depth < 4 {
            own_cgroups(&entry.path(), depth + 1, found);
        }
    }
}
