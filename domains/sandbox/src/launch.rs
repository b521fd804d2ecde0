//! The launcher: one run from its order to its report. A process of its own, so that the caller, who has many threads, never forks.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CloneFlags, unshare};
use nix::sys::resource::{UsageWho, getrusage};
use nix::unistd::{getegid, geteuid};

use crate::bubblewrap;
use crate::cgroup::{Controller, Group, Place, Wanted};
use crate::isolation::isolation;
use crate::report::{Outcome, Report, Stream, Submission, Tier};
use crate::tail::HeadTail;
use crate::wire::{Answer, Ended, Exceeded, Facts, InitOrder, Message, Order, receive, send};

/// How often limits are looked at that no timer watches.
const LOOK: Duration = Duration::from_millis(20);
/// How long the set-up of a run may take.
const SET_UP: Duration = Duration::from_secs(30);
/// How long init may take from the program's end to its last word.
const CLOSING: Duration = Duration::from_secs(30);
/// First user number of runs that root starts; the process number of the launcher is added, so that no two runs share a user.
const FIRST_USER: u32 = 1_000_000_000;

/// Reads an order from standard input and writes its answer to standard output.
///
/// # Errors
///
/// The order cannot be read or the answer not written.
pub(crate) fn serve() -> io::Result<()> {
    let Some(order) = receive::<Order>(io::stdin().lock())? else { return Ok(()) };
    let answer = run(order).unwrap_or_else(|answer| answer);
    send(io::stdout().lock(), &answer)
}

fn run(order: Order) -> Result<Answer, Answer> {
    check_folders(&order)?;
    let as_root = geteuid().is_root();
    let wanted = Wanted {
        memory_bytes: order.limits.memory_bytes,
        // Init is in the group, too.
        processes: order.limits.processes.saturating_add(1),
        cores: order.threads,
    };
    let group = Group::create(&Place::of_this_process(), &wanted);
    let work = match order.tier {
        Tier::Unsandboxed => Some(plain_folder()?),
        Tier::Own | Tier::Bubblewrap => None,
    };
    let result = Run::start(order, as_root, &group, work.clone()).and_then(|run| run.follow(&group));
    // Whatever happened, nothing may stay behind.
    let removed = group.remove();
    if let Some(work) = work {
        // A tree that a program made may be too deep for one walk; what a second one leaves is the system's to sweep.
        let _ = fs::remove_dir_all(&work).or_else(|_| fs::remove_dir_all(&work));
    }
    let mut report = result?;
    if let Err(error) = removed {
        report.message = Some(format!("a control group could not be removed: {error}"));
    }
    Ok(Answer::Report(Box::new(report)))
}

fn check_folders(order: &Order) -> Result<(), Answer> {
    for (what, folder) in [("input", &order.input), ("out", &order.out)] {
        if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
            return Err(Answer::Wrong(format!("the {what} folder {} is no folder; make it, or name another", folder.display())));
        }
    }
    if let Some(out) = &order.out {
        let old = out.join("submission.csv");
        if let Err(error) = fs::remove_file(&old)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(Answer::Wrong(format!(
                "the old {} cannot be removed: {error}; remove it, or name another folder",
                old.display()
            )));
        }
    }
    Ok(())
}

fn plain_folder() -> Result<PathBuf, Answer> {
    let path = std::env::temp_dir().join(format!("exitrl-unsandboxed-{}", std::process::id()));
    let made = fs::create_dir(&path).or_else(|_| fs::remove_dir_all(&path).and_then(|()| fs::create_dir(&path)));
    made.map(|()| path.clone()).map_err(|error| Answer::Refused(format!("no work folder {}: {error}", path.display())))
}

/// A run whose init process is alive.
struct Run {
    order: Order,
    init: Child,
    line: UnixStream,
    stdout: Pipe,
    stderr: Pipe,
    watch_memory: bool,
}

/// One output stream. Read by the launcher's only thread: a process that has left its process namespace can start no others.
struct Pipe {
    file: Option<File>,
    kept: HeadTail,
}

impl Pipe {
    fn new(file: Option<OwnedFd>, limit: u64) -> Self {
        Self { file: file.map(File::from), kept: HeadTail::new(limit) }
    }

    /// Reads what is there; at the end the pipe is closed.
    fn read(&mut self) {
        let mut buffer = [0; 64 << 10];
        match self.file.as_mut().map(|file| file.read(&mut buffer)) {
            Some(Ok(count)) if count > 0 => self.kept.push(&buffer[..count]),
            Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => self.file = None,
        }
    }

    /// Reads to the end, which comes when all writers are dead.
    fn finish(mut self) -> Stream {
        while self.file.is_some() {
            self.read();
        }
        self.kept.finish()
    }
}

impl Run {
    fn start(order: Order, as_root: bool, group: &Group, work: Option<PathBuf>) -> Result<Self, Answer> {
        let user = (as_root && order.tier != Tier::Unsandboxed).then(|| FIRST_USER + std::process::id());
        let refused = |what: &str, error: &dyn std::fmt::Display| Answer::Refused(format!("{what}: {error}"));
        let mut command = match order.tier {
            Tier::Own => {
                new_namespaces(as_root).map_err(Answer::Refused)?;
                own_command()
            }
            Tier::Unsandboxed => own_command(),
            Tier::Bubblewrap => bubblewrap::command(&order, user).map_err(Answer::Refused)?,
        };
        let (line, theirs) = UnixStream::pair().map_err(|error| refused("making a socket pair", &error))?;
        command.stdin(OwnedFd::from(theirs)).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut init = command.spawn().map_err(|error| refused("starting the init process", &error))?;
        // The command holds the other end open as long as it lives.
        drop(command);
        let limit = order.limits.output_bytes;
        let stdout = Pipe::new(init.stdout.take().map(OwnedFd::from), limit);
        let stderr = Pipe::new(init.stderr.take().map(OwnedFd::from), limit);
        let watch_memory = !group.limits(Controller::Memory);
        let to_init = InitOrder {
            order: order.clone(),
            user,
            entrances: if order.tier == Tier::Bubblewrap { Vec::new() } else { group.entrances() },
            watch_memory,
            watch_cpu: group.cpu_time().is_none(),
            work,
        };
        let mut run = Self { order, init, line, stdout, stderr, watch_memory };
        if run.order.tier == Tier::Bubblewrap {
            // Bubblewrap has begun to make its processes by now; the program itself begins only with the order.
            if let Err(error) = enter_from_outside(group, run.init.id()) {
                let seen = run.kill_and_hear();
                return Err(refused("entering the control group", &format!("{error}; {seen}")));
            }
        }
        if let Err(error) = send(&run.line, &to_init) {
            let seen = run.kill_and_hear();
            return Err(refused("the init process did not take its order", &format!("{error}; {seen}")));
        }
        Ok(run)
    }

    /// What a process that failed early has written.
    fn kill_and_hear(&mut self) -> String {
        let _ = self.init.kill();
        let _ = self.init.wait();
        let stderr = std::mem::replace(&mut self.stderr, Pipe::new(None, 0)).finish();
        format!("it wrote {:?}", stderr.text.trim())
    }

    /// From the order to the report.
    fn follow(mut self, group: &Group) -> Result<Report, Answer> {
        let facts = match self.message(Instant::now() + SET_UP) {
            Some(Message::Started(facts)) => facts,
            other => {
                let seen = self.kill_and_hear();
                return Err(match other {
                    Some(Message::Refused(text)) => Answer::Refused(text),
                    Some(Message::Wrong(text)) => Answer::Wrong(text),
                    _ => Answer::Refused(format!("the init process ended before the program began; {seen}")),
                });
            }
        };
        let started = Instant::now();
        let stopped = self.wait(group, started);
        let ended = match stopped {
            Some(_) => None,
            None => match self.message(Instant::now() + CLOSING) {
                Some(Message::Ended(ended)) => Some(ended),
                _ => None,
            },
        };
        let wall = started.elapsed();
        let submission = match &ended {
            Some(ended) if ended.exceeded.is_none() => self.submission(),
            _ => none("the run was stopped"),
        };
        let _ = self.init.kill();
        let _ = self.init.wait();
        Ok(self.report(group, facts, stopped, ended, wall, submission))
    }

    /// Waits for the program's end; tells which limit came first.
    fn wait(&mut self, group: &Group, started: Instant) -> Option<Outcome> {
        let limits = self.order.limits.clone();
        loop {
            let left = limits.wall.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Some(Outcome::WallTimeout);
            }
            match self.poll(left.min(LOOK)) {
                Event::Line => return None,
                Event::CallerGone => return Some(Outcome::SandboxError),
                Event::Nothing => {}
            }
            if group.cpu_time().is_some_and(|used| used > limits.cpu) {
                return Some(Outcome::CpuTimeout);
            }
            if group.memory_kills() > 0 {
                return Some(Outcome::OutOfMemory);
            }
        }
    }

    /// Waits for something to happen, and takes what the program prints.
    fn poll(&mut self, timeout: Duration) -> Event {
        let input = io::stdin();
        let mut fds = vec![PollFd::new(self.line.as_fd(), PollFlags::POLLIN), PollFd::new(input.as_fd(), PollFlags::POLLIN)];
        let pipes = [&self.stdout, &self.stderr];
        fds.extend(pipes.iter().filter_map(|pipe| pipe.file.as_ref()).map(|file| PollFd::new(file.as_fd(), PollFlags::POLLIN)));
        let timeout = PollTimeout::try_from(timeout.max(Duration::from_millis(1))).unwrap_or(PollTimeout::ZERO);
        if poll(&mut fds, timeout).is_err() {
            return Event::Nothing;
        }
        let ready: Vec<bool> = fds.iter().map(|fd| fd.revents().is_some_and(|events| !events.is_empty())).collect();
        drop(fds);
        let open = [&mut self.stdout, &mut self.stderr].into_iter().filter(|pipe| pipe.file.is_some());
        open.zip(&ready[2..]).filter(|(_, ready)| **ready).for_each(|(pipe, _)| pipe.read());
        match () {
            () if ready[0] => Event::Line,
            // The caller keeps its end open as long as it waits for the answer, and writes no second order.
            () if ready[1] => Event::CallerGone,
            () => Event::Nothing,
        }
    }

    /// The next message of init, unless it dies or is late.
    fn message(&mut self, deadline: Instant) -> Option<Message> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.poll(left.min(LOOK)) {
                Event::Line => break,
                Event::CallerGone => return None,
                Event::Nothing if left.is_zero() => return None,
                Event::Nothing => {}
            }
        }
        self.line.set_read_timeout(Some(CLOSING)).ok()?;
        receive(&self.line).ok().flatten()
    }

    fn submission(&mut self) -> Submission {
        let Some(Message::Submission { bytes, reason }) = self.message(Instant::now() + CLOSING) else {
            return none("the init process ended before it gave the submission");
        };
        match (bytes, &self.order.out) {
            (None, _) => none(&reason.unwrap_or_default()),
            (Some(_), None) => none("no out folder was named"),
            (Some(bytes), Some(out)) => take(&self.line, bytes, out)
                .unwrap_or_else(|error| none(&format!("it could not be written to {}: {error}", out.display()))),
        }
    }

    fn report(
        self,
        group: &Group,
        facts: Facts,
        stopped: Option<Outcome>,
        ended: Option<Ended>,
        wall: Duration,
        submission: Submission,
    ) -> Report {
        let (stdout, stderr) = (self.stdout.finish(), self.stderr.finish());
        let outcome = outcome(stopped, ended.as_ref(), group);
        let ended = ended.unwrap_or_default();
        let cpu = group.cpu_time().unwrap_or_else(|| children_cpu().max(Duration::from_millis(ended.cpu_ms)));
        Report {
            outcome,
            exit_code: ended.exit_code.filter(|_| stopped.is_none()),
            signal: ended.signal,
            wall_ms: millis(wall),
            cpu_ms: millis(cpu),
            peak_memory_bytes: group.peak_memory().unwrap_or(ended.memory_bytes),
            stdout,
            stderr,
            submission: if matches!(outcome, Outcome::Ok | Outcome::NonzeroExit | Outcome::Signal) {
                submission
            } else {
                none("the run was stopped")
            },
            isolation: isolation(self.order.tier, group, &facts, self.watch_memory),
            message: (outcome == Outcome::SandboxError)
                .then(|| "the caller or the init process was lost in the middle of the run".to_owned()),
        }
    }
}

enum Event {
    Line,
    CallerGone,
    Nothing,
}

fn outcome(stopped: Option<Outcome>, ended: Option<&Ended>, group: &Group) -> Outcome {
    if let Some(stopped) = stopped {
        return stopped;
    }
    if group.memory_kills() > 0 {
        return Outcome::OutOfMemory;
    }
    match ended.map(|ended| (ended.exceeded, ended.exit_code, ended.signal)) {
        Some((Some(Exceeded::Memory), ..)) => Outcome::OutOfMemory,
        Some((Some(Exceeded::Cpu), ..)) => Outcome::CpuTimeout,
        // The kernel's own watch over one process.
        Some((None, _, Some(libc::SIGXCPU))) => Outcome::CpuTimeout,
        Some((None, Some(0), _)) => Outcome::Ok,
        Some((None, Some(_), _)) => Outcome::NonzeroExit,
        Some((None, None, _)) => Outcome::Signal,
        None => Outcome::SandboxError,
    }
}

/// Puts a process that is already running into the group, and every child that it may have had by then. What a process forks once it is in the
/// group is in it as well, and what it forked before is among its children now, so none slips through.
fn enter_from_outside(group: &Group, pid: u32) -> io::Result<()> {
    let mut entered = vec![pid];
    let mut next = 0;
    while let Some(pid) = entered.get(next).copied() {
        next += 1;
        for entrance in group.entrances() {
            match fs::write(&entrance, pid.to_string()) {
                // It has ended already.
                Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
                result => result.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", entrance.display())))?,
            }
        }
        entered.extend(children(pid)?);
    }
    Ok(())
}

/// The children of a process, by the parent that every process of the machine names.
fn children(parent: u32) -> io::Result<Vec<u32>> {
    let parent_of = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in brackets may hold anything, so fields are counted after its last bracket: the parent is the second.
        text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let names = fs::read_dir("/proc")?.filter_map(Result::ok).map(|entry| entry.file_name());
    let pids = names.filter_map(|name| name.to_str()?.parse::<u32>().ok());
    Ok(pids.filter(|pid| parent_of(*pid) == Some(parent)).collect())
}

fn own_command() -> Command {
    let mut command = Command::new("/proc/self/exe");
    command.arg("init").env_clear();
    // A group of its own, so that a Ctrl-C at the terminal does not reach it before the launcher.
    command.process_group(0);
    command
}

/// The namespaces of the run. The next child of this process is the first of its process namespace.
fn new_namespaces(as_root: bool) -> Result<(), String> {
    let mut flags = CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS
        | CloneFlags::CLONE_NEWCGROUP;
    let (user, group) = (geteuid(), getegid());
    if !as_root {
        flags |= CloneFlags::CLONE_NEWUSER;
    }
    unshare(flags).map_err(|error| format!("making namespaces: {error}"))?;
    if !as_root {
        map_user(0, user.as_raw(), group.as_raw())?;
    }
    Ok(())
}

/// Gives this process a name in its new user namespace.
pub(crate) fn map_user(inside: u32, user: u32, group: u32) -> Result<(), String> {
    for (file, text) in
        [("setgroups", "deny".to_owned()), ("uid_map", format!("{inside} {user} 1")), ("gid_map", format!("{inside} {group} 1"))]
    {
        fs::write(Path::new("/proc/self").join(file), text).map_err(|error| format!("writing /proc/self/{file}: {error}"))?;
    }
    Ok(())
}

fn none(reason: &str) -> Submission {
    Submission { taken: false, bytes: 0, reason: Some(reason.to_owned()), utf8: false }
}

/// Takes the submission's bytes off the line into the out folder. The file appears whole or not at all.
fn take(line: &UnixStream, bytes: u64, out: &Path) -> io::Result<Submission> {
    let partial = out.join(format!(".submission.csv.{}", std::process::id()));
    let written = || -> io::Result<bool> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).custom_flags(libc::O_NOFOLLOW).open(&partial)?;
        let mut content = Vec::new();
        line.take(bytes).read_to_end(&mut content)?;
        if content.len() as u64 != bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.write_all(&content)?;
        fs::rename(&partial, out.join("submission.csv"))?;
        Ok(std::str::from_utf8(&content).is_ok())
    };
    let utf8 = written().inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })?;
    Ok(Submission { taken: true, bytes, reason: None, utf8 })
}

/// Processor time of everything that was started and waited for.
fn children_cpu() -> Duration {
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(Duration::ZERO, |usage| time(usage.user_time()) + time(usage.system_time()))
}

pub(crate) fn time(value: nix::sys::time::TimeVal) -> Duration {
    let micros = value.tv_sec() * 1_000_000 + value.tv_usec();
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
