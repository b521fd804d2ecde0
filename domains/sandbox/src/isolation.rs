//! What is in force in a run, in words.

use crate::cgroup::{Controller, Group};
use crate::report::{Isolation, Protection, Strength, Tier};
use crate::wire::Facts;

/// The protections of a run, held and weaker, each with its reason.
pub(crate) fn isolation(tier: Tier, group: &Group, facts: &Facts, watched_memory: bool) -> Isolation {
    let mut protections = if tier == Tier::Unsandboxed { missing() } else { walls(tier, facts) };
    protections.extend(limits(tier, group, watched_memory));
    Isolation { tier, protections }
}

fn held(name: &str, why: &str) -> Protection {
    Protection { name: name.to_owned(), state: Strength::Held, why: why.to_owned() }
}

fn weaker(name: &str, why: impl Into<String>) -> Protection {
    Protection { name: name.to_owned(), state: Strength::Weaker, why: why.into() }
}

fn missing() -> Vec<Protection> {
    [
        ("files", "the program reads and writes whatever this user may, hidden answers included"),
        ("network", "the program reaches whatever this machine reaches"),
        ("processes", "the program sees and may signal this user's other processes"),
        ("kernel", "all system calls are open to it"),
    ]
    .map(|(name, why)| weaker(name, why))
    .to_vec()
}

fn walls(tier: Tier, facts: &Facts) -> Vec<Protection> {
    let mut walls = vec![
        held(
            "files",
            "private root: system and interpreter read-only, input read-only, one scratch; no answers, no home, no sockets of the machine",
        ),
        held("network", "network namespace without interfaces; only UNIX sockets can be made"),
        held("processes", "process, IPC and host name namespaces; nothing outlives the run"),
        held("kernel", "seccomp lists the system calls that are allowed; no new privileges"),
        held("environment", "empty but for what the run needs"),
    ];
    walls.push(match &facts.no_user_namespace {
        None => held("user", "a user of the run's own in a user namespace of its own, without capabilities"),
        Some(why) => {
            weaker("user", format!("a user of the run's own without capabilities, but no user namespace of its own: {why}"))
        }
    });
    walls.push(match &facts.landlock {
        None => held("landlock", "files, abstract sockets and signals, as a second wall"),
        Some(why) => weaker("landlock", format!("the second wall around files is missing or incomplete: {why}")),
    });
    if tier == Tier::Bubblewrap {
        walls.push(weaker("scratch", "work folder, home, /tmp and /dev/shm have the size limit each, not together, and the number of their files (inodes) is not limited"));
    }
    walls
}

fn limits(tier: Tier, group: &Group, watched_memory: bool) -> Vec<Protection> {
    let kind = group.kind();
    let why = group.why_missing();
    let why = if why.is_empty() { "no control group".to_owned() } else { why };
    let memory = match watched_memory {
        false => held("memory", &format!("{kind}: all processes and files of the scratch together")),
        true => weaker(
            "memory",
            format!(
                "no memory cgroup ({why}): the limit is per process, and their sum is looked at 50 times a second, which a burst can outrun"
            ),
        ),
    };
    let processes = match (group.limits(Controller::Pids), tier) {
        (true, _) => held("process count", &format!("{kind}: processes and threads of the run")),
        (false, Tier::Unsandboxed) => weaker("process count", format!("not limited ({why})")),
        (false, _) => held("process count", "limit of the run's own user"),
    };
    let cpu = match group.cpu_time() {
        Some(_) => held("processor time", &format!("{kind}: all processes together")),
        None => held("processor time", "all processes together, summed 50 times a second"),
    };
    vec![memory, processes, cpu]
}
