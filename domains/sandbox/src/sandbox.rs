//! The sandbox as a caller sees it: opened once, used from many threads.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::check::self_test;
use crate::job::Job;
use crate::python::Interpreter;
use crate::report::{Report, Tier};
use crate::wire::{Answer, Order, Script, receive, send};

/// What a caller may say of the sandbox that it wants.
#[derive(Clone, Debug, Default)]
pub struct SandboxOptions {
    /// Whether programs may run without isolation where none can be had.
    pub allow_unsandboxed: bool,
    /// The program `exitrl-sandbox`; `None`: it is looked for.
    pub launcher: Option<PathBuf>,
    /// The Python interpreter, a path or a name; `None`: `python3` in `PATH`.
    pub python: Option<PathBuf>,
    /// Only this tier is tried; for tests.
    pub tier: Option<Tier>,
}

/// Why there is no sandbox. No program was run.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refusal {
    /// The launcher or the interpreter is missing.
    #[error("{0}")]
    Missing(String),
    /// No tier isolates here.
    #[error("{0}")]
    NoIsolation(String),
}

/// Why a run has no report. No program was run, or nothing is known of it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SandboxError {
    /// The job itself is wrong.
    #[error("the job cannot be run: {0}")]
    Job(String),
    /// The isolation could not be set up this time.
    #[error("no program was run: the sandbox could not be set up: {0}")]
    SetUp(String),
    /// The launcher failed.
    #[error("the sandbox's launcher {launcher} failed: {what}; look whether it is the one that was built with this program")]
    Launcher {
        /// The program.
        launcher: PathBuf,
        /// What was seen.
        what: String,
    },
}

/// Runs programs, each in a sandbox of its own. Shared by reference between threads.
#[derive(Clone, Debug)]
pub struct Sandbox {
    launcher: PathBuf,
    interpreter: Interpreter,
    tier: Tier,
}

impl Sandbox {
    /// Finds launcher and interpreter, and the first tier whose self-test passes here.
    ///
    /// # Errors
    ///
    /// Something is missing, or nothing isolates here and the options do not allow to go without.
    pub fn open(options: &SandboxOptions) -> Result<Self, Refusal> {
        let launcher = find_launcher(options.launcher.as_deref()).map_err(Refusal::Missing)?;
        let interpreter = Interpreter::find(options.python.as_deref()).map_err(Refusal::Missing)?;
        let mut tried = Vec::new();
        let tiers = match options.tier {
            Some(tier) => vec![tier],
            None => vec![Tier::Own, Tier::Bubblewrap],
        };
        for tier in tiers {
            let sandbox = Self { launcher: launcher.clone(), interpreter: interpreter.clone(), tier };
            if tier == Tier::Unsandboxed && options.allow_unsandboxed {
                return Ok(sandbox);
            }
            match self_test(&sandbox) {
                Ok(()) => return Ok(sandbox),
                Err(why) => tried.push(format!("- {}: {why}", tier.name())),
            }
        }
        if options.allow_unsandboxed && options.tier.is_none() {
            return Ok(Self { launcher, interpreter, tier: Tier::Unsandboxed });
        }
        Err(Refusal::NoIsolation(refusal(&tried)))
    }

    /// The tier in use.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The interpreter in use.
    #[must_use]
    pub fn interpreter(&self) -> &Interpreter {
        &self.interpreter
    }

    /// Runs a program to its end or its limits.
    ///
    /// # Errors
    ///
    /// The job is wrong or the sandbox failed; whatever the program does is in the report.
    pub fn run(&self, job: &Job) -> Result<Report, SandboxError> {
        let order = Order {
            tier: self.tier,
            interpreter: self.interpreter.clone(),
            script: Script::new(job.script.clone()),
            script_name: job.script_name.clone(),
            input: absolute(job.input.as_deref())?,
            out: absolute(job.out.as_deref())?,
            hide: job.hide.clone(),
            threads: job.threads,
            limits: job.limits.clone(),
        };
        let failed = |what: String| SandboxError::Launcher { launcher: self.launcher.clone(), what };
        let mut command = Command::new(&self.launcher);
        // The launcher's own environment can be read from inside in some tiers, so it gets none but the folder for temporary files.
        command.arg("launch").env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = std::env::var_os("TMPDIR") {
            command.env("TMPDIR", folder);
        }
        let mut child = command.spawn().map_err(|error| failed(format!("it cannot be started: {error}")))?;
        // Standard input stays open until the answer is there: its end tells the launcher that this process is gone.
        let mut stdin = child.stdin.take();
        let sent = stdin.as_mut().map_or(Ok(()), |stdin| send(&mut *stdin, &order).and_then(|()| stdin.flush()));
        let answer = child.stdout.take().map(receive::<Answer>);
        drop(stdin);
        let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        match (sent, answer) {
            (Ok(()), Some(Ok(Some(Answer::Report(report))))) => Ok(*report),
            (_, Some(Ok(Some(Answer::Refused(text))))) => Err(SandboxError::SetUp(text)),
            (_, Some(Ok(Some(Answer::Wrong(text))))) => Err(SandboxError::Job(text)),
            (_, answer) => {
                let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                let seen = answer.map(|answer| format!("{:?}", answer.map(drop))).unwrap_or_default();
                Err(failed(format!("it ended with {} and wrote {words:?} ({seen})", output.status)))
            }
        }
    }
}

fn absolute(path: Option<&Path>) -> Result<Option<PathBuf>, SandboxError> {
    let absolute =
        path.map(|path| path.canonicalize().map_err(|error| SandboxError::Job(format!("{}: {error}", path.display()))));
    absolute.transpose()
}

/// Where the launcher is.
fn find_launcher(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = given {
        return if path.is_file() {
            Ok(path.to_owned())
        } else {
            Err(format!("the launcher {} is no file; name another", path.display()))
        };
    }
    let name = format!("exitrl-sandbox{}", std::env::consts::EXE_SUFFIX);
    let mut places: Vec<PathBuf> = Vec::new();
    places.extend(std::env::var_os("EXITRL_SANDBOX").map(PathBuf::from));
    let own = std::env::current_exe().ok();
    places.extend(own.iter().flat_map(|own| own.ancestors().skip(1).take(2).map(|folder| folder.join(&name))));
    let listed = |variable: &str| -> Vec<PathBuf> {
        std::env::var_os(variable)
            .map(|list| std::env::split_paths(&list).map(|folder| folder.join(&name)).collect())
            .unwrap_or_default()
    };
    places.extend(listed("EXITRL_PLUGIN_PATH"));
    places.extend(["./target/release", "./target/debug"].map(|folder| Path::new(folder).join(&name)));
    places.extend(listed("PATH"));
    let found = places.iter().find(|path| path.is_file()).and_then(|path| std::path::absolute(path).ok());
    found.ok_or_else(|| {
        let looked: Vec<String> = places.iter().map(|path| path.display().to_string()).collect();
        format!(
            "the sandbox's launcher {name} was not found; build it (cargo build -p exitrl-sandbox) and put it beside the program, or name it \
             in EXITRL_SANDBOX; looked at {}",
            looked.join(", ")
        )
    })
}

fn refusal(tried: &[String]) -> String {
    format!(
        "no program was run: nothing isolates programs on this machine. Tried:\n{}\nWhat helps, whichever fits:\n\
         - user namespaces for ordinary users: sysctl user.max_user_namespaces=10000; on Debian kernel.unprivileged_userns_clone=1, on Ubuntu \
         kernel.apparmor_restrict_unprivileged_userns=0\n\
         - the package bubblewrap\n\
         - allow_unsandboxed = true, which runs programs with limits and deadlines only: they can then read the hidden answers and every file \
         of this user, reach the network and signal this user's processes",
        tried.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launcher_that_is_not_there_is_named() {
        let options = SandboxOptions { launcher: Some("/nowhere/exitrl-sandbox".into()), ..SandboxOptions::default() };
        assert!(Sandbox::open(&options).unwrap_err().to_string().contains("/nowhere/exitrl-sandbox"));
    }

    #[test]
    fn a_refusal_says_what_was_tried_and_what_to_do() {
        let text = refusal(&["- own: making namespaces: EPERM".to_owned()]);
        for part in
            ["no program was run", "making namespaces: EPERM", "sysctl", "bubblewrap", "allow_unsandboxed", "hidden answers"]
        {
            assert!(text.contains(part), "{part}");
        }
    }
}
