//! The program's own process, before it becomes the program: gives up every right, sets its limits, locks itself in.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
    Scope,
};
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, sigprocmask};
use nix::unistd::{Gid, Uid, getegid, geteuid, setgroups, setresgid, setresuid, setsid};

use crate::launch::map_user;
use crate::report::Tier;
use crate::seccomp;
use crate::wire::{EnterOrder, Entering, Facts, receive, send};

/// The program's user and group inside its own user namespace.
const INSIDE: u32 = 1000;
/// Open files of one process.
const FILES: u64 = 4096;
/// Stack of one thread, as most systems have it.
const STACK: u64 = 8 << 20;

/// Serves the order on standard input, which is a socket to init. Returns only where the program cannot be started.
///
/// # Errors
///
/// Init is gone.
pub(crate) fn serve() -> io::Result<()> {
    let line = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(order) = receive::<EnterOrder>(&line)? else { return Ok(()) };
    let facts = match lock_in(&order) {
        Ok(facts) => facts,
        Err(text) => return send(&line, &Entering::Failed(text)),
    };
    send(&line, &Entering::Ready(facts))?;
    if order.tier != Tier::Unsandboxed
        && let Err(text) = seccomp::lock()
    {
        return send(&line, &Entering::Failed(format!("setting the seccomp filter: {text}")));
    }
    let variables = order.environment.iter().filter_map(|each| each.split_once('='));
    let mut command = Command::new(&order.program);
    command.args(&order.arguments).env_clear().envs(variables).current_dir(&order.work).stdin(Stdio::null());
    let error = command.exec();
    send(&line, &Entering::Failed(format!("starting {}: {error}", order.program.display())))
}

fn lock_in(order: &EnterOrder) -> Result<Facts, String> {
    let plain = order.tier == Tier::Unsandboxed;
    let mut facts = Facts::default();
    setsid().ok();
    // Init waits with SIGCHLD blocked; a program expects nothing blocked.
    sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None).map_err(|error| format!("opening signals: {error}"))?;
    // Where memory is short the program is the one to go.
    let _ = fs::write("/proc/self/oom_score_adj", "900");
    if plain {
        prctl::set_pdeathsig(Signal::SIGKILL).map_err(|error| format!("tying the program to init: {error}"))?;
    } else {
        facts.no_user_namespace = change_user(order)?;
    }
    set_limits(order)?;
    prctl::set_no_new_privs().map_err(|error| format!("giving up new privileges: {error}"))?;
    facts.landlock = if plain { Some("not used in this tier".to_owned()) } else { landlock(order) };
    Ok(facts)
}

/// Gives up the user and every capability. Tells why there is no user namespace of the program's own, which is a second wall for root's
/// runs and the only one for an ordinary user's.
fn change_user(order: &EnterOrder) -> Result<Option<String>, String> {
    if let Some(user) = order.user.filter(|_| geteuid().is_root() && order.tier == Tier::Own) {
        let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
        setgroups(&[]).map_err(|error| format!("leaving all groups: {error}"))?;
        setresgid(gid, gid, gid).map_err(|error| format!("changing the group: {error}"))?;
        setresuid(uid, uid, uid).map_err(|error| format!("changing the user: {error}"))?;
        // Its own files in /proc are root's as long as it cannot be dumped; it becomes another program in a moment.
        prctl::set_dumpable(true).map_err(|error| format!("taking over its own files: {error}"))?;
        return Ok(own_namespace().err());
    }
    if order.tier == Tier::Bubblewrap {
        // bubblewrap has made the user namespace, has dropped all capabilities, and lets no further one be made.
        return Ok(None);
    }
    own_namespace()
        .map(|()| None)
        .map_err(|error| format!("a user namespace of the program's own, to lose the rights in the outer one: {error}"))
}

fn own_namespace() -> Result<(), String> {
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    unshare(CloneFlags::CLONE_NEWUSER).map_err(|error| error.to_string())?;
    map_user(INSIDE, user, group)?;
    // The rights in the new namespace go when another program is begun by a user who is not its root.
    Ok(())
}

fn set_limits(order: &EnterOrder) -> Result<(), String> {
    let limits = &order.limits;
    let cpu = limits.cpu.as_secs().saturating_add(1);
    // A memory group is the real limit; addresses alone cost nothing, and threads of numerical libraries reserve many.
    let addresses = limits.memory_bytes.saturating_mul(16).max(64 << 30);
    // Without one, what a process may have as its own is limited; the stacks that its threads reserve and do not use come on top.
    let stacks = u64::from(limits.processes).saturating_mul(STACK);
    let own = if order.memory_group { addresses } else { limits.memory_bytes.saturating_add(stacks) };
    let wanted = [
        (Resource::RLIMIT_CPU, cpu, cpu.saturating_add(1)),
        (Resource::RLIMIT_AS, addresses, addresses),
        (Resource::RLIMIT_DATA, own, own),
        (Resource::RLIMIT_STACK, STACK, STACK),
        (Resource::RLIMIT_FSIZE, limits.scratch_bytes, limits.scratch_bytes),
        (Resource::RLIMIT_NOFILE, FILES, FILES),
        // Not 0: a handler of the machine that is fed through a pipe heeds no limit but 1.
        (Resource::RLIMIT_CORE, 1, 1),
        (Resource::RLIMIT_MEMLOCK, 64 << 10, 64 << 10),
        (Resource::RLIMIT_MSGQUEUE, 0, 0),
        (Resource::RLIMIT_SIGPENDING, 1024, 1024),
    ];
    for (resource, soft, hard) in wanted {
        lower(resource, soft, hard)?;
    }
    // Counted for a user over the whole machine, so only where the user is the run's own.
    if order.tier != Tier::Unsandboxed {
        lower(Resource::RLIMIT_NPROC, limits.processes.into(), limits.processes.into())?;
    }
    Ok(())
}

/// Sets a limit, or keeps the one in force where that is lower.
fn lower(resource: Resource, soft: u64, hard: u64) -> Result<(), String> {
    let (_, most) = nix::sys::resource::getrlimit(resource).map_err(|error| format!("reading {resource:?}: {error}"))?;
    setrlimit(resource, soft.min(most), hard.min(most)).map_err(|error| format!("setting {resource:?}: {error}"))
}

/// A second wall around files, abstract sockets and signals. Tells why it is not or only partly there.
fn landlock(order: &EnterOrder) -> Option<String> {
    match restrict(order) {
        Ok(RulesetStatus::FullyEnforced) => None,
        Ok(RulesetStatus::PartiallyEnforced) => Some("this kernel has an older Landlock, which holds for files only".to_owned()),
        Ok(RulesetStatus::NotEnforced) => Some("this kernel has no Landlock".to_owned()),
        Err(error) => Some(format!("Landlock could not be set: {error}")),
    }
}

fn restrict(order: &EnterOrder) -> Result<RulesetStatus, Box<dyn std::error::Error>> {
    let abi = ABI::V6;
    let all = AccessFs::from_all(abi);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .scope(Scope::from_all(abi))?
        .create()?;
    let reading = AccessFs::from_read(abi);
    let devices = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate | AccessFs::IoctlDev;
    let groups: [(&[PathBuf], _); 3] = [
        (&order.readable, reading),
        (&order.writable, all),
        (&crate::root::DEVICES.map(|name| PathBuf::from("/dev").join(name)), devices),
    ];
    // What may be looked into is the private root's business: there is nothing in it to hide.
    rules = rules.add_rule(PathBeneath::new(PathFd::new("/")?, AccessFs::ReadDir))?;
    for (paths, access) in groups {
        for path in paths {
            // What this machine does not have needs no rule.
            let Ok(file) = PathFd::new(path) else { continue };
            let access = if path.is_dir() { access } else { access & AccessFs::from_file(abi) };
            rules = rules.add_rule(PathBeneath::new(file, access))?;
        }
    }
    Ok(rules.restrict_self()?.ruleset)
}
