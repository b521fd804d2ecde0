//! The init process of a run: makes the private root, starts the program, and when that has ended kills what is left, reaps it, and only then
//! looks at the submission.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Gid, Uid};
use nix::unistd::{Pid, chown, getpid, sethostname};

use crate::launch::time;
use crate::report::Tier;
use crate::root::{self, WORK, WRITABLE};
use crate::watch::Watch;
use crate::wire::{Ended, EnterOrder, Entering, Exceeded, Facts, InitOrder, Message, receive, send};

/// How often the watch looks where no control group does.
const LOOK: Duration = Duration::from_millis(20);

/// Serves the order on standard input, which is a socket to the launcher.
///
/// # Errors
///
/// The launcher is gone.
pub(crate) fn serve() -> io::Result<()> {
    let line = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(order) = receive::<InitOrder>(&line)? else { return Ok(()) };
    let message = match Init::start(&order) {
        Ok(mut init) => {
            send(&line, &Message::Started(init.facts.clone()))?;
            let ended = init.wait(&line);
            init.kill_all();
            let ended = init.reaped(ended);
            send(&line, &Message::Ended(ended.clone()))?;
            if ended.exceeded.is_some() {
                return Ok(());
            }
            return give_submission(&line, &init.work, order.order.limits.submission_bytes);
        }
        Err(text) => Message::Refused(text),
    };
    send(&line, &message)
}

struct Init {
    program: Pid,
    facts: Facts,
    work: PathBuf,
    watch: Watch,
    cpu_limit: Option<Duration>,
    memory_limit: Option<u64>,
    signals: SignalFd,
    /// Whether this process is the first of a process namespace, so that a signal to all reaches the run and nothing else.
    is_first: bool,
    exit: Option<WaitStatus>,
}

impl Init {
    fn start(order: &InitOrder) -> Result<Self, String> {
        let text = |error: Errno| error.to_string();
        prctl::set_pdeathsig(Signal::SIGKILL).map_err(text)?;
        prctl::set_dumpable(false).map_err(text)?;
        let is_first = getpid().as_raw() == 1;
        if !is_first {
            prctl::set_child_subreaper(true).map_err(text)?;
        }
        let entrances = open_entrances(&order.entrances)?;
        let hidden = match order.order.tier {
            Tier::Own => {
                unshare(CloneFlags::CLONE_NEWNS).map_err(|error| format!("making a mount namespace: {error}"))?;
                sethostname("sandbox").map_err(|error| format!("naming the machine: {error}"))?;
                root::build(&order.order, order.user)?
            }
            Tier::Bubblewrap | Tier::Unsandboxed => 0,
        };
        let work = order.work.clone().unwrap_or_else(|| PathBuf::from(WORK));
        let script = write_script(order, &work)?;
        // Only now: what was made so far is not the program's.
        enter(entrances)?;
        let mut mask = SigSet::empty();
        mask.add(Signal::SIGCHLD);
        mask.thread_block().map_err(text)?;
        let signals = SignalFd::with_flags(&mask, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC).map_err(text)?;
        let (program, mut facts) = start_program(order, &work, &script)?;
        facts.hidden = hidden;
        let limits = &order.order.limits;
        Ok(Self {
            program,
            facts,
            work,
            watch: Watch::new(is_first),
            cpu_limit: order.watch_cpu.then_some(limits.cpu),
            memory_limit: order.watch_memory.then_some(limits.memory_bytes),
            signals,
            is_first,
            exit: None,
        })
    }

    /// Until the program has ended, a limit is exceeded, or the launcher is gone.
    fn wait(&mut self, line: &UnixStream) -> Option<Exceeded> {
        loop {
            self.reap(WaitPidFlag::WNOHANG);
            if self.exit.is_some() {
                return None;
            }
            let watches = self.cpu_limit.is_some() || self.memory_limit.is_some();
            let mut fds = [PollFd::new(self.signals.as_fd(), PollFlags::POLLIN), PollFd::new(line.as_fd(), PollFlags::POLLIN)];
            let timeout = if watches { PollTimeout::try_from(LOOK).unwrap_or(PollTimeout::NONE) } else { PollTimeout::NONE };
            let _ = poll(&mut fds, timeout);
            if fds[1].revents().is_some_and(|events| !events.is_empty()) {
                // The launcher says nothing after its order, so this is its end.
                return Some(Exceeded::Cpu);
            }
            while self.signals.read_signal().is_ok_and(|signal| signal.is_some()) {}
            if watches && let Some(exceeded) = self.look() {
                return Some(exceeded);
            }
        }
    }

    fn look(&mut self) -> Option<Exceeded> {
        let seen = self.watch.look();
        if self.memory_limit.is_some_and(|limit| seen.memory > limit) {
            return Some(Exceeded::Memory);
        }
        self.cpu_limit.is_some_and(|limit| seen.cpu + reaped_cpu() > limit).then_some(Exceeded::Cpu)
    }

    /// Waits for ended children; remembers how the program ended. Tells whether there are children left.
    fn reap(&mut self, flags: WaitPidFlag) -> bool {
        loop {
            match waitpid(None, Some(flags)) {
                Ok(WaitStatus::StillAlive) => return true,
                Ok(status) if status.pid() == Some(self.program) => self.exit = self.exit.or(Some(status)),
                Ok(_) | Err(Errno::EINTR) => {}
                Err(_) => return false,
            }
        }
    }

    /// Kills everything but this process, again and again until nothing is left to wait for.
    fn kill_all(&mut self) {
        for _ in 0..500 {
            if self.is_first {
                let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
            } else {
                for pid in self.watch.family() {
                    let _ = kill(pid, Signal::SIGKILL);
                }
            }
            if !self.reap(WaitPidFlag::WNOHANG) {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn reaped(&self, exceeded: Option<Exceeded>) -> Ended {
        let (exit_code, signal) = match self.exit {
            Some(WaitStatus::Exited(_, code)) => (Some(code), None),
            Some(WaitStatus::Signaled(_, signal, _)) => (None, Some(signal as i32)),
            _ => (None, None),
        };
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok();
        let greatest = usage.map_or(0, |usage| u64::try_from(usage.max_rss()).unwrap_or(0) << 10);
        Ended {
            exit_code: exit_code.filter(|_| exceeded.is_none()),
            signal: signal.filter(|_| exceeded.is_none()),
            cpu_ms: u64::try_from(reaped_cpu().as_millis()).unwrap_or(u64::MAX),
            memory_bytes: self.watch.peak().max(greatest),
            exceeded,
        }
    }
}

fn reaped_cpu() -> Duration {
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(Duration::ZERO, |usage| time(usage.user_time()) + time(usage.system_time()))
}

/// Opened before the machine's files are out of sight.
fn open_entrances(paths: &[PathBuf]) -> Result<Vec<File>, String> {
    let open = |path: &PathBuf| {
        fs::OpenOptions::new().write(true).open(path).map_err(|error| format!("opening {}: {error}", path.display()))
    };
    paths.iter().map(open).collect()
}

fn enter(entrances: Vec<File>) -> Result<(), String> {
    for mut entrance in entrances {
        entrance.write_all(b"0").map_err(|error| format!("entering the control group: {error}"))?;
    }
    Ok(())
}

fn write_script(order: &InitOrder, work: &Path) -> Result<PathBuf, String> {
    let name = Path::new(&order.order.script_name).file_name().unwrap_or("solution.py".as_ref());
    let path = work.join(name);
    let failed = |error: io::Error| format!("writing the program to {}: {error}", path.display());
    fs::write(&path, order.order.script.bytes()).map_err(failed)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).map_err(failed)?;
    if let Some(user) = order.user.filter(|_| order.order.tier == Tier::Own) {
        chown(&path, Some(Uid::from_raw(user)), Some(Gid::from_raw(user))).map_err(|error| failed(error.into()))?;
    }
    if order.order.tier == Tier::Unsandboxed
        && let Some(input) = &order.order.input
    {
        std::os::unix::fs::symlink(input, work.join("input")).map_err(failed)?;
    }
    Ok(path)
}

/// Starts the process that locks itself in and becomes the program.
fn start_program(order: &InitOrder, work: &Path, script: &Path) -> Result<(Pid, Facts), String> {
    let (line, theirs) = UnixStream::pair().map_err(|error| format!("making a socket pair: {error}"))?;
    let mut command = Command::new("/proc/self/exe");
    command
        .arg("enter")
        .env_clear()
        .current_dir(work)
        .stdin(OwnedFd::from(theirs))
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit());
    command.process_group(0);
    let child = command.spawn().map_err(|error| format!("starting the program's process: {error}"))?;
    drop(command);
    let program = Pid::from_raw(i32::try_from(child.id()).map_err(|error| error.to_string())?);
    send(&line, &enter_order(order, work, script)).map_err(|error| format!("telling the program's process: {error}"))?;
    let mut facts = None;
    loop {
        match receive::<Entering>(&line) {
            Ok(Some(Entering::Ready(seen))) => facts = Some(seen),
            Ok(Some(Entering::Failed(text))) => return Err(text),
            // The line ends where the process becomes the program.
            Ok(None) | Err(_) => break,
        }
    }
    facts.map(|facts| (program, facts)).ok_or_else(|| "the program's process ended before it was locked in".to_owned())
}

fn enter_order(order: &InitOrder, work: &Path, script: &Path) -> EnterOrder {
    let inside = order.order.tier != Tier::Unsandboxed;
    let interpreter = &order.order.interpreter;
    let writable = if inside { WRITABLE.iter().map(PathBuf::from).collect() } else { vec![work.to_owned()] };
    let mut readable: Vec<PathBuf> = root::SYSTEM.iter().map(|name| Path::new("/").join(name)).collect();
    readable.extend(root::ETC.iter().map(|name| Path::new("/etc").join(name)));
    readable.extend(root::own_etc().iter().map(|(name, _)| Path::new("/etc").join(name)));
    readable.extend(interpreter.prefixes.iter().flat_map(|prefix| crate::python::PARTS.map(|part| prefix.join(part))));
    readable.extend(interpreter.links.iter().cloned());
    readable.extend(["/proc", "/.hidden"].map(PathBuf::from));
    EnterOrder {
        tier: order.order.tier,
        user: order.user,
        limits: order.order.limits.clone(),
        memory_group: !order.watch_memory,
        program: interpreter.executable.clone(),
        // Unbuffered, so that what was printed before a kill is seen.
        arguments: vec!["-u".into(), script.display().to_string()],
        environment: environment(order, work),
        work: work.to_owned(),
        writable,
        readable,
    }
}

fn environment(order: &InitOrder, work: &Path) -> Vec<String> {
    let inside = order.order.tier != Tier::Unsandboxed;
    let home = if inside { Path::new(root::HOME) } else { work };
    let temporary = if inside { Path::new("/tmp") } else { work };
    let bin = order.order.interpreter.executable.parent().unwrap_or(Path::new("/usr/bin"));
    let mut environment = vec![
        format!("PATH={}:/usr/local/bin:/usr/bin:/bin", bin.display()),
        format!("HOME={}", home.display()),
        format!("TMPDIR={}", temporary.display()),
        format!("XDG_CACHE_HOME={}", home.join(".cache").display()),
        format!("MPLCONFIGDIR={}", home.join(".config/matplotlib").display()),
        "LANG=C.UTF-8".to_owned(),
        "PYTHONDONTWRITEBYTECODE=1".to_owned(),
        "PYTHONNOUSERSITE=1".to_owned(),
        "MPLBACKEND=Agg".to_owned(),
    ];
    if order.order.threads > 0 {
        let names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "LOKY_MAX_CPU_COUNT"];
        environment.extend(names.map(|name| format!("{name}={}", order.order.threads)));
    }
    environment
}

/// Looks for the submission, now that everything that could change it is dead, and gives it to the launcher.
fn give_submission(line: &UnixStream, work: &Path, most: u64) -> io::Result<()> {
    let found = match open_submission(&work.join("submission.csv"), most) {
        Err(Missing::NotThere) if is_plain_folder(&work.join("working")) => {
            open_submission(&work.join("working/submission.csv"), most)
        }
        found => found,
    };
    match found {
        Ok((file, bytes)) => {
            send(line, &Message::Submission { bytes: Some(bytes), reason: None })?;
            // A file that changes its length now is not possible: nobody is left.
            io::copy(&mut file.take(bytes), &mut &*line).map(drop)
        }
        Err(missing) => send(line, &Message::Submission { bytes: None, reason: Some(missing.text()) }),
    }
}

fn is_plain_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

enum Missing {
    NotThere,
    Unfit(String),
}

impl Missing {
    fn text(self) -> String {
        match self {
            Self::NotThere => "there is no submission.csv in the work folder".to_owned(),
            Self::Unfit(text) => text,
        }
    }
}

fn open_submission(path: &Path, most: u64) -> Result<(File, u64), Missing> {
    let unfit = |text: String| Missing::Unfit(format!("submission.csv {text}"));
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Missing::NotThere),
        Err(error) => return Err(unfit(format!("cannot be looked at: {error}"))),
    };
    let kind = metadata.file_type();
    if !kind.is_file() {
        let names = [(kind.is_symlink(), "a link"), (kind.is_dir(), "a folder")];
        let name = names.iter().find(|(is, _)| *is).map_or("a pipe, socket or device", |(_, name)| name);
        return Err(unfit(format!("is {name}, not a plain file")));
    }
    if metadata.nlink() != 1 {
        return Err(unfit(format!("has {} names; it must have one", metadata.nlink())));
    }
    if metadata.len() > most {
        return Err(unfit(format!("has {} bytes, more than the {most} allowed", metadata.len())));
    }
    let file = fs::OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC).open(path);
    let file = match file {
        // The program may have closed its own file to everybody.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Err(unfit(format!("cannot be read ({error}); leave it readable")));
        }
        file => file.map_err(|error| unfit(format!("cannot be opened: {error}")))?,
    };
    let opened = file.metadata().map_err(|error| unfit(format!("cannot be looked at: {error}")))?;
    if !opened.is_file() || opened.len() != metadata.len() {
        return Err(unfit("changed while it was opened".to_owned()));
    }
    Ok((file, opened.len()))
}
